"""Free intervals: everybody lies in the cells that are told of them, in groups of k, at no more loss than by levels."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk.errors import Refused
from civicdesk.export import hierarchies, intervals, keyed
from civicdesk.export.kanonymity import Collapsed, Rules, collapse, recode
from civicdesk.export.outside import Wish, anonymise, read_table
from civicdesk.export.sweep import Watch
from civicdesk.records.releases import Quasi, ReleasePerson

AGE = "".join(f"{age};{age // 10 * 10}-{age // 10 * 10 + 9};*\n" for age in range(40)).encode()
TOWN = b"Northton;North;*\nNorby;North;*\nSouthby;South;*\nSouthford;South;*\n"
BAND = b"18-24;young;*\n25-39;young;*\n40+;old;*\n"
FILES = {"age": AGE, "town": TOWN, "band": BAND}
TREES = {name: hierarchies.read(name, data, for_release=False) for name, data in FILES.items()}
TOWNS = ("Northton", "Norby", "Southby", "Southford")
BANDS = ("18-24", "25-39", "40+")


def rules(*columns: str, k: int = 3, floor: int = 0, **asked: object) -> Rules:
    quasi = tuple(Quasi(column=column, hierarchy=column, floor=floor) for column in columns)
    return Rules(quasi=quasi, hierarchies=TREES, k=k, **asked)


def people(rows: list[tuple[str, ...]], columns: tuple[str, ...]) -> list[ReleasePerson]:
    return [
        ReleasePerson(code=f"{number:04}", quasi=dict(zip(columns, row, strict=True)), sex="", ethnicity="")
        for number, row in enumerate(rows)
    ]


def recoded(
    collapsed: Collapsed, asked: Rules, watch: Watch | None = None
) -> tuple[tuple[intervals.Ordered, ...], tuple[intervals.Class, ...]]:
    wanted = {at: leaves for at, tree in enumerate(asked.trees) if (leaves := intervals.in_order(tree))}
    told = intervals.ordered(collapsed.problem, wanted)
    return told, intervals.recode(collapsed.problem, told, watch or Watch())


def holds(label: str, leaf: str, column: str) -> bool:
    """Tell whether a released label is true of a leaf."""
    if label.startswith("["):
        order = intervals.in_order(TREES[column])
        first, last = label[1:-1].split(", ")
        return order.index(first) <= order.index(leaf) <= order.index(last)
    return TREES[column].covers(label, leaf)


ROWS = st.lists(st.tuples(st.integers(0, 39).map(str), st.sampled_from(TOWNS), st.sampled_from(BANDS)), min_size=3, max_size=60)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(2, 4), st.integers(0, 2), st.randoms(use_true_random=False))
def test_everybody_is_told_truly_in_groups_of_k_at_no_more_loss_than_by_levels(rows: list, k: int, least: int, chance: Random) -> None:
    k = min(k, len(rows))
    columns = ("age", "town", "band")
    told_answers = {f"{number:04}": "yes" if number % 2 else "no" for number in range(len(rows))}
    diverse = {"l": least, "sensitive": {"said": told_answers}} if least == 2 else {}
    asked, whole = rules(*columns, k=k, **diverse), people(rows, columns)
    collapsed = collapse(whole, asked)
    told, classes = recoded(collapsed, asked)
    problem, seen = collapsed.problem, Counter[int]()
    for each in classes:
        written = intervals.labels(problem, told, each.cells)
        assert sum(problem.weights[member] for member in each.members) >= k
        assert problem.diverse(each.members)
        for member in each.members:
            seen[member] += 1
            assert all(holds(label, leaf, column) for label, leaf, column in zip(written, problem.tuples[member], columns, strict=True))
    assert seen == Counter(range(len(problem.tuples)))
    shuffled = list(whole)
    chance.shuffle(shuffled)
    assert recoded(collapse(shuffled, asked), asked)[1] == classes


def test_neighbours_share_the_narrowest_interval() -> None:
    asked = rules("age", "town", k=2)
    rows = [("1", "Norby"), ("3", "Norby"), ("11", "Norby"), ("12", "Norby"), ("30", "Southby"), ("30", "Southby")]
    collapsed = collapse(people(rows, ("age", "town")), asked)
    told, classes = recoded(collapsed, asked)
    assert sorted(intervals.labels(collapsed.problem, told, each.cells) for each in classes) == [
        ("30", "Southby"),
        ("[1, 3]", "Norby"),
        ("[11, 12]", "Norby"),
    ]
    lost = intervals.loss(collapsed.problem, told, classes)
    assert collapsed.problem.measure.share(lost, 12) == pytest.approx((2 * 2 + 2 * 1) / 39 / 12)


def test_a_single_column_is_cut_at_the_least_loss() -> None:
    asked = rules("age", k=2)
    rows = [(str(age),) for age in (1, 2, 10, 11, 12, 30)]
    collapsed = collapse(people(rows, ("age",)), asked)
    told, classes = recoded(collapsed, asked)
    assert sorted(intervals.labels(collapsed.problem, told, each.cells) for each in classes) == [("[1, 2]",), ("[10, 11]",), ("[12, 30]",)]


def test_many_alike_are_not_cut_apart_and_do_not_hide_a_better_cut() -> None:
    asked = rules("age", k=5)
    rows = [(str(age),) for age, count in ((1, 4), (2, 20), (3, 1)) for _ in range(count)]
    collapsed = collapse(people(rows, ("age",)), asked)
    told, classes = recoded(collapsed, asked)
    assert [intervals.labels(collapsed.problem, told, each.cells) for each in classes] == [("[1, 3]",)]


def test_a_level_is_told_where_it_loses_less_than_the_interval() -> None:
    tree = hierarchies.read("odd", b"1;a;*\n2;b;*\n3;a;*\n4;b;*\n", for_release=False)
    asked = Rules(quasi=(Quasi(column="odd", hierarchy="odd"),), hierarchies={"odd": tree}, k=2)
    collapsed = collapse(people([("1",), ("3",)], ("odd",)), asked)
    told, classes = recoded(collapsed, asked)
    assert intervals.labels(collapsed.problem, told, classes[0].cells) == ("a",)


@pytest.mark.parametrize(
    ("leaves", "order"),
    [
        (("10", "9", "-1.5"), ("-1.5", "9", "10")),
        (("25-39", "18-24", "40+"), ("18-24", "25-39", "40+")),
        (("red", "blue"), ()),
        (("18-24", "18-30"), ()),
        (("1", "two"), ()),
    ],
)
def test_numbers_and_ranges_have_an_order(leaves: tuple[str, ...], order: tuple[str, ...]) -> None:
    tree = hierarchies.read("x", "".join(f"{leaf};*\n" for leaf in leaves).encode(), for_release=False)
    assert intervals.in_order(tree) == order


def test_a_column_with_a_floor_or_a_group_among_its_values_keeps_its_levels() -> None:
    wanted = {0: intervals.in_order(TREES["age"])}
    with_floor = collapse(people([("1",)] * 3, ("age",)), rules("age", floor=1))
    with_group = collapse(people([("1",), ("0-9",), ("2",)], ("age",)), rules("age"))
    assert intervals.ordered(with_floor.problem, wanted) == intervals.ordered(with_group.problem, wanted) == ()


def test_somebody_who_waits_may_stop_it_and_is_told_of_progress() -> None:
    collapsed = collapse(people([("1",)] * 3, ("age",)), rules("age"))
    seen: list[tuple[int, int]] = []
    recoded(collapsed, rules("age"), Watch(progress=lambda done, whole: seen.append((done, whole))))
    assert seen[-1][0] == seen[-1][1]
    with pytest.raises(Refused, match="EXPORT-CANCELLED"):
        recoded(collapsed, rules("age"), Watch(cancelled=lambda: True))


def test_too_many_vectors_lose_inner_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "MAX_VECTORS", 20)
    monkeypatch.setattr(keyed, "REMEMBERED", 0)
    asked = rules("age", "town", "band", k=2)
    rows = [(str(number), TOWNS[number % 4], BANDS[number % 3]) for number in range(24)]
    collapsed = collapse(people(rows, ("age", "town", "band")), asked)
    _, classes = recoded(collapsed, asked)
    assert sum(len(each.members) for each in classes) == 24


TABLE = b"age;town;said\n" + b"".join(b"%d;%s;x\n" % (age, TOWNS[age % 4].encode()) for age in range(40))


def test_another_programs_table_is_told_by_intervals_where_somebody_asks() -> None:
    outside = read_table(TABLE, FILES)
    free, levels = anonymise(outside, Wish(k=4, intervals=())), anonymise(outside, Wish(k=4))
    rows = [tuple(line.split(";")[:2]) for line in free.table.decode().splitlines()[1:]]
    assert min(Counter(rows).values()) >= 4
    assert any(age.startswith("[") for age, _ in rows)
    assert (free.ncp < levels.ncp, free.suppressed, len(set(rows))) == (True, 0, free.classes)


def test_leaves_without_numbers_have_the_order_of_their_file_if_somebody_says_so() -> None:
    made = anonymise(read_table(TABLE, FILES), Wish(k=4, intervals=("town",)))
    told = {line.split(";")[1] for line in made.table.decode().splitlines()[1:]}
    assert told <= {
        *TOWNS,
        "[Northton, Norby]",
        "[Norby, Southby]",
        "[Southby, Southford]",
        "[Northton, Southby]",
        "[Norby, Southford]",
        "North",
        "South",
        "*",
    }
    assert not any(line.startswith("[") for line in made.table.decode().splitlines())


@pytest.mark.parametrize(("table", "columns"), [(TABLE, ("said",)), (b"town\nNorby\nNorby\n", ())])
def test_a_column_without_an_order_cannot_be_told_by_intervals(table: bytes, columns: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="EXPORT-ORDER"):
        anonymise(read_table(table, FILES), Wish(k=2, intervals=columns))


def test_the_levels_alone_are_told_as_before() -> None:
    asked = rules("age", "town", k=4)
    whole = people([(str(age), TOWNS[age % 4]) for age in range(40)], ("age", "town"))
    assert not any(label.startswith("[") for _, labels in recode(whole, asked).people for label in labels)


def test_those_whose_answers_are_all_alike_join_others_once_every_width_was_tried() -> None:
    answers = dict(zip((f"{number:04}" for number in range(6)), ("yes", "no", "yes", "no", "yes", "yes"), strict=True))
    asked = rules("age", k=2, l=2, sensitive={"said": answers})
    collapsed = collapse(people([("1",), ("1",), ("2",), ("2",), ("3",), ("3",)], ("age",)), asked)
    told, classes = recoded(collapsed, asked)
    assert sorted(sum(collapsed.problem.weights[at] for at in each.members) for each in classes) in ([2, 4], [6])
    assert len(told) == 1
