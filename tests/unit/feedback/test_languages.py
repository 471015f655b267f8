"""Every kind of sheet in every language of the sheets: tagged, whole, small, the same twice, and read in the right order."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from html import escape
from io import BytesIO
from typing import Any

import page
import pikepdf
import pytest

from civicdesk import i18n
from civicdesk.feedback import preview
from civicdesk.feedback.binding import Binder
from civicdesk.feedback.compose import SheetFacts, SheetOptions, compose
from civicdesk.feedback.easy_words import say_for
from civicdesk.feedback.pdf import sheet_pdf
from civicdesk.feedback.text import outline, sheet_text
from civicdesk.feedback.typefaces import tidy
from civicdesk.feedback.web_page import sheet_html
from civicdesk.feedback.wording import in_language
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, ProjectId
from civicdesk.records.people import Project
from civicdesk.records.scores import Audience
from civicdesk.records.sheets import Sheet, SheetMode, Step
from civicdesk.scoring.change import change
from civicdesk.scoring.scales import score
from civicdesk.scoring.strengths import strengths
from tests.unit.feedback.test_one_side import practice_key

LANGUAGES = ("en", "pl", "lt", "ro", "pt", "cy", "ur")
OTHERS = LANGUAGES[1:]
EVERY = [(language, mode) for language in LANGUAGES for mode in SheetMode]
PROJECT = Project(
    id=ProjectId("placeholder"),
    name="Placeholder Project",
    short_code="plc",
    practice=False,
    recovery=True,
    contact="01632 960001",
    crisis_lines=("Samaritans: 116 123, day and night", "In danger: 999"),
)
PLACES = tuple(
    Entry(
        id=EntryId(name),
        name=name,
        description=description,
        when="Thursdays 12 to 2",
        address="4 Placeholder Street",
        access="bus 1",
        phone="01632 960123",
        contact_name="Linnet Fictional",
        printable=True,
        assured_date=assured,
    )
    for name, description, assured in (
        ("Placeholder Street Kitchen", "cook and eat together", date(2026, 9, 2)),
        ("Example Allotments", "grow food with others", None),
    )
)


@cache
def sheet_in(language: str, mode: SheetMode, *, second_page: bool = False) -> Sheet:
    """Return a full sheet of the shipped questionnaire: every band, all three changes, steps, places, answers."""
    key, labels = practice_key()
    items = [item.item for scale in key.scales for item in scale.items if item.item in labels]
    kept = {item: [code for code in labels[item][1] if code not in {"dk", "ref", "na"}] for item in items}
    answers = {item: kept[item][number % 3 if number > 16 else 0] for number, item in enumerate(items)}
    before = {item: kept[item][-1 if number < 9 else 0] for number, item in enumerate(items)}
    scores = score(key, answers)
    compared = {scale.name: change(scale, then, now) for scale, then, now in zip(key.scales, score(key, before), scores, strict=True)}
    return compose(
        SheetFacts(
            key=key,
            scores=scores,
            answers=answers,
            labels=labels,
            labels_language="en",
            strengths=strengths(key, scores, answers, 9),
            changes=compared,
            earlier_date=date(2026, 3, 4),
            card="0412",
            first_name="Robin",
            steps=(Step(text="Go to the Thursday lunch", who="me, with Sparrow", when="next week"), Step(text="Ask about the allotment")),
            carried_steps=(Step(text="Ring the choir"),),
            entries=PLACES,
            project=PROJECT,
            session_date=date(2026, 9, 16),
            worker="Wren",
            language=language,
            options=SheetOptions(mode=mode, second_page=second_page),
        )
    )


@cache
def drawn(language: str, mode: SheetMode, *, second_page: bool = False) -> bytes:
    return sheet_pdf(sheet_in(language, mode, second_page=second_page))


def plain(text: str) -> str:
    """Return letters alone: readers of files disagree about blanks, and some turn brackets and quotation marks round."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each.isalnum())


def elements(element: Any) -> Iterator[Any]:
    yield element
    for kid in element.K:
        if "/S" in kid:
            yield from elements(kid)


# --- every kind in every language ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "mode"), EVERY)
def test_no_machine_check_of_accessibility_fails(language: str, mode: SheetMode) -> None:
    report = page.validate_pdf_bytes(drawn(language, mode, second_page=True), profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.passed > 90
    assert [f"{failure.rule_id} {failure.message}" for failure in report.failures] == []


@pytest.mark.parametrize(("language", "mode"), EVERY)
def test_a_sheet_is_small_and_the_same_twice(language: str, mode: SheetMode) -> None:
    first = drawn(language, mode, second_page=True)
    assert len(first) <= 300 * 1024
    assert sheet_pdf(sheet_in(language, mode, second_page=True)) == first


@pytest.mark.parametrize(("language", "mode"), EVERY)
def test_every_word_comes_out_as_it_was_said(language: str, mode: SheetMode) -> None:
    """Every heading, strength, area, word, step, place and right is found in what a reader of files copies out, letter for letter."""
    found = plain("".join(preview.text(drawn(language, mode))))
    sheet = sheet_in(language, mode)
    said = [*sheet.strengths, *(part for bar in sheet.bars for part in (bar.area, bar.word, bar.change)), *sheet.crisis_lines]
    said += [part for step in sheet.steps for part in (step.text, step.who, step.when)]
    said += [part for entry in sheet.entries for part in (entry.name, entry.line, entry.phone, entry.checked)]
    said += [say_for(sheet, key) for key in ("places.heading", "crisis.heading", "draft.line")]
    # PDFium turns groups of figures round by a rule of its own inside Urdu; the next test reads them where a screen reader does.
    wanted = [part for text in said for part in (text.split() if language == "ur" else (text,))]
    assert [text for text in wanted if plain(text) not in found] == []


@pytest.mark.parametrize(("language", "mode"), EVERY)
def test_the_tree_is_read_in_the_order_of_the_page(language: str, mode: SheetMode) -> None:
    with pikepdf.open(BytesIO(drawn(language, mode))) as document:
        root = document.Root.StructTreeRoot.K[0]
        roles = [str(element.S)[1:] for element in elements(root) if str(element.S) in {"/H1", "/H2"}]
        numbers = [int(kid.MCID) for element in elements(root) for kid in element.K if "/MCID" in kid]
        pages = [document.pages.index(pikepdf.Page(kid.Pg)) for element in elements(root) for kid in element.K if "/MCID" in kid]
    assert roles == ["H1", *["H2"] * (len(roles) - 1)]
    assert len(roles) >= 6
    assert list(zip(pages, numbers, strict=True)) == sorted(zip(pages, numbers, strict=True))


@pytest.mark.parametrize("mode", list(SheetMode))
def test_a_screen_reader_hears_urdu_in_the_order_in_which_it_is_written(mode: SheetMode) -> None:
    with pikepdf.open(BytesIO(drawn("ur", mode))) as document:
        heard = [str(element.ActualText) for element in elements(document.Root.StructTreeRoot.K[0]) if "/ActualText" in element]
    everything = plain("".join(heard))
    sheet = sheet_in("ur", mode)
    said = [*sheet.strengths, *(entry.phone for entry in sheet.entries), sheet.contact]
    assert [text for text in said if plain(text) not in everything] == []
    assert [text for text in heard if set(text) & set("\u2066\u2067\u2069")] == []


# --- languages are marked -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_names_its_language_and_marks_english_in_it(language: str) -> None:
    with pikepdf.open(BytesIO(drawn(language, SheetMode.STANDARD, second_page=True))) as document:
        assert str(document.Root.Lang) == language
        marked = Counter(str(element.Lang) for element in elements(document.Root.StructTreeRoot.K[0]) if "/Lang" in element)
    assert set(marked) <= {"en"}
    assert (marked["en"] > 40) is (language != "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_that_nobody_has_checked_says_so_on_paper_and_in_its_twins(language: str) -> None:
    said, sheet = i18n.say_in(language, "sheet.unchecked"), sheet_in(language, SheetMode.STANDARD)
    printed = plain("".join(preview.text(drawn(language, SheetMode.STANDARD))))
    assert [plain(said) in printed, said in sheet_text(sheet), escape(said) in sheet_html(sheet)] == [not i18n.is_checked(language)] * 3


@pytest.mark.parametrize("language", OTHERS)
def test_questions_that_are_not_translated_are_not_quoted_and_the_answers_say_that_they_are_in_english(language: str) -> None:
    sheet = sheet_in(language, SheetMode.STANDARD, second_page=True)
    assert [text for text in sheet.strengths if "Definitely agree" in text] == []
    heading = i18n.say_in(language, "sheet.in_english", text=i18n.say_in(language, "sheet.answers.heading"))
    assert heading in [line.words for line in outline(sheet)]


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_every_band_and_scale_is_there_in_each_language(language: str) -> None:
    key, _ = practice_key()
    scales = [scale for scale in key.scales if scale.audience is Audience.PARTICIPANT]
    texts = [text for scale in scales for text in (scale.label, *(band.label for band in scale.bands))]
    texts += [text for scale in scales for feedback in scale.feedback for text in (feedback.text, feedback.next_step) if text]
    assert len(texts) == 9 + 27 + 54 + 27
    assert [text for text in texts if in_language(text, language) == in_language(text, "en")] == []


def test_a_text_that_is_missing_in_a_language_is_said_in_english_with_a_mark() -> None:
    sheet = sheet_in("pl", SheetMode.STANDARD)
    key, labels = practice_key()
    lone = replace(key, scales=tuple(replace(scale, label={"en": scale.label["en"]}) for scale in key.scales))
    answers = dict.fromkeys(labels, "da")
    facts = SheetFacts(
        key=lone, scores=score(lone, answers), card="1", project=PROJECT, session_date=date(2026, 9, 16), worker="W", language="pl"
    )
    assert {bar.area for bar in compose(facts).bars} >= {"Know-how (po angielsku)"}
    assert [bar.area for bar in sheet.bars if "po angielsku" in bar.area] == []


# --- right to left --------------------------------------------------------------------------------------------------------------


def test_a_page_in_urdu_says_so_and_runs_from_right_to_left() -> None:
    html = sheet_html(sheet_in("ur", SheetMode.STANDARD))
    assert '<html lang="ur" dir="rtl">' in html
    assert '<html lang="pl">' in sheet_html(sheet_in("pl", SheetMode.STANDARD))


def test_a_number_inside_an_urdu_sentence_keeps_its_order_in_the_twins_too() -> None:
    sheet = sheet_in("ur", SheetMode.STANDARD)
    assert "\u206601632 960123\u2069" in sheet_text(sheet)
    assert "\u206601632 960001\u2069" in sheet_html(sheet)


def test_bars_begin_at_the_right_edge() -> None:
    boxes = {}
    for language in ("en", "ur"):
        with pikepdf.open(BytesIO(drawn(language, SheetMode.LARGE))) as document:
            figure = next(element for element in elements(document.Root.StructTreeRoot.K[0]) if str(element.S) == "/Figure")
            boxes[language] = [float(edge) for edge in figure.A.BBox]
    assert boxes["ur"][0] == pytest.approx(595.28 - boxes["en"][2], abs=0.1)
    assert boxes["ur"][2] == pytest.approx(595.28 - boxes["en"][0], abs=0.1)


def test_tidy_text_keeps_what_joins_urdu_letters_and_nothing_else_unseen() -> None:
    assert tidy("بے\u200cشک a\u200cb\u200e") == "بے\u200cشک ab"


def test_a_file_for_a_whole_session_turns_its_pages_round_for_urdu_alone() -> None:
    binder = Binder("en")
    for language in ("en", "ur", "pl"):
        binder.add(sheet_in(language, SheetMode.LARGE))
    with pikepdf.open(BytesIO(binder.finish())) as document:
        parts = list(document.Root.StructTreeRoot.K[0].K)
        assert [str(part.get("/Lang", "")) for part in parts] == ["", "ur", "pl"]
        bars = [next(element for element in elements(part) if str(element.S) == "/Figure") for part in parts]
        lefts = [float(bar.A.BBox[0]) for bar in bars]
        rights = [float(bar.A.BBox[2]) for bar in bars]
    assert lefts[0] == lefts[2]
    assert rights[1] == pytest.approx(595.28 - lefts[0], abs=0.1)


@pytest.mark.parametrize("language", ["lv", "ar"])
def test_a_sheet_in_a_language_that_is_not_shipped_is_an_english_one_and_says_so_of_itself(language: str) -> None:
    sheet = sheet_in(language, SheetMode.STANDARD)
    assert sheet.language == "en"
    with pikepdf.open(BytesIO(drawn(language, SheetMode.STANDARD))) as document:
        assert str(document.Root.Lang) == "en"
    assert '<html lang="en">' in sheet_html(sheet)
