"""The program in a process of its own, with a worker at its keys; whoever has started it may kill it at any moment.

    python worker.py HOME PASSPHRASE answer|lock

`answer` goes on with the questionnaire until the sheet is seen; `lock` locks in the middle of it. What is seen goes to the standard output,
one line of JSON each, as soon as it is seen.
"""

import json
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from civicdesk.app import Program
from civicdesk.i18n import say
from civicdesk.settings import MachineSettings
from tests.journeys import screens
from tests.journeys.hands import ENTER, Hands

STDOUT = 1


def tell(**facts: object) -> None:
    """Write one line whole, past all buffers."""
    os.write(STDOUT, (json.dumps(facts) + "\n").encode())


def main(home: str, passphrase: str, what: str) -> int:
    """Sign in, go on where the worker was, and do what is asked."""
    application = QApplication([])
    program = Program(application, MachineSettings(theme="light"), home=Path(home), restart=_tell_restart)
    program.show()
    program.window.activateWindow()
    hands = Hands(program)
    screens.unlock(hands, passphrase)
    tell(told=hands.shown())
    go_in(hands)
    if what == "lock":
        tell(at=hands.screen.state.page.ref)
        screens.lock(hands)
    else:
        answer_all(hands)
        tell(seen=hands.at("sheet").state.card)
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        program.stop()
        hands.until(lambda: bool(ended), "the end")
    program.end()
    return 0


def go_in(hands: Hands) -> None:
    """Press Enter: it leads to the question where one was; the first time to the session, where the questions are begun."""
    hands.press(ENTER)
    hands.until(lambda: hands.word in {"interview", "session"}, "the session or the question")
    if hands.word == "session":
        hands.at("session")
        hands.tab_to(screens.task("survey"))
        hands.press(ENTER)
    hands.at("interview")


def answer_all(hands: Hands) -> None:
    """Answer question by question, and tell each that is seen to be kept."""
    hands.program.store.changed.connect(lambda _kinds: _tell_kept(hands))
    while hands.word == "interview":
        page = hands.at("interview").state.page
        tell(at=page.ref, following=page.following)
        screens.answer(hands)
    screens.finish(hands)


def _tell_kept(hands: Hands) -> None:
    if hands.word == "interview" and hands.screen.page.saved.words.text().startswith(say("window.saved", time="")):
        for question in hands.screen.state.page.questions:
            if question.state.v:
                tell(kept=[question.state.ref, question.state.v])


def _tell_restart() -> None:
    tell(restart=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
