"""Lists as a folder of tables, one for each part, as the Human Services Data Specification packs them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from civicdesk.directory import packages, tabular
from civicdesk.directory.hsds_writing import LISTS, NOT_GIVEN, said
from civicdesk.directory.openreferral import Found
from civicdesk.errors import Refused
from civicdesk.i18n import say

SERVICES = "services.csv"
Row = dict[str, Any]


def is_package(files: Mapping[str, bytes]) -> bool:
    """Tell whether files are the tables of a package, and not pages of JSON."""
    return any(name.endswith(".csv") for name in files)


def read(files: Mapping[str, bytes]) -> Iterator[Found]:
    """Give the services of a package of tables, each with all that belongs to it.

    Args:
        files: name -> bytes; what is no table of ours is passed over.

    Raises:
        Refused: DIR-FORMAT, there are no services, or a table is none.
    """
    files = packages.tables(files)
    if SERVICES not in files:
        raise Refused("DIR-FORMAT", file=SERVICES, problem=say("directory.feed.tables"))
    tables = _Tables(files)
    for place, service in enumerate(tables.rows("services"), start=1):
        yield Found(file=SERVICES, place=place, record=tables.service(service))


class _Tables:
    """The tables of one package, with their rows by the ids that they name."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._rows = {name.removesuffix(".csv"): _read(name, data) for name, data in files.items() if name.endswith(".csv")}
        self._by: dict[tuple[str, str], dict[str, list[Row]]] = {}

    def rows(self, table: str) -> list[Row]:
        """Return all rows of a table; none if there is no such table."""
        return self._rows.get(table, [])

    def service(self, row: Row) -> Row:
        """Return a service as it would stand in a page of JSON."""
        ident = row.get("id", "")
        found = row | {name: kept for name in LISTS["services"] if (kept := self._under(name, "service_id", ident))}
        found["organization"] = self._organisation(row.get("organization_id", ""))
        found["program"] = next(iter(self._under("programs", "id", row.get("program_id", ""))), None)
        found["service_at_locations"] = [self._at(at) for at in self._under("service_at_location", "service_id", ident)]
        found["attributes"] = self._attributes(ident)
        return _filled(found)

    def _at(self, at: Row) -> Row:
        location = next(iter(self._under("locations", "id", at.get("location_id", ""))), None)
        if location is not None:
            location |= {name: kept for name in LISTS["locations"] if (kept := self._under(name, "location_id", location["id"]))}
            location["attributes"] = self._attributes(location["id"])
            at["location"] = _filled(location)
        at |= {
            name: kept for name in LISTS["service_at_location"] if (kept := self._under(name, "service_at_location_id", at.get("id", "")))
        }
        return _filled(at | {"attributes": self._attributes(at.get("id", ""))})

    def _organisation(self, ident: str) -> Row | None:
        found = next(iter(self._under("organizations", "id", ident)), None)
        if found is None:
            return None
        found |= {name: kept for name in LISTS["organizations"] if (kept := self._under(name, "organization_id", ident))}
        return _filled(found | {"attributes": self._attributes(ident)})

    def _attributes(self, ident: str) -> list[Row]:
        found = self._under("attributes", "link_id", ident)
        for one in found:
            term = next(iter(self._under("taxonomy_terms", "id", one.get("taxonomy_term_id", ""))), None)
            if term is not None:
                one["taxonomy_term"] = term
        return found

    def _under(self, table: str, column: str, ident: str) -> list[Row]:
        """Return copies of the rows of a table that name an id."""
        if not ident:
            return []
        if (table, column) not in self._by:
            grouped = self._by[table, column] = defaultdict(list)
            for row in self.rows(table):
                grouped[row.get(column, "")].append(row)
        found = [dict(row) for row in self._by[table, column].get(ident, ())]
        for contact in found if table == "contacts" else ():
            contact["phones"] = self._under("phones", "contact_id", contact.get("id", ""))
        return found


def _read(name: str, data: bytes) -> list[Row]:
    try:
        _, rows = tabular.read_rows(data)
        return [{key: said(cell) for key, cell in cells.items() if cell not in ("", NOT_GIVEN)} for _, cells in rows]
    except Refused as why:
        raise Refused("DIR-FORMAT", file=name, problem=str(why.facts.get("problem", ""))) from why


def _filled(row: Row) -> Row:
    """Return a part without what is empty."""
    return {key: value for key, value in row.items() if value not in (None, "", [])}
