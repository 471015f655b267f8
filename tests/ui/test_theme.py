"""The look: contrast, fonts, icons, and sizes that follow the text."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from civicdesk import paths
from civicdesk.ui import theme
from civicdesk.ui.widgets.focus import ring_colours

TEXT = [
    *product(("text",), ("bg", "surface", "selected")),
    *product(("muted",), ("bg", "surface", "selected")),
    *product(("primary", "error", "success", "warning", "info"), ("surface", "selected", "bg")),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
    ("on_practice", "practice"),
]
BODY = [("text", "bg"), ("text", "surface"), ("text", "selected")]
PARTS = [
    ("border", "surface"),
    ("border", "bg"),
    ("primary", "selected"),
    ("primary", "surface"),
    ("chart", "surface"),
    ("chart", "chart_track"),
    ("chart_earlier", "bg"),
    ("practice", "bg"),
    ("focus_inner", "focus_outer"),
]


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_every_text_can_be_read(name: str, ink: str, paper: str) -> None:
    tokens = theme.tokens(name)
    assert theme.contrast(tokens[ink], tokens[paper]) >= 4.5


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize(("ink", "paper"), BODY)
def test_body_text_stands_out_more(name: str, ink: str, paper: str) -> None:
    tokens = theme.tokens(name)
    assert theme.contrast(tokens[ink], tokens[paper]) >= 7


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize(("part", "paper"), PARTS)
def test_every_part_of_a_control_can_be_seen(name: str, part: str, paper: str) -> None:
    tokens = theme.tokens(name)
    assert theme.contrast(tokens[part], tokens[paper]) >= 3


@pytest.mark.parametrize("name", theme.NAMES)
def test_the_focus_ring_is_seen_on_the_page(name: str) -> None:
    made = theme.make(theme.Look(theme=name))
    outer, _inner = ring_colours(made)
    assert theme.contrast(made.tokens[outer], made.tokens["bg"]) >= 3


def test_contrast_is_that_of_the_guidelines() -> None:
    assert theme.contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert round(theme.contrast("#0B5C4B", "#FFFFFF"), 2) == 7.93


def test_all_themes_have_the_same_tokens() -> None:
    assert len({frozenset(theme.tokens(name)) for name in theme.NAMES}) == 1


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("name", theme.NAMES)
def test_the_style_sheet_has_no_open_places(name: str, scale: int) -> None:
    made = theme.make(theme.Look(theme=name, text_scale=scale))
    sheet = theme.style_sheet(made)
    assert "$" not in sheet
    assert f"font-size: {round(17 * scale / 100)}px" in sheet


def test_the_text_scale_keeps_to_its_range() -> None:
    assert theme.make(theme.Look(theme="light", text_scale=500)).text_scale == 200
    assert theme.make(theme.Look(theme="light", text_scale=10)).text_scale == 100


def test_our_own_letters_are_used(qapp: QApplication, look: Callable[..., theme.Theme]) -> None:
    assert theme.LATIN in QFontDatabase.families()
    assert qapp.font().families()[0] == theme.LATIN


def test_every_icon_that_is_named_in_the_code_is_there() -> None:
    shipped = {file.stem for file in (paths.resources() / "icons").glob("*.svg")}
    named: set[str] = set()
    for file in (Path(theme.__file__).parent).rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'icon="([a-z0-9-]+)"', text))
        named |= set(re.findall(r'(?:show_icon|Picture|pixmap)\("([a-z0-9-]+)"', text))
    assert named - shipped == set()


def test_an_icon_is_drawn_in_the_colour_of_its_token(look: Callable[..., theme.Theme]) -> None:
    look("light")
    picture = theme.pixmap("check", "error").toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() > 250
    }
    assert colours == {"#b3261e"}


def test_a_missing_icon_is_an_empty_picture_and_nothing_worse(look: Callable[..., theme.Theme]) -> None:
    assert theme.pixmap("no-such-icon").isNull()


def test_arrows_turn_round_with_the_language(look: Callable[..., theme.Theme]) -> None:
    look("light")
    forward = theme.pixmap("arrow-right").toImage()
    look("light", mirrored=True)
    assert theme.pixmap("arrow-left").toImage() == forward
