"""Finished responses of people who agree, now, that their answers are kept: what sheets, summaries and comparisons are made of."""

from collections.abc import Iterable

from civicdesk.records.answers import Submission, SubmissionState
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.scores import ScoredSubmission
from civicdesk.store import answers, consent, instruments, scores
from civicdesk.store.workspace import Workspace


def finished(ws: Workspace, session: SessionId | None = None, person: PersonId | None = None) -> tuple[Submission, ...]:
    """Return finished responses, of a session or of a person; whoever has taken back that answers are kept is not in it."""
    agreed = consent.allowing(ws, Purpose.KEEP)
    found = answers.submissions(ws, session=session, person=person)
    return tuple(each for each in found if each.state is SubmissionState.FINISHED and each.person in agreed)


def with_scores(ws: Workspace, session: SessionId | None = None, person: PersonId | None = None) -> tuple[Submission, ...]:
    """Return finished responses of which a sheet can be made: those of forms with scoring."""
    scored = {card.id for card in instruments.cards(ws) if card.has_scores}
    return tuple(each for each in finished(ws, session=session, person=person) if each.instrument in scored)


def one_each(found: Iterable[Submission]) -> tuple[Submission, ...]:
    """Return the last response of each person, in the order in which people come first: a room counts people."""
    return tuple({each.person: each for each in found}.values())


def scored_before(ws: Workspace, submission: Submission) -> ScoredSubmission | None:
    """Return the newest scores of an earlier wave in the same form; None if there are none."""
    versions = {card.id: card.form_id for card in instruments.cards(ws)}
    form = versions[submission.instrument]
    made_before = (made for made in scores.of_person(ws, submission.person) if made.wave < submission.wave)
    return max(
        (made for made in made_before if versions[made.instrument] == form), key=lambda made: (made.wave, made.computed_at), default=None
    )
