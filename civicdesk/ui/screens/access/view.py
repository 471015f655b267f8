"""Everything held about one person: look at the names of others first, then save or print."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGroupBox, QVBoxLayout

from civicdesk.i18n import say
from civicdesk.ui.screens.access.state import AccessState
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page


class AccessView(Page):
    """Draws what is in the pack and the names to look at."""

    turned = Signal(str, bool)
    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("access.page"), back=True)
        self._state = AccessState(loading=True)
        self.trouble, self.told, self.files = Notice("error"), Notice("success"), Notice("warning")
        for notice in (self.trouble, self.told, self.files):
            self.body.addWidget(notice)
        self.inside = Words("", "body", self)
        self.names_title = Words(say("access.names"), "subheading", self)
        self.names_lead = Words("", "body", self)
        self.names = QGroupBox()
        self.names.setAccessibleName(say("access.names"))
        self._column = QVBoxLayout(self.names)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.cards: dict[str, CardCheck] = {}
        for part in (self.inside, self.names_title, self.names_lead, self.names):
            self.body.addWidget(part)
        self.save: Button = self.add_button(primary(say("access.save"), icon="download"))
        self.print: Button = self.add_button(secondary(say("access.print"), icon="printer"))
        self.save.clicked.connect(self.save_wanted)
        self.print.clicked.connect(self.print_wanted)

    def render_state(self, state: AccessState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.caption.say(say("person.card", card=state.card) if state.card else "")
        self.lead.say(say("widget.opening") if state.loading else say("access.page_lead", count=state.rows) if state.card else "")
        self.trouble.tell("error", state.problem)
        self.told.tell("success", f"{state.told} {say('access.delete_later')}" if state.told else "")
        self.files.tell("warning", say("access.files", count=state.files) if state.files else "")
        self.inside.say("\n".join(say("access.part", heading=heading, count=count) for heading, count in state.sections))
        self.names_title.setVisible(bool(state.card))
        self.names_lead.say(say("access.names_lead" if state.names else "access.no_names") if state.card else "")
        self._show_names(state)
        self.show_bar(shown=bool(state.card))
        self.save.setEnabled(not state.busy)
        self.print.setEnabled(not state.busy)
        self.print.setVisible(state.printer)
        if state.told and state.told != before.told:
            announce(self, state.told)
            self.to_top()

    def _show_names(self, state: AccessState) -> None:
        if list(self.cards) != [each.name for each in state.names]:
            for card in self.cards.values():
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
            self.cards = {each.name: CardCheck(each.name, say("access.name", name=each.name, around=each.around)) for each in state.names}
            for card in self.cards.values():
                card.toggled.connect(self._turn)
                self._column.addWidget(card)
        for name, card in self.cards.items():
            card.setChecked(name in state.left_out)
        self.names.setVisible(bool(state.names))

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        sender = self.sender()
        if isinstance(sender, CardCheck) and on is not (sender.value in self._state.left_out):
            self.turned.emit(sender.value, on)
