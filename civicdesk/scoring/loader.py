"""Reads the scoring key that an instrument's workbook holds, or says which cell stands in the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from civicdesk.records.instruments import Finding, SheetRow, Workbook
from civicdesk.records.scores import (
    Audience,
    Band,
    Direction,
    Feedback,
    Flag,
    Key,
    Method,
    Norm,
    OnMissing,
    Scale,
    ScaleItem,
)
from civicdesk.scoring.checks import Places, check_scales, in_order
from civicdesk.scoring.key import with_hashes
from civicdesk.scoring.levels import check_level
from civicdesk.scoring.notices import notices
from civicdesk.scoring.questions import SELECT_ONE, UNCOUNTED, Form, Question, read_form
from civicdesk.scoring.sheets import Line, lines

_SHEETS = ("scales", "scale_items", "bands", "feedback", "transforms", "norms", "flags")
_OPS = (">=", ">", "<=", "<", "=", "!=")
_READINGS = ("", "low", "middle", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Codes:
    """Choices of one question, sorted by what they mean."""

    scores: Mapping[str, float]
    missing: frozenset[str]
    na: frozenset[str]


def read_key(workbook: Workbook) -> tuple[Key | None, tuple[Finding, ...]]:
    """Read the key and what should be said about it.

    Args:
        workbook: all sheets of the instrument, as read by the form reader.

    Returns:
        The key with its hashes, and warnings; None and nothing if the workbook has no scoring sheets.

    Raises:
        Refused: one of the rules of docs/reference/scoring.md is broken (`SCORE-...`, with sheet, row, column and cell).
    """
    if not any(lines(workbook, name) for name in _SHEETS):
        return None, ()
    form = read_form(workbook)
    settings = next(iter(lines(workbook, "settings")), Line("settings", SheetRow(number=2, cells={})))
    key = _settings(settings, form)
    places = Places.of(workbook)
    _check_names(workbook, places)
    scales = tuple(_scale(line, workbook) for line in places.scales.values())
    items = _items(places, form)
    key = _with_choices(key, form, {item.item for items_of in items.values() for item in items_of})
    scales = tuple(replace(scale, items=_with_ends(items.get(scale.name, ()), key, places, scale.name)) for scale in scales)
    key = with_hashes(replace(key, scales=in_order(scales, places), version=_version(places)))
    check_scales(key, form, places)
    key = replace(key, flags=_flags(workbook, form))
    check_level(key, settings, form)
    key = with_hashes(key)
    return key, notices(key, form, places)


def _settings(line: Line, form: Form) -> Key:
    variant = line.text("variant_question")
    if variant and variant not in form.questions:
        raise line.refuse("SCORE-ITEM-UNKNOWN", "variant_question")
    return Key(
        id=line.text("form_id") or line.text("id_string") or line.text("instrument"),
        version="",
        scales=(),
        missing_codes=_codes(line.text("missing_codes") or "dk ref"),
        na_codes=_codes(line.text("na_codes") or "na"),
        variant_question=variant,
        holder=line.required("holder", "SCORE-RIGHTS"),
        licence=line.required("licence", "SCORE-RIGHTS"),
        licence_url=line.text("licence_url"),
        notice=line.text("notice"),
        level=line.word("level", ("A", "B", "C", "D"), "D"),
        wording_locked=line.yes("wording_locked", blank=False),
        registered_by=line.text("registered_by"),
        registration_number=line.text("registration_number"),
        registered_on=line.text("registered_on"),
    )


def _check_names(workbook: Workbook, places: Places) -> None:
    for sheet in ("scale_items", "bands", "feedback"):
        for line in lines(workbook, sheet):
            if line.required("scale") not in places.scales:
                raise line.refuse("SCORE-SCALE-UNKNOWN", "scale")


def _codes(cell: str) -> frozenset[str]:
    return frozenset(cell.replace(",", " ").replace(";", " ").split())


def _version(places: Places) -> str:
    return ", ".join(dict.fromkeys(line.required("key_version") for line in places.scales.values()))


def _scale(line: Line, workbook: Workbook) -> Scale:
    name = line.required("name")
    line.required("method")
    return Scale(
        name=name,
        label=line.some_words("label"),
        method=Method(line.word("method", tuple(Method), "")),
        on_missing=OnMissing(line.word("on_missing", tuple(OnMissing), OnMissing.NULL)),
        min_answered=line.whole("min_answered") or 0,
        min_proportion=line.number("min_proportion") or 0.0,
        rescale=line.word("rescale", ("none", "pomp"), "none"),
        rounding=line.digits("round"),
        transform=_transform(line, workbook),
        transform_round=line.digits("transform_round"),
        norm=_norm(line, workbook),
        direction=_direction(line),
        parent=line.text("parent"),
        reliability=line.number("reliability"),
        sd=line.number("sd"),
        sem=line.number("sem"),
        mic=line.number("mic"),
        cutoff=line.number("cutoff"),
        audience=Audience(line.word("audience", tuple(Audience), Audience.PARTICIPANT)),
        source=line.required("source", "SCORE-RIGHTS"),
        licence=line.required("licence", "SCORE-RIGHTS"),
        notice=line.text("notice"),
        bands=_bands(workbook, name),
        feedback=_feedback(workbook, name),
    )


def _direction(line: Line) -> Direction:
    line.required("direction")
    return Direction(line.word("direction", tuple(Direction), ""))


def _transform(line: Line, workbook: Workbook) -> Mapping[float, float] | None:
    name = line.text("transform")
    if not name:
        return None
    table: dict[float, float] = {}
    for row in lines(workbook, "transforms"):
        if row.required("table") != name:
            continue
        raw = row.a_number("raw")
        if raw in table:
            raise row.refuse("SCORE-DUPLICATE-RAW", "raw")
        table[raw] = row.a_number("value")
    if not table:
        raise line.refuse("SCORE-TRANSFORM-UNKNOWN", "transform")
    return table


def _norm(line: Line, workbook: Workbook) -> Norm | None:
    name = line.text("norm")
    if not name:
        return None
    rows = [row for row in lines(workbook, "norms") if row.required("norm") == name]
    if not rows:
        raise line.refuse("SCORE-NORM-UNKNOWN", "norm")
    for row in rows:
        row.required("kind")
        row.required("source", "SCORE-RIGHTS")
    everybody = [row for row in rows if not row.text("group")]
    return _one_norm(everybody) if everybody else None


def _one_norm(rows: list[Line]) -> Norm:
    kinds = [row.word("kind", ("z", "t", "percentile"), "") for row in rows]
    first = rows[0]
    if kinds[0] != "percentile":
        sd = first.a_number("sd")
        if sd <= 0:
            raise first.refuse("SCORE-SD", "sd")
        return Norm(kind=kinds[0], mean=first.a_number("mean"), sd=sd, n=first.whole("n"), source=first.text("source"))
    pairs = [(row.a_number("value"), row.number("p")) for row in rows]
    return Norm(
        kind="percentile",
        n=first.whole("n"),
        table=tuple((value, p) for value, p in pairs if p is not None),
        sample=tuple(value for value, p in pairs if p is None),
        source=first.text("source"),
    )


def _bands(workbook: Workbook, scale: str) -> tuple[Band, ...]:
    bands: list[Band] = []
    for line in lines(workbook, "bands"):
        if line.required("scale") != scale:
            continue
        start = line.a_number("from")
        if bands and start <= bands[-1].start:
            raise line.refuse("SCORE-BANDS-ORDER", "from")
        reading = line.word("reading", _READINGS, "")
        bands.append(Band(name=line.required("name"), start=start, label=line.words("label"), reading=reading))
    return tuple(bands)


def _feedback(workbook: Workbook, scale: str) -> tuple[Feedback, ...]:
    bands = {line.text("name") for line in lines(workbook, "bands") if line.text("scale") == scale}
    said: list[Feedback] = []
    for line in lines(workbook, "feedback"):
        if line.required("scale") != scale:
            continue
        band, change = line.text("band"), line.word("change", ("up", "same", "down"), "")
        if bool(band) == bool(change):
            raise line.refuse("SCORE-REQUIRED", "band")
        if band and band not in bands:
            raise line.refuse("SCORE-BAND-UNKNOWN", "band")
        line.required("audience")
        said.append(
            Feedback(
                on=band or change,
                audience=Audience(line.word("audience", tuple(Audience), "")),
                text=line.some_words("text"),
                next_step=line.words("next_step"),
                directory_tags=tuple(tag.strip() for tag in line.text("directory_tags").split(";") if tag.strip()),
            )
        )
    return tuple(said)


def _items(places: Places, form: Form) -> Mapping[str, tuple[ScaleItem, ...]]:
    items: dict[str, tuple[ScaleItem, ...]] = {}
    for (scale, name), line in places.items.items():
        question = form.questions.get(name)
        if question is None:
            raise line.refuse("SCORE-ITEM-UNKNOWN", "item")
        if not question.scorable or (question.kind == SELECT_ONE and question.choice_list not in form.choices):
            raise line.refuse("SCORE-ITEM-TYPE", "item", type=question.kind)
        items[scale] = (*items.get(scale, ()), _item(line, name))
    return items


def _item(line: Line, name: str) -> ScaleItem:
    weight = line.number("weight")
    return ScaleItem(
        item=name,
        reverse=line.yes("reverse", blank=False),
        weight=1.0 if weight is None else weight,
        low=line.number("min"),
        high=line.number("max"),
        integer=line.yes("integer", blank=True),
        short_form=line.yes("short_form", blank=False),
        source=line.text("source"),
    )


def _with_choices(key: Key, form: Form, used: Iterable[str]) -> Key:
    asked = sorted(name for name in used if form.questions[name].kind == SELECT_ONE)
    codes = {name: _codes_of(key, form.choices[form.questions[name].choice_list]) for name in asked}
    return replace(
        key,
        choice_scores={name: one.scores for name, one in codes.items()},
        choice_missing={name: one.missing for name, one in codes.items()},
        choice_na={name: one.na for name, one in codes.items()},
    )


def _codes_of(key: Key, choices: Iterable[Line]) -> _Codes:
    scores: dict[str, float] = {}
    missing: set[str] = set()
    na: set[str] = set()
    for line in choices:
        code, score = line.text("name"), line.number("score")
        kind = line.word("score_type", ("missing", "na"), "")
        if kind == "missing" or (not kind and code in key.missing_codes):
            missing.add(code)
        elif kind == "na" or code in key.na_codes:
            na.add(code)
        elif score is None:
            raise line.refuse("SCORE-CHOICE-NO-SCORE", "score")
        else:
            scores[code] = score
    return _Codes(scores=scores, missing=frozenset(missing), na=frozenset(na))


def _with_ends(items: Iterable[ScaleItem], key: Key, places: Places, scale: str) -> tuple[ScaleItem, ...]:
    """Fill blank ends with the least and the greatest score of an item's choices."""
    filled = []
    for item in items:
        scores = key.choice_scores.get(item.item, {}).values()
        low = min(scores, default=None) if item.low is None else item.low
        high = max(scores, default=None) if item.high is None else item.high
        if low is not None and high is not None and low >= high:
            raise places.items[scale, item.item].refuse("SCORE-RANGE", "min")
        filled.append(replace(item, low=low, high=high))
    return tuple(filled)


def _flags(workbook: Workbook, form: Form) -> tuple[Flag, ...]:
    return tuple(_flag(line, form.questions.get(line.required("item"))) for line in lines(workbook, "flags"))


def _flag(line: Line, question: Question | None) -> Flag:
    if question is None:
        raise line.refuse("SCORE-ITEM-UNKNOWN", "item")
    if question.kind.startswith(UNCOUNTED) or question.repeated:
        raise line.refuse("SCORE-ITEM-TYPE", "item", type=question.kind)
    line.required("op")
    return Flag(
        item=question.name,
        op=line.word("op", _OPS, ""),
        value=line.required("value"),
        name=line.required("name"),
        level=line.word("level", ("talk", "urgent"), "talk"),
        audience=Audience(line.word("audience", tuple(Audience), Audience.WORKER)),
        script=line.text("script"),
        contacts=line.text("contacts"),
    )
