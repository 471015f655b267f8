"""What may say that nobody watches the laptop any more, and how it says so."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol


class Reason(StrEnum):
    """Why the program is to lock."""

    SUSPEND = "suspend"
    LID = "lid"
    SCREEN = "screen"
    USER = "user"


Tell = Callable[[Reason], object]


class Source(Protocol):
    """One part of a desktop that is listened to."""

    def begin(self, tell: Tell) -> bool:
        """Listen from now on; tells whether this desktop has such a part. Without it nothing is said: other triggers are left."""
        ...

    def let_sleep(self) -> None:
        """Hold up sleep no longer: nothing is open."""
        ...

    def end(self) -> None:
        """Listen no more."""
        ...
