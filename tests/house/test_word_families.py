"""Sentences that are chosen by a value of a record: each value has its sentence, so that no screen can break on a rare one."""

from collections.abc import Iterable
from enum import Enum

import pytest

from civicdesk import i18n
from civicdesk.records.answers import Missing
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.instruments import InstrumentStatus, Level
from civicdesk.records.keying import Stage
from civicdesk.records.people import Role
from civicdesk.records.releases import CheckResult, ReleaseState
from civicdesk.records.requests import RequestKind, RequestStep
from civicdesk.records.scores import Status
from civicdesk.records.sessions import OpenMatter
from civicdesk.records.sheets import SheetMode
from civicdesk.store.actions import Action
from civicdesk.store.sheets import SheetAct
from civicdesk.ui.screens.backup.state import Step as BackupStep
from civicdesk.ui.screens.first_run.state import Step as FirstStep
from civicdesk.ui.screens.release.state import Role as Hand
from civicdesk.ui.screens.sheet.state import Part
from civicdesk.ui.screens.unlock.state import Trouble, WayOut
from civicdesk.ui.screens.users.state import Step as UsersStep
from civicdesk.workflows.retention import Kept


def values(kind: type[Enum]) -> tuple[str, ...]:
    """Return the values of a kind as they stand in keys."""
    return tuple(str(each.value) for each in kind)


FAMILIES: dict[str, Iterable[str]] = {
    "access.choice.{}": [choice.value.replace(" ", "_") for choice in Choice],
    "access.sheet.{}": [act.value.replace(" ", "_") for act in SheetAct],
    "activity.action.{}": values(Action),
    "backup_page.heading.{}": values(BackupStep),
    "export.result.{}": values(CheckResult),
    "first_run.role.{}": values(Role),
    "first_run.{}.lead": values(FirstStep),
    "first_run.{}.onward": values(FirstStep),
    "first_run.{}.title": values(FirstStep),
    "forms_page.level.{}": values(Level),
    "forms_page.status.{}": values(InstrumentStatus),
    "interview.missing.{}": values(Missing),
    "keying_page.stage.{}": values(Stage),
    "laptop.role.{}": values(Role),
    "person.purpose.{}": values(Purpose),
    "release_page.verdict.{}": values(CheckResult),
    "release_page.what_now.{}": values(Hand),
    "requests.did_what.{}": values(RequestStep),
    "requests.do.{}": values(RequestStep),
    "requests.kind.{}": values(RequestKind),
    "requests.step.{}": ["acknowledged", "answered"],
    "retention.{}": values(Kept),
    "send_page.state.{}": values(ReleaseState),
    "session.matter.{}": [matter.name.lower() for matter in OpenMatter],
    "session.task.{}": ["consent", "survey", "case_study", "sheet"],
    "sheet_page.mode.{}": values(SheetMode),
    "sheet_page.part.{}": values(Part),
    "sheet_page.status.{}": values(Status),
    "unlock.trouble.{}": [each.value for each in Trouble if each not in {Trouble.NONE, Trouble.OTHER}],
    "unlock.way_out.{}": [each.value for each in WayOut if each.value],
    "users_page.heading.{}": values(UsersStep),
    "widget.month.m{}": map(str, range(1, 13)),
    "widget.task.{}": ["not_started", "in_progress", "done", "blocked"],
}
"""Key with a gap, and everything that may stand in it."""


@pytest.mark.parametrize("family", FAMILIES)
def test_each_value_of_a_record_has_its_sentence(family: str) -> None:
    known = i18n.catalogue("en")
    assert [value for value in FAMILIES[family] if family.format(value) not in known] == []
