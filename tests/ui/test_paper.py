"""The way to the paper: page by page, told when it fails, and nothing left behind."""

import tempfile
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from civicdesk.feedback.guide import guide_pdf
from civicdesk.records.sheets import PageImage
from civicdesk.ui.jobs import Lane
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.paper_feed import PaperFeed
from civicdesk.workflows import sheet

BLANK = PageImage(width=210, height=297, stride=632, pixels=b"\xff" * 632 * 297)


class Jammed(QPrinter):
    """A printer that takes one page."""

    def newPage(self) -> bool:
        return False


class Broken(QPrinter):
    """A printer that says in the end that it could not print."""

    def printerState(self) -> QPrinter.PrinterState:
        return QPrinter.PrinterState.Error


def a_device(kind: type[QPrinter], target: Path) -> QPrinter:
    device = kind(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(target))
    return device


@pytest.fixture
def work() -> Lane:
    lane: Lane = Lane("work")
    yield lane
    assert lane.join()


def test_every_page_arrives(qapp: object, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    out = paper.into_file(str(target))
    assert [out.put(BLANK) for _ in range(3)] == [True] * 3
    assert out.finish()
    assert len(sheet.pages(target.read_bytes(), 24)) == 3


def test_a_printer_that_takes_no_second_page_is_found_out(qapp: object, tmp_path: Path) -> None:
    out = paper.Printout(a_device(Jammed, tmp_path / "out.pdf"))
    assert (out.put(BLANK), out.put(BLANK), out.put(BLANK)) == (True, False, False)
    assert not out.finish()


def test_a_printer_that_fails_in_the_end_is_found_out(qapp: object, tmp_path: Path) -> None:
    out = paper.Printout(a_device(Broken, tmp_path / "out.pdf"))
    assert out.put(BLANK)
    assert not out.finish()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_no_printer_at_all_is_found_out_before_a_page(qapp: object, tmp_path: Path) -> None:
    out = paper.into_file(str(tmp_path / "nowhere" / "out.pdf"))
    assert not out.put(BLANK)
    assert not out.finish()
    assert not paper.print_pages([BLANK], "", to_file=str(tmp_path / "nowhere" / "out.pdf"))


def test_nothing_printed_is_no_success(qapp: object, tmp_path: Path) -> None:
    assert not paper.into_file(str(tmp_path / "out.pdf")).finish()


def test_what_is_given_up_is_not_printed(qapp: object, tmp_path: Path) -> None:
    out = paper.into_file(str(tmp_path / "out.pdf"))
    out.put(BLANK)
    out.give_up()
    out.give_up()
    assert not out.put(BLANK)
    assert not out.finish()


def test_a_document_is_fed_page_by_page_and_leaves_nothing_in_temp(
    qtbot: QtBot, work: Lane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, temp = tmp_path / "out.pdf", tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(temp))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(paper, "to_printer", lambda _name: paper.into_file(str(target)))
    monkeypatch.setattr(paper, "DPI", 36)
    feed = PaperFeed(None, work)
    with qtbot.waitSignal(feed.printed, timeout=20_000):
        feed.feed(guide_pdf("en"), "Office printer")
    assert len(sheet.pages(target.read_bytes(), 24)) == 2
    assert list(temp.iterdir()) == []


def test_a_feed_that_is_stopped_says_nothing_and_the_next_one_works(
    qtbot: QtBot, work: Lane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(("one.pdf", "two.pdf"))
    monkeypatch.setattr(paper, "to_printer", lambda _name: paper.into_file(str(tmp_path / next(names))))
    monkeypatch.setattr(paper, "DPI", 36)
    feed = PaperFeed(None, work)
    said: list[str] = []
    feed.printed.connect(lambda: said.append("printed"))
    feed.failed.connect(said.append)
    feed.feed(guide_pdf("en"), "Office printer")
    feed.feed(guide_pdf("en"), "Office printer")
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said == ["printed"]


def test_a_jam_is_told_in_words(qtbot: QtBot, work: Lane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "to_printer", lambda _name: paper.Printout(a_device(Jammed, tmp_path / "out.pdf")))
    monkeypatch.setattr(paper, "DPI", 36)
    feed = PaperFeed(None, work)
    with qtbot.waitSignal(feed.failed, timeout=20_000) as told:
        feed.feed(guide_pdf("en"), "Office printer")
    assert "printer did not answer" in told.args[0]


def test_a_document_that_cannot_be_read_is_told(qtbot: QtBot, work: Lane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "to_printer", lambda _name: paper.into_file(str(tmp_path / "out.pdf")))
    feed = PaperFeed(None, work)
    with qtbot.waitSignal(feed.failed, timeout=20_000):
        feed.feed(b"no document", "Office printer")
