"""The fields of an entry as text, and local edits laid over what a list says."""

from datetime import UTC, date, datetime

import pytest

from civicdesk.directory import fields, overrides
from civicdesk.errors import Refused
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, Facts
from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.upkeep import LocalEdit

PLAIN = Entry(id=EntryId("x"), name="Choir", phone="01632 960100")
FULL = Entry(
    id=EntryId("x"), name="Choir", organisation="Invented Arts", description="We sing", when="Tuesdays", address="1 Example Street",
    district="ZZ1", phone="01632 960100", email="sing@example.org", url="https://example.org", cost="Free", access="Ramp", tags=("music", "a b"),
    printable=False, status=EntryStatus.PAUSED, kind=EntryKind.GROUP,
    facts=Facts(
        women_or_men_only="women", youngest=18, oldest=99, free=True, step_free=False, hearing_loop=True, drink_drug_free=True,
        abstinence_required=False, alcohol_present=False, needs_car=True, child_welcome=True, evening=True, weekend=False, online=False,
        interpreter=True, trauma_informed=True, referral="self", capacity="waiting", wait_weeks=3, languages=("lt", "pl"), areas=("Here",),
        applicants=("group",), closes=date(2027, 1, 1), easting=1, northing=2,
    ),
)  # fmt: skip


def edit(field: str, value: str | None, theirs: str = "") -> LocalEdit:
    return LocalEdit(entry=PLAIN.id, field=field, value=value, theirs=theirs, by=UserId("u"), at=datetime(2026, 1, 1, tzinfo=UTC))


def test_every_field_comes_back_from_its_text() -> None:
    entry = PLAIN
    for name, text in fields.texts(FULL):
        entry = fields.with_text(entry, name, text)
    assert entry == FULL


@pytest.mark.parametrize("name", fields.OF_FACTS)
def test_what_is_not_known_is_an_empty_text(name: str) -> None:
    assert fields.text_of(PLAIN, name) == ""
    assert fields.with_text(FULL, name, "") == fields.with_value(FULL, name, getattr(PLAIN.facts, name))


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("name", "", "name"),
        ("name", "x" * 301, "name"),
        ("description", "x" * 20_001, "too_long"),
        ("phone", "call me", "phone"),
        ("email", "nobody", "email"),
        ("url", "ftp://example.org", "url"),
        ("status", "open", "status"),
        ("kind", "person", "kind"),
        ("printable", "", "yes_or_no"),
        ("step_free", "perhaps", "yes_no_unknown"),
        ("youngest", "121", "age"),
        ("youngest", "٣", "age"),
        ("youngest", "-1", "age"),
        ("wait_weeks", "9" * 40, "number"),
        ("closes", "soon", "date"),
        ("capacity", "half", "capacity"),
        ("languages", "x" * 81, "list"),
    ],
)
def test_a_text_that_is_no_value_is_told(field: str, text: str, why: str) -> None:
    with pytest.raises(Refused, match="DIRECTORY-VALUE") as told:
        fields.with_text(PLAIN, field, text)
    assert told.value.facts["why"] == why


def test_there_are_no_other_fields() -> None:
    with pytest.raises(Refused, match="DIRECTORY-FIELD"):
        fields.with_text(PLAIN, "contact_name", "Wren Fictional")


def test_the_cells_of_a_table_give_facts_and_say_which_are_wrong() -> None:
    facts, wrong = fields.facts_of({"step_free": "yes", "youngest": "30", "oldest": "20", "capacity": "x", "evening": "unknown"})
    assert facts == Facts(step_free=True, youngest=30, oldest=20)
    assert wrong == (("capacity", "capacity"), ("oldest", "ages"))


def test_a_local_edit_lies_over_what_the_list_says() -> None:
    found = overrides.effective(PLAIN, [edit("phone", "01632 960200", "01632 960100"), edit("step_free", "yes")])
    assert (found.entry.phone, found.entry.facts.step_free, found.conflicts) == ("01632 960200", True, ())


def test_the_last_word_for_a_field_counts_and_can_be_taken_back() -> None:
    edits = [edit("cost", "Free"), edit("cost", "£2"), edit("when", "Mondays"), edit("when", None)]
    found = overrides.effective(PLAIN, edits).entry
    assert (found.cost, found.when) == ("£2", "")


def test_the_list_that_changed_the_same_field_since_is_shown_and_the_edit_asks() -> None:
    mine = edit("phone", "01632 960200", "01632 960999")
    found = overrides.effective(PLAIN, [mine])
    assert (found.entry.phone, found.conflicts) == ("01632 960100", (mine,))


def test_a_list_that_says_by_now_what_the_edit_says_asks_nothing() -> None:
    found = overrides.effective(PLAIN, [edit("phone", "01632 960100", "01632 960999")])
    assert (found.entry, found.conflicts) == (PLAIN, ())


@pytest.mark.parametrize(
    ("theirs", "mine", "then", "shown", "asks"),
    [
        ("active", "inactive", "active", "inactive", False),
        ("temporarily closed", "inactive", "active", "inactive", True),
        ("defunct", "active", "inactive", "defunct", True),
        ("inactive", "active", "inactive", "active", False),
    ],
)
def test_whoever_says_that_it_is_not_open_wins_until_somebody_decides(
    theirs: str,
    mine: str,
    then: str,
    shown: str,
    asks: bool,
) -> None:
    listed = fields.with_text(PLAIN, "status", theirs)
    found = overrides.effective(listed, [edit("status", mine, then)])
    assert (found.entry.status, bool(found.conflicts)) == (shown, asks)
