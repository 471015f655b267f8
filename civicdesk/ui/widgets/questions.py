"""The right widget for each type of question, and a page of several of them."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.pages import NodeState, Question
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.question import SPECIAL, AnswerHabits, QuestionWidget
from civicdesk.ui.widgets.question_choice import (
    LONG,
    ManyQuestion,
    OneQuestion,
    RankQuestion,
    ScaleQuestion,
    SearchedManyQuestion,
    SearchedOneQuestion,
    TickQuestion,
    steps_of,
)
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
    """A type that this version cannot take, such as a photograph: said plainly; typed words can stand for it where the form allows."""

    def build(self) -> None:
        """Put a notice above the field."""
        self.column.addWidget(Notice("info", say("widget.degraded")))
        super().build()
        self.line.setVisible(self.question.state.t != "upload")

    def field(self) -> QWidget | None:
        """Return the field, None for uploads: only the other answers are possible there."""
        return self.special if self.question.state.t == "upload" else self.line


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
    if state.t == "input":
        long = state.vt == "string" and "multiline" in state.app
        return LongTextQuestion if long else _TYPED.get(state.vt, DegradedQuestion)
    if state.t in {"rank", "trigger"}:
        return RankQuestion if state.t == "rank" else TickQuestion
    return _chosen(state)


def _chosen(state: NodeState) -> type[QuestionWidget]:
    if state.t == "range":
        return ScaleQuestion if steps_of(state.range_start, state.range_end, state.range_step) else DecimalQuestion
    if state.t != "select":
        return DegradedQuestion
    long = len(state.opts or ()) > LONG
    if state.multiple:
        return SearchedManyQuestion if long else ManyQuestion
    return SearchedOneQuestion if long else OneQuestion


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
        self.column.setSpacing(32)
        self.widgets: list[QuestionWidget] = []
        self._home: QWidget | None = None

    def install_keys(self, home: QWidget) -> None:
        """Let the keys of a page reach the question in hand: digits, Alt+D, Alt+R, Alt+S."""
        self._home = home
        home.installEventFilter(self)
        for missing, _key, letter in SPECIAL:
            shortcut = QShortcut(QKeySequence(f"Alt+{letter}"), home)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setObjectName(missing.value)
            shortcut.activated.connect(self._special)

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Show these questions; those that stay keep their widget, their focus and what is being typed."""
        kept = {widget.ref: widget for widget in self.widgets}
        wanted: list[QuestionWidget] = []
        for question in questions:
            widget = kept.get(question.state.ref)
            if widget is not None and isinstance(widget, kind_of(question.state)):
                del kept[question.state.ref]
                widget.render_question(question)
            else:
                widget = self._make(question)
            wanted.append(widget)
        for gone in kept.values():
            self.column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for at, widget in enumerate(wanted):
            if self.column.indexOf(widget) != at:
                self.column.insertWidget(at, widget)
        self.widgets = wanted

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand keys of the page that nothing on it wanted to the question in hand."""
        if watched is self._home and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            widget = self.in_hand()
            if widget is not None and widget.take_key(event):
                return True
        return super().eventFilter(watched, event)

    def _make(self, question: Question) -> QuestionWidget:
        widget = question_widget(question, self.habits)
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
