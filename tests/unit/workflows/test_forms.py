"""Forms: checked without a workspace, added once, refused with the place of the mistake."""

import pytest

from civicdesk import paths
from civicdesk.errors import Refused
from civicdesk.records.instruments import InstrumentStatus, Level
from civicdesk.workflows import forms
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.conftest import begin, plain_form, says_no, welcome, workbook

CIVIC = (paths.resources() / "instruments" / "civic-health.xlsx").read_bytes()


def test_a_form_can_be_checked_before_it_is_added() -> None:
    checked = forms.check(CIVIC, {})
    assert (checked.form_id, checked.title != "", checked.questions > 60, checked.scales > 9) == ("civic_health", True, True, True)
    assert not any(each.level is Level.REFUSED for each in checked.findings)


def test_a_form_without_scoring_can_be_added(kit: Kit) -> None:
    card = forms.add(kit, plain_form()).value
    assert (card.form_id, card.has_scores, card.languages) == ("plain", False, ("English (en)", "Polski (pl)"))
    assert [column.name for column in forms.columns(kit, card.id)][:2] == ["words", "years"]


def test_the_same_file_twice_is_once(kit: Kit) -> None:
    data = plain_form()
    assert forms.add(kit, data).value == forms.add(kit, data).value
    assert len([card for card in forms.cards(kit) if card.form_id == "plain"]) == 1


def test_a_new_version_takes_the_place_of_the_old_one(kit: Kit) -> None:
    forms.add(kit, plain_form())
    forms.add(kit, plain_form(version="2"))
    found = {card.version: card.status for card in forms.cards(kit) if card.form_id == "plain"}
    assert found == {"1": InstrumentStatus.SUPERSEDED, "2": InstrumentStatus.CURRENT}


def test_a_version_number_is_used_once(kit: Kit) -> None:
    forms.add(kit, plain_form())
    changed = workbook(
        survey=[["type", "name", "label"], ["text", "other", "Other?"]],
        settings=[["form_title", "form_id", "version"], ["Plain", "plain", "1"]],
    )
    with says_no("FORM-VERSION-REUSED"):
        forms.add(kit, changed)


def test_an_xform_is_added_as_it_is(kit: Kit) -> None:
    xform = kit.instrument(forms.add(kit, plain_form(form_id="made")).value.id).xform
    card = forms.add(kit, xform.replace(b'id="made"', b'id="ready"')).value
    assert card.form_id == "ready"
    assert kit.instrument(card.id).source_kind == "xml"
    assert begin(kit, welcome(kit).id, form_id="ready").page().number == 1


def test_a_broken_form_is_refused_with_its_place(kit: Kit) -> None:
    broken = workbook(survey=[["type", "name", "label"], ["text", "fine", "Fine?"], ["dance", "one", "One?"]])
    with pytest.raises(Refused) as told:
        forms.add(kit, broken)
    assert told.value.code.startswith("FORM-")
    assert (told.value.facts["sheet"], told.value.facts["row"]) == ("survey", 3)
    assert [card.form_id for card in forms.cards(kit)] == ["civic_health"]


def test_what_was_noticed_is_kept_with_the_form(kit: Kit) -> None:
    card = forms.add(kit, plain_form()).value
    assert len(forms.findings(kit, card.id)) == card.warnings


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nothing", b"<html/>", b"plain words"])
def test_a_file_that_is_no_form_is_told(kit: Kit, data: bytes) -> None:
    with pytest.raises(Refused) as told:
        forms.add(kit, data)
    assert told.value.code.startswith("FORM-")


def test_a_list_that_comes_with_a_form_is_part_of_its_identity() -> None:
    first = forms.identity(b"form", {"towns.csv": b"name,label\na,A\n"})
    assert first != forms.identity(b"form", {})
    assert first != forms.identity(b"form", {"towns.csv": b"name,label\nb,B\n"})
