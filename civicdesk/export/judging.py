"""What a centre makes of a file: whether it can be opened, whose it is, whether it is meant for us, and whether it is as it should be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from civicdesk.errors import Damaged, Refused
from civicdesk.export import bundle, container, intake
from civicdesk.i18n import say
from civicdesk.records.intake import Arrival, Enrolled, Invalid, Joined, Status
from civicdesk.records.releases import BundleCheck

_CLAIM = re.compile(rb"\ntrusted comment: civicdesk-bundle 1 ([0-9a-f]{64}) ([0-9a-f]{16})\n")
_BATCH = re.compile("[0-9a-f]{64}")
_ROW = "ROW-INVALID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom a centre takes bundles from, on a day."""

    today: date
    laptops: Mapping[str, Enrolled] = field(default_factory=dict)
    projects: Mapping[str, Joined] = field(default_factory=dict)
    practice: bool = False
    """Takes practice bundles; no real centre does."""

    def in_use(self, laptop: str) -> Enrolled | None:
        """Return a laptop that is enrolled and not revoked; the day from which it is revoked counts already."""
        known = self.laptops.get(laptop)
        return known if known is not None and not (known.revoked and known.revoked <= self.today.isoformat()) else None

    def version(self, laptop: str) -> int:
        """Return the newest version of the pack that a laptop follows; 0 if it or its project is not known."""
        known = self.laptops.get(laptop)
        project = self.projects.get(known.project) if known is not None else None
        return project.version if project is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crypto:
    """What opens files and checks signatures."""

    unseal: Callable[[bytes], bytes]
    """Raises Damaged or Refused."""
    verify: Callable[[str, bytes, bytes], str]
    """Takes public key, message and minisign file, returns the trusted comment, raises Damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A file that came; the last three as its note says, empty without one."""

    content: bytes
    batch: str = ""
    laptop: str = ""
    minisig: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found in a file, before anything is kept."""

    status: Status = Status.ACCEPTED
    findings: tuple[tuple[str, str], ...] = ()
    """(code, sentence) of what is wrong; of a bundle that is taken, which rows are not."""
    batch: str = ""
    laptop: str = ""
    """Whose it is; both empty if nobody can tell."""
    arrival: Arrival | None = None
    """What it brings; None if it is not taken."""

    def turned_away(self, status: Status, code: str, **facts: object) -> "Judged":
        """Return the same for a file that is not taken."""
        return replace(self, status=status, findings=((code, say(f"error.{code}", **facts)),))


def judge(file: Sealed, known: Known, crypto: Crypto) -> Judged:
    """Judge a file; nothing is raised, whatever the bytes are.

    A file that cannot be opened is damaged: nobody can tell whose it is. One whose inside is broken is of the laptop that signed its note;
    without a note it is nobody's. One of an unknown or revoked laptop is put aside.
    """
    try:
        inner = crypto.unseal(file.content)
    except Damaged as why:
        return Judged().turned_away(Status.DAMAGED, why.code, **why.facts)
    except Refused:
        return Judged().turned_away(Status.DAMAGED, "BUNDLE-CAP")
    try:
        members = container.read_container(inner)
    except Damaged as why:
        return _origin(file, known, crypto).turned_away(Status.REFUSED, why.code, **why.facts)
    claim = _CLAIM.search(members[container.SIGNATURE])
    if claim is not None and claim[2].decode() not in known.laptops:
        return _claimed(claim).turned_away(Status.QUARANTINED, "BUNDLE-LAPTOP")
    if claim is None or not _has_signed(known.laptops[claim[2].decode()], members, crypto):
        return _origin(file, known, crypto).turned_away(Status.REFUSED, "BUNDLE-SIGNATURE")
    return _signed(_claimed(claim), inner, members, (known, crypto))


def _claimed(claim: re.Match[bytes]) -> Judged:
    return Judged(batch=claim[1].decode(), laptop=claim[2].decode())


def _has_signed(laptop: Enrolled, members: Mapping[str, bytes], crypto: Crypto) -> bool:
    try:
        crypto.verify(laptop.public_key, members[container.MANIFEST], members[container.SIGNATURE])
    except Damaged:
        return False
    return True


def _origin(file: Sealed, known: Known, crypto: Crypto) -> Judged:
    """Return whose a file is by its note, which the laptop has signed over the whole of it; nobody's without such a note."""
    laptop = known.laptops.get(file.laptop)
    if laptop is None or not _BATCH.fullmatch(file.batch):  # a receipt is put under the name of its batch
        return Judged()
    try:
        comment = crypto.verify(laptop.public_key, file.content, file.minisig.encode("utf-8", "replace"))
    except Damaged:
        return Judged()
    return Judged(batch=file.batch, laptop=laptop.id) if comment == f"civicdesk-delivery 1 {file.batch}" else Judged()


def _signed(claimed: Judged, inner: bytes, members: Mapping[str, bytes], who: tuple[Known, Crypto]) -> Judged:
    """Judge a bundle that an enrolled laptop has signed."""
    known, crypto = who
    laptop = known.in_use(claimed.laptop)
    if laptop is None:
        return claimed.turned_away(Status.QUARANTINED, "BUNDLE-LAPTOP")
    check = bundle.check_bundle(inner, lambda manifest, signature: crypto.verify(laptop.public_key, manifest, signature))
    wrong = tuple(found for found in check.findings if found[0] != _ROW)
    if wrong:
        return replace(claimed, status=Status.REFUSED, findings=wrong)
    return _unexpected(claimed, check, members, known) or _read(claimed, check, members)


def _unexpected(claimed: Judged, check: BundleCheck, members: Mapping[str, bytes], known: Known) -> Judged | None:
    """Return the judgement on a bundle that is sound, but not for this centre; None if it is."""
    project = known.projects.get(check.project)
    if project is None or known.laptops[claimed.laptop].project != project.id:
        return claimed.turned_away(Status.REFUSED, "BUNDLE-PROJECT")
    needed = int(str(bundle.read_release(members)["pack_version"]))
    if needed > project.version:
        return claimed.turned_away(Status.REFUSED, "BUNDLE-PACK", needed=needed, present=project.version)
    if check.practice and not known.practice:
        return claimed.turned_away(Status.REFUSED, "BUNDLE-PRACTICE")
    return None


def _read(claimed: Judged, check: BundleCheck, members: Mapping[str, bytes]) -> Judged:
    invalid = tuple(Invalid(table=table, line=line, field=name) for table, line, name in check.invalid)
    try:
        return replace(claimed, findings=check.findings, arrival=intake.read(members, "", invalid))
    except Damaged as why:
        return claimed.turned_away(Status.REFUSED, why.code, **why.facts)
