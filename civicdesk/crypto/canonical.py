"""Key files as JSON with one way to write each: sorted keys, no blanks, canonical base64. Reading raises ValueError."""

import base64
import binascii
import json
from collections.abc import Mapping

Record = Mapping[str, object]
_LARGEST = 2**53


def write(record: Record) -> bytes:
    """Return the one way to write a record."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read(written: bytes) -> Record:
    """Read a record; a name that comes twice, a number that is no number and endless nesting are refused."""
    try:
        record = json.loads(written.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return table(record)


def table(value: object) -> Record:
    """Take a value as a record."""
    if not isinstance(value, dict):
        raise ValueError("not a record")  # noqa: TRY004 - one kind of failure for every malformed file
    return value


def rows(record: Record, name: str) -> tuple[Record, ...]:
    """Take a list of records."""
    value = record.get(name)
    if not isinstance(value, list):
        raise ValueError(name)  # noqa: TRY004 - as above
    return tuple(table(row) for row in value)


def text(record: Record, name: str) -> str:
    """Take a text."""
    value = record.get(name)
    if not isinstance(value, str):
        raise ValueError(name)  # noqa: TRY004 - as above
    return value


def texts(record: Record, name: str) -> tuple[str, ...]:
    """Take a list of texts."""
    value = record.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(name)
    return tuple(value)


def number(record: Record, name: str) -> int:
    """Take a whole number from 0 to 2**53."""
    value = record.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise ValueError(name)
    return value


def switch(record: Record, name: str) -> bool:
    """Take a yes or no."""
    value = record.get(name)
    if not isinstance(value, bool):
        raise ValueError(name)  # noqa: TRY004 - as above
    return value


def blob(record: Record, name: str, size: int | None = None) -> bytes:
    """Take bytes, of exactly `size` if that is given."""
    found = unpack(text(record, name))
    if size is not None and len(found) != size:
        raise ValueError(name)
    return found


def only(record: Record, names: frozenset[str]) -> Record:
    """Take a record that has these names and no others."""
    if record.keys() != names:
        raise ValueError("other names")
    return record


def pack(blob_: bytes | bytearray) -> str:
    """Write bytes as base64."""
    return base64.b64encode(blob_).decode("ascii")


def unpack(packed: str) -> bytes:
    """Read base64 that is written in its one canonical way."""
    try:
        found = base64.b64decode(packed.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as why:
        raise ValueError("not base64") from why
    if pack(found) != packed:
        raise ValueError("not canonical base64")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a name comes twice")
    return record


def _no_constant(name: str) -> object:
    raise ValueError(name)
