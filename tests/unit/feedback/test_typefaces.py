"""What can be printed rightly, and what is refused before anything is drawn."""

from pathlib import Path

import pytest

from civicdesk import i18n, paths
from civicdesk.errors import Refused
from civicdesk.feedback.typefaces import Face, check, runs_by_face, tidy, width_of


@pytest.mark.parametrize(
    "text",
    ["Plain words", "Zażółć gęślą jaźń", "Ačiū, Žemaitė", "Mulțumesc, București", "Tŷ, dŵr, ysbyty", "Привіт, спасибі", "£5 – “yes” … ½"],
    ids=["English", "Polish", "Lithuanian", "Romanian", "Welsh", "Ukrainian", "marks"],
)
def test_the_languages_we_print_have_all_their_letters(text: str) -> None:
    check((text,))


@pytest.mark.parametrize("text", ["شکریہ، ۱۲۳؟", "پنجابی ٹھیک اے", "\u2068Wren\u2069"], ids=["Urdu", "Shahmukhi", "isolated name"])
def test_words_of_the_arabic_script_can_be_printed(text: str) -> None:
    check((text,))


@pytest.mark.parametrize("text", ["שלום", "ދިވެހި", "\u202eabc"], ids=["Hebrew", "Thaana", "override"])
def test_words_from_right_to_left_that_no_font_has_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="SHEET-RTL"):
        check((text,))


@pytest.mark.parametrize("text", ["ਧੰਨਵਾਦ", "धन्यवाद", "ধন্যবাদ", "ขอบคุณ"], ids=["Punjabi", "Hindi", "Bengali", "Thai"])
def test_letters_that_must_be_joined_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="SHEET-SCRIPT"):
        check((text,))


def test_a_character_without_a_glyph_is_named() -> None:
    with pytest.raises(Refused, match="SHEET-GLYPH") as caught:
        check(("See you soon 🙂",))
    assert caught.value.facts == {"point": "U+1F642", "name": "slightly smiling face"}


def test_the_refusal_says_what_to_do_next() -> None:
    sentence = i18n.explain(Refused("SHEET-GLYPH", point="U+1F642", name="slightly smiling face"))
    assert "slightly smiling face (U+1F642)" in sentence
    assert "Take it out" in sentence


def test_a_character_without_a_name_is_refused_too() -> None:
    with pytest.raises(Refused, match="SHEET-GLYPH"):
        check(("\ue000",))


@pytest.mark.parametrize("language", sorted(folder.name for folder in (paths.resources() / "locale").iterdir() if folder.is_dir()))
def test_every_sentence_of_the_program_can_be_printed(language: str) -> None:
    sentences = [form for text in i18n.catalogue(language).values() for form in ((text,) if isinstance(text, str) else text)]
    assert len(sentences) > 100
    check(sentences)


@pytest.mark.parametrize("file", sorted((paths.resources() / "instruments" / "civic-health").glob("*.toml")), ids=lambda file: file.stem)
def test_everything_that_the_questionnaire_says_on_a_sheet_can_be_printed(file: Path) -> None:
    letters = {character for character in file.read_text(encoding="utf-8") if character.isprintable()}
    assert len(letters) > 40
    check(letters)


def test_text_becomes_one_line_of_composed_letters() -> None:
    assert tidy("  two\n\nlines\tand s\u0301 \u200bsoft\u00ad ") == "two lines and ś soft"


def test_a_space_that_must_not_break_is_kept() -> None:
    assert tidy("01632\u00a0960123") == "01632\u00a0960123"


def test_runs_change_where_the_font_does() -> None:
    assert runs_by_face("aЖb", Face.BOLD) == [(Face.BOLD, "a"), (Face.OTHER, "Ж"), (Face.BOLD, "b")]


def test_widths_grow_with_the_size() -> None:
    assert width_of("word", Face.REGULAR, 24) == 2 * width_of("word", Face.REGULAR, 12)
