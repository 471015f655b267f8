"""The questionnaire with a worker asking: kept answer by answer, and open again exactly where it stood."""

import pytest

from civicdesk.errors import Unavailable
from civicdesk.i18n import say
from civicdesk.records.answers import AnswerKind, CaptureMode, Missing, SubmissionState
from civicdesk.records.ids import PersonId, QuestionRef
from civicdesk.records.pages import PageSize
from civicdesk.store import answers, scores
from civicdesk.workflows import forms, interview
from civicdesk.workflows.interview import Interview
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.conftest import FORM, answer_all, begin, finished, plain_form, ref_of, says_no, welcome, workbook


@pytest.fixture
def person(kit: Kit) -> PersonId:
    return welcome(kit).id


@pytest.fixture
def plain(kit: Kit, person: PersonId) -> Interview:
    """Return an open response to a form with words, numbers, a calculation, a check and a repeat."""
    forms.add(kit, plain_form())
    return begin(kit, person, form_id="plain")


def test_the_first_page_asks_nothing_that_the_project_knows(kit: Kit, person: PersonId) -> None:
    page = begin(kit, person).page()
    assert page.number == 1
    assert [question.state.ref.rpartition("/")[2] for question in page.questions] == ["sk1"]
    assert page.questions[0].own_missing_codes


def test_a_section_is_shown_whole_when_the_worker_wants_it(kit: Kit, person: PersonId) -> None:
    talk = begin(kit, person)
    names = [question.state.ref.rpartition("/")[2] for question in talk.sized(PageSize.SECTION).questions]
    assert names == ["sk1", "sk2", "sk3", "sk4", "sk5"]
    assert talk.sized(PageSize.QUESTION).of > 40


def test_a_page_is_turned_and_the_place_is_kept(kit: Kit, person: PersonId) -> None:
    talk = begin(kit, person)
    page = talk.turn_to(talk.page().following).value
    assert page.previous == talk.page(page.previous).ref
    assert answers.submission(kit.workspace, talk.submission.id).position == page.ref
    assert interview.resume(kit, talk.submission.id).page(talk.submission.position).ref == page.ref


def test_an_answer_is_on_the_disk_when_the_verb_returns(kit: Kit, plain: Interview) -> None:
    plain.answer(ref_of(plain, "years"), "7")
    kept = {each.question.rpartition("/")[2]: each.value for each in answers.now(kit.workspace, plain.submission.id)}
    assert kept == {"years": "7", "months": "84"}
    assert {each.kind for each in answers.log(kit.workspace, plain.submission.id)} == {AnswerKind.GIVEN, AnswerKind.COMPUTED}


def test_the_log_holds_what_the_form_holds(kit: Kit, plain: Interview) -> None:
    plain.answer(ref_of(plain, "years"), " 007 ")
    (given,) = [each for each in answers.log(kit.workspace, plain.submission.id) if each.kind is AnswerKind.GIVEN]
    assert given.value == "7"


@pytest.mark.parametrize(("name", "value"), [("years", "seven"), ("again", "perhaps")])
def test_what_a_question_cannot_hold_is_refused_and_the_old_answer_stays(kit: Kit, plain: Interview, name: str, value: str) -> None:
    good = {"years": "7", "again": "yes"}[name]
    plain.answer(ref_of(plain, name), good)
    with says_no("INTERVIEW-VALUE"):
        plain.answer(ref_of(plain, name), value)
    assert plain.page(ref_of(plain, name)).questions[0].state.v == good
    assert {each.value for each in answers.log(kit.workspace, plain.submission.id)} <= {good, "84"}


def test_an_answer_to_a_question_that_another_answer_has_hidden_is_refused_with_a_sentence(kit: Kit, plain: Interview) -> None:
    plain.answer(ref_of(plain, "again"), "no")
    why = ref_of(plain, "why")
    plain.answer(ref_of(plain, "again"), "yes")
    with says_no("INTERVIEW-GONE"):
        plain.answer(why, "Because")
    assert why not in {each.question for each in answers.now(kit.workspace, plain.submission.id)}


def test_a_corrected_answer_leaves_the_first_one_in_the_log(kit: Kit, plain: Interview) -> None:
    for value in ("7", "8"):
        plain.answer(ref_of(plain, "years"), value)
    said = [each.value for each in answers.log(kit.workspace, plain.submission.id) if each.kind is AnswerKind.GIVEN]
    assert said == ["7", "8"]


@pytest.mark.parametrize("missing", Missing)
def test_a_reason_for_having_no_answer_is_kept_and_shown(kit: Kit, plain: Interview, missing: Missing) -> None:
    page = plain.answer(ref_of(plain, "again"), "", missing).value
    assert page.questions[0].missing is missing
    line = next(line for line in plain.review().lines if line.ref == page.ref)
    assert (line.answer, line.problem) == (say(f"interview.missing.{missing.value}"), "")


def test_an_answer_takes_the_place_of_a_reason_for_having_none(kit: Kit, plain: Interview) -> None:
    plain.answer(ref_of(plain, "again"), "", Missing.DONT_KNOW)
    assert plain.answer(ref_of(plain, "again"), "yes").value.questions[0].missing is None


def test_an_answer_that_takes_a_choice_away_clears_it_and_says_which(kit: Kit, plain: Interview) -> None:
    plain.answer(ref_of(plain, "again"), "no")
    plain.answer(ref_of(plain, "town"), "beeton")
    page = plain.answer(ref_of(plain, "again"), "yes").value
    assert page.cleared == ("Which town?",)
    cleared = [each for each in answers.log(kit.workspace, plain.submission.id) if each.kind is AnswerKind.CLEARED]
    assert [each.question.rpartition("/")[2] for each in cleared] == ["town"]
    assert "town" not in {each.question.rpartition("/")[2] for each in answers.now(kit.workspace, plain.submission.id)}


def test_a_question_that_goes_away_keeps_its_answer_for_when_it_comes_back(plain: Interview) -> None:
    plain.answer(ref_of(plain, "again"), "no")
    why = ref_of(plain, "why")
    plain.answer(why, "Plainly invented words")
    plain.answer(ref_of(plain, "again"), "yes")
    assert why not in {line.ref for line in plain.review().lines}
    plain.answer(ref_of(plain, "again"), "no")
    assert plain.page(why).questions[0].state.v == "Plainly invented words"


def test_words_lie_sealed_under_the_persons_own_key(kit: Kit, plain: Interview) -> None:
    plain.answer(ref_of(plain, "words"), "Plainly invented words")
    plain.answer(ref_of(plain, "again"), "yes")
    rows = kit.workspace.rows("select value, sealed_value from answer_log order by n", [])
    assert [(value, sealed is not None) for value, sealed in rows] == [(None, True), ("yes", False)]


def test_what_could_not_be_kept_is_not_on_the_screen_either(kit: Kit, plain: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise Unavailable("STORE-WRITE")

    plain.answer(ref_of(plain, "years"), "7")
    with monkeypatch.context() as patch:
        patch.setattr(answers, "keep", full)
        with says_no("STORE-WRITE"):
            plain.answer(ref_of(plain, "years"), "8")
        with says_no("STORE-WRITE"):
            plain.add(QuestionRef("/data/visit"))
    assert plain.page(ref_of(plain, "years")).questions[0].state.v == "7"
    assert interview.resume(kit, plain.submission.id).review() == plain.review()


def test_a_repeat_grows_and_shrinks_and_comes_back_as_it_was(kit: Kit, plain: Interview) -> None:
    root = ref_of(plain, "words").rpartition("/")[0]
    visit = QuestionRef(f"{root}/visit")
    first = sum(line.ref.endswith("/place") for line in plain.review().lines)
    plain.add(visit)
    plain.answer(QuestionRef(f"{root}/visit[{first + 1}]/place"), "Invented Hall")
    assert interview.resume(kit, plain.submission.id).review() == plain.review()
    plain.remove(visit, first)
    assert sum(line.ref.endswith("/place") for line in plain.review().lines) == first
    kinds = [each.kind for each in answers.log(kit.workspace, plain.submission.id)]
    assert AnswerKind.ADDED in kinds
    assert AnswerKind.REMOVED in kinds


def names(kit: Kit, talk: Interview) -> list[str]:
    """Return every page of a form from the first on, as they are turned; `#range` is the page behind a repeat."""
    page = talk.page()
    found = [page.ref.rpartition("/")[2]]
    while page.following is not None:
        page = talk.page(page.following)
        found.append(page.ref.rpartition("/")[2])
    return found


def test_behind_the_last_instance_stands_a_page_to_add_another_one(kit: Kit, plain: Interview) -> None:
    before = names(kit, plain)
    assert before[-2:] == ["place", "visit#range"]
    visit = plain.page(QuestionRef("/data/visit#range")).repeat
    assert visit is not None
    inside = plain.add(visit.ref).value
    assert inside.questions[0].state.ref == f"{visit.ref}[2]/place"
    assert plain.submission.position == inside.ref
    assert names(kit, plain)[-3:] == ["place", "place", "visit#range"]
    plain.answer(QuestionRef(inside.questions[0].state.ref), "Invented Hall")
    around = plain.page(inside.following)
    assert [words for _, words in around.repeat.instances] == ["", "Invented Hall"]
    assert plain.page(around.repeat.instances[1][0]).ref == inside.ref


def test_a_repeat_without_instances_still_has_its_page(kit: Kit, plain: Interview) -> None:
    visit = QuestionRef("/data/visit")
    left = plain.remove(visit, 0).value
    assert left.repeat is not None
    assert (left.ref, left.repeat.instances, left.questions) == ("/data/visit#range", (), ())
    assert names(kit, plain)[-1] == "visit#range"
    assert plain.sized(PageSize.SECTION).of == plain.page(left.ref).number


def test_an_unusual_answer_that_holds_is_kept_and_not_asked_about_again(kit: Kit, person: PersonId) -> None:
    header = ["type", "name", "label", "bind::cd:confirm", "bind::cd:confirmMsg"]
    odd = workbook(
        survey=[header, ["integer", "n", "How many?", ". < 10", "Is that right?"]],
        settings=[["form_id", "version", "namespaces"], ["odd", "1", 'cd="urn:civicdesk:xforms"']],
    )
    forms.add(kit, odd)
    talk = begin(kit, person, form_id="odd")
    ref = talk.page().questions[0].state.ref
    question = talk.answer(ref, "14").value.questions[0]
    assert (question.state.confirm, question.confirmed) == ("Is that right?", False)
    assert talk.confirm(ref).value.questions[0].confirmed
    again = interview.resume(kit, talk.submission.id)
    assert again.page().questions[0].confirmed
    (kept,) = [each for each in answers.log(kit.workspace, talk.submission.id) if each.kind is AnswerKind.CONFIRMED]
    assert (kept.question, kept.value, kept.by) == (ref, "14", kit.user.id)
    assert not again.answer(ref, "15").value.questions[0].confirmed
    assert {each.question: each.value for each in answers.now(kit.workspace, talk.submission.id)}[ref] == "15"


def test_a_note_is_kept_sealed_beside_the_answer_and_changes_nothing_of_it(kit: Kit, plain: Interview) -> None:
    ref = ref_of(plain, "years")
    plain.answer(ref, "7")
    assert plain.note(ref, " Said after a long pause. ").value.questions[0].note == "Said after a long pause."
    again = interview.resume(kit, plain.submission.id)
    assert again.page(ref).questions[0].note == "Said after a long pause."
    assert again.page(ref).questions[0].state.v == "7"
    assert {each.question: each.value for each in answers.now(kit.workspace, plain.submission.id)}[ref] == "7"
    raw = kit.workspace.rows("select value, sealed_reason from answer_log where kind = 'noted'")
    assert [(value, b"pause" in sealed) for value, sealed in raw] == [("7", False)]
    assert again.note(ref, "").value.questions[0].note == ""


def test_a_note_on_an_open_question_leaves_it_open(kit: Kit, plain: Interview) -> None:
    ref = ref_of(plain, "years")
    plain.answer(ref, "", Missing.DONT_KNOW)
    question = plain.note(ref, "Asks for more time").value.questions[0]
    assert (question.missing, question.state.v) == (Missing.DONT_KNOW, "")


def test_numbers_from_nought_to_ten_are_a_row_of_steps(kit: Kit, person: PersonId) -> None:
    talk = begin(kit, person)
    talk.sized(PageSize.SECTION)
    line = next(line for line in talk.review().lines if line.ref.endswith("/wb1"))
    state = next(question.state for question in talk.page(line.ref).questions if question.state.ref == line.ref)
    assert (state.range_start, state.range_end, state.range_step) == (0, 10, 1)


def test_the_language_changes_and_no_answer_with_it(kit: Kit, plain: Interview) -> None:
    plain.answer(ref_of(plain, "years"), "7")
    other = next(language for language in plain.page().languages if language != plain.page().language)
    plain.speak(other)
    page = plain.page(ref_of(plain, "years"))
    assert (page.questions[0].state.label, page.questions[0].state.v) == ("Ile lat?", "7")
    assert interview.resume(kit, plain.submission.id).page().language == other


def test_a_language_is_chosen_at_the_beginning(kit: Kit, person: PersonId) -> None:
    forms.add(kit, plain_form())
    assert begin(kit, person, form_id="plain", language="Polski (pl)").page().language == "Polski (pl)"
    assert begin(kit, welcome(kit).id, form_id="plain", language="Martian").page().language == "English (en)"


def test_an_answer_that_fails_its_check_stops_the_end_and_says_where(plain: Interview) -> None:
    plain.answer(ref_of(plain, "again"), "yes")
    plain.answer(ref_of(plain, "years"), "700")
    review = plain.review()
    assert [line.ref for line in review.lines if line.problem] == [ref_of(plain, "years")]
    with says_no("INTERVIEW-PROBLEMS"):
        plain.finish()
    assert plain.submission.state is SubmissionState.DRAFT


def test_a_question_that_must_be_dealt_with_stops_the_end(plain: Interview) -> None:
    with says_no("INTERVIEW-PROBLEMS"):
        plain.finish()
    plain.answer(ref_of(plain, "again"), "", Missing.RATHER_NOT_SAY)
    assert plain.finish().value == ()
    assert plain.submission.state is SubmissionState.FINISHED


def test_a_finished_response_is_scored_and_cannot_be_changed(kit: Kit, person: PersonId) -> None:
    talk = finished(kit, person)
    assert {score.scale for score in scores.latest(kit.workspace, talk.submission.id).scores} >= {"skills", "knowhow"}
    with says_no("INTERVIEW-FINISHED"):
        talk.answer(ref_of(talk, "sk1"), "td")
    with says_no("INTERVIEW-FINISHED"):
        talk.finish()
    with says_no("INTERVIEW-FINISHED"):
        talk.decline()


def test_a_finished_response_can_be_read_in_another_language(kit: Kit, plain: Interview) -> None:
    plain.answer(ref_of(plain, "again"), "yes")
    plain.finish()
    before = answers.draft_state(kit.workspace, plain.submission.id)
    plain.speak("Polski (pl)")
    plain.turn_to(plain.page().ref)
    assert answers.draft_state(kit.workspace, plain.submission.id) == before


def test_somebody_who_would_rather_not_go_on_is_not_scored(kit: Kit, person: PersonId) -> None:
    talk = answer_all(begin(kit, person))
    talk.decline()
    assert talk.submission.state is SubmissionState.DECLINED
    assert kit.workspace.rows("select count(*) from score_run", []) == [(0,)]


def test_the_short_form_asks_less(kit: Kit) -> None:
    full = begin(kit, welcome(kit).id).page().of
    short = begin(kit, welcome(kit).id, short=True).page().of
    assert short <= full / 2 + 1


def test_a_second_beginning_goes_on_with_the_first(kit: Kit, person: PersonId) -> None:
    talk = begin(kit, person)
    talk.answer(ref_of(talk, "sk1"), "da")
    again = begin(kit, person)
    assert again.submission.id == talk.submission.id
    assert again.review() == talk.review()
    assert begin(kit, person, wave=2).submission.id != talk.submission.id


def test_a_draft_keeps_the_version_of_the_form_that_it_began_with(kit: Kit, plain: Interview) -> None:
    forms.add(kit, plain_form(version="2"))
    again = interview.resume(kit, plain.submission.id)
    assert kit.instrument(again.submission.instrument).version == "1"
    fresh = begin(kit, welcome(kit).id, form_id="plain")
    assert kit.instrument(fresh.submission.instrument).version == "2"


def test_how_and_when_answers_were_given_is_kept(kit: Kit, person: PersonId) -> None:
    talk = begin(kit, person, mode=CaptureMode.PAPER, collected_on="2026-02-20")
    kept = answers.submission(kit.workspace, talk.submission.id)
    assert (kept.mode, kept.collected_on) == (CaptureMode.PAPER, "2026-02-20")


def test_a_form_that_is_not_here_is_told(kit: Kit, person: PersonId) -> None:
    with says_no("INTERVIEW-FORM"):
        begin(kit, person, form_id="unheard-of")


def test_a_form_with_nothing_to_show_is_told(kit: Kit, person: PersonId) -> None:
    survey = [["type", "name", "label", "calculation"], ["calculate", "one", None, "1"]]
    forms.add(kit, workbook(survey=survey, settings=[["form_title", "form_id", "version"], ["Empty", "empty", "1"]]))
    talk = begin(kit, person, form_id="empty")
    with says_no("INTERVIEW-EMPTY"):
        talk.page()


def test_a_session_asks_the_form_that_has_scores(kit: Kit) -> None:
    forms.add(kit, plain_form())
    assert interview.default_form(kit) == FORM


def test_without_any_form_nothing_can_be_asked(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicdesk.store.instruments.cards", lambda _workspace: ())
    with says_no("INTERVIEW-NO-FORM"):
        interview.default_form(kit)


def test_the_check_list_shows_sections_and_words_not_codes(kit: Kit, person: PersonId) -> None:
    talk = begin(kit, person)
    talk.answer(ref_of(talk, "sk1"), "da")
    refs = {line.ref.rpartition("/")[2]: line for line in talk.review().lines}
    assert refs["sk1"].answer == "Definitely agree"
    assert refs["sk1"].section
    assert talk.review().unanswered == len(talk.review().lines) - 1


def test_several_choices_are_shown_in_words(kit: Kit, person: PersonId) -> None:
    talk = begin(kit, person)
    talk.answer(ref_of(talk, "good_at"), "listening cooking")
    assert next(line.answer for line in talk.review().lines if line.ref.endswith("/good_at")) == "Listening to people, Cooking"


def test_a_tick_is_shown_as_a_word(kit: Kit, person: PersonId) -> None:
    survey = [["type", "name", "label"], ["acknowledge", "seen", "Have you seen this?"], ["note", "thanks", "Thank you"]]
    forms.add(kit, workbook(survey=survey, settings=[["form_title", "form_id", "version"], ["Tick", "tick", "1"]]))
    talk = begin(kit, person, form_id="tick")
    talk.answer(ref_of(talk, "seen"), "OK")
    assert [line.answer for line in talk.review().lines] == ["Yes"]


def test_an_interview_without_a_session_is_of_the_first_wave(kit: Kit, meeting) -> None:
    assert interview.wave_of(kit, meeting.id) == 1


def test_on_a_full_disk_what_is_begun_is_finished_and_nothing_new_begun(kit: Kit, person: PersonId) -> None:
    talk = begin(kit, person)
    kit.workspace.tight = True
    assert begin(kit, person).submission.id == talk.submission.id
    with pytest.raises(Unavailable, match="INTERVIEW-DISK"):
        begin(kit, welcome(kit, name="Robin Placeholder").id)
