"""The frame of the two pages for readers in a bundle: plain HTML with its style inside, no script, nothing from elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from civicdesk.i18n import chosen

_STYLE = (
    "*{box-sizing:border-box}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:64em;margin:0 auto;padding:2em 1.5em 4em;color:#1b1f24;background:#fff}"
    "h1{font-size:1.9em;line-height:1.2;margin:0 0 .3em}h2{font-size:1.3em;margin:2em 0 .5em;padding-top:.6em;border-top:2px solid #d0d4d9}"
    "p{max-width:46em}.lead{color:#4a525b;margin-top:0}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}caption{text-align:start;font-weight:600;padding:.3em 0}"
    "th,td{border-bottom:1px solid #d0d4d9;padding:.5em .7em;text-align:start;vertical-align:top}"
    "thead th{background:#f1f3f5;border-bottom:2px solid #8a929b}tbody th{font-weight:600}.number{text-align:end;white-space:nowrap}"
    "tr.total th,tr.total td,td.total{font-weight:600}"
    ".notice{border:1px solid;border-inline-start-width:.5em;border-radius:.3em;padding:.8em 1.1em;margin:1.2em 0}"
    ".notice strong{display:block;font-size:1.15em}.notice p{margin:.3em 0 0}"
    ".PASS{border-color:#1c6b3a;background:#edf7f0}.WARN{border-color:#8a5a00;background:#fdf5e3}.BLOCK{border-color:#a3201d;background:#fdeeed}"
    ".mark{display:inline-block;border-radius:.25em;padding:0 .5em;font-weight:600;white-space:nowrap;border:1px solid}"
    ".mark.PASS{color:#14532d}.mark.WARN{color:#6b4500}.mark.BLOCK{color:#86100d}"
    ".figures{display:flex;flex-wrap:wrap;gap:.8em;padding:0;margin:1.2em 0;list-style:none}"
    ".figures li{flex:1 1 11em;border:1px solid #d0d4d9;border-radius:.3em;padding:.7em .9em}"
    ".figures b{display:block;font-size:1.7em;line-height:1.2}.figures span{color:#4a525b;font-size:.92em}"
    ".bar{display:block;background:#e3e6ea;height:.8em;min-width:9em;border-radius:.2em;overflow:hidden}"
    ".bar i{display:block;height:100%;background:#2b5d8a}thead th:nth-child(2):nth-last-child(2):has(+th:empty){text-align:end}.quiet{color:#4a525b}.next{font-weight:600}"
    "@media print{body{padding:0;font-size:11pt;max-width:none}h2{break-after:avoid}tr,.notice,.figures li{break-inside:avoid}}"
)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table that is more than plain text: `html` is escaped already."""

    html: str
    name: str = ""
    """Class of its style."""


Row = Sequence[str | Cell]


def page(title: str, body: Iterable[str]) -> bytes:
    """Return a whole page.

    Args:
        title: plain text.
        body: pieces of HTML, already escaped.
    """
    way = "rtl" if chosen() in _RIGHT_TO_LEFT else "ltr"
    head = f'<!DOCTYPE html>\n<html lang="{escape(chosen())}" dir="{way}">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n'
    return "\n".join((head + f"<body>\n<h1>{escape(title)}</h1>", *body, "</body>\n</html>\n")).encode()


def table(caption: str, header: Sequence[str], rows: Iterable[Row]) -> str:
    """Return a table with a caption and a header row; the first cell of each row names it. Cells are plain text or a `Cell`."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    lines = [
        f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>",
        *map(_row, rows),
        "</tbody>\n</table>",
    ]
    return "\n".join(lines)


def paragraph(text: str, name: str = "") -> str:
    """Return a paragraph of plain text."""
    return f"<p{_class(name)}>{escape(text)}</p>"


def heading(text: str) -> str:
    """Return a heading under the title."""
    return f"<h2>{escape(text)}</h2>"


def listing(items: Iterable[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in items) + "\n</ul>"


def notice(kind: str, title: str, texts: Iterable[str]) -> str:
    """Return a framed sentence that says what matters most; `kind` is `PASS`, `WARN` or `BLOCK`."""
    return f'<div class="notice {escape(kind)}"><strong>{escape(title)}</strong>' + "".join(map(paragraph, texts)) + "</div>"


def figures(items: Iterable[tuple[str, str]]) -> str:
    """Return large figures, each with its words."""
    lines = (f"<li><b>{escape(value)}</b><span>{escape(words)}</span></li>" for value, words in items)
    return '<ul class="figures">\n' + "\n".join(lines) + "\n</ul>"


def mark(kind: str, words: str) -> Cell:
    """Return a result as a mark: the word tells it, the colour only repeats it."""
    return Cell(html=f'<span class="mark {escape(kind)}">{escape(words)}</span>')


def number(text: str) -> Cell:
    """Return a figure, standing at the end of its column."""
    return Cell(html=escape(text), name="number")


def bar(share: float) -> Cell:
    """Return a bar for a share from 0 to 1; its figure stands beside it."""
    return Cell(html=f'<span class="bar" aria-hidden="true"><i style="width:{share * 100:.0f}%"></i></span>')


def several(texts: Iterable[tuple[str, str]]) -> Cell:
    """Return paragraphs in one cell, each with the class of its style; empty ones are left out."""
    return Cell(html="".join(f"<div{_class(name)}>{escape(text)}</div>" for text, name in texts if text))


def _row(cells: Row) -> str:
    first, *others = cells
    return f'<tr><th scope="row">{_html(first)}</th>' + "".join(map(_cell, others)) + "</tr>"


def _cell(cell: str | Cell) -> str:
    return f"<td{_class(cell.name if isinstance(cell, Cell) else '')}>{_html(cell)}</td>"


def _html(cell: str | Cell) -> str:
    return cell.html if isinstance(cell, Cell) else escape(cell)


def _class(name: str) -> str:
    return f' class="{escape(name)}"' if name else ""
