"""What a record of Open Referral may hold, field by field, and how one that does not keep to it is mended.

The table lies in resources/standards; both standards agree where they have the same field, so one table serves for both.
"""

import json
import math
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from civicdesk import paths
from civicdesk.directory.fields import EMAIL, URL
from civicdesk.directory.plain_text import printable

LONGEST_TEXT = 20_000
DEEPEST = 24
"""Levels of a record, one inside the other; the standard itself has eight."""
_NAMESPACE = uuid.UUID("c2b1a4de-64a7-5e0e-9a75-0c9b1f6a7d31")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?")
_EXACT = 2**53

Record = dict[str, Any]
Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What was changed in one field."""

    path: str
    """Such as `contacts.phones.number`."""
    why: str
    """Kind of the field that the value was not: `email`, `uri`, `number`, `text`, `of`, `long`, `deep` ..."""


@dataclass(slots=True)
class Mender:
    """Brings one record into the shape of the standard, and notes what it changed. Fields that nobody knows stay."""

    feed: str
    """Id of the list: ids that are no UUID become one in its space, so that references still lead where they did."""
    notes: list[Mended] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    """Paths of fields that the standard does not have."""

    def part(self, name: str, value: Part, path: str = "") -> Record:
        """Return one part of a record, such as a service or an address, with all that it must have."""
        shape = shapes()[name]
        found: Record = {}
        for key, given in value.items():
            here = f"{path}.{key}".lstrip(".")
            kept = self._field(shape.fields.get(key), given, here)
            if kept is not None:
                found[printable(key)] = kept
        for key in shape.required - found.keys():
            found[key] = self._absent(shape.fields[key], f"{path}.{key}", value)
        return dict(sorted(found.items()))

    def same_id(self, text: object) -> str:
        """Return an id as it is if it is a UUID, else the one that always stands for it."""
        return same_id(self.feed, text)

    def _field(self, kind: str | None, given: Any, path: str) -> Any:
        if given is None or given == "" or path.count(".") > DEEPEST:
            return None
        if kind is None:
            self.unknown.add(path)
            return self._plain(given, path)
        word, _, inner = kind.partition(" ")
        if word == "many":
            return self._many(inner, given, path)
        if word == "one":
            if isinstance(given, Mapping):
                return self.part(inner, given, path)
            return self._wrong(path, "part")
        return self._value(word, inner, given, path)

    def _many(self, inner: str, given: Any, path: str) -> list[Record] | None:
        if not isinstance(given, list):
            self._wrong(path, "list")
            return None
        kept = [self.part(inner, one, path) for one in given if isinstance(one, Mapping)]
        if len(kept) < len(given):
            self._wrong(path, "part")
        return [one for one in kept if all(one.get(key) for key in _POINTLESS_WITHOUT.get(inner, ()))]

    def _value(self, word: str, inner: str, given: Any, path: str) -> Any:
        if word == "uuid":
            return self.same_id(given) if isinstance(given, str | int) else self._wrong(path, word)
        if word == "number":
            number = _number(given)
            return self._wrong(path, word) if number is None else number
        text = self._text(given, path)
        if text is None or (word == "of" and text not in inner.split("|")) or not _KINDS.get(word, _anything)(text):
            return self._wrong(path, word)
        return text

    def _text(self, given: Any, path: str) -> str | None:
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            return None
        text = printable(str(given))
        if len(text) > LONGEST_TEXT:
            self._wrong(path, "long")
        return text[:LONGEST_TEXT]

    def _plain(self, given: Any, path: str) -> Any:
        """Return a value that nobody knows, as far as JSON and the file can hold it."""
        if path.count(".") > DEEPEST:
            return self._wrong(path, "deep")
        if isinstance(given, Mapping):
            return {printable(str(key)): self._plain(one, f"{path}.{key}") for key, one in sorted(given.items())}
        if isinstance(given, list):
            return [self._plain(one, f"{path}.") for one in given]
        if isinstance(given, float) and not math.isfinite(given):
            return None
        if isinstance(given, int) and not isinstance(given, bool) and abs(given) > _EXACT:
            return str(given)[:LONGEST_TEXT]
        return self._text(given, path) if isinstance(given, str) else given

    def _absent(self, kind: str, path: str, value: Part) -> Any:
        """Return what stands for a field that must be there and is not."""
        word, _, inner = kind.partition(" ")
        if word == "uuid":
            return made_id(self.feed, path, json.dumps(value, sort_keys=True, default=str))
        return inner.split("|")[0] if word == "of" else ""

    def _wrong(self, path: str, why: str) -> Any:
        """Note that a value goes, and return what stands for none."""
        self.notes.append(Mended(path=path, why=why))
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The fields of one part, each with its kind, and which must be there."""

    fields: Mapping[str, str]
    required: frozenset[str]


@lru_cache(maxsize=1)
def shapes() -> Mapping[str, Shape]:
    """Return the parts of a record by name."""
    table = json.loads((paths.resources() / "standards" / "open-referral-3.0.json").read_text(encoding="utf-8"))
    return {name: Shape(fields=one["fields"], required=frozenset(one["required"])) for name, one in table.items()}


def made_id(*names: str) -> str:
    """Return the UUID that always stands for the same names."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(names)))


def same_id(space: str, text: object) -> str:
    """Return an id as it is if it is a UUID, else the one that always stands for it in a space."""
    return text.lower() if isinstance(text, str) and _UUID.fullmatch(text) else made_id(space, printable(str(text)))


def parts(record: Part, *path: str) -> Iterator[Record]:
    """Give each part at a path of a record, such as `contacts`, `phones`; what is missing on the way gives none."""
    here: list[Any] = [record]
    for key in path:
        found = [one.get(key) for one in here if isinstance(one, Mapping)]
        here = [each for one in found for each in (one if isinstance(one, list) else [one])]
    yield from (one for one in here if isinstance(one, dict))


def _number(given: Any) -> int | float | None:
    if isinstance(given, bool):
        return None
    if isinstance(given, str):
        given = float(given) if _NUMBER.fullmatch(given.strip()) else None
    if not isinstance(given, int | float) or not abs(given) < _EXACT:
        return None
    return int(given) if float(given).is_integer() else given


def _anything(_text: str) -> bool:
    return True


_KINDS: Mapping[str, Callable[[str], object]] = {"email": EMAIL.fullmatch, "uri": URL.fullmatch, "date-time": _MOMENT.fullmatch}
_POINTLESS_WITHOUT: Mapping[str, tuple[str, ...]] = {"phones": ("number",), "organization_identifiers": ("identifier",)}
"""Parts that say nothing without a field are left out instead of being filled up."""
