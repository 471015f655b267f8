"""The language of expressions: what it reads, what it refuses, what each function gives."""

import time
from datetime import UTC, datetime

import pytest

from civicdesk.errors import Refused
from civicdesk.forms import limits
from civicdesk.forms.limits import Budget
from civicdesk.forms.tree import Node
from civicdesk.forms.xpath import compiler
from civicdesk.forms.xpath.functions_table import find
from civicdesk.forms.xpath.parser import functions_of, parse
from civicdesk.forms.xpath.scope import Scope, Surroundings


def tree(name: str, parent: Node | None, content: object) -> Node:
    node = Node(name, parent, content if isinstance(content, str) else "")
    if isinstance(content, dict):
        for key, value in content.items():
            for one in value if isinstance(value, list) else [value]:
                node.adopt(key).append(tree(key, node, one))
    return node


CONTENT = {
    "data": {
        "n": "5",
        "blank": "",
        "words": "one two",
        "day": "2024-02-29",
        "@id": "sample",
        "rep": [{"x": "1", "y": ""}, {"x": "3"}, {"x": "2"}],
    }
}
PEOPLE = {"root": {"item": [{"name": "a", "age": "30"}, {"name": "b", "age": "41"}, {"name": "c", "age": "30"}]}}


def scope(now: datetime = datetime(2025, 3, 14, 9, 26, 53, tzinfo=UTC)) -> Scope:
    document = tree("", None, CONTENT)
    around = Surroundings(
        document=document,
        instances={"people": tree("people", None, PEOPLE)},
        now=lambda: now,
        chance=lambda: 0.5,
        uuid=lambda: "00000000-0000-4000-8000-000000000001",
        budget=Budget(time.monotonic),
        itext=lambda name, _node: f"text {name}",
        choice_name=lambda value, path, _node: f"{value} of {path}",
    )
    return Scope(around, document.kids["data"][0].kids["n"][0])


def text(expression: str) -> str:
    return compiler.text(parse(expression))(scope())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3 - 4 div 2", "5"),
        ("5 mod -3", "2"),
        ("5 mod 0", ""),
        ("-5 div 0", "-Infinity"),
        ("0 div 0", ""),
        ("--1", "1"),
        ("-(2)", "-2"),
        ("1 < 2 and 2 <= 2 or false()", "true"),
        ("3 > 2 > 1", "false"),
        ("2 >= 3", "false"),
        ("1 = 2 = 0", "true"),
        ("'a' != 'b'", "true"),
        ("true() = 'yes'", "true"),
        ("/data/rep/x = 3", "true"),
        ("3 = /data/rep/x", "true"),
        ("/data/rep/x != /data/rep/x", "true"),
        ("/data/n = '5'", "true"),
        ("/data/rep/x > 2", "true"),
        ("1 = 1 = 1 = 1", "true"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("12345678901234567890", "12345678901234567000"),
        ("0.00001", "0.00001"),
        ("1 div 0", "Infinity"),
        (".", "5"),
        ("../words", "one two"),
        ("/data/rep[2]/x", "3"),
        ("/data/rep[x = 2]/x", "2"),
        ("/data/rep[last()]/x", "2"),
        ("/data/rep[position() > 1][1]/x", "3"),
        ("(/data/rep)[3]/x", "2"),
        ("count(//x)", "3"),
        ("count(/data/*)", "7"),
        ("count(/data/rep | /data/n | /data/n)", "4"),
        ("count(/)", "1"),
        ("/data/@id", "sample"),
        ("../attribute::id", "sample"),
        ("count(/data/rep[1]/following-sibling::rep)", "2"),
        ("count(/data/rep[2]/preceding-sibling::*)", "5"),
        ("count(/data/n/following::x)", "3"),
        ("count(/data/rep[3]/preceding::x)", "2"),
        ("count(/data/rep/x/ancestor::data)", "1"),
        ("count(/data/rep/x/ancestor-or-self::node())", "8"),
        ("count(/data/descendant::x)", "3"),
        ("count(/data/rep/x/..)", "3"),
        ("count(/data/rep/parent::data)", "1"),
        ("count(/data/text())", "0"),
        ("name(..)", "data"),
        ("local-name(/data/nope)", ""),
        ("div", ""),
        ("/data/n div2", "2.5"),
        ("/data/n -1", "4"),
        ("/data/n-1", ""),
        ("concat('a', 1, true(), /data/rep/x)", "a1true132"),
        ("join('-', /data/rep/x, 'z')", "1-3-2-z"),
        ("string()", "5"),
        ("string-length()", "1"),
        ("string-length('abc')", "3"),
        ("normalize-space('  a  b ')", "a b"),
        ("normalize-space()", "5"),
        ("substr('hello', -3, -1)", "ll"),
        ("substr('hello', number('x'))", "hello"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("substring-before('a-b', '-')", "a"),
        ("substring-before('ab', '-')", ""),
        ("substring-after('a-b', '-')", "b"),
        ("substring-after('ab', '')", "ab"),
        ("contains('abc', 'b')", "true"),
        ("starts-with('abc', 'a')", "true"),
        ("ends-with('abc', 'a')", "false"),
        ("uuid()", "00000000-0000-4000-8000-000000000001"),
        ("uuid(4)", "0000"),
        ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("digest('abc', 'MD5')", "kAFQmDzST7DWlj99KOF/cg=="),
        ("digest('abc', 'NONE')", ""),
        ("base64-decode('w6k=')", "é"),
        ("base64-decode('?')", ""),
        ("regex('abc1', '[a-z]+[0-9]')", "true"),
        ("regex('xabc1', '[b-z]')", "false"),
        ("regex('a', '(?=a)')", "false"),
        ("pulldata('people', 'age', 'name', 'b')", "41"),
        ("pulldata('people', 'age', 'name', 'z')", ""),
        ("pulldata('nobody', 'age', 'name', 'z')", ""),
        ("if(/data/n > 3, 'big', 'small')", "big"),
        ("coalesce(/data/blank, 'else')", "else"),
        ("coalesce(/data/n, 'else')", "5"),
        ("once('new')", "5"),
        ("boolean(0)", "false"),
        ("boolean-from-string('1')", "true"),
        ("not(/data/nope)", "true"),
        ("checklist(1, 2, true(), /data/blank, 1)", "true"),
        ("checklist(-1, 1, /data/rep/x)", "false"),
        ("weighted-checklist(3, 5, 1, 2, 1, 2)", "true"),
        ("number()", "5"),
        ("number('1e3')", ""),
        ("number('2024-02-29T12:00:00.000Z')", "19782"),
        ("random()", "0.5"),
        ("int(-3.9)", "-3"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.2)", "2"),
        ("ceiling(1 div 0)", "Infinity"),
        ("sum(/data/rep/y)", "0"),
        ("sum(/data/words)", ""),
        ("max(/data/nope)", ""),
        ("min(3, /data/rep/x)", "1"),
        ("round(-1.5)", "-1"),
        ("round(1.005, 2)", "1.01"),
        ("round(1234.567, -2)", "1200"),
        ("round(1 div 0)", "Infinity"),
        ("round(1, number('x'))", ""),
        ("pow(0, -1)", "Infinity"),
        ("pow(10, 400)", "Infinity"),
        ("pow(-8, 1 div 3)", ""),
        ("log(0)", "-Infinity"),
        ("sqrt(-1)", ""),
        ("exp10(2)", "100"),
        ("pi()", "3.141592653589793"),
        ("count-non-empty(/data/rep/y)", "0"),
        ("position(/data/rep[3])", "3"),
        ("position(/data/nope)", ""),
        ("position(instance('people')/root/item[name = 'b'])", "2"),
        ("instance('people')/root/item[name = 'b' and age = '41']/age", "41"),
        ("instance('people')/root/item[age = 30]/name", "a"),
        ("instance('people')/root/item['c' = name]/age", "30"),
        ("instance('people')/root/item[name = 'c' and position() = 3]/age", "30"),
        ("instance('people')/root/item[name = /data/rep/x]/age", ""),
        ("count(instance('people')/root/item[age = '30' and string-length(name) = 1])", "2"),
        ("instance('nobody')/root/item/name", ""),
        ("instance(concat('peo', 'ple'))/root/item[2]/name", "b"),
        ("join('', randomize(/data/rep/x, 42))", "132"),
        ("count(randomize(/data/rep))", "3"),
        ("count(randomize(/data/rep, 'a text'))", "3"),
        ("indexed-repeat(/data/rep/x, /data/rep, 2)", "3"),
        ("indexed-repeat(/data/rep/x, /data/rep, 0)", ""),
        ("indexed-repeat(../rep/x, ../rep, 3)", "2"),
        ("indexed-repeat(../rep/x, ../rep, 9)", ""),
        ("current()/../words", "one two"),
        ("today()", "2025-03-14"),
        ("now()", "2025-03-14T09:26:53.000+00:00"),
        ("date(0)", "1970-01-01"),
        ("date('2024-2-9')", "2024-02-09"),
        ("date('x')", ""),
        ("date(9999999999)", ""),
        ("date('2024-02-29T23:59:59.000-05:00')", "2024-03-01T04:59:59.000+00:00"),
        ("date('2024-13-45')", ""),
        ("/data/day + 1", "19783"),
        ("'2020-01-01' < '2020-01-02'", "true"),
        ("'2024-02-29T13:00:00Z' > /data/day", "true"),
        ("decimal-date-time('2024-02-29T12:00:00.000Z')", "19782.5"),
        ("decimal-date-time('x')", ""),
        ("decimal-time('06:00:00')", "0.25"),
        ("decimal-time('x')", ""),
        ("format-date(/data/day, '%d %b %Y %a %e %n %y %W %% %q')", "29 Feb 2024 Thu 29 2 24 9 % %q"),
        ("format-date-time('2024-02-29T03:05:09.007Z', '%H %h %M %S %3')", "03 3 05 09 007"),
        ("format-date(0, '%Y')", "1970"),
        ("format-date('x', '%Y')", ""),
        ("selected(/data/words, 'two')", "true"),
        ("selected('', '')", "true"),
        ("selected-at(/data/words, 1)", "two"),
        ("selected-at(/data/words, 2)", ""),
        ("count-selected('  a  b ')", "2"),
        ("jr:choice-name('a', ' /data/n ')", "a of /data/n"),
        ("jr:itext('hello')", "text hello"),
        ("area('0 0;0 1;1 1;1 0')", "12391256135.81"),
        ("area('0 0')", "0"),
        ("area('north')", ""),
        ("distance('52.573 -0.2405 0 0', '51.5074 -0.1278 0 0')", "118872.07"),
        ("distance('north')", ""),
        ("geofence('0.5 0.5', '0 0;0 1;1 1;1 0')", "true"),
        ("geofence('2 0.5', '0 0;0 1;1 1;1 0')", "false"),
        ("geofence('', '0 0')", "false"),
        ("extract-signed('a', 'b')", ""),
    ],
)
def test_an_expression_gives(expression: str, expected: str) -> None:
    assert text(expression) == expected


@pytest.mark.parametrize(
    "expression",
    ["count(", "5 * * 2", "'it''s'", "1 == 1", "1 && 1", "", "a b", "$x", "foo::bar", "[1]", "/data/", "concat(1 2)", "@", "'open"],
)
def test_an_expression_that_cannot_be_read_is_refused_with_its_place(expression: str) -> None:
    with pytest.raises(Refused, match="FORM-XPATH-SYNTAX") as why:
        parse(expression)
    assert 1 <= int(str(why.value.facts["place"])) <= len(expression) + 1


def test_an_unknown_function_is_refused() -> None:
    with pytest.raises(Refused, match="FORM-XPATH-FUNCTION"):
        compiler.value(parse("lower-case('A')"))


@pytest.mark.parametrize("expression", ["coalesce('a', 'b', 'c')", "selected('a')", "translate('a')", "true(1)"])
def test_a_wrong_number_of_arguments_is_refused(expression: str) -> None:
    with pytest.raises(Refused, match="FORM-XPATH-ARGS"):
        compiler.value(parse(expression))


def test_deep_nesting_is_refused_before_it_hurts() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT"):
        parse("(" * 100 + "1" + ")" * 100)


def test_a_very_long_expression_is_refused() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT"):
        parse("1" * (limits.EXPRESSION_CHARACTERS + 1))


def test_a_long_chain_of_operators_is_no_deep_nesting() -> None:
    assert text("+".join(["1"] * 5000)) == "5000"


def test_a_pattern_over_a_very_long_text_is_refused() -> None:
    here = scope()
    here.node.value = "a" * (limits.REGEX_SUBJECT_CHARACTERS + 1)
    with pytest.raises(Refused, match="FORM-LIMIT"):
        compiler.value(parse("regex(., 'a+')"))(here)


def test_a_step_that_takes_too_long_is_stopped() -> None:
    clock = iter([0.0, 31.0])
    budget = Budget(lambda: next(clock))
    budget.spend(9_999)
    with pytest.raises(Refused, match="FORM-SLOW"):
        budget.spend(1)


def test_the_functions_of_an_expression_are_found_however_deep() -> None:
    found = functions_of(parse("-count(instance('a')/root/item[not(x = today())]) + (if(1, 2, 3))[1]"))
    assert found == {"count", "instance", "not", "today", "if"}


def test_every_function_of_the_documented_list_is_there() -> None:
    listed = "string concat join substr substring translate uuid digest pulldata if coalesce once regex checklist round sum position count indexed-repeat"
    assert all(find(name) for name in listed.split())


def test_a_node_that_is_not_relevant_reads_as_empty() -> None:
    here = scope()
    here.node.rel = False
    assert compiler.text(parse("concat('[', ., ']')"))(here) == "[]"
