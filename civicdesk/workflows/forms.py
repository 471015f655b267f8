"""Forms: check a workbook, add it as an instrument, list what is here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.errors import Refused
from civicdesk.forms import checks_sheets, convert, exchange, pages, workbook
from civicdesk.forms import compare as versions
from civicdesk.forms.build import build
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import InstrumentId
from civicdesk.records.instruments import Finding, Instrument, InstrumentCard, Level
from civicdesk.records.releases import Column
from civicdesk.records.scores import Key
from civicdesk.records.versions import VersionChange
from civicdesk.scoring import loader, readability
from civicdesk.scoring.key import canonical
from civicdesk.store import instruments
from civicdesk.workflows.kit import Kit, Right

WORKBOOK, XFORM = "xlsx", "xml"
LISTS_MISSING = "FORM-LISTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A form that would be taken, and what was noticed."""

    title: str
    form_id: str
    version: str
    languages: tuple[str, ...]
    questions: int
    scales: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    converted: convert.Converted
    key: Key | None
    findings: tuple[Finding, ...]
    kind: str


def check(data: bytes, attachments: Mapping[str, bytes]) -> Checked:
    """Read a form and its scoring sheets without keeping anything.

    Raises:
        Refused: FORM-..., SCORE-...: with sheet, row and column.
    """
    read = _read(data, attachments)
    return Checked(
        title=read.converted.title,
        form_id=read.converted.form_id,
        version=read.converted.version,
        languages=read.converted.languages,
        questions=len(pages.columns(read.converted.xform, attachments)),
        scales=len(read.key.scales) if read.key else 0,
        findings=read.findings,
    )


def compare(old: bytes, new: bytes, attachments: Mapping[str, bytes]) -> tuple[VersionChange, ...]:
    """Return in plain words what a new version of a form changes; each is a workbook or an XForm.

    Raises:
        Refused: FORM-...: one of the two cannot be read.
    """
    before, after = (versions.Version(xform(data, attachments), attachments) for data in (old, new))
    return versions.compare(before, after)


def add(kit: Kit, data: bytes, attachments: Mapping[str, bytes] | None = None) -> Outcome[InstrumentCard]:
    """Check a form and keep it as the current version; drafts of older versions keep theirs. The same file twice is once.

    Raises:
        Refused: ROLE-RIGHT, FORM-..., SCORE-..., FORM-VERSION-REUSED; FORM-LISTS: a list that it reads its choices from is missing.
    """
    kit.must(Right.ADD_INSTRUMENT)
    return _keep(kit, data, attachments or {})


def adopt_pack(kit: Kit) -> Outcome[tuple[InstrumentCard, ...]]:
    """Add the forms that came with the project's signed pack: anybody may, the coordinator has signed them.

    A form whose lists are missing waits for a coordinator, who adds it together with them.
    """
    kept = []
    for data in kit.pack().instruments.values():
        try:
            kept.append(_keep(kit, data, {}).value)
        except Refused as why:
            if why.code != LISTS_MISSING:
                raise
    return Outcome(value=tuple(kept), changed=frozenset({Kind.INSTRUMENTS}))


def cards(kit: Kit) -> tuple[InstrumentCard, ...]:
    """Return all versions of all forms, newest first."""
    return instruments.cards(kit.workspace)


def findings(kit: Kit, which: InstrumentId) -> tuple[Finding, ...]:
    """Return what was noticed when a form was added."""
    return kit.instrument(which).findings


def columns(kit: Kit, which: InstrumentId) -> tuple[Column, ...]:
    """Return the questions of a form as columns."""
    instrument = kit.instrument(which)
    return pages.columns(instrument.xform, instrument.attachments)


def _read(data: bytes, attachments: Mapping[str, bytes]) -> _Read:
    attachments = {exchange.DIRECTORY: exchange.directory_csv(()), **attachments}
    if data[:2] == b"PK":
        book = workbook.read_workbook(data)
        converted = convert.convert(data, book, attachments)
        key, noticed = loader.read_key(book)
        seen = (*checks_sheets.look(book, readability.grade), *converted.findings, *noticed)
        return _Read(converted=converted, key=key, findings=seen, kind=WORKBOOK)
    converted = convert.describe(data, attachments)
    return _Read(converted=converted, key=None, findings=converted.findings, kind=XFORM)


def xform(data: bytes, attachments: Mapping[str, bytes]) -> bytes:
    """Return the XForm of a workbook or of a ready-made form."""
    return convert.convert(data, workbook.read_workbook(data), attachments).xform if data[:2] == b"PK" else data


def _keep(kit: Kit, data: bytes, attachments: Mapping[str, bytes]) -> Outcome[InstrumentCard]:
    which = identity(data, attachments)
    present = next((card for card in instruments.cards(kit.workspace) if card.id == which), None)
    if present is not None:
        return Outcome(value=present)
    read = _read(data, attachments)
    worst = next((each for each in read.findings if each.level is Level.REFUSED), None)
    if worst is not None:
        raise Refused(worst.code, sheet=worst.sheet, row=worst.row, column=worst.column, question=worst.question)
    converted, key = read.converted, read.key
    _must_have_lists(converted.xform, attachments)
    instrument = Instrument(
        id=which,
        form_id=converted.form_id,
        version=converted.version,
        title=converted.title,
        languages=converted.languages,
        source=data,
        source_kind=read.kind,
        xform=converted.xform,
        attachments=attachments,
        converter=converted.converter,
        key_sha256=key.sha256 if key else "",
        holder=key.holder if key else "",
        licence=key.licence if key else "",
        notice=key.notice if key else "",
        findings=read.findings,
        imported_at=kit.now(),
        imported_by=kit.user.id,
    )
    instruments.keep_instrument(kit.workspace, instrument, canonical(key) if key else b"")
    card = next(card for card in instruments.cards(kit.workspace) if card.id == which)
    return Outcome(value=card, changed=frozenset({Kind.INSTRUMENTS}))


def _must_have_lists(form: bytes, attachments: Mapping[str, bytes]) -> None:
    """Refuse a version that would ask questions without choices.

    Raises:
        Refused: FORM-LISTS.
    """
    missing = [name for name in build(form, attachments).missing if name != exchange.DIRECTORY]
    if missing:
        raise Refused(LISTS_MISSING, count=len(missing), files=", ".join(missing))


def identity(data: bytes, attachments: Mapping[str, bytes]) -> InstrumentId:
    """SHA-256 over the workbook's bytes and the sorted names and hashes of its attachments."""
    whole = hashlib.sha256(data)
    for name in sorted(attachments):
        whole.update(f"\n{name}\n{hashlib.sha256(attachments[name]).hexdigest()}".encode())
    return InstrumentId(whole.hexdigest())
