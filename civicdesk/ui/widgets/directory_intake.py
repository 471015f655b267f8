"""A list on its way into the directory: how it is called, what its columns are, and what it would do."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.directory_wishes import ColumnShown, ListWish
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.tables import Table


class ListForm(QWidget):
    """Reads and shows a `ListWish`; for somebody's own table each column beside some of its values."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        self.name = Field("list_name", say("directory_page.list.name"), say("directory_page.list.name_hint"))
        self.licence = Field("licence", say("directory_page.list.licence"), say("directory_page.list.licence_hint"))
        self.attribution = Field("attribution", say("directory_page.list.attribution"), say("directory_page.list.attribution_hint"))
        self.address = Field("address", say("directory_page.list.address"), say("directory_page.list.address_hint"))
        self.part = CardCheck("part", say("directory_page.list.part"))
        self.columns_title = Words("", "subheading", self)
        self.columns_hint = Words("", "hint", self)
        self._inside = QVBoxLayout()
        self._inside.setSpacing(16)
        for part in (self.name, self.licence, self.attribution, self.address, self.part, self.columns_title, self.columns_hint):
            column.addWidget(part)
        column.addLayout(self._inside)
        self.choosers: dict[str, Chooser] = {}
        self._parts: list[QWidget] = []
        for field in (self.name, self.licence, self.attribution, self.address):
            field.entered.connect(self.entered)

    def show_wish(self, wish: ListWish, columns: Sequence[ColumnShown], targets: Sequence[str], *, by_address: bool = False) -> None:
        """Show a list; `targets` are the fields that a column may be. One with an address is not read yet."""
        texts = (self.name, wish.name), (self.licence, wish.licence), (self.attribution, wish.attribution), (self.address, wish.address)
        for field, text in texts:
            field.put(text)
        self.address.setVisible(by_address)
        self.part.setVisible(not by_address)
        self.part.setChecked(wish.part)
        self.columns_title.say(say("directory_page.list.columns") if columns else "")
        self.columns_hint.say(say("directory_page.list.columns_hint") if columns else "")
        if list(self.choosers) != [each.column for each in columns]:
            self._offer(columns, targets)
        chosen = dict(wish.columns)
        for each in columns:
            self.choosers[each.column].put(chosen.get(each.column, each.field))

    def read(self) -> ListWish:
        """Return what is typed and chosen."""
        return ListWish(
            name=self.name.text(),
            licence=self.licence.text(),
            attribution=self.attribution.text(),
            part=self.part.isChecked(),
            address=self.address.text(),
            columns=tuple((column, chooser.value()) for column, chooser in self.choosers.items()),
        )

    def _offer(self, columns: Sequence[ColumnShown], targets: Sequence[str]) -> None:
        for part in self._parts:
            self._inside.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.choosers = [], {}
        choices = [("", say("directory_page.list.left_out")), *((name, say(f"directory_page.field.{name}")) for name in targets)]
        for at, each in enumerate(columns):
            chooser = Chooser(f"column_{at}", each.column, choices)
            self.choosers[each.column] = chooser
            self._parts += [chooser, Words(each.samples, "hint")]
        for part in self._parts:
            self._inside.addWidget(part)


class Arriving(QWidget):
    """What a list would do, entry by entry, and what is wrong with its records, one by one."""

    def __init__(self, changes: QAbstractTableModel, findings: QAbstractTableModel) -> None:
        """Make it over the models of its two tables."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self._findings: Sequence[tuple[str, str]] = ()
        self.change_table = Table(changes, say("directory_page.arriving.changes"), stretch=1, most=7)
        self.finding_table = Table(findings, say("directory_page.arriving.findings"), stretch=1, most=5)
        self.finding_title = Words("", "subheading", self)
        self.sentence = Words("", "body", self)
        for part in (self.change_table, self.finding_title, self.finding_table, self.sentence):
            column.addWidget(part)
        self.finding_table.moved.connect(self._tell)

    def show_findings(self, findings: Sequence[tuple[str, str]], *, changes: bool) -> None:
        """Show the tables that hold anything; what is wrong, as (record, why), stands in the model already."""
        self._findings = findings
        self.change_table.setVisible(changes)
        self.finding_table.setVisible(bool(findings))
        self.finding_title.say(say("directory_page.arriving.findings") if findings else "")
        self.sentence.say("")
        if findings:
            self.finding_table.go_to(0)

    def _tell(self, row: int) -> None:
        """Show the whole sentence of a record: a cell of the table may cut it."""
        if 0 <= row < len(self._findings):
            self.sentence.say(": ".join(self._findings[row]))
