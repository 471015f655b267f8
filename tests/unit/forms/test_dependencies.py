"""Which slots an expression reads, and how far a change reaches."""

from collections.abc import Callable

import pytest

from civicdesk.forms.build import build
from civicdesk.forms.depends import reads
from civicdesk.forms.engine import Run
from civicdesk.forms.xpath.parser import parse

VALUES = '<a/><b/><g><c/></g><r jr:template="" k=""><x/><y/><kid jr:template=""><z/></kid></r>'


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("/data/a + /data/b", {"/data/a", "/data/b"}),
        ("../y", {"/data/r/y"}),
        ("count(/data/r)", {"/data/r"}),
        ("position(..)", {"/data/r"}),
        ("sum(/data/r/y)", {"/data/r/y"}),
        ("string(/data/g)", {"/data/g", "/data/g/c"}),
        ("/data/r[y = current()/../x]/kid/z", {"/data/r/x", "/data/r/y", "/data/r/kid/z"}),
        ("count(//z)", {"/data/r/kid/z"}),
        ("../@k", {"/data/r/@k"}),
        ("count(../following-sibling::*)", {"/data/a", "/data/b", "/data/g", "/data/r", "/data/meta"}),
        ("name(ancestor::data)", {"/data"}),
        ("count(ancestor-or-self::x)", {"/data/r/x"}),
        ("count(following::z)", {"/data/r/kid/z"}),
        ("count(descendant::z)", set()),
        ("instance('l')/root/item[name = /data/a]/label", {"/data/a"}),
        ("(/data/a | /data/b)[1]", {"/data/a", "/data/b"}),
        ("-/data/a", {"/data/a"}),
        ("if(/data/a, ../y, 1)", {"/data/a", "/data/r/y"}),
        ("once(today())", {"/data/r/x"}),
        ("string-length()", {"/data/r/x"}),
        ("jr:choice-name(/data/a, ' /data/b ')", {"/data/a", "/data/b"}),
        ("jr:choice-name(/data/a, 'count(')", {"/data/a"}),
        ("'text'", set()),
    ],
)
def test_an_expression_reads(form: Callable[..., bytes], expression: str, expected: set[str]) -> None:
    made = build(form(VALUES), {})
    found = {read.slot.path for read in reads(parse(expression), made.slots["/data/r/x"], made.document)}
    assert {path for path in found if not path.startswith("/data/meta/")} == expected


BODY = '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/x"><label>x</label></input></repeat></group>'


def test_inside_a_repeat_a_rule_belongs_to_its_instance(opened: Callable[..., Run]) -> None:
    run = opened("<r><x/><y/></r><r><x/><y/></r>", '<bind nodeset="/data/r/y" calculate="../x"/>', BODY)
    assert {node.ref for node in run.set("/data/r[2]/x", "1").changed} == {"/data/r[2]/x", "/data/r[2]/y"}


def test_a_running_total_over_instances_is_no_cycle(opened: Callable[..., Run]) -> None:
    rule = "../x + coalesce(/data/r[position() = position(current()/..) - 1]/y, 0)"
    run = opened("<r><x>1</x><y/></r><r><x>2</x><y/></r><r><x>3</x><y/></r>", f'<bind nodeset="/data/r/y" calculate="{rule}"/>', BODY)
    assert [run.state()[f"/data/r[{n}]/y"].v for n in (1, 2, 3)] == ["1", "3", "6"]
    run.set("/data/r[1]/x", "10")
    assert run.state()["/data/r[3]/y"].v == "15"


def test_a_relevance_above_a_repeat_reaches_every_instance(opened: Callable[..., Run]) -> None:
    body = BODY + '<input ref="/data/a"><label>a</label></input>'
    run = opened(
        "<a/><r><x>1</x></r><r><x>2</x></r><s/>",
        '<bind nodeset="/data/r" relevant="/data/a = \'\'"/><bind nodeset="/data/s" calculate="sum(/data/r/x)"/>',
        body,
    )
    assert run.state()["/data/s"].v == "3"
    run.set("/data/a", "no")
    assert (run.state()["/data/s"].v, run.state()["/data/r#range"].rel, run.state()["/data/r[2]/x"].rel) == ("0", False, False)
