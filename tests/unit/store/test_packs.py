"""A project pack taken in, with what is read off it."""

from collections.abc import Mapping
from datetime import date

import pytest

from civicdesk.records.consent import Purpose
from civicdesk.records.ids import ProjectId
from civicdesk.records.people import Project
from civicdesk.records.releases import ExportSettings, Pack
from civicdesk.store import consent, packs, projects
from civicdesk.store.workspace import Workspace

STATEMENT = {"language": "en", "version": "1", "text": "May we?", "purposes": [["keep", "Keep my answers"]]}
REVIEW = date(2027, 1, 1)


def pack(**changes: object) -> Pack:
    """Return a pack of an invented project."""
    export = ExportSettings(
        project=ProjectId("invented"),
        short_code="ember",
        pack_version=1,
        recipient="Placeholder Centre",
        recipient_class="known",
        agreement="Agreement 1",
        review_date=REVIEW,
        age_recipients=(),
    )
    facts = {
        "project": ProjectId("invented"),
        "name": "Fictional Town",
        "version": 1,
        "practice": False,
        "recovery": True,
        "contact": "01632 960001",
        "crisis_lines": ("Listening line",),
        "places": ("Placeholder Hall",),
        "districts": (),
        "statements": (STATEMENT,),
        "instruments": {},
        "directory": b"",
        "hierarchies": {},
        "export": export,
    }
    return Pack(**{**facts, **changes})


def test_project_places_and_consent_words_are_read_off_a_pack(ws: Workspace) -> None:
    packs.keep(ws, pack(), b"the file")
    assert projects.project(ws) == Project(
        id=ProjectId("invented"),
        name="Fictional Town",
        short_code="ember",
        practice=False,
        recovery=True,
        contact="01632 960001",
        crisis_lines=("Listening line",),
    )
    assert (projects.pack(ws), projects.setting(ws, "places")) == (b"the file", '["Placeholder Hall"]')
    (kept,) = consent.statements(ws)
    assert (kept.text, kept.purposes) == ("May we?", ((Purpose.KEEP, "Keep my answers"),))


def test_it_is_one_entry_in_the_audit(ws: Workspace) -> None:
    (before,) = ws.row("select count(*) from audit")
    packs.keep(ws, pack(), b"the file")
    assert ws.row("select count(*) from audit") == (before + 1,)


@pytest.mark.parametrize(("purposes", "known"), [((), 0), ("none", 0), ((("keep", "Keep it"), ("story", "Use it")), 2)])
def test_a_statement_has_the_purposes_that_it_names(ws: Workspace, purposes: object, known: int) -> None:
    statement: Mapping[str, object] = {**STATEMENT, "purposes": purposes}
    packs.keep(ws, pack(statements=(statement,)), b"the file")
    assert len(consent.statements(ws)[0].purposes) == known


def test_the_hash_of_a_statement_is_over_every_word_that_is_read(ws: Workspace) -> None:
    packs.keep(ws, pack(), b"one")
    packs.keep(ws, pack(statements=({**STATEMENT, "version": "2", "purposes": [["keep", "Keep it"]]},)), b"two")
    first, second = consent.statements(ws)
    assert first.sha256 != second.sha256


def test_words_that_a_newer_pack_leaves_out_are_kept_and_not_read_any_more(ws: Workspace) -> None:
    second, welsh = {**STATEMENT, "version": "2", "text": "May we now?"}, {**STATEMENT, "language": "cy"}
    packs.keep(ws, pack(statements=(STATEMENT, welsh)), b"1")
    packs.keep(ws, pack(version=2, statements=(second,)), b"2")
    assert [(each.language, each.version) for each in packs.statements(ws)] == [("en", "2")]
    packs.keep(ws, pack(version=3, statements=(STATEMENT,)), b"3")
    assert [(each.language, each.version) for each in packs.statements(ws)] == [("en", "1")]
    assert len(consent.statements(ws)) == 3


def test_a_workspace_from_before_packs_named_their_words_reads_all_that_were_kept(ws: Workspace) -> None:
    consent.keep_statement(ws, packs._statement(STATEMENT))
    assert [each.version for each in packs.statements(ws)] == ["1"]
