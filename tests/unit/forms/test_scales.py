"""Whole numbers between two near ends become a row of steps; everything else stays a field."""

import pytest

from civicdesk.forms.scales import path_of, scales

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>T</h:title><model>
<instance><data id="t"><n/></data></instance><bind nodeset="/data/n" type="{type}" constraint="{constraint}"/></model></h:head>
<h:body><input ref="/data/n"><label>N</label></input></h:body></h:html>"""


def found(constraint: str, kind: str = "int") -> tuple[int, int] | None:
    escaped = constraint.replace("<", "&lt;").replace(">", "&gt;")
    return scales(FORM.format(type=kind, constraint=escaped).encode(), ()).get("/data/n")


@pytest.mark.parametrize(
    ("constraint", "ends"),
    [
        (". >= 0 and . <= 10", (0, 10)),
        (".<=5 and .>=1", (1, 5)),
        (". > 0 and . < 4", (1, 3)),
        (". >= -2 and . <= 2", (-2, 2)),
        (". >= 0 and . <= 11", None),
        (". >= 3 and . <= 3", None),
        (". >= 0", None),
        (". >= 0 or . <= 10", None),
        (". >= 0 and . <= 10 and . != 5", None),
        (". >= 0 and . >= 1 and . <= 10", None),
        (". >= ${x} and . <= 10", None),
        ("", None),
    ],
)
def test_only_two_plain_ends_make_a_scale(constraint: str, ends: tuple[int, int] | None) -> None:
    assert found(constraint) == ends


def test_a_decimal_number_is_typed() -> None:
    assert found(". >= 0 and . <= 10", "decimal") is None


def test_an_instance_has_the_path_of_its_question() -> None:
    assert path_of("/data/visit[12]/at[3]/n") == "/data/visit/at/n"
