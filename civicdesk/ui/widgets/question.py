"""What all questions share: the words, the hint, the answer's place, the three other answers, and the problem underneath."""

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGroupBox, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.pages import Question
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.appearances import instead_of
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import is_marked, plain, rich
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.prompts import Prompt

SPECIAL = (
    (Missing.DONT_KNOW, "widget.special.dont_know", "D"),
    (Missing.RATHER_NOT_SAY, "widget.special.rather_not", "R"),
    (Missing.SKIPPED, "widget.special.skip", "S"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHabits:
    """How a worker likes to answer, and what day it is."""

    today: date
    offset: str = "+00:00"
    """The laptop's offset from UTC, as it is written behind times."""
    number_keys: bool = True
    sole: bool = False
    """The only question of the page: its words are the page's heading and are not repeated."""
    special: bool = True
    """Offer the three other answers."""
    alone: bool = False
    """The person answers alone: nothing goes on by itself."""

    @classmethod
    def at(cls, now: datetime, *, number_keys: bool) -> "AnswerHabits":
        """Return the habits of a worker on this day, in this laptop's time zone."""
        local = now.astimezone()
        offset = f"{local:%z}"
        return cls(today=local.date(), offset=f"{offset[:3]}:{offset[3:5]}", number_keys=number_keys)


class SpecialRow(FlowRow):
    """Don't know, I would rather not say, Skip: always offered, never chosen beforehand."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._chips: dict[Missing, Button] = {}
        for missing, key, letter in SPECIAL:
            chip = Button(say(key), "quietChip")
            chip.setToolTip(say("widget.special.keys", letter=letter))
            chip.setAccessibleDescription(say("widget.special.keys", letter=letter))
            chip.clicked.connect(self._report)
            self._chips[missing] = chip
            self.flow.addWidget(chip)

    def show_choice(self, missing: Missing | None) -> None:
        """Press the one that holds, and none if there is an answer."""
        for kind, chip in self._chips.items():
            chip.setChecked(kind is missing)
            chip.show_icon("check" if kind is missing else "")

    def press(self, missing: Missing) -> None:
        """Choose one by its key."""
        self._chips[missing].click()

    def _report(self) -> None:
        sender = self.sender()
        for missing, chip in self._chips.items():
            if chip is sender:
                self.chosen.emit(missing if chip.isChecked() else None)


class QuestionWidget(QGroupBox):
    """One question. It shows a `Question` and reports what a hand did; it stores nothing."""

    answered = Signal(str, object, object)
    """Reference, value as the form wants it (None: no value), and `Missing` or None."""
    went_on = Signal(str)
    """Enter was pressed in the question: the page may go on."""
    close_up = False
    """Stands close below its neighbour, as the rows of a table do."""

    def __init__(self, question: Question, habits: AnswerHabits) -> None:
        super().__init__()
        self.question = question
        self.habits = habits
        self._reported: str | None = None
        self._touched = False
        self.answered.connect(self._touch)
        self.setObjectName(question.state.ref)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.words = Words("", "question", self)
        self.hint = Words("", "hint", self)
        self.trouble = Words("", "problem", self)
        self.prompt = Prompt(self)
        self.special = SpecialRow()
        self.special.chosen.connect(self._say_missing)
        for part in (self.words, self.hint, self.prompt, self.trouble):
            self.column.addWidget(part)
        instead = instead_of(question.state)
        if instead:
            self.column.addWidget(Notice("info", say(f"widget.instead.{instead}")))
        self.build()
        self.column.addWidget(self.special)
        self.show_value()
        self._show_frame()

    def build(self) -> None:
        """Make the field and add it to `column`; each kind of question has its own."""

    def show_value(self) -> None:
        """Show the value of `question` in the field; each kind of question has its own."""

    def field(self) -> QWidget | None:
        """Return what takes the focus, None if nothing can be answered here."""
        return None

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key that was pressed on the page; tells whether it was meant for this question."""
        return False

    def drop_typed(self) -> None:
        """Forget what was typed and not reported: one of the three other answers takes its place."""

    @property
    def ref(self) -> str:
        """The reference of the question in its form."""
        return self.question.state.ref

    def render_question(self, question: Question) -> None:
        """Show a new state of the same question without disturbing what is being typed; one that shows already is left alone."""
        if question == self.question and not self._touched:
            return
        self._touched = False
        self.question = question
        self._reported = None
        self.show_value()
        self._show_frame()

    def tell_problem(self, text: str) -> None:
        """Show what is to be mended, under the question; empty: nothing is."""
        self.trouble.say(text)
        field = self.field()
        if field is not None:
            field.setProperty("bad", bool(text))
            field.style().unpolish(field)
            field.style().polish(field)
        if text:
            announce(self, text, assertive=True)

    def report(self, value: str | None) -> None:
        """Report a value, unless it is the one that is shown or was reported already."""
        text, known = value or "", self._reported if self._reported is not None else self.question.state.v
        if text != known or (self.question.missing is not None and text and self._reported is None):
            self._reported = text
            self.answered.emit(self.ref, value or None, None)

    def offer_special(self, *, offered: bool) -> None:
        """Offer the three other answers, or do not."""
        self.special.setVisible(offered)

    def press_special(self, missing: Missing) -> None:
        """Choose one of the three other answers by its key."""
        if not self.special.isHidden():
            self.special.press(missing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the kind of question; Enter goes on."""
        if self.take_key(event):
            event.accept()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.went_on.emit(self.ref)
        else:
            super().keyPressEvent(event)

    def _show_frame(self) -> None:
        state = self.question.state
        self.setAccessibleName(plain(state.label))
        show_marked(self.words, "" if self.habits.sole else state.label)
        show_marked(self.hint, state.hint)
        self.prompt.show_prompt(self.question)
        self.tell_problem(state.msg if state.bad else "")
        offered = self.habits.special and not state.ro and not self.question.own_missing_codes and self.field() is not None
        self.offer_special(offered=offered)
        self.special.show_choice(self.question.missing)

    def _touch(self, *_answer: object) -> None:
        """Remember that a hand has changed what is shown: an answer that is not kept must not stay on the screen."""
        self._touched = True

    def _say_missing(self, missing: Missing | None) -> None:
        if missing is not None:
            self.drop_typed()
        self._reported = ""
        self.answered.emit(self.ref, None, missing)


def show_marked(words: Words, text: str) -> None:
    """Show a label with its marks; it is rich text only where it has some, and spoken without them."""
    marked = is_marked(text)
    words.setTextFormat(Qt.TextFormat.RichText if marked else Qt.TextFormat.PlainText)
    words.setOpenExternalLinks(False)
    words.say(rich(text) if marked else text)
    words.setAccessibleName(plain(text) if marked else "")
