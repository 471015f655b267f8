"""What the author of a workbook is told although it loads."""

import pytest

from civicdesk.records.instruments import Finding, Level
from civicdesk.scoring.loader import read_key
from civicdesk.scoring.readability import grade, words_in


def found(book, code: str) -> list[Finding]:
    _, findings = read_key(book.workbook())
    return [finding for finding in findings if finding.code == code]


def test_a_tidy_workbook_is_told_of_the_cautious_rule_only(book) -> None:
    _, findings = read_key(book.workbook())
    assert [(one.code, one.level) for one in findings] == [("SCORE-CAUTIOUS", Level.WARNING)]
    assert "4 scales" in findings[0].sentence


def test_a_workbook_with_reliabilities_is_told_nothing(book) -> None:
    for row in book.sheets["scales"]:
        row["sem"] = "5"
    assert read_key(book.workbook())[1] == ()


def test_gaps_of_a_table_are_told(book) -> None:
    book.sheets["transforms"].pop()
    (told,) = found(book, "SCORE-TRANSFORM-GAPS")
    assert (told.sheet, told.row) == ("scales", book.number("scales", name="numbers"))
    assert "2" in told.sentence


def test_the_gaps_of_a_weighted_table_are_not_guessed_at(book) -> None:
    book.row("scales", name="numbers")["method"] = "weighted_sum"
    book.sheets["transforms"].pop()
    assert not found(book, "SCORE-TRANSFORM-GAPS")


def test_a_scored_question_in_no_scale_is_told(book) -> None:
    book.add("survey", type="select_one agree", name="spare", label="Spare")
    (told,) = found(book, "SCORE-ITEM-UNUSED")
    assert (told.question, told.sheet) == ("spare", "survey")


def test_a_scored_choice_whose_code_means_nothing_is_told(book) -> None:
    book.row("choices", name="dk")["score"] = "0"
    assert "dk" in found(book, "SCORE-CODE-SCORED")[0].sentence


def test_an_item_that_the_short_form_does_not_hide_is_told(book) -> None:
    book.add("survey", type="select_one agree", name="length", label="Length")
    book.row("settings", form_id="tiny")["variant_question"] = "length"
    book.row("survey", name="a1")["relevant"] = "${length} = 'full'"
    book.row("scale_items", item="a2")["short_form"] = "yes"
    for row in book.sheets["scale_items"][3:]:
        row["short_form"] = "yes"
    assert [one.question for one in found(book, "SCORE-VARIANT")] == ["b1"]


def test_a_group_may_hide_its_items(book) -> None:
    book.add("survey", type="select_one agree", name="length", label="Length")
    book.row("settings", form_id="tiny")["variant_question"] = "length"
    book.sheets["survey"].insert(0, {"type": "begin_group", "name": "g", "relevant": "${length} = 'full'"})
    book.add("survey", type="end_group")
    assert not found(book, "SCORE-VARIANT")


def test_missing_bands_and_words_are_told_for_each_language(book) -> None:
    for row in book.sheets["survey"]:
        row["label::Polish (pl)"] = row["label"]
    book.row("bands", scale="area_a", name="strong")["label::Polish (pl)"] = "Mocny"
    assert {one.sentence for one in found(book, "SCORE-NO-BANDS")} == {
        "The scale “area_a” has no bands in this language: pl.",
        "The scale “area_b” has no bands in this language: pl.",
    }
    assert len(found(book, "SCORE-NO-FEEDBACK")) == 2


def test_a_scale_without_any_words_is_told(book) -> None:
    book.sheets["feedback"] = [row for row in book.sheets["feedback"] if row["scale"] == "area_b"]
    book.sheets["bands"] = [row for row in book.sheets["bands"] if row["scale"] == "area_b"]
    assert (len(found(book, "SCORE-NO-BANDS")), len(found(book, "SCORE-NO-FEEDBACK"))) == (1, 1)


def test_long_and_hard_words_are_told(book) -> None:
    row = book.row("feedback", scale="area_a", band="strong")
    row["text"] = ""
    row["text::English (en)"] = "Considerable capabilities characterise your organisational participation."
    row["next_step::Polish (pl)"] = "krok " * 21
    assert [one.code for one in read_key(book.workbook())[1] if "FEEDBACK-" in one.code and "NO-" not in one.code] == [
        "SCORE-FEEDBACK-GRADE",
        "SCORE-FEEDBACK-LONG",
    ]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("", 0, 0), ("The cat sat.", -3, 1), ("You have people around you.", 0, 5), ("Unquestionably sophisticated terminology.", 20, 60)],
)
def test_the_reading_grade_grows_with_hard_words(text: str, low: float, high: float) -> None:
    assert low <= grade(text) <= high


def test_silent_endings_make_no_syllable() -> None:
    assert grade("I liked these shapes.") < grade("I wanted two dances.")


def test_words_are_what_stands_between_spaces() -> None:
    assert words_in("  jeden  dwa trzy ") == 3
