"""What the page of an interview shows, worked out from the form's page alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from civicdesk.i18n import say
from civicdesk.records import attachments
from civicdesk.records.answers import Missing
from civicdesk.records.ids import QuestionRef
from civicdesk.records.pages import NodeState, Page, PageSize, Question, Repeat, ReviewLine
from civicdesk.ui.screens.interview.kinds import PAGES, page_of
from civicdesk.ui.widgets import marked
from civicdesk.ui.widgets.appearances import is_quick, part_words
from civicdesk.ui.widgets.marked import isolated, plain

NOTE, HEAD = "note", "label"
FEW = 9
"""Lists longer than this never go on by themselves."""


class Step(StrEnum):
    """Where the interview stands."""

    OPENING = "opening"
    ASKING = "asking"
    CONFIRM = "confirm"
    NOT_SAVED = "not-saved"
    RESCUED = "rescued"
    STOP = "stop"
    DECLINE = "decline"
    TAKE_OUT = "take-out"
    FIND = "find"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewState:
    """One page of an interview."""

    step: Step = Step.OPENING
    page: Page | None = None
    """As the disk knows it."""
    in_hand: Mapping[str, tuple[str, Missing | None]] = field(default_factory=dict)
    """Reference -> value, and why there is none, of each answer that is not on the disk yet."""
    problems: tuple[tuple[str, str], ...] = ()
    """(reference, words) of what stops Continue, on top of the page and at the question."""
    confirm: tuple[str, str] | None = None
    """(question, words) of a soft check that asks."""
    last_answer: str = ""
    """The answer given on the page before, when the page moved on by itself."""
    guidance: bool = False
    """The neutral script of the question is shown."""
    noting: str = ""
    """Reference of the question on which a worker writes a note."""
    taking: int = 0
    """Which instance of a repeat is to be taken out, from 0."""
    lines: tuple[ReviewLine, ...] = ()
    """What a question is looked for in."""
    size: PageSize = PageSize.QUESTION
    alone: bool = False
    """The person answers without a worker: one question a page, and nothing goes on by itself."""
    aim: str = ""
    """Reference of the question that was asked for; the keyboard goes there if the page has others before it."""
    one_answer: bool = False
    """One answer is being changed from the list of answers: Continue goes back to the list."""
    sentence: str = ""
    """Why the interview cannot be opened, or the answer could not be kept."""


def asked(page: Page) -> tuple[Question, ...]:
    """Return the questions of a page that can be answered; the head of a table is none."""
    return tuple(question for question in page.questions if question.state.t != NOTE and not is_head(question.state))


def is_head(state: NodeState) -> bool:
    """Tell whether a list of choices only heads the columns of a table."""
    return state.t == "select" and HEAD in state.app


def is_sole(page: Page) -> bool:
    """Tell whether the page asks one thing: its words are then the heading."""
    return len(asked(page)) == 1 and not any(is_head(question.state) for question in page.questions)


def heading(page: Page) -> str:
    """Return the heading of a page: the question itself if there is only one, else the words of the group that it is, or stands in."""
    if is_sole(page):
        return plain(asked(page)[0].state.label)
    around = next((part.label for part in reversed(page.around) if part.label), "")
    return plain(page.heading or around) or say("interview_page.several")


def node_of(page: Page | None, ref: str) -> NodeState | None:
    """Return a question of a page as it stands; None if it is not there."""
    return next((question.state for question in page.questions if question.state.ref == ref), None) if page is not None else None


def notes(page: Page) -> str:
    """Return the words to read out before a single question; empty where notes stand among several."""
    return "\n\n".join(question.state.label for question in page.questions if question.state.t == NOTE) if is_sole(page) else ""


def questions(state: InterviewState) -> tuple[Question, ...]:
    """Return the questions as the page shows them: a check speaks when Continue was pressed, not while somebody is still answering."""
    if state.page is None:
        return ()
    told, page = dict(state.problems), with_what_is_in_hand(state.page, state.in_hand)
    shown = asked(page) if is_sole(page) else page.questions
    return tuple(replace(question, state=_quiet(question.state, told.get(question.state.ref, ""))) for question in shown)


def with_what_is_in_hand(page: Page, given: Mapping[str, tuple[str, Missing | None]]) -> Page:
    """Return a page with the answers that are still on their way: what came back from the disk is older than they are.

    Args:
        page: the page as the disk knows it.
        given: reference -> value, and why there is none, of each answer that is on its way; of two on one question the later.
    """
    return replace(page, questions=tuple(_given(question, given) for question in page.questions))


def problems_of(page: Page) -> tuple[tuple[str, str], ...]:
    """Return (reference, words) of the questions on a page that do not pass their check or must be dealt with first."""
    return tuple((question.state.ref, words) for question in asked(page) if (words := _problem(question)))


def still(problems: tuple[tuple[str, str], ...], page: Page) -> tuple[tuple[str, str], ...]:
    """Return the told problems that have not been mended yet."""
    left = dict(problems_of(page))
    return tuple((ref, left[ref]) for ref, _ in problems if ref in left)


def to_confirm(page: Page) -> Question | None:
    """Return the first question whose unusual answer has not been confirmed yet."""
    return next((question for question in asked(page) if question.state.confirm and not question.confirmed), None)


def noted(state: InterviewState) -> Question | None:
    """Return the question whose note is shown: the one that a note is written on, else the only one of the page if it has a note.

    Whoever answers alone sees nothing that is the worker's.
    """
    questions = asked(state.page) if state.page is not None and not state.alone else ()
    wanted = next((question for question in questions if question.state.ref == state.noting), None)
    return wanted or (questions[0] if len(questions) == 1 and questions[0].note else None)


def confirm_words(state: NodeState) -> str:
    """Return what is asked about an unusual answer: the form's own words, or ours."""
    if state.confirm and state.confirm != "?":
        return state.confirm
    return say("interview_page.confirm.ask", answer=isolated(answer_words(state)))


def answer_words(state: NodeState) -> str:
    """Return an answer as people read it: labels of choices, what a file is, else what was typed."""
    if state.t == "upload":
        return attachments.in_words(state.v) if state.v else ""
    labels = dict(state.opts or ())
    values = state.v.split(" ") if state.multiple else [state.v]
    return ", ".join(plain(labels.get(value, value)) for value in values if value)


def guidance_words(page: Page) -> str:
    """Return the neutral scripts of a page; empty if its author wrote none."""
    return "\n\n".join(plain(question.state.guidance) for question in asked(page) if question.state.guidance)


def progress(page: Page) -> str:
    """Return where a page stands among the pages, and in which groups of the form."""
    one = page.repeat is None and len(asked(page)) == 1
    place = say("interview_page.progress.question" if one else "interview_page.progress.page", number=page.number, of=page.of)
    groups = [isolated(words) for part in page.around if (words := plain(part_words(part))) != heading(page)]
    return say("interview_page.place", place=place, parts=" · ".join(groups)) if groups else place


def runs_from_right(page: Page) -> bool:
    """Tell whether the questions of a page are read from right to left."""
    return marked.runs_from_right(next((question.state.label for question in page.questions if question.state.label), page.heading))


def goes_on_by_itself(state: InterviewState, given: str, *, habit: bool) -> bool:
    """Tell whether an answer to the only question of a page leads on at once: by the worker's habit, or where the form's author wants it.

    Args:
        state: the page as it stands.
        given: reference of the question that was answered.
        habit: whether the worker lets answers go on by themselves.
    """
    page = state.page
    if page is None or state.alone or state.one_answer or not is_sole(page):
        return False
    asked_now = asked(page)[0].state
    few = asked_now.t == "select" and not asked_now.multiple and 0 < len(asked_now.opts or ()) <= FEW
    return few and (habit or is_quick(asked_now.app)) and asked_now.ref == given


def said(page: Page) -> str:
    """Return the answer of a page with one question, in words."""
    return answer_words(asked(page)[0].state) if len(asked(page)) == 1 else ""


def _given(question: Question, given: Mapping[str, tuple[str, Missing | None]]) -> Question:
    if question.state.ref not in given:
        return question
    value, missing = given[question.state.ref]
    return replace(question, state=replace(question.state, v=value), missing=missing)


def _problem(question: Question) -> str:
    state = question.state
    if state.bad == "constraint":
        return state.msg or say("interview.check")
    if state.bad == "required" and question.missing is None and not state.ro:
        return state.msg or say("interview.needed")
    return ""


def _quiet(state: NodeState, told: str) -> NodeState:
    return replace(state, bad="constraint", msg=told) if told else replace(state, bad="", msg="")


def _page(*questions: Question, **facts: object) -> Page:
    return replace(page_of("About where you live", *questions), **facts)  # type: ignore[arg-type]  # fields of a page, by name


_AGREE = (("1", "Strongly agree"), ("2", "Agree"), ("3", "Neither agree nor disagree"), ("4", "Disagree"), ("5", "Strongly disagree"))
_TRUST = Question(state=NodeState(ref="/data/trust", t="select", opts=_AGREE, label="Most people around here can be trusted", v="2"))
_HELP = Question(
    state=NodeState(ref="/data/help", t="select", opts=_AGREE, label="There is somebody I could ask for help"), missing=Missing.DONT_KNOW
)
_COUNT = Question(
    state=NodeState(
        ref="/data/people", t="input", vt="int", label="How many people live in your home?", hint="Count yourself.", v="14", confirm="?"
    )
)
_YEAR = Question(
    state=NodeState(
        ref="/data/since",
        t="input",
        vt="int",
        label="Since which year?",
        v="3000",
        bad="constraint",
        msg="Enter a year between 1900 and 2026.",
    )
)
_GUIDED = replace(_TRUST, state=replace(_TRUST.state, guidance="Read all five answers aloud. Do not explain what is meant by people."))

_VISITS = tuple((QuestionRef(f"/data/visit[{n}]"), words) for n, words in ((1, "Example Hall, once a week"), (2, "Invented Café, daily")))
_REPEAT = replace(
    _page(_TRUST, number=7, of=9),
    heading="Places you go to",
    questions=(),
    repeat=Repeat(ref=QuestionRef("/data/visit"), instances=_VISITS),
)
_EMPTY = replace(_REPEAT, repeat=Repeat(ref=QuestionRef("/data/visit"), instances=()))
_STEPS = Question(
    state=NodeState(
        ref="/data/wb1",
        t="input",
        vt="int",
        label="Overall, how satisfied are you with your life nowadays?",
        hint="0 is not at all, 10 is completely",
        v="7",
        range_start=0,
        range_end=10,
        range_step=1,
    )
)

_LINES = tuple(
    ReviewLine(ref=QuestionRef(each.state.ref), section="About where you live", question=each.state.label, answer=answer_words(each.state))
    for each in (_TRUST, _HELP, _COUNT, _YEAR)
)

EXAMPLES: Mapping[str, InterviewState] = {
    "opening": InterviewState(),
    "one question": InterviewState(step=Step.ASKING, page=_page(_TRUST)),
    "several languages": InterviewState(step=Step.ASKING, page=_page(_TRUST, languages=("English", "Polski"))),
    "a section": InterviewState(step=Step.ASKING, page=_page(_TRUST, _HELP, _COUNT, number=3, of=9), size=PageSize.SECTION),
    "typed": InterviewState(step=Step.ASKING, page=_page(_COUNT, previous=None)),
    "moved on": InterviewState(step=Step.ASKING, page=_page(_HELP), last_answer="Agree"),
    "script": InterviewState(step=Step.ASKING, page=_page(_GUIDED), guidance=True),
    "cleared": InterviewState(step=Step.ASKING, page=_page(_TRUST, cleared=("How often do you meet them?", "Where do you meet?"))),
    "problem": InterviewState(step=Step.ASKING, page=_page(_YEAR), problems=((_YEAR.state.ref, _YEAR.state.msg),)),
    "change one": InterviewState(step=Step.ASKING, page=_page(_TRUST), one_answer=True),
    "confirm": InterviewState(
        step=Step.CONFIRM, page=_page(_COUNT), confirm=("How many people live in your home?", "You said 14. Is that right?")
    ),
    "zero to ten": InterviewState(step=Step.ASKING, page=_page(_STEPS)),
    "noting": InterviewState(step=Step.ASKING, page=_page(_TRUST), noting=_TRUST.state.ref),
    "noted": InterviewState(step=Step.ASKING, page=_page(replace(_TRUST, note="Asked twice: the bus was loud."))),
    "a repeat": InterviewState(step=Step.ASKING, page=_REPEAT),
    "an empty repeat": InterviewState(step=Step.ASKING, page=_EMPTY),
    "find": InterviewState(step=Step.FIND, page=_page(_TRUST), lines=_LINES),
    "take out": InterviewState(step=Step.TAKE_OUT, page=_REPEAT, taking=1),
    "not saved": InterviewState(
        step=Step.NOT_SAVED, page=_page(_TRUST), sentence="The disk is full. Nothing was lost before this answer. (STORE-WRITE)"
    ),
    "rescued": InterviewState(step=Step.RESCUED, page=_page(_TRUST)),
    "stop": InterviewState(step=Step.STOP, page=_page(_TRUST)),
    "decline": InterviewState(step=Step.DECLINE, page=_page(_TRUST)),
    **{
        name: InterviewState(step=Step.ASKING, page=page, size=PageSize.QUESTION if len(page.questions) == 1 else PageSize.SECTION)
        for name, page in PAGES.items()
    },
    "cannot": InterviewState(step=Step.CANNOT, sentence="These answers are finished. (INTERVIEW-FINISHED)"),
}
