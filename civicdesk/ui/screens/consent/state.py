"""What asking for consent shows: the limits, the words, each purpose, then how it was given and who heard it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Step(StrEnum):
    """Where the asking stands."""

    LIMITS = "limits"
    STATEMENT = "statement"
    PURPOSES = "purposes"
    WITNESS = "witness"
    DONE = "done"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeShown:
    """One purpose with its own sentence, as it is read out. `said` is what holds now: `yes`, `no` or empty."""

    purpose: str
    sentence: str
    said: str = ""


MODES = ("spoken", "self", "paper")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState:
    """Asking one person."""

    step: Step = Step.LIMITS
    who: str = ""
    text: str = ""
    purposes: tuple[PurposeShown, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    """Purpose -> `yes` or `no`: what was chosen on this page; nothing beforehand."""
    mode: str = "spoken"
    """How the words were given and answered: `spoken`, `self` (read by the person) or `paper`."""
    read_aloud: bool = True
    untranslated: bool = False
    """The statement is in English although the person's language is another one."""
    loading: bool = False
    stopped: bool = False
    """There are no words to read, so nobody can be asked."""
    busy: bool = False
    may_capture: bool = False
    """The answers may be kept: the questions can begin."""
    problem: str = ""
    missing: tuple[str, ...] = ()
    """Purposes that have no answer yet."""


_PURPOSES = (
    PurposeShown(purpose="keep", sentence="You may keep my answers on this laptop."),
    PurposeShown(purpose="research", sentence="You may use my answers for research, without my name."),
    PurposeShown(purpose="contact", sentence="You may contact me again."),
)
_HELD = tuple(PurposeShown(purpose=each.purpose, sentence=each.sentence, said="yes") for each in _PURPOSES[:2])
_TEXT = "We would like to ask you some questions about your life here. You can stop at any time, and you can change your mind later."

EXAMPLES: Mapping[str, ConsentState] = {
    "loading": ConsentState(loading=True),
    "limits": ConsentState(who="Wren Fictional", text=_TEXT, purposes=_PURPOSES),
    "statement": ConsentState(step=Step.STATEMENT, who="Wren Fictional", text=_TEXT, purposes=_PURPOSES),
    "purposes": ConsentState(step=Step.PURPOSES, who="Wren Fictional", text=_TEXT, purposes=_PURPOSES, choices={"keep": "yes"}),
    "purposes missing": ConsentState(
        step=Step.PURPOSES, who="Wren Fictional", text=_TEXT, purposes=_PURPOSES, choices={"keep": "yes"}, missing=("research", "contact")
    ),
    "untranslated": ConsentState(step=Step.STATEMENT, who="Card 0002", text=_TEXT, purposes=_PURPOSES, untranslated=True),
    "witness": ConsentState(
        step=Step.WITNESS, who="Wren Fictional", purposes=_PURPOSES, choices={"keep": "yes", "research": "no", "contact": "yes"}
    ),
    "on paper": ConsentState(
        step=Step.WITNESS, who="Wren Fictional", purposes=_PURPOSES, choices={"keep": "yes"}, mode="paper", read_aloud=False
    ),
    "done": ConsentState(step=Step.DONE, who="Wren Fictional", purposes=_HELD, may_capture=True),
    "done without answers": ConsentState(step=Step.DONE, who="Wren Fictional", purposes=_PURPOSES),
    "withdraw": ConsentState(step=Step.WITHDRAW, who="Wren Fictional", purposes=_HELD),
    "problem": ConsentState(
        step=Step.LIMITS, stopped=True, problem="The project pack brought no words to read for consent. (CONSENT-STATEMENT)"
    ),
}
