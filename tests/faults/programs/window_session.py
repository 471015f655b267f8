"""A whole session in the real window, with every planted word put wherever somebody may type one; then a crash, prints, a batch.

    python window_session.py --db K.civicdesk --out OUT      read the words that the harness has kept in K, and live through all lives
    python window_session.py LIFE HOME OUT K.civicdesk       one life of the program

Each life is a process of its own, as after a lock. What people choose to write lies beside OUT: `OUT.pdf` (the sheet, without a name),
`OUT-print.pdf` (the same, through the way to the printer), `OUT-named.pdf` (the one sheet that carries the name, because that was ticked)
and the folder `OUT-sent` with the sealed bundle.
"""

import faulthandler
import os
import re
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tests.journeys.hands import Hands

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

PASSPHRASE = "seven plainly invented words of the tests"
PLANTED = re.compile(r"name: (.*); said: ")
NEIGHBOURS = 24
LIVES = ("day", "second", "crash")
STOPPED_AT_ONCE = -signal.SIGSEGV

Stage = Callable[..., object]


def main(words: Sequence[str]) -> int:
    """Live one life, or all of them."""
    if words[0] in LIVES:
        return live(words[0], Path(words[1]), Path(words[2]), words_in(Path(words[3])))
    return live_all(Path(words[words.index("--db") + 1]), Path(words[words.index("--out") + 1]))


# --- all lives ----------------------------------------------------------------------------------------------------------------------


def live_all(db: Path, out: Path) -> int:
    """Set a laptop up beside the harness's own workspace and let the program run three times."""
    said = words_in(db)
    home = out.parent / "home"
    set_up(home / "workspace", said)
    out.with_name(f"{out.name}-sent").mkdir()
    for life in LIVES:
        ended = subprocess.run(
            [sys.executable, str(Path(__file__).resolve()), life, str(home), str(out), str(db)], timeout=400, check=False
        ).returncode
        if ended != (STOPPED_AT_ONCE if life == "crash" else 0):
            sys.stderr.write(f"the life {life} ended with {ended}\n")
            return 1
    return 0


def words_in(db: Path) -> list[str]:
    """Return what was said, each of the planted texts once."""
    from datetime import UTC, datetime

    from civicdesk import paths
    from civicdesk.workflows import harness, harness_door

    way = harness_door.access(None, paths.variable("CIVICDESK_HARNESS_PASSPHRASE"), None)
    with harness_door.looking(db, way, lambda: datetime.now(UTC)) as workspace:
        lines = [value for _, value in harness.values(workspace) if value.strip()]
    return list({name(line): line for line in lines}.values())


def name(line: str) -> str:
    """Return the name in a line; one that ends in a digit gets a letter behind it, for the year of birth is typed there."""
    found = PLANTED.match(line)
    said = found[1] if found else line
    return f"{said} X" if said[-1:].isdigit() else said


def set_up(folder: Path, said: Sequence[str]) -> None:
    """Join the tests' own project: a second coordinator, neighbours from paper forms, somebody with a contact and a form in words begun."""
    from civicdesk.crypto.passphrase import MODEST
    from civicdesk.records.people import Role
    from civicdesk.workflows import consent, first_run, forms, pack_making, people, respond, unlock
    from tests.journeys.conftest import START, join, make_pack, ticking
    from tests.unit.workflows.conftest import begin, given, plain_form

    pack = make_pack.__wrapped__(pack_making.make_keys())()
    kit = join(folder, pack, ticking(START, first_id=1)).kit
    first_run.add_user(kit, first_run.Newcomer(name="Ben Second", role=Role.COORDINATOR, passphrase=PASSPHRASE), cost=MODEST[-1])
    table = ["card,wave,sk1,sk2,kh1,kh2"]
    for number in range(NEIGHBOURS):
        new = people.NewPerson(name=f"Sky{number} Invented", birth_year=1985, sex=("Female", "Male")[number % 2], district="PE1")
        person = people.add(kit, new).value
        consent.record(kit, given(kit, person.id, witness="AT"))
        table.append(f"{person.card},1,da,ta,{('da', 'ta', 'td')[number % 3]},da")
    respond.import_table(kit, "\n".join(table).encode(), respond.Table(form_id="civic_health"))
    forms.add(kit, plain_form())
    known = people.add(kit, people.NewPerson(name=name(said[0]), contact=said[0], birth_year=1979)).value
    consent.record(kit, given(kit, known.id, witness="AT"))
    begin(kit, known.id, form_id="plain")
    unlock.lock(kit)


# --- one life -----------------------------------------------------------------------------------------------------------------------


def live(life: str, home: Path, out: Path, said: Sequence[str]) -> int:
    """Start the program as its users do, and lay hands on its keys as soon as it is seen."""
    from PySide6.QtCore import QTimer

    from civicdesk import app

    stages = {"day": (_day, _bug, _evening), "second": (_second,), "crash": (_crash,)}[life]
    restarts: list[object] = []
    app.start_fresh = lambda *which: restarts.append(which)
    shown = app.Program.show

    def show(program: app.Program) -> None:
        shown(program)
        program.window.activateWindow()
        QTimer.singleShot(0, partial(_work, stages, _hands(program), (out, said)))

    app.Program.show = show
    code = app.run(home=home)
    return code if len(restarts) == (life == "day") else 1


def _work(stages: Sequence[Stage], hands: "Hands", given: tuple[Path, Sequence[str]]) -> None:
    """Do one stage and go back to the program; a bug belongs to the program, whatever else goes wrong ends the process."""
    from PySide6.QtCore import QTimer

    stage, *later = stages
    following = partial(QTimer.singleShot, 0, partial(_work, later, hands, given)) if later else bool
    if stage is _bug:  # past the net below, to whoever listens for bugs
        following()
        stage(hands, *given)
    try:
        stage(hands, *given)
    except BaseException as why:  # noqa: BLE001 - the end of the process; nobody else is there to look
        traceback.print_exception(why)
        os._exit(1)
    following()


def _day(hands: "Hands", out: Path, said: Sequence[str]) -> None:
    """Do what a worker does in a day, with everybody named as planted, and lock."""

    from tests.journeys import screens
    from tests.journeys.hands import ENTER

    screens.unlock(hands, PASSPHRASE)
    _words(hands, said)
    hands.turn_to("today")
    screens.open_session(hands)
    for number, line in enumerate(said[1:]):
        screens.add_person(hands, name(line), "1984", name(line))
        if number:
            screens.back(hands, "session")
            continue
        hands.press(ENTER)
        screens.answer_all(hands)
        screens.finish(hands)
        _papers(hands, out)
        screens.hand_over(hands)
        screens.back(hands, "session")
        screens.tell_story(hands, "  ".join(said), line)
        hands.at("session")


def _evening(hands: "Hands", out: Path, said: Sequence[str]) -> None:
    """Go on after the bug: close the session, prepare a batch, and lock."""
    from tests.journeys import screens

    _fall_over(hands, out, said)
    screens.close_session(hands)
    screens.prepare_batch(hands)
    screens.lock(hands)


def _hands(program: object) -> "Hands":
    """Return two hands that write letters which their keyboard has not, as a method of input does."""
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    from tests.journeys.hands import Hands

    class WritingHands(Hands):
        def type(self, words: str) -> None:
            if words.isascii():
                return super().type(words)
            event = QInputMethodEvent("", [])
            event.setCommitString(words)
            QApplication.sendEvent(self.focus(), event)
            return None

    return WritingHands(program)


def _papers(hands: "Hands", out: Path) -> None:
    """Save the sheet, print it, and save it once more with the name on it."""
    from PySide6.QtCore import Qt

    from civicdesk.i18n import say
    from civicdesk.ui.widgets import paper
    from tests.journeys import screens

    screens.save_sheet(hands, out.with_name(f"{out.name}.pdf"))
    if not paper.print_pages(hands.screen.state.pages, "", to_file=str(out.with_name(f"{out.name}-print.pdf"))):
        raise AssertionError("the way to the printer is closed")
    hands.tab_to(say("sheet_page.with_name"))
    hands.press(Qt.Key.Key_Space)
    sheet = hands.screen
    hands.until(lambda: sheet.state.choices.with_name and not sheet.state.drawing, "the sheet with the name")
    screens.save_sheet(hands, out.with_name(f"{out.name}-named.pdf"))


def _words(hands: "Hands", said: Sequence[str]) -> None:
    """Find somebody by the whole name, answer in words what was left open, and take it into the clipboard."""
    from PySide6.QtCore import Qt

    from civicdesk.i18n import say
    from tests.journeys import screens
    from tests.journeys.hands import CTRL, ENTER

    screens.find_person(hands, name(said[0]))
    hands.tab_to(say("person.go_on"))
    hands.press(ENTER)
    asked = hands.at("interview")
    for line in said:
        hands.type(line)
    hands.press(Qt.Key.Key_A, CTRL)
    hands.press(Qt.Key.Key_C, CTRL)
    hands.until(lambda: all(line in (asked.state.page.questions[0].state.v or "") for line in said), "the kept words")
    screens.back(hands, "person")


def _bug(_hands: "Hands", _out: Path, said: Sequence[str]) -> NoReturn:
    """Be a bug with all the words in hand."""
    raise RuntimeError(said)


def _fall_over(hands: "Hands", out: Path, said: Sequence[str]) -> None:
    """See the notice of the bug on the main thread, then have one on each lane, in a thread of nobody's, and a word from Qt itself."""
    from PySide6.QtCore import qWarning

    program = hands.program
    notice = Path(program.around.crash_file)
    hands.until(notice.exists, "the notice of the main thread")
    for lane in (program.store, program.work):
        notice.unlink()
        lane.run(partial(_bug, hands, out, said))
        hands.until(notice.exists, "the notice of a lane")
    thread = threading.Thread(target=_bug, args=(hands, out, said))
    thread.start()
    thread.join()
    qWarning(name(said[0]))


def _second(hands: "Hands", out: Path, _said: Sequence[str]) -> None:
    """Approve and seal the batch as the second coordinator, and end."""
    from tests.journeys import screens

    screens.unlock(hands, PASSPHRASE, after=1)
    release = screens.approve_batch(hands, PASSPHRASE)
    assert release.state.sentence == "", release.state.sentence
    screens.seal_batch(hands, out.with_name(f"{out.name}-sent"))
    hands.program.stop()


def _crash(hands: "Hands", _out: Path, said: Sequence[str]) -> None:
    """End as the system ends a program that reaches into foreign memory, with a name on the screen."""
    import ctypes

    from tests.journeys import screens

    screens.unlock(hands, PASSPHRASE)
    screens.find_person(hands, name(said[-1]))
    assert name(said[-1]) in hands.shown()
    assert faulthandler.is_enabled(), "nobody writes down where a crash happens"
    ctypes.string_at(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
