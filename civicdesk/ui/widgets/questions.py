"""The right widget for each type of question."""

from civicdesk.i18n import say
from civicdesk.records.pages import NodeState, Question
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.question import AnswerHabits, QuestionWidget
from civicdesk.ui.widgets.question_choice import ManyQuestion, OneQuestion
from civicdesk.ui.widgets.question_file import file_kind
from civicdesk.ui.widgets.question_folded import FoldedManyQuestion, FoldedQuestion
from civicdesk.ui.widgets.question_list import SearchedManyQuestion, SearchedOneQuestion
from civicdesk.ui.widgets.question_number import CounterQuestion, DecimalQuestion, WholeQuestion
from civicdesk.ui.widgets.question_rank import RankQuestion, TickQuestion
from civicdesk.ui.widgets.question_scale import scale_kind
from civicdesk.ui.widgets.question_table import table_kind
from civicdesk.ui.widgets.question_typed import (
    DateQuestion,
    LongTextQuestion,
    MomentQuestion,
    TextQuestion,
    TimeQuestion,
)


class NoteQuestion(QuestionWidget):
    """Words to read out; nothing to answer."""

    def build(self) -> None:
        """Set the words as what is read, not as a question."""
        self.words.setObjectName("lead")


class ShownQuestion(QuestionWidget):
    """A value that the form works out or keeps; read-only."""

    def build(self) -> None:
        """Make the place of the value."""
        self.value = Words("", "lead", self)
        self.column.addWidget(self.value)

    def show_value(self) -> None:
        """Show the value."""
        self.value.say(self.question.state.v or say("widget.no_value"))


class DegradedQuestion(TextQuestion):
    """A type that has no field of its own, such as a place on a map: what to type instead is said plainly."""

    def build(self) -> None:
        """Put a notice above the field."""
        vt = self.question.state.vt
        self.column.addWidget(Notice("info", say(f"widget.typed.{vt}" if vt in PLACES else "widget.degraded")))
        super().build()


LONG = 15
"""Lists longer than this get a search field."""
SEARCHED = frozenset({"search", "autocomplete"})
"""Appearances that ask for a search field whatever the length."""
PLACES = frozenset({"geopoint", "geotrace", "geoshape"})
INTEGERS = frozenset({"int", "integer", "long"})

_TYPED: dict[str, type[QuestionWidget]] = {
    **dict.fromkeys(INTEGERS, WholeQuestion),
    "decimal": DecimalQuestion,
    "date": DateQuestion,
    "time": TimeQuestion,
    "dateTime": MomentQuestion,
    "string": TextQuestion,
    "barcode": TextQuestion,
}


def kind_of(state: NodeState) -> type[QuestionWidget]:
    """Return the class of widget that asks a question."""
    if state.t == "note":
        return ShownQuestion if state.v else NoteQuestion
    if state.t == "model-value" or (state.ro and state.t == "input"):
        return ShownQuestion
    if state.t in {"input", "range"}:
        return scale_kind(state) or _typed(state)
    if state.t in {"rank", "trigger"}:
        return RankQuestion if state.t == "rank" else TickQuestion
    return _chosen(state) if state.t == "select" else file_kind(state)


def _typed(state: NodeState) -> type[QuestionWidget]:
    if state.t == "range":
        return DecimalQuestion
    if state.vt in INTEGERS and "counter" in state.app:
        return CounterQuestion
    long = state.vt == "string" and ("multiline" in state.app or state.rows > 1)
    return LongTextQuestion if long else _TYPED.get(state.vt, DegradedQuestion)


def _chosen(state: NodeState) -> type[QuestionWidget]:
    table = table_kind(state)
    if table is not None:
        return table
    searched = len(state.opts or ()) > LONG or bool(SEARCHED.intersection(state.app))
    if searched:
        return SearchedManyQuestion if state.multiple else SearchedOneQuestion
    if "minimal" in state.app:
        return FoldedManyQuestion if state.multiple else FoldedQuestion
    return plainly(state)


def plainly(state: NodeState) -> type[QuestionWidget]:
    """Return the class of widget that sets the choices one under another, whatever their author wanted."""
    return ManyQuestion if state.multiple else OneQuestion


def question_widget(question: Question, habits: AnswerHabits) -> QuestionWidget:
    """Make the widget that asks a question."""
    return kind_of(question.state)(question, habits)
