"""Releases: what was prepared, approved, sealed and sent."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId, ReleaseId, UserId
from civicdesk.records.people import Person
from civicdesk.records.releases import Check, CheckResult, IntruderForm, Release, ReleaseState, RiskReport
from civicdesk.store import releases
from civicdesk.store.workspace import Workspace

CHECK = Check(
    code="C1", title="Small groups", result=CheckResult.WARN, sentence="Six people.", why="Few.", figures={"people": 6}, reason="Agreed."
)
REPORT = RiskReport(
    people=30, rows=60, held_back=(("no consent", 2),), smallest_class=5, classes=6, uniques_before=3, k=5, l=3, loss=0.25,
    loss_by_column=(("district", 0.5),), loss_by_group=(("women", 0.2),), changes=("Districts became areas.",), prosecutor=0.2,
    journalist=None, marketer=0.1, checks=(CHECK,), settings=MappingProxyType({"k": 5, "quasi": ["district"]}),
)  # fmt: skip
FORM = IntruderForm(scenarios=(("a neighbour", "found nobody"),), tried_by="AB", tried_on=date(2026, 3, 1), approver="WF", reason="Fine.")


@pytest.fixture
def prepared(ws: Workspace, wren: Person, clock) -> Release:
    release = Release(
        id=ReleaseId("r1"), batch_id="b1", state=ReleaseState.PREPARED, snapshot_hash="ab", preparer=UserId("wf"), approver=None, people=30,
        responses=60, report=REPORT, report_hash="cd", prepared_at=clock(),
    )  # fmt: skip
    releases.keep_release(ws, release, {"people.csv": b"code\n", "data/a.csv": b"1\n"}, people=[wren.id])
    return release


def test_a_release_comes_back_as_kept(ws: Workspace, prepared: Release) -> None:
    plain = replace(prepared, report=replace(REPORT, settings=dict(REPORT.settings)))
    assert releases.release(ws, prepared.id) == plain
    assert releases.releases(ws) == (plain,)
    assert ws.verify() == ()


def test_its_files_come_back_to_the_byte_in_order(ws: Workspace, prepared: Release) -> None:
    assert list(releases.members(ws, prepared.id).items()) == [("people.csv", b"code\n"), ("data/a.csv", b"1\n")]


def test_an_unknown_release_is_refused(ws: Workspace, clock) -> None:
    unknown = ReleaseId("none")
    for question in (
        lambda: releases.release(ws, unknown),
        lambda: releases.approve(ws, unknown, UserId("ab"), None, clock()),
        lambda: releases.seal(ws, unknown, "a", "b", clock()),
        lambda: releases.mark(ws, unknown, ReleaseState.SENT),
    ):
        with pytest.raises(Refused, match="STORE-UNKNOWN"):
            question()


def test_an_approval_says_who_and_what_was_tried(ws: Workspace, prepared: Release, clock) -> None:
    releases.approve(ws, prepared.id, UserId("ab"), FORM, clock())
    kept = releases.release(ws, prepared.id)
    assert (kept.state, kept.approver, releases.intruder_form(ws, prepared.id)) == (ReleaseState.APPROVED, "ab", FORM)


def test_a_release_without_a_trial_has_no_form(ws: Workspace, prepared: Release, clock) -> None:
    releases.approve(ws, prepared.id, UserId("ab"), None, clock())
    assert releases.intruder_form(ws, prepared.id) is None
    assert releases.intruder_form(ws, ReleaseId("none")) is None


def test_a_sealed_release_says_into_which_file(ws: Workspace, prepared: Release, clock) -> None:
    at = clock()
    releases.seal(ws, prepared.id, "FT-b1.age", "ef", at)
    kept = releases.release(ws, prepared.id)
    assert (kept.state, kept.file_name, kept.outer_sha256, kept.sealed_at) == (ReleaseState.SEALED, "FT-b1.age", "ef", at)


def test_people_are_released_from_sealing_on_whatever_becomes_of_it(ws: Workspace, prepared: Release, clock) -> None:
    found = [releases.released_people(ws)]
    releases.seal(ws, prepared.id, "FT-b1.age", "ef", clock())
    found.append(releases.released_people(ws))
    releases.mark(ws, prepared.id, ReleaseState.SENT, by=UserId("wf"))
    found.append(releases.released_people(ws))
    releases.mark(ws, prepared.id, ReleaseState.REFUSED)
    found.append(releases.released_people(ws))
    assert found == [frozenset(), {"wren"}, {"wren"}, {"wren"}]


def test_a_person_has_one_code_for_ever(ws: Workspace, wren: Person) -> None:
    codes = iter(["aaa", "bbb"])
    assert [releases.person_code(ws, wren.id, lambda: next(codes)) for _ in range(2)] == ["aaa", "aaa"]


def test_no_two_people_share_a_code(ws: Workspace, wren: Person, clock) -> None:
    from civicdesk.store import people

    people.add_person(ws, replace(wren, id=PersonId("ash"), card="2"))
    codes = iter(["aaa", "aaa", "bbb"])
    assert [releases.person_code(ws, PersonId(who), lambda: next(codes)) for who in ("wren", "ash")] == ["aaa", "bbb"]


def test_withdrawals_are_listed_in_order(ws: Workspace) -> None:
    releases.keep_tombstone(ws, "aaa", "all", "2026-03")
    releases.keep_tombstone(ws, "bbb", "scores", "2026-04")
    assert releases.tombstones(ws) == ((1, "aaa", "all", "2026-03"), (2, "bbb", "scores", "2026-04"))
    assert ws.verify() == ()


def test_the_sealed_bundle_is_kept_with_its_release(ws: Workspace, prepared: Release) -> None:
    releases.keep_member(ws, prepared.id, "batch.age", b"sealed")
    assert releases.members(ws, prepared.id)["batch.age"] == b"sealed"
    assert ws.verify() == ()


def test_after_a_backup_was_put_back_anybody_may_be_known_at_the_centre(ws: Workspace, wren: Person) -> None:
    assert releases.perhaps_released(ws) == frozenset()
    ws.begin_branch("other")
    assert releases.perhaps_released(ws) == {wren.id}
