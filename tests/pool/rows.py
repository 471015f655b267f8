"""Bundles as a ledger takes them in, made by hand: of invented people, in two versions of a form."""

import json
from collections.abc import Sequence
from hashlib import sha256

from civicdesk.records.intake import Arrival, ChainState, Described, Link, Loose, Row, Taken
from civicdesk.store.ledger import Ledger

MISSING = ["NOT_ASKED", "SKIPPED", "RATHER_NOT_SAY", "DONT_KNOW", "WITHHELD"]
FORM = "responses-day"
KEY = bytes(range(32))
ENDS = frozenset({"all", "research"})


def field(name: str, kind: str = "string", *, always: bool = False, **more: object) -> dict[str, object]:
    constraints = {"constraints": {"required": True}} if always else {}
    return {"name": name, "title": f"What is {name}?", "type": kind, **constraints, **more}


def choice(name: str, *codes: str) -> dict[str, object]:
    return field(name, categories=[{"value": code, "label": f"Label of {code}"} for code in codes])


PEOPLE = [field("person_code", always=True), field("row_version", "integer", always=True), field("age")]
FIXED = [
    field("person_code", always=True),
    field("form", always=True),
    field("wave", "integer", always=True),
    field("occasion", "integer", always=True),
    field("row_version", "integer", always=True),
]
DAY = [*FIXED, field("pounds", "integer"), field("hours", "number"), choice("trust", "td", "da", "ta"), field("ticks", codes=["a", "b"])]


def described(table: str, fields: Sequence[dict[str, object]], pack: int = 1) -> Described:
    schema = json.dumps({"fields": fields, "missingValues": MISSING, "primaryKey": ["person_code"]})
    return Described(project="test-project", pack_version=pack, table=table, schema=schema)


TABLES = (described("people", PEOPLE), described(FORM, DAY))


def row(table: str, key: str, version: int = 1, **cells: str) -> Row:
    written = json.dumps(cells, ensure_ascii=False)
    return Row(table=table, code=cells["person_code"], key=key, version=version, cells=written, sha256=sha256(written.encode()).hexdigest())


def person(code: str, age: str = "40-44") -> Row:
    return row("people", "", person_code=code, age=age)


def day(code: str, wave: int = 1, version: int = 1, **answers: str) -> Row:
    cells = {"pounds": "3", "hours": "1.5", "trust": "ta", "ticks": "a b", **answers}
    return row(FORM, f"day|{wave}|1", version, person_code=code, form="day", wave=str(wave), occasion="1", **cells)


def arrival(batch: str, *rows: Row, laptop: str = "l1", gone: Sequence[str] = (), tables: Sequence[Described] = TABLES) -> Arrival:
    return Arrival(
        laptop=laptop,
        link=Link(batch=f"{laptop}-{batch}", previous="", count=int(batch), head=batch),
        outer_sha256=f"{laptop}-{batch}",
        rows=rows,
        tombstones=tuple((number, code, "all") for number, code in enumerate(gone)),
        described=tuple(tables),
        loose=(),
    )


def loose(table: str, key: str, **cells: str) -> Loose:
    return Loose(table=table, key=key, cells=json.dumps(cells))


def take(kept: Ledger, *arrivals: Arrival) -> None:
    """Take bundles in, each with a receipt that tells what the ledger holds then."""

    def receipt(taken: Taken) -> bytes:
        totals = {"people": taken.people, "responses": taken.responses}
        return json.dumps({"bundles": taken.bundles, "totals": totals}).encode()

    for one in arrivals:
        kept.keep(one, ENDS, lambda links: {link.batch: ChainState.OK for link in links}, receipt)
