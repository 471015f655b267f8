"""Words: one catalogue, English where a language lacks a text, plurals by the language's own rule."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from civicdesk import i18n, paths
from civicdesk.errors import Refused

PARTS = {
    "en/one.toml": 'number = 5\nplain = "Plain"\nwith_fact = "Hello {name}"\nfew = ["{count} sheet", "{count} sheets"]\n[deep.er]\nkey = "Deep"\n[error]\n"TEST-CODE" = "No, because {why}."\n"unexplained" = "Something went wrong."\n',
    "pl/language.toml": 'plural = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"\n',
    "pl/one.toml": 'plain = "Zwykly"\nfew = ["{count} kartka", "{count} kartki", "{count} kartek"]\n',
}


@pytest.fixture(autouse=True)
def _small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read a small catalogue in two languages instead of ours."""
    for name, text in PARTS.items():
        part = tmp_path / "locale" / name
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    i18n.catalogue.cache_clear()
    i18n._plural_form.cache_clear()
    yield
    i18n.choose("en")
    i18n.catalogue.cache_clear()
    i18n._plural_form.cache_clear()


def test_a_key_is_a_sentence() -> None:
    assert i18n.say("plain") == "Plain"
    assert i18n.say("deep.er.key") == "Deep"


def test_what_is_no_text_is_passed_over() -> None:
    assert "number" not in i18n.catalogue("en")


def test_facts_fill_the_gaps() -> None:
    assert i18n.say("with_fact", name="Wren") == "Hello Wren"


@pytest.mark.parametrize(("count", "sentence"), [(0, "0 sheets"), (1, "1 sheet"), (2, "2 sheets")])
def test_english_has_two_numbers(count: int, sentence: str) -> None:
    assert i18n.say("few", count=count) == sentence


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 kartka"), (3, "3 kartki"), (5, "5 kartek"), (22, "22 kartki")])
def test_polish_has_three_numbers(count: int, sentence: str) -> None:
    assert i18n.say_in("pl", "few", count=count) == sentence


def test_a_count_that_is_no_whole_number_takes_the_last_form() -> None:
    assert i18n.say("few", count="many") == "many sheets"


def test_a_text_that_a_language_lacks_is_said_in_english() -> None:
    i18n.choose("pl")
    assert i18n.chosen() == "pl"
    assert (i18n.say("plain"), i18n.say("deep.er.key")) == ("Zwykly", "Deep")


def test_an_unknown_language_reads_as_english() -> None:
    assert i18n.say_in("xx", "few", count=2) == "2 sheets"


def test_a_key_that_english_lacks_is_a_bug() -> None:
    with pytest.raises(KeyError):
        i18n.say("nowhere")


def test_a_refusal_is_a_sentence_that_ends_in_its_code() -> None:
    assert i18n.explain(Refused("TEST-CODE", why="of a test")) == "No, because of a test. (TEST-CODE)"


@pytest.mark.parametrize("why", [Refused("TEST-OTHER"), Refused("TEST-CODE", other="fact")])
def test_a_refusal_without_its_words_still_says_something(why: Refused) -> None:
    assert i18n.explain(why) == f"Something went wrong. ({why.code})"


def test_a_plural_rule_that_is_no_text_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "locale" / "pl" / "language.toml").write_text('plural = ["not", "a rule"]\n', encoding="utf-8")
    assert i18n.say_in("pl", "few", count=5) == "5 kartki"
