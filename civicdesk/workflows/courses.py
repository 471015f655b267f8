"""The scores of one person over time."""

from datetime import date

from civicdesk.records.answers import Submission
from civicdesk.records.courses import Course
from civicdesk.records.ids import PersonId
from civicdesk.records.scores import Scale
from civicdesk.scoring.course import LEAST, Time, course
from civicdesk.store import finished, instruments, scores
from civicdesk.workflows.kit import Kit, Right


def of_person(kit: Kit, person: PersonId) -> tuple[Course, ...]:
    """Return a line for each scale that was scored at three times or more, in the form that was answered last; none if there are fewer.

    Raises:
        Refused: ROLE-RIGHT, CONSENT-KEEP.
    """
    kit.must_keep(person)
    forms = {card.id: card.form_id for card in instruments.cards(kit.workspace)}
    answered = finished.with_scores(kit.workspace, person=person)
    if len(answered) < LEAST:
        return ()
    last = max(answered, key=_when)
    key = kit.key(last.instrument)
    same = sorted((each for each in answered if forms[each.instrument] == forms[last.instrument]), key=_when)
    made = [(each, kept) for each in same if (kept := scores.latest(kit.workspace, each.id)) is not None]
    if key is None or len(made) < LEAST:
        return ()
    lines = []
    for scale in key.scales:
        times = [Time(on=_day(each), wave=each.wave, score=one) for each, kept in made for one in kept.scores if one.scale == scale.name]
        line = course(scale, times) if times and _may_see(kit, scale) else None
        lines += [line] if line else []
    return tuple(lines)


def _may_see(kit: Kit, scale: Scale) -> bool:
    return scale.audience.value != "coordinator" or kit.may(Right.SEE_TOTALS)


def _when(submission: Submission) -> tuple[int, date]:
    return submission.wave, _day(submission)


def _day(submission: Submission) -> date:
    """Return the day on which the answers were given: that of the paper form, else of the interview."""
    if submission.collected_on:
        return date.fromisoformat(submission.collected_on)
    return (submission.finished_at or submission.started_at).date()
