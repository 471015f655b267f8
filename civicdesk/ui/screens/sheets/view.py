"""The sheets of a session, or those that wait for a printer: one list, and the ways that all of them may go."""

from PySide6.QtCore import Signal

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.sheets.state import SheetShown, SheetsState
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Chooser
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.languages import name_of
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table


class SheetsView(Page):
    """Draws one state of the screen and reports what a hand did."""

    opened = Signal(str)
    """Submission of a sheet that is to be looked at alone."""
    print_wanted = Signal(str)
    """Name of the printer."""
    one_file_wanted = Signal()
    separate_wanted = Signal()
    wait_wanted = Signal()
    taken_off = Signal()
    stopped = Signal()
    paper_wanted = Signal(str)
    """`summary_print`, `summary_save`, `guide_print` or `guide_save`."""

    def __init__(self) -> None:
        super().__init__(back=True, wide=True)
        self._state = SheetsState()
        self.trouble = Notice("error")
        self.left = Notice("warning")
        self.told = Notice("success")
        self.no_printer = Notice("info")
        for notice in (self.trouble, self.left, self.told, self.no_printer):
            self.body.addWidget(notice)
        self.busy = Busy()
        self.busy.cancelled.connect(self.stopped)
        self.body.addWidget(self.busy)
        self.empty = Words("", "lead", self)
        self.body.addWidget(self.empty)
        self.rows: Rows[SheetShown] = Rows(
            [
                Column(heading=say("sheets_page.column.card"), words=_card),
                Column(heading=say("sheets_page.column.name"), words=_name),
                Column(heading=say("sheets_page.column.form"), words=_form),
                Column(heading=say("sheets_page.column.standing"), words=_standing),
            ],
            self,
        )
        self.table = Table(self.rows, say("sheets_page.table"), stretch=1, most=8)
        self.table.opened.connect(self._open)
        self.body.addWidget(self.table)
        self.printer = Chooser("printer", say("sheets_page.printer"), ())
        self.body.addWidget(self.printer)
        self.paper_notice = Words(say("sheets_page.paper_notice"), "hint", self)
        self.body.addWidget(self.paper_notice)
        self._build_papers()
        self.print: Button = self.add_button(primary("", icon="printer"))
        self.wait: Button = self.add_button(primary(""))
        self.one_file: Button = self.add_button(secondary(say("sheets_page.one_file"), icon="download"))
        self.separate: Button = self.add_button(secondary(say("sheets_page.separate")))
        self.off: Button = self.add_button(secondary(say("sheets_page.take_off")))
        self.print.clicked.connect(self._print)
        self.wait.clicked.connect(self.wait_wanted)
        self.one_file.clicked.connect(self.one_file_wanted)
        self.separate.clicked.connect(self.separate_wanted)
        self.off.clicked.connect(self.taken_off)

    def render_state(self, state: SheetsState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.heading.say(say("sheets_page.title", place=state.place) if state.session else say("sheets_page.title_waiting"))
        self.lead.say(_lead(state))
        self.trouble.tell("error", state.problem)
        self.left.tell("warning", _left(state), title=say("sheets_page.left.title") if state.left else "")
        self.told.tell("success", state.told)
        self.no_printer.tell("info", _no_printer(state))
        if state.told and state.told != before.told:
            announce(self, state.told)
        self.empty.say(_empty(state))
        if state.sheets != before.sheets:
            self.rows.show_records(state.sheets)
        self.table.setVisible(bool(state.sheets))
        self._show_busy(state, before)
        self._show_printers(state)
        self._show_buttons(state)

    def _show_busy(self, state: SheetsState, before: SheetsState) -> None:
        if state.way is not None and before.way is None:
            self.busy.begin(say(f"sheets_page.busy.{state.way.value}"))
        if state.way is not None:
            self.busy.tell(state.done, state.of)
        elif before.way is not None:
            self.busy.end()

    def _show_printers(self, state: SheetsState) -> None:
        if len(state.printers) != self.printer.box.count():
            self.printer.offer([(name, name) for name in state.printers])
        self.printer.setVisible(len(state.printers) > 1 and bool(state.sheets))

    def _show_buttons(self, state: SheetsState) -> None:
        some, free, count = bool(state.sheets), state.way is None, len(state.to_print)
        self.show_bar(shown=some and not state.loading)
        self.print.setVisible(bool(state.printers))
        self.print.rename(say("sheets_page.printed_all") if state.all_printed else say("sheets_page.print", count=count))
        self.wait.setVisible(not state.printers and bool(state.session))
        self.wait.rename(say("sheets_page.keep_waiting", count=count))
        self.off.setVisible(not state.session)
        for button in (self.print, self.wait, self.one_file, self.separate, self.off):
            button.setEnabled(free)
        self.paper_notice.setVisible(some)
        self.papers.setVisible(not state.loading)
        self.room.setVisible(not state.loading)
        for name, button in self.paper_buttons.items():
            button.setVisible((bool(state.session) or name.startswith("guide")) and (bool(state.printers) or name.endswith("save")))
            button.setEnabled(free)

    def _build_papers(self) -> None:
        self.room = Words(say("sheets_page.room"), "subheading", self)
        self.papers = FlowRow(spacing=12)
        self.paper_buttons: dict[str, Button] = {}
        for name in ("summary_print", "summary_save", "guide_print", "guide_save"):
            button = secondary(say(f"sheets_page.{name}"), icon="printer" if name.endswith("print") else "download")
            button.setObjectName(name)
            button.clicked.connect(self._want_paper)
            self.paper_buttons[name] = button
            self.papers.flow.addWidget(button)
        self.body.addWidget(self.room)
        self.body.addWidget(self.papers)

    def _want_paper(self) -> None:
        self.paper_wanted.emit(self.sender().objectName())

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._state.sheets):
            self.opened.emit(self._state.sheets[row].submission)

    def _print(self) -> None:
        self.print_wanted.emit(self.printer.value())


def _lead(state: SheetsState) -> str:
    if state.loading:
        return say("sheets_page.loading")
    if not state.sheets:
        return ""
    return say("sheets_page.lead" if state.session else "sheets_page.lead_waiting")


def _empty(state: SheetsState) -> str:
    if state.loading or state.sheets:
        return ""
    return say("sheets_page.empty" if state.session else "sheets_page.empty_waiting")


def _no_printer(state: SheetsState) -> str:
    if state.loading or state.printers or not state.sheets:
        return ""
    return say("sheets_page.no_printer" if state.session else "sheets_page.no_printer_waiting")


def _left(state: SheetsState) -> str:
    return "\n".join(say("sheets_page.left.line", card=card, why=why) for card, why in state.left)


def _card(each: SheetShown) -> str:
    return each.card


def _name(each: SheetShown) -> str:
    return each.name or say("sheets_page.no_name")


def _form(each: SheetShown) -> str:
    mode = say(f"sheet_page.mode.{each.mode}")
    return mode if each.language == "en" else say("sheets_page.form", mode=mode, language=name_of(each.language))


def _standing(each: SheetShown) -> str:
    return say(f"sheets_page.standing.{each.standing}")
