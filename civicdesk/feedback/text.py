"""The same sheet as plain text and as a web page, for screens, screen readers and messages. Both come from one outline."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from html import escape
from itertools import groupby

from civicdesk.feedback.sentences import bar_sentence
from civicdesk.feedback.wording import day, sentence
from civicdesk.i18n import say_in
from civicdesk.records.sheets import PrintedEntry, Sheet, Step


class Kind(Enum):
    """What a line of the outline is, by the name of its HTML element."""

    TITLE = "h1"
    HEADING = "h2"
    SUBHEADING = "h3"
    PARAGRAPH = "p"
    POINT = "li"


@dataclass(frozen=True, slots=True)
class Line:
    """One heading, paragraph or point."""

    kind: Kind
    words: str


def sheet_text(sheet: Sheet) -> str:
    """Return a sheet as plain text: what the paper says, in the order of the paper, bars as sentences."""
    blocks = []
    for line in outline(sheet):
        gap = "\n" if line.kind in {Kind.HEADING, Kind.SUBHEADING} else ""
        blocks.append(f"{gap}{'- ' if line.kind is Kind.POINT else ''}{line.words}\n")
    return "".join(blocks)


def sheet_html(sheet: Sheet) -> str:
    """Return a sheet as one web page that needs nothing else: no script, no picture, no address."""
    title = escape(say_in(sheet.language, "sheet.title"))
    body = []
    for points, lines in groupby(outline(sheet), key=lambda line: line.kind is Kind.POINT):
        said = "\n".join(f"<{line.kind.value}>{escape(line.words)}</{line.kind.value}>" for line in lines)
        body.append(f"<ul>\n{said}\n</ul>" if points else said)
    head = f'<meta charset="utf-8">\n<title>{title}</title>\n<style>{_STYLE}</style>'
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(sheet.language)}">\n<head>\n{head}\n</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


_STYLE = "body{max-width:40em;margin:2em auto;padding:0 1em;font:1.1em/1.5 sans-serif;color:#17201c;background:#fff}h1,h2{color:#0b5c4b}"


def outline(sheet: Sheet) -> tuple[Line, ...]:
    """Return the sheet's words in reading order."""
    return (*_head(sheet), *_strengths(sheet), *_bars(sheet), *_steps(sheet), *_places(sheet), *_foot(sheet), *_answers(sheet))


def _head(sheet: Sheet) -> Iterator[Line]:
    yield Line(Kind.TITLE, _say(sheet, "title"))
    if sheet.practice:
        yield Line(Kind.PARAGRAPH, _say(sheet, "practice"))
    name = f"{_say(sheet, 'for_name', name=sheet.first_name)} " if sheet.first_name else ""
    yield Line(Kind.PARAGRAPH, f"{name}{_say(sheet, 'yours')}")
    facts = (_say(sheet, "card", card=sheet.card), day(sheet.language, sheet.session_date), _say(sheet, "with_worker", worker=sheet.worker))
    yield Line(Kind.PARAGRAPH, ". ".join(facts) + ".")


def _strengths(sheet: Sheet) -> Iterator[Line]:
    yield Line(Kind.HEADING, _say(sheet, "strengths.heading", count=max(1, len(sheet.strengths))))
    if not sheet.strengths:
        yield Line(Kind.PARAGRAPH, _say(sheet, "strengths.none"))
    for strength in sheet.strengths:
        yield Line(Kind.POINT, strength)


def _bars(sheet: Sheet) -> Iterator[Line]:
    yield Line(Kind.HEADING, _say(sheet, "bars.heading"))
    if not sheet.bars:
        yield Line(Kind.PARAGRAPH, _say(sheet, "bars.none"))
    for bar in sheet.bars:
        yield Line(Kind.POINT, bar_sentence(sheet.language, bar))
    if sheet.lower_note:
        yield Line(Kind.PARAGRAPH, _say(sheet, "bars.lower"))


def _steps(sheet: Sheet) -> Iterator[Line]:
    if not sheet.steps and not sheet.carried_steps:
        return
    yield Line(Kind.HEADING, _say(sheet, "steps.heading"))
    if sheet.carried_steps:
        carried = " ".join(sentence(step.text) for step in sheet.carried_steps)
        yield Line(Kind.PARAGRAPH, f"{_say(sheet, 'steps.carried')} {carried}")
    for step in sheet.steps:
        yield Line(Kind.POINT, _step(sheet, step))


def _step(sheet: Sheet, step: Step) -> str:
    who = _say(sheet, "steps.who", who=step.who) if step.who else ""
    when = _say(sheet, "steps.when", when=step.when) if step.when else ""
    return " ".join(sentence(part) for part in (step.text, who, when) if part)


def _places(sheet: Sheet) -> Iterator[Line]:
    if sheet.entries:
        yield Line(Kind.HEADING, _say(sheet, "places.heading"))
    for entry in sheet.entries:
        yield Line(Kind.POINT, _place(sheet, entry))


def _place(sheet: Sheet, entry: PrintedEntry) -> str:
    name = f"{entry.name}: {entry.line}" if entry.line else entry.name
    key = "places.ring_for" if entry.contact else "places.ring"
    ring = _say(sheet, key, phone=entry.phone, contact=entry.contact) if entry.phone else ""
    return " ".join(sentence(part) for part in (name, entry.when, entry.where, ring, entry.checked) if part)


def _foot(sheet: Sheet) -> Iterator[Line]:
    yield Line(Kind.HEADING, _say(sheet, "rights.heading"))
    key = "rights.ask" if sheet.contact else "rights.ask_worker"
    yield Line(Kind.PARAGRAPH, f"{_say(sheet, 'rights.body')} {_say(sheet, key, worker=sheet.worker, contact=sheet.contact)}")
    if sheet.crisis_lines:
        yield Line(Kind.HEADING, _say(sheet, "crisis.heading"))
    for crisis in sheet.crisis_lines:
        yield Line(Kind.POINT, crisis)
    if sheet.draft_questionnaire:
        yield Line(Kind.PARAGRAPH, _say(sheet, "draft.line"))
    for notice in sheet.notices:
        yield Line(Kind.PARAGRAPH, notice)


def _answers(sheet: Sheet) -> Iterator[Line]:
    if not any(lines for _, lines in sheet.answers):
        return
    yield Line(Kind.HEADING, _say(sheet, "answers.heading"))
    for area, lines in sheet.answers:
        if lines:
            yield Line(Kind.SUBHEADING, area)
        for line in lines:
            yield Line(Kind.POINT, f"{line.question} {line.answer}")


def _say(sheet: Sheet, key: str, **facts: object) -> str:
    return say_in(sheet.language, f"sheet.{key}", **facts)
