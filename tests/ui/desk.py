"""A desk for screens: a real practice workspace on real lanes, made once and copied for each test."""

import atexit
import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from civicdesk.crypto.passphrase import Cost
from civicdesk.records.consent import Choice
from civicdesk.records.ids import PersonId, QuestionRef, SessionId
from civicdesk.records.pages import PageSize
from civicdesk.records.people import Role
from civicdesk.ui.jobs import Lane, Opened
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, World
from civicdesk.workflows import consent, directory, first_run, forms, interview, people, practice, session, unlock
from civicdesk.workflows.kit import Kit, Tools

NAME, PASSPHRASE = "Sam Coordinator", "plainly invented lantern harbour seven"
SECOND = "Kim Second"
CHEAP = Cost(memory_kib=8192, passes=1)
MOMENT = datetime(2026, 8, 4, 10, 0, tzinfo=UTC)


class _Ids:
    """Ids in their order, so that a test can be run again."""

    def __init__(self, first: int) -> None:
        self._next = first

    def __call__(self) -> str:
        self._next += 1
        return f"{self._next:032x}"


def _tools(first: int) -> Tools:
    return Tools(now=lambda: MOMENT, new_id=_Ids(first), chance=lambda: 0.5)


@dataclass(frozen=True)
class Made:
    """The folder of a workspace that was made once, and who is in it."""

    folder: Path
    person: str
    session: str


@lru_cache(maxsize=1)
def made() -> Made:
    """Make a workspace with two coordinators, the practice form, and one person who has agreed to everything."""
    top = mkdtemp()
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    folder = Path(top) / "practice"
    tools = _tools(0)
    newcomer = first_run.Newcomer(name=NAME, role=Role.COORDINATOR, passphrase=PASSPHRASE)
    joined = first_run.join(folder, practice.pack(), newcomer, tools, cost=CHEAP)
    kit = joined.kit
    first_run.confirm_recovery(kit, joined.recovery.code)
    first_run.add_user(kit, first_run.Newcomer(name=SECOND, role=Role.COORDINATOR, passphrase=PASSPHRASE), cost=CHEAP)
    forms.adopt_pack(kit)
    directory.adopt_pack(kit)
    opened = session.open_session(kit, session.NewSession(place="Example Hall", facilitators=(NAME,))).value
    person = people.add(kit, people.NewPerson(name="Wren Fictional", birth_year=1980, district="PE1"), opened.id).value
    statement = consent.statement(kit)
    choices = {purpose: Choice.YES for purpose, _ in statement.purposes}
    consent.record(kit, consent.Given(person=person.id, session=opened.id, statement=statement, choices=choices, witness="SC"))
    unlock.lock(kit)
    return Made(folder=folder, person=person.id, session=opened.id)


@dataclass
class Desk:
    """Lanes with an open workspace, and what a test asks of them."""

    around: Surroundings
    bot: QtBot
    person: str
    session: str
    shown: list[Presenter] = field(default_factory=list)

    def clear(self) -> None:
        """Let go of every screen that is still there."""
        for presenter in self.shown:
            if isValid(presenter) and isValid(presenter.view):
                presenter.close()
        self.shown.clear()

    def ask(self, verb: Any) -> Any:
        """Run a verb on the store lane and wait for its value."""
        landed: list[Any] = []
        problems: list[Any] = []
        self.around.store.submit(verb, done=landed.append, refused=problems.append, crashed=problems.append)
        self.bot.waitUntil(lambda: bool(landed or problems), timeout=20_000)
        assert not problems, problems
        return landed[0]

    def show(self, presenter: Presenter, width: int = 1180, height: int = 720) -> Any:
        """Put a screen on the desk and let it begin."""
        self.shown.append(presenter)
        presenter.view.resize(width, height)
        presenter.view.show()
        self.bot.waitExposed(presenter.view)
        presenter.view.activateWindow()
        presenter.begin()
        return presenter


def _opened(path: Path, name: str, tools: Tools) -> Opened[Kit]:
    return Opened(unlock.open_(path, name, PASSPHRASE, tools))


@contextmanager
def desk(bot: QtBot, folder: Path, name: str = NAME) -> Iterator[Desk]:
    """Set a desk up in a folder of its own, and clear it away. As in the program, Python's collector runs between jobs only."""
    there = made()
    gc.disable()
    place = folder / "practice"
    shutil.copytree(there.folder, place)
    tools = _tools(10**6)
    world = World(now=tools.now, new_id=tools.new_id, chance=tools.chance)
    store: Lane[Any] = Lane("store")
    work: Lane[Any] = Lane("work")
    ready: list[bool] = []
    store.own(partial(_opened, next(place.glob("*.civicdesk")), name, tools), done=lambda *_: ready.append(True), refused=ready.append)
    bot.waitUntil(lambda: bool(ready), timeout=20_000)
    assert ready == [True]
    around = Surroundings(store=store, work=work, world=world, home=folder)
    made_desk = Desk(around=around, bot=bot, person=there.person, session=there.session)
    try:
        yield made_desk
    finally:
        made_desk.clear()
        closed: list[object] = []
        store.give_up(unlock.lock, done=closed.append, refused=closed.append)
        bot.waitUntil(lambda: bool(closed), timeout=20_000)
        assert work.join()
        assert store.join()
        gc.collect()
        gc.enable()


def in_state(shown: Callable[..., QWidget], bot: QtBot, view: Any, state: object) -> Any:
    """Show a view in a state, laid out."""
    view.render_state(state)
    shown(view)
    bot.wait(1)
    return view


def went(presenter: Presenter) -> list[tuple[str, Place | None]]:
    """Note where a screen wants to go: a list that fills itself."""
    heard: list[tuple[str, Place | None]] = []
    presenter.went.connect(lambda where: heard.append(("went", where)))
    presenter.replaced.connect(lambda where: heard.append(("replaced", where)))
    presenter.went_back.connect(lambda: heard.append(("back", None)))
    return heard


def unnamed(view: QWidget) -> list[str]:
    """Return the focusable things on a screen that a screen reader could not name."""
    found = []
    for widget in view.findChildren(QWidget):
        if not widget.isVisibleTo(view) or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        named = widget.accessibleName() if isinstance(widget, QComboBox) else face.text(QAccessible.Text.Name) if face else ""
        if not named.strip():
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def too_small(view: QWidget) -> list[str]:
    """Return the buttons on a screen that are under 24 pixels in a direction."""
    buttons = [each for each in view.findChildren(QAbstractButton) if each.isVisibleTo(view)]
    return [each.accessibleName() for each in buttons if min(each.width(), each.height()) < 24]


def finish_interview(table: Desk) -> str:
    """Answer the whole form at the desk with its first choices, finish it, and return the submission."""
    return str(table.ask(partial(_finish, table.person, table.session)))


def begin_interview(table: Desk, answers: int = 0) -> str:
    """Begin a response and answer so many pages; return the submission."""
    return str(table.ask(partial(_begin, table.person, table.session, answers)))


def _begin(person: str, where: str, answers: int, kit: Kit) -> str:
    talk = interview.start(kit, _start(kit, person, where)).value
    _answer_pages(talk, answers)
    return talk.submission.id


def _finish(person: str, where: str, kit: Kit) -> str:
    talk = interview.start(kit, _start(kit, person, where)).value
    talk.sized(PageSize.SECTION)
    _answer_pages(talk, 500)
    talk.finish()
    return talk.submission.id


def _start(kit: Kit, person: str, where: str) -> interview.Start:
    return interview.Start(person=PersonId(person), form_id=interview.default_form(kit), session=SessionId(where))


def _answer_pages(talk: interview.Interview, answers: int) -> None:
    page = talk.page()
    for _ in range(answers):
        for question in page.questions:
            if question.state.opts and not question.state.v:
                talk.answer(QuestionRef(question.state.ref), question.state.opts[0][0])
        page = talk.page(page.ref)
        if page.following is None:
            return
        page = talk.turn_to(page.following).value
