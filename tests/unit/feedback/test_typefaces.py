"""What can be printed rightly, and what is refused before anything is drawn."""

import pytest

from civicdesk import i18n
from civicdesk.errors import Refused
from civicdesk.feedback.typefaces import Face, check, runs_by_face, tidy, width_of


@pytest.mark.parametrize(
    "text",
    ["Plain words", "Zażółć gęślą jaźń", "Ačiū, Žemaitė", "Mulțumesc, București", "Tŷ, dŵr, ysbyty", "Привіт, спасибі", "£5 – “yes” … ½"],
    ids=["English", "Polish", "Lithuanian", "Romanian", "Welsh", "Ukrainian", "marks"],
)
def test_the_languages_we_print_have_all_their_letters(text: str) -> None:
    check("en", (text,))


@pytest.mark.parametrize("language", ["ur", "ar", "fa", "ps", "ckb", "ar-EG", "UR"])
def test_a_language_from_right_to_left_is_refused(language: str) -> None:
    with pytest.raises(Refused, match="SHEET-RTL"):
        check(language, ("Plain words",))


@pytest.mark.parametrize("text", ["شکریہ", "שלום", "\u202eabc"], ids=["Urdu", "Hebrew", "override"])
def test_words_from_right_to_left_are_refused_on_any_sheet(text: str) -> None:
    with pytest.raises(Refused, match="SHEET-RTL"):
        check("en", (text,))


@pytest.mark.parametrize("text", ["ਧੰਨਵਾਦ", "धन्यवाद", "ধন্যবাদ", "ขอบคุณ"], ids=["Punjabi", "Hindi", "Bengali", "Thai"])
def test_letters_that_must_be_joined_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="SHEET-SCRIPT"):
        check("pa", (text,))


def test_a_character_without_a_glyph_is_named() -> None:
    with pytest.raises(Refused, match="SHEET-GLYPH") as caught:
        check("en", ("See you soon 🙂",))
    assert caught.value.facts == {"point": "U+1F642", "name": "slightly smiling face"}


def test_the_refusal_says_what_to_do_next() -> None:
    sentence = i18n.explain(Refused("SHEET-GLYPH", point="U+1F642", name="slightly smiling face"))
    assert "slightly smiling face (U+1F642)" in sentence
    assert "Take it out" in sentence


def test_a_character_without_a_name_is_refused_too() -> None:
    with pytest.raises(Refused, match="SHEET-GLYPH"):
        check("en", ("\ue000",))


def test_every_sentence_of_the_program_can_be_printed() -> None:
    sentences = [form for text in i18n.catalogue("en").values() for form in ((text,) if isinstance(text, str) else text)]
    assert len(sentences) > 100
    check("en", sentences)


def test_text_becomes_one_line_of_composed_letters() -> None:
    assert tidy("  two\n\nlines\tand s\u0301 \u200bsoft\u00ad ") == "two lines and ś soft"


def test_a_space_that_must_not_break_is_kept() -> None:
    assert tidy("01632\u00a0960123") == "01632\u00a0960123"


def test_runs_change_where_the_font_does() -> None:
    assert runs_by_face("aЖb", Face.BOLD) == [(Face.BOLD, "a"), (Face.OTHER, "Ж"), (Face.BOLD, "b")]


def test_widths_grow_with_the_size() -> None:
    assert width_of("word", Face.REGULAR, 24) == 2 * width_of("word", Face.REGULAR, 12)
