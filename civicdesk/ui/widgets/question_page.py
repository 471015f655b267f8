"""The questions of one page: in their groups, and side by side where their author wants it."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGroupBox, QLayout, QVBoxLayout, QWidget

from civicdesk.records.answers import Missing
from civicdesk.records.pages import Part, Question
from civicdesk.ui.widgets.appearances import part_words
from civicdesk.ui.widgets.columns import Shares
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.question import SPECIAL, AnswerHabits, QuestionWidget, show_marked
from civicdesk.ui.widgets.question_table import HeadQuestion, TableRow
from civicdesk.ui.widgets.questions import kind_of, plainly

APART, CLOSE, HEADED, BESIDE = 32, 2, 12, 24
"""Pixels between questions, between the lines of a table, under a heading, and between questions side by side."""
WHOLE: Final = 1.0
HEADINGS: Final = ("subheading", "innerHeading")
"""Kinds of words of a group's heading, and of one inside another."""

Placed = tuple[QWidget, float]
"""Something on a page, and its share of a line."""


class Lines(QVBoxLayout):
    """What stands on a page or in a group of it, line by line."""

    def __init__(self, above: int = 0) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)
        self.inner: dict[str, PartBox] = {}
        """The groups inside, by reference."""
        self._above = above
        self._lines: tuple[tuple[Placed, ...], ...] = ()

    def hold(self, placed: Sequence[Placed]) -> None:
        """Hold exactly these, in this order; where the lines stay the same, nothing is touched."""
        lines = tuple(_lines(placed))
        if lines != self._lines:
            self._lines = lines
            self._clear()
            for line in lines:
                self._add(line)
        self._set_apart()

    def _clear(self) -> None:
        while (item := self.takeAt(0)) is not None:
            beside = item.layout()
            while isinstance(beside, QLayout) and beside.count():
                beside.takeAt(0)

    def _add(self, line: Sequence[Placed]) -> None:
        if len(line) == 1:
            self.addWidget(line[0][0])
            return
        beside = Shares([share for _, share in line], BESIDE)
        for widget, _ in line:
            beside.addWidget(widget)
        self.addLayout(beside)

    def _set_apart(self) -> None:
        """Set lines apart, those of a table less."""
        above, before = self._above, None
        for line in self._lines:
            for widget, _ in line:
                close = isinstance(widget, TableRow) and isinstance(before, HeadQuestion | TableRow)
                if isinstance(widget, QuestionWidget | PartBox):
                    widget.column.setContentsMargins(0, CLOSE if close else above, 0, 0)
            before, above = line[-1][0], APART


class PartBox(QGroupBox):
    """A group of questions inside a page: its words as a heading, then what stands in it. A screen reader is told its name on the way in."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.heading = Words("", HEADINGS[min(depth, len(HEADINGS) - 1)], self)
        self.lines = Lines(HEADED)
        self.column.addWidget(self.heading)
        self.column.addLayout(self.lines)

    def name(self, part: Part) -> None:
        """Show the words of the group."""
        words = part_words(part)
        show_marked(self.heading, words)
        self.setAccessibleName(plain(words))


class QuestionList(QWidget):
    """The questions of one page. Keys go to the question in hand: the focused one, else the first that is not dealt with."""

    answered = Signal(str, object, object)
    went_on = Signal()
    """Enter was pressed in the last question, or the only one."""

    def __init__(self, habits: AnswerHabits) -> None:
        super().__init__()
        self.habits = habits
        self.lines = Lines()
        self.setLayout(self.lines)
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
        together = not kept and self.isVisible()
        if together:  # a page that is seen would be laid out anew for each question that comes
            self.hide()
        wanted: list[QuestionWidget] = []
        headed = False
        for question in questions:
            widget, kind = kept.get(question.state.ref), kind_of(question.state)
            row = issubclass(kind, TableRow)
            headed = kind is HeadQuestion or (headed and row)
            if row and not headed:
                kind = plainly(question.state)  # marks without names above them could not be read
            if widget is not None and type(widget) is kind:
                del kept[question.state.ref]
                widget.render_question(question)
            else:
                widget = self._make(kind(question, self.habits))
            wanted.append(widget)
        self.widgets = wanted
        _arrange(self.lines, [(widget, widget.question.inside) for widget in wanted], 0)
        for gone in kept.values():
            gone.hide()
            gone.deleteLater()
        if together:
            self.show()

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


def _arrange(lines: Lines, shown: Sequence[tuple[QuestionWidget, tuple[Part, ...]]], depth: int) -> None:
    """Put questions on lines, and those of inner groups into boxes of their own; boxes that stay are kept."""
    placed: list[Placed] = []
    within: dict[str, list[tuple[QuestionWidget, tuple[Part, ...]]]] = {}
    for widget, inside in shown:
        if not inside:
            placed.append((widget, widget.question.share))
            continue
        part = inside[0]
        if part.ref not in within:
            within[part.ref] = []
            box = lines.inner.setdefault(part.ref, PartBox(depth))
            box.name(part)
            placed.append((box, WHOLE))
        within[part.ref].append((widget, inside[1:]))
    left = [lines.inner.pop(ref) for ref in list(lines.inner) if ref not in within]
    lines.hold(placed)
    for ref, inner_shown in within.items():
        _arrange(lines.inner[ref].lines, inner_shown, depth + 1)
    for gone in left:
        _empty(gone)
        gone.hide()
        gone.deleteLater()


def _empty(box: PartBox) -> None:
    """Let go of what a box holds before it goes: a layout must not outlive its widgets, nor they it."""
    box.lines.hold(())
    for inner in box.lines.inner.values():
        _empty(inner)


def _lines(placed: Sequence[Placed]) -> Iterator[tuple[Placed, ...]]:
    """Yield what stands on one line together: as much as its shares leave room for."""
    line: list[Placed] = []
    for each in placed:
        if line and sum(share for _, share in line) + each[1] > WHOLE + 1e-6:
            yield tuple(line)
            line = []
        line.append(each)
    if line:
        yield tuple(line)
