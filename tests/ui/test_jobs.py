"""The lanes: every job is answered once, on the main thread, and nobody who has gone is called."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from civicdesk.errors import CivicDeskError, Refused, Unavailable
from civicdesk.records.changes import Kind, Outcome
from civicdesk.ui.jobs import CrashNotice, Lane, Opened


class Listener(QObject):
    """Hears what a lane says, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.threads: set[str] = set()

    def done(self, *values: object) -> None:
        self._note("done", values[-1])

    def refused(self, why: CivicDeskError) -> None:
        self._note("refused", why.code)

    def crashed(self, notice: CrashNotice) -> None:
        self._note("crashed", notice.kind)

    def _note(self, kind: str, what: object) -> None:
        self.heard.append((kind, what))
        self.threads.add(threading.current_thread().name)


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Lane[list[str]]]:
    made: Lane[list[str]] = Lane("store")
    yield made
    assert made.join()


def _open(lane: Lane[list[str]], qtbot: QtBot) -> None:
    listener = Listener()
    lane.own(lambda: Opened(["kit"], "hello"), done=listener.done, refused=listener.refused)
    qtbot.waitUntil(lambda: listener.heard == [("done", "hello")])


def test_a_verb_runs_on_the_lane_and_is_answered_on_the_main_thread(lane: Lane[list[str]], qtbot: QtBot) -> None:
    listener = Listener()
    lane.run(lambda: threading.current_thread().name, done=listener.done, refused=listener.refused, crashed=listener.crashed)
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard == [("done", "store")]
    assert listener.threads == {threading.main_thread().name}


def test_what_is_owned_stays_on_the_lane(lane: Lane[list[str]], qtbot: QtBot) -> None:
    _open(lane, qtbot)
    listener = Listener()
    lane.submit(lambda kit: (kit.append("x"), len(kit))[1], done=listener.done)
    qtbot.waitUntil(lambda: listener.heard == [("done", 2)])


def test_nothing_is_done_on_a_locked_workspace(lane: Lane[list[str]], qtbot: QtBot) -> None:
    listener = Listener()
    lane.submit(len, done=listener.done, refused=listener.refused)
    qtbot.waitUntil(lambda: listener.heard == [("refused", "STORE-LOCKED")])


def test_after_giving_up_the_lane_owns_nothing(lane: Lane[list[str]], qtbot: QtBot) -> None:
    _open(lane, qtbot)
    listener = Listener()
    lane.give_up(lambda kit: kit.clear(), done=listener.done, refused=listener.refused)
    lane.submit(len, done=listener.done, refused=listener.refused)
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard == [("done", None), ("refused", "STORE-LOCKED")]


@pytest.mark.parametrize("why", [Refused("PERSON-ADULT"), Unavailable("STORE-WRITE")])
def test_an_expected_failure_is_told_by_its_code(lane: Lane[list[str]], qtbot: QtBot, why: CivicDeskError) -> None:
    listener = Listener()

    def verb() -> None:
        raise why

    lane.run(verb, done=listener.done, refused=listener.refused, crashed=listener.crashed)
    qtbot.waitUntil(lambda: listener.heard == [("refused", why.code)])


def test_a_bug_is_told_without_a_word_of_anybody(lane: Lane[list[str]], qtbot: QtBot) -> None:
    listener = Listener()

    def verb() -> None:
        raise ValueError("Wren Fictional")

    with qtbot.waitSignal(lane.crashed) as told:
        lane.run(verb, done=listener.done, refused=listener.refused, crashed=listener.crashed)
    assert listener.heard == [("crashed", "ValueError")]
    assert "Wren" not in told.args[0].text()
    assert "test_jobs.py" in told.args[0].text()


def test_jobs_land_in_the_order_in_which_they_were_given(lane: Lane[list[str]], qtbot: QtBot) -> None:
    listener = Listener()
    for number in range(20):
        lane.run(partial(int, number), done=listener.done)
    qtbot.waitUntil(lambda: len(listener.heard) == 20)
    assert [value for _, value in listener.heard] == list(range(20))


def test_an_answer_that_is_no_longer_wanted_is_dropped(lane: Lane[list[str]], qtbot: QtBot) -> None:
    listener = Listener()
    gate = threading.Event()
    old = lane.run(gate.wait, done=listener.done)
    lane.run(lambda: "new", done=listener.done, instead_of=old)
    gate.set()
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard == [("done", "new")]


def test_a_lane_rests_after_a_request_instead_of_one_that_has_landed_already(lane: Lane[list[str]], qtbot: QtBot) -> None:
    said: list[bool] = []
    lane.busy.connect(said.append)
    old = lane.run(lambda: "old")
    qtbot.waitUntil(lambda: said == [True, False])
    lane.run(lambda: "new", instead_of=old)
    qtbot.waitUntil(lambda: said == [True, False, True, False])


def test_a_listener_that_has_gone_hears_nothing(lane: Lane[list[str]], qtbot: QtBot) -> None:
    listener, after = Listener(), Listener()
    heard = listener.heard
    gate = threading.Event()
    lane.run(gate.wait, done=listener.done)
    lane.run(lambda: "last", done=after.done)
    del listener
    gate.set()
    qtbot.waitUntil(lambda: bool(after.heard))
    assert heard == []


def test_values_of_the_caller_come_before_the_result(lane: Lane[list[str]], qtbot: QtBot) -> None:
    heard: list[tuple[object, ...]] = []
    lane.run(lambda: "result", done=partial(lambda *values: heard.append(values), "mine"))
    qtbot.waitUntil(lambda: heard == [("mine", "result")])


def test_what_has_changed_is_told_after_the_answer(lane: Lane[list[str]], qtbot: QtBot) -> None:
    listener = Listener()
    lane.changed.connect(listener.done)
    lane.run(lambda: Outcome(value=7, changed=frozenset({Kind.PEOPLE})), done=listener.done)
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard == [("done", 7), ("done", frozenset({Kind.PEOPLE}))]


def test_a_lane_that_closes_finishes_what_is_under_way(qtbot: QtBot) -> None:
    lane: Lane[None] = Lane("work")
    done: list[int] = []
    lane.run(lambda: done.append(1))
    assert lane.join()
    assert done == [1]
    assert lane.run(lambda: done.append(2)) == 0
    assert done == [1]
