"""Drop widgets that hold themselves while a lane allocates; print in which thread what they owned has died.

collector.py with       the collector rule of the program
collector.py without    Python as it comes: widgets die in the lane's thread, or the program does
"""

import json
import sys
import threading
from collections import Counter

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from civicdesk.ui.jobs import Collector, Lane

BATCHES, WIDGETS, GARBAGE = 30, 100, 20_000


class Owned:
    """Something of Python's own that dies with its widget."""

    def __init__(self, deaths: Counter[str]) -> None:
        self._deaths = deaths

    def __del__(self) -> None:
        self._deaths["main" if threading.current_thread() is threading.main_thread() else "lane"] += 1


class Room(QWidget):
    """A widget in a circle, as a careless view would be: only the collector can free it."""

    def __init__(self, deaths: Counter[str]) -> None:
        super().__init__()
        self.me = self
        self.label = QLabel("x", self)
        self.owned = Owned(deaths)


def litter() -> int:
    """Allocate circles, so that a collector that is on would run in this thread."""
    for _ in range(GARBAGE):
        circle: list[object] = []
        circle.append(circle)
    return GARBAGE


class Drive:
    """Makes and drops a batch of widgets on each turn of the event loop while the lane works."""

    def __init__(self, application: QApplication, *, rule: bool) -> None:
        self.application = application
        self.deaths: Counter[str] = Counter()
        self.collector = Collector() if rule else None
        self.lane: Lane[None] = Lane("work")
        self.left = BATCHES

    def turn(self) -> None:
        if self.left == 0:
            self.end()
            return
        self.left -= 1
        self.lane.run(litter, done=self.turn_soon)
        for _ in range(WIDGETS):
            Room(self.deaths)

    def turn_soon(self, _count: int) -> None:
        if self.collector is not None and self.left % 5 == 0:
            self.collector.everything()
        QTimer.singleShot(0, self.turn)

    def end(self) -> None:
        self.lane.join()
        if self.collector is not None:
            self.collector.everything()
        sys.stdout.write(json.dumps(self.deaths))
        self.application.quit()


def main() -> None:
    application = QApplication([])
    drive = Drive(application, rule=sys.argv[1] == "with")
    QTimer.singleShot(0, drive.turn)
    application.exec()


main()
