"""The unlock window."""

from PySide6.QtCore import Signal

from civicdesk.i18n import say
from civicdesk.ui.screens.unlock.state import Trouble, UnlockState, WayOut
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.secret import SecretField

SPOKEN_EVERY_S = 20
"""A long wait is told to a screen reader no more often than this, and when it is over."""
_PICTURES = {
    Trouble.WRONG: "key-round",
    Trouble.WAIT: "clock",
    Trouble.BUSY: "users",
    Trouble.NEWER: "package-check",
    Trouble.DAMAGED: "octagon-alert",
    Trouble.ROLLED_BACK: "history",
    Trouble.GONE: "file-text",
    Trouble.NO_KEYS: "lock",
    Trouble.SYNCED: "upload",
    Trouble.NETWORK: "laptop",
    Trouble.WRITE: "hard-drive",
    Trouble.CODE: "key-round",
}
_CALM = {Trouble.WRONG, Trouble.WAIT, Trouble.CODE, Trouble.BUSY}


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
    way_out_taken = Signal(str)
    """`WayOut` whose button was pressed."""

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
        self.trouble.acted.connect(self._take_way_out)
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
        opens = bool(state.names)
        self.name.setVisible(opens or state.looking)
        self.secret.setVisible(opens or state.looking)
        self.turn.setVisible(opens or state.looking)
        self.code.setVisible(state.by_code and opens)
        self.turn.rename(say("unlock.use_passphrase" if state.by_code else "unlock.use_code"))
        self.secret.rename(say("unlock.new_passphrase" if state.by_code else "unlock.passphrase"))
        self._tell(state)
        self.open.setVisible(opens or state.looking)
        self.open.setEnabled(not state.opening and not state.looking and state.wait == 0 and opens)
        self.open.rename(say("unlock.opening" if state.opening else "unlock.open"))
        self._count_down(before.wait, state.wait)
        self._place_focus(state, turned=state.by_code is not before.by_code or _start(state) != _start(before))
        if state.trouble is Trouble.WRONG and state.wrong != before.wrong:
            self.secret.empty()
            self.secret.line.setFocus()

    def _place_focus(self, state: UnlockState, *, turned: bool) -> None:
        """Let reading start in the field that is asked for; if nothing is asked, at the way out, or at the heading."""
        if _asks(state):
            self.first_field = self.code.line if state.by_code else self.secret.line
        else:
            self.first_field = self.trouble.action if state.way_out else None
        if turned and self.isVisible():
            self.take_focus()

    def forget(self) -> None:
        """Forget what was typed."""
        self.secret.empty()
        self.code.put("")

    def _tell(self, state: UnlockState) -> None:
        """Show what keeps the workspace shut, with its picture and the way out of it."""
        words = state.sentence if state.looking or state.doors else say("unlock.none")
        if state.asked:
            words = f"{words}\n\n{say(f'unlock.{state.asked.value}')}"
        titled = state.trouble not in {Trouble.NONE, Trouble.OTHER}
        title = say(f"unlock.trouble.{state.trouble.value}") if titled else ""
        action = say(f"unlock.way_out.{state.way_out.value}") if state.way_out else ""
        self.trouble.tell(_kind(state.trouble), words, title=title, action=action, icon=_PICTURES.get(state.trouble, ""))
        self.trouble.action.setVisible(bool(action))

    def _count_down(self, before: int, left: int) -> None:
        """Show each second of a wait, but speak of it rarely."""
        words = say("unlock.wait", count=left) if left else ""
        self.note.say(words)
        if left and (not before or left % SPOKEN_EVERY_S == 0) and left != before:
            announce(self, words)
        elif before and not left:
            announce(self, say("unlock.wait_over"))

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

    def _take_way_out(self) -> None:
        self.way_out_taken.emit(self._state.way_out or WayOut.NONE)


def _asks(state: UnlockState) -> bool:
    return bool(state.names) or state.looking


def _start(state: UnlockState) -> str:
    """Return where reading starts: a way out counts only where nothing is asked."""
    return "" if _asks(state) else f"way out: {state.way_out.value}"


def _kind(trouble: Trouble) -> str:
    return "warning" if trouble in _CALM else "error" if trouble else "info"
