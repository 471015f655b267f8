"""Scoring again: earlier scores stay, the new ones carry their reason, and what would change is told before."""

from pathlib import Path

import openpyxl
import pytest

from civicdesk.paths import resources
from civicdesk.records.sessions import Session
from civicdesk.store import scores
from civicdesk.workflows import consent, forms, scoring_again
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.scoring_again import Again, Wish
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import FORM, finished, given, says_no, welcome

WHY = "the arithmetic was mended"


def another_version(folder: Path, *, method: str = "", item: str = "") -> bytes:
    """Return the shipped questionnaire as a later version: another method for the first area, or a scored item that nobody was asked."""
    book = openpyxl.load_workbook(resources() / "instruments" / "civic-health.xlsx")
    settings = {cell.value: cell.column for cell in book["settings"][1]}
    book["settings"].cell(2, settings["version"]).value = "9999"
    scales = {cell.value: cell.column for cell in book["scales"][1]}
    if method:
        book["scales"].cell(2, scales["method"]).value = method
    if item:
        items = {cell.value: cell.column for cell in book["scale_items"][1]}
        row = book["scale_items"].max_row + 1
        book["scale_items"].cell(row, items["scale"]).value, book["scale_items"].cell(row, items["item"]).value = "skills", item
        survey = {cell.value: cell.column for cell in book["survey"][1]}
        for line in book["survey"].iter_rows(min_row=2):
            if line[survey["name"] - 1].value == "sk1":
                book["survey"].insert_rows(line[0].row)
                for name, value in (("type", "select_one agree4"), ("name", item), ("label::English (en)", "A new one.")):
                    book["survey"].cell(line[0].row - 1, survey[name]).value = value
                break
    book.save(folder / "later.xlsx")
    return (folder / "later.xlsx").read_bytes()


def test_scoring_again_adds_and_overwrites_nothing(kit: Kit, meeting: Session) -> None:
    talk = finished(kit, welcome(kit, meeting, name="Wren Fictional").id, meeting)
    before = scores.latest(kit.workspace, talk.submission.id)
    assert scoring_again.run(kit, Wish(form_id=FORM, reason=WHY)).value == Again(responses=1, different=0, left=0)
    after = scores.latest(kit.workspace, talk.submission.id)
    assert before is not None
    assert after is not None
    assert (before.reason, after.reason) == ("finished", WHY)
    assert after.scores == before.scores
    assert kit.workspace.row("select count(*) from score_run") == (2,)


def test_looking_keeps_nothing(kit: Kit, meeting: Session) -> None:
    finished(kit, welcome(kit, meeting, name="Wren Fictional").id, meeting)
    assert scoring_again.look(kit, Wish(form_id=FORM)) == Again(responses=1, different=0, left=0)
    assert kit.workspace.row("select count(*) from score_run") == (1,)


def test_the_newest_scoring_can_be_used_for_what_was_answered_before(kit: Kit, meeting: Session, tmp_path: Path) -> None:
    talk = finished(kit, welcome(kit, meeting, name="Wren Fictional").id, meeting)
    card = forms.add(kit, another_version(tmp_path, method="mean")).value
    assert scoring_again.look(kit, Wish(form_id=FORM)).different == 0
    assert scoring_again.run(kit, Wish(form_id=FORM, reason=WHY, newest=True)).value == Again(responses=1, different=1, left=0)
    after = scores.latest(kit.workspace, talk.submission.id)
    assert after is not None
    assert (after.instrument, after.scores[0].value) == (card.id, 3.6)
    key = kit.key(card.id)
    assert key is not None
    assert after.scores[0].key_sha256 == key.sha256


def test_a_newest_scoring_that_asks_more_leaves_earlier_responses_alone(kit: Kit, meeting: Session, tmp_path: Path) -> None:
    finished(kit, welcome(kit, meeting, name="Wren Fictional").id, meeting)
    forms.add(kit, another_version(tmp_path, item="sk9"))
    assert scoring_again.run(kit, Wish(form_id=FORM, reason=WHY, newest=True)).value == Again(responses=0, different=0, left=1)


def test_whoever_took_back_that_answers_are_kept_is_left_alone(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting, name="Wren Fictional")
    finished(kit, person.id, meeting)
    consent.withdraw(kit, given(kit, person.id, frozenset()))
    assert scoring_again.look(kit, Wish(form_id=FORM)).responses == 0


def test_a_reason_is_needed(kit: Kit) -> None:
    with says_no("SCORE-AGAIN-REASON"):
        scoring_again.run(kit, Wish(form_id=FORM, reason="  "))


@pytest.mark.parametrize("newest", [False, True])
def test_a_form_that_is_not_here_is_refused(kit: Kit, newest: bool) -> None:
    with says_no("SCORE-AGAIN-FORM"):
        scoring_again.look(kit, Wish(form_id="no_such_form", newest=newest))


@pytest.mark.parametrize("name", ["Wes Worker", "Fay Guide"])
def test_only_a_coordinator_scores_again(kit: Kit, name: str) -> None:
    with says_no("ROLE-RIGHT"):
        scoring_again.run(held_by(kit, name), Wish(form_id=FORM, reason=WHY))
