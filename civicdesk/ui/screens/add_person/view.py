"""Adding a person."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.screens.add_person.state import FIELDS, AddPersonState, Asked, Typed, adult_by_year, is_year, name_and_year
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import CardRow, Cards, Chooser, Field, YesNo
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tasks import TaskList, TaskRow

FEW = 6
"""As many choices stand beside each other; more are a list."""


class AddPersonView(Page):
    """Least identity, two questions, what the project asks beside, and the people who may be the same."""

    submitted = Signal(object)
    """`Typed`"""
    changed = Signal(object)
    """`Typed`, after each key and each choice."""
    emptied = Signal()
    """An empty form is wanted instead of what was typed before."""
    same = Signal(str)
    different = Signal()
    gone_back = Signal()

    def __init__(self) -> None:
        super().__init__(say("add_person.title"), back=True)
        self._state = AddPersonState()
        self.trouble = Notice("error")
        self.stopped = Notice("warning")
        self.restored = Notice("info", action=say("add_person.restored_empty"))
        self.restored.acted.connect(self.emptied)
        for notice in (self.trouble, self.stopped, self.restored):
            self.body.addWidget(notice)
        self.likely = self._build_likely()
        self.body.addWidget(self.likely)
        self.asked: dict[str, Cards | Chooser] = {}
        self.form = self._build_form()
        self.body.addWidget(self.form)
        self.onward: Button = self.add_button(primary(say("widget.continue")))
        self.cancel: Button = self.add_button(secondary(say("widget.cancel")))
        self.onward.clicked.connect(self._submit)
        self.went_back.connect(self.gone_back)
        self.first_field = self.fields["name"].line

    def render_state(self, state: AddPersonState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        asking = not state.likely and not state.stopped
        self.heading.say(say("add_person.same_title" if state.likely else "add_person.title"))
        self.lead.say(say("add_person.lead") if asking else "")
        self.restored.tell("info", say("add_person.restored") if state.restored and asking else "")
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
        self.fields["birth_date"].setVisible(state.linking)
        self.fields["card"].hint.say(say("add_person.card_hint", card=state.card) if state.card else "")
        if state.asked != before.asked:
            self._ask(state.asked)
        self._spare_the_question()
        self.onward.setVisible(not state.stopped)
        self.onward.setEnabled(not state.busy)
        self.onward.rename(say("add_person.different" if state.likely else "widget.continue"))
        if state.problems != before.problems:
            self.summary.tell([(name, text) for name, text in state.problems.items() if name != "page"])
        if bool(state.likely) is not bool(before.likely) and self.isVisible():
            self.first_field = None if state.likely else self.fields["name"].line
            self.take_focus()

    def typed(self) -> Typed:
        """Return what stands in the form; where the year of birth says whether somebody is 18, it answers that question."""
        texts = {name: field.text() for name, field in self.fields.items()}
        adult = adult_by_year(texts["birth_year"], self._state.year) or self.adult.value()
        said = tuple((name, part.value()) for name, part in self.asked.items() if part.value())
        return Typed(**texts, adult=adult, able=self.able.value(), said=said)

    def put(self, typed: Typed) -> None:
        """Fill the form."""
        for name, field in self.fields.items():
            field.put(getattr(typed, name))
        self.adult.put(typed.adult)
        self.able.put(typed.able)
        said = dict(typed.said)
        for name, part in self.asked.items():
            part.put(said.get(name, ""))
        self._spare_the_question()

    def _build_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        widths = {"name": 420, "card": 200, "birth_year": 160, "birth_date": 200, "district": 200}
        self.fields = {
            name: Field(name, say(f"add_person.{name}"), say(f"add_person.{name}_hint", card=""), width=widths[name]) for name in FIELDS
        }
        for field in self.fields.values():
            field.entered.connect(self._submit)
        self.fields["name"].edited.connect(self._name_typed)
        self.fields["birth_year"].edited.connect(self._year_typed)
        for name in ("birth_date", "card", "district"):
            self.fields[name].edited.connect(self._tell)
        self.adult = YesNo("adult", say("add_person.adult"))
        self.able = YesNo("able", say("add_person.able"), say("add_person.able_hint"))
        for question in (self.adult, self.able):
            question.picked.connect(self._picked)
        self._beside = QVBoxLayout()
        self._beside.setSpacing(20)
        for part in (self.fields["name"], self.fields["birth_year"], self.fields["birth_date"], self.adult, self.able):
            column.addWidget(part)
        column.addLayout(self._beside)
        for part in (self.fields["card"], self.fields["district"]):
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

    def _ask(self, asked: tuple[Asked, ...]) -> None:
        for old in self.asked.values():
            self._beside.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.asked = {each.name: _question(each) for each in asked}
        for part in self.asked.values():
            self._beside.addWidget(part)
            if isinstance(part, Cards):
                part.picked.connect(self._picked)
            else:
                part.picked.connect(self._tell)

    def _name_typed(self, text: str) -> None:
        """Take a year of birth that is typed right behind the name to its own field, and lead on."""
        name, year = name_and_year(text, self._state.year)
        if year and not self.fields["birth_year"].text():
            self.fields["name"].put(name)
            self.fields["birth_year"].put(year)
            self._year_typed(year)
        else:
            self._tell()

    def _year_typed(self, text: str) -> None:
        self._spare_the_question()
        if is_year(text.strip(), self._state.year):
            self._lead_to_next("birth_year")
        self._tell()

    def _spare_the_question(self) -> None:
        """Ask whether somebody is 18 only where the year of birth does not say it."""
        told = adult_by_year(self.fields["birth_year"].text(), self._state.year)
        self.adult.setVisible(not told or bool(self._state.problems.get("adult")))

    def _picked(self, name: str, value: str) -> None:
        """Lead on to the next question, so that a digit answers each."""
        if value:
            self._lead_to_next(name)
        self._tell()

    def _lead_to_next(self, name: str) -> None:
        cards: dict[str, Cards] = {"adult": self.adult, "able": self.able}
        cards |= {each: part for each, part in self.asked.items() if isinstance(part, Cards)}
        order = ["birth_year", *cards]
        for following in order[order.index(name) + 1 :]:
            if not cards[following].isHidden():
                self.make_visible(cards[following])
                cards[following].cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.onward.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        self.changed.emit(self.typed())

    def _submit(self) -> None:
        if self._state.likely:
            self.different.emit()
        else:
            self.submitted.emit(self.typed())


def _question(each: Asked) -> Cards | Chooser:
    """Make a question that may stay open: cards for a handful of choices, a list for more."""
    if len(each.choices) <= FEW:
        return CardRow(each.name, each.label, [(choice, choice) for choice in each.choices], say("add_person.may_stay_open"))
    return Chooser(each.name, each.label, [("", say("add_person.not_said")), *((choice, choice) for choice in each.choices)])
