"""Words before they leave: one passage, its cuts as boxes to untick, how it would leave, and a button for having read it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.screens.words.state import CutShown, PassageShown, WordsState, act_of, passage_of, waits
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words, field_label
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page

CUT_KEY = "Alt+X"
LEAST_HEIGHT, MOST_HEIGHT = 84, 300
"""Pixels at 100 % that the words take: longer ones scroll inside."""


class WordsView(Page):
    """Draws a passage and reports what a hand did."""

    turned = Signal(int)
    """Place of a cut that was ticked or unticked."""
    marked = Signal(int, int)
    """Start and end of words that are to be cut too."""
    read_it = Signal()
    agreed = Signal()
    kept_back = Signal()
    moved = Signal(int)
    """Steps forth or back."""

    def __init__(self) -> None:
        super().__init__(say("words_page.title"), back=True)
        self._state = WordsState()
        self.trouble, self.told = Notice("warning"), Notice("success")
        self.alone, self.gone = Notice("info"), Notice("info")
        self.progress = Words("", "hint", self)
        self.passage = _PassageCard()
        for part in (self.trouble, self.told, self.progress, self.passage, self.alone, self.gone):
            self.body.addWidget(part)
        self.act: Button = self.add_button(primary(say("words_page.read_it")))
        self.keep_back: Button = self.add_button(secondary(say("words_page.keep_back")))
        self.previous: Button = self.add_button(secondary(say("words_page.previous")))
        self.following: Button = self.add_button(secondary(say("words_page.next")))
        self.act.clicked.connect(self._act)
        self.keep_back.clicked.connect(self.kept_back)
        self.previous.clicked.connect(self._step_back)
        self.following.clicked.connect(self._step_on)
        self.passage.turned.connect(self.turned)
        self.passage.marked.connect(self.marked)
        cutting = QShortcut(QKeySequence(CUT_KEY), self)
        cutting.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        cutting.activated.connect(self.passage.mark)

    def render_state(self, state: WordsState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        shown, earlier = passage_of(state), passage_of(before)
        self.lead.say(_lead(state))
        self.trouble.tell("warning", state.sentence)
        self.told.tell("success", state.told)
        self.alone.tell("info", say("words_page.alone", reason=state.alone_reason) if state.alone_reason and shown else "")
        self.gone.tell("info", say("words_page.gone") if shown else "", title=say("words_page.gone_title") if shown else "")
        self.progress.say(_progress(state) if shown else "")
        self.passage.setVisible(shown is not None)
        if shown is not None:
            self.passage.show_passage(shown)
            self.first_field = self.passage.box
        self._show_buttons(state, shown)
        if state.told and state.told != before.told:
            announce(self, state.told)
        if shown is not None and (self.heading.hasFocus() if earlier is None else shown.id != earlier.id):
            self.to_top()
            self.passage.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self, state: WordsState, shown: PassageShown | None) -> None:
        act = act_of(shown) if shown else ""
        self.show_bar(shown=shown is not None)
        self.act.setVisible(bool(act))
        self.act.rename(say("words_page.agree" if act == "agree" else "words_page.read_it"))
        self.keep_back.setVisible(shown is not None and shown.standing != "kept_back")
        for button in (self.act, self.keep_back):
            button.setEnabled(not state.working)
        several = len(state.passages) > 1
        self.previous.setVisible(several)
        self.following.setVisible(several)
        self.previous.setEnabled(state.at > 0)
        self.following.setEnabled(state.at < len(state.passages) - 1)

    def _act(self) -> None:
        shown = passage_of(self._state)
        if shown is not None and not self.sees(self.passage.box):
            self.make_visible(self.passage.cut)  # the line below: Qt would bring into sight only where the cursor stands
            self.note.say(say("words_page.more"))
        elif shown is not None and not self.passage.read_on():
            self.note.say(say("words_page.more"))
        elif shown is not None:
            self.note.say("")
            (self.agreed if act_of(shown) == "agree" else self.read_it).emit()

    def _step_back(self) -> None:
        self.moved.emit(-1)

    def _step_on(self) -> None:
        self.moved.emit(1)


class _PassageCard(QFrame):
    """The words, what is cut from them, and how they would leave."""

    turned = Signal(int)
    marked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._shown: PassageShown | None = None
        self.checks: list[CardCheck] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        self.about, self.standing = Words("", "caption", self), Words("", "body", self)
        self.box = QPlainTextEdit()
        self.box.setReadOnly(True)
        self.box.setTabChangesFocus(True)
        self.box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.box.setAccessibleDescription(say("words_page.cut_how"))
        self.cut: Button = link(say("words_page.cut"), icon="minus")
        self.cut.setToolTip(say("words_page.cut_how"))
        self.cut.setAccessibleDescription(say("words_page.cut_how"))
        self.cut.clicked.connect(self.mark)
        self.cuts_title = Words("", "fieldLabel", self)
        self._cuts = QVBoxLayout()
        self._cuts.setSpacing(8)
        self.hints = Words("", "body", self)
        self.reads = Words("", "body", self)
        self.reads_title = Words(say("words_page.reads"), "fieldLabel", self)
        for part in (self.about, self.standing, field_label(say("words_page.words"), self.box), self.box):
            column.addWidget(part)
        column.addWidget(FlowRow(self.cut))
        column.addWidget(self.hints)
        column.addWidget(self.cuts_title)
        column.addLayout(self._cuts)
        column.addWidget(self.reads_title)
        column.addWidget(self.reads)

    def show_passage(self, shown: PassageShown) -> None:
        """Show a passage; the words are written anew only if they are others, so that what is marked stays marked."""
        before, self._shown = self._shown, shown
        self.about.say(shown.about)
        self.standing.say(shown.told)
        if before is None or before.text != shown.text:
            self.box.setPlainText(_one_for_one(shown.text))
            self._grow()
        self._colour(shown)
        self.cuts_title.say(say("words_page.cuts", count=len(shown.cuts)) if shown.cuts else say("words_page.no_cuts"))
        told = ", ".join(f"“{shown.text[start:end]}”" for start, end in shown.hints)
        self.hints.say(say("words_page.hints", hints=told) if told else "")
        self._show_cuts(shown.cuts)
        self.reads.say(shown.reads)

    def read_on(self) -> bool:
        """Scroll the words on by what fits into their box; tells whether their end was seen already."""
        bar = self.box.verticalScrollBar()
        seen = bar.value() >= bar.maximum()
        bar.setValue(bar.value() + bar.pageStep())
        return seen

    def mark(self) -> None:
        """Report the words that are marked, if there are any."""
        cursor = self.box.textCursor()
        if self._shown is not None and cursor.hasSelection():
            text = self.box.toPlainText()
            start, end = (_letters(text, units) for units in (cursor.selectionStart(), cursor.selectionEnd()))
            self.marked.emit(start, end)

    def _grow(self) -> None:
        look = theme.current()
        document = QTextDocument(self.box.toPlainText())
        document.setDefaultFont(theme.sized("body"))
        document.setTextWidth(max(look.px(320), self.box.viewport().width()))
        needed = round(document.size().height()) + 24
        self.box.setFixedHeight(min(look.px(MOST_HEIGHT), max(look.px(LEAST_HEIGHT), needed)))

    def _colour(self, shown: PassageShown) -> None:
        """Strike out what is cut, and put a line of dots under what should be looked at."""
        cursor = QTextCursor(self.box.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setCharFormat(QTextCharFormat())
        look = theme.current()
        dotted = QTextCharFormat()
        dotted.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        dotted.setUnderlineColor(look.colour("warning"))
        struck = QTextCharFormat()
        struck.setFontStrikeOut(True)
        struck.setFontWeight(QFont.Weight.DemiBold)
        struck.setBackground(look.colour("selected"))
        for start, end in shown.hints:
            self._format(shown.text, (start, end), dotted)
        for cut in shown.cuts:
            if cut.on:
                self._format(shown.text, (cut.start, cut.end), struck)

    def _format(self, text: str, place: tuple[int, int], style: QTextCharFormat) -> None:
        cursor = QTextCursor(self.box.document())
        cursor.setPosition(_units(text[: place[0]]))
        cursor.setPosition(_units(text[: place[1]]), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(style)

    def _show_cuts(self, cuts: Sequence[CutShown]) -> None:
        names = [say("words_page.cut_named", words=cut.words, why=cut.why) for cut in cuts]
        if [check.label for check in self.checks] != names:
            for old in self.checks:
                self._cuts.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.checks = [CardCheck(str(at), name) for at, name in enumerate(names)]
            for check in self.checks:
                check.clicked.connect(self._turn)
                self._cuts.addWidget(check)
        for check, cut in zip(self.checks, cuts, strict=True):
            check.setChecked(cut.on)

    def _turn(self) -> None:
        check = self.sender()
        if isinstance(check, CardCheck):
            self.turned.emit(int(check.value))


def _lead(state: WordsState) -> str:
    if not state.ready:
        return say("words_page.loading")
    if not state.allowed:
        return say("words_page.not_allowed")
    return say("words_page.lead") if state.passages else say("words_page.none")


def _progress(state: WordsState) -> str:
    waiting = sum(map(waits, state.passages))
    place = say("words_page.place", at=state.at + 1, count=len(state.passages))
    return f"{place} {say('words_page.waiting', count=waiting) if waiting else say('words_page.all_read')}"


def _one_for_one(text: str) -> str:
    """Return words of the same length in which each line break is one letter: the page would make one of two."""
    return text.replace("\r\n", " \n").replace("\r", "\n")


def _units(text: str) -> int:
    """Return how many places the page counts for words: it counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _letters(text: str, units: int) -> int:
    """Return how many letters of a text lie before a place that the page counts."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore"))
