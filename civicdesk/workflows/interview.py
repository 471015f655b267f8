"""The questionnaire with a worker asking: one page after another, each answer kept before the next."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from civicdesk.errors import Refused, Unavailable
from civicdesk.forms import in_words, media, parts, repeat_pages
from civicdesk.forms import pages as form_pages
from civicdesk.forms import scales as form_scales
from civicdesk.forms.engine import Run
from civicdesk.forms.in_words import files_of, is_asked, line
from civicdesk.records.answers import Answer, AnswerKind, CaptureMode, Missing, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SessionId, SubmissionId
from civicdesk.records.pages import Changes, NodeState, Page, PageSize, Question, Repeat, Review
from civicdesk.records.scores import ScaleScore
from civicdesk.store import answer_files, answers, instruments, sessions
from civicdesk.workflows.kit import Kit, Right, is_words, score_and_keep, write_snapshot

ASKED = in_words.ASKED
answer_words = in_words.answer_words
OWN_MISSING = frozenset({"dk", "ref"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Which response to begin: whose, of which form, in which round."""

    person: PersonId
    form_id: str
    session: SessionId | None
    wave: int = 1
    language: str = ""
    short: bool = False
    mode: CaptureMode = CaptureMode.INTERVIEWER
    collected_on: str = ""


class Interview:
    """One response being answered. It belongs to the store thread; faces hold it and hand it back, they never look inside."""

    def __init__(self, kit: Kit, submission: Submission, run: Run) -> None:
        self.submission = submission
        self._kit = kit
        self._run = run
        self._size = PageSize.QUESTION
        instrument = kit.instrument(submission.instrument)
        self._scales = form_scales.scales(instrument.xform, tuple(sorted(instrument.attachments.items())))
        self._files = instrument.attachments
        self._known_beside: dict[tuple[str, AnswerKind], str] | None = None

    def sized(self, size: PageSize) -> Page:
        """Show one question, one section or the whole form a page from here on."""
        self._size = size
        return self.page(self.submission.position)

    def page(self, ref: QuestionRef | None = None, cleared: tuple[str, ...] = ()) -> Page:
        """Return a page of the form as it stands: the one that holds a question, else the first."""
        state = self._run.state()
        listed = self._pages(state)
        if not listed:
            raise Refused("INTERVIEW-EMPTY")
        at = next((n for n, (page_ref, refs) in enumerate(listed) if ref in (page_ref, *refs)), None)
        if at is None:
            within = f"{ref}/"
            at = next((n for n, (page_ref, refs) in enumerate(listed) if any(each.startswith(within) for each in (page_ref, *refs))), 0)
        page_ref, refs = listed[at]
        missing = {each.question: each.missing for each in answers.now(self._kit.workspace, self.submission.id)}
        more = state.get(page_ref) if page_ref.endswith(repeat_pages.RANGE) else None
        return Page(
            submission=self.submission.id,
            ref=QuestionRef(page_ref),
            heading=state[page_ref].label if page_ref in state and state[page_ref].t not in ASKED else "",
            questions=parts.placed(state, page_ref, (self._question(state[each], missing.get(QuestionRef(each))) for each in refs)),
            number=at + 1,
            of=len(listed),
            previous=QuestionRef(listed[at - 1][0]) if at else None,
            following=QuestionRef(listed[at + 1][0]) if at + 1 < len(listed) else None,
            language=self._run.language,
            languages=self._run.languages,
            cleared=cleared,
            repeat=Repeat(ref=QuestionRef(more.ref), instances=self._instances(state, more.ref)) if more is not None else None,
            around=parts.around(state, page_ref),
        )

    def _pages(self, state: Mapping[str, NodeState]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the pages of the form; what the project knows is asked nobody."""
        known = self._kit.known_answers(state)
        found = form_pages.pages(state, self._size)
        left = ((page, tuple(ref for ref in refs if ref not in known)) for page, refs in found)
        return repeat_pages.with_repeats(state, [(page, refs) for page, refs in left if refs])

    def answer(self, ref: QuestionRef, value: str, missing: Missing | None = None) -> Outcome[Page]:
        """Keep one answer. When this returns, the answer and all that followed from it survive a power cut.

        Args:
            ref: the question.
            value: as written to the form's instance; empty clears, or goes with `missing`.
            missing: why there is no value, if the person said so; the value is empty then.

        Raises:
            Refused: INTERVIEW-VALUE: the question cannot hold this; INTERVIEW-GONE, INTERVIEW-FINISHED, CONSENT-KEEP; nothing was kept.
        """
        self._must_be_open()
        node = self._run.state().get(ref)
        if node is None or not node.rel:  # an answer that was kept a moment before has hidden the question
            raise Refused("INTERVIEW-GONE")
        with self._whole():
            changes = self._run.set(ref, "" if missing else value)
            written = self._run.snapshot().values.get(ref, "")
            if value and not missing and (not written or self._is_no_file(ref, written)):
                raise Refused("INTERVIEW-VALUE")
            given = replace(self._made(ref, written or None, AnswerKind.GIVEN), missing=missing)
            self._keep([given, *self._followed(ref, changes)], ref)
        labels = tuple(self._label(each) for each in changes.cleared)
        return Outcome(value=self.page(ref, labels), changed=frozenset({Kind.ANSWERS}))

    def attach(self, ref: QuestionRef, content: bytes) -> Outcome[Page]:
        """Keep a file as an answer: the file and the answer that names it survive together, or neither does.

        Raises:
            Refused: FILE-...: the question takes no such file; INTERVIEW-VALUE, INTERVIEW-FINISHED, CONSENT-KEEP; nothing was kept.
        """
        self._must_be_open()
        workspace, file = self._kit.workspace, media.taken(self._run.state().get(ref), content)
        named = self._made(ref, answer_files.next_name(workspace, self.submission.id, file), AnswerKind.GIVEN)
        with self._whole(), workspace.writing("answers-kept", self._kit.user.id, named.at):
            answer_files.keep(workspace, named, file)
            return self.answer(ref, named.value or "")

    def confirm(self, ref: QuestionRef) -> Outcome[Page]:
        """Keep that an unusual answer was asked about and holds."""
        return self._keep_beside(ref, AnswerKind.CONFIRMED)

    def note(self, ref: QuestionRef, words: str) -> Outcome[Page]:
        """Keep a worker's note on a question, sealed under the person's own key; it stays on the laptop. Empty words take it back."""
        return self._keep_beside(ref, AnswerKind.NOTED, words.strip())

    def add(self, ref: QuestionRef) -> Outcome[Page]:
        """Add an instance to a repeat, and go to its first page."""
        self._must_be_open()
        with self._whole():
            changes = self._run.add(ref)
            count = self._run.state()[f"{ref}{repeat_pages.RANGE}"].count
            inside = self.page(QuestionRef(f"{ref}[{count}]"))
            self._keep([self._made(ref, None, AnswerKind.ADDED), *self._followed(ref, changes)], inside.ref)
        return Outcome(value=inside, changed=frozenset({Kind.ANSWERS}))

    def remove(self, ref: QuestionRef, index: int) -> Outcome[Page]:
        """Remove an instance of a repeat; `index` counts from 0."""
        self._must_be_open()
        with self._whole():
            changes = self._run.remove(ref, index)
            self._keep(
                [self._made(ref, str(index), AnswerKind.REMOVED), *self._followed(ref, changes)], QuestionRef(f"{ref}{repeat_pages.RANGE}")
            )
        return Outcome(value=self.page(QuestionRef(f"{ref}{repeat_pages.RANGE}")), changed=frozenset({Kind.ANSWERS}))

    def speak(self, language: str) -> Outcome[Page]:
        """Show the form in another of its languages; no answer changes."""
        self._run.set_language(language)
        if self.submission.state is SubmissionState.DRAFT:
            answers.keep_draft_state(self._kit.workspace, self.submission.id, write_snapshot(self._run.snapshot()))
        return Outcome(value=self.page(self.submission.position), changed=frozenset())

    def turn_to(self, ref: QuestionRef) -> Outcome[Page]:
        """Go to a page and note it as the place where the interview goes on."""
        page = self.page(ref)
        if self.submission.state is SubmissionState.DRAFT:
            answers.place_at(self._kit.workspace, self.submission.id, page.ref)
        self.submission = replace(self.submission, position=page.ref)
        return Outcome(value=page)

    def review(self) -> Review:
        """Return all questions that are asked now, with their answers in words and what stops finishing."""
        state = self._run.state()
        said = {each.question: each.missing for each in answers.now(self._kit.workspace, self.submission.id)}
        known, files = self._kit.known_answers(state), answer_files.words(self._kit.workspace, self.submission.id)
        lines = tuple(
            line(state, node, said.get(QuestionRef(node.ref)), files) for node in state.values() if is_asked(node) and node.ref not in known
        )
        blank = sum(not line.answer for line in lines)
        return Review(submission=self.submission.id, lines=lines, unanswered=blank, problems=sum(bool(line.problem) for line in lines))

    def finish(self) -> Outcome[tuple[ScaleScore, ...]]:
        """Finish the response and keep its scores.

        Raises:
            Refused: INTERVIEW-PROBLEMS: an answer does not pass its check, or a question must be dealt with first.
        """
        self._must_be_open()
        review = self.review()
        if review.problems:
            raise Refused("INTERVIEW-PROBLEMS", count=review.problems)
        kit, workspace, at = self._kit, self._kit.workspace, self._kit.now()
        with self._whole(), workspace.writing("response-finished", kit.user.id, at):
            self._keep(self._followed(None, self._run.finish()), self.submission.position)
            answers.finish(workspace, self.submission.id, at)
            self._drop_what_was_taken_away()
            scored = score_and_keep(kit, self.submission, self._run, "finished")
        self.submission = answers.submission(workspace, self.submission.id)
        return Outcome(value=scored, changed=frozenset({Kind.ANSWERS, Kind.SCORES}))

    def decline(self) -> Outcome[None]:
        """Note that the person would rather not go on; what was said stays a part answer and is not scored."""
        self._must_be_draft()
        with self._kit.workspace.writing("response-declined", self._kit.user.id, self._kit.now()):
            answers.decline(self._kit.workspace, self.submission.id, self._kit.now())
            self._drop_what_was_taken_away()
        self.submission = answers.submission(self._kit.workspace, self.submission.id)
        return Outcome(value=None, changed=frozenset({Kind.ANSWERS}))

    def _must_be_draft(self) -> None:
        if self.submission.state is not SubmissionState.DRAFT:
            raise Refused("INTERVIEW-FINISHED")

    def _must_be_open(self) -> None:
        self._must_be_draft()
        self._kit.must_keep(self.submission.person)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What could not be kept must not stay on the screen either: the form goes back to what the file holds."""
        before, position = self._run.snapshot(), self.submission.position
        try:
            yield
        except BaseException:
            self._run = self._kit.form(self.submission.instrument, before)
            self.submission = replace(self.submission, position=position)
            raise

    def _keep(self, kept: list[Answer], position: QuestionRef | None) -> None:
        kit = self._kit
        state = self._run.state()
        sealed = frozenset(each.question for each in kept if is_words(state.get(each.question)))
        with kit.workspace.writing("answers-kept", kit.user.id, kit.now()):
            answers.keep(kit.workspace, kept, position, sealed=sealed)
            answers.keep_draft_state(kit.workspace, self.submission.id, write_snapshot(self._run.snapshot()))
        self.submission = replace(self.submission, position=position)

    def _followed(self, ref: QuestionRef | None, changes: Changes) -> list[Answer]:
        cleared = [self._made(each, None, AnswerKind.CLEARED) for each in changes.cleared]
        gone = set(changes.cleared) | {ref}
        computed = [
            self._made(node.ref, node.v or None, AnswerKind.COMPUTED)
            for node in changes.changed
            if node.t == "model-value" and node.ref not in gone
        ]
        return cleared + computed

    def _instances(self, state: Mapping[str, NodeState], ref: str) -> tuple[tuple[QuestionRef, str], ...]:
        asked = {each: node for each, node in state.items() if is_asked(node)}
        told = repeat_pages.instances(state, ref, {each: answer_words(node, None) for each, node in asked.items() if node.v})
        return tuple((QuestionRef(each), words) for each, words in told.items())

    def _question(self, node: NodeState, missing: Missing | None) -> Question:
        own = bool(OWN_MISSING & {value for value, _ in node.opts or ()})
        beside = self._beside()
        holds = bool(node.confirm) and beside.get((node.ref, AnswerKind.CONFIRMED)) == node.v
        steps = self._scales.get(form_scales.path_of(node.ref)) if node.t == "input" else None
        if steps is not None:
            node = replace(node, range_start=steps[0], range_end=steps[1], range_step=1)
        return Question(
            state=node,
            missing=missing,
            own_missing_codes=own,
            confirmed=holds,
            note=beside.get((node.ref, AnswerKind.NOTED), ""),
            files=files_of(node, self._files) if node.media or node.opts_media else {},
            file=answer_files.of_node(self._kit.workspace, self.submission.id, node),
        )

    def _is_no_file(self, ref: str, name: str) -> bool:
        """Tell whether an answer would name a file that is not here."""
        node = self._run.state().get(ref)
        return node is not None and node.t == "upload" and not answer_files.is_here(self._kit.workspace, self.submission.id, name)

    def _drop_what_was_taken_away(self) -> None:
        """Keep no file that was replaced or taken away before the end: a picture that was chosen by mistake may show somebody else."""
        named = frozenset(self._run.snapshot().values.values())
        answer_files.keep_only(self._kit.workspace, self.submission.id, named, self._kit.now(), by=self._kit.user.id)

    def _keep_beside(self, ref: QuestionRef, kind: AnswerKind, words: str = "") -> Outcome[Page]:
        """Keep something about an answer; the answer itself stays the last word on its question."""
        self._must_be_open()
        value = self._run.snapshot().values.get(ref, "")
        now = {each.question: each.missing for each in answers.now(self._kit.workspace, self.submission.id)}
        made = replace(self._made(ref, value or None, kind), missing=now.get(ref), reason=words)
        with self._whole():
            self._keep([made], self.submission.position)
        self._beside()[(ref, kind)] = words if kind is AnswerKind.NOTED else value
        return Outcome(value=self.page(ref), changed=frozenset({Kind.ANSWERS}))

    def _beside(self) -> dict[tuple[str, AnswerKind], str]:
        """Return what was kept about answers: the notes, and the unusual values that hold. Read once."""
        if self._known_beside is None:
            log = answers.log(self._kit.workspace, self.submission.id)
            self._known_beside = {(each.question, each.kind): each.reason for each in log if each.kind is AnswerKind.NOTED}
            self._known_beside |= {(each.question, each.kind): each.value or "" for each in log if each.kind is AnswerKind.CONFIRMED}
        return self._known_beside

    def _made(self, ref: str, value: str | None, kind: AnswerKind) -> Answer:
        return Answer(
            submission=self.submission.id,
            question=QuestionRef(ref),
            value=value,
            kind=kind,
            by=self._kit.user.id,
            at=self._kit.now(),
        )

    def _label(self, ref: str) -> str:
        node = self._run.state().get(ref)
        return node.label if node else ref.rpartition("/")[2]


def start(kit: Kit, begin: Start) -> Outcome[Interview]:
    """Begin a response with the current version of a form; one that this person has unfinished in this round goes on instead.

    What is being keyed in from paper is no conversation, and is left to the screen for it.

    Raises:
        Refused: CONSENT-KEEP: the person has not agreed that answers are kept; INTERVIEW-FORM: no such form is here.
        Unavailable: INTERVIEW-DISK: the disk was full a moment ago; what is begun may be finished in the room that was kept for it.
    """
    kit.must(Right.CAPTURE)
    kit.must_keep(begin.person)
    for kept in answers.submissions(kit.workspace, person=begin.person, wave=begin.wave):
        unfinished = kept.state is SubmissionState.DRAFT and kept.mode is not CaptureMode.PAPER
        if unfinished and kit.instrument(kept.instrument).form_id == begin.form_id:
            return Outcome(value=resume(kit, kept.id))
    if kit.workspace.tight:
        raise Unavailable("INTERVIEW-DISK")
    card = instruments.current(kit.workspace, begin.form_id)
    if card is None:
        raise Refused("INTERVIEW-FORM", form=begin.form_id)
    run = kit.form(card.id)
    if begin.language in run.languages:
        run.set_language(begin.language)
    submission = _new_submission(kit, begin, card.id, run.language)
    with kit.workspace.writing("response-begun", kit.user.id, kit.now()):
        answers.begin(kit.workspace, submission)
        interview = Interview(kit, submission, run)
        _answer_what_the_project_knows(kit, interview, run, begin)
        answers.keep_draft_state(kit.workspace, submission.id, write_snapshot(run.snapshot()))
    return Outcome(value=interview, changed=frozenset({Kind.ANSWERS}))


def resume(kit: Kit, submission: SubmissionId) -> Interview:
    """Open a response exactly where it stood, in the version of the form that it began with.

    Raises:
        Refused: CONSENT-KEEP: taken back; ROLE-RIGHT: the user does not see the person, or not what a colleague has asked.
    """
    kept = answers.submission(kit.workspace, submission)
    kit.must_keep(kept.person)
    if kept.state is SubmissionState.FINISHED and kept.started_by != kit.user.id:
        kit.must(Right.SEE_ANSWERS)
    return Interview(kit, kept, kit.response(kept))


def default_form(kit: Kit) -> str:
    """Return the form that a session asks: the newest current one that has scores, else the newest current one.

    Raises:
        Refused: INTERVIEW-NO-FORM.
    """
    cards = [card for card in instruments.cards(kit.workspace) if card.status.value == "current"]
    if not cards:
        raise Refused("INTERVIEW-NO-FORM")
    return max(cards, key=lambda card: (card.has_scores, card.imported_at)).form_id


def wave_of(kit: Kit, session: SessionId) -> int:
    """Return the round that a session belongs to."""
    return sessions.session(kit.workspace, session).wave


def _new_submission(kit: Kit, begin: Start, instrument: InstrumentId, language: str) -> Submission:
    return Submission(
        id=SubmissionId(kit.new_id()),
        person=begin.person,
        session=begin.session,
        instrument=instrument,
        wave=begin.wave,
        mode=begin.mode,
        language=language,
        state=SubmissionState.DRAFT,
        started_at=kit.now(),
        started_by=kit.user.id,
        collected_on=begin.collected_on,
    )


def _answer_what_the_project_knows(kit: Kit, interview: Interview, run: Run, begin: Start) -> None:
    """Two questions of the shipped form are about the project, not the person: nobody is asked them at the table."""
    for ref, value in kit.known_answers(run.state(), short=begin.short).items():
        interview.answer(QuestionRef(ref), value)
    interview.submission = replace(interview.submission, position=None)
