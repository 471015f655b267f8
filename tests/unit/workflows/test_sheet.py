"""Scores, sheets and the summary: what is worked out, who may see it, and what paper says about it."""

from pathlib import Path

import pytest

from civicdesk.records.sessions import Session
from civicdesk.records.sheets import SheetMode, Step
from civicdesk.store import entries, scores
from civicdesk.store import sheets as sheet_store
from civicdesk.workflows import directory, forms, session, sheet
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.journeys.test_import import workbook_of
from tests.unit.workflows.conftest import answer_all, begin, finished, plain_form, ref_of, says_no, welcome

LOW = dict.fromkeys(["sk1", "sk2", "sk3", "sk4", "sk5"], "dd")
HIGH = dict.fromkeys(LOW, "da")
OTHER_KEY = {
    "response_min": 1,
    "response_max": 4,
    "missing_codes": ["dk"],
    "na_codes": ["na"],
    "bands": [],
    "scales": [{"id": "skills", "method": "mean", "on_missing": "null", "items": [{"item": "q1", "reverse": False}]}],
}
"""Another form with a scale of the same name."""


def scored(kit: Kit, person: str, meeting: Session | None, answers: dict[str, str], **more: object) -> str:
    talk = answer_all(begin(kit, person, meeting, **more), answers)
    talk.finish()
    return talk.submission.id


def next_meeting(kit: Kit, meeting: Session) -> Session:
    """Close a session and open one of the next wave."""
    rows = session.reconcile(kit, meeting.id).open_rows
    session.close(kit, meeting.id, {(row.person, row.matter): "test" for row in rows})
    return session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=(), wave=2)).value


def test_a_sheet_is_drawn_as_paper_as_text_and_as_a_page(kit: Kit, meeting: Session) -> None:
    submission = scored(kit, welcome(kit, meeting, name="Wren Fictional").id, meeting, HIGH)
    made = sheet.compose(kit, submission, sheet.SheetWish())
    drawn = sheet.draw(made)
    assert drawn.pdf.startswith(b"%PDF")
    assert "001" in drawn.text
    assert "<html" in drawn.html
    assert len(sheet.pages(drawn.pdf)) == 1


def test_no_name_is_on_a_sheet_unless_it_is_wished_for(kit: Kit, meeting: Session) -> None:
    submission = scored(kit, welcome(kit, meeting, name="Wren Fictional").id, meeting, HIGH)
    assert "Wren" not in sheet.draw(sheet.compose(kit, submission, sheet.SheetWish())).text
    named = sheet.compose(kit, submission, sheet.SheetWish(with_name=True))
    assert named.first_name == "Wren"
    assert "Fictional" not in sheet.draw(named).text


def test_the_name_of_a_file_says_nothing_about_the_person(kit: Kit, meeting: Session) -> None:
    submission = scored(kit, welcome(kit, meeting, name="Wren Fictional").id, meeting, HIGH)
    assert sheet.file_name(sheet.compose(kit, submission, sheet.SheetWish(with_name=True))) == "sheet-001-2026-03-02.pdf"


def test_a_first_sheet_says_nothing_about_change(kit: Kit, meeting: Session) -> None:
    submission = scored(kit, welcome(kit, meeting).id, meeting, HIGH)
    assert {bar.change for bar in sheet.compose(kit, submission, sheet.SheetWish()).bars} == {""}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(LOW, HIGH, "moved up"), (HIGH, LOW, "lower than last time"), (HIGH, {**HIGH, "sk1": "ta"}, "about the same")],
)
def test_change_is_told_in_words_and_only_beyond_the_threshold(
    kit: Kit, meeting: Session, before: dict[str, str], after: dict[str, str], words: str
) -> None:
    person = welcome(kit, meeting)
    scored(kit, person.id, meeting, before)
    submission = scored(kit, person.id, next_meeting(kit, meeting), after)
    made = sheet.compose(kit, submission, sheet.SheetWish())
    assert [bar.change for bar in made.bars if bar.change] == [words]
    assert made.lower_note == (words == "lower than last time")


def test_an_earlier_response_to_another_form_is_no_yardstick(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    first = scored(kit, person.id, meeting, LOW)
    second = next_meeting(kit, meeting)
    forms.add(kit, workbook_of(OTHER_KEY))
    talk = begin(kit, person.id, second, form_id="civic_synth")
    talk.answer(ref_of(talk, "q1"), "1")
    talk.finish()
    third = begin(kit, person.id, second, wave=3)
    answer_all(third, HIGH).finish()
    earlier = sheet.scored(kit, third.submission.id).earlier
    assert earlier is not None
    assert earlier.submission == first


def test_the_day_on_a_sheet_is_the_day_on_the_paper_form(kit: Kit) -> None:
    submission = scored(kit, welcome(kit).id, None, HIGH, collected_on="2026-01-15")
    assert sheet.compose(kit, submission, sheet.SheetWish()).session_date.isoformat() == "2026-01-15"


def test_steps_are_kept_and_carried_into_the_next_wave(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting)
    first = scored(kit, person.id, meeting, HIGH)
    steps = (Step(text="Go to the invented choir", who="a friend", when="Tuesday"),)
    sheet.keep_wish(kit, first, sheet.SheetWish(steps=steps))
    assert sheet.compose(kit, first, sheet.SheetWish()).steps == steps
    second = scored(kit, person.id, next_meeting(kit, meeting), HIGH)
    assert sheet.compose(kit, second, sheet.SheetWish()).carried_steps == steps


def test_places_that_were_kept_are_on_the_next_drawing(kit: Kit, meeting: Session) -> None:
    submission = scored(kit, welcome(kit, meeting).id, meeting, HIGH)
    chosen = next(each.entry for each in directory.find(kit) if each.entry.printable)
    sheet.keep_wish(kit, submission, sheet.SheetWish(entries=(chosen.id,)))
    assert [entry.name for entry in sheet.compose(kit, submission, sheet.SheetWish()).entries] == [chosen.name]
    sheet.keep_wish(kit, submission, sheet.SheetWish())
    assert sheet.compose(kit, submission, sheet.SheetWish()).entries == ()


def test_a_place_that_is_gone_is_left_out(kit: Kit, meeting: Session) -> None:
    submission = scored(kit, welcome(kit, meeting).id, meeting, HIGH)
    assert sheet.compose(kit, submission, sheet.SheetWish(entries=("nowhere",))).entries == ()
    assert entries.chosen_entries(kit.workspace, submission) == ()


def test_an_area_can_be_left_out(kit: Kit, meeting: Session) -> None:
    submission = scored(kit, welcome(kit, meeting).id, meeting, HIGH)
    whole = sheet.compose(kit, submission, sheet.SheetWish())
    less = sheet.compose(kit, submission, sheet.SheetWish(left_out=frozenset({"skills"})))
    assert len(less.bars) == len(whole.bars) - 1


def became(kit: Kit, submission: str) -> tuple[bool, bool]:
    told = sheet.what_became(kit, submission)
    return told.on_paper, told.handed_over


def test_every_drawing_that_leaves_the_screen_is_noted(kit: Kit, meeting: Session, tmp_path: Path) -> None:
    person = welcome(kit, meeting)
    submission = scored(kit, person.id, meeting, HIGH)
    drawn = sheet.draw(sheet.compose(kit, submission, sheet.SheetWish()))
    sheet.save(drawn.pdf, tmp_path / "sheet.pdf")
    assert became(kit, submission) == (False, False)
    sheet.printed(kit, submission, SheetMode.STANDARD, sheet.TO_FILE)
    assert became(kit, submission) == (True, False)
    sheet.printed(kit, submission, SheetMode.LARGE, "printer")
    session.handed_over(kit, meeting.id, person.id)
    assert became(kit, submission) == (True, True)
    log = sheet_store.prints_of(kit.workspace, submission)
    assert [(each.act.value, each.mode) for each in log] == [
        ("saved", SheetMode.STANDARD),
        ("printed", SheetMode.LARGE),
        ("handed over", SheetMode.LARGE),
    ]
    assert (tmp_path / "sheet.pdf").read_bytes() == drawn.pdf


def test_a_sheet_needs_a_finished_response(kit: Kit) -> None:
    talk = begin(kit, welcome(kit).id)
    with says_no("SHEET-NOT-FINISHED"):
        sheet.compose(kit, talk.submission.id, sheet.SheetWish())


def test_a_form_without_scoring_has_no_sheet(kit: Kit, meeting: Session) -> None:
    forms.add(kit, plain_form())
    talk = begin(kit, welcome(kit, meeting).id, meeting, form_id="plain")
    talk.answer(ref_of(talk, "again"), "yes")
    talk.finish()
    with says_no("SHEET-NO-SCORES"):
        sheet.scored(kit, talk.submission.id)
    assert [each.id for each in sheet.list_finished(kit)] == [talk.submission.id]
    assert sheet.list_scored(kit) == ()


def test_scores_are_shown_with_their_workings_and_questions(kit: Kit) -> None:
    submission = scored(kit, welcome(kit).id, None, HIGH)
    page = sheet.scored(kit, submission)
    skills = next(line for line in page.lines if line.scale.name == "skills")
    assert skills.score.value == pytest.approx(100)
    assert skills.score.arithmetic
    assert page.questions["sk1"] == "I am good at listening to people."


def test_totals_are_for_coordinators_and_single_answers_not_for_facilitators(kit: Kit, meeting: Session) -> None:
    submission = scored(kit, welcome(kit, meeting).id, meeting, HIGH)
    names = {
        name: {line.scale.name for line in sheet.scored(held_by(kit, name), submission).lines} for name in ("Ben Second", "Wes Worker")
    }
    hidden = names["Ben Second"] - names["Wes Worker"]
    assert hidden == {scale.name for scale in kit.key(sheet.list_scored(kit)[0].instrument).scales if scale.audience.value == "coordinator"}
    guided = sheet.scored(held_by(kit, "Fay Guide"), submission)
    assert {(line.score.arithmetic, line.score.workings) for line in guided.lines} == {("", ())}
    assert any(line.score.value is not None for line in guided.lines)


def test_scoring_again_leaves_the_first_scores_beside_the_new_ones(kit: Kit) -> None:
    submission = scored(kit, welcome(kit).id, None, HIGH)
    assert scores.latest(kit.workspace, submission).reason == "finished"


def test_the_responses_of_one_person_are_listed_when_asked_for(kit: Kit) -> None:
    first, second = welcome(kit), welcome(kit)
    talk = finished(kit, first.id)
    finished(kit, second.id)
    assert [each.id for each in sheet.list_finished(kit, person=first.id)] == [talk.submission.id]
