"""Adding a person."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.screens.add_person.state import AddPersonState
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Field, YesNo
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tasks import TaskList, TaskRow

FIELDS = ("name", "birth_year", "card", "district")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form."""

    name: str
    card: str
    birth_year: str
    district: str
    adult: str
    able: str


class AddPersonView(Page):
    """Least identity, two questions, and the people who may be the same."""

    submitted = Signal(object)
    """`Typed`"""
    same = Signal(str)
    different = Signal()
    gone_back = Signal()

    def __init__(self) -> None:
        super().__init__(say("add_person.title"), back=True)
        self._state = AddPersonState()
        self.trouble = Notice("error")
        self.stopped = Notice("warning")
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.stopped)
        self.likely = self._build_likely()
        self.body.addWidget(self.likely)
        self.form = self._build_form()
        self.body.addWidget(self.form)
        self.onward: Button = self.add_button(primary(say("widget.continue")))
        self.cancel: Button = self.add_button(secondary(say("widget.cancel")))
        self.onward.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.went_back)
        self.went_back.connect(self.gone_back)
        self.first_field = self.fields["name"].line

    def render_state(self, state: AddPersonState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        asking = not state.likely and not state.stopped
        self.heading.say(say("add_person.same_title" if state.likely else "add_person.title"))
        self.lead.say(say("add_person.lead") if asking else "")
        self.form.setVisible(asking)
        self.likely.setVisible(bool(state.likely))
        self.matches.show_tasks(
            [TaskRow(key=each.person, label=each.label, state="", action=say("add_person.same")) for each in state.likely]
        )
        self.stopped.tell("warning", state.stopped)
        self.trouble.tell("error", state.problems.get("page", ""))
        for name, field in self.fields.items():
            field.tell_problem(state.problems.get(name, ""))
        for question in (self.adult, self.able):
            question.tell_problem(state.problems.get(question.objectName(), ""))
        self.fields["card"].hint.say(say("add_person.card_hint", card=state.card) if state.card else "")
        self.onward.setVisible(not state.stopped)
        self.onward.setEnabled(not state.busy)
        self.onward.rename(say("add_person.different" if state.likely else "widget.continue"))
        if state.problems != before.problems:
            self.summary.tell([(name, text) for name, text in state.problems.items() if name != "page"])
        if bool(state.likely) is not bool(before.likely) and self.isVisible():
            self.first_field = None if state.likely else self.fields["name"].line
            self.take_focus()

    def _build_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        widths = {"name": 420, "card": 200, "birth_year": 160, "district": 200}
        self.fields = {
            name: Field(name, say(f"add_person.{name}"), say(f"add_person.{name}_hint", card=""), width=widths[name]) for name in FIELDS
        }
        for field in self.fields.values():
            field.entered.connect(self._submit)
        self.adult = YesNo("adult", say("add_person.adult"))
        self.able = YesNo("able", say("add_person.able"), say("add_person.able_hint"))
        self.adult.picked.connect(self._picked)
        for part in (self.fields["name"], self.fields["birth_year"], self.adult, self.able, self.fields["card"], self.fields["district"]):
            column.addWidget(part)
        return form

    def _build_likely(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(Words(say("add_person.likely"), "body"))
        self.matches = TaskList()
        self.matches.chosen.connect(self.same)
        column.addWidget(self.matches)
        return part

    def _picked(self, _name: str, value: str) -> None:
        """Lead on to the second question, so that two digits answer both."""
        if value:
            self.able.cards[0].setFocus()

    def _submit(self) -> None:
        if self._state.likely:
            self.different.emit()
            return
        texts = {name: field.text() for name, field in self.fields.items()}
        self.submitted.emit(Typed(**texts, adult=self.adult.value(), able=self.able.value()))
