"""A score as a worker reads it: its value, what stands behind it, and what may be said of a change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from civicdesk.records.answers import CaptureMode, Submission, SubmissionState
from civicdesk.records.ids import InstrumentId, PersonId, SubmissionId, UserId
from civicdesk.records.scores import Key, Method, OnMissing, Scale, ScaleItem, ScaleScore
from civicdesk.scoring.change import change
from civicdesk.scoring.key import with_hashes
from civicdesk.scoring.scales import score
from civicdesk.ui.screens.sheet import facts
from civicdesk.ui.widgets.scores_shown import ScoreShown
from civicdesk.workflows.sheet import ScoreLine, ScoresPage

ITEMS = tuple(ScaleItem(item=f"q{n}", low=1, high=4) for n in range(1, 6))
SCALE = Scale(name="calm", label={"en": "Calm"}, method=Method.MEAN_OF_POMP, on_missing=OnMissing.PRORATE, min_answered=3, items=ITEMS)
SUBMISSION = Submission(
    id=SubmissionId("s"),
    person=PersonId("p"),
    session=None,
    instrument=InstrumentId("i"),
    wave=1,
    mode=CaptureMode.INTERVIEWER,
    language="en",
    state=SubmissionState.FINISHED,
    started_at=datetime(2026, 8, 4, tzinfo=UTC),
    started_by=UserId("u"),
)


def key_of(scale: Scale) -> Key:
    return with_hashes(Key(id="k", version="1", scales=(scale,)))


def scored(number: int, count: int = 5, scale: Scale = SCALE) -> ScaleScore:
    (made,) = score(key_of(scale), {f"q{n}": number for n in range(1, count + 1)})
    return made


def shown(after: ScaleScore, before: ScaleScore | None = None, scale: Scale = SCALE) -> ScoreShown:
    whole = key_of(scale).scales[0]
    line = ScoreLine(scale=whole, score=after, change=None if before is None else change(whole, before, after))
    page = ScoresPage(submission=SUBMISSION, card="001", lines=(line,), earlier=None, questions={}, answers={})
    return facts.score_of(line, page)


def test_the_line_holds_the_numbers_that_stand_beside_the_answers() -> None:
    made = shown(scored(3))
    assert [one.counts for one in made.workings] == ["3"] * 5
    assert made.arithmetic == "3 + 3 + 3 + 3 + 3 = 15; 100 × (15 − 5) / (20 − 5) = 66.6667"


def test_where_answers_are_wanting_it_says_how_many_it_takes() -> None:
    assert shown(scored(3, count=2)).arithmetic == "2 answered, 3 needed"


def test_a_score_that_needs_every_answer_does_not_say_that_there_is_none() -> None:
    strict = replace(SCALE, on_missing=OnMissing.NULL)
    assert shown(scored(3, count=4, scale=strict), scale=strict).status == "4 of 5 questions were answered: this score needs every answer."
    assert shown(scored(3, count=0, scale=strict), scale=strict).status == "None of the questions was answered."


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (SCALE, "Last time: 33.3. Moved up. A change counts from 30 points on (cautious rule)."),
        (
            replace(SCALE, reliability=0.84, sd=8.0),
            "Last time: 33.3. Moved up. A change counts from 8.9 points on (by the scale's reliability).",
        ),
        (replace(SCALE, sem=10.0), "Last time: 33.3. Moved up. A change counts from 27.7 points on (by the scale's error of measurement)."),
    ],
)
def test_a_change_is_told_with_the_points_it_takes_and_by_which_rule(scale: Scale, words: str) -> None:
    assert shown(scored(3, scale=scale), scored(2, scale=scale), scale).change == words


def test_other_questions_are_not_compared() -> None:
    made = shown(scored(3), replace(scored(2), variant="short"))
    assert made.change == "Last time: 33.3. Not comparable: the questions were not the same."


def test_a_time_without_a_score_is_no_comparison() -> None:
    assert shown(scored(3, count=1), scored(2)).change == "Last time: 33.3."
