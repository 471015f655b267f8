"""The project pack: what a laptop needs to join a project, in the same container as a bundle, signed by the coordinator.

Members in order: FORMAT, pack.json, export.json, consent.json, instruments/*.xlsx, lists/*, hierarchies/*.csv, directory.csv, manifest,
signature. The signing key stands in pack.json: whoever joins first compares its six words with the coordinator, later packs must
carry the same key.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from civicdesk.errors import Damaged, Refused
from civicdesk.export import canonical, container, hierarchies
from civicdesk.export.fields import Fields
from civicdesk.export.settings import check_settings, is_address, settings_from, settings_json
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import DELIVERY_KINDS, DeliveryPlace, Pack

FORMAT = b"civicdesk-pack 1.0\n"
MAJOR = b"civicdesk-pack 1."
LINKED = "linkage"
"""Field of a consent statement: the sentence of its text that says that people are counted over several places by a code."""

_SHORTEST_SENTENCE = 20
_COORDINATOR = "coordinator"
_DELIVERY = "delivery"
_LONGEST_ID = 100
"""Signs of a project's id: it stands in the signed comment of every pack."""
_CODES = {"BUNDLE-ZIP": "PACK-ZIP", "BUNDLE-CAP": "PACK-CAP", "BUNDLE-MANIFEST": "PACK-MANIFEST"}


def write_pack(pack: Pack) -> tuple[tuple[str, bytes], ...]:
    """Return the members of a pack in order; `container.write_container` adds manifest and signature.

    Raises:
        Refused: PACK-RULE, PACK-LIST, PACK-HIERARCHY-..., EXPORT-DOCUMENT: the pack would be refused by its readers.
    """
    check_settings(pack.export, {name: hierarchies.read(f"hierarchies/{name}.csv", data) for name, data in pack.hierarchies.items()})
    _check_facts(pack)
    for name in pack.lists:
        if not container.may_be_named(f"lists/{name}"):
            raise Refused("PACK-LIST", file=name)
    return (
        ("FORMAT", FORMAT),
        ("pack.json", canonical.document(_facts(pack), "pack.json")),
        ("export.json", canonical.document(settings_json(pack.export), "export.json")),
        ("consent.json", canonical.document({"statements": [dict(statement) for statement in pack.statements]}, "consent.json")),
        *((f"instruments/{name}", data) for name, data in sorted(pack.instruments.items())),
        *((f"lists/{name}", data) for name, data in sorted(pack.lists.items())),
        *((f"hierarchies/{name}.csv", data) for name, data in sorted(pack.hierarchies.items())),
        ("directory.csv", pack.directory),
    )


def signer_of(data: bytes) -> str:
    """Return the public key that a pack says it is signed with: not yet verified, to be handed to `read_pack`'s `verify`.

    Raises:
        Damaged: PACK-ZIP, PACK-CAP, PACK-MANIFEST.
        Refused: PACK-FORMAT, PACK-FIELD.
    """
    return _pack_json(_members(data)).text("signer")


def trusted_comment(pack: Pack) -> str:
    """Return the trusted comment that the signature of a pack carries."""
    return f"civicdesk-pack 1 {pack.project} {pack.version}"


def read_pack(data: bytes, verify: Callable[[bytes, bytes], str]) -> Pack:
    """Read and check a whole pack; it is refused whole or taken whole.

    Args:
        data: the file.
        verify: takes manifest and minisign file, returns the trusted comment; raises if the signature is wrong.

    Raises:
        Damaged: PACK-ZIP, PACK-CAP, PACK-MANIFEST; PACK-SIGNATURE: another key has signed, or something else.
        Refused: PACK-FORMAT: made by a newer program; PACK-MEMBER, PACK-FIELD, PACK-RULE, PACK-HIERARCHY-...: with `file` and `field` or `line`.
    """
    members = _members(data)
    try:
        comment = verify(members[container.MANIFEST], members[container.SIGNATURE])
    except Damaged as why:
        raise Damaged("PACK-SIGNATURE") from why
    pack = _pack(members)
    if comment != trusted_comment(pack):
        raise Damaged("PACK-SIGNATURE")
    if pack.export.project != pack.project:
        raise Refused("PACK-RULE", file="export.json", field="project")
    if pack.export.pack_version != pack.version:
        raise Refused("PACK-RULE", file="export.json", field="pack_version")
    check_settings(pack.export, {name: hierarchies.read(f"hierarchies/{name}.csv", rows) for name, rows in pack.hierarchies.items()})
    _check_facts(pack)
    return pack


def _members(data: bytes) -> Mapping[str, bytes]:
    try:
        members = container.read_container(data)
    except Damaged as why:
        raise Damaged(_CODES[why.code]) from why
    if not members.get("FORMAT", b"").startswith(MAJOR):
        raise Refused("PACK-FORMAT")
    return members


def _pack_json(members: Mapping[str, bytes]) -> Fields:
    return _json(members, "pack.json")


def _json(members: Mapping[str, bytes], name: str) -> Fields:
    try:
        value = canonical.load(_member(members, name))
    except ValueError as why:
        raise Refused("PACK-FIELD", file=name, field="") from why
    return Fields(name, value)


def _member(members: Mapping[str, bytes], name: str) -> bytes:
    if name not in members:
        raise Refused("PACK-MEMBER", file=name)
    return members[name]


def _folder(members: Mapping[str, bytes], folder: str, ending: str) -> Mapping[str, bytes]:
    return {name.removeprefix(folder): data for name, data in members.items() if name.startswith(folder) and name.endswith(ending)}


def _check_names(members: Mapping[str, bytes]) -> None:
    known = {"FORMAT", "pack.json", "export.json", "consent.json", "directory.csv", container.MANIFEST, container.SIGNATURE}
    known |= {f"instruments/{name}" for name in _folder(members, "instruments/", ".xlsx")}
    known |= {f"lists/{name}" for name in _folder(members, "lists/", "")}
    known |= {f"hierarchies/{name}" for name in _folder(members, "hierarchies/", ".csv")}
    for name in members:
        if name not in known:
            raise Refused("PACK-MEMBER", file=name)


def _pack(members: Mapping[str, bytes]) -> Pack:
    _check_names(members)
    facts = _pack_json(members)
    return Pack(
        project=ProjectId(facts.text("project")),
        name=facts.text("name"),
        version=facts.number("version"),
        practice=facts.flag("practice"),
        recovery=facts.flag("recovery"),
        contact=facts.text("contact"),
        crisis_lines=facts.texts("crisis_lines"),
        places=facts.texts("places"),
        districts=facts.texts("districts"),
        statements=tuple(_json(members, "consent.json").tables("statements")),
        instruments=_folder(members, "instruments/", ".xlsx"),
        lists=_folder(members, "lists/", ""),
        directory=_member(members, "directory.csv"),
        hierarchies={name.removesuffix(".csv"): data for name, data in _folder(members, "hierarchies/", ".csv").items()},
        export=settings_from(_json(members, "export.json"), practice=facts.flag("practice")),
        signer=facts.text("signer"),
        coordinator=facts.text(_COORDINATOR) if facts.has(_COORDINATOR) else "",
        delivery=_place(facts) if facts.has(_DELIVERY) else None,
    )


def _place(facts: Fields) -> DeliveryPlace:
    told = Fields("pack.json", facts.table(_DELIVERY))
    return DeliveryPlace(
        kind=told.one_of("kind", DELIVERY_KINDS),
        address=told.text("address"),
        user=told.text("user"),
        host_key=told.text("host_key"),
        region=told.text("region"),
    )


def _check_facts(pack: Pack) -> None:
    rules = {
        "project": bool(pack.project.strip()) and pack.project.isprintable() and len(pack.project) <= _LONGEST_ID,
        "name": bool(pack.name.strip()),
        "version": pack.version >= 1,
        _COORDINATOR: not pack.coordinator or is_address(pack.coordinator),
    }
    for field, kept in rules.items():
        if not kept:
            raise Refused("PACK-RULE", file="pack.json", field=field)
    if pack.export.linkage and not pack.statements:
        raise Refused("PACK-RULE", file="consent.json", field=LINKED)
    for statement in pack.statements:
        _check_statement(Fields("consent.json", dict(statement)), linked=bool(pack.export.linkage))


def _check_statement(told: Fields, *, linked: bool) -> None:
    """Refuse consent words that no laptop could ask by: a purpose that nobody knows, or one that stands there twice.

    Where the project links people, the words have to say it, and which sentence does: nobody is linked who did not hear it.
    """
    sentence = " ".join(told.text(LINKED).split()) if told.has(LINKED) else ""
    if (linked or sentence) and (len(sentence) < _SHORTEST_SENTENCE or sentence not in " ".join(told.text("text").split())):
        raise Refused("PACK-RULE", file=told.file, field=LINKED)
    for name in ("language", "version", "text"):
        told.text(name)
    rows = told.rows("purposes")
    purposes = [row[0] for row in rows]
    if (
        any(len(row) != len(("purpose", "sentence")) for row in rows)
        or len(set(purposes)) != len(purposes)
        or not set(purposes) <= set(Purpose)
    ):
        raise Refused("PACK-FIELD", file=told.file, field=f"purposes: {', '.join(purposes)}")


def _facts(pack: Pack) -> Mapping[str, object]:
    """Return what stands in pack.json; coordinator and place of delivery only if they are named, as in packs from before there were such."""
    named = {_COORDINATOR: pack.coordinator} if pack.coordinator else {}
    place = {_DELIVERY: asdict(pack.delivery)} if pack.delivery else {}
    return {
        **named,
        **place,
        "format": FORMAT.decode().strip(),
        "project": pack.project,
        "name": pack.name,
        "version": pack.version,
        "practice": pack.practice,
        "recovery": pack.recovery,
        "contact": pack.contact,
        "crisis_lines": pack.crisis_lines,
        "places": pack.places,
        "districts": pack.districts,
        "signer": pack.signer,
    }
