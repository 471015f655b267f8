"""The questionnaire with a worker asking: one page after another, each answer kept before the next."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from civicdesk.errors import Refused
from civicdesk.forms import pages as form_pages
from civicdesk.forms.engine import Run
from civicdesk.i18n import say
from civicdesk.records.answers import Answer, AnswerKind, CaptureMode, Missing, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SessionId, SubmissionId
from civicdesk.records.pages import Changes, NodeState, Page, Question, Review, ReviewLine
from civicdesk.records.scores import ScaleScore
from civicdesk.store import answers, instruments, sessions
from civicdesk.workflows.kit import Kit, Right, is_words, score_and_keep, write_snapshot

ASKED = frozenset({"input", "select", "rank", "range", "trigger", "upload"})
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
        self._one_question = True

    def one_question(self, chosen: bool) -> Page:  # noqa: FBT001 - a choice of two, made by a person
        """Show one question a page, or one section a page, from here on."""
        self._one_question = chosen
        return self.page(self.submission.position)

    def page(self, ref: QuestionRef | None = None, cleared: tuple[str, ...] = ()) -> Page:
        """Return a page of the form as it stands: the one that holds a question, else the first."""
        state = self._run.state()
        listed = self._pages(state)
        if not listed:
            raise Refused("INTERVIEW-EMPTY")
        at = next((n for n, (page_ref, refs) in enumerate(listed) if ref in (page_ref, *refs)), 0)
        page_ref, refs = listed[at]
        missing = {each.question: each.missing for each in answers.now(self._kit.workspace, self.submission.id)}
        return Page(
            submission=self.submission.id,
            ref=QuestionRef(page_ref),
            heading=state[page_ref].label if page_ref in state else "",
            questions=tuple(_question(state[each], missing.get(QuestionRef(each))) for each in refs),
            number=at + 1,
            of=len(listed),
            previous=QuestionRef(listed[at - 1][0]) if at else None,
            following=QuestionRef(listed[at + 1][0]) if at + 1 < len(listed) else None,
            language=self._run.language,
            languages=self._run.languages,
            cleared=cleared,
        )

    def _pages(self, state: Mapping[str, NodeState]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the pages of the form; what the project knows is asked nobody."""
        known = self._kit.known_answers(state)
        found = form_pages.pages(state, one_question=self._one_question)
        left = ((page, tuple(ref for ref in refs if ref not in known)) for page, refs in found)
        return [(page, refs) for page, refs in left if refs]

    def answer(self, ref: QuestionRef, value: str, missing: Missing | None = None) -> Outcome[Page]:
        """Keep one answer. When this returns, the answer and all that followed from it survive a power cut.

        Args:
            ref: the question.
            value: as written to the form's instance; empty clears, or goes with `missing`.
            missing: why there is no value, if the person said so; the value is empty then.

        Raises:
            Refused: INTERVIEW-VALUE: the question cannot hold this; INTERVIEW-FINISHED, CONSENT-KEEP; nothing was kept.
        """
        self._must_be_open()
        with self._whole():
            changes = self._run.set(ref, "" if missing else value)
            written = self._run.snapshot().values.get(ref, "")
            if value and not missing and not written:
                raise Refused("INTERVIEW-VALUE")
            given = replace(self._made(ref, written or None, AnswerKind.GIVEN), missing=missing)
            self._keep([given, *self._followed(ref, changes)], ref)
        labels = tuple(self._label(each) for each in changes.cleared)
        return Outcome(value=self.page(ref, labels), changed=frozenset({Kind.ANSWERS}))

    def add(self, ref: QuestionRef) -> Outcome[Page]:
        """Add an instance to a repeat."""
        self._must_be_open()
        with self._whole():
            changes = self._run.add(ref)
            self._keep([self._made(ref, None, AnswerKind.ADDED), *self._followed(ref, changes)], ref)
        return Outcome(value=self.page(ref), changed=frozenset({Kind.ANSWERS}))

    def remove(self, ref: QuestionRef, index: int) -> Outcome[Page]:
        """Remove an instance of a repeat; `index` counts from 0."""
        self._must_be_open()
        with self._whole():
            changes = self._run.remove(ref, index)
            self._keep([self._made(ref, str(index), AnswerKind.REMOVED), *self._followed(ref, changes)], ref)
        return Outcome(value=self.page(ref), changed=frozenset({Kind.ANSWERS}))

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
        known = self._kit.known_answers(state)
        lines = tuple(
            _line(state, node, said.get(QuestionRef(node.ref))) for node in state.values() if _is_asked(node) and node.ref not in known
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
            scored = score_and_keep(kit, self.submission, self._run, "finished")
        self.submission = answers.submission(workspace, self.submission.id)
        return Outcome(value=scored, changed=frozenset({Kind.ANSWERS, Kind.SCORES}))

    def decline(self) -> Outcome[None]:
        """Note that the person would rather not go on; what was said stays a part answer and is not scored."""
        self._must_be_draft()
        answers.decline(self._kit.workspace, self.submission.id, self._kit.now())
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

    Raises:
        Refused: CONSENT-KEEP: the person has not agreed that answers are kept; INTERVIEW-FORM: no such form is here.
    """
    kit.must(Right.CAPTURE)
    kit.must_keep(begin.person)
    for kept in answers.submissions(kit.workspace, person=begin.person, wave=begin.wave):
        if kept.state is SubmissionState.DRAFT and kit.instrument(kept.instrument).form_id == begin.form_id:
            return Outcome(value=resume(kit, kept.id))
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
        Refused: CONSENT-KEEP: the person has taken back that answers are kept.
    """
    kept = answers.submission(kit.workspace, submission)
    kit.must_keep(kept.person)
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


def _question(node: NodeState, missing: Missing | None) -> Question:
    own = bool(OWN_MISSING & {value for value, _ in node.opts or ()})
    return Question(state=node, missing=missing, own_missing_codes=own)


def _is_asked(node: NodeState) -> bool:
    return node.t in ASKED and node.rel and not node.ro


def _line(state: Mapping[str, NodeState], node: NodeState, missing: Missing | None) -> ReviewLine:
    return ReviewLine(
        ref=QuestionRef(node.ref),
        section=_section(state, node.ref),
        question=node.label,
        answer=answer_words(node, missing),
        problem=_problem(node, missing),
    )


def _problem(node: NodeState, missing: Missing | None) -> str:
    if node.bad == "constraint":
        return node.msg or say("interview.check")
    if node.req and not node.v and missing is None:
        return node.msg or say("interview.needed")
    return ""


def _section(state: Mapping[str, NodeState], ref: str) -> str:
    """Return the label of the nearest group around a question that has one."""
    above = ref.rpartition("/")[0]
    while above.count("/") > 1:
        group = state.get(above)
        if group is not None and group.label:
            return group.label
        above = above.rpartition("/")[0]
    return ""


def answer_words(node: NodeState, missing: Missing | None) -> str:
    """Return an answer in the words of the form: labels of choices, not their codes; empty if there is none."""
    if missing is not None:
        return say(f"interview.missing.{missing.value}")
    if node.opts is None:
        return say("interview.acknowledged") if node.t == "trigger" and node.v else node.v
    labels = dict(node.opts)
    chosen = node.v.split() if node.multiple or node.t == "rank" else [node.v] if node.v else []
    return ", ".join(labels.get(value, value) for value in chosen)
