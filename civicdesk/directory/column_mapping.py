"""Somebody else's table: which of its columns say what ours say. Guessed by their names, settled by a person, kept for the next time."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from civicdesk.directory import fields, tabular
from civicdesk.directory.feed_writing import record_of
from civicdesk.directory.openreferral import Found
from civicdesk.directory.standard import made_id
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.entries import RowError
from civicdesk.records.upkeep import Finding

POSTCODE = "postcode"
"""A column that is no field of ours: the district follows from it, and the address gets it."""
TARGETS = (*dict.fromkeys(tabular.COLUMNS.values()), POSTCODE)
_JOINED = {"address": ", ", "tags": ";", "when": "; ", "description": "\n", "cost": "; ", "access": "; ", "languages": ";", "areas": ";"}
"""Fields that several columns may make up together, and what stands between their parts."""
_WORDS: Mapping[str, str] = {
    "name": "name|group name|service name|title|group|service|activity|project name|event name|what",
    "organisation": "organisation|organization|organisation name|organization name|provider|run by|provided by|charity|host",
    "description": "description|about|details|summary|what we do|information|info|service description",
    "when": "when|schedule|times|day and time|days and times|opening times|opening hours|day|time|hours|day time",
    "address": "address|venue|location|where|street|address line|line|town|city|venue address|meeting place",
    "postcode": "postcode|post code|postal code|zip",
    "district": "district|area code|postcode district|sector",
    "phone": "phone|telephone|tel|phone number|telephone number|mobile|contact number|tel no|call",
    "email": "email|e mail|email address|contact email|e mail address",
    "url": "url|website|web|web site|link|web address|web page",
    "contact_name": "contact name|contact|contact person|lead|organiser",
    "cost": "cost|fees|price|charge|charges|how much|fee",
    "access": "access|accessibility|disabled access",
    "tags": "tags|topics|categories|category|type|keywords|taxonomy terms|theme|themes",
    "status": "status|open or closed|state",
    "kind": "kind|entry type",
    "id": "id|ref|reference|record id|unique id|uid",
    "assured_date": "assured date|last checked|checked|last updated|updated|date checked|last confirmed|verified",
    "youngest": "minimum age|min age|youngest|age from|from age",
    "oldest": "maximum age|max age|oldest|age to|to age|up to age",
    "free": "free|free of charge|is it free",
    "step_free": "step free|wheelchair|wheelchair access|wheelchair accessible|level access",
    "hearing_loop": "hearing loop|induction loop",
    "women_or_men_only": "gender|women only|women or men only",
    "languages": "language|languages|languages spoken",
    "areas": "areas|area served|areas served|only for",
    "referral": "referral|how to refer|referral route",
    "printable": "printable|print|print ok|may print",
    "address_public": "address public|public address|show address",
    "child_welcome": "children|children welcome|child friendly",
    "evening": "evening|evenings",
    "weekend": "weekend|weekends",
    "online": "online|virtual",
}
_KNOWN: Mapping[str, str] = {words: field for field, line in _WORDS.items() for words in line.split("|")} | {
    name.replace("_", " "): field for name, field in tabular.COLUMNS.items()
}
_LETTERS = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"([0-3]?[0-9])[/.]([01]?[0-9])[/.]((?:19|20)[0-9]{2})")
_FULL = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])[A-Z]{2}", re.IGNORECASE)
_SAYS = {"y": "yes", "n": "no", "✓": "yes", "✔": "yes", "x": "yes", "?": ""}
_STATES = {"open": "active", "running": "active", "closed": "inactive", "paused": "temporarily closed"}


def guess(columns: Iterable[str]) -> Mapping[str, str]:
    """Return column -> field for the columns whose names we understand, in their order. Of two for one field the first counts."""
    found: dict[str, str] = {}
    for column in columns:
        field = _KNOWN.get(" ".join(_LETTERS.findall(column.casefold())), "")
        if field and (field in _JOINED or field not in found.values()):
            found[column] = field
    return found


def columns_of(data: bytes) -> tuple[str, ...]:
    """Return the columns of a table.

    Raises:
        Refused: IMPORT-CSV.
    """
    return tabular.Table(data).columns


def read(file: tuple[str, bytes], columns: Mapping[str, str], feed: str, today: date) -> Iterator[tuple[Found, tuple[Finding, ...]]]:
    """Give the services of somebody else's table in the shape of the standard, each with what is wrong in its cells: those are left out.

    Args:
        file: its name and its bytes.
        columns: column of the table -> field of an entry, or `postcode`.
        feed: id of the list; ids that are no UUID become one in its space.
        today: dates that are still to come confirm nothing.

    Raises:
        Refused: IMPORT-CSV; DIRECTORY-COLUMN: a column is not in the table, a field is none, or nothing says the name.
    """
    name, data = file
    table = tabular.Table(data)
    _confirm(table.columns, columns)
    places = [(place, columns[column]) for place, column in enumerate(table.columns) if column in columns]
    headers = {field: column for column, field in reversed(tuple(columns.items()))}
    for number, row in table.rows():
        given = _gathered((field, row[place].strip()) for place, field in places if place < len(row))
        cells, errors = _sound(number, given, headers)
        ident = cells.pop("id", "") or "\n".join(cells.get(key, "").casefold() for key in ("name", "organisation", "district"))
        entry, _ = tabular.entry_of(number, {**cells, "id": made_id(feed, ident), "name": cells.get("name") or "-"}, headers)
        record: dict[str, object] = record_of(entry, None, today)
        record["id"] = given.get("id") or record["id"]
        if not cells.get("name"):
            record["name"] = ""
        yield Found(file=name, place=number, record=record), tuple(_finding(name, entry.name, error) for error in errors)


def _confirm(columns: tuple[str, ...], chosen: Mapping[str, str]) -> None:
    for column, field in chosen.items():
        if column not in columns:
            raise Refused("DIRECTORY-COLUMN", problem=say("directory.columns.missing", column=column))
        if field not in TARGETS:
            raise Refused("DIRECTORY-COLUMN", problem=say("directory.columns.field", field=field))
    if "name" not in chosen.values():
        raise Refused("DIRECTORY-COLUMN", problem=say("directory.columns.no_name"))
    twice = [field for field in chosen.values() if field not in _JOINED and list(chosen.values()).count(field) > 1]
    if twice:
        raise Refused("DIRECTORY-COLUMN", problem=say("directory.columns.twice", field=twice[0]))


def _gathered(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the cells of a row by field, each as we write it; what several columns say together is joined."""
    cells: dict[str, str] = {}
    for field, cell in given:
        text = _as_ours(field, cell)
        if text and text not in cells.get(field, "").split(_JOINED.get(field, "\n")):
            cells[field] = f"{cells[field]}{_JOINED.get(field, '')}{text}" if cells.get(field) else text
    postcode = cells.pop(POSTCODE, "").upper()
    if postcode:
        found = _FULL.fullmatch(postcode)
        cells.setdefault("district", f"{found[1]} {found[2]}" if found else postcode[:10])
        if cells.get("address") and postcode not in cells["address"].upper():
            cells["address"] += f", {postcode}"
    return cells


def _as_ours(field: str, cell: str) -> str:
    kind = fields.OF_FACTS.get(field) or fields.OF_ENTRY.get(field)
    if field == "assured_date" or kind is fields.DAY:
        found = _DAY.fullmatch(cell)
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else cell
    if kind is not None and kind.word in {"yes_no_unknown", "yes_or_no"}:
        return _SAYS.get(cell.casefold(), cell)
    if field == "status":
        return _STATES.get(cell.casefold(), cell)
    if field == "url" and cell.casefold().startswith("www."):
        return f"https://{cell}"
    return cell.replace(",", ";") if field == "tags" else cell


def _sound(number: int, cells: Mapping[str, str], headers: Mapping[str, str]) -> tuple[dict[str, str], tuple[RowError, ...]]:
    """Return the cells that can be kept, and what is wrong with the others."""
    whole = {**cells, "id": "", "name": cells.get("name") or "-"}
    _, errors = tabular.entry_of(number, whole, headers)
    by_column = {column: field for field, column in headers.items()}
    wrong = {by_column.get(error.column, error.column) for error in errors}
    return {field: cell for field, cell in cells.items() if field not in wrong or field == "name"}, errors


def _finding(file: str, name: str, error: RowError) -> Finding:
    sentence = say("directory.finding.DIR-CELL", column=error.column, sentence=error.sentence)
    return Finding(code="DIR-CELL", file=file, place=error.row, name=name, sentence=sentence)
