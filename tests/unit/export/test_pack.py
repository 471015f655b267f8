"""The project pack: taken whole or refused whole."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from civicdesk.errors import Damaged, Refused
from civicdesk.export import canonical, container
from civicdesk.export import pack as packs
from civicdesk.export.fields import Fields
from civicdesk.export.settings import quasi_of
from civicdesk.records.releases import DeliveryPlace, ExportSettings, Laptop, Pack, Quasi, ReleaseRole


@pytest.fixture
def pack(settings: ExportSettings, files: Mapping[str, bytes]) -> Pack:
    """A pack of an invented project."""
    export = replace(
        settings,
        roles={"q3": ReleaseRole.NEVER},
        laptops=(Laptop(id="laptop-1", public_key="RWinvented", enrolled="2026-11-01"),),
        centre_sign_keys=("RWcentre",),
        practice=True,
    )
    return Pack(
        project=settings.project,
        name="Invented project",
        version=3,
        practice=True,
        recovery=True,
        contact="office@example.org",
        crisis_lines=("Invented line, 0000",),
        places=("Placeholder Hall",),
        districts=("PE1", "PE2"),
        statements=({"language": "en", "version": "1", "text": "May we keep it?", "purposes": [["keep", "Keep my answers"]]},),
        instruments={"civic-health.xlsx": b"PK-not-read-here"},
        lists={"towns.csv": b"name,label\n", "map.png": b"not looked at"},
        directory=b"id,name\n1,Placeholder Group\n",
        hierarchies=files,
        export=export,
        signer="RWcoordinator",
    )


@pytest.fixture
def write(pack: Pack, seal_with) -> Callable[[Mapping[str, bytes | None]], bytes]:
    """Write the pack with some members changed (None: taken out)."""

    def written(changes: Mapping[str, bytes | None]) -> bytes:
        changed = {**dict(packs.write_pack(pack)), **changes}
        kept = [(name, data) for name, data in changed.items() if data is not None]
        return container.write_container(kept, seal_with(packs.trusted_comment(pack)).sign)

    return written


@pytest.mark.parametrize("t", [0, 0.25, 1])
def test_a_distance_that_is_asked_comes_back(pack: Pack, settings: ExportSettings, seal_with, t: float) -> None:
    asking = replace(pack, export=replace(pack.export, t=t))
    sealed = container.write_container(list(packs.write_pack(asking)), seal_with(packs.trusted_comment(asking)).sign)
    assert packs.read_pack(sealed, seal_with("").verify) == asking


@pytest.mark.parametrize("t", ["far", -1, 2, True])
def test_a_distance_beyond_its_range_is_refused(t: object) -> None:
    with pytest.raises(Refused, match="PACK-FIELD"):
        Fields("export.json", {"t": t}).share_or_none("t")


def test_a_pack_comes_back_as_it_was(pack: Pack, write, seal_with) -> None:
    assert packs.read_pack(write({}), seal_with("").verify) == pack
    assert packs.signer_of(write({})) == "RWcoordinator"


def test_a_pack_names_its_coordinator_or_nobody(pack: Pack, seal_with) -> None:
    named = replace(pack, coordinator=f"age1{'q' * 58}")
    written = container.write_container(packs.write_pack(named), seal_with(packs.trusted_comment(named)).sign)
    assert packs.read_pack(written, seal_with("").verify) == named
    assert b'"coordinator"' not in dict(packs.write_pack(pack))["pack.json"]


def test_a_pack_names_a_server_or_none(pack: Pack, seal_with) -> None:
    named = replace(pack, delivery=DeliveryPlace(kind="s3", address="https://files.example/inbox", user="KEY", region="here"))
    written = container.write_container(packs.write_pack(named), seal_with(packs.trusted_comment(named)).sign)
    assert packs.read_pack(written, seal_with("").verify) == named
    assert b'"delivery"' not in dict(packs.write_pack(pack))["pack.json"]


def test_an_address_of_the_coordinator_that_is_none_is_refused(pack: Pack) -> None:
    with pytest.raises(Refused, match="PACK-RULE"):
        packs.write_pack(replace(pack, coordinator="age1 somebody"))


@pytest.mark.parametrize("name", ["my towns.csv", "été.csv", "../towns.csv", ""])
def test_a_list_whose_name_no_pack_carries_is_told(pack: Pack, name: str) -> None:
    with pytest.raises(Refused, match="PACK-LIST"):
        packs.write_pack(replace(pack, lists={name: b""}))


def test_the_period_is_always_a_quasi_identifier(settings: ExportSettings) -> None:
    assert quasi_of(settings)[0] == Quasi(column="first_period", hierarchy="period", floor=0)
    assert quasi_of(replace(settings, time="quarter"))[0].floor == 1


@pytest.mark.parametrize(
    ("damage", "code"),
    [(lambda data: data[:-1], "PACK-ZIP"), (lambda data: data.replace(b"Placeholder Group", b"Placeholder Groap"), "PACK-ZIP")],
)
def test_a_damaged_pack_is_refused(write, seal_with, damage: Callable[[bytes], bytes], code: str) -> None:
    with pytest.raises(Damaged, match=code):
        packs.read_pack(damage(write({})), seal_with("").verify)


def test_a_pack_without_a_list_of_contents_is_refused(seal_with) -> None:
    with pytest.raises(Damaged, match="PACK-MANIFEST"):
        packs.read_pack(container._zip((("FORMAT", b"x"),)), seal_with("").verify)


def test_a_pack_that_is_too_large_is_refused(seal_with) -> None:
    with pytest.raises(Damaged, match="PACK-CAP"):
        packs.signer_of(container._zip([(f"m{number}", b"") for number in range(60)]))


def test_a_signature_over_another_pack_is_refused(write) -> None:
    with pytest.raises(Damaged, match="PACK-SIGNATURE"):
        packs.read_pack(write({}), lambda _manifest, _signature: "civicdesk-pack 1 invented-project 2")


@pytest.mark.parametrize(
    ("changes", "code", "file"),
    [
        ({"FORMAT": b"civicdesk-pack 2.0\n"}, "PACK-FORMAT", None),
        ({"pack.json": None}, "PACK-MEMBER", "pack.json"),
        ({"directory.csv": None}, "PACK-MEMBER", "directory.csv"),
        ({"consent.json": b"["}, "PACK-FIELD", "consent.json"),
        ({"consent.json": b"[]"}, "PACK-FIELD", "consent.json"),
        ({"more.txt": b""}, "PACK-MEMBER", "more.txt"),
        ({"instruments/run.exe": b""}, "PACK-MEMBER", "instruments/run.exe"),
        ({"hierarchies/sex.csv": b"a;b\n"}, "PACK-HIERARCHY-TOP", "hierarchies/sex.csv"),
        ({"hierarchies/sex.csv": None}, "PACK-RULE", "export.json"),
        ({"hierarchies/age.csv": b"20;*\n22;*\n"}, "PACK-RULE", "hierarchies/age.csv"),
    ],
)
def test_a_wrong_part_is_named(write, seal_with, changes: Mapping[str, bytes | None], code: str, file: str | None) -> None:
    with pytest.raises(Refused) as why:
        packs.read_pack(write(changes), seal_with("").verify)
    assert (why.value.code, why.value.facts.get("file")) == (code, file)


@pytest.mark.parametrize(
    ("file", "change", "code"),
    [
        ("pack.json", {"name": 5}, "PACK-FIELD"),
        ("pack.json", {"version": -1}, "PACK-FIELD"),
        ("pack.json", {"version": True}, "PACK-FIELD"),
        ("pack.json", {"practice": "yes"}, "PACK-FIELD"),
        ("pack.json", {"places": ["a", 1]}, "PACK-FIELD"),
        ("consent.json", {"statements": [1]}, "PACK-FIELD"),
        ("export.json", {"recipient_class": "friends"}, "PACK-FIELD"),
        ("export.json", {"review_date": "soon"}, "PACK-FIELD"),
        ("export.json", {"roles": []}, "PACK-FIELD"),
        ("export.json", {"roles": {"q": "public"}}, "PACK-FIELD"),
        ("export.json", {"laptops": {}}, "PACK-FIELD"),
        ("export.json", {"population": "many"}, "PACK-FIELD"),
        ("export.json", {"project": "another"}, "PACK-RULE"),
        ("export.json", {"pack_version": 2}, "PACK-RULE"),
        ("export.json", {"short_code": "Recovery!"}, "PACK-RULE"),
        ("export.json", {"recipient": ""}, "PACK-RULE"),
        ("export.json", {"agreement": ""}, "PACK-RULE"),
        ("export.json", {"age_recipients": ["age1same", "age1same"]}, "PACK-RULE"),
        ("export.json", {"k": 2}, "PACK-RULE"),
        ("export.json", {"l": 1}, "PACK-RULE"),
        ("export.json", {"min_people": 9}, "PACK-RULE"),
        ("export.json", {"recipient_class": "public"}, "PACK-RULE"),
        ("export.json", {"two_person": False}, "PACK-RULE"),
        ("export.json", {"quasi": [{"column": "first_period", "hierarchy": "sex", "floor": 0}]}, "PACK-RULE"),
        ("export.json", {"quasi": [{"column": "sex", "hierarchy": "sex", "floor": 2}]}, "PACK-RULE"),
    ],
)
def test_a_wrong_field_is_named(write, seal_with, file: str, change: Mapping[str, object], code: str) -> None:
    facts = json.loads(container.read_container(write({}))[file])
    with pytest.raises(Refused) as why:
        packs.read_pack(write({file: canonical.dump({**facts, **change})}), seal_with("").verify)
    assert (why.value.code, why.value.facts["file"]) == (code, file)


def test_no_population_is_a_population_that_nobody_declared(write, seal_with, pack: Pack) -> None:
    facts = json.loads(dict(packs.write_pack(pack))["export.json"])
    assert (
        packs.read_pack(write({"export.json": canonical.dump({**facts, "population": None})}), seal_with("").verify).export.population
        is None
    )


def test_a_pack_that_readers_would_refuse_is_not_written(pack: Pack) -> None:
    with pytest.raises(Refused, match="PACK-RULE"):
        packs.write_pack(replace(pack, export=replace(pack.export, k=2)))
