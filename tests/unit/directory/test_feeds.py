"""Lists from outside: what is wrong is told record by record, and what is right is lost nowhere."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.directory import feed_writing, feeds, openreferral
from civicdesk.directory.feeds import Read
from civicdesk.directory.standard import Mender
from civicdesk.errors import Refused
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, Facts
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Feed

TODAY = date(2026, 11, 21)
IDENT = "00000000-0000-4000-8000-000000000001"
PLAIN = {"id": IDENT, "name": "Invented Choir", "status": "active"}
PLACE = {
    "location": {
        "id": IDENT, "location_type": "physical", "latitude": 52.579, "longitude": -0.2488,
        "addresses": [{"id": IDENT, "address_1": "1 Example Street", "city": "Sampleton", "state_province": "", "postal_code": "PE1 1ZZ",
                       "country": "GB", "address_type": "physical"}],
        "accessibility": [{"id": IDENT, "description": "Ramp"}],
    },
    "id": IDENT,
}  # fmt: skip


def read(*records: object, name: str = "services_page1.json") -> Read:
    return feeds.read({name: json.dumps(list(records)).encode()}, Feed(id="list", name="List"), TODAY)


def one(**more: object) -> Entry:
    (entry,) = read({**PLAIN, **more}).entries.values()
    return entry


def codes(*records: object) -> set[str]:
    return {finding.code for finding in read(*records).findings}


def document(**more: object) -> Mapping[str, object]:
    (record,) = read({**PLAIN, **more}).records.values()
    return json.loads(record.document)


def attribute(taxonomy: str, term: str, name: str = "") -> dict[str, object]:
    return {"id": IDENT, "taxonomy_term": {"id": IDENT, "name": name or term, "description": "", "taxonomy": taxonomy, "term": term}}


# ---- which files are lists


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ([PLAIN], ["Invented Choir"]),
        (PLAIN, ["Invented Choir"]),
        ({"contents": [PLAIN], "total_items": 99}, ["Invented Choir"]),
        ({"id": IDENT, "name": "Arts", "description": "x", "services": [PLAIN]}, ["Invented Choir"]),
        ({"id": IDENT, "location": {"id": IDENT, "location_type": "virtual"}, "service": PLAIN}, ["Invented Choir"]),
        ({"id": IDENT, "name": "Music", "description": "a topic", "taxonomy": "x"}, []),
        ({"id": IDENT, "name": "Arts", "description": "x", "website": "https://example.org"}, []),
        ([], []),
        ({}, []),
    ],
)
def test_a_page_may_be_an_envelope_a_list_or_one_record(page: object, names: list[str]) -> None:
    found = feeds.read({"a.json": json.dumps(page).encode()}, Feed(id="list", name="List"), TODAY)
    assert [entry.name for entry in found.entries.values()] == names
    assert found.findings == []


def test_an_organisation_stands_with_each_of_its_services() -> None:
    (entry,) = read({"id": IDENT, "name": "Invented Arts", "description": "x", "services": [PLAIN]}).entries.values()
    assert entry.organisation == "Invented Arts"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"3",
        b"null",
        b'{"contents": 3}',
        b"[" * 100_000,
        b"[NaN]",
        b"[" + b"9" * 10_000 + b"]",
        b"\xff\xfe",
        b'{"cost_option": [], "id": 1}',
    ],
)
def test_what_is_no_list_is_refused_with_the_name_of_the_file(data: bytes) -> None:
    with pytest.raises(Refused, match="DIR-FORMAT") as told:
        feeds.read({"a.json": data}, Feed(id="list", name="List"), TODAY)
    assert told.value.facts["file"] == "a.json"


def test_a_list_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="DIR-SIZE"):
        feeds.read({f"{number}.json": b"[]" for number in range(openreferral.MOST_FILES + 1)}, Feed(id="list", name="List"), TODAY)
    monkeypatch.setattr(openreferral, "MOST_RECORDS", 1)
    with pytest.raises(Refused, match="DIR-SIZE"):
        read(PLAIN, PLAIN)


def test_pages_are_read_in_the_order_of_their_numbers() -> None:
    pages = {f"page{number}.json": json.dumps([{**PLAIN, "name": f"Name {number}"}]).encode() for number in (10, 9, 2)}
    (entry,) = feeds.read(pages, Feed(id="list", name="List"), TODAY).entries.values()
    assert entry.name == "Name 10"


# ---- rules


RULES = [
    ({"name": ""}, "DIR-NAME"),
    ({"name": "   "}, "DIR-NAME"),
    ({"name": 5}, "DIR-NAME"),
    ({"id": None}, "DIR-NAME"),
    ({"id": []}, "DIR-NAME"),
    ({"id": "svc-17"}, "DIR-ID"),
    ({"status": "Open"}, "DIR-STATUS"),
    ({"status": None}, "DIR-STATUS"),
    ({"email": "not an email"}, "DIR-EMAIL"),
    ({"email": False}, "DIR-EMAIL"),
    ({"url": "example/x"}, "DIR-URL"),
    ({"url": 12345}, "DIR-URL"),
    ({"contacts": "none"}, "DIR-FIELD"),
    ({"contacts": [5]}, "DIR-FIELD"),
    ({"organization": "Arts"}, "DIR-FIELD"),
    ({"last_modified": "yesterday"}, "DIR-FIELD"),
    ({"minimum_age": "old"}, "DIR-FIELD"),
    ({"minimum_age": True}, "DIR-FIELD"),
    (
        {"service_at_locations": [{"id": IDENT, "location": {"id": IDENT, "location_type": "physical", "latitude": 95, "longitude": 0}}]},
        "DIR-COORD",
    ),
    ({"service_at_locations": [{"id": IDENT, "location": {"id": IDENT, "location_type": "physical", "latitude": 52}}]}, "DIR-COORD"),
    ({"minimum_age": 30, "maximum_age": 20}, "DIR-AGE"),
    ({"minimum_age": -1}, "DIR-AGE"),
    ({"maximum_age": 121}, "DIR-AGE"),
    ({"assured_date": "2026-11-22"}, "DIR-FUTURE"),
    ({"assured_date": "2025-11-21"}, "DIR-STALE"),
    ({"assured_date": "last week"}, "DIR-DATE"),
    ({"description": "<b>Sing</b>"}, "DIR-HTML"),
    ({"contacts": [{"id": IDENT, "name": "Wren Fictional"}]}, "DIR-PERSON"),
    ({"email": "wren@gmail.com"}, "DIR-PERSON"),
    ({"x_note": "kept"}, "DIR-EXTRA"),
    ({"name": "x" * 301}, "DIR-BIG"),
    ({"description": "x" * 20_001}, "DIR-BIG"),
]


@pytest.mark.parametrize(("odd", "code"), RULES)
def test_each_rule_has_its_sentence(odd: dict[str, object], code: str) -> None:
    found = read({**PLAIN, **odd})
    assert code in {finding.code for finding in found.findings}
    assert all(finding.sentence.endswith(".") for finding in found.findings)
    assert found.rejected == (code == "DIR-NAME") == (not found.entries)


def test_a_sound_record_is_told_nothing() -> None:
    assert (
        codes({**PLAIN, "assured_date": "2026-11-21", "email": "", "url": None, "contacts": [{"id": IDENT, "name": "Duty desk"}]}) == set()
    )


def test_one_that_is_no_record_is_left_out_alone() -> None:
    found = read(3, None, PLAIN)
    assert ([finding.code for finding in found.findings], found.rejected, len(found.entries)) == (["DIR-RECORD"] * 2, 2, 1)


def test_of_two_records_with_one_id_the_later_counts_and_equal_ones_are_one() -> None:
    assert codes(PLAIN, PLAIN) == set()
    found = read(PLAIN, {**PLAIN, "name": "Later"})
    assert ([entry.name for entry in found.entries.values()], {one.code for one in found.findings}) == (["Later"], {"DIR-DUP"})


def test_an_id_that_is_no_uuid_stays_known_and_leads_to_the_same_entry_again() -> None:
    first, again = read({**PLAIN, "id": "svc-17"}), read({**PLAIN, "id": "svc-17"})
    assert first.entries == again.entries
    assert [record.external_id for record in first.records.values()] == ["svc-17"]


def test_a_status_that_nobody_knows_is_never_open() -> None:
    assert [one(status=status).status for status in ("Open", None, "defunct")] == [
        EntryStatus.INACTIVE,
        EntryStatus.INACTIVE,
        EntryStatus.DEFUNCT,
    ]


def test_markup_is_kept_and_not_shown() -> None:
    text = "<p>Sing &amp; <b>drink</b> tea</p><script>alert('x')</script>&lt;script&gt;y()&lt;/script&gt;"
    assert (one(description=text).description, document(description=text)["description"]) == ("Sing & drink tea", text)


def test_a_person_is_taken_out_wherever_they_stand() -> None:
    kept = document(
        assurer_email="wren@gmail.com",
        contacts=[{"id": IDENT, "name": "Wren Fictional", "title": "Duty worker", "phones": [{"id": IDENT, "number": "01632 960100"}]}],
        organization={
            "id": IDENT,
            "name": "Arts",
            "description": "x",
            "email": "robin@hotmail.com",
            "contacts": [{"id": IDENT, "name": "Robin"}],
        },
        metadata=[{"id": IDENT, "updated_by": "Robin"}],
    )
    assert "Wren" not in json.dumps(kept)
    assert "obin" not in json.dumps(kept)
    assert one(contacts=kept["contacts"]).phone == "01632 960100"


def test_what_nobody_knows_is_given_on() -> None:
    odd = {"x": [1, "a", {"b": 2.5}], "x_flag": True}
    assert {key: document(**odd)[key] for key in odd} == odd


def test_half_characters_and_huge_numbers_harm_nothing() -> None:
    kept = document(description="a\ud800b\x00c", x=10**40, y={"\ud800": 1})
    assert (kept["description"], kept["x"], kept["y"]) == ("abc", str(10**40), {"": 1})


@pytest.mark.parametrize("odd", [{"id": "\ud800"}, {"\ud800\x1b[2J\nkey": 1}, {"status": []}, {"status": {}}, {"name": "\ud800Choir"}])
def test_whatever_stands_in_a_field_can_be_kept_and_told(odd: dict[str, object]) -> None:
    found = read({**PLAIN, **odd})
    (record,) = found.records.values()
    told = "".join((record.document, record.external_id, *(finding.sentence for finding in found.findings)))
    assert told.encode().decode().isprintable()


def test_a_number_beyond_all_numbers_and_a_nest_without_end_are_left_out() -> None:
    nest: object = "deep"
    for _ in range(60):
        nest = {"in": nest}
    raw = json.dumps({**PLAIN, "x": "HUGE", "y": nest, "minimum_age": 10**60}).replace('"HUGE"', "1e999").encode()
    (record,) = feeds.read({"a.json": raw}, Feed(id="list", name="List"), TODAY).records.values()
    assert ("deep" in record.document, json.loads(record.document).get("x")) == (False, None)


# ---- what people see of a record


def test_a_whole_record_becomes_a_whole_entry() -> None:
    entry = one(
        organization={"id": IDENT, "name": "Invented Arts", "description": "x"}, description="We sing", email="sing@example.org",
        url="https://example.org", fees="Free", minimum_age=18, maximum_age=30, assured_date="2026-10-01",
        phones=[{"id": IDENT, "number": "call"}, {"id": IDENT, "number": "01632 960100"}], languages=[{"id": IDENT, "code": "LT"}, {"id": IDENT, "name": "Odd"}],
        schedules=[{"id": IDENT, "freq": "WEEKLY", "byday": "TU,TH", "opens_at": "18:00", "closes_at": "20:00:00"}],
        cost_options=[{"id": IDENT, "option": "free", "amount": 0}], service_at_locations=[PLACE],
        service_areas=[{"id": IDENT, "name": "E06000031"}, {"id": IDENT, "name": "All of Sampleton"}],
        attributes=[attribute("civicdesk-topics", "music"), attribute("civicdesk-entry", "step_free=yes"), attribute("civicdesk-entry", "evening=perhaps")],
    )  # fmt: skip
    assert entry == Entry(
        id=EntryId(IDENT), name="Invented Choir", organisation="Invented Arts", description="We sing", when="Tuesdays, Thursdays 18:00–20:00",
        address="1 Example Street, Sampleton, PE1 1ZZ", district="PE1 1", phone="01632 960100", email="sing@example.org", url="https://example.org",
        cost="Free", access="Ramp", tags=("music",), assured_date=date(2026, 10, 1), source="List",
        facts=Facts(youngest=18, oldest=30, free=True, step_free=True, languages=("lt",), areas=("E06000031",), easting=518759, northing=299350),
    )  # fmt: skip


@pytest.mark.parametrize(
    "where",
    [
        {"phones": [{"id": IDENT, "number": "01632 960100"}]},
        {"contacts": [{"id": IDENT, "phones": [{"id": IDENT, "number": "01632 960100"}]}]},
        {"organization": {"id": IDENT, "name": "x", "description": "x", "phones": [{"id": IDENT, "number": "01632 960100"}]}},
        {
            "service_at_locations": [
                {"id": IDENT, "location": {"id": IDENT, "location_type": "physical", "phones": [{"id": IDENT, "number": "01632 960100"}]}}
            ]
        },
    ],
)
def test_a_number_is_found_wherever_lists_put_it(where: dict[str, object]) -> None:
    assert one(**where).phone == "01632 960100"


def test_a_date_that_is_still_to_come_confirms_nothing() -> None:
    assert one(assured_date="2030-01-01").assured_date is None


def test_an_online_place_is_online_and_a_price_is_a_price() -> None:
    virtual = [{"id": IDENT, "location": {"id": IDENT, "location_type": "virtual"}}]
    entry = one(service_at_locations=virtual, cost_options=[{"id": IDENT, "amount": 3, "amount_description": "£3 a visit"}])
    assert (entry.facts.online, entry.facts.free, entry.cost) == (True, False, "£3 a visit")


def test_topics_of_others_are_ours_where_they_are_called_so() -> None:
    other = [attribute("other", "x1", "Harm Reduction"), attribute("other", "x2", "Bee keeping"), attribute("other", "x3", "a;b")]
    assert one(attributes=other).tags == ("harmred", "Bee keeping")


# ---- out, and in again


TEXT = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "Zs")), max_size=30).map(str.strip)
FULL = st.builds(
    Entry,
    id=st.just(EntryId(IDENT)), name=TEXT.filter(lambda text: bool(text) and "<" not in text and "&" not in text),
    organisation=TEXT, description=TEXT, when=TEXT, address=TEXT, district=st.sampled_from(["", "PE1", "PE1 1", "ZZ1"]),
    phone=st.sampled_from(["", "01632 960100", "01632 960200 x5"]), email=st.sampled_from(["", "a@example.org"]),
    url=st.sampled_from(["", "https://example.org/a"]), cost=TEXT, access=TEXT,
    tags=st.lists(st.sampled_from(["music", "debt", "a b", "Bee keeping"]), unique=True, max_size=3).map(tuple), printable=st.booleans(),
    assured_date=st.none() | st.dates(date(2000, 1, 1), TODAY), kind=st.sampled_from(EntryKind), status=st.sampled_from(EntryStatus),
    facts=st.builds(
        Facts, women_or_men_only=st.sampled_from(["", "women", "men", "no"]), youngest=st.none() | st.integers(0, 60),
        oldest=st.none() | st.integers(61, 120), free=st.sampled_from([None, True, False]), step_free=st.sampled_from([None, True, False]),
        online=st.sampled_from([None, True, False]), capacity=st.sampled_from(["", "full"]), wait_weeks=st.none() | st.integers(0, 9),
        languages=st.lists(st.sampled_from(["lt", "pl", "en"]), unique=True, max_size=2).map(tuple),
        areas=st.lists(st.sampled_from(["Here", "E06000031"]), unique=True, max_size=2).map(tuple), closes=st.none() | st.dates(),
        easting=st.none() | st.integers(0, 600_000), northing=st.none() | st.integers(0, 600_000),
    ),
)  # fmt: skip


@given(FULL)
def test_any_entry_comes_back_as_it_went_out(entry: Entry) -> None:
    record = feed_writing.record_of(entry, None, TODAY)
    mender = Mender(feed="")
    assert (mender.part("service", record), mender.notes) == (record, [])
    (again,) = read(record).entries.values()
    assert replace(again, source="") == entry


@given(FULL)
def test_an_edited_record_says_what_was_edited_and_keeps_the_rest(entry: Entry) -> None:
    theirs = document(service_at_locations=[PLACE], x_note="kept", fees="£2", contacts=[{"id": IDENT, "title": "Duty worker"}])
    record = feed_writing.record_of(entry, dict(theirs), TODAY)
    (again,) = read(record).entries.values()
    assert (replace(again, source="", assured_date=None), record["x_note"]) == (replace(entry, assured_date=None), "kept")


def test_an_organisation_that_is_taken_back_is_gone() -> None:
    theirs = document(organization={"id": IDENT, "name": "Invented Arts", "description": "x"})
    entry = replace(one(organization=theirs["organization"]), organisation="")
    assert "organization" not in feed_writing.record_of(entry, dict(theirs), TODAY)


def test_a_contact_is_never_written() -> None:
    entry = replace(one(), contact_name="Wren")
    assert "Wren" not in json.dumps(feed_writing.record_of(entry, None, TODAY))


def test_the_tables_of_a_package_come_in_as_a_page_would() -> None:
    tables = {
        "services.csv": f"id,organization_id,program_id,name,status\n{IDENT},o1,p1,Invented Choir,active\nother,,,Second,inactive\n",
        "organizations.csv": "id,name,description\no1,Invented Arts,x\n",
        "organization_identifiers.csv": "id,organization_id,identifier,identifier_type\ni1,o1,GB-1,charity\n",
        "programs.csv": "id,name,description\np1,Sing,x\n",
        "service_at_location.csv": f"id,service_id,location_id\na1,{IDENT},l1\na2,{IDENT},gone\n",
        "locations.csv": "id,location_type,latitude,longitude\nl1,physical,52.579,-0.2488\n",
        "addresses.csv": "id,location_id,address_1,city,postal_code\nd1,l1,1 Example Street,Sampleton,PE1 1ZZ\n",
        "contacts.csv": f"id,service_id,title\nc1,{IDENT},Duty worker\n",
        "phones.csv": "id,contact_id,number\nt1,c1,01632 960100\n",
        "attributes.csv": f"id,link_id,taxonomy_term_id\nb1,{IDENT},x1\nb2,{IDENT},gone\n",
        "taxonomy_terms.csv": "id,name,taxonomy,code\nx1,music,civicdesk-topics,music\n",
        "datapackage.json": "{}",
    }
    found = feeds.read({name: text.encode() for name, text in tables.items()}, Feed(id="list", name="List"), TODAY)
    entry = found.entries[EntryId(IDENT)]
    assert (entry.organisation, entry.phone, entry.district, entry.tags) == ("Invented Arts", "01632 960100", "PE1 1", ("music",))
    assert (entry.facts.easting, len(found.entries)) == (518759, 2)


@pytest.mark.parametrize(("tables", "file"), [({"phones.csv": b"id\n1\n"}, "services.csv"), ({"services.csv": b"\xff"}, "services.csv")])
def test_a_package_without_services_is_told(tables: dict[str, bytes], file: str) -> None:
    with pytest.raises(Refused, match="DIR-FORMAT") as told:
        feeds.read(tables, Feed(id="list", name="List"), TODAY)
    assert told.value.facts["file"] == file
