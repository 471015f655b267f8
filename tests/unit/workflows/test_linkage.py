"""Linking people over laptops: off unless the pack says so, by a key that is taken in once, and read by the linker alone."""

from collections.abc import Callable
from datetime import date

import pytest

from civicdesk.crypto import sealing
from civicdesk.errors import Damaged
from civicdesk.export import container, csvs
from civicdesk.export import linkage as codes
from civicdesk.store import linking, projects
from civicdesk.workflows import linkage
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import says_no, welcome

PASSPHRASE = "plainly invented lantern harbour seven"
DAY = date(1980, 5, 3)


@pytest.fixture(scope="module")
def linker() -> tuple[str, str]:
    """Return the identity that opens link codes, and its address."""
    return sealing.new_identity()


@pytest.fixture(scope="module")
def made() -> linkage.KeyMade:
    """Return a linkage key in its sealed file; sealing takes a second."""
    return linkage.make_key(PASSPHRASE)


@pytest.fixture
def linked(kit: Kit, make_pack: Callable[..., bytes], linker: tuple[str, str]) -> Kit:
    """Return the workspace of a project that links people."""
    projects.keep_pack(kit.workspace, make_pack(linkage=linker[1]), 2)
    return kit


def test_the_key_is_taken_in_and_shows_the_same_signs_everywhere(linked: Kit, made: linkage.KeyMade) -> None:
    assert linkage.take_key(linked, made.data, PASSPHRASE).value == made.check
    assert codes.check_of(linking.key(linked.workspace)) == made.check


def test_where_nobody_is_linked_neither_key_nor_date_is_kept(kit: Kit, made: linkage.KeyMade) -> None:
    person = welcome(kit, name="Wren Fictional")
    assert not linkage.is_on(kit)
    with says_no("LINK-OFF"):
        linkage.take_key(kit, made.data, PASSPHRASE)
    with says_no("LINK-OFF"):
        linkage.keep_birth_date(kit, person.id, DAY)


def test_a_worker_takes_in_no_key(linked: Kit, made: linkage.KeyMade) -> None:
    with says_no("ROLE-RIGHT"):
        linkage.take_key(held_by(linked, "Wes Worker"), made.data, PASSPHRASE)


def test_a_date_of_birth_that_cannot_be_is_refused(linked: Kit) -> None:
    person = welcome(linked, name="Wren Fictional", birth_year=1980)
    for day in (date(1981, 5, 3), date(1850, 1, 1), date(2999, 1, 1)):
        with says_no("LINK-DATE"):
            linkage.keep_birth_date(linked, person.id, day)
    linkage.keep_birth_date(linked, person.id, DAY)
    assert linkage.linkable(linked) == 1


def test_the_linker_finds_one_person_on_two_laptops(linked: Kit, made: linkage.KeyMade, linker: tuple[str, str]) -> None:
    identity, address = linker
    linkage.take_key(linked, made.data, PASSPHRASE)
    first, second = (welcome(linked, name=name, birth_year=1980) for name in ("Wren Fictional", "Robin Placeholder"))
    for person in (first, second):
        linkage.keep_birth_date(linked, person.id, DAY)
    key = linking.key(linked.workspace)
    laptops = [{first.id: "a1", second.id: "a2"}, {first.id: "b1"}]
    sealed = [
        sealing.seal(codes.as_csv(key, linking.linked(linked.workspace, each, linked.pack().statements)), [address]) for each in laptops
    ]
    found = linkage.link(sealed, identity)
    pools = {row["person_code"]: row["pool_id"] for row in csvs.read(found.data)}
    assert pools["a1"] == pools["b1"] != pools["a2"]
    assert (found.people, found.pools, found.conflicts, found.merged) == (3, 2, (), 0)
    assert linkage.link(sealed, identity, found.data).data == found.data


def test_nobody_but_the_linker_opens_the_codes(linker: tuple[str, str]) -> None:
    sealed = sealing.seal(codes.as_csv(bytes(32), ()), [linker[1]])
    with pytest.raises(Damaged, match="BUNDLE-KEY"):
        linkage.link([sealed], sealing.new_identity()[0])
    with says_no("LINK-NOTHING"):
        linkage.link([sealed], linker[0])


def test_the_centre_hands_the_codes_on_unread(linker: tuple[str, str]) -> None:
    identity, address = linker
    codes_inside = sealing.seal(b"codes", [sealing.new_identity()[1]])
    for members, told in (([("linkage/linkage.age", codes_inside)], codes_inside), ([("FORMAT", b"x")], None)):
        bundle = sealing.seal(container.write_container(members, lambda _listing: b"signature"), [address])
        if told is None:
            with says_no("LINK-NOTHING"):
                linkage.codes_of(bundle, identity)
        else:
            assert linkage.codes_of(bundle, identity) == told


def test_how_many_share_a_code_is_said_for_the_number_of_people() -> None:
    assert linkage.by_chance(100_000) == {"t1": 1_480, "t2": 58}
