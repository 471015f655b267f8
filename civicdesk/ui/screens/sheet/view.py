"""The sheet screen: choices on the start side, the paper beside them, the scores behind a second tab."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.sheets import SheetMode, Step
from civicdesk.ui import theme
from civicdesk.ui.screens.sheet.state import STEPS, Choices, Offer, Part, SheetState, filled, with_place
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.charts import BarChart
from civicdesk.ui.widgets.chips import Chip, Chips
from civicdesk.ui.widgets.fields import Chooser
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.pictures import PagePictures
from civicdesk.ui.widgets.score_cards import ScoreCards
from civicdesk.ui.widgets.sheet_parts import AreaChips, BecameLines, PlaceCards, WrongWords
from civicdesk.ui.widgets.step_fields import StepFields

CHOICES_WIDTH = 456
PAPER_WIDTH = 500
"""Least room in which the paper is worth looking at beside the choices."""
INCHES = 8.27
MARGINS = 64


OTHER_WAYS = ("text", "html", "guide")
"""What else can be saved beside the PDF: the same words twice, and the guide for talking."""


class SheetView(QWidget):
    """Draws one state of the screen and reports what a hand did."""

    went_back = Signal()
    part_chosen = Signal(str)
    chosen = Signal(object)
    """`Choices` as they stand now."""
    print_wanted = Signal(str)
    """Name of the printer."""
    save_wanted = Signal()
    handed_over = Signal()
    destroyed_wanted = Signal()
    wait_wanted = Signal()
    """Keep it for a printer; asked again, not any more."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._state = SheetState()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._make_strip())
        whole.addWidget(rule())
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        whole.addLayout(self._row, 1)
        self.choices = _ChoicesPage()
        self.choices.changed.connect(self._choose)
        self.scores = _ScoresPage()
        self.preview = _Preview()
        self._row.addWidget(self.choices)
        self._row.addWidget(self.preview, 1)
        self._row.addWidget(self.scores, 1)
        self._bar = self._make_bar()
        whole.addWidget(self._bar)

    def render_state(self, state: SheetState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.title.say(say("sheet_page.title_card", card=state.card) if state.card else say("sheet_page.title"))
        self.choices.render_state(state)
        self.scores.render_state(state)
        self.preview.render_state(state)
        can = bool(state.pages) and not state.drawing and not state.printing
        self.print.setEnabled(can and bool(state.printers))
        self.print.setVisible(bool(state.printers))
        self.print.rename(say("sheet_page.printing" if state.printing else "sheet_page.print"))
        self.wait.setVisible(not state.printers or state.waits)
        self.wait.rename(say("sheet_page.wait_no_longer" if state.waits else "sheet_page.wait"))
        self.wait.become("secondary" if state.waits else "primary")
        self.wait.setEnabled(state.ready and not state.printing)
        self.save.setEnabled(can)
        self.given.setVisible(state.can_hand_over)
        self.given.setEnabled(state.on_paper and not state.handed_over)
        self.given.setAccessibleDescription("" if state.on_paper else say("sheet_page.give_first"))
        self.given.setToolTip("" if state.on_paper else say("sheet_page.give_first"))
        self.given.rename(say("sheet_page.given" if state.handed_over else "sheet_page.give"))
        self.shredded.setVisible(state.on_paper and not state.handed_over)
        self.shredded.setEnabled(not state.destroyed)
        self.shredded.rename(say("sheet_page.is_destroyed" if state.destroyed else "sheet_page.destroy"))
        self.told.say(state.told)
        if state.told and state.told != before.told:
            announce(self, state.told)
        self._settle()

    def in_bar(self, widget: QWidget) -> bool:
        """Tell whether a control stands in the bar below."""
        return self._bar.isAncestorOf(widget)

    def settle_tab_order(self) -> None:
        """Make the tab order the reading order: the line above, the choices or the scores, the bar, the way back."""
        (self.scores if self._state.part is Part.SCORES else self.choices).settle_tab_order()
        QWidget.setTabOrder(self.shredded, self.back)

    def preview_dpi(self) -> int:
        """Return the dots per inch at which a page fills the room that is there for it."""
        beside = self._beside()
        room = self.width() - (self.choices.width() if beside else 0) - MARGINS
        return max(48, min(110, round(room / INCHES)))

    def take_focus(self) -> None:
        """Put the focus where reading starts."""
        (self.scores if self._state.part is Part.SCORES else self.choices).take_focus()

    def to_print(self) -> None:
        """Put the focus on Print: Enter prints. Without a printer, on Save."""
        (self.print if self.print.isEnabled() else self.save).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down turn the pages of the preview."""
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.preview.turn(step)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the paper beside the choices, or behind a tab."""
        super().resizeEvent(event)
        self._settle()

    def _beside(self) -> bool:
        return self.width() >= theme.current().px(CHOICES_WIDTH) + PAPER_WIDTH

    def _settle(self) -> None:
        """Show what the part and the width have room for."""
        part, beside = self._state.part, self._beside()
        self.parts.show_chips(_parts(), {Part.CHOICES if beside and part is Part.PREVIEW else part})
        self.parts.chips[Part.PREVIEW].setVisible(not beside)
        self.choices.setVisible(part is Part.CHOICES or (beside and part is Part.PREVIEW))
        self.preview.setVisible(part is Part.PREVIEW or (beside and part is Part.CHOICES))
        self.scores.setVisible(part is Part.SCORES)
        if beside:
            self.choices.setFixedWidth(theme.current().px(CHOICES_WIDTH))
        else:
            self.choices.setMinimumWidth(0)
            self.choices.setMaximumWidth(16_777_215)

    def _make_strip(self) -> QWidget:
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(24, 10, 24, 10)
        row.setSpacing(16)
        self.back = link(say("widget.back"), icon="arrow-left")
        self.back.clicked.connect(self.went_back)
        self.title = Words("", "fieldLabel", strip)
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        self.parts = Chips(ticks=False)
        self.parts.turned.connect(self.part_chosen)
        self.parts.show_chips(_parts(), {Part.CHOICES})
        row.addWidget(self.parts)
        return strip

    def _make_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(12)
        buttons = FlowRow(spacing=12)
        self.print = primary(say("sheet_page.print"), icon="printer")
        self.save = secondary(say("sheet_page.save"), icon="download")
        self.given = secondary(say("sheet_page.give"), icon="check")
        self.wait = primary(say("sheet_page.wait"), icon="inbox")
        self.shredded = secondary(say("sheet_page.destroy"), icon="trash-2")
        self.wait.clicked.connect(self.wait_wanted)
        self.shredded.clicked.connect(self.destroyed_wanted)
        self.print.clicked.connect(self._print)
        self.save.clicked.connect(self._save)
        self.given.clicked.connect(self.handed_over)
        for button in (self.print, self.wait, self.save, self.given, self.shredded):
            buttons.flow.addWidget(button)
        row.addWidget(buttons, 3)
        self.told = Words("", "hint", bar)
        self.told.align_end()
        row.addWidget(self.told, 2)
        return bar

    def _choose(self) -> None:
        self.chosen.emit(self.choices.choices(self._state.choices))

    def _save(self) -> None:
        self.save_wanted.emit()

    def _print(self) -> None:
        self.print_wanted.emit(self.choices.printer.value())


def _parts() -> list[Chip]:
    return [(part, say(f"sheet_page.part.{part.value}"), "") for part in Part]


class _ChoicesPage(Page):
    """What the person chooses for their paper."""

    changed = Signal()
    wrong_said = Signal(str)
    """That something is not right, in the person's words."""
    other_wanted = Signal(str)
    """One of `OTHER_WAYS`."""

    def __init__(self) -> None:
        super().__init__(say("sheet_page.heading"))
        self.trouble = Notice("warning")
        self.ask = Notice("info", say("sheet_page.ask_first"), title=say("sheet_page.ask_title"))
        self.mode = Chooser("mode", say("sheet_page.mode.label"), _modes(locked=False))
        self.language = Chooser("language", say("sheet_page.language"), ())
        self.with_name = CardCheck("name", say("sheet_page.with_name"))
        self.second = CardCheck("second", say("sheet_page.second_page"))
        self.printer = Chooser("printer", say("sheet_page.printer"), ())
        self.no_printer = Words(say("sheet_page.no_printer"), "hint", self)
        self.areas = AreaChips()
        self.steps = [StepFields(number) for number in range(1, STEPS + 1)]
        self.places = PlaceCards()
        for part in (self.trouble, self.ask, self.mode, self.language, self.with_name, self.second, self.printer, self.no_printer):
            self.body.addWidget(part)
        self.body.addWidget(self.areas)
        self.body.addWidget(Words(say("sheet_page.steps"), "subheading", self))
        for step in self.steps:
            self.body.addWidget(step)
            step.changed.connect(self.changed)
        self.body.addWidget(self.places)
        self.wrong = WrongWords()
        self.wrong.said.connect(self.wrong_said)
        self.body.addWidget(self.wrong)
        self.body.addWidget(self._make_others())
        self.became = BecameLines()
        self.body.addWidget(self.became)
        for chooser in (self.mode, self.language):
            chooser.picked.connect(self.changed)
        for check in (self.with_name, self.second):
            check.clicked.connect(self.changed)
        self.areas.changed.connect(self.changed)
        self.places.changed.connect(self.changed)

    def render_state(self, state: SheetState) -> None:
        """Show the choices as they stand."""
        self.trouble.tell("warning", state.sentence)
        self.lead.say("" if state.ready or state.sentence else say("sheet_page.loading"))
        parts = (self.mode, self.with_name, self.second, self.areas, self.places, *self.steps)
        for part in parts:
            part.setEnabled(state.ready)
        offered = _modes(locked=state.locked)
        if len(offered) != self.mode.box.count():
            self.mode.offer(offered)
        self.mode.put(state.choices.mode.value)
        if len(state.languages) != self.language.box.count():
            self.language.offer(state.languages)
        self.language.put(state.choices.language)
        self.language.setVisible(len(state.languages) > 1)
        self.with_name.setChecked(state.choices.with_name)
        self.second.setChecked(state.choices.second_page)
        if len(state.printers) != self.printer.box.count():
            self.printer.offer([(name, name) for name in state.printers])
        self.printer.setVisible(len(state.printers) > 1)
        self.no_printer.setVisible(state.ready and not state.printers)
        self.areas.show_areas(state.areas, state.choices.left_out)
        for at, step in enumerate(self.steps):
            step.put(state.choices.steps[at] if at < len(state.choices.steps) else Step(text=""))
        self.places.show_places({offer.id: _words(offer) for offer in state.offers}, state.choices.places)
        self.wrong.show_standing(said=state.said_wrong, ready=state.ready)
        self.became.show_lines(state.log)
        for name, button in self.others.items():
            button.setEnabled(name == "guide" or (bool(state.pages) and not state.drawing))

    def _make_others(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(Words(say("sheet_page.others"), "subheading", part))
        column.addWidget(Words(say("sheet_page.others_hint"), "hint", part))
        row = FlowRow(spacing=8)
        self.others: dict[str, Button] = {}
        for name in OTHER_WAYS:
            button = secondary(say(f"sheet_page.other.{name}"))
            button.setObjectName(name)
            button.clicked.connect(self._want_other)
            self.others[name] = button
            row.flow.addWidget(button)
        column.addWidget(row)
        return part

    def _want_other(self) -> None:
        self.other_wanted.emit(self.sender().objectName())

    def choices(self, before: Choices) -> Choices:
        """Return the choices as the controls stand."""
        return Choices(
            mode=SheetMode(self.mode.value() or before.mode.value),
            language=self.language.value() or before.language,
            with_name=self.with_name.isChecked(),
            second_page=self.second.isChecked(),
            left_out=self.areas.left_out(),
            steps=filled(tuple(step.step() for step in self.steps)),
            places=_ticked(before, self.places.turned(before.places)),
        )


class _Preview(QFrame):
    """The pages as they will be printed."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setObjectName("railScroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area = scroll
        inside = QWidget()
        inside.setObjectName("railInside")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(24, 24, 24, 24)
        self.state = Words("", "hint", inside)
        self.state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = PagePictures()
        inner.addWidget(self.state)
        inner.addWidget(self.pages)
        inner.addStretch(1)
        scroll.setWidget(inside)
        column.addWidget(scroll)
        self._shown: tuple[object, ...] = ()

    def turn(self, step: int) -> None:
        """Scroll by a page of the window, up or down."""
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + step * bar.pageStep())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the table on which the paper lies, a little darker than the page."""
        QPainter(self).fillRect(self.rect(), theme.current().colour("chart_track"))

    def render_state(self, state: SheetState) -> None:
        """Show the pages; the old ones stay until the new ones are drawn."""
        self.state.say(say("sheet_page.drawing") if state.drawing and not state.pages else "")
        if state.pages != self._shown:
            self._shown = state.pages
            self.pages.show_pages(state.pages, state.words)


class _ScoresPage(Page):
    """The scores with their workings, for the worker's eyes."""

    def __init__(self) -> None:
        super().__init__(say("sheet_page.scores"))
        self.lead.say(say("sheet_page.scores_lead"))
        self.chart = BarChart()
        self.cards = ScoreCards()
        self.body.addWidget(self.chart)
        self.body.addWidget(self.cards)

    def render_state(self, state: SheetState) -> None:
        """Show the scores."""
        self.chart.show_bars(state.bars, state.choices.language)
        self.cards.show_scores(state.scores)


def _modes(*, locked: bool) -> list[tuple[str, str]]:
    """Return the forms that are offered; wording that must not be changed is not put into easy words."""
    return [(mode.value, say(f"sheet_page.mode.{mode.value}")) for mode in SheetMode if not (locked and mode is SheetMode.EASY)]


def _words(offer: Offer) -> str:
    return "\n".join(filter(None, (offer.name, offer.line, offer.freshness)))


def _ticked(before: Choices, turned: tuple[str, bool] | None) -> tuple[str, ...]:
    """Return the ticked places in the order of the ticks."""
    return before.places if turned is None else with_place(before, turned[0], ticked=turned[1])
