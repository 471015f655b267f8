"""Erasing: every row about a person goes, everybody else's stays, and nothing goes without an erasure that says so."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from civicdesk.errors import Refused
from civicdesk.records.answers import Answer, Submission
from civicdesk.records.attachments import Asked, NewFile
from civicdesk.records.cases import CaseStudy, Quote
from civicdesk.records.connecting import (
    Avoided,
    ConnectionState,
    ConnectionStep,
    Introduction,
    IntroductionId,
    Listing,
    ListingId,
    Told,
)
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.entries import Entry
from civicdesk.records.ids import CaseId, EntryId, PersonId, ReleaseId, UserId
from civicdesk.records.people import Person
from civicdesk.records.releases import Release, ReleaseState, RiskReport
from civicdesk.records.requests import Request, RequestEvent, RequestId, RequestKind, RequestStep
from civicdesk.records.scores import ScaleScore, ScoredSubmission, Status
from civicdesk.records.sessions import Attendance, OpenMatter, ReconciliationRow, Session
from civicdesk.records.sheets import SheetMode
from civicdesk.records.texts import Said, WordsKind
from civicdesk.store import (
    answer_files,
    answers,
    audit,
    cases,
    consent,
    driver,
    entries,
    erasing,
    held,
    introductions,
    linking,
    links,
    listings,
    people,
    releases,
    requests,
    scores,
    sessions,
    sheets,
    words,
)
from civicdesk.store.workspace import Workspace

Say = Callable[..., Answer]
BY = UserId("wf")
SCORE = ScaleScore(
    scale="day", value=1.0, status=Status.OK, n_answered=1, n_applicable=1, n_items=1, band="", flags=(), variant="full", key_id="k",
    key_version="1", key_sha256="ab", rule_sha256="cd", workings=(), arithmetic="1",
)  # fmt: skip


@pytest.fixture
def full(ws: Workspace, wren: Person, begun: Submission, meeting: Session, say: Say) -> Person:
    """Return a person with a row in every table that may have one."""
    clock: Callable[[], datetime] = ws.now
    answers.keep(ws, [say("/a", "1"), say("/story", "Bracken")], sealed=frozenset({"/story"}))
    answers.keep_draft_state(ws, begun.id, "{}")
    for _ in range(2):
        ink = NewFile(asked=Asked.SIGNATURE, media_type="image/png", ending="png", content=b"Bracken ink")
        answer_files.keep(ws, say("/sign", answer_files.next_name(ws, begun.id, ink)), ink)
    answer_files.keep_only(ws, begun.id, {"signature-2.png"}, clock(), by=BY)
    scored = ScoredSubmission(
        submission=begun.id, instrument=begun.instrument, wave=1, computed_at=clock(), engine="test", reason="finished", scores=(SCORE,),
    )  # fmt: skip
    scores.keep_scores(ws, scored)
    statement = Statement(version="1", language="en", text="May we?", sha256="ab" * 32, purposes=((Purpose.KEEP, "Keep"),))
    consenting = Consent(
        person=wren.id, statement=statement, choices=((Purpose.KEEP, Choice.YES),), mode=Mode.SPOKEN, read_aloud=True,
        limits_explained=True, witness="AB", by=BY, session=meeting.id, at=clock(),
    )  # fmt: skip
    consent.keep_consent(ws, consenting)
    sessions.attend(ws, Attendance(session=meeting.id, person=wren.id, arrived_at=clock()))
    row = ReconciliationRow(person=wren.id, card=wren.card, matter=OpenMatter.SHEET_NOT_PRINTED, reason="went home")
    sessions.close_session(ws, meeting.id, clock(), [row], by=BY)
    case = CaseStudy(
        id=CaseId("c1"), person=wren.id, session=None, title="Bracken", texts=(), quotes=(Quote(text="Bracken", prompt="p"),), tags=(),
        finished=True, by=BY, at=clock(),
    )  # fmt: skip
    cases.keep_case(ws, case)
    said = Said(person=wren.id, kind=WordsKind.QUOTE, source="c1", domain="", text="Bracken")
    words.keep(ws, words.Decided(said=said, cuts=(), text="Bracken", kept_back=False, by=BY, at=clock()))
    linking.keep_birth_date(ws, wren.id, date(1980, 5, 3), by=BY)
    entries.choose_entries(ws, wren.id, begun.id, [], by=BY)
    entries.keep_steps(ws, wren.id, begun.id, [], by=BY)
    act = sheets.SheetEvent(
        person=wren.id, submission=begun.id, act=sheets.SheetAct.PRINTED, mode=SheetMode.STANDARD, at=clock(), by=BY
    )  # fmt: skip
    sheets.keep_sheet_event(ws, act)
    connect(ws, wren, clock())
    report = RiskReport(
        people=1, rows=1, held_back=(), smallest_class=1, classes=1, uniques_before=0, k=1, l=1, loss=0.0, loss_by_column=(),
        loss_by_group=(), changes=(), prosecutor=0.0, journalist=None, marketer=0.0, checks=(), settings={},
    )  # fmt: skip
    release = Release(
        id=ReleaseId("r1"), batch_id="b1", state=ReleaseState.PREPARED, snapshot_hash="ab", preparer=BY, approver=None, people=1,
        responses=1, report=report, report_hash="cd", prepared_at=clock(),
    )  # fmt: skip
    code = releases.person_code(ws, wren.id, lambda: "wren-code")
    cells = json.dumps({code: {"age": "40-59"}, "other-code": {"age": "20-39"}}).encode()
    members = {"cells.json": cells, "data.csv": b"a,b", "list.json": b"[]"}
    releases.keep_release(ws, release, members, people=[wren.id])
    return wren


def connect(ws: Workspace, wren: Person, at: datetime) -> None:
    """Keep everything that connects somebody with people and places."""
    listing = Listing(id=ListingId("l1"), person=wren.id, alias="Bracken", agreed_on=at.date(), expires_on=at.date(), by=BY)
    listings.keep_listing(ws, listing)
    listings.keep_avoided(ws, Avoided(person=wren.id, entry=EntryId("club"), by=BY, at=at))
    told = Told(topics=("animals",), zone="PE2")
    introduction = Introduction(
        id=IntroductionId("i1"), first=wren.id, second=PersonId("ash"), first_hears=told, second_hears=told, by=BY, at=at, stage_at=at,
    )  # fmt: skip
    introductions.begin(ws, introduction)
    entries.keep_entries(ws, [Entry(id=EntryId("club"), name="Placeholder club")])
    step = ConnectionStep(state=ConnectionState.CHOSEN, day=at.date(), by=BY)
    links.keep_step(ws, (wren.id, EntryId("club")), step)


def tables_about_people(ws: Workspace) -> list[tuple[str, str]]:
    """Return (table, column) of every reference to a person or to a response, as the file itself tells."""
    rows = ws.rows(
        'select m.name, f."from", f."table" from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = \'table\''
    )
    return [
        (table, column)
        for table, column, whose in rows
        if whose in {"person", "submission", "case_version", "score_run", "consent", "connection"}
    ]


def rows_left(ws: Workspace) -> dict[str, int]:
    return {table: ws.row(f"select count(*) from {table}")[0] for table, _ in [*tables_about_people(ws), ("person", "")]}


def test_every_table_about_people_is_known_to_the_eraser(ws: Workspace) -> None:
    assert {table for table, _ in tables_about_people(ws)} | {"person"} == {table for table, _ in erasing.ROWS}


def test_no_row_about_the_person_stays(ws: Workspace, full: Person, clock) -> None:
    assert min(rows_left(ws).values()) > 0
    erasing.erase(ws, full.id, clock(), by=BY)
    assert set(rows_left(ws).values()) == {0}


def test_the_file_is_sound_after_it(ws: Workspace, full: Person, clock) -> None:
    erasing.erase(ws, full.id, clock(), by=BY)
    assert ws.verify() == ()
    assert people.people(ws) == ()


def test_everybody_elses_rows_stay(ws: Workspace, full: Person, clock) -> None:
    other = Person(id=PersonId("robin"), card="002", name="Robin Placeholder", registered_at=clock())
    people.add_person(ws, other, by=BY)
    erasing.erase(ws, full.id, clock(), by=BY)
    assert people.people(ws) == (other,)
    assert ws.verify() == ()


def test_the_audit_says_which_rows_went_and_nothing_of_what_was_in_them(ws: Workspace, full: Person, clock) -> None:
    before = len(audit.rows(ws))
    erasing.erase(ws, full.id, clock(), by=BY)
    gone, written = audit.rows(ws, after=before)
    assert (gone.kind, written.kind, gone.action, written.action) == ("erased", "write", "erased", "erased")
    assert "person:1" in gone.object.split()
    assert "erasure:1" in written.object.split()


def test_what_was_kept_of_an_earlier_release_forgets_the_person_too(ws: Workspace, full: Person, clock) -> None:
    erasing.erase(ws, full.id, clock(), by=BY)
    members = releases.members(ws, ReleaseId("r1"))
    assert json.loads(members["cells.json"]) == {"other-code": {"age": "20-39"}}
    assert (members["data.csv"], members["list.json"]) == (b"a,b", b"[]")


@pytest.mark.parametrize(
    ("state", "told"),
    [(ReleaseState.PREPARED, []), *((each, [("wren-code", "all", "2026-03")]) for each in (ReleaseState.SENT, ReleaseState.REFUSED))],
)
def test_the_centre_is_told_if_it_was_ever_sent(ws: Workspace, full: Person, clock, state: ReleaseState, told: list) -> None:
    releases.mark(ws, ReleaseId("r1"), state)
    erasing.erase(ws, full.id, clock(), by=BY)
    assert [each[1:] for each in releases.tombstones(ws)] == told


def test_after_a_backup_was_put_back_the_centre_is_told_of_whoever_has_a_code(ws: Workspace, full: Person, clock) -> None:
    releases.mark(ws, ReleaseId("r1"), ReleaseState.PREPARED)
    ws.begin_branch("other")
    erasing.erase(ws, full.id, clock(), by=BY)
    assert [each[1] for each in releases.tombstones(ws)] == ["wren-code"]


def test_who_took_everything_back_before_is_not_named_twice(ws: Workspace, full: Person, clock) -> None:
    releases.mark(ws, ReleaseId("r1"), ReleaseState.SENT)
    releases.keep_tombstone(ws, "wren-code", "all", "2026-02")
    erasing.erase(ws, full.id, clock(), by=BY)
    assert len(releases.tombstones(ws)) == 1


def test_an_answer_cannot_go_without_an_erasure(ws: Workspace, full: Person) -> None:
    with pytest.raises(driver.Error, match="append-only"), ws.writing("erased") as writing:
        writing.erase("answer_log", [1])
    assert ws.verify() == ()


def test_nobody_unknown_is_erased(ws: Workspace, clock) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        erasing.erase(ws, PersonId("nobody"), clock(), by=BY)


def test_how_far_it_has_come_is_kept(ws: Workspace, full: Person, clock) -> None:
    erasing.erase(ws, full.id, clock(), by=BY)
    assert erasing.keys_to_destroy(ws) == (full.id,)
    erasing.keys_gone(ws, clock())
    (halfway,) = erasing.erasures(ws)
    assert (halfway.person, halfway.keys_gone_at is None, halfway.copies_gone_at is None) == (full.id, False, True)
    erasing.copies_gone(ws, clock())
    erasing.copies_gone(ws, clock())
    assert erasing.erasures(ws)[0].copies_gone_at is not None
    assert erasing.keys_to_destroy(ws) == ()
    assert ws.verify() == ()


def test_a_person_who_came_back_with_an_old_copy_can_be_erased_again(ws: Workspace, full: Person, clock) -> None:
    erasing.erase(ws, full.id, clock(), by=BY)
    people.add_person(ws, replace(full, card="009"), by=BY)
    erasing.erase(ws, full.id, clock(), by=BY)
    assert len(erasing.erasures(ws)) == 1
    assert people.people(ws) == ()


def asked(clock, **changes: object) -> Request:
    facts = {"id": RequestId("q1"), "kind": RequestKind.ACCESS, "person": PersonId("wren"), "received_on": date(2026, 3, 2), "by": BY}
    return Request(**{**facts, "at": clock(), "note": "Bracken words", **changes})


def step(clock, **changes: object) -> RequestEvent:
    facts = {"request": RequestId("q1"), "step": RequestStep.PAUSED, "day": date(2026, 3, 3), "by": BY, "at": clock(), "note": "Heather"}
    return RequestEvent(**{**facts, **changes})


def test_requests_come_back_as_kept(ws: Workspace, wren: Person, clock) -> None:
    first, second = asked(clock), asked(clock, id=RequestId("q2"), person=None, kind=RequestKind.COMPLAINT)
    for request in (first, second):
        requests.keep_request(ws, request)
    assert requests.requests(ws) == (first, second)
    event = step(clock)
    requests.keep_event(ws, event)
    assert requests.events(ws, first.id) == (event,)
    assert ws.verify() == ()


def test_words_about_a_person_lie_sealed(ws: Workspace, wren: Person, clock) -> None:
    requests.keep_request(ws, asked(clock))
    assert ws.row("select note from request") == ("",)


def test_the_register_outlives_an_erasure_without_its_words(ws: Workspace, wren: Person, clock, vault) -> None:
    requests.keep_request(ws, asked(clock))
    requests.keep_event(ws, step(clock))
    erasing.erase(ws, wren.id, clock(), by=BY)
    del vault.keys[wren.id]
    requests.keep_event(ws, step(clock, step=RequestStep.ANSWERED))
    (request,) = requests.requests(ws)
    assert (request.kind, request.note) == (RequestKind.ACCESS, "")
    assert [(each.step, each.note) for each in requests.events(ws, request.id)] == [(RequestStep.PAUSED, ""), (RequestStep.ANSWERED, "")]


def test_an_unknown_request_is_refused(ws: Workspace, clock) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        requests.keep_event(ws, step(clock))


def test_everything_held_about_a_person_is_told_with_its_words_opened(ws: Workspace, full: Person, clock) -> None:
    requests.keep_request(ws, asked(clock))
    told = held.about(ws, full.id)
    assert set(told) == {table for table, _ in erasing.ROWS} - {"draft_state"} | {"request"}
    assert told["person"][0]["name"] == "Wren Fictional"
    assert [row["value"] for row in told["answer_log"]] == ["1", "Bracken"]
    assert told["score"][0]["workings"] == []
    assert told["request"][0]["note"] == "Bracken words"
    assert "salt" not in told["person"][0]


def test_nothing_is_told_about_nobody(ws: Workspace) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        held.about(ws, PersonId("nobody"))


def test_a_number_is_never_given_a_second_time(ws: Workspace, full: Person, clock) -> None:
    rows = ws.row("select max(n) from consent_choice")[0]
    erasing.erase(ws, full.id, clock(), by=BY)
    for card in ("002", "003"):
        other = Person(id=PersonId(card), card=card, registered_at=clock())
        people.add_person(ws, other, by=BY)
        statement = Statement(version="1", language="en", text="May we?", sha256="ab" * 32, purposes=((Purpose.KEEP, "Keep"),))
        consenting = Consent(
            person=other.id, statement=statement, choices=((Purpose.KEEP, Choice.YES), (Purpose.RESEARCH, Choice.NO)), mode=Mode.SPOKEN,
            read_aloud=True, limits_explained=True, witness="", by=BY, session=None, at=clock(),
        )  # fmt: skip
        consent.keep_consent(ws, consenting)
    assert ws.row("select min(n) from consent_choice")[0] == rows + 1
    assert ws.verify() == ()
