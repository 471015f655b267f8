"""Recoding people: look-alikes, order, refusals, words."""

from collections import Counter
from collections.abc import Mapping
from random import Random

import pytest

from civicdesk.errors import Refused
from civicdesk.export import csvs, hierarchies, sweep
from civicdesk.export.kanonymity import Recoded, Rules, coarsen, describe, least_answers, recode, smallest_class
from civicdesk.export.sweep import Watch
from civicdesk.records.releases import Quasi, ReleasePerson

FILES = {
    "age": b"".join(b"%d;%d0s;*\n" % (age, age // 10) for age in range(20, 60)),
    "area": b"PE1;Town;*\nPE2;Town;*\nPE6;Country;*\nPE7;Country;*\n",
}
TREES = {name: hierarchies.read(name, data) for name, data in FILES.items()}
QUASI = (Quasi(column="age", hierarchy="age"), Quasi(column="area", hierarchy="area"))


def _people(count: int, seed: int = 1) -> tuple[ReleasePerson, ...]:
    chance = Random(seed)  # noqa: S311 - the same invented rows in every run
    return tuple(
        _person(f"c{number:03}", str(chance.randint(20, 59)), chance.choice(("PE1", "PE2", "PE6", "PE7"))) for number in range(count)
    )


def _person(code: str, age: str, area: str) -> ReleasePerson:
    return ReleasePerson(code=code, quasi={"age": age, "area": area}, sex="", ethnicity="")


def _rules(k: int = 3, l: int = 0, sensitive: Mapping[str, Mapping[str, str]] | None = None) -> Rules:  # noqa: E741 - as in the program
    return Rules(quasi=QUASI, hierarchies=TREES, k=k, l=l, sensitive=sensitive or {})


def _csv(recoded: Recoded) -> bytes:
    return csvs.write(["person_code", *recoded.columns], ([code, *labels] for code, labels in recoded.people))


@pytest.mark.parametrize("k", [2, 3, 5, 10, 60])
def test_everybody_has_look_alikes_and_nobody_is_left_out(k: int) -> None:
    recoded = recode(_people(60), _rules(k))
    assert len(recoded.people) == 60
    assert smallest_class(_csv(recoded), recoded.columns) >= k
    assert min(recoded.classes.values()) >= k


def test_labels_are_those_of_the_person() -> None:
    people = _people(60)
    recoded = recode(people, _rules())
    by_code = dict(recoded.people)
    for person in people:
        for column, label in zip(recoded.columns, by_code[person.code], strict=True):
            assert TREES[column].covers(label, person.quasi[column])


def test_a_person_who_is_far_from_all_joins_others() -> None:
    crowd = tuple(_person(f"c{number}", "20", "PE1") for number in range(6))
    recoded = recode((*crowd, _person("z", "59", "PE7")), _rules())
    assert dict(recoded.people)["z"] == ("*", "*")
    assert sorted(recoded.classes.values()) == [3, 4] or sorted(recoded.classes.values()) == [7]


def test_those_left_may_borrow_from_a_large_group_instead_of_spoiling_it() -> None:
    crowd = tuple(_person(f"c{number}", "20", "PE1") for number in range(40))
    recoded = recode((*crowd, _person("y", "59", "PE7"), _person("z", "58", "PE6")), _rules())
    assert Counter(recoded.classes.values()) == {39: 1, 3: 1}
    assert dict(recoded.people)["y"] == ("*", "*")


def test_those_left_join_a_group_if_nobody_can_be_spared() -> None:
    crowd = tuple(_person(f"c{number}", str(20 + number % 2), "PE1") for number in range(6))
    recoded = recode((*crowd, _person("z", "25", "PE1")), _rules())
    assert sorted(recoded.classes.values()) == [3, 4]
    assert dict(recoded.people)["z"] == ("20s", "PE1")


def test_the_order_of_the_rows_does_not_matter() -> None:
    people = list(_people(60))
    first = recode(people, _rules())
    Random(3).shuffle(people)  # noqa: S311 - the same invented rows in every run
    assert recode(people, _rules()) == first


def test_people_who_are_all_alike_lose_nothing() -> None:
    recoded = recode(tuple(_person(f"c{number}", "20", "PE1") for number in range(5)), _rules())
    assert recoded.loss == 0
    assert recoded.explanation == (
        "age: 5 people keep the full detail (for example “20”).",
        "area: 5 people keep the full detail (for example “PE1”).",
    )


def test_a_column_with_one_value_costs_nothing() -> None:
    trees = {"one": hierarchies.read("one", b"a;*\n", for_release=False)}
    people = [ReleasePerson(code=str(number), quasi={"one": "a"}, sex="", ethnicity="") for number in range(3)]
    assert recode(people, Rules(quasi=(Quasi(column="one", hierarchy="one"),), hierarchies=trees, k=3)).loss == 0


def test_the_floor_is_the_finest_level_that_leaves() -> None:
    quasi = (Quasi(column="age", hierarchy="age", floor=1),)
    recoded = recode(_people(60), Rules(quasi=quasi, hierarchies=TREES, k=2))
    assert {labels[0] for _, labels in recoded.people} <= {"20s", "30s", "40s", "50s", "*"}


def test_a_missing_value_is_a_value_of_its_own() -> None:
    people = [*_people(20), *(ReleasePerson(code=f"m{number}", quasi={"age": "30"}, sex="", ethnicity="") for number in range(5))]
    recoded = recode(people, _rules())
    assert {labels[1] for code, labels in recoded.people if code.startswith("m")} == {"NOT_ASKED"}


def test_the_words_say_what_was_taken_out() -> None:
    crowd = tuple(_person(f"c{number}", str(20 + number), "PE1") for number in range(3))
    recoded = recode(crowd, _rules())
    assert recoded.explanation[0] == "age: 3 people are shown in wider groups (for example “20s”)."
    assert recoded.levels["area"] == "level 0, for example “PE1”: 3 people"
    assert dict(recoded.loss_by_column)["area"] == 0
    assert recoded.loss == pytest.approx(9 / 40 / 2)


def test_detail_that_is_gone_is_said_to_be_gone() -> None:
    people = (_person("a", "20", "PE1"), _person("b", "30", "PE7"))
    assert recode(people, _rules(2)).explanation == ("age: taken out for 2 people (“*”).", "area: taken out for 2 people (“*”).")


def _answers(people: tuple[ReleasePerson, ...], given: str) -> dict[str, dict[str, str]]:
    return {"q": {person.code: given[number % len(given)] for number, person in enumerate(people)}}


def test_look_alikes_give_different_answers() -> None:
    people = _people(60)
    sensitive = _answers(people, "aaaaaabc")
    recoded = recode(people, _rules(3, 2, sensitive))
    assert least_answers(_csv(recoded), recoded.columns, sensitive["q"]) >= 2
    assert least_answers(_csv(recode(people, _rules(3))), recoded.columns, sensitive["q"]) == 1


def test_a_group_in_which_nobody_answered_needs_no_different_answers() -> None:
    people = _people(30)
    sensitive = {"q": {person.code: "SKIPPED" for person in people}}
    assert recode(people, _rules(3, 3, sensitive)).people == recode(people, _rules(3)).people
    assert least_answers(_csv(recode(people, _rules(3))), ("age", "area"), sensitive["q"]) == 0


def test_those_left_who_answer_alike_join_a_group() -> None:
    people = (
        *(_person(f"a{number}", "20", "PE1") for number in range(6)),
        *(_person(f"b{number}", "50", "PE7") for number in range(4)),
    )
    answers = {"q": {person.code: ("x" if person.code[0] == "b" or person.code == "a0" else "y") for person in people}}
    recoded = recode(people, _rules(3, 2, answers))
    assert least_answers(_csv(recoded), recoded.columns, answers["q"]) == 2


def test_an_empty_table_has_no_classes() -> None:
    assert smallest_class(b"person_code,age\n", ["age"]) == 0
    assert describe({}, _rules()).loss == 0


@pytest.mark.parametrize(
    ("people", "rules", "code"),
    [
        ((), _rules(), "EXPORT-NOBODY"),
        (_people(5), _rules(1), "EXPORT-K"),
        (_people(2), _rules(), "EXPORT-FEW"),
        (_people(5), Rules(quasi=(), hierarchies=TREES, k=3), "EXPORT-QUASI"),
        (_people(5), Rules(quasi=QUASI * 8, hierarchies=TREES, k=3), "EXPORT-QUASI"),
        (_people(5), Rules(quasi=QUASI * 2, hierarchies=TREES, k=3), "EXPORT-COLUMN-TWICE"),
        (_people(5), Rules(quasi=(Quasi(column="age", hierarchy="none"),), hierarchies=TREES, k=3), "EXPORT-HIERARCHY"),
        (_people(5), Rules(quasi=(Quasi(column="age", hierarchy="age", floor=3),), hierarchies=TREES, k=3), "EXPORT-FLOOR"),
        ((*_people(5), _person("x", "99", "PE1")), _rules(), "EXPORT-LEAF"),
        (_people(9), _rules(3, 3, _answers(_people(9), "ab")), "EXPORT-L"),
    ],
)
def test_what_cannot_be_recoded_is_refused(people: tuple[ReleasePerson, ...], rules: Rules, code: str) -> None:
    with pytest.raises(Refused) as why:
        recode(people, rules)
    assert why.value.code == code


def test_values_without_a_place_are_named_by_column() -> None:
    with pytest.raises(Refused) as why:
        recode((*_people(5), _person("x", "99", "PE1")), _rules())
    assert why.value.facts == {"column": "age", "hierarchy": "age", "values": "99"}


def test_progress_is_told_and_stopping_leaves_nothing() -> None:
    told: list[tuple[int, int]] = []
    recode(_people(60), _rules(), Watch(progress=lambda done, whole: told.append((done, whole))))
    assert told[0] == (0, 9)
    assert told[-1] == (9, 9)
    with pytest.raises(Refused, match="EXPORT-CANCELLED"):
        recode(_people(60), _rules(), Watch(cancelled=lambda: len(told) > 3))


def test_a_large_set_is_swept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "SMALL_RUN", 10)
    assert min(recode(_people(60), _rules()).classes.values()) >= 3


def test_too_many_vectors_lose_inner_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MAX_VECTORS", 5)
    recoded = recode(_people(60), _rules())
    assert min(recoded.classes.values()) >= 3
    assert {labels[0] for _, labels in recoded.people}.isdisjoint({"20s", "30s", "40s", "50s"})


def _labelled(*groups: tuple[int, str, str]) -> dict[str, tuple[str, str]]:
    codes = iter(f"c{number:02}" for number in range(100))
    return {next(codes): (age, area) for count, age, area in groups for _ in range(count)}


def test_a_group_that_withdrawals_left_too_small_joins_the_nearest() -> None:
    before = _labelled((3, "20s", "PE1"), (2, "20s", "PE2"), (3, "50s", "Country"))
    after = coarsen(before, _rules())
    assert Counter(after.values()) == {("20s", "Town"): 5, ("50s", "Country"): 3}


def test_groups_that_are_all_too_small_come_together() -> None:
    after = coarsen(_labelled((2, "20s", "PE1"), (2, "20s", "PE2")), _rules())
    assert Counter(after.values()) == {("20s", "Town"): 4}


def test_mending_never_makes_a_cell_finer() -> None:
    before = _labelled((9, "20s", "PE1"), (1, "*", "PE2"), (1, "33", "*"))
    after = coarsen(before, _rules())
    assert min(Counter(after.values()).values()) >= 3
    assert all(
        TREES[column].covers(new, old)
        for code in before
        for column, new, old in zip(("age", "area"), after[code], before[code], strict=True)
    )


@pytest.mark.parametrize("groups", [((3, "20s", "PE1"), (4, "*", "*")), ((2, "20s", "PE1"),), ()])
def test_what_is_large_enough_or_hopeless_stays(groups: tuple[tuple[int, str, str], ...]) -> None:
    before = _labelled(*groups)
    assert coarsen(before, _rules()) == before
