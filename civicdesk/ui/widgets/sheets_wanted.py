"""What a run over many sheets is asked for and how it ended; no Qt, for the states of screens."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """Which way all sheets go."""

    PRINT = "print"
    ONE_FILE = "one_file"
    SEPARATE = "separate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One sheet that is to be made: of which response, for which card, in which form."""

    submission: str
    card: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Which sheets go which way: to a printer by its name, into a file, or into a folder."""

    way: Way
    sheets: tuple[Wanted, ...]
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended: how many sheets arrived, which could not be made, and what stopped it."""

    done: int
    left: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    stopped: bool = False
