"""The program as it is started by hand, with a worker at its keys who then leaves it alone with the desktop it runs on.

    python guarded.py HOME PASSPHRASE people|interview

Signs in, goes to the list of people or to the question where one was, and says so with one line of JSON. A line on its standard input presses the key that locks. A lock starts the program itself, in a process of its own.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSocketNotifier, Qt, QTimer

from civicdesk import app, logs
from tests.journeys import screens
from tests.journeys.hands import CTRL, ENTER, Hands

STDIN, STDOUT = 0, 1


def tell(**facts: object) -> None:
    """Write one line whole, past all buffers."""
    os.write(STDOUT, (json.dumps(facts) + "\n").encode())


class Driven(app.Program):
    """The program, with hands."""

    def show(self) -> None:
        """Show the window, and let the worker begin."""
        super().show()
        self.window.activateWindow()
        QTimer.singleShot(0, self, self._work)

    def _work(self) -> None:
        hands = Hands(self)
        screens.unlock(hands, PASSPHRASE)
        told = hands.shown()
        if WHAT == "people":
            people = hands.turn_to("people")
            hands.until(lambda: people.state.lines, "the people")
            tell(shown=[line.name for line in people.state.lines], listening=self._listening(hands))
        else:
            go_in(hands)
            tell(told=told, at=hands.screen.state.page.ref, listening=self._listening(hands))
        self._notifier = QSocketNotifier(STDIN, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._lock_by_key)
        self._hands = hands

    def tell_crash(self, *what: Any) -> None:
        """End at once: whoever waits for a line gets none."""
        super().tell_crash(*what)
        os._exit(1)

    def _listening(self, hands: Hands) -> list[str]:
        hands.until(lambda: self.guard._begun, "the watch over the desktop")
        return list(self.guard.available())

    def _lock_by_key(self) -> None:
        self._notifier.setEnabled(False)
        self._hands.press(Qt.Key.Key_L, CTRL)


def go_in(hands: Hands) -> None:
    """Press Enter: it leads to the question where one was; the first time to the session, where the questions are begun and one is answered."""
    hands.press(ENTER)
    hands.until(lambda: hands.word in {"interview", "session"}, "the session or the question")
    if hands.word == "session":
        hands.at("session")
        hands.tab_to(screens.task("survey"))
        hands.press(ENTER)
        for _ in range(3):
            hands.at("interview")
            screens.answer(hands)
    hands.at("interview")


HOME, PASSPHRASE, WHAT = sys.argv[1:]

if __name__ == "__main__":
    logs.keep_memory_private()
    app.Program = Driven  # type: ignore[misc]  # the same program, with hands
    sys.exit(app.run(home=Path(HOME)))
