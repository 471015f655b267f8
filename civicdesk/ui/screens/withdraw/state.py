"""What taking consent back shows: each purpose that holds now, then what follows and the slip."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeShown:
    """One purpose that the person has agreed to, in the words that were read."""

    purpose: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawState:
    """Taking back, or restricting."""

    who: str = ""
    restrict: bool = False
    """Everything but the keeping is taken back at once."""
    held: tuple[PurposeShown, ...] = ()
    """What holds now and can be taken back here."""
    chosen: frozenset[str] = frozenset()
    done: tuple[PurposeShown, ...] = ()
    """What was taken back."""
    left: tuple[PurposeShown, ...] = ()
    """What still holds after that."""
    printer: bool = False
    loading: bool = False
    busy: bool = False
    told: str = ""
    problem: str = ""


_HELD = (
    PurposeShown(purpose="keep", sentence="You may keep my answers on this laptop."),
    PurposeShown(purpose="research", sentence="You may use my answers for research, without my name."),
    PurposeShown(purpose="contact", sentence="You may contact me again."),
)

EXAMPLES: Mapping[str, WithdrawState] = {
    "loading": WithdrawState(loading=True),
    "choosing": WithdrawState(who="Wren Fictional", held=_HELD, chosen=frozenset({"research"}), printer=True),
    "nothing chosen": WithdrawState(who="Wren Fictional", held=_HELD, problem="Choose what the person takes back."),
    "nothing to take back": WithdrawState(who="Card 0002"),
    "restrict": WithdrawState(who="Wren Fictional", restrict=True, held=_HELD[1:], printer=True),
    "done": WithdrawState(who="Wren Fictional", done=_HELD[1:2], left=(_HELD[0], _HELD[2]), printer=True),
    "restricted": WithdrawState(
        who="Wren Fictional", restrict=True, done=_HELD[1:], left=_HELD[:1], told="The slip is printed.", printer=True
    ),
    "everything": WithdrawState(who="Wren Fictional", done=_HELD),
    "cannot": WithdrawState(problem="The project pack brought no words to read for consent. (CONSENT-STATEMENT)"),
}
