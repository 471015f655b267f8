"""What the tests of questions share: the habits of a worker, and an ear for answers."""

from datetime import date
from typing import Any

from civicdesk.ui.widgets.question import AnswerHabits

HABITS = AnswerHabits(today=date(2026, 3, 14))


def heard_from(widget: Any) -> list[tuple[object, ...]]:
    """Note what a question reports: a list that fills itself."""
    said: list[tuple[object, ...]] = []
    widget.answered.connect(lambda *what: said.append(what))
    return said
