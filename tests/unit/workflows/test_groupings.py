"""Groupings as files of a coordinator."""

from pathlib import Path

import pytest

from civicdesk.errors import Refused, Unavailable
from civicdesk.records.groupings import Grouping
from civicdesk.workflows import groupings


def test_a_shipped_table_is_changed_and_saved_and_read_again(tmp_path: Path) -> None:
    grouping = groupings.with_values(groupings.begin("housing"), ["Houseboat"])
    assert groupings.sentences(grouping) == (f"Line {len(grouping.lines)}: a cell is empty.",)
    with pytest.raises(Refused, match="GROUPING-FAULTS"):
        groupings.save(tmp_path / "housing.csv", grouping)
    whole = groupings.gather(grouping, [len(grouping.lines) - 1], 1, "Settled")
    groupings.save(tmp_path / "housing.csv", whole)
    assert groupings.open_file(tmp_path / "housing.csv") == whole


def test_many_faults_are_told_by_the_first_few_and_their_number() -> None:
    grouping = Grouping(lines=tuple((str(number), "") for number in range(0, 20, 2)))
    told = groupings.sentences(grouping)
    assert len(told) == groupings.TOLD + 1
    assert told[-1] == "And 6 more."


def test_a_gap_between_numbers_is_told_and_may_be_saved(tmp_path: Path) -> None:
    grouping = Grouping(lines=(("18", "young"), ("20", "young")))
    assert groupings.sentences(grouping) == ("Between the numbers, 19 has no line.",)
    groupings.save(tmp_path / "ages.csv", grouping)
    assert (tmp_path / "ages.csv").read_text(encoding="utf-8") == "18;young;*\n20;young;*\n"


def test_nothing_is_saved_of_an_empty_table_or_read_from_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="GROUPING-EMPTY"):
        groupings.save(tmp_path / "x.csv", Grouping())
    with pytest.raises(Unavailable, match="GROUPING-FILE"):
        groupings.open_file(tmp_path / "none.csv")
