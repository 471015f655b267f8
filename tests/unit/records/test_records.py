"""The nouns that cross walls: frozen, plain, and honest about what is absent."""

import dataclasses
import importlib
import pkgutil
from datetime import datetime

import pytest

from civicdesk import records
from civicdesk.records.consent import Choice, Purpose, Standing

MODULES = [importlib.import_module(f"civicdesk.records.{module.name}") for module in pkgutil.iter_modules(records.__path__)]
RECORDS = [
    each
    for module in MODULES
    for each in vars(module).values()
    if isinstance(each, type) and dataclasses.is_dataclass(each) and each.__module__ == module.__name__
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_record_is_frozen_and_built_by_name(record: type) -> None:
    parameters = record.__dataclass_params__
    assert parameters.frozen
    assert all(field.kw_only for field in dataclasses.fields(record))


@pytest.mark.parametrize(("choice", "allowed"), [(Choice.YES, True), (Choice.NO, False), (Choice.NOT_ASKED, False)])
def test_only_a_yes_allows(choice: Choice, allowed: bool) -> None:
    standing = Standing(choices=((Purpose.STORY, choice),), at=datetime.fromisoformat("2026-03-02T09:00:00+00:00"))
    assert standing.allows(Purpose.STORY) is allowed


def test_what_was_never_asked_is_not_allowed() -> None:
    assert not Standing(choices=()).allows(Purpose.KEEP)
