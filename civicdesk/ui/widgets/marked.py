"""The few marks that authors put into labels: bold, italic, headings, lists, addresses. Nothing else of HTML or markdown gets through."""

import html
import re
import unicodedata

_SIGNS = re.compile(r"[*_#<\[\\]|^\s*[-+] ", re.MULTILINE)
_STYLED = re.compile(r"&lt;(/?)(b|strong|i|em|u)&gt;", re.IGNORECASE)
_BREAKS = re.compile(r"&lt;(?:br\s*/?|/p|/div)&gt;\n?", re.IGNORECASE)
_OTHER_TAGS = re.compile(r"&lt;/?(?:span|font|p|div|h[1-6]|small|big|center|a)(?:\s(?:(?!&gt;|&lt;).)*)?&gt;", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([*_#\[\]\\-])")
_ADDRESS = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_BULLET = re.compile(r"^\s*[-+*] +(?=\S)", re.MULTILINE)
_BOLD = (re.compile(r"\*\*([^\s*](?:.*?[^\s*])?)\*\*"), re.compile(r"(?<!\w)__([^\s_](?:.*?[^\s_])?)__(?!\w)"))
_ITALIC = (re.compile(r"\*([^\s*](?:[^*\n]*[^\s*])?)\*"), re.compile(r"(?<!\w)_([^\s_](?:[^_\n]*[^\s_])?)_(?!\w)"))
_TAG = re.compile(r"</?[biu]>")
_HIDDEN = 0xE000
"""Escaped signs hide in the private area while the others are read."""


def is_marked(text: str) -> bool:
    """Tell whether a text may hold marks at all."""
    return bool(_SIGNS.search(text))


def rich(text: str) -> str:
    """Return a label as rich text that holds nothing but `<b>`, `<i>`, `<u>` and `<br>`: everything else is escaped.

    An address stands beside its words and leads nowhere; no picture, style or file is ever loaded.
    """
    words = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found.group(1))), text)
    words = html.escape(words, quote=False)
    words = _BREAKS.sub("\n", words)
    words = _OTHER_TAGS.sub("", words)
    words = _STYLED.sub(_styled, words)
    words = _ADDRESS.sub(r"\1 (\2)", words)
    words = _HEADING.sub(r"<b>\1</b>", words)
    words = _BULLET.sub("• ", words)
    for sign in _BOLD:
        words = sign.sub(r"<b>\1</b>", words)
    slanted = "b" if runs_from_right(text) else "i"  # scripts read from the right have no slanted letters
    for sign in _ITALIC:
        words = sign.sub(rf"<{slanted}>\1</{slanted}>", words)
    words = "".join(html.escape(chr(ord(each) - _HIDDEN)) if _HIDDEN <= ord(each) < _HIDDEN + 128 else each for each in words)
    return words.strip().replace("\n", "<br>")


def plain(text: str) -> str:
    """Return a label without its marks, for headings, lists and screen readers."""
    if not is_marked(text):
        return text
    return html.unescape(_TAG.sub("", rich(text).replace("<br>", "\n")))


def runs_from_right(text: str) -> bool:
    """Tell whether a text is read from right to left: its first letter with a direction decides."""
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((each != "L" for each in directions if each in {"L", "R", "AL"}), False)


def isolated(text: str) -> str:
    """Return words of another writing direction so that they can stand in a sentence without turning it round; others as they are."""
    return f"\u2068{text}\u2069" if any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text) else text


def _styled(found: re.Match[str]) -> str:
    tag = {"strong": "b", "em": "i"}.get(found.group(2).lower(), found.group(2).lower())
    return f"<{found.group(1)}{tag}>"
