"""Whatever the people and the columns: everybody has look-alikes, answers differ, order does not matter, cells cover the truth."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicdesk.errors import Refused
from civicdesk.export import csvs, hierarchies
from civicdesk.export.kanonymity import Recoded, Rules, least_answers, recode, smallest_class
from civicdesk.records.releases import Quasi, ReleasePerson

TREES = {
    "age": hierarchies.read("age", b"".join(b"%d;%d;%d;*\n" % (age, 100 + age // 5, 1000 + age // 15) for age in range(30))),
    "area": hierarchies.read("area", b"a;north;*\nb;north;*\nc;south;*\nd;south;*\n"),
    "sex": hierarchies.read("sex", b"f;*\nm;*\n"),
}
ROW = st.fixed_dictionaries(
    {},
    optional={"age": st.integers(0, 29).map(str), "area": st.sampled_from(["a", "b", "c", "d", "north"]), "sex": st.sampled_from("fm")},
)
PEOPLE = st.lists(ROW, min_size=3, max_size=40)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _people(given_rows: list[dict[str, str]]) -> list[ReleasePerson]:
    return [ReleasePerson(code=f"c{number:02}", quasi=row, sex="", ethnicity="") for number, row in enumerate(given_rows)]


def _rules(k: int, l: int = 0, sensitive: Mapping[str, Mapping[str, str]] | None = None) -> Rules:  # noqa: E741 - as in the program
    quasi = tuple(Quasi(column=name, hierarchy=name, floor=1 if name == "age" else 0) for name in TREES)
    return Rules(quasi=quasi, hierarchies=TREES, k=k, l=l, sensitive=sensitive or {})


def _csv(recoded: Recoded) -> bytes:
    return csvs.write(["person_code", *recoded.columns], ([code, *labels] for code, labels in recoded.people))


@given(PEOPLE, st.integers(2, 6))
@QUICK
def test_everybody_has_look_alikes(given_rows: list[dict[str, str]], k: int) -> None:
    people = _people(given_rows)
    if len(people) < k:
        return
    recoded = recode(people, _rules(k))
    assert len(recoded.people) == len(people)
    assert smallest_class(_csv(recoded), recoded.columns) >= k


@given(PEOPLE, st.integers(2, 4), st.data())
@QUICK
def test_look_alikes_do_not_all_answer_alike(given_rows: list[dict[str, str]], k: int, data: st.DataObject) -> None:
    people = _people(given_rows)
    told = {person.code: data.draw(st.sampled_from(["x", "y", "z", "SKIPPED"])) for person in people}
    answers = {"" if answer == "SKIPPED" else answer for answer in told.values()}
    if len(people) < k or (len(answers) < 2 and answers != {""}):
        with pytest.raises(Refused, match=r"EXPORT-FEW|EXPORT-L"):
            recode(people, _rules(k, 2, {"q": told}))
        return
    recoded = recode(people, _rules(k, 2, {"q": told}))
    assert smallest_class(_csv(recoded), recoded.columns) >= k
    assert least_answers(_csv(recoded), recoded.columns, told) != 1


@given(PEOPLE, st.integers(2, 6))
@QUICK
def test_a_cell_covers_the_value_that_was_given(given_rows: list[dict[str, str]], k: int) -> None:
    people = _people(given_rows)
    if len(people) < k:
        return
    labels = dict(recode(people, _rules(k)).people)
    for person in people:
        for (name, tree), label in zip(TREES.items(), labels[person.code], strict=True):
            assert tree.covers(label, person.quasi.get(name, "NOT_ASKED"))


@given(PEOPLE, st.integers(2, 5), st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_the_rows_does_not_matter(given_rows: list[dict[str, str]], k: int, chance) -> None:
    people = _people(given_rows)
    if len(people) < k:
        return
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert _csv(recode(shuffled, _rules(k))) == _csv(recode(people, _rules(k)))
