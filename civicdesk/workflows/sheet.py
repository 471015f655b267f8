"""Scores with their workings, the reflection sheet made of them, and the summary for the room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from civicdesk.errors import Refused
from civicdesk.feedback import compose as words
from civicdesk.feedback import pdf, preview, summary, text
from civicdesk.insight import suppression, views
from civicdesk.records.answers import Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Purpose
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, PersonId, SessionId, SubmissionId
from civicdesk.records.people import Person
from civicdesk.records.scores import Change, Key, Scale, ScaleScore, ScoredSubmission
from civicdesk.records.sessions import Session
from civicdesk.records.sheets import PageImage, Sheet, SheetMode, Step
from civicdesk.scoring import change as changes
from civicdesk.scoring import groups, responses
from civicdesk.scoring.strengths import strengths
from civicdesk.store import answers, consent, entries, files, people, scores, sessions, sheets
from civicdesk.workflows.kit import Kit, Right

LEAST_IN_ROOM = 5
STRENGTHS_OFFERED = 9
OPT_INS = "optin"
TO_FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One score as a worker sees it, with what it was worked out from."""

    scale: Scale
    score: ScaleScore
    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresPage:
    """All scores of a response that this user may see."""

    submission: Submission
    card: str
    lines: tuple[ScoreLine, ...]
    earlier: ScoredSubmission | None
    questions: Mapping[str, str]
    """Item -> question, for the workings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWish:
    """What the person chose for their sheet."""

    mode: SheetMode = SheetMode.STANDARD
    language: str = "en"
    with_name: bool = False
    left_out: frozenset[str] = frozenset()
    second_page: bool = False
    steps: tuple[Step, ...] = ()
    entries: tuple[EntryId, ...] = ()
    worker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A sheet as paper, and the same words for those who cannot use paper."""

    sheet: Sheet
    pdf: bytes
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """Scores of one response beside those of the wave before."""

    submission: Submission
    key: Key
    scores: tuple[ScaleScore, ...]
    earlier: ScoredSubmission | None
    changes: Mapping[str, Change] = field(default_factory=dict)


def scored(kit: Kit, submission: SubmissionId) -> ScoresPage:
    """Return the scores of a finished response with their workings; totals only for coordinators.

    Raises:
        Refused: SHEET-NOT-FINISHED, SHEET-NO-SCORES.
    """
    wave = _wave(kit, submission)
    by_name = {score.scale: score for score in wave.scores}
    visible = [scale for scale in wave.key.scales if scale.name in by_name and _may_see(kit, scale)]
    run = kit.response(wave.submission)
    return ScoresPage(
        submission=wave.submission,
        card=people.person(kit.workspace, wave.submission.person).card,
        lines=tuple(ScoreLine(scale=scale, score=by_name[scale.name], change=wave.changes.get(scale.name)) for scale in visible),
        earlier=wave.earlier,
        questions={node.ref.rpartition("/")[2]: node.label for node in run.state().values() if node.label},
    )


def compose(kit: Kit, submission: SubmissionId, wish: SheetWish) -> Sheet:
    """Put a finished response into the words of a reflection sheet; the work lane draws it with `draw`."""
    wave = _wave(kit, submission)
    person = people.person(kit.workspace, wave.submission.person)
    run = kit.response(wave.submission)
    state = run.state()
    given = responses.item_answers(wave.key, state)
    facts = words.SheetFacts(
        key=wave.key,
        scores=wave.scores,
        answers=given,
        labels={node.ref.rpartition("/")[2]: (node.label, dict(node.opts or ())) for node in state.values() if node.opts},
        strengths=strengths(wave.key, wave.scores, given, STRENGTHS_OFFERED),
        changes=wave.changes,
        earlier_date=wave.earlier.computed_at.date() if wave.earlier else None,
        card=person.card,
        first_name=_first_name(person) if wish.with_name else "",
        steps=wish.steps or _steps(kit, person.id, wave.submission.id),
        carried_steps=_carried(kit, wave, person),
        entries=_entries(kit, wish.entries),
        project=kit.project(),
        session_date=(wave.submission.finished_at or wave.submission.started_at).date(),
        worker=wish.worker or kit.user.name,
        language=wish.language,
        options=words.SheetOptions(mode=wish.mode, left_out=wish.left_out, second_page=wish.second_page),
    )
    return words.compose(facts)


def draw(sheet: Sheet) -> Drawn:
    """Draw a sheet; pure, for the work lane.

    Raises:
        Refused: SHEET-GLYPH, SHEET-RTL.
    """
    return Drawn(sheet=sheet, pdf=pdf.sheet_pdf(sheet), text=text.sheet_text(sheet), html=text.sheet_html(sheet))


def pages(document: bytes, dpi: int = 96) -> tuple[PageImage, ...]:
    """Return the pages of a PDF as pixels; for the work lane."""
    return preview.pages(document, dpi)


def file_name(sheet: Sheet) -> str:
    """Return a file name that says nothing about the person or the project."""
    return f"sheet-{sheet.card}-{sheet.session_date.isoformat()}.pdf"


def save(document: bytes, path: Path) -> None:
    """Write a PDF where a person chose to; whole or not at all.

    Raises:
        Unavailable: STORE-WRITE: nothing was written.
    """
    files.write_whole(path, document)


def keep_wish(kit: Kit, submission: SubmissionId, wish: SheetWish) -> Outcome[None]:
    """Keep the next steps and the places that the person chose: steps are carried into the next wave."""
    kept = answers.submission(kit.workspace, submission)
    with kit.workspace.writing("steps-kept", kit.user.id, kit.now()):
        entries.keep_steps(kit.workspace, kept.person, submission, wish.steps)
        entries.choose_entries(kit.workspace, kept.person, submission, wish.entries)
    return Outcome(value=None, changed=frozenset({Kind.SHEETS}))


def printed(kit: Kit, submission: SubmissionId, mode: SheetMode, how: str) -> Outcome[None]:
    """Note that a sheet went to paper or to a file: `how` is `printer` or `file`."""
    kept = answers.submission(kit.workspace, submission)
    act = sheets.SheetAct.SAVED if how == TO_FILE else sheets.SheetAct.PRINTED
    event = sheets.SheetEvent(person=kept.person, submission=submission, act=act, mode=mode, how=how, at=kit.now(), by=kit.user.id)
    sheets.keep_sheet_event(kit.workspace, event)
    return Outcome(value=None, changed=frozenset({Kind.SHEETS}))


def session_summary(kit: Kit, session: SessionId) -> bytes:
    """Draw the one-page summary of a session, small numbers hidden with what would give them away."""
    found = sessions.session(kit.workspace, session)
    return pdf.summary_pdf(summary.compose_summary(_summary_facts(kit, found)))


def _summary_facts(kit: Kit, session: Session) -> summary.SummaryFacts:
    present = sessions.attendance(kit.workspace, session.id)
    finished = [each for each in answers.submissions(kit.workspace, session=session.id) if each.state is SubmissionState.FINISHED]
    latest = [made for each in finished if (made := scores.latest(kit.workspace, each.id)) is not None]
    key = kit.key(finished[-1].instrument) if finished else None
    shown = words.shown_scales(key) if key else ()
    rows = [groups.group_summary(scale, _of(latest, scale), least=LEAST_IN_ROOM) for scale in shown]
    offers = _offers(kit, finished)
    agreed = sum(consent.standing(kit.workspace, each.person).allows(Purpose.KEEP) for each in present)
    return summary.SummaryFacts(
        project=kit.project(),
        place=session.place,
        session_date=session.opened_at.date(),
        wave=session.wave,
        attended=len(present) if len(present) >= LEAST_IN_ROOM else None,
        consented=suppression.hide_count(agreed, of=len(present), least=LEAST_IN_ROOM),
        completed=suppression.hide_count(len(finished), of=len(present), least=LEAST_IN_ROOM),
        least=LEAST_IN_ROOM,
        bars=views.session_bars(shown, rows, least=LEAST_IN_ROOM, language=session.language),
        offers=tuple((offer, suppression.hide_count(count, of=len(finished), least=LEAST_IN_ROOM)) for offer, count in offers),
        both_times=sum(bool(_earlier(kit, each)) for each in finished),
        entries=entries.entries(kit.workspace),
        audit_foot=kit.workspace.head().mac[:8],
        language=session.language,
    )


def _of(latest: list[ScoredSubmission], scale: Scale) -> list[ScaleScore]:
    return [score for made in latest for score in made.scores if score.scale == scale.name]


def _offers(kit: Kit, finished: list[Submission]) -> list[tuple[str, int]]:
    """Count who would like to do what: the yes answers of the form's opt-in questions."""
    counted: dict[str, int] = {}
    for submission in finished:
        for node in kit.response(submission).state().values():
            if f"/{OPT_INS}/" in node.ref and node.opts and node.rel:
                counted[node.label] = counted.get(node.label, 0) + (node.v == "yes")
    return list(counted.items())


def _wave(kit: Kit, submission: SubmissionId) -> _Wave:
    kept = answers.submission(kit.workspace, submission)
    if kept.state is not SubmissionState.FINISHED:
        raise Refused("SHEET-NOT-FINISHED")
    made = scores.latest(kit.workspace, submission)
    key = kit.key(kept.instrument)
    if made is None or key is None:
        raise Refused("SHEET-NO-SCORES")
    earlier = _earlier(kit, kept)
    return _Wave(submission=kept, key=key, scores=made.scores, earlier=earlier, changes=_changes(key, earlier, made))


def _earlier(kit: Kit, submission: Submission) -> ScoredSubmission | None:
    """Return the newest scores of an earlier wave; None if there are none."""
    before = [made for made in scores.of_person(kit.workspace, submission.person) if made.wave < submission.wave]
    return max(before, key=lambda made: made.wave, default=None)


def _changes(key: Key, earlier: ScoredSubmission | None, later: ScoredSubmission) -> Mapping[str, Change]:
    if earlier is None:
        return {}
    before = {score.scale: score for score in earlier.scores}
    after = {score.scale: score for score in later.scores}
    return {
        scale.name: changes.change(scale, before[scale.name], after[scale.name])
        for scale in key.scales
        if scale.name in before and scale.name in after
    }


def _may_see(kit: Kit, scale: Scale) -> bool:
    return scale.audience.value != "coordinator" or kit.may(Right.SEE_TOTALS)


def _carried(kit: Kit, wave: _Wave, person: Person) -> tuple[Step, ...]:
    return _steps(kit, person.id, wave.earlier.submission) if wave.earlier else ()


def _steps(kit: Kit, person: PersonId, submission: SubmissionId) -> tuple[Step, ...]:
    return dict(entries.steps(kit.workspace, person)).get(submission, ())


def _entries(kit: Kit, wanted: tuple[EntryId, ...]) -> tuple[Entry, ...]:
    by_id = {entry.id: entry for entry in entries.entries(kit.workspace)}
    return tuple(by_id[which] for which in wanted if which in by_id)


def _first_name(person: Person) -> str:
    return person.name.split()[0] if person.name.split() else ""


def list_finished(kit: Kit, session: SessionId | None = None, person: PersonId | None = None) -> tuple[Submission, ...]:
    """Return finished responses, of a session or of a person."""
    found = answers.submissions(kit.workspace, session=session, person=person)
    return tuple(each for each in found if each.state is SubmissionState.FINISHED)
