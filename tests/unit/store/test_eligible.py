"""Who may be sent, as the store knows it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from civicdesk.records.answers import Submission
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.ids import ProjectId, ReleaseId, UserId
from civicdesk.records.people import Person
from civicdesk.records.releases import ExportSettings, Release, ReleaseState
from civicdesk.store import answers, consent, eligible, people, releases
from civicdesk.store.workspace import Workspace
from tests.unit.store.test_releases import REPORT

SETTINGS = ExportSettings(
    project=ProjectId("p"), short_code="test", pack_version=1, recipient="Invented", recipient_class="known", agreement="", k=2, min_people=2,
    review_date=date(2030, 1, 1), age_recipients=(),
)  # fmt: skip


def code_of(person: str) -> str:
    return f"code of {person}"


@pytest.fixture
def agree(ws: Workspace, clock) -> Callable[..., None]:
    """Return a way to say yes or no to everything that a release needs."""
    words = Statement(sha256="5" * 64, version="1", language="en", text="May we?", purposes=((Purpose.KEEP, "k"), (Purpose.RESEARCH, "r")))

    def say(person: Person, choice: Choice = Choice.YES) -> None:
        said = Consent(
            person=person.id, statement=words, session=None, witness="", choices=((Purpose.KEEP, choice), (Purpose.RESEARCH, choice)), mode=Mode.SPOKEN,
            read_aloud=True, limits_explained=True, by=UserId("wf"), at=clock(),
        )  # fmt: skip
        consent.keep_consent(ws, said)

    return say


def sealed(ws: Workspace, clock, *who: Person) -> None:
    release = Release(
        id=ReleaseId(f"r{clock():%H%M%S}"), batch_id="b", state=ReleaseState.SEALED, snapshot_hash="s", preparer=UserId("wf"), approver=None,
        people=len(who), responses=0, report=REPORT, report_hash="h", prepared_at=clock(),
    )  # fmt: skip
    releases.keep_release(ws, release, {eligible.CELLS: b'{"code of wren":{"age":"40-49"}}'}, people=[person.id for person in who])


def test_only_who_agreed_and_has_finished_is_chosen(ws: Workspace, wren: Person, begun: Submission, clock, agree) -> None:
    assert eligible.choose(ws, code_of) == ({}, {"consent": 1})
    agree(wren)
    assert eligible.choose(ws, code_of) == ({}, {"unfinished": 1})
    answers.finish(ws, begun.id, clock())
    chosen, held_back = eligible.choose(ws, code_of)
    assert ([each.id for each in chosen[wren.id]], dict(held_back)) == ([begun.id], {})


def test_whoever_was_sent_and_took_it_back_is_not_chosen_again(ws: Workspace, wren: Person, begun: Submission, clock, agree) -> None:
    agree(wren)
    answers.finish(ws, begun.id, clock())
    sealed(ws, clock, wren)
    releases.keep_tombstone(ws, code_of(wren.id), "research", "2026-03")
    assert eligible.withdrawn(ws, code_of) == {wren.id: code_of(wren.id)}
    assert eligible.choose(ws, code_of) == ({}, {"withdrawn": 1})


def test_newcomers_wait_for_a_round_once_somebody_was_sent(ws: Workspace, wren: Person, clock) -> None:
    new = replace(wren, id="robin", card="002")
    people.add_person(ws, new, by=UserId("wf"))
    assert eligible.apart(ws, [new.id], SETTINGS) == {"waiting": frozenset(), "few": frozenset()}
    sealed(ws, clock, wren)
    assert eligible.apart(ws, [new.id], SETTINGS)["waiting"] == {"robin"}
    assert eligible.apart(ws, [new.id, "another"], SETTINGS)["waiting"] == frozenset()


def test_too_few_who_were_sent_before_are_held_back(ws: Workspace, wren: Person, clock) -> None:
    sealed(ws, clock, wren)
    assert eligible.apart(ws, [wren.id], SETTINGS)["few"] == {wren.id}
    assert eligible.apart(ws, [wren.id], replace(SETTINGS, k=1))["few"] == frozenset()


def test_what_was_kept_of_earlier_releases_is_read(ws: Workspace, wren: Person, clock) -> None:
    sealed(ws, clock, wren)
    assert eligible.earlier(ws, eligible.CELLS) == ({"code of wren": {"age": "40-49"}},)
    assert eligible.earlier(ws, eligible.VERSIONS) == ({},)
