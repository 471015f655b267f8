"""Pictures of paper: every kind and mode of page that the program prints, made of the practice project."""

import contextlib
import io
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

from picture_album import Album, Group
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from civicdesk.cli import demo
from civicdesk.cli.main import run
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.matching import Search
from civicdesk.records.publications import How, Which
from civicdesk.records.sessions import Session
from civicdesk.records.sheets import PageImage, SheetMode
from civicdesk.workflows import directory, practice, publishing, session, sheet, sheets, unlock
from civicdesk.workflows.kit import Kit, Tools
from civicdesk.workflows.publishing import Paper

DPI = 96
MOST_DOC_BYTES = 150_000
AFTER = practice.meeting(practice.WAVES) + timedelta(days=1)
FROM = {
    "today": "join/*-today-unfinished.png",
    "interview": "join/*-question-answered.png",
    "consent": "join/*-consent-purposes.png",
    "sheet": "paper/sheet-wave-2-standard-page-1.png",
    "summary": "paper/summary-wave-2-page-1.png",
}


class Room:
    """The practice project after two meetings, made once when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = demo.COORDINATOR
        self._passphrase = ""

    def passphrase(self) -> str:
        """Return the passphrase of the coordinator; makes the room if there is none yet."""
        if not self._passphrase:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
                code = run(["demo", "--out", str(self.folder)], _tools())
            if code:
                raise OSError(said.getvalue())
            before, after = say("demo.readme", name=self.name, passphrase="\0").split("\0")  # noqa: S106 - a mark for where it stands
            text = (self.folder / "READ-ME.txt").read_text(encoding="utf-8")
            self._passphrase = text.removeprefix(before).removesuffix(after)
        return self._passphrase

    @contextlib.contextmanager
    def opened(self) -> Iterator[Kit]:
        """Unlock the workspace for a while."""
        passphrase = self.passphrase()
        kit = unlock.open_(next((self.folder / "workspace").glob("*.civicdesk")), self.name, passphrase, _tools())
        try:
            yield kit
        finally:
            unlock.lock(kit)


def _tools() -> Tools:
    return Tools(now=lambda: AFTER, new_id=lambda: uuid.uuid4().hex, chance=lambda: 0.5)


def draw(room: Room, album: Album, group: Group) -> list[str]:
    """Draw every page of every kind of paper, and the words of the risk report."""
    room.passphrase()
    _pages(album, group, "recovery sheet", (room.folder / "recovery-sheet.pdf").read_bytes())
    for wave in range(1, practice.WAVES + 1):
        _pages(album, group, f"summary wave {wave}", (room.folder / "summaries" / f"wave-{wave}.pdf").read_bytes())
    _pages(album, group, "guide for talking", sheets.guide_pdf("en"))
    refused: list[str] = []
    with room.opened() as kit:
        _for_everybody(kit, album, group)
        for meeting in session.list_all(kit):
            refused += _sheets(kit, meeting, album, group)
    report = (room.folder / "bundle" / "risk-report.html").read_text(encoding="utf-8")
    album.keep_text("risk-report.txt", words_of(report))
    return refused


def _sheets(kit: Kit, meeting: Session, album: Album, group: Group) -> list[str]:
    """Draw the sheet of one person in every mode, with as much on it as there can be; return what was refused."""
    refused = []
    finished = sheet.list_finished(kit, session=meeting.id)[0]
    entries = tuple(each.entry.id for each in directory.for_person(kit, finished.person)[:3])
    for mode in SheetMode:
        name = f"sheet wave {meeting.wave} {mode.value}"
        wish = sheet.SheetWish(mode=mode, second_page=True, steps=practice.steps(0, meeting.wave), entries=entries)
        try:
            _pages(album, group, name, sheet.draw(sheet.compose(kit, finished.id, wish)).pdf)
        except CivicDeskError as why:
            refused.append(f"{name}: {explain(why)}")
    return refused


def _for_everybody(kit: Kit, album: Album, group: Group) -> None:
    """Draw what is made of the directory for everybody."""
    few = tuple(each.entry.id for each in directory.search(kit, Search(free=True), 40))
    for paper, count in ((Paper.LEAFLET, 12), (Paper.CARD, 6), (Paper.BOOKLET, 40)):
        for large in (False, True):
            publication = publishing.prepared(kit, paper, Which(entries=few[:count]), How(large=large))
            document = publishing.drawn(paper, publication)
            _pages(album, group, f"{paper.value} large" if large else paper.value, document)
            if not large and paper in publishing.FOLDED:
                _pages(album, group, f"{paper.value} to fold", publishing.folded(paper, document))


def _pages(album: Album, group: Group, name: str, document: bytes) -> None:
    for number, page in enumerate(sheet.pages(document, DPI), start=1):
        album.keep(group, f"{name} page {number}", picture(page))


def picture(page: PageImage) -> QImage:
    """Return a page as a picture that owns its pixels."""
    return QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_BGR888).copy()


def copy_for_docs(album: Path, docs: Path) -> None:
    """Copy the pictures that the documentation shows, in 256 colours: enough for them, and small enough for a slow line.

    Raises:
        OSError: a picture is missing, or larger than it may be.
    """
    docs.mkdir(parents=True, exist_ok=True)
    for name, pattern in FROM.items():
        source = next(album.glob(pattern), None)
        if source is None:
            raise OSError(f"{pattern} was not pictured")
        target = docs / f"{name}.png"
        in_few_colours(QImage(str(source))).save(str(target), quality=0)
        if target.stat().st_size > MOST_DOC_BYTES:
            raise OSError(f"{target.name} has {target.stat().st_size} bytes; {MOST_DOC_BYTES} are allowed")


def in_few_colours(picture: QImage) -> QImage:
    """Return a picture in the 256 colours that it uses most."""
    whole = picture.convertToFormat(QImage.Format.Format_RGB32)
    used = Counter(memoryview(whole.constBits()).cast("B").cast("I"))
    table = [colour for colour, _ in used.most_common(256)]
    return whole.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


class _Words(HTMLParser):
    """Collects the words of a page, a line for each block."""

    BLOCKS = frozenset({"p", "h1", "h2", "h3", "li", "tr", "div", "section", "table"})

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._skip = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the signature is the parser's
        """Begin a line for a block; leave style out."""
        self._skip = tag in {"style", "title"}
        if tag in self.BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the signature is the parser's
        """Listen again."""
        self._skip = False

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._skip and data.strip():
            self.said.append(" ".join(data.split()) + " ")


def words_of(page: str) -> str:
    """Return the words of an HTML page, one line a block."""
    parser = _Words()
    parser.feed(page)
    lines = ("".join(parser.said)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"
