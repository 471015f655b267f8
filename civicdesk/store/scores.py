"""Scores as they were computed, each run added to those before; they can be made again from the answers."""

import json
import zlib
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.ids import InstrumentId, PersonId, SessionId, SubmissionId, UserId
from civicdesk.records.scores import ItemWorking, KeptAnswers, ScaleScore, ScoredSubmission, Status
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, stamp
from civicdesk.store.workspace import Workspace

_RUN = "r.n, s.id, r.instrument, r.wave, r.computed_at, r.engine, r.reason"
_LATEST = f"select {_RUN} from score_latest r join submission s on s.n = r.submission"
_SCORE = (
    "scale, value, status, n_answered, n_applicable, n_items, band, flags, variant, key_id, key_version, key_sha256, rule_sha256, "
    "workings, arithmetic"
)


def keep_scores(ws: Workspace, scored: ScoredSubmission, *, by: UserId | None = None) -> None:
    """Keep the scores of a submission; earlier ones stay and are no longer the latest.

    Raises:
        Refused: STORE-UNKNOWN, there is no such submission.
    """
    submission = ws.row("select n from submission where id = ?", [scored.submission])
    if submission is None:
        raise Refused("STORE-UNKNOWN", what="submission")
    with ws.writing(Action.SCORES_KEPT, by) as writing:
        run = writing.insert(
            "score_run",
            {
                "submission": submission[0],
                "instrument": scored.instrument,
                "wave": scored.wave,
                "computed_at": stamp(scored.computed_at),
                "engine": scored.engine,
                "reason": scored.reason,
            },
        )
        first = writing.following("score")
        columns = ("n", "run", *_SCORE.split(", "))
        writing.insert_all("score", columns, [(first + place, run, *_values(score)) for place, score in enumerate(scored.scores)])


def latest(ws: Workspace, submission: SubmissionId) -> ScoredSubmission | None:
    """Return the newest scores of a submission; None if it was never scored."""
    row = ws.row(f"{_LATEST} where s.id = ?", [submission])
    return None if row is None else _scored(ws, row)


def of_person(ws: Workspace, person: PersonId) -> tuple[ScoredSubmission, ...]:
    """Return the newest scores of each of a person's submissions, by wave and then in the order of their beginning."""
    return tuple(_scored(ws, row) for row in ws.rows(f"{_LATEST} where s.person = ? order by s.wave, s.n", [person]))


def of_session(ws: Workspace, session: SessionId) -> tuple[ScoredSubmission, ...]:
    """Return the newest scores of each submission of a session, in the order of their beginning."""
    return tuple(_scored(ws, row) for row in ws.rows(f"{_LATEST} where s.session = ? order by s.n", [session]))


def answers_kept(ws: Workspace, instrument: InstrumentId, of_items: Collection[str]) -> Iterator[KeptAnswers]:
    """Yield what the newest scores of each submission of an instrument were worked out from, in the order of their beginning.

    Args:
        ws: the open workspace.
        instrument: the version of a form that was answered.
        of_items: names of the scales that items feed; the workings of the others hold scales, not answers.
    """
    rows = ws.rows(
        "select s.id, r.wave, c.scale, c.value, c.status, c.band, c.variant, c.rule_sha256, c.workings from score_latest r "
        "join submission s on s.n = r.submission join score c on c.run = r.n where s.instrument = ? order by s.n, c.n",
        [instrument],
    )
    for submission, found in groupby(rows, key=itemgetter(0)):
        parts = list(found)
        answers: dict[str, str] = {}
        for row in parts:
            if row[2] in of_items:
                answers.update((item, answer) for item, answer, *_ in json.loads(zlib.decompress(row[8])))
        yield KeptAnswers(
            submission=SubmissionId(submission),
            wave=parts[0][1],
            variant=parts[0][6],
            answers=answers,
            scores={row[2]: (row[3], row[4], row[5]) for row in parts},
            rules={row[2]: row[7] for row in parts},
        )


def _values(score: ScaleScore) -> tuple[object, ...]:
    workings = [[working.item, working.answer, working.value, working.reversed, working.standing] for working in score.workings]
    return (
        score.scale,
        score.value,
        score.status.value,
        score.n_answered,
        score.n_applicable,
        score.n_items,
        score.band,
        json_text(score.flags),
        score.variant,
        score.key_id,
        score.key_version,
        score.key_sha256,
        score.rule_sha256,
        zlib.compress(json_text(workings).encode()),
        score.arithmetic,
    )


def _scored(ws: Workspace, row: tuple[Any, ...]) -> ScoredSubmission:
    run, submission, instrument, wave, computed_at, engine, reason = row
    scores = ws.rows(f"select {_SCORE} from score where run = ? order by n", [run])
    return ScoredSubmission(
        submission=SubmissionId(submission),
        instrument=InstrumentId(instrument),
        wave=wave,
        computed_at=moment(computed_at),
        engine=engine,
        reason=reason,
        scores=tuple(map(_score, scores)),
    )


def _score(row: tuple[Any, ...]) -> ScaleScore:
    scale, value, status, answered, applicable, items, band, flags, variant, key_id, key_version, key_sha, rule_sha, workings, line = row
    return ScaleScore(
        scale=scale,
        value=value,
        status=Status(status),
        n_answered=answered,
        n_applicable=applicable,
        n_items=items,
        band=band,
        flags=tuple(json_value(flags)),
        variant=variant,
        key_id=key_id,
        key_version=key_version,
        key_sha256=key_sha,
        rule_sha256=rule_sha,
        workings=tuple(
            ItemWorking(item=item, answer=answer, value=number, reversed=turned, standing=standing)
            for item, answer, number, turned, standing in json.loads(zlib.decompress(workings))
        ),
        arithmetic=line,
    )
