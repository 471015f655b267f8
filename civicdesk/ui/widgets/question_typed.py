"""Questions that are answered by typing: text, dates, times."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from civicdesk.i18n import say
from civicdesk.records.pages import Question
from civicdesk.ui import theme
from civicdesk.ui.widgets import typed
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.question import QuestionWidget

IDLE_MS = 1500
"""After this long without a key, what stands in a text field is reported, so that a power cut takes little."""

COVERED = frozenset({"masked", "hidden-answer"})
"""Appearances under which nobody can read over a shoulder what is typed."""
ROWS = 4
"""Lines that a field for words shows if the form leaves it open."""


class LineQuestion(QuestionWidget):
    """One line that is read by `read`; what cannot be read stays in the field with a kind sentence, and is not reported."""

    widest = 680
    problem_key = ""

    def build(self) -> None:
        """Make the line."""
        self.line = QLineEdit()
        self.line.setMaximumWidth(theme.current().px(self.widest))
        self.line.setAccessibleName(plain(self.question.state.label))
        self.line.setReadOnly(self.question.state.ro)
        if COVERED.intersection(self.question.state.app):
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.setBuddy(self.line)
        self.below = Words("", "hint", self)
        self.column.addWidget(self.line)
        self.column.addWidget(self.below)
        self.line.editingFinished.connect(self.left)
        self.line.textEdited.connect(self._typing)

    def read(self, text: str) -> str | None:
        """Return the value for the form, None if the text cannot be read."""
        return typed.tidy(text)

    def written(self, value: str) -> str:
        """Return a value as it is shown in the field."""
        return value

    def problem(self) -> str:
        """Return the sentence about what cannot be read."""
        return say(self.problem_key)

    def explained(self, text: str) -> str:
        """Return words to show under the field while typing, such as the date in words."""
        return ""

    def show_value(self) -> None:
        """Show the value, unless something is being typed."""
        shown = self.written(self.question.state.v)
        if not self.line.isModified():
            self.line.setText(shown)
            self.below.say(self.explained(shown))

    def render_question(self, question: Question) -> None:
        """Show a new state; what cannot be read stays, and so does the sentence about it."""
        super().render_question(question)
        if self.line.isModified() and not self.isAncestorOf(self.window().focusWidget() or self.window()):
            self.take()

    def field(self) -> QWidget | None:
        """Return the line."""
        return self.line

    def take(self) -> bool:
        """Read the line and report it; tells whether it could be read."""
        if self.question.state.ro or not self.line.isModified():
            return True
        text = self.line.text().strip()
        value = self.read(text) if text else ""
        if value is None:
            self.tell_problem(self.problem())
            return False
        self.tell_problem("")
        self.line.setModified(False)
        self.report(value)
        return True

    def left(self) -> None:
        """Read the line: the hand has left it."""
        self.take()

    def drop_typed(self) -> None:
        """Empty the line."""
        self.line.clear()
        self.tell_problem("")
        self.below.say(self.explained(""))

    def take_key(self, event: QKeyEvent) -> bool:
        """Keep the page where it is when Enter is pressed on something that cannot be read."""
        return event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.take()

    def _typing(self, text: str) -> None:
        self.tell_problem("")
        self.below.say(self.explained(text))


class TextQuestion(LineQuestion):
    """Words on one line; reported also when the hand rests."""

    def build(self) -> None:
        """Make the line and the timer that notices a resting hand."""
        super().build()
        if "numbers" in self.question.state.app:
            self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._rest)
        self.line.textEdited.connect(self._wait)

    def _wait(self, _text: str) -> None:
        self._idle.start()

    def _rest(self) -> None:
        if self.line.isModified():
            self.report(typed.tidy(self.line.text()))


class DateQuestion(LineQuestion):
    """A date, day first, with the date in words underneath; or a month, or a year, if the form asks for no more."""

    widest = 260

    def build(self) -> None:
        """Choose what is asked: a day, a month or a year."""
        asked = self.question.state.app
        self._part = "year" if "year" in asked else "month" if "month-year" in asked else "day"
        self.problem_key = f"widget.bad.{self._part}"
        super().build()

    def _parse(self, text: str) -> date | None:
        if self._part == "year":
            return typed.read_year(text)
        reader: Callable[[str, date], date | None] = typed.read_month if self._part == "month" else typed.read_date
        return reader(text, self.habits.today)

    def read(self, text: str) -> str | None:
        """Return the date as the form wants it."""
        day = self._parse(text)
        return day.isoformat() if day else None

    def written(self, value: str) -> str:
        """Return the date as people write it here."""
        day = _iso_date(value)
        if day is None:
            return value
        return {"year": f"{day.year}", "month": f"{day.month}/{day.year}", "day": f"{day.day}/{day.month}/{day.year}"}[self._part]

    def explained(self, text: str) -> str:
        """Return the date in words."""
        day = self._parse(text) if text else None
        return (
            typed.date_in_words(day) if day and self._part == "day" else ("" if text or self._part != "day" else say("widget.date.example"))
        )


class TimeQuestion(LineQuestion):
    """A time of day."""

    widest = 200
    problem_key = "widget.bad.time"

    def read(self, text: str) -> str | None:
        """Return the time as the form wants it."""
        moment = typed.read_time(text)
        return f"{moment:%H:%M}:00.000{self.habits.offset}" if moment else None

    def written(self, value: str) -> str:
        """Return hours and minutes."""
        return value[:5]

    def explained(self, text: str) -> str:
        """Return an example while the field is empty."""
        return "" if text else say("widget.time.example")


class MomentQuestion(LineQuestion):
    """A date and a time, in two fields."""

    widest = 260
    problem_key = "widget.bad.moment"

    def build(self) -> None:
        """Make the two lines."""
        super().build()
        self.clock = QLineEdit()
        self.clock.setMaximumWidth(theme.current().px(160))
        self.clock.setAccessibleName(say("widget.moment.time"))
        self.line.setAccessibleName(say("widget.moment.date"))
        self.clock.editingFinished.connect(self.left)
        at = self.column.indexOf(self.line)
        self.column.removeWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line)
        row.addWidget(self.clock)
        row.addStretch(1)
        self.column.insertLayout(at, row)

    def read(self, text: str) -> str | None:
        """Return date and time as the form wants them; both are needed."""
        day, moment = typed.read_date(text, self.habits.today), typed.read_time(self.clock.text())
        return f"{day.isoformat()}T{moment:%H:%M}:00.000{self.habits.offset}" if day and moment else None

    def show_value(self) -> None:
        """Show both parts."""
        super().show_value()
        if not self.clock.isModified() and not self.line.isModified():
            self.clock.setText(self.question.state.v[11:16])

    def written(self, value: str) -> str:
        """Return the date as people write it here."""
        day = _iso_date(value[:10])
        return f"{day.day}/{day.month}/{day.year}" if day else value[:10]

    def explained(self, text: str) -> str:
        """Return the date in words."""
        day = typed.read_date(text, self.habits.today) if text else None
        return typed.date_in_words(day) if day else ""

    def take(self) -> bool:
        """Read both parts and report them; one without the other cannot be read, and stays."""
        if self.clock.isModified():
            self.clock.setModified(False)
            self.line.setModified(True)
        if self.line.isModified() and self._half():
            self.tell_problem(self.problem())
            return False
        return super().take()

    def left(self) -> None:
        """Read both once both are there: a hand that has left one part is on its way to the other."""
        if not self._half():
            self.take()

    def drop_typed(self) -> None:
        """Empty both parts."""
        self.clock.clear()
        super().drop_typed()

    def _half(self) -> bool:
        return bool(self.line.text().strip()) is not bool(self.clock.text().strip())


class LongTextQuestion(QuestionWidget):
    """Words on several lines; reported when the hand rests and when the field is left."""

    def build(self) -> None:
        """Make the field."""
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setAccessibleName(plain(self.question.state.label))
        self.box.setReadOnly(self.question.state.ro)
        lines = self.question.state.rows or ROWS
        self.box.setFixedHeight(lines * self.box.fontMetrics().lineSpacing() + theme.current().px(28))
        self.words.setBuddy(self.box)
        self.column.addWidget(self.box)
        self.column.addWidget(Words(say("widget.long.keys"), "hint", self))
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.take)
        self.box.textChanged.connect(self._idle.start)
        self.box.installEventFilter(self)

    def show_value(self) -> None:
        """Show the value, unless it is being written."""
        if self.box.toPlainText() != self.question.state.v and not self.box.hasFocus():
            self.box.setPlainText(self.question.state.v)
            self._idle.stop()

    def field(self) -> QWidget | None:
        """Return the field."""
        return self.box

    def take(self) -> bool:
        """Report what is written."""
        self._idle.stop()
        if not self.question.state.ro:
            self.report(typed.tidy(self.box.toPlainText(), lines=True))
        return True

    def drop_typed(self) -> None:
        """Empty the field."""
        self.box.clear()
        self._idle.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Report when the field is left; Ctrl+Enter goes on."""
        if event.type() == QEvent.Type.FocusOut:
            self.take()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if held and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.take()
                self.went_on.emit(self.ref)
                return True
        return super().eventFilter(watched, event)


def _iso_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
