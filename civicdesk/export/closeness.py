"""What is asked of the sensitive answers of look-alikes: l different ones (l-diversity), and shares much like everybody's (t-closeness).

How many people of a group gave each answer is kept as one whole number, so that groups are added up by adding numbers.
Distances: equal distance, half the sum of |p - q|; ordered distance, the sum of the differences of the running totals over the number
of steps between the first and the last answer. Source: Li, Li and Venkatasubramanian, "t-Closeness: privacy beyond k-anonymity and
l-diversity", ICDE 2007, whose earth mover's distance this is for both cases.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from civicdesk.export.values import is_missing

NO_ANSWER = ""
Told = tuple[int, ...]
"""For each question how many people gave each answer, packed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One sensitive question: its answers, and how many of all people gave each."""

    values: tuple[str, ...]
    """`NO_ANSWER` first; the others in their order, if they have one."""
    whole: tuple[int, ...]
    ordered: bool

    @property
    def width(self) -> int:
        """Bits of one count."""
        return sum(self.whole).bit_length()

    def packed(self, answer: str) -> int:
        """Return one person who gave this answer."""
        return 1 << (self.width * self.values.index(answer))

    def counts(self, packed: int) -> tuple[int, ...]:
        """Return how many people gave each answer."""
        width = self.width
        mask = (1 << width) - 1
        return tuple((packed >> (width * at)) & mask for at in range(len(self.values)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What each group must hold to."""

    questions: tuple[Question, ...] = ()
    l: int = 0  # noqa: E741 - the literature's own name
    t: Fraction | None = None

    def holds(self, told: Told) -> bool:
        """Tell whether the answers of a group are different enough, and like enough to those of everybody."""
        for question, packed in zip(self.questions, told, strict=True):
            counts = question.counts(packed)
            if not self._different(counts) or (self.t is not None and distance(counts, question.whole, ordered=question.ordered) > self.t):
                return False
        return True

    def could_hold(self, told: Told) -> bool:
        """Tell whether any part of a group could hold: its parts may be nearer to everybody, but they have no more answers."""
        return all(self._different(question.counts(packed)) for question, packed in zip(self.questions, told, strict=True))

    def _different(self, counts: Sequence[int]) -> bool:
        """Count different answers; no answer is one of them, and a group in which nobody answered tells nothing."""
        return sum(map(bool, counts)) >= self.l or not any(counts[1:])


def ask(answers: Sequence[Sequence[str]], orders: Sequence[Sequence[str]], l: int, t: float | None) -> Asked:  # noqa: E741 - as above
    """Prepare what is asked.

    Args:
        answers: person by person, the answer to each question; `NO_ANSWER` for every kind of missing.
        orders: for each question all its answers in order, empty where they have none. An answer that is not in the order comes last.
        l: least number of different answers; 0 or 1 asks nothing.
        t: greatest distance, 0 to 1; None asks nothing.
    """
    questions = []
    for given, order in zip(zip(*answers, strict=True), orders, strict=True):
        found = Counter(given)
        rest = sorted(found.keys() - {NO_ANSWER, *order})
        values = (NO_ANSWER, *order, *rest)
        questions.append(Question(values=values, whole=tuple(found[value] for value in values), ordered=bool(order)))
    return Asked(questions=tuple(questions), l=l, t=None if t is None else Fraction(str(t)))


def together(told: Iterable[Told]) -> Told:
    """Return the answers of several groups as those of one."""
    return tuple(map(sum, zip(*told, strict=True)))


def distance(group: Sequence[int], whole: Sequence[int], *, ordered: bool) -> Fraction:
    """Return how far the answers of a group are from everybody's, 0 to 1.

    Args:
        group: people who gave each answer; those without an answer first.
        whole: the same of everybody.
        ordered: the answers have an order: then the greater of two distances counts, that of the share without an answer, and the ordered
            distance among those who answered.
    """
    if not ordered:
        return _apart(group, whole)
    silent = _apart((group[0], sum(group[1:])), (whole[0], sum(whole[1:])))
    here, there = sum(group[1:]), sum(whole[1:])
    if not here or len(group) < 3:
        return silent
    steps = sum(abs(one * there - other * here) for one, other in zip(accumulate(group[1:]), accumulate(whole[1:]), strict=True))
    return max(silent, Fraction(steps, here * there * (len(group) - 2)))


def farthest(groups: Iterable[Sequence[str]], order: Sequence[str] = ()) -> Fraction:
    """Return the distance of the group that is farthest from all together, counted from the answers as they are released.

    This is the independent check: it knows nothing of how the groups came about.
    """
    told = [["" if is_missing(answer) else answer for answer in group] for group in groups]
    everybody = Counter(answer for group in told for answer in group)
    values = (NO_ANSWER, *order, *sorted(everybody.keys() - {NO_ANSWER, *order}))
    counted: list[Mapping[str, int]] = [everybody, *map(Counter, told)]
    whole, *each = ([counts.get(value, 0) for value in values] for counts in counted)
    return max((distance(group, whole, ordered=bool(order)) for group in each), default=Fraction(0))


def _apart(group: Sequence[int], whole: Sequence[int]) -> Fraction:
    here, there = sum(group), sum(whole)
    return Fraction(sum(abs(one * there - other * here) for one, other in zip(group, whole, strict=True)), 2 * here * there)
