"""The shipped languages: how each counts, and how names and numbers stand in a sentence from right to left."""

import gettext

import pytest

from civicdesk import i18n

# Whole numbers by the category that Unicode CLDR 44 gives them (supplemental/plurals.xml; Portuguese as pt_PT), in the order of our forms.
CLDR = {
    "pl": ((1,), (2, 3, 4, 22, 33, 104, 1002), (0, 5, 9, 10, 11, 12, 13, 14, 19, 21, 25, 100, 112, 113, 1000)),
    "lt": ((1, 21, 31, 101, 1001), (2, 3, 9, 22, 29, 102, 109), (0, 10, 11, 12, 15, 19, 20, 30, 100, 111, 119, 1000)),
    "ro": ((1,), (0, 2, 3, 10, 16, 19, 101, 102, 119), (20, 21, 35, 99, 100, 120, 1000)),
    "cy": ((0,), (1,), (2,), (3,), (6,), (4, 5, 7, 8, 10, 13, 16, 21, 100, 106)),
    "pt": ((1,), (0, 2, 3, 10, 21, 100, 101)),
    "ur": ((1,), (0, 2, 3, 10, 21, 100, 101)),
}


@pytest.mark.parametrize("language", sorted(CLDR))
def test_a_language_counts_as_unicode_says(language: str) -> None:
    expected = {number: form for form, numbers in enumerate(CLDR[language]) for number in numbers}
    rule = gettext.c2py(str(i18n.catalogue(language)["plural"]))
    assert {number: rule(number) for number in expected} == expected


@pytest.mark.parametrize("language", sorted(CLDR))
def test_a_language_has_as_many_forms_as_it_counts(language: str) -> None:
    lists = {key: len(text) for key, text in i18n.catalogue(language).items() if not isinstance(text, str)}
    assert "sheet.strengths.heading" in lists
    assert set(lists.values()) == {len(CLDR[language])}


@pytest.mark.parametrize(("language", "said"), [("pl", "Twoje mocne strony"), ("cy", "Eich cryfderau"), ("ur", "آپ کی خوبیاں")])
def test_three_strengths_are_said_as_the_language_says_three(language: str, said: str) -> None:
    assert i18n.say_in(language, "sheet.strengths.heading", count=3) == said


def test_a_fact_keeps_its_own_order_in_a_language_from_right_to_left() -> None:
    assert i18n.say_in("ur", "sheet.places.ring", phone="01632 960123") == "پہلے فون کریں: \u206601632 960123\u2069۔"
    assert i18n.say_in("ur", "sheet.page", page=1, pages=2) == "صفحہ 1 از 2"
    assert i18n.say_in("pl", "sheet.places.ring", phone="01632 960123") == "Najpierw zadzwoń: 01632 960123."


def test_english_said_for_want_of_a_translation_is_not_isolated() -> None:
    assert "\u2066" not in i18n.say_in("ur", "sheet.summary.count", word="Strong", people=3)


def test_what_nobody_has_checked_is_known() -> None:
    assert [i18n.is_checked(language) for language in ("en", "pl", "cy", "ur")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("language", "key", "found"),
    [
        ("ur", "sheet.title", "ur"),
        ("pl-PL", "sheet.title", "pl"),
        ("xx", "sheet.title", "en"),
        ("ur", "sheet.summary.title", "en"),
        ("en", "sheet.title", "en"),
    ],
    ids=["shipped", "with a region", "unknown", "not covered", "English"],
)
def test_a_paper_is_in_a_language_that_has_its_words_or_in_english(language: str, key: str, found: str) -> None:
    assert i18n.spoken(language, key) == found
