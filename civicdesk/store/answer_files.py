"""Files as answers: each sealed under the person's own key, never changed, and known by a name that says nothing of anybody.

A file and the answer that names it are kept in one transaction of the caller's.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import count as counting
from typing import Any, Final

from civicdesk.errors import Refused
from civicdesk.records.answers import Answer
from civicdesk.records.attachments import LARGEST, LARGEST_TOGETHER, AnswerFile, Asked, Dropped, NewFile, in_words, is_recorded
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import PersonId, QuestionRef, SubmissionId, UserId
from civicdesk.records.pages import FileShown, NodeState
from civicdesk.store import answers, consent
from civicdesk.store.actions import Action
from civicdesk.store.columns import moment, number_of, open_text, seal_text, stamp
from civicdesk.store.workspace import Workspace

_OF: Final = "submission = (select n from submission where id = ?)"
_SHOWN: Final = ("image/png", "image/jpeg")
"""What a page shows. Recordings are not played: some systems play files only, and those would lie open on the disk."""


def next_name(ws: Workspace, submission: SubmissionId, file: NewFile) -> str:
    """Return the name that a file would be kept under: what it was asked as, and a number.

    No answer of the response ever had that name; one that came in from elsewhere may name a file that did not come along.
    """
    found = ws.row(
        f"select (select count(*) from answer_file where {_OF}) + (select count(*) from answer_file_gone where {_OF})", [submission] * 2
    )
    named = {each.value for each in answers.log(ws, submission)}
    names = (f"{file.asked.value}-{number}.{file.ending}" for number in counting((found[0] if found else 0) + 1))
    return next(name for name in names if name not in named)


def keep(ws: Workspace, named: Answer, file: NewFile) -> None:
    """Keep the file that an answer names. The answer itself is kept by the caller, in the same transaction.

    Args:
        ws: the open workspace.
        named: the answer; its value is the name from `next_name`.
        file: looked at by the form.

    Raises:
        Refused: STORE-UNKNOWN, there is no such submission; CONSENT-PHOTO; FILE-SIZE; FILE-ROOM: with it the files of the response would be too large
            together.
        Unavailable: STORE-WRITE; nothing was kept.
    """
    number, person = number_of(ws, "submission", named.submission), answers.submission(ws, named.submission).person
    size = len(file.content)
    if not agreed(ws, person, file.asked, file.media_type):
        raise Refused("CONSENT-PHOTO")
    if size > LARGEST:
        raise Refused("FILE-SIZE", most=LARGEST // 1_000_000)
    if size + _together(ws, named.submission) > LARGEST_TOGETHER:
        raise Refused("FILE-ROOM", most=LARGEST_TOGETHER // 1_000_000)
    with ws.writing(Action.ANSWERS_KEPT, named.by) as writing:
        row = writing.following("answer_file")
        digest = hashlib.sha256(file.content).hexdigest()
        facts = {
            "submission": number,
            "question": named.question,
            "name": named.value,
            "media_type": file.media_type,
            "size": size,
            "sealed_sha256": seal_text(ws, person, f"answer_file.{row}.sha256", digest),
            "sealed_bytes": ws.vault.seal(person, f"answer_file.{row}.bytes", file.content),
            "user": named.by,
            "at": stamp(named.at),
        }
        writing.insert("answer_file", facts, row)


def agreed(ws: Workspace, person: PersonId, asked: Asked, media_type: str) -> bool:
    """Tell whether a person agrees, now, to a file of a kind: to pictures and recordings they may have said no, or not been asked.

    Where the project never asks for it, no word is wanted.
    """
    said = dict(consent.standing(ws, person).choices).get(Purpose.PHOTO, Choice.YES)
    return said is Choice.YES or not is_recorded(asked, media_type)


def files(ws: Workspace, submission: SubmissionId) -> tuple[AnswerFile, ...]:
    """Return what is known of the files of a response, in the order in which they came; also of those that no answer names any more.

    Raises:
        Refused: STORE-UNKNOWN.
        Damaged: VAULT-OPEN.
    """
    person = answers.submission(ws, submission).person
    rows = ws.rows(
        f"select n, question, name, media_type, size, sealed_sha256, user, at from answer_file where {_OF} order by n", [submission]
    )
    return tuple(_file(ws, submission, person, row) for row in rows)


def is_here(ws: Workspace, submission: SubmissionId, name: str) -> bool:
    """Tell whether a response has a file of a name."""
    return ws.row(f"select 1 from answer_file where {_OF} and name = ?", [submission, name]) is not None


def content(ws: Workspace, submission: SubmissionId, name: str) -> bytes:
    """Return the bytes of a file.

    Raises:
        Refused: STORE-UNKNOWN: there is no such response, or no such file any more.
        Damaged: VAULT-OPEN: they were altered, moved, or the person's key is gone.
    """
    person = answers.submission(ws, submission).person
    row = ws.row(f"select n, sealed_bytes from answer_file where {_OF} and name = ?", [submission, name])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="answer_file")
    return ws.vault.open(person, f"answer_file.{row[0]}.bytes", row[1])


def of_node(ws: Workspace, submission: SubmissionId, node: NodeState, *, opened: bool = True) -> FileShown | None:
    """Return the file that is the answer to a question, as a page shows it; None if there is none. One that is not here is told by its name.

    Args:
        ws: the open workspace.
        submission: whose answer.
        node: the question as it stands.
        opened: with the bytes, if a page can show them.
    """
    if node.t != "upload" or not node.v:
        return None
    row = ws.row(f"select media_type, size from answer_file where {_OF} and name = ?", [submission, node.v])
    if row is None:
        return FileShown(words=in_words(node.v))
    wanted = opened and row[0] in _SHOWN
    return FileShown(words=in_words(node.v, row[1]), media_type=row[0], content=content(ws, submission, node.v) if wanted else b"")


def words(ws: Workspace, submission: SubmissionId) -> Mapping[str, str]:
    """Return name -> what it is and how large, of the files of a response."""
    return {name: in_words(name, size) for name, size in ws.rows(f"select name, size from answer_file where {_OF}", [submission])}


def keep_only(ws: Workspace, submission: SubmissionId, names: Collection[str], at: datetime, *, by: UserId) -> None:
    """Take out for good what is not among these names: it was replaced or taken away."""
    numbers = [n for n, name in ws.rows(f"select n, name from answer_file where {_OF} order by n", [submission]) if name not in names]
    _drop(ws, numbers, (at, by), Dropped.TAKEN_AWAY)


def drop_identity(ws: Workspace, person: PersonId, at: datetime, *, by: UserId) -> None:
    """Take out all files of a person for good: the name goes, and a signature, a face or a voice is as good as one."""
    rows = ws.rows("select f.n from answer_file f join submission s on s.n = f.submission where s.person = ? order by f.n", [person])
    _drop(ws, [n for (n,) in rows], (at, by), Dropped.IDENTITY)


def of_person(ws: Workspace, person: PersonId) -> tuple[AnswerFile, ...]:
    """Return what is known of all files of a person."""
    rows = ws.rows(
        "select distinct s.id from answer_file f join submission s on s.n = f.submission where s.person = ? order by s.n", [person]
    )
    return tuple(each for (submission,) in rows for each in files(ws, SubmissionId(submission)))


def owners(ws: Workspace) -> frozenset[PersonId]:
    """Return everybody of whom a file is kept."""
    rows = ws.rows("select distinct s.person from answer_file f join submission s on s.n = f.submission")
    return frozenset(PersonId(person) for (person,) in rows)


def count(ws: Workspace) -> int:
    """Return how many files are kept."""
    found = ws.row("select count(*) from answer_file")
    return int(found[0]) if found else 0


def _together(ws: Workspace, submission: SubmissionId) -> int:
    found = ws.row(f"select coalesce(sum(size), 0) from answer_file where {_OF}", [submission])
    return int(found[0]) if found else 0


def _drop(ws: Workspace, numbers: Sequence[int], when: tuple[datetime, UserId], why: Dropped) -> None:
    """Take files out for good; that they were there stays, and why they went."""
    at, by = when
    with ws.writing(Action.FILES_DROPPED, by, at) as writing:
        for number in numbers:
            known = ws.row("select submission, name from answer_file where n = ?", [number]) or ()
            told = dict(zip(("submission", "name"), known, strict=True))
            writing.insert("answer_file_gone", {"file": number, **told, "why": why.value, "user": by, "at": stamp(at)})
        writing.erase("answer_file", numbers)


def _file(ws: Workspace, submission: SubmissionId, person: PersonId, row: tuple[Any, ...]) -> AnswerFile:
    number, question, name, media_type, size, sealed, user, at = row
    return AnswerFile(
        submission=submission,
        question=QuestionRef(question),
        name=name,
        media_type=media_type,
        size=size,
        sha256=open_text(ws, person, f"answer_file.{number}.sha256", sealed),
        by=UserId(user),
        at=moment(at),
    )
