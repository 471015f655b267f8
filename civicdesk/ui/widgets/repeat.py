"""The page of a part that may be answered any number of times: what is there, and whether there is another one."""

from PySide6.QtCore import QAbstractTableModel, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.pages import Repeat
from civicdesk.ui.widgets.buttons import link
from civicdesk.ui.widgets.fields import YesNo
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.tables import Table


class RepeatPart(QWidget):
    """Shows a `Repeat` and reports what a hand wants: another one, one changed, one taken out, or to go on."""

    added = Signal()
    went_on = Signal()
    opened = Signal(str)
    """Reference of an instance."""
    taken_out = Signal(int)
    """Place of an instance, from 0."""

    def __init__(self, rows: QAbstractTableModel) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.table = Table(rows, say("interview_page.repeat.list"), stretch=1, most=6)
        self.table.opened.connect(self._open)
        self.change = link(say("interview_page.repeat.change"), icon="pencil")
        self.take_out = link(say("interview_page.repeat.take_out"), icon="trash-2")
        self.change.clicked.connect(self._open_chosen)
        self.take_out.clicked.connect(self._take_out)
        self.empty = Words("", "body", self)
        self.ways = FlowRow(self.change, self.take_out, spacing=16)
        self.another = YesNo("another", say("interview_page.repeat.another"))
        self.another.picked.connect(self._answer)
        for part in (self.another, self.empty, self.table, self.ways):
            column.addWidget(part)
        self._repeat: Repeat | None = None
        self.hide()

    def show_repeat(self, repeat: Repeat | None, *, new: bool) -> None:
        """Show what is there, once the rows hold it; None: this page is an ordinary one."""
        self.setVisible(repeat is not None)
        self._repeat = repeat
        if repeat is None or not new:
            return
        self.another.put("")
        for part in (self.table, self.ways):
            part.setVisible(bool(repeat.instances))
        self.empty.say("" if repeat.instances else say("interview_page.repeat.none"))
        if repeat.instances:
            self.table.go_to(len(repeat.instances) - 1)

    def _answer(self, _name: str, value: str) -> None:
        if value == "yes":
            self.added.emit()
        elif value:
            self.went_on.emit()

    def _open_chosen(self) -> None:
        self._open(self.table.currentIndex().row())

    def _open(self, row: int) -> None:
        if self._repeat is not None and 0 <= row < len(self._repeat.instances):
            self.opened.emit(self._repeat.instances[row][0])

    def _take_out(self) -> None:
        if self._repeat is not None and 0 <= self.table.currentIndex().row() < len(self._repeat.instances):
            self.taken_out.emit(self.table.currentIndex().row())
