"""Instruments: each version of each form with its master file, for as long as an answer refers to it."""

from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.ids import InstrumentId, UserId
from civicdesk.records.instruments import Finding, Instrument, InstrumentCard, InstrumentStatus, Level
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, number_of, stamp
from civicdesk.store.workspace import Workspace
from civicdesk.store.writing import Writing

_CARD = "id, form_id, version, title, languages, status, findings, key_sha256, holder, licence, notice, imported_at"


def keep_instrument(ws: Workspace, instrument: Instrument, key: bytes | None) -> None:
    """Keep a version of a form with its scoring key; the version before it is superseded. The same version again changes nothing.

    Raises:
        Refused: FORM-VERSION-REUSED, another form of this name and version is kept already.
    """
    same = ws.row("select id from instrument where form_id = ? and version = ?", [instrument.form_id, instrument.version])
    if same is not None and same[0] != instrument.id:
        raise Refused("FORM-VERSION-REUSED", form=instrument.form_id, version=instrument.version)
    if ws.row("select 1 from instrument where id = ?", [instrument.id]) is not None:
        return
    with ws.writing(Action.INSTRUMENT_KEPT, instrument.imported_by) as writing:
        if instrument.status is InstrumentStatus.CURRENT:
            _supersede(ws, writing, instrument.form_id)
        writing.insert("instrument", _facts(instrument))
        for kind, content in (("source", instrument.source), ("xform", instrument.xform), ("key", key)):
            if content is not None:
                writing.insert("instrument_file", {"instrument": instrument.id, "kind": kind, "bytes": content})
        for name, content in instrument.attachments.items():
            writing.insert("attachment", {"instrument": instrument.id, "name": name, "bytes": content})


def instrument(ws: Workspace, ident: InstrumentId) -> Instrument:
    """Return one version of a form with all its bytes.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    row = ws.row(f"select {_CARD}, source_kind, converter, imported_by from instrument where id = ?", [ident])
    if row is None:
        raise Refused("STORE-UNKNOWN", what="instrument")
    card, findings = _card(row[:12]), json_value(row[6])
    attachments = ws.rows("select name, bytes from attachment where instrument = ? order by n", [ident])
    return Instrument(
        id=card.id,
        form_id=card.form_id,
        version=card.version,
        title=card.title,
        languages=card.languages,
        source=_file(ws, ident, "source") or b"",
        source_kind=row[12],
        xform=_file(ws, ident, "xform") or b"",
        attachments={name: bytes(content) for name, content in attachments},
        converter=row[13],
        key_sha256=row[7],
        holder=card.holder,
        licence=card.licence,
        notice=card.notice,
        findings=tuple(Finding(**{**finding, "level": Level(finding["level"])}) for finding in findings),
        status=card.status,
        imported_at=card.imported_at,
        imported_by=row[14],
    )


def key(ws: Workspace, ident: InstrumentId) -> bytes | None:
    """Return the scoring key of a version as it was kept; None if it has none."""
    return _file(ws, ident, "key")


def cards(ws: Workspace) -> tuple[InstrumentCard, ...]:
    """Return all versions of all forms without their bytes, the newest first."""
    return tuple(map(_card, ws.rows(f"select {_CARD} from instrument order by n desc")))


def current(ws: Workspace, form_id: str) -> InstrumentCard | None:
    """Return the version with which new responses start; None if the form is unknown or withdrawn."""
    row = ws.row(
        f"select {_CARD} from instrument where form_id = ? and status = ? order by n desc limit 1",
        [form_id, InstrumentStatus.CURRENT.value],
    )
    return None if row is None else _card(row)


def set_status(ws: Workspace, ident: InstrumentId, status: InstrumentStatus, *, by: UserId | None = None) -> None:
    """Withdraw a version, or take it up again; one of a form is current at most.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "instrument", ident)
    with ws.writing(Action.INSTRUMENT_CHANGED, by) as writing:
        if status is InstrumentStatus.CURRENT:
            row = ws.row("select form_id from instrument where n = ?", [number]) or ("",)
            _supersede(ws, writing, row[0])
        writing.change("instrument", number, {"status": status.value})


def _supersede(ws: Workspace, writing: Writing, form_id: str) -> None:
    before = ws.rows("select n from instrument where form_id = ? and status = ?", [form_id, InstrumentStatus.CURRENT.value])
    for (number,) in before:
        writing.change("instrument", number, {"status": InstrumentStatus.SUPERSEDED.value})


def _facts(instrument: Instrument) -> dict[str, object]:
    findings = [
        {
            "level": finding.level.value,
            "code": finding.code,
            "sentence": finding.sentence,
            "sheet": finding.sheet,
            "row": finding.row,
            "column": finding.column,
            "question": finding.question,
        }
        for finding in instrument.findings
    ]
    return {
        "id": instrument.id,
        "form_id": instrument.form_id,
        "version": instrument.version,
        "title": instrument.title,
        "languages": json_text(instrument.languages),
        "source_kind": instrument.source_kind,
        "converter": instrument.converter,
        "key_sha256": instrument.key_sha256,
        "holder": instrument.holder,
        "licence": instrument.licence,
        "notice": instrument.notice,
        "findings": json_text(findings),
        "status": instrument.status.value,
        "imported_at": stamp(instrument.imported_at),
        "imported_by": instrument.imported_by,
    }


def _file(ws: Workspace, ident: InstrumentId, kind: str) -> bytes | None:
    row = ws.row("select bytes from instrument_file where instrument = ? and kind = ?", [ident, kind])
    return None if row is None else bytes(row[0])


def _card(row: tuple[Any, ...]) -> InstrumentCard:
    ident, form_id, version, title, languages, status, findings, key_sha256, holder, licence, notice, imported_at = row
    return InstrumentCard(
        id=InstrumentId(ident),
        form_id=form_id,
        version=version,
        title=title,
        languages=tuple(json_value(languages)),
        status=InstrumentStatus(status),
        warnings=sum(finding["level"] == Level.WARNING.value for finding in json_value(findings)),
        has_scores=bool(key_sha256),
        holder=holder,
        licence=licence,
        notice=notice,
        imported_at=moment(imported_at),
    )
