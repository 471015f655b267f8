"""The finished files: tagged, whole, readable, the same every time, and discreet."""

import ctypes
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import page
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk import i18n
from civicdesk.errors import Refused
from civicdesk.feedback import preview
from civicdesk.feedback.pdf import keys_pdf, laptop_pdf, recovery_pdf, sheet_pdf, summary_pdf
from civicdesk.feedback.sentences import bar_sentence
from civicdesk.feedback.styles import COLOUR, EARLIER, GREY, MARGIN, MUTED, PAPER, TEXT, Ink
from civicdesk.feedback.text import sheet_text
from civicdesk.records.laptop import LaptopPaper
from civicdesk.records.laptop import Section as LaptopSection
from civicdesk.records.sheets import AnswerLine, Bar, KeysPaper, PrintedEntry, RecoverySheet, SessionSummary, Sheet, SheetMode, Step

Make = Callable[..., Sheet]
MakeSummary = Callable[..., SessionSummary]
Answers = tuple[tuple[str, tuple[AnswerLine, ...]], ...]
MODES = list(SheetMode)


def failures(pdf: bytes) -> list[str]:
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.passed > 90
    return [f"{failure.rule_id} {failure.message}" for failure in report.failures]


def elements(pdf: bytes) -> Iterator[tuple[str, str, Any]]:
    """Yield (role, alternative text, element) in reading order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        yield from _walk(document.Root.StructTreeRoot.K[0])


def _walk(element: Any) -> Iterator[tuple[str, str, Any]]:
    yield str(element.S)[1:], str(element.get("/Alt", "")), element
    for kid in element.K:
        if "/S" in kid:
            yield from _walk(kid)


def roles(pdf: bytes) -> list[str]:
    return [role for role, _, _ in elements(pdf)]


def letters(pdf: bytes) -> str:
    return "".join("".join(preview.text(pdf)).split())


# --- every mode ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_no_machine_check_of_accessibility_fails(make_sheet: Make, answers: Answers, mode: SheetMode) -> None:
    assert failures(sheet_pdf(make_sheet(mode=mode, practice=True, second_page=True, answers=answers))) == []


@pytest.mark.parametrize("mode", MODES)
def test_the_same_sheet_gives_the_same_bytes(make_sheet: Make, mode: SheetMode) -> None:
    assert sheet_pdf(make_sheet(mode=mode)) == sheet_pdf(make_sheet(mode=mode))


@pytest.mark.parametrize("mode", MODES)
def test_a_sheet_is_a_small_file(make_sheet: Make, answers: Answers, mode: SheetMode) -> None:
    assert len(sheet_pdf(make_sheet(mode=mode, second_page=True, answers=answers))) <= 300 * 1024


@pytest.mark.parametrize("mode", MODES)
def test_every_font_is_in_the_file(make_sheet: Make, mode: SheetMode) -> None:
    with pikepdf.open(BytesIO(sheet_pdf(make_sheet(mode=mode, worker="Жanna")))) as document:
        fonts = document.pages[0].Resources.Font
        assert len(fonts) >= 4
        assert [name for name, font in fonts.items() if "/FontFile2" not in font.FontDescriptor] == []


@pytest.mark.parametrize("mode", MODES)
def test_every_word_of_the_sheet_is_on_paper(make_sheet: Make, mode: SheetMode) -> None:
    sheet = make_sheet(mode=mode)
    printed = letters(sheet_pdf(sheet))
    wanted = [
        *sheet.strengths,
        *(bar.area for bar in sheet.bars),
        *(step.text for step in sheet.steps),
        *sheet.crisis_lines,
        *sheet.notices,
    ]
    wanted += [text for entry in sheet.entries for text in (entry.name, entry.line, entry.when, entry.where, entry.phone)]
    assert [text for text in wanted if "".join(text.split()) not in printed] == []


@pytest.mark.parametrize("mode", MODES)
def test_a_practice_sheet_says_so_on_each_page(make_sheet: Make, mode: SheetMode) -> None:
    said = preview.text(sheet_pdf(make_sheet(mode=mode, practice=True)))
    assert ["Practice only: nobody here is real" in text for text in said] == [True] * len(said)


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode is not SheetMode.EASY])
def test_each_bar_says_its_sentence(make_sheet: Make, mode: SheetMode) -> None:
    sheet = make_sheet(mode=mode)
    alts = [alt for role, alt, _ in elements(sheet_pdf(sheet)) if role == "Figure"]
    assert alts == [bar_sentence("en", bar) for bar in sheet.bars if bar.share is not None]


def test_in_easy_read_a_plant_grows_where_others_see_a_bar(make_sheet: Make) -> None:
    sheet = make_sheet(mode=SheetMode.EASY)
    pdf = sheet_pdf(sheet)
    alts = [alt for role, alt, _ in elements(pdf) if role == "Figure"]
    grown = {"low": "A small plant", "middle": "A bigger plant", "high": "A tree"}
    assert alts[4:12] == [grown[bar.reading] for bar in sheet.bars if bar.share is not None]
    assert alts[:4] == ["A page", "A star", "A star", "A star"]
    printed = letters(pdf)
    assert [bar.area for bar in sheet.bars if "".join(bar_sentence("en", bar).split()) not in printed] == []


def test_easy_read_says_one_thought_with_a_picture_for_each_right(make_sheet: Make) -> None:
    pdf = sheet_pdf(make_sheet(mode=SheetMode.EASY))
    alts = [alt for role, alt, _ in elements(pdf) if role == "Figure"]
    assert alts[-7:] == ["An arrow that turns back", "An eye", "A bin", "A pencil", "A speech bubble", "A telephone", "A telephone"]
    assert "Youcansaythatsomethingiswrong." in letters(pdf)


def test_no_sentence_of_easy_read_is_longer_than_fifteen_words() -> None:
    texts = [text for key, text in i18n.catalogue("en").items() if key.startswith(("sheet.easy.", "sheet.picture."))]
    said = [part for text in texts for form in ((text,) if isinstance(text, str) else text) for part in form.split(". ")]
    assert len(said) > 25
    assert [part for part in said if len(part.split()) > 15] == []


@pytest.mark.parametrize(("mode", "language"), [(SheetMode.LARGE, "pl"), (SheetMode.EASY, "en")])
def test_a_number_to_ring_is_not_torn_apart_at_the_end_of_a_line(make_sheet: Make, mode: SheetMode, language: str) -> None:
    sheet = make_sheet(mode=mode, language=language, worker="Sam Invented", contact="Placeholder Community Offices, 01632 960100")
    lines = "".join(preview.text(sheet_pdf(sheet))).replace("\u00a0", " ").splitlines()
    assert any("01632 960100" in line for line in lines)


def test_every_sheet_says_how_to_say_that_it_is_wrong(make_sheet: Make) -> None:
    said = "".join(i18n.say_in("en", "sheet.rights.wrong").split())
    found = [mode for mode in MODES if said in letters(sheet_pdf(make_sheet(mode=mode)))]
    assert found == [mode for mode in MODES if mode is not SheetMode.EASY]


# --- one side -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [SheetMode.STANDARD, SheetMode.BLACK_AND_WHITE, SheetMode.DISCREET])
def test_a_full_sheet_is_one_side_of_paper(make_sheet: Make, mode: SheetMode) -> None:
    with pikepdf.open(BytesIO(sheet_pdf(make_sheet(mode=mode)))) as document:
        assert [[float(edge) for edge in each.MediaBox] for each in document.pages] == [
            [0, 0, pytest.approx(595.28, abs=0.1), pytest.approx(841.89, abs=0.1)]
        ]


def test_answers_begin_on_the_second_page(make_sheet: Make, answers: Answers) -> None:
    said = preview.text(sheet_pdf(make_sheet(second_page=True, answers=answers)))
    assert "What you answered" not in said[0]
    assert "What you answered" in said[1]


@pytest.mark.parametrize("mode", [SheetMode.STANDARD, SheetMode.BLACK_AND_WHITE])
def test_answers_take_two_more_sides_with_room_to_draw(make_sheet: Make, answers: Answers, mode: SheetMode) -> None:
    said = preview.text(sheet_pdf(make_sheet(mode=mode, second_page=True, answers=answers)))
    assert (len(said), "Space to write or draw" in said[2]) == (3, True)


def many_answers(number: int) -> Answers:
    return (("Area", tuple(AnswerLine(question=f"Question {each}.", answer="Quite so") for each in range(number))),)


def test_more_answers_than_two_sides_hold_are_all_printed(make_sheet: Make) -> None:
    pdf = sheet_pdf(make_sheet(second_page=True, answers=many_answers(120)))
    assert failures(pdf) == []
    assert letters(pdf).count("Quiteso") == 120


def test_room_to_draw_never_takes_a_page_of_its_own(make_sheet: Make) -> None:
    last = [preview.text(sheet_pdf(make_sheet(second_page=True, answers=many_answers(number))))[-1] for number in range(112, 124)]
    assert {"Space to write" in text for text in last} == {True, False}
    assert ["Quite so" in text for text in last] == [True] * len(last)


def test_words_too_long_for_one_side_flow_on(make_sheet: Make) -> None:
    long = tuple(replace(entry, line="many words about this place " * 20) for entry in make_sheet().entries)
    said = preview.text(sheet_pdf(make_sheet(entries=long)))
    assert len(said) == 2
    assert "In danger: 999" in said[1]
    assert "".join("".join(said).split()).count("manywordsaboutthisplace") == 60


@pytest.mark.parametrize(("mode", "least"), [(SheetMode.STANDARD, 12), (SheetMode.EASY, 14), (SheetMode.LARGE, 18)])
def test_letters_are_at_least_as_large_as_the_mode_says(make_sheet: Make, mode: SheetMode, least: float) -> None:
    assert min(size for size, _ in sizes(sheet_pdf(make_sheet(mode=mode, notices=(), draft_questionnaire=False)))) >= least - 0.01


def test_a_heading_in_large_print_is_twenty_four_points(make_sheet: Make) -> None:
    found = {round(size) for size, letter in sizes(sheet_pdf(make_sheet(mode=SheetMode.LARGE)))}
    assert {18, 24} <= found


def test_nothing_is_printed_into_the_margins(make_sheet: Make) -> None:
    for left, right in edges(sheet_pdf(make_sheet())):
        assert left >= MARGIN - 1
        assert right <= 595.28 - MARGIN + 1


def characters(pdf: bytes) -> Iterator[tuple[Any, int]]:
    document = pypdfium2.PdfDocument(pdf)
    for each in document:
        words = each.get_textpage()
        for index in range(words.count_chars()):
            if chr(pdfium.FPDFText_GetUnicode(words, index)).isalnum():
                yield words, index
        words.close()
        each.close()
    document.close()


def sizes(pdf: bytes) -> list[tuple[float, str]]:
    return [(pdfium.FPDFText_GetFontSize(words, index), chr(pdfium.FPDFText_GetUnicode(words, index))) for words, index in characters(pdf)]


def edges(pdf: bytes) -> list[tuple[float, float]]:
    found = []
    for words, index in characters(pdf):
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(words, index, left, right, bottom, top)
        found.append((left.value, right.value))
    return found


# --- structure ----------------------------------------------------------------------------------------------------------------


def test_a_screen_reader_finds_headings_lists_and_figures_in_order(make_sheet: Make) -> None:
    assert roles(sheet_pdf(make_sheet())) == [
        *("Document", "H1", "P", "P", "P", "P"),
        *("H2", "L", *("LI", "LBody") * 3),
        *("H2", "P", *("Figure",) * 6, "P", *("Figure",) * 2, "P", "P"),
        *("H2", "L", *("LI", "LBody") * 2),
        *("H2", "L", *("LI", "LBody") * 3),
        *("H2", "P", "H2", "P", "P", "P"),
    ]


def test_answers_have_headings_by_area(make_sheet: Make, answers: Answers) -> None:
    found = roles(sheet_pdf(make_sheet(second_page=True, answers=answers)))
    assert found[found.index("H3") - 1 :] == ["H2", *("H3", "Table", *("TR", "TH", "TD") * 5) * 9, "H2"]


def test_words_that_stand_apart_are_read_as_one_sentence(make_sheet: Make) -> None:
    with pikepdf.open(BytesIO(sheet_pdf(make_sheet()))) as document:
        said = [str(element.ActualText) for _, _, element in _walk(document.Root.StructTreeRoot.K[0]) if "/ActualText" in element]
    assert said == ["Opportunities: Not enough answers this time."]


def test_a_figure_knows_its_place_on_the_page(make_sheet: Make) -> None:
    boxes = [[float(edge) for edge in element.A.BBox] for role, _, element in elements(sheet_pdf(make_sheet())) if role == "Figure"]
    tops = [box[3] for box in boxes]
    assert tops == sorted(tops, reverse=True)
    assert [box for box in boxes if not 0 < box[0] < box[2] < 595.3 or not 0 < box[1] < box[3] < 841.9] == []


def test_the_file_names_its_title_and_language_and_nothing_else(make_sheet: Make) -> None:
    with pikepdf.open(BytesIO(sheet_pdf(make_sheet(language="pl")))) as document:
        assert str(document.Root.Lang) == "pl"
        assert dict(document.docinfo.items()) == {"/Title": "Twój arkusz przemyśleń"}
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)


def test_words_come_out_in_the_order_in_which_they_are_read(make_sheet: Make) -> None:
    text = preview.text(sheet_pdf(make_sheet()))[0]
    order = [
        "Your reflection sheet",
        "Card 0412",
        "Your strengths",
        "How things are",
        "Having a say",
        "What matters",
        "People and places",
        "Your choice",
        "Need to talk",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_letters_of_other_languages_come_out_whole(make_sheet: Make) -> None:
    words = "Zażółć gęślą jaźń Ačiū Žemaitė dŵr Привіт"
    assert letters(sheet_pdf(make_sheet(strengths=(words,)))).count("".join(words.split())) == 1


# --- the same bytes elsewhere --------------------------------------------------------------------------------------------------

IN_ANOTHER_PROCESS = """
import hashlib
from datetime import date
from civicdesk.feedback.pdf import recovery_pdf
from civicdesk.records.sheets import RecoverySheet
paper = RecoverySheet(project="Placeholder", made_on=date(2026, 9, 16), code="7XKM-2Q9D", workspace="p.civicdesk")
print(hashlib.sha256(recovery_pdf(paper)).hexdigest())
"""


def test_two_processes_write_the_same_bytes() -> None:
    runs = [
        subprocess.run([sys.executable, "-c", IN_ANOTHER_PROCESS], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout.strip()) == 64


# --- what is not there ----------------------------------------------------------------------------------------------------------


def test_without_a_tick_there_is_no_name(make_sheet: Make) -> None:
    pdf = sheet_pdf(make_sheet(first_name=""))
    assert "Robin" not in letters(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert b"Robin" not in b"".join(bytes(str(alt), "utf-8") for _, alt, _ in elements(pdf)) + bytes(str(document.docinfo), "utf-8")


def test_a_sheet_has_no_numbers_for_its_bars(make_sheet: Make) -> None:
    (text,) = preview.text(sheet_pdf(make_sheet()))
    assert [number for number in ("72", "0.72", "81", "45 ", "%") if number in text] == []


def test_a_discreet_sheet_with_a_telling_contact_is_refused(make_sheet: Make) -> None:
    with pytest.raises(Refused, match="SHEET-DISCREET"):
        sheet_pdf(make_sheet(mode=SheetMode.DISCREET, contact="Placeholder Recovery Service"))


def test_a_character_without_a_glyph_refuses_the_sheet(make_sheet: Make) -> None:
    with pytest.raises(Refused, match="SHEET-GLYPH"):
        sheet_pdf(make_sheet(steps=(Step(text="Ring the choir 🎵"),)))


# --- sparse sheets ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_sheet_with_almost_nothing_is_still_a_sheet(make_sheet: Make, mode: SheetMode) -> None:
    bare = make_sheet(
        mode=mode,
        strengths=(),
        bars=(),
        lower_note=False,
        steps=(),
        entries=(),
        contact="",
        crisis_lines=(),
        notices=(),
        draft_questionnaire=False,
    )
    assert failures(sheet_pdf(bare)) == []
    assert "That is a strength." in " ".join(preview.text(sheet_pdf(bare))[0].split())


def test_a_place_with_a_name_alone_is_printed(make_sheet: Make) -> None:
    place = PrintedEntry(name="Example Hall", line="", when="", where="", phone="", contact="", checked="Not checked lately.")
    assert "Example Hall." in preview.text(sheet_pdf(make_sheet(entries=(place,))))[0]


def test_what_was_chosen_last_time_is_printed(make_sheet: Make) -> None:
    assert "Last time: Ring the choir." in preview.text(sheet_pdf(make_sheet(carried_steps=(Step(text="Ring the choir"),))))[0]


def test_a_bar_in_words_alone_is_a_paragraph(make_sheet: Make) -> None:
    bars = (Bar(area="Worry", share=None, word="Growing", reading="middle"), Bar(area="Know-how", share=0.5, word="Growing", reading=""))
    pdf = sheet_pdf(make_sheet(bars=bars, lower_note=False))
    assert roles(pdf).count("Figure") == 1
    assert "Worry" in letters(pdf)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_answers_in_any_mode_make_a_whole_tagged_sheet(data: st.DataObject) -> None:
    share = st.none() | st.floats(0, 1)
    words = st.text("abcdefghij ąłžŵ", min_size=1, max_size=60).map(lambda text: text.strip() or "word")
    draw = data.draw
    bars = tuple(
        Bar(
            area=draw(words),
            share=value,
            word="Growing",
            reading=draw(st.sampled_from(["low", "middle", "high"])),
            change=draw(st.sampled_from(["", "moved up"])),
        )
        for value in draw(st.lists(share, max_size=9))
    )
    sheet = Sheet(
        card="0001",
        session_date=date(2026, 9, 16),
        worker="Wren",
        mode=draw(st.sampled_from(MODES)),
        strengths=tuple(draw(st.lists(words, max_size=3))),
        bars=bars,
        steps=tuple(Step(text=text) for text in draw(st.lists(words, max_size=2))),
    )
    pdf = sheet_pdf(sheet)
    printed = letters(pdf)
    assert failures(pdf) == []
    assert [bar.area for bar in bars if "".join(bar.area.split()) not in printed] == []
    assert max(right for _, right in edges(pdf)) <= 595.28 - MARGIN + 1


# --- colours --------------------------------------------------------------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2 between two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ink", [COLOUR, GREY], ids=["colour", "grey"])
def test_words_stand_out_from_the_paper_and_the_panel(ink: Ink) -> None:
    assert min(contrast(colour, ground) for colour in (TEXT, MUTED, ink.accent) for ground in (PAPER, ink.panel)) >= 4.5


@pytest.mark.parametrize("ink", [COLOUR, GREY], ids=["colour", "grey"])
def test_bars_stand_out_from_the_paper(ink: Ink) -> None:
    assert min(contrast(ink.accent, PAPER), contrast(EARLIER, PAPER)) >= 3


@pytest.mark.parametrize("ink", [COLOUR, GREY], ids=["colour", "grey"])
def test_strokes_stand_out_from_their_ground(ink: Ink) -> None:
    assert min(contrast(ink.accent, ground) for pattern, ground in ink.ground.items() if pattern.value) >= 3


# --- the other papers -------------------------------------------------------------------------------------------------------------


def test_the_summary_is_tagged_and_one_side(make_summary: MakeSummary) -> None:
    pdf = summary_pdf(make_summary(practice=True))
    assert failures(pdf) == []
    assert len(preview.text(pdf)) == 1


def test_the_summary_is_the_same_twice(make_summary: MakeSummary) -> None:
    assert summary_pdf(make_summary()) == summary_pdf(make_summary())


def test_what_the_summary_hides_is_not_in_the_file(make_summary: MakeSummary) -> None:
    pdf = summary_pdf(make_summary(attended=None, offers=(("Would you like to volunteer?", None),)))
    text = " ".join(preview.text(pdf)[0].split())
    assert "fewer than 5 came" in text
    assert "Groups of fewer than 5: not shown." in text
    assert "volunteer" not in text
    assert "Having a say Too few people to show" in text


def test_counts_and_the_middle_of_a_group_are_figures_with_a_sentence(make_summary: MakeSummary) -> None:
    assert [alt for role, alt, _ in elements(summary_pdf(make_summary())) if role == "Figure"] == [
        "Know-how: 24 people. Building 6, Growing 10, Strong 8.",
        "Taking part: 17 people. The middle of the group is at 38 of 100.",
    ]


def test_where_half_of_a_group_lies_is_drawn_and_said(make_summary: MakeSummary) -> None:
    first, second, third = make_summary().bars
    pdf = summary_pdf(make_summary(bars=(first, replace(second, half=(22.4, 57.0)), third)))
    assert failures(pdf) == []
    assert "Taking part: 17 people. The middle of the group is at 38 of 100. Half of the group lies between 22 and 57." in [
        alt for role, alt, _ in elements(pdf) if role == "Figure"
    ]
    assert "The line shows where half of the group lies." in " ".join(preview.text(pdf)[0].split())
    assert "The line shows" not in preview.text(summary_pdf(make_summary()))[0]


def test_offers_are_a_table_with_headings(make_summary: MakeSummary) -> None:
    pdf = summary_pdf(make_summary())
    assert [role for role in roles(pdf) if role in {"Table", "TR", "TH", "TD"}] == [
        "Table",
        "TR",
        "TH",
        "TH",
        "TR",
        "TD",
        "TD",
    ]
    with pikepdf.open(BytesIO(pdf)) as document:
        scopes = [str(element.A.Scope) for role, _, element in _walk(document.Root.StructTreeRoot.K[0]) if role == "TH"]
    assert scopes == ["/Column", "/Column"]


def test_wishes_without_room_are_counted(make_summary: MakeSummary) -> None:
    assert "And 3 more wishes. Groups of fewer than 5: not shown." in preview.text(summary_pdf(make_summary(more_offers=3)))[0]


def test_a_summary_in_which_every_wish_is_hidden_says_so(make_summary: MakeSummary) -> None:
    pdf = summary_pdf(make_summary(offers=(("Volunteer", None),)))
    assert "Groups of fewer than 5: not shown." in preview.text(pdf)[0]
    assert "Table" not in roles(pdf)


def test_the_fullest_summary_is_one_side_and_leaves_out_places_first(make_summary: MakeSummary) -> None:
    bars = tuple(replace(bar, area=f"{bar.area} {number}") for number in range(3) for bar in make_summary().bars)
    offers = tuple((f"Something that a good many people would like to do, number {number}", 20 - number) for number in range(6))
    change = (
        "30 people have come both times. So many moved up: " + ", ".join(f"A long name of an area {number}" for number in range(9)) + "."
    )
    pdf = summary_pdf(make_summary(bars=bars, offers=(*offers, ("Hidden", None)), more_offers=2, change_note=change))
    (page_text,) = preview.text(pdf)
    text = " ".join(page_text.split())
    assert failures(pdf) == []
    assert ("People and places" in text, "Questions about this page" in text) == (False, True)


def test_places_of_a_summary_say_who_when_and_how_to_ring(make_summary: MakeSummary) -> None:
    text = " ".join(preview.text(summary_pdf(make_summary()))[0].split())
    assert "Placeholder Street Kitchen. Thursdays 12 to 2. Ring Linnet first: 01632 960123. Checked 2 September 2026." in text


def test_how_many_answered_is_said_beside_a_bar_only_if_not_everybody_did(make_summary: MakeSummary) -> None:
    bar = make_summary().bars[1]
    said = preview.text(summary_pdf(make_summary(bars=(replace(bar, n=24), replace(bar, n=17)))))[0]
    assert ("24 people" in said, "17 people" in said) == (False, True)


def test_a_summary_of_nothing_is_still_a_page(make_summary: MakeSummary) -> None:
    bare = make_summary(bars=(), together=(), work_on=(), change_note="", offers=(), entries=(), contact="", audit_foot="")
    pdf = summary_pdf(bare)
    assert failures(pdf) == []
    assert "Too few people answered to say." in preview.text(pdf)[0]


def test_a_summary_with_places_and_no_offers_is_printed(make_summary: MakeSummary) -> None:
    assert "People and places near us" in preview.text(summary_pdf(make_summary(offers=())))[0]


def test_a_group_whose_count_and_middle_are_hidden_says_so(make_summary: MakeSummary) -> None:
    bars = tuple(replace(bar, median=None) for bar in make_summary().bars[1:2])
    assert "Too few people to show" in preview.text(summary_pdf(make_summary(bars=bars)))[0]


def test_the_recovery_sheet_shows_the_code_and_what_it_opens(recovery_sheet: RecoverySheet) -> None:
    pdf = recovery_pdf(recovery_sheet)
    (text,) = preview.text(pdf)
    assert failures(pdf) == []
    assert recovery_sheet.code.replace("-", "") in letters(pdf).replace("-", "")
    assert [words for words in ("Placeholder Project", "placeholder.civicdesk", "16 September 2026") if words not in text] == []


def test_the_picture_for_a_scanner_has_words_but_does_not_speak_the_code(recovery_sheet: RecoverySheet) -> None:
    assert [alt for role, alt, _ in elements(recovery_pdf(recovery_sheet)) if role == "Figure"] == [
        "The recovery code as a square picture for a scanner."
    ]


def test_another_code_is_another_picture(recovery_sheet: RecoverySheet) -> None:
    one, other = (recovery_pdf(paper) for paper in (recovery_sheet, replace(recovery_sheet, code="7XKM-2Q9D-HRT4-W0ZB-5NCV-8EPG-J1YB")))
    assert one != other


def test_the_paper_of_keys_shows_the_code_and_by_what_others_know_them() -> None:
    paper = KeysPaper(
        code="7XKM-2Q9D-HRT4-W0ZB-5NCV-8EPG-J1YA",
        words="plainly invented words for this paper",
        recipient=f"age1{'q' * 58}",
        made_on=date(2026, 9, 16),
    )
    pdf = keys_pdf(paper)
    (text,) = preview.text(pdf)
    assert failures(pdf) == []
    assert paper.code.replace("-", "") in letters(pdf).replace("-", "")
    assert [words for words in (paper.words, "16 September 2026") if words not in text] == []
    assert [alt for role, alt, _ in elements(pdf) if role == "Figure"] == ["The code of the keys as a square picture for a scanner."]


def test_text_and_paper_agree(make_sheet: Make) -> None:
    sheet = make_sheet()
    printed = letters(sheet_pdf(sheet))
    heads = [line for line in sheet_text(sheet).splitlines() if line and not line.startswith("- ") and "Card" not in line]
    assert [line for line in heads if "".join(line.split()) not in printed] == []


def _laptop(**changes: object) -> LaptopPaper:
    full = LaptopPaper(
        title="What is on this laptop",
        lead="For the report when it is lost.",
        project="Placeholder Project",
        sections=(
            LaptopSection(heading="What is on it", lines=(("People", "24 on record"), ("Responses", "43"))),
            LaptopSection(heading="How it is kept", lines=(("Encrypted", "Yes, all of it."),)),
        ),
        steps_heading="If this laptop is lost",
        steps=("Ring your coordinator.", "Say when you saw it last."),
        foot="Keep this page away from the laptop.",
    )
    return replace(full, **changes)


@pytest.mark.parametrize("practice", [False, True])
def test_the_page_about_a_laptop_passes_the_machine_checks_on_one_side(*, practice: bool) -> None:
    pdf = laptop_pdf(_laptop(practice=practice))
    assert failures(pdf) == []
    (text,) = preview.text(pdf)
    assert [words for words in ("24 on record", "Encrypted", "Ring your coordinator.", "Placeholder Project") if words not in text] == []


def test_each_fact_about_a_laptop_has_its_own_row_header() -> None:
    found = roles(laptop_pdf(_laptop()))
    assert (found.count("Table"), found.count("TR"), found.count("TH"), found.count("TD"), found.count("LI")) == (2, 3, 3, 3, 2)


def test_the_same_laptop_gives_the_same_bytes() -> None:
    assert laptop_pdf(_laptop()) == laptop_pdf(_laptop())


def test_a_project_whose_name_cannot_be_printed_is_told() -> None:
    with pytest.raises(Refused):
        laptop_pdf(_laptop(project="\u3042"))
