"""Filled paper forms: the pile, one question after the other, and two typings side by side."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.keying import Begun, Difference, KeyedLine, KeyingItem, KeyingPage, Side
from civicdesk.records.paper_forms import PaperChoice, Way
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.keying.state import KeyingState, Step
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import CardRow, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words, field_label
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.paper_entry import Entry
from civicdesk.ui.widgets.tables import Table

KEYS = {
    Way.TICK_ONE: "one",
    Way.STEPS: "one",
    Way.TICK_MANY: "many",
    Way.ORDER: "order",
    Way.DATE: "date",
    Way.TIME: "time",
    Way.MOMENT: "moment",
    Way.CODE: "code",
}
_SHOWN_CHOICES = 60
_COLUMNS, _IN_A_COLUMN = 3, 4


class KeyingView(Page):
    """One page for all steps: the same place on the screen for the line that is typed into."""

    begun = Signal()
    chosen = Signal(str)
    """Submission of a form that was begun before."""
    answered = Signal(str)
    entered = Signal(str)
    gave_none = Signal(object)
    kept_out = Signal()
    stepped_back = Signal()
    opened = Signal(str)
    """Reference of a question to be typed again."""
    again = Signal()
    later = Signal()
    finished = Signal()
    decided = Signal(str, object)
    """Reference of a difference and the `Side` that is right."""

    def __init__(self) -> None:
        super().__init__(say("keying_page.title"), back=True, wide=True)
        self._state = KeyingState()
        self.trouble, self.warning, self.told = Notice("error"), Notice("warning"), Notice("success")
        self.passed = Notice("info", action=say("keying_page.keep_out"))
        self.passed.tell("info", "")
        self.pile = _Pile()
        self.typing = _Typing()
        self.compare = _Compare()
        for part in (self.trouble, self.told, self.warning, self.pile, self.typing, self.passed, self.compare):
            self.body.addWidget(part)
        self.body.addWidget(self.typing.last)
        self.main: Button = self.add_button(primary(say("keying_page.begin")))
        self.second: Button = self.add_button(secondary(say("keying_page.typed.later")))
        self.third: Button = self.add_button(secondary(say("keying_page.typed.finish")))
        self._listen()

    def render_state(self, state: KeyingState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self._show_head(state)
        self.trouble.tell("error", state.problem)
        self.told.tell("success", state.told)
        self.pile.setVisible(state.step is Step.PILE)
        self.pile.show_state(state)
        typing = state.page if state.step is Step.TYPING else None
        self._show_notices(typing)
        self.typing.setVisible(typing is not None)
        self.typing.last.setVisible(typing is not None and bool(typing.lines))
        if typing is not None:
            self.typing.show_page(typing, busy=state.busy)
        self.compare.setVisible(state.step is Step.COMPARE and bool(state.differences))
        self.compare.show_differences(state.differences, state.choices or {})
        self._show_buttons(state)
        if state.step is not before.step:
            self.first_field = {Step.PILE: self.pile.code.line, Step.TYPING: self.typing.entry}.get(state.step)
            self.to_top()
            self.take_focus()
        self._speak(before, state)

    def _show_head(self, state: KeyingState) -> None:
        page, step = state.page, state.step
        self.caption.say(
            say("keying_page.caption", card=page.card, title=page.title, form=page.code) if page and step is not Step.PILE else ""
        )
        if step is Step.PILE:
            self.heading.say(say("keying_page.title"))
            self.lead.say(say("keying_page.lead" if state.forms else "keying_page.no_forms" if state.ready else "keying_page.loading"))
        elif step is Step.TYPING and page is not None and page.item is not None:
            self.heading.say(_heading(page.item))
            key = "keying_page.progress_second" if page.second else "keying_page.progress"
            self.lead.say(say(key, done=page.done, of=page.of))
        elif step is Step.TYPED:
            self.heading.say(say("keying_page.typed.title"))
            files = say("attachments.not_typed", count=page.files) if page is not None and page.files else ""
            self.lead.say(f"{say('keying_page.typed.lead')} {files}".strip())
        else:
            self.heading.say(say("keying_page.compare.title"))
            count = len(state.differences)
            self.lead.say(say("keying_page.compare.lead", count=count) if count else say("keying_page.compare.none"))

    def _show_notices(self, page: KeyingPage | None) -> None:
        warning = f"{page.warning} {say('keying_page.warning.keep')}" if page and page.warning else ""
        self.warning.tell("warning", warning, title=say("keying_page.warning.title") if warning else "")
        passed = page.passed if page else ()
        numbers = ", ".join(line.number for line in passed)
        self.passed.tell("info", say("keying_page.passed", count=len(passed), numbers=numbers) if passed else "")

    def _show_buttons(self, state: KeyingState) -> None:
        words = {
            Step.PILE: ("begin", "go_on" if state.begun else "", ""),
            Step.TYPING: ("", "leave", ""),
            Step.TYPED: ("typed.now", "typed.later", "typed.finish"),
            Step.COMPARE: ("compare.finish", "leave", ""),
        }[state.step]
        for button, key in zip((self.main, self.second, self.third), words, strict=True):
            button.setVisible(bool(key))
            if key:
                button.rename(say(f"keying_page.{key}"))
            button.setEnabled(not state.busy)
        if state.step is Step.COMPARE and state.undecided:
            self.main.setEnabled(False)
            self.note.say(say("keying_page.compare.open", count=state.undecided))
        else:
            self.note.say("")
        self.main.setEnabled(self.main.isEnabled() and (state.step is not Step.PILE or bool(state.forms)))

    def _speak(self, before: KeyingState, state: KeyingState) -> None:
        """Tell the screen reader what has come: the next question, a problem, what was kept."""
        if state.problem and state.problem != before.problem:
            announce(self, state.problem, assertive=True)
        elif state.told and state.told != before.told:
            announce(self, state.told)
        elif state.step is Step.TYPING and (before.page is None or state.page is None or before.page.item != state.page.item):
            announce(self, self.heading.text())

    def _listen(self) -> None:
        self.pile.entered.connect(self.begun)
        self.pile.table.opened.connect(self._open_begun)
        entry = self.typing.entry
        entry.answered.connect(self.answered)
        entry.entered.connect(self.entered)
        entry.gave_none.connect(self.gave_none)
        entry.kept_out.connect(self.kept_out)
        entry.went_back.connect(self.stepped_back)
        self.passed.acted.connect(self.kept_out)
        self.typing.table.opened.connect(self._open_line)
        self.compare.decided.connect(self.decided)
        self.main.clicked.connect(self._main)
        self.second.clicked.connect(self._second)
        self.third.clicked.connect(self.finished)

    def _main(self) -> None:
        {Step.PILE: self.begun, Step.TYPED: self.again, Step.COMPARE: self.finished}[self._state.step].emit()

    def _second(self) -> None:
        if self._state.step is Step.PILE:
            self._open_begun(max(0, self.pile.table.current()))
        else:
            self.later.emit()

    def _open_begun(self, row: int) -> None:
        self.chosen.emit(self._state.begun[row].submission)

    def _open_line(self, row: int) -> None:
        if self._state.page is not None:
            self.opened.emit(self._state.page.lines[row].ref)


class _Pile(QWidget):
    """What stands on the first page of a paper form, and the forms that were begun."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        fields = FlowRow(spacing=24)
        self.code = Field("code", say("keying_page.code"), width=220)
        self.card = Field("card", say("keying_page.card"), width=220)
        self.day = Field("day", say("keying_page.day"), width=220)
        self.round = Field("round", say("keying_page.round"), width=90)
        for field in self.fields():
            fields.flow.addWidget(field)
        column.addWidget(fields)
        column.addWidget(Words(say("keying_page.day_hint"), "hint", self))
        self.title = Words(say("keying_page.begun"), "subheading", self)
        column.addWidget(self.title)
        self.rows: Rows[Begun] = Rows(_begun_columns(), self)
        self.table = Table(self.rows, say("keying_page.begun"), stretch=1, most=6)
        column.addWidget(self.table)
        self.entered = self.round.entered
        for field, following in zip(self.fields(), self.fields()[1:], strict=False):
            field.entered.connect(following.line.setFocus)

    def fields(self) -> tuple[Field, ...]:
        """Return the fields in their order."""
        return self.code, self.card, self.day, self.round

    def show_state(self, state: KeyingState) -> None:
        """Show what was typed, and the forms that were begun."""
        texts = (state.paper.code, state.paper.card, state.paper.collected_on, str(state.paper.wave))
        for field, text in zip(self.fields(), texts, strict=True):
            field.put(text)
        if tuple(self.rows.record(row) for row in range(self.rows.rowCount())) != state.begun:
            self.rows.show_records(state.begun)
            if state.begun:
                self.table.go_to(0)
        self.title.setVisible(bool(state.begun))
        self.table.setVisible(bool(state.begun))


class _Typing(QWidget):
    """The choices of a question with their keys, the line to type into, and what was typed last."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.entry = Entry()
        column.addWidget(field_label(say("keying_page.entry"), self.entry))
        column.addWidget(self.entry)
        self.hint = Words("", "hint", self)
        column.addWidget(self.hint)
        column.addWidget(Words(say("keying_page.keys.special"), "hint", self))
        self.choices = _Choices()
        column.addWidget(self.choices)
        self.last = QWidget()
        below = QVBoxLayout(self.last)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(Words(say("keying_page.lines"), "fieldLabel", self.last))
        self.rows: Rows[KeyedLine] = Rows(_line_columns(), self)
        self.table = Table(self.rows, say("keying_page.lines"), stretch=1, most=4)
        below.addWidget(self.table)
        self._lines: Sequence[KeyedLine] = ()

    def show_page(self, page: KeyingPage, *, busy: bool) -> None:
        """Show what is asked for."""
        item = page.item
        self.entry.offer(item, busy=busy)
        if item is not None:
            key = "more" if item.more else KEYS.get(item.way, "words")
            self.hint.say(say(f"keying_page.keys.{key}"))
            shown = item.choices[:_SHOWN_CHOICES] if any(choice.key for choice in item.choices) and item.way is not Way.STEPS else ()
            self.choices.show_choices(shown, keyed=item.way is not Way.ORDER)
        if page.lines != self._lines:
            self._lines = page.lines
            self.rows.show_records(page.lines)


class _Choices(QFrame):
    """The choices of a question with their keys, in up to three columns."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(24)
        self._columns = [Words("", "body", self) for _ in range(_COLUMNS)]
        for column in self._columns:
            row.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)

    def show_choices(self, choices: Sequence[PaperChoice], *, keyed: bool) -> None:
        """Show these choices, with the key of each or without; none takes the card away."""
        lines = [say("keying_page.choice", key=choice.key, label=choice.label) if keyed else choice.label for choice in choices]
        across = min(_COLUMNS, -(-len(lines) // _IN_A_COLUMN)) or 1
        tall = -(-len(lines) // across)
        for at, column in enumerate(self._columns):
            column.say("\n".join(lines[at * tall : (at + 1) * tall]) if at < across else "")
        self.setVisible(bool(lines))


class _Compare(QWidget):
    """Each difference with both answers as cards."""

    decided = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(24)
        self._shown: Sequence[Difference] = ()
        self.rows: list[CardRow] = []

    def show_differences(self, differences: Sequence[Difference], choices: Mapping[str, Side]) -> None:
        """Show these differences with what was chosen."""
        if differences != self._shown:
            self._shown = differences
            for row in self.rows:
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = [_row_of(each) for each in differences]
            for row in self.rows:
                row.picked.connect(self._decide)
                self._column.addWidget(row)
        for row in self.rows:
            row.put(choices.get(row.objectName(), ""))

    def _decide(self, ref: str, side: str) -> None:
        self.decided.emit(ref, Side(side))


def _row_of(each: Difference) -> CardRow:
    nothing = say("keying_page.blank")
    label = say("keying_page.heading.number", number=each.number, label=each.label) if each.number else each.label
    cards = (
        (Side.FIRST.value, say("keying_page.compare.first", answer=each.first or nothing)),
        (Side.SECOND.value, say("keying_page.compare.second", answer=each.second or nothing)),
    )
    return CardRow(each.ref, label, cards)


def _heading(item: KeyingItem) -> str:
    if item.more:
        return say("keying_page.heading.more", part=item.more)
    within = say("keying_page.within", part=item.within) if item.within else ""
    return within + say("keying_page.heading.number", number=item.number, label=item.label)


def _line_columns() -> tuple[Column[KeyedLine], ...]:
    return (
        Column(heading=say("keying_page.column.number"), words=lambda line: line.number),
        Column(heading=say("keying_page.column.question"), words=lambda line: line.label),
        Column(heading=say("keying_page.column.answer"), words=_answer),
    )


def _answer(line: KeyedLine) -> str:
    answer = line.answer or say("keying_page.blank")
    return say("keying_page.holds", answer=answer) if line.holds else answer


def _begun_columns() -> tuple[Column[Begun], ...]:
    return (
        Column(heading=say("keying_page.column.card"), words=lambda each: each.card),
        Column(heading=say("keying_page.column.form"), words=lambda each: each.title),
        Column(heading=say("keying_page.column.stage"), words=lambda each: say(f"keying_page.stage.{each.stage.value}")),
        Column(heading=say("keying_page.column.by"), words=lambda each: each.by),
    )
