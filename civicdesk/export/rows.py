"""From the workspace's records to the rows of a release, one person, one response, one score at a time."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civicdesk.records.answers import Missing, Submission
from civicdesk.records.ids import PersonId, QuestionRef
from civicdesk.records.pages import NodeState
from civicdesk.records.people import Person
from civicdesk.records.releases import ReleasePerson, ReleaseResponse, ReleaseScore
from civicdesk.records.scores import ScoredSubmission

SKIPPED = "SKIPPED"
_TOKENS = {Missing.DONT_KNOW: "DONT_KNOW", Missing.RATHER_NOT_SAY: "RATHER_NOT_SAY", Missing.SKIPPED: SKIPPED}
_LEAVES = frozenset({"input", "select", "rank", "range", "trigger", "upload", "model-value"})
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """One finished response, with what is needed to release it."""

    submission: Submission
    form: str
    version: str
    cells: Mapping[str, str]
    scored: ScoredSubmission | None


class Gathering:
    """Rows on their way from the workspace into a release."""

    def __init__(self) -> None:
        self.people: list[ReleasePerson] = []
        self.responses: list[ReleaseResponse] = []
        self.scores: list[ReleaseScore] = []

    def take(self, code: str, person: Person, finished: Sequence[Finished]) -> None:
        """Add one person under a code with all finished responses, oldest first."""
        first = min(collected_on(each.submission) for each in finished)
        self.people.append(person_row(code, person, first))
        seen: Counter[tuple[str, int]] = Counter()
        for each in finished:
            made = each.submission
            seen[each.form, made.wave] += 1
            occasion = seen[each.form, made.wave]
            self.responses.append(
                ReleaseResponse(
                    code=code,
                    form=each.form,
                    form_version=each.version,
                    wave=made.wave,
                    occasion=occasion,
                    days_since_first=whole_weeks(first, collected_on(made)),
                    mode=made.mode.value,
                    values=each.cells,
                )
            )
            self.scores += score_rows(code, made, occasion, each.scored)


def lost_by_group(everybody: Iterable[Person], taken: Collection[PersonId], k: int) -> tuple[tuple[str, int, int], ...]:
    """Return (group, people in it, of whom not released) by sex and by ethnicity; groups of fewer than k people are not told."""
    whole: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    inside = frozenset(taken)
    for person in everybody:
        for group in filter(None, (person.sex, person.ethnicity)):
            whole[group] += 1
            gone[group] += person.id not in inside
    return tuple((group, count, gone[group]) for group, count in sorted(whole.items()) if count >= k)


def collected_on(submission: Submission) -> date:
    """Return the day on which answers were given: that of the paper form, else of the interview."""
    return date.fromisoformat(submission.collected_on) if submission.collected_on else submission.started_at.date()


def whole_weeks(first: date, then: date) -> int:
    """Return the days between two days, rounded down to whole weeks."""
    return (then - first).days // _DAYS_A_WEEK * _DAYS_A_WEEK


def person_row(code: str, person: Person, first: date) -> ReleasePerson:
    """Return a person's quasi-identifiers as leaves; what is not known is absent.

    Args:
        code: the random code under which the person is released.
        person: as registered; name, card and contact are not touched.
        first: day of the first response. Age is counted in years of the calendar, as only the year of birth is kept.
    """
    known = {
        "first_period": f"{first:%Y-%m}",
        "age": str(first.year - person.birth_year) if person.birth_year else "",
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "district": person.district,
        **dict(person.attributes),
    }
    given = {name: value for name, value in known.items() if value}
    return ReleasePerson(code=code, quasi=given, sex=person.sex, ethnicity=person.ethnicity)


def answer_cells(state: Mapping[str, NodeState], said: Mapping[QuestionRef, Missing | None]) -> Mapping[str, str]:
    """Return answers by column; a question that was not asked is absent, one without an answer says why.

    Instances of repeats are left out: a table of responses has one row a response.
    """
    leaves = [ref for ref, node in state.items() if node.t in _LEAVES and "[" not in ref]
    names = Counter(ref.rpartition("/")[2] for ref in leaves)
    return {_column(ref, names): state[ref].v or _token(said.get(QuestionRef(ref))) for ref in leaves if state[ref].rel}


def score_rows(code: str, submission: Submission, occasion: int, scored: ScoredSubmission | None) -> tuple[ReleaseScore, ...]:
    """Return the scores of one response; none if it was not scored."""
    return tuple(
        ReleaseScore(
            code=code,
            wave=submission.wave,
            occasion=occasion,
            scale=score.scale,
            score_version=score.key_version,
            value=score.value,
            answered=score.n_answered,
            items=score.n_items,
        )
        for score in (scored.scores if scored else ())
    )


def _column(ref: str, names: Mapping[str, int]) -> str:
    """Return the column of a question: its name, or its path where two questions have one name (`forms.pages.columns` does the same)."""
    name = ref.rpartition("/")[2]
    return name if names[name] == 1 else ref.split("/", 2)[2].replace("/", "-")


def _token(reason: Missing | None) -> str:
    return _TOKENS[reason] if reason else SKIPPED
