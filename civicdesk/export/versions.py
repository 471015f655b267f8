"""Versions of released rows: one that says something new gets the next number, so that a receiver knows which one counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from civicdesk.export import canonical
from civicdesk.export.tables import file_name, tables
from civicdesk.records.intake import Row
from civicdesk.records.releases import Batch, ReleaseResponse, ReleaseScore

CODE, VERSION = "person_code", "row_version"
Known = Mapping[str, Mapping[str, tuple[int, str]]]
"""Person code -> name of a row -> its version, and the hash of what it said."""


def row(table: str, key: Sequence[str], cells: Mapping[str, str]) -> Row:
    """Return one row of a released table with its name and its hash.

    Args:
        table: name of the table.
        key: the columns of its primary key, the person's code among them.
        cells: column -> cell, `row_version` among them.
    """
    said = {name: cell for name, cell in cells.items() if name != VERSION}
    written = canonical.dump(said)
    return Row(
        table=table,
        code=cells[CODE],
        key="|".join(cells[name] for name in key if name != CODE),
        version=int(cells[VERSION]),
        cells=written.decode().rstrip("\n"),
        sha256=sha256(written).hexdigest(),
    )


def numbered(batch: Batch, earlier: Known) -> tuple[Batch, Known]:
    """Give each row of a batch its version: that of an earlier release if it says the same, else the next.

    Args:
        batch: rows after recoding; the versions in it are not looked at.
        earlier: the newest that was released of each row.

    Returns:
        The batch, and what is released of its rows.
    """
    known: dict[str, dict[str, tuple[int, str]]] = {}
    for table in tables(batch):
        names = [field.name for field in table.fields]
        if VERSION in names:
            for cells in table.rows:
                one = row(table.name, table.key, dict(zip(names, cells, strict=True)))
                version, said = earlier.get(one.code, {}).get(_name(one.table, one.key), (0, ""))
                released = version if said == one.sha256 else version + 1
                known.setdefault(one.code, {})[_name(one.table, one.key)] = released, one.sha256
    return _with_versions(batch, known), known


def name_of_response(response: ReleaseResponse) -> str:
    """Return under which name the row of a response is known from release to release."""
    return _name(f"responses-{file_name(response.form)}", f"{response.form}|{response.wave}|{response.occasion}")


def name_of_score(score: ReleaseScore) -> str:
    """Return under which name the row of a score is known from release to release."""
    return _name("scores", f"{score.wave}|{score.occasion}|{score.scale}")


def newest(releases: Sequence[Known]) -> Known:
    """Return the newest version of each row in some releases."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for known in releases:
        for code, rows in known.items():
            mine = found.setdefault(code, {})
            for name, (version, said) in rows.items():
                if version > mine.get(name, (0, ""))[0]:
                    mine[name] = version, said
    return found


def _with_versions(batch: Batch, known: Known) -> Batch:
    def version(code: str, name: str) -> int:
        return known[code][name][0]

    return replace(
        batch,
        people=tuple((code, version(code, _name("people", "")), labels) for code, _, labels in batch.people),
        responses=tuple(replace(one, row_version=version(one.code, name_of_response(one))) for one in batch.responses),
        scores=tuple(replace(one, row_version=version(one.code, name_of_score(one))) for one in batch.scores),
    )


def _name(table: str, key: str) -> str:
    return f"{table}|{key}"
