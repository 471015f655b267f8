"""Where the texts of case studies are read from: one file a subject and language."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from civicdesk import paths

_SPARE = "en"


def entries(subject: str, language: str, table: str) -> tuple[Mapping[str, str], ...]:
    """Return the entries of a table of `<subject>.<language>.toml`, in English if that language is not shipped."""
    return tuple(_read(subject, language)[table])


@lru_cache(maxsize=16)
def words(subject: str, language: str, name: str) -> frozenset[str]:
    """Return a list of words of such a file."""
    return frozenset(_read(subject, language)[name].split())


@lru_cache(maxsize=16)
def _read(subject: str, language: str) -> dict[str, Any]:
    folder = paths.resources() / "casestudies"
    path = folder / f"{subject}.{language}.toml"
    with (path if path.is_file() else folder / f"{subject}.{_SPARE}.toml").open("rb") as file:
        return tomllib.load(file)
