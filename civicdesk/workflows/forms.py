"""Forms: check a workbook, add it as an instrument, list what is here."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from civicdesk.errors import Refused
from civicdesk.forms import beside, checks_sheets, convert, exchange, pages, workbook
from civicdesk.forms import compare as versions
from civicdesk.forms.build import build
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import InstrumentId
from civicdesk.records.instruments import Finding, Instrument, InstrumentCard, Level
from civicdesk.records.releases import Column
from civicdesk.records.scores import Key
from civicdesk.records.versions import VersionChange
from civicdesk.scoring import loader, readability, wording
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
    missing: tuple[str, ...] = ()
    """Lists that it reads its choices from and that were not supplied: without them it is not added."""
    unseen: tuple[str, ...] = ()
    """Pictures and sounds that it shows and that were not supplied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A form that the project brought and that is not in use: a list that it needs did not come along."""

    title: str
    form_id: str
    version: str
    missing: tuple[str, ...]
    data: bytes


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
    needed = beside.missing(read.converted.xform, _with_directory(attachments))
    return Checked(
        title=read.converted.title,
        form_id=read.converted.form_id,
        version=read.converted.version,
        languages=read.converted.languages,
        questions=len(pages.columns(read.converted.xform, attachments)),
        scales=len(read.key.scales) if read.key else 0,
        findings=read.findings,
        missing=needed.lists,
        unseen=needed.media,
    )


def attach(data: bytes, attachments: Mapping[str, bytes], name: str, content: bytes) -> Checked:
    """Read a form with one more file beside it, which must be one that it names and does not have yet.

    Raises:
        Refused: FORM-NOT-NAMED; FORM-MEDIA-DAMAGED, FORM-LIMIT: the file cannot be read as what it is; FORM-...
    """
    checked = check(data, attachments)
    wanted = (*checked.missing, *checked.unseen)
    if name not in wanted and name not in attachments:
        raise Refused("FORM-NOT-NAMED", file=name, files=", ".join(wanted) or "-")
    return check(data, {**attachments, name: content})


def version(kit: Kit, which: InstrumentId) -> versions.Version:
    """Return a kept version, to be compared with another one."""
    instrument = kit.instrument(which)
    return versions.Version(instrument.xform, instrument.attachments)


def changes(old: versions.Version, new: versions.Version) -> tuple[VersionChange, ...]:
    """Return in plain words what a version changes."""
    return versions.compare(old, new)


def changes_in(old: versions.Version, data: bytes, attachments: Mapping[str, bytes]) -> tuple[VersionChange, ...]:
    """Return in plain words what a file would change in a form that is here.

    Raises:
        Refused: FORM-...: it cannot be read.
    """
    return versions.compare(old, versions.Version(xform(data, attachments), attachments))


def unadopted(kit: Kit) -> tuple[bytes, ...]:
    """Return the forms of the project's pack that are not here as they came: they wait, or were added together with their lists."""
    kept = {card.id for card in instruments.cards(kit.workspace)}
    return tuple(data for data in kit.pack().instruments.values() if identity(data, {}) not in kept)


def waiting(brought: Iterable[bytes]) -> tuple[Waiting, ...]:
    """Return which of these forms lack a list, and what it is called; a form that cannot be read waits for nothing.

    Args:
        brought: as `unadopted` returns them.
    """
    found = []
    for data in brought:
        with suppress(Refused):
            checked = check(data, {})
            if checked.missing:
                found.append(
                    Waiting(title=checked.title, form_id=checked.form_id, version=checked.version, missing=checked.missing, data=data)
                )
    return tuple(found)


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

    Each gets the lists, pictures and sounds that it names and that the pack holds. One whose lists are missing waits for a coordinator,
    who adds it together with them.
    """
    kept, pack = [], kit.pack()
    for data in pack.instruments.values():
        try:
            kept.append(_keep(kit, data, _named_by(data, pack.lists)).value)
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
    attachments = _with_directory(attachments)
    if data[:2] == b"PK":
        book = workbook.read_workbook(data)
        converted = convert.convert(data, book, attachments)
        key, noticed = loader.read_key(book)
        beside_it = beside.findings(converted.xform, attachments)
        seen = (*checks_sheets.look(book, readability.grade), *converted.findings, *beside_it, *noticed)
        return _Read(converted=converted, key=key, findings=seen, kind=WORKBOOK)
    converted = convert.describe(data, attachments)
    seen = (*converted.findings, *beside.findings(data, attachments))
    return _Read(converted=converted, key=None, findings=seen, kind=XFORM)


def _named_by(data: bytes, brought: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return those of the files that a form names."""
    if not brought:
        return {}
    needed = beside.missing(xform(data, {}), {})
    return {name: brought[name] for name in (*needed.lists, *needed.media) if name in brought}


def _with_directory(attachments: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return what comes with a form and the directory, which is always there."""
    return {exchange.DIRECTORY: exchange.directory_csv(()), **attachments}


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
    _must_keep_words(kit, converted.form_id, data)
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
        findings=(*read.findings, *_lost_scoring(kit, converted.form_id, key)),
        imported_at=kit.now(),
        imported_by=kit.user.id,
    )
    instruments.keep_instrument(kit.workspace, instrument, canonical(key) if key else b"")
    card = next(card for card in instruments.cards(kit.workspace) if card.id == which)
    return Outcome(value=card, changed=frozenset({Kind.INSTRUMENTS}))


def _lost_scoring(kit: Kit, form_id: str, key: Key | None) -> tuple[Finding, ...]:
    """Tell that a version without scoring sheets follows one with them: a form program that rebuilds workbooks drops them."""
    before = instruments.current(kit.workspace, form_id)
    if key is not None or before is None or not before.has_scores:
        return ()
    return (Finding(level=Level.WARNING, code="SCORE-SHEETS-MISSING", sentence=say("scoring.finding.sheets_missing"), sheet="scales"),)


def _must_keep_words(kit: Kit, form_id: str, data: bytes) -> None:
    """Refuse a version with other words where the licence of the one that is here forbids that.

    Raises:
        Refused: SCORE-WORDING-LOCKED.
    """
    before = instruments.current(kit.workspace, form_id)
    key = kit.key(before.id) if before else None
    if before is None or key is None or not key.wording_locked:
        return
    if data[:2] != b"PK":
        raise Refused("SCORE-WORDING-LOCKED", sheet="survey", row=1, column="label", cell="")
    wording.must_stay(workbook.read_workbook(kit.instrument(before.id).source), workbook.read_workbook(data))


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
