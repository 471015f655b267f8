"""The container: what is written is read, and nothing else is."""

import io
import zipfile
from hashlib import sha256
from random import Random

import pytest

from civicdesk.errors import Damaged
from civicdesk.export import container

MEMBERS = (("FORMAT", b"invented 1.0\n"), ("data/people.csv", b"person_code\nabc\n"), ("empty.txt", b""))


def _sign(manifest: bytes) -> bytes:
    return b"signed " + sha256(manifest).hexdigest().encode()


def _written() -> bytes:
    return container.write_container(MEMBERS, _sign)


def test_members_come_back_in_order_with_manifest_and_signature() -> None:
    members = container.read_container(_written())
    assert list(members) == ["FORMAT", "data/people.csv", "empty.txt", container.MANIFEST, container.SIGNATURE]
    assert [members[name] for name, _ in MEMBERS] == [content for _, content in MEMBERS]


def test_the_bytes_follow_from_the_members_alone() -> None:
    assert sha256(_written()).hexdigest() == "6739a22d17d6d5de22c6e8289388a2d1da92568c08224038583a7dea1a8cff64"


def test_any_unzip_program_reads_it() -> None:
    archive = zipfile.ZipFile(io.BytesIO(_written()))
    assert archive.testzip() is None
    assert archive.read("data/people.csv") == b"person_code\nabc\n"
    assert {
        (one.create_system, one.create_version, one.extract_version, one.compress_type, one.flag_bits) for one in archive.infolist()
    } == {(3, 20, 20, 0, 0)}
    assert {one.external_attr for one in archive.infolist()} == {0o100644 << 16}


def test_every_one_bit_mutant_is_turned_away() -> None:
    whole = _written()
    signature = container.read_container(whole)[container.SIGNATURE]
    taken = []
    for bit in range(8 * len(whole)):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            members = container.read_container(bytes(changed))
        except Damaged:
            continue
        if _sign(members[container.MANIFEST]) == members[container.SIGNATURE] and members[container.SIGNATURE] == signature:
            taken.append(bit)
    assert taken == []


@pytest.mark.parametrize("damage", ["cut", "tail", "head", "empty", "half header", "zeros"])
def test_a_damaged_container_is_turned_away(damage: str) -> None:
    whole = _written()
    damaged = {
        "cut": whole[:-1],
        "tail": whole + b"more",
        "head": b"more" + whole,
        "empty": b"",
        "half header": whole[:20],
        "zeros": bytes(len(whole)),
    }
    with pytest.raises(Damaged, match="BUNDLE-ZIP"):
        container.read_container(damaged[damage])


def test_a_container_cut_at_any_byte_is_turned_away() -> None:
    whole = _written()
    for end in Random(1).sample(range(len(whole)), 60):  # noqa: S311 - the same invented rows in every run
        with pytest.raises(Damaged):
            container.read_container(whole[:end])


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out", "a//b", "c:out", "a\\b", "é.txt", "nul\0.txt", "a/b/c/d", ".hidden", "x" * 81])
def test_a_name_that_leads_elsewhere_is_turned_away(name: str) -> None:
    raw = container._zip((("z" * len(name.encode("latin-1")), b"x"),)).replace(b"z" * len(name.encode("latin-1")), name.encode("latin-1"))
    with pytest.raises(Damaged, match="BUNDLE-ZIP"):
        container.read_container(raw)


def test_a_name_that_the_format_does_not_know_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"\.\./out"):
        container.write_container((("../out", b""),), _sign)


def test_two_members_of_one_name_are_turned_away_in_any_case() -> None:
    with pytest.raises(Damaged, match="BUNDLE-ZIP"):
        container.read_container(container._zip((("a.txt", b"1"), ("A.txt", b"2"))))


def test_a_deflated_member_is_turned_away() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("FORMAT", b"x" * 1000)
    with pytest.raises(Damaged, match="BUNDLE-ZIP"):
        container.read_container(out.getvalue())


def test_an_archive_of_another_program_is_turned_away_even_if_it_is_stored() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("FORMAT", b"x")
    with pytest.raises(Damaged, match="BUNDLE-ZIP"):
        container.read_container(out.getvalue())


@pytest.mark.parametrize(
    "members",
    [
        (("a.txt", b"1"),),
        (("a.txt", b"1"), (container.MANIFEST, b""), (container.SIGNATURE, b"s")),
        (("a.txt", b"1"), (container.SIGNATURE, b"s"), (container.MANIFEST, container.manifest((("a.txt", b"1"),)))),
        (),
    ],
)
def test_a_manifest_that_does_not_list_the_members_is_turned_away(members: tuple[tuple[str, bytes], ...]) -> None:
    with pytest.raises(Damaged, match="BUNDLE-MANIFEST"):
        container.read_container(container._zip(members))


def test_too_many_members_are_turned_away() -> None:
    members = tuple((f"m{number}", b"") for number in range(container.MAX_MEMBERS - 1))
    with pytest.raises(Damaged, match="BUNDLE-CAP"):
        container.write_container(members, _sign)
    with pytest.raises(Damaged, match="BUNDLE-CAP"):
        container.read_container(container._zip((*members, ("n1", b""), ("n2", b""), ("n3", b""))))


def test_a_member_that_is_too_large_is_turned_away() -> None:
    large = (("large", bytes(container.MAX_MEMBER + 1)),)
    with pytest.raises(Damaged, match="BUNDLE-CAP"):
        container.write_container(large, _sign)


def test_a_file_that_is_too_large_is_turned_away_unread() -> None:
    with pytest.raises(Damaged, match="BUNDLE-CAP"):
        container.read_container(bytes(container.MAX_ALL + container._HEADERS + 1))
