"""The words of a reflection sheet: scores in, a `Sheet` out. Nothing is drawn here, and nobody else's facts come near it.

What never reaches a sheet: areas for workers or coordinators, totals, single-question scores (how a day went is talked about, not
charted), clinical questionnaires, raised flags, instruments' names, numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from civicdesk.feedback.places import printed
from civicdesk.feedback.ranges import share_of
from civicdesk.feedback.wording import marked, names_recovery
from civicdesk.i18n import say_in, spoken
from civicdesk.records.entries import Entry
from civicdesk.records.people import Project
from civicdesk.records.scores import (
    NOT_APPLICABLE,
    Audience,
    Band,
    Change,
    Direction,
    ItemAnswer,
    Key,
    Method,
    Scale,
    ScaleItem,
    ScaleScore,
    Status,
)
from civicdesk.records.sheets import AnswerLine, Bar, PrintedEntry, Sheet, SheetMode, Step

MOST_AREAS = 9
MOST_ENTRIES = 3
MOST_STEPS = 2
MOST_STRENGTHS = 3
LONGEST_QUOTE = 60
"""Letters of a statement that may be quoted as a strength: longer ones, and questions, do not read as something a person said."""

_NOT_FOR_SHEETS = frozenset({Method.SINGLE, Method.SUM_OF_SCALES, Method.MEAN_OF_SCALES})
_CLINICAL_LEVEL = "B"
_QUESTION_MARKS = ("?", "\u037e", "\u061f", "\uff1f")
"""Latin, Greek, Arabic, full width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOptions:
    """What is chosen at the printer."""

    mode: SheetMode = SheetMode.STANDARD
    left_out: frozenset[str] = frozenset()
    """Scales that the person would rather not see on paper."""
    second_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """All that a sheet may draw from. One person's facts only."""

    key: Key
    scores: tuple[ScaleScore, ...]
    answers: Mapping[str, ItemAnswer] = field(default_factory=dict)
    """Item -> answer as coded."""
    labels: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    """Item -> (question, {code: words}) in the sheet's language."""
    strengths: tuple[tuple[str, str], ...] = ()
    """(scale, item or "") of the highest areas and items, best first; more than three may be handed in."""
    changes: Mapping[str, Change] = field(default_factory=dict)
    """Scale -> this time compared with the time before."""
    earlier_date: date | None = None
    card: str
    first_name: str = ""
    """Only if the person ticked it."""
    steps: tuple[Step, ...] = ()
    carried_steps: tuple[Step, ...] = ()
    entries: tuple[Entry, ...] = ()
    """What the person ticked."""
    project: Project
    session_date: date
    worker: str
    language: str = "en"
    labels_language: str = ""
    """Code of the language that `labels` are in; empty if it is that of the sheet, or not known."""
    draft_questionnaire: bool = True
    options: SheetOptions = field(default_factory=SheetOptions)


def compose(facts: SheetFacts) -> Sheet:
    """Put one person's scores into words and bars, strengths first.

    Returns:
        The model that every renderer draws. In discreet mode nothing that speaks of recovery is in it.
    """
    areas = _areas(facts)
    scores = {score.scale: score for score in facts.scores}
    bars = tuple(_bar(facts, scale, scores[scale.name]) for scale in areas)
    labels_in = facts.labels_language if facts.labels_language != facts.language.split("-", maxsplit=1)[0] else ""
    return Sheet(
        answers_language=labels_in,
        card=facts.card,
        session_date=facts.session_date,
        worker=facts.worker,
        first_name=facts.first_name,
        language=spoken(facts.language, "sheet.title"),
        mode=facts.options.mode,
        strengths=_strengths(facts, areas, scores),
        bars=bars,
        lower_note=any(bar.change == say_in(facts.language, "sheet.change.down") for bar in bars),
        steps=_spoken(facts, facts.steps[:MOST_STEPS]),
        carried_steps=_spoken(facts, facts.carried_steps[:MOST_STEPS]),
        entries=_entries(facts),
        contact=facts.project.contact,
        crisis_lines=facts.project.crisis_lines,
        notices=_notices(facts.key, areas),
        draft_questionnaire=facts.draft_questionnaire,
        practice=facts.project.practice,
        second_page=facts.options.second_page,
        answers=tuple(_answers(facts, scale) for scale in areas) if facts.options.second_page else (),
    )


def shown_scales(key: Key) -> tuple[Scale, ...]:
    """Return the scales of a key that a participant's sheet may show, at most nine, in the order of the form."""
    if key.level == _CLINICAL_LEVEL:
        return ()
    fit = [scale for scale in key.scales if scale.audience is Audience.PARTICIPANT and scale.method not in _NOT_FOR_SHEETS]
    return tuple(scale for scale in fit if not _is_total(scale, fit))[:MOST_AREAS]


def _is_total(scale: Scale, others: list[Scale]) -> bool:
    """Tell whether a scale holds all items of another one and more: a total under another name."""
    items = {one.item for one in scale.items}
    return any({one.item for one in other.items} < items for other in others if other.items)


def _areas(facts: SheetFacts) -> tuple[Scale, ...]:
    scored = {score.scale for score in facts.scores if score.status is not Status.NOT_APPLICABLE}
    wanted = (scale for scale in shown_scales(facts.key) if scale.name in scored and scale.name not in facts.options.left_out)
    return tuple(scale for scale in wanted if _may_be_said(facts, marked(scale.label, facts.language)))


def _bar(facts: SheetFacts, scale: Scale, score: ScaleScore) -> Bar:
    area = marked(scale.label, facts.language)
    band = _band(scale, score)
    if score.value is None:
        return Bar(area=area, share=None, word=say_in(facts.language, "sheet.bar.too_few"), reading="")
    word = marked(band.label, facts.language) if band else ""
    change = facts.changes.get(scale.name)
    # A scale on which more is not better gets words alone: bars that point two ways are misread.
    if scale.direction is not Direction.HIGHER_BETTER:
        return Bar(area=area, share=None, word=word, reading=_reading(scale, band), prorated=score.status is Status.PRORATED)
    moved = change is not None and change.words in {"up", "down"}
    return Bar(
        area=area,
        share=share_of(scale, score.value),
        word=word,
        reading=_reading(scale, band),
        earlier=share_of(scale, change.before) if change and moved and change.before is not None else None,
        change=say_in(facts.language, f"sheet.change.{change.words}") if change and change.words else "",
        earlier_date=facts.earlier_date if change and change.words else None,
        prorated=score.status is Status.PRORATED,
        edges=_edges(scale),
    )


def _band(scale: Scale, score: ScaleScore) -> Band | None:
    return next((band for band in scale.bands if band.name == score.band), None)


def _reading(scale: Scale, band: Band | None) -> str:
    """Return how a band is drawn: as the workbook says, else by its place among the bands."""
    if band is None:
        return ""
    if band.reading:
        return band.reading
    if band == scale.bands[0]:
        return "low"
    return "high" if band == scale.bands[-1] else "middle"


def _edges(scale: Scale) -> tuple[float, ...]:
    shares = (share_of(scale, band.start) for band in scale.bands[1:])
    return tuple(share for share in shares if share is not None)


def _strengths(facts: SheetFacts, areas: tuple[Scale, ...], scores: Mapping[str, ScaleScore]) -> tuple[str, ...]:
    """Return up to three sentences; a low answer is never praised, so there may be fewer."""
    by_name = {scale.name: scale for scale in areas}
    said: list[str] = []
    for name, item in facts.strengths:
        scale = by_name.get(name)
        if scale is None:
            continue
        quoted = item and facts.labels_language in {"", facts.language.split("-", maxsplit=1)[0]}
        quoted = quoted and _quotable(facts.labels.get(item, ("", {}))[0])
        sentence = _item_strength(facts, scale, item) if quoted else _area_strength(facts, scale, scores[name])
        if sentence and sentence not in said and _may_be_said(facts, sentence):
            said.append(sentence)
    return tuple(said[:MOST_STRENGTHS])


def _item_strength(facts: SheetFacts, scale: Scale, item: str) -> str:
    question, choices = facts.labels.get(item, ("", {}))
    words = choices.get(str(facts.answers.get(item)), "")
    entry = next((one for one in scale.items if one.item == item), None)
    if not words or entry is None or not _in_upper_half(facts, entry):
        return ""
    return say_in(facts.language, "sheet.strength.item", question=question, answer=words)


def _quotable(statement: str) -> bool:
    return 0 < len(statement) <= LONGEST_QUOTE and not statement.rstrip().endswith(_QUESTION_MARKS)


def _in_upper_half(facts: SheetFacts, item: ScaleItem) -> bool:
    answer = facts.answers.get(item.item)
    value = facts.key.choice_scores.get(item.item, {}).get(str(answer))
    if value is None and isinstance(answer, int | float):
        value = float(answer)
    coded = facts.key.choice_scores.get(item.item, {}).values()
    low = item.low if item.low is not None else min(coded, default=None)
    high = item.high if item.high is not None else max(coded, default=None)
    if value is None or low is None or high is None:
        return False
    middle = (low + high) / 2
    return value < middle if item.reverse else value > middle


def _area_strength(facts: SheetFacts, scale: Scale, score: ScaleScore) -> str:
    band = _band(scale, score)
    if band is None or _reading(scale, band) == "low" or scale.direction is not Direction.HIGHER_BETTER:
        return ""
    for feedback in scale.feedback:
        if feedback.on == band.name and feedback.audience is Audience.PARTICIPANT and feedback.text:
            return marked(feedback.text, facts.language)
    return say_in(facts.language, "sheet.strength.area", area=marked(scale.label, facts.language))


def _spoken(facts: SheetFacts, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.text.strip() and _may_be_said(facts, step.text, step.who, step.when))


def _entries(facts: SheetFacts) -> tuple[PrintedEntry, ...]:
    ready = (printed(facts.language, entry) for entry in facts.entries if entry.printable)
    return tuple(one for one in ready if _may_be_said(facts, one.name, one.line, one.when, one.where, one.contact))[:MOST_ENTRIES]


def _notices(key: Key, areas: tuple[Scale, ...]) -> tuple[str, ...]:
    notices = (key.notice, *(scale.notice for scale in areas))
    return tuple(dict.fromkeys(notice for notice in notices if notice))


def _answers(facts: SheetFacts, scale: Scale) -> tuple[str, tuple[AnswerLine, ...]]:
    lines = [_answer(facts, item.item) for item in scale.items if item.item in facts.labels]
    return marked(scale.label, facts.language), tuple(line for line in lines if line is not None)


def _answer(facts: SheetFacts, item: str) -> AnswerLine | None:
    question, choices = facts.labels[item]
    answer = facts.answers.get(item)
    if answer == NOT_APPLICABLE or not _may_be_said(facts, question):
        return None
    if answer is None or answer == "":
        return AnswerLine(question=question, answer=say_in(facts.language, "sheet.answers.none"))
    return AnswerLine(question=question, answer=choices.get(str(answer), str(answer)))


def _may_be_said(facts: SheetFacts, *texts: str) -> bool:
    return facts.options.mode is not SheetMode.DISCREET or not names_recovery(facts.language, *texts)
