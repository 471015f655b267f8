"""What the first run shows, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """Where the first run stands."""

    CHOOSE = "choose"
    PACK = "pack"
    YOU = "you"
    MAKING = "making"
    RECOVERY = "recovery"
    RETYPE = "retype"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRunState:
    """The first run. `problem` belongs to the field `problem_at`, or to the page if that is empty."""

    step: Step = Step.CHOOSE
    can_go_back: bool = False
    """There is an unlock window to go back to."""
    busy: bool = False
    project: str = ""
    practice: bool = False
    signer_words: str = ""
    forms: int = 0
    suggestion: str = ""
    code: str = ""
    laptop_words: str = ""
    """Six words of this laptop, to be read to the office over the telephone."""
    saved: bool = False
    """The recovery sheet was saved as a PDF; at the last step, the enrolment file."""
    problem: str = ""
    problem_at: str = ""


PROBLEM_AT: Mapping[str, str] = {"FIRST-NAME": "name", "KEYS-NAME-FORM": "name", "KEYS-WEAK": "passphrase", "KEYS-CODE": "code"}

_CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ23-4567"

EXAMPLES: Mapping[str, FirstRunState] = {
    "empty": FirstRunState(),
    "bad signature": FirstRunState(
        problem="This pack was altered after it was signed. Ask your coordinator for a new one. (PACK-SIGNATURE)"
    ),
    "folder refused": FirstRunState(
        step=Step.YOU, project="Fictional Town", problem="This folder is copied to other computers. Choose another. (STORE-FOLDER)"
    ),
    "disk full": FirstRunState(step=Step.YOU, project="Fictional Town", problem="The disk is full. Nothing was made. (STORE-FULL)"),
    "pack": FirstRunState(step=Step.PACK, project="Fictional Town", signer_words="anchor brick candle dune ember frost", forms=1),
    "you": FirstRunState(step=Step.YOU, project="Fictional Town", suggestion="anchor brick candle dune ember frost"),
    "weak": FirstRunState(step=Step.YOU, project="Fictional Town", problem="Use a longer passphrase. (KEYS-WEAK)", problem_at="passphrase"),
    "no role": FirstRunState(
        step=Step.YOU,
        project="Fictional Town",
        suggestion="anchor brick candle dune ember frost",
        problem="Choose what you do in this project.",
        problem_at="role",
    ),
    "making": FirstRunState(step=Step.MAKING, project="Fictional Town", busy=True),
    "recovery": FirstRunState(step=Step.RECOVERY, project="Fictional Town", code=_CODE),
    "recovery saved": FirstRunState(step=Step.RECOVERY, project="Fictional Town", code=_CODE, saved=True),
    "retype": FirstRunState(step=Step.RETYPE, project="Fictional Town"),
    "office": FirstRunState(step=Step.OFFICE, project="Fictional Town", laptop_words="garden paper window seven lamp river"),
    "office, saved": FirstRunState(
        step=Step.OFFICE, project="Fictional Town", laptop_words="garden paper window seven lamp river", saved=True
    ),
    "retype wrong": FirstRunState(step=Step.RETYPE, problem="This is not the code on your sheet. (KEYS-CODE)", problem_at="code"),
}
