"""Grants that were given, as 360Giving publishes them: who funded such things nearby. Individuals stay without a name."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from civicdesk.directory.openreferral import MOST_BYTES_A_FILE
from civicdesk.directory.plain_text import plain
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.upkeep import Award, Finding

MOST_GRANTS = 100_000
_LONGEST, _SHORT = 5_000, 300
_MOST_POUNDS = 10**10


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a file of grants holds."""

    awards: tuple[Award, ...]
    findings: tuple[Finding, ...]


def read(name: str, data: bytes) -> Read:
    """Read a file of grants: `{"grants": [...]}` as version 1.4 of the standard has it, or the bare list.

    Of two with one id the later counts. Nothing of an individual is kept but that there was one.

    Raises:
        Refused: DIR-FORMAT, DIR-SIZE.
    """
    if len(data) > MOST_BYTES_A_FILE:
        raise Refused("DIR-SIZE", most=20, one=20, files=1, records=MOST_GRANTS)
    try:
        page = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as why:
        raise Refused("DIR-FORMAT", file=name, problem=say("directory.feed.grants")) from why
    grants = page.get("grants") if isinstance(page, dict) else page
    if not isinstance(grants, list) or len(grants) > MOST_GRANTS:
        raise Refused("DIR-FORMAT", file=name, problem=say("directory.feed.grants"))
    found: dict[str, Award] = {}
    findings: list[Finding] = []
    for place, grant in enumerate(grants, start=1):
        award = _award(grant) if isinstance(grant, dict) else None
        if award is None:
            sentence = say("directory.finding.DIR-GRANT")
            findings.append(Finding(code="DIR-GRANT", file=name, place=place, name="", sentence=sentence, rejected=True))
        else:
            found[award.id] = award
    return Read(awards=tuple(found.values()), findings=tuple(findings))


def _award(grant: dict[str, Any]) -> Award | None:
    ident, title = _text(grant.get("id"), _SHORT), _text(grant.get("title"), _SHORT)
    if not ident or not title:
        return None
    individual = "recipientIndividual" in grant or "toIndividualsDetails" in grant
    return Award(
        id=ident,
        title=title,
        description="" if individual else _text(grant.get("description"), _LONGEST),
        funder=_first(grant, "fundingOrganization"),
        recipient="" if individual else _first(grant, "recipientOrganization"),
        pence=_pence(grant.get("amountAwarded")),
        currency=_text(grant.get("currency"), 3) or "GBP",
        awarded_on=_day(grant.get("awardDate")),
        area=_first(grant, "beneficiaryLocation"),
        to_individual=individual,
    )


def _text(value: object, most: int) -> str:
    return plain(value)[:most] if isinstance(value, str) else ""


def _first(grant: dict[str, Any], key: str) -> str:
    return next(_names(grant.get(key)), "")


def _names(parts: object) -> Iterator[str]:
    for one in parts if isinstance(parts, list) else ():
        name = _text(one.get("name"), _SHORT) if isinstance(one, dict) else ""
        if name:
            yield name


def _pence(amount: object) -> int:
    """Return whole pence, 0 for an amount that is none."""
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 <= amount <= _MOST_POUNDS:
        return 0
    return int((Decimal(str(amount)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
