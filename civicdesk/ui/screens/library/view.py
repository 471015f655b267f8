"""The library of questionnaires: a table by licence, one questionnaire in full, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.library.state import EntryShown, LibraryState, chosen_of
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.facts import FactCard
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table


class LibraryView(Page):
    """Draws the library and reports what a hand did."""

    chosen = Signal(str)
    add_wanted = Signal(str)
    save_wanted = Signal(str)
    figures_wanted = Signal(str)
    """Id of the form."""

    def __init__(self) -> None:
        super().__init__(say("library.title"), back=True, wide=True)
        self._state = LibraryState()
        self.trouble, self.told = Notice("error"), Notice("success")
        self.rows: Rows[EntryShown] = Rows(_columns(), self)
        self.table = Table(self.rows, say("library.title"), most=5)
        self.table.moved.connect(self._move)
        self.name = Words("", "subheading", self)
        self.why_not = Notice("info")
        self.facts = FactCard(self)
        self.steps = _Listed(self, numbered=True)
        self.unchecked = _Listed(self, numbered=False)
        for part in (self.trouble, self.told, self.table, self.name, self.why_not, self.facts, self.steps, self.unchecked):
            self.body.addWidget(part)
        self.add: Button = self.add_button(primary(say("library.add"), icon="plus"))
        self.save: Button = self.add_button(primary(say("library.save"), icon="download"))
        self.figures: Button = self.add_button(secondary(say("library.statistics"), icon="chart-column"))
        self.add.clicked.connect(lambda: self.add_wanted.emit(self._state.chosen))
        self.save.clicked.connect(lambda: self.save_wanted.emit(self._state.chosen))
        self.figures.clicked.connect(self._want_figures)

    def render_state(self, state: LibraryState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.lead.say(say("library.lead") if state.ready else say("library.loading"))
        self.trouble.tell("error", state.sentence)
        self.told.tell("success", state.told)
        if state.entries != before.entries:
            self._list(state)
        self.table.setVisible(bool(state.entries))
        self._detail(chosen_of(state), state)
        if state.told and state.told != before.told:
            announce(self, state.told)
            self.to_top()

    def _list(self, state: LibraryState) -> None:
        self.rows.show_records(state.entries)
        at = next((place for place, each in enumerate(state.entries) if each.word == state.chosen), -1)
        if at >= 0:
            self.table.go_to(at)

    def _detail(self, entry: EntryShown | None, state: LibraryState) -> None:
        self.name.say(entry.name if entry else "")
        self.why_not.tell("info", entry.why_not if entry else "", title=say("library.why") if entry and entry.why_not else "")
        self.facts.show_facts(entry.facts if entry else ())
        self.steps.show_lines(say("library.steps"), entry.steps if entry else ())
        self.unchecked.show_lines(say("library.unchecked"), entry.unchecked if entry else ())
        self.add.setVisible(bool(entry and entry.shipped and not entry.here and state.may_add))
        self.save.setVisible(bool(entry and entry.to_fill_in and state.may_add))
        self.figures.setVisible(bool(entry and entry.here and state.may_see_figures))
        self.add.setEnabled(not state.working)
        self.save.setEnabled(not state.working)
        self.show_bar(shown=any(not part.isHidden() for part in (self.add, self.save, self.figures)))

    def _want_figures(self) -> None:
        entry = chosen_of(self._state)
        if entry is not None:
            self.figures_wanted.emit(entry.form_id)

    def _move(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.rows.record(row).word)


class _Listed(QWidget):
    """A heading and lines under it, each with its number or a dot; nothing without lines."""

    def __init__(self, parent: QWidget, *, numbered: bool) -> None:
        super().__init__(parent)
        self._numbered = numbered
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._shown: tuple[str, tuple[str, ...]] = ("", ())
        self._parts: list[QWidget] = []
        self.hide()

    def show_lines(self, heading: str, lines: Sequence[str]) -> None:
        """Show these lines."""
        self.setVisible(bool(lines))
        if (heading, tuple(lines)) == self._shown:
            return
        self._shown = (heading, tuple(lines))
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [Words(heading, "fieldLabel", self)]
        self._parts += [self._line(f"{at}." if self._numbered else "•", line) for at, line in enumerate(lines, 1)]
        for part in self._parts:
            self._column.addWidget(part)

    def _line(self, mark: str, text: str) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(8, 0, 0, 0)
        row.setSpacing(12)
        sign = Words(mark, "body", holder)
        sign.setWordWrap(False)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Words(text, "body", holder), 1)
        return holder


def _columns() -> tuple[Column[EntryShown], ...]:
    return (
        Column(heading=say("library.name"), words=lambda each: each.name),
        Column(heading=say("library.what"), words=lambda each: each.what),
        Column(heading=say("library.here"), words=lambda each: say("library.yes" if each.here else "library.no")),
    )
