"""Wiring of the activity log."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.ui.screens.activity.state import ActivityState, LogLine
from civicdesk.ui.screens.activity.view import ActivityView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import activity
from civicdesk.workflows.kit import Kit


class ActivityPresenter(Presenter):
    """Shows the log, narrows it, and looks through all of it."""

    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = ActivityView()
        super().__init__(self.page, around)
        self.state = ActivityState(loading=True, group=where.fact("group"))
        self._asked: int | None = None
        self.page.went_back.connect(self.went_back)
        self.page.narrowed.connect(self._narrow)
        self.page.check_wanted.connect(self._check)
        self.page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the newest lines."""
        verb = partial(_log, self.state.group)
        self._asked = self.around.store.submit(verb, done=self._found, refused=self._explain, instead_of=self._asked)

    def _show(self, state: ActivityState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: tuple[tuple[LogLine, ...], int, bool]) -> None:
        lines, total, everybody = found
        self._show(replace(self.state, lines=lines, total=total, everybody=everybody, loading=False, problem=""))

    def _narrow(self, group: str) -> None:
        self._show(replace(self.state, group=group))
        self.begin()

    def _check(self) -> None:
        if not self.state.checking:
            self._show(replace(self.state, checking=True, checked=0, findings=(), problem=""))
            self.around.store.submit(activity.check, done=self._checked, refused=self._explain)

    def _checked(self, found: activity.Checked) -> None:
        self._show(replace(self.state, checking=False, checked=found.entries, findings=found.findings))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, checking=False, problem=explain(why)))


def _log(group: str, kit: Kit) -> tuple[tuple[LogLine, ...], int, bool]:
    found = activity.log(kit, group)
    lines = tuple(LogLine(when=_moment(each.at), who=each.who, what=each.action) for each in found.entries)
    return lines, found.total, found.everybody


def _moment(at: datetime) -> str:
    return say("activity.moment", day=at.day, month=say(f"widget.month.m{at.month}"), year=at.year, time=f"{at:%H:%M}")
