"""Forgetting a person: said honestly before, confirmed by the card number, and a sheet for the person after."""

from PySide6.QtCore import Signal

from civicdesk.i18n import say
from civicdesk.ui.screens.erase.state import EraseState
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page


class EraseView(Page):
    """What goes, what stays, the confirmation."""

    typed = Signal(str)
    backups_turned = Signal(bool)
    erase_wanted = Signal()
    print_wanted = Signal()
    save_wanted = Signal()
    finished = Signal()

    def __init__(self) -> None:
        super().__init__(back=True)
        self._state = EraseState(loading=True)
        self.trouble, self.told, self.waiting = Notice("error"), Notice("success"), Notice("warning")
        for notice in (self.trouble, self.told, self.waiting):
            self.body.addWidget(notice)
        self.goes_title, self.goes = Words(say("erasure.goes_title"), "subheading", self), Words("", "body", self)
        self.stays_title, self.stays = Words(say("erasure.stays_title"), "subheading", self), Words("", "body", self)
        for words in (self.goes_title, self.goes, self.stays_title, self.stays):
            self.body.addWidget(words)
        self.backups = CardCheck("backups", say("erase.backups"))
        self.body.addWidget(self.backups)
        self.card = Field("card", say("erase.type"), say("erase.type_hint"), width=240)
        self.body.addWidget(self.card)
        self.finish: Button = self.add_button(primary(say("erase.finish")))
        self.erase: Button = self.add_button(secondary(say("erase.erase"), icon="trash-2"))
        self.print: Button = self.add_button(secondary(say("erase.print"), icon="printer"))
        self.save: Button = self.add_button(secondary(say("erase.save"), icon="download"))
        self.card.edited.connect(self.typed)
        self.card.entered.connect(self.erase_wanted)
        self.backups.toggled.connect(self._turn)
        self.finish.clicked.connect(self.finished)
        self.erase.clicked.connect(self.erase_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.save.clicked.connect(self.save_wanted)

    def render_state(self, state: EraseState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        asking = bool(state.card) and not state.done
        self.caption.say(say("person.card", card=state.card) if state.card else "")
        self.heading.say(say("erase.done" if state.done else "erase.title"))
        said = say("erase.done_lead" if state.done else "erase.lead") if state.card else ""
        self.lead.say(say("widget.opening") if state.loading else said)
        self.trouble.tell("error", "" if state.mistyped else state.problem)
        self.told.tell("success", state.told or (say("erase.removed", count=state.removed) if state.done and state.removed else ""))
        self.waiting.tell("warning", say("erase.waiting") if state.waiting else "")
        self._show_words(state)
        self.backups.setVisible(asking)
        self.backups.setChecked(state.drop_backups)
        self.card.setVisible(asking)
        self.card.put(state.typed)
        self.card.tell_problem(state.problem if state.mistyped else "")
        self.erase.setVisible(asking)
        self.erase.setEnabled(not state.busy)
        self.erase.rename(say("erase.under_way" if state.busy else "erase.erase"))
        self.back.setVisible(not state.done)
        self.finish.setVisible(state.done)
        self.print.setVisible(state.done and state.printer)
        self.save.setVisible(state.done)
        self.show_bar(shown=bool(state.card))
        if state.done and not before.done:
            announce(self, say("erase.done"))
            self.to_top()
            self.take_focus()

    def to_card(self) -> None:
        """Put the keyboard where the number is typed."""
        self.make_visible(self.card)
        self.card.line.setFocus()

    def _show_words(self, state: EraseState) -> None:
        for title, words, said in ((self.goes_title, self.goes, state.goes), (self.stays_title, self.stays, state.stays)):
            title.setVisible(bool(said))
            words.say("\n".join(f"• {each}" for each in said))

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        if on is not self._state.drop_backups:
            self.backups_turned.emit(on)
