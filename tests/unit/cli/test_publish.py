"""The directory for everybody by the command line: leaflet, card, booklet and page."""

from pathlib import Path

import pytest

from civicdesk.feedback import preview
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal

LIST = (
    "id,name,description,tags,assured_date,printable\n"
    "z1,Zebra Kitchen,We cook,food,2026-02-01,yes\n"
    "z2,Zebra Garden,We dig,gardening,2026-02-01,yes\n"
    "z3,Zebra Attic,We hide,food,2026-02-01,no\n"
)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """Return a desk with three entries taken in, one of them not to be printed."""
    file = desk.folder / "zebras.csv"
    file.write_text(LIST)
    desk.ask("directory", "import", *desk.door(), file)
    return desk


def test_each_form_lands_in_its_file_and_says_what_stayed_out(stocked: Desk) -> None:
    for word, name in (("leaflet", "l.pdf"), ("card", "c.pdf"), ("booklet", "b.pdf"), ("page", "p.html")):
        code, out, told = refusal(stocked, "directory", word, *stocked.door(), "zebra", "--out", stocked.folder / name)
        assert (code, "2 entries" in out, "1 left out: not to be printed" in told) == (0, True, True)
        assert (stocked.folder / name).stat().st_size > 1000


@pytest.mark.parametrize("word", ["card", "booklet"])
def test_sheets_to_fold_are_written_beside_the_pages(stocked: Desk, word: str) -> None:
    paper, fold = stocked.folder / "paper.pdf", stocked.folder / "fold.pdf"
    stocked.ask("directory", word, *stocked.door(), "zebra", "--out", paper, "--fold", fold)
    assert preview.count(fold.read_bytes()) < preview.count(paper.read_bytes()) or word == "card"


def test_a_part_is_chosen_by_topic_and_entries_by_id(stocked: Desk) -> None:
    assert made(stocked, "--topic", "gardening", "zebra") == ["Zebra Garden"]
    listed = stocked.ask("directory", "find", *stocked.door(), "zebra kitchen")
    assert made(stocked, "--entry", listed[0]["id"]) == ["Zebra Kitchen"]


def made(desk: Desk, *words: object) -> list[str]:
    out = Path(desk.folder / "leaflet.pdf")
    desk.ask("directory", "leaflet", *desk.door(), "--large", "--out", out, *words)
    said = " ".join(preview.text(out.read_bytes()))
    return [name for name in ("Zebra Kitchen", "Zebra Garden", "Zebra Attic") if name in said]


def test_a_title_that_tells_too_much_is_refused(stocked: Desk) -> None:
    code, _, told = refusal(
        stocked, "directory", "leaflet", *stocked.door(), "zebra", "--out", stocked.folder / "l.pdf", "--title", "My recovery"
    )
    assert (code, "LEAFLET-TITLE" in told) == (1, True)
    assert not (stocked.folder / "l.pdf").exists()
