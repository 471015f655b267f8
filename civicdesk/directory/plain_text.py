"""Text from outside as people read it: without markup, without characters that no page shows."""

import html
import re
import unicodedata

_SCRIPT = re.compile(r"<(script|style|template|iframe|object)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/li|/div|/h[1-6])\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]*>", re.DOTALL)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_SHOWN_BREAKS = "\n\t"


def has_markup(text: str) -> bool:
    """Tell whether a text holds tags or entities."""
    return bool(_TAG.search(text) or _SCRIPT.search(text)) or html.unescape(text) != text


def plain(text: str) -> str:
    """Return a text without tags, entities decoded; scripts go with their content. What was hidden inside an entity goes too."""
    for _ in range(2):
        text = _TAG.sub("", _BREAK.sub("\n", _SCRIPT.sub("", text)))
        text = html.unescape(text)
    text = _TAG.sub("", _SCRIPT.sub("", text))
    return _LINES.sub("\n", _SPACES.sub(" ", printable(text))).strip()


def printable(text: str) -> str:
    """Return a text without control characters and half characters, in composed form."""
    kept = "".join(sign for sign in text if sign in _SHOWN_BREAKS or unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"})
    return unicodedata.normalize("NFC", kept)
