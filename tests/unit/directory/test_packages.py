"""Lists that come as tables or packed: what their description says, and what a zip may hold."""

import io
import json
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk.directory import feeds, hsds_writing, packages
from civicdesk.errors import Refused
from civicdesk.records.upkeep import Feed

TODAY = date(2026, 11, 21)
IDENT = "00000000-0000-4000-8000-000000000001"
SERVICES = f"id,name,status\n{IDENT},Invented Choir,active\n".encode()
RECORD = {"id": IDENT, "name": "Invented Choir", "status": "active"}


def packed(**files: bytes) -> dict[str, bytes]:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return {"List.ZIP": room.getvalue()}


def names(files: dict[str, bytes]) -> list[str]:
    return [entry.name for entry in feeds.read(files, Feed(id="l", name="L"), TODAY).entries.values()]


def refusal(files: dict[str, bytes]) -> str:
    with pytest.raises(Refused, match="DIR-FORMAT") as told:
        names(files)
    return str(told.value.facts["problem"])


def test_a_zip_of_tables_or_of_pages_is_read() -> None:
    assert names(packed(folder__services_dot_csv=SERVICES, readme_dot_txt=b"x")) == ["Invented Choir"]
    assert names(packed(page_dot_json=json.dumps([RECORD]).encode())) == ["Invented Choir"]


def test_what_is_no_zip_is_told() -> None:
    assert "zip" in refusal({"list.zip": b"PK nothing"})


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_zip_that_was_damaged_anywhere_is_read_or_told(data: st.DataObject) -> None:
    ((name, whole),) = packed(services_dot_csv=SERVICES * 20, phones_dot_csv=b"id\n").items()
    at = data.draw(st.integers(0, len(whole) - 1))
    torn = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 3)) :]
    with suppress(Refused):
        names({name: torn})


def test_a_zip_that_grows_when_it_is_unpacked_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 1000)
    assert "more files, or larger ones" in refusal(packed(services_dot_csv=b" " * 5000))


def test_a_zip_of_too_many_files_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_FILES", 1)
    assert "more files, or larger ones" in refusal(packed(a_dot_csv=b"", b_dot_csv=b""))


def test_two_files_of_one_name_are_told() -> None:
    assert "services.csv" in refusal(packed(a__services_dot_csv=SERVICES, b__services_dot_csv=SERVICES))


def test_tables_are_found_by_what_the_description_calls_them() -> None:
    told = {"resources": [{"name": "service", "path": "data/things.csv"}, {"name": "other", "path": "more.csv"}]}
    assert names({"datapackage.json": json.dumps(told).encode(), "things.csv": SERVICES, "more.csv": b"id\n"}) == ["Invented Choir"]


def test_a_table_that_the_description_names_must_be_there() -> None:
    told = {"resources": [{"name": "service", "path": "services.csv"}, {"name": "phone", "path": "phones.csv"}]}
    assert "phones.csv" in refusal({"datapackage.json": json.dumps(told).encode(), "services.csv": SERVICES})


@pytest.mark.parametrize("description", [b"../datapackage.json", b"[]", b"{}", b'{"resources": [5]}', b"\xff"])
def test_a_description_that_describes_nothing_is_passed_over(description: bytes) -> None:
    assert names({"datapackage.json": description, "services.csv": SERVICES}) == ["Invented Choir"]


def test_an_id_that_stands_for_two_things_becomes_two() -> None:
    other = {**RECORD, "id": IDENT.replace("1", "2"), "phones": [{"id": IDENT, "number": "01632 960101"}]}
    tables = hsds_writing.write([{**RECORD, "phones": [{"id": IDENT, "number": "+44 1632 960100"}]}, other])
    found = feeds.read(tables, Feed(id="l", name="L"), TODAY).entries.values()
    assert {entry.phone for entry in found} == {"+44 1632 960100", "01632 960101"}
    assert b"'+44" in tables["phones.csv"]


def test_a_location_without_a_place_is_no_row() -> None:
    assert "locations.csv" not in hsds_writing.write([{**RECORD, "service_at_locations": [{"id": IDENT}], "attributes": [{"id": IDENT}]}])


def test_a_program_and_an_attribute_come_back() -> None:
    program = {"id": IDENT, "name": "Sing", "description": "x"}
    record = {**RECORD, "program": program, "organization": {"id": IDENT, "name": "Arts", "description": "x"}}
    assert b"Sing" in hsds_writing.write([record])["programs.csv"]
