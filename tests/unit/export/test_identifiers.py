"""Direct identifiers are found by what stands in the cells."""

import pytest

from civicdesk.export.identifiers import fold, kinds
from civicdesk.records.releases import Column

ROSTER = frozenset(map(fold, ("Wren Fictional", "Sam")))


def _column(kind: str = "text", choices: tuple[tuple[str, str], ...] = ()) -> Column:
    return Column(name="shoe_size", label="Shoe size", type=kind, choices=choices)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("postcode", "PE1 1AA"),
        ("postcode", "pe11aa"),
        ("email", "wren@example.org"),
        ("address", "https://example.org/wren"),
        ("address", "www.example.org"),
        ("address", "@wrenfictional"),
        ("phone", "07700 900123"),
        ("phone", "+44 7700 900123"),
        ("phone", "(01632) 960 001"),
        ("national_insurance", "QQ123456C".replace("QQ", "AB")),
        ("vehicle", "AB12 CDE"),
        ("nhs", "943 476 5919"),
        ("nhs", "NHS no 9434765919"),
        ("name", "wren  FICTIONAL"),
        ("name", "Sam"),
    ],
)
def test_one_cell_is_enough(kind: str, value: str) -> None:
    assert kind in kinds(_column("select_one"), ["5", "SKIPPED", value, *"6789"], ROSTER)


def test_a_column_of_valid_ten_digit_numbers_holds_nhs_numbers() -> None:
    assert "nhs" in kinds(_column(), ["9434765919", "9434765870", "1234567890"], ROSTER)


def test_a_lone_valid_ten_digit_number_is_chance() -> None:
    assert kinds(_column("integer"), ["9434765919", "1000000002", "1000000003", "1000000004"], ROSTER) == ()


def test_a_number_whose_check_would_be_ten_is_no_nhs_number() -> None:
    assert kinds(_column("integer"), ["1000000150", "1000000150"], ROSTER) == ()


def test_dates_mostly_before_2010_are_dates_of_birth() -> None:
    assert kinds(_column("date"), ["1980-05-03", "03/05/1988", "2026-01-01"], ROSTER) == ("birth_date",)
    assert kinds(_column("date"), ["1980-05-03", "2026-05-03", "2026-01-01"], ROSTER) == ()
    assert kinds(_column("select_one"), ["a", "b", "1980-05-03"], ROSTER) == ()


def test_a_choice_of_the_form_is_not_a_name() -> None:
    assert kinds(_column("select_one", (("sam", "Self-assessment"),)), ["sam", "sam"], ROSTER) == ()


def test_text_is_told_by_its_variety_and_its_length() -> None:
    assert kinds(_column(), [f"thing {number % 8}" for number in range(20)], ROSTER) == ("free_text",)
    assert kinds(_column(), [f"thing {number % 5}" for number in range(20)], ROSTER) == ()
    assert kinds(_column(), ["a rather long answer that goes on and on for a while"], ROSTER) == ("free_text",)
    assert kinds(_column("integer"), [str(number) for number in range(30)], ROSTER) == ()


def test_ordinary_answers_are_left_alone() -> None:
    assert kinds(_column("decimal"), ["0.123456789012", "12", "-3.5", "2026"], ROSTER) == ()
    assert kinds(_column("select_one"), ["da", "ta", "NOT_ASKED"], ROSTER) == ()
    assert kinds(_column(), [], ROSTER) == ()
