"""Answers: the log grows, the last word counts, words lie sealed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from civicdesk.errors import Damaged, Refused
from civicdesk.records.answers import Answer, AnswerKind, AnswerNow, CaptureMode, Missing, Submission, SubmissionState
from civicdesk.records.ids import QuestionRef, SubmissionId, UserId
from civicdesk.store import answers, audit
from civicdesk.store.workspace import Workspace

Say = Callable[..., Answer]
STORY = QuestionRef("/story")


def now(ws: Workspace, which: Submission) -> dict[str, str | None]:
    return {answer.question: answer.value for answer in answers.now(ws, which.id)}


def test_a_submission_comes_back_as_kept(ws: Workspace, begun: Submission) -> None:
    assert answers.submission(ws, begun.id) == begun


def test_an_unknown_submission_is_refused(ws: Workspace, say: Say) -> None:
    unknown = SubmissionId("none")
    asked = [
        lambda: answers.submission(ws, unknown),
        lambda: answers.now(ws, unknown),
        lambda: answers.keep(ws, [say("/a", "1", submission=unknown)]),
    ]
    for question in asked:
        with pytest.raises(Refused, match="STORE-UNKNOWN"):
            question()


def test_the_last_word_counts(ws: Workspace, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say("/a", "1")])
    answers.keep(ws, [say("/b", "2"), say("/a", "3", kind=AnswerKind.CORRECTED)])
    assert now(ws, begun) == {"/a": "3", "/b": "2"}


def test_everything_ever_said_stays_in_the_log(ws: Workspace, begun: Submission, say: Say) -> None:
    said = [say("/a", "1"), say("/a", None, kind=AnswerKind.CLEARED), say("/a", "2", kind=AnswerKind.CORRECTED, reason="misheard")]
    for answer in said:
        answers.keep(ws, [answer])
    assert answers.log(ws, begun.id) == tuple(said)


def test_what_was_dropped_is_no_answer(ws: Workspace, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say("/a", "1"), say("/b", "1")])
    answers.keep(ws, [say("/a", None, kind=AnswerKind.CLEARED), say("/b", None)])
    assert now(ws, begun) == {}


def test_a_reason_for_having_no_value_is_an_answer(ws: Workspace, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say("/a", None, missing=Missing.RATHER_NOT_SAY)])
    assert answers.now(ws, begun.id) == (AnswerNow(question=QuestionRef("/a"), value=None, missing=Missing.RATHER_NOT_SAY),)


def test_adding_a_repeat_is_no_answer(ws: Workspace, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say("/child", "", kind=AnswerKind.ADDED), say("/child", "0", kind=AnswerKind.REMOVED)])
    assert now(ws, begun) == {}


@pytest.mark.parametrize("words", ["a story", "", "line\nline", "\t \u202ezażółć 🙂", "x" * 100_000])
def test_words_come_back_to_the_byte(ws: Workspace, begun: Submission, say: Say, words: str) -> None:
    answers.keep(ws, [say(STORY, words)], sealed=frozenset({STORY}))
    assert now(ws, begun) == {STORY: words}
    assert answers.log(ws, begun.id)[0].value == words


def test_words_lie_sealed_and_codes_in_clear(ws: Workspace, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say(STORY, "a story"), say("/a", "1"), say("/b", None)], sealed=frozenset({STORY, QuestionRef("/b")}))
    assert ws.rows("select value, sealed_value is null from answer_log order by n") == [(None, 0), ("1", 1), (None, 1)]


def test_a_sealed_answer_moved_to_another_row_does_not_open(ws: Workspace, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say(STORY, "a story"), say("/a", "1")], sealed=frozenset({STORY}))
    ws._connection.execute("drop trigger answer_log_stays")
    ws._connection.execute("update answer_log set sealed_value = (select sealed_value from answer_log where n = 1) where n = 2")
    with pytest.raises(Damaged, match="VAULT-OPEN"):
        answers.now(ws, begun.id)


def test_the_reason_of_a_correction_lies_sealed(ws: Workspace, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say("/a", "1", kind=AnswerKind.CORRECTED, reason="Wren said so")])
    assert "Wren" not in repr(ws.rows("select * from answer_log"))


def test_one_keeping_is_one_row_in_the_audit(ws: Workspace, begun: Submission, say: Say) -> None:
    before = len(audit.rows(ws))
    answers.keep(ws, [say("/a", "1"), say("/b", "2", kind=AnswerKind.COMPUTED)], QuestionRef("/c"))
    assert len(audit.rows(ws)) == before + 1
    assert audit.rows(ws)[-1].object == "answer_log:1-2 submission:1"


def test_keeping_nothing_writes_nothing(ws: Workspace, begun: Submission) -> None:
    before = audit.rows(ws)
    answers.keep(ws, [], None)
    assert audit.rows(ws) == before


def test_the_interview_goes_on_where_it_stood(ws: Workspace, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say("/a", "1")], QuestionRef("/b"))
    assert answers.submission(ws, begun.id).position == "/b"
    answers.place_at(ws, begun.id, QuestionRef("/c"))
    assert answers.submission(ws, begun.id).position == "/c"


def test_somebody_was_last_seen_when_a_form_ended_or_else_began(ws: Workspace, begun: Submission, clock) -> None:
    before = answers.last_seen(ws)
    answers.finish(ws, begun.id, at := clock())
    assert (before, answers.last_seen(ws)) == ({begun.person: begun.started_at}, {begun.person: at})


def test_a_draft_is_listed_until_it_ends(ws: Workspace, begun: Submission, clock) -> None:
    assert answers.drafts(ws) == (begun,)
    answers.finish(ws, begun.id, clock(), by=UserId("wf"))
    assert answers.drafts(ws) == ()


def test_a_finished_submission_says_when(ws: Workspace, begun: Submission, clock) -> None:
    at = clock()
    answers.finish(ws, begun.id, at)
    assert answers.submission(ws, begun.id) == replace(begun, state=SubmissionState.FINISHED, finished_at=at)


def test_a_declined_submission_says_so(ws: Workspace, begun: Submission, clock) -> None:
    answers.decline(ws, begun.id, clock())
    assert answers.submission(ws, begun.id).state is SubmissionState.DECLINED


def test_the_state_of_a_form_is_kept_and_stays_when_it_is_finished(ws: Workspace, begun: Submission, clock) -> None:
    answers.keep_draft_state(ws, begun.id, '{"a": "1"}')
    answers.keep_draft_state(ws, begun.id, '{"a": "2"}')
    assert answers.draft_state(ws, begun.id) == '{"a": "2"}'
    answers.finish(ws, begun.id, clock())
    assert answers.draft_state(ws, begun.id) == '{"a": "2"}'


def test_a_form_that_was_not_opened_has_no_state(ws: Workspace, begun: Submission) -> None:
    assert answers.draft_state(ws, begun.id) is None


def test_an_answer_and_the_state_after_it_are_one_row_in_the_audit(ws: Workspace, begun: Submission, say: Say) -> None:
    for value in "12":
        with ws.writing("answers-kept", UserId("wf")):
            answers.keep(ws, [say("/a", value)], QuestionRef("/b"))
            answers.keep_draft_state(ws, begun.id, value)
    assert audit.rows(ws)[-1].object == "answer_log:2 draft_state:1 submission:1"
    assert ws.verify() == ()


def test_the_state_of_a_running_form_lies_sealed(ws: Workspace, begun: Submission) -> None:
    answers.keep_draft_state(ws, begun.id, "a story")
    assert b"a story" not in ws.row("select sealed_snapshot from draft_state")[0]
    assert ws.verify() == ()


def test_submissions_are_listed_by_person_session_and_wave(ws: Workspace, begun: Submission) -> None:
    other = replace(begun, id=SubmissionId("s2"), session=None, wave=2, mode=CaptureMode.PAPER, collected_on="2026-02-28")
    answers.begin(ws, other)
    found = [
        answers.submissions(ws), answers.submissions(ws, person=begun.person, wave=2), answers.submissions(ws, session=begun.session),
        answers.submissions(ws, wave=3),
    ]  # fmt: skip
    assert found == [(begun, other), (other,), (begun,), ()]


def test_a_time_without_a_zone_is_a_bug(ws: Workspace, begun: Submission, say: Say) -> None:
    with pytest.raises(ValueError, match="zone"):
        answers.keep(ws, [say("/a", "1", at=datetime(2026, 3, 2))])  # noqa: DTZ001 - that is the mistake
    assert now(ws, begun) == {}


def test_answers_of_many_submissions_come_in_together_or_not_at_all(ws: Workspace, begun: Submission, say: Say) -> None:
    def import_them() -> None:
        with ws.writing("responses-imported"):
            for number in range(3):
                answers.begin(ws, replace(begun, id=SubmissionId(f"p{number}")))
                answers.keep(ws, [say("/a", str(number), submission=SubmissionId(f"p{number}"))])
            answers.keep(ws, [say("/a", "1", submission=SubmissionId("none"))])

    with pytest.raises(Refused):
        import_them()
    assert answers.submissions(ws) == (begun,)
    assert now(ws, begun) == {}


def test_what_is_finished_takes_corrections_with_a_reason_alone(ws: Workspace, begun, say, clock) -> None:
    answers.keep(ws, [say("/a", "1")])
    answers.finish(ws, begun.id, clock())
    for answer in (say("/a", "2"), say("/a", "2", kind=AnswerKind.CORRECTED)):
        with pytest.raises(Refused, match="STORE-FINISHED"):
            answers.keep(ws, [answer])
    answers.keep(ws, [say("/a", "2", kind=AnswerKind.CORRECTED, reason="misheard"), say("/b", "4", kind=AnswerKind.COMPUTED)])
    assert [each.value for each in answers.now(ws, begun.id)] == ["2", "4"]
