"""What putting an answer right shows: all answers, then one of them with its reason, and what was put right before."""

from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.records.pages import FileShown, NodeState, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """One question with the answer that stands."""

    question: Question
    label: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCorrection:
    """One answer that was put right: the old one stays to be seen."""

    label: str
    before: str
    after: str
    reason: str
    who: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectState:
    """One finished response."""

    title: str = ""
    answers: tuple[AnswerShown, ...] = ()
    chosen: str = ""
    """Reference of the question that is put right; empty while choosing."""
    wanted: Question | None = None
    """The question as it is answered now on this page; None until something was chosen."""
    new: str = ""
    """The new answer in words; empty while it is the old one."""
    content: bytes = b""
    """The new file, read and ready to be kept; empty for every other answer."""
    reason: str = ""
    past: tuple[PastCorrection, ...] = ()
    loading: bool = False
    busy: bool = False
    told: str = ""
    problem: str = ""
    problem_at: str = ""

    @property
    def open_one(self) -> AnswerShown | None:
        """The answer that is put right."""
        return next((each for each in self.answers if each.question.state.ref == self.chosen), None)


_YES_NO = (("yes", "Yes"), ("no", "No"))
_ONE = Question(state=NodeState(ref="/data/again", t="select", rel=True, label="Would you come again?", v="no", opts=_YES_NO))
_TWO = Question(state=NodeState(ref="/data/words", t="input", rel=True, label="What would you like to say?", v="It was quiet."))
_SIGNED = Question(
    state=NodeState(
        ref="/data/sign", t="upload", vt="binary", media_type="image/*", app=("signature",), label="Please sign here", v="signature-1.png"
    ),
    file=FileShown(words="Signature, 6 KB", media_type="image/png"),
)
_ANSWERS = (
    AnswerShown(question=_ONE, label="Would you come again?", answer="No"),
    AnswerShown(question=_TWO, label="What would you like to say?", answer="It was quiet."),
    AnswerShown(question=_SIGNED, label="Please sign here", answer="Signature, 6 KB"),
)
_PAST = (
    PastCorrection(
        label="Would you come again?",
        before="Yes",
        after="No",
        reason="Wrong line ticked",
        who="WF",
        day="4 August 2026",
    ),
)
_TITLE = "Round 1, 4 August 2026"

EXAMPLES: Mapping[str, CorrectState] = {
    "loading": CorrectState(loading=True),
    "choosing": CorrectState(title=_TITLE, answers=_ANSWERS),
    "one choice": CorrectState(title=_TITLE, answers=_ANSWERS, chosen="/data/again", wanted=_ONE),
    "words": CorrectState(title=_TITLE, answers=_ANSWERS, chosen="/data/words", wanted=_TWO, new="It was very quiet.", reason="Misheard"),
    "a file": CorrectState(title=_TITLE, answers=_ANSWERS, chosen="/data/sign", wanted=_SIGNED),
    "no reason": CorrectState(
        title=_TITLE,
        answers=_ANSWERS,
        chosen="/data/again",
        wanted=_ONE,
        new="Yes",
        problem="Write down why this answer is put right.",
        problem_at="reason",
    ),
    "put right before": CorrectState(title=_TITLE, answers=_ANSWERS, past=_PAST, told="The answer is put right, and the scores with it."),
    "cannot": CorrectState(problem="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)"),
}
