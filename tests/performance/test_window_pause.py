"""The window never stands still while answers are kept: the longest gap between two ticks of a 5 ms timer on the main thread."""

import gc
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from civicdesk.app import Program
from civicdesk.settings import MachineSettings
from civicdesk.ui.jobs import Opened
from civicdesk.ui.screens.interview.presenter import InterviewPresenter
from civicdesk.ui.screens.interview.state import Step
from civicdesk.ui.widgets import habits
from civicdesk.ui.widgets.screen import Who, World, place
from civicdesk.workflows import unlock
from civicdesk.workflows.kit import Kit
from tests.performance.conftest import NAME, PASSPHRASE, Place, longest_hiccup_ms

ANSWERS, PER_PAGE = 500, 25
BAR_MS = 50.0
TICK_MS = 5
PROBE_SECONDS = 3.0


def _open(workspace: Place) -> Opened[Kit]:
    kit = unlock.open_(workspace.path, NAME, PASSPHRASE, workspace.tools)
    return Opened(kit, Who(name=NAME, role="coordinator", project="Practice project", practice=True))


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, workspace: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Return the whole program with its window, unlocked; the collector and the hook of the tests come back afterwards."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    hook, tools = sys.excepthook, workspace.tools
    world = World(now=tools.now, new_id=tools.new_id, chance=tools.chance)
    program = Program(qapp, MachineSettings(theme="light"), home=workspace.path.parent, world=world, restart=lambda: None)
    habits.choose(habits.Habits())
    program.window.start_at(place("unlock"))
    program.window.show()
    signed_in: list[Who] = []
    program.store.own(partial(_open, workspace), done=signed_in.append, refused=signed_in.append)
    qtbot.waitUntil(lambda: bool(signed_in), timeout=20_000)
    assert program.window.presenter is not None
    program.window.presenter.signed_in.emit(signed_in[0])
    yield program
    program.window.empty()
    left: list[object] = []
    program.store.give_up(unlock.lock, done=left.append, refused=left.append)
    qtbot.waitUntil(lambda: bool(left), timeout=20_000)
    program.end()
    program.deleteLater()
    sys.excepthook = hook
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()
    gc.enable()


class Ticks(QObject):
    """A timer that notes the longest time between two of its ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._timer.start(TICK_MS)

    def stop(self) -> None:
        """Stop noting."""
        self._timer.stop()

    def _note(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now


class Hand(QObject):
    """A hand that gives the next answer as soon as the last one is kept, and turns the page now and then."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.given = 0
        self._program = program
        self._page = ""
        program.store.busy.connect(self._look)
        self._next = QTimer(self)
        self._next.setInterval(1)
        self._next.timeout.connect(self._act)
        self._next.start()

    def _look(self, busy: bool) -> None:
        if busy:
            self._next.stop()
        else:
            self._next.start()

    def _act(self) -> None:
        presenter = self._program.window.presenter
        assert isinstance(presenter, InterviewPresenter)
        if self.given and self.given % PER_PAGE == 0 and presenter.state.page is not None and presenter.state.page.ref == self._page:
            presenter.page.went_on.emit()
            return
        self._page = presenter.state.page.ref if presenter.state.page else ""
        if self.given < ANSWERS:
            self.given += 1
            cards = presenter.page.questions.widgets[0].findChildren(QAbstractButton)
            cards[self.given % 2].click()


def test_the_window_goes_on_while_500_answers_are_kept(
    program: Program, workspace: Place, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    hiccup = longest_hiccup_ms(PROBE_SECONDS)
    program.window.start_at(place("interview", person=workspace.person))
    qtbot.waitUntil(lambda: _asking(program), timeout=20_000)
    ticks, hand, began = Ticks(), Hand(program), time.perf_counter()
    qtbot.waitUntil(lambda: hand.given == ANSWERS, timeout=120_000)
    took = time.perf_counter() - began
    ticks.stop()
    hand.deleteLater()
    hiccup = max(hiccup, longest_hiccup_ms(PROBE_SECONDS))
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what the test is for
            f"\n{ANSWERS} answers through the window in {took:.1f} s: longest pause {ticks.longest_ms:.1f} ms (bar {BAR_MS:g} ms);"
            f" a plain loop stood still for {hiccup:.1f} ms",
            end="",
        )
    assert ticks.longest_ms < 2 * BAR_MS or hiccup > BAR_MS


def _asking(program: Program) -> bool:
    presenter = program.window.presenter
    return isinstance(presenter, InterviewPresenter) and presenter.state.step is Step.ASKING
