"""The library, the statistics and scoring again by words."""

from pathlib import Path

import openpyxl

from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal
from tests.unit.cli.test_commands import import_paper, welcome

PAPER = "card,sk1,sk2\n{card},da,ta\n"


def answered(desk: Desk) -> str:
    card = welcome(desk)
    import_paper(desk, PAPER.format(card=card))
    return card


def test_the_library_is_listed_by_what_each_licence_allows(desk: Desk) -> None:
    rows = desk.ask("instrument", "library")
    assert {row["level"] for row in rows} == {"A", "B", "C", "D", "E"}
    assert next(row for row in rows if row["word"] == "swemwbs")["brings"] == "Scoring, you bring the words"


def test_one_questionnaire_is_shown_with_what_to_do(desk: Desk) -> None:
    shown = desk.ask("instrument", "show", "core-10")
    assert shown["licence"] == "CC-BY-ND-4.0"
    assert any("question 6" in step for step in shown["steps"])
    assert shown["why"] == ""


def test_why_one_is_not_here_is_said_in_words(desk: Desk) -> None:
    code, out, _ = refusal(desk, "instrument", "show", "outcomes-star")
    assert code == 0
    assert "Why is it not here? It needs a licence and training" in out


def test_a_questionnaire_with_its_words_is_taken(desk: Desk) -> None:
    assert desk.ask("instrument", "take", *desk.door(), "ons-wellbeing")["form_id"] == "ons_wellbeing"
    assert "ons_wellbeing" in {form["form"] for form in desk.ask("instrument", "list", *desk.door())}


def test_the_workbook_to_fill_in_is_written(desk: Desk, tmp_path: Path) -> None:
    assert desk.ask("instrument", "blank", "phq-9", "--out", tmp_path / "phq.xlsx") == {"file": "phq.xlsx"}
    book = openpyxl.load_workbook(tmp_path / "phq.xlsx")
    assert [cell.value for cell in book["flags"][2]][:3] == ["phq9", ">=", 1]


def test_a_questionnaire_that_does_not_come_along_is_refused(desk: Desk) -> None:
    code, _, told = refusal(desk, "instrument", "take", *desk.door(), "sure")
    assert (code, "LIBRARY-NO-WORDS" in told) == (1, True)


def test_the_items_behind_a_score_are_listed_with_it(desk: Desk) -> None:
    card = answered(desk)
    rows = desk.ask("score", "list", *desk.door(), "--card", card, "--workings")
    skills = next(row for row in rows if row["scale"] == "skills")
    assert skills["items"].startswith("sk1 4, sk2 3, sk3 missing")


def test_three_times_are_a_line_with_dates_and_words(desk: Desk) -> None:
    card = welcome(desk)
    assert desk.ask("score", "course", *desk.door(), "--card", card) == []
    import_paper(desk, f"card,wave,sk1,sk2,sk3\n{card},1,dd,dd,dd\n{card},2,dd,dd,dd\n{card},3,da,da,da\n")
    rows = desk.ask("score", "course", *desk.door(), "--card", card)
    assert [(row["scale"], row["wave"], row["value"], row["change"]) for row in rows] == [
        ("skills", 1, 0.0, ""),
        ("skills", 2, 0.0, "same"),
        ("skills", 3, 100.0, "up"),
    ]


def test_the_statistics_of_few_people_hold_no_figures_and_say_so(desk: Desk) -> None:
    answered(desk)
    rows = desk.ask("score", "statistics", *desk.door(), "--form", "civic_health")
    assert {(row["people"], row["alpha"]) for row in rows if row["scale"] == "skills"} == {(0, None)}
    code, _, told = refusal(desk, "score", "statistics", *desk.door(), "--form", "civic_health", "--scale", "skills")
    assert (code, "skills: fewer than 30 complete responses" in told) == (0, True)


def test_scoring_again_is_looked_at_and_then_done(desk: Desk) -> None:
    answered(desk)
    words = ("score", "again", *desk.door(), "--form", "civic_health")
    assert desk.ask(*words, "--look") == {"responses": 1, "different": 0, "left": 0}
    code, out, _ = refusal(desk, *words, "--reason", "the arithmetic was mended")
    assert (code, out.strip()) == (0, "1 response was scored again, 0 with another result.")


def test_scoring_again_without_a_reason_is_refused(desk: Desk) -> None:
    code, _, told = refusal(desk, "score", "again", *desk.door(), "--form", "civic_health")
    assert (code, "SCORE-AGAIN-REASON" in told) == (1, True)
