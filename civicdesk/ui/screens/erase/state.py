"""What forgetting a person shows: what goes, what stays, one thing to type, and how far it came."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseState:
    """Forgetting one person."""

    card: str = ""
    goes: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    typed: str = ""
    drop_backups: bool = True
    done: bool = False
    waiting: bool = False
    """The backup folder was out of reach: a task is left."""
    removed: int = 0
    """Older backups that were removed."""
    printer: bool = False
    loading: bool = False
    busy: bool = False
    told: str = ""
    problem: str = ""
    mistyped: bool = False
    """The problem is the number that was typed."""

    @property
    def confirmed(self) -> bool:
        """Tell whether the card number was typed as it stands on the card."""
        return bool(self.card) and self.typed.strip() == self.card


_GOES = ("Your name and your contact.", "Every word and every answer of yours on this laptop.", "The same in the backups.")
_STAYS = ("Totals that were published already.", "A copy that somebody made before, with its keys and a passphrase of that time.")

_OTHER = "This is not the number of this person's card."
_FULL = "The disk is full or cannot be used. Nothing was erased. (STORE-WRITE)"

EXAMPLES: Mapping[str, EraseState] = {
    "loading": EraseState(loading=True),
    "reading": EraseState(card="0001", goes=_GOES, stays=_STAYS),
    "typed": EraseState(card="0001", goes=_GOES, stays=_STAYS, typed="0001", drop_backups=False),
    "other number": EraseState(card="0001", goes=_GOES, stays=_STAYS, typed="0002", problem=_OTHER, mistyped=True),
    "cannot now": EraseState(card="0001", goes=_GOES, stays=_STAYS, typed="0001", problem=_FULL),
    "under way": EraseState(card="0001", goes=_GOES, stays=_STAYS, typed="0001", busy=True),
    "done": EraseState(card="0001", goes=_GOES, stays=_STAYS, done=True, removed=3, printer=True),
    "done, backups out of reach": EraseState(card="0001", goes=_GOES, stays=_STAYS, done=True, waiting=True, told="Saved."),
    "cannot": EraseState(problem="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)"),
}
