"""What the centre says became of a bundle: its signed receipt is checked and kept beside the release."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.crypto import signing
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.export import canonical
from civicdesk.export.fields import Fields
from civicdesk.export.intake import FORMAT, SIGNED
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.intake import ChainState
from civicdesk.records.releases import Release, ReleaseState
from civicdesk.store import projects, releases
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import Kit, Right

FILE = "receipt.json"
LARGEST = 4 * 1024 * 1024
_STATES = {
    "accepted": ReleaseState.RECEIVED,
    "accepted_with_refusals": ReleaseState.RECEIVED,
    "refused": ReleaseState.REFUSED,
    "quarantined": ReleaseState.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a centre said about one bundle of this laptop."""

    batch_id: str
    outer_sha256: str
    laptop: str
    state: ReleaseState
    refused: int
    """Rows that the centre did not take."""
    chain: ChainState
    """Whether a bundle before it is missing, or the laptop's work went two ways."""
    people: int
    """People of this laptop that the centre holds now."""
    responses: int
    latest_pack: int
    """The newest version of the project's pack."""


def take(kit: Kit, data: bytes) -> Outcome[Receipt]:
    """Check a receipt and keep what it says; the same one again changes nothing.

    Args:
        kit: the open workspace.
        data: the file.

    Raises:
        Refused: ROLE-RIGHT; RECEIPT-FORMAT: no receipt; RECEIPT-SIGNATURE: not signed by this project's centre, or altered;
            RECEIPT-OTHER: it is about a bundle that this laptop has not sealed.
    """
    kit.must(Right.RELEASE)
    told = _read(data)
    _check_signature(data, kit.pack().signer, told.batch_id)
    kept = _release(kit, told)
    if releases.members(kit.workspace, kept.id).get(FILE) == data:
        return Outcome(value=told)
    with kit.workspace.writing(Action.RELEASE_MARKED, kit.user.id, kit.now()):
        releases.mark(kit.workspace, kept.id, told.state, by=kit.user.id)
        releases.keep_receipt(kit.workspace, kept.id, FILE, data, by=kit.user.id)
    return Outcome(value=told, changed=frozenset({Kind.RELEASES}))


def sentences(told: Receipt, pack_version: int) -> tuple[str, ...]:
    """Return what a receipt says, in words."""
    if told.state is ReleaseState.REFUSED:
        said = [say("receipt.refused")]
    elif told.refused:
        said = [say("receipt.with_refusals", count=told.refused)]
    else:
        said = [say("receipt.accepted", people=told.people, responses=told.responses)]
    if told.chain is not ChainState.OK:
        said.append(say("receipt.gap" if told.chain is ChainState.GAP else "receipt.two_ways"))
    if told.latest_pack > pack_version:
        said.append(say("receipt.newer_pack", version=told.latest_pack))
    return tuple(said)


def _read(data: bytes) -> Receipt:
    if len(data) > LARGEST:
        raise Refused("RECEIPT-FORMAT")
    try:
        fields = Fields(FILE, canonical.load(data))
        if fields.text("format") != FORMAT:
            raise Refused("RECEIPT-FORMAT")
        totals = Fields(FILE, fields.table("totals"))
        return Receipt(
            batch_id=fields.text("batch_id"),
            outer_sha256=fields.text("outer_sha256"),
            laptop=fields.text("laptop"),
            state=_STATES[fields.one_of("status", tuple(_STATES))],
            refused=len(fields.tables("refused")),
            chain=ChainState(fields.one_of("chain", tuple(ChainState))),
            people=totals.number("people"),
            responses=totals.number("responses"),
            latest_pack=fields.number("latest_pack"),
        )
    except (CivicDeskError, ValueError) as why:
        raise Refused("RECEIPT-FORMAT") from why


def _check_signature(data: bytes, signer: str, batch: str) -> None:
    """Look whether the centre has signed these very bytes, written without the signature as it wrote them."""
    told: Mapping[str, object] = canonical.load(data)
    without = {name: value for name, value in told.items() if name != SIGNED}
    try:
        comment = signing.verify(signer, canonical.dump(without), str(told.get(SIGNED, "")).encode())
    except CivicDeskError as why:
        raise Refused("RECEIPT-SIGNATURE") from why
    if comment != f"civicdesk-receipt 1 {batch}":
        raise Refused("RECEIPT-SIGNATURE")


def _release(kit: Kit, told: Receipt) -> Release:
    """Return the release that a receipt is about: of this laptop, this batch and this very file."""
    own = signing.key_id(projects.setting(kit.workspace, "laptop_public_key") or "")
    for kept in releases.releases(kit.workspace):
        data = releases.members(kit.workspace, kept.id).get(kept.file_name) if kept.batch_id == told.batch_id else None
        if data is not None and told.laptop == own and hashlib.sha256(data).hexdigest() == told.outer_sha256:
            return kept
    raise Refused("RECEIPT-OTHER")
