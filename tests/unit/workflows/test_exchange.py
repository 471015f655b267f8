"""Finished responses leave for other programs, and come in from them, with everything that was answered and nothing that was not asked."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import Unavailable
from civicdesk.export.csvs import read
from civicdesk.forms.exchange import AUDIT
from civicdesk.records.answers import CaptureMode
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import QuestionRef
from civicdesk.records.people import Person
from civicdesk.store import answers, files
from civicdesk.workflows import consent, exchange, forms, interview, people, respond, sheet
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import PASSPHRASE, held_by
from tests.unit.workflows.conftest import begin, given, plain_form, ref_of, says_no, welcome, workbook

ALL = exchange.Wish(form_id="plain", xml=True, tables=True, audit=True, readable=True, second="Ben Second", passphrase=PASSPHRASE)


@pytest.fixture
def plain(kit: Kit) -> Kit:
    forms.add(kit, plain_form())
    return kit


def visited(kit: Kit, person: Person, words: str = "Plainly invented words") -> interview.Interview:
    """Finish a response with words, a number and two visits."""
    talk = begin(kit, person.id, form_id="plain")
    for name, value in {"words": words, "years": "7", "again": "yes", "town": "ayton"}.items():
        talk.answer(ref_of(talk, name), value)
    talk.add(QuestionRef("/data/visit"))
    for number, place in enumerate(("Ayton Hall", "Beeton Hall"), start=1):
        talk.answer(QuestionRef(f"/data/visit[{number}]/place"), place)
    talk.finish()
    return talk


def rows_of(made: exchange.Exchanged, name: str) -> list[Mapping[str, str]]:
    return read(made.files[f"plain-1/{name}"])


def test_each_response_is_a_file_a_row_and_a_log(plain: Kit) -> None:
    talk = visited(plain, welcome(plain))
    made = exchange.gather(plain, ALL).value
    (row,) = rows_of(made, "tables/plain.csv")
    ident = row["KEY"].removeprefix("uuid:")
    assert set(made.files) == {
        f"plain-1/{name}" for name in (f"responses/{ident}.xml", "tables/plain.csv", "tables/plain-visit.csv", "audit.csv")
    }
    assert (row["words"], row["years"], row["months"], row["FormVersion"]) == ("Plainly invented words", "7", "84", "1")
    assert [each["place"] for each in rows_of(made, "tables/plain-visit.csv")] == ["Ayton Hall", "Beeton Hall"]
    assert "<place>Beeton Hall</place>" in made.files[f"plain-1/responses/{ident}.xml"].decode()
    log = rows_of(made, "audit.csv")
    assert tuple(log[0]) == ("instance ID", *AUDIT)
    assert {each["instance ID"] for each in log} == {row["KEY"]}
    assert "Ada Test" not in made.files["plain-1/audit.csv"].decode()
    assert talk.submission.id not in "".join(made.files)


def test_a_cell_that_a_spreadsheet_would_run_is_guarded(plain: Kit) -> None:
    visited(plain, welcome(plain), words="=1+1")
    data = exchange.gather(plain, ALL).value.files["plain-1/tables/plain.csv"]
    assert b"'=1+1" in data


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"form_id": "unheard-of"}, "INTERVIEW-FORM"),
        ({"readable": False}, "EXCHANGE-READABLE"),
        ({"second": ""}, "EXCHANGE-SECOND"),
        ({"second": "Ada Test"}, "EXCHANGE-SECOND"),
        ({"second": "Wes Worker"}, "EXCHANGE-SECOND"),
        ({"passphrase": "not the words"}, "KEYS-WRONG"),
    ],
)
def test_nothing_readable_leaves_before_it_is_said_and_a_second_person_agrees(plain: Kit, changes: dict[str, object], code: str) -> None:
    visited(plain, welcome(plain))
    with says_no(code):
        exchange.gather(plain, replace(ALL, **changes))


def test_a_worker_may_not(plain: Kit) -> None:
    with says_no("ROLE-RIGHT"):
        exchange.gather(held_by(plain, "Wes Worker"), ALL)


def test_only_those_who_agree_now_that_answers_are_sent_are_among_them(plain: Kit) -> None:
    kept, gone = welcome(plain), welcome(plain)
    for person in (kept, gone, welcome(plain, yes=frozenset({Purpose.KEEP}))):
        visited(plain, person)
    begin(plain, kept.id, form_id="plain", wave=2)
    consent.withdraw(plain, replace(given(plain, gone.id), choices={Purpose.RESEARCH: consent.Choice.NO}))
    made = exchange.gather(plain, ALL).value
    assert (made.responses, made.held_back, len(rows_of(made, "tables/plain.csv"))) == (1, 2, 1)


def test_without_anybody_there_is_nothing_to_write(plain: Kit) -> None:
    with says_no("EXCHANGE-NOBODY"):
        exchange.gather(plain, ALL)


def test_it_stands_in_the_log_of_the_workspace(plain: Kit) -> None:
    visited(plain, welcome(plain))
    exchange.gather(plain, ALL)
    both = {held_by(plain, name).user.id for name in ("Ada Test", "Ben Second")}
    told = plain.workspace.rows("select action, user from audit order by seq desc limit 2")
    assert set(told) == {("exported", who) for who in both}


def test_each_version_has_a_folder_of_its_own(plain: Kit) -> None:
    visited(plain, welcome(plain))
    forms.add(plain, plain_form(version="2 / new"))
    visited(plain, welcome(plain))
    made = exchange.gather(plain, replace(ALL, xml=False, audit=False)).value
    assert {name.partition("/")[0] for name in made.files} == {"plain-1", "plain-2_new"}


def test_versions_whose_names_look_alike_do_not_share_a_folder(plain: Kit) -> None:
    for version in ("2.0", "2/0"):
        forms.add(plain, plain_form(version=version))
        visited(plain, welcome(plain))
    made = exchange.gather(plain, replace(ALL, xml=False, audit=False)).value
    assert {name.partition("/")[0] for name in made.files} == {"plain-2_0", "plain-2_0_2"}


def test_files_go_into_an_empty_folder_alone(plain: Kit, tmp_path: Path) -> None:
    visited(plain, welcome(plain))
    made = exchange.gather(plain, ALL).value
    exchange.save(made, tmp_path / "out")
    assert (tmp_path / "out" / "plain-1" / "audit.csv").read_bytes() == made.files["plain-1/audit.csv"]
    with says_no("EXCHANGE-FOLDER"):
        exchange.save(made, tmp_path / "out")


def test_when_the_disk_is_full_nothing_readable_is_left(plain: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visited(plain, welcome(plain))
    made = exchange.gather(plain, ALL).value
    write, done = files.write_whole, []

    def twice(path: Path, content: bytes) -> str:
        if len(done) == 2:
            raise Unavailable("STORE-FILE")
        done.append(path)
        return write(path, content)

    monkeypatch.setattr(files, "write_whole", twice)
    with says_no("STORE-FILE"):
        exchange.save(made, tmp_path / "out")
    assert not (tmp_path / "out").exists(), "neither files nor folders, so that the same one can be chosen again"
    monkeypatch.undo()
    exchange.save(made, tmp_path / "out")


def with_cards(data: bytes, *cards: str) -> bytes:
    """Return a table with a column of card numbers, as somebody adds it before it comes in."""
    header, *rows = csv.reader(io.StringIO(data.decode()))
    written = io.StringIO()
    csv.writer(written).writerows([[*header, "card"], *([*row, card] for row, card in zip(rows, cards, strict=True))])
    return written.getvalue().encode()


def collected(kit: Kit, *words: str) -> tuple[bytes, respond.Table]:
    """Return what was collected elsewhere, as tables of other people's laptops: the responses are not here any more."""
    cards = [welcome(kit).card for _ in words]
    for card, said in zip(cards, words, strict=True):
        visited(kit, next(person for person in people.find(kit) if person.card == card), said)
    made = exchange.gather(kit, ALL).value
    data = made.files["plain-1/tables/plain.csv"].replace(b"uuid:", b"uuid:e")
    visits = made.files["plain-1/tables/plain-visit.csv"].replace(b"uuid:", b"uuid:e")
    return with_cards(data, *cards), respond.Table(form_id="plain", repeats={"visit.csv": visits})


def test_what_was_exported_comes_in_as_it_was(plain: Kit) -> None:
    data, table = collected(plain, "=1+1")
    made = respond.import_table(plain, data, table).value
    assert (made.responses, made.already_here) == (1, 0)
    own, new = sheet.list_finished(plain)
    assert {own.mode, new.mode} == {CaptureMode.INTERVIEWER}
    assert new.collected_on == plain.now().date().isoformat()
    before, after = (
        {each.question: each.value for each in answers.now(plain.workspace, one.id) if not each.question.endswith("/months")}
        for one in (own, new)
    )
    assert after == before
    keys = [plain.response(each).state()["/data/meta/instanceID"].v for each in (own, new)]
    assert keys[1] == keys[0].replace("uuid:", "uuid:e")


def test_what_came_in_before_is_passed_over_and_the_rest_comes_in(plain: Kit) -> None:
    data, table = collected(plain, "one", "two")
    header, first, _ = data.splitlines(keepends=True)
    visits = table.repeats["visit.csv"].splitlines(keepends=True)
    alone = replace(table, repeats={"visit.csv": b"".join(visits[:3])})
    assert respond.import_table(plain, header + first, alone).value.responses == 1
    again = respond.import_table(plain, data, table).value
    assert (again.responses, again.already_here) == (1, 1)
    assert respond.import_table(plain, data, table).value == respond.Imported(already_here=2)


def test_a_response_that_was_collected_here_is_here_already(plain: Kit) -> None:
    person = welcome(plain)
    visited(plain, person)
    made = exchange.gather(plain, ALL).value
    table = respond.Table(form_id="plain", repeats={"visit.csv": made.files["plain-1/tables/plain-visit.csv"]})
    told = respond.import_table(plain, with_cards(made.files["plain-1/tables/plain.csv"], person.card), table).value
    assert told == respond.Imported(already_here=1)


def errors(kit: Kit, data: bytes, table: respond.Table) -> list[tuple[int, str]]:
    """Return the places of what is wrong; nothing of the tables may be here afterwards."""
    before = len(sheet.list_finished(kit))
    with pytest.raises(respond.TableRefused) as told:
        respond.import_table(kit, data, table)
    assert len(sheet.list_finished(kit)) == before
    return [(each.row, each.column) for each in told.value.errors]


KOBO = b"card;words;years;again;town;_index;_uuid;_submission_time;__version__\n"
VISIT = b"place;_index;_parent_table_name;_parent_index\n"


def kobo(rows: bytes, visits: bytes = b"") -> tuple[bytes, respond.Table]:
    return KOBO + rows, respond.Table(form_id="plain", repeats={"visit.csv": VISIT + visits})


def test_a_kobo_export_comes_in_with_its_repeats(plain: Kit) -> None:
    person = welcome(plain)
    made = respond.import_table(
        plain, *kobo(b"001;Invented;7;yes;ayton;1;0000-1;2026-02-20T10:00:00;v9\n", b"Hall;1;main;1\nMill;2;main;1\n")
    )
    (kept,) = sheet.list_finished(plain, person=person.id)
    state = plain.response(kept).state()
    assert made.value.answers == 6
    assert (kept.collected_on, state["/data/meta/instanceID"].v) == ("2026-02-20", "uuid:0000-1")
    assert [state[f"/data/visit[{number}]/place"].v for number in (1, 2)] == ["Hall", "Mill"]
    assert state["/data/visit#range"].count == 2


def test_a_response_without_visits_has_none(plain: Kit) -> None:
    person = welcome(plain)
    respond.import_table(plain, *kobo(b"001;Invented;7;yes;ayton;1;0000-1;;v9\n"))
    (kept,) = sheet.list_finished(plain, person=person.id)
    assert plain.response(kept).state()["/data/visit#range"].count == 0


@pytest.mark.parametrize(
    ("rows", "visits", "places"),
    [
        (b"001;x;7.5;yes;ayton;1;0000-1;;\n", b"", [(2, "years")]),
        (b"001;x;777;yes;ayton;1;0000-1;;\n", b"", [(2, "years")]),
        (b"001;x;7;yes;beeton;1;0000-1;;\n", b"", [(2, "town")]),
        (b"001;x;7;yes;ayton;1;;;\n", b"", [(2, "_uuid")]),
        (b"001;x;7;yes;ayton;1;0000-1;;\n001;x;7;yes;ayton;2;0000-1;;\n", b"", [(3, "_uuid")]),
        (b";x;7;yes;ayton;1;0000-1;;\n", b"", [(2, "card")]),
        (b"404;x;7;yes;ayton;1;0000-1;;\n", b"", [(2, "card")]),
        (b"001;x;7;yes;ayton;1;0000-1;2062-01-01;\n", b"", [(2, "collected_on")]),
        (b"001;x;7;yes;ayton;1;0000-1;;\n", b"Hall;1;main;9\n", [(2, "PARENT_KEY")]),
    ],
)
def test_each_wrong_cell_is_named_by_line_and_column_and_nothing_is_kept(
    plain: Kit, rows: bytes, visits: bytes, places: list[tuple[int, str]]
) -> None:
    welcome(plain)
    assert errors(plain, *kobo(rows, visits)) == places


def test_a_wrong_cell_in_a_repeat_is_named_with_its_table(kit: Kit) -> None:
    survey = [["type", "name", "label"], ["begin repeat", "child", "Child"], ["integer", "age", "Age?"], ["end repeat", None, None]]
    forms.add(kit, workbook(survey=survey, settings=[["form_title", "form_id", "version"], ["Home", "home", "1"]]))
    welcome(kit)
    table = respond.Table(form_id="home", repeats={"home-child.csv": b"age,KEY,PARENT_KEY\n7,a,uuid:1\nmany,b,uuid:1\n"})
    assert errors(kit, b"card,KEY\n001,uuid:1\n", table) == [(3, "home-child.csv: age")]


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b"words,KEY\nx,uuid:1\n", [(1, "card")]),
        (b"card,words,weather,KEY\n001,x,wet,uuid:1\n", [(1, "weather")]),
        (b"card,words,KEY,FormVersion\n001,x,uuid:1,7\n", [(2, "FormVersion")]),
    ],
)
def test_columns_and_versions_that_are_not_here_are_told(plain: Kit, data: bytes, places: list[tuple[int, str]]) -> None:
    welcome(plain)
    assert errors(plain, data, respond.Table(form_id="plain", repeats={"visit.csv": b"place,KEY,PARENT_KEY\n"})) == places


def test_the_table_of_each_repeat_must_come_along(plain: Kit) -> None:
    with says_no("RESPOND-TABLES"):
        respond.import_table(plain, b"card,words,KEY\n001,x,uuid:1\n", respond.Table(form_id="plain"))


def test_the_table_of_a_repeat_is_not_the_first(plain: Kit) -> None:
    with says_no("FORM-INTAKE"):
        respond.import_table(plain, b"card,place,PARENT_KEY\n001,x,uuid:1\n", respond.Table(form_id="plain"))


def test_a_response_stays_with_the_version_that_it_names(plain: Kit) -> None:
    person = welcome(plain)
    forms.add(plain, plain_form(version="2"))
    table = respond.Table(form_id="plain", repeats={"visit.csv": b"place,KEY,PARENT_KEY\n"})
    respond.import_table(plain, b"card,words,KEY,FormVersion\n001,x,uuid:1,1\n001,x,uuid:2,2\n001,x,uuid:3,\n", table)
    kept = sheet.list_finished(plain, person=person.id)
    assert sorted(plain.instrument(each.instrument).version for each in kept) == ["1", "2", "2"]


def test_what_was_noted_where_it_was_collected_stays_and_the_rest_is_worked_out(kit: Kit) -> None:
    survey = [
        ["type", "name", "label", "calculation"],
        ["start", "start", None, None],
        ["deviceid", "device", None, None],
        ["integer", "age", "Age?", None],
        ["calculate", "twice", None, "${age} * 2"],
    ]
    forms.add(kit, workbook(survey=survey, settings=[["form_title", "form_id", "version"], ["Noted", "noted", "1"]]))
    person = welcome(kit)
    data = b"card,start,device,age,twice,KEY\n001,2026-01-05T09:00:00.000Z,tablet,7,99,uuid:1\n"
    respond.import_table(kit, data, respond.Table(form_id="noted"))
    (kept,) = sheet.list_finished(kit, person=person.id)
    state = {ref.rpartition("/")[2]: node.v for ref, node in kit.response(kept).state().items()}
    assert (state["start"].startswith("2026-01-05T09:00:00"), state["device"], state["twice"]) == (True, "tablet", "14")


def test_invented_people_need_no_second_person(plain: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    visited(plain, welcome(plain))
    project = replace(plain.project(), practice=True)
    monkeypatch.setattr(Kit, "project", lambda _: project)
    assert exchange.gather(plain, replace(ALL, second="")).value.responses == 1


def test_columns_that_are_passed_over_are_not_read(plain: Kit) -> None:
    person = welcome(plain)
    table = respond.Table(form_id="plain", ignore=frozenset({"words", "weather"}), repeats={"visit.csv": b"place,KEY,PARENT_KEY\n"})
    respond.import_table(plain, b"card,words,weather,years,KEY\n001,x,wet,7,uuid:1\n", table)
    (kept,) = sheet.list_finished(plain, person=person.id)
    assert {each.question.rpartition("/")[2] for each in answers.now(plain.workspace, kept.id)} == {"years"}


def test_a_paper_table_whose_id_is_passed_over_is_a_paper_table(plain: Kit) -> None:
    person = welcome(plain)
    respond.import_table(plain, b"card,years,_uuid\n001,7,x\n", respond.Table(form_id="plain", ignore=frozenset({"_uuid"})))
    assert [each.mode for each in sheet.list_finished(plain, person=person.id)] == [CaptureMode.PAPER]


def test_what_has_to_be_said_before_answers_leave_depends_on_the_project_and_the_role(plain: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exchange.terms(plain) == ("Ben Second",)
    assert exchange.terms(held_by(plain, "Wes Worker")) is None
    project = replace(plain.project(), practice=True)
    monkeypatch.setattr(Kit, "project", lambda _: project)
    assert exchange.terms(plain) == ()
