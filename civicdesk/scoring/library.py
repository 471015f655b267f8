"""The library file, and the workbook that somebody with a licence fills in. No word of a questionnaire stands in either."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from civicdesk.errors import Damaged
from civicdesk.records.instruments import Sheet, SheetRow, Workbook
from civicdesk.records.library import Definition, LibraryEntry, Licensed, Risk

_LANGUAGE = "English (en)"
_LABEL = f"label::{_LANGUAGE}"
_LIST = "answers"
_SCALE = "total"
Row = Mapping[str, str]


def read(data: bytes) -> tuple[LibraryEntry, ...]:
    """Read the library file.

    Raises:
        Damaged: SCORE-LIBRARY-DAMAGED.
    """
    try:
        return tuple(map(_entry, tomllib.loads(data.decode("utf-8"))["instrument"]))
    except (ValueError, KeyError, TypeError, AttributeError) as why:
        raise Damaged("SCORE-LIBRARY-DAMAGED") from why


def to_fill_in(entry: LibraryEntry, made: Definition) -> Workbook:
    """Return the workbook of a questionnaire with its scoring; words, rights and contacts are left blank.

    What is blank and needed is refused by the loader with its place, so nothing starts before it is filled in.
    """
    tables: dict[str, list[Row]] = {
        "survey": list(_survey(made)),
        "choices": [{"list_name": _LIST, "name": str(n), _LABEL: "", "score": str(n)} for n in range(made.low, made.high + 1)],
        "settings": [_settings(entry)],
        "scales": [_scale(entry, made)],
        "scale_items": list(_items(made)),
        "transforms": [{"table": _SCALE, "raw": _number(raw), "value": _number(value)} for raw, value in made.transform],
        "flags": list(_flags(entry, made)),
    }
    return Workbook(sheets={name: _sheet(name, rows) for name, rows in tables.items() if rows})


def _entry(raw: Mapping[str, Any]) -> LibraryEntry:
    made = raw.get("definition")
    return LibraryEntry(
        **{
            **raw,
            "level": Licensed(raw["level"]),
            "definition": None if made is None else _definition(made),
            "to_check": tuple(raw.get("to_check", ())),
        }
    )


def _definition(raw: Mapping[str, Any]) -> Definition:
    return Definition(
        **{
            **raw,
            "transform": tuple((float(one), float(value)) for one, value in raw.get("transform", ())),
            "risks": tuple(Risk(**one) for one in raw.get("risks", ())),
        }
    )


def _survey(made: Definition) -> Iterator[Row]:
    for name in _names(made):
        yield {"type": f"select_one {_LIST}", "name": name, _LABEL: ""}


def _settings(entry: LibraryEntry) -> Row:
    row = {
        "form_title": entry.name,
        "form_id": entry.form_id,
        "version": "1",
        "default_language": _LANGUAGE,
        "instrument": entry.name,
        "holder": entry.holder,
        "licence": entry.licence,
        "licence_url": entry.licence_url,
        "notice": entry.notice,
        "level": entry.level.value,
        "wording_locked": "yes" if entry.wording_locked else "no",
    }
    if entry.level is Licensed.OPTIONAL:
        return row | {"safeguarding_lead": ""}
    return row | dict.fromkeys(("registered_by", "registration_number", "registered_on"), "")


def _scale(entry: LibraryEntry, made: Definition) -> Row:
    return {
        "name": _SCALE,
        _LABEL: entry.name,
        "method": made.method,
        "on_missing": made.on_missing,
        "min_answered": str(made.min_answered or ""),
        "transform": _SCALE if made.transform else "",
        "direction": made.direction,
        "reliability": _number(made.reliability),
        "sd": _number(made.sd),
        "cutoff": _number(made.cutoff),
        "audience": "worker",
        "key_version": "1",
        "source": made.source,
        "licence": entry.licence,
    }


def _items(made: Definition) -> Iterator[Row]:
    for name in _names(made):
        yield {"scale": _SCALE, "item": name, "weight": str(made.weight), "min": str(made.low), "max": str(made.high)}


def _flags(entry: LibraryEntry, made: Definition) -> Iterator[Row]:
    names = _names(made)
    rest = {"level": "talk", "audience": "worker", "script": "", "contacts": ""}
    for risk in made.risks:
        name = names[risk.item - 1]
        yield {"item": name, "op": risk.op, "value": _number(risk.value), "name": f"{entry.form_id}_{name}", **rest}
    if made.asks_risks:
        yield {"item": "", "op": "", "value": "", "name": f"{entry.form_id}_answer", **rest}


def _names(made: Definition) -> tuple[str, ...]:
    return tuple(f"{made.stem}{number}" for number in range(1, made.items + 1))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _sheet(name: str, rows: list[Row]) -> Sheet:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Sheet(name=name, columns=columns, rows=tuple(SheetRow(number=n, cells=row) for n, row in enumerate(rows, 2)))
