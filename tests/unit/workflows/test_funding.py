"""Open calls for money: who may ask, until when, what it is for, and who is reminded."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from civicdesk.records.entries import EntryKind
from civicdesk.records.funding import Applicant, FundingCall, OpenCall
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Profile
from civicdesk.records.people import Role
from civicdesk.store import entries
from civicdesk.store import funding as store
from civicdesk.workflows import directory, directory_feed, directory_upkeep, funding
from civicdesk.workflows.directory_feed import NewFeed
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.conftest import says_no, welcome

SPARK = {
    "title": "Invented Spark Fund", "funder": "Invented Foundation", "funder_id": "GB-CHC-0000000", "applicants": "individual; through a referee",
    "least": "50", "most": "£1,249.50", "purposes": "gtip130;Creative activities", "reasons": "GTIR030", "scope": "Local authority",
    "pages": "2", "link": "https://example.org/spark", "tags": "arts;training", "watched": "no",
}  # fmt: skip


def in_days(kit: Kit, days: int) -> str:
    return (kit.now().date() + timedelta(days=days)).isoformat()


def later(kit: Kit, days: int) -> Kit:
    at = kit.now() + timedelta(days=days)
    return replace(kit, tools=replace(kit.tools, now=lambda: at))


def added(kit: Kit, **more: str) -> OpenCall:
    return funding.add(kit, SPARK | more).value


def titles(kit: Kit, **more: str | bool) -> list[str]:
    return [one.entry.name for one in funding.listed(kit, "Invented", **more)]


def test_a_call_is_kept_with_pence_codes_and_who_may_ask(kit: Kit) -> None:
    one = added(kit, opens=in_days(kit, -3), closes=in_days(kit, 30))
    call = store.calls(kit.workspace)[one.entry.id]
    assert (call.least, call.most, call.purposes, call.reasons, call.scope) == (
        5000,
        124950,
        ("GTIP130", "GTIP150"),
        ("GTIR030",),
        "GLS050",
    )
    assert (call.applicants, call.pages, one.days_left, one.is_open) == ((Applicant.INDIVIDUAL, Applicant.REFEREE), 2, 30, True)
    assert (one.entry.kind, call.checked, kit.workspace.verify()) == (EntryKind.FUNDING, kit.now().date(), ())


def test_codes_are_those_of_360giving() -> None:
    assert (funding.codes("reasons")["GTIR030"], funding.codes("scope")["GLS060"]) == ("Health/Condition", "Local area")
    assert len(funding.codes("purposes")) == 17


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("title", ""),
        ("applicants", "everybody"),
        ("least", "lots"),
        ("most", "10000000000"),
        ("purposes", "GTIP999"),
        ("scope", "GLS050;GLS060"),
        ("closes", "soon"),
        ("pages", "many"),
        ("rolling", "perhaps"),
        ("link", "example"),
        ("funder_id", "1"),
    ],
)
def test_what_a_call_cannot_hold_is_told_with_what_to_write_instead(kit: Kit, field: str, text: str) -> None:
    with says_no("DIRECTORY-VALUE"):
        added(kit, **{field: text})


@pytest.mark.parametrize(
    "more", [{"least": "9", "most": "8"}, {"opens": "2026-05-02", "closes": "2026-05-01"}, {"rolling": "yes", "closes": "2030-01-01"}]
)
def test_what_contradicts_itself_is_told(kit: Kit, more: dict[str, str]) -> None:
    with says_no("DIRECTORY-VALUE"):
        added(kit, **more)


def test_a_call_has_no_other_fields(kit: Kit) -> None:
    with says_no("DIRECTORY-FIELD"):
        added(kit, contact_name="Wren")


def test_a_call_is_out_of_the_lists_the_day_after_its_last_day(kit: Kit) -> None:
    one = added(kit, closes=in_days(kit, 3))
    wish = Profile(topics=("arts",))

    def offered(days: int) -> bool:
        return one.entry.id in {fit.entry.id for fit in directory.suggest(later(kit, days), wish).suggested}

    assert ([offered(3), offered(4)], titles(later(kit, 3)), titles(later(kit, 4))) == ([True, False], ["Invented Spark Fund"], [])
    assert titles(later(kit, 4), closed=True) == ["Invented Spark Fund"]


def test_a_call_that_is_not_open_yet_is_not_listed(kit: Kit) -> None:
    added(kit, opens=in_days(kit, 2))
    assert (titles(kit), titles(later(kit, 2))) == ([], ["Invented Spark Fund"])


@pytest.mark.parametrize(
    ("applicants", "other"), [("charity", "individual"), ("unconstituted group", "individual"), ("through a referee", "group")]
)
def test_nobody_is_shown_a_call_for_which_they_may_not_ask(kit: Kit, applicants: str, other: str) -> None:
    one = added(kit, applicants=applicants)
    found = directory.suggest(kit, Profile(topics=("arts",), applies_as=other))
    assert one.entry.id not in {fit.entry.id for fit in found.suggested}
    assert one.entry.id in {fit.entry.id for fit in found.folded}
    assert titles(kit, applies_as=other) == []
    assert titles(kit, applies_as={"individual": "group", "group": "individual"}[other]) == ["Invented Spark Fund"]


def test_a_call_through_a_referee_says_that_somebody_must_ask(kit: Kit) -> None:
    assert added(kit, applicants="through a referee").entry.facts.referral == "professional"


def test_fields_are_put_right_and_taken_away(kit: Kit) -> None:
    one = added(kit, closes=in_days(kit, 9))
    again = funding.correct(kit, one.entry.id, {"closes": "", "rolling": "yes", "most": ""}).value
    assert (again.call.closes, again.call.rolling, again.call.most, again.days_left, again.entry.facts.closes) == (
        None,
        True,
        None,
        None,
        None,
    )


def test_what_was_put_right_in_a_call_of_a_list_survives_the_next_list(kit: Kit) -> None:
    ident = EntryId("00000000-0000-4000-8000-000000000001")
    term = {"id": ident, "name": "kind=funding", "description": "", "taxonomy": "civicdesk-entry", "term": "kind=funding"}
    record = {"id": ident, "name": "Invented Pot", "status": "active", "attributes": [{"id": ident, "taxonomy_term": term}]}

    def pages(description: str) -> dict[str, bytes]:
        return {"page1.json": json.dumps([{**record, "description": description}]).encode()}

    directory_feed.take_in(kit, pages("Old"), NewFeed(name="Invented list"))
    funding.correct(kit, ident, {"applicants": "charity", "closes": in_days(kit, 20)})
    directory_feed.take_in(kit, pages("New"), NewFeed(name="Invented list"))
    entry = directory.entry(kit, ident)
    assert (entry.description, entry.facts.applicants, entry.facts.closes) == ("New", ("group",), kit.now().date() + timedelta(days=20))


# ---- tables


def test_calls_go_out_as_a_table_that_changes_nothing_when_it_comes_in_again(kit: Kit) -> None:
    added(kit, closes=in_days(kit, 9))
    table = funding.export_calls(kit)
    seq = kit.workspace.head().seq
    assert (funding.import_calls(kit, table).value, kit.workspace.head().seq, funding.export_calls(kit)) == (0, seq, table)


def test_calls_of_a_table_come_in_and_are_found_again_by_title_and_funder(kit: Kit) -> None:
    table = b"title,funder,most,applicants,tags\r\nInvented Pot,Invented Trust,500,charity,gardening\r\n"
    assert funding.import_calls(kit, table).value == 1
    assert funding.import_calls(kit, table).value == 0
    assert funding.import_calls(kit, table.replace(b"500", b"600")).value == 1
    assert [one.call.most for one in funding.listed(kit, "Invented Pot")] == [60000]


def test_a_table_with_errors_names_each_by_row_and_column_and_brings_nothing(kit: Kit) -> None:
    table = b"title,most,closes,shoe size\r\nInvented Pot,500,2030-01-01,4\r\n,lots,2030-01-01,\r\nInvented Pot,5,soon,\r\n"
    with pytest.raises(funding.CallsRefused, match="DIRECTORY-ROWS") as told:
        funding.import_calls(kit, table)
    assert [(error.row, error.column) for error in told.value.errors] == [
        (1, "shoe size"),
        (3, "title"),
        (3, "most"),
        (4, "closes"),
        (4, "title"),
    ]
    assert titles(kit) == []


def test_a_row_of_a_table_does_not_write_over_an_entry_that_is_no_call(kit: Kit) -> None:
    hall = directory_upkeep.add(kit, {"name": "Invented Hall", "address": "1 Placeholder Street"}).value
    with pytest.raises(funding.CallsRefused) as told:
        funding.import_calls(kit, f"id,title\r\n{hall.id},Invented Fund\r\n".encode())
    assert ([(each.row, each.column) for each in told.value.errors], entries.entry(kit.workspace, hall.id)) == ([(2, "id")], hall)


def test_a_table_without_titles_is_told(kit: Kit) -> None:
    with pytest.raises(funding.CallsRefused, match="DIRECTORY-ROWS"):
        funding.import_calls(kit, b"name\r\nInvented Pot\r\n")


def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_comes_back_as_it_was(kit: Kit) -> None:
    added(kit, description="=1+1", title="+Invented")
    table = funding.export_calls(kit)
    assert (b"'=1+1" in table, funding.import_calls(kit, table).value) == (True, 0)


def test_entries_of_the_kind_funding_are_calls_even_if_no_more_is_known_of_them(kit: Kit) -> None:
    table = (
        b"name,organisation,kind,applicants,closes,referral\r\nInvented A,Invented Trust,funding,individual,2030-01-31,professional\r\n"
        b"Invented B,Invented Trust,funding,group,,\r\n"
    )
    directory.import_entries(kit, table)
    found = {one.entry.name: one.call for one in funding.listed(kit, "Invented Trust")}
    assert (found["Invented A"].applicants, str(found["Invented A"].closes)) == ((Applicant.REFEREE,), "2030-01-31")
    assert found["Invented B"].applicants == (Applicant.CONSTITUTED, Applicant.UNCONSTITUTED)


# ---- reminders


def due(kit: Kit, *wanted: str) -> list[tuple[str, int, int]]:
    return [(one.title, one.days_left, one.within) for one in funding.due(kit, wanted) if one.title.startswith("Invented")]


@pytest.mark.parametrize(
    ("days", "told"), [(29, []), (28, [(28, 28)]), (8, [(8, 28)]), (7, [(7, 7)]), (0, [(0, 7)]), (-1, [])]
)  # fmt: skip
def test_a_call_that_is_watched_is_told_four_weeks_and_one_week_before(kit: Kit, days: int, told: list[tuple[int, int]]) -> None:
    added(kit, watched="yes", closes=in_days(kit, days))
    assert [(left, within) for _, left, within in due(kit)] == told


def test_a_call_is_told_if_somebody_wants_such_a_thing(kit: Kit) -> None:
    added(kit, closes=in_days(kit, 20))
    assert (due(kit), due(kit, "gardening"), [days for _, days, _ in due(kit, "arts")]) == ([], [], [20])


def test_what_people_ticked_counts_as_wanted(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    added(kit, closes=in_days(kit, 20))
    monkeypatch.setattr(entries, "ticked_topics", lambda _ws: frozenset({"training"}))
    assert len(due(kit)) == 1


def test_a_call_that_is_not_open_yet_is_not_told(kit: Kit) -> None:
    added(kit, watched="yes", opens=in_days(kit, 2), closes=in_days(kit, 3))
    assert due(kit) == []


def test_who_may_ask_is_no_wish(kit: Kit) -> None:
    added(kit, closes=in_days(kit, 20), tags="funding_individual")
    assert due(kit, "funding_individual") == []


def test_the_next_to_close_is_told_first(kit: Kit) -> None:
    for title, days in (("Invented B", 9), ("Invented A", 20), ("Invented C", 2)):
        added(kit, title=title, watched="yes", closes=in_days(kit, days))
    assert [title for title, _, _ in due(kit)] == ["Invented C", "Invented B", "Invented A"]


# ---- who gave money before


GRANTS = [
    {"id": "1", "title": "Paint for everybody", "description": "An art class", "amountAwarded": 300, "awardDate": "2026-01-05",
     "fundingOrganization": [{"name": "Other Trust"}]},
    {"id": "2", "title": "Roof", "amountAwarded": 9000, "awardDate": "2025-01-05", "fundingOrganization": [{"name": "Invented Foundation"}]},
    {"id": "3", "title": "Roof", "amountAwarded": 9000, "fundingOrganization": [{"name": "Other Trust"}]},
]  # fmt: skip


def test_beside_a_call_stands_who_gave_money_for_such_things(kit: Kit) -> None:
    funding.take_awards(kit, "grants.json", json.dumps({"grants": GRANTS}).encode())
    assert [award.id for award in added(kit).nearby] == ["1", "2"]


def test_a_worker_looks_but_does_not_write(kit: Kit) -> None:
    one = added(kit, watched="yes", closes=in_days(kit, 3))
    worker = replace(kit, user=replace(kit.user, role=Role.WORKER))
    for verb in (
        lambda: funding.add(worker, SPARK),
        lambda: funding.correct(worker, one.entry.id, {}),
        lambda: funding.import_calls(worker, b"title\nX\n"),
    ):
        with says_no("ROLE-RIGHT"):
            verb()
    assert (len(due(worker)), titles(worker)) == (1, ["Invented Spark Fund"])


def test_a_call_that_is_not_there_is_told(kit: Kit) -> None:
    with says_no("DIRECTORY-ENTRY"):
        funding.correct(kit, EntryId("nothing"), {"most": "5"})
    with says_no("STORE-UNKNOWN"):
        store.keep_calls(kit.workspace, [FundingCall(entry=EntryId("nothing"))])


def test_a_person_is_offered_no_call_for_groups_as_theirs_unless_they_ask_for_a_group(kit: Kit) -> None:
    one = added(kit, applicants="constituted group")
    person = welcome(kit).id

    def offered(*topics: str) -> bool:
        return one.entry.id in {fit.entry.id for fit in directory.for_person(kit, person, ("arts", *topics))}

    assert (offered(), offered("funding_group")) == (False, True)
