"""Corrections: by whom, with a reason, scores worked out anew, and the first answer still there."""

from dataclasses import replace

import pytest

from civicdesk.records.answers import AnswerKind, Missing
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import QuestionRef
from civicdesk.store import answers, audit, scores
from civicdesk.workflows import consent, corrections, forms
from civicdesk.workflows.corrections import Correction, NewValue
from civicdesk.workflows.interview import Interview
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import begin, finished, given, plain_form, ref_of, says_no, welcome

REASON = "Wren Fictional said it again more slowly"


def value_now(kit: Kit, talk: Interview, ref: QuestionRef) -> str | None:
    return {each.question: each.value for each in answers.now(kit.workspace, talk.submission.id)}.get(ref)


def correction(talk: Interview, **values: str) -> Correction:
    wanted = tuple(NewValue(question=ref_of(talk, name), value=value) for name, value in values.items())
    return Correction(submission=talk.submission.id, values=wanted, reason=REASON)


@pytest.fixture
def talk(kit: Kit) -> Interview:
    """Return a finished response of the shipped questionnaire."""
    return finished(kit, welcome(kit).id)


@pytest.fixture
def plain(kit: Kit) -> Interview:
    """Return a finished response of a small form: words, years, months worked out, and a choice that asks one question more."""
    forms.add(kit, plain_form())
    talk = begin(kit, welcome(kit).id, form_id="plain")
    for name, value in {"words": "Bracken words", "years": "3", "again": "yes"}.items():
        talk.answer(ref_of(talk, name), value)
    talk.finish()
    return talk


def test_a_correction_is_added_and_the_first_answer_stays(kit: Kit, plain: Interview) -> None:
    corrections.correct(kit, correction(plain, years="4"))
    years = ref_of(plain, "years")
    said = [(each.value, each.kind, each.reason) for each in answers.log(kit.workspace, plain.submission.id) if each.question == years]
    assert said == [("3", AnswerKind.GIVEN, ""), ("4", AnswerKind.CORRECTED, REASON)]


def test_what_the_form_works_out_from_it_follows(kit: Kit, plain: Interview) -> None:
    corrections.correct(kit, correction(plain, years="4"))
    assert value_now(kit, plain, QuestionRef(ref_of(plain, "years").replace("years", "months"))) == "48"


def test_scores_are_added_again_and_the_first_ones_stay(kit: Kit, talk: Interview) -> None:
    before = scores.latest(kit.workspace, talk.submission.id)
    made = corrections.correct(kit, correction(talk, sk1="ta")).value
    latest = scores.latest(kit.workspace, talk.submission.id)
    assert (before.reason, latest.reason) == ("finished", "corrected")
    assert latest.scores == made
    assert [each.value for each in made] != [each.value for each in before.scores]
    assert kit.workspace.row("select count(*) from score_run") == (2,)


def test_history_says_who_when_what_and_why(kit: Kit, plain: Interview) -> None:
    corrections.correct(kit, correction(plain, years="4"))
    corrections.correct(kit, correction(plain, years="5"))
    first, second = corrections.history(kit, plain.submission.id)
    assert (first.label, first.before, first.after, first.by, first.reason) == ("How many years?", "3", "4", kit.user.id, REASON)
    assert (second.before, second.after) == ("4", "5")
    assert first.at < second.at


def test_a_missing_answer_can_be_what_is_right(kit: Kit, plain: Interview) -> None:
    said = Correction(
        submission=plain.submission.id,
        values=(NewValue(question=ref_of(plain, "again"), value="", missing=Missing.RATHER_NOT_SAY),),
        reason=REASON,
    )
    corrections.correct(kit, said)
    (told,) = corrections.history(kit, plain.submission.id)
    assert (told.before, told.after, told.after_missing) == ("yes", None, Missing.RATHER_NOT_SAY)


def test_words_and_reasons_lie_sealed(kit: Kit, plain: Interview) -> None:
    corrections.correct(kit, correction(plain, words="Heather words"))
    row = kit.workspace.row("select value, sealed_value, sealed_reason from answer_log where kind = 'corrected'")
    assert row[0] is None
    assert b"Heather" not in row[1] + row[2]
    assert value_now(kit, plain, ref_of(plain, "words")) == "Heather words"


def test_a_question_that_is_asked_no_more_counts_no_more(kit: Kit) -> None:
    forms.add(kit, plain_form())
    talk = begin(kit, welcome(kit).id, form_id="plain")
    talk.answer(ref_of(talk, "again"), "no")
    talk.answer(ref_of(talk, "why"), "Too far")
    why = ref_of(talk, "why")
    talk.finish()
    corrections.correct(kit, correction(talk, again="yes"))
    state = kit.response(talk.submission).state()[why]
    assert (state.rel, state.v) == (False, "")


def test_it_is_one_act_in_the_audit(kit: Kit, plain: Interview) -> None:
    before = len(audit.rows(kit.workspace))
    corrections.correct(kit, correction(plain, years="4", words="Other words"))
    (row,) = audit.rows(kit.workspace, after=before)
    assert (row.action, row.user) == ("corrected", kit.user.id)
    assert kit.workspace.verify() == ()


def test_a_worker_corrects_what_they_asked_themselves(kit: Kit) -> None:
    worker = held_by(kit, "Wes Worker")
    talk = finished(worker, welcome(worker).id)
    corrections.correct(worker, correction(talk, sk1="ta"))
    assert len(corrections.history(worker, talk.submission.id)) == 1


def test_a_coordinator_corrects_what_anybody_asked(kit: Kit) -> None:
    worker = held_by(kit, "Wes Worker")
    talk = finished(worker, welcome(worker).id)
    corrections.correct(kit, correction(talk, sk1="ta"))
    assert corrections.history(kit, talk.submission.id)[0].by == kit.user.id


@pytest.mark.parametrize("name", ["Wes Worker", "Fay Guide"])
def test_nobody_else_corrects_a_colleagues_response_or_sees_what_it_was(kit: Kit, talk: Interview, name: str) -> None:
    colleague = held_by(kit, name)
    with says_no("ROLE-RIGHT"):
        corrections.correct(colleague, correction(talk, sk1="ta"))
    with says_no("ROLE-RIGHT"):
        corrections.history(colleague, talk.submission.id)


def test_an_unfinished_response_is_changed_in_its_questions(kit: Kit) -> None:
    talk = begin(kit, welcome(kit).id)
    with says_no("CORRECTION-DRAFT"):
        corrections.correct(kit, correction(talk, sk1="ta"))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_correction_needs_a_reason_of_a_few_words(kit: Kit, talk: Interview, reason: str) -> None:
    with says_no("CORRECTION-REASON"):
        corrections.correct(kit, replace(correction(talk, sk1="ta"), reason=reason))


def test_the_same_value_again_changes_nothing(kit: Kit, plain: Interview) -> None:
    with says_no("CORRECTION-NONE"):
        corrections.correct(kit, correction(plain, years="3"))


@pytest.mark.parametrize("ref", ["/data/nothing", "months", "why"])
def test_what_is_not_asked_cannot_be_corrected(kit: Kit, plain: Interview, ref: str) -> None:
    whole = ref if ref.startswith("/") else ref_of(plain, "years").replace("years", ref)
    said = Correction(submission=plain.submission.id, values=(NewValue(question=QuestionRef(whole), value="1"),), reason=REASON)
    with says_no("CORRECTION-QUESTION"):
        corrections.correct(kit, said)


def test_a_value_that_the_question_cannot_hold_is_not_kept(kit: Kit, plain: Interview) -> None:
    with says_no("INTERVIEW-VALUE"):
        corrections.correct(kit, correction(plain, years="many"))


@pytest.mark.parametrize("values", [{"years": "100"}, {"again": ""}])
def test_what_the_form_does_not_take_is_not_kept(kit: Kit, plain: Interview, values: dict[str, str]) -> None:
    with says_no("CORRECTION-PROBLEMS"):
        corrections.correct(kit, correction(plain, **values))
    assert corrections.history(kit, plain.submission.id) == ()


def test_nothing_is_corrected_for_somebody_who_took_keeping_back(kit: Kit) -> None:
    person = welcome(kit)
    talk = finished(kit, person.id)
    consent.withdraw(kit, given(kit, person.id, frozenset(), choices={Purpose.KEEP: Choice.NO}))
    with says_no("CONSENT-KEEP"):
        corrections.correct(kit, correction(talk, sk1="ta"))


def test_the_page_shows_every_answer_and_what_was_put_right(kit: Kit, talk: Interview) -> None:
    corrections.correct(kit, correction(talk, sk1="ta"))
    page = corrections.page(kit, talk.submission.id)
    answers_now = {each.state.ref.rpartition("/")[2]: each.state.v for each in page.questions}
    assert answers_now["sk1"] == "ta"
    assert not any(name.startswith("cd_") for name in answers_now)
    assert [(each.before, each.after, each.who) for each in page.history] == [("da", "ta", "Ada Test")]


def test_an_unfinished_response_has_no_page_of_corrections(kit: Kit) -> None:
    with says_no("CORRECTION-DRAFT"):
        corrections.page(kit, begin(kit, welcome(kit).id).submission.id)
