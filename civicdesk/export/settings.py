"""The export part of a project pack as JSON, and the rules that no project may loosen."""

import re
from collections.abc import Mapping

from civicdesk.errors import Refused
from civicdesk.export.fields import Fields
from civicdesk.export.hierarchies import Hierarchy, gaps
from civicdesk.export.kanonymity import MAX_QUASI
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import ExportSettings, Laptop, Quasi, ReleaseRole

FIRST_PERIOD = "first_period"
PERIOD = "period"
LEAST_K = {"known": 3, "public": 10}
ROUND = 30
"""People in a round, if the pack does not say otherwise."""
RECIPIENTS = 2
"""Keys that can open a bundle: the loss of one must be survivable."""
_SHORT_CODE = re.compile(r"[a-z]{4,8}")


def quasi_of(settings: ExportSettings) -> tuple[Quasi, ...]:
    """Return all quasi-identifiers of a release: the month or quarter of the first session, always, then those of the pack."""
    return (Quasi(column=FIRST_PERIOD, hierarchy=PERIOD, floor=1 if settings.time == "quarter" else 0), *settings.quasi)


def check_settings(settings: ExportSettings, hierarchies: Mapping[str, Hierarchy]) -> None:
    """Check the rules that bind every project.

    Args:
        settings: the export part of a pack.
        hierarchies: those of the pack, by name.

    Raises:
        Refused: PACK-RULE with `file` and `field`.
    """
    for field, kept in _rules(settings).items():
        if not kept:
            raise Refused("PACK-RULE", file="export.json", field=field)
    for quasi in settings.quasi:
        tree = hierarchies.get(quasi.hierarchy)
        if tree is None or not 0 <= quasi.floor <= tree.top:
            raise Refused("PACK-RULE", file="export.json", field=f"quasi {quasi.column}")
        if gaps(tree):
            raise Refused("PACK-RULE", file=f"hierarchies/{quasi.hierarchy}.csv", field=", ".join(gaps(tree)))


def settings_json(settings: ExportSettings) -> Mapping[str, object]:
    """Return the settings as they stand in `export.json`."""
    return {
        **({} if settings.t is None else {"t": settings.t}),
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
    )


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
    }


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
