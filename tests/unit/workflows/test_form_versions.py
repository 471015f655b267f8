"""A draft keeps the form that it began with, and a form comes with all the lists that it reads from."""

import pytest

from civicdesk.records.ids import QuestionRef
from civicdesk.records.instruments import InstrumentStatus
from civicdesk.store import answers
from civicdesk.workflows import directory, forms, interview
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.conftest import begin, ref_of, says_no, welcome, workbook

TOWNS = b"name,label\nayton,Ayton\n"


def colours(version: str, choices: list[str], questions: list[list[str]]) -> bytes:
    return workbook(
        survey=[["type", "name", "label"], *questions],
        choices=[["list_name", "name", "label"], *(["colour", name, name.title()] for name in choices)],
        settings=[["form_title", "form_id", "version"], ["Colours", "colours", version]],
    )


OLD = colours("1", ["red", "green", "blue"], [["select_one colour", "best", "Best?"], ["text", "why", "Why?"], ["text", "more", "More?"]])
NEW = colours("2", ["red", "green"], [["select_one colour", "best", "Best?"], ["text", "more", "More?"]])


def test_a_draft_of_an_old_version_opens_after_an_upgrade_with_every_answer(kit: Kit) -> None:
    old = forms.add(kit, OLD).value
    talk = begin(kit, welcome(kit).id, form_id="colours")
    talk.answer(ref_of(talk, "best"), "blue")
    talk.answer(ref_of(talk, "why"), "Invented sky")
    forms.add(kit, NEW)
    again = interview.resume(kit, talk.submission.id)
    assert again.submission.instrument == old.id
    assert {line.ref.rpartition("/")[2]: line.answer for line in again.review().lines} == {
        "best": "Blue",
        "why": "Invented sky",
        "more": "",
    }
    again.answer(ref_of(again, "more"), "Nothing")
    again.finish()
    kept = answers.submission(kit.workspace, talk.submission.id)
    assert (kept.instrument, kept.state.value) == (old.id, "finished")
    assert {each.question.rpartition("/")[2]: each.value for each in answers.now(kit.workspace, kept.id)} == {
        "best": "blue",
        "why": "Invented sky",
        "more": "Nothing",
    }


def test_whoever_has_a_draft_goes_on_with_it_and_everybody_else_begins_with_the_new_version(kit: Kit) -> None:
    old = forms.add(kit, OLD).value
    person = welcome(kit).id
    begin(kit, person, form_id="colours")
    new = forms.add(kit, NEW).value
    assert begin(kit, person, form_id="colours").submission.instrument == old.id
    assert begin(kit, welcome(kit).id, form_id="colours").submission.instrument == new.id


def test_what_the_new_version_takes_away_is_said_in_words() -> None:
    told = [(each.turn.value, each.what) for each in forms.compare(OLD, NEW, {})]
    assert ("removed", "question") in told
    assert ("removed", "choice") in told


def reads_from(file: str, version: str = "1") -> bytes:
    return workbook(
        survey=[["type", "name", "label"], [f"select_one_from_file {file}", "where", "Where?"]],
        settings=[["form_title", "form_id", "version"], ["Places", "places", version]],
    )


def test_a_version_whose_list_is_missing_does_not_become_current(kit: Kit) -> None:
    before = forms.add(kit, reads_from("towns.csv"), {"towns.csv": TOWNS}).value
    with says_no("FORM-LISTS"):
        forms.add(kit, reads_from("towns.csv", "2"))
    assert [(card.id, card.status) for card in forms.cards(kit) if card.form_id == "places"] == [(before.id, InstrumentStatus.CURRENT)]
    forms.add(kit, reads_from("towns.csv", "2"), {"towns.csv": TOWNS})
    assert {card.version: card.status.value for card in forms.cards(kit) if card.form_id == "places"} == {"1": "superseded", "2": "current"}


def test_a_form_of_the_pack_whose_list_is_missing_waits_and_the_others_come(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pack:
        instruments = {"places.xlsx": reads_from("towns.csv"), "colours.xlsx": OLD}  # noqa: RUF012 - read only
        lists: dict[str, bytes] = {}  # noqa: RUF012 - read only

    monkeypatch.setattr(Kit, "pack", lambda _: Pack)
    assert [card.form_id for card in forms.adopt_pack(kit).value] == ["colours"]


def test_a_form_of_the_pack_comes_with_the_lists_that_it_names(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pack:
        instruments = {"places.xlsx": reads_from("towns.csv"), "colours.xlsx": OLD}  # noqa: RUF012 - read only
        lists = {"towns.csv": TOWNS, "roads.csv": TOWNS}  # noqa: RUF012 - read only

    monkeypatch.setattr(Kit, "pack", lambda _: Pack)
    places, plain = forms.adopt_pack(kit).value
    assert kit.instrument(places.id).attachments == {"towns.csv": TOWNS}
    assert kit.instrument(plain.id).attachments == {}
    assert forms.adopt_pack(kit).value == (places, plain)
    assert forms.waiting(forms.unadopted(kit))[0].missing == ("towns.csv",)


def test_a_form_of_the_pack_that_is_broken_is_told(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pack:
        instruments = {"broken.xlsx": b"PK\x03\x04nothing"}  # noqa: RUF012 - read only
        lists: dict[str, bytes] = {}  # noqa: RUF012 - read only

    monkeypatch.setattr(Kit, "pack", lambda _: Pack)
    with says_no("FORM-FILE-DAMAGED"):
        forms.adopt_pack(kit)


def test_a_form_that_asks_for_the_directory_is_served_it_as_it_is_now(kit: Kit) -> None:
    card = forms.add(kit, reads_from("directory.csv")).value
    talk = begin(kit, welcome(kit).id, form_id="places")
    entry = directory.find(kit)[0].entry
    (where,) = (node for node in kit.form(card.id).state().values() if node.ref.endswith("/where"))
    assert len(where.opts or ()) == len(directory.find(kit)) > 1
    talk.answer(QuestionRef(where.ref), str(entry.id))
    changed = b"id,name\n%s,A new name\n" % str(entry.id).encode()
    directory.import_entries(kit, changed)
    (line,) = interview.resume(kit, talk.submission.id).review().lines
    assert line.answer == "A new name"


def test_a_form_may_bring_a_directory_of_its_own(kit: Kit) -> None:
    card = forms.add(kit, reads_from("directory.csv"), {"directory.csv": TOWNS}).value
    (where,) = (node for node in kit.form(card.id).state().values() if node.ref.endswith("/where"))
    assert where.opts == (("ayton", "Ayton"),)


def test_entries_of_the_directory_do_not_leave_as_answers_unless_the_pack_says_so(kit: Kit) -> None:
    card = forms.add(kit, reads_from("directory.csv")).value
    (column,) = forms.columns(kit, card.id)
    assert (column.type, column.choices) == ("select_one_from_directory", ())
    own = forms.add(kit, reads_from("directory.csv", "2"), {"directory.csv": TOWNS}).value
    assert [each.type for each in forms.columns(kit, own.id)] == ["select_one"]


def test_the_checker_does_not_miss_the_directory() -> None:
    assert not [each for each in forms.check(reads_from("directory.csv"), {}).findings if each.code == "FORM-MEDIA"]
    assert [each.code for each in forms.check(reads_from("towns.csv"), {}).findings] == ["FORM-MEDIA"]
