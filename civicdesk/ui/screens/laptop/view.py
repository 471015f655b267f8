"""The page about this laptop: the facts as cards, what to do when it is lost, and the way to paper."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.laptop import LaptopPaper, OwnEnrolment
from civicdesk.ui.screens.laptop.state import LaptopState
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.facts import FactCard
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page


class LaptopView(Page):
    """Draws the facts."""

    save_wanted = Signal()
    print_wanted = Signal()
    enrolment_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("laptop.title"), back=True)
        self.told = Notice("success")
        self.trouble = Notice("warning")
        self.body.addWidget(self.told)
        self.body.addWidget(self.trouble)
        self._column = QVBoxLayout()
        self._column.setSpacing(12)
        self.body.addLayout(self._column)
        self._enrolment()
        self.save: Button = self.add_button(primary(say("laptop_page.save"), icon="download"))
        self.paper: Button = self.add_button(secondary(say("laptop_page.print"), icon="printer"))
        self.save.clicked.connect(self.save_wanted)
        self.paper.clicked.connect(self.print_wanted)
        self._state = LaptopState()
        self._parts: list[QWidget] = []

    def render_state(self, state: LaptopState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.lead.say(state.paper.lead if state.paper else "" if state.problem else say("laptop_page.loading"))
        self.caption.say(state.paper.project if state.paper else "")
        self.told.tell("success", state.told)
        self.trouble.tell("warning", state.problem)
        if state.paper != before.paper:
            self._draw(state.paper)
        self._show_own(state.own)
        self.enrol.setEnabled(not state.working)
        self.save.setEnabled(state.paper is not None and not state.working)
        self.paper.setVisible(state.can_print)
        self.paper.setEnabled(state.paper is not None and not state.working)
        if state.told and state.told != before.told:
            announce(self, state.told)
            self.to_top()

    def _enrolment(self) -> None:
        """Lay out how this laptop becomes known to its office."""
        self.own_title = Words(say("enrolment.title"), "subheading", self)
        self.own = FactCard(self)
        self.own_lead = Words(say("enrolment.lead"), "body", self)
        self.enrol: Button = secondary(say("enrolment.save"), icon="download")
        for part in (self.own_title, self.own, self.own_lead, FlowRow(self.enrol, spacing=12)):
            self.body.addWidget(part)
        self.enrol.clicked.connect(self.enrolment_wanted)

    def _show_own(self, own: OwnEnrolment | None) -> None:
        waits = own is not None and not own.enrolled and not own.revoked
        self.own.show_facts(_own_facts(own) if own else ())
        self.own_title.setVisible(own is not None)
        self.own_lead.setVisible(waits)
        self.enrol.setVisible(waits)

    def _draw(self, paper: LaptopPaper | None) -> None:
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = _parts(paper, self) if paper is not None else []
        for part in self._parts:
            self._column.addWidget(part)
            part.show()


def _own_facts(own: OwnEnrolment) -> tuple[tuple[str, str], ...]:
    if own.revoked:
        standing = say("enrolment.revoked", day=own.revoked)
    else:
        standing = say("enrolment.yes", day=own.enrolled) if own.enrolled else say("enrolment.no")
    return (say("enrolment.standing"), standing), (say("enrolment.words"), own.words)


def _parts(paper: LaptopPaper, page: QWidget) -> list[QWidget]:
    """Return what is to be laid out, on the page from the start: what is shown without a parent opens a window of its own."""
    parts: list[QWidget] = []
    for section in paper.sections:
        card = FactCard(page)
        card.show_facts(section.lines)
        parts += [Words(section.heading, "subheading", page), card]
    parts.append(Words(paper.steps_heading, "subheading", page))
    parts += [Words(say("laptop_page.step", number=number, words=step), "body", page) for number, step in enumerate(paper.steps, start=1)]
    return [*parts, Words(paper.foot, "hint", page)]
