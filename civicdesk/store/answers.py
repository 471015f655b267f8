"""Answers: a log that only grows, and the last word on each question. When `keep` returns, the answers survive a power cut."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.answers import Answer, AnswerKind, AnswerNow, CaptureMode, Missing, Submission, SubmissionState
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SessionId, SubmissionId, UserId
from civicdesk.store.actions import Action
from civicdesk.store.columns import moment, moment_or_none, open_text, seal_text, stamp, stamp_or_none
from civicdesk.store.workspace import Workspace

_COLUMNS = "id, person, session, instrument, wave, mode, language, state, started_at, started_by, collected_on, finished_at, position"
_LOG = ("n", "submission", "question", "value", "sealed_value", "missing", "kind", "user", "at", "sealed_reason")


def begin(ws: Workspace, submission: Submission) -> None:
    """Keep that a person begins a form."""
    with ws.writing(Action.RESPONSE_BEGUN, submission.started_by) as writing:
        writing.insert(
            "submission",
            {
                "id": submission.id,
                "person": submission.person,
                "session": submission.session,
                "instrument": submission.instrument,
                "wave": submission.wave,
                "mode": submission.mode.value,
                "language": submission.language,
                "state": submission.state.value,
                "started_at": stamp(submission.started_at),
                "started_by": submission.started_by,
                "collected_on": submission.collected_on,
                "finished_at": stamp_or_none(submission.finished_at),
                "position": submission.position,
            },
        )


def keep(
    ws: Workspace, answers: Sequence[Answer], position: QuestionRef | None = None, *, sealed: frozenset[QuestionRef] = frozenset()
) -> None:
    """Append answers in one transaction. What is finished can only be corrected, with a reason; what follows from that comes with it.

    Args:
        ws: the open workspace.
        answers: in order; usually one and what follows from it, of one submission; of several in an import.
        position: the page where the interview goes on; None leaves it. It belongs to the first answer's submission.
        sealed: questions whose answers are words: they are kept under the person's own key. All others stay readable for scoring.

    Raises:
        Refused: STORE-UNKNOWN, there is no such submission; STORE-FINISHED, it is finished and this is no correction.
        Unavailable: STORE-WRITE; nothing was kept.
    """
    if not answers:
        return
    _confirm_open(ws, answers)
    with ws.writing(Action.ANSWERS_KEPT, answers[0].by) as writing:
        owners = {ident: _owner(ws, ident) for ident in dict.fromkeys(answer.submission for answer in answers)}
        first = writing.following("answer_log")
        rows = [_logged(ws, answer, first + place, owners[answer.submission], sealed) for place, answer in enumerate(answers)]
        writing.insert_all("answer_log", _LOG, rows)
        if position is not None:
            writing.change("submission", owners[answers[0].submission][0], {"position": position})


def now(ws: Workspace, submission: SubmissionId) -> tuple[AnswerNow, ...]:
    """Return the last word on every question that has a value or a reason for having none."""
    number, person = _owner(ws, submission)
    rows = ws.rows(
        "select n, question, value, sealed_value, missing from answer_now "
        "where submission = ? and (value is not null or sealed_value is not null or missing is not null) order by n",
        [number],
    )
    return tuple(
        AnswerNow(question=question, value=_value(ws, person, row, value, sealed), missing=Missing(missing) if missing else None)
        for row, question, value, sealed, missing in rows
    )


def log(ws: Workspace, submission: SubmissionId) -> tuple[Answer, ...]:
    """Return everything that was ever kept of a submission, in order."""
    number, person = _owner(ws, submission)
    rows = ws.rows(
        "select n, question, value, sealed_value, missing, kind, user, at, sealed_reason from answer_log where submission = ? order by n",
        [number],
    )
    return tuple(
        Answer(
            submission=submission,
            question=question,
            value=_value(ws, person, row, value, sealed),
            missing=Missing(missing) if missing else None,
            kind=AnswerKind(kind),
            by=user,
            at=moment(at),
            reason=open_text(ws, person, f"answer_log.{row}.reason", reason),
        )
        for row, question, value, sealed, missing, kind, user, at, reason in rows
    )


def submission(ws: Workspace, ident: SubmissionId) -> Submission:
    """Return one submission.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    row = ws.row(f"select {_COLUMNS} from submission where id = ?", [ident])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="submission")
    return _submission(row)


def submissions(
    ws: Workspace, *, person: PersonId | None = None, session: SessionId | None = None, wave: int | None = None
) -> tuple[Submission, ...]:
    """Return the submissions of a person, of a session, of a wave, or of all that is asked for; in the order of their beginning."""
    asked = {"person": person, "session": session, "wave": wave}
    given = {name: value for name, value in asked.items() if value is not None}
    which = " and ".join(f"{name} = ?" for name in given) or "1"
    return tuple(map(_submission, ws.rows(f"select {_COLUMNS} from submission where {which} order by n", list(given.values()))))


def last_seen(ws: Workspace) -> Mapping[PersonId, datetime]:
    """Return when everybody who has begun a form finished or began one last, with one question to the file.

    From page to page, not by the index of people: with 200,000 forms that is five times as fast.
    """
    rows = ws.rows("select person, max(coalesce(finished_at, started_at)) from submission not indexed group by person")
    return {PersonId(person): moment(at) for person, at in rows}


def drafts(ws: Workspace) -> tuple[Submission, ...]:
    """Return the submissions that are not finished, in the order of their beginning."""
    return tuple(map(_submission, ws.rows(f"select {_COLUMNS} from submission where state = ? order by n", [SubmissionState.DRAFT.value])))


def finish(ws: Workspace, ident: SubmissionId, at: datetime, *, by: UserId | None = None) -> None:
    """Mark a submission as finished.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    _end(ws, ident, SubmissionState.FINISHED, at, by)


def decline(ws: Workspace, ident: SubmissionId, at: datetime, *, by: UserId | None = None) -> None:
    """Mark that the person would rather not go on.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    _end(ws, ident, SubmissionState.DECLINED, at, by)


def place_at(ws: Workspace, ident: SubmissionId, position: QuestionRef, *, by: UserId | None = None) -> None:
    """Keep the page where the interview goes on.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number, _ = _owner(ws, ident)
    with ws.writing(Action.ANSWERS_KEPT, by) as writing:
        writing.change("submission", number, {"position": position})


def keep_draft_state(ws: Workspace, ident: SubmissionId, snapshot: str, *, by: UserId | None = None) -> None:
    """Keep the state of a form, compressed and sealed: a draft goes on from it, a finished response is read and scored from it.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number, person = _owner(ws, ident)
    with ws.writing(Action.ANSWERS_KEPT, by) as writing:
        known = ws.row("select n from draft_state where submission = ?", [number])
        row = writing.following("draft_state") if known is None else int(known[0])
        sealed = ws.vault.seal(person, f"draft_state.{row}.snapshot", zlib.compress(snapshot.encode()))
        facts = {"sealed_snapshot": sealed, "at": stamp(ws.now())}
        if known is None:
            writing.insert("draft_state", {"submission": number, **facts}, row)
        else:
            writing.change("draft_state", row, facts)


def draft_state(ws: Workspace, ident: SubmissionId) -> str | None:
    """Return the state of a form as it was kept last; None if there is none.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number, person = _owner(ws, ident)
    row = ws.row("select n, sealed_snapshot from draft_state where submission = ?", [number])
    return None if row is None else zlib.decompress(ws.vault.open(person, f"draft_state.{row[0]}.snapshot", row[1])).decode()


def _end(ws: Workspace, ident: SubmissionId, state: SubmissionState, at: datetime, by: UserId | None) -> None:
    number, _ = _owner(ws, ident)
    with ws.writing(Action.RESPONSE_FINISHED if state is SubmissionState.FINISHED else Action.RESPONSE_DECLINED, by) as writing:
        writing.change("submission", number, {"state": state.value, "finished_at": stamp(at)})


def _confirm_open(ws: Workspace, answers: Sequence[Answer]) -> None:
    for ident in dict.fromkeys(answer.submission for answer in answers):
        corrected = any(each.submission == ident and each.kind is AnswerKind.CORRECTED and each.reason for each in answers)
        row = ws.row("select state from submission where id = ?", [ident])
        if row is not None and row[0] != SubmissionState.DRAFT.value and not corrected:
            raise Refused("STORE-FINISHED")


def _owner(ws: Workspace, ident: SubmissionId) -> tuple[int, PersonId]:
    row = ws.row("select n, person from submission where id = ?", [ident])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="submission")
    return int(row[0]), PersonId(row[1])


def _logged(ws: Workspace, answer: Answer, row: int, owner: tuple[int, PersonId], sealed: frozenset[QuestionRef]) -> tuple[object, ...]:
    number, person = owner
    words = answer.question in sealed and answer.value is not None
    return (
        row,
        number,
        answer.question,
        None if words else answer.value,
        ws.vault.seal(person, f"answer_log.{row}.value", (answer.value or "").encode()) if words else None,
        answer.missing.value if answer.missing else None,
        answer.kind.value,
        answer.by,
        stamp(answer.at),
        seal_text(ws, person, f"answer_log.{row}.reason", answer.reason),
    )


def _value(ws: Workspace, person: PersonId, row: int, value: str | None, sealed: bytes | None) -> str | None:
    return value if sealed is None else open_text(ws, person, f"answer_log.{row}.value", sealed)


def _submission(row: tuple[Any, ...]) -> Submission:
    ident, person, session, instrument, wave, mode, language, state, started_at, started_by, collected_on, finished_at, position = row
    return Submission(
        id=SubmissionId(ident),
        person=PersonId(person),
        session=session,
        instrument=InstrumentId(instrument),
        wave=wave,
        mode=CaptureMode(mode),
        language=language,
        state=SubmissionState(state),
        started_at=moment(started_at),
        started_by=started_by,
        collected_on=collected_on,
        finished_at=moment_or_none(finished_at),
        position=position,
    )
