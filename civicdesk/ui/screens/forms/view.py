"""Forms: the cards of what is here, and a new file before it is added."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.instruments import Finding, InstrumentCard, Level
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.forms.state import Checked, FormsState, card_of, earlier_of, refused
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.answers_cards import GiveOutCard, TakeInCard
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.notices import Notice, Picture
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.paper_choices import PaperChoices
from civicdesk.ui.widgets.tables import Table
from civicdesk.ui.widgets.version_changes import VersionChanges

LEVELS = {Level.REFUSED: ("octagon-alert", "error"), Level.WARNING: ("triangle-alert", "warning")}


class FormsView(Page):
    """A table of forms with the details of the current one, or the file in hand."""

    chosen = Signal(str)
    add_wanted = Signal()
    attach_wanted = Signal()
    waiting_wanted = Signal()
    compare_wanted = Signal()
    exchange_wanted = Signal(str)
    """`in` or `out`."""
    confirmed = Signal()
    dropped = Signal()
    paper_wanted = Signal()
    keying_wanted = Signal()
    library_wanted = Signal()
    paper_saved = Signal(object)
    """`PaperOptions` of a paper form that goes into a file."""
    paper_printed = Signal(object)
    paper_dropped = Signal()

    def __init__(self) -> None:
        super().__init__(say("forms_page.title"), wide=True)
        self.trouble = Notice("error")
        self.place = Words("", "fieldLabel", self)
        self.told = Notice("success")
        self.busy = Busy()
        self.none = Words(say("forms_page.none"), "body", self)
        self.rows: Rows[InstrumentCard] = Rows(_columns(), self)
        self.table = Table(self.rows, say("forms_page.title"))
        self.table.moved.connect(self._move)
        self.waiting = Notice("warning")
        self.waiting.acted.connect(self.waiting_wanted)
        self.needed = Notice("warning")
        self.changes = VersionChanges()
        self.wrong = Words("", "body", self)
        self.take_in, self.give_out = TakeInCard(), GiveOutCard()
        self.details = _Details()
        self.paper = PaperChoices()
        parts = (self.trouble, self.place, self.told, self.busy, self.none, self.waiting, self.table, self.needed, self.paper)
        for part in (*parts, self.wrong, self.take_in, self.give_out, self.details, self.changes):
            self.body.addWidget(part)
        self.add: Button = self.add_button(primary(say("forms_page.add"), icon="plus"))
        self.attach: Button = self.add_button(secondary(say("forms_page.attach"), icon="plus"))
        self.drop: Button = self.add_button(secondary(say("forms_page.drop")))
        self.compare: Button = self.add_button(secondary(say("forms_page.compare")))
        self.answers_in: Button = self.add_button(secondary(say("forms_page.take_in.title")))
        self.answers_out: Button = self.add_button(secondary(say("forms_page.give_out.title")))
        self.answers_in.clicked.connect(lambda: self.exchange_wanted.emit("in"))
        self.answers_out.clicked.connect(lambda: self.exchange_wanted.emit("out"))
        self.on_paper: Button = self.add_button(secondary(say("paper_page.button"), icon="printer"))
        self.key_in: Button = self.add_button(secondary(say("paper_page.key_in"), icon="pencil"))
        self.library: Button = self.add_button(secondary(say("library.to_library")))
        self.on_paper.clicked.connect(self.paper_wanted)
        self.key_in.clicked.connect(self.keying_wanted)
        self.library.clicked.connect(self.library_wanted)
        self.paper.saved.connect(self.paper_saved)
        self.paper.printed.connect(self.paper_printed)
        self.paper.dropped.connect(self.paper_dropped)
        self.add.clicked.connect(self._add)
        self.attach.clicked.connect(self.attach_wanted)
        self.compare.clicked.connect(self.compare_wanted)
        self.drop.clicked.connect(self.dropped)
        self._state = FormsState()

    def render_state(self, state: FormsState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        checking = state.checked is not None
        self.heading.say(say("forms_page.check_title" if checking else "forms_page.title"))
        self.lead.say(say("forms_page.file", file=state.file_name) if checking else "" if state.ready else say("forms_page.loading"))
        failed = say("forms_page.cannot", file=state.file_name) if state.sentence and state.file_name and not checking else ""
        self.trouble.tell("error", state.sentence, title=failed)
        self.place.say(state.place)
        self.told.tell("success", state.told)
        self.none.setVisible(state.ready and not state.cards and not checking)
        self.table.setVisible(bool(state.cards) and not checking)
        if state.cards != before.cards:
            self.rows.show_records(state.cards)
        self._show_details(state)
        self._show_needed(state)
        self._show_exchange(before, state)
        self._show_paper(before, state)
        self.add.rename(say("forms_page.confirm" if checking else "forms_page.add"))
        self.add.setEnabled(not state.working and (state.checked is None or may_be_added(state.checked)))
        self.drop.setVisible(checking)
        self.changes.show_changes(state.changes, state.compared)
        if state.changes is not None and state.changes != before.changes and not checking:
            self.make_visible(self.changes)
        if state.working is not before.working:
            self._show_busy(busy=state.working)
        if state.told and state.told != before.told:
            announce(self, state.told)

    def _show_details(self, state: FormsState) -> None:
        card = card_of(state)
        if state.checked is not None:
            self.details.show_facts(_facts_of_file(state.checked), state.checked.findings, notice="")
        elif card is not None:
            self.details.show_facts(_facts_of_card(card), state.findings, notice=card.notice, title=card.title)
        else:
            self.details.hide()

    def _show_exchange(self, before: FormsState, state: FormsState) -> None:
        """Show what is asked before answers come in or go out, and what was wrong in a file."""
        listed = card_of(state) is not None and state.checked is None
        self.wrong.say("\n".join(f"• {line}" for line in state.wrong))
        self.take_in.setVisible(listed and state.exchange == "in")
        self.take_in.choose.setEnabled(not state.working)
        self.give_out.setVisible(listed and state.exchange == "out")
        self.give_out.offer(state.seconds, busy=state.working)
        self.answers_in.setVisible(listed)
        self.answers_out.setVisible(listed and state.may_give_out)
        for button in (self.answers_in, self.answers_out):
            button.setEnabled(not state.working and not state.exchange)
        if listed and state.exchange and not before.exchange:
            shown = self.take_in if state.exchange == "in" else self.give_out
            self.make_visible(shown)
            self.take_in.take_focus() if state.exchange == "in" else self.give_out.begin()

    def _show_needed(self, state: FormsState) -> None:
        """Name the files that the form in hand, or one that the project brought, still needs."""
        checked, first = state.checked, next(iter(state.waiting), None)
        lists, shown = (checked.missing, checked.unseen) if checked is not None else ((), ())
        self.attach.setVisible(bool(lists or shown))
        self.attach.setEnabled(not state.working)
        title = say("forms_page.needs", count=len(lists)) if lists else say("forms_page.shows", count=len(shown)) if shown else ""
        said = [say("forms_page.needs_these", files=", ".join(lists))] if lists else []
        said += [say("forms_page.shows_these", files=", ".join(shown))] if shown else []
        self.needed.tell("warning" if lists else "info", " ".join(said), title=title)
        words = say("forms_page.waits", files=", ".join(first.missing), version=first.version) if first else ""
        more = say("forms_page.waits_more", count=len(state.waiting) - 1) if len(state.waiting) > 1 else ""
        wanted = first is not None and checked is None
        title = say("forms_page.waits_title", title=first.title) if first else ""
        action = say("forms_page.waits_action") if wanted and not state.working else ""
        self.waiting.tell("warning", f"{words} {more}".strip() if wanted else "", title=title if wanted else "", action=action)
        earlier = earlier_of(state) if checked is None else None
        self.compare.setVisible(earlier is not None and state.changes is None)
        self.compare.setEnabled(not state.working)

    def _show_paper(self, before: FormsState, state: FormsState) -> None:
        card = card_of(state)
        listed = card is not None and state.checked is None
        self.paper.setVisible(listed and state.paper is not None)
        if card is not None and state.paper is not None:
            self.paper.show_options(state.paper, card.languages, can_print=state.can_print, busy=state.working)
            if before.paper is None:
                self.make_visible(self.paper)
                self.paper.take_focus()
        self.on_paper.setVisible(listed)
        self.on_paper.setEnabled(not state.working and state.paper is None)
        self.key_in.setVisible(state.may_key_in and bool(state.cards) and state.checked is None)
        self.library.setVisible(state.may_browse and state.checked is None)

    def _show_busy(self, *, busy: bool) -> None:
        if busy:
            self.busy.begin(say("forms_page.reading" if self._state.paper is None else "paper_page.drawing"), can_cancel=False)
        else:
            self.busy.end()

    def _add(self) -> None:
        if self._state.checked is None:
            self.add_wanted.emit()
        else:
            self.confirmed.emit()

    def _move(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.rows.record(row).id)


class _Details(QFrame):
    """The facts of one form, its notice, and what was noticed in its file."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self._parts: list[QWidget] = []
        self._shown: tuple[object, ...] = ()
        self.hide()

    def show_facts(self, facts: Sequence[tuple[str, str]], findings: Sequence[Finding], *, notice: str, title: str = "") -> None:
        """Show these facts."""
        self.show()
        wanted = (tuple(facts), tuple(findings), notice, title)
        if wanted == self._shown:
            return
        self._shown = wanted
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [Words(title, "subheading", self)] if title else []
        self._parts.append(_facts(facts))
        if notice:
            self._parts += [Words(say("forms_page.notice"), "fieldLabel", self), Words(notice, "body", self)]
        self._parts.append(
            Words(say("forms_page.findings", count=len(findings)) if findings else say("forms_page.no_findings"), "fieldLabel", self)
        )
        if findings:
            self._parts.append(_findings(findings))
        for part in self._parts:
            self._column.addWidget(part)


def _facts(facts: Sequence[tuple[str, str]]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for at, (label, value) in enumerate(facts):
        name = Words(label, "hint", holder)
        name.setWordWrap(False)
        grid.addWidget(name, at, 0)
        grid.addWidget(Words(value, "body", holder), at, 1)
    return holder


def _findings(findings: Sequence[Finding]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for at, finding in enumerate(findings):
        icon, colour = LEVELS[finding.level]
        grid.addWidget(rule(), 3 * at, 0, 1, 2)
        grid.addWidget(Picture(icon, colour), 3 * at + 1, 0)
        level = say(f"forms_page.level.{finding.level.value}")
        grid.addWidget(
            Words(say("forms_page.finding", level=level, sentence=finding.sentence, code=finding.code), "body", holder), 3 * at + 1, 1
        )
        grid.addWidget(Words(_place(finding), "hint", holder), 3 * at + 2, 1)
    return holder


def may_be_added(checked: Checked) -> bool:
    """Tell whether nothing stands in the way of adding a form."""
    return not checked.missing and not refused(checked.findings)


def _place(finding: Finding) -> str:
    parts = [
        ("file" if "." in finding.sheet else "sheet", finding.sheet),
        ("row", str(finding.row or "")),
        ("column", finding.column),
        ("question", finding.question),
    ]
    return ", ".join(say(f"forms_page.place.{name}", value=value) for name, value in parts if value)


def _facts_of_card(card: InstrumentCard) -> tuple[tuple[str, str], ...]:
    facts = (
        ("version", card.version),
        ("status", say(f"forms_page.status.{card.status.value}")),
        ("languages", ", ".join(filter(None, card.languages)) or say("forms_page.one_language")),
        ("scores", say("forms_page.scored" if card.has_scores else "forms_page.not_scored")),
        ("holder", card.holder or say("forms_page.unknown")),
        ("licence", card.licence or say("forms_page.no_licence")),
    )
    return tuple((say(f"forms_page.fact.{name}"), value) for name, value in facts)


def _facts_of_file(checked: Checked) -> tuple[tuple[str, str], ...]:
    facts = (
        ("title", checked.title),
        ("version", checked.version),
        ("languages", ", ".join(filter(None, checked.languages)) or say("forms_page.one_language")),
        ("questions", str(checked.questions)),
        ("scores", say("forms_page.scales", count=checked.scales) if checked.scales else say("forms_page.not_scored")),
        *((("beside", ", ".join(checked.beside)),) if checked.beside else ()),
    )
    return tuple((say(f"forms_page.fact.{name}"), value) for name, value in facts)


def _columns() -> tuple[Column[InstrumentCard], ...]:
    return (
        Column(heading=say("forms_page.fact.title"), words=lambda card: card.title),
        Column(heading=say("forms_page.fact.version"), words=lambda card: card.version),
        Column(heading=say("forms_page.fact.status"), words=lambda card: say(f"forms_page.status.{card.status.value}")),
        Column(heading=say("forms_page.fact.scores"), words=lambda card: say("forms_page.yes" if card.has_scores else "forms_page.no")),
        Column(heading=say("forms_page.fact.warnings"), words=lambda card: str(card.warnings or ""), number=True),
    )
