"""Everything held about one person: whole, without other people, on paper and for a computer."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import page as validator
import pytest

from civicdesk.errors import Unavailable
from civicdesk.feedback import preview
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import PersonId
from civicdesk.records.people import Person
from civicdesk.records.requests import RequestKind
from civicdesk.records.sessions import Session
from civicdesk.records.sheets import SheetMode, Step
from civicdesk.records.texts import Said, WordsKind
from civicdesk.store import audit, entries, files, linking, sheets, words
from civicdesk.store import erasing as erasing_store
from civicdesk.workflows import access, case_study, erasure, forms, people, requests, sheet
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import begin, finished, plain_form, ref_of, says_no, welcome


@pytest.fixture
def person(kit: Kit) -> Person:
    return welcome(kit, name="Wren Fictional", contact="01632 960001", language="pl", attributes=(("housing", "rented"),))


def printed(paper: object) -> str:
    return " ".join(" ".join(preview.text(access.draw(paper))).split())


def failures(pdf: bytes) -> list[str]:
    report = validator.validate_pdf_bytes(pdf, profile=validator.ValidationProfile.PDF_UA_1)
    return [f"{failure.rule_id} {failure.message}" for failure in report.failures]


def test_the_pack_holds_everything_about_the_person(kit: Kit, person: Person) -> None:
    forms.add(kit, plain_form())
    talk = begin(kit, person.id, form_id="plain")
    for name, value in {"words": "I met Hazel Invented in town", "years": "3", "again": "yes"}.items():
        talk.answer(ref_of(talk, name), value)
    talk.finish()
    finished(kit, person.id)
    story = case_study.begin(kit, person.id, None).value
    case_study.keep(kit, replace(story, title="A new start", texts=(("change", "She helped me, Hazel Invented did."),)))
    entries.keep_steps(kit.workspace, person.id, talk.submission.id, [])
    requests.open_request(kit, requests.Asked(kind=RequestKind.ACCESS, person=person.id, note="by telephone"))
    other = welcome(kit, name="Robin Placeholder")
    pack = access.gather(kit, person.id).value
    told = json.loads(pack.data)
    assert told["held"]["person"][0]["name"] == "Wren Fictional"
    assert {"question": "Again?", "answer": "Yes", "form": "Plain", "round": 1} in told["answers"]
    assert told["held"]["case_version"][-1]["title"] == "A new start"
    assert told["held"]["request"][0]["note"] == "by telephone"
    assert pack.rows == sum(map(len, told["held"].values()))
    assert pack.names_of_others == ("Hazel Invented",)
    assert other.id not in pack.data.decode()
    assert "Robin" not in pack.data.decode()


def test_every_table_that_an_erasure_empties_is_in_the_pack(kit: Kit, person: Person) -> None:
    finished(kit, person.id)
    told = json.loads(access.gather(kit, person.id).value.data)["held"]
    filled = {table for table, which in erasing_store.ROWS if kit.workspace.row(f"select 1 from {table} where {which}", [person.id])}
    assert set(told) == filled - {"draft_state"}


def test_words_that_were_read_and_a_whole_date_of_birth_are_told(kit: Kit, person: Person) -> None:
    linking.keep_birth_date(kit.workspace, person.id, date(1980, 5, 3), by=kit.user.id)
    for text, kept_back in (("The choir did it.", False), ("Only for us.", True)):
        said = Said(person=person.id, kind=WordsKind.QUOTE, source="c1", domain="", text=text)
        words.keep(kit.workspace, words.Decided(said=said, cuts=(), text=text, kept_back=kept_back, by=kit.user.id, at=kit.now()))
    pack = access.gather(kit, person.id).value
    told = json.loads(pack.data)["held"]
    assert [row["text"] for row in told["passage"]] == ["The choir did it.", "Only for us."]
    assert "mark" not in told["passage"][0]
    assert told["birth_date"][0]["day"] == "1980-05-03"
    lines = [(line.label, line.value) for section in pack.paper.sections for line in section.lines]
    assert ("Date of birth", "3 May 1980") in lines
    assert ("Read by one person, not sent", "The choir did it.") in lines
    assert ("Read, and kept here", "Only for us.") in lines


def test_making_the_pack_stands_in_the_audit(kit: Kit, person: Person) -> None:
    access.gather(kit, person.id)
    assert audit.rows(kit.workspace)[-1].action == "exported"


def test_nothing_is_packed_about_nobody(kit: Kit) -> None:
    with says_no("STORE-UNKNOWN"):
        access.gather(kit, PersonId("nobody"))


def test_a_pack_is_written_where_somebody_chose(kit: Kit, person: Person, tmp_path: Path) -> None:
    pack = access.gather(kit, person.id).value
    access.save_data(pack, tmp_path / "pack.json")
    assert (tmp_path / "pack.json").read_bytes() == pack.data


@pytest.fixture
def full(kit: Kit, person: Person, meeting: Session) -> access.AccessPack:
    """Return a pack of somebody of whom there is something of every kind."""
    people.arrive(kit, person.id, meeting.id)
    talk = finished(kit, person.id, meeting)
    sheet.printed(kit, talk.submission.id, SheetMode.STANDARD, "printer")
    entries.keep_steps(kit.workspace, person.id, talk.submission.id, [Step(text="Ring the choir", who="Wren", when="on Monday")])
    story = case_study.begin(kit, person.id, None).value
    long = "We met by the river and talked about the choir for a while. " * 60
    case_study.keep(kit, replace(story, title="A new start", texts=(("change", f"She helped me, Hazel Invented did. {long}\U0001f600"),)))
    requests.open_request(kit, requests.Asked(kind=RequestKind.ACCESS, person=person.id, note="by telephone"))
    return access.gather(kit, person.id).value


def test_no_machine_check_of_accessibility_fails_on_any_paper(kit: Kit, person: Person, full: access.AccessPack) -> None:
    for paper in (full.paper, access.withdrawal_slip(kit, person.id, (Purpose.RESEARCH,)), erasure.paper(kit, person.id)):
        assert failures(access.draw(paper)) == []


def test_the_paper_says_what_is_held_in_words(full: access.AccessPack) -> None:
    said = printed(full.paper)
    for told in ("Wren Fictional", "01632 960001", "Polish", "housing", "A new start", "Ring the choir", "by telephone", "Invented Hall"):
        assert told in said


def test_a_sign_that_cannot_be_printed_is_told_and_the_file_has_it(full: access.AccessPack) -> None:
    assert "[not printable]" in printed(full.paper)
    assert "\U0001f600" in full.data.decode()


def test_a_long_story_goes_on_on_the_next_page(full: access.AccessPack) -> None:
    assert len(preview.text(access.draw(full.paper))) > 1
    assert printed(full.paper).count("for a while") == 60


def test_the_name_of_somebody_else_is_shown_with_the_words_around_it(full: access.AccessPack) -> None:
    (found,) = [each for each in full.names if each.name == "Hazel Invented"]
    assert found.around.startswith("She helped me, Hazel Invented did. We met")
    assert found.around.endswith(" …")


def test_a_name_that_is_left_out_is_neither_on_paper_nor_in_the_file(kit: Kit, person: Person, full: access.AccessPack) -> None:
    pack = access.gather(kit, person.id, ("Hazel Invented",)).value
    assert "Hazel" not in printed(pack.paper) + pack.data.decode()
    assert "She helped me, [somebody] did" in printed(pack.paper)
    assert full.rows == pack.rows


def test_a_pack_is_saved_beside_an_earlier_one(full: access.AccessPack, tmp_path: Path) -> None:
    folder = tmp_path / "chosen"
    folder.mkdir()
    assert access.save(full, folder) == ("everything-held-2026-03-02.pdf", "everything-held-2026-03-02.json")
    assert access.save(full, folder) == ("everything-held-2026-03-02-2.pdf", "everything-held-2026-03-02-2.json")
    assert len(list(folder.iterdir())) == 4


def test_a_pack_is_written_whole_or_not_at_all(full: access.AccessPack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = files.write_whole

    def no_room_for_pictures(path: Path, content: bytes) -> str:
        if path.suffix == ".png":
            raise Unavailable("STORE-FILE")
        return write(path, content)

    pack = replace(full, files={"1-signature-1.png": b"ink"})
    monkeypatch.setattr(files, "write_whole", no_room_for_pictures)
    with says_no("STORE-FILE"):
        access.save(pack, tmp_path)
    assert list(tmp_path.glob("everything*")) == []
    with says_no("STORE-FILE"):
        access.save(pack, tmp_path / "a stick that was pulled out")


def test_a_pack_takes_the_place_of_no_file(full: access.AccessPack, tmp_path: Path) -> None:
    pack = replace(full, files={"1-signature-1.png": b"ink"})
    first = access.save(pack, tmp_path)
    for name in first[:2]:
        (tmp_path / name).unlink()
    access.save(replace(pack, files={"1-signature-1.png": b"other"}), tmp_path)
    assert (tmp_path / first[2]).read_bytes() == b"ink"


def test_the_slip_names_what_was_taken_back_and_no_person(kit: Kit, person: Person) -> None:
    said = printed(access.withdrawal_slip(kit, person.id, (Purpose.RESEARCH, Purpose.STORY)))
    assert "Research, without the name" in said
    assert "Wren" not in said
    assert f"Card {person.card}" in said


def test_the_sheet_about_an_erasure_says_both_what_goes_and_what_stays(kit: Kit, person: Person) -> None:
    said = printed(erasure.paper(kit, person.id))
    assert "What goes" in said
    assert "it stays readable" in said
    assert "Wren" not in said


def test_a_worker_gathers_for_their_own_people_only(kit: Kit, person: Person) -> None:
    worker = held_by(kit, "Wes Worker")
    with says_no("ROLE-RIGHT"):
        access.gather(worker, person.id)
    assert access.gather(worker, welcome(worker, name="Sky Invented").id).value.made_on == date(2026, 3, 2)


def test_a_language_has_a_name_and_an_unknown_one_its_code() -> None:
    assert (access.language_name("pl"), access.language_name("qx"), access.language_name("")) == ("Polish", "qx", "")


def test_whatever_became_of_a_sheet_is_told(kit: Kit, person: Person) -> None:
    submission = finished(kit, person.id).submission.id
    for act in sheets.SheetAct:
        event = sheets.SheetEvent(
            person=person.id, submission=submission, act=act, mode=SheetMode.STANDARD, how="", at=kit.now(), by=kit.user.id
        )
        sheets.keep_sheet_event(kit.workspace, event)
    words = printed(access.gather(kit, person.id).value.paper)
    told = (
        "was printed",
        "was saved",
        "was handed to you",
        "was destroyed",
        "was to wait",
        "no longer waits",
        "how you would like",
        "not right",
    )
    assert [each in words for each in told] == [True] * len(sheets.SheetAct)
