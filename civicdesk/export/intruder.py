"""The motivated-intruder form as a file: what three imagined outsiders could find out, who tried, and why the release goes on."""

from datetime import date

from civicdesk.errors import Refused
from civicdesk.export import canonical
from civicdesk.records.releases import IntruderForm


def read(data: bytes) -> IntruderForm:
    """Read a form from JSON: `scenarios` (pairs of scenario and outcome), `tried_by`, `tried_on`, `approver`, `reason`.

    Raises:
        Refused: SEND-INTRUDER: a field is missing or wrong.
    """
    try:
        table = canonical.load(data)
        return IntruderForm(
            scenarios=tuple((str(name), str(outcome)) for name, outcome in table["scenarios"]),
            tried_by=str(table["tried_by"]),
            tried_on=date.fromisoformat(str(table["tried_on"])),
            approver=str(table["approver"]),
            reason=str(table["reason"]),
        )
    except (ValueError, KeyError, TypeError) as why:
        raise Refused("SEND-INTRUDER") from why
