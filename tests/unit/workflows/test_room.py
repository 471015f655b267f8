"""What a session is told about itself: counts that hide nobody away from anybody."""

from civicdesk.feedback import preview
from civicdesk.records.sessions import Session
from civicdesk.workflows import forms, room, session
from civicdesk.workflows.kit import Kit
from tests.journeys.test_import import workbook_of
from tests.unit.workflows.conftest import answer_all, begin, plain_form, ref_of, welcome
from tests.unit.workflows.test_sheet import OTHER_KEY

HIGH = dict.fromkeys(["sk1", "sk2", "sk3", "sk4", "sk5"], "da")


def scored(kit: Kit, person: str, meeting: Session | None, answers: dict[str, str]) -> str:
    talk = answer_all(begin(kit, person, meeting), answers)
    talk.finish()
    return talk.submission.id


def summary_text(kit: Kit, meeting: Session) -> str:
    return "\n".join(preview.text(room.summary_pdf(kit, meeting.id)))


def test_a_room_of_four_is_told_no_counts(kit: Kit, meeting: Session) -> None:
    for number in range(4):
        scored(kit, welcome(kit, meeting, name=f"Wren{number} Fictional").id, meeting, HIGH)
    facts = room.facts(kit, session.page(kit, meeting.id).session)
    assert (facts.attended, facts.consented, facts.completed) == (None, None, None)
    assert all(bar.hidden for bar in facts.bars)
    assert "Wren" not in summary_text(kit, meeting)


def test_a_room_of_six_is_told_what_hides_nobody(kit: Kit, meeting: Session) -> None:
    for _ in range(6):
        scored(kit, welcome(kit, meeting).id, meeting, HIGH)
    facts = room.facts(kit, session.page(kit, meeting.id).session)
    assert (facts.attended, facts.consented, facts.completed) == (6, 6, 6)
    assert any(bar.n == 6 for bar in facts.bars)


def test_the_room_counts_people_not_responses(kit: Kit, meeting: Session) -> None:
    for _ in range(6):
        person = welcome(kit, meeting)
        for _ in range(2):
            scored(kit, person.id, meeting, HIGH)
    facts = room.facts(kit, session.page(kit, meeting.id).session)
    assert facts.completed == 6


def test_a_summary_of_nobody_can_be_drawn(kit: Kit, meeting: Session) -> None:
    assert room.summary_pdf(kit, meeting.id).startswith(b"%PDF")


def test_a_session_with_a_form_without_scoring_has_a_summary(kit: Kit, meeting: Session) -> None:
    forms.add(kit, plain_form())
    talk = begin(kit, welcome(kit, meeting).id, meeting, form_id="plain")
    talk.answer(ref_of(talk, "again"), "yes")
    talk.finish()
    assert room.summary_pdf(kit, meeting.id).startswith(b"%PDF")


def test_areas_of_two_forms_are_not_added_up(kit: Kit, meeting: Session) -> None:
    for _ in range(5):
        scored(kit, welcome(kit, meeting).id, meeting, HIGH)
    forms.add(kit, workbook_of(OTHER_KEY))
    talk = begin(kit, welcome(kit, meeting).id, meeting, form_id="civic_synth")
    talk.answer(ref_of(talk, "q1"), "1")
    talk.finish()
    facts = room.facts(kit, session.page(kit, meeting.id).session)
    assert facts.completed == 6
    assert {bar.n for bar in facts.bars if not bar.hidden} == {5}
