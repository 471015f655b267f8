"""A hierarchy while somebody works on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicdesk.errors import Refused
from civicdesk.export import groupings, hierarchies
from civicdesk.records.groupings import Fault, Grouping
from civicdesk.workflows.groupings import SHIPPED

HOUSING = Grouping(lines=(("Own home", "Settled"), ("Private rent", "Settled"), ("Hostel", "Not settled")))


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_has_no_fault_and_is_written_as_it_was_read(name: str) -> None:
    data = hierarchies.shipped(name)
    grouping = groupings.read(name, data)
    assert groupings.faults(grouping) == ()
    assert hierarchies.read(name, groupings.write(grouping)).nodes == hierarchies.read(name, data).nodes


def test_a_half_made_file_is_read_with_its_holes() -> None:
    grouping = groupings.read("x.csv", b"Own home;Settled;*\n\nHostel\n*\n")
    assert grouping.lines == (("Own home", "Settled"), ("Hostel", ""), ("*", ""))
    assert [(fault.line, fault.cell, fault.kind) for fault in groupings.faults(grouping)] == [
        (1, 1, "empty"),
        (2, 0, "reserved"),
        (2, 1, "empty"),
    ]


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(Refused, match="PACK-HIERARCHY-TEXT"):
        groupings.read("x.csv", b"\xff\xfe")


def test_a_value_on_two_lines_and_a_group_in_two_groups_are_told_at_each_cell() -> None:
    lines = (("a", "x", "p"), ("a", "x", "q"), ("b", "y", "q"))
    assert groupings.faults(Grouping(lines=lines)) == (
        Fault(line=0, cell=0, kind="twice", words=("a",)),
        Fault(line=0, cell=1, kind="parents", words=("x", "p", "q")),
        Fault(line=1, cell=0, kind="twice", words=("a",)),
        Fault(line=1, cell=1, kind="parents", words=("x", "p", "q")),
    )


def test_numbers_that_are_left_out_are_told() -> None:
    ages = Grouping(lines=(("18",), ("20",), ("Not known",)))
    assert groupings.faults(ages) == (Fault(line=-1, cell=-1, kind="gap", words=("19",)),)


def test_numbers_far_apart_name_the_first_that_are_missing() -> None:
    (fault,) = groupings.faults(Grouping(lines=(("0", "a"), ("999999999", "a"))))
    assert (fault.kind, len(fault.words), fault.words[0]) == ("gap", 20, "1")


def test_digits_without_end_are_words() -> None:
    long = Grouping(lines=(("9" * 5_000, "a"),))
    assert groupings.faults(long) == ()
    assert groupings.in_bands(long, 5).lines == (("9" * 5_000, "9" * 5_000, "a"),)


def test_lines_put_into_a_group_that_exists_lie_in_its_wider_groups_too() -> None:
    grouping = Grouping(lines=(("a", "x", "p"), ("b", "y", "q"), ("c", "", "")))
    assert groupings.gather(grouping, {2}, 1, " x ").lines[2] == ("c", "x", "p")
    assert groupings.gather(grouping, {1, 2}, 1, "new").lines[1:] == (("b", "new", "q"), ("c", "new", ""))


def test_cells_lines_and_steps_are_changed_one_at_a_time() -> None:
    assert groupings.put(HOUSING, 2, 1, " Moving ").lines[2] == ("Hostel", "Moving")
    assert groupings.with_values(HOUSING, ["Hostel", " Boat ", "", "Boat"]).lines[3:] == (("Boat", ""),)
    assert groupings.without(HOUSING, {0, 1}).lines == (("Hostel", "Not settled"),)
    assert groupings.narrower(groupings.wider(HOUSING)) == HOUSING
    assert groupings.narrower(Grouping(lines=(("a",),))).lines == (("a",),)
    assert Grouping().levels == 0
    assert groupings.with_values(Grouping(), ["a"]).lines == (("a",),)


def test_numbers_are_put_into_bands_and_other_values_stay() -> None:
    ages = Grouping(lines=(("19", "adult"), ("20", "adult"), ("Not known", "Not known")))
    assert groupings.in_bands(ages, 5).lines == (
        ("19", "15-19", "adult"),
        ("20", "20-24", "adult"),
        ("Not known", "Not known", "Not known"),
    )


CELL = some.text('ab;"\n\r 1*', max_size=4)


@given(some.integers(1, 4).flatmap(lambda width: some.lists(some.tuples(*[CELL] * width), max_size=6)))
def test_a_table_without_faults_is_a_hierarchy_and_one_with_faults_is_none(lines: list[tuple[str, ...]]) -> None:
    grouping = Grouping(lines=tuple(tuple(cell.strip() for cell in line) for line in lines))
    sound = bool(lines) and not [fault for fault in groupings.faults(grouping) if fault.kind != "gap"]
    try:
        made = hierarchies.read("x", groupings.write(grouping))
    except Refused:
        assert not sound
    else:
        assert sound
        assert made.leaves == len(lines) + 1
