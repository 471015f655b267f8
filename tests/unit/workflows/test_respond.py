"""Paper forms: a table comes in whole, through the form, or not at all; every wrong cell is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from civicdesk.crypto.passphrase import MODEST
from civicdesk.records.answers import CaptureMode, SubmissionState
from civicdesk.records.consent import Mode, Purpose
from civicdesk.records.people import Role
from civicdesk.store import answers
from civicdesk.workflows import consent, first_run, forms, people, respond, sheet, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import PASSPHRASE, held_by
from tests.unit.workflows.conftest import begin, plain_form, says_no, welcome, workbook

NEW = respond.Table(form_id="civic_health", new_people=True)
KNOWN = respond.Table(form_id="civic_health")
PLAIN = respond.Table(form_id="plain", new_people=True)


def errors(kit: Kit, rows: str, table: respond.Table = NEW) -> list[tuple[int, str]]:
    """Return the place of each error of a table that must be refused; nothing of it may be here afterwards."""
    before = len(people.find(kit)), len(sheet.list_finished(kit))
    with pytest.raises(respond.TableRefused) as told:
        respond.import_table(kit, rows.encode(), table)
    assert (len(people.find(kit)), len(sheet.list_finished(kit))) == before
    assert all(each.sentence for each in told.value.errors)
    return [(each.row, each.column) for each in told.value.errors]


def test_a_row_becomes_a_finished_response_with_scores(kit: Kit) -> None:
    person = welcome(kit)
    made = respond.import_table(kit, b"card,wave,collected_on,sk1,sk2,sk3\n001,2,2026-02-20,da,ta,dk\n", KNOWN).value
    (kept,) = sheet.list_finished(kit, person=person.id)
    assert (kept.wave, kept.collected_on, kept.mode, kept.state) == (2, "2026-02-20", CaptureMode.PAPER, SubmissionState.FINISHED)
    assert (made.responses, made.answers, made.people_added) == (1, 3, 0)
    assert made.scores > 0


def test_new_people_come_with_the_consent_that_their_paper_carries(kit: Kit) -> None:
    respond.import_table(kit, b"card,sk1\n901,da\n", NEW)
    (person,) = people.find(kit)
    (said,) = consent.history(kit, person.id)
    assert (said.choices, said.mode) == (((Purpose.KEEP, said.choices[0][1]),), Mode.PAPER)
    assert consent.standing(kit, person.id).allows(Purpose.KEEP)
    assert not consent.standing(kit, person.id).allows(Purpose.RESEARCH)


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ("card,wave,sk1\n901,0,da\n", [(2, "wave")]),
        ("card,wave,sk1\n901,99999999999999999999,da\n", [(2, "wave")]),
        ("card,collected_on,sk1\n901,2 March,da\n", [(2, "collected_on")]),
        ("card,collected_on,sk1\n901,20260302,da\n", [(2, "collected_on")]),
        ("card,collected_on,sk1\n901,2062-01-01,da\n", [(2, "collected_on")]),
        ("card,sk1\n,da\n", [(2, "card")]),
        ("card,sk1\n901,perhaps\n", [(2, "sk1")]),
        ("card,good_at\n901,listening flying\n", [(2, "good_at")]),
        ("card,wb1\n901,seven\n", [(2, "wb1")]),
        ("card,wb1\n901,11\n", [(2, "wb1")]),
        ("card,ln1\n901,hardly\n", [(2, "ln1")]),
        ("person,sk1\n901,da\n", [(1, "card"), (1, "person")]),
        ("card,weather\n901,wet\n", [(1, "weather")]),
        ("card,sk1\n901,da\n901,da\n", [(3, "card")]),
        ("card,sk1,sk2\n901,perhaps,da\n902,da,never\n", [(2, "sk1"), (3, "sk2")]),
    ],
)
def test_each_wrong_cell_is_named_and_nothing_is_kept(kit: Kit, rows: str, places: list[tuple[int, str]]) -> None:
    assert errors(kit, rows) == places


@pytest.mark.parametrize(("column", "value"), [("years", "7.5"), ("again", "never"), ("why", "not asked after yes")])
def test_a_plain_form_has_its_own_rules(kit: Kit, column: str, value: str) -> None:
    forms.add(kit, plain_form())
    row = {"again": "yes", column: value}
    assert errors(kit, f"card,{','.join(row)}\n901,{','.join(row.values())}\n", PLAIN) == [(2, column)]


def test_words_from_paper_are_sealed(kit: Kit) -> None:
    forms.add(kit, plain_form())
    respond.import_table(kit, b"card,words,years,again\n901,Plainly invented words,7,yes\n", PLAIN)
    rows = kit.workspace.rows("select value, sealed_value is not null from answer_log order by n", [])
    assert rows == [(None, 1), ("7", 0), ("yes", 0)]


def test_somebody_who_is_not_here_is_an_error_unless_new_people_are_allowed(kit: Kit) -> None:
    assert errors(kit, "card,sk1\n901,da\n", KNOWN) == [(2, "card")]


@pytest.mark.parametrize("table", [KNOWN, NEW])
def test_nothing_is_taken_in_of_somebody_who_has_not_agreed(kit: Kit, table: respond.Table) -> None:
    welcome(kit, yes=frozenset({Purpose.CONTACT}))
    assert errors(kit, "card,sk1\n001,da\n", table) == [(2, "card")]


def test_the_same_table_comes_in_once(kit: Kit) -> None:
    rows = "card,wave,sk1\n901,1,da\n"
    respond.import_table(kit, rows.encode(), NEW)
    assert errors(kit, rows) == [(2, "card")]
    respond.import_table(kit, b"card,wave,collected_on,sk1\n901,1,2026-02-20,da\n", NEW)
    assert len(sheet.list_finished(kit)) == 2


def test_an_unfinished_interview_does_not_stand_in_the_way(kit: Kit) -> None:
    begin(kit, welcome(kit).id)
    assert respond.import_table(kit, b"card,sk1\n001,da\n", KNOWN).value.responses == 1


def test_progress_is_told_row_by_row(kit: Kit) -> None:
    told: list[tuple[int, int]] = []
    respond.import_table(kit, b"card,sk1\n901,da\n902,da\n", NEW, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_columns_may_have_other_names_and_some_are_passed_over(kit: Kit) -> None:
    table = respond.Table(form_id="civic_health", card="id", wave="round", ignore=frozenset({"notes"}), new_people=True)
    respond.import_table(kit, b"id,round,notes,sk1\n901,3,anything,da\n", table)
    assert [each.wave for each in sheet.list_finished(kit)] == [3]


def test_empty_cells_are_questions_without_an_answer(kit: Kit) -> None:
    respond.import_table(kit, b"card,sk1,sk2\n901,,ta\n", NEW)
    (kept,) = sheet.list_finished(kit)
    given = {each.question.rpartition("/")[2]: each.value for each in answers.now(kit.workspace, kept.id)}
    assert given == {"sk2": "ta"}


@pytest.mark.parametrize("data", [b"", b"card,sk1\n\xff,da\n", b"card,card\n1,2\n", b'card,sk1\n"901,da\n'])
def test_a_file_that_is_no_table_is_told(kit: Kit, data: bytes) -> None:
    with says_no("IMPORT-CSV"):
        respond.import_table(kit, data, NEW)


def test_a_form_that_is_not_here_is_told(kit: Kit) -> None:
    with says_no("INTERVIEW-FORM"):
        respond.import_table(kit, b"card\n1\n", respond.Table(form_id="unheard-of"))


def test_no_new_people_come_before_the_recovery_sheet(make_pack: Callable[..., bytes], tools: Tools, tmp_path: Path) -> None:
    newcomer = first_run.Newcomer(name="Ada", role=Role.COORDINATOR, passphrase=PASSPHRASE)
    kit = first_run.join(tmp_path / "new", make_pack(), newcomer, tools, cost=MODEST[-1]).kit
    forms.adopt_pack(kit)
    with says_no("FIRST-RECOVERY"):
        respond.import_table(kit, b"card,sk1\n901,da\n", NEW)
    unlock.lock(kit)


def test_without_words_for_consent_no_new_people_come(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicdesk.store.consent.statements", lambda _workspace: ())
    with says_no("CONSENT-STATEMENT"):
        respond.import_table(kit, b"card,sk1\n901,da\n", NEW)


def test_a_worker_may_take_in_paper(kit: Kit) -> None:
    assert respond.import_table(held_by(kit, "Wes Worker"), b"card,sk1\n901,da\n", NEW).value.responses == 1


def test_a_time_that_is_none_and_a_question_that_is_worked_out_are_told(kit: Kit) -> None:
    survey = [
        ["type", "name", "label", "read_only"],
        ["time", "at", "When?", None],
        ["integer", "fixed", "Fixed?", "${at} = ''"],
    ]
    forms.add(kit, workbook(survey=survey, settings=[["form_title", "form_id", "version"], ["Times", "times", "1"]]))
    table = respond.Table(form_id="times", new_people=True)
    assert errors(kit, "card,at,fixed\n901,25:99,7\n", table) == [(2, "at"), (2, "fixed")]
    respond.import_table(kit, b"card,at\n901,9:30\n", table)
    (kept,) = sheet.list_finished(kit)
    assert [each.value for each in answers.now(kit.workspace, kept.id)] == ["09:30:00"]
