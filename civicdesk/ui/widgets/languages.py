"""The languages that the program is shipped in."""

from civicdesk import paths
from civicdesk.i18n import catalogue


def shipped() -> tuple[tuple[str, str], ...]:
    """Return (code, name in the language itself) of each shipped language, English first."""
    codes = sorted(folder.name for folder in (paths.resources() / "locale").iterdir() if folder.is_dir())
    return tuple((code, _name(code)) for code in sorted(codes, key=lambda code: (code != "en", code)))


def _name(code: str) -> str:
    name = catalogue(code).get("language", "")
    return name if isinstance(name, str) and name else {"en": "English"}.get(code, code)
