"""A list of tasks, each with its state as an icon and a word, and one button to go to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.labels import Words, rule, show_if
from civicdesk.ui.widgets.notices import Picture

STATES = {
    "not_started": ("minus", "muted"),
    "in_progress": ("pencil", "info"),
    "done": ("check", "success"),
    "blocked": ("lock", "muted"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One task. `state` is one of `STATES`, empty for a line that has none; `why` says why it cannot start; `action` is the word on its button, empty: none."""

    key: str
    label: str
    state: str
    action: str = ""
    why: str = ""


class Status(QWidget):
    """A state as an icon and a word: never colour alone."""

    def __init__(self, icon: str, colour: str, word: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Picture(icon, colour, 18))
        label = Words(word, "body", self)
        label.setWordWrap(False)
        row.addWidget(label)
        row.addStretch(1)


class TaskList(QFrame):
    """Tasks in a card, one under the other."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)
        self._parts: list[QWidget] = []
        self.buttons: dict[str, Button] = {}
        self._drawn: list[Button] = []

    def show_tasks(self, tasks: Sequence[TaskRow]) -> None:
        """Show these tasks; the focused one keeps the focus."""
        focused = next((key for key, button in self.buttons.items() if button.hasFocus()), "")
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.buttons, self._drawn = [], {}, []
        for at, task in enumerate(tasks):
            if at:
                self._add(rule())
            self._add(self._row(task))
        widest = max((button.sizeHint().width() for button in self._drawn), default=0)
        for button in self._drawn:
            button.setMinimumWidth(widest)
        if focused in self.buttons:
            self.buttons[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, part: QWidget) -> None:
        self._parts.append(part)
        self._column.addWidget(part)

    def _row(self, task: TaskRow) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(20, 8, 12, 8)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Words(task.label, "fieldLabel", line))
        why = Words("", "hint", line)
        why.say(task.why)
        words.addWidget(why)
        row.addLayout(words, 3)
        state = say(f"widget.task.{task.state}") if task.state else ""
        if task.state:
            row.addWidget(Status(*STATES[task.state], state), 2)
        button = _TaskButton(task.key, task.action)
        button.setAccessibleName(f"{task.action}: {task.label}")
        button.setAccessibleDescription(say("widget.task.row", label=task.label, state=state, why=task.why) if state else "")
        button.setEnabled(task.state != "blocked")
        keeps = button.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        button.setSizePolicy(keeps)
        button.setParent(line)
        show_if(button, wanted=bool(task.action))
        button.picked.connect(self.chosen)
        self._drawn.append(button)
        if task.action:
            self.buttons[task.key] = button
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return line


class _TaskButton(Button):
    picked = Signal(str)

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self._key = key
        self.clicked.connect(self._pick)

    def _pick(self) -> None:
        self.picked.emit(self._key)
