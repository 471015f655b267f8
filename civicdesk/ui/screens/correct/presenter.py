"""Wiring of putting an answer right."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records import attachments
from civicdesk.records.answers import Missing
from civicdesk.records.attachments import GivenFile
from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.pages import FileShown, Question
from civicdesk.ui.screens.correct.state import AnswerShown, CorrectState, PastCorrection
from civicdesk.ui.screens.correct.view import CorrectView
from civicdesk.ui.widgets.file_intake import FileIntake
from civicdesk.ui.widgets.question import AnswerHabits
from civicdesk.ui.widgets.question_page import waiting_fields
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import corrections, interview
from civicdesk.workflows.kit import Kit

NEW = "new"
"""What a file is called that is not kept yet."""


class CorrectPresenter(Presenter):
    """From the list of answers to a kept correction and back. Facts of its place: `submission`."""

    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        now = around.world.now().astimezone()
        self.page = CorrectView()
        self.page.questions.habits = AnswerHabits(today=now.date(), offset=f"{now:%z}"[:3] + ":" + f"{now:%z}"[3:5])
        super().__init__(self.page, around)
        self._submission = SubmissionId(where.fact("submission"))
        self.intake = FileIntake(around.work, self)
        self.intake.ready.connect(self._read)
        self.intake.refused.connect(self._not_read)
        self._reading: GivenFile | None = None
        self.state = CorrectState(loading=True)
        page = self.page
        page.went_back.connect(self._back)
        page.opened.connect(self._open)
        page.answered.connect(self._answer)
        page.reasoned.connect(self._reason)
        page.corrected.connect(self._correct)
        page.given_up.connect(self._give_up)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the answers."""
        self.around.store.submit(partial(_page, self._submission), done=self._found, refused=self._explain)

    def refresh(self) -> None:
        """Keep the page as it is while an answer is being put right."""

    def unsaved(self) -> bool:
        """Tell whether a new answer or a reason is on the page that was not kept."""
        return bool(self.state.chosen) and bool(self.state.new or self.state.reason)

    def _show(self, state: CorrectState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: CorrectState) -> None:
        self._show(replace(found, told=self.state.told))

    def _open(self, ref: str) -> None:
        self._reading = None
        one = next(each for each in self.state.answers if each.question.state.ref == ref)
        self._show(replace(self.state, chosen=ref, wanted=one.question, new="", content=b"", reason="", told="", problem="", problem_at=""))

    def _answer(self, ref: str, value: object, missing: object) -> None:
        if ref != self.state.chosen or self.state.wanted is None:
            return
        self._reading = value if isinstance(value, GivenFile) else None
        if isinstance(value, GivenFile):
            self.intake.take(value, self.state.wanted.state, value)
            return
        reason = missing if isinstance(missing, Missing) else None
        node = replace(self.state.wanted.state, v="" if reason else str(value or ""))
        first = self.state.open_one.question if self.state.open_one is not None else self.state.wanted
        if node.t == "upload" and node.v != first.state.v:
            node = replace(node, v="")
        words = interview.answer_words(node, reason) or say("correct.nothing")
        wanted = Question(state=node, missing=reason, file=first.file if node.v else None)
        self._show(replace(self.state, wanted=wanted, new=words, content=b"", problem="", problem_at=""))

    def _read(self, given: GivenFile, content: bytes) -> None:
        """Go on with a file that was read, unless something else was said since; it is kept when the correction is."""
        if given is self._reading and self.state.wanted is not None:
            words = say("attachments.new", size=attachments.size_in_words(len(content)))
            file = FileShown(words=words, media_type=NEW, content=content)
            wanted = replace(self.state.wanted, state=replace(self.state.wanted.state, v=NEW), missing=None, file=file)
            self._show(replace(self.state, wanted=wanted, new=words, content=content, problem="", problem_at=""))

    def _not_read(self, given: GivenFile, why: CivicDeskError) -> None:
        if given is self._reading:
            self._explain(why)

    def _reason(self, text: str) -> None:
        self._show(replace(self.state, reason=text, problem="", problem_at=""))

    def _correct(self) -> None:
        if next(waiting_fields(self.page.questions), None) is not None or self.state.busy:
            return
        wanted = self.state.wanted
        if wanted is None:
            return
        if not self.state.reason.strip():
            self._show(replace(self.state, problem=say("correct.reason_needed"), problem_at="reason"))
            self.page.to_reason()
            return
        content = self.state.content
        value = "" if content else wanted.state.v
        new = corrections.NewValue(question=QuestionRef(self.state.chosen), value=value, missing=wanted.missing, content=content)
        said = corrections.Correction(submission=self._submission, values=(new,), reason=self.state.reason)
        self._show(replace(self.state, busy=True, problem="", problem_at=""))
        self.around.store.submit(partial(_correct, said), done=self._corrected, refused=self._explain)

    def _corrected(self, _scores: object) -> None:
        self._show(replace(self.state, chosen="", wanted=None, new="", content=b"", reason="", busy=False, told=say("correct.done")))
        self.begin()

    def _give_up(self) -> None:
        self._reading = None
        self._show(replace(self.state, chosen="", wanted=None, new="", content=b"", reason="", problem="", problem_at=""))

    def _back(self) -> None:
        if self.state.chosen:
            self.step_back(self._give_up)
        else:
            self.went_back.emit()

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, busy=False, problem=explain(why), problem_at=""))


def _page(which: SubmissionId, kit: Kit) -> CorrectState:
    found = corrections.page(kit, which)
    nodes = {each.state.ref: each for each in found.questions}
    return CorrectState(
        title=say("correct.of", card=found.card, round=found.submission.wave, day=_day(found.submission.started_at, kit)),
        answers=tuple(
            AnswerShown(
                question=each,
                label=each.state.label,
                answer=each.file.words if each.file and not each.missing else interview.answer_words(each.state, each.missing),
            )
            for each in found.questions
        ),
        past=tuple(_past(each, nodes, kit) for each in reversed(found.history)),
    )


def _past(each: corrections.Corrected, nodes: dict[str, Question], kit: Kit) -> PastCorrection:
    known = nodes.get(each.question)

    def words(value: str | None, missing: Missing | None) -> str:
        if known is None:
            return value or ""
        return interview.answer_words(replace(known.state, v=value or ""), missing)

    return PastCorrection(
        label=each.label,
        before=words(each.before, each.before_missing),
        after=words(each.after, each.after_missing),
        reason=each.reason,
        who=each.who,
        day=_day(each.at, kit),
    )


def _day(at: datetime, kit: Kit) -> str:
    here = at.astimezone(kit.now().tzinfo)
    return say("widget.date.words", day=here.day, month=say(f"widget.month.m{here.month}"), year=here.year)


def _correct(said: corrections.Correction, kit: Kit) -> object:
    return corrections.correct(kit, said)
