"""The container of bundles and packs: a ZIP whose every byte follows from its members.

Members are stored, never deflated: compressors differ between builds, and a stored archive cannot be a bomb. Reading walks the
archive from its first byte, then writes it again from what was read and compares: overlaps, lying sizes, hidden members and
trailing bytes all fail there, whatever trick made them. Format: docs/reference/bundle.md.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from civicdesk.errors import Damaged

MANIFEST = "manifest-sha256.txt"
SIGNATURE = "manifest-sha256.txt.minisig"
MAX_MEMBERS = 50
MAX_MEMBER = 20 * 1024 * 1024
MAX_ALL = 100 * 1024 * 1024

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _MADE_BY, _DATE, _REGULAR_FILE = 20, 0x0314, 0x0021, 0o100644 << 16
_HEADERS = MAX_MEMBERS * (_LOCAL.size + _CENTRAL.size + 2 * 200) + _END.size
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}(?:/[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}){0,2}")

Members = Sequence[tuple[str, bytes]]


def write_container(members: Members, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the bytes of a container: the members in order, then the manifest, then its signature.

    Args:
        members: (name, content) in the order of the format.
        sign: returns the minisign file over the manifest's bytes.

    Raises:
        Damaged: BUNDLE-CAP: more members or bytes than a container may hold.
        ValueError: a name that the format does not know. A bug.
    """
    listing = manifest(members)
    whole = [*members, (MANIFEST, listing), (SIGNATURE, sign(listing))]
    for name, _ in whole:
        if not may_be_named(name):
            raise ValueError(name)
    _check_caps(whole)
    return _zip(whole)


def may_be_named(name: str) -> bool:
    """Tell whether a member may have a name: letters, digits, points and strokes, in two folders at most."""
    return _NAME.fullmatch(name) is not None


def read_container(data: bytes) -> Mapping[str, bytes]:
    """Return the members of a container by name, in order, with manifest and signature; the signature itself is not judged here.

    Raises:
        Damaged: BUNDLE-CAP: too many or too large members; BUNDLE-ZIP: not exactly such an archive;
            BUNDLE-MANIFEST: the manifest does not list these members.
    """
    if len(data) > MAX_ALL + _HEADERS:
        raise Damaged("BUNDLE-CAP")
    members = list(_walk(data))
    if len({name.lower() for name, _ in members}) != len(members):
        raise Damaged("BUNDLE-ZIP")
    _check_caps(members)
    if not _is_written_so(members, data):
        raise Damaged("BUNDLE-ZIP")
    _check_manifest(members)
    return dict(members)


def manifest(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the manifest: one BagIt line, `<sha256>  <name>`, for each member in order."""
    return b"".join(b"%s  %s\n" % (sha256(content).hexdigest().encode(), name.encode("ascii")) for name, content in members)


def _check_manifest(members: Members) -> None:
    names = [name for name, _ in members]
    if names[-2:] != [MANIFEST, SIGNATURE] or manifest(members[:-2]) != members[-2][1]:
        raise Damaged("BUNDLE-MANIFEST")


def _check_caps(members: Members) -> None:
    sizes = [len(content) for _, content in members]
    if len(sizes) > MAX_MEMBERS or max(sizes, default=0) > MAX_MEMBER or sum(sizes) > MAX_ALL:
        raise Damaged("BUNDLE-CAP")


def _walk(data: bytes) -> Iterable[tuple[str, bytes]]:
    """Yield what the local headers say, one after the other, from the first byte on."""
    at = 0
    for _ in range(MAX_MEMBERS + 1):
        if data[at : at + 4] != b"PK\3\4":
            return
        if len(data) < at + _LOCAL.size:
            raise Damaged("BUNDLE-ZIP")
        size, length = _LOCAL.unpack_from(data, at)[7:10:2]
        start = at + _LOCAL.size + length
        yield _name(data[at + _LOCAL.size : start]), data[start : start + size]
        at = start + size
    raise Damaged("BUNDLE-CAP")


def _name(raw: bytes) -> str:
    name = raw.decode("latin-1")
    if not _NAME.fullmatch(name):
        raise Damaged("BUNDLE-ZIP")
    return name


def _zip(members: Members) -> bytes:
    return b"".join(_pieces(members))


def _is_written_so(members: Members, data: bytes) -> bool:
    """Tell whether these members would be written as exactly these bytes; nothing is copied, an archive may be large."""
    at = 0
    for piece in _pieces(members):
        if not data.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(data)


def _pieces(members: Members) -> Iterator[bytes]:
    directory: list[bytes] = []
    at = 0
    for name, content in members:
        raw, checksum, size = name.encode("ascii"), zlib.crc32(content), len(content)
        header = _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, _DATE, checksum, size, size, len(raw), 0) + raw
        central = (b"PK\1\2", _MADE_BY, _VERSION, 0, 0, 0, _DATE, checksum, size, size, len(raw), 0, 0, 0, 0, _REGULAR_FILE, at)
        directory.append(_CENTRAL.pack(*central) + raw)
        yield from (header, content)
        at += len(header) + size
    listing = b"".join(directory)
    yield from (listing, _END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(listing), at, 0))
