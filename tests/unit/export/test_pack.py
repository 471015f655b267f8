"""The project pack: taken whole or refused whole."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from civicdesk.crypto import signing
from civicdesk.errors import Damaged, Refused
from civicdesk.export import canonical, container
from civicdesk.export import pack as packs
from civicdesk.export.fields import Fields
from civicdesk.export.settings import check_settings, is_revoked, quasi_of, signer_id
from civicdesk.records.releases import DeliveryPlace, ExportSettings, Laptop, Pack, Quasi, ReleaseRole

LAPTOP, CENTRE = (signing.public_of(bytes([number] * 32)) for number in (1, 2))
ADDRESS = f"age1{'q' * 58}"


def _listed(**changes: str) -> Mapping[str, str]:
    """Return a laptop as it stands in a pack."""
    return {"id": signing.key_id(LAPTOP), "public_key": LAPTOP, "enrolled": "2026-11-01", "revoked": "", **changes}


@pytest.fixture
def pack(settings: ExportSettings, files: Mapping[str, bytes]) -> Pack:
    """A pack of an invented project."""
    export = replace(
        settings,
        roles={"q3": ReleaseRole.NEVER},
        laptops=(Laptop(id=signing.key_id(LAPTOP), public_key=LAPTOP, enrolled="2026-11-01"),),
        centre_sign_keys=(CENTRE,),
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
    named = replace(pack, coordinator=ADDRESS)
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


def test_a_pack_that_another_key_has_signed_is_refused(write) -> None:
    with pytest.raises(Damaged, match="PACK-SIGNATURE"):
        packs.read_pack(write({}), partial(signing.verify, CENTRE))


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
        ({"hierarchies/age.csv": b"20;*\n22;*\n"}, "PACK-HIERARCHY-LEAF", "hierarchies/age.csv"),
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
        ("export.json", {"text": "yes"}, "PACK-FIELD"),
        ("export.json", {"tables": "round10"}, "PACK-FIELD"),
        ("export.json", {"table_columns": ["district"]}, "PACK-FIELD"),
        ("export.json", {"max_bundle": 1.5}, "PACK-FIELD"),
        ("export.json", {"table_least": 4}, "PACK-RULE"),
        ("export.json", {"table_columns": [{"columns": []}]}, "PACK-RULE"),
        ("export.json", {"table_columns": [{"columns": ["age", "sex", "district"]}]}, "PACK-RULE"),
        ("export.json", {"table_columns": [{"columns": ["sex", "sex"]}]}, "PACK-RULE"),
        ("export.json", {"table_columns": [{"columns": ["sex"]}, {"columns": ["sex"]}]}, "PACK-RULE"),
        ("export.json", {"table_columns": [{"columns": ["shoe"]}]}, "PACK-RULE"),
        ("export.json", {"linkage": "the linker"}, "PACK-RULE"),
        ("export.json", {"linkage": ADDRESS, "age_recipients": [ADDRESS, "age1other"]}, "PACK-RULE"),
        ("export.json", {"max_bundle": 1024 * 1024 - 1}, "PACK-RULE"),
        ("export.json", {"max_bundle": 100 * 1024 * 1024 + 1}, "PACK-RULE"),
        ("export.json", {"centre_sign_keys": ["RWcentre"]}, "PACK-RULE"),
        ("export.json", {"centre_sign_keys": [CENTRE[:-1]]}, "PACK-RULE"),
        ("export.json", {"laptops": [_listed(), _listed()]}, "PACK-RULE"),
        ("export.json", {"laptops": [_listed(id="0" * 16)]}, "PACK-RULE"),
        ("export.json", {"laptops": [_listed(revoked="soon")]}, "PACK-RULE"),
        ("export.json", {"laptops": [_listed(enrolled="20261101")]}, "PACK-RULE"),
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


@pytest.mark.parametrize("least", [5, 10])
def test_tables_for_a_known_recipient_may_show_fewer_people_than_those_for_everybody(pack: Pack, least: int) -> None:
    known = replace(pack, export=replace(pack.export, table_least=least))
    assert packs.write_pack(known)


def test_tables_for_everybody_show_ten_people_at_the_least(settings: ExportSettings) -> None:
    everybody = replace(settings, recipient_class="public", k=10, min_people=30)
    check_settings(replace(everybody, quasi=()), {})
    with pytest.raises(Refused) as why:
        check_settings(replace(everybody, quasi=(), table_least=9), {})
    assert why.value.facts["field"] == "table_least"


LINKING = "A code made of your name counts you once."


def _telling(pack: Pack, sentence: str, text: str = f"Hello.\n{LINKING}\nMay we?") -> Mapping[str, object]:
    return {**pack.statements[0], "text": text, "linkage": sentence}


def test_a_pack_that_links_people_marks_the_sentence_that_tells_them(pack: Pack) -> None:
    linking = replace(pack, export=replace(pack.export, linkage=ADDRESS))
    wrong = (
        (),
        pack.statements,
        (_telling(pack, LINKING), pack.statements[0]),
        (_telling(pack, "May we?"),),
        (_telling(pack, LINKING, "Hello."),),
    )
    for statements in wrong:
        with pytest.raises(Refused) as why:
            packs.write_pack(replace(linking, statements=statements))
        assert (why.value.code, why.value.facts) == ("PACK-RULE", {"file": "consent.json", "field": "linkage"})
    packs.write_pack(replace(linking, statements=(_telling(pack, "A code made of your  name\ncounts you once."),)))


def test_everything_that_a_pack_may_say_comes_back(pack: Pack, seal_with) -> None:
    asking = {"text": True, "tables": "round5", "table_least": 5, "linkage": ADDRESS, "max_bundle": 1024 * 1024}
    export = replace(pack.export, table_columns=(("district",), ("age", "first_period")), **asking)
    whole = replace(pack, export=export, statements=(_telling(pack, LINKING),))
    sealed = container.write_container(packs.write_pack(whole), seal_with(packs.trusted_comment(whole)).sign)
    assert packs.read_pack(sealed, seal_with("").verify) == whole


def test_a_pack_from_before_there_were_such_fields_reads_as_it_always_did(pack: Pack, write, seal_with) -> None:
    facts = json.loads(dict(packs.write_pack(pack))["export.json"])
    assert not {"text", "tables", "table_least", "table_columns", "linkage", "max_bundle"} & facts.keys()
    read = packs.read_pack(write({}), seal_with("").verify).export
    assert (read.text, read.tables, read.table_least, read.table_columns, read.linkage, read.max_bundle) == (
        *(False, "suppress", 10, (), "", 7 * 1024 * 1024),
    )


def test_a_laptop_is_revoked_from_its_day_on(settings: ExportSettings) -> None:
    gone = Laptop(id=signing.key_id(LAPTOP), public_key=LAPTOP, enrolled="2026-11-01", revoked="2026-11-20")
    revoking = replace(settings, laptops=(gone, replace(gone, id="other", revoked="")))
    days = [is_revoked(revoking, gone.id, date(2026, 11, day)) for day in (19, 20, 21)]
    assert (days, is_revoked(revoking, "other", date(2026, 11, 21))) == ([False, True, True], False)


@pytest.mark.parametrize("text", ["", "no key", LAPTOP[:-4], f"{LAPTOP}AAAA", LAPTOP.replace("RW", "Rm"), "é" * 56])
def test_a_text_that_is_no_signing_key_has_no_id(text: str) -> None:
    assert signer_id(text) == ""


def test_the_id_of_a_signing_key_is_the_one_that_signatures_carry() -> None:
    assert signer_id(LAPTOP) == signing.key_id(LAPTOP)


def test_an_age_that_nobody_could_be_released_with_is_named_with_its_line(write, seal_with) -> None:
    with pytest.raises(Refused) as why:
        packs.read_pack(write({"hierarchies/age.csv": b"20;*\n21;*\n23;*\n"}), seal_with("").verify)
    assert (why.value.facts["line"], why.value.facts["leaf"]) == (3, "22")


@pytest.mark.parametrize(
    "purposes", [None, "keep", [[]], [["keep"]], ["keep"], [["keeep", "Keep my answers"]], [["keep", "one"], ["keep", "two"]]]
)
def test_words_that_no_laptop_could_ask_by_are_refused(write: Callable[..., bytes], seal_with, purposes: object) -> None:
    told = {"language": "en", "version": "1", "text": "May we?", **({} if purposes is None else {"purposes": purposes})}
    data = write({"consent.json": canonical.document({"statements": [told]}, "consent.json")})
    with pytest.raises(Refused, match="PACK-FIELD"):
        packs.read_pack(data, seal_with("").verify)
