"""The first run: one step on the page at a time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.screens.first_run.state import FirstRunState, Step
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Cards, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.new_passphrase import Card, NewPassphrase
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page

ROLES = ("worker", "facilitator", "coordinator")


class FirstRunView(Page):
    """Join a project, say who you are, choose a passphrase, keep the recovery sheet."""

    pack_chosen = Signal(str)
    practice_wanted = Signal()
    agreed = Signal()
    joined = Signal(str, str, str)
    """Name, role, passphrase."""
    suggestion_wanted = Signal()
    save_chosen = Signal(str)
    written_down = Signal()
    retyped = Signal(str)
    enrolment_chosen = Signal(str)
    finished = Signal()

    def __init__(self) -> None:
        super().__init__(back=True)
        self.caption.say(say("window.title"))
        self._state = FirstRunState()
        self.trouble = Notice("error")
        self.busy = Busy()
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.busy)
        self._parts: dict[Step, QWidget] = {
            Step.CHOOSE: QWidget(),
            Step.PACK: self._build_pack(),
            Step.YOU: self._build_you(),
            Step.MAKING: QWidget(),
            Step.RECOVERY: self._build_recovery(),
            Step.RETYPE: self._build_retype(),
            Step.OFFICE: self._build_office(),
        }
        for part in self._parts.values():
            self.body.addWidget(part)
        self.pack: Button = self.add_button(primary(say("first_run.choose.pack"), icon="package-check"))
        self.practice: Button = self.add_button(secondary(say("first_run.choose.practice")))
        self.onward: Button = self.add_button(primary(say("widget.continue")))
        self.pack.clicked.connect(self._ask_pack)
        self.practice.clicked.connect(self.practice_wanted)
        self.onward.clicked.connect(self._onward)
        self._file: QFileDialog | None = None

    def render_state(self, state: FirstRunState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        for step, part in self._parts.items():
            part.setVisible(step is state.step)
        self.heading.say(say(f"first_run.{state.step.value}.title"))
        self.lead.say(say(f"first_run.{state.step.value}.lead", project=state.project))
        self.back.setVisible(state.step in {Step.PACK, Step.YOU, Step.RETYPE} or (state.step is Step.CHOOSE and state.can_go_back))
        self.trouble.tell("error", "" if state.problem_at else state.problem)
        self.name.tell_problem(state.problem if state.problem_at == "name" else "")
        self.code.tell_problem(state.problem if state.problem_at == "code" else "")
        self.role.tell_problem(state.problem if state.problem_at == "role" else "")
        self.chosen.tell_problem(state.problem if state.problem_at == "passphrase" else "")
        self.signer.say(state.signer_words)
        self.about.say(say("first_run.pack.forms", count=state.forms))
        self.chosen.offer(state.suggestion)
        self.shown_code.say(state.code)
        self.kept.say(say("first_run.recovery.saved") if state.saved else "")
        self.own_words.say(state.laptop_words)
        self.sent.say(say("enrolment.saved") if state.saved else "")
        self.onward.setEnabled(not state.busy)
        for button in (self.pack, self.practice):
            button.setVisible(state.step is Step.CHOOSE)
            button.setEnabled(not state.busy)
        self.onward.setVisible(state.step is not Step.CHOOSE)
        self.show_bar(shown=state.step is not Step.MAKING)
        self.onward.rename(say(f"first_run.{state.step.value}.onward"))
        self._show_busy(state)
        if state.step is not before.step or state.problem != before.problem:
            self._begin_step(state)

    def _show_busy(self, state: FirstRunState) -> None:
        if state.busy:
            self.busy.begin(say("first_run.making.title"), can_cancel=False)
        else:
            self.busy.end()

    def _begin_step(self, state: FirstRunState) -> None:
        at = {"role": self.role.cards[0], "passphrase": self.secret.line}.get(state.problem_at, self.name.line)
        self.first_field = {Step.RETYPE: self.code.line, Step.YOU: at}.get(state.step)
        if self.isVisible():
            self.to_top()
            self.take_focus()

    def _build_pack(self) -> QWidget:
        self.signer = Words("", "mono")
        self.about = Words("", "hint")
        return _part(Words(say("first_run.pack.words"), "fieldLabel"), Card(self.signer), self.about)

    def _build_you(self) -> QWidget:
        self.name = Field("name", say("first_run.you.name"), say("first_run.you.name_hint"), width=320)
        self.role = Cards("role", say("first_run.you.role"), [(role, say(f"first_run.role.{role}")) for role in ROLES], across=True)
        self.chosen = NewPassphrase(say("first_run.you.passphrase"))
        self.secret, self.suggestion = self.chosen.secret, self.chosen.offered
        self.chosen.entered.connect(self._onward)
        self.chosen.other_wanted.connect(self.suggestion_wanted)
        return _part(self.name, self.role, self.chosen)

    def _build_recovery(self) -> QWidget:
        self.shown_code = Words("", "mono")
        self.save = secondary(say("first_run.recovery.save"), icon="printer")
        self.save.clicked.connect(self._ask_save)
        self.kept = Words("", "hint")
        return _part(Card(Words(say("first_run.recovery.code"), "fieldLabel"), self.shown_code), FlowRow(self.save), self.kept)

    def _build_retype(self) -> QWidget:
        self.code = Field("code", say("first_run.retype.code"), say("first_run.retype.hint"))
        self.code.entered.connect(self._onward)
        return _part(self.code)

    def _build_office(self) -> QWidget:
        self.own_words = Words("", "mono")
        self.enrol = secondary(say("enrolment.save"), icon="download")
        self.enrol.clicked.connect(self._ask_enrolment)
        self.sent = Words("", "hint")
        return _part(Card(Words(say("enrolment.words"), "fieldLabel"), self.own_words), FlowRow(self.enrol), self.sent)

    def _onward(self) -> None:
        if not self.onward.isEnabled() or self.onward.isHidden():
            return
        if self._state.step is Step.PACK:
            self.agreed.emit()
        elif self._state.step is Step.YOU:
            self.joined.emit(self.name.text(), self.role.value(), self.secret.text())
        elif self._state.step is Step.RECOVERY:
            self.written_down.emit()
        elif self._state.step is Step.RETYPE:
            self.retyped.emit(self.code.text())
        elif self._state.step is Step.OFFICE:
            self.finished.emit()

    def _ask_pack(self) -> None:
        self._ask(QFileDialog.AcceptMode.AcceptOpen, say("first_run.choose.filter"))
        if self._file is not None:
            self._file.fileSelected.connect(self.pack_chosen)

    def _ask_save(self) -> None:
        self._ask(QFileDialog.AcceptMode.AcceptSave, "PDF (*.pdf)")
        if self._file is not None:
            self._file.setDefaultSuffix("pdf")
            self._file.fileSelected.connect(self.save_chosen)

    def _ask_enrolment(self) -> None:
        self._ask(QFileDialog.AcceptMode.AcceptSave, "JSON (*.json)")
        if self._file is not None:
            self._file.setDefaultSuffix("json")
            self._file.fileSelected.connect(self.enrolment_chosen)

    def _ask(self, mode: QFileDialog.AcceptMode, names: str) -> None:
        """Open a file dialog that does not stop the window."""
        if self._file is not None:
            self._file.deleteLater()
        self._file = QFileDialog(self, say("window.title"))
        self._file.setAcceptMode(mode)
        self._file.setNameFilter(names)
        self._file.open()


def _part(*widgets: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    for widget in widgets:
        column.addWidget(widget)
    return part
