"""What every screen gives to the frame, and what the frame gives to every screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from civicdesk.records.changes import Kind
from civicdesk.ui.jobs import Lane
from civicdesk.ui.widgets.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to go: the word of a screen, and plain values that it needs (ids, never records)."""

    word: str
    facts: tuple[tuple[str, str], ...] = field(default=())

    def fact(self, name: str) -> str:
        """Return one of the values, empty if it is not there."""
        return dict(self.facts).get(name, "")


def place(word: str, **facts: str) -> Place:
    """Make a place to go to."""
    return Place(word=word, facts=tuple(sorted(facts.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The world as the composition root hands it down: clock, ids, chance. `workflows.kit.Tools` is made of it on the store lane."""

    now: Callable[[], datetime]
    new_id: Callable[[], str]
    chance: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a presenter may use."""

    store: Lane[Any]
    """Owns `workflows.kit.Kit` once somebody has unlocked."""
    work: Lane[Any]
    """Owns nothing: verbs are given to `work.run`."""
    world: World
    home: Path
    """Folder under which workspaces lie."""
    crash_file: str = ""
    words: frozenset[str] = frozenset()
    """The words of the screens that this version has: a way to one that is missing is not offered."""
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who has unlocked, and what: for the foot of the rail and the practice border."""

    name: str
    role: str
    project: str
    practice: bool
    habits: tuple[tuple[str, str], ...] = ()
    """What this user has chosen in an earlier process, as `widgets.habits` keeps it."""


class Presenter(QObject):
    """The wiring of one view to its verbs. The frame makes it, shows `view`, and closes it; it holds no records of its own.

    A presenter listens to nobody else: the frame calls `refresh` when a kind of record in `kinds` has changed while it is seen.
    """

    kinds: frozenset[Kind] = frozenset()
    whole_window = False
    """Takes the whole window, without the rail: for capture."""
    destination = ""
    """The place of the rail that is lit while this screen is seen."""

    went = Signal(object)
    """`Place` to go to, one level deeper."""
    replaced = Signal(object)
    """`Place` to go to instead of this one: nobody comes back here."""
    went_back = Signal()
    stepped_back = Signal(object)
    """Way that leads a step back inside this screen and lets typed words go: the frame asks before it takes it."""
    signed_in = Signal(object)
    """`Who` has just unlocked."""

    def __init__(self, view: QWidget, around: Surroundings) -> None:
        super().__init__()
        self.view = view
        self.around = around

    def begin(self) -> None:
        """Ask for what is to be shown; called once, after the view is in the window."""

    def refresh(self) -> None:
        """Ask again: something of what is shown has changed."""
        self.begin()

    def make_new(self) -> None:
        """Ctrl+N: begin the new thing of this screen."""

    def print_shown(self) -> None:
        """Ctrl+P: print what is shown."""

    def close_thing(self) -> None:
        """Ctrl+E: close the session."""

    def search(self, text: str) -> bool:
        """Take what is typed into the search box; tells whether this screen wants it."""
        return False

    def open_first(self) -> None:
        """Enter was pressed in the search box."""

    def help(self) -> bool:
        """F1: tells whether this screen has shown its own help."""
        return False

    def take_focus(self) -> None:
        """F6 has come to the page."""
        if isinstance(self.view, Page):
            self.view.take_focus()

    def ready_to_leave(self) -> bool:
        """Tell whether the screen may be left; a screen that is not ready says why itself."""
        return True

    def unsaved(self) -> bool:
        """Tell whether something was typed here that is kept nowhere yet; the frame then asks before it leads away.

        A screen whose words were kept says no from then on, so that its own way onward is not asked about.
        """
        return False

    def step_back(self, way: Callable[[], None]) -> None:
        """Go a step back inside this screen: at once, or when the hand says that what it typed may go."""
        if self.unsaved():
            self.stepped_back.emit(way)
        else:
            way()

    def keep_before_lock(self) -> None:
        """Hand to the store lane what can be kept: the program locks now. Nothing is asked, nobody waits for an answer, and the view goes."""
        self.ready_to_leave()

    def close(self) -> None:
        """Let go of the view; answers that still come are dropped."""
        self.view.hide()
        self.view.deleteLater()
        self.deleteLater()


Factory = Callable[[Place, Surroundings], Presenter]
