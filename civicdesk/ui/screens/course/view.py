"""Scores over time: the area to choose, a line with dates, and the table that says the same."""

from PySide6.QtCore import Signal

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.course.state import CourseState, LineShown, TimeShown, line_of
from civicdesk.ui.widgets.course_line import CourseLine, Dot, Stretch
from civicdesk.ui.widgets.fields import Chooser
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table


class CourseView(Page):
    """Draws one area over time."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(say("course.title"), back=True, wide=True)
        self.trouble = Notice("error")
        self.few = Words("", "body", self)
        self.area = Chooser("area", say("course.area"), ())
        self.over_all = Words("", "fieldLabel", self)
        self.line = CourseLine()
        self.rows: Rows[TimeShown] = Rows(_columns(), self)
        self.table = Table(self.rows, say("course.table"), stretch=3, most=6)
        self.hint = Words(say("course.hint"), "hint", self)
        for part in (self.trouble, self.few, self.area, self.over_all, self.line, self.table, self.hint):
            self.body.addWidget(part)
        self.area.picked.connect(self.chosen)
        self._shown: LineShown | None = None
        self._lines: tuple[LineShown, ...] = ()

    def render_state(self, state: CourseState) -> None:
        """Show a state."""
        self.caption.say(say("person.card", card=state.card) if state.card else "")
        self.lead.say("" if state.ready else say("course.loading"))
        self.trouble.tell("error", state.sentence)
        self.few.say(say("course.too_few") if state.ready and not state.lines and not state.sentence else "")
        if state.lines != self._lines:
            self._lines = state.lines
            self.area.offer([(each.name, each.label) for each in state.lines])
        shown = line_of(state)
        self.area.put(shown.name if shown else "")
        for part in (self.area, self.line, self.table, self.hint):
            part.setVisible(shown is not None)
        if shown != self._shown:
            self._draw(shown)

    def _draw(self, line: LineShown | None) -> None:
        self._shown = line
        self.over_all.say(line.sentence if line else "")
        if line is None:
            return
        dots = [
            Dot(along=each.along, share=each.share, joined=each.joined, date=each.short) for each in line.times if each.share is not None
        ]
        self.line.show_line(dots, [Stretch(start=start, label=label) for label, start in line.bands], line.sentence)
        self.rows.show_records(line.times)


def _columns() -> tuple[Column[TimeShown], ...]:
    return (
        Column(heading=say("course.date"), words=lambda each: each.date),
        Column(heading=say("course.score"), words=lambda each: each.score),
        Column(heading=say("course.band"), words=lambda each: each.band),
        Column(heading=say("course.against"), words=lambda each: each.words),
    )
