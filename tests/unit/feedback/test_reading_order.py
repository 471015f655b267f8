"""Lines from right to left stand on the page as they are read, and a page on which they do not is refused."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk import i18n
from civicdesk.errors import Refused
from civicdesk.feedback import joined, reading_order
from civicdesk.feedback.blocks import Words
from civicdesk.feedback.joined import Letters, Written
from civicdesk.feedback.pages import Furniture, Part, Press, lay_out
from civicdesk.feedback.pdf import sheet_pdf
from civicdesk.feedback.setting import Piece, Run, SetLine, Stretch, set_lines
from civicdesk.feedback.styles import WIDTH, Type, looks
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import day
from civicdesk.records.sheets import Sheet, SheetMode

Make = Callable[..., Sheet]
LOOK = looks(SheetMode.STANDARD, "ur")[0]
PURE = "آپ کو معلوم ہے کہ معلومات کیسے ملتی ہیں۔ اس سے مدد ملتی ہے۔"
TWO_LINES = f"{PURE} {PURE} لوگ آپ کی بات سنتے ہیں۔"
MIXED = (
    "پہلے \u2068Linnet\u2069 کو فون کریں: \u206801632 960123\u2069۔",
    "بس 36 یا 7A سے آئیں (اتوار کو نہیں)، 12:30 سے 14:00 تک، £2.50 میں۔",
    "“I can speak up in a group.” آپ کا جواب: بالکل متفق (Agree strongly)۔",
    "Wren سے پوچھیں: wren@example.org یا https://example.org/a-b?c=1 دیکھیں۔",
    "صفحہ 1 از 2، کارڈ 0412، ۱۲۳ اور ١٢٣، 20%، 3/4، -5 [یہ] {وہ} «یوں»",
)
WORDS = st.sampled_from(
    [
        "آپ",
        "کے",
        "پاس،",
        "لیے۔",
        "ٹھیک",
        "(کارڈ)",
        "لاہور",
        "Wren",
        "bus",
        "36",
        "01632",
        "960123",
        "12:30",
        "£2.50",
        "(a",
        "b)",
        "۱۲۳",
        "؟",
        "-",
        "ملے/گئے",
    ]
)


def document(*texts: str, language: str = "ur", width: float = WIDTH) -> bytes:
    """Return a file of paragraphs; it is refused if one of them does not read as it should."""
    press = Press(language)
    tree = Node("Document")
    type_ = LOOK.body if language == "ur" else replace(LOOK.body, from_right=False)
    blocks = tuple(Words(tree.add("P"), type_, (Run(text),)) for text in texts)
    furniture = Furniture(title="T", language=language, foot="{} {}".format, type=type_, loud=type_)
    press.draw(lay_out(Part(blocks)).pages, furniture)
    return press.finish(tree, "T")


def lines_by_right_edge(pdf: bytes) -> list[str]:
    """Return the letters of each line by the right edges of their boxes, from the right: knows nothing of any algorithm."""
    (page,) = pypdfium2.PdfDocument(pdf)
    words = page.get_textpage()
    letters: dict[int, list[tuple[float, str]]] = {}
    for index in range(words.count_chars()):
        letter = unicodedata.normalize("NFKC", words.get_text_range(index, 1))
        left, bottom, right, top = words.get_charbox(index, loose=True)
        if letter.strip() and right > left:
            letters.setdefault(round((bottom + top) / 2), []).append((right, letter))
    return ["".join(letter for _, letter in sorted(line, reverse=True)) for _, line in sorted(letters.items(), reverse=True)]


# --- what is right passes -------------------------------------------------------------------------------------------------------


def test_a_line_of_urdu_is_read_letter_by_letter_from_the_right() -> None:
    assert lines_by_right_edge(document(PURE))[0] == PURE.replace(" ", "")


def test_a_paragraph_of_two_lines_goes_on_on_the_second() -> None:
    *lines, _ = lines_by_right_edge(document(TWO_LINES))
    assert "".join(lines) == TWO_LINES.replace(" ", "")
    assert len(lines) == 2


@pytest.mark.parametrize("text", MIXED, ids=["name and telephone", "numbers and money", "quotation", "addresses", "digits and brackets"])
@pytest.mark.parametrize("language", ["ur", "en"])
def test_lines_that_run_both_ways_read_as_they_should(text: str, language: str) -> None:
    assert document(text, language=language)


@pytest.mark.parametrize(
    ("text", "from_right"),
    [
        ("فون: \u206801632 960123\u2069۔", "فون:32106321960۔"[:4] + "321069" + "23610" + "۔"),
        ("بس 36 (آج)", "بس63(آج("),
        ("یہ bus 7 ہے", "یہ7subہے"),
    ],
    ids=["telephone", "bracket", "English inside"],
)
def test_what_must_stand_from_the_right_edge_is_what_a_reader_of_both_writes_down(text: str, from_right: str) -> None:
    assert reading_order.from_right(Stretch(text, 0, len(text), 1)) == from_right


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30), st.sampled_from(["ur", "en"]))
def test_any_words_in_any_order_read_as_they_should(words: list[str], language: str) -> None:
    assert document(" ".join(words), language=language)


@given(st.lists(WORDS, min_size=1, max_size=30), st.floats(40, 400))
def test_no_letter_is_lost_when_lines_are_broken(words: list[str], width: float) -> None:
    text = " ".join(words)
    lines = set_lines((Run(text),), LOOK.body, width)
    said = "".join(line.said or "".join(piece.text for piece in line.pieces) for line in lines)
    assert said.replace(" ", "") == text.replace(" ", "")


@given(st.lists(WORDS, min_size=1, max_size=30), st.floats(120, 400))
def test_no_line_is_wider_than_its_place(words: list[str], width: float) -> None:
    assert [line for line in set_lines((Run(" ".join(words)),), LOOK.body, width) if line.width > width + 1e-6] == []


def test_a_date_inside_an_urdu_sentence_begins_with_its_day() -> None:
    said = i18n.say_in("ur", "sheet.entry.checked", date=day("ur", date(2026, 10, 20)))
    assert reading_order.from_right(Stretch(said, 0, len(said), 1)) == "جانچاگیا:" + "02" + "اکتوبر" + "6202" + "۔"


# --- what is wrong is noticed ---------------------------------------------------------------------------------------------------


def write_reversed(self: Letters, line: SetLine, x: float, baseline: float, page: int) -> None:
    """Put the words of a line from left to right, as a setter would that knows no other way."""
    right_way(self, replace(line, pieces=sorted(line.pieces, key=lambda piece: piece.place)), x, baseline, page)


def write_letters_reversed(self: Letters, line: SetLine, x: float, baseline: float, page: int) -> None:
    """Put the words where they belong, and the letters of each the wrong way round."""
    right_way(self, replace(line, pieces=[turned(piece) for piece in line.pieces]), x, baseline, page)


def write_without_one(self: Letters, line: SetLine, x: float, baseline: float, page: int) -> None:
    right_way(self, replace(line, pieces=line.pieces[1:]), x, baseline, page)


def turned(piece: Piece) -> Piece:
    if piece.joined is None:
        return piece
    places = [glyph.x for glyph in piece.joined.glyphs]
    glyphs = tuple(replace(glyph, x=x) for glyph, x in zip(piece.joined.glyphs, reversed(places), strict=True))
    return replace(piece, joined=replace(piece.joined, glyphs=glyphs))


right_way = Letters.write


@pytest.mark.parametrize("wrong", [write_reversed, write_letters_reversed, write_without_one])
@pytest.mark.parametrize("text", [PURE, MIXED[0], MIXED[2]], ids=["Urdu", "with a telephone", "with a quotation"])
def test_words_or_letters_in_the_wrong_order_refuse_the_file(
    text: str, wrong: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined.Letters, "write", wrong)
    with pytest.raises(Refused, match="SHEET-RTL"):
        document(text)


def test_a_telephone_number_with_its_halves_exchanged_is_noticed() -> None:
    pdf = document("فون: \u206801632 960123\u2069۔")
    stretch = Stretch("فون: 960123 01632۔", 0, 18, 1)
    assert reading_order.from_right(Stretch("فون: 01632 960123۔", 0, 18, 1)) != reading_order.from_right(
        Stretch("فون: \u206801632 960123\u2069۔", 0, 20, 1)
    )
    lone = Written(page=0, x=42.0, baseline=0.0, width=WIDTH, stretch=stretch)
    assert len(list(reading_order.faults(pdf, [lone]))) == 1


def test_a_sheet_in_urdu_with_its_words_reversed_is_refused(make_sheet: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = make_sheet(language="ur", strengths=(PURE,))
    assert sheet_pdf(sheet)
    monkeypatch.setattr(joined.Letters, "write", write_reversed)
    with pytest.raises(Refused, match="SHEET-RTL"):
        sheet_pdf(sheet)


def test_the_refusal_says_what_to_do_next() -> None:
    assert "Nothing was printed." in i18n.explain(Refused("SHEET-RTL"))


# --- the drawing ----------------------------------------------------------------------------------------------------------------


def test_a_name_in_urdu_can_stand_on_an_english_sheet(make_sheet: Make) -> None:
    assert sheet_pdf(make_sheet(first_name="عائشہ", worker="بلال"))


def test_words_that_are_all_urdu_run_their_own_way_on_an_english_sheet() -> None:
    (line,) = set_lines((Run("منگل کو، 12 بجے (گھر)"),), Type(size=12, lead=15), WIDTH)
    assert line.stretch is not None
    assert line.stretch.base == 1
    assert document("منگل کو، 12 بجے (گھر)", language="en")


def test_what_keeps_two_letters_apart_is_kept_inside_a_word() -> None:
    (line,) = set_lines((Run("بے\u200cشک"),), LOOK.body, WIDTH)
    assert [piece.text for piece in line.pieces] == ["بے\u200cشک"]
    assert document("یہ بے\u200cشک ٹھیک ہے")


def test_heavy_letters_are_drawn_with_an_edge() -> None:
    (line,) = set_lines((Run("خوبیاں"),), LOOK.strong, WIDTH)
    assert [piece.heavy for piece in line.pieces] == [True]


def test_letters_that_join_are_larger_so_that_they_look_as_large() -> None:
    (line,) = set_lines((Run("خوبی one"),), Type(size=10, lead=14, from_right=True), WIDTH)
    assert {piece.text: piece.size for piece in line.pieces if piece.text.strip()} == {"خوبی": pytest.approx(10.8), "one": 10}
