"""The zip around a workbook: looked at as a whole before anything in it is unpacked. Nothing is ever extracted to a disk."""

import stat
import zipfile
from collections.abc import Sequence
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import limits

_ENCRYPTED: Final = 0x1
_HEADER: Final = 30
"""Bytes of a member's own header before its name."""
_MACROS: Final = "vbaproject.bin"
_NESTED: Final = b"PK\x03\x04"


def check(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members of a workbook's zip if it is one that a spreadsheet program would write.

    Raises:
        Refused: FORM-LIMIT: too many or too large members; FORM-MACRO: it holds programs; FORM-FILE-DAMAGED: names, links or places
            that no workbook has.
        zipfile.BadZipFile: a member is not what the list says.
    """
    members = archive.infolist()
    _check_sizes(members)
    names = [member.orig_filename.lower() for member in members]
    if any(name.rpartition("/")[2] == _MACROS for name in names):
        raise Refused("FORM-MACRO")
    odd = len(set(names)) != len(names) or _overlap(members, archive.start_dir)
    if odd or any(map(_is_odd, members)) or any(_holds_another(archive, member) for member in members):
        raise Refused("FORM-FILE-DAMAGED", line=0)
    return members


def confirm_responses(archive: zipfile.ZipFile, wanted: Sequence[zipfile.ZipInfo]) -> None:
    """Make sure that a zip of responses is one that a program would export; only what is wanted of it is ever unpacked.

    Raises:
        Refused: FORM-LIMIT: too many or too large members.
        ValueError: names, places or locks that no export has.
    """
    members = archive.infolist()
    if len(members) > limits.RESPONSE_MEMBERS:
        raise limits.over("members_zipped", limits.RESPONSE_MEMBERS, len(members))
    whole, packed = sum(member.file_size for member in wanted), sum(member.compress_size for member in wanted)
    if whole > limits.RESPONSES_BYTES:
        raise limits.over("responses", limits.RESPONSES_BYTES, whole)
    if whole > max(packed, 1) * limits.WORKBOOK_RATIO:
        raise limits.over("ratio", limits.WORKBOOK_RATIO, whole // max(packed, 1))
    twice = len({member.filename for member in members}) != len(members)
    if twice or _overlap(members, archive.start_dir) or any(member.flag_bits & _ENCRYPTED for member in wanted):
        raise ValueError("no export")


def _check_sizes(members: Sequence[zipfile.ZipInfo]) -> None:
    whole, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if len(members) > limits.WORKBOOK_MEMBERS:
        raise limits.over("members", limits.WORKBOOK_MEMBERS, len(members))
    if whole > limits.WORKBOOK_UNZIPPED_BYTES:
        raise limits.over("unzipped", limits.WORKBOOK_UNZIPPED_BYTES, whole)
    if whole > max(packed, 1) * limits.WORKBOOK_RATIO:
        raise limits.over("ratio", limits.WORKBOOK_RATIO, whole // max(packed, 1))
    largest = max((member.file_size for member in members), default=0)
    if largest > limits.WORKBOOK_MEMBER_BYTES:
        raise limits.over("member", limits.WORKBOOK_MEMBER_BYTES, largest)


def _is_odd(member: zipfile.ZipInfo) -> bool:
    """Tell whether a member is encrypted, a link, or named as no part of a workbook is."""
    name = member.orig_filename
    leads_away = name.startswith("/") or ".." in name.split("/") or any(sign in name for sign in "\\:\0")
    strange = leads_away or not name.isascii() or len(name) > limits.WORKBOOK_NAME
    return strange or bool(member.flag_bits & _ENCRYPTED) or stat.S_ISLNK(member.external_attr >> 16)


def _overlap(members: Sequence[zipfile.ZipInfo], end: int) -> bool:
    """Tell whether two members share bytes, or one reaches into the list of contents."""
    spans = sorted(
        (member.header_offset, member.header_offset + _HEADER + len(member.filename) + member.compress_size) for member in members
    )
    begins = [*(first for first, _ in spans[1:]), end]
    return any(last > begin for (_, last), begin in zip(spans, begins, strict=False))


def _holds_another(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Tell whether a member is itself a zip."""
    with archive.open(member) as content:
        return content.read(len(_NESTED)) == _NESTED
