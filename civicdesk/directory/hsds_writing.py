"""Services as a folder of tables with `datapackage.json`, as the Human Services Data Specification 3.0 packs them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from civicdesk.directory.standard import Record, made_id, shapes

NOT_GIVEN = "not given"
"""Stands where the tables must have something and nobody said anything."""
DESCRIPTOR = "datapackage.json"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a text for a formula: an apostrophe is put before it, and taken away again when it is read."""

_COLUMNS: Mapping[str, tuple[str, str]] = {
    "organizations": ("organization", "id name alternate_name description email website tax_status tax_id year_incorporated legal_status logo uri parent_organization_id"),
    "programs": ("program", "id organization_id name alternate_name description"),
    "services": ("service", "id organization_id program_id name alternate_name description url email status interpretation_services application_process fees_description wait_time fees accreditations eligibility_description minimum_age maximum_age assured_date assurer_email licenses alert last_modified"),
    "attributes": ("attribute", "id link_id taxonomy_term_id link_type link_entity value"),
    "service_at_location": ("service_at_location", "id service_id location_id description"),
    "locations": ("location", "id location_type url organization_id name alternate_name description transportation latitude longitude external_identifier external_identifier_type"),
    "phones": ("phone", "id location_id service_id organization_id contact_id service_at_location_id number extension type description"),
    "contacts": ("contact", "id organization_id service_id service_at_location_id location_id name title department email"),
    "addresses": ("address", "id location_id attention address_1 address_2 city region state_province postal_code country address_type"),
    "schedules": ("schedule", "id service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count wkst freq interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type notes"),
    "funding": ("funding", "id organization_id service_id source"),
    "service_areas": ("service_area", "id service_id name description extent extent_type uri"),
    "required_documents": ("required_document", "id service_id document uri"),
    "languages": ("language", "id service_id location_id phone_id name code note"),
    "accessibility": ("accessibility", "id location_id description details url"),
    "taxonomy_terms": ("taxonomy_term", "id code name description parent_id taxonomy language taxonomy_id term_uri"),
    "cost_options": ("cost_option", "id service_id valid_from valid_to option currency amount amount_description"),
    "organization_identifiers": ("organization_identifier", "id organization_id identifier_scheme identifier_type identifier"),
}  # fmt: skip
"""Table -> name of its resource, and its columns."""
COLUMNS: Mapping[str, tuple[str, ...]] = {table: tuple(columns.split()) for table, (_, columns) in _COLUMNS.items()}
RESOURCES: Mapping[str, str] = {resource: table for table, (resource, _) in _COLUMNS.items()}
_REQUIRED = {
    "addresses": ("address_1", "city", "state_province", "postal_code", "country"),
    "attributes": ("link_entity",),
    "organizations": ("name", "description"),
    "programs": ("name", "description"),
    "taxonomy_terms": ("name", "description"),
    "organization_identifiers": ("identifier_type",),
}
_UNDER = {"services": "service", "organizations": "organization", "locations": "location", "contacts": "contact", "phones": "phone"}
_LEADING = frozenset(
    {"location_id", "service_id", "organization_id", "contact_id", "service_at_location_id", "phone_id", "program_id", "taxonomy_id"}
)
"""Columns that lead to a row of another table: where a part lies says where, not what it says itself, for that may lead nowhere."""
LISTS: Mapping[str, tuple[str, ...]] = {
    "services": ("contacts", "cost_options", "funding", "languages", "phones", "required_documents", "schedules", "service_areas"),
    "organizations": ("organization_identifiers", "phones", "contacts", "funding"),
    "locations": ("accessibility", "addresses", "phones", "schedules", "languages", "contacts"),
    "service_at_location": ("contacts", "phones", "schedules"),
    "contacts": ("phones",),
}
"""Table -> tables whose rows may lie under one of its own."""
_NUMBERS = frozenset({"number"})


def write(records: Iterable[Record]) -> Mapping[str, bytes]:
    """Return services as files: a table for each part that occurs, and the description of the package. The same records give the same bytes.

    What a table has no column for is left out, as fields that nobody knows; pages of JSON hold these too.

    Args:
        records: in the shape of the standard, each with an id of its own.
    """
    tables = _Tables()
    for record in records:
        tables.add_service(record)
    files = {f"{table}.csv": _csv(COLUMNS[table], rows.values()) for table, rows in tables.rows.items()}
    return files | {DESCRIPTOR: _descriptor(tables.rows)}


class _Tables:
    """The rows of a package, by table and id."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, str]]] = {"services": {}, "organizations": {}}

    def add_service(self, record: Record) -> None:
        organisation = record.get("organization") or _nobody(record)
        owner = self._add("organizations", organisation, {})
        self._add_lists("organizations", organisation, owner)
        keys = {"organization_id": owner}
        if program := record.get("program"):
            keys["program_id"] = self._add("programs", program, {"organization_id": owner})
        service = self._add("services", record, keys)
        self._add_lists("services", record, service)
        if organisation is not record.get("organization"):
            self._add_attribute("services", service, _no_organisation(record))
        for at in record.get("service_at_locations", ()):
            self._add_place(at, service)

    def _add_place(self, at: Record, service: str) -> None:
        location = at.get("location")
        if not isinstance(location, dict):
            return
        place = self._add("locations", location, {})
        self._add_lists("locations", location, place)
        here = self._add("service_at_location", at, {"service_id": service, "location_id": place})
        self._add_lists("service_at_location", at, here)

    def _add_lists(self, table: str, part: Record, ident: str) -> None:
        """Add what belongs to a part, as far as its table has a column for whose it is."""
        key = f"{_UNDER.get(table, table)}_id"
        for one in part.get("attributes", ()):
            self._add_attribute(table, ident, one)
        for name in LISTS.get(table, ()):
            for one in part.get(name, ()):
                self._add_lists(name, one, self._add(name, one, {key: ident}))

    def _add_attribute(self, table: str, ident: str, attribute: Record) -> None:
        term = attribute.get("taxonomy_term")
        if isinstance(term, dict):
            told = {**term, "code": term.get("term") or term.get("code") or ""}
            keys = {"link_id": ident, "link_entity": _UNDER.get(table, table), "taxonomy_term_id": self._add("taxonomy_terms", told, {})}
            self._add("attributes", attribute, keys)

    def _add(self, table: str, part: Record, keys: Mapping[str, str]) -> str:
        """Add one row and return its id: another one if its own stands for something else already."""
        values = {name: "" if name in _LEADING else _text(part.get(name)) for name in COLUMNS[table]} | dict(keys)
        for name in _REQUIRED.get(table, ()):
            values[name] = values[name] or NOT_GIVEN
        rows = self.rows.setdefault(table, {})
        while (known := rows.setdefault(values["id"], values)) != values:
            values = values | {"id": made_id(table, values["id"], json.dumps({**known, **values}, sort_keys=True))}
        return values["id"]


def _nobody(record: Record) -> Record:
    """The tables ask for an organisation: of a service that names none, it bears the service's own name."""
    return {"id": made_id("organization of", record["id"]), "name": record["name"], "description": record["name"]}


def _no_organisation(record: Record) -> Record:
    """Say in a field of ours that there is none, as the writer of records would say it."""
    term, taxonomy = "organisation=", "civicdesk-entry"
    name = {"id": made_id(taxonomy, term), "name": term, "description": term, "taxonomy": taxonomy, "term": term}
    return {"id": made_id(record["id"], taxonomy, term), "link_type": "service", "taxonomy_term": name}


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _csv(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(row[name]) for name in columns] for row in rows)
    return table.getvalue().encode()


def cell(text: str) -> str:
    """Return a text as it stands in a table: no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def said(cell: str) -> str:
    """Return the text that stands in a cell."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _descriptor(tables: Iterable[str]) -> bytes:
    found = {
        "name": "human_services_data",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "resources": [_resource(table) for table in sorted(tables)],
    }
    return (json.dumps(found, indent=1) + "\n").encode()


def _resource(table: str) -> Mapping[str, object]:
    schema = {"primaryKey": "id", "fields": list(_fields(table)), "missingValues": [""]}
    return {
        "name": _COLUMNS[table][0],
        "path": f"{table}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _fields(table: str) -> Iterator[Mapping[str, object]]:
    parts = shapes()
    shape = parts.get(_COLUMNS[table][0]) or parts.get(table) or parts["service_at_locations"]
    for name in COLUMNS[table]:
        yield {"name": name, "type": "number" if shape.fields.get(name) in _NUMBERS else "string"}
