"""Leaflets, cards and booklets: tagged, whole, in order, the same twice, with nothing torn and nothing that cannot be read."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import page
import pikepdf
import pytest

from civicdesk import i18n
from civicdesk.feedback import preview
from civicdesk.feedback.booklet_imposed import folded_in_the_middle, folded_twice
from civicdesk.feedback.booklet_page import booklet_pdf
from civicdesk.feedback.directory_card import card_pdf
from civicdesk.feedback.directory_entry import confirmed, facts_of, printable
from civicdesk.feedback.leaflet_page import leaflet_pdf
from civicdesk.records.entries import Entry, EntryKind, Facts
from civicdesk.records.ids import EntryId
from civicdesk.records.publications import Chapter, Publication

TODAY = date(2026, 11, 22)
OTHERS = ("pl", "lt", "ro", "pt", "cy", "ur")
DRAW = {"leaflet": leaflet_pdf, "card": card_pdf, "booklet": booklet_pdf}
Draw = Callable[[Publication], bytes]


def an_entry(number: int = 1, **changes: object) -> Entry:
    plain = Entry(
        id=EntryId(f"e{number:04}"),
        name=f"Invented Choir {number:04}",
        description="sing together, no notes needed",
        when="Thursdays 19:00",
        address=f"{number} Placeholder Street",
        phone="01632 960123",
        cost="Free",
        assured_date=date(2026, 10, 2),
    )
    return replace(plain, **changes)


def many(count: int) -> tuple[Entry, ...]:
    return tuple(an_entry(number) for number in range(1, count + 1))


def a_publication(*entries: Entry, **changes: object) -> Publication:
    half = (len(entries) + 1) // 2
    chapters = (Chapter(group="create", entries=entries[:half]), Chapter(group="", entries=entries[half:]))
    plain = Publication(
        title="Places and groups near you",
        day=TODAY,
        chapters=tuple(chapter for chapter in chapters if chapter.entries),
        index=tuple(entry.id for entry in entries),
        sources=("Sample list: Sample Council. Licence: Open Government Licence v3.0",),
        contact="01632 960001",
    )
    return replace(plain, **changes)


def failures(pdf: bytes) -> list[str]:
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.passed > 90
    return [f"{failure.rule_id} {failure.message}" for failure in report.failures]


def elements(pdf: bytes) -> Iterator[tuple[str, Any]]:
    with pikepdf.open(BytesIO(pdf)) as document:
        yield from _walk(document.Root.StructTreeRoot.K[0])


def _walk(element: Any) -> Iterator[tuple[str, Any]]:
    yield str(element.S)[1:], element
    for kid in element.K:
        if "/S" in kid:
            yield from _walk(kid)


def said(pdf: bytes) -> str:
    return " ".join(" ".join(preview.text(pdf)).split())


def facts(entry: Entry) -> dict[str, str]:
    return {fact.label: ". ".join(part for part in (fact.own, fact.ours) if part) for fact in facts_of("en", entry)}


# --- what is said of an entry -------------------------------------------------------------------------------------------------


def test_what_is_not_known_is_to_be_asked_on_the_telephone() -> None:
    told = facts(Entry(id=EntryId("e"), name="Invented Choir", phone="01632 960123"))
    assert told == {
        "when": "Ring first",
        "where": "Address given by phone",
        "phone": "01632 960123",
        "cost": "Ring first",
        "access": "Step-free: ring first",
    }


@pytest.mark.parametrize(
    ("known", "label", "words"),
    [
        ({"facts": Facts(free=True), "cost": ""}, "cost", "Free"),
        ({"facts": Facts(free=False), "cost": ""}, "cost", "Costs money"),
        ({"facts": Facts(step_free=True)}, "access", "Step-free"),
        ({"facts": Facts(step_free=False), "access": "One step"}, "access", "One step"),
        ({"facts": Facts(step_free=False, hearing_loop=True)}, "access", "Has steps. Hearing loop"),
        ({"facts": Facts(online=True), "address": ""}, "where", "Online, or by phone: nobody has to travel"),
        ({"facts": Facts(online=True, interpreter=True)}, "access", "Interpreter"),
        ({"address_public": False}, "where", "Address given by phone"),
        ({"address": "", "phone": ""}, "where", "Ask where it is"),
        ({"facts": Facts(women_or_men_only="women", youngest=18)}, "who", "Women only. From 18 years"),
        ({"facts": Facts(oldest=25, capacity="full")}, "who", "Up to 25 years. May be full: ring first"),
        ({"facts": Facts(youngest=13, oldest=19, referral="professional")}, "who", "13 to 19 years. A professional must refer you"),
        (
            {"facts": Facts(abstinence_required=True, capacity="waiting")},
            "who",
            "For people who do not drink or use at all. Has a waiting list",
        ),
        ({"kind": EntryKind.FUNDING, "facts": Facts(applicants=("group",), closes=date(2027, 3, 31))}, "closes", "31 March 2027"),
    ],
)
def test_what_is_known_is_said(known: dict[str, Any], label: str, words: str) -> None:
    assert facts(an_entry(**known))[label] == words


def test_money_for_ideas_has_no_steps_and_no_price() -> None:
    assert {"cost", "access"}.isdisjoint(facts(an_entry(kind=EntryKind.FUNDING)))


def test_what_an_entry_says_as_we_would_is_said_in_the_language_of_the_paper() -> None:
    told = {
        fact.label: (fact.own, fact.ours) for fact in facts_of("pl", an_entry(access="Step-free", facts=Facts(step_free=True, free=True)))
    }
    assert (told["cost"], told["access"]) == (("", "Bezpłatnie"), ("", "Bez schodów"))


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "Confirmed 2 October 2026"),
        ({"assured_date": date(2025, 11, 23)}, "Confirmed 23 November 2025"),
        ({"assured_date": date(2025, 11, 22)}, "Not confirmed for 12 months"),
        ({"missing_since": TODAY}, "May have ended: ring first"),
    ],
)
def test_each_entry_says_when_it_was_confirmed(known: dict[str, Any], words: str) -> None:
    assert confirmed("en", an_entry(**known), TODAY) == words


def test_signs_that_no_font_has_are_left_out_and_letters_are_said_to_be_missing() -> None:
    assert printable("Choir \U0001f3b5 of Town", "en") == "Choir of Town"
    assert printable("Choir नमस्ते", "en") == "Choir [not printable]"
    assert said(leaflet_pdf(a_publication(an_entry(name="नमस्ते \U0001f3b5 Choir")))).count("[not printable] Choir") == 1


# --- every paper --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("paper", DRAW)
def test_no_machine_check_of_accessibility_fails(paper: str, *, large: bool) -> None:
    assert failures(DRAW[paper](a_publication(*many(8), large=large, practice=True))) == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("paper", DRAW)
def test_papers_in_other_languages_pass_too_and_mark_the_words_of_the_entries_as_english(paper: str, language: str) -> None:
    known = Facts(step_free=False, hearing_loop=True, women_or_men_only="women", youngest=18, capacity="full")
    pdf = DRAW[paper](a_publication(*many(2), an_entry(3, facts=known, access="Sample ramp"), language=language))
    assert failures(pdf) == []
    marked = [str(element.get("/Lang", "")) for role, element in elements(pdf) if role == ("H3" if paper == "booklet" else "H2")]
    assert marked == ["en"] * 3
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == language


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_that_has_words_for_leaflets_has_all_of_them(language: str) -> None:
    asked = {key for key in i18n.catalogue("en") if key.startswith("leaflet.") and not key.startswith("leaflet.left_out.")}
    assert asked - i18n.catalogue(language).keys() == set()


@pytest.mark.parametrize("paper", DRAW)
def test_the_same_entries_give_the_same_bytes(paper: str) -> None:
    assert DRAW[paper](a_publication(*many(8))) == DRAW[paper](a_publication(*many(8)))


@pytest.mark.parametrize("paper", DRAW)
def test_headings_name_the_entries_in_their_order(paper: str) -> None:
    pdf = DRAW[paper](a_publication(*many(5)))
    text = said(pdf)
    places = [text.index(f"Invented Choir {number:04} ") for number in range(1, 6)]
    assert places == sorted(places)
    levels = [role for role, _ in elements(pdf) if role in {"H1", "H2", "H3"}]
    assert levels[0] == "H1"
    assert levels.count("H3" if paper == "booklet" else "H2") == 5


@pytest.mark.parametrize("paper", DRAW)
def test_no_entry_is_torn(paper: str) -> None:
    pages = preview.text(DRAW[paper](a_publication(*(an_entry(number, description="word " * 30) for number in range(1, 9)))))
    begins = [text.count("Thursdays 19:00") for text in pages]
    assert [text.count("01632 960123") for text in pages] == begins
    assert [text.count("Confirmed 2 October 2026") for text in pages] == begins
    assert sum(begins) == 8


@pytest.mark.parametrize("paper", DRAW)
def test_every_paper_says_to_ring_first_and_where_its_entries_come_from(paper: str) -> None:
    text = said(DRAW[paper](a_publication(*many(2))))
    assert "Ring before you go" in text
    assert "Sample Council. Licence: Open Government Licence v3.0" in text
    assert "Made on 22 November 2026" in text


# --- leaflet ------------------------------------------------------------------------------------------------------------------


def test_twelve_entries_fit_on_one_sheet_of_paper() -> None:
    begun = time.perf_counter()
    pdf = leaflet_pdf(a_publication(*many(12)))
    assert time.perf_counter() - begun < 1
    assert preview.count(pdf) <= 2


def test_large_print_has_letters_of_18_points_and_no_smaller_ones() -> None:
    assert min(_sizes(leaflet_pdf(a_publication(*many(4), large=True)))) >= 18
    assert min(_sizes(booklet_pdf(a_publication(*many(4), large=True)))) > 15.4  # the number of the page


def _sizes(pdf: bytes) -> set[float]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return {
            float(operands[1])
            for one in document.pages
            for operands, operator in pikepdf.parse_content_stream(one)
            if str(operator) == "Tf"
        }


# --- booklet ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 9, 14, 30])
def test_the_number_of_pages_can_be_folded(count: int) -> None:
    pdf = booklet_pdf(a_publication(*many(count)))
    assert preview.count(pdf) % 4 == 0
    assert "About these pages" in preview.text(pdf)[-1]


def test_the_list_of_names_tells_the_pages() -> None:
    pages = preview.text(booklet_pdf(a_publication(*many(30))))
    index = next(text for text in pages if text.startswith("All names"))
    named = re.findall(r"(Invented Choir \d{4})\s+(\d+)", index)
    assert len(named) == 30
    assert [name for name, number in named if name not in pages[int(number) - 1]] == []


def test_names_in_the_lists_can_be_pressed() -> None:
    pdf = booklet_pdf(a_publication(*many(10)))
    links = [str(element.Alt) for role, element in elements(pdf) if role == "Link"]
    assert links[:2] == ["Making things, page 2", "More, page 3"]
    assert len(links) == 3 + 10


def test_a_front_that_needs_two_pages_moves_the_numbers() -> None:
    groups = (
        "food",
        "home",
        "money",
        "law",
        "body",
        "mind",
        "recovery",
        "family",
        "social",
        "active",
        "create",
        "learn",
        "work",
        "civic",
        "travel",
    )
    chapters = tuple(Chapter(group=group, entries=(an_entry(number),)) for number, group in enumerate(groups))
    publication = a_publication(*many(1), chapters=chapters, index=tuple(EntryId(f"e{number:04}") for number in range(15)), large=True)
    pages = preview.text(booklet_pdf(replace(publication, title="Places and groups near you " * 6)))
    first = next(number for number, text in enumerate(pages, start=1) if text.startswith("Food"))
    assert first > 2
    assert f"Food {first}" in " ".join(pages[0].split()) or f"Food {first}" in " ".join(pages[1].split())


def test_a_chapter_heading_is_never_alone_at_the_bottom() -> None:
    for count in range(6, 14):
        for text in preview.text(booklet_pdf(a_publication(*many(count))))[1:]:
            lines = [line for line in text.splitlines() if not line.startswith("Places and groups")]
            assert lines[-1:] not in (["Making things"], ["More"])


def test_a_booklet_of_500_entries_takes_less_than_five_seconds() -> None:
    begun = time.perf_counter()
    booklet_pdf(a_publication(*many(500)))
    assert time.perf_counter() - begun < 5


# --- sheets to fold -----------------------------------------------------------------------------------------------------------


def test_a_folded_booklet_has_its_pages_where_they_belong() -> None:
    pdf = booklet_pdf(a_publication(*many(14)))
    pages, sheets = preview.text(pdf), preview.text(folded_in_the_middle(pdf))
    assert len(pages) == 8
    numbers = [[number for number in range(1, 9) if f"near you · {number}" in text] for text in sheets]
    assert numbers == [[1, 8], [2, 7], [3, 6], [4, 5]]


def test_a_folded_booklet_is_turned_over_along_its_short_edge_and_says_the_same_twice() -> None:
    pdf = booklet_pdf(a_publication(*many(3)))
    one = folded_in_the_middle(pdf)
    assert one == folded_in_the_middle(pdf)
    with pikepdf.open(BytesIO(one)) as document:
        assert str(document.Root.ViewerPreferences.Duplex) == "/DuplexFlipShortEdge"
        width, height = (float(edge) for edge in document.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (842, 595)


def test_a_card_is_folded_out_of_one_side_of_a4() -> None:
    pdf = card_pdf(a_publication(*many(6)))
    sheet = folded_twice(pdf)
    assert preview.count(sheet) == 1
    with pikepdf.open(BytesIO(sheet)) as document:
        drawn = document.pages[0].Contents.read_bytes().decode().splitlines()
    assert drawn[0] == "q 1 0 0 1 297.64 0.70 cm /P0 Do Q"
    assert drawn[1] == "q -1 0 0 -1 595.28 841.15 cm /P1 Do Q"


def test_a_card_says_what_when_where_and_whom_to_ring_and_no_more() -> None:
    text = said(card_pdf(a_publication(an_entry(cost="Placeholder price", access="Placeholder ramp"))))
    assert "Placeholder price" not in text
    assert "Placeholder ramp" not in text
    assert all(word in text for word in ("Thursdays 19:00", "1 Placeholder Street", "01632 960123", "Sing together"))
