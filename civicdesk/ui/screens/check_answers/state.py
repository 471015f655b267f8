"""What the list of answers shows before an interview is finished."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.pages import Review, ReviewLine
from civicdesk.ui.widgets.marked import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswersState:
    """All answers of a response. `sentence` says why the list cannot be shown or finished."""

    review: Review | None = None
    finishing: bool = False
    sentence: str = ""


def sections(review: Review) -> tuple[tuple[str, tuple[ReviewLine, ...]], ...]:
    """Return the lines by section, in the order of the form; a section without a name follows its neighbour under its own card."""
    return tuple((name, tuple(lines)) for name, lines in groupby(review.lines, key=lambda line: line.section))


def problems(review: Review) -> tuple[tuple[str, str], ...]:
    """Return (reference, words) of what stops finishing."""
    return tuple((line.ref, f"{plain(line.question)} {line.problem}".strip()) for line in review.lines if line.problem)


def _line(at: int, question: str, answer: str, section: str, problem: str = "") -> ReviewLine:
    return ReviewLine(ref=QuestionRef(f"/data/q{at}"), section=section, question=question, answer=answer, problem=problem)


_LINES = (
    _line(1, "Most people around here can be trusted", "Agree", "Where you live"),
    _line(2, "There is somebody I could ask for help", "Would rather not say", "Where you live"),
    _line(3, "How many people live in your home?", "4", "Your home"),
    _line(4, "Do you have a place of your own to sleep?", "Yes", "Your home"),
    _line(5, "What would you like to learn?", "", "What comes next"),
)
_BAD = _line(6, "Since which year do you live here?", "3000", "What comes next", "Enter a year between 1900 and 2026.")
_ID = SubmissionId("0" * 32)

EXAMPLES: Mapping[str, CheckAnswersState] = {
    "loading": CheckAnswersState(),
    "complete": CheckAnswersState(review=Review(submission=_ID, lines=_LINES[:4], unanswered=0, problems=0)),
    "gaps": CheckAnswersState(review=Review(submission=_ID, lines=_LINES, unanswered=1, problems=0)),
    "problem": CheckAnswersState(review=Review(submission=_ID, lines=(*_LINES, _BAD), unanswered=1, problems=1)),
    "finishing": CheckAnswersState(review=Review(submission=_ID, lines=_LINES, unanswered=1, problems=0), finishing=True),
    "cannot": CheckAnswersState(sentence="These answers are finished. (INTERVIEW-FINISHED)"),
}
