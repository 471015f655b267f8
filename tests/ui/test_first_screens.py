"""The presenters of the first screens, over verbs that say what the test wants them to say."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from civicdesk.errors import CivicDeskError, Damaged, Refused, Unavailable
from civicdesk.records.changes import Kind
from civicdesk.records.consent import Choice, Purpose, Standing
from civicdesk.ui.jobs import Lane
from civicdesk.ui.main_window import MainWindow
from civicdesk.ui.screens.add_person.presenter import AddPersonPresenter, Offered
from civicdesk.ui.screens.add_person.state import Likely
from civicdesk.ui.screens.people.presenter import PeoplePresenter, badge
from civicdesk.ui.screens.people.state import PersonLine
from civicdesk.ui.screens.session.presenter import SessionPresenter
from civicdesk.ui.screens.session.state import EXAMPLES as SESSIONS
from civicdesk.ui.screens.session.state import Found
from civicdesk.ui.screens.today.presenter import TodayPresenter
from civicdesk.ui.screens.today.state import EXAMPLES as TODAYS
from civicdesk.ui.screens.unlock.presenter import UnlockPresenter
from civicdesk.ui.screens.unlock.state import DoorShown, Trouble
from civicdesk.ui.widgets.rail import Destination
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, Who, World, place

NOW = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
WORLD = World(now=lambda: NOW, new_id=lambda: "0" * 32, chance=lambda: 0.5)


class ScriptedLane(QObject):
    """A lane that answers at once with what the test has put down for a verb, and remembers what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, object] = {}
        self.asked: list[tuple[str, tuple[object, ...]]] = []

    def run(self, verb: Any, *, done: Any = None, refused: Any = None, crashed: Any = None, instead_of: int | None = None) -> int:
        name = (verb.func if isinstance(verb, partial) else verb).__name__
        self.asked.append((name, verb.args if isinstance(verb, partial) else ()))
        answer = self.answers.get(name)
        if isinstance(answer, CivicDeskError):
            refused(answer)
        elif done is not None:
            done(answer)
        return len(self.asked)

    submit = run

    def own(self, opener: Any, *, done: Any, refused: Any, crashed: Any = None) -> int:
        return self.run(opener, done=done, refused=refused, crashed=crashed)


@pytest.fixture
def lane() -> ScriptedLane:
    return ScriptedLane()


@pytest.fixture
def around(lane: ScriptedLane, tmp_path: Path) -> Surroundings:
    scripted: Any = lane
    return Surroundings(store=scripted, work=scripted, world=WORLD, home=tmp_path)


@pytest.fixture
def opened(qtbot: QtBot, around: Surroundings, look: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Open a screen at a place and collect where it wants to go."""

    made: list[Any] = []

    def open_(make: Callable[[Place, Surroundings], Any], **facts: str) -> Any:
        presenter = make(place("here", **facts), around)
        qtbot.addWidget(presenter.view)
        presenter.ways = []
        presenter.went.connect(presenter.ways.append)
        presenter.replaced.connect(presenter.ways.append)
        presenter.went_back.connect(lambda: presenter.ways.append(place("back")))
        presenter.begin()
        made.append(presenter)
        return presenter

    yield open_
    for presenter in made:
        presenter.close()


@pytest.mark.parametrize(
    ("why", "trouble"),
    [
        (Unavailable("STORE-BUSY", holder="AB", since="some time"), Trouble.BUSY),
        (Damaged("STORE-NEWER-FILE"), Trouble.NEWER),
        (Damaged("STORE-DAMAGED"), Trouble.DAMAGED),
        (Damaged("KEYS-MISSING"), Trouble.NO_KEYS),
        (Damaged("STORE-CUT"), Trouble.DAMAGED),
        (Damaged("STORE-ROLLED-BACK"), Trouble.ROLLED_BACK),
        (Damaged("STORE-FOREIGN"), Trouble.GONE),
        (Refused("STORE-FOLDER", why="synced"), Trouble.SYNCED),
        (Refused("STORE-FOLDER", why="network"), Trouble.NETWORK),
        (Unavailable("STORE-WRITE", reason="disk"), Trouble.WRITE),
        (Unavailable("STORE-LIBRARY"), Trouble.OTHER),
    ],
)
def test_what_keeps_a_workspace_shut_is_told_with_its_code(opened: Any, lane: ScriptedLane, why: CivicDeskError, trouble: Trouble) -> None:
    lane.answers = {"_doors": (DoorShown(path="x", label="x", names=("AB",)),), "_waiting": 0, "_open": why}
    unlock = opened(UnlockPresenter)
    unlock.page.secret.put("words")
    unlock.page.open.click()
    assert unlock.state.trouble is trouble
    assert why.code in unlock.page.trouble.words()
    assert not unlock.state.opening
    assert unlock.page.open.isEnabled()


def test_nothing_is_tried_while_the_wait_lasts(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_doors": (DoorShown(path="x", label="x", names=("AB",)),), "_waiting": 0, "_open": Refused("KEYS-WRONG")}
    unlock = opened(UnlockPresenter)
    lane.answers["_waiting"] = 4
    unlock._try("AB", "wrong")
    unlock.page.secret.put("again")
    unlock.page.secret.entered.emit()
    assert [name for name, _ in lane.asked].count("_open") == 1


def test_the_recovery_sheet_opens_with_a_new_passphrase(opened: Any, lane: ScriptedLane) -> None:
    who = Who(name="AB", role="worker", project="Fictional Town", practice=False)
    lane.answers = {"_doors": (DoorShown(path="x", label="x", names=("AB",)),), "_waiting": 0, "_open_with_code": who}
    unlock = opened(UnlockPresenter)
    signed: list[object] = []
    unlock.signed_in.connect(signed.append)
    unlock.page.turn.click()
    unlock.page.code.put("ABCD")
    unlock.page.secret.put("new words")
    unlock.page.open.click()
    assert signed == [who]
    assert lane.asked[-1][1][1] == ("AB", "ABCD", "new words")
    assert unlock.page.secret.text() == ""


def test_a_session_without_a_place_is_not_opened(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_today": TODAYS["empty"], "due_of": (), "_open": Refused("SESSION-PLACE")}
    today = opened(TodayPresenter)
    today.make_new()
    today.page.start.click()
    assert today.state.problem_at == "place"
    assert "SESSION-PLACE" in today.page.place.trouble.text()
    assert today.ways == []


@pytest.mark.parametrize("turn", ["", "0", "two", "100", "-1"])
def test_a_round_is_a_number(opened: Any, lane: ScriptedLane, turn: str) -> None:
    lane.answers = {"_today": TODAYS["empty"], "due_of": ()}
    today = opened(TodayPresenter)
    today.make_new()
    today.page.round.put(turn)
    today.page.start.click()
    assert today.state.problem_at == "round"
    assert "_open" not in [name for name, _ in lane.asked]


def test_an_open_session_is_gone_back_to_and_not_begun_twice(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_today": TODAYS["open"], "due_of": ()}
    today = opened(TodayPresenter)
    today.make_new()
    assert not today.state.starting
    today.page.start.click()
    assert today.ways == [place("session", session="a")]


def test_an_unfinished_survey_goes_on_where_it_stood(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_today": TODAYS["open"], "due_of": ()}
    today = opened(TodayPresenter)
    today.page.unfinished.buttons["s"].click()
    assert today.ways == [place("session", session="a", person="p"), place("interview", submission="s", person="p", session="a")]


def test_a_card_number_that_is_typed_brings_the_person_in(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {
        "_page": SESSIONS["people"],
        "_seek": (Found(person="p3", card="0003", name=""), Found(person="p33", card="0033", name="")),
    }
    session = opened(SessionPresenter, session="a")
    session._seek("3")
    assert lane.asked[-1] == ("_arrive", ("p3", "a"))


def test_several_matches_are_shown_and_one_is_chosen(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {
        "_page": SESSIONS["people"],
        "_seek": (Found(person="p3", card="0003", name="Sky"), Found(person="p4", card="0004", name="Skye")),
    }
    session = opened(SessionPresenter, session="a")
    session._seek("sky")
    session.page.matches.buttons["p4"].click()
    assert lane.asked[-1] == ("_arrive", ("p4", "a"))
    assert session.state.found == ()


def test_nobody_found_is_said(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_page": SESSIONS["people"], "_seek": ()}
    session = opened(SessionPresenter, session="a")
    session._seek("xyz")
    assert session.page.nobody.text() == 'Nobody begins with "xyz". Add a person.'


@pytest.mark.parametrize(("task", "word"), [("consent", "consent"), ("survey", "interview"), ("case_study", "case_study")])
def test_a_task_leads_to_its_screen(opened: Any, lane: ScriptedLane, task: str, word: str) -> None:
    lane.answers = {"_page": SESSIONS["people"]}
    session = opened(SessionPresenter, session="a")
    session.page.tasks.buttons[task].click()
    assert session.ways == [place(word, person="p1", session="a", submission="s1")]


def test_a_closed_session_takes_nobody_in(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_page": SESSIONS["closed"]}
    session = opened(SessionPresenter, session="a")
    session.make_new()
    session.close_thing()
    assert session.ways == []
    assert not session.state.closing


def _offered(held: str = "") -> Offered:
    return Offered(card="0025", session=held, asked=(), linking=False, half=None)


def test_two_questions_must_be_answered_before_a_person_is_added(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_next": _offered()}
    adding = opened(AddPersonPresenter)
    adding.page.onward.click()
    assert list(adding.state.problems) == ["adult", "able"]
    assert adding.page.summary.references() == ("adult", "able")
    assert [name for name, _ in lane.asked] == ["_next"]


def _fill(adding: Any, *, year: str = "1984", adult: str = "yes") -> None:
    adding.page.fields["name"].put("Wren Fictional")
    adding.page.fields["birth_year"].put(year)
    adding.page.adult.put(adult)
    adding.page.able.put("yes")
    adding.page.onward.click()


@pytest.mark.parametrize("year", ["84", "19x4", "²²²²"])
def test_a_year_has_four_digits(opened: Any, lane: ScriptedLane, year: str) -> None:
    lane.answers = {"_next": _offered()}
    adding = opened(AddPersonPresenter)
    _fill(adding, year=year)
    assert list(adding.state.problems) == ["birth_year"]


def test_somebody_who_is_here_already_is_not_added_twice(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_next": _offered("a"), "_likely": (Likely(person="p1", label="Wren Fictional, card 0001"),)}
    adding = opened(AddPersonPresenter)
    _fill(adding)
    assert [name for name, _ in lane.asked] == ["_next", "_likely"]
    adding.page.matches.buttons["p1"].click()
    assert lane.asked[-1] == ("_arrive", ("p1", "a"))
    assert adding.ways == [place("back")]


def test_under_18_stops_with_guidance_and_keeps_nothing(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_next": _offered(), "_likely": (), "_add": Refused("PERSON-ADULT")}
    adding = opened(AddPersonPresenter)
    _fill(adding, year="", adult="no")
    assert "PERSON-ADULT" in adding.page.stopped.words()
    assert not adding.page.onward.isVisibleTo(adding.page)


def test_enter_in_the_search_box_waits_for_what_is_found(opened: Any, lane: ScriptedLane) -> None:
    line = PersonLine(person="p1", card="0001", name="Wren Fictional", consent="yes")
    lane.answers = {"_find": ((line,), True, True)}
    people = opened(PeoplePresenter)
    people.search("wre")
    people.open_first()
    assert people.ways == [place("person", person="p1")]


def test_a_role_that_may_not_see_people_is_told(opened: Any, lane: ScriptedLane) -> None:
    lane.answers = {"_find": Refused("ROLE-RIGHT", role="facilitator")}
    people = opened(PeoplePresenter)
    assert "ROLE-RIGHT" in people.page.trouble.words()


@pytest.mark.parametrize(
    ("choices", "word"),
    [
        ((), "not_asked"),
        (((Purpose.KEEP, Choice.YES),), "yes"),
        (((Purpose.KEEP, Choice.YES), (Purpose.PHOTO, Choice.NO)), "partly"),
        (((Purpose.KEEP, Choice.NO),), "no"),
    ],
)
def test_consent_has_a_word(choices: tuple[tuple[Purpose, Choice], ...], word: str) -> None:
    assert badge(Standing(choices=choices)) == word


class Plain(Presenter):
    """A screen of the frame's own tests."""

    kinds = frozenset({Kind.PEOPLE})
    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        from civicdesk.ui.widgets.page import Page

        super().__init__(Page(where.word), around)
        self.asked = 0
        self.leaves = True

    def begin(self) -> None:
        self.asked += 1

    def ready_to_leave(self) -> bool:
        return self.leaves


@pytest.fixture
def frame(qtbot: QtBot, look: Callable[..., Any], tmp_path: Path) -> Iterator[MainWindow]:
    """Show a frame with plain screens, unlocked."""
    store: Lane[Any] = Lane("store")
    around = Surroundings(store=store, work=store, world=WORLD, home=tmp_path)
    words = ("today", "people", "person")
    window = MainWindow(
        dict.fromkeys(words, Plain), around, [Destination(word=word, label=word.title(), icon="users") for word in words[:2]]
    )
    qtbot.addWidget(window)
    window.resize(1093, 614)
    window.start_at(place("today"))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    presenter = window.presenter
    assert presenter is not None
    presenter.signed_in.emit(Who(name="AB", role="worker", project="Fictional Town", practice=False))
    yield window
    window.empty()
    assert store.join()


def test_the_frame_goes_deeper_and_back(frame: MainWindow) -> None:
    frame.go(place("people"))
    frame.go(place("person", person="p1"))
    assert [each.word for each in frame.trail] == ["today", "people", "person"]
    frame.go_back()
    frame.go_back()
    frame.go_back()
    assert [each.word for each in frame.trail] == ["today"]


def test_a_screen_that_is_not_ready_is_not_left(frame: MainWindow) -> None:
    presenter: Any = frame.presenter
    presenter.leaves = False
    frame.go(place("people"))
    assert frame.presenter is presenter
    presenter.leaves = True


def test_a_screen_asks_again_when_its_kind_has_changed(frame: MainWindow, qtbot: QtBot) -> None:
    presenter: Any = frame.presenter
    before = presenter.asked
    frame._changed(frozenset({Kind.SETTINGS}))
    assert presenter.asked == before
    frame._changed(frozenset({Kind.PEOPLE}))
    assert presenter.asked == before + 1
    assert frame._rail.saved.words.text().startswith("Saved on this laptop")


def test_what_is_emptied_shows_nothing_of_anybody(frame: MainWindow, qtbot: QtBot) -> None:
    frame.search.setText("Wren")
    frame.empty()
    assert frame.presenter is None
    assert frame.trail == ()
    assert frame.search.text() == ""
    assert frame.whole()


def test_f6_goes_round_the_regions(frame: MainWindow) -> None:
    seen = []
    for _ in range(3):
        frame._next_region()
        focused = frame.focusWidget()
        assert focused is not None
        seen.append("rail" if frame._rail.isAncestorOf(focused) else "search" if focused is frame.search else "page")
    assert sorted(seen) == ["page", "rail", "search"]


def test_a_crash_is_told_without_a_name(frame: MainWindow) -> None:
    frame.tell("error", "What you have answered so far is saved.", title="Something in the program went wrong")
    assert frame._notice.isVisible()
    assert frame.windowTitle() == "CivicDesk"
