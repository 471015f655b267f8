"""The frame of the two pages for readers in a bundle: plain HTML with its style inside, no script, nothing from elsewhere."""

from collections.abc import Iterable, Sequence
from html import escape

from civicdesk.i18n import chosen

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}"
    "th,td{border:1px solid #767676;padding:.3em .6em;text-align:left;vertical-align:top}"
    "th{background:#eee}caption{text-align:left;font-weight:bold}"
)


def page(title: str, body: Iterable[str]) -> bytes:
    """Return a whole page.

    Args:
        title: plain text.
        body: pieces of HTML, already escaped.
    """
    head = f'<!DOCTYPE html>\n<html lang="{escape(chosen())}">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n'
    return "\n".join((head + f"<body>\n<h1>{escape(title)}</h1>", *body, "</body>\n</html>\n")).encode()


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with a caption and a header row; all cells are plain text."""
    lines = [f"<table>\n<caption>{escape(caption)}</caption>", _row("th", header), *(_row("td", row) for row in rows), "</table>"]
    return "\n".join(lines)


def paragraph(text: str) -> str:
    """Return a paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def heading(text: str) -> str:
    """Return a heading under the title."""
    return f"<h2>{escape(text)}</h2>"


def listing(items: Iterable[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in items) + "\n</ul>"


def _row(tag: str, cells: Iterable[str]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    return "<tr>" + "".join(f"<{tag}{scope}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
