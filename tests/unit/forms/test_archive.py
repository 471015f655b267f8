"""The zip around a workbook: what no spreadsheet program writes is refused before it is unpacked."""

import io
import struct
import zipfile
from collections.abc import Mapping
from random import Random

import pytest
from openpyxl import Workbook

from civicdesk.errors import Refused
from civicdesk.forms import limits
from civicdesk.forms.workbook import read_workbook

LINK = 0o120777 << 16


def book() -> bytes:
    made = Workbook()
    made.active.title = "survey"
    made.active.append(["type", "name", "label"])
    made.active.append(["text", "who", "Who?"])
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def with_members(extra: Mapping[str, bytes], mode: int = 0) -> bytes:
    data = io.BytesIO(book())
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in extra.items():
            member = zipfile.ZipInfo(name)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, mode
            archive.writestr(member, content)
    return data.getvalue()


def why_refused(data: bytes) -> Refused:
    with pytest.raises(Refused) as why:
        read_workbook(data)
    return why.value


def test_a_plain_workbook_is_read() -> None:
    assert list(read_workbook(book()).sheets) == ["survey"]


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN"])
def test_macros_are_refused(name: str) -> None:
    assert why_refused(with_members({name: b"\xd0\xcf\x11\xe0"})).code == "FORM-MACRO"


@pytest.mark.parametrize("name", ["/etc/x", "../x", "xl/../../x", "xl\\x", "C:x", "xl/é", "x" * 201])
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert why_refused(with_members({name: b"x"})).code == "FORM-FILE-DAMAGED"


def test_a_link_is_refused() -> None:
    assert why_refused(with_members({"xl/link": b"/etc/hostname"}, LINK)).code == "FORM-FILE-DAMAGED"


def test_a_zip_in_a_zip_is_refused() -> None:
    assert why_refused(with_members({"xl/more": book()})).code == "FORM-FILE-DAMAGED"


def test_two_members_of_one_name_are_refused() -> None:
    assert why_refused(with_members({"XL/workbook.xml": b"<x/>"})).code == "FORM-FILE-DAMAGED"


def test_too_many_members_are_refused() -> None:
    found = why_refused(with_members({f"xl/{number}": b"" for number in range(limits.WORKBOOK_MEMBERS)}))
    assert (found.code, found.facts["what"]) == ("FORM-LIMIT", "members")


def test_a_member_that_is_too_large_is_refused() -> None:
    content = Random(7).randbytes(200_000) + b"0" * limits.WORKBOOK_MEMBER_BYTES  # noqa: S311 - bytes that do not pack
    found = why_refused(with_members({"xl/large": content}))
    assert (found.code, found.facts["what"]) == ("FORM-LIMIT", "member")


def test_too_much_in_all_is_refused() -> None:
    data = io.BytesIO(book())
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"xl/{number}", b"0" * limits.WORKBOOK_MEMBER_BYTES)
    found = why_refused(data.getvalue())
    assert (found.code, found.facts["what"]) == ("FORM-LIMIT", "unzipped")


def test_a_member_that_says_it_is_encrypted_is_refused() -> None:
    data = bytearray(book())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert why_refused(bytes(data)).code == "FORM-FILE-DAMAGED"


def test_members_that_share_their_bytes_are_refused() -> None:
    data = bytearray(book())
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = struct.pack("<I", struct.unpack_from("<I", data, first + 42)[0])
    assert why_refused(bytes(data)).code == "FORM-FILE-DAMAGED"


def test_a_member_that_reaches_into_the_list_is_refused() -> None:
    data = bytearray(book())
    last = data.rfind(b"PK\x01\x02")
    data[last + 20 : last + 24] = struct.pack("<I", struct.unpack_from("<I", data, last + 20)[0] + 40)
    assert why_refused(bytes(data)).code == "FORM-FILE-DAMAGED"
