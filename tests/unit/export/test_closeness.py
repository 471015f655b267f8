"""How far the answers of a group are from everybody's, and what a group must hold to."""

from fractions import Fraction

import pytest

from civicdesk.errors import Refused
from civicdesk.export import measure
from civicdesk.export.closeness import Asked, ask, distance, farthest, together
from civicdesk.export.kanonymity import Rules, recode
from civicdesk.export.outside import Wish, anonymise, read_table
from civicdesk.export.repair import Ground, Group, repair
from tests.unit.export.test_kanonymity import QUASI, TREES, _people


def test_equal_distance_is_half_of_what_must_be_moved() -> None:
    assert distance((0, 2, 0), (0, 5, 5), ordered=False) == Fraction(1, 2)
    assert distance((1, 1, 2), (2, 2, 4), ordered=False) == 0


def test_ordered_distance_counts_the_steps() -> None:
    # The example of the article: salaries 3k to 11k in nine steps, a group with 3k, 4k, 5k is at 0.375, one with 6k, 8k, 11k at 0.167.
    whole = (0, *[1] * 9)
    assert distance((0, 1, 1, 1, 0, 0, 0, 0, 0, 0), whole, ordered=True) == Fraction(3, 8)
    assert distance((0, 0, 0, 0, 1, 0, 1, 0, 0, 1), whole, ordered=True) == Fraction(1, 6)


def test_those_without_an_answer_count_by_their_share() -> None:
    assert distance((2, 1, 1), (2, 3, 3), ordered=True) == Fraction(1, 4)
    assert distance((2, 0, 0), (2, 1, 1), ordered=True) == Fraction(1, 2)
    assert distance((1, 1), (1, 3), ordered=True) == Fraction(1, 4)


def test_a_group_holds_if_it_is_diverse_and_near() -> None:
    asked = ask([["a"], ["b"], [""], ["a"]], [()], 2, 0.3)
    question = asked.questions[0]
    both, alike = together([(question.packed("a"),), (question.packed("b"),)]), (2 * question.packed("a"),)
    assert asked.holds(both)
    assert not asked.holds(alike)
    assert asked.could_hold(both)
    assert not asked.could_hold(alike)
    assert Asked().holds(())


def test_a_group_in_which_nobody_answered_tells_nothing_but_may_be_far() -> None:
    asked = ask([["a"], ["b"], [""], [""]], [()], 2, None)
    silent = (2 * asked.questions[0].packed(""),)
    assert asked.holds(silent)
    assert not ask([["a"], ["b"], [""], [""]], [()], 0, 0.4).holds(silent)


def test_the_farthest_group_is_found_from_what_is_released() -> None:
    assert farthest([["a", "b"], ["a", "SKIPPED"]]) == Fraction(1, 4)
    assert farthest([["1", "2"], ["9", "9"]], ("1", "2", "9")) == Fraction(3, 8)
    assert farthest([]) == 0


@pytest.mark.parametrize("t", [0.0, 0.1, 0.25])
@pytest.mark.parametrize("order", [(), ("1", "2", "3")])
def test_everybody_is_placed_and_no_group_is_too_far(t: float, order: tuple[str, ...]) -> None:
    people = _people(60)
    told = {person.code: str(1 + number % 3) for number, person in enumerate(sorted(people, key=lambda one: one.quasi["age"]))}
    rules = Rules(quasi=QUASI, hierarchies=TREES, k=3, t=t, orders={"q": order} if order else {}, sensitive={"q": told})
    recoded = recode(people, rules)
    groups: dict[tuple[str, ...], list[str]] = {}
    for code, labels in recoded.people:
        groups.setdefault(labels, []).append(told[code])
    assert len(recoded.people) == 60
    assert farthest(groups.values(), order) <= Fraction(str(t))


@pytest.mark.parametrize("t", [-0.1, 1.1])
def test_a_distance_beyond_its_range_is_refused(t: float) -> None:
    with pytest.raises(Refused, match="EXPORT-T"):
        recode(_people(9), Rules(quasi=QUASI, hierarchies=TREES, k=3, t=t, sensitive={"q": {}}))


def test_groups_go_together_until_their_answers_are_near() -> None:
    tree = TREES["area"]
    ground = Ground(
        trees=(tree,),
        floors=(0,),
        measure=measure.of((tree,)),
        rows=(("PE1",), ("PE1",), ("PE2",), ("PE2",), ("PE6",), ("PE6",), ("PE7",)),
        k=2,
        diverse=lambda members: len(members) != 3 and len(members) != 5,
    )
    start = {area: tree.starts[area][0] for area in ("PE1", "PE2", "PE6")}
    groups = [Group((start["PE1"],), [0, 1]), Group((start["PE2"],), [2, 3]), Group((start["PE6"],), [4, 5])]
    placed, _ = repair(ground, groups, [6])
    assert sorted(sorted(group.members) for group in placed) == [[0, 1, 2, 3, 4, 5, 6]]


def test_a_table_from_outside_may_ask_for_a_distance() -> None:
    table = b"a;s\n" + b"".join(b"%d;%d\n" % (number % 4, number % 3) for number in range(24))
    outside = read_table(table, {"a": b"0;x;*\n1;x;*\n2;y;*\n3;y;*\n"})
    result = anonymise(outside, Wish(k=2, t=0.1, ordered=True, sensitive="s"))
    assert result.suppressed == 0
    with pytest.raises(Refused, match="EXPORT-TABLE"):
        anonymise(
            read_table(table.replace(b";2\n", b";two\n"), {"a": b"0;x;*\n1;x;*\n2;y;*\n3;y;*\n"}),
            Wish(k=2, t=0.1, ordered=True, sensitive="s"),
        )
