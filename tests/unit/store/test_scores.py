"""Scores: the newest run counts, earlier ones stay."""

from dataclasses import replace

import pytest

from civicdesk.errors import Refused
from civicdesk.records.answers import Submission
from civicdesk.records.ids import SubmissionId
from civicdesk.records.scores import ItemWorking, ScaleScore, ScoredSubmission, Status
from civicdesk.store import answers, scores
from civicdesk.store.workspace import Workspace


@pytest.fixture
def scored(begun: Submission, clock) -> ScoredSubmission:
    working = ItemWorking(item="a", answer="4", value=2.0, reversed=True, standing="answered")
    missing = ItemWorking(item="b", answer="", value=None, reversed=False, standing="missing")
    score = ScaleScore(
        scale="trust", value=2.5, status=Status.PRORATED, n_answered=1, n_applicable=2, n_items=2, band="growing", flags=("b:range",),
        variant="short", key_id="day", key_version="1", key_sha256="ab", rule_sha256="cd", workings=(working, missing), arithmetic="5 / 2 = 2.5",
    )  # fmt: skip
    nothing = ScaleScore(scale="hope", value=None, status=Status.TOO_FEW, n_answered=0, n_applicable=2, n_items=2)
    return ScoredSubmission(
        submission=begun.id, instrument=begun.instrument, wave=1, computed_at=clock(), engine="civicdesk 0.1", reason="finished",
        scores=(score, nothing),
    )  # fmt: skip


def test_scores_come_back_as_kept(ws: Workspace, scored: ScoredSubmission) -> None:
    scores.keep_scores(ws, scored)
    assert scores.latest(ws, scored.submission) == scored
    assert ws.verify() == ()


def test_the_newest_scores_count(ws: Workspace, scored: ScoredSubmission, clock) -> None:
    again = replace(scored, computed_at=clock(), reason="corrected", scores=scored.scores[:1])
    scores.keep_scores(ws, scored)
    scores.keep_scores(ws, again)
    assert scores.latest(ws, scored.submission) == again
    assert ws.row("select count(*) from score_run") == (2,)


def test_a_submission_that_was_never_scored_has_no_scores(ws: Workspace, begun: Submission) -> None:
    assert scores.latest(ws, begun.id) is None


def test_scores_without_a_scale_are_kept_too(ws: Workspace, scored: ScoredSubmission) -> None:
    scores.keep_scores(ws, replace(scored, scores=()))
    assert scores.latest(ws, scored.submission).scores == ()


def test_scores_of_an_unknown_submission_are_refused(ws: Workspace, scored: ScoredSubmission) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        scores.keep_scores(ws, replace(scored, submission=SubmissionId("none")))


def test_a_persons_scores_come_by_wave(ws: Workspace, begun: Submission, scored: ScoredSubmission) -> None:
    second = replace(begun, id=SubmissionId("s2"), wave=3, session=None)
    third = replace(begun, id=SubmissionId("s3"), wave=2)
    for submission in (second, third):
        answers.begin(ws, submission)
        scores.keep_scores(ws, replace(scored, submission=submission.id, wave=submission.wave))
    scores.keep_scores(ws, scored)
    assert [each.wave for each in scores.of_person(ws, begun.person)] == [1, 2, 3]
    assert [each.submission for each in scores.of_session(ws, begun.session)] == ["s1", "s3"]
