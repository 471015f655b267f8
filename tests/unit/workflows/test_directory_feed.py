"""Lists that are fetched page by page, packages of tables, and somebody's own table with its columns matched."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from civicdesk.feedback import places
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Search
from civicdesk.records.people import Role
from civicdesk.records.upkeep import Feed
from civicdesk.store import entries, feed_pages, upkeep
from civicdesk.workflows import directory, directory_columns, directory_feed, directory_upkeep
from civicdesk.workflows.directory_feed import Arrival, Fetched, NewFeed, Onlooker
from civicdesk.workflows.kit import Kit
from tests.transport.feed_server import JSON, Asked, Running, Said, page, paged, service, serving
from tests.unit.workflows.conftest import says_no

LIST = NewFeed(name="Invented list", licence="CC0-1.0", attribution="Invented Council")


@pytest.fixture
def server() -> Iterator[Running]:
    with serving(paged(3)) as running:
        yield running


@pytest.fixture
def listed(kit: Kit, server: Running) -> Kit:
    directory_feed.add_feed(kit, LIST, server.address)
    return kit


def fetched(kit: Kit, *, whole: bool = False) -> Fetched:
    plan = directory_feed.plan(kit, LIST.name, whole=whole)
    return directory_feed.fetch(plan, Onlooker(kept=lambda one: directory_feed.hold(kit, plan.feed, [one])))


def taken(kit: Kit, *, whole: bool = False) -> Arrival:
    return directory_feed.take_fetched(kit, fetched(kit, whole=whole)).value


def of_the_list(kit: Kit) -> dict[str, Entry]:
    return {each.name: each for each in entries.entries(kit.workspace) if each.source == LIST.name}


def feed(kit: Kit) -> Feed:
    (found,) = directory_feed.lists(kit)
    return found


def later(kit: Kit, days: int) -> Kit:
    at = kit.now() + timedelta(days=days)
    return replace(kit, tools=replace(kit.tools, now=lambda: at))


# ---- over the network


def test_nothing_is_fetched_until_somebody_asks(listed: Kit, server: Running) -> None:
    assert (directory_feed.lists(listed)[0].address, server.asked) == (server.address, [])


def test_a_list_is_looked_at_before_it_comes_in(listed: Kit, server: Running) -> None:
    arrival = directory_feed.preview_fetched(listed, fetched(listed))
    assert (arrival.new, [change.what for change in arrival.changes], of_the_list(listed)) == (3, ["new"] * 3, {})
    assert (taken(listed).new, server.pages) == (3, [1, 2, 3])


def test_what_is_taken_in_leaves_no_page_behind(listed: Kit) -> None:
    taken(listed)
    assert (feed_pages.pages(listed.workspace, feed(listed).id), listed.workspace.verify()) == ((), ())


def test_a_cut_line_keeps_what_came_and_the_next_fetch_goes_on(listed: Kit, server: Running) -> None:
    whole = paged(3)
    server.answering = lambda asked: Said(body=whole(asked).body, cut=asked.page == 3)
    cut = fetched(listed)
    with says_no("DIR-FETCH-LINE"):
        directory_feed.take_fetched(listed, cut)
    assert ([one.number for one in cut.pages], of_the_list(listed)) == ([1, 2], {})
    server.answering = whole
    assert (taken(listed).new, server.pages) == (3, [1, 2, 3, 3])


def test_pages_that_are_held_for_longer_than_a_day_are_fetched_anew(listed: Kit, server: Running) -> None:
    whole = paged(3)
    server.answering = lambda asked: Said(body=whole(asked).body, cut=asked.page == 3)
    fetched(listed)
    server.answering = whole
    server.asked.clear()
    assert (taken(later(listed, 2)).new, server.pages) == (3, [1, 2, 3])


def test_a_list_that_was_cut_can_be_fetched_from_its_beginning(listed: Kit, server: Running) -> None:
    fetched(listed)
    server.asked.clear()
    assert (taken(listed, whole=True).new, server.pages) == (3, [1, 2, 3])


def test_what_the_whole_list_no_longer_has_is_marked_and_kept(listed: Kit, server: Running) -> None:
    taken(listed)
    server.answering = paged(2)
    assert (taken(listed, whole=True).missing, len(of_the_list(listed))) == (1, 3)


def test_only_what_has_changed_marks_nothing_as_missing(listed: Kit, server: Running) -> None:
    taken(listed)
    fresh = f"{listed.now() + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    server.answering = lambda _asked: Said(body=page(service(1, description="New words", last_modified=fresh), last=True))
    arrival = taken(listed)
    assert (arrival.changed, arrival.missing, arrival.changes[0].fields) == (1, 0, ("description",))
    assert "modified_after" in server.asked[-1].query


def test_a_list_is_fetched_whole_every_four_weeks(listed: Kit, server: Running) -> None:
    taken(listed)
    taken(later(listed, 29))
    assert "modified_after" not in server.asked[-1].query


def test_a_list_that_has_not_changed_is_not_sent_again(listed: Kit, server: Running) -> None:
    whole = paged(3)

    def answer(asked: Asked) -> Said:
        tag = f'"{asked.page}"'
        same = asked.headers.get("if-none-match") == tag
        return Said(status=304) if same else Said(body=whole(asked).body, headers=JSON | {"ETag": tag})

    server.answering = answer
    taken(listed)
    again = fetched(listed)
    assert (again.unchanged, directory_feed.take_fetched(listed, again).value) == (True, Arrival(same=3))
    assert feed(listed).tags == ('"1"', '"2"', '"3"')


def test_an_empty_list_is_not_believed(listed: Kit, server: Running) -> None:
    taken(listed)
    server.answering = lambda _asked: Said(body=page(last=True))
    with says_no("DIR-FETCH-NONE"):
        taken(listed, whole=True)
    assert not any(each.missing_since for each in of_the_list(listed).values())


def test_a_second_fetch_of_the_same_changes_no_entry_and_keeps_what_was_put_right(listed: Kit) -> None:
    taken(listed)
    ident = of_the_list(listed)["Invented Service 1"].id
    directory_upkeep.correct(listed, ident, "phone", "01632 960100")
    before = of_the_list(listed)
    assert (taken(listed, whole=True), of_the_list(listed)) == (Arrival(same=3), before)


def test_a_list_without_an_address_is_not_fetched(kit: Kit, server: Running) -> None:
    with says_no("DIR-FETCH-NO-ADDRESS"):
        directory_feed.plan(kit, LIST.name)
    directory_feed.add_feed(kit, LIST, server.address)
    directory_feed.add_feed(kit, LIST, "")
    with says_no("DIR-FETCH-NO-ADDRESS"):
        directory_feed.plan(kit, LIST.name)


@pytest.mark.parametrize("missing", ["licence", "attribution"])
def test_a_list_is_fetched_only_when_it_is_said_whose_it_is(kit: Kit, server: Running, missing: str) -> None:
    with says_no("DIR-LICENCE"):
        directory_feed.add_feed(kit, replace(LIST, **{missing: " "}), server.address)


def test_a_worker_fetches_nothing(listed: Kit, server: Running) -> None:
    worker = replace(listed, user=replace(listed.user, role=Role.WORKER))
    with says_no("ROLE-RIGHT"):
        directory_feed.plan(worker, LIST.name)
    with says_no("ROLE-RIGHT"):
        directory_feed.add_feed(worker, LIST, server.address)
    with says_no("ROLE-RIGHT"):
        directory_feed.hold(worker, feed(listed), [])
    assert server.asked == []


# ---- packages


def test_tables_that_were_given_on_bring_the_same_entries_back(kit: Kit) -> None:
    directory_upkeep.add(kit, {"name": "Invented Hall", "phone": "+44 1632 960100", "when": "Mondays", "step_free": "yes", "tags": "music"})
    tables = directory_feed.give_tables(kit)
    before = {each.id: each for each in entries.entries(kit.workspace)}
    arrival = directory_feed.preview(kit, tables, NewFeed(name="Back"))
    assert {finding.code for finding in arrival.findings} <= {"DIR-STALE", "DIR-FUTURE"}
    assert (arrival.new, arrival.changed + arrival.same) == (0, len(before))
    shown = [change for change in arrival.changes if before[change.entry].address_public]
    assert [change.fields for change in shown if change.fields] == []


def test_a_zip_of_tables_is_taken_as_the_folder_would_be(kit: Kit) -> None:
    tables = directory_feed.give_tables(kit)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, data in tables.items():
            file.writestr(f"package/{name}", data)
    of_zip = directory_feed.preview(kit, {"list.zip": packed.getvalue()}, NewFeed(name="Back"))
    assert of_zip == directory_feed.preview(kit, tables, NewFeed(name="Back"))


# ---- somebody's own table

TABLE = (
    b"Group name,What we do,Tel,Post code,Wheelchair,Last checked,Contact,Notes\r\n"
    b"Invented Choir,Singing,01632 960101,ZZ1 1AA,Y,01/02/2026,Wren Fictional,x\r\n"
    b"Invented Hall,Tea,none,ZZ2 2BB,maybe,2026-02-01,,\r\n"
    b",Nothing,,,,,,\r\n"
)
OWN = "Town table"


def matched(kit: Kit, data: bytes = TABLE, **more: str) -> Arrival:
    columns = {column: field for column, field in directory_columns.guess_columns(data) if field} | more
    return directory_feed.take_in(kit, {"town.csv": data}, NewFeed(name=OWN, columns=columns)).value


def test_columns_are_matched_as_their_names_seem_to_say() -> None:
    assert dict(directory_columns.guess_columns(TABLE)) == {
        "Group name": "name", "What we do": "description", "Tel": "phone", "Post code": "postcode", "Wheelchair": "step_free",
        "Last checked": "assured_date", "Contact": "contact_name", "Notes": "",
    }  # fmt: skip


def test_a_table_of_somebodys_own_comes_in_and_what_is_wrong_is_told_by_row_and_column(kit: Kit) -> None:
    arrival = matched(kit)
    assert (arrival.new, arrival.rejected) == (2, 1)
    told = {(finding.place, finding.code) for finding in arrival.findings}
    assert {(3, "DIR-CELL"), (4, "DIR-NAME")} <= told
    cells = [finding.sentence for finding in arrival.findings if finding.code == "DIR-CELL"]
    assert (len(cells), ["Tel" in cell or "Wheelchair" in cell for cell in cells]) == (2, [True, True])


def test_what_can_be_kept_of_a_row_is_kept_and_nobody_is_named(kit: Kit) -> None:
    matched(kit)
    found = {each.name: each for each in entries.entries(kit.workspace) if each.source == OWN}
    choir, hall = found["Invented Choir"], found["Invented Hall"]
    assert (choir.phone, choir.district, choir.facts.step_free, str(choir.assured_date)) == ("01632 960101", "ZZ1 1", True, "2026-02-01")
    assert (hall.phone, hall.description, hall.facts.step_free, choir.contact_name) == ("", "Tea", None, "")
    assert "Fictional" not in json.dumps([one.document for one in upkeep.records(kit.workspace).values()])


def test_the_same_table_again_changes_nothing(kit: Kit) -> None:
    matched(kit)
    seq = kit.workspace.head().seq
    again = matched(kit)
    assert (again.new, again.changed, again.same, kit.workspace.head().seq) == (0, 0, 2, seq)


def test_what_a_later_table_lacks_is_marked_and_what_was_put_right_stays(kit: Kit) -> None:
    matched(kit)
    hall = next(each for each in entries.entries(kit.workspace) if each.name == "Invented Hall")
    directory_upkeep.correct(kit, hall.id, "phone", "01632 960199")
    assert matched(kit, TABLE.replace(b"Invented Choir", b"Imagined Choir")).missing == 1
    assert directory.entry(kit, hall.id).phone == "01632 960199"


@pytest.mark.parametrize(
    "columns", [{"Nowhere": "name"}, {"Group name": "nonsense"}, {"Tel": "phone"}, {"Group name": "name", "Contact": "name"}]
)
def test_a_match_that_cannot_be_is_told(kit: Kit, columns: dict[str, str]) -> None:
    with says_no("DIRECTORY-COLUMN"):
        directory_feed.preview(kit, {"town.csv": TABLE}, NewFeed(name=OWN, columns=columns))


def test_a_match_is_kept_under_its_name(kit: Kit) -> None:
    directory_columns.keep_columns(kit, "town", {"Group name": "name"})
    assert directory_columns.kept_columns(kit) == {"town": {"Group name": "name"}}
    with says_no("ROLE-RIGHT"):
        directory_columns.keep_columns(replace(kit, user=replace(kit.user, role=Role.WORKER)), "town", {})


# ---- places where people hide


def hidden(kit: Kit, ident: EntryId) -> tuple[bool, bool]:
    found = directory.entry(kit, ident)
    return found.printable, found.address_public


def test_a_place_where_people_hide_is_not_printed_unless_a_coordinator_says_so(kit: Kit) -> None:
    record = service(9, name="Invented Refuge")
    pages = {"services_page1.json": page(record)}
    directory_feed.take_in(kit, pages, LIST)
    ident = EntryId(str(record["id"]))
    assert hidden(kit, ident) == (False, False)
    directory_upkeep.correct(kit, ident, "printable", "yes")
    directory_feed.take_in(kit, {"services_page1.json": page({**record, "description": "New"})}, LIST)
    assert hidden(kit, ident) == (True, False)


def test_what_becomes_such_a_place_is_hidden_from_then_on(kit: Kit) -> None:
    entry = directory_upkeep.add(kit, {"name": "Invented House"}).value
    assert hidden(kit, entry.id) == (True, True)
    directory_upkeep.correct(kit, entry.id, "tags", "domesticabuse")
    assert hidden(kit, entry.id) == (False, False)


def test_such_a_place_is_hidden_from_its_first_moment_and_its_address_does_not_leave(kit: Kit) -> None:
    cells = {"name": "Invented Refuge", "address": "1 Placeholder Street", "district": "ZZ1", "phone": "01632 960100"}
    entry = directory_upkeep.add(kit, cells).value
    given = b"".join([*directory_feed.give_on(kit).values(), *directory_feed.give_tables(kit).values()]).decode()
    assert (hidden(kit, entry.id), "Invented Refuge" in given, "Placeholder Street" in given) == ((False, False), True, False)
    assert "Placeholder" not in places.printed("en", directory.entry(kit, entry.id)).where


def test_neither_words_nor_fields_that_nobody_knows_tell_where_such_a_place_is(kit: Kit) -> None:
    address = {"id": "a", "address_1": "1 Placeholder Street", "city": "Sampleton", "postal_code": "ZZ1 1ZZ", "country": "GB"}
    said = {
        "description": "Ring first. We are at 1 Placeholder Street.",
        "location": {"address": "1 Placeholder Street"},
        "map_pin": "1 Placeholder Street",
        "organization": {"id": "o", "name": "Invented Aid", "description": "ZZ1 1ZZ", "map_pin": "1 Placeholder Street"},
        "service_at_locations": [{"id": "at", "location": {"id": "l", "location_type": "physical", "addresses": [address]}}],
    }
    directory_feed.take_in(kit, {"services_page1.json": page(service(9, **{**said, "name": "Invented Refuge"}))}, LIST)
    given = b"".join([*directory_feed.give_on(kit).values(), *directory_feed.give_tables(kit).values()]).decode()
    assert [word for word in ("Invented Refuge", "Invented Aid", "1 Placeholder Street", "ZZ1 1ZZ") if word in given] == [
        "Invented Refuge",
        "Invented Aid",
    ]


def test_such_a_place_is_hidden_whatever_else_it_is_for(kit: Kit) -> None:
    names = [*(f"Topic {number}" for number in range(20)), "Domestic abuse"]
    terms = [
        {"id": f"t{name}", "taxonomy_term": {"id": name, "name": name, "description": "", "taxonomy": "x", "code": name}} for name in names
    ]
    record = service(9, attributes=terms)
    directory_feed.take_in(kit, {"services_page1.json": page(record)}, LIST)
    assert hidden(kit, EntryId(str(record["id"]))) == (False, False)


def test_no_distance_to_such_a_place_is_told(kit: Kit) -> None:
    cells = {"name": "Invented Refuge", "district": "PE1 1", "easting": "519000", "northing": "299000"}
    directory_upkeep.add(kit, cells)
    (found,) = directory.search(kit, Search(text="Invented Refuge", place="PE2"))
    assert found.reasons == ()
