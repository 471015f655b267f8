"""A case study: prompts to talk along, quotes with their own consent, tags."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.cases import Prompt, Quote, QuoteConsent, Tag
from civicdesk.ui import theme
from civicdesk.ui.screens.case_study.state import CaseStudyState, quote_turned, text_of
from civicdesk.ui.widgets.buttons import Button, link, primary
from civicdesk.ui.widgets.chips import Chip, Chips
from civicdesk.ui.widgets.fields import CardRow
from civicdesk.ui.widgets.labels import Words, field_label
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.saved import SaveState

QUOTE_KEY = "Alt+Q"
CONSENTS = {
    QuoteConsent.NO: "no",
    QuoteConsent.INSIDE: "inside",
    QuoteConsent.ANONYMOUS: "anonymous",
    QuoteConsent.NAMED: "named_choice",
}


class CaseStudyView(Page):
    """Draws a story and reports every change of it."""

    written = Signal(str, str)
    """Prompt and its words."""
    tag_turned = Signal(str)
    quote_changed = Signal(int, object)
    """Place of a quote, and the quote; None takes it away."""
    finished = Signal()
    tried_again = Signal()

    def __init__(self) -> None:
        super().__init__(say("case_study_page.title"), back=True)
        self.trouble = Notice("warning", action=say("case_study_page.again"))
        self.trouble.acted.connect(self.tried_again)
        self.body.addWidget(self.trouble)
        self._prompts = QVBoxLayout()
        self._prompts.setSpacing(24)
        self.body.addLayout(self._prompts)
        self.fields: dict[str, _Story] = {}
        self.names = Notice("warning")
        self.body.addWidget(self.names)
        self.quotes_title = Words("", "subheading", self)
        self.body.addWidget(self.quotes_title)
        self.quotes_hint = Words("", "hint", self)
        self.body.addWidget(self.quotes_hint)
        self._quotes = QVBoxLayout()
        self._quotes.setSpacing(12)
        self.body.addLayout(self._quotes)
        self.quotes: list[_QuoteCard] = []
        self.tags_title = Words("", "subheading", self)
        self.body.addWidget(self.tags_title)
        self.tags = Chips()
        self.tags.turned.connect(self.tag_turned)
        self.body.addWidget(self.tags)
        self.finish: Button = self.add_button(primary(say("case_study_page.finish")))
        self.finish.clicked.connect(self.finished)
        self.saved = SaveState()
        self.add_bar_widget(self.saved)
        quoting = QShortcut(QKeySequence(QUOTE_KEY), self)
        quoting.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        quoting.activated.connect(self._quote_by_key)

    def render_state(self, state: CaseStudyState) -> None:
        """Show a state; a field that is being written in is left alone."""
        case = state.case
        self.lead.say(say("case_study_page.lead" if case else "case_study_page.loading") if case or not state.sentence else "")
        self.trouble.tell(
            "error" if state.lost else "warning", state.sentence, title=say("case_study_page.not_saved") if state.lost else ""
        )
        self.trouble.action.setVisible(state.lost)
        self._show_prompts(state.prompts if case else ())
        closed = case is None or case.finished
        for field in self.fields.values():
            field.show_text(text_of(case, field.key) if case else "", closed=closed)
        self.names.tell(
            "warning", say("case_study_page.names", names=", ".join(state.names)) if state.names else "", title=_names_title(state)
        )
        self.quotes_title.say(say("case_study_page.quotes") if case else "")
        self.quotes_hint.say("" if case is None or case.quotes else say("case_study_page.quotes_none"))
        self._show_quotes(case.quotes if case else (), state.tags, closed=closed)
        self.tags_title.say(say("case_study_page.tags") if case else "")
        self.tags.show_chips(_chips(state.tags if case else ()), case.tags if case else ())
        self.tags.setEnabled(not closed)
        self.finish.setVisible(not closed)
        self.finish.setEnabled(not state.finishing)
        self.note.say(say("case_study_page.finished") if case is not None and case.finished else "")

    def take_unread(self) -> None:
        """Report what is written and not reported yet."""
        for field in self.fields.values():
            field.report()
        for card in self.quotes:
            card.report()

    def _show_prompts(self, prompts: Sequence[Prompt]) -> None:
        if list(self.fields) == [prompt.key for prompt in prompts]:
            return
        for old in self.fields.values():
            self._prompts.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.fields = {prompt.key: _Story(prompt) for prompt in prompts}
        for field in self.fields.values():
            field.written.connect(self.written)
            field.quoted.connect(self._add_quote)
            self._prompts.addWidget(field)

    def _show_quotes(self, quotes: Sequence[Quote], tags: Sequence[Tag], *, closed: bool) -> None:
        while len(self.quotes) > len(quotes):
            old = self.quotes.pop()
            self._quotes.removeWidget(old)
            old.hide()
            old.deleteLater()
        while len(self.quotes) < len(quotes):
            card = _QuoteCard(len(self.quotes), tags)
            card.changed.connect(self.quote_changed)
            self.quotes.append(card)
            self._quotes.addWidget(card)
        for card, quote in zip(self.quotes, quotes, strict=True):
            card.show_quote(quote, closed=closed)

    def _quote_by_key(self) -> None:
        for field in self.fields.values():
            if field.box.hasFocus() and not field.box.isReadOnly():
                field.quote.click()

    def _add_quote(self, prompt: str, text: str) -> None:
        """Report a new quote, and lead on to what is asked about it; without marked words, to its words."""
        at = len(self.quotes)
        self.quote_changed.emit(at, Quote(text=text, prompt=prompt))
        if at < len(self.quotes):
            self.make_visible(self.quotes[at])
            self.quotes[at].begin()


class _Story(QWidget):
    """One prompt and the words under it."""

    written = Signal(str, str)
    quoted = Signal(str, str)

    def __init__(self, prompt: Prompt) -> None:
        super().__init__()
        self.key = prompt.key
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setMinimumHeight(theme.current().px(124))
        label = field_label(prompt.question, self.box)
        label.setObjectName("question")
        column.addWidget(label)
        hint = Words("", "hint", self)
        hint.say(prompt.hint)
        column.addWidget(hint)
        column.addWidget(self.box)
        self.quote = link(say("case_study_page.quote"), icon="plus")
        self.quote.setAccessibleName(say("case_study_page.quote_named", prompt=prompt.question))
        self.quote.setToolTip(say("case_study_page.quote_key"))
        self.quote.setAccessibleDescription(say("case_study_page.quote_key"))
        self.quote.clicked.connect(self._quote)
        row = QHBoxLayout()
        row.addWidget(self.quote)
        row.addStretch(1)
        column.addLayout(row)
        self._told = ""
        self.box.textChanged.connect(self.report)

    def show_text(self, text: str, *, closed: bool) -> None:
        """Show words, unless somebody is writing."""
        self.box.setReadOnly(closed)
        self.quote.setVisible(not closed)
        if not self.box.hasFocus() and self.box.toPlainText() != text:
            self._told = text
            self.box.setPlainText(text)

    def report(self) -> None:
        """Report the words, once for each change."""
        text = self.box.toPlainText()
        if text != self._told:
            self._told = text
            self.written.emit(self.key, text)

    def _quote(self) -> None:
        self.quoted.emit(self.key, self.box.textCursor().selectedText().replace("\u2029", "\n").strip())


class _QuoteCard(QFrame):
    """One quote: the words, how far they may travel, their tags."""

    changed = Signal(int, object)

    def __init__(self, at: int, tags: Sequence[Tag]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._at, self._all_tags = at, tags
        self._quote = Quote(text="", prompt="")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(theme.current().px(76))
        column.addWidget(field_label(say("case_study_page.words", number=at + 1), self.box))
        column.addWidget(self.box)
        choices = [(consent.value, say(f"case_study_page.consent.{key}")) for consent, key in CONSENTS.items()]
        self.consent = CardRow(f"consent{at}", say("case_study_page.consent.label"), choices, say("case_study_page.consent.hint"))
        self.consent.setAccessibleName(say("case_study_page.consent.named", number=at + 1))
        column.addWidget(self.consent)
        self.tags = Chips()
        column.addWidget(self.tags)
        self.remove = link(say("case_study_page.remove"), icon="trash-2")
        self.remove.setAccessibleName(say("case_study_page.remove_named", number=at + 1))
        row = QHBoxLayout()
        row.addWidget(self.remove)
        row.addStretch(1)
        column.addLayout(row)
        self.box.textChanged.connect(self.report)
        self.consent.picked.connect(self._consent)
        self.tags.turned.connect(self._tag)
        self.remove.clicked.connect(self._remove)

    def show_quote(self, quote: Quote, *, closed: bool) -> None:
        """Show a quote, unless its words are being written."""
        self._quote = quote
        if not self.box.hasFocus() and self.box.toPlainText() != quote.text:
            self.box.setPlainText(quote.text)
        self.consent.put(quote.consent.value if quote.consent in CONSENTS else "")
        self.tags.show_chips(_chips(self._all_tags), quote.tags)
        self.box.setReadOnly(closed)
        for part in (self.consent, self.tags):
            part.setEnabled(not closed)
        self.remove.setVisible(not closed)

    def begin(self) -> None:
        """Take the keyboard: to the choice if the words are there, else to the words."""
        (self.consent.cards[0] if self.box.toPlainText() else self.box).setFocus(Qt.FocusReason.OtherFocusReason)

    def report(self) -> None:
        """Report other words, once for each change."""
        if self.box.toPlainText() != self._quote.text:
            self.changed.emit(self._at, replace(self._quote, text=self.box.toPlainText()))

    def _consent(self, _name: str, value: str) -> None:
        self.changed.emit(self._at, replace(self._quote, consent=QuoteConsent(value)))

    def _tag(self, tag: str) -> None:
        self.changed.emit(self._at, quote_turned(self._quote, tag))

    def _remove(self) -> None:
        self.changed.emit(self._at, None)


def _chips(tags: Sequence[Tag]) -> list[Chip]:
    return [(tag.key, tag.label, tag.description) for tag in tags]


def _names_title(state: CaseStudyState) -> str:
    return say("case_study_page.names_title") if state.names else ""
