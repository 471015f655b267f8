"""What was done on this laptop, by whom and when."""

from PySide6.QtCore import Signal

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.activity.state import ActivityState, LogLine
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary
from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table

GROUPS = ("", "answers", "people", "consent", "rights", "sending", "keys", "backups")
SHOWN = 6
"""Findings that are listed; the rest are counted."""


class ActivityView(Page):
    """A table to narrow, and one button that looks through all of it."""

    narrowed = Signal(str)
    check_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("activity.title"), back=True, wide=True)
        self._state = ActivityState(loading=True)
        self.trouble, self.broken, self.whole = Notice("error"), Notice("error"), Notice("success")
        for notice in (self.trouble, self.broken, self.whole):
            self.body.addWidget(notice)
        self.groups = Chips()
        self.groups.show_chips([(group or "all", say(f"activity.group.{group or 'all'}"), "") for group in GROUPS], {"all"})
        self.body.addWidget(self.groups)
        self.empty = Words("", "lead", self)
        self.body.addWidget(self.empty)
        self.rows: Rows[LogLine] = Rows(
            [
                Column(heading=say("activity.when"), words=_when),
                Column(heading=say("activity.who"), words=_who),
                Column(heading=say("activity.what"), words=_what),
            ],
            self,
        )
        self.table = Table(self.rows, say("activity.title"), stretch=2, most=9)
        self.body.addWidget(self.table)
        self.check: Button = self.add_button(primary(say("activity.check"), icon="shield-check"))
        self.groups.turned.connect(self._narrow)
        self.check.clicked.connect(self.check_wanted)

    def render_state(self, state: ActivityState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.lead.say(say("widget.opening") if state.loading else say("activity.lead_all" if state.everybody else "activity.lead_own"))
        self.trouble.tell("error", state.problem)
        self.broken.tell("error", _broken(state), title=say("activity.broken") if state.findings else "")
        self.whole.tell("success", say("activity.whole", count=state.checked) if state.checked and not state.findings else "")
        self.groups.show_chips([(group or "all", say(f"activity.group.{group or 'all'}"), "") for group in GROUPS], {state.group or "all"})
        if state.lines != before.lines:
            self.rows.show_records(state.lines)
            if state.lines:
                self.table.go_to(0)
        self.table.setVisible(bool(state.lines))
        self.empty.say("" if state.lines or state.loading or state.problem else say("activity.empty"))
        self.note.say(_counted(state))
        self.check.setEnabled(not state.checking)
        self.check.rename(say("activity.checking" if state.checking else "activity.check"))
        if before.checking and not state.checking:
            announce(self, self.broken.words() or self.whole.words())
            self.to_top()

    def _narrow(self, key: str) -> None:
        self.narrowed.emit("" if key == "all" else key)


def _broken(state: ActivityState) -> str:
    if not state.findings:
        return ""
    rest = len(state.findings) - SHOWN
    more = [say("activity.more", count=rest)] if rest > 0 else []
    return "\n".join([*state.findings[:SHOWN], *more, say("activity.locked")])


def _counted(state: ActivityState) -> str:
    if len(state.lines) < state.total:
        return say("activity.newest", shown=len(state.lines), count=state.total)
    return say("activity.count", count=state.total) if state.lines else ""


def _when(line: LogLine) -> str:
    return line.when


def _who(line: LogLine) -> str:
    return line.who or say("activity.program")


def _what(line: LogLine) -> str:
    return line.what
