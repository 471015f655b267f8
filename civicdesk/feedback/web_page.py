"""A sheet as one web page that needs nothing else: no script, no address, no file beside it. The words are those of the paper.

Bars and pictures are drawn beside their sentences, for eyes alone: a screen reader finds the sentence.
"""

from html import escape
from itertools import groupby

from civicdesk.feedback.pictures import Picture, shapes_of
from civicdesk.feedback.text import Kind, Line, outline
from civicdesk.i18n import runs_from_right, say_in
from civicdesk.records.sheets import Bar, Sheet, SheetMode

_STYLE = """
:root{color-scheme:light dark;--ink:#17201c;--paper:#fff;--accent:#0b5c4b;--tint:#b5d8cc;--edge:#7b8a83}
@media (prefers-color-scheme:dark){:root{--ink:#eef3f0;--paper:#121816;--accent:#6fd3b8;--tint:#1f3b33;--edge:#a9b8b1}}
.plain{--accent:var(--ink);--tint:var(--paper)}
body{max-width:40em;margin:2em auto;padding:0 1em;font:1.1em/1.5 sans-serif;color:var(--ink);background:var(--paper)}
body.large{font-size:1.5em}
h1,h2,h3{color:var(--accent);line-height:1.25}
li{margin:.4em 0}
ul.drawn{list-style:none;padding-inline-start:0}
.bar{display:block;position:relative;height:.7em;margin-top:.3em;border:1px solid var(--edge);max-width:24em}
.bar i{position:absolute;inset-block:0;inset-inline-start:0;background:var(--accent)}
.bar .low,.bar .middle{border-inline-end:2px solid var(--accent);background-color:var(--paper)}
.bar .middle{background-color:var(--tint)}
.bar .low{background-image:repeating-linear-gradient(45deg,transparent 0 5px,var(--accent) 5px 6px)}
.bar .middle{background-image:repeating-linear-gradient(45deg,transparent 0 2px,var(--accent) 2px 3px)}
.bar b{position:absolute;inset-inline-start:0;top:-.35em;height:.25em;background:var(--edge)}
.pictured{display:flex;align-items:center;gap:.6em}
svg{width:2.4em;height:2.4em;flex:none;color:var(--accent)}
@media print{:root{--ink:#17201c;--paper:#fff;--accent:#0b5c4b;--tint:#b5d8cc;--edge:#7b8a83}
.plain{--accent:var(--ink);--tint:var(--paper)}
body{margin:0;max-width:none;font-size:12pt}body.large{font-size:18pt}li,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}
.bar,.bar i,.bar b,svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may fetch for the page: nothing."""
_CLASSES = {SheetMode.LARGE: "large", SheetMode.EASY: "large", SheetMode.BLACK_AND_WHITE: "plain"}


def sheet_html(sheet: Sheet) -> str:
    """Return a sheet as one web page: readable in the dark, on a telephone, and on paper."""
    body = []
    for points, lines in groupby(outline(sheet), key=lambda line: line.kind is Kind.POINT):
        listed = list(lines)
        said = "\n".join(_line(sheet, line) for line in listed)
        drawn = ' class="drawn"' if any(line.bar or line.picture for line in listed) else ""
        body.append(f"<ul{drawn}>\n{said}\n</ul>" if points else said)
    way = ' dir="rtl"' if runs_from_right(sheet.language) else ""
    kind = f' class="{_CLASSES[sheet.mode]}"' if sheet.mode in _CLASSES else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(sheet.language)}"{way}{kind}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{escape(say_in(sheet.language, 'sheet.title'))}</title>\n<style>{_STYLE}</style>\n</head>\n<body{kind}>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _line(sheet: Sheet, line: Line) -> str:
    name = line.kind.value
    picture = _picture(sheet.language, line.picture) if line.picture else ""
    bar = _bar(line.bar) if line.bar is not None and not line.picture and sheet.mode is not SheetMode.EASY else ""
    kind = ' class="pictured"' if picture else ""
    words = f"<span>{escape(line.words)}</span>" if picture else escape(line.words)
    tongue = f' lang="{escape(line.language)}"' if line.language else ""
    return f"<{name}{kind}{tongue}>{picture}{words}{bar}</{name}>"


def _bar(bar: Bar) -> str:
    """Draw a bar for the eyes; its sentence stands beside it."""
    if bar.share is None:
        return ""
    before = f'<b style="width:{bar.earlier:.0%}"></b>' if bar.earlier is not None else ""
    return f'<span class="bar" aria-hidden="true"><i class="{escape(bar.reading)}" style="width:{max(bar.share, 0.04):.0%}"></i>{before}</span>'


def _picture(language: str, picture: Picture) -> str:
    shapes = []
    for shape in shapes_of(picture):
        places = " ".join(f"{x:.3f},{y:.3f}" for x, y in shape.places)
        kind = "polygon" if shape.closed else "polyline"
        fill = "" if shape.filled else ' fill-opacity="0"'
        shapes.append(f'<{kind} points="{places}"{fill}/>')
    words = escape(say_in(language, f"sheet.picture.{picture.value}"))
    ink = 'fill="currentColor" fill-opacity="0.25" stroke="currentColor" stroke-width="0.045" stroke-linejoin="round"'
    return f'<svg viewBox="0 0 1 1" {ink} role="img" aria-label="{words}">{"".join(shapes)}</svg>'
