"""Scores with their workings, and the reflection sheet made of them: what the person chose, what was drawn, and what became of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from civicdesk.errors import Refused
from civicdesk.feedback import compose as words
from civicdesk.feedback import pdf, preview, text, web_page
from civicdesk.feedback.wording import code_of
from civicdesk.forms.engine import Run
from civicdesk.records.answers import Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, InstrumentId, PersonId, SessionId, SubmissionId
from civicdesk.records.people import Person
from civicdesk.records.scores import Change, Key, Scale, ScaleScore, ScoredSubmission
from civicdesk.records.sheets import PageImage, Sheet, SheetChoice, SheetMode, Step
from civicdesk.scoring import change, responses
from civicdesk.scoring.strengths import strengths
from civicdesk.store import answers, entries, files, finished, people, scores, sheets
from civicdesk.workflows.kit import Kit, Right

STRENGTHS_OFFERED = 9
TO_FILE, TO_PRINTER = "file", "printer"
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
    locked: bool = False
    """The wording must not be changed: there is no Easy Read."""


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

    def choice(self) -> SheetChoice:
        """Return how the sheet is set, without what stands on it."""
        return SheetChoice(
            mode=self.mode, language=self.language, with_name=self.with_name, second_page=self.second_page, left_out=self.left_out
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """The words of a sheet for those who cannot use paper."""

    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A sheet as paper, and the same words for those who cannot use paper."""

    sheet: Sheet
    pdf: bytes
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of a sheet: it is on paper or in a file, the person has it, it waits for a printer, or it is destroyed."""

    on_paper: bool
    handed_over: bool
    waits: bool = False
    destroyed: bool = False
    """Since it was printed or saved last."""
    said_wrong: bool = False
    log: tuple[tuple[datetime, str, SheetMode], ...] = ()
    """(when, what was done, how it was set), oldest first; without how the person would like it."""


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
        locked=wave.key.wording_locked,
    )


def compose(kit: Kit, submission: SubmissionId, wish: SheetWish) -> Sheet:
    """Put a finished response into the words of a reflection sheet; the work lane draws it with `draw`.

    Steps and places that are not wished for are those that were kept with `keep_wish`.

    Raises:
        Refused: SHEET-NOT-FINISHED, SHEET-NO-SCORES, CONSENT-KEEP; SHEET-LOCKED: the wording may not be put into easy words.
    """
    wave = _wave(kit, submission)
    if wish.mode is SheetMode.EASY and wave.key.wording_locked:
        raise Refused("SHEET-LOCKED")
    person = people.person(kit.workspace, wave.submission.person)
    run = kit.response(wave.submission)
    _speak(run, wish.language)
    state = run.state()
    given = responses.item_answers(wave.key, state)
    facts = words.SheetFacts(
        key=wave.key,
        scores=wave.scores,
        answers=given,
        labels={node.ref.rpartition("/")[2]: (node.label, dict(node.opts or ())) for node in state.values() if node.opts},
        strengths=strengths(wave.key, wave.scores, given, STRENGTHS_OFFERED),
        changes=wave.changes,
        earlier_date=answers.submission(kit.workspace, wave.earlier.submission).met_on() if wave.earlier else None,
        card=person.card,
        first_name=_first_name(person) if wish.with_name else "",
        steps=wish.steps or _steps(kit, person.id, wave.submission.id),
        carried_steps=_carried(kit, wave, person),
        entries=_entries(kit, wish.entries) if wish.entries else entries.chosen_entries(kit.workspace, wave.submission.id),
        project=kit.project(),
        session_date=wave.submission.met_on(),
        worker=wish.worker or kit.user.name,
        language=wish.language,
        labels_language=code_of(run.language),
        draft_questionnaire=_is_draft(kit, wave.submission.instrument),
        options=words.SheetOptions(mode=wish.mode, left_out=wish.left_out, second_page=wish.second_page),
    )
    return words.compose(facts)


def draw(sheet: Sheet) -> Drawn:
    """Draw a sheet; pure, for the work lane.

    Raises:
        Refused: SHEET-GLYPH, SHEET-RTL, SHEET-SCRIPT, SHEET-DISCREET.
    """
    return Drawn(sheet=sheet, pdf=pdf.sheet_pdf(sheet), text=text.sheet_text(sheet), html=web_page.sheet_html(sheet))


def twins(sheet: Sheet) -> Twins:
    """Return a sheet as plain text and as a page for a browser; pure."""
    return Twins(text=text.sheet_text(sheet), html=web_page.sheet_html(sheet))


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


def wish_of(kit: Kit, submission: SubmissionId) -> SheetWish:
    """Return how somebody would like their sheet: as they said last for this response, else in their own format and language."""
    told = answers.submission(kit.workspace, submission)
    key = kit.key(told.instrument)
    wished = sheets.choice(kit.workspace, submission) or _need(kit, told.person)
    kept = wished.allowed(locked=key is not None and key.wording_locked)
    return SheetWish(mode=kept.mode, language=kept.language, with_name=kept.with_name, left_out=kept.left_out, second_page=kept.second_page)


def places_of(kit: Kit, submission: SubmissionId) -> tuple[EntryId, ...]:
    """Return the places that the person ticked last, in the order of ticking."""
    return tuple(entry.id for entry in entries.chosen_entries(kit.workspace, submission))


def keep_wish(kit: Kit, submission: SubmissionId, wish: SheetWish) -> Outcome[None]:
    """Keep what the person chose: steps are carried into the next wave, an area that was left out stays out until they say otherwise."""
    workspace, kept = kit.workspace, answers.submission(kit.workspace, submission)
    with workspace.writing("steps-kept", kit.user.id, kit.now()):
        entries.keep_steps(workspace, kept.person, submission, wish.steps)
        entries.choose_entries(workspace, kept.person, submission, wish.entries)
        if wish.choice() != (sheets.choice(workspace, submission) or _need(kit, kept.person)):
            _note(kit, submission, sheets.SheetAct.WISHED, wish.mode, sheets.told_of(wish.choice()))
    return Outcome(value=None, changed=frozenset({Kind.SHEETS}))


def printed(kit: Kit, submission: SubmissionId, mode: SheetMode, how: str) -> Outcome[None]:
    """Note that a sheet went to paper or to a file: `how` is `printer` or `file`."""
    return _note(kit, submission, sheets.SheetAct.SAVED if how == TO_FILE else sheets.SheetAct.PRINTED, mode, how)


def _note(kit: Kit, submission: SubmissionId, act: sheets.SheetAct, mode: SheetMode, how: str = "") -> Outcome[None]:
    """Note what was done with a sheet."""
    kept = answers.submission(kit.workspace, submission)
    event = sheets.SheetEvent(person=kept.person, submission=submission, act=act, mode=mode, how=how, at=kit.now(), by=kit.user.id)
    sheets.keep_sheet_event(kit.workspace, event)
    return Outcome(value=None, changed=frozenset({Kind.SHEETS}))


def what_became(kit: Kit, submission: SubmissionId) -> Became:
    """Return what became of the sheets of a response."""
    done = sheets.prints_of(kit.workspace, submission)
    acts = [each.act for each in done]
    since = [each for each in acts if each in sheets.ON_PAPER or each is sheets.SheetAct.DESTROYED]
    return Became(
        on_paper=bool(since),
        handed_over=sheets.SheetAct.HANDED_OVER in acts,
        waits=any(each.submission == submission for each in sheets.waiting(kit.workspace)),
        destroyed=since[-1:] == [sheets.SheetAct.DESTROYED],
        said_wrong=sheets.SheetAct.SAID_WRONG in acts,
        log=tuple((each.at, each.act.value, each.mode) for each in done if each.act is not sheets.SheetAct.WISHED),
    )


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
    earlier = finished.scored_before(kit.workspace, kept)
    compared = change.changes(key.scales, earlier.scores, made.scores) if earlier else {}
    return _Wave(submission=kept, key=key, scores=made.scores, earlier=earlier, changes=compared)


def _need(kit: Kit, who: PersonId) -> SheetChoice:
    person = people.person(kit.workspace, who)
    return SheetChoice.of_need(person.sheet_format, person.language)


def _speak(run: Run, language: str) -> None:
    """Let a form say its questions in a language, if it has it: as `pl`, or as `Polski (pl)`."""
    wanted = next((each for each in run.languages if each == language or each.endswith(f"({language})")), "")
    if wanted and wanted != run.language:
        run.set_language(wanted)


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
    return finished.finished(kit.workspace, session=session, person=person)


def list_scored(kit: Kit, session: SessionId | None = None, person: PersonId | None = None) -> tuple[Submission, ...]:
    """Return finished responses of which a sheet can be made: those of forms with scoring."""
    return finished.with_scores(kit.workspace, session=session, person=person)
