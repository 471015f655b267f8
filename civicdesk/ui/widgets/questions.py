"""The right widget for each type of question, and a page of several of them."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.pages import NodeState, Question
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.question import SPECIAL, AnswerHabits, QuestionWidget
from civicdesk.ui.widgets.question_choice import FoldedQuestion, ManyQuestion, OneQuestion
from civicdesk.ui.widgets.question_list import SearchedManyQuestion, SearchedOneQuestion
from civicdesk.ui.widgets.question_rank import RankQuestion, TickQuestion
from civicdesk.ui.widgets.question_scale import scale_kind
from civicdesk.ui.widgets.question_table import HeadQuestion, RowQuestion, table_kind
from civicdesk.ui.widgets.question_typed import (
    DateQuestion,
    DecimalQuestion,
    LongTextQuestion,
    MomentQuestion,
    TextQuestion,
    TimeQuestion,
    WholeQuestion,
)


class NoteQuestion(QuestionWidget):
    """Words to read out; nothing to answer."""


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
    """A type that this version cannot take, such as a place on a map: said plainly; typed words stand for it where the form allows."""

    def build(self) -> None:
        """Put a notice above the field."""
        self.column.addWidget(Notice("info", say("widget.degraded")))
        super().build()


class UploadQuestion(QuestionWidget):
    """A file, a picture or a signature: there is no place for them in this version; it says what to do on paper, and takes the other answers."""

    def build(self) -> None:
        """Make the notice."""
        self.column.addWidget(Notice("info", say("widget.sign_on_paper" if "signature" in self.question.state.app else "widget.degraded")))

    def field(self) -> QWidget | None:
        """Return the other answers: only they are possible here."""
        return self.special


LONG = 15
"""Lists longer than this get a search field."""
SEARCHED = frozenset({"search", "autocomplete"})
"""Appearances that ask for a search field whatever the length."""
APART, CLOSE = 32, 2
"""Pixels between questions, and between the lines of a table."""

_TYPED: dict[str, type[QuestionWidget]] = {
    "int": WholeQuestion,
    "integer": WholeQuestion,
    "long": WholeQuestion,
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
        return NoteQuestion
    if state.t == "model-value" or (state.ro and state.t == "input"):
        return ShownQuestion
    if state.t in {"input", "range"}:
        return scale_kind(state) or _typed(state)
    if state.t in {"rank", "trigger"}:
        return RankQuestion if state.t == "rank" else TickQuestion
    return _chosen(state) if state.t == "select" else UploadQuestion


def _typed(state: NodeState) -> type[QuestionWidget]:
    if state.t == "range":
        return DecimalQuestion
    long = state.vt == "string" and "multiline" in state.app
    return LongTextQuestion if long else _TYPED.get(state.vt, DegradedQuestion)


def _chosen(state: NodeState) -> type[QuestionWidget]:
    table = table_kind(state)
    if table is not None:
        return table
    searched = len(state.opts or ()) > LONG or bool(SEARCHED.intersection(state.app))
    if state.multiple:
        return SearchedManyQuestion if searched else ManyQuestion
    if searched:
        return SearchedOneQuestion
    return FoldedQuestion if "minimal" in state.app else OneQuestion


def question_widget(question: Question, habits: AnswerHabits) -> QuestionWidget:
    """Make the widget that asks a question."""
    return kind_of(question.state)(question, habits)


class QuestionList(QWidget):
    """The questions of one page. Keys go to the question in hand: the focused one, else the first that is not dealt with."""

    answered = Signal(str, object, object)
    went_on = Signal()
    """Enter was pressed in the last question, or the only one."""

    def __init__(self, habits: AnswerHabits) -> None:
        super().__init__()
        self.habits = habits
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.widgets: list[QuestionWidget] = []

    def install_keys(self, home: QWidget) -> None:
        """Let Alt+D, Alt+R and Alt+S on a page reach the question in hand. Other keys the page hands over by `take_key`."""
        for missing, _key, letter in SPECIAL:
            shortcut = QShortcut(QKeySequence(f"Alt+{letter}"), home)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setObjectName(missing.value)
            shortcut.activated.connect(self._special)

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Show these questions; those that stay keep their widget, their focus and what is being typed."""
        kept = {widget.ref: widget for widget in self.widgets}
        wanted: list[QuestionWidget] = []
        headed = False
        for question in questions:
            widget, kind = kept.get(question.state.ref), kind_of(question.state)
            headed = kind is HeadQuestion or (headed and kind is RowQuestion)
            if kind is RowQuestion and not headed:
                kind = OneQuestion  # marks without names above them could not be read
            if widget is not None and type(widget) is kind:
                del kept[question.state.ref]
                widget.render_question(question)
            else:
                widget = self._make(kind(question, self.habits))
            wanted.append(widget)
        for gone in kept.values():
            self.column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for at, widget in enumerate(wanted):
            if self.column.indexOf(widget) != at:
                self.column.insertWidget(at, widget)
        self.widgets = wanted
        before: QuestionWidget | None = None
        for widget in wanted:
            close = widget.close_up and isinstance(before, HeadQuestion | RowQuestion)
            widget.column.setContentsMargins(0, 0 if before is None else CLOSE if close else APART, 0, 0)
            before = widget

    def in_hand(self) -> QuestionWidget | None:
        """Return the question that the keys are meant for."""
        focused = self.window().focusWidget()
        for widget in self.widgets:
            if focused is not None and widget.isAncestorOf(focused):
                return widget
        asking = [widget for widget in self.widgets if widget.field() is not None]
        todo = [widget for widget in asking if not widget.question.state.v and widget.question.missing is None]
        return next(iter(todo or asking), None)

    def of(self, ref: str) -> QuestionWidget | None:
        """Return the widget of a question."""
        return next((widget for widget in self.widgets if widget.ref == ref), None)

    def following(self, ref: str) -> QuestionWidget | None:
        """Return the next question that can be answered, None after the last."""
        after = False
        for widget in self.widgets:
            if after and widget.field() is not None:
                return widget
            after = after or widget.ref == ref
        return None

    def take_key(self, event: QKeyEvent) -> bool:
        """Hand a key that nothing on the page wanted to the question in hand; tells whether it was meant for it.

        The page asks here from its own `keyPressEvent`: a filter on the page would still be asked while the page is taken apart.
        """
        widget = self.in_hand()
        return widget is not None and widget.take_key(event)

    def _make(self, widget: QuestionWidget) -> QuestionWidget:
        widget.answered.connect(self.answered)
        widget.went_on.connect(self._next)
        return widget

    def _next(self, ref: str) -> None:
        following = self.following(ref)
        field = following.field() if following is not None else None
        if field is None:
            self.went_on.emit()
        else:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _special(self) -> None:
        sender = self.sender()
        widget = self.in_hand()
        if widget is not None and sender is not None:
            widget.press_special(Missing(sender.objectName()))


def waiting_fields(questions: QuestionList) -> Iterator[QuestionWidget]:
    """Yield the questions whose typed text has not been read yet, and read them: before a page is left."""
    for widget in questions.widgets:
        take = getattr(widget, "take", None)
        if take is not None and not take():
            yield widget
