"""Filled paper forms are typed in: question by question, twice if wanted, and compared before anything counts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from civicdesk.errors import Refused
from civicdesk.forms import keyed, typings
from civicdesk.forms.repeat_pages import RANGE
from civicdesk.forms.scales import path_of
from civicdesk.forms.typings import Typed, Typing
from civicdesk.i18n import say
from civicdesk.records.answers import Answer, AnswerKind, CaptureMode, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import QuestionRef, SubmissionId, UserId
from civicdesk.records.keying import (
    Begun,
    Difference,
    KeyedForm,
    KeyingPage,
    PaperInHand,
    Side,
    Stage,
    TypedAnswer,
)
from civicdesk.records.pages import Snapshot
from civicdesk.records.paper_forms import code_of, same_code
from civicdesk.records.scores import ScaleScore
from civicdesk.store import answers, caseload, instruments, people, projects
from civicdesk.workflows.kit import Kit, Right, is_words, read_snapshot, score_and_keep, write_snapshot

_LINES = 8
"""As many answers stay in sight."""


def forms_here(kit: Kit) -> tuple[KeyedForm, ...]:
    """Return the forms that papers may be typed in for, the newest first; old versions too, for paper lives longer."""
    return tuple(KeyedForm(code=code_of(card.id), title=card.title, version=card.version) for card in instruments.cards(kit.workspace))


def begun(kit: Kit) -> tuple[Begun, ...]:
    """Return the paper forms that are not finished, of people whom the user sees."""
    allowed = caseload.seen_by(kit.workspace, kit.user.id)
    seen = {person.id: person.card for person in people.people(kit.workspace) if allowed is None or person.id in allowed}
    names = {user.id: user.name for user in people.users(kit.workspace)}
    titles = {card.id: card.title for card in instruments.cards(kit.workspace)}
    return tuple(
        Begun(
            submission=draft.id,
            card=seen[draft.person],
            title=titles.get(draft.instrument, ""),
            code=code_of(draft.instrument),
            stage=Stage(_kept(kit, draft.id).get("stage", Stage.FIRST)),
            by=names.get(draft.started_by, ""),
            at=draft.started_at,
        )
        for draft in answers.drafts(kit.workspace)
        if draft.mode is CaptureMode.PAPER and draft.person in seen
    )


def begin(kit: Kit, paper: PaperInHand) -> "Outcome[Keying]":
    """Begin to type in one paper form; one that was begun and not finished goes on.

    Raises:
        Refused: KEYING-CODE: no form has this code; KEYING-CARD: nobody has this card; KEYING-DATE: the day has not come yet;
            KEYING-TWICE: this form of this person, round and day is here already; CONSENT-KEEP, ROLE-RIGHT.
    """
    kit.must(Right.CAPTURE)
    found = next((card for card in instruments.cards(kit.workspace) if same_code(paper.code, code_of(card.id))), None)
    if found is None:
        raise Refused("KEYING-CODE")
    person = next((each for each in people.people(kit.workspace) if each.card == paper.card.strip()), None)
    if person is None:
        raise Refused("KEYING-CARD")
    kit.must_keep(person.id)
    if paper.collected_on > kit.now().date().isoformat():
        raise Refused("KEYING-DATE")
    for kept in answers.submissions(kit.workspace, person=person.id, wave=paper.wave):
        if (kept.instrument, kept.mode, kept.collected_on) == (found.id, CaptureMode.PAPER, paper.collected_on):
            if kept.state is SubmissionState.DRAFT:
                return Outcome(value=resume(kit, kept.id))
            raise Refused("KEYING-TWICE")
    run = kit.form(found.id)
    submission = Submission(
        id=SubmissionId(kit.new_id()),
        person=person.id,
        session=None,
        instrument=found.id,
        wave=paper.wave,
        mode=CaptureMode.PAPER,
        language=run.language,
        state=SubmissionState.DRAFT,
        started_at=kit.now(),
        started_by=kit.user.id,
        collected_on=paper.collected_on,
    )
    with kit.workspace.writing("response-begun", kit.user.id, kit.now()):
        answers.begin(kit.workspace, submission)
        answers.keep_draft_state(kit.workspace, submission.id, write_snapshot(run.snapshot()))
    return Outcome(value=Keying(kit, submission), changed=frozenset({Kind.ANSWERS}))


def resume(kit: Kit, submission: SubmissionId) -> "Keying":
    """Go on with a paper form where its typing stopped.

    Raises:
        Refused: KEYING-FINISHED; CONSENT-KEEP, ROLE-RIGHT.
    """
    kept = answers.submission(kit.workspace, submission)
    kit.must(Right.CAPTURE)
    kit.must_keep(kept.person)
    if kept.state is not SubmissionState.DRAFT or kept.mode is not CaptureMode.PAPER:
        raise Refused("KEYING-FINISHED")
    return Keying(kit, kept)


class Keying:
    """One paper form being typed in. It belongs to the store thread; faces hold it and hand it back, they never look inside."""

    def __init__(self, kit: Kit, submission: Submission) -> None:
        self.submission = submission
        self._kit = kit
        instrument = kit.instrument(submission.instrument)
        self._title = instrument.title
        self._asked = keyed.asked(instrument.xform, tuple(sorted(instrument.attachments.items())), submission.language)
        kept = _kept(kit, submission.id)
        self.stage = Stage(kept.get("stage", Stage.FIRST))
        self._first = self._first_typing()
        self._second = self._second_typing(kept)

    def page(self, ref: QuestionRef | None = None) -> KeyingPage:
        """Return what is asked for next, or the question that is named, to be typed again."""
        typing = self._typing()
        state = typing.run.state()
        items = keyed.items(state, self._asked)
        waiting = [item for item in items if item.ref not in typing.typed and item.ref not in typing.closed]
        item = next((each for each in items if each.ref == ref), None) if ref else next(iter(waiting), None)
        questions = [each for each in items if not each.more]
        return KeyingPage(
            submission=self.submission.id,
            card=people.person(self._kit.workspace, self.submission.person).card,
            title=self._title,
            code=code_of(self.submission.instrument),
            second=self.stage is Stage.AGAIN,
            item=item,
            done=sum(1 for each in questions if each.ref in typing.typed),
            of=len(questions),
            lines=tuple(
                typings.line(typing, each, self._asked) for each in list(reversed(typing.order))[:_LINES] if path_of(each) in self._asked
            ),
            passed=tuple(typings.line(typing, each, self._asked) for each in self._passed(typing, item.ref if item else "")),
            files=sum(node.t == "upload" and node.rel and not node.ro for node in state.values()),
        )

    def type_in(self, given: TypedAnswer) -> Outcome[KeyingPage]:
        """Keep one answer. One that the form does not expect comes back with a warning, unless the paper says so.

        Raises:
            Refused: INTERVIEW-VALUE: the question cannot hold this at all; KEYING-FINISHED, CONSENT-KEEP. Nothing was kept.
        """
        self._must_be_open()
        typing = self._typing()
        before = typing.run.snapshot()
        changes = typing.run.set(given.ref, "" if given.missing else given.value)
        written = typing.run.snapshot().values.get(given.ref, "")
        node = typing.run.state()[given.ref]
        warning = (node.msg or say("keying.unexpected")) if node.bad == "constraint" else node.confirm
        if (given.value and not given.missing and not written) or (warning and not given.holds):
            typing.run = self._kit.form(self.submission.instrument, before)
            if not warning:
                raise Refused("INTERVIEW-VALUE")
            return Outcome(value=replace(self.page(given.ref), warning=say("keying.odd") if warning == "?" else warning))
        given = replace(given, holds=bool(warning) and given.holds)
        with self._whole(typing, before):
            typing.note(given, written)
            for gone in changes.cleared:
                typing.typed.pop(gone, None)
            self._keep(given, written, changes.cleared)
        return Outcome(value=self.page(), changed=frozenset({Kind.ANSWERS}))

    def another(self, ref: QuestionRef, *, wanted: bool) -> Outcome[KeyingPage]:
        """Add one more instance of a part, or note that there is none."""
        self._must_be_open()
        typing = self._typing()
        if not wanted:
            typing.closed.add(ref)
            self._keep_second()
            return Outcome(value=self.page())
        before = typing.run.snapshot()
        with self._whole(typing, before):
            typing.run.add(ref.removesuffix(RANGE))
            if self.stage is Stage.FIRST:
                self._write([self._row(QuestionRef(ref.removesuffix(RANGE)), ("", None), AnswerKind.ADDED)])
            self._keep_second()
        return Outcome(value=self.page(), changed=frozenset({Kind.ANSWERS}))

    def keep_out(self, refs: Sequence[QuestionRef]) -> Outcome[KeyingPage]:
        """Note that the paper has answers where none are asked for; they stay out of the response, and the note stays with it."""
        self._must_be_open()
        with self._kit.workspace.writing("answers-kept", self._kit.user.id, self._kit.now()):
            rows = [replace(self._row(ref, ("", None), AnswerKind.NOTED), reason=say("keying.kept_out_note")) for ref in refs]
            answers.keep(self._kit.workspace, rows)
        return Outcome(value=self.page(), changed=frozenset({Kind.ANSWERS}))

    def typed_once(self) -> Outcome[None]:
        """Note that the first typing has come to its end; the second may begin, today or another day, by anybody."""
        self._must_be_open()
        self.stage = Stage.AGAIN
        self._second = Typing(run=self._kit.form(self.submission.instrument), by=self._kit.user.id)
        self._keep_second()
        return Outcome(value=None, changed=frozenset({Kind.ANSWERS}))

    def typed_twice(self) -> tuple[Difference, ...]:
        """End the second typing, and return where the two differ: how often a part was given, then the questions."""
        self._must_be_open()
        self.stage = Stage.COMPARE
        self._keep_second()
        return self.differences()

    def differences(self) -> tuple[Difference, ...]:
        """Return where the two typings differ."""
        return typings.differences(self._first, self._second, self._asked) if self._second else ()

    def finish(self, choices: Mapping[str, Side] | None = None) -> Outcome[tuple[ScaleScore, ...]]:
        """Keep the response as finished and score it. Both typings of what differed stay in its history.

        Args:
            choices: reference -> which typing is right, for every difference; None if the form was typed once only.

        Raises:
            Refused: KEYING-CHOOSE: a difference is not decided; KEYING-OPEN: the form is not typed to its end; KEYING-FINISHED,
                CONSENT-KEEP.
        """
        self._must_be_open()
        kit, workspace, at = self._kit, self._kit.workspace, self._kit.now()
        if self.stage is Stage.FIRST and self.page().item is not None:
            raise Refused("KEYING-OPEN")
        differences = self.differences() if self.stage is Stage.COMPARE else ()
        if any(each.ref not in (choices or {}) for each in differences):
            raise Refused("KEYING-CHOOSE", count=len(differences))
        before = self._first.run.snapshot()
        with self._whole(self._first, before), workspace.writing("response-finished", kit.user.id, at):
            self._write([row for each in differences for row in self._settled(each, (choices or {})[each.ref])])
            self._first.run.finish()
            answers.keep_draft_state(workspace, self.submission.id, write_snapshot(self._first.run.snapshot()))
            answers.finish(workspace, self.submission.id, at)
            scored = score_and_keep(kit, self.submission, self._first.run, "typed in from paper")
            projects.keep_setting(workspace, _name(self.submission.id), "", by=kit.user.id)
        self.submission = answers.submission(workspace, self.submission.id)
        return Outcome(value=scored, changed=frozenset({Kind.ANSWERS, Kind.SCORES}))

    def _typing(self) -> Typing:
        return self._second if self.stage is Stage.AGAIN and self._second is not None else self._first

    def _passed(self, typing: Typing, until: str) -> tuple[str, ...]:
        return keyed.passed(typing.run.state(), self._asked, typing.order[-1], until) if typing.order else ()

    def _must_be_open(self) -> None:
        if self.submission.state is not SubmissionState.DRAFT:
            raise Refused("KEYING-FINISHED")
        self._kit.must_keep(self.submission.person)

    @contextmanager
    def _whole(self, typing: Typing, before: Snapshot) -> Iterator[None]:
        """What could not be kept must not stay on the screen either."""
        saved = (dict(typing.typed), set(typing.holds), list(typing.order))
        try:
            yield
        except BaseException:
            typing.run = self._kit.form(self.submission.instrument, before)
            typing.typed, typing.holds, typing.order = saved
            raise

    def _keep(self, given: TypedAnswer, written: str, cleared: Sequence[str]) -> None:
        if self.stage is not Stage.FIRST:
            self._keep_second()
            return
        rows = [self._row(given.ref, (written, given.missing))]
        rows += [self._row(given.ref, (written, given.missing), AnswerKind.CONFIRMED)] if given.holds else []
        self._write([*rows, *(self._row(each, ("", None), AnswerKind.CLEARED) for each in cleared)])

    def _write(self, rows: Sequence[Answer]) -> None:
        kit, run = self._kit, self._first.run
        state = run.state()
        sealed = frozenset(each.question for each in rows if is_words(state.get(each.question)))
        with kit.workspace.writing("answers-kept", kit.user.id, kit.now()):
            answers.keep(kit.workspace, rows, sealed=sealed)
            answers.keep_draft_state(kit.workspace, self.submission.id, write_snapshot(run.snapshot()))

    def _row(self, ref: str, typed: Typed, kind: AnswerKind = AnswerKind.GIVEN) -> Answer:
        value, missing = typed
        return Answer(
            submission=self.submission.id,
            question=QuestionRef(ref),
            value=value or None,
            missing=missing,
            kind=kind,
            by=self._kit.user.id,
            at=self._kit.now(),
        )

    def _settled(self, difference: Difference, side: Side) -> Iterator[Answer]:
        """Yield what the second typing said, and then what is right; the form follows."""
        ref, second, first = difference.ref, self._second, self._first
        if second is None:
            return
        if ref.endswith(RANGE):
            yield from self._counted(ref.removesuffix(RANGE), int(difference.second or 0) if side is Side.SECOND else None)
            return
        said = second.said(ref)
        other = replace(self._row(ref, said), by=UserId(second.by), at=datetime.fromisoformat(second.at))
        cleared: tuple[str, ...] = ()
        right = first.said(ref)
        node = first.run.state().get(ref)
        if side is Side.SECOND and node is not None and node.rel and not node.ro:
            cleared, right = first.run.set(ref, said[0]).cleared, said
        yield other
        yield replace(self._row(ref, right), reason=say("keying.settled_note"))
        yield from (self._row(each, ("", None), AnswerKind.CLEARED) for each in cleared)

    def _counted(self, ref: str, count: int | None) -> Iterator[Answer]:
        """Bring a part to its number of instances."""
        for _ in range(count or 0):
            if (self._first.run.state()[f"{ref}{RANGE}"].count or 0) < (count or 0):
                self._first.run.add(ref)
                yield self._row(ref, ("", None), AnswerKind.ADDED)
        while count is not None and (last := (self._first.run.state()[f"{ref}{RANGE}"].count or 0)) > count:
            self._first.run.remove(ref, last - 1)
            yield self._row(ref, (str(last - 1), None), AnswerKind.REMOVED)

    def _first_typing(self) -> Typing:
        found = Typing(run=self._kit.response(self.submission))
        for each in answers.log(self._kit.workspace, self.submission.id):
            if each.kind is AnswerKind.GIVEN:
                found.note(TypedAnswer(ref=each.question, value="", missing=each.missing), each.value or "")
            elif each.kind is AnswerKind.CONFIRMED:
                found.holds.add(each.question)
            elif each.kind is AnswerKind.CLEARED:
                found.typed.pop(each.question, None)
        order = [item.ref for item in keyed.items(found.run.state(), self._asked)]
        last = max((at for at, ref in enumerate(order) if ref in found.typed), default=-1)
        found.closed = {ref for ref in order[:last] if ref.endswith(RANGE)}
        return found

    def _second_typing(self, kept: Mapping[str, Any]) -> Typing | None:
        if not kept.get("second"):
            return None
        plain = self._kit.workspace.vault.open(self.submission.person, _name(self.submission.id), bytes.fromhex(kept["second"]))
        told = json.loads(plain)
        return typings.from_table(told["typing"], self._kit.form(self.submission.instrument, read_snapshot(told["snapshot"])))

    def _keep_second(self) -> None:
        """Keep the second typing beside the response, sealed under the person's own key: nothing of it counts before it is compared."""
        second, kit = self._second, self._kit
        if second is None:
            return
        second.by, second.at = kit.user.id, kit.now().isoformat()
        told = {"snapshot": write_snapshot(second.run.snapshot()), "typing": typings.as_table(second)}
        sealed = kit.workspace.vault.seal(self.submission.person, _name(self.submission.id), json.dumps(told).encode())
        kept = json.dumps({"stage": self.stage.value, "second": sealed.hex()})
        projects.keep_setting(kit.workspace, _name(self.submission.id), kept, by=kit.user.id)


def _kept(kit: Kit, submission: SubmissionId) -> Mapping[str, Any]:
    """Return what is kept about the typing of a form beside its answers; nothing during the first typing."""
    written = projects.setting(kit.workspace, _name(submission))
    kept: Mapping[str, Any] = json.loads(written) if written else {}
    return kept


def _name(submission: SubmissionId) -> str:
    return f"keying.{submission}"
