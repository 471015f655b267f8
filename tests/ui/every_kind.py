"""The form with every kind of question, begun at the desk: the same one that the pictures show."""

import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from civicdesk.records.answers import CaptureMode
from civicdesk.records.ids import PersonId
from civicdesk.ui.screens.interview.kinds import DOT
from civicdesk.ui.screens.interview.presenter import InterviewPresenter
from civicdesk.ui.screens.interview.state import Step
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import forms, interview
from civicdesk.workflows.kit import Kit
from tests.ui.desk import Desk
from tests.unit.workflows.conftest import workbook

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def every_kind() -> ModuleType:
    """Return the form, as the tools keep it."""
    return _tool("every_kind")


def pictured() -> ModuleType:
    """Return what draws the form."""
    return _tool("picture_questions")


def _tool(name: str) -> ModuleType:
    sys.path.insert(0, str(TOOLS))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(TOOLS))


def begin(table: Desk, mode: CaptureMode = CaptureMode.INTERVIEWER) -> Any:
    """Show the form in the interview's own screen."""
    submission = table.ask(partial(_begin, table.person, mode))
    presenter = table.show(InterviewPresenter(place("interview", submission=submission), table.around))
    table.bot.waitUntil(lambda: presenter.state.step is not Step.OPENING, timeout=20_000)
    return presenter


def _begin(person: str, mode: CaptureMode, kit: Kit) -> str:
    card = forms.add(kit, workbook(**every_kind().sheets()), {"dot.png": DOT}).value
    start = interview.Start(person=PersonId(person), form_id=card.form_id, session=None, mode=mode)
    return interview.start(kit, start).value.submission.id
