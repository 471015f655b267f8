"""Taking consent back: as easy as giving it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGroupBox, QVBoxLayout

from civicdesk.i18n import say
from civicdesk.ui.screens.withdraw.state import PurposeShown, WithdrawState
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page


class WithdrawView(Page):
    """Which purposes, one button, a slip."""

    turned = Signal(str, bool)
    taken_back = Signal()
    print_wanted = Signal()
    save_wanted = Signal()
    finished = Signal()

    def __init__(self) -> None:
        super().__init__(back=True)
        self._state = WithdrawState(loading=True)
        self.trouble, self.told = Notice("error"), Notice("success")
        for notice in (self.trouble, self.told):
            self.body.addWidget(notice)
        self.choices = QGroupBox()
        self.choices.setAccessibleName(say("withdraw.which"))
        self._column = QVBoxLayout(self.choices)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.cards: dict[str, CardCheck] = {}
        self.body.addWidget(self.choices)
        self.done_title, self.done = Words(say("withdraw.done_title"), "subheading", self), Words("", "body", self)
        self.left_title, self.left = Words(say("withdraw.left_title"), "subheading", self), Words("", "body", self)
        self.what_next = Words("", "body", self)
        for words in (self.done_title, self.done, self.left_title, self.left, self.what_next):
            self.body.addWidget(words)
        self.take: Button = self.add_button(primary(say("withdraw.take")))
        self.finish: Button = self.add_button(primary(say("withdraw.finish")))
        self.print: Button = self.add_button(secondary(say("withdraw.print"), icon="printer"))
        self.save: Button = self.add_button(secondary(say("withdraw.save"), icon="download"))
        self.take.clicked.connect(self.taken_back)
        self.finish.clicked.connect(self.finished)
        self.print.clicked.connect(self.print_wanted)
        self.save.clicked.connect(self.save_wanted)

    def render_state(self, state: WithdrawState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        over = bool(state.done)
        self.caption.say(state.who)
        self.heading.say(say(_title(state)))
        self.lead.say(_lead(state))
        self.trouble.tell("error", state.problem)
        self.told.tell("success", state.told)
        self._show_choices(state)
        stopping = state.held if state.restrict and not over else ()
        self.done.say(_listed(state.done or stopping))
        self.done_title.say(say("withdraw.done_title" if over else "withdraw.stops"))
        self.left.say(_listed(state.left) if state.left else say("withdraw.nothing_left") if over else "")
        self.what_next.say(say("withdraw.next") if over else "")
        self.done_title.setVisible(over or bool(stopping))
        self.left_title.setVisible(over)
        self.take.setVisible(bool(state.held) and not over)
        self.take.setEnabled(not state.busy)
        self.take.rename(say("withdraw.restrict" if state.restrict else "withdraw.take"))
        self.finish.setVisible(over)
        self.print.setVisible(over and state.printer)
        self.save.setVisible(over)
        self.show_bar(shown=over or bool(state.held))
        if over and not before.done:
            announce(self, say(_title(state)))
            self.take_focus()

    def _show_choices(self, state: WithdrawState) -> None:
        shown = () if state.done or state.restrict else state.held
        if list(self.cards) != [each.purpose for each in shown]:
            for card in self.cards.values():
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
            self.cards = {each.purpose: CardCheck(each.purpose, each.sentence) for each in shown}
            for card in self.cards.values():
                card.toggled.connect(self._turn)
                self._column.addWidget(card)
        for purpose, card in self.cards.items():
            card.setChecked(purpose in state.chosen)
        self.choices.setVisible(bool(shown))

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        sender = self.sender()
        if isinstance(sender, CardCheck) and on is not (sender.value in self._state.chosen):
            self.turned.emit(sender.value, on)


def _title(state: WithdrawState) -> str:
    if state.done:
        return "withdraw.restricted" if state.restrict else "withdraw.taken"
    return "withdraw.restrict_title" if state.restrict else "withdraw.title"


def _lead(state: WithdrawState) -> str:
    if state.loading:
        return say("widget.opening")
    if state.done or not state.who:
        return ""
    if not state.held:
        return say("withdraw.nothing_to_restrict" if state.restrict else "withdraw.nothing")
    return say("withdraw.restrict_lead" if state.restrict else "withdraw.lead")


def _listed(purposes: tuple[PurposeShown, ...]) -> str:
    return "\n".join(each.sentence for each in purposes)
