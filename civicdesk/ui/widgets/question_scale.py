"""Scales: a number between two ends, as boxes, stars, a list to pick from, or typed."""

from PySide6.QtWidgets import QLayout

from civicdesk.i18n import say
from civicdesk.records.pages import NodeState
from civicdesk.ui import theme
from civicdesk.ui.widgets import typed
from civicdesk.ui.widgets.columns import Columns
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.options import NumberRadio
from civicdesk.ui.widgets.options_small import StarRadio
from civicdesk.ui.widgets.question import QuestionWidget
from civicdesk.ui.widgets.question_choice import OneQuestion
from civicdesk.ui.widgets.question_folded import FoldedQuestion
from civicdesk.ui.widgets.question_number import DecimalQuestion

STEPS = 11
"""A scale with more steps than this is typed, or picked from a list."""
PICKED = 200
"""A scale with more steps than this is always typed."""
BOX, BESIDE, UPRIGHT = 44, 120, 220
"""Pixels at 100 %: the least width of a box, and the largest beside and above another."""


class ScaleQuestion(OneQuestion):
    """A scale of few steps as a row of numbered boxes, its ends named by the hint.

    `vertical` sets them one above another, `no-ticks` shows the numbers of the ends alone.
    """

    def arranged(self) -> QLayout:
        """Put the boxes in a row, in two where the window is narrow; upright, the highest on top."""
        return Columns(1 if self._upright() else len(self.offered()), theme.current().px(BOX), spacing=6)

    def offered(self) -> tuple[tuple[str, str], ...]:
        """Return the steps of the scale."""
        steps = tuple((value, value) for value in steps_in(self.question.state))
        return tuple(reversed(steps)) if self._upright() else steps

    def card(self, value: str, label: str, number: str) -> NumberRadio:
        """Make one box."""
        box = NumberRadio(value, label)
        box.setMaximumWidth(theme.current().px(UPRIGHT if self._upright() else BESIDE))
        steps = [step for step, _ in self.offered()]
        box.bare = "no-ticks" in self.question.state.app and value not in {steps[0], steps[-1]}
        return box

    def fill(self, choices: object) -> None:
        """Put the boxes in place; the number on a box is the digit that picks it."""
        super().fill(self.offered())
        self.digits.offer([card.number for card in self.cards] if self.habits.number_keys else [])

    def _upright(self) -> bool:
        return "vertical" in self.question.state.app


class RatingQuestion(ScaleQuestion):
    """A scale as stars: those up to the chosen one are filled, and the words say how many."""

    def build(self) -> None:
        """Make the stars and the words below."""
        super().build()
        self.said = Words("", "hint", self)
        self.column.addWidget(self.said)
        self.group.idClicked.connect(self._light)

    def card(self, value: str, label: str, number: str) -> StarRadio:
        """Make one star."""
        star = StarRadio(value, label)
        star.setAccessibleName(say("widget.rating.star", value=label, of=steps_in(self.question.state)[-1]))
        return star

    def show_value(self) -> None:
        """Fill the stars up to the chosen one."""
        super().show_value()
        self._light()

    def _light(self, _id: int = 0) -> None:
        lit = any(card.isChecked() for card in self.cards)
        for card in self.cards:
            if isinstance(card, StarRadio):
                card.lit = lit
                card.update()
            lit = lit and not card.isChecked()
        chosen = next((card.label for card in self.cards if card.isChecked()), "")
        if hasattr(self, "said"):
            self.said.say(say("widget.rating.star", value=chosen, of=steps_in(self.question.state)[-1]) if chosen else "")


class PickerQuestion(FoldedQuestion):
    """A scale as a list that takes one line until it is opened."""

    def offered(self) -> tuple[tuple[str, str], ...]:
        """Return the steps of the scale."""
        return tuple((value, value) for value in steps_in(self.question.state, PICKED))

    def build(self) -> None:
        """Make the list; with so many steps, its words are typed and not its numbers."""
        super().build()
        self.box.setMaxVisibleItems(STEPS)


class SpanQuestion(DecimalQuestion):
    """A number between two ends, typed: what lies outside, or between two steps, stays in the field with a kind sentence."""

    def build(self) -> None:
        """Say the ends below the field."""
        state = self.question.state
        self._low, self._high = sorted((state.range_start or 0.0, state.range_end or 0.0))
        self._step = abs(state.range_step or 0.0)
        super().build()

    def read(self, text: str) -> str | None:
        """Return the number if the scale has it."""
        value = typed.read_decimal(text)
        if value is None or not self._low <= float(value) <= self._high:
            return None
        steps = (float(value) - (self.question.state.range_start or 0.0)) / self._step if self._step else 0.0
        return value if abs(steps - round(steps)) < 1e-6 else None

    def problem(self) -> str:
        """Say which numbers the scale has."""
        return say("widget.bad.span", low=_written(self._low), high=_written(self._high), step=_written(self._step))

    def explained(self, text: str) -> str:
        """Say the ends while nothing is typed."""
        return "" if text else say("widget.span.ends", low=_written(self._low), high=_written(self._high))


def scale_kind(state: NodeState) -> type[QuestionWidget] | None:
    """Return the class of widget that asks for a number on a scale; None if the question has no ends."""
    if state.range_start is None or state.range_end is None:
        return None
    if "picker" in state.app and steps_in(state, PICKED):
        return PickerQuestion
    if not steps_in(state):
        return SpanQuestion
    return RatingQuestion if "rating" in state.app else ScaleQuestion


def steps_in(state: NodeState, most: int = STEPS) -> tuple[str, ...]:
    """Return the steps of the scale of a question."""
    return steps_of(state.range_start, state.range_end, state.range_step, most)


def steps_of(start: float | None, end: float | None, step: float | None, most: int = STEPS) -> tuple[str, ...]:
    """Return the steps of a scale as the form writes them; empty if it has no ends or more than `most` steps."""
    if start is None or end is None or not step:
        return ()
    count = int(abs(end - start) / abs(step) + 1e-9) + 1
    if count > most:
        return ()
    values = [start + at * (abs(step) if end >= start else -abs(step)) for at in range(count)]
    return tuple(_written(value) for value in values)


def _written(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(round(value, 9))
