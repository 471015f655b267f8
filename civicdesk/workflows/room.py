"""What a session says as a group: one page for the room, with small numbers and everything that would give them away left out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from civicdesk.feedback import compose, pdf, summary
from civicdesk.feedback.wording import in_language
from civicdesk.i18n import spoken
from civicdesk.insight import suppression, views
from civicdesk.records.answers import Submission
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import PersonId, SessionId, SubmissionId
from civicdesk.records.scores import Change, Direction, Key, Scale, ScaleScore, ScoredSubmission
from civicdesk.records.sessions import Session
from civicdesk.scoring import change, groups
from civicdesk.store import consent, entries, finished, instruments, scores, sessions
from civicdesk.workflows.kit import Kit

LEAST_IN_ROOM = 5
OPT_INS = "optin"


def summary_pdf(kit: Kit, session: SessionId) -> bytes:
    """Draw the one-page summary of a session, small numbers hidden with what would give them away.

    Raises:
        Refused: SHEET-GLYPH, SHEET-RTL, SHEET-SCRIPT.
    """
    found = sessions.session(kit.workspace, session)
    return pdf.summary_pdf(summary.compose_summary(facts(kit, found)))


def facts(kit: Kit, session: Session) -> summary.SummaryFacts:
    """Return what may be told to the room, with every small number hidden."""
    present = sessions.attendance(kit.workspace, session.id)
    told = finished.one_each(
        finished.with_scores(kit.workspace, session=session.id) or finished.finished(kit.workspace, session=session.id)
    )
    asked = _same_form(kit, told)
    latest = {each.id: made for each in asked if (made := scores.latest(kit.workspace, each.id)) is not None}
    key = kit.key(asked[-1].instrument) if asked else None
    shown = compose.shown_scales(key) if key else ()
    rows = [groups.group_summary(scale, _of(latest.values(), scale), least=LEAST_IN_ROOM) for scale in shown]
    offers = _offers(kit, told)
    returned = _returned(kit, key, asked, latest) if key else {}
    agreed = sum(consent.standing(kit.workspace, each.person).allows(Purpose.KEEP) for each in present)
    language = spoken(session.language, "sheet.summary.title")
    return summary.SummaryFacts(
        project=kit.project(),
        place=session.place,
        session_date=session.opened_at.date(),
        wave=session.wave,
        attended=len(present) if len(present) >= LEAST_IN_ROOM else None,
        consented=suppression.hide_count(agreed, of=len(present), least=LEAST_IN_ROOM),
        completed=suppression.hide_count(len(told), of=len(present), least=LEAST_IN_ROOM),
        least=LEAST_IN_ROOM,
        bars=views.session_bars(shown, rows, least=LEAST_IN_ROOM, language=language),
        offers=tuple((offer, suppression.hide_count(count, of=len(told), least=LEAST_IN_ROOM)) for offer, count in offers),
        both_times=len(returned),
        moved_up=moved_up(shown, list(returned.values()), language),
        entries=entries.entries(kit.workspace),
        audit_foot=kit.workspace.head().mac[:8],
        language=language,
    )


def _same_form(kit: Kit, told: Sequence[Submission]) -> Sequence[Submission]:
    """Return the responses to the form that most people have answered: areas of two forms are not added up, whatever their names."""
    forms = {card.id: card.form_id for card in instruments.cards(kit.workspace)}
    counted = Counter(forms[each.instrument] for each in told)
    most = next((form for form, _ in counted.most_common(1)), "")
    return [each for each in told if forms[each.instrument] == most]


def _of(latest: Iterable[ScoredSubmission], scale: Scale) -> list[ScaleScore]:
    return [score for made in latest for score in made.scores if score.scale == scale.name]


def _returned(
    kit: Kit, key: Key, told: Sequence[Submission], latest: Mapping[SubmissionId, ScoredSubmission]
) -> Mapping[PersonId, Mapping[str, Change]]:
    """Return, for each person with scores at this wave and an earlier one, what changed."""
    found: dict[PersonId, Mapping[str, Change]] = {}
    for each in told:
        before = finished.scored_before(kit.workspace, each)
        if each.id in latest and before is not None:
            found[each.person] = change.changes(key.scales, before.scores, latest[each.id].scores)
    return found


def moved_up(shown: Sequence[Scale], returned: Sequence[Mapping[str, Change]], language: str) -> tuple[tuple[str, int | None], ...]:
    """Count who moved up beyond the threshold in each area that enough people can be compared in.

    Args:
        shown: areas that the room may see.
        returned: of each person who came both times, the changes by scale.
        language: of the areas' names.

    Returns:
        (area, people); None where so few moved up, or so few did not, that it would tell about them.
    """
    told: list[tuple[str, int | None]] = []
    for scale in shown:
        words = [each[scale.name].words for each in returned if scale.name in each and each[scale.name].words]
        if len(words) >= summary.ENOUGH_FOR_CHANGE and scale.direction is Direction.HIGHER_BETTER:
            people = suppression.hide_count(words.count("up"), of=len(words), least=LEAST_IN_ROOM)
            told.append((in_language(scale.label, language), people))
    return tuple(told)


def _offers(kit: Kit, told: Sequence[Submission]) -> list[tuple[str, int]]:
    """Count who would like to do what: the yes answers of the form's opt-in questions."""
    counted: dict[str, int] = {}
    for submission in told:
        for node in kit.response(submission).state().values():
            if f"/{OPT_INS}/" in node.ref and node.opts and node.rel:
                counted[node.label] = counted.get(node.label, 0) + (node.v == "yes")
    return list(counted.items())
