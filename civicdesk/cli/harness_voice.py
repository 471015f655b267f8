"""What the harness hears and says: bytes in, bytes out, one line of trouble. No word of an answer is in any of it."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.i18n import explain
from civicdesk.workflows import harness_door

if TYPE_CHECKING:
    from civicdesk.workflows.kit import Tools

OUT, ERR = 1, 2
BUG = 70
LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Clock, ids and chance of this machine; and the way in, once it is asked for."""

    now: Callable[[], datetime]
    new_id: Callable[[], str]
    chance: Callable[[], float]

    def way(self) -> harness_door.Access:
        """Return key or passphrase from the environment.

        Raises:
            Refused: HARNESS-KEY.
        """
        names = ("CIVICDESK_HARNESS_KEY", "CIVICDESK_HARNESS_PASSPHRASE", "CIVICDESK_HARNESS_RESERVE_KIB")
        return harness_door.access(*map(paths.variable, names))

    def tools(self) -> "Tools":
        """Return what the other verbs are handed."""
        from civicdesk.workflows.kit import Tools

        return Tools(now=self.now, new_id=self.new_id, chance=self.chance)


Verb = Callable[[Namespace, World], int]


def tell(data: bytes) -> None:
    """Write to standard output at once, in one call if the system takes it so.

    Raises:
        Unavailable: HARNESS-OUTPUT: nobody listens any more.
    """
    _write(OUT, data)


def trouble(why: CivicDeskError) -> int:
    """Say on standard error what stopped, in one line; return the exit code."""
    return say_trouble(why.code, explain(why), why.exit_code)


def say_trouble(code: str, words: str, exit_code: int) -> int:
    """Say on standard error that something stopped, in one line; return the exit code."""
    line = " ".join(words.replace(f"({code})", "").split())
    _write(ERR, f"error: {code} {line[:LONGEST]}\n".encode(errors="replace"))
    return exit_code


def end_by_bug(kind: type[BaseException], why: BaseException, _trace: TracebackType | None) -> NoReturn:
    """Be the last hook of the process: one line without any value, and the exit code of a bug."""
    os.write(ERR, f"error: BUG {kind.__name__} {crash_notice(why).rpartition(chr(10))[2]}\n".encode(errors="replace"))
    os._exit(BUG)


def crash_notice(why: BaseException) -> str:
    """Return the kind of an exception and the places it came through, innermost last; its message may hold what somebody said."""
    lines = [type(why).__name__]
    trace = why.__traceback__
    while trace is not None:
        file = "/".join(Path(trace.tb_frame.f_code.co_filename).parts[-2:])
        lines.append(f"{file}:{trace.tb_lineno} {trace.tb_frame.f_code.co_name}")
        trace = trace.tb_next
    return "\n".join(lines)


def watch_for_bugs() -> None:
    """Let every bug end the process in one line."""
    sys.excepthook = end_by_bug


def _write(stream: int, data: bytes) -> None:
    try:
        while data:
            data = data[os.write(stream, data) :]
    except OSError as why:
        raise Unavailable("HARNESS-OUTPUT") from why
