"""The tables of a pool, from what all bundles said of theirs: forms change, and the pool has one shape all the same."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from civicdesk.errors import Damaged
from civicdesk.records.intake import Described
from civicdesk.records.pooling import PoolColumn, PoolTable

VERSION, WAVE, WITHDRAWALS = "row_version", "wave", "withdrawals"
WHY = "_why"
"""Ending of the column that says why there is no answer."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_ODD = re.compile(r"[^\w.-]")
Schema = Mapping[str, Any]


def tables(described: Iterable[Described]) -> tuple[PoolTable, ...]:
    """Return the tables of a pool by name. The order in which bundles came makes no difference.

    A column that is a number in one version of a form and text in another is text. Words and codes are those of the newest project pack
    that has the column; codes that only older ones have follow after them.

    Raises:
        Damaged: POOL-TABLE: a table whose name cannot be that of a folder, or without columns.
    """
    by_name: dict[str, list[Described]] = defaultdict(list)
    for one in described:
        if one.table != WITHDRAWALS:
            by_name[one.table].append(one)
    return tuple(_table(name, by_name[name]) for name in sorted(by_name))


def as_json(table: PoolTable) -> Mapping[str, object]:
    """Return a table as it stands in the pool's own list."""
    columns = [
        {
            "name": column.name,
            "source": column.source,
            "title": column.title,
            "type": column.type,
            "choices": [list(choice) for choice in column.choices],
            "several": column.several,
            "why": column.why,
        }
        for column in table.columns
    ]
    return {
        "name": table.name,
        "columns": columns,
        "missing": list(table.missing),
        "of_people": table.of_people,
        "waves": table.waves,
    }


def from_json(told: Mapping[str, Any]) -> PoolTable:
    """Read what `as_json` wrote."""
    columns = tuple(
        PoolColumn(
            name=each["name"],
            source=each["source"],
            title=each["title"],
            type=each["type"],
            choices=tuple((code, label) for code, label in each["choices"]),
            several=each["several"],
            why=each["why"],
        )
        for each in told["columns"]
    )
    return PoolTable(name=told["name"], columns=columns, missing=tuple(told["missing"]), of_people=told["of_people"], waves=told["waves"])


def _table(name: str, described: Sequence[Described]) -> PoolTable:
    newest_first = sorted(described, key=lambda one: (one.pack_version, one.schema), reverse=True)
    schemas: list[Schema] = [json.loads(one.schema) for one in newest_first]
    fields: dict[str, list[Schema]] = defaultdict(list)
    for schema in schemas:
        for field in schema["fields"]:
            fields[field["name"]].append(field)
    if not fields or not _NAME.fullmatch(name):
        raise Damaged("POOL-TABLE", table=name[:40])
    taken = {"project", "laptop", "batch"}
    whole = {name for name, said in fields.items() if len(said) == len(schemas) and all(_is_required(field) for field in said)}
    columns = tuple(_column(said, taken, always=name in whole) for name, said in fields.items())
    missing = dict.fromkeys(token for schema in schemas for token in schema["missingValues"])
    waves = any(column.name == WAVE and column.type == "integer" and not column.why for column in columns)
    return PoolTable(name=name, columns=columns, missing=tuple(missing), of_people=VERSION in fields, waves=waves)


def _column(said: Sequence[Schema], taken: set[str], *, always: bool) -> PoolColumn:
    """Return one column from the fields of its name, newest first."""
    types = {field["type"] for field in said}
    name = free(_ODD.sub("_", said[0]["name"]) or "_", taken)
    choices: dict[str, str] = {}
    for field in said:
        for choice in field.get("categories", ()):
            choices.setdefault(choice["value"], choice["label"])
    return PoolColumn(
        name=name,
        source=said[0]["name"],
        title=said[0].get("title") or said[0]["name"],
        type=types.pop() if len(types) == 1 else "number" if types == {"integer", "number"} else "string",
        choices=tuple(choices.items()),
        several=any("codes" in field for field in said),
        why="" if always else free(f"{name}{WHY}", taken),
    )


def free(name: str, taken: set[str]) -> str:
    """Return a name that no other column has, in any case of letters, and take it."""
    found, number = name, 2
    while found.casefold() in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found.casefold())
    return found


def _is_required(field: Schema) -> bool:
    return bool(field.get("constraints", {}).get("required"))
