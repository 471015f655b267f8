"""The unlock window."""

from PySide6.QtCore import Signal

from civicdesk.i18n import say
from civicdesk.ui.screens.unlock.state import Trouble, UnlockState
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.secret import SecretField


class UnlockView(Page):
    """Name, passphrase, Enter."""

    tried = Signal(str, str)
    """Name and passphrase."""
    tried_code = Signal(str, str, str)
    """Name, recovery code, new passphrase."""
    door_chosen = Signal(int)
    turned = Signal(bool)
    """Whether the recovery sheet is to be used."""
    new_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("unlock.title"))
        self.caption.say(say("window.title"))
        self.lead.say(say("unlock.lead"))
        self.trouble = Notice("info")
        self.door = Chooser("door", say("unlock.workspace"), ())
        self.name = Chooser("name", say("unlock.name"), ())
        self.code = Field("code", say("unlock.code"), say("unlock.code_hint"))
        self.secret = SecretField(say("unlock.passphrase"))
        self.turn = link(say("unlock.use_code"), icon="key-round")
        for part in (self.trouble, self.door, self.name, self.code, self.secret):
            self.body.addWidget(part)
        self.body.addWidget(self.turn)
        self.open: Button = self.add_button(primary(say("unlock.open")))
        self.new: Button = self.add_button(secondary(say("unlock.new")))
        self._state = UnlockState()
        self.open.clicked.connect(self._try)
        self.secret.entered.connect(self._try)
        self.code.entered.connect(self._to_secret)
        self.turn.clicked.connect(self._turn)
        self.new.clicked.connect(self.new_wanted)
        self.door.box.activated.connect(self.door_chosen)
        self.first_field = self.secret.line

    def render_state(self, state: UnlockState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.door.setVisible(len(state.doors) > 1)
        if state.doors != before.doors:
            self.door.offer([(each.path, each.label) for each in state.doors])
            self.door.box.setCurrentIndex(state.door)
        if state.names != before.names:
            self.name.offer([(name, name) for name in state.names])
        self.code.setVisible(state.by_code)
        self.turn.rename(say("unlock.use_passphrase" if state.by_code else "unlock.use_code"))
        self.secret.rename(say("unlock.new_passphrase" if state.by_code else "unlock.passphrase"))
        self.trouble.tell(_kind(state), _words(state))
        can = not state.opening and not state.looking and state.wait == 0 and bool(state.names)
        self.open.setEnabled(can)
        self.open.rename(say("unlock.opening" if state.opening else "unlock.open"))
        self.note.say(say("unlock.wait", count=state.wait) if state.wait else "")
        if state.by_code is not before.by_code:
            self.first_field = self.code.line if state.by_code else self.secret.line
            if self.isVisible():
                self.take_focus()
        if state.trouble is Trouble.WRONG and state.wrong != before.wrong:
            self.secret.empty()
            self.secret.line.setFocus()

    def _try(self) -> None:
        if not self.open.isEnabled():
            return
        if self._state.by_code:
            self.tried_code.emit(self.name.value(), self.code.text(), self.secret.text())
        else:
            self.tried.emit(self.name.value(), self.secret.text())

    def _to_secret(self) -> None:
        self.secret.line.setFocus()

    def _turn(self) -> None:
        self.turned.emit(not self._state.by_code)


def _kind(state: UnlockState) -> str:
    return "warning" if state.trouble in {Trouble.WRONG, Trouble.CODE, Trouble.BUSY} else "error" if state.trouble else "info"


def _words(state: UnlockState) -> str:
    if state.looking or state.doors:
        return state.sentence
    return say("unlock.none")
