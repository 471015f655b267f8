"""A motivated intruder tries the release of the practice project with three kinds of knowledge; how often they are right is printed.

The one who is simulated knows the rules, holds the released rows, and picks at random among those that fit. The hierarchies tell what fits.
Beside each rate stands that of guessing within a group of look-alikes, which is what the release promises.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import pytest

from civicdesk.export import hierarchies
from civicdesk.export.columns import clean, with_roles, withhold_rare
from civicdesk.export.hierarchies import Hierarchy
from civicdesk.records.consent import Choice
from civicdesk.records.ids import PersonId, QuestionRef
from civicdesk.store import eligible
from civicdesk.store import releases as release_store
from civicdesk.workflows import consent, interview, people, practice, send
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import START, join, ticking

FORM = "civic_health"
ASKED = 8
"""Questions that each invented person answers here: enough to differ by, and quick."""
KNOWN_ANSWERS = 2
"""Answers that staff of another agency have in a file of their own."""
SLIP = 2
"""Years by which a fellow group member may be wrong about an age."""
Leaves = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One released row, its answers, and whose it is: the intruder never looks at `leaves`."""

    labels: Leaves
    answers: Leaves
    leaves: Leaves


@dataclass(frozen=True)
class Release:
    """What left the laptop, and what the intruder knows of how it was made."""

    rows: Sequence[Row]
    trees: Mapping[str, Hierarchy]
    k: int
    population: int

    def fits(self, row: Row, column: str, leaves: Sequence[str]) -> bool:
        """Tell whether a row may be that of somebody with one of these values."""
        tree = self.trees[column]
        return any(tree.covers(row.labels[column], leaf) for leaf in leaves if leaf in tree.starts)


def _invite(kit: Kit) -> dict[PersonId, int]:
    """Let the practice people in; each agrees, and answers some questions."""
    invited = {}
    for number, each in enumerate(practice.folk()):
        new = people.NewPerson(name=each.name, birth_year=each.birth_year, sex=each.sex, ethnicity=each.ethnicity, district=each.district)
        person = people.add(kit, new).value
        statement = consent.statement(kit)
        agreed = dict.fromkeys((purpose for purpose, _ in statement.purposes), Choice.YES)
        consent.record(kit, consent.Given(person=person.id, session=None, statement=statement, choices=agreed))
        talk = interview.start(kit, interview.Start(person=person.id, form_id=FORM, session=None)).value
        for question in talk.page().questions[:ASKED]:
            value = practice.answer(number, 1, question.state)
            if value:
                talk.answer(QuestionRef(question.state.ref), value)
        talk.finish()
        invited[person.id] = number
    return invited


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """Prepare a release of the practice project by its own verbs."""
    kit = join(tmp_path_factory.mktemp("intruder") / "practice", practice.pack(), ticking(START, first_id=1)).kit
    _invite(kit)
    prepared = send.prepare(kit, practice=True).value
    cells = json.loads(release_store.members(kit.workspace, prepared.id)[eligible.CELLS])
    gathered = send._gather(kit, prepared.prepared_at).rows
    pack = kit.pack()
    columns = {form: with_roles(every, pack.export) for form, every in gathered.columns.items()}
    answers = {response.code: response.values for response in withhold_rare(clean(gathered.responses, columns), columns, pack.export.k)[0]}
    trees = {quasi.column: hierarchies.read(quasi.hierarchy, pack.hierarchies[quasi.hierarchy]) for quasi in pack.export.quasi}
    trees["first_period"] = hierarchies.read("period", hierarchies.period(person.quasi["first_period"] for person in gathered.people))
    rows = [Row(labels=cells[person.code], answers=answers[person.code], leaves=person.quasi) for person in gathered.people]
    yield Release(rows=rows, trees=trees, k=pack.export.k, population=pack.export.population or 0)
    kit.workspace.close()


Knows = Callable[[Release, Row], Callable[[Row], bool]]
"""What somebody knows of a target: gives a question that each released row can be asked."""


def _fellow(release: Release, target: Row) -> Callable[[Row], bool]:
    """Know sex, district and month of joining of a fellow group member, and the age within two years."""
    age = int(target.leaves["age"])
    ages = [str(year) for year in range(age - SLIP, age + SLIP + 1)]
    return lambda row: (
        release.fits(row, "age", ages)
        and all(release.fits(row, column, [target.leaves[column]]) for column in release.trees if column != "age")
    )


def _journalist(release: Release, target: Row) -> Callable[[Row], bool]:
    """Know age, sex and district from what is public, and nothing of who took part when."""
    return lambda row: all(release.fits(row, column, [target.leaves[column]]) for column in ("age", "sex", "district"))


def _agency(release: Release, target: Row) -> Callable[[Row], bool]:
    """Know every quasi-identifier exactly, and the answers to the two questions on which people differ most."""
    varied = sorted(target.answers, key=lambda name: (-len({row.answers.get(name) for row in release.rows}), name))
    told = {name: target.answers[name] for name in varied[:KNOWN_ANSWERS]}

    def fits(row: Row) -> bool:
        return all(release.fits(row, column, [target.leaves[column]]) for column in release.trees) and told.items() <= row.answers.items()

    return fits


def _rate(release: Release, targets: Sequence[Row], knows: Knows) -> Fraction:
    """Return how often the intruder is right: one guess for each target, among the rows that fit."""
    right = Fraction(0)
    for target in targets:
        fitting = [row for row in release.rows if knows(release, target)(row)]
        right += Fraction(sum(row is target for row in fitting), max(len(fitting), 1))
    return right / len(targets)


def _guessing(release: Release) -> Fraction:
    """Return how often somebody is right who knows the group of each target and guesses within it."""
    groups = Counter(tuple(sorted(row.labels.items())) for row in release.rows)
    return Fraction(len(groups), len(release.rows))


def _strangers(release: Release) -> list[Row]:
    """Return people of the same district who did not take part: to a journalist they look the same."""
    chance = Random(6)  # noqa: S311 - the same invented people in every run
    some = [row.leaves for row in release.rows]
    return [
        Row(labels={}, answers={}, leaves={column: chance.choice(some)[column] for column in some[0]})
        for _ in range(release.population - len(release.rows))
    ]


def test_a_fellow_group_member_does_no_better_than_guessing_within_a_group(release: Release) -> None:
    rate, guessing = _rate(release, release.rows, _fellow), _guessing(release)
    print(f"\nintruder: fellow group member {float(rate):.3f}, guessing within groups {float(guessing):.3f}")  # noqa: T201 - the figure
    assert rate <= guessing <= Fraction(1, release.k)


def test_a_journalist_who_does_not_know_who_took_part_is_hardly_ever_right(release: Release) -> None:
    rate = _rate(release, [*release.rows, *_strangers(release)], _journalist)
    print(f"\nintruder: journalist {float(rate):.4f}, guessing within groups {float(_guessing(release)):.3f}")  # noqa: T201 - the figure
    assert rate <= Fraction(len(release.rows), release.population) * Fraction(1, release.k)


def test_staff_of_another_agency_gain_only_by_answers_that_they_know_already(release: Release) -> None:
    by_answers, by_all = _rate(release, release.rows, _agency), _guessing(release)
    without = _rate(
        release, release.rows, lambda of, target: lambda row: all(of.fits(row, name, [target.leaves[name]]) for name in of.trees)
    )
    print(f"\nintruder: another agency {float(by_answers):.3f}, without the answers {float(without):.3f}, guessing {float(by_all):.3f}")  # noqa: T201 - the figure
    assert without <= by_all <= Fraction(1, release.k)
    assert without <= by_answers


def test_nobody_is_alone_in_what_a_fellow_group_member_sees(release: Release) -> None:
    fitting = [sum(map(_fellow(release, target), release.rows)) for target in release.rows]
    assert min(fitting) >= release.k
