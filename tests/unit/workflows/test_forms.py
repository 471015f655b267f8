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


LISTED = workbook(
    survey=[["type", "name", "label", "media::image"], ["select_one_from_file towns.csv", "where", "Where?", "map.png"]],
    settings=[["form_title", "form_id", "version"], ["Places", "places", "1"]],
)


def test_what_a_form_needs_beside_itself_is_named() -> None:
    checked = forms.check(LISTED, {})
    assert (checked.missing, checked.unseen) == (("towns.csv",), ("map.png",))
    assert sorted((each.code, each.level) for each in checked.findings) == [("FORM-MEDIA", Level.WARNING)] * 2


def test_a_file_is_put_beside_a_form_one_by_one() -> None:
    towns = b"name,label\nayton,Ayton\n"
    assert forms.attach(LISTED, {}, "towns.csv", towns).missing == ()
    checked = forms.attach(LISTED, {"towns.csv": towns}, "map.png", b"not looked at")
    assert (checked.missing, checked.unseen, checked.findings) == ((), (), ())
    assert forms.attach(LISTED, {"towns.csv": towns}, "towns.csv", towns).missing == ()


@pytest.mark.parametrize("name", ["roads.csv", "directory.csv", ""])
def test_a_file_that_a_form_does_not_name_is_told(name: str) -> None:
    with says_no("FORM-NOT-NAMED"):
        forms.attach(LISTED, {}, name, b"name,label\n")


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b"name,label\na,A\n\n,B\na,C\n", [("FORM-LIST-ROW", 4, "name"), ("FORM-LIST-ROW", 5, "name")]),
        (b"code,label\na,A\n", [("FORM-LIST-COLUMN", 1, "name")]),
        (b"name,words\na,A\n", [("FORM-LIST-COLUMN", 1, "label")]),
        (b"name,label\n" + b",x\n" * 50, [("FORM-LIST-ROW", row, "name") for row in range(2, 22)]),
        (b"name,label\n", []),
    ],
)
def test_what_is_wrong_in_a_list_is_told_by_file_row_and_column(data: bytes, places: list[tuple[str, int, str]]) -> None:
    found = [each for each in forms.check(LISTED, {"towns.csv": data, "map.png": b""}).findings if each.sheet == "towns.csv"]
    assert [(each.code, each.row, each.column) for each in found] == places


def test_a_list_without_the_codes_that_are_chosen_from_is_not_taken(kit: Kit) -> None:
    with says_no("FORM-LIST-COLUMN"):
        forms.add(kit, LISTED, {"towns.csv": b"code,label\na,A\n"})


def test_what_changed_between_two_versions_is_read_off_the_workspace(kit: Kit) -> None:
    first, second = forms.add(kit, plain_form()).value, forms.add(kit, plain_form(version="2")).value
    assert forms.changes(forms.version(kit, first.id), forms.version(kit, second.id)) == forms.compare(
        plain_form(), plain_form(version="2"), {}
    )
    assert forms.changes_in(forms.version(kit, first.id), plain_form(version="2"), {}) == forms.compare(
        plain_form(), plain_form(version="2"), {}
    )
