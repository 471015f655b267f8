"""Plain words: short sentences, easy ones, none that promise, blame or label. The figures are printed (`pytest -s`)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pyphen
import pytest

from civicdesk import i18n
from civicdesk.scoring.readability import grade

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
LONGEST = 20
LONGEST_EASY = 15
HARDEST = 6.0
ENOUGH = 8
"""Words from which a grade says anything about a text: one long name makes a label of three words a hard one."""
ENOUGH_TEXTS = 10
"""Texts of a catalogue from which its grade as a whole says anything."""
LANGUAGES = sorted(folder.name for folder in (RESOURCES / "locale").iterdir() if folder.is_dir())
OTHERS = [language for language in LANGUAGES if language != "en"]
FACT = re.compile(r"\{[^}]*\}")
END = re.compile(r"(?<=[.!?:…\u06d4\u061f])[”\")]*\s+|\n+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

Texts = Mapping[str, tuple[str, ...]]


def flat(table: object, key: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(table, Mapping):
        for name, value in table.items():
            yield from flat(value, f"{key}.{name}")
    elif isinstance(table, str):
        yield key.removeprefix("."), (table,)
    elif isinstance(table, list):
        yield key.removeprefix("."), tuple(str(each) for each in table)


@cache
def catalogue(language: str, part: str = "*") -> Texts:
    files = sorted((RESOURCES / "locale" / language).glob(f"{part}.toml"))
    found = dict(pair for file in files for pair in flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    return {key: forms for key, forms in found.items() if key not in i18n.ABOUT_A_LANGUAGE}


@cache
def feedback(language: str) -> Texts:
    """Return what the shipped questionnaire says on a sheet in a language: areas, bands, what is said of each, next steps."""
    name = "civic-health.toml" if language == "en" else f"civic-health/{language}.toml"
    words = tomllib.loads((RESOURCES / "instruments" / name).read_text(encoding="utf-8"))
    said = {part: words[part] for part in ("areas", "bands", "feedback") if part in words}
    return {key: tuple(text for text in forms if ";" not in text) for key, forms in flat(said)}  # directory tags are no words for people


def sentences(text: str) -> list[list[str]]:
    """Return the words of each sentence; a fact counts as one word, and what follows a colon as a sentence of its own."""
    return [words for part in END.split(FACT.sub("it", text)) if (words := WORD.findall(part))]


@cache
def speller() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def graded(text: str) -> float:
    """Return the Flesch-Kincaid grade by the places where English words may be parted; `readability.grade` counts vowels instead."""
    said = sentences(text)
    words = [word for sentence in said for word in sentence]
    syllables = sum(len(speller().inserted(part).split("-")) for word in words for part in re.split("[-'’]", word) if part)
    return 0.39 * len(words) / max(len(said), 1) + 11.8 * syllables / max(len(words), 1) - 15.59


def by_vowels(text: str) -> float:
    return grade(FACT.sub("it", text).replace(":", "."))


def words_of(text: str) -> int:
    return sum(map(len, sentences(text)))


def each(texts: Texts) -> list[tuple[str, str]]:
    return [(key, form) for key, forms in texts.items() for form in forms]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_a_screen_or_a_sheet_is_longer_than_twenty_words(language: str) -> None:
    texts = each(catalogue(language)) + each(feedback(language))
    lengths = {(key, " ".join(words)): len(words) for key, form in texts for words in sentences(form)}
    print(f"{language}: {len(texts)} texts, {len(lengths)} sentences, longest {max(lengths.values())} words")  # noqa: T201 - the figures are wanted
    assert [(length, said) for said, length in lengths.items() if length > LONGEST] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_easy_read_is_longer_than_fifteen_words(language: str) -> None:
    easy = [(key, form) for key, form in each(catalogue(language)) if key.startswith("sheet.easy.")] + each(feedback(language))
    assert len(easy) > 80
    assert [(key, words) for key, form in easy for words in sentences(form) if len(words) > LONGEST_EASY] == []


def test_every_english_text_can_be_read_after_six_years_of_school() -> None:
    texts = [(key, form) for key, form in each(catalogue("en")) if words_of(form) >= ENOUGH]
    grades = sorted(((round(graded(form), 1), key) for key, form in texts), reverse=True)
    print(f"{len(grades)} texts of {ENOUGH} words or more; the hardest {grades[:3]}")  # noqa: T201 - the figures are wanted
    assert [found for found in grades if found[0] > HARDEST] == []


@pytest.mark.parametrize("part", [file.stem for file in sorted((RESOURCES / "locale" / "en").glob("*.toml"))])
def test_each_catalogue_as_a_whole_is_easy_by_a_stricter_count_too(part: str) -> None:
    texts = [form if form[-1] in ".!?" else f"{form}." for _, form in each(catalogue("en", part)) if words_of(form) >= ENOUGH // 2]
    found = by_vowels(" ".join(texts))
    print(f"{part}: grade {found:.1f} over {len(texts)} texts")  # noqa: T201 - the figures are wanted
    assert len(texts) < ENOUGH_TEXTS or found <= HARDEST


def test_every_feedback_text_is_easy_by_either_count() -> None:
    texts = each(feedback("en"))
    grades = sorted(((round(max(graded(form), by_vowels(form)), 1), form) for _, form in texts if words_of(form) > 3), reverse=True)
    print(f"{len(texts)} feedback texts, {len(grades)} of four words or more; the hardest {grades[:3]}")  # noqa: T201 - the figures are wanted
    assert len(texts) > 80
    assert [found for found in grades if found[0] > HARDEST] == []


def unwanted(language: str) -> re.Pattern[str]:
    lines = (RESOURCES / "words" / f"unwanted-{language}.txt").read_text(encoding="utf-8").splitlines()
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    assert len(words) > 10
    last = r"\b" if language == "en" else ""  # other languages bend their words: their lists hold beginnings
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))}){last}", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_uses_a_word_that_promises_blames_or_labels(language: str) -> None:
    banned = unwanted(language)
    texts = each(catalogue(language)) + each(feedback(language))
    assert [(key, found[0]) for key, form in texts if (found := banned.search(form))] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_of_the_sheet_is_whole(language: str) -> None:
    """Every word of a sheet and of its twins; the room's summary, the papers to keep and how a batch is told are the worker's."""
    needed = {key for key in catalogue("en") if key.startswith("sheet.") and key.split(".")[1] not in {"summary", "recovery", "keys"}}
    assert sorted(needed - catalogue(language).keys()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_that_nobody_has_checked_says_so_in_its_files(language: str) -> None:
    files = [*(RESOURCES / "locale" / language).glob("*.toml"), RESOURCES / "instruments" / "civic-health" / f"{language}.toml"]
    assert len(files) >= 3
    told = ["Not yet checked by a native reader" in file.read_text(encoding="utf-8").splitlines()[0] for file in files]
    assert told == [not i18n.is_checked(language)] * len(files)
