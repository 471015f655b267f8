"""Wiring of the office that receives bundles. It needs no workspace: its verbs run on the work lane, each with the ledger open for itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.i18n import explain, say
from civicdesk.records.intake import Holding
from civicdesk.ui.jobs import Course, CrashNotice
from civicdesk.ui.screens.inbox.state import CameLine, InboxState
from civicdesk.ui.screens.inbox.view import InboxView
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import centre, centre_packs, pack_making

LEDGER = "ledger.civicdesk"
"""Name of the ledger in its folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Books:
    """What opens the ledger."""

    keys: pack_making.OfficeKeys
    ledger: Path
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What the books say, after a verb or without one."""

    projects: tuple[str, ...]
    holdings: tuple[Holding, ...]
    aside: int
    came: tuple[centre.TakenIn, ...] | None = None
    told: str = ""


class InboxPresenter(Presenter):
    """From a folder with keys to what is held of each laptop."""

    destination = "help"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = InboxView()
        super().__init__(self.page, around)
        self.state = InboxState()
        self._keys_folder = self._ledger_folder = Path()
        self._books: _Books | None = None
        self._course = Course()
        self.keys, self.ledgers, self.folders, self.packs = (FileAsk(self.page) for _ in range(4))
        self.keys.chosen.connect(self._choose_keys)
        self.ledgers.chosen.connect(self._choose_ledger)
        self.folders.chosen.connect(self._take_in)
        self.page.keys_wanted.connect(self.keys.folder)
        self.page.ledger_wanted.connect(self.ledgers.folder)
        self.page.folder_wanted.connect(self.folders.folder)
        self.packs.chosen.connect(self._take_pack)
        self.page.pack_wanted.connect(partial(self.packs.open_file, say("inbox_page.kinds")))
        self.page.open_wanted.connect(self._open)
        self.page.replay_wanted.connect(self._replay)
        self.page.went_back.connect(self.went_back)

    def begin(self) -> None:
        """Show what is known."""
        self.page.render_state(self.state)

    def ready_to_leave(self) -> bool:
        """Stop what is under way: what is in by then stays."""
        self._course.stop()
        return True

    def _show(self, state: InboxState) -> None:
        self.state = state
        self.page.render_state(state)

    def _choose_keys(self, folder: str) -> None:
        self._keys_folder = Path(folder)
        sealed = pack_making.are_sealed(self._keys_folder)
        self._show(replace(self.state, keys=self._keys_folder.name, sealed=sealed, sentence=""))

    def _choose_ledger(self, folder: str) -> None:
        self._ledger_folder = Path(folder)
        self._show(replace(self.state, ledger=self._ledger_folder.name, sentence=""))

    def _open(self, passphrase: str) -> None:
        read = partial(_read, self._keys_folder, passphrase if self.state.sealed else None)
        verb = partial(_opened, read, self._ledger_folder / LEDGER, self.around.world.now)
        self._run(verb, say("inbox_page.opening"), self._are_open)

    def _are_open(self, found: tuple[_Books, _Shown]) -> None:
        self._books, shown = found
        self._show(replace(self.state, opened=True))
        self._shown(shown)

    def _take_in(self, folder: str) -> None:
        if self._books is not None:
            self._course = Course()
            self._run(partial(_collected, self._books, Path(folder), self._course), say("inbox_page.taking"), self._shown)
            self.page.busy.follow(self._course, say("inbox_page.taking"))

    def _replay(self) -> None:
        if self._books is not None:
            self._run(partial(_replayed, self._books), say("inbox_page.taking"), self._shown)

    def _take_pack(self, path: str) -> None:
        if self._books is not None:
            self._run(partial(_packed, self._books, Path(path)), say("inbox_page.opening"), self._shown)

    def _run(self, verb: Callable[[], object], words: str, done: Callable[..., None]) -> None:
        self._show(replace(self.state, busy=True, sentence="", told=""))
        self.page.busy.begin(words, can_cancel=False)
        self.around.work.run(verb, done=done, refused=self._explain, crashed=self._crashed)

    def _shown(self, found: _Shown) -> None:
        self._settle()
        state = replace(self.state, projects=found.projects, holdings=found.holdings, aside=found.aside, told=found.told)
        if found.came is not None:
            state = replace(state, asked=True, came=tuple(map(_line, found.came)))
        self._show(state)

    def _explain(self, why: CivicDeskError) -> None:
        self._settle()
        self._show(replace(self.state, sentence=explain(why)))

    def _crashed(self, _notice: CrashNotice) -> None:
        self._settle()

    def _settle(self) -> None:
        self.page.busy.end()
        self._show(replace(self.state, busy=False))


def _read(folder: Path, passphrase: str | None) -> pack_making.OfficeKeys:
    return pack_making.read_keys(folder, passphrase)


def _opened(read: Callable[[], pack_making.OfficeKeys], ledger: Path, now: Callable[[], datetime]) -> tuple[_Books, _Shown]:
    books = _Books(keys=read(), ledger=ledger, now=now)
    with centre.opened(books.ledger, books.keys, now().date()) as opened:
        return books, _look(opened)


def _collected(books: _Books, folder: Path, course: Course) -> _Shown:
    with centre.opened(books.ledger, books.keys, books.now().date()) as opened:
        came = centre.collect(opened, centre.folder(folder), books.now, course)
        return replace(_look(opened), came=came)


def _replayed(books: _Books) -> _Shown:
    with centre.opened(books.ledger, books.keys, books.now().date()) as opened:
        came = centre.replay(opened, books.now())
        return replace(_look(opened), came=came)


def _packed(books: _Books, path: Path) -> _Shown:
    try:
        data = paths.read_from_outside(path)
    except OSError as why:
        raise Unavailable("FILE-READ") from why
    with centre.opened(books.ledger, books.keys, books.now().date()) as opened:
        joined = centre_packs.take(opened.ledger, data)
        told = say("centre.pack_here", name=joined.name, version=joined.version, words=centre_packs.words_of(joined))
        unknown = "" if centre_packs.knows(data, books.keys.signing_public) else say("centre.key_unknown")
        return replace(_look(opened), told=f"{told} {unknown}".strip())


def _look(opened: centre.Centre) -> _Shown:
    known = centre_packs.projects(opened.ledger)
    return _Shown(
        projects=tuple(say("inbox_page.project", name=each.name, version=each.version) for each in known),
        holdings=centre.holdings(opened),
        aside=len(centre.quarantine(opened)),
    )


def _line(told: centre.TakenIn) -> CameLine:
    return CameLine(
        file=told.name,
        laptop=told.laptop,
        status=told.status,
        again=told.again,
        why=" ".join(sentence for _, sentence in told.findings[:1]),
        receipt=bool(told.receipt) and not told.unwritten,
    )
