"""Checks of who could be picked out: look-alikes (C2), answers in common (C3), risks (C4), repeated releases (C6), numbers (C8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from civicdesk.export import csvs
from civicdesk.export.closeness import farthest
from civicdesk.export.columns import answers_to
from civicdesk.export.gate import Case
from civicdesk.export.kanonymity import answers_together, least_answers, smallest_class
from civicdesk.export.risk import Risks
from civicdesk.export.settings import ROUND
from civicdesk.export.tables import tables
from civicdesk.export.values import distinct, is_missing
from civicdesk.export.verdicts import blocks, passed, percent, verdict, warns
from civicdesk.records.releases import Check, CheckResult

MOST_LOST = 0.1
LEAST_ANSWERS = 2


def look_alikes(case: Case) -> Check:
    """C2: everybody has at least k - 1 look-alikes, in the whole table and among those released for the first time."""
    columns = case.rules.columns
    found = smallest_class(tables(case.batch)[0].csv(), columns)
    cohort = smallest_class(_people_csv(case.cohort.people, columns), columns)
    k = case.settings.k
    if case.batch.people and found < k:
        return blocks("C2", "small", smallest=found, k=k)
    if case.cohort.people and cohort < k:
        return blocks("C2", "small_cohort", smallest=cohort, k=k)
    column, lost = max(case.recoded.loss_by_column, key=lambda pair: pair[1])
    if not lost:
        return verdict("C2", CheckResult.PASS, "whole", smallest=found, k=k)
    return passed("C2", smallest=found, k=k, loss=percent(case.recoded.loss), most=column)


def answers(case: Case) -> Check:
    """C3: look-alikes do not all give the same answer to a sensitive question."""
    people = tables(case.batch)[0].csv()
    for field in case.settings.sensitive:
        last, waves = answers_to(case.batch.responses, field)
        found = least_answers(people, case.rules.columns, last)
        if last and 0 < found < LEAST_ANSWERS:
            return blocks("C3", "one_answer", field=field, people=_largest_alike(case, last))
        if case.rules.t is not None and last and (far := _distance(case, field, last)) > Fraction(str(case.rules.t)):
            return blocks("C3", "far", field=field, distance=round(float(far), 3), t=case.rules.t)
        if last and 0 < found < case.settings.l:
            return warns("C3", "few", field=field, answers=found, l=case.settings.l)
        for number, wave in enumerate(waves[:-1], 1):
            if _largest_alike(case, wave):
                return warns("C3", "earlier", field=field, wave=number)
    return passed("C3", fields=len(case.settings.sensitive), l=case.settings.l)


def _distance(case: Case, field: str, last: Mapping[str, str]) -> Fraction:
    """Return how far the answers of a group of newcomers are from those of all newcomers, counted from the released labels."""
    groups = answers_together(_people_csv(case.cohort.people, case.rules.columns), case.rules.columns, last)
    return farthest(groups, case.rules.orders.get(field, ()))


def risk(case: Case, before: Risks, after: Risks) -> Check:
    """C4: the chance to pick the right person, before and after, against the declared population."""
    k = case.settings.k
    if after.people and after.prosecutor * k > 1:
        return blocks("C4", "high", smallest=after.smallest, k=k)
    if after.journalist is None or after.marketer is None or after.population_uniques is None:
        return warns("C4", "no_population", smallest=after.smallest, uniques=before.uniques, people=before.people)
    return passed(
        "C4",
        smallest=after.smallest,
        uniques=before.uniques,
        people=before.people,
        journalist=percent(after.journalist),
        marketer=percent(after.marketer),
        population_uniques=round(after.population_uniques, 1),
        population=case.settings.population or 0,
        source=case.settings.population_source,
    )


def waves(case: Case) -> Check:
    """C6: one record for each person over all waves, and cells that were released before never become finer."""
    codes = [code for code, _, _ in case.batch.people]
    if len(set(codes)) < len(codes):
        return blocks("C6", "twice")
    for code, _, labels in case.batch.people:
        earlier = case.facts.earlier.get(code, {})
        for quasi in case.rules.quasi:
            tree = case.rules.hierarchies[quasi.hierarchy]
            before = earlier.get(quasi.column)
            if before is not None and (before not in tree.starts or not tree.covers(labels[quasi.column], before)):
                return blocks("C6", "finer", column=quasi.column)
    unknown = {response.code for response in case.batch.responses} | {score.code for score in case.batch.scores}
    if not unknown <= set(codes):
        return blocks("C6", "unknown")
    if coarser := len(became_coarser(case)):
        return warns("C6", "coarser", count=coarser)
    return passed("C6", waves=len({response.wave for response in case.batch.responses}), earlier=len(set(case.facts.earlier) & set(codes)))


def became_coarser(case: Case) -> tuple[str, ...]:
    """Return the codes of people of earlier releases who are told more coarsely now, because others withdrew."""
    earlier = case.facts.earlier
    return tuple(code for code, _, labels in case.batch.people if code in earlier and dict(earlier[code]) != dict(labels))


def enough_people(case: Case) -> Check:
    """C8: enough people for rows at all, and nobody's group is lost more than others without its being seen."""
    people = len(case.cohort.people)
    if people and people < case.settings.min_people:
        return blocks("C8", "few", people=people, least=case.settings.min_people)
    lost = [(group, gone / whole) for group, whole, gone in case.facts.lost_by_group if whole and gone > MOST_LOST * whole]
    held = sum(count for _, count in case.facts.held_back)
    whole = len(case.batch.people) + held
    if people and people < ROUND:
        return warns("C8", "small_round", people=people, least=case.settings.min_people, usual=ROUND)
    if lost:
        return warns("C8", "lost_group", group=lost[0][0], share=percent(lost[0][1]), groups=len(lost))
    if held > MOST_LOST * whole:
        return warns("C8", "lost", held=held, whole=whole, share=percent(held / whole))
    return passed("C8", people=people, held=held)


def _people_csv(people: Iterable[tuple[str, Sequence[str]]], columns: Sequence[str]) -> bytes:
    return csvs.write(("person_code", *columns), ((code, *labels) for code, labels in people))


def _largest_alike(case: Case, given: Mapping[str, str]) -> int:
    """Return the size of the largest group of look-alikes that all gave one answer; 0 if there is none."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code, labels in case.recoded.people:
        groups[labels].append(given.get(code, "NOT_ASKED"))
    alike = (len(group) for group in groups.values() if distinct(group) == 1 and not is_missing(group[0]))
    return max(alike, default=0)
