"""The words of a sheet in reading order, and the sheet as plain text: for screens, screen readers and messages. Web pages are made of the same outline."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from civicdesk.feedback.easy_words import RIGHTS, bars_key, say_for, says_prorated
from civicdesk.feedback.pictures import Picture, grown
from civicdesk.feedback.sentences import bar_sentence
from civicdesk.feedback.wording import day, sentence
from civicdesk.i18n import apart, is_checked
from civicdesk.records.sheets import Bar, PrintedEntry, Sheet, SheetMode, Step


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
    bar: Bar | None = None
    """What may be drawn beside it."""
    picture: Picture | None = None
    eyes: bool = False
    """It tells how to read what is drawn: left out where nothing is."""
    language: str = ""
    """Code of its language, where that is not the sheet's."""


def sheet_text(sheet: Sheet) -> str:
    """Return a sheet as plain text: what the paper says, in the order of the paper, bars as sentences."""
    blocks = []
    for line in outline(sheet):
        if line.eyes:
            continue
        gap = "\n" if line.kind in {Kind.HEADING, Kind.SUBHEADING} else ""
        blocks.append(f"{gap}{'- ' if line.kind is Kind.POINT else ''}{line.words}\n")
    return "".join(blocks)


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
    yield Line(Kind.PARAGRAPH, " ".join(sentence(fact) for fact in facts))


def _strengths(sheet: Sheet) -> Iterator[Line]:
    yield Line(Kind.HEADING, _say(sheet, "strengths.heading", count=max(1, len(sheet.strengths))))
    if not sheet.strengths:
        yield Line(Kind.PARAGRAPH, _say(sheet, "strengths.none"))
    for strength in sheet.strengths:
        yield Line(Kind.POINT, strength, picture=_easy(sheet, Picture.STAR))


def _bars(sheet: Sheet) -> Iterator[Line]:
    yield Line(Kind.HEADING, _say(sheet, "bars.heading"))
    if not sheet.bars:
        yield Line(Kind.PARAGRAPH, _say(sheet, "bars.none"))
    else:
        yield Line(Kind.PARAGRAPH, bars_key(sheet), eyes=True)
    for bar in sheet.bars:
        yield Line(Kind.POINT, bar_sentence(sheet.language, bar), bar=bar, picture=_easy(sheet, grown(bar)))
    if sheet.lower_note:
        yield Line(Kind.PARAGRAPH, _say(sheet, "bars.lower"))
    if says_prorated(sheet):
        yield Line(Kind.PARAGRAPH, _say(sheet, "bars.prorated"), eyes=True)


def _steps(sheet: Sheet) -> Iterator[Line]:
    if not sheet.steps and not sheet.carried_steps:
        return
    yield Line(Kind.HEADING, _say(sheet, "steps.heading"))
    if sheet.carried_steps:
        carried = " ".join(apart(sheet.language, sentence(step.text)) for step in sheet.carried_steps)
        yield Line(Kind.PARAGRAPH, f"{_say(sheet, 'steps.carried')} {carried}")
    for step in sheet.steps:
        yield Line(Kind.POINT, _step(sheet, step), picture=_easy(sheet, Picture.STEPS))


def _step(sheet: Sheet, step: Step) -> str:
    who = _say(sheet, "steps.who", who=step.who) if step.who else ""
    when = _say(sheet, "steps.when", when=step.when) if step.when else ""
    return " ".join((apart(sheet.language, sentence(step.text)), *(sentence(part) for part in (who, when) if part)))


def _places(sheet: Sheet) -> Iterator[Line]:
    if sheet.entries:
        yield Line(Kind.HEADING, _say(sheet, "places.heading"))
    for entry in sheet.entries:
        yield Line(Kind.POINT, _place(sheet, entry), picture=_easy(sheet, Picture.PIN))


def _place(sheet: Sheet, entry: PrintedEntry) -> str:
    name = f"{entry.name}: {entry.line}" if entry.line else entry.name
    key = "places.ring_for" if entry.contact else "places.ring"
    ring = _say(sheet, key, phone=entry.phone, contact=entry.contact) if entry.phone else ""
    own = " ".join(sentence(part) for part in (name, entry.when, entry.where) if part)
    return " ".join((apart(sheet.language, own), *(sentence(part) for part in (ring, entry.checked) if part)))


def _foot(sheet: Sheet) -> Iterator[Line]:
    yield Line(Kind.HEADING, _say(sheet, "rights.heading"))
    key = "rights.ask" if sheet.contact else "rights.ask_worker"
    ask = _say(sheet, key, worker=sheet.worker, contact=sheet.contact)
    if sheet.mode is SheetMode.EASY:
        yield from (Line(Kind.POINT, _say(sheet, right), picture=picture) for picture, right in RIGHTS)
        yield Line(Kind.PARAGRAPH, ask)
    else:
        yield Line(Kind.PARAGRAPH, f"{_say(sheet, 'rights.body')} {_say(sheet, 'rights.wrong')} {ask}")
    if sheet.crisis_lines:
        yield Line(Kind.HEADING, _say(sheet, "crisis.heading"))
    for crisis in sheet.crisis_lines:
        yield Line(Kind.POINT, crisis, picture=_easy(sheet, Picture.PHONE))
    if sheet.draft_questionnaire:
        yield Line(Kind.PARAGRAPH, _say(sheet, "draft.line"))
    if not is_checked(sheet.language):
        yield Line(Kind.PARAGRAPH, _say(sheet, "unchecked"))
    for notice in sheet.notices:
        yield Line(Kind.PARAGRAPH, apart(sheet.language, notice), language="" if sheet.language == "en" else "en")


def _answers(sheet: Sheet) -> Iterator[Line]:
    if not any(lines for _, lines in sheet.answers):
        return
    heading = _say(sheet, "answers.heading")
    yield Line(Kind.HEADING, _say(sheet, "in_english", text=heading) if sheet.answers_language == "en" else heading)
    for area, lines in sheet.answers:
        if lines:
            yield Line(Kind.SUBHEADING, area)
        for line in lines:
            yield Line(Kind.POINT, f"{apart(sheet.language, line.question)} {apart(sheet.language, line.answer)}")


def _easy(sheet: Sheet, picture: Picture | None) -> Picture | None:
    """Return a picture for Easy Read, None for every other form."""
    return picture if sheet.mode is SheetMode.EASY else None


def _say(sheet: Sheet, key: str, **facts: object) -> str:
    return say_for(sheet, key, **facts)
