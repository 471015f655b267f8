"""The pictures show every screen there is, and their album clears away only what it has made itself."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

TOOLS = Path(__file__).resolve().parents[3] / "tools"


@pytest.fixture(scope="module")
def tools() -> Iterator[None]:
    """Let the tools be imported by name, as they import each other."""
    sys.path.insert(0, str(TOOLS))
    yield
    sys.path.remove(str(TOOLS))


@pytest.fixture
def screenshots(tools: None) -> ModuleType:
    return importlib.import_module("screenshots")


@pytest.fixture
def album(tools: None) -> ModuleType:
    return importlib.import_module("picture_album")


@pytest.fixture
def pages(tools: None) -> ModuleType:
    return importlib.import_module("picture_pages")


def picture(width: int = 40, height: int = 20) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("#336699"))
    return made


def test_every_screen_of_the_program_can_be_pictured(screenshots: ModuleType) -> None:
    found, missing = screenshots.screens_here()
    assert missing == []
    assert [screen.word for screen in found if not screen.states] == []


def test_a_picture_gets_a_name_that_every_file_system_takes(album: ModuleType, tmp_path: Path) -> None:
    kept = album.Album(tmp_path).keep(album.Group(name="light"), "first_run Who is here?", picture())
    assert kept == tmp_path / "light" / "first-run-who-is-here.png"
    assert QImage(str(kept)).width() == 40


def test_a_second_run_clears_away_the_pictures_of_the_first_and_nothing_else(album: ModuleType, tmp_path: Path) -> None:
    first = album.Album(tmp_path)
    first.keep_text("old.txt", "words")
    first.lay_out(album.Group(name="light"))
    (tmp_path / "mine.txt").write_text("not a picture", encoding="utf-8")
    album.Album(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.txt")) == ["mine.txt", "pictures.txt"]


def test_a_contact_sheet_has_room_for_every_picture(album: ModuleType, qapp: QApplication) -> None:
    sheet = album.contact_sheet([(str(number), picture()) for number in range(album.COLUMNS + 1)])
    assert sheet.width() == album.COLUMNS * (40 + album.GAP) + album.GAP
    assert sheet.height() == 2 * (20 + album.CAPTION + album.GAP) + album.GAP


def test_a_picture_in_few_colours_keeps_a_colour_that_it_uses(pages: ModuleType) -> None:
    few = pages.in_few_colours(picture())
    assert few.pixelColor(0, 0) == QColor("#336699")
    assert few.format() == QImage.Format.Format_Indexed8


def test_the_words_of_a_page_stand_a_line_each_without_its_style(pages: ModuleType) -> None:
    assert pages.words_of("<style>p { }</style><h1>Risk</h1><p>One <b>two</b></p>") == "Risk\nOne two\n"
