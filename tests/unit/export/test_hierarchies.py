"""Hierarchies: read, marked, refused by line."""

import re

import pytest

from civicdesk.errors import Refused
from civicdesk.export import hierarchies

LANGUAGES = b"English;English;*\nPolish;Other;*\nOther;Other;*\n"


def test_a_label_on_two_levels_names_its_group() -> None:
    tree = hierarchies.read("first_lang", LANGUAGES)
    assert [tree.label("Polish", level) for level in range(3)] == ["Polish", "Other (group)", "*"]
    assert [tree.label("Other", level) for level in range(3)] == ["Other", "Other (group)", "*"]


def test_other_programs_see_the_labels_of_the_file() -> None:
    tree = hierarchies.read("first_lang", LANGUAGES, for_release=False)
    assert tree.label("Polish", 1) == "Other"
    assert tree.leaves == 3


def test_a_label_on_three_levels_has_three_names() -> None:
    tree = hierarchies.read("x", b"a;a;a;*\nb;a;a;*\n")
    assert [tree.label("b", level) for level in range(4)] == ["b", "a (group)", "a (group) (group)", "*"]


def test_a_value_that_nobody_gave_is_a_leaf_directly_under_the_top() -> None:
    tree = hierarchies.read("first_lang", LANGUAGES)
    assert [tree.label("NOT_ASKED", level) for level in range(3)] == ["NOT_ASKED", "NOT_ASKED", "*"]
    assert tree.nodes[tree.starts["NOT_ASKED"][1]].leaves == 1


def test_a_file_may_name_the_missing_value_itself() -> None:
    assert hierarchies.read("x", b"a;g;*\nNOT_ASKED;NOT_ASKED;*\n").leaves == 2


def test_a_person_may_start_from_a_group() -> None:
    tree = hierarchies.read("first_lang", LANGUAGES)
    assert [tree.label("Other (group)", level) for level in range(3)] == ["Other (group)", "Other (group)", "*"]


def test_what_changed_between_waves_is_told_by_what_covers_both() -> None:
    tree = hierarchies.read("first_lang", LANGUAGES)
    assert tree.common(["Polish", "Other"]) == "Other (group)"
    assert tree.common(["Polish", "English"]) == "*"
    assert tree.common(["Polish"]) == "Polish"


def test_a_label_covers_what_is_under_it_and_nothing_else() -> None:
    tree = hierarchies.read("first_lang", LANGUAGES)
    assert tree.covers("Other (group)", "Polish")
    assert tree.covers("Polish", "Polish")
    assert not tree.covers("Polish", "Other (group)")
    assert not tree.covers("English (group)", "Polish")


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a;*\n\xff;*\n", "PACK-HIERARCHY-TEXT", 2),
        (b'a;"b\n', "PACK-HIERARCHY-TEXT", 1),
        (b"", "PACK-HIERARCHY-EMPTY", 1),
        (b"a;g;*\nb;*\n", "PACK-HIERARCHY-RAGGED", 2),
        (b"a;g;*\n\nb;g;*\n", "PACK-HIERARCHY-RAGGED", 2),
        (b"*\n", "PACK-HIERARCHY-RAGGED", 1),
        (b"a; ;*\n", "PACK-HIERARCHY-RAGGED", 1),
        (b"a;g;*\nb;g;all\n", "PACK-HIERARCHY-TOP", 2),
        (b"a;*\na;*\n", "PACK-HIERARCHY-TWICE", 2),
        (b"a;g;x;*\nb;g;y;*\n", "PACK-HIERARCHY-PARENTS", 2),
        (b"a;g;*\nb;*;*\n", "PACK-HIERARCHY-RESERVED", 2),
        (b"a;NOT_ASKED;*\n", "PACK-HIERARCHY-RESERVED", 1),
        (b"".join(b"%d;*\n" % number for number in range(65_537)), "PACK-HIERARCHY-LIMIT", 65_537),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(data: bytes, code: str, line: int) -> None:
    with pytest.raises(Refused, match=code) as why:
        hierarchies.read("hierarchies/x.csv", data)
    assert why.value.facts == {"file": "hierarchies/x.csv", "line": line}


@pytest.mark.parametrize("name", ["age", "sex", "ethnicity", "housing", "employment", "language", "district"])
def test_the_hierarchies_that_are_shipped_can_be_read(name: str) -> None:
    assert hierarchies.read(name, hierarchies.shipped(name)).top >= 1


@pytest.mark.parametrize("name", ["age", "sex", "ethnicity", "housing", "employment", "language", "district"])
def test_the_hierarchies_that_are_shipped_are_complete(name: str) -> None:
    tree = hierarchies.read(name, hierarchies.shipped(name))
    by_level = [{tree.label(node.label, level) for node in tree.nodes if not node.level} for level in range(tree.top + 1)]
    sizes = [len(labels) for labels in by_level]
    others = re.compile(r"other|elsewhere|rather not say|110", re.IGNORECASE)
    assert hierarchies.gaps(tree) == ()
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes), "a level that puts nobody together only costs time"
    assert any(map(others.search, by_level[0])), "whoever fits nowhere needs a place"
    assert tree.label("NOT_ASKED", tree.top) == "*"


def test_the_census_groups_are_all_there() -> None:
    tree = hierarchies.read("ethnicity", hierarchies.shipped("ethnicity"))
    groups = {tree.label(node.label, 1): 0 for node in tree.nodes if not node.level}
    for node in tree.nodes:
        if not node.level:
            groups[tree.label(node.label, 1)] += 1
    assert sum(count for group, count in groups.items() if group not in {"Not said", "NOT_ASKED"}) == 19
    assert len(groups.keys() - {"Not said", "NOT_ASKED"}) == 5


def test_every_age_from_birth_to_110_has_a_place() -> None:
    tree = hierarchies.read("age", hierarchies.shipped("age"))
    assert hierarchies.missing(tree, map(str, range(111))) == ()


@pytest.mark.parametrize(
    ("leaves", "left_out"),
    [(["1", "2", "4", "7"], ("3", "5", "6")), (["a", "b", "1"], ()), (["1", "3", "Rather not say"], ("2",)), (["a"], ())],
)
def test_numbers_that_a_hierarchy_leaves_out_are_listed(leaves: list[str], left_out: tuple[str, ...]) -> None:
    tree = hierarchies.read("x", "".join(f"{leaf};*\n" for leaf in leaves).encode())
    assert hierarchies.gaps(tree) == left_out


def test_ages_break_at_18_40_and_65_on_every_level() -> None:
    tree = hierarchies.read("age", hierarchies.shipped("age"))
    assert [tree.label("17", 3), tree.label("18", 3), tree.label("39", 3), tree.label("40", 3), tree.label("65", 3)] == [
        "Under 18",
        "18-39",
        "18-39",
        "40-64",
        "65+",
    ]
    assert tree.label("37", 1) == "35-39"


def test_months_become_quarters_and_years() -> None:
    tree = hierarchies.read("period", hierarchies.period(["2026-11", "2027-02", "NOT_ASKED"]))
    assert [tree.label("2026-12", level) for level in range(4)] == ["2026-12", "2026-Q4", "2026", "*"]
    assert tree.leaves == 5


def test_without_any_month_there_is_still_a_hierarchy() -> None:
    tree = hierarchies.read("period", hierarchies.period(["NOT_ASKED"]))
    assert tree.label("NOT_ASKED", 3) == "*"


def test_values_without_a_place_are_listed() -> None:
    tree = hierarchies.read("sex", b"Female;*\nMale;*\n")
    assert hierarchies.missing(tree, ["Male", "b", "a", "a"]) == ("a", "b")
    assert len(hierarchies.missing(tree, map(str, range(50)))) == 20


def test_a_quarter_or_a_year_that_was_told_before_brings_all_its_months() -> None:
    assert hierarchies.period(["2026-Q4"]).decode().splitlines() == [f"2026-{month};2026-Q4;2026;*" for month in (10, 11, 12)]
    assert len(hierarchies.period(["2025", "2026-02", "*", "2026-Q5", "2026-13"]).decode().splitlines()) == 14
