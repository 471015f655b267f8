"""Many sheets in one file."""

import tracemalloc
from collections.abc import Callable
from io import BytesIO

import page
import pikepdf
import pytest

from civicdesk import paths
from civicdesk.errors import Refused
from civicdesk.feedback import preview
from civicdesk.feedback.binding import Binder
from civicdesk.feedback.guide import guide_pdf, guide_words
from civicdesk.records.sheets import Sheet, SheetMode, Step

Make = Callable[..., Sheet]


def bound(*sheets: Sheet) -> bytes:
    binder = Binder("en")
    for sheet in sheets:
        binder.add(sheet)
    return binder.finish()


def failures(pdf: bytes) -> list[str]:
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.passed > 90
    return [f"{failure.rule_id} {failure.message}" for failure in report.failures]


def test_every_form_and_language_side_by_side_passes_the_machine_checks(make_sheet: Make) -> None:
    languages = ("en", "pl", "ur", "cy", "lt")
    pdf = bound(*(make_sheet(mode=mode, language=language, card=language) for mode, language in zip(SheetMode, languages, strict=True)))
    assert failures(pdf) == []
    with pikepdf.open(BytesIO(pdf)) as document:
        parts = list(document.Root.StructTreeRoot.K[0].K)
        assert [str(part.get("/Lang", "")) for part in parts] == ["", "pl", "ur", "cy", "lt"]


def test_each_person_begins_on_paper_of_their_own(make_sheet: Make) -> None:
    said = preview.text(bound(make_sheet(card="0001"), make_sheet(card="0002"), make_sheet(card="0003")))
    assert ["Your reflection sheet" in text for text in said] == [True, False, True, False, True]
    assert ["left empty on purpose" in text for text in said] == [False, True, False, True, False]


@pytest.mark.parametrize(("before", "after", "right"), [("en", "ur", True), ("ur", "en", False)])
def test_an_empty_side_is_read_from_where_its_own_language_begins(make_sheet: Make, before: str, after: str, *, right: bool) -> None:
    empty = preview.page(bound(make_sheet(language=before), make_sheet(language=after)), 1, 24)
    rows = [empty.pixels[start : start + empty.width * 3] for start in range(0, len(empty.pixels), empty.stride)]
    inked = [column for row in rows for column in range(empty.width) if row[column * 3] < 200]
    assert (min(inked) > empty.width / 2) is right
    assert (max(inked) < empty.width / 2) is not right


def test_each_sheet_counts_its_own_pages(make_sheet: Make) -> None:
    said = preview.text(bound(make_sheet(card="0001"), make_sheet(card="0002", mode=SheetMode.LARGE)))
    assert "Card 0001. Page 1 of 1" in said[0]
    assert "Card 0002. Page 1 of " in said[2]


def test_a_reader_finds_each_sheet_by_its_card(make_sheet: Make) -> None:
    with pikepdf.open(BytesIO(bound(make_sheet(card="0001"), make_sheet(card="0002")))) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Sheet of card 0001", "Sheet of card 0002"]


def test_a_sheet_that_cannot_be_printed_leaves_no_trace(make_sheet: Make) -> None:
    binder = Binder("en")
    binder.add(make_sheet(card="0001"))
    with pytest.raises(Refused, match="SHEET-GLYPH"):
        binder.add(make_sheet(card="0002", steps=(Step(text="Sing \U0001f3b5"),)))
    pdf = binder.finish()
    assert binder.sheets == 1
    assert failures(pdf) == []
    assert len(preview.text(pdf)) == 1


def test_the_same_sheets_give_the_same_bytes(make_sheet: Make) -> None:
    assert bound(make_sheet(), make_sheet(mode=SheetMode.EASY)) == bound(make_sheet(), make_sheet(mode=SheetMode.EASY))


def test_nothing_of_a_sheet_but_what_is_drawn_is_kept_in_memory(make_sheet: Make) -> None:
    bound(make_sheet())
    tracemalloc.start()
    bound(*(make_sheet(card=f"{number:04}") for number in range(4)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_500_000


def test_the_guide_is_two_tagged_sides_and_says_what_the_screen_says() -> None:
    pdf = guide_pdf("en")
    assert failures(pdf) == []
    pages = preview.text(pdf)
    assert len(pages) == 2
    printed = "".join("".join(pages).split())
    assert [text for _, points in guide_words("en") for text in points if "".join(text.split()) not in printed] == []


def test_the_help_says_the_same_as_the_guide_on_paper() -> None:
    lines = (paths.resources() / "help" / "3-talking.en.md").read_text(encoding="utf-8").splitlines()
    said = [line.lstrip("#- ") for line in lines if line.startswith(("## ", "- "))]
    assert said == [text for heading, points in guide_words("en") for text in (heading, *points)]
