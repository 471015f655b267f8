"""Small words that every paper shares."""

from datetime import date

import pytest

from civicdesk.feedback.wording import day, in_language, month, names_recovery


def test_a_date_is_in_words() -> None:
    assert (day("en", date(2026, 3, 4)), month("en", date(2026, 12, 1))) == ("4 March 2026", "December 2026")


@pytest.mark.parametrize(
    ("texts", "language", "said"),
    [
        ({"en": "Growing", "pl": "Rośnie"}, "pl", "Rośnie"),
        ({"English (en)": "Growing", "Polski (pl)": "Rośnie"}, "pl", "Rośnie"),
        ({"en": "Growing", "pt": "A crescer"}, "pt-PT", "A crescer"),
        ({"en": "Growing", "pl": ""}, "pl", "Growing"),
        ({"pl": "Rośnie"}, "lt", "Rośnie"),
        ({"pl": ""}, "lt", ""),
        ({}, "en", ""),
    ],
    ids=["code", "name and code", "without region", "blank in the language", "no English", "all blank", "nothing"],
)
def test_a_text_is_said_in_the_language_or_the_nearest_there_is(texts: dict[str, str], language: str, said: str) -> None:
    assert in_language(texts, language) == said


@pytest.mark.parametrize(("text", "told"), [("My Recovery group", True), ("I have recovered", True), ("A walking group", False)])
def test_words_about_recovery_are_noticed_in_any_form(text: str, *, told: bool) -> None:
    assert names_recovery("en", "Plain", text) is told
