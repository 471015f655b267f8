"""The export part of a project pack as JSON, and the rules that no project may loosen."""

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import date

from civicdesk.errors import Refused
from civicdesk.export.fields import Fields
from civicdesk.export.hierarchies import Hierarchy, gaps, place_of
from civicdesk.export.kanonymity import MAX_QUASI
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import ExportSettings, Laptop, Quasi, ReleaseRole

FIRST_PERIOD = "first_period"
WAVE = "wave"
"""By this tables sort people into the last round in which they answered."""
PERIOD = "period"
LEAST_K = {"known": 3, "public": 10}
ROUND = 30
"""People in a round, if the pack does not say otherwise."""
RECIPIENTS = 2
"""Keys that can open a bundle: the loss of one must be survivable."""
LEAST_TABLE = {"known": 5, "public": 10}
"""People behind every figure of a table, at the least. Source: NDTMS prints nothing below 5; outputs for the public take 10."""
TABLES = ("suppress", "round5")
SMALLEST_BUNDLE, LARGEST_BUNDLE = 1024 * 1024, 100 * 1024 * 1024
"""Bytes: below, no batch fits; above, no reader takes it."""
_SHORT_CODE = re.compile(r"[a-z]{4,8}")
_ADDRESS = re.compile(r"age1[02-9ac-hj-np-z]{58}")
"""An age recipient: 58 letters of Bech32. Its check letters are looked at when something is sealed to it."""
_KIND = b"Ed"
_KEY_ID_SIZE = 8
_PUBLIC_SIZE = 42
_LATER = ExportSettings(
    project=ProjectId(""),
    short_code="",
    pack_version=0,
    recipient="",
    recipient_class="",
    agreement="",
    review_date=date.min,
    age_recipients=(),
)
"""What holds where a pack says nothing: packs from before there were such fields stay readable, and their bytes the same."""


def quasi_of(settings: ExportSettings) -> tuple[Quasi, ...]:
    """Return all quasi-identifiers of a release: the month or quarter of the first session, always, then those of the pack."""
    return (Quasi(column=FIRST_PERIOD, hierarchy=PERIOD, floor=1 if settings.time == "quarter" else 0), *settings.quasi)


def check_settings(settings: ExportSettings, hierarchies: Mapping[str, Hierarchy]) -> None:
    """Check the rules that bind every project.

    Args:
        settings: the export part of a pack.
        hierarchies: those of the pack, by name.

    Raises:
        Refused: PACK-RULE with `file` and `field`; PACK-HIERARCHY-LEAF with `file`, `line` and `leaf`.
    """
    for field, kept in _rules(settings).items():
        if not kept:
            raise Refused("PACK-RULE", file="export.json", field=field)
    for quasi in settings.quasi:
        tree = hierarchies.get(quasi.hierarchy)
        if tree is None or not 0 <= quasi.floor <= tree.top:
            raise Refused("PACK-RULE", file="export.json", field=f"quasi {quasi.column}")
        if lost := gaps(tree):
            raise Refused(
                "PACK-HIERARCHY-LEAF", file=f"hierarchies/{quasi.hierarchy}.csv", line=place_of(tree, lost[0]), leaf=", ".join(lost)
            )


def is_address(text: str) -> bool:
    """Tell whether a text looks like the address of an age key, `age1...`."""
    return _ADDRESS.fullmatch(text) is not None


def signer_id(public: str) -> str:
    """Return the id of a public signing key as minisign writes it, 16 hex digits; empty if the text is no such key."""
    try:
        raw = base64.b64decode(public, validate=True)
    except (binascii.Error, ValueError):
        return ""
    kind, told, key = raw[: len(_KIND)], raw[len(_KIND) : len(_KIND) + _KEY_ID_SIZE], raw[len(_KIND) + _KEY_ID_SIZE :]
    known = hashlib.sha256(key).digest()[:_KEY_ID_SIZE]
    return known.hex() if len(raw) == _PUBLIC_SIZE and kind == _KIND and told == known else ""


def is_revoked(settings: ExportSettings, laptop: str, day: date) -> bool:
    """Tell whether a laptop may send nothing any more on a day, by what its pack says.

    Args:
        settings: the export part of the pack.
        laptop: its id, 16 hex digits.
        day: today; the day that the pack names counts already.
    """
    ends = [date.fromisoformat(each.revoked) for each in settings.laptops if each.id == laptop and each.revoked]
    return any(end <= day for end in ends)


def settings_json(settings: ExportSettings) -> Mapping[str, object]:
    """Return the settings as they stand in `export.json`."""
    return {
        **({} if settings.t is None else {"t": settings.t}),
        **_said_later(settings),
        "format": "civicdesk-export 1.0",
        "project": settings.project,
        "short_code": settings.short_code,
        "pack_version": settings.pack_version,
        "recipient": settings.recipient,
        "recipient_class": settings.recipient_class,
        "agreement": settings.agreement,
        "review_date": settings.review_date.isoformat(),
        "age_recipients": settings.age_recipients,
        "centre_sign_keys": settings.centre_sign_keys,
        "laptops": [{"id": it.id, "public_key": it.public_key, "enrolled": it.enrolled, "revoked": it.revoked} for it in settings.laptops],
        "k": settings.k,
        "l": settings.l,
        "min_people": settings.min_people,
        "population": settings.population,
        "population_source": settings.population_source,
        "quasi": [{"column": it.column, "hierarchy": it.hierarchy, "floor": it.floor} for it in settings.quasi],
        "sensitive": settings.sensitive,
        "roles": {field: role.value for field, role in settings.roles.items()},
        "time": settings.time,
        "two_person": settings.two_person,
        "one_person_reason": settings.one_person_reason,
    }


def settings_from(fields: Fields, *, practice: bool) -> ExportSettings:
    """Read `export.json`.

    Raises:
        Refused: PACK-FIELD: a field is missing or of another type.
    """
    return ExportSettings(
        project=ProjectId(fields.text("project")),
        short_code=fields.text("short_code"),
        pack_version=fields.number("pack_version"),
        recipient=fields.text("recipient"),
        recipient_class=fields.one_of("recipient_class", tuple(LEAST_K)),
        agreement=fields.text("agreement"),
        review_date=fields.day("review_date"),
        age_recipients=fields.texts("age_recipients"),
        centre_sign_keys=fields.texts("centre_sign_keys"),
        laptops=tuple(map(_laptop, fields.inner("laptops"))),
        k=fields.number("k"),
        l=fields.number("l"),
        t=fields.share_or_none("t"),
        min_people=fields.number("min_people"),
        population=fields.number_or_none("population"),
        population_source=fields.text("population_source"),
        quasi=tuple(map(_quasi, fields.inner("quasi"))),
        sensitive=fields.texts("sensitive"),
        roles=_roles(fields),
        time=fields.one_of("time", ("month", "quarter")),
        two_person=fields.flag("two_person"),
        one_person_reason=fields.text("one_person_reason"),
        practice=practice,
        text=fields.flag("text") if fields.has("text") else _LATER.text,
        tables=fields.one_of("tables", TABLES) if fields.has("tables") else _LATER.tables,
        table_least=fields.number("table_least") if fields.has("table_least") else _LATER.table_least,
        table_columns=tuple(each.texts("columns") for each in fields.inner("table_columns")) if fields.has("table_columns") else (),
        linkage=fields.text("linkage") if fields.has("linkage") else _LATER.linkage,
        max_bundle=fields.number("max_bundle") if fields.has("max_bundle") else _LATER.max_bundle,
    )


def _said_later(settings: ExportSettings) -> Mapping[str, object]:
    """Return the fields that older packs do not have, those alone that say something else than nothing."""
    told = {name: getattr(settings, name) for name in ("text", "tables", "table_least", "linkage", "max_bundle")}
    columns = {"table_columns": [{"columns": each} for each in settings.table_columns]} if settings.table_columns else {}
    return {**{name: value for name, value in told.items() if value != getattr(_LATER, name)}, **columns}


def _rules(settings: ExportSettings) -> Mapping[str, bool]:
    known = settings.recipient_class == "known"
    columns = [quasi.column for quasi in settings.quasi]
    return {
        "short_code": _SHORT_CODE.fullmatch(settings.short_code) is not None,
        "recipient": bool(settings.recipient),
        "agreement": bool(settings.agreement),
        "age_recipients": len(set(settings.age_recipients)) >= RECIPIENTS,
        "k": settings.k >= LEAST_K[settings.recipient_class],
        "l": settings.l >= 2,
        "min_people": settings.min_people >= (2 * settings.k if known else ROUND),
        "quasi": len(columns) < MAX_QUASI and len(set(columns)) == len(columns) and FIRST_PERIOD not in columns,
        "one_person_reason": settings.two_person or bool(settings.one_person_reason.strip()),
        "centre_sign_keys": all(map(signer_id, settings.centre_sign_keys)),
        "laptops": _laptops_hold(settings.laptops),
        "tables": settings.tables in TABLES,
        "table_least": settings.table_least >= LEAST_TABLE[settings.recipient_class],
        "table_columns": len(set(settings.table_columns)) == len(settings.table_columns)
        and all(_is_a_table(each, {FIRST_PERIOD, WAVE, *columns}) for each in settings.table_columns),
        "linkage": not settings.linkage or (is_address(settings.linkage) and settings.linkage not in settings.age_recipients),
        "max_bundle": SMALLEST_BUNDLE <= settings.max_bundle <= LARGEST_BUNDLE,
    }


def _is_a_table(columns: tuple[str, ...], known: Collection[str]) -> bool:
    """Tell whether a table has one or two columns that every person of a release has."""
    return len(columns) in {1, 2} and len(set(columns)) == len(columns) and all(column in known for column in columns)


def _laptops_hold(laptops: tuple[Laptop, ...]) -> bool:
    """Each laptop stands there once, under the id of its own key: an id that is not its key's would let a revoked one go on."""
    ids = [each.id for each in laptops]
    return len(set(ids)) == len(ids) and all(
        each.id == signer_id(each.public_key) and all(not day or _is_day(day) for day in (each.enrolled, each.revoked)) for each in laptops
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _laptop(fields: Fields) -> Laptop:
    return Laptop(
        id=fields.text("id"), public_key=fields.text("public_key"), enrolled=fields.text("enrolled"), revoked=fields.text("revoked")
    )


def _quasi(fields: Fields) -> Quasi:
    return Quasi(column=fields.text("column"), hierarchy=fields.text("hierarchy"), floor=fields.number("floor"))


def _roles(fields: Fields) -> Mapping[str, ReleaseRole]:
    try:
        return {field: ReleaseRole(str(role)) for field, role in fields.table("roles").items()}
    except ValueError as why:
        raise Refused("PACK-FIELD", file=fields.file, field="roles") from why
