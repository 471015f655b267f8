"""The languages that the program speaks, and those that its sheets are written in."""

from civicdesk import paths
from civicdesk.i18n import catalogue, is_checked, say

_SHEETS_ONLY = "sheet"


def shipped() -> tuple[tuple[str, str], ...]:
    """Return (code, name in the language itself) of each language that the whole program speaks, English first."""
    return tuple((code, name_of(code)) for code in _codes() if catalogue(code).get("covers", "") != _SHEETS_ONLY)


def of_sheets() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of each language that a sheet can be in, English first; a name says if nobody has checked the words yet."""
    return tuple((code, name_of(code) if is_checked(code) else say("languages.unchecked", name=name_of(code))) for code in _codes())


def name_of(code: str) -> str:
    """Return the name of a language in the language itself, its code if it is not shipped."""
    name = catalogue(code).get("language", "")
    return name if isinstance(name, str) and name else {"en": "English"}.get(code, code)


def _codes() -> list[str]:
    codes = (folder.name for folder in (paths.resources() / "locale").iterdir() if folder.is_dir())
    return sorted(codes, key=lambda code: (code != "en", code))
