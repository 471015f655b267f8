"""Judging a received bundle: everything that is wrong is found and said, nothing is raised."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from civicdesk.errors import CivicDeskError
from civicdesk.export import canonical, container, csvs
from civicdesk.export.values import MISSING
from civicdesk.i18n import say
from civicdesk.records.releases import BundleCheck

FORMAT = b"civicdesk-bundle 1.0\n"
MAJOR = b"civicdesk-bundle 1."
FIXED = (
    "FORMAT",
    "release.json",
    "datapackage.json",
    "codebook.csv",
    "codebook.html",
    "risk-report.json",
    "risk-report.html",
    "AGREEMENT.txt",
)
DATA = ("data/people.csv", "data/scores.csv", "data/withdrawals.csv", "data/directory-corrections.csv")
LINKAGE = "linkage/linkage.age"
_SEALED = b"age-encryption.org/v1\n"
_PIECES = r"(?:scores|notes|tables|withdrawals|directory-corrections|responses-[a-z0-9-]{1,40})(?:-[0-9]{3})?"
_DATA_NAME = re.compile(rf"data/(?:people|{_PIECES})\.csv")
_PIECE = re.compile(r"(.+)-[0-9]{3}")
_NUMBERED = ("row_version", "seq")
_SHAPES = {
    "people": (("person_code",), ("row_version",)),
    "responses": (("person_code", "form", "wave", "occasion"), ("form_version", "row_version", "days_since_first", "mode")),
    "scores": (("person_code", "wave", "occasion", "scale"), ("row_version", "value")),
    "withdrawals": (("seq",), ("person_code", "scope", "period")),
}
"""Kind of table -> its key, and what else it must have: a centre could not tell one row from another without them."""
MOST_FINDINGS = 20
Verify = Callable[[bytes, bytes], str]
Row = Mapping[str, str]


@dataclass(slots=True)
class _Found:
    """What is known of a bundle so far."""

    release: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)
    invalid: dict[tuple[str, int], str] = field(default_factory=dict)
    """(table, line) -> the first field that does not fit."""

    def add(self, code: str, **facts: object) -> None:
        """Note something that is wrong, the first twenty times."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append((code, say(f"error.{code}", **facts)))


def compute_batch_id(data: Sequence[tuple[str, bytes]], origin: tuple[str, str, int]) -> str:
    """Return the id of the data members of a bundle.

    Args:
        data: (path, content) in the order of the bundle.
        origin: project, laptop, pack version.
    """
    project, laptop, pack_version = origin
    return sha256(f"civicdesk-batch 1\n{project}\n{laptop}\n{pack_version}\n".encode() + container.manifest(data)).hexdigest()


def check(inner: bytes, verify: Verify) -> BundleCheck:
    """Judge a bundle; see `bundle.check_bundle`."""
    found = _Found()
    try:
        members = container.read_container(inner)
        comment = verify(members[container.MANIFEST], members[container.SIGNATURE])
    except CivicDeskError as why:
        found.add(why.code, **why.facts)
        return _outcome(found)
    if _known_members(members, found):
        data = [(name, content) for name, content in members.items() if name.startswith("data/")]
        _check_release(members["release.json"], data, comment, found)
        _check_tables(members["datapackage.json"], dict(data), found)
    return _outcome(found)


def _outcome(found: _Found) -> BundleCheck:
    release = found.release
    return BundleCheck(
        ok=not found.findings,
        batch_id=str(release.get("batch_id", "")),
        project=str(release.get("project", "")),
        laptop=str(release.get("laptop", "")),
        practice=release.get("practice") is True,
        people=found.rows.get("data/people.csv", 0),
        rows=found.rows,
        findings=tuple(found.findings),
        invalid=tuple((table, line, name) for (table, line), name in found.invalid.items()),
    )


def _known_members(members: Mapping[str, bytes], found: _Found) -> bool:
    names = list(members)[:-2]
    if not members.get("FORMAT", b"").startswith(MAJOR):
        found.add("BUNDLE-FORMAT")
        return False
    linkage = members.get(LINKAGE)
    tables = names[len(FIXED) : len(names) - (linkage is not None)]
    wrong = tuple(names[: len(FIXED)]) != FIXED or not set(DATA) <= _whole(tables) or not all(map(_DATA_NAME.fullmatch, tables))
    if wrong or (linkage is not None and (names[-1] != LINKAGE or not linkage.startswith(_SEALED))):
        found.add("BUNDLE-MEMBERS")
    return not found.findings


def _whole(tables: Sequence[str]) -> set[str]:
    """Return the tables that are there, those that are cut into pieces among them under their own name."""
    return {*tables, *map(_whole_name, tables)}


def _whole_name(table: str) -> str:
    cut = _PIECE.fullmatch(table.removesuffix(".csv"))
    return f"{cut[1]}.csv" if cut else table


def _check_release(raw: bytes, data: Sequence[tuple[str, bytes]], comment: str, found: _Found) -> None:
    release = _json(raw)
    told = {"batch_id": str, "project": str, "laptop": str, "pack_version": int, "practice": bool, "settings": dict, "rows": dict}
    if not isinstance(release, dict) or not all(isinstance(release.get(name), kind) for name, kind in told.items()):
        found.add("BUNDLE-SCHEMA", table="release.json", field="")
        return
    if not _is_a_version(release["pack_version"]):
        found.add("BUNDLE-SCHEMA", table="release.json", field="pack_version")
        return
    found.release = release
    if compute_batch_id(data, (release["project"], release["laptop"], release["pack_version"])) != release["batch_id"]:
        found.add("BUNDLE-BATCH")
    if comment != f"civicdesk-bundle 1 {release['batch_id']} {release['laptop']}":
        found.add("BUNDLE-SIGNATURE")
    if not _is_one_of_its_parts(release):
        found.add("BUNDLE-SCHEMA", table="release.json", field="part")


def _is_a_version(number: int) -> bool:
    """Tell whether a number can be that of a pack; JSON's `true` is a number to Python."""
    return not isinstance(number, bool) and 1 <= number < 2**31


def _is_one_of_its_parts(release: Mapping[str, Any]) -> bool:
    """Tell whether a bundle stands where it says among those of its release; older ones, which stand alone, do not say."""
    part, parts, batches = release.get("part", 1), release.get("parts", 1), release.get("batches", [release["batch_id"]])
    if not isinstance(part, int) or not isinstance(batches, list) or len(batches) != parts or not 1 <= part <= len(batches):
        return False
    return bool(batches[part - 1] == release["batch_id"])


def _check_tables(raw: bytes, data: Mapping[str, bytes], found: _Found) -> None:
    described = _json(raw)
    try:
        resources = {resource["path"]: resource for resource in described["resources"]}
        if list(resources) != list(data):
            raise KeyError("path")  # noqa: TRY301 - one way out for everything that a descriptor can lack
        tables = {path: _read(path, content, resources[path], found) for path, content in data.items()}
        _check_keys(resources, tables, found)
        _check_references(resources, tables, found)
        _check_classes(tables["data/people.csv"], found)
    except (KeyError, TypeError, AttributeError):
        found.add("BUNDLE-SCHEMA", table="datapackage.json", field="")
    if found.release.get("rows") != found.rows:
        found.add("BUNDLE-COUNTS")


def _read(path: str, content: bytes, resource: Mapping[str, Any], found: _Found) -> list[Row]:
    """Read one table and hold each cell against its field."""
    try:
        rows = csvs.read(content)
        header = csvs.raw(content)[0]
    except ValueError:
        found.add("BUNDLE-SCHEMA", table=path, field="")
        return []
    found.rows[path] = len(rows)
    fields = resource["schema"]["fields"]
    whole = resource["bytes"] == len(content) and resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
    if header != [one["name"] for one in fields] or tuple(resource["schema"]["missingValues"]) != MISSING or not whole:
        found.add("BUNDLE-SCHEMA", table=path, field="")
        return []
    lacking = _lacking(path, resource["schema"])
    if lacking:
        found.add("BUNDLE-SCHEMA", table=path, field=lacking)
        return []
    for line, row in enumerate(rows, 2):
        for one in fields:
            if not _fits(row[one["name"]], one):
                found.add("ROW-INVALID", table=path, line=line, field=one["name"])
                found.invalid.setdefault((path, line), one["name"])
    return rows


def _lacking(path: str, schema: Mapping[str, Any]) -> str:
    """Return the first column that a table must have and has not, or by which its rows must be told apart; empty if it has all."""
    kind = path.removeprefix("data/").partition("-")[0].removesuffix(".csv")
    key, others = _SHAPES.get(kind, ((), ()))
    names = {one["name"]: one for one in schema["fields"]}
    missing = [name for name in (*key, *others) if name not in names]
    misfits = [name for name in _NUMBERED if name in names and names[name]["type"] != "integer"]
    wrong = [name for name in key if name not in schema["primaryKey"]] or list(schema["primaryKey"][len(key) :])
    return next(iter((*missing, *misfits, *(wrong if key else ()))), "")


def _check_keys(resources: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Sequence[Row]], found: _Found) -> None:
    """See that no row is there twice, in one file of a table or in two."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for path, rows in tables.items():
        key, before = resources[path]["schema"]["primaryKey"], seen.setdefault(_whole_name(path), set())
        here = [tuple(row[name] for name in key) for row in rows]
        if len(set(here)) < len(here) or before.intersection(here):
            found.add("BUNDLE-TWICE", table=path)
        before.update(here)


def _check_references(resources: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Sequence[Row]], found: _Found) -> None:
    by_name = {resource["name"]: tables[path] for path, resource in resources.items()}
    for path, resource in resources.items():
        for reference in resource["schema"].get("foreignKeys", ()):
            here, there = reference["fields"], reference["reference"]
            known = {tuple(row[name] for name in there["fields"]) for row in by_name[there["resource"]]}
            if not {tuple(row[name] for name in here) for row in tables[path]} <= known:
                found.add("BUNDLE-REFERENCE", table=path)


def _check_classes(people: Sequence[Row], found: _Found) -> None:
    """See that everybody has the look-alikes that the release promises."""
    settings = found.release.get("settings", {})
    k, quasi = settings.get("k"), settings.get("quasi")
    if not isinstance(k, int) or not isinstance(quasi, list) or (people and not set(quasi) <= set(people[0])):
        found.add("BUNDLE-SCHEMA", table="release.json", field="settings")
        return
    smallest = min(Counter(tuple(row[column] for column in quasi) for row in people).values(), default=k)
    if smallest < k:
        found.add("BUNDLE-CLASSES", smallest=smallest, k=k)


def _fits(cell: str, one: Mapping[str, Any]) -> bool:
    if cell in MISSING:
        return not one.get("constraints", {}).get("required", False)
    if one["type"] in {"integer", "number"}:
        return csvs.is_number(cell) and (one["type"] == "number" or "." not in cell)
    if "codes" in one:
        return set(cell.split()) <= {*one["codes"], *MISSING} and cell == " ".join(sorted(cell.split()))
    return _allowed(cell, one.get("constraints", {}))


def _allowed(cell: str, constraints: Mapping[str, Any]) -> bool:
    if constraints.get("required") and not cell:
        return False
    return "enum" not in constraints or cell in constraints["enum"]


def _json(raw: bytes) -> Any:
    try:
        return canonical.load(raw)
    except ValueError:
        return None
