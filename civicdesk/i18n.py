"""Words for people: one catalogue for window, paper and command line.

Catalogues are TOML files, `resources/locale/<language>/<part>.toml`. A key is a dotted path (`session.closed`), a value a
sentence with `{facts}`, or a list of plural forms chosen by the fact `count` with the formula that gettext uses for the language
(`plural` in `language.toml`). A text that a translation lacks is said in English, never left blank.
"""

import gettext
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import CivicDeskError

_chosen = "en"

Text = str | tuple[str, ...]


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
    return text.format(**facts) if facts else text


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
