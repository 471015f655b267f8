"""From rows to a release."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from civicdesk.errors import Refused
from civicdesk.export import counts
from civicdesk.export.gate import Facts
from civicdesk.export.prepare import Prepared, Rows, as_release, prepare, snapshot
from civicdesk.export.report import report_hash
from civicdesk.export.settings import FIRST_PERIOD
from civicdesk.records.ids import ReleaseId, UserId
from civicdesk.records.releases import CheckResult, ExportSettings, ReleasedNote, ReleaseState
from civicdesk.records.tables import DrawnTables, ReleasedTable


def test_free_text_and_quasi_identifiers_do_not_stand_with_the_answers(prepared: Prepared) -> None:
    assert {name for response in prepared.batch.responses for name in response.values} == {"wb1", "wb5", "oi"}


def test_everybody_is_in_the_people_table_once(prepared: Prepared, rows: Rows) -> None:
    assert [code for code, _, _ in prepared.batch.people] == sorted(person.code for person in rows.people)
    assert prepared.batch.quasi_columns == (FIRST_PERIOD, "age", "sex", "district", "housing")
    assert set(prepared.cells) == {person.code for person in rows.people}


def test_the_order_of_the_rows_does_not_matter(
    prepared: Prepared, rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts
) -> None:
    chance = Random(5)  # noqa: S311 - the same invented rows in every run
    shuffled = replace(
        rows,
        people=tuple(chance.sample(rows.people, 24)),
        responses=tuple(chance.sample(rows.responses, 48)),
        scores=tuple(chance.sample(rows.scores, 48)),
    )
    assert prepare(shuffled, settings, files, facts) == prepared


def test_the_snapshot_changes_with_an_answer_and_with_the_settings(rows: Rows, settings: ExportSettings) -> None:
    before = snapshot(rows, settings)
    assert snapshot(replace(rows, responses=rows.responses[1:]), settings) != before
    assert snapshot(rows, replace(settings, k=6)) != before


@pytest.mark.parametrize("t", [0.0, 0.15, 0.4])
def test_a_distance_that_the_pack_asks_for_is_kept(
    rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts, t: float
) -> None:
    made = prepare(rows, replace(settings, t=t), files, facts)
    assert len(made.batch.people) == len(rows.people)
    assert next(check.result for check in made.report.checks if check.code == "C3") is CheckResult.PASS


def test_no_table_ties_answers_to_groups_that_the_rows_tell_more_widely(
    rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts
) -> None:
    asking = replace(settings, table_columns=(("district",), ("district", "wave"), ("wave",)))
    groups = counts.sort(rows.people, rows.responses, asking, files)
    asked, _ = counts.asked(asking, groups, rows.scores)
    told = tuple(
        ReleasedTable(
            name=name, period="2026-11", rows=(), columns=(), counts=((24,),), means=((3.0,),), method="suppress", least=5, people=who
        )
        for name, who in asked.items()
    )
    drawn = DrawnTables(tables=told, fresh=frozenset(asked))
    made = prepare(rows, asking, files, replace(facts, tables=drawn))
    wider = [code for code, _, labels in made.batch.people if labels["district"] != groups[code]["district"]]
    assert wider
    kept = {cell.table.partition(" (")[0] for cell in made.batch.tables}
    assert kept == {"district", "wave", *(name for name in asked if name.startswith("mean of") and name.endswith("by wave"))}
    assert {table.name for table in made.tables} == kept
    assert any(name.startswith("mean of") and name.endswith("by district") for name in asked)


def test_people_of_earlier_releases_keep_their_cells(
    prepared: Prepared, rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts
) -> None:
    again = prepare(rows, settings, files, replace(facts, earlier=prepared.cells))
    assert again.cells == prepared.cells
    assert {check.result for check in again.report.checks if check.code in {"C2", "C6", "C8"}} == {CheckResult.PASS}


def test_new_people_are_recoded_among_themselves(
    prepared: Prepared, rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts
) -> None:
    group = next(iter(prepared.cells.values()))
    old = {code: cells for code, cells in prepared.cells.items() if cells == group}
    both = prepare(rows, settings, files, replace(facts, earlier=old))
    assert all(both.cells[code] == cells for code, cells in old.items())
    new = [tuple(cells.values()) for code, cells in both.cells.items() if code not in old]
    assert min(new.count(cells) for cells in new) >= settings.k


def test_the_version_of_a_persons_row_is_kept(rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts) -> None:
    code = rows.people[0].code
    made = prepare(replace(rows, row_versions={code: 4}), settings, files, facts)
    assert {version for each, version, _ in made.batch.people if each == code} == {4}


def test_quarters_are_the_finest_period_if_the_pack_says_so(
    rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts
) -> None:
    made = prepare(rows, replace(settings, time="quarter", sensitive=()), files, facts)
    assert {labels[FIRST_PERIOD] for _, _, labels in made.batch.people} <= {"2026-Q3", "2026", "*"}


def test_a_month_that_is_none_is_found(rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts) -> None:
    first, *others = rows.people
    wrong = replace(rows, people=(replace(first, quasi={**first.quasi, FIRST_PERIOD: "2026-13"}), *others))
    with pytest.raises(Refused, match="EXPORT-LEAF"):
        prepare(wrong, settings, files, facts)


def test_nobody_can_be_prepared_from_nothing(rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts) -> None:
    with pytest.raises(Refused, match="EXPORT-NOBODY"):
        prepare(replace(rows, people=(), responses=(), scores=(), withdrawals=()), settings, files, facts)


def test_withdrawals_can_be_told_when_nobody_is_left_to_be_sent(
    rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts
) -> None:
    made = prepare(replace(rows, people=(), responses=(), scores=()), settings, files, facts)
    assert (made.batch.people, made.batch.withdrawals) == ((), rows.withdrawals)
    assert [check.code for check in made.report.checks if check.result is CheckResult.BLOCK] == []


def test_after_a_withdrawal_the_others_still_have_look_alikes(
    prepared: Prepared, rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts
) -> None:
    smallest = min(prepared.cells, key=lambda code: (list(prepared.cells.values()).count(prepared.cells[code]), code))
    left = replace(
        rows,
        people=tuple(person for person in rows.people if person.code != smallest),
        responses=tuple(response for response in rows.responses if response.code != smallest),
        scores=tuple(score for score in rows.scores if score.code != smallest),
    )
    made = prepare(left, settings, files, replace(facts, earlier=prepared.cells))
    results = {check.code: check.result for check in made.report.checks if check.code in {"C2", "C6"}}
    coarser = any(made.cells[code] != prepared.cells[code] for code in made.cells)
    assert results == {"C2": CheckResult.PASS, "C6": CheckResult.WARN if coarser else CheckResult.PASS}


def test_a_prepared_release_waits_for_its_second_person(prepared: Prepared) -> None:
    at = datetime(2026, 11, 21, 10, tzinfo=UTC)
    made = as_release(prepared, ReleaseId("r1"), "batch", (UserId("first"), at))
    assert (made.state, made.preparer, made.approver, made.prepared_at) == (ReleaseState.PREPARED, "first", None, at)
    assert (made.people, made.responses, made.snapshot_hash) == (24, 48, prepared.snapshot)
    assert made.report_hash == report_hash(made.report)


def test_words_tables_and_corrections_come_into_the_batch(
    rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts
) -> None:
    note = ReleasedNote(kind="quote", domain="", text="It got better.", cuts=0)
    correction = {"entry": "e1", "field": "phone"}
    full = replace(rows, notes=(note,), corrections=(correction,))
    made = prepare(full, replace(settings, text=True), files, facts)
    assert (made.batch.notes, made.batch.corrections) == ((note,), (correction,))
    assert made.snapshot != prepare(rows, replace(settings, text=True), files, facts).snapshot
