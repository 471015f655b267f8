"""Instruments: the workbook, what was found in it, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civicdesk.records.ids import InstrumentId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row of a sheet: its number in the workbook (the header is row 1) and its non-empty cells by column name, trimmed."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its header in order, and its rows that are not empty."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """All sheets of a workbook by name; a name is kept as written, in the workbook's order."""

    sheets: Mapping[str, Sheet]


class Level(StrEnum):
    """How grave a finding is: a refused form is not imported, a warning is shown on its card."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the checker noticed, with its place, in words for the form's author."""

    level: Level
    code: str
    sentence: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    question: str = ""


class InstrumentStatus(StrEnum):
    """Whether new responses may start with this version."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One version of one form as it is kept: the master file, the form that runs, and its rights."""

    id: InstrumentId
    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    source: bytes
    """Bytes of the .xlsx (or .xml) that was imported: the master."""
    source_kind: str
    """`xlsx` or `xml`."""
    xform: bytes
    attachments: Mapping[str, bytes]
    converter: str
    """Name and version of the program that made the XForm."""
    key_sha256: str = ""
    """Hash of the scoring key; empty if the workbook has no scoring sheets."""
    holder: str = ""
    licence: str = ""
    notice: str = ""
    findings: tuple[Finding, ...] = ()
    status: InstrumentStatus = InstrumentStatus.CURRENT
    imported_at: datetime
    imported_by: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentCard:
    """What a list shows of an instrument, without its bytes."""

    id: InstrumentId
    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    status: InstrumentStatus
    warnings: int
    has_scores: bool
    holder: str
    licence: str
    notice: str
    imported_at: datetime
