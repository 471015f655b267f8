"""A whole session through the real window over a real workspace, with keys only."""

import gc
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QRadioButton, QTableView, QWidget

from civicdesk import app
from civicdesk.i18n import say
from civicdesk.records.consent import Choice
from civicdesk.records.ids import PersonId
from civicdesk.records.pages import Page
from civicdesk.records.releases import Release
from civicdesk.settings import MachineSettings
from civicdesk.store import entries
from civicdesk.store import people as people_store
from civicdesk.ui import theme
from civicdesk.ui.widgets.screen import Place, World, place
from civicdesk.workflows import case_study, centre, consent, enrolment, interview, pack_making, people, respond, send, session, unlock
from civicdesk.workflows.kit import Kit
from tests.journeys import screens
from tests.journeys.conftest import LATER, PASSPHRASE, START, ticking
from tests.journeys.hands import ALT, ENTER, NONE, SHIFT, TAB, Hands

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]

PLANTED = "Wren Pretend"
NEIGHBOURS = 8
STORY, QUOTE = "A friend showed me how to mend bicycles. ", "Now I help at the repair table."
BUDGETS = {
    "J1 start the day": 2,
    "J2 open a session": 3,
    "J3 new person and consent": 30,
    "J4 returning person": 6,
    "J5 questionnaire": 2 * 61 + 3 + 1,
    "J7 case study": 4,
    "J8 reflection sheet": 2,
    "J11 close a session with 1 open rows": 3,
}
"""Keys of UX section 6. J3 has two more than its 28: whether the person is able to decide today, and what this project asks beside, their sex."""


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, ready_made: Path) -> Path:
    """Return the folder of a locked workspace with neighbours whose answers came in on paper."""
    folder = tmp_path_factory.mktemp("town") / "workspace"
    shutil.copytree(ready_made, folder)
    kit = unlock.open_(folder / "testing.civicdesk", "Ada Test", PASSPHRASE, ticking(START, first_id=10**6))
    words, table = consent.statement(kit), ["card,wave,sk1,sk2,kh1,kh2"]
    for number in range(NEIGHBOURS):
        new = people.NewPerson(name=f"Sky{number} Invented", birth_year=1985, sex=("Female", "Male")[number % 2], district="PE1")
        person = people.add(kit, new).value
        agree(kit, person.id)
        table.append(f"{person.card},1,da,ta,{('da', 'ta', 'td')[number % 3]},da")
    assert words.purposes
    respond.import_table(kit, "\n".join(table).encode(), respond.Table(form_id="civic_health"))
    unlock.lock(kit)
    return folder


def agree(kit: Kit, person: PersonId) -> None:
    """Say yes to every purpose."""
    words = consent.statement(kit)
    choices = {purpose: Choice.YES for purpose, _ in words.purposes}
    consent.record(kit, consent.Given(person=person, session=None, statement=words, choices=choices, witness="AT"))


class Desk:
    """A laptop: its home folder, and the program started on it as often as wanted."""

    def __init__(self, qapp: QApplication, folder: Path) -> None:
        self.home, self.restarts = folder / "home", 0
        self.running: list[app.Program] = []
        self._qapp = qapp
        self._tools = ticking(START + LATER, first_id=10**9)

    def start(self) -> Hands:
        """Start the program and lay hands on its keys."""
        world = World(now=self._tools.now, new_id=self._tools.new_id, chance=self._tools.chance)
        program = app.Program(self._qapp, MachineSettings(theme="light"), home=self.home, world=world, restart=self._restarted)
        self.running.append(program)
        program.show()
        program.window.activateWindow()
        assert QTest.qWaitForWindowActive(program.window)
        return Hands(program)

    def locked(self, hands: Hands) -> Hands:
        """Lock the program that runs, and start the one that comes after it."""
        before = self.restarts
        screens.lock(hands)
        assert self.restarts == before + 1
        assert hands.screen is None
        self._leave(hands.program)
        return self.start()

    def clear(self) -> None:
        """Stop all that still runs."""
        for program in tuple(self.running):
            if program.window.presenter is not None:
                ended: list[bool] = []
                program.ended.connect(lambda ended=ended: ended.append(True))
                program.stop()
                Hands(program).until(lambda ended=ended: bool(ended), "the end")
            self._leave(program)

    def _leave(self, program: app.Program) -> None:
        program.window.hide()
        program.end()
        self.running.remove(program)
        sweep(self._qapp)

    def _restarted(self) -> None:
        self.restarts += 1


def sweep(qapp: QApplication) -> None:
    """Let Qt and Python delete what is to be deleted."""
    for _ in range(2):
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return a laptop on which nothing was ever set up; settings and logs lie in a folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    desk = Desk(qapp, tmp_path)
    yield desk
    desk.clear()
    gc.unfreeze()
    gc.enable()
    theme.apply(qapp, theme.Look(theme="light"))


@pytest.fixture
def desk_in_town(desk: Desk, town: Path) -> Desk:
    """Return a laptop with the workspace of the test project."""
    shutil.copytree(town, desk.home / "workspace")
    return desk


def test_a_laptop_joins_a_project_from_its_pack_and_the_code_is_typed_back(desk: Desk, make_pack: Callable[..., bytes]) -> None:
    pack, paper = desk.home.parent / "test.civicpack", desk.home.parent / "recovery.pdf"
    pack.write_bytes(make_pack())
    hands = desk.start()
    first = hands.at("first_run")
    hands.tab_to(say("first_run.choose.pack"))
    hands.press(ENTER)
    hands.name_file(pack)
    hands.until(lambda: first.state.step == "pack", "the six words")
    assert "Test project" in hands.shown()
    hands.press(ENTER)
    hands.until(lambda: first.state.step == "you" and hands.focus_name() == say("first_run.you.name"), "the form")
    hands.type("Ada Test")
    hands.press(TAB)
    hands.digits("3")
    hands.tab_to(say("first_run.you.passphrase"))
    hands.type(PASSPHRASE)
    hands.press(ENTER)
    hands.until(lambda: first.state.step == "recovery", "the recovery code")
    code = first.state.code
    assert code in hands.shown()
    hands.tab_to(say("first_run.recovery.save"))
    hands.press(ENTER)
    hands.name_file(paper)
    hands.until(lambda: first.state.saved, "the saved sheet")
    assert paper.read_bytes().startswith(b"%PDF")
    hands.tab_to(say("first_run.recovery.onward"))
    hands.press(ENTER)
    hands.until(lambda: first.state.step == "retype", "the field for the code")
    assert code not in hands.shown()
    hands.type(code[:-1])
    hands.press(ENTER)
    hands.until(lambda: "(KEYS-CODE)" in hands.shown(), "a word about the code")
    hands.type(code[-1])
    hands.press(ENTER)
    hands.until(lambda: first.state.step == "office", "the six words of the laptop")
    assert first.state.laptop_words in hands.shown()
    hands.tab_to(say("enrolment.save"))
    hands.press(ENTER)
    hands.name_file(paper.with_name("enrolment.json"))
    hands.until(lambda: first.state.saved, "the saved enrolment")
    assert enrolment.read(paper.with_name("enrolment.json").read_bytes()).words == first.state.laptop_words
    hands.tab_to(say("first_run.office.onward"))
    hands.press(ENTER)
    assert hands.at("today").state.project == "Test project"
    assert code.encode() not in b"".join(path.read_bytes() for path in desk.home.rglob("*") if path.is_file())
    hands = desk.locked(hands)
    assert screens.unlock(hands, PASSPHRASE).state.me == "Ada Test"
    kit = opened(desk)
    assert entries.entries(kit.workspace), "the places of the pack"
    unlock.lock(kit)


def test_a_whole_session_by_keys_alone(
    desk_in_town: Desk, office: pack_making.OfficeKeys, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    desk, hands = desk_in_town, desk_in_town.start()
    screens.unlock(hands, PASSPHRASE)
    screens.open_session(hands)
    assert screens.add_person(hands, PLANTED, "1984", "AT").state.may_capture
    hands.press(ENTER)
    first = hands.at("interview").state.page
    twenty_enters_turn_one_page(hands, first)
    answered = 1 + screens.answer_all(hands)
    assert answered == first.of == 61
    sheet = screens.finish(hands)
    scored = {score.name: score.status for score in sheet.state.scores}
    assert [scored[area] for area in ("skills", "networks", "services")] == [f"All {n} questions were answered." for n in (5, 6, 6)]
    screens.save_sheet(hands, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    screens.hand_over(hands)
    screens.back(hands, "session")
    screens.tell_story(hands, STORY, QUOTE)
    here = hands.at("session")
    hands.until(lambda: here.state.people[0].tasks == ("done",) * 4, "four tasks that are done")
    person = screens.find_person(hands, "sky0")
    assert person.state.name == "Sky0 Invented"
    hands.press(ENTER)
    here = hands.at("session")
    hands.until(lambda: len(here.state.people) == 2, "the second person in the session")
    today = screens.close_session(hands)
    assert (today.state.session, today.state.sessions, today.state.backup_days) == ("", 1, 0)
    batch = screens.prepare_batch(hands)
    assert (batch.state.batch.people, batch.state.role) == (NEIGHBOURS + 1, "wait")
    hands_of_second = desk.locked(hands)
    screens.unlock(hands_of_second, PASSPHRASE, after=1)
    assert "Ben Second" in hands_of_second.shown()
    release = screens.approve_batch(hands_of_second, PASSPHRASE)
    assert release.state.sentence == ""
    assert say("release_page.verdict.BLOCK") not in hands_of_second.shown()
    (tmp_path / "out").mkdir()
    screens.seal_batch(hands_of_second, tmp_path / "out")
    the_bundle_is_sound(desk, office, tmp_path / "out")
    within_the_budgets({**hands_of_second.took, **hands.took}, capsys)


def twenty_enters_turn_one_page(hands: Hands, page: Page) -> None:
    """Answer the first question and hold on to Enter: one page is turned."""
    hands.digits("1")
    hands.burst(ENTER, 20)
    hands.until(lambda: hands.screen.state.page.ref == page.following, "the second question")
    QTest.qWait(100)
    assert hands.screen.state.page.ref == page.following
    assert hands.screen.state.page.number == 2


def the_bundle_is_sound(desk: Desk, office: pack_making.OfficeKeys, folder: Path) -> None:
    """Open the bundle as the centre does: everybody is in it, nobody is named."""
    (bundle,) = folder.glob("*.age")
    kit = opened(desk)
    names = tuple(person.name for person in people_store.people(kit.workspace))
    key = send.laptop_key(kit)
    unlock.lock(kit)
    received = centre.receive(bundle.read_bytes(), office.identity, {"this laptop": key})
    assert (received.check.ok, received.check.people, received.check.findings) == (True, NEIGHBOURS + 1, ())
    assert centre.hits(received.members, (*names, "Pretend", QUOTE, STORY.strip(), "1984")) == ()


def opened(desk: Desk) -> Kit:
    """Open the workspace of a desk whose window has locked it, as a copy beside it."""
    desk.clear()
    return unlock.open_(next(desk.home.glob("*/*.civicdesk")), "Ada Test", PASSPHRASE, ticking(START + 10 * LATER, first_id=10**12))


def within_the_budgets(took: Mapping[str, int], capsys: pytest.CaptureFixture) -> None:
    """Compare the keys that were counted with the budgets, and print them."""
    with capsys.disabled():
        print("\nkeys: " + ", ".join(f"{journey} {keys}" for journey, keys in took.items()), end="")  # noqa: T201 - the figures
    assert {journey: keys for journey, keys in took.items() if keys > BUDGETS.get(journey, keys)} == {}


def test_saved_is_said_when_the_answer_is_on_the_disk_and_not_before(desk_in_town: Desk) -> None:
    hands = desk_in_town.start()
    screens.unlock(hands, PASSPHRASE)
    screens.open_session(hands)
    screens.add_person(hands, PLANTED, "1984", "AT")
    hands.press(ENTER)
    asking = hands.at("interview")
    line, disk = asking.page.saved.words, Event()
    before = line.text()
    hands.program.store.run(disk.wait)
    hands.digits("1")
    hands.until(lambda: line.text() == say("window.saving"), "a word that it takes long")
    assert before != say("window.saving")
    disk.set()
    hands.until(lambda: line.text().startswith(say("window.saved", time="")), "Saved")
    assert asking.state.page.questions[0].state.v == asking.state.page.questions[0].state.opts[0][0]


def test_the_way_back_by_key_leads_one_step_back_and_keeps_what_was_answered(desk_in_town: Desk) -> None:
    hands = desk_in_town.start()
    screens.unlock(hands, PASSPHRASE)
    screens.open_session(hands)
    asked = screens.begin_consent(hands, PLANTED, "1984")
    screens.answer_purposes(hands, "121")
    said = dict(asked.state.choices)
    assert list(said.values()) == ["yes", "no", "yes"]
    hands.press(Qt.Key.Key_Left, ALT)
    hands.until(lambda: asked.state.step != "purposes", "the words before")
    assert hands.screen is asked
    hands.press(ENTER)
    hands.until(lambda: asked.state.step == "purposes", "the purposes")
    assert dict(asked.state.choices) == said


@pytest.fixture
def everything(desk_in_town: Desk) -> dict[str, Place]:
    """Return a place on every screen, with something to show on each: a person, a draft, a sheet, a story, a batch."""
    kit = opened(desk_in_town)
    held = session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=("AT",))).value
    person = people.add(kit, people.NewPerson(name=PLANTED), held.id).value.id
    agree(kit, person)
    draft = interview.start(kit, interview.Start(person=person, form_id="civic_health", session=held.id)).value
    draft.answer(draft.page().questions[0].state.ref, "da")
    done = people.page(kit, people.find(kit, "sky0")[0].id).submissions[0].id
    story = case_study.begin(kit, person, held.id).value.id
    batch: Release = send.prepare(kit).value
    unlock.lock(kit)
    return {
        **{word: place(word) for word in ("today", "people", "send", "forms", "settings", "help")},
        **{
            word: place(word)
            for word in ("activity", "backup", "directory", "keying", "laptop", "library", "requests", "statistics", "users")
        },
        **{word: place(word) for word in ("connections", "hierarchies", "inbox", "words")},
        **{word: place(word, person=person) for word in ("access", "course", "erase", "withdraw")},
        "correct": place("correct", submission=done),
        "session": place("session", session=held.id),
        "add_person": place("add_person", session=held.id),
        "person": place("person", person=person),
        "consent": place("consent", person=person, session=held.id),
        "interview": place("interview", submission=draft.submission.id),
        "check_answers": place("check_answers", submission=draft.submission.id),
        "sheet": place("sheet", submission=done),
        "sheets": place("sheets", session=held.id),
        "case_study": place("case_study", case=story),
        "release": place("release", release=batch.id),
    }


def test_a_screen_that_is_left_leaves_no_widget_behind(desk_in_town: Desk, everything: dict[str, Place]) -> None:
    hands = desk_in_town.start()
    screens.unlock(hands, PASSPHRASE)
    assert set(everything) | {"first_run", "unlock"} == set(app.factories())
    grown = {}
    for word, where in everything.items():
        before = left_behind(hands, where, 1)
        grown[word] = left_behind(hands, where, 20) - before
    assert {word: counted for word, counted in grown.items() if counted} == {}


def left_behind(hands: Hands, where: Place, times: int) -> Counter[str]:
    """Open and close a screen so many times, until it knows what it shows; return what there is of each kind of widget on a page that is always the same."""
    for _ in range(times):
        hands.program.window.start_at(where)
        hands.at(where.word)
    rest = "settings" if where.word == "help" else "help"
    hands.program.window.start_at(place(rest))
    hands.at(rest)
    sweep(QApplication.instance())
    return Counter(type(widget).__name__ for widget in QApplication.allWidgets())


def test_tab_leads_to_everything_on_a_screen_and_never_round_in_a_ring(desk_in_town: Desk, everything: dict[str, Place]) -> None:
    hands = desk_in_town.start()
    screens.unlock(hands, PASSPHRASE)
    missed = {}
    for word, where in everything.items():
        hands.program.window.start_at(where)
        hands.at(word)
        QTest.qWait(300)
        for held in (NONE, SHIFT):
            missed[f"{word} {'back' if held is SHIFT else 'on'}"] = stops(hands) - led_through(hands, held)
    assert {way: names for way, names in missed.items() if names} == {}


def stops(hands: Hands) -> set[str]:
    """Return the names of all controls of the window that Tab should lead to; among radio buttons the arrow keys lead."""
    window = hands.program.window
    found = [each for each in window.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return {each.accessibleName() for each in found if each.isVisibleTo(window) and each.isEnabled() and not isinstance(each, QRadioButton)}


def led_through(hands: Hands, held: Qt.KeyboardModifier) -> set[str]:
    """Press Tab once for each control of the window and some more, and return the names of what it led to."""
    names: list[str] = []
    controls = [each for each in hands.program.window.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for _ in range(sum(each.isVisibleTo(hands.program.window) for each in controls) + 4):
        hands.press(TAB, held)
        names.append(hands.focus_name())
    return set(names)


def test_after_a_lock_no_widget_holds_a_name_and_a_fresh_program_is_asked_for(
    desk_in_town: Desk, everything: dict[str, Place], qapp: QApplication
) -> None:
    hands = desk_in_town.start()
    screens.unlock(hands, PASSPHRASE)
    for word in ("session", "consent", "person"):
        hands.program.window.go(everything[word])
        hands.at(word)
    screens.find_person(hands, PLANTED.split(maxsplit=1)[0])
    assert any(PLANTED in words for words in held_by_widgets(qapp))
    screens.lock(hands)
    assert desk_in_town.restarts == 1
    assert hands.program.store.join()
    sweep(qapp)
    assert [words for words in held_by_widgets(qapp) if "Wren" in words or "wren" in words] == []


def held_by_widgets(qapp: QApplication) -> list[str]:
    """Return all words that any widget holds, seen or not."""
    words: list[str] = []
    for widget in qapp.allWidgets():
        words += [widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
            words.append(widget.text())
        elif isinstance(widget, QPlainTextEdit):
            words.append(widget.toPlainText())
        elif isinstance(widget, QTableView):
            model = widget.model()
            cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
            words += [str(model.data(cell)) for cell in cells]
    return [each for each in words if each]
