"""A whole session's sheets, those that wait for a printer, and what people say about theirs."""

from dataclasses import replace
from io import BytesIO

import page
import pikepdf
import pytest

from civicdesk.records.requests import RequestKind
from civicdesk.records.sessions import OpenMatter, Session
from civicdesk.records.sheets import SheetMode, Step
from civicdesk.store import requests as request_store
from civicdesk.store import sheets as sheet_store
from civicdesk.store.sheets import SheetAct
from civicdesk.workflows import consent, people, session, sheet, sheet_after, sheets
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import answer_all, begin, given, says_no, welcome

HIGH = dict.fromkeys(["sk1", "sk2", "sk3", "sk4", "sk5"], "da")


def scored(kit: Kit, person: str, meeting: Session | None, **more: object) -> str:
    talk = answer_all(begin(kit, person, meeting, **more), HIGH)
    talk.finish()
    return talk.submission.id


def a_room_of(kit: Kit, meeting: Session, *needs: tuple[str, str]) -> list[str]:
    """Let people with a format and a language each finish the questions; return their responses."""
    return [scored(kit, welcome(kit, meeting, sheet_format=form, language=language).id, meeting) for form, language in needs]


def test_everybody_gets_a_sheet_in_their_own_form_and_language(kit: Kit, meeting: Session) -> None:
    made = a_room_of(kit, meeting, ("large", "en"), ("standard", "pl"), ("easy", "en"))
    planned = sheets.of_session(kit, meeting.id)
    assert [each.submission for each in planned] == made
    assert [(each.mode, each.language) for each in planned] == [
        (SheetMode.LARGE, "en"),
        (SheetMode.STANDARD, "pl"),
        (SheetMode.EASY, "en"),
    ]


def test_all_sheets_in_one_file_are_a_tagged_document_with_a_part_for_each(kit: Kit, meeting: Session) -> None:
    made = a_room_of(kit, meeting, ("large", "en"), ("standard", "pl"))
    together = sheets.Together("en")
    for which in made:
        together.add(sheet.compose(kit, which, sheet.wish_of(kit, which)))
    pdf = together.finish()
    assert pdf is not None
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    with pikepdf.open(BytesIO(pdf)) as document:
        parts = list(document.Root.StructTreeRoot.K[0].K)
        assert [str(part.S) for part in parts] == ["/Part", "/Part"]
        assert [str(part.get("/Lang", "")) for part in parts] == ["", "pl"]


def test_nobody_finds_somebody_else_on_the_back_of_their_sheet(kit: Kit, meeting: Session) -> None:
    made = a_room_of(kit, meeting, ("standard", "en"), ("standard", "en"))
    together = sheets.Together("en")
    for which in made:
        together.add(sheet.compose(kit, which, sheet.wish_of(kit, which)))
    pdf = together.finish()
    assert pdf is not None
    assert sheets.page_count(pdf) == 3


def test_no_sheets_are_no_file() -> None:
    assert sheets.Together("en").finish() is None


def test_whoever_takes_back_that_answers_are_kept_has_no_sheet(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    which = scored(kit, person.id, meeting)
    sheet_after.wait_for_printer(kit, which, SheetMode.STANDARD)
    consent.withdraw(kit, given(kit, person.id, frozenset()))
    assert sheets.of_session(kit, meeting.id) == ()
    assert sheets.waiting(kit) == ()


def test_an_area_that_was_left_out_stays_out_until_the_person_says_otherwise(kit: Kit, meeting: Session) -> None:
    (which,) = a_room_of(kit, meeting, ("standard", "en"))
    assert sheet.wish_of(kit, which) == sheet.SheetWish()
    sheet.keep_wish(kit, which, sheet.SheetWish(left_out=frozenset({"skills"}), mode=SheetMode.DISCREET, with_name=True))
    again = sheet.wish_of(kit, which)
    assert (again.left_out, again.mode, again.with_name) == (frozenset({"skills"}), SheetMode.DISCREET, True)
    assert [each.mode for each in sheets.of_session(kit, meeting.id)] == [SheetMode.DISCREET]
    sheet.keep_wish(kit, which, sheet.SheetWish())
    assert sheet.wish_of(kit, which) == sheet.SheetWish()


def test_the_same_wish_is_written_down_once(kit: Kit, meeting: Session) -> None:
    (which,) = a_room_of(kit, meeting, ("standard", "en"))
    for _ in range(3):
        sheet.keep_wish(kit, which, sheet.SheetWish(second_page=True, steps=(Step(text="Sing"),)))
    assert [each.act for each in sheet_store.prints_of(kit.workspace, which)] == [SheetAct.WISHED]
    assert sheet.what_became(kit, which).log == ()


def test_a_sheet_waits_for_a_printer_until_it_is_printed(kit: Kit, meeting: Session) -> None:
    which, other = a_room_of(kit, meeting, ("large", "en"), ("standard", "en"))
    sheet_after.wait_for_printer(kit, which, SheetMode.LARGE)
    sheet_after.wait_for_printer(kit, other, SheetMode.STANDARD)
    assert [each.submission for each in sheets.waiting(kit)] == [which, other]
    assert sheet.what_became(kit, which).waits
    sheet.printed(kit, which, SheetMode.LARGE, sheet.TO_PRINTER)
    sheet_after.wait_no_longer(kit, other, SheetMode.STANDARD)
    assert sheets.waiting(kit) == ()
    sheet_after.wait_for_printer(kit, other, SheetMode.STANDARD)
    assert [each.submission for each in sheets.waiting(kit)] == [other]


def test_a_destroyed_sheet_closes_what_was_open(kit: Kit, meeting: Session) -> None:
    (which,) = a_room_of(kit, meeting, ("standard", "en"))
    with says_no("SHEET-NOT-PRINTED"):
        sheet_after.destroyed(kit, which, SheetMode.STANDARD)
    sheet.printed(kit, which, SheetMode.STANDARD, sheet.TO_PRINTER)
    assert OpenMatter.SHEET_NOT_HANDED_OVER in {row.matter for row in session.reconcile(kit, meeting.id).open_rows}
    sheet_after.destroyed(kit, which, SheetMode.STANDARD)
    counted = session.reconcile(kit, meeting.id)
    assert OpenMatter.SHEET_NOT_HANDED_OVER not in {row.matter for row in counted.open_rows}
    assert (counted.sheets_printed, counted.sheets_handed_over, counted.sheets_destroyed) == (1, 0, 1)
    sheet.printed(kit, which, SheetMode.STANDARD, sheet.TO_PRINTER)
    assert session.reconcile(kit, meeting.id).sheets_destroyed == 0


def test_at_closing_a_shredded_sheet_is_noted_as_such(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    with says_no("SHEET-NOT-PRINTED"):
        session.sheet_destroyed(kit, meeting.id, person.id)
    which = scored(kit, person.id, meeting)
    sheet.printed(kit, which, SheetMode.STANDARD, sheet.TO_PRINTER)
    session.sheet_destroyed(kit, meeting.id, person.id)
    became = sheet.what_became(kit, which)
    assert (became.on_paper, became.destroyed, became.handed_over) == (True, True, False)
    assert [act for _, act, _ in became.log] == ["printed", "destroyed"]


@pytest.mark.parametrize("name", ["Ben Second", "Fay Guide"])
def test_this_is_not_right_becomes_a_request_whoever_writes_it_down(kit: Kit, meeting: Session, name: str) -> None:
    (which,) = a_room_of(kit, meeting, ("standard", "en"))
    sheet_after.say_wrong(held_by(kit, name), which, SheetMode.STANDARD, "I do have people who help me")
    (request,) = request_store.requests(kit.workspace)
    assert request.kind is RequestKind.CORRECTION
    assert "I do have people who help me" in request.note
    assert sheet.what_became(kit, which).said_wrong


def test_nothing_need_be_said_to_say_that_a_sheet_is_wrong(kit: Kit, meeting: Session) -> None:
    (which,) = a_room_of(kit, meeting, ("standard", "en"))
    sheet_after.say_wrong(kit, which, SheetMode.STANDARD, "  ")
    assert request_store.requests(kit.workspace)[0].note.endswith("No more was said.")


def test_a_facilitator_sees_no_sheets_of_a_session_that_is_closed(kit: Kit, meeting: Session) -> None:
    a_room_of(kit, meeting, ("standard", "en"))
    guide = held_by(kit, "Fay Guide")
    assert len(sheets.of_session(guide, meeting.id)) == 1
    rows = session.reconcile(kit, meeting.id).open_rows
    session.close(kit, meeting.id, {(row.person, row.matter): "test" for row in rows})
    assert sheets.of_session(guide, meeting.id) == ()


def test_a_sheet_in_a_language_that_the_form_lacks_says_so_beside_the_english(kit: Kit, meeting: Session) -> None:
    (which,) = a_room_of(kit, meeting, ("standard", "en"))
    (own,) = sheet.compose(kit, which, sheet.SheetWish()).strengths
    (other,) = sheet.compose(kit, which, sheet.SheetWish(language="xx")).strengths
    assert other == f"{own} (English)"


def test_a_page_is_drawn_alone(kit: Kit, meeting: Session) -> None:
    (which,) = a_room_of(kit, meeting, ("large", "en"))
    pdf = sheets.draw_pdf(sheet.compose(kit, which, sheet.wish_of(kit, which)))
    pages = sheet.pages(pdf, 24)
    assert [sheets.page_image(pdf, number, 24) for number in range(sheets.page_count(pdf))] == list(pages)


def test_the_guide_is_two_sides(kit: Kit) -> None:
    assert sheets.page_count(sheets.guide_pdf("en")) == 2


def test_a_session_has_a_place_and_a_day(kit: Kit, meeting: Session) -> None:
    place, day = sheets.place_and_day(kit, meeting.id)
    assert place == meeting.place
    assert sheets.file_name(day) == f"sheets-{meeting.opened_at.date().isoformat()}.pdf"
    assert people.find(kit, "") == ()


def test_words_that_must_not_be_changed_are_not_put_into_easy_words(kit: Kit, meeting: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    (which,) = a_room_of(kit, meeting, ("easy", "en"))
    assert sheet.wish_of(kit, which).mode is SheetMode.EASY
    unlocked = Kit.key
    monkeypatch.setattr(Kit, "key", lambda self, form: replace(unlocked(self, form), wording_locked=True))
    assert sheet.wish_of(kit, which).mode is SheetMode.LARGE
    assert sheet.scored(kit, which).locked
    with says_no("SHEET-LOCKED"):
        sheet.compose(kit, which, sheet.SheetWish(mode=SheetMode.EASY))


def test_text_and_web_page_are_made_without_paper(kit: Kit, meeting: Session) -> None:
    (which,) = a_room_of(kit, meeting, ("standard", "en"))
    made = sheet.compose(kit, which, sheet.SheetWish())
    twins, drawn = sheet.twins(made), sheet.draw(made)
    assert (twins.text, twins.html) == (drawn.text, drawn.html)
