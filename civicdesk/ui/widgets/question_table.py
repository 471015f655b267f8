"""Questions that share their choices as a table: the words at the start of a row, one mark a choice, the choices named once in the head."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.pages import NodeState
from civicdesk.ui import theme
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.columns import Columns
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.options_small import TOUCH, MarkCheck, MarkRadio, least_width
from civicdesk.ui.widgets.question import QuestionWidget
from civicdesk.ui.widgets.question_choice import ChoiceQuestion, ManyQuestion, OneQuestion

HEAD: Final = "label"
ROW: Final = "list-nolabel"
WORDS: Final = 150
"""Least width in pixels, at 100 %, of the words at the start of a row; with less room they stand above the marks."""
MOST: Final = 11
"""Choices that a table may have; more of them stand as cards."""
APART, CELLS_APART = 12, 2
WHOLE_WIDTH: Final = 16_777_215
"""Qt's own largest width: no limit."""


def table_kind(state: NodeState) -> type[QuestionWidget] | None:
    """Return the class of widget of a row or the head of a table; None if a question stands in no table."""
    if state.t != "select" or not 0 < len(state.opts or ()) <= MOST:
        return None
    if HEAD in state.app:
        return HeadQuestion
    return (ManyRowQuestion if state.multiple else RowQuestion) if ROW in state.app else None


class TableLine(QBoxLayout):
    """The words of a row beside its cells, or above them where there is no room beside."""

    def __init__(self, words: QWidget, cells: Columns, end: QWidget) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self.setSpacing(APART)
        self._words, self.cells = words, cells
        end.setFixedSize(max(TOUCH, theme.current().px(TOUCH)), max(TOUCH, theme.current().px(TOUCH)))
        row = QHBoxLayout()
        row.setSpacing(CELLS_APART)
        row.addLayout(cells, 1)
        row.addWidget(end, 0, Qt.AlignmentFlag.AlignVCenter)
        self.addWidget(words)
        self.addLayout(row, 1)

    def settle(self, width: int, labels: Sequence[str]) -> bool:
        """Share a width between words and cells; tells whether the cells stand side by side. All lines of a table come to the same result."""
        ends = max(TOUCH, theme.current().px(TOUCH)) + CELLS_APART
        need = len(labels) * (least_width(tuple(labels)) + CELLS_APART) + ends
        beside = width - APART - need >= theme.current().px(WORDS)
        self.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        share = min(width * 2 // 5, width - APART - need) if beside else WHOLE_WIDTH
        self._words.setMinimumWidth(share if beside else 0)
        self._words.setMaximumWidth(share)
        return beside or width >= need


class HeadQuestion(QuestionWidget):
    """The head of a table: what is asked, and the choices above the columns of marks. Nothing is answered here."""

    def build(self) -> None:
        """Make the names of the columns."""
        self.cells: list[Words] = []
        self.line = TableLine(self.words, cells_for(self.question.state), QWidget())
        self.column.addLayout(self.line)

    def show_value(self) -> None:
        """Name the columns."""
        labels = [plain(label) for _, label in self.question.state.opts or ()]
        if [cell.text() for cell in self.cells] == labels:
            return
        for old in self.cells:
            self.line.cells.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.cells = [Words(label, "caption", self) for label in labels]
        for cell in self.cells:
            cell.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            self.line.cells.addWidget(cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in line with the rows; where they show their words themselves, none stand here."""
        beside = self.line.settle(self.width(), [cell.text() for cell in self.cells])
        for cell in self.cells:
            cell.setVisible(beside)
        super().resizeEvent(event)


class TableRow(ChoiceQuestion):
    """A row of a table. Digits pick a mark, Tab goes to the next row; a button at the end offers the three other answers."""

    close_up = True

    def put(self, place: QLayout) -> None:
        """Set the marks beside the words."""
        self.more = Button("…", "quietChip")
        self.more.setAccessibleName(say("widget.table.other_named", label=plain(self.question.state.label)))
        self.more.setToolTip(say("widget.table.other"))
        self.more.clicked.connect(self._offer_others)
        self._others = False
        self.words.setObjectName("body")
        self.column.insertWidget(0, rule())
        self.line = TableLine(self.words, place if isinstance(place, Columns) else cells_for(self.question.state), self.more)
        self.column.addLayout(self.line)

    def arranged(self) -> QLayout:
        """Set the marks side by side."""
        return cells_for(self.question.state)

    def press_special(self, missing: Missing) -> None:
        """Choose one of the three other answers by its key, and show which."""
        if self._others:
            self.more.setChecked(True)
            self._offer_others()
            self.special.press(missing)

    def offer_special(self, *, offered: bool) -> None:
        """Offer the three other answers behind the button at the end of the row; where one of them holds, they are seen."""
        self._others = offered
        self.more.setEnabled(offered)
        self._offer_others()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the words above the marks where a row has no room for both."""
        self.line.settle(self.width(), [plain(label) for _, label in self.offered()])
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from row to row with the arrow keys up and down too; left and right move among the marks."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _offer_others(self) -> None:
        self.special.setVisible(self._others and (self.more.isChecked() or self.question.missing is not None))


class RowQuestion(TableRow, OneQuestion):
    """A row in which one mark may be set."""

    def card(self, value: str, label: str, number: str) -> MarkRadio:
        """Make one mark."""
        return MarkRadio(value, label, number)


class ManyRowQuestion(TableRow, ManyQuestion):
    """A row in which several marks may be set."""

    def card(self, value: str, label: str, number: str) -> MarkCheck:
        """Make one mark."""
        return MarkCheck(value, label, number)


def cells_for(state: NodeState) -> Columns:
    """Return the layout of the cells of a row: side by side if the longest word of each choice has room, else one under another."""
    labels = tuple(plain(label) for _, label in state.opts or ())
    return Columns(len(labels), least_width(labels), whole=True, spacing=CELLS_APART)
