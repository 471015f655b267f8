"""What is known of what left: sealed files one by one, and tables with those who were in them."""

from dataclasses import replace

import pytest

from civicdesk.records.ids import ReleaseId, UserId
from civicdesk.records.parts import ReleasedPart
from civicdesk.records.people import Person
from civicdesk.records.releases import Release, ReleasedCell, ReleaseState
from civicdesk.records.tables import Counted, ReleasedTable
from civicdesk.store import erasing, released, releases
from civicdesk.store.workspace import Workspace
from tests.unit.store.test_releases import REPORT

BY = UserId("wf")
TABLE = ReleasedTable(
    name="sex by wave",
    period="2026-11",
    rows=(("Female", "Other"), ("Male",)),
    columns=(("1",), ("2",)),
    counts=((12, None, 24), (None, 12, 24), (24, 24, 48)),
    means=((None, 1.5, None), (None, None, None), (None, None, 2.5)),
    method="suppress",
    least=10,
    people=(
        Counted(code="code-a", row="Female", column="1"),
        Counted(code="code-b", row="Male", column="2", value=1.5),
        Counted(code="code-c", row="Male", column="2"),
    ),
)


def part(number: int, state: ReleaseState = ReleaseState.SEALED) -> ReleasedPart:
    """Return one file of a release."""
    return ReleasedPart(number=number, batch_id=f"batch {number}", file_name=f"t-{number}.age", outer_sha256=f"hash {number}", state=state)


@pytest.fixture
def prepared(ws: Workspace, wren: Person, clock) -> Release:
    release = Release(
        id=ReleaseId("r1"), batch_id="b1", state=ReleaseState.PREPARED, snapshot_hash="ab", preparer=BY, approver=None, people=30,
        responses=60, report=REPORT, report_hash="cd", prepared_at=clock(),
    )  # fmt: skip
    releases.keep_release(ws, release, {released.TABLES: released.people_of([TABLE])}, people=[wren.id])
    return release


def _sealed(ws: Workspace, release: Release, clock) -> Release:
    for number in (1, 2):
        released.keep_part(ws, release.id, part(number), b"sealed", by=BY)
    releases.seal(ws, release.id, "t-1.age", "hash 1", clock())
    return releases.release(ws, release.id)


def test_the_files_of_a_release_come_back_in_order(ws: Workspace, prepared: Release, clock) -> None:
    assert released.parts(ws, prepared) == ()
    kept = _sealed(ws, prepared, clock)
    assert released.parts(ws, kept) == (part(1), part(2))
    assert releases.members(ws, kept.id)["t-2.age"] == b"sealed"
    assert released.last_batch(ws, but=()) == "batch 2"
    assert released.last_batch(ws, but=("batch 2",)) == "batch 1"
    assert ws.verify() == ()


def test_a_release_of_an_earlier_version_has_one_file(ws: Workspace, prepared: Release, clock) -> None:
    releases.seal(ws, prepared.id, "old.age", "ef", clock())
    kept = releases.release(ws, prepared.id)
    alone = ReleasedPart(number=1, batch_id="b1", file_name="old.age", outer_sha256="ef", state=ReleaseState.SEALED)
    assert released.parts(ws, kept) == (alone,)
    assert released.mark_part(ws, kept, 1, ReleaseState.RECEIVED, by=BY) is ReleaseState.RECEIVED


def test_a_release_is_received_when_every_file_is(ws: Workspace, prepared: Release, clock) -> None:
    kept = _sealed(ws, prepared, clock)
    assert released.mark_part(ws, kept, 2, ReleaseState.RECEIVED, by=BY) is ReleaseState.SENT
    assert released.mark_part(ws, kept, 1, ReleaseState.REFUSED, by=BY) is ReleaseState.REFUSED
    assert released.mark_part(ws, kept, 1, ReleaseState.RECEIVED, by=BY) is ReleaseState.RECEIVED


def test_nothing_was_sent_before_the_first_release(ws: Workspace) -> None:
    assert released.last_batch(ws, but=()) == ""
    assert released.tables(ws) == ()


def test_a_table_comes_back_with_everybody_in_it(ws: Workspace, prepared: Release) -> None:
    released.keep_tables(ws, prepared, [TABLE], by=BY)
    assert released.tables(ws) == (TABLE,)


def test_who_is_forgotten_leaves_a_number_and_no_code(ws: Workspace, prepared: Release, wren: Person, clock) -> None:
    releases.person_code(ws, wren.id, lambda: "code-b")
    released.keep_tables(ws, prepared, [TABLE], by=BY)
    erasing.erase(ws, wren.id, clock(), by=BY)
    (kept,) = released.tables(ws)
    first, _, last = TABLE.people
    assert kept == replace(TABLE, people=(first, last, Counted(code="", row="Male", column="2")))


def test_the_log_holds_each_step_of_a_release_with_the_report_that_was_read(ws: Workspace, prepared: Release, clock) -> None:
    (kept,) = releases.history(ws, prepared.id)
    read = replace(REPORT, changes=("Read by a second person.",), settings=dict(REPORT.settings))
    releases.keep_report(ws, prepared.id, read, "hash of it", by=BY)
    _sealed(ws, prepared, clock)
    now = releases.release(ws, prepared.id)
    assert (now.report, now.report_hash) == (read, "hash of it")
    assert [action for action, _ in releases.history(ws, prepared.id)] == ["release-kept", "release-marked", "release-sealed"]
    assert releases.history(ws, prepared.id)[0] == kept
    assert ws.verify() == ()


def test_tables_of_a_report_come_back(ws: Workspace, prepared: Release) -> None:
    cells = (ReleasedCell(table="sex (2026-11)", row="Female", column="people", value=""),)
    releases.keep_report(ws, prepared.id, replace(REPORT, tables=cells), "ab", by=BY)
    assert releases.release(ws, prepared.id).report.tables == cells
