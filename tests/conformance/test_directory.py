"""Lists of services from other places: everything valid comes in, what is damaged is told, and nothing is lost on the way out.

Every folder with `services_page*.json` below a named one is a feed; `mutations/expected.tsv` beside damaged records says what is
expected of each; `examples` and `validator-mocks*` folders hold what must come in. Nothing is keyed to the id of a record.
"""

import csv
import io
import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from civicdesk.directory import feeds, hsds_writing, openreferral
from civicdesk.directory.feed_writing import record_of, without_place
from civicdesk.directory.openreferral import canonical
from civicdesk.directory.standard import Mender
from civicdesk.records.entries import Entry, EntryStatus
from civicdesk.records.upkeep import Feed, LocalEdit
from civicdesk.store import entries as entry_store
from civicdesk.store import upkeep
from civicdesk.workflows import directory, directory_feed
from civicdesk.workflows.directory_feed import NewFeed
from civicdesk.workflows.kit import Kit
from tests.conformance.empty_desk import desk

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ROOT.parent / "shared" / "conformance" / "directory-dev"
CHECKERS = ROOT / ".venv" / "checkers" / "bin" / "python"
TODAY = date(2026, 11, 21)
SCHEMAS = ("oruk-3.0/schema/service.json", "hsds-3.0/schema/service.json")
ONLY_TOLD = frozenset({"DIR-STALE", "DIR-EXTRA", "DIR-HTML", "DIR-PERSON"})
"""Findings with which a record is taken as it is; any other is a warning."""

FOR_ALL = NewFeed(name="Conformance", licence="CC0-1.0")


# ---- what lies there


def feeds_below(folder: Path) -> list[Path]:
    return sorted({page.parent for page in folder.rglob("services_page*.json")})


def examples_below(folder: Path) -> list[Path]:
    """Files that must come in, whatever they hold: examples and mock answers, as pages or as tables."""
    damaged = {path.parent for path in folder.rglob("expected.tsv")}
    found = []
    for path in folder.rglob("*.json"):
        aside = path.parent in damaged or not {"schema", "360giving"}.isdisjoint(path.parts)
        if not aside and path.name != "datapackage.json" and not path.name.startswith("services_page"):
            found.append(path)
    return sorted(found)


def tables_below(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.rglob("services.csv"))


def expectations(folder: Path) -> list[tuple[Path, str]]:
    found = []
    for path in sorted(folder.rglob("expected.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t"))[1:]
        found += [(path.parent / row[0], row[1]) for row in rows if len(row) > 1]
    return found


def files(*paths: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}


def read(given: Mapping[str, bytes]) -> feeds.Read:
    return feeds.read(given, Feed(id="conformance", name=FOR_ALL.name), TODAY)


def elements(path: Path) -> list[Any]:
    page = json.loads(path.read_text(encoding="utf-8"))
    return page.get("contents", [page]) if isinstance(page, dict) else page


def within(page: Any) -> list[dict[str, Any]]:
    found = page.get("contents", [page]) if isinstance(page, dict) else page
    return [one for one in found if isinstance(one, dict)]


# ---- judging


@contextmanager
def noted(report: "Report", sentence: str) -> Iterator[None]:
    try:
        yield
    except AssertionError as why:
        report.failures.append(f"{sentence}: {str(why).splitlines()[0] if str(why) else 'not so'}")
    else:
        report.passed += 1


@dataclass
class Report:
    passed: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    exported: list[Mapping[str, bytes]] = field(default_factory=list)

    def as_json(self) -> Mapping[str, object]:
        return {"passed": self.passed, "failed": len(self.failures), "failures": self.failures[:50], "seconds": self.seconds}


def dump(kit: Kit) -> tuple[object, ...]:
    return entry_store.every_entry(kit.workspace), upkeep.records(kit.workspace), upkeep.feeds(kit.workspace)


def check_feed(report: Report, folder: Path, room: Path) -> None:
    """One feed on its way in, again, changed here, with a page withheld, out, and in again."""
    pages = sorted(folder.glob("services_page*.json"))
    name, given = folder.name, files(*pages)
    ids = {
        str(one["id"]).lower() for page in pages for one in elements(page) if isinstance(one, dict) and one.get("id") and one.get("name")
    }
    with desk(room / "one", TODAY) as kit:
        directory_feed.take_in(kit, given, FOR_ALL)
        before, seq = dump(kit), kit.workspace.head().seq
        with noted(report, f"{name}: one entry for each id"):
            assert len(entry_store.entries(kit.workspace)) == len(ids)
        directory_feed.take_in(kit, given, FOR_ALL)
        with noted(report, f"{name}: a second time changes nothing, not even the audit"):
            assert (dump(kit), kit.workspace.head().seq) == (before, seq)
        check_edit(report, name, kit, given)
        if len(pages) > 1:
            check_withheld(report, name, kit, pages)
    check_round_trip(report, name, given, room)


def check_edit(report: Report, name: str, kit: Kit, given: Mapping[str, bytes]) -> None:
    verbatim = {one.get("id") for page in given.values() for one in within(json.loads(page))}
    entry = next(each for each in entry_store.entries(kit.workspace) if each.id in verbatim)
    edit = LocalEdit(entry=entry.id, field="phone", value="01632 960999", theirs=entry.phone, by=kit.user.id, at=kit.now())
    upkeep.keep_edit(kit.workspace, edit)
    directory_feed.take_in(kit, changed(given, str(entry.id)), FOR_ALL)
    now = {each.id: each for each in entry_store.entries(kit.workspace)}[entry.id]
    with noted(report, f"{name}: what was changed here survives a newer list"):
        assert (now.phone, now.description) == ("01632 960999", "Newly written.")
    with noted(report, f"{name}: and is given on"):
        (record,) = [one for one in contents(directory_feed.give_on(kit)) if one["id"] == entry.id]
        assert [phone["number"] for phone in record["phones"]] == ["01632 960999"]


def changed(given: Mapping[str, bytes], ident: str) -> Mapping[str, bytes]:
    """Return the pages with other words in one record."""
    found = {}
    for name, data in given.items():
        page = json.loads(data)
        for one in within(page):
            if one.get("id") == ident:
                one["description"] = "Newly written."
        found[name] = json.dumps(page).encode()
    return found


def check_withheld(report: Report, name: str, kit: Kit, pages: Sequence[Path]) -> None:
    held = {str(ident) for ident in read(files(pages[-1])).entries.keys() - read(files(*pages[:-1])).entries.keys()}
    arrival = directory_feed.take_in(kit, files(*pages[:-1]), FOR_ALL).value
    found = {str(entry.id): entry for entry in entry_store.entries(kit.workspace)}
    with noted(report, f"{name}: what a later list lacks is marked and kept"):
        assert arrival.missing == len(held)
        assert {ident for ident, entry in found.items() if entry.missing_since == TODAY} == held
    directory_feed.take_in(kit, files(*pages), FOR_ALL)
    with noted(report, f"{name}: and unmarked when it is there again"):
        assert not any(entry.missing_since for entry in entry_store.entries(kit.workspace))
    directory_feed.take_in(kit, files(*pages[:1]), NewFeed(name=FOR_ALL.name, whole=False))
    with noted(report, f"{name}: a part of a list marks nothing"):
        assert not any(entry.missing_since for entry in entry_store.entries(kit.workspace))


def check_tables(report: Report, name: str, records: Sequence[Mapping[str, Any]]) -> None:
    """The same as a package of tables: nothing of an entry is lost, and every table is as the specification describes it."""
    tables = hsds_writing.write([dict(one) for one in records])
    found, again = read(json_pages(records)), read(tables)
    with noted(report, f"{name}: tables bring the same entries back"):
        assert again.entries == found.entries
        assert [finding for finding in again.findings if finding.code not in ONLY_TOLD] == []
    back = [record_of(entry, json.loads(again.records[ident].document), TODAY) for ident, entry in again.entries.items()]
    with noted(report, f"{name}: and the same bytes"):
        assert hsds_writing.write(back) == tables
    with noted(report, f"{name}: tables are as the specification describes them"):
        assert list(faults_of(tables)) == []


def json_pages(records: Sequence[Mapping[str, Any]]) -> Mapping[str, bytes]:
    return dict(openreferral.pages([dict(one) for one in records]))


def faults_of(tables: Mapping[str, bytes]) -> Iterator[str]:
    """Compare tables with the description that the specification ships: columns, what must be there, kinds, keys and where they lead."""
    told = json.loads((DEFAULT / "hsds-3.0" / "datapackage.json").read_text(encoding="utf-8"))
    by_name = {one["name"]: one for one in told["resources"]}
    read_ = {one["name"]: list(csv.DictReader(io.StringIO(tables[one["path"]].decode(), newline=""))) for one in ours(tables)}
    for one in ours(tables):
        spec, rows = by_name[one["name"]], read_[one["name"]]
        fields = {each["name"]: each for each in spec["schema"]["fields"]}
        yield from (f"{one['path']}: column {name}" for name in {each["name"] for each in one["schema"]["fields"]} - fields.keys())
        idents = [row["id"] for row in rows]
        yield from (f"{one['path']}: {ident} twice" for ident in {ident for ident in idents if idents.count(ident) > 1})
        for row in rows:
            yield from (f"{one['path']}: {name} of {row['id']}" for name, text in row.items() if not fits(fields[name], text))
        for key in spec["schema"].get("foreignKeys", ()):
            there = {row["id"] for row in read_.get(key["reference"]["resource"], ())}
            yield from (
                f"{one['path']}: {row[key['fields']]}" for row in rows if row.get(key["fields"]) and row[key["fields"]] not in there
            )


def ours(tables: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return json.loads(tables["datapackage.json"])["resources"]


def fits(told: Mapping[str, Any], text: str) -> bool:
    limits = told.get("constraints", {})
    if not text:
        return not limits.get("required")
    if told["type"] == "number":
        return re.fullmatch(r"'?-?[0-9]+([.][0-9]+)?", text) is not None
    return text in limits.get("enum", [text])


def check_round_trip(report: Report, name: str, given: Mapping[str, bytes], room: Path) -> None:
    """Import, export, import in another workspace, export: the same entries, the same bytes."""
    with desk(room / "out", TODAY) as kit:
        directory_feed.take_in(kit, given, FOR_ALL)
        first, entries = directory_feed.give_on(kit), entry_store.entries(kit.workspace)
    with desk(room / "back", TODAY) as kit:
        directory_feed.take_in(kit, first, FOR_ALL)
        second, again = directory_feed.give_on(kit), entry_store.entries(kit.workspace)
    with noted(report, f"{name}: import, export and import is a fixed point"):
        assert tuple(map(outside, entries)) == again
    with noted(report, f"{name}: and gives the same bytes"):
        assert first == second
    check_tables(report, name, contents(first))
    with noted(report, f"{name}: what is given on needs no mending"):
        assert [note for one in contents(first) for note in mended(one)] == []
    report.exported.append(first)


def mended(record: Mapping[str, Any]) -> list[object]:
    mender = Mender(feed="conformance")
    assert canonical(mender.part("service", record)) == canonical(record)
    return list(mender.notes)


def contents(pages: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [one for data in pages.values() for one in json.loads(data)["contents"]]


def check_pure_round_trip(report: Report, name: str, found: feeds.Read) -> None:
    """The same without a workspace between."""
    first = written(found)
    again = read(first)
    with noted(report, f"{name}: import, export and import is a fixed point"):
        assert again.entries == {ident: outside(entry) for ident, entry in found.entries.items()}
    with noted(report, f"{name}: and gives the same bytes"):
        assert written(again) == first
    check_tables(report, name, contents(first))
    report.exported.append(first)


def written(found: feeds.Read) -> Mapping[str, bytes]:
    records = [record_of(entry, json.loads(found.records[ident].document), TODAY) for ident, entry in found.entries.items()]
    return dict(openreferral.pages(records))


def check_examples(report: Report, folder: Path) -> None:
    for path in examples_below(folder):
        found = read(files(path))
        told = {finding.code for finding in found.findings if finding.rejected}
        spoilt = "fail" in path.parent.name
        with noted(report, f"{path.parent.name}/{path.name}: comes in"):
            assert spoilt or not told
        named = {one["id"] for one in elements(path) if isinstance(one, dict) and {"id", "name", "status"} <= one.keys()}
        with noted(report, f"{path.parent.name}/{path.name}: one entry for each id"):
            assert named <= {str(ident) for ident in found.entries}
        if spoilt and path.name == "service_list.json":
            with noted(report, f"{path.parent.name}/{path.name}: records without a name are left out, their e-mails noted"):
                assert found.rejected == sum(not one.get("name") for one in elements(path))
                assert "DIR-EMAIL" in {finding.code for finding in found.findings}
        if found.entries:
            check_pure_round_trip(report, f"{path.parent.name}/{path.name}", found)
    for tables in tables_below(folder):
        found = read(files(*(path for path in tables.iterdir() if path.is_file())))
        with noted(report, f"{tables.name}: tables come in"):
            assert found.entries
        check_pure_round_trip(report, tables.name, found)


def check_mutations(report: Report, folder: Path) -> None:
    for path, expected in expectations(folder):
        found = read(files(path))
        verdict = "reject" if found.rejected else "warn" if {one.code for one in found.findings} - ONLY_TOLD else "accept"
        words = expected.split(";")[0].replace(",", " ").split()
        with noted(report, f"{path.name}: {expected}"):
            assert verdict in words[:3:2] if " or " in f" {expected.split(';')[0]} " else verdict == words[0]
            assert found.findings or verdict == "accept"
            assert all(finding.sentence.endswith(".") for finding in found.findings)
            check_effect(path, expected.casefold(), found)


def check_effect(path: Path, expected: str, found: feeds.Read) -> None:
    """What the expectation names is asserted as far as it is known by its words."""
    if not found.entries:
        return
    (sent,) = elements(path)
    (entry,), (record,) = found.entries.values(), found.records.values()
    document = json.loads(record.document)
    holds: dict[str, bool] = {
        "external id": record.external_id == str(sent.get("id")),
        "without coordinates": "latitude" not in record.document and entry.facts.easting is None,
        "email": expected.count("drop") == 0 or entry.email == "",
        "url": expected.count("drop") == 0 or entry.url == "",
        "strip": "<" not in entry.description + entry.name,
        "consent": entry.contact_name == "" and not any("name" in one for one in document.get("contacts", [])),
        "age limits": (entry.facts.youngest, entry.facts.oldest) == (None, None),
        "absent": "" not in document.values(),
        "unassured": entry.assured_date is None,
        "not confirmed": entry.assured_date is None or entry.assured_date < TODAY - timedelta(days=365),
        "preserve": set(sent) <= set(document),
        "not shown as open": entry.status is not EntryStatus.ACTIVE,
    }
    assert [words for words, so in holds.items() if words in expected and not so] == []


@pytest.fixture(scope="module")
def report(vectors: tuple[Path, ...], report_file: Path | None, tmp_path_factory: pytest.TempPathFactory) -> Report:
    folders = vectors or (DEFAULT,)
    if not all(folder.is_dir() for folder in folders):
        pytest.skip(f"no set at {', '.join(map(str, folders))}: hand in a folder with --vectors")
    made, began, rooms = Report(), time.perf_counter(), count()
    room = tmp_path_factory.mktemp("directory")
    for folder in folders:
        for feed in feeds_below(folder):
            check_feed(made, feed, room / str(next(rooms)))
        check_examples(made, folder)
        check_mutations(made, folder)
    made.seconds = round(time.perf_counter() - began, 2)
    if report_file is not None:
        report_file.write_text(json.dumps(made.as_json(), indent=1), encoding="utf-8")
    print(f"\ndirectory: {made.passed} passed, {len(made.failures)} failed, {made.seconds:.1f} s")  # noqa: T201 - the summary line
    return made


def test_every_list_comes_in_and_goes_out_as_it_should(report: Report) -> None:
    assert report.passed
    assert report.failures == []


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_is_given_on_fits_the_schema_element_by_element(report: Report, schema: str, tmp_path: Path) -> None:
    if not (DEFAULT / schema).is_file():
        pytest.skip("no schema beside the program")
    if not CHECKERS.exists():
        pytest.skip("the checkers are not set up: python3 run.py setup")
    records = tmp_path / "records.json"
    records.write_text(json.dumps([one for pages in report.exported for one in contents(pages)]), encoding="utf-8")
    judge = [str(CHECKERS), str(Path(__file__).with_name("judge_records.py")), str(DEFAULT / schema), str(records)]
    said = json.loads(subprocess.run(judge, check=True, capture_output=True, text=True).stdout)
    assert (said["faults"], {"uuid", "email"} - set(said["formats"])) == ([], set())


def test_a_page_that_counts_wrong_is_read_whole() -> None:
    """A page that says it holds 31 records and holds 128 brings 128."""
    one = {"id": "00000000-0000-4000-8000-000000000000", "name": "Invented", "status": "active"}
    many = [{**one, "id": f"00000000-0000-4000-8000-{number:012}"} for number in range(128)]
    page = {"total_items": 31, "total_pages": 1, "page_number": 1, "size": 31, "last_page": True, "contents": many}
    assert len(read({"page.json": json.dumps(page).encode()}).entries) == 128


def test_a_record_that_is_there_many_times_is_one_entry() -> None:
    path = DEFAULT / "oruk-3.0" / "validator-mocks-test" / "service_list.json"
    if not path.is_file():
        pytest.skip("no set beside the program")
    assert (len(elements(path)), len(read(files(path)).entries)) == (128, 1)


def test_entries_of_every_kind_stay_what_they_are_on_the_way(tmp_path: Path) -> None:
    shipped = ROOT / "resources" / "practice" / "directory.csv"
    with desk(tmp_path / "one", TODAY) as kit:
        directory.import_entries(kit, shipped.read_bytes())
        pages, before = directory_feed.give_on(kit), entry_store.entries(kit.workspace)
    with desk(tmp_path / "two", TODAY) as kit:
        directory_feed.take_in(kit, pages, FOR_ALL)
        after, again = entry_store.entries(kit.workspace), directory_feed.give_on(kit)
    assert ([bare(entry) for entry in after], again) == ([outside(bare(entry)) for entry in before], pages)


def outside(entry: Entry) -> Entry:
    """Return an entry as it leaves: without where it is, if that is given by telephone alone."""
    return entry if entry.address_public else without_place(entry)


def bare(entry: Entry) -> Entry:
    """Return an entry without the contact, who is never given on, and without the name of its list."""
    return replace(entry, contact_name="", source="")
