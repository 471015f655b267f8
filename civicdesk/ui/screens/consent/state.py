"""What asking for consent shows: the words that are read out, each purpose with how it was given and who heard it, and what is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Step(StrEnum):
    """Where the asking stands."""

    WORDS = "words"
    PURPOSES = "purposes"
    DONE = "done"


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

    step: Step = Step.WORDS
    who: str = ""
    text: str = ""
    purposes: tuple[PurposeShown, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    """Purpose -> `yes` or `no`: what was chosen on this page; nothing beforehand."""
    mode: str = "spoken"
    """How the words were given and answered: `spoken`, `self` (read by the person) or `paper`."""
    read_aloud: bool = True
    witness: str = ""
    restored: bool = False
    """The answers were given before the page was left; nothing of it counts yet."""
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


def to_words(state: ConsentState, about: Mapping[str, str]) -> dict[str, str]:
    """Return what was answered so far, with what it holds for; nothing before the words were read out."""
    if state.step is not Step.PURPOSES and not state.choices:
        return {}
    answered = {"choices": json.dumps(dict(state.choices)), "mode": state.mode, "aloud": "yes" if state.read_aloud else "no"}
    return {**about, **answered, "witness": state.witness}


def from_words(state: ConsentState, words: Mapping[str, str], about: Mapping[str, str]) -> ConsentState:
    """Return the page as it was left; as it is, if the words were read at another meeting or are others now."""
    if any(words.get(name, "") != value for name, value in about.items()):
        return state
    known = {each.purpose for each in state.purposes}
    choices = {purpose: choice for purpose, choice in json.loads(words["choices"]).items() if purpose in known}
    mode, aloud = words["mode"], words["aloud"] == "yes"
    return replace(
        state, step=Step.PURPOSES, choices=choices, mode=mode, read_aloud=aloud, witness=words["witness"], restored=bool(choices)
    )


_PURPOSES = (
    PurposeShown(purpose="keep", sentence="You may keep my answers on this laptop."),
    PurposeShown(purpose="research", sentence="You may use my answers for research, without my name."),
    PurposeShown(purpose="contact", sentence="You may contact me again."),
)
_HELD = tuple(PurposeShown(purpose=each.purpose, sentence=each.sentence, said="yes") for each in _PURPOSES[:2])
_TEXT = "We would like to ask you some questions about your life here. You can stop at any time, and you can change your mind later."
_WORDS = ConsentState(who="Wren Fictional", text=_TEXT, purposes=_PURPOSES)
_ASKED = replace(_WORDS, step=Step.PURPOSES, choices={"keep": "yes"})

EXAMPLES: Mapping[str, ConsentState] = {
    "loading": ConsentState(loading=True),
    "words": _WORDS,
    "purposes": _ASKED,
    "purposes missing": replace(_ASKED, missing=("research", "contact")),
    "half answered before": replace(_ASKED, restored=True),
    "untranslated": replace(_WORDS, who="Card 0002", untranslated=True),
    "all answered": replace(_ASKED, choices={"keep": "yes", "research": "no", "contact": "yes"}),
    "on paper": replace(_ASKED, mode="paper", read_aloud=False),
    "done": ConsentState(step=Step.DONE, who="Wren Fictional", purposes=_HELD, may_capture=True),
    "done without answers": ConsentState(step=Step.DONE, who="Wren Fictional", purposes=_PURPOSES),
    "problem": ConsentState(stopped=True, problem="The project pack brought no words to read for consent. (CONSENT-STATEMENT)"),
}
