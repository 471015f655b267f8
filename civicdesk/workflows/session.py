"""A session: open it, see who is here and what is left to do, close it so that the counts fit."""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from civicdesk.errors import Refused, Unavailable
from civicdesk.records.answers import AnswerKind, CaptureMode, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Purpose, Standing
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.people import Project
from civicdesk.records.sessions import Attendance, OpenMatter, Reconciliation, ReconciliationRow, Session, SessionState
from civicdesk.store import answers, backups, cases, consent, people, projects, sessions, sheets
from civicdesk.store.sheets import ON_PAPER, SheetAct, SheetEvent
from civicdesk.workflows.kit import BACKUPS_KEPT, Kit, Right, is_about_the_project

FREE_TO_START = 100 * 1024 * 1024
FREE_TO_WARN = 500 * 1024 * 1024


class Task(StrEnum):
    """What there is to do with one person in a session, in the usual order."""

    CONSENT = "consent"
    SURVEY = "survey"
    CASE_STUDY = "case study"
    SHEET = "sheet"


class TaskState(StrEnum):
    """How far a task is."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    DONE = "done"
    CANNOT_START = "cannot start yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTasks:
    """One person in a session, and how far each task is."""

    person: PersonId
    card: str
    name: str
    tasks: tuple[tuple[Task, TaskState], ...]
    submission: Submission | None
    touched_at: datetime
    """When something was done with this person last: the tasks of the one in hand are shown first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """A session as its screen shows it."""

    session: Session
    people: tuple[PersonTasks, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A survey that somebody began and did not finish."""

    submission: Submission
    card: str
    answered: int
    touched_at: datetime
    """When something of it was kept last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the start page shows."""

    project: Project
    open_session: Session | None
    unfinished: tuple[Unfinished, ...]
    people: int
    sessions: int
    last_backup_days: int | None
    """Whole days since the newest backup; None if there is none."""
    places: tuple[str, ...]
    free_bytes: int
    recovery_confirmed: bool
    last_place: str
    clock_went_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """What is asked when a session is opened."""

    place: str
    facilitators: tuple[str, ...]
    language: str = "en"
    wave: int = 1


def today(kit: Kit) -> Today:
    """Return what the start page shows."""
    workspace = kit.workspace
    all_sessions = sessions.sessions(workspace)
    made = backups.backups(kit.backup_folder())
    latest = max((each.opened_at for each in all_sessions), default=None)
    return Today(
        project=kit.project(),
        open_session=sessions.open_one(workspace),
        unfinished=tuple(_unfinished(kit, draft) for draft in answers.drafts(workspace) if not _keyed_in(draft)),
        people=people.count(workspace),
        sessions=len(all_sessions),
        last_backup_days=max(0, (kit.now() - backups.made_at(made[0])).days) if made else None,
        places=tuple(json.loads(projects.setting(workspace, "places") or "[]")),
        free_bytes=free_bytes(kit),
        recovery_confirmed=projects.setting(workspace, "recovery_confirmed") is not None,
        last_place=all_sessions[-1].place if all_sessions else "",
        clock_went_back=latest is not None and latest > kit.now(),
    )


def open_session(kit: Kit, new: NewSession) -> Outcome[Session]:
    """Open a session.

    Raises:
        Refused: SESSION-OPEN: another one is open; SESSION-PLACE: no place is named; SESSION-WAVE: rounds count from 1.
        Unavailable: SESSION-DISK: less than 100 MB are free.
    """
    kit.must(Right.RUN_SESSION)
    if sessions.open_one(kit.workspace) is not None:
        raise Refused("SESSION-OPEN")
    if not new.place.strip():
        raise Refused("SESSION-PLACE")
    if new.wave < 1:
        raise Refused("SESSION-WAVE")
    if free_bytes(kit) < FREE_TO_START:
        raise Unavailable("SESSION-DISK", megabytes=free_bytes(kit) // (1024 * 1024))
    session = Session(
        id=SessionId(kit.new_id()),
        project=kit.project().id,
        place=new.place.strip(),
        facilitators=new.facilitators,
        language=new.language,
        wave=new.wave,
        state=SessionState.OPEN,
        opened_at=kit.now(),
        opened_by=kit.user.id,
    )
    sessions.open_session(kit.workspace, session)
    return Outcome(value=session, changed=frozenset({Kind.SESSIONS}))


def page(kit: Kit, session: SessionId) -> SessionPage:
    """Return who is here and how far each task is."""
    found = sessions.session(kit.workspace, session)
    present = sessions.attendance(kit.workspace, session)
    return SessionPage(session=found, people=tuple(_tasks(kit, found, each) for each in present))


def reconcile(kit: Kit, session: SessionId) -> Reconciliation:
    """Count what must fit at closing, and list what is open."""
    shown = page(kit, session)
    done = sheets.prints(kit.workspace, session)
    printed = {each.person for each in done if each.act in ON_PAPER}
    handed = {each.person for each in done if each.act is SheetAct.HANDED_OVER}
    destroyed = _destroyed(done)
    rows: list[ReconciliationRow] = []
    for each in shown.people:
        rows += [
            ReconciliationRow(person=each.person, card=each.card, matter=matter)
            for matter in _open_matters(each, printed, handed | destroyed)
        ]
    states = [each.submission.state for each in shown.people if each.submission is not None]
    return Reconciliation(
        present=len(shown.people),
        consented=sum(consent.standing(kit.workspace, each.person).allows(Purpose.KEEP) for each in shown.people),
        surveys_finished=states.count(SubmissionState.FINISHED),
        surveys_unfinished=states.count(SubmissionState.DRAFT),
        surveys_declined=states.count(SubmissionState.DECLINED),
        sheets_printed=len(printed),
        sheets_handed_over=len(handed),
        sheets_destroyed=len(destroyed),
        cases_finished=sum(case.finished for case in cases.cases(kit.workspace, session=session)),
        open_rows=tuple(rows),
    )


def close(kit: Kit, session: SessionId, reasons: Mapping[tuple[PersonId, OpenMatter], str]) -> Outcome[Session]:
    """Close a session, each open matter with its reason, then make a backup.

    Raises:
        Refused: SESSION-CLOSED: it is closed already; SESSION-OPEN-ROWS: a matter has no reason yet.
        Unavailable: STORE-WRITE, STORE-FILE, STORE-COPY: if the session is closed after it, only the backup is missing.
    """
    kit.must(Right.RUN_SESSION)
    if sessions.session(kit.workspace, session).state is SessionState.CLOSED:
        raise Refused("SESSION-CLOSED")
    rows = [replace(row, reason=reasons.get((row.person, row.matter), "").strip()) for row in reconcile(kit, session).open_rows]
    without = sum(not row.reason for row in rows)
    if without:
        raise Refused("SESSION-OPEN-ROWS", count=without)
    sessions.close_session(kit.workspace, session, kit.now(), rows, by=kit.user.id)
    if not kit.paused():
        backups.back_up(kit.workspace, kit.backup_folder(), BACKUPS_KEPT)
    return Outcome(value=sessions.session(kit.workspace, session), changed=frozenset({Kind.SESSIONS}))


def handed_over(kit: Kit, session: SessionId, person: PersonId) -> Outcome[None]:
    """Note that a person has their sheet in their own hands.

    Raises:
        Refused: SHEET-NOT-PRINTED: there is none that they could have.
    """
    return _settle_sheet(kit, session, person, SheetAct.HANDED_OVER)


def sheet_destroyed(kit: Kit, session: SessionId, person: PersonId) -> Outcome[None]:
    """Note that a sheet that nobody took away was shredded.

    Raises:
        Refused: SHEET-NOT-PRINTED: there is none.
    """
    return _settle_sheet(kit, session, person, SheetAct.DESTROYED)


def _settle_sheet(kit: Kit, session: SessionId, person: PersonId, act: SheetAct) -> Outcome[None]:
    on_paper = [each for each in sheets.prints(kit.workspace, session) if each.person == person and each.act in ON_PAPER]
    if not on_paper:
        raise Refused("SHEET-NOT-PRINTED")
    sheets.keep_sheet_event(kit.workspace, replace(on_paper[-1], act=act, how="", at=kit.now(), by=kit.user.id))
    return Outcome(value=None, changed=frozenset({Kind.SHEETS}))


def list_all(kit: Kit) -> tuple[Session, ...]:
    """Return all sessions, oldest first."""
    return sessions.sessions(kit.workspace)


def free_bytes(kit: Kit) -> int:
    """Return the bytes that are free where the workspace lies."""
    return shutil.disk_usage(kit.folder).free


def _keyed_in(submission: Submission) -> bool:
    """Tell whether somebody is typing this response from paper: it is no conversation to go on with."""
    return submission.mode is CaptureMode.PAPER and submission.state is SubmissionState.DRAFT


def _unfinished(kit: Kit, draft: Submission) -> Unfinished:
    log = answers.log(kit.workspace, draft.id)
    asked = {each.question for each in log if each.kind is AnswerKind.GIVEN}
    given = [each for each in answers.now(kit.workspace, draft.id) if each.question in asked and not is_about_the_project(each.question)]
    touched_at = max((each.at for each in log), default=draft.started_at)
    return Unfinished(submission=draft, card=people.person(kit.workspace, draft.person).card, answered=len(given), touched_at=touched_at)


def _tasks(kit: Kit, session: Session, here: Attendance) -> PersonTasks:
    person = here.person
    found = people.person(kit.workspace, person)
    standing = consent.standing(kit.workspace, person)
    responses = [each for each in answers.submissions(kit.workspace, person=person, wave=session.wave) if not _keyed_in(each)]
    submission = responses[-1] if responses else None
    stories = cases.cases(kit.workspace, person=person, session=session.id)
    prints = [each for each in sheets.prints(kit.workspace, session.id) if each.person == person]
    printed = any(each.act in ON_PAPER for each in prints)
    moments = [standing.at, *(story.at for story in stories), *(each.at for each in prints)]
    if submission is not None:
        moments.append(submission.finished_at or submission.started_at)
    survey = _survey_state(standing, submission)
    finished = submission is not None and submission.state is SubmissionState.FINISHED and standing.allows(Purpose.KEEP)
    return PersonTasks(
        person=person,
        card=found.card,
        name=found.name,
        submission=submission,
        touched_at=max(moment for moment in (here.arrived_at, *moments) if moment is not None),
        tasks=(
            (Task.CONSENT, TaskState.DONE if standing.choices else TaskState.NOT_STARTED),
            (Task.SURVEY, survey),
            (Task.CASE_STUDY, _story_state(standing, [story.finished for story in stories])),
            (Task.SHEET, TaskState.DONE if printed else TaskState.NOT_STARTED if finished else TaskState.CANNOT_START),
        ),
    )


def _survey_state(standing: Standing, submission: Submission | None) -> TaskState:
    if not standing.allows(Purpose.KEEP):
        return TaskState.CANNOT_START
    if submission is None:
        return TaskState.NOT_STARTED
    return TaskState.IN_PROGRESS if submission.state is SubmissionState.DRAFT else TaskState.DONE


def _story_state(standing: Standing, finished: list[bool]) -> TaskState:
    if not standing.allows(Purpose.KEEP):
        return TaskState.CANNOT_START
    if not finished:
        return TaskState.NOT_STARTED
    return TaskState.DONE if all(finished) else TaskState.IN_PROGRESS


def _destroyed(done: Iterable[SheetEvent]) -> set[PersonId]:
    """Return whose sheet was shredded and not printed again."""
    last = {each.person: each.act for each in done if each.act in ON_PAPER or each.act is SheetAct.DESTROYED}
    return {person for person, act in last.items() if act is SheetAct.DESTROYED}


def _open_matters(each: PersonTasks, printed: set[PersonId], settled: set[PersonId]) -> list[OpenMatter]:
    tasks = dict(each.tasks)
    matters = []
    if tasks[Task.CONSENT] is TaskState.NOT_STARTED:
        matters.append(OpenMatter.CONSENT_NOT_ASKED)
    if tasks[Task.SURVEY] is TaskState.NOT_STARTED:
        matters.append(OpenMatter.SURVEY_NOT_STARTED)
    if tasks[Task.SURVEY] is TaskState.IN_PROGRESS:
        matters.append(OpenMatter.SURVEY_UNFINISHED)
    if tasks[Task.CASE_STUDY] is TaskState.IN_PROGRESS:
        matters.append(OpenMatter.CASE_UNFINISHED)
    if tasks[Task.SHEET] is TaskState.NOT_STARTED:
        matters.append(OpenMatter.SHEET_NOT_PRINTED)
    if each.person in printed and each.person not in settled:
        matters.append(OpenMatter.SHEET_NOT_HANDED_OVER)
    return matters
