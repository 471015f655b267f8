"""Open calls for money: their fields as text, the codes of 360Giving, who may ask, and when somebody should be reminded."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any

from civicdesk import paths
from civicdesk.directory import fields, tabular, topics
from civicdesk.directory.hsds_writing import cell, said
from civicdesk.directory.standard import same_id
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.entries import Entry, EntryKind, RowError
from civicdesk.records.funding import PERSONS, Applicant, FundingCall, Reminder
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Award

REMIND = (7, 28)
"""Days before the last day."""
MOST_NEARBY = 5
MOST_LOOKED_AT = 1_000
_ASKING = frozenset({"funding_individual", "funding_group"})
"""Topics that say who may ask, not for what."""
_LISTS = {"purposes": "grantToIndividualsPurpose", "reasons": "grantToIndividualsReason", "scope": "locationScope"}
_POUNDS = re.compile(r"£? ?([0-9]{1,9}(?:,[0-9]{3})*)(?:\.([0-9]{2}))?")
_ORGANISATION = re.compile(r"[A-Za-z0-9]{2,}(?:-[A-Za-z0-9_.]+){1,4}")
_MOST_PAGES = 500
_MOST_PENCE = 10**12


Both = tuple[Entry, FundingCall]
"""A call beside its entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """How one field of a call is written and read. `read` raises ValueError for a text that is none of its values."""

    word: str
    """Ends the key of the sentence that says what to write instead."""
    read: Callable[[str], Any]
    write: Callable[[Any], str]


@lru_cache(maxsize=8)
def codes(field: str) -> Mapping[str, str]:
    """Return code -> title of the list for `purposes`, `reasons` or `scope`, as 360Giving has it."""
    path = paths.resources() / "standards" / "360giving-1.4" / f"{_LISTS[field]}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["Code"]: row["Title"] for row in csv.DictReader(file)}


def _code(field: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        known = codes(field)
        by_title = {title.casefold(): code for code, title in known.items()}
        code = text.upper() if text.upper() in known else by_title.get(text.casefold(), "")
        if text and not code:
            raise ValueError
        return code

    return read


def _several(read: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    """Read parts with semicolons between them: a title may hold a comma."""

    def read_all(text: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(read(part.strip()) for part in text.split(";") if part.strip()))

    return read_all


def _pence(text: str) -> int | None:
    if not text:
        return None
    found = _POUNDS.fullmatch(text)
    amount = int(Decimal(f"{found[1].replace(',', '')}.{found[2] or '00'}") * 100) if found else _MOST_PENCE
    if amount >= _MOST_PENCE:
        raise ValueError
    return amount


def _pounds(pence: int | None) -> str:
    return "" if pence is None else f"{pence // 100}.{pence % 100:02}" if pence % 100 else str(pence // 100)


def _number(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and int(text[:6]) <= _MOST_PAGES):
        raise ValueError
    return int(text) if text else None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text and not pattern.fullmatch(text):
            raise ValueError
        return text

    return read


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _yes(text: str) -> bool:
    if text.casefold() not in {"yes", "no", ""}:
        raise ValueError
    return text.casefold() == "yes"


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _yes_no(value: object) -> str:
    return "yes" if value else "no"


_DAY = Field(word="date", read=_day, write=_said)
_MONEY = Field(word="money", read=_pence, write=_pounds)
_FLAG = Field(word="yes_or_no", read=_yes, write=_yes_no)
FIELDS: Mapping[str, Field] = {
    "funder": Field(word="text", read=str, write=str),
    "funder_id": Field(word="organisation", read=_matching(_ORGANISATION), write=str),
    "applicants": Field(word="applicants", read=_several(lambda text: Applicant(text.casefold())), write=";".join),
    "least": _MONEY,
    "most": _MONEY,
    "purposes": Field(word="codes", read=_several(_code("purposes")), write=";".join),
    "reasons": Field(word="codes", read=_several(_code("reasons")), write=";".join),
    "scope": Field(word="codes", read=_code("scope"), write=str),
    "opens": _DAY,
    "closes": _DAY,
    "rolling": _FLAG,
    "pages": Field(word="number", read=_number, write=_said),
    "link": Field(word="url", read=_matching(fields.URL), write=str),
    "checked": _DAY,
    "watched": _FLAG,
}
OF_ENTRY = ("description", "tags", "areas", "phone", "email")
"""Fields that a call shares with other entries."""
COLUMNS = ("id", "title", *FIELDS, *OF_ENTRY)


def blank(ident: EntryId, title: str) -> Both:
    """Return a call of which nothing is known but its title."""
    return Entry(id=ident, name=title, kind=EntryKind.FUNDING), FundingCall(entry=ident)


def with_text(of: Both, name: str, text: str) -> Both:
    """Return a call with one field as a text says; the entry follows, so that rules and searches know what the call says.

    Raises:
        Refused: DIRECTORY-FIELD; DIRECTORY-VALUE with what to write instead in `sentence`.
    """
    entry, call = of
    if name in {"title", *OF_ENTRY}:
        return fields.with_text(entry, "name" if name == "title" else name, text), call
    if name not in FIELDS:
        raise Refused("DIRECTORY-FIELD", field=name)
    try:
        changed: dict[str, Any] = {name: FIELDS[name].read(text.strip())}
    except ValueError as why:
        sentence = say(f"funding.row.{FIELDS[name].word}")
        raise Refused("DIRECTORY-VALUE", field=name, why=FIELDS[name].word, sentence=sentence) from why
    return as_entry(entry, replace(call, **changed))


def as_entry(entry: Entry, call: FundingCall) -> Both:
    """Return the entry with what the rules of matching ask of it, beside its call."""
    may = tuple(dict.fromkeys("individual" if one in PERSONS else "group" for one in call.applicants))
    by_referee = bool(call.applicants) and set(call.applicants) == {Applicant.REFEREE}
    facts = replace(
        entry.facts,
        applicants=may or entry.facts.applicants,
        closes=call.closes,
        referral="professional" if by_referee else entry.facts.referral,
    )
    return replace(entry, organisation=call.funder or entry.organisation, url=call.link or entry.url, facts=facts), call


def texts(entry: Entry, call: FundingCall) -> Iterator[tuple[str, str]]:
    """Give each column of a call with its text."""
    yield "id", str(entry.id)
    yield "title", entry.name
    for name, field in FIELDS.items():
        yield name, field.write(getattr(call, name))
    for name in OF_ENTRY:
        yield name, fields.text_of(entry, name)


def faults(call: FundingCall) -> Iterator[tuple[str, str]]:
    """Give (field, word of the sentence) of what contradicts itself in a call."""
    if call.least is not None and call.most is not None and call.least > call.most:
        yield "most", "amounts"
    if call.opens and call.closes and call.opens > call.closes:
        yield "closes", "days"
    if call.rolling and call.closes:
        yield "rolling", "rolling"


def read(data: bytes, known: Mapping[EntryId, Both], others: Collection[EntryId] = ()) -> tuple[tuple[Both, ...], tuple[RowError, ...]]:
    """Read calls from a table; the columns are `COLUMNS`, of which only `title` must be there.

    The id is the table's, else it follows from title and funder, so that the same table finds its calls again.

    Args:
        data: CSV.
        known: the calls that are there; what the table has no column for stays as it is.
        others: entries that are no calls: no row may write over one.

    Returns:
        The calls, and everything that is wrong by row and column.

    Raises:
        Refused: IMPORT-CSV: this is no table at all.
    """
    columns, rows = tabular.read_rows(data)
    errors = [RowError(row=1, column=column, sentence=say("funding.row.column")) for column in columns if column not in COLUMNS]
    if "title" not in columns:
        errors.append(RowError(row=1, column="title", sentence=say("funding.row.no_title")))
    found: dict[EntryId, Both] = {}
    for number, row in rows:
        cells = {column: said(text) for column, text in row.items() if column in COLUMNS}
        given = cells.get("id") or "\n".join(cells.get(name, "").casefold() for name in ("title", "funder"))
        ident = EntryId(same_id("funding", given))
        made, wrong = _read_row(known.get(ident) or blank(ident, ""), cells)
        if ident in found:
            wrong.append(("title", say("directory.row.twice")))
        if ident in others:
            wrong.append(("id", say("funding.row.other")))
        found[ident] = made
        errors += [RowError(row=number, column=column, sentence=sentence) for column, sentence in wrong]
    return tuple(found.values()), tuple(errors)


def _read_row(made: Both, cells: Mapping[str, str]) -> tuple[Both, list[tuple[str, str]]]:
    wrong = []
    for name in COLUMNS[1:]:
        if name in cells or name == "title":
            try:
                made = with_text(made, name, cells.get(name, ""))
            except Refused as why:
                wrong.append((name, str(why.facts.get("sentence", ""))))
    wrong += [(name, say(f"funding.row.{word}")) for name, word in faults(made[1])]
    return made, wrong


def write(calls: Iterable[Both]) -> bytes:
    """Return calls as a table that can be read again. The same calls give the same bytes."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(text) for _, text in texts(entry, call)] for entry, call in calls)
    return table.getvalue().encode()


def is_open(call: FundingCall, today: date) -> bool:
    """Tell whether the money can be asked for; the last day is the last one on which it can."""
    return not (call.opens and call.opens > today) and not (call.closes and call.closes < today)


def of_entry(entry: Entry) -> FundingCall:
    """Return what an entry of the kind funding says by itself, for one of which no call was kept."""
    persons = (Applicant.REFEREE if entry.facts.referral == "professional" else Applicant.INDIVIDUAL,)
    may = {"individual": persons, "group": (Applicant.CONSTITUTED, Applicant.UNCONSTITUTED)}
    return FundingCall(
        entry=entry.id,
        funder=entry.organisation,
        applicants=tuple(one for who in entry.facts.applicants for one in may.get(who, ())),
        closes=entry.facts.closes,
        link=entry.url,
        checked=entry.assured_date,
    )


def suits(call: FundingCall, applies_as: str) -> bool:
    """Tell whether an `individual` or a `group` may ask; a call that does not say who may is for both."""
    may = {"individual" if one in PERSONS else "group" for one in call.applicants}
    return not may or not applies_as or applies_as in may


def about(entry: Entry) -> frozenset[str]:
    """Return for what a call gives money: its topics, those that say who may ask left out."""
    return frozenset(entry.tags) - _ASKING


def reminder(entry: Entry, call: FundingCall, wanted: Collection[str], today: date) -> Reminder | None:
    """Return the reminder that is due for a call; None if it closes later, has closed, or nobody wants it.

    Args:
        entry: the call's entry.
        call: the call.
        wanted: topics that people or groups want.
        today: the day.
    """
    if call.closes is None or not is_open(call, today):
        return None
    left = (call.closes - today).days
    within = next((days for days in REMIND if left <= days), None)
    shared = tuple(sorted(topic for topic in about(entry) & frozenset(wanted)))
    if within is None or not (shared or call.watched):
        return None
    return Reminder(
        entry=entry.id, title=entry.name, funder=call.funder or entry.organisation, closes=call.closes, days_left=left, within=within,
        watched=call.watched, topics=shared,
    )  # fmt: skip


def with_topics(awards: Sequence[Award]) -> tuple[tuple[Award, frozenset[str]], ...]:
    """Return grants, each with the topics of which it speaks; the first thousand are enough to see who gives for what."""
    lexicon = topics.lexicon()
    return tuple((award, frozenset(lexicon.topics(f"{award.title} {award.description}"))) for award in awards[:MOST_LOOKED_AT])


def nearby(entry: Entry, awards: Iterable[tuple[Award, frozenset[str]]]) -> tuple[Award, ...]:
    """Return grants that were given for such things: they speak of one of the call's topics, or the same funder gave them."""
    asked, funder = about(entry), entry.organisation.casefold()
    found = (award for award, spoken in awards if asked & spoken or (funder and award.funder.casefold() == funder))
    return tuple(islice(found, MOST_NEARBY))
