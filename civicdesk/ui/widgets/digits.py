"""Digit keys for choices: a number is taken as soon as no longer one can follow, otherwise after 700 ms or Enter."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

WAIT_MS = 700


class DigitReader(QObject):
    """Turns digit keys, those of the keypad too, into one of the numbers that are shown."""

    picked = Signal(str)
    """The number that was typed, as it is shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._numbers: tuple[str, ...] = ()
        self._typed = ""
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self.settle)

    def offer(self, numbers: Sequence[str]) -> None:
        """Set the numbers that may be typed; empty ones pick nothing."""
        self._numbers = tuple(number for number in numbers if number)
        self.drop()

    def drop(self) -> None:
        """Forget a first digit that waits for a second one."""
        self._typed = ""
        self._wait.stop()

    def waiting(self) -> bool:
        """Tell whether a first digit waits for a second one."""
        return bool(self._typed)

    def take(self, event: QKeyEvent) -> bool:
        """Take a key if it is a digit without Ctrl or Alt that may begin or go on with a number; tells whether it was taken."""
        digit = digit_of(event)
        if not digit or event.isAutoRepeat():
            return False
        for typed in (self._typed + digit, digit):
            if any(number.startswith(typed) for number in self._numbers):
                self._typed = typed
                self._consider()
                return True
        return False

    def settle(self) -> bool:
        """Take what was typed so far: the wait is over, or Enter was pressed. Tells whether there was anything."""
        self._wait.stop()
        typed, self._typed = self._typed, ""
        if typed in self._numbers:
            self.picked.emit(typed)
        return bool(typed)

    def _consider(self) -> None:
        longer = any(number.startswith(self._typed) and number != self._typed for number in self._numbers)
        if longer:
            self._wait.start()
        else:
            self.settle()


def digit_of(event: QKeyEvent) -> str:
    """Return the digit of a key event, empty if it is none or is meant as a shortcut."""
    if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier):
        return ""
    key = event.key()
    return str(key - Qt.Key.Key_0) if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 else ""


def numbers_for(values: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers shown beside choices: the codes themselves if they are whole numbers from 0 to 10 in order, else 1, 2, 3."""
    codes = [str(code) for code in range(11)]
    if len(values) > 1 and all(value in codes for value in values) and "0" in values and len(values) == 11:
        return tuple(values)
    return tuple(str(at + 1) for at in range(len(values)))
