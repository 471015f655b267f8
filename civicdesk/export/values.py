"""Values as a bundle writes them: missing tokens, ticks in one order, text that a spreadsheet cannot take for a formula."""

from collections.abc import Iterable

NOT_ASKED = "NOT_ASKED"
SKIPPED = "SKIPPED"
RATHER_NOT_SAY = "RATHER_NOT_SAY"
DONT_KNOW = "DONT_KNOW"
WITHHELD = "WITHHELD"
MISSING = (NOT_ASKED, SKIPPED, RATHER_NOT_SAY, DONT_KNOW, WITHHELD)

_CODES = {"ref": RATHER_NOT_SAY, "dk": DONT_KNOW, "": SKIPPED}
_STARTERS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_SKIPPED_OVER = frozenset("'\ufeff") | frozenset(map(chr, range(0x200B, 0x2010)))


def cell(value: str | None) -> str:
    """Return how an answer is released.

    Args:
        value: as the form wrote it; None if the question was not asked (not relevant, or not in this version), empty if it was skipped.
            The codes `dk` and `ref` become their tokens.
    """
    if value is None:
        return NOT_ASKED
    text = value.strip()
    return _CODES.get(text, text)


def ticks(value: str) -> str:
    """Return the codes of a multiple choice joined by one blank, sorted, each once; a missing token as it is."""
    return " ".join(sorted(set(value.split())))


def is_missing(value: str) -> bool:
    """Tell whether a released value is a missing token."""
    return value in MISSING


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run: `unguard` gives the text back exactly."""
    return f"'{text}" if _would_run(text) else text


def unguard(text: str) -> str:
    """Take away the apostrophe that `guard` put there, and no other."""
    return text[1:] if text.startswith("'") and _would_run(text) else text


def distinct(values: Iterable[str]) -> int:
    """Count different answers for l-diversity: all missing ones together are one answer."""
    return len({"" if is_missing(value) else value for value in values})


def _would_run(text: str) -> bool:
    """Tell whether the first character after blanks and apostrophes starts a formula."""
    for character in text:
        if character in _STARTERS:
            return True
        if character not in _SKIPPED_OVER and not character.isspace():
            return False
    return False
