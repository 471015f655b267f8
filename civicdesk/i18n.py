"""Words for people: one catalogue for window, paper and command line.

Catalogues are TOML files, `resources/locale/<language>/<part>.toml`. A key is a dotted path (`session.closed`), a value a
sentence with `{facts}`, or a list of plural forms chosen by the fact `count` with the formula that gettext uses for the language
(`plural` in `language.toml`). A text that a translation lacks is said in English, never left blank.
"""

import gettext
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import CivicDeskError

_chosen = "en"

Text = str | tuple[str, ...]

ABOUT_A_LANGUAGE = frozenset({"language", "plural", "checked", "covers"})
"""Keys of `language.toml`: its name in itself, its rule for plurals, whether a native reader has checked it, what it covers."""
_FROM_RIGHT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "pnb", "ps", "sd", "ug", "ur", "yi"})
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END = "\u2066", "\u2067", "\u2069"


def runs_from_right(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return language.lower().split("-", maxsplit=1)[0] in _FROM_RIGHT


def apart(language: str, text: str) -> str:
    """Return a name, a number or an address so that it keeps its own order inside a sentence from right to left.

    Source: the isolates of Unicode Standard Annex 9, 2.4. Without them 01632 960123 reads 960123 01632 in an Urdu sentence. The direction is
    named, not left to the first letter: the first letter of a date is that of its month, and the month may be an isolate itself.
    """
    if not text or not runs_from_right(language):
        return text
    from_right = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
    return f"{_RIGHT_TO_LEFT if from_right else _LEFT_TO_RIGHT}{text}{_END}"


def choose(language: str) -> None:
    """Choose the language of `say` for this process; an unknown one reads as English."""
    global _chosen  # noqa: PLW0603 - one process shows one language; handing it to each of 500 calls would hide the words
    _chosen = language


def chosen() -> str:
    """Return the code of the language in use."""
    return _chosen


def say(key: str, /, **facts: object) -> str:
    """Return the sentence for a key in the chosen language.

    Args:
        key: dotted key; English must have it.
        facts: values for the placeholders; `count` also chooses the plural form.

    Raises:
        KeyError: English has no such key. A bug: `tests/house/test_words.py` looks for it.
    """
    return say_in(_chosen, key, **facts)


def say_in(language: str, key: str, /, **facts: object) -> str:
    """Return the sentence for a key in a named language: sheets may differ from the window."""
    text = catalogue(language).get(key)
    if text is None:
        language, text = "en", catalogue("en")[key]
    if not isinstance(text, str):
        count = facts["count"]
        text = text[_plural_form(language)(count)] if isinstance(count, int) else text[-1]
    if not facts:
        return text
    if runs_from_right(language):
        facts = {name: apart(language, fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return text.format(**facts)


def spoken(language: str, key: str) -> str:
    """Return the language in which a text is said: the one asked for, without its region if need be, else English."""
    wanted = (language, language.split("-", maxsplit=1)[0])
    return next((each for each in wanted if key in catalogue(each)), "en")


def is_checked(language: str) -> bool:
    """Tell whether somebody who grew up with a language has read its words here; English is the language they were written in."""
    return language == "en" or catalogue(language).get("checked", "yes") == "yes"


def explain(why: CivicDeskError) -> str:
    """Return the sentence that a person reads for an expected failure, ending in its code."""
    try:
        sentence = say(f"error.{why.code}", **why.facts)
    except KeyError:
        sentence = say("error.unexplained")
    return f"{sentence} ({why.code})"


@lru_cache(maxsize=16)
def catalogue(language: str) -> Mapping[str, Text]:
    """Read a language's catalogue as flat dotted keys; empty if the language is not shipped."""
    folder = paths.resources() / "locale" / language
    flat: dict[str, Text] = {}
    for part in sorted(folder.glob("*.toml")):
        _flatten("", _read(part), flat)
    return flat


@lru_cache(maxsize=16)
def _plural_form(language: str) -> Callable[[int], int]:
    formula = catalogue(language).get("plural", "n != 1")
    return gettext.c2py(formula if isinstance(formula, str) else "n != 1")


def _read(part: Path) -> Mapping[str, object]:
    with part.open("rb") as file:
        return tomllib.load(file)


def _flatten(prefix: str, table: Mapping[str, object], into: dict[str, Text]) -> None:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            into[key] = value
        elif isinstance(value, list):
            into[key] = tuple(str(form) for form in value)
        elif isinstance(value, Mapping):
            _flatten(f"{key}.", value, into)
