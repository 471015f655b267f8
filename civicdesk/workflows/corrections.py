"""Put a finished answer right: the new value is added with its reason, scores are worked out anew, and the first answer stays to be seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from civicdesk.errors import Refused
from civicdesk.forms import media
from civicdesk.forms.engine import Run
from civicdesk.records.answers import Answer, AnswerKind, Missing, Submission, SubmissionState
from civicdesk.records.attachments import NewFile
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import QuestionRef, SubmissionId, UserId
from civicdesk.records.pages import Changes, NodeState, Question
from civicdesk.records.scores import ScaleScore
from civicdesk.store import answer_files, answers, people
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import Kit, Right, is_about_the_project, is_words, score_and_keep, write_snapshot

ASKED = frozenset({"input", "select", "rank", "range", "trigger", "upload"})
LONGEST_REASON = 1000
SCORED_AGAIN = "corrected"
"""Why scores were added again. The reason in words stays sealed beside the answer: it may say something about the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """What a question should have said. Empty clears it, or goes with `missing`."""

    question: QuestionRef
    value: str
    missing: Missing | None = None
    content: bytes = b""
    """A file that is to be the answer; the value is empty then. One in a correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One or several answers of a finished response that belong together, and why they change."""

    submission: SubmissionId
    values: tuple[NewValue, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """One answer that was put right: what stood there before, what stands there now, who changed it, when and why."""

    question: QuestionRef
    label: str
    before: str | None
    """As written to the form's instance; None for no value. What the reason for that was stands in `before_missing`."""
    after: str | None
    before_missing: Missing | None
    after_missing: Missing | None
    by: UserId
    who: str
    """Sign-in name; empty if nobody knows it any more."""
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPage:
    """A finished response, ready to be put right."""

    submission: Submission
    card: str
    questions: tuple[Question, ...]
    """All that is asked, in order, with the answers that stand."""
    history: tuple[Corrected, ...]


def page(kit: Kit, submission: SubmissionId) -> CorrectionPage:
    """Return the answers of a finished response and what was put right already.

    Raises:
        Refused: CORRECTION-DRAFT; ROLE-RIGHT: it is somebody else's response; CONSENT-KEEP.
    """
    kept = answers.submission(kit.workspace, submission)
    if kept.state is not SubmissionState.FINISHED:
        raise Refused("CORRECTION-DRAFT")
    done = history(kit, submission)
    state, missing = kit.response(kept).state(), _missing(kit, submission)
    return CorrectionPage(
        submission=kept,
        card=people.person(kit.workspace, kept.person).card,
        questions=tuple(
            Question(
                state=node,
                missing=missing.get(QuestionRef(node.ref)),
                file=answer_files.of_node(kit.workspace, submission, node, opened=False),
            )
            for node in _asked(state.values())
            if node.label and not is_about_the_project(node.ref)
        ),
        history=done,
    )


def may_correct(kit: Kit, submission: Submission) -> bool:
    """Tell whether the user may put this response right: their own, or any if their role says so."""
    own = submission.started_by == kit.user.id and kit.may(Right.CAPTURE)
    return submission.state is SubmissionState.FINISHED and (own or kit.may(Right.CORRECT_OTHERS))


def correct(kit: Kit, correction: Correction) -> Outcome[tuple[ScaleScore, ...]]:
    """Add the right values to a finished response, with what follows from them, and score it once more. Nothing is overwritten.

    Returns:
        The new scores; none if the form has no scoring.

    Raises:
        Refused: ROLE-RIGHT: somebody else's response; CORRECTION-DRAFT: it is not finished; CORRECTION-REASON: no reason, or a very long
            one; CORRECTION-NONE: nothing would change; CORRECTION-QUESTION: this is not asked; CORRECTION-PROBLEMS: the form does not take
            the values together; INTERVIEW-VALUE: a question cannot hold its value; FILE-...: it takes no such file; CONSENT-KEEP.
            Nothing was kept.
    """
    submission = _open_to(kit, correction)
    workspace, run = kit.workspace, kit.response(submission)
    correction, files = _with_files(kit, run, correction)
    before = _problems(run.state(), _missing(kit, submission.id))
    said = {each.question: (each.value, each.missing) for each in answers.now(workspace, submission.id)}
    kept = [row for new in correction.values for row in _apply(kit, run, correction, (new, said))]
    if not kept:
        raise Refused("CORRECTION-NONE")
    missing = {**_missing(kit, submission.id), **{new.question: new.missing for new in correction.values}}
    fresh = _problems(run.state(), missing) - before
    if fresh:
        raise Refused("CORRECTION-PROBLEMS", count=len(fresh))
    with workspace.writing(Action.CORRECTED, kit.user.id, kit.now()):
        kept += _rows(kit, correction, None, run.finish())
        for named in kept:
            if named.kind is AnswerKind.CORRECTED and (file := files.get(named.value or "")):
                answer_files.keep(workspace, named, file)
        answers.keep(workspace, kept, sealed=_words(run.state(), kept))
        answers.keep_draft_state(workspace, submission.id, write_snapshot(run.snapshot()))
        scored = score_and_keep(kit, submission, run, SCORED_AGAIN)
    return Outcome(value=scored, changed=frozenset({Kind.ANSWERS, Kind.SCORES}))


def history(kit: Kit, submission: SubmissionId) -> tuple[Corrected, ...]:
    """Return what was put right in a response, in order; the original is the first `before` of a question.

    Raises:
        Refused: ROLE-RIGHT: it is somebody else's response; CONSENT-KEEP.
    """
    kept = answers.submission(kit.workspace, submission)
    if not may_correct(kit, kept):
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
    kit.must_keep(kept.person)
    state = kit.response(kept).state()
    names = {user.id: user.name for user in people.users(kit.workspace)}
    stood: dict[QuestionRef, tuple[str | None, Missing | None]] = {}
    found: list[Corrected] = []
    for each in answers.log(kit.workspace, submission):
        if each.kind is AnswerKind.CORRECTED:
            value, missing = stood.get(each.question, (None, None))
            found.append(replace(_corrected(state, each, value, missing), who=names.get(each.by, "")))
        stood[each.question] = (each.value, each.missing)
    return tuple(found)


def _corrected(state: Mapping[str, NodeState], now: Answer, value: str | None, missing: Missing | None) -> Corrected:
    node = state.get(now.question)
    return Corrected(
        question=now.question,
        label=node.label if node else now.question.rpartition("/")[2],
        before=value,
        after=now.value,
        before_missing=missing,
        after_missing=now.missing,
        by=now.by,
        who="",
        at=now.at,
        reason=now.reason,
    )


def _open_to(kit: Kit, correction: Correction) -> Submission:
    """Return the response if it is finished and this user may put it right for a reason."""
    submission = answers.submission(kit.workspace, correction.submission)
    if submission.state is not SubmissionState.FINISHED:
        raise Refused("CORRECTION-DRAFT")
    if not may_correct(kit, submission):
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
    if not 0 < len(correction.reason.strip()) <= LONGEST_REASON:
        raise Refused("CORRECTION-REASON", most=LONGEST_REASON)
    kit.must_keep(submission.person)
    return submission


def _with_files(kit: Kit, run: Run, correction: Correction) -> tuple[Correction, Mapping[str, NewFile]]:
    """Return the correction with the names of its files in place of their bytes, and name -> file.

    Raises:
        Refused: FILE-...; INTERVIEW-VALUE: a value would name a file that is not here.
    """
    state, values, files = run.state(), list[NewValue](), dict[str, NewFile]()
    for new in correction.values:
        node = state.get(new.question)
        if new.content:
            file = media.taken(node, new.content)
            name = answer_files.next_name(kit.workspace, correction.submission, file)
            files[name] = file
            values.append(replace(new, value=name, content=b""))
            continue
        if (
            node is not None
            and node.t == "upload"
            and new.value
            and not answer_files.is_here(kit.workspace, correction.submission, new.value)
        ):
            raise Refused("INTERVIEW-VALUE")
        values.append(new)
    return replace(correction, values=tuple(values)), files


def _apply(
    kit: Kit,
    run: Run,
    correction: Correction,
    what: tuple[NewValue, Mapping[QuestionRef, tuple[str | None, Missing | None]]],
) -> list[Answer]:
    """Set one value in the form and return the rows that say so; none if it stood there already."""
    new, said = what
    node = run.state().get(new.question)
    if node is None or node.t not in ASKED or not node.rel or node.ro:
        raise Refused("CORRECTION-QUESTION")
    wanted = "" if new.missing else new.value
    changes = run.set(new.question, wanted)
    written = run.snapshot().values.get(new.question, "")
    if wanted and not written:
        raise Refused("INTERVIEW-VALUE")
    if said.get(new.question, (None, None)) == (written or None, new.missing):
        return []
    row = _row(kit, correction, new.question, (written or None, new.missing), AnswerKind.CORRECTED)
    return [row, *_rows(kit, correction, new.question, changes)]


def _rows(kit: Kit, correction: Correction, ref: QuestionRef | None, changes: Changes) -> list[Answer]:
    """Return what followed from a change: answers that were dropped, values that were worked out again."""
    dropped = [_row(kit, correction, each, (None, None), AnswerKind.CLEARED) for each in changes.cleared]
    gone = set(changes.cleared) | {ref}
    computed = [
        _row(kit, correction, node.ref, (node.v or None, None), AnswerKind.COMPUTED)
        for node in changes.changed
        if node.t == "model-value" and node.ref not in gone
    ]
    return dropped + computed


def _row(kit: Kit, correction: Correction, ref: str, what: tuple[str | None, Missing | None], kind: AnswerKind) -> Answer:
    return Answer(
        submission=correction.submission,
        question=QuestionRef(ref),
        value=what[0],
        missing=what[1],
        kind=kind,
        by=kit.user.id,
        at=kit.now(),
        reason=correction.reason.strip(),
    )


def _words(state: Mapping[str, NodeState], kept: Sequence[Answer]) -> frozenset[QuestionRef]:
    return frozenset(each.question for each in kept if is_words(state.get(each.question)))


def _missing(kit: Kit, submission: SubmissionId) -> dict[QuestionRef, Missing | None]:
    return {each.question: each.missing for each in answers.now(kit.workspace, submission)}


def _problems(state: Mapping[str, NodeState], missing: Mapping[QuestionRef, Missing | None]) -> set[str]:
    """Return the questions that stop a response from being finished."""
    return {node.ref for node in _asked(state.values()) if node.bad == "constraint" or _wanting(node, missing)}


def _asked(nodes: Iterable[NodeState]) -> Iterable[NodeState]:
    return (node for node in nodes if node.t in ASKED and node.rel and not node.ro)


def _wanting(node: NodeState, missing: Mapping[QuestionRef, Missing | None]) -> bool:
    return node.req and not node.v and missing.get(QuestionRef(node.ref)) is None
