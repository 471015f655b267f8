"""Erasing: every row about a person goes, everybody else's stays, and nothing goes without an erasure that says so."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from civicdesk.errors import Refused
from civicdesk.records.answers import Answer, Submission
from civicdesk.records.cases import CaseStudy, Quote
from civicdesk.records.ids import CaseId, PersonId, UserId
from civicdesk.records.people import Person
from civicdesk.records.scores import ScoredSubmission
from civicdesk.records.sessions import Attendance, OpenMatter, ReconciliationRow, Session
from civicdesk.records.sheets import SheetMode
from civicdesk.store import answers, audit, cases, driver, entries, erasing, people, releases, scores, sessions, sheets
from civicdesk.store.workspace import Workspace
from tests.unit.store.test_consent import said
from tests.unit.store.test_releases import release_of

Say = Callable[..., Answer]
BY = UserId("wf")


@pytest.fixture
def full(ws: Workspace, wren: Person, begun: Submission, meeting: Session, say: Say, clock: Callable[[], datetime]) -> Person:
    """Return a person with a row in every table that may have one."""
    answers.keep(ws, [say("/a", "1"), say("/story", "Bracken")], sealed=frozenset({"/story"}))
    answers.keep_draft_state(ws, begun.id, "{}")
    scored = ScoredSubmission(
        submission=begun.id, instrument=begun.instrument, wave=1, computed_at=clock(), engine="test", reason="finished", scores=(),
    )  # fmt: skip
    scores.keep_scores(ws, scored)
    said(ws, wren.id, clock())
    sessions.attend(ws, Attendance(session=meeting.id, person=wren.id, arrived_at=clock()))
    row = ReconciliationRow(person=wren.id, card=wren.card, matter=OpenMatter.SURVEY, reason="went home")
    sessions.close_session(ws, meeting.id, clock(), [row], by=BY)
    case = CaseStudy(
        id=CaseId("c1"), person=wren.id, session=None, title="Bracken", texts=(), quotes=(Quote(text="Bracken", prompt="p"),), tags=(),
        finished=True, by=BY, at=clock(),
    )  # fmt: skip
    cases.keep_case(ws, case)
    entries.choose_entries(ws, wren.id, begun.id, [], by=BY)
    entries.keep_steps(ws, wren.id, begun.id, [], by=BY)
    act = sheets.SheetEvent(
        person=wren.id, submission=begun.id, act=sheets.SheetAct.PRINTED, mode=SheetMode.STANDARD, at=clock(), by=BY
    )  # fmt: skip
    sheets.keep_sheet_event(ws, act)
    return wren
