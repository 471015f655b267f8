"""An answer that the workspace could not keep is written to a sealed file, and merged when the workspace can be written to again."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from civicdesk.crypto import inbox as sealed_files
from civicdesk.errors import CivicDeskError, Refused, Unavailable
from civicdesk.forms import media, pictures
from civicdesk.forms.engine import Run
from civicdesk.records.answers import Answer, AnswerKind, Missing, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import QuestionRef, SubmissionId, UserId
from civicdesk.store import answer_files, answers, backups, files, inbox
from civicdesk.workflows.kit import Kit, Right, is_words, write_snapshot

PIECE = 512 * 1024
"""Bytes of a file in one frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One answer that is still in somebody's hand."""

    question: QuestionRef
    value: str
    """As written to the form; empty clears, or goes with `missing`."""
    missing: Missing | None = None
    content: bytes = b""
    """A file that is to be the answer; the value is empty then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A sealed file that was not merged."""

    path: Path
    code: str
    """Why: the code of its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of the sealed files."""

    answers: int = 0
    """Answers that are kept now and were not before."""
    files: int = 0
    left: tuple[Left, ...] = ()
    """Files that somebody must look at; they stay where they are."""


def save(kit: Kit, submission: SubmissionId, held: Sequence[Held], folder: Path | None = None) -> Path:
    """Write answers to a sealed file. The workspace is not asked: it may be out of reach.

    Args:
        kit: the unlocked workspace.
        submission: whose answers.
        held: what was not kept, in order.
        folder: where to, such as a stick; None for the inbox beside the workspace.

    Returns:
        The file; its name says nothing of anybody.

    Raises:
        Refused: INBOX-NONE: this workspace has no inbox key yet; nothing was written.
        Unavailable: STORE-FILE: nothing was written; try another folder.
    """
    if not kit.inbox:
        raise Refused("INBOX-NONE")
    ident = kit.new_id()
    writer = sealed_files.begin(kit.inbox, ident, {"submission": submission, "by": kit.user.id})
    told = (frame for each in held for frame in _frames(each, kit.now()))
    frames = (writer.frame(number, each) for number, each in enumerate(told))
    return inbox.write(folder or inbox.folder(kit.workspace.path), ident, b"".join((writer.header, *frames)))


def waiting(kit: Kit) -> int:
    """Return how many sealed files wait beside the workspace."""
    return sum(1 for _ in inbox.waiting(kit.workspace.path))


def merge(kit: Kit, *more: Path) -> Outcome[Merged]:
    """Merge the sealed files beside the workspace, and others that were chosen. What was merged before is not merged again.

    A file is removed only when a backup holds what it said. An answer that was given again since stays.

    Raises:
        Refused: ROLE-RIGHT.
        Unavailable: STORE-WRITE; files that were merged by then stay merged.
    """
    kit.must(Right.CAPTURE)
    inbox.forget(kit.workspace, sealed_files.submission_of)
    count, done, left = 0, 0, list[Left]()
    for path in (*inbox.waiting(kit.workspace.path), *more):
        try:
            added = _merge_one(kit, path)
        except Unavailable:
            raise
        except CivicDeskError as why:
            left.append(Left(path=path, code=why.code))
            continue
        done += added is not None
        count += added or 0
    changed = frozenset({Kind.ANSWERS}) if done else frozenset[Kind]()
    return Outcome(value=Merged(answers=count, files=done, left=tuple(left)), changed=changed)


def _merge_one(kit: Kit, path: Path) -> int | None:
    """Merge one file; None if it was merged before.

    Raises:
        Damaged: INBOX-FILE, INBOX-KEY.
        Refused: INBOX-LATE: the answers are finished by now; STORE-UNKNOWN, CONSENT-KEEP, ROLE-RIGHT.
    """
    private = inbox.key(kit.workspace)
    if private is None:
        raise Refused("INBOX-NONE")
    opened = sealed_files.read(inbox.read(path), private)
    merged_at = inbox.merged_at(kit.workspace, opened.id)
    if merged_at is not None:
        _let_go(kit, path, merged_at)
        return None
    submission = answers.submission(kit.workspace, SubmissionId(str(opened.about["submission"])))
    kit.must_keep(submission.person)
    new = [each for each in _whole(opened.frames) if not _kept(kit, submission, each)]
    if new and submission.state is not SubmissionState.DRAFT:
        raise Refused("INBOX-LATE")
    with kit.workspace.writing("answers-kept", kit.user.id, kit.now()):
        run = kit.response(submission)
        for each in new:
            _keep(kit, submission, run, (each, UserId(str(opened.about["by"]))))
        inbox.note_merged(kit.workspace, opened.id, kit.now())
    return len(new)


def _kept(kit: Kit, submission: Submission, told: Mapping[str, object]) -> bool:
    """Tell whether the question was answered so, or later: the commit that seemed to fail may have happened after all."""
    log = [each for each in answers.log(kit.workspace, submission.id) if each.question == told["ref"]]
    if not log:
        return False
    last, missing = log[-1], log[-1].missing.value if log[-1].missing else ""
    if isinstance(content := told.get("content"), bytes):
        known = {each.name: each.sha256 for each in answer_files.files(kit.workspace, submission.id)}
        same = known.get(last.value or "") == hashlib.sha256(pictures.bare(content)).hexdigest()
        return same or last.at >= datetime.fromisoformat(str(told["at"]))
    return last.at >= datetime.fromisoformat(str(told["at"])) or (last.value or "", missing) == (told["value"], told["missing"])


def _keep(kit: Kit, submission: Submission, run: Run, told: tuple[Mapping[str, object], UserId]) -> None:
    """Give one answer to the form and keep it with what follows from it."""
    said, by = told
    ref, missing = QuestionRef(str(said["ref"])), Missing(str(said["missing"])) if said["missing"] else None
    content = said.get("content")
    file = media.taken(run.state().get(ref), content) if isinstance(content, bytes) else None
    value = answer_files.next_name(kit.workspace, submission.id, file) if file else str(said["value"])
    changes = run.set(ref, "" if missing else value)
    given = Answer(
        submission=submission.id,
        question=ref,
        value=run.snapshot().values.get(ref) or None,
        missing=missing,
        kind=AnswerKind.GIVEN,
        by=by,
        at=datetime.fromisoformat(str(said["at"])),
    )
    gone = {*changes.cleared, ref}
    follows = [(each, "", AnswerKind.CLEARED) for each in changes.cleared]
    follows += [(node.ref, node.v, AnswerKind.COMPUTED) for node in changes.changed if node.t == "model-value" and node.ref not in gone]
    kept = [
        given,
        *(replace(given, question=QuestionRef(each), value=value or None, missing=None, kind=kind) for each, value, kind in follows),
    ]
    if file is not None:
        answer_files.keep(kit.workspace, given, file)
    state = run.state()
    sealed = frozenset(each.question for each in kept if is_words(state.get(each.question)))
    answers.keep(kit.workspace, kept, sealed=sealed)
    answers.keep_draft_state(kit.workspace, submission.id, write_snapshot(run.snapshot()))


def _let_go(kit: Kit, path: Path, merged_at: datetime) -> None:
    """Remove a file beside the workspace whose answers lie in a backup."""
    made = backups.backups(kit.backup_folder())
    if made and backups.made_at(made[0]) > merged_at and path.parent == inbox.folder(kit.workspace.path):
        files.remove(path)


def _frames(each: Held, at: datetime) -> Iterator[Mapping[str, object]]:
    """Yield what is sealed of one answer: a file in pieces, since a frame is small; the last one says that it is whole."""
    missing = each.missing.value if each.missing else ""
    told = {"kind": "answer", "ref": each.question, "value": each.value, "missing": missing, "at": at.isoformat()}
    if not each.content:
        yield told
        return
    pieces = [each.content[start : start + PIECE] for start in range(0, len(each.content), PIECE)]
    for piece in pieces:
        yield {"kind": "piece", "ref": each.question, "content": base64.b64encode(piece).decode()}
    yield {**told, "sha256": hashlib.sha256(each.content).hexdigest()}


def _whole(frames: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    """Yield the answers, each file put together again; one that broke off is no answer."""
    pieces: list[bytes] = []
    for each in frames:
        if each["kind"] == "piece":
            pieces.append(base64.b64decode(str(each["content"])))
            continue
        content, pieces = b"".join(pieces), []
        if "sha256" not in each:
            yield each
        elif hashlib.sha256(content).hexdigest() == each["sha256"]:
            yield {**each, "content": content}
