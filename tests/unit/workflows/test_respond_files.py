"""Responses in files of their own: all come in, once, with their ids, or none; and nobody who was forgotten comes back."""

import io
import zipfile
from dataclasses import replace

import pytest

from civicdesk.forms import limits
from civicdesk.records.answers import CaptureMode
from civicdesk.store import answers, erasing, people
from civicdesk.workflows import erasure, exchange, forms, respond, sheet
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.conftest import plain_form, says_no, welcome, workbook
from tests.unit.workflows.test_exchange import ALL, visited

SURVEY = [
    ["type", "name", "label", "constraint"],
    ["text", "card", "Card?", None],
    ["integer", "wave", "Wave?", None],
    ["integer", "years", "Years?", ". < 120"],
    ["end", "end", None, None],
]
SENT = '<data id="asked" version="{version}"><card>{card}</card><years>{years}</years><meta><instanceID>uuid:{ident}</instanceID></meta></data>'
TABLE = respond.Table(form_id="asked", new_people=True)


@pytest.fixture
def asked(kit: Kit) -> Kit:
    forms.add(kit, workbook(survey=SURVEY, settings=[["form_title", "form_id", "version"], ["Asked", "asked", "1"]]))
    return kit


def sent(ident: str, card: str = "901", years: str = "40", version: str = "1") -> bytes:
    return SENT.format(version=version, card=card, years=years, ident=ident).encode()


def told(kit: Kit, files: dict[str, bytes], table: respond.Table = TABLE) -> list[tuple[int, str]]:
    """Return the place of each error of files that must be refused; nothing of them may be here afterwards."""
    before = len(people.people(kit.workspace)), len(sheet.list_finished(kit))
    with pytest.raises(respond.TableRefused) as why:
        respond.import_files(kit, files, table)
    assert (len(people.people(kit.workspace)), len(sheet.list_finished(kit))) == before
    assert all(each.sentence and "respond." not in each.sentence for each in why.value.errors)
    return [(each.row, each.column) for each in why.value.errors]


def test_each_file_becomes_a_finished_response_with_its_own_id(asked: Kit) -> None:
    made = respond.import_files(asked, {"a.xml": sent("1"), "b.xml": sent("2", card="902")}, TABLE).value
    assert (made.responses, made.people_added, made.already_here, made.forgotten) == (2, 2, 0, 0)
    kept = sheet.list_finished(asked)
    assert {each.mode for each in kept} == {CaptureMode.INTERVIEWER}
    assert {asked.response(each).state()["/data/meta/instanceID"].v for each in kept} == {"uuid:1", "uuid:2"}
    assert [each.value for each in answers.now(asked.workspace, kept[0].id)] == ["901", "40"]


def test_the_same_files_again_change_nothing(asked: Kit) -> None:
    files = {"a.xml": sent("1"), "b.xml": sent("2", card="902")}
    respond.import_files(asked, files, TABLE)
    before = len(sheet.list_finished(asked))
    assert respond.import_files(asked, files, TABLE).value == respond.Imported(already_here=2)
    assert len(sheet.list_finished(asked)) == before


def test_a_zip_of_responses_comes_in(asked: Kit) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("instances/one/one.xml", sent("1"))
    assert respond.import_files(asked, {"all.zip": whole.getvalue()}, TABLE).value.responses == 1


def test_our_own_export_is_here_already_and_comes_in_elsewhere_by_a_table_of_cards(kit: Kit) -> None:
    forms.add(kit, plain_form())
    person = welcome(kit)
    visited(kit, person)
    (data,) = (content for path, content in exchange.gather(kit, ALL).value.files.items() if path.endswith(".xml"))
    table = respond.Table(form_id="plain")
    assert respond.import_files(kit, {"a.xml": data}, table).value == respond.Imported(already_here=1)
    other = data.replace(b"uuid:", b"uuid:e")
    key = other.partition(b"<instanceID>")[2].partition(b"<")[0].decode()
    with_cards = replace(table, cards=f"KEY,card,wave,collected_on\n{key},{person.card},2,2026-02-03\n".encode())
    assert respond.import_files(kit, {"b.xml": other}, with_cards).value.responses == 1
    own, new = sheet.list_finished(kit, person=person.id)
    assert (new.wave, new.collected_on) == (2, "2026-02-03")
    assert asked_values(kit, new.id) == asked_values(kit, own.id)


def asked_values(kit: Kit, which: object) -> dict[str, object]:
    return {each.question: each.value for each in answers.now(kit.workspace, which) if not each.question.endswith("/months")}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"<data", "b.xml"),
        (b"<data/>", "b.xml"),
        (b'<data id="other"/>', "b.xml"),
        (b'<data id="asked" encrypted="yes"/>', "b.xml"),
        (b'<data id="asked" version="7"/>', "b.xml"),
        (b'<data id="asked"><card>902</card></data>', "b.xml"),
        (sent("1"), "b.xml"),
        (sent("2", years="200"), "b.xml: years"),
        (sent("2", years="many"), "b.xml: years"),
        (sent("2", card=""), "b.xml: card"),
        (sent("2").replace(b"<years>40</years>", b"<weather>wet</weather>"), "b.xml: weather"),
        (sent("2").replace(b"<years>", b"<wave>none</wave><years>"), "b.xml: wave"),
    ],
)
def test_each_wrong_file_is_named_and_nothing_is_kept(asked: Kit, data: bytes, place: str) -> None:
    assert told(asked, {"a.xml": sent("1"), "b.xml": data}) == [(0, place)]


def test_all_wrong_files_are_named_at_once(asked: Kit) -> None:
    assert told(asked, {"a.xml": b"<data", "b.xml": b'<data id="other"/>', "c.xml": sent("1")}) == [(0, "a.xml"), (0, "b.xml")]


def test_a_response_that_is_too_large_is_named(asked: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RESPONSE_BYTES", 10)
    assert told(asked, {"a.xml": sent("1")}) == [(0, "a.xml")]


def test_an_answer_that_is_too_long_is_named_by_its_file(asked: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWER_CHARACTERS", 1)
    assert told(asked, {"a.xml": sent("1")}) == [(0, "a.xml")]


def test_without_a_response_nothing_comes_in(asked: Kit) -> None:
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("notes.txt", b"nothing")
    for files in ({}, {"all.zip": empty.getvalue()}):
        with says_no("RESPOND-NONE"):
            respond.import_files(asked, files, TABLE)


@pytest.mark.parametrize(
    ("cards", "columns"), [(b"id,card\n1,2\n", ["KEY"]), (b"KEY,who\n1,2\n", ["card"]), (b"a,b\n1,2\n", ["KEY", "card"])]
)
def test_a_table_of_cards_needs_both_its_columns(asked: Kit, cards: bytes, columns: list[str]) -> None:
    assert told(asked, {"a.xml": sent("1")}, replace(TABLE, cards=cards)) == [(1, column) for column in columns]


def test_a_single_table_still_comes_in(asked: Kit) -> None:
    assert respond.import_files(asked, {"t.csv": b"card,years\n901,40\n"}, TABLE).value.responses == 1


def test_whoever_was_forgotten_does_not_come_back_with_an_old_file(asked: Kit) -> None:
    files = {"a.xml": sent("1"), "b.xml": sent("2", card="902")}
    respond.import_files(asked, files, TABLE)
    gone = next(each for each in people.people(asked.workspace) if each.card == "901")
    erasure.erase(asked, gone.id)
    assert respond.import_files(asked, files, TABLE).value == respond.Imported(already_here=1, forgotten=1)
    assert [each.card for each in people.people(asked.workspace)] == ["902"]


def test_a_card_of_somebody_who_was_forgotten_is_told_and_brings_nobody(asked: Kit) -> None:
    respond.import_files(asked, {"t.csv": b"card,years\n901,40\n"}, TABLE)
    erasure.erase(asked, people.people(asked.workspace)[0].id)
    assert told(asked, {"t.csv": b"card,years\n901,40\n"}) == [(2, "card")]
    assert told(asked, {"c.xml": sent("3")}) == [(0, "c.xml: card")]


def test_what_is_kept_of_the_forgotten_names_nobody(asked: Kit) -> None:
    respond.import_files(asked, {"a.xml": sent("1", card="QUILLFEATHER")}, TABLE)
    erasure.erase(asked, people.people(asked.workspace)[0].id)
    written = str(asked.workspace.rows("select value from setting where name = ?", [erasing.FORGOTTEN]))
    assert "QUILL" not in written
    assert "uuid" not in written
    assert erasing.forgotten(asked.workspace, ["QUILLFEATHER", "uuid:1", "902"]) == {"QUILLFEATHER", "uuid:1"}


def zipped(**members: bytes) -> dict[str, bytes]:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return {"export.zip": whole.getvalue()}


def test_the_tables_of_one_export_come_in_as_one_zip(kit: Kit) -> None:
    forms.add(kit, plain_form())
    person = welcome(kit)
    main = f"card,words,again,KEY\n{person.card},Invented,yes,uuid:1\n".encode()
    files = zipped(plain=main, plain_visit=b"place,KEY,PARENT_KEY\nHall,a,uuid:1\n")
    table = respond.Table(form_id="plain")
    assert respond.import_files(kit, files, table).value.responses == 1
    assert respond.import_files(kit, files, table).value.already_here == 1


def test_a_zip_without_one_first_table_is_told(asked: Kit) -> None:
    for files in (zipped(a=b"card,KEY\n901,1\n", b=b"card,KEY\n901,2\n"), zipped(a=b"place,PARENT_KEY\nx,1\n")):
        with says_no("FORM-INTAKE"):
            respond.import_files(asked, files, TABLE)
