"""Wiring of the list of answers. The response is opened anew on the store lane: the list shows what the file holds."""

from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import SubmissionId
from civicdesk.records.pages import Review
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.check_answers.state import CheckAnswersState
from civicdesk.ui.screens.check_answers.view import CheckAnswersView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import interview
from civicdesk.workflows.kit import Kit


class CheckAnswersPresenter(Presenter):
    """From the list to one answer and back, and to the end. Fact of its place: `submission`."""

    whole_window = True
    kinds = frozenset({Kind.ANSWERS})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = CheckAnswersView()
        super().__init__(self.page, around)
        self.state = CheckAnswersState()
        self._submission = SubmissionId(where.fact("submission"))
        self.page.went_back.connect(self.went_back)
        self.page.change_wanted.connect(self._change)
        self.page.questions_wanted.connect(self._to_questions)
        self.page.finished.connect(self._finish)
        self.page.summary.asked.connect(self._change)

    def begin(self) -> None:
        """Ask for the answers as they stand."""
        self.page.render_state(self.state)
        self.around.store.submit(partial(_review, self._submission), done=self._listed, refused=self._explain)

    def refresh(self) -> None:
        """Ask again, unless the change is our own finishing."""
        if not self.state.finishing:
            self.begin()

    def _show(self, state: CheckAnswersState) -> None:
        self.state = state
        self.page.render_state(state)

    def _listed(self, review: Review) -> None:
        self._show(replace(self.state, review=review, sentence=""))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, finishing=False, sentence=explain(why)))

    def _change(self, ref: str) -> None:
        self.went.emit(place("interview", submission=self._submission, ref=ref))

    def _to_questions(self) -> None:
        self.replaced.emit(place("interview", submission=self._submission))

    def _finish(self) -> None:
        self._show(replace(self.state, finishing=True, sentence=""))
        self.around.store.submit(partial(_finish, self._submission), done=self._finished, refused=self._explain, crashed=self._crashed)

    def _finished(self, scored: bool) -> None:  # noqa: FBT001 - a lane hands back one yes or no
        if scored:
            self.replaced.emit(place("sheet", submission=self._submission, just="finished"))
        else:
            self.went_back.emit()

    def _crashed(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, finishing=False))


def _review(submission: SubmissionId, kit: Kit) -> Review:
    return interview.resume(kit, submission).review()


def _finish(submission: SubmissionId, kit: Kit) -> Outcome[bool]:
    """Finish a response; tells whether there are scores to show."""
    scores = interview.resume(kit, submission).finish()
    return Outcome(value=bool(scores.value), changed=scores.changed)
