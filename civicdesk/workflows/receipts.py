"""What the centre says became of a bundle: its signed receipt is checked and kept beside the release."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime

from civicdesk.crypto import signing
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.export import canonical
from civicdesk.export.fields import Fields
from civicdesk.export.intake import FORMAT, SIGNED
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.intake import ChainState
from civicdesk.records.parts import ReleasedPart
from civicdesk.records.releases import DeliveryPlace, Pack, Release, ReleaseState
from civicdesk.store import eligible, projects, released, releases
from civicdesk.store.actions import Action
from civicdesk.transport import places
from civicdesk.transport.collection import RECEIPTS, receipt_name
from civicdesk.workflows.kit import Kit, Right

FILE = "receipt.json"
LARGEST = 4 * 1024 * 1024
_RowName = tuple[str, str]
"""Person code, and name of a row."""
_STATES = {
    "accepted": ReleaseState.RECEIVED,
    "accepted_with_refusals": ReleaseState.RECEIVED,
    "refused": ReleaseState.REFUSED,
    "quarantined": ReleaseState.SENT,
}
_ASIDE = "BUNDLE-LAPTOP"
_WHY = frozenset({"BUNDLE-PACK", "BUNDLE-PROJECT", "BUNDLE-PRACTICE", "BUNDLE-FORMAT"})
"""Reasons that have a sentence of their own; all others mean that the file is not as it should be."""


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
    code: str = ""
    """Why the bundle was not taken in, or not yet; empty if it was."""
    bundles: int = 0
    """Bundles of this laptop that the centre had by then: of two receipts the one with more is the later."""
    tombstones: tuple[int, ...] = ()
    """Withdrawals that the centre has heard of."""
    left_out: frozenset[tuple[str, str]] = frozenset()
    """(person code, row) of rows that the centre did not take, as far as the receipt names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """People and responses."""

    people: int
    responses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of everything that was released."""

    received: Count
    on_the_way: Count
    refused: Count

    @property
    def released(self) -> Count:
        """The sum of the three."""
        each = (self.received, self.on_the_way, self.refused)
        return Count(people=sum(one.people for one in each), responses=sum(one.responses for one in each))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the centre holds is not what this laptop has sent it."""

    people: int
    responses: int
    """What the centre says."""
    own_people: int
    own_responses: int
    """What this laptop has sent, but what was taken back."""
    unknown: int
    """Bundles that the centre has and this laptop does not know of, as after a backup was put back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """With what to look for receipts on the project's server."""

    batches: tuple[str, ...]
    place: DeliveryPlace
    secret: str = field(repr=False)
    now: Callable[[], datetime]


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
    _check_signature(data, kit.pack(), told.batch_id)
    kept, part = _release(kit, told)
    is_final = part.state is ReleaseState.RECEIVED and told.state is not ReleaseState.RECEIVED
    if is_final or releases.members(kit.workspace, kept.id).get(_name(part)) == data:
        return Outcome(value=told)
    with kit.workspace.writing(Action.RELEASE_MARKED, kit.user.id, kit.now()):
        whole = released.mark_part(kit.workspace, kept, part.number, told.state, by=kit.user.id)
        releases.mark(kit.workspace, kept.id, whole, by=kit.user.id)
        releases.keep_receipt(kit.workspace, kept.id, _name(part), data, by=kit.user.id)
        releases.acknowledge(kit.workspace, told.tombstones, told.batch_id, by=kit.user.id)
    return Outcome(value=told, changed=frozenset({Kind.RELEASES}))


def fetch(kit: Kit) -> Outcome[tuple[Receipt, ...]]:
    """Look at the project's server for receipts of bundles that are on their way, and take them.

    One that is no receipt, or not of this centre, is passed over: it may lie there for ever, and the others are still wanted.

    Raises:
        Refused: ROLE-RIGHT; DELIVER-NO-PLACE: the pack names no server; DELIVER-SECRET: no password is kept; RECEIPT-...: there was
            no other.
        Unavailable: UPLOAD-...
    """
    return take_all(kit, look(errand(kit)))


def errand(kit: Kit) -> Errand:
    """Return with what to look for receipts: no workspace is needed on the way. Raises as `fetch` does."""
    kit.must(Right.RELEASE)
    where, secret = kit.pack().delivery, projects.secret(kit.workspace, projects.DELIVERY_SECRET)
    if where is None:
        raise Refused("DELIVER-NO-PLACE")
    if not secret:
        raise Refused("DELIVER-SECRET")
    waiting = tuple(part.batch_id for _, part in _parts(kit) if part.state in {ReleaseState.SEALED, ReleaseState.SENT})
    return Errand(batches=waiting, place=where, secret=secret.decode(), now=kit.tools.now)


def look(asked: Errand) -> tuple[bytes, ...]:
    """Return the files that lie on the server under the names of receipts. Raises as `fetch` does."""
    with closing(places.at(asked.place, asked.secret, asked.now).within(RECEIPTS)) as folder:
        found = [folder.read(receipt_name(batch), LARGEST + 1) for batch in asked.batches]
    return tuple(data for data in found if data is not None)


def take_all(kit: Kit, found: Sequence[bytes]) -> Outcome[tuple[Receipt, ...]]:
    """Take what was found. Raises as `fetch` does."""
    taken, wrong = list[Outcome[Receipt]](), list[CivicDeskError]()
    for data in found:
        try:
            taken.append(take(kit, data))
        except Refused as why:
            wrong.append(why)
    if wrong and not taken:
        raise wrong[0]
    changed = frozenset[Kind]().union(*(each.changed for each in taken))
    return Outcome(value=tuple(each.value for each in taken), changed=changed)


def sentences(told: Receipt, pack_version: int) -> tuple[str, ...]:
    """Return what a receipt says, in words."""
    if told.code == _ASIDE:
        said = [say("receipt.put_aside")]
    elif told.state is ReleaseState.REFUSED:
        said = [say("receipt.refused"), say(f"receipt.why.{told.code if told.code in _WHY else 'damaged'}")]
    elif told.refused:
        said = [say("receipt.with_refusals", count=told.refused)]
    else:
        said = [say("receipt.accepted", people=told.people, responses=told.responses)]
    if told.chain is not ChainState.OK:
        said.append(say("receipt.gap" if told.chain is ChainState.GAP else "receipt.two_ways"))
    if told.latest_pack > pack_version:
        said.append(say("receipt.newer_pack", version=told.latest_pack))
    return tuple(said)


def tally(kit: Kit) -> Tally:
    """Count what was sent and what became of it, by person and response; what was taken back, and the centre has forgotten, is left out.

    Of everything that was ever sealed, each row is received, on the way, or turned away: `released` is the sum of the three.
    """
    told = _told(kit)
    received, on_the_way, refused = set[_RowName](), set[_RowName](), set[_RowName]()
    taken = {part.batch_id for kept, part in _parts(kit) if part.state is ReleaseState.RECEIVED}
    for kept in releases.releases(kit.workspace):
        rows = {(code, row) for code, known in _rows(kit, kept).items() for row in known}
        parts = released.parts(kit.workspace, kept)
        left_out = frozenset[_RowName]().union(*(told[part.batch_id].left_out for part in parts if part.batch_id in told))
        if parts and all(part.batch_id in taken for part in parts):
            received |= rows - left_out
            refused |= rows & left_out
        elif kept.state is ReleaseState.REFUSED:
            refused |= rows
        elif parts:
            on_the_way |= rows
    forgotten = _forgotten(kit)
    return Tally(
        received=_counted(received, forgotten),
        on_the_way=_counted(on_the_way - received, forgotten),
        refused=_counted(refused - received - on_the_way, forgotten),
    )


def difference(kit: Kit) -> Difference | None:
    """Compare what the centre says it holds with what this laptop has sent it.

    Returns:
        None if they agree, or cannot be compared yet: a bundle or a withdrawal is still on its way, or no receipt has come.
    """
    told = [each for each in _told(kit).values() if each.bundles]
    if not told:
        return None
    last = max(told, key=lambda each: each.bundles)
    parts = [part for _, part in _parts(kit)]
    taken = {part.batch_id for part in parts if part.state is ReleaseState.RECEIVED}
    on_the_way = {part.batch_id for part in parts if part.state in {ReleaseState.SEALED, ReleaseState.SENT}} - taken
    unknown = max(last.bundles - len(taken) - len(on_the_way), 0)
    own = tally(kit).received
    agrees = (last.people, last.responses) == (own.people, own.responses)
    waits = on_the_way or releases.outstanding(kit.workspace)
    if not unknown and (waits or agrees):
        return None
    return Difference(people=last.people, responses=last.responses, own_people=own.people, own_responses=own.responses, unknown=unknown)


def difference_in_words(found: Difference | None) -> str:
    """Return the sentence of a banner; empty if there is no difference."""
    if found is None:
        return ""
    counts = {"people": found.people, "responses": found.responses, "own_people": found.own_people, "own_responses": found.own_responses}
    return say("receipt.unknown", count=found.unknown) if found.unknown else say("receipt.difference", **counts)


def _told(kit: Kit) -> Mapping[str, Receipt]:
    """Return what the centre said last of each bundle, by batch."""
    kept = [releases.members(kit.workspace, each.id).get(_name(part)) for each, part in _parts(kit)]
    return {told.batch_id: told for told in (_read(data) for data in kept if data is not None)}


def _parts(kit: Kit) -> tuple[tuple[Release, ReleasedPart], ...]:
    return tuple((kept, part) for kept in releases.releases(kit.workspace) for part in released.parts(kit.workspace, kept))


def _rows(kit: Kit, kept: Release) -> Mapping[str, Mapping[str, object]]:
    """Return the rows of a release: person code -> name of a row."""
    found: Mapping[str, Mapping[str, object]] = json.loads(releases.members(kit.workspace, kept.id).get(eligible.VERSIONS, b"{}"))
    return found


def _forgotten(kit: Kit) -> frozenset[str]:
    waiting = {number for number, *_ in releases.outstanding(kit.workspace)}
    every = releases.tombstones(kit.workspace)
    return frozenset(code for number, code, scope, _ in every if number not in waiting and scope in eligible.ENDS_RELEASE)


def _counted(rows: Collection[_RowName], forgotten: Collection[str]) -> Count:
    here = [row for code, row in rows if code not in forgotten]
    return Count(people=sum(row.startswith("people|") for row in here), responses=sum(row.startswith("responses-") for row in here))


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
            refused=_refused(fields),
            chain=ChainState(fields.one_of("chain", tuple(ChainState))),
            people=totals.number("people"),
            responses=totals.number("responses"),
            latest_pack=fields.number("latest_pack"),
            code=fields.text("code") if fields.has("code") else "",
            bundles=fields.number("bundles") if fields.has("bundles") else 0,
            tombstones=fields.numbers("tombstones"),
            left_out=frozenset(_left_out(one) for one in fields.inner("refused")),
        )
    except (CivicDeskError, ValueError) as why:
        raise Refused("RECEIPT-FORMAT") from why


def _refused(fields: Fields) -> int:
    """Return how many rows were not taken: all are counted by table, and only the first of them named."""
    counts = [Fields(FILE, table) for table in fields.table("tables").values()]
    return max(len(fields.tables("refused")), sum(each.number("refused") for each in counts))


def _left_out(row: Fields) -> tuple[str, str]:
    table, key = row.text("table"), row.text("key") if row.has("key") else ""
    code, _, rest = key.partition("|")
    return code, f"{table}|{rest}"


def _check_signature(data: bytes, pack: Pack, batch: str) -> None:
    """Look whether the centre has signed these very bytes, written without the signature as it wrote them.

    A pack names the keys of its centres; one that names none has one office that signs everything.
    """
    told: Mapping[str, object] = canonical.load(data)
    without = {name: value for name, value in told.items() if name != SIGNED}
    message, signature = canonical.dump(without), str(told.get(SIGNED, "")).encode()
    for key in pack.export.centre_sign_keys or (pack.signer,):
        with suppress(CivicDeskError):
            if signing.verify(key, message, signature) == f"civicdesk-receipt 1 {batch}":
                return
    raise Refused("RECEIPT-SIGNATURE")


def _name(part: ReleasedPart) -> str:
    """Return under which name the receipt of a file is kept beside the release."""
    return FILE if part.number == 1 else f"receipt-{part.number:03}.json"


def _release(kit: Kit, told: Receipt) -> tuple[Release, ReleasedPart]:
    """Return the release that a receipt is about, and which of its files: of this laptop, this batch and this very file."""
    own = signing.key_id(projects.setting(kit.workspace, "laptop_public_key") or "")
    for kept in releases.releases(kit.workspace):
        for part in released.parts(kit.workspace, kept):
            if (part.batch_id, part.outer_sha256, own) == (told.batch_id, told.outer_sha256, told.laptop):
                return kept, part
    raise Refused("RECEIPT-OTHER")
