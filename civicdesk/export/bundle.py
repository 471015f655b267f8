"""The bundle: all members in their order, byte for byte as docs/reference/bundle.md says, and the check of a received one."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from civicdesk.export import canonical, codebook, container, datapackage, report
from civicdesk.export.checking import FORMAT, check, compute_batch_id
from civicdesk.export.checks import blocked
from civicdesk.export.tables import Table, files, tables
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import Batch, BundleCheck, BundleHeader, RiskReport

_LATER = 16 * 1024
"""Bytes left for what is not known before: the signature, the place in the chain, the ids of up to a hundred parts, the typed reasons."""


def batch_id(batch: Batch, project: ProjectId, laptop: str, pack_version: int) -> str:
    """Return the id of a batch, 64 hex digits: the same content from the same laptop has the same id.

    Raises:
        Refused: EXPORT-TOO-LARGE, EXPORT-FORM.
    """
    return compute_batch_id([(table.path, data) for table, data in files(tables(batch))], (project, laptop, pack_version))


def trusted_comment(header: BundleHeader) -> str:
    """Return the trusted comment that the signature of a bundle carries."""
    return f"civicdesk-bundle 1 {header.batch_id} {header.laptop}"


def write_bundle(batch: Batch, header: BundleHeader, risk: RiskReport, agreement: str, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the inner archive of a bundle, ready to be encrypted.

    Args:
        batch: rows after recoding.
        header: `header.batch_id` is that of `batch_id`.
        risk: the approved report; none of its checks may block.
        agreement: text of AGREEMENT.txt.
        sign: returns the minisign file over the manifest, with `trusted_comment(header)`.

    Raises:
        Refused: EXPORT-TOO-LARGE, EXPORT-FORM; EXPORT-DOCUMENT: a part would be turned away by whoever receives it.
        Damaged: BUNDLE-CAP: the bundle would be too large to be read again.
        ValueError: a check blocks, or the id is not that of the batch. A bug: the workflow asks first.
    """
    if blocked(risk) or header.batch_id != batch_id(batch, header.project, header.laptop, header.pack_version):
        raise ValueError(header.batch_id)
    return container.write_container(members(batch, header, risk, agreement), sign)


def size(batch: Batch, header: BundleHeader, risk: RiskReport, agreement: str) -> int:
    """Return how many bytes the archive of a batch would have at the most, whichever part of a release it is."""
    return len(container.write_container(members(batch, header, risk, agreement), lambda _: b"")) + _LATER


def members(batch: Batch, header: BundleHeader, risk: RiskReport, agreement: str) -> tuple[tuple[str, bytes], ...]:
    """Return everything that stands in a bundle before its manifest, in order."""
    every = tables(batch)
    written = files(every)
    linkage = (("linkage/linkage.age", batch.linkage),) if batch.linkage else ()
    return (
        ("FORMAT", FORMAT),
        ("release.json", canonical.document(_release(batch, header, risk, written), "release.json")),
        ("datapackage.json", canonical.document(datapackage.descriptor(written, header.batch_id), "datapackage.json")),
        ("codebook.csv", codebook.as_csv(batch, every)),
        ("codebook.html", codebook.as_html(batch, every)),
        ("risk-report.json", report.as_json(risk)),
        ("risk-report.html", report.as_html(risk)),
        ("AGREEMENT.txt", agreement.encode()),
        *((table.path, data) for table, data in written),
        *linkage,
    )


def check_bundle(inner: bytes, verify_signature: Callable[[bytes, bytes], str]) -> BundleCheck:
    """Judge a bundle as its receiver must: container, signature, ids, descriptor, each cell, each reference, and that people hide.

    Args:
        inner: the decrypted archive.
        verify_signature: takes manifest and minisign file, returns the trusted comment, raises a CivicDeskError if it is wrong.

    Returns:
        What was found; nothing is raised, whatever the bytes are. `practice` bundles are `ok`; a real centre refuses them.
    """
    return check(inner, verify_signature)


def read_release(members: Mapping[str, bytes]) -> Mapping[str, object]:
    """Return `release.json` of a bundle that was found sound."""
    found: Mapping[str, object] = canonical.load(members["release.json"])
    return found


def file_name(short_code: str, batch: str, sealed: bytes) -> str:
    """Return the name of a sealed bundle: `<short code>-<16 hex of the batch id>-<8 hex of the file's own hash>.age`."""
    return f"{short_code}-{batch[:16]}-{sha256(sealed).hexdigest()[:8]}.age"


def _release(batch: Batch, header: BundleHeader, risk: RiskReport, written: Sequence[tuple[Table, bytes]]) -> Mapping[str, object]:
    batches = header.batches or (header.batch_id,)
    return {
        "format": "civicdesk-release 1.0",
        "batch_id": header.batch_id,
        "part": header.part,
        "parts": len(batches),
        "batches": batches,
        "project": header.project,
        "pack_version": header.pack_version,
        "laptop": header.laptop,
        "program_version": header.program_version,
        "created": header.created,
        "preparer_role": header.preparer_role,
        "approver_role": header.approver_role,
        "recipient": header.recipient,
        "reason": header.reason,
        "review_date": header.review_date,
        "previous_batch": header.previous_batch,
        "chain": {"count": header.chain_count, "head": header.chain_head},
        "practice": header.practice,
        "settings": {"k": risk.k, "l": risk.l, "quasi": batch.quasi_columns},
        "counts": {"eligible": header.eligible, "released": len(batch.people), "held_back": dict(header.held_back)},
        "linkage": bool(batch.linkage),
        "rows": {table.path: len(table.rows) for table, _ in written},
    }
