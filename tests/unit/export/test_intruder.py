"""The motivated-intruder form as a file."""

import json
from datetime import date

import pytest

from civicdesk.errors import Refused
from civicdesk.export import intruder

FORM = {
    "scenarios": [["fellow group member", "nobody found"], ["local journalist", "nobody found"], ["other staff", "nobody found"]],
    "tried_by": "coordinator",
    "tried_on": "2026-03-02",
    "approver": "coordinator",
    "reason": "agreed with the recipient",
}


def test_a_form_is_read_as_it_was_written() -> None:
    read = intruder.read(json.dumps(FORM).encode())
    assert (read.tried_on, read.scenarios[1], read.reason) == (
        date(2026, 3, 2),
        ("local journalist", "nobody found"),
        "agreed with the recipient",
    )


@pytest.mark.parametrize(
    "broken", [b"", b"[]", b"{}", json.dumps({**FORM, "tried_on": "soon"}).encode(), json.dumps({**FORM, "scenarios": [["x"]]}).encode()]
)
def test_a_broken_form_is_refused(broken: bytes) -> None:
    with pytest.raises(Refused, match="SEND-INTRUDER"):
        intruder.read(broken)
