"""Scores with their workings, the reflection sheet made of them, and the summary for the room."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from civicdesk.errors import Refused
from civicdesk.feedback import compose as words
from civicdesk.feedback import pdf, preview, summary, text
from civicdesk.feedback.wording import in_language
from civicdesk.insight import suppression, views
from civicdesk.records.answers import Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Purpose
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, InstrumentId, PersonId, SessionId, SubmissionId
from civicdesk.records.people import Person
from civicdesk.records.scores import Change, Direction, Key, Scale, ScaleScore, ScoredSubmission
from civicdesk.records.sessions import Session
from civicdesk.records.sheets import PageImage, Sheet, SheetMode, Step
from civicdesk.scoring import change as changes
from civicdesk.scoring import groups, responses
from civicdesk.scoring.strengths import strengths
from civicdesk.store import answers, consent, entries, files, instruments, people, scores, sessions, sheets
from civicdesk.workflows.kit import Kit, Right

LEAST_IN_ROOM = 5
STRENGTHS_OFFERED = 9
OPT_INS = "optin"
TO_FILE = "file"
_DRAFT = re.compile(r"(?<![a-z])draft(?![a-z])", re.IGNORECASE)


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
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Item -> {code: label} of its choices."""


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
class Became:
    """What became of a sheet: it is on paper or in a file, and the person has it."""

    on_paper: bool
    handed_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """Scores of one response beside those of the wave before."""

    submission: Submission
    key: Key
    scores: tuple[ScaleScore, ...]
    earlier: ScoredSubmission | None
    changes: Mapping[str, Change] = field(default_factory=dict)


def scored(kit: Kit, submission: SubmissionId) -> ScoresPage:
    """Return the scores of a finished response; totals only for coordinators, workings for those who may see single answers.

    Raises:
        Refused: SHEET-NOT-FINISHED, SHEET-NO-SCORES, CONSENT-KEEP.
    """
    wave = _wave(kit, submission)
    by_name = {score.scale: _for_role(kit, score) for score in wave.scores}
    visible = [scale for scale in wave.key.scales if scale.name in by_name and _may_see(kit, scale)]
    state = kit.response(wave.submission).state()
    return ScoresPage(
        submission=wave.submission,
        card=people.person(kit.workspace, wave.submission.person).card,
        lines=tuple(ScoreLine(scale=scale, score=by_name[scale.name], change=wave.changes.get(scale.name)) for scale in visible),
        earlier=wave.earlier,
        questions={node.ref.rpartition("/")[2]: node.label for node in state.values() if node.label},
        answers={node.ref.rpartition("/")[2]: dict(node.opts) for node in state.values() if node.opts},
    )


def compose(kit: Kit, submission: SubmissionId, wish: SheetWish) -> Sheet:
    """Put a finished response into the words of a reflection sheet; the work lane draws it with `draw`.

    Steps and places that are not wished for are those that were kept with `keep_wish`.

    Raises:
        Refused: SHEET-NOT-FINISHED, SHEET-NO-SCORES, CONSENT-KEEP.
    """
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
        earlier_date=_met_on(answers.submission(kit.workspace, wave.earlier.submission)) if wave.earlier else None,
        card=person.card,
        first_name=_first_name(person) if wish.with_name else "",
        steps=wish.steps or _steps(kit, person.id, wave.submission.id),
        carried_steps=_carried(kit, wave, person),
        entries=_entries(kit, wish.entries) if wish.entries else entries.chosen_entries(kit.workspace, wave.submission.id),
        project=kit.project(),
        session_date=_met_on(wave.submission),
        worker=wish.worker or kit.user.name,
        language=wish.language,
        draft_questionnaire=_is_draft(kit, wave.submission.instrument),
        options=words.SheetOptions(mode=wish.mode, left_out=wish.left_out, second_page=wish.second_page),
    )
    return words.compose(facts)


def draw(sheet: Sheet) -> Drawn:
    """Draw a sheet; pure, for the work lane.

    Raises:
        Refused: SHEET-GLYPH, SHEET-RTL, SHEET-SCRIPT, SHEET-DISCREET.
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


def what_became(kit: Kit, submission: SubmissionId) -> Became:
    """Return what became of the sheets of a response."""
    acts = {each.act for each in sheets.prints_of(kit.workspace, submission)}
    return Became(on_paper=bool(acts & {sheets.SheetAct.PRINTED, sheets.SheetAct.SAVED}), handed_over=sheets.SheetAct.HANDED_OVER in acts)


def session_summary(kit: Kit, session: SessionId) -> bytes:
    """Draw the one-page summary of a session, small numbers hidden with what would give them away.

    Raises:
        Refused: SHEET-GLYPH, SHEET-RTL, SHEET-SCRIPT.
    """
    found = sessions.session(kit.workspace, session)
    return pdf.summary_pdf(summary.compose_summary(_summary_facts(kit, found)))


def _summary_facts(kit: Kit, session: Session) -> summary.SummaryFacts:
    present = sessions.attendance(kit.workspace, session.id)
    finished = _one_each(list_scored(kit, session=session.id)) or _one_each(list_finished(kit, session=session.id))
    latest = {each.id: made for each in finished if (made := scores.latest(kit.workspace, each.id)) is not None}
    key = kit.key(finished[-1].instrument) if finished else None
    shown = words.shown_scales(key) if key else ()
    rows = [groups.group_summary(scale, _of(latest.values(), scale), least=LEAST_IN_ROOM) for scale in shown]
    offers = _offers(kit, finished)
    returned = _returned(kit, key, finished, latest) if key else {}
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
        both_times=len(returned),
        moved_up=moved_up(shown, list(returned.values()), session.language),
        entries=entries.entries(kit.workspace),
        audit_foot=kit.workspace.head().mac[:8],
        language=session.language,
    )


def _of(latest: Iterable[ScoredSubmission], scale: Scale) -> list[ScaleScore]:
    return [score for made in latest for score in made.scores if score.scale == scale.name]


def _returned(
    kit: Kit, key: Key, finished: list[Submission], latest: Mapping[SubmissionId, ScoredSubmission]
) -> Mapping[PersonId, Mapping[str, Change]]:
    """Return, for each person with scores at this wave and an earlier one, what changed."""
    found: dict[PersonId, Mapping[str, Change]] = {}
    for each in finished:
        before = _earlier(kit, each)
        if each.id in latest and before is not None:
            found[each.person] = _changes(key, before, latest[each.id])
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


def _offers(kit: Kit, finished: list[Submission]) -> list[tuple[str, int]]:
    """Count who would like to do what: the yes answers of the form's opt-in questions."""
    counted: dict[str, int] = {}
    for submission in finished:
        for node in kit.response(submission).state().values():
            if f"/{OPT_INS}/" in node.ref and node.opts and node.rel:
                counted[node.label] = counted.get(node.label, 0) + (node.v == "yes")
    return list(counted.items())


def is_draft(title: str, version: str) -> bool:
    """Tell whether a questionnaire calls itself a draft: the word stands in its title or its version."""
    return _DRAFT.search(f"{title} {version}") is not None


def _is_draft(kit: Kit, which: InstrumentId) -> bool:
    instrument = kit.instrument(which)
    return is_draft(instrument.title, instrument.version)


def _wave(kit: Kit, submission: SubmissionId) -> _Wave:
    kept = answers.submission(kit.workspace, submission)
    kit.must_keep(kept.person)
    if kept.state is not SubmissionState.FINISHED:
        raise Refused("SHEET-NOT-FINISHED")
    made = scores.latest(kit.workspace, submission)
    key = kit.key(kept.instrument)
    if made is None or key is None:
        raise Refused("SHEET-NO-SCORES")
    earlier = _earlier(kit, kept)
    return _Wave(submission=kept, key=key, scores=made.scores, earlier=earlier, changes=_changes(key, earlier, made))


def _earlier(kit: Kit, submission: Submission) -> ScoredSubmission | None:
    """Return the newest scores of an earlier wave in the same form; None if there are none."""
    versions = {card.id: card.form_id for card in instruments.cards(kit.workspace)}
    form = versions[submission.instrument]
    made_before = (made for made in scores.of_person(kit.workspace, submission.person) if made.wave < submission.wave)
    return max(
        (made for made in made_before if versions[made.instrument] == form), key=lambda made: (made.wave, made.computed_at), default=None
    )


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


def _met_on(submission: Submission) -> date:
    """Return the day on which the answers were given: that of the paper form, else of the interview."""
    if submission.collected_on:
        return date.fromisoformat(submission.collected_on)
    return (submission.finished_at or submission.started_at).date()


def _for_role(kit: Kit, score: ScaleScore) -> ScaleScore:
    return score if kit.may(Right.SEE_ANSWERS) else replace(score, workings=(), arithmetic="")


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
    """Return finished responses, of a session or of a person; whoever has taken back that answers are kept is not in it."""
    agreed = consent.allowing(kit.workspace, Purpose.KEEP)
    found = answers.submissions(kit.workspace, session=session, person=person)
    return tuple(each for each in found if each.state is SubmissionState.FINISHED and each.person in agreed)


def list_scored(kit: Kit, session: SessionId | None = None, person: PersonId | None = None) -> tuple[Submission, ...]:
    """Return finished responses of which a sheet can be made: those of forms with scoring."""
    with_scores = {card.id for card in instruments.cards(kit.workspace) if card.has_scores}
    return tuple(each for each in list_finished(kit, session=session, person=person) if each.instrument in with_scores)


def _one_each(found: tuple[Submission, ...]) -> list[Submission]:
    """Return the last response of each person: the room counts people."""
    return list({each.person: each for each in found}.values())
