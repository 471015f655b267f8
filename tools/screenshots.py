"""Draw every screen, a whole walk through the window, and every page of paper as PNG.

python tools/screenshots.py [--out DIR] [--only GROUP ...] [--docs]

No display is needed. Whatever screen there is, is pictured: each in every state that its state.py names in EXAMPLES, in five looks.
Nothing is read from this computer's settings or workspaces, and nothing is written but the pictures.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import every_kind  # noqa: E402 - the program must be found first
import picture_pages  # noqa: E402 - the program must be found first
import picture_questions  # noqa: E402 - the program must be found first
import picture_walk  # noqa: E402 - the program must be found first
from picture_album import Album, Group, rest  # noqa: E402 - the program must be found first

from civicdesk import app, i18n  # noqa: E402 - the program must be found first
from civicdesk.ui import screens, theme  # noqa: E402 - the program must be found first
from civicdesk.ui.jobs import Lane  # noqa: E402 - the program must be found first
from civicdesk.ui.main_window import MainWindow  # noqa: E402 - the program must be found first
from civicdesk.ui.widgets.question import AnswerHabits  # noqa: E402 - the program must be found first
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, Who, place  # noqa: E402 - the program must be found first

SIZE = (1366, 768)
SETTLE_MS = 25
ROOM_BYTES = 2_000_000_000
GROUPS = "light, dark, contrast, large, urdu, the same with questions- before it, join, desk, paper"
HARMLESS = "propagateSizeHints"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way in which every screen is drawn."""

    name: str
    look: theme.Look
    language: str = "en"
    mirrored: bool = False


LOOKS = (
    Look(name="light", look=theme.Look(theme="light", reduce_motion=True)),
    Look(name="dark", look=theme.Look(theme="dark", reduce_motion=True)),
    Look(name="contrast", look=theme.Look(theme="contrast", reduce_motion=True)),
    Look(name="large", look=theme.Look(theme="light", text_scale=150, reduce_motion=True)),
    Look(name="urdu", look=theme.Look(theme="light", reduce_motion=True), language="ur", mirrored=True),
)


class Drawing(Protocol):
    """What every view can do."""

    def render_state(self, state: object, /) -> None:
        """Show a state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen of the program, as its three files describe it."""

    word: str
    make_view: Callable[[], QWidget]
    states: dict[str, object]
    whole_window: bool
    destination: str


class Still(Presenter):
    """A view that shows one state and listens to nobody."""

    def __init__(self, screen: Screen, where: Place, around: Surroundings) -> None:
        super().__init__(screen.make_view(), around)
        self.whole_window, self.destination = screen.whole_window, screen.destination
        self._state = screen.states.get(where.fact("state"))

    def begin(self) -> None:
        """Draw the state."""
        if self._state is not None:
            cast("Drawing", self.view).render_state(self._state)


def main(words: list[str]) -> int:
    """Draw what is asked for; return the exit code: 1 if something could not be pictured."""
    asked = _arguments().parse_args(words)
    begun = time.monotonic()
    if hasattr(time, "tzset"):
        os.environ["TZ"] = "Europe/London"  # where the practice project lies: the pictures tell the same time everywhere
        time.tzset()
    with tempfile.TemporaryDirectory(prefix="civicdesk-pictures-", dir=_in_memory()) as folder:
        os.environ.update({name: str(Path(folder) / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")})
        qInstallMessageHandler(_hear)
        QCoreApplication.setApplicationName("CivicDesk")
        application = QApplication(sys.argv[:1])
        album = Album(asked.out)
        missing: list[str] = []
        for name, draw in _groups(application, Path(folder)).items():
            if not asked.only or name in asked.only:
                missing += _draw(album, name, draw)
        theme.forget_pictures()
    if asked.docs:
        picture_pages.copy_for_docs(asked.out, ROOT / "docs" / "pictures")
    for line in (*missing, *sorted(_heard)):
        print(f"  {line}")
    print(f"{album.count} pictures in {asked.out}, {time.monotonic() - begun:.0f} s. Look at contact-*.png first.")
    return 1 if missing else 0


def _in_memory() -> str | None:
    """Return a folder that lies in memory, if there is one with room: a thousand durable answers wait for no disk there."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made inside
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > ROOM_BYTES else None


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="screenshots.py", description="Draw every screen and every page as PNG.")
    parser.add_argument("--out", type=Path, default=Path("pictures-out"), metavar="DIR")
    parser.add_argument("--only", nargs="+", default=[], metavar="GROUP", help=GROUPS)
    parser.add_argument("--docs", action="store_true", help="renew docs/pictures too; needs all groups")
    return parser


def _groups(application: QApplication, folder: Path) -> dict[str, Callable[[Album, Group], list[str]]]:
    """Return the groups by name; each draws into the album and returns what it could not picture."""
    groups: dict[str, Callable[[Album, Group], list[str]]] = {look.name: partial(draw_screens, application, look) for look in LOOKS}
    groups |= {f"questions-{look.name}": partial(draw_questions, application, look) for look in LOOKS}
    room = picture_pages.Room(folder / "room")
    groups["join"] = partial(picture_walk.join, application, folder / "join")
    groups["desk"] = partial(picture_walk.desk, application, room)
    groups["paper"] = partial(picture_pages.draw, room)
    return groups


def _draw(album: Album, name: str, draw: Callable[[Album, Group], list[str]]) -> list[str]:
    group, begun = Group(name=name), time.monotonic()
    missing = draw(album, group)
    album.lay_out(group)
    print(f"{name}: {len(group.thumbs)} pictures, {time.monotonic() - begun:.1f} s", flush=True)
    return [f"not pictured in {name}: {each}" for each in missing]


def draw_screens(application: QApplication, look: Look, album: Album, group: Group) -> list[str]:
    """Draw every screen in every state of its EXAMPLES, in the real frame, before and after signing in."""
    dress(application, look)
    found, missing = screens_here()
    lanes: tuple[Lane[object], Lane[object]] = (Lane("store"), Lane("work"))
    around = Surroundings(store=lanes[0], work=lanes[1], world=picture_walk.world(picture_walk.TODAY, "c"), home=album.folder)
    makers = {screen.word: partial(Still, screen) for screen in found}
    window = MainWindow(makers, around, app.destinations())
    window.resize(*SIZE)
    signed_in = False
    for screen in sorted(found, key=lambda each: (each.word not in {"first_run", "unlock"}, each.word)):
        if not signed_in and screen.word not in {"first_run", "unlock"}:
            _sign_in(window, screen.word)
            signed_in = True
        for name in screen.states:
            window.start_at(place(screen.word, state=name))
            window.show()
            rest(SETTLE_MS)
            album.keep(group, f"{screen.word} {name}", window.grab().toImage())
    window.empty()
    window.close()
    window.deleteLater()
    for lane in lanes:
        lane.join()
    dress(application, LOOKS[0])
    return missing


def draw_questions(application: QApplication, look: Look, album: Album, group: Group) -> list[str]:
    """Draw every kind of question, from one real form; in Urdu where the window is mirrored."""
    dress(application, look)
    picture_questions.draw(every_kind.URDU if look.mirrored else every_kind.ENGLISH, album, group)
    dress(application, LOOKS[0])
    return []


def dress(application: QApplication, look: Look) -> None:
    """Give the whole program a look, a language and a direction."""
    theme.forget_pictures()
    i18n.choose(look.language)
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if look.mirrored else Qt.LayoutDirection.LeftToRight)
    theme.apply(application, look.look)


def screens_here() -> tuple[list[Screen], list[str]]:
    """Return the screens that can be pictured, and a line for each one that cannot."""
    found, missing = [], []
    for word in sorted(module.name for module in iter_modules(screens.__path__)):
        try:
            found.append(_screen(word))
        except (ImportError, AttributeError, TypeError, LookupError) as why:
            missing.append(f"{word} ({why})")
    return found, missing


def _screen(word: str) -> Screen:
    folder = f"civicdesk.ui.screens.{word}"
    if find_spec(f"{folder}.view") is None:
        raise LookupError("no view yet")
    name = word.title().replace("_", "")
    presenter = getattr(import_module(f"{folder}.presenter"), f"{name}Presenter") if find_spec(f"{folder}.presenter") else Presenter
    view = getattr(import_module(f"{folder}.view"), f"{name}View")
    return Screen(
        word=word,
        make_view=partial(view, **dict(_given(view))),
        states=dict(import_module(f"{folder}.state").EXAMPLES),
        whole_window=presenter.whole_window,
        destination=presenter.destination,
    )


def _given(view: Callable[..., QWidget]) -> Iterator[tuple[str, object]]:
    """Yield what a view asks for when it is made."""
    offered = {"habits": AnswerHabits(today=picture_walk.TODAY.date(), offset="+00:00", number_keys=True)}
    for name in getattr(view.__init__, "__annotations__", {}):
        if name in offered:
            yield name, offered[name]


def _sign_in(window: MainWindow, word: str) -> None:
    """Tell the frame that somebody has unlocked: it shows rail and search from then on."""
    window.start_at(place(word))
    if window.presenter is not None:
        window.presenter.signed_in.emit(Who(name="WF", role="coordinator", project="Fictional Town", practice=False))


_heard: set[str] = set()


def _hear(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Keep what Qt complains about; it is told at the end, once."""
    if HARMLESS not in text:
        _heard.add(f"Qt said: {text}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
