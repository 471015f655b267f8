"""Keying in: question by question, interrupted or not, twice and compared, and kept like an interview."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from civicdesk.records.answers import AnswerKind, CaptureMode, Missing, SubmissionState
from civicdesk.records.ids import QuestionRef
from civicdesk.records.instruments import InstrumentCard
from civicdesk.records.keying import KeyingPage, PaperInHand, Side, Stage, TypedAnswer
from civicdesk.records.paper_forms import code_of
from civicdesk.records.people import Person
from civicdesk.store import answers
from civicdesk.workflows import forms, interview, keying, session
from civicdesk.workflows.keying import Keying
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import plain_form, says_no, welcome

ANSWERS = {"words": "a garden", "years": "12", "again": "yes", "town": "ayton", "place": "the hall"}


@pytest.fixture
def card(kit: Kit) -> InstrumentCard:
    return forms.add(kit, plain_form()).value


@pytest.fixture
def person(kit: Kit) -> Person:
    return welcome(kit)


@pytest.fixture
def paper(card: InstrumentCard, person: Person) -> PaperInHand:
    return PaperInHand(code=code_of(card.id), card=person.card, collected_on="2026-01-05")


def name_of(ref: str) -> str:
    return ref.rpartition("/")[2]


def type_all(work: Keying, said: Mapping[str, str | Missing]) -> KeyingPage:
    """Type one form to its end; what is not said is left blank, and there is no further instance of any part."""
    page = work.page()
    while page.item is not None:
        if page.item.more:
            page = work.another(page.item.ref, wanted=False).value
            continue
        value = said.get(name_of(page.item.ref), "")
        missing = value if isinstance(value, Missing) else None
        given = TypedAnswer(ref=page.item.ref, value="" if missing else str(value), missing=missing)
        page = work.type_in(given).value
        if page.warning:
            page = work.type_in(replace(given, holds=True)).value
    return page


def asked(work: Keying, name: str) -> QuestionRef:
    """Leave questions blank until one of a name is asked."""
    page = work.page()
    while page.item is not None and name_of(page.item.ref) != name:
        page = work.type_in(TypedAnswer(ref=page.item.ref, value="")).value
    assert page.item is not None
    return page.item.ref


def values(kit: Kit, work: Keying) -> dict[str, str | None]:
    return {name_of(each.question): each.value for each in answers.now(kit.workspace, work.submission.id)}


# --- one typing -----------------------------------------------------------------------------------------------------------------------


def test_a_form_that_was_typed_once_is_kept_as_paper(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, ANSWERS)
    work.finish()
    kept = answers.submission(kit.workspace, work.submission.id)
    assert (kept.mode, kept.state, kept.collected_on) == (CaptureMode.PAPER, SubmissionState.FINISHED, "2026-01-05")
    assert values(kit, work) == ANSWERS


def test_the_numbers_are_those_of_the_paper(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    asked(work, "again")
    item = work.page().item
    assert item is not None
    assert (item.number, [choice.key for choice in item.choices]) == ("3", ["1", "2"])


def test_questions_that_are_not_asked_are_passed_over(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    page = work.type_in(TypedAnswer(ref=asked(work, "again"), value="yes")).value
    assert page.item is not None
    assert name_of(page.item.ref) == "town"
    assert [name_of(line.ref) for line in page.passed] == ["why"]


def test_an_answer_where_none_is_asked_for_is_kept_out_and_noted(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    page = work.type_in(TypedAnswer(ref=asked(work, "again"), value="yes")).value
    work.keep_out([line.ref for line in page.passed])
    noted = [each for each in answers.log(kit.workspace, work.submission.id) if each.kind is AnswerKind.NOTED]
    assert [(name_of(each.question), each.value, bool(each.reason)) for each in noted] == [("why", None, True)]
    assert "why" not in values(kit, work)


def test_an_unexpected_answer_is_asked_about_and_not_kept(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    ref = asked(work, "years")
    page = work.type_in(TypedAnswer(ref=ref, value="250")).value
    assert page.warning
    assert page.item is not None
    assert page.item.ref == ref
    assert "years" not in values(kit, work)


def test_what_the_paper_says_is_kept_with_its_mark_and_stops_nothing(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    page = work.type_in(TypedAnswer(ref=asked(work, "years"), value="250", holds=True)).value
    assert page.lines[0].holds
    type_all(work, ANSWERS)
    work.finish()
    confirmed = [each.value for each in answers.log(kit.workspace, work.submission.id) if each.kind is AnswerKind.CONFIRMED]
    assert (values(kit, work)["years"], confirmed) == ("250", ["250"])


def test_what_a_question_cannot_hold_is_refused(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    ref = asked(work, "years")
    with says_no("INTERVIEW-VALUE"):
        work.type_in(TypedAnswer(ref=ref, value="many"))
    assert work.page().item is not None
    assert work.page().item.ref == ref  # type: ignore[union-attr]  # checked one line above


def test_a_required_question_may_be_blank_on_paper(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, {})
    work.finish()
    assert work.submission.state is SubmissionState.FINISHED


def test_special_answers_are_kept_apart_from_blank(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, {**ANSWERS, "years": Missing.RATHER_NOT_SAY})
    kept = {name_of(each.question): each.missing for each in answers.now(kit.workspace, work.submission.id)}
    assert kept["years"] is Missing.RATHER_NOT_SAY


def test_a_part_may_be_given_again(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    page = work.page()
    while page.item is not None and not page.item.more:
        page = work.type_in(TypedAnswer(ref=page.item.ref, value=ANSWERS.get(name_of(page.item.ref), ""))).value
    assert page.item is not None
    page = work.another(page.item.ref, wanted=True).value
    assert page.item is not None
    assert page.item.within == "Visit 2"
    page = work.type_in(TypedAnswer(ref=page.item.ref, value="the park")).value
    assert page.item is not None
    assert work.another(page.item.ref, wanted=False).value.item is None


def test_an_answer_may_be_typed_again(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    ref = asked(work, "years")
    work.type_in(TypedAnswer(ref=ref, value="12"))
    assert work.page(ref).item is not None
    work.type_in(TypedAnswer(ref=ref, value="13"))
    assert values(kit, work)["years"] == "13"
    assert sum(line.ref == ref for line in work.page().lines) == 1


def test_typing_goes_on_where_it_stopped(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    work.type_in(TypedAnswer(ref=asked(work, "years"), value="12"))
    again = keying.resume(kit, work.submission.id)
    assert again.page() == work.page()
    assert keying.begin(kit, paper).value.submission.id == work.submission.id


def test_a_paper_that_is_half_typed_is_no_interview_to_go_on_with(
    kit: Kit, card: InstrumentCard, person: Person, paper: PaperInHand
) -> None:
    work = keying.begin(kit, paper).value
    asked(work, "years")
    begun = interview.start(kit, interview.Start(session=None, person=person.id, form_id=card.form_id, wave=1)).value
    assert begun.submission.id != work.submission.id
    assert [each.submission.id for each in session.today(kit).unfinished] == [begun.submission.id]


def test_a_form_is_not_finished_before_its_end(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    with says_no("KEYING-OPEN"):
        work.finish()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"code": "ZZZ-ZZZ"}, "KEYING-CODE"), ({"card": "nobody"}, "KEYING-CARD"), ({"collected_on": "2999-01-01"}, "KEYING-DATE")],
)
def test_a_wrong_first_page_is_told(kit: Kit, paper: PaperInHand, wrong: dict[str, str], code: str) -> None:
    with says_no(code):
        keying.begin(kit, replace(paper, **wrong))


def test_the_same_paper_does_not_come_in_twice(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, ANSWERS)
    work.finish()
    with says_no("KEYING-TWICE"):
        keying.begin(kit, paper)
    with says_no("KEYING-FINISHED"):
        keying.resume(kit, work.submission.id)


def test_nothing_is_typed_for_somebody_who_has_not_agreed(kit: Kit, card: InstrumentCard) -> None:
    shy = welcome(kit, yes=frozenset())
    with says_no("CONSENT-KEEP"):
        keying.begin(kit, PaperInHand(code=code_of(card.id), card=shy.card))


# --- two typings ----------------------------------------------------------------------------------------------------------------------


def twice(kit: Kit, paper: PaperInHand, second: Mapping[str, str]) -> Keying:
    work = keying.begin(kit, paper).value
    type_all(work, ANSWERS)
    work.typed_once()
    type_all(work, {**ANSWERS, **second})
    work.typed_twice()
    return work


def test_the_second_typing_does_not_show_the_first(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, ANSWERS)
    work.typed_once()
    page = work.page()
    assert (page.second, page.done, page.lines) == (True, 0, ())
    assert page.item is not None
    assert name_of(page.item.ref) == "words"


def test_two_equal_typings_have_nothing_to_choose(kit: Kit, paper: PaperInHand) -> None:
    work = twice(kit, paper, {})
    assert work.differences() == ()
    work.finish({})
    assert values(kit, work) == ANSWERS


def test_a_difference_is_shown_with_both_answers(kit: Kit, paper: PaperInHand) -> None:
    work = twice(kit, paper, {"again": "no", "town": "beeton", "why": "too far"})
    assert [(each.number, each.first, each.second) for each in work.differences()] == [
        ("3", "1 Yes", "2 No"),
        ("4", "", "too far"),
        ("5", "1 Ayton", "2 Beeton"),
    ]


def test_every_difference_must_be_decided(kit: Kit, paper: PaperInHand) -> None:
    work = twice(kit, paper, {"years": "13"})
    with says_no("KEYING-CHOOSE"):
        work.finish({})


def test_the_second_may_be_right_and_both_stay_in_the_history(kit: Kit, paper: PaperInHand) -> None:
    work = twice(kit, paper, {"again": "no", "town": "beeton", "why": "too far"})
    work.finish({each.ref: Side.SECOND for each in work.differences()})
    assert values(kit, work) == {**ANSWERS, "again": "no", "town": "beeton", "why": "too far"}
    again = [each.value for each in answers.log(kit.workspace, work.submission.id) if name_of(each.question) == "again"]
    assert again == ["yes", "no", "no"]


def test_the_first_may_be_right_and_both_stay_in_the_history(kit: Kit, paper: PaperInHand) -> None:
    work = twice(kit, paper, {"years": "13"})
    work.finish({each.ref: Side.FIRST for each in work.differences()})
    log = [each for each in answers.log(kit.workspace, work.submission.id) if name_of(each.question) == "years"]
    assert [each.value for each in log] == ["12", "13", "12"]
    assert [bool(each.reason) for each in log] == [False, False, True]
    assert values(kit, work)["years"] == "12"


def test_the_second_typing_goes_on_another_day(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, ANSWERS)
    work.typed_once()
    work.type_in(TypedAnswer(ref=asked(work, "years"), value="250", holds=True))
    again = keying.resume(kit, work.submission.id)
    assert again.page() == work.page()
    assert [each.stage for each in keying.begun(kit)] == [Stage.AGAIN]


def test_a_comparison_waits_until_somebody_decides(kit: Kit, paper: PaperInHand) -> None:
    work = twice(kit, paper, {"years": "13"})
    assert [each.stage for each in keying.begun(kit)] == [Stage.COMPARE]
    assert keying.resume(kit, work.submission.id).differences() == work.differences()


def test_a_part_given_more_often_the_second_time_is_a_difference(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, ANSWERS)
    work.typed_once()
    page = work.page()
    while page.item is not None and not page.item.more:
        page = work.type_in(TypedAnswer(ref=page.item.ref, value=ANSWERS.get(name_of(page.item.ref), ""))).value
    assert page.item is not None
    work.another(page.item.ref, wanted=True)
    type_all(work, {"place": "the park"})
    assert [(each.first, each.second) for each in work.typed_twice()] == [("1", "2"), ("", "the park")]
    work.finish({each.ref: Side.SECOND for each in work.differences()})
    assert sorted(str(each.value) for each in answers.now(kit.workspace, work.submission.id) if "place" in each.question) == [
        "the hall",
        "the park",
    ]


def test_a_questionnaire_with_scales_is_scored(kit: Kit, person: Person) -> None:
    shipped = next(each for each in forms.cards(kit) if each.form_id == "civic_health")
    work = keying.begin(kit, PaperInHand(code=code_of(shipped.id), card=person.card)).value
    type_all(work, {"cd_variant": "full", **{f"sk{number}": "da" for number in range(1, 6)}})
    assert any(each.value is not None for each in work.finish().value)


def test_words_of_the_second_typing_lie_sealed(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, ANSWERS)
    work.typed_once()
    type_all(work, ANSWERS)
    kept = kit.workspace.row("select value from setting where name = ?", [f"keying.{work.submission.id}"])
    assert kept is not None
    assert "garden" not in kept[0]
    assert b"garden".hex() not in kept[0]


def test_a_colleague_types_the_second_time_and_the_history_names_both(kit: Kit, paper: PaperInHand) -> None:
    first = held_by(kit, "Wes Worker")
    meeting = session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=("Ada Test",))).value
    newcomer = welcome(kit, meeting)
    work = keying.begin(first, replace(paper, card=newcomer.card)).value
    type_all(work, ANSWERS)
    work.typed_once()
    (waiting,) = keying.begun(kit)
    assert waiting.stage is Stage.AGAIN
    again = keying.resume(kit, waiting.submission)
    assert again.page().lines == ()
    type_all(again, {**ANSWERS, "years": "13"})
    (difference,) = again.typed_twice()
    assert (difference.first, difference.second) == ("12", "13")
    again.finish({difference.ref: Side.SECOND})
    log = [each for each in answers.log(kit.workspace, work.submission.id) if name_of(each.question) == "years"]
    assert [(each.value, each.by) for each in log] == [("12", first.user.id), ("13", kit.user.id), ("13", kit.user.id)]


def test_the_second_typing_is_for_those_alone_who_may_see_the_person(kit: Kit, paper: PaperInHand) -> None:
    work = keying.begin(kit, paper).value
    type_all(work, ANSWERS)
    work.typed_once()
    stranger = held_by(kit, "Wes Worker")
    assert keying.begun(stranger) == ()
    with says_no("ROLE-RIGHT"):
        keying.resume(stranger, work.submission.id)
