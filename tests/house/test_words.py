"""Every sentence that the program says exists, once, in English, and its facts are the ones it is given."""

import ast
import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from civicdesk import i18n
from tests.house.conftest import Page

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())
OTHERS = [language for language in LANGUAGES if language != "en"]
ENGLISH: Mapping[str, i18n.Text] = i18n.catalogue("en")
UNWANTED = (LOCALE.parent / "words" / "unwanted-en.txt").read_text(encoding="utf-8")
FAILURES = {"Refused", "Unavailable", "Damaged"}


def _calls(program: tuple[Page, ...], names: set[str], position: int = 0) -> Iterator[tuple[str, str, ast.Call]]:
    """Yield (place, literal, call) for each call of one of the names whose argument is spelled out."""
    for page in program:
        for node in ast.walk(page.tree):
            if isinstance(node, ast.Call) and _called(node) in names and len(node.args) > position:
                for value in _branches(node.args[position]):
                    yield f"{page.name}:{node.lineno}", value, node


def _called(node: ast.Call) -> str:
    """Return the name of a called function; a method that happens to be called `say` is none of ours."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr if isinstance(node.func.value, ast.Name) and node.func.value.id in {"i18n", "errors"} else ""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _branches(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _branches(node.body)
        yield from _branches(node.orelse)


def _said(program: tuple[Page, ...]) -> Iterator[tuple[str, str, ast.Call]]:
    yield from _calls(program, {"say"})
    yield from _calls(program, {"say_in"}, 1)


def _places(text: i18n.Text) -> set[str]:
    forms = (text,) if isinstance(text, str) else text
    return {
        name.partition(".")[0].partition("[")[0] for form in forms for _, name, _, _ in string.Formatter().parse(form) if name is not None
    }


def _given(call: ast.Call) -> set[str] | None:
    """Return the facts that a call names, None if it hands on more than can be read off it."""
    return None if any(word.arg is None for word in call.keywords) else {str(word.arg) for word in call.keywords}


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _texts() -> list[tuple[str, str]]:
    return [(key, form) for key, text in ENGLISH.items() for form in ((text,) if isinstance(text, str) else text) if key != "plural"]


def test_every_sentence_exists_in_english(program: tuple[Page, ...]) -> None:
    assert [f"{place} {key}" for place, key, _ in _said(program) if key not in ENGLISH] == []


def test_every_family_of_sentences_exists_in_english(program: tuple[Page, ...]) -> None:
    families = [
        (f"{page.name}:{node.lineno}", str(node.args[0].values[0].value))
        for page in program
        for node in ast.walk(page.tree)
        if isinstance(node, ast.Call) and _called(node) == "say" and node.args and isinstance(node.args[0], ast.JoinedStr)
        if isinstance(node.args[0].values[0], ast.Constant)
    ]
    assert [f"{place} {prefix}" for place, prefix in families if not any(key.startswith(prefix) for key in ENGLISH)] == []


def test_every_sentence_gets_its_facts(program: tuple[Page, ...]) -> None:
    lacking = []
    for place, key, call in _said(program):
        given, text = _given(call), ENGLISH.get(key, "")
        needs = _places(text) | (set() if isinstance(text, str) else {"count"})
        if given is not None and needs - given:
            lacking.append(f"{place} {key} lacks {sorted(needs - given)}")
    assert lacking == []


def test_every_way_to_say_no_has_its_sentence(program: tuple[Page, ...]) -> None:
    assert [f"{place} {code}" for place, code, _ in _calls(program, FAILURES) if f"error.{code}" not in ENGLISH] == []


def test_every_way_to_say_no_gives_the_facts_of_its_sentence(program: tuple[Page, ...]) -> None:
    lacking = []
    for place, code, call in _calls(program, FAILURES):
        given = _given(call)
        needs = _places(ENGLISH.get(f"error.{code}", ""))
        if given is not None and needs - given:
            lacking.append(f"{place} {code} lacks {sorted(needs - given)}")
    assert lacking == []


def test_every_sentence_that_says_no_can_be_said(program: tuple[Page, ...]) -> None:
    spoken = {text for page in program for text, _ in page.texts()}
    assert [key for key in ENGLISH if key.startswith("error.") and key.removeprefix("error.") not in spoken | {"unexplained"}] == []


def test_a_code_is_an_area_and_a_word(program: tuple[Page, ...]) -> None:
    shape = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
    assert [f"{place} {code}" for place, code, _ in _calls(program, FAILURES) if not shape.fullmatch(code)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_defined_twice(language: str) -> None:
    keys = [key for part in sorted((LOCALE / language).glob("*.toml")) for key in _flat(tomllib.loads(part.read_text(encoding="utf-8")))]
    assert [key for key, times in Counter(keys).items() if times > 1] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_same_facts_as_the_english(language: str) -> None:
    theirs = {key: text for key, text in i18n.catalogue(language).items() if key not in i18n.ABOUT_A_LANGUAGE}
    assert sorted(theirs.keys() - ENGLISH.keys()) == []
    assert [key for key, text in theirs.items() if _places(text) != _places(ENGLISH[key])] == []


def test_a_sentence_is_a_sentence_or_a_pair_of_forms() -> None:
    assert [key for key, text in ENGLISH.items() if not isinstance(text, str) and len(text) != 2] == []


def test_no_sentence_is_empty_or_shouts() -> None:
    assert [key for key, form in _texts() if not form.strip() or "!" in form] == []


def test_words_that_blame_or_promise_are_not_used() -> None:
    words = [line.strip() for line in UNWANTED.splitlines() if line.strip() and not line.startswith("#")]
    unwanted = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b", re.IGNORECASE)
    assert len(words) > 10
    assert [(key, found[0]) for key, form in _texts() if (found := unwanted.search(form))] == []


def test_people_are_not_called_clients() -> None:
    called = re.compile(r"\b(?:clients?|service users?|patients?)\b", re.IGNORECASE)
    assert [(key, found[0]) for key, form in _texts() if (found := called.search(form))] == []
