"""A session: opened with its checks, followed person by person, closed so that the counts fit."""

from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import Unavailable
from civicdesk.records.consent import Purpose
from civicdesk.records.sessions import OpenMatter, Session, SessionState
from civicdesk.records.sheets import SheetMode
from civicdesk.store import backups, projects, sessions
from civicdesk.workflows import backup, case_study, consent, people, session, sheet
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.session import Task, TaskState
from tests.unit.workflows.conftest import begin, finished, given, says_no, welcome

HALL = session.NewSession(place="  Invented Hall ", facilitators=("Ada Test",), wave=2)


def tasks(kit: Kit, meeting: Session) -> dict[Task, TaskState]:
    (person,) = session.page(kit, meeting.id).people
    return dict(person.tasks)


def matters(kit: Kit, meeting: Session) -> list[OpenMatter]:
    return [row.matter for row in session.reconcile(kit, meeting.id).open_rows]


def test_a_session_knows_its_place_its_round_and_its_facilitators(kit: Kit) -> None:
    opened = session.open_session(kit, HALL).value
    assert (opened.place, opened.wave, opened.facilitators, opened.state) == ("Invented Hall", 2, ("Ada Test",), SessionState.OPEN)
    assert session.list_all(kit) == (opened,)


def test_one_session_at_a_time(kit: Kit, meeting: Session) -> None:
    with says_no("SESSION-OPEN"):
        session.open_session(kit, HALL)


@pytest.mark.parametrize(("change", "code"), [({"place": " "}, "SESSION-PLACE"), ({"wave": 0}, "SESSION-WAVE")])
def test_what_a_session_needs_is_told(kit: Kit, change: dict[str, object], code: str) -> None:
    with says_no(code):
        session.open_session(kit, replace(HALL, **change))
    assert session.list_all(kit) == ()


def test_no_session_begins_on_a_disk_that_is_nearly_full(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "free_bytes", lambda _kit: session.FREE_TO_START - 1)
    with says_no("SESSION-DISK"):
        session.open_session(kit, HALL)


def test_the_start_page_of_a_new_project_is_empty(kit: Kit) -> None:
    today = session.today(kit)
    assert (today.people, today.sessions, today.open_session, today.unfinished) == (0, 0, None, ())
    assert (today.last_backup_days, today.last_place, today.places) == (None, "", ("Invented Hall",))
    assert today.recovery_confirmed
    assert not today.clock_went_back
    assert today.free_bytes > 0


def test_the_start_page_leads_back_to_what_was_not_finished(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    talk = begin(kit, person.id, meeting)
    ref = next(line.ref for line in talk.review().lines if line.ref.endswith("/sk1"))
    talk.answer(ref, "da")
    today = session.today(kit)
    assert today.open_session == meeting
    assert [(each.card, each.submission.id, each.answered) for each in today.unfinished] == [("001", talk.submission.id, 1)]
    assert today.last_place == "Invented Hall"


def test_the_start_page_tells_how_old_the_last_backup_is(kit: Kit) -> None:
    backup.make(kit)
    assert session.today(kit).last_backup_days == 0


def test_a_clock_that_went_back_is_noticed(kit: Kit, meeting: Session) -> None:
    earlier = replace(kit, tools=replace(kit.tools, now=lambda: meeting.opened_at.replace(year=2025)))
    assert session.today(earlier).clock_went_back


def test_what_is_to_do_with_somebody_goes_step_by_step(kit: Kit, meeting: Session) -> None:
    person = people.add(kit, people.NewPerson(), meeting.id).value
    assert list(tasks(kit, meeting).values()) == [TaskState.NOT_STARTED, *[TaskState.CANNOT_START] * 3]
    consent.record(kit, given(kit, person.id))
    assert tasks(kit, meeting)[Task.SURVEY] is TaskState.NOT_STARTED
    assert tasks(kit, meeting)[Task.SHEET] is TaskState.CANNOT_START
    begin(kit, person.id, meeting)
    assert tasks(kit, meeting)[Task.SURVEY] is TaskState.IN_PROGRESS
    talk = finished(kit, person.id, meeting)
    assert tasks(kit, meeting)[Task.SURVEY] is TaskState.DONE
    assert tasks(kit, meeting)[Task.SHEET] is TaskState.NOT_STARTED
    sheet.printed(kit, talk.submission.id, SheetMode.STANDARD, "printer")
    assert tasks(kit, meeting)[Task.SHEET] is TaskState.DONE


def test_a_story_is_a_task_of_its_own(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    case = case_study.begin(kit, person.id, meeting.id).value
    assert tasks(kit, meeting)[Task.CASE_STUDY] is TaskState.IN_PROGRESS
    prompt = case_study.guide().prompts[0].key
    case_study.finish(kit, replace(case, texts=((prompt, "Plainly invented"),)))
    assert tasks(kit, meeting)[Task.CASE_STUDY] is TaskState.DONE


def test_nobody_waits_for_a_sheet_of_somebody_who_would_rather_not(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    begin(kit, person.id, meeting).decline()
    assert tasks(kit, meeting)[Task.SHEET] is TaskState.CANNOT_START
    counts = session.reconcile(kit, meeting.id)
    assert (counts.surveys_declined, counts.open_rows) == (1, ())


def test_only_those_who_said_yes_to_keeping_count_as_agreed(kit: Kit, meeting: Session) -> None:
    welcome(kit, meeting)
    welcome(kit, meeting, yes=frozenset({Purpose.CONTACT}))
    people.add(kit, people.NewPerson(), meeting.id)
    counts = session.reconcile(kit, meeting.id)
    assert (counts.present, counts.consented) == (3, 1)
    assert matters(kit, meeting) == [OpenMatter.SURVEY_NOT_STARTED, OpenMatter.CONSENT_NOT_ASKED]


def test_each_open_matter_is_named(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    case_study.begin(kit, person.id, meeting.id)
    begin(kit, person.id, meeting)
    assert matters(kit, meeting) == [OpenMatter.SURVEY_UNFINISHED, OpenMatter.CASE_UNFINISHED]
    talk = finished(kit, person.id, meeting)
    assert matters(kit, meeting) == [OpenMatter.CASE_UNFINISHED, OpenMatter.SHEET_NOT_PRINTED]
    sheet.printed(kit, talk.submission.id, SheetMode.LARGE, sheet.TO_FILE)
    assert matters(kit, meeting) == [OpenMatter.CASE_UNFINISHED, OpenMatter.SHEET_NOT_HANDED_OVER]
    session.handed_over(kit, meeting.id, person.id)
    assert matters(kit, meeting) == [OpenMatter.CASE_UNFINISHED]


def test_a_sheet_that_was_never_printed_cannot_be_handed_over(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    with says_no("SHEET-NOT-PRINTED"):
        session.handed_over(kit, meeting.id, person.id)
    assert session.reconcile(kit, meeting.id).sheets_handed_over == 0


def test_the_person_in_hand_is_the_one_with_whom_something_was_done_last(kit: Kit, meeting: Session) -> None:
    first, second = welcome(kit, meeting), welcome(kit, meeting)

    def in_hand() -> str:
        return max(session.page(kit, meeting.id).people, key=lambda each: each.touched_at).person

    assert in_hand() == second.id
    talk = finished(kit, first.id, meeting)
    assert in_hand() == first.id
    case_study.begin(kit, second.id, meeting.id)
    assert in_hand() == second.id
    sheet.printed(kit, talk.submission.id, SheetMode.LARGE, sheet.TO_FILE)
    assert in_hand() == first.id


def test_a_session_does_not_close_while_a_line_has_no_reason(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    for reasons in ({}, {(person.id, OpenMatter.SURVEY_NOT_STARTED): "  "}):
        with says_no("SESSION-OPEN-ROWS"):
            session.close(kit, meeting.id, reasons)
    assert session.today(kit).open_session == meeting


def test_closing_keeps_the_reasons_and_makes_a_backup(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    closed = session.close(kit, meeting.id, {(person.id, OpenMatter.SURVEY_NOT_STARTED): "Had to leave early"}).value
    assert closed.state is SessionState.CLOSED
    assert [(row.matter, row.reason) for row in sessions.reasons(kit.workspace, meeting.id)] == [
        (OpenMatter.SURVEY_NOT_STARTED, "Had to leave early")
    ]
    assert len(backups.backups(kit.backup_folder())) == 1


def test_a_closed_session_stays_closed(kit: Kit, meeting: Session) -> None:
    session.close(kit, meeting.id, {})
    with says_no("SESSION-CLOSED"):
        session.close(kit, meeting.id, {})


def test_a_backup_that_fails_is_told_and_the_session_is_closed_all_the_same(
    kit: Kit, meeting: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise Unavailable("STORE-COPY")

    monkeypatch.setattr(backups, "back_up", full)
    with says_no("STORE-COPY"):
        session.close(kit, meeting.id, {})
    assert session.page(kit, meeting.id).session.state is SessionState.CLOSED


def test_backups_go_where_the_project_wants_them(kit: Kit, tmp_path: Path) -> None:
    projects.keep_setting(kit.workspace, "backup_folder", str(tmp_path / "stick"))
    assert backup.make(kit).value.parent == tmp_path / "stick"


def test_a_sound_workspace_has_nothing_to_say(kit: Kit, meeting: Session) -> None:
    finished(kit, welcome(kit, meeting).id, meeting)
    assert backup.verify(kit) == ()


def test_a_session_that_is_not_here_is_told(kit: Kit) -> None:
    with says_no("STORE-UNKNOWN"):
        session.page(kit, "nowhere")
