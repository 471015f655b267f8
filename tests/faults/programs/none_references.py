"""Call Qt many thousand times and print how far the reference counts of None, True and False have moved."""

import json
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel

WARM_UP, CALLS = 1_000, 20_000


def main() -> None:
    application = QApplication([])
    thing, label = QObject(), QLabel()
    calls: dict[str, Callable[[int], object]] = {
        "setObjectName": lambda number: thing.setObjectName(f"x{number % 7}"),
        "setText": lambda number: label.setText(f"x{number % 7}"),
        "setProperty": lambda number: thing.setProperty("x", number % 7),
        "blockSignals": lambda number: thing.blockSignals(bool(number % 2)),
        "hasFocus": lambda _number: label.hasFocus(),
        "parentWidget": lambda _number: label.parentWidget(),
    }
    sys.stdout.write(json.dumps({name: _drift(call) for name, call in calls.items()}))
    label.deleteLater()
    application.quit()


def _drift(call: Callable[[int], object]) -> int:
    """Return the largest change of a count over all calls; some tens are noise."""
    for number in range(WARM_UP):
        call(number)
    before = _counts()
    for number in range(CALLS):
        call(number)
    return max(abs(now - then) for now, then in zip(_counts(), before, strict=True))


def _counts() -> list[int]:
    return [sys.getrefcount(constant) for constant in (None, True, False)]


main()
