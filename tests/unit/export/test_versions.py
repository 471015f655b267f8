"""Versions: a released row that says something new gets the next number."""

from dataclasses import replace

from civicdesk.export import versions
from civicdesk.export.prepare import Prepared
from civicdesk.records.releases import Batch


def numbers(batch: Batch) -> set[int]:
    rows = (*(version for _, version, _ in batch.people), *(each.row_version for each in (*batch.responses, *batch.scores)))
    return set(rows)


def test_everything_begins_with_version_one(prepared: Prepared) -> None:
    batch, known = versions.numbered(prepared.batch, {})
    assert numbers(batch) == {1}
    assert set(known) == {code for code, _, _ in batch.people}


def test_what_says_the_same_keeps_its_version(prepared: Prepared) -> None:
    _, known = versions.numbered(prepared.batch, {})
    again, still = versions.numbered(prepared.batch, known)
    assert numbers(again) == {1}
    assert still == known


def test_what_says_something_new_gets_the_next_one(prepared: Prepared) -> None:
    first, known = versions.numbered(prepared.batch, {})
    changed = first.responses[0]
    corrected = replace(first, responses=(replace(changed, values={**changed.values, "wb1": "DONT_KNOW"}), *first.responses[1:]))
    second, later = versions.numbered(corrected, known)
    assert [each.row_version for each in second.responses] == [2] + [1] * (len(first.responses) - 1)
    third, _ = versions.numbered(first, versions.newest((known, later)))
    assert third.responses[0].row_version == 3


def test_the_newest_of_several_releases_counts_whatever_their_order() -> None:
    one, two = {"ann": {"people|": (1, "a")}}, {"ann": {"people|": (2, "b"), "scores|1": (1, "c")}, "bob": {"people|": (1, "d")}}
    wanted = {"ann": {"people|": (2, "b"), "scores|1": (1, "c")}, "bob": {"people|": (1, "d")}}
    assert versions.newest((one, two)) == versions.newest((two, one)) == wanted


def test_a_row_is_named_by_its_key_and_hashed_without_its_version() -> None:
    cells = {"person_code": "ann", "row_version": "1", "wave": "2", "value": "7"}
    made = versions.row("scores", ("person_code", "wave"), cells)
    later = versions.row("scores", ("person_code", "wave"), {**cells, "row_version": "2"})
    assert (made.code, made.key, made.version) == ("ann", "2", 1)
    assert (later.sha256, later.version) == (made.sha256, 2)
    assert "row_version" not in made.cells
