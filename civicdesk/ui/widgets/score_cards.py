"""Scores one under the other, each with its workings behind a link: every figure can be redone by hand."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.buttons import link
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.scores_shown import ScoreShown

LEFT_TO_RIGHT, END_OF_THAT = "\u2066", "\u2069"
"""Arithmetic runs from left to right in every language (Unicode UAX 9, isolates)."""


class ScoreCard(QFrame):
    """One score."""

    def __init__(self, score: ScoreShown) -> None:
        super().__init__()
        self.setObjectName("card")
        self.score = score
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 10)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(Words(score.label, "fieldLabel", self), 3)
        value = Words(score.value, "fieldLabel", self)
        value.align_end()
        row.addWidget(value, 2)
        column.addLayout(row)
        for text in (score.status, score.change):
            column.addWidget(_hint(text, self))
        self.how = link(say("sheet_page.how"))
        self.how.setAccessibleName(say("sheet_page.how_named", label=score.label))
        self.how.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column.addWidget(self.how)
        self.how.setVisible(bool(score.workings or score.arithmetic))
        self.how.clicked.connect(self._turn)
        self._column = column
        self._workings: QWidget | None = None

    def is_open(self) -> bool:
        """Tell whether the workings are shown."""
        return self._workings is not None and not self._workings.isHidden()

    def _turn(self) -> None:
        if self._workings is None:
            self._workings = _workings(self.score)
            self._column.addWidget(self._workings)
            self._workings.show()
        else:
            self._workings.setVisible(not self.is_open())
        self.how.setText(say("sheet_page.how_close" if self.is_open() else "sheet_page.how"))


class ScoreCards(QWidget):
    """All scores that the worker may see."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.cards: list[ScoreCard] = []

    def show_scores(self, scores: Sequence[ScoreShown]) -> None:
        """Show these scores; the same ones stay as they are, open or closed."""
        if [card.score for card in self.cards] == list(scores):
            return
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [ScoreCard(score) for score in scores]
        for card in self.cards:
            self._column.addWidget(card)


def _workings(score: ScoreShown) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 8, 0, 8)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    for column, (key, stretch) in enumerate((("question", 5), ("answer", 3), ("counts", 2))):
        grid.addWidget(Words(say(f"sheet_page.workings.{key}"), "caption", holder), 0, column)
        grid.setColumnStretch(column, stretch)
    for at, line in enumerate(score.workings, start=1):
        for column, text in enumerate((line.question, line.answer, line.counts)):
            grid.addWidget(Words(text, "body", holder), at, column)
    foot = len(score.workings) + 1
    grid.addWidget(rule(), foot, 0, 1, 3)
    grid.addWidget(Words(f"{LEFT_TO_RIGHT}{score.arithmetic}{END_OF_THAT}", "fieldLabel", holder), foot + 1, 0, 1, 3)
    return holder


def _hint(text: str, parent: QWidget) -> Words:
    hint = Words("", "hint", parent)
    hint.say(text)
    return hint
