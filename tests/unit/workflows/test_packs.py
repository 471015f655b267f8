"""A newer pack on a laptop: looked at, then taken whole or not at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from civicdesk.crypto import signing
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.export.settings import is_revoked
from civicdesk.records.releases import Laptop
from civicdesk.store import projects
from civicdesk.workflows import directory, enrolment, forms, pack_making, packs, session
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import says_no


def newer(kit: Kit, office: pack_making.OfficeKeys, version: int = 2, **changes: object) -> bytes:
    """Return the kit's pack with another version and other contents, signed by an office."""
    pack = kit.pack()
    export = replace(pack.export, pack_version=version, practice=bool(changes.get("practice")), **changes.pop("export", {}))
    return pack_making.sign_pack(
        replace(pack, version=version, export=export, signer=office.signing_public, **changes), office.signing_seed
    )


def adopt(kit: Kit) -> None:
    forms.adopt_pack(kit)
    directory.adopt_pack(kit)


def own_laptop(kit: Kit, revoked: str = "") -> Laptop:
    return replace(enrolment.read(enrolment.enrolment_file(kit)).laptop, enrolled="2026-01-01", revoked=revoked)


@pytest.fixture
def other() -> pack_making.OfficeKeys:
    """Return the keys of another office."""
    return pack_making.make_keys()


def test_a_newer_pack_says_what_it_changes_and_changes_nothing_yet(kit: Kit, office: pack_making.OfficeKeys) -> None:
    found = packs.look(kit, newer(kit, office, contact="01632 960777"))
    assert (found.version, found.present, found.new_key, found.revoked) == (2, 1, False, "")
    assert [said for said in found.changes if "01632 960777" in said]
    assert kit.pack().version == 1


def test_a_newer_pack_is_taken_in_with_its_forms_and_places(kit: Kit, office: pack_making.OfficeKeys) -> None:
    brought = b"name,status\nInvented Newcomer Hall,open\n"
    before = kit.workspace.row("select count(*) from audit")
    seen = []
    packs.take(kit, newer(kit, office, places=("Other Hall",), directory=brought), lambda taken: seen.append(taken.pack().version))
    assert (kit.pack().version, session.today(kit).places, seen) == (2, ("Other Hall",), [2])
    assert kit.workspace.row("select count(*) from audit")[0] == before[0] + 1


def test_everybody_may_take_what_the_coordinator_has_signed(kit: Kit, office: pack_making.OfficeKeys) -> None:
    packs.take(held_by(kit, "Wes Worker"), newer(kit, office), adopt)
    assert kit.pack().version == 2


def test_a_pack_whose_forms_cannot_be_taken_changes_nothing(kit: Kit, office: pack_making.OfficeKeys) -> None:
    before = kit.workspace.row("select count(*) from audit")

    def refuses(_kit: Kit) -> None:
        raise Refused("FORM-LISTS", count=1, files="invented.csv")

    with says_no("FORM-LISTS"):
        packs.take(kit, newer(kit, office, places=("Other Hall",)), refuses)
    assert (kit.pack().version, session.today(kit).places) == (1, ("Invented Hall",))
    assert kit.workspace.row("select count(*) from audit") == before


def test_a_pack_never_goes_down(kit: Kit, office: pack_making.OfficeKeys) -> None:
    packs.take(kit, newer(kit, office, 3), adopt)
    with says_no("PACK-OLDER"):
        packs.look(kit, newer(kit, office, 2))
    with says_no("PACK-OLDER"):
        packs.take(kit, newer(kit, office, 3, contact="another one of the same version"), adopt)


def test_the_present_pack_is_told_as_such(kit: Kit, make_pack: Callable[..., bytes]) -> None:
    with says_no("PACK-HERE"):
        packs.look(kit, projects.pack(kit.workspace) or b"")


@pytest.mark.parametrize("change", [{"practice": True}, {"export": {"short_code": "another"}}])
def test_a_pack_of_another_project_is_not_taken(kit: Kit, office: pack_making.OfficeKeys, change: dict[str, object]) -> None:
    with says_no("PACK-OTHER"):
        packs.take(kit, newer(kit, office, **change), adopt)
    assert kit.pack().version == 1


def test_a_pack_under_a_new_key_asks_for_its_words(kit: Kit, other: pack_making.OfficeKeys) -> None:
    data = newer(kit, other)
    assert packs.look(kit, data).new_key
    with says_no("PACK-NEW-KEY"):
        packs.take(kit, data, adopt)
    assert kit.pack().version == 1


def test_the_words_of_the_old_key_do_not_open_the_way_for_a_new_one(
    kit: Kit, office: pack_making.OfficeKeys, other: pack_making.OfficeKeys
) -> None:
    with says_no("PACK-WORDS"):
        packs.take(kit, newer(kit, other), adopt, office.words)
    assert kit.pack().signer == office.signing_public


def test_the_words_of_a_new_key_make_it_the_one_that_is_known(
    kit: Kit, office: pack_making.OfficeKeys, other: pack_making.OfficeKeys
) -> None:
    packs.take(kit, newer(kit, other), adopt, f"  {other.words.upper().replace(' ', ', ')} ")
    assert kit.pack().signer == other.signing_public
    assert packs.look(kit, newer(kit, office, 3)).new_key


def test_a_worker_does_not_decide_about_a_new_key(kit: Kit, other: pack_making.OfficeKeys) -> None:
    with says_no("ROLE-RIGHT"):
        packs.take(held_by(kit, "Wes Worker"), newer(kit, other), adopt, other.words)


def test_a_laptop_that_is_revoked_is_told_so(kit: Kit, office: pack_making.OfficeKeys) -> None:
    gone = own_laptop(kit, revoked="2026-03-01")
    data = newer(kit, office, export={"laptops": (gone,)})
    assert packs.look(kit, data).revoked == "2026-03-01"
    packs.take(kit, data, adopt)
    assert is_revoked(kit.pack().export, gone.id, kit.now().date())
    assert enrolment.own(kit).revoked == "2026-03-01"


def test_that_another_laptop_is_revoked_is_a_change_and_no_more(kit: Kit, office: pack_making.OfficeKeys) -> None:
    key = signing.public_of(bytes([7] * 32))
    gone = Laptop(id=signing.key_id(key), public_key=key, enrolled="2026-01-01", revoked="2026-03-01")
    found = packs.look(kit, newer(kit, office, export={"laptops": (gone,)}))
    assert (found.revoked, [gone.id in said for said in found.changes]) == ("", [True])


def test_of_a_thousand_packs_with_one_changed_byte_none_is_taken(kit: Kit, office: pack_making.OfficeKeys) -> None:
    data = newer(kit, office)
    told = set()
    for at in range(0, len(data), len(data) // 1000):
        with pytest.raises(CivicDeskError) as why:
            packs.take(kit, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], adopt)
        told.add(why.value.code)
    assert (told, kit.pack().version) == ({"PACK-ZIP"}, 1)


def test_a_pack_that_names_the_known_key_and_was_signed_by_another_is_not_taken(
    kit: Kit, office: pack_making.OfficeKeys, other: pack_making.OfficeKeys
) -> None:
    pack = kit.pack()
    turned = replace(pack, version=2, export=replace(pack.export, pack_version=2), signer=office.signing_public)
    with says_no("PACK-SIGNATURE"):
        packs.take(kit, pack_making.sign_pack(turned, other.signing_seed), adopt, other.words)
    assert kit.pack().version == 1
