"""No room grows into the house: the sizes of ARCHITECTURE in numbers, without an exemption list."""

import ast
import re
from pathlib import Path

from tests.house.conftest import Function, Page

MODULE, FUNCTION, PARAMETERS, IGNORES_PER_1000, PATCHES_PER_TEST = 400, 50, 5, 0.5, 0.15
LARGEST_SHARE, GROWN_UP = 0.03, 15_000
ISSUE = re.compile(r"#\d+|issue \d+", re.IGNORECASE)


def test_no_module_is_longer_than_400_lines(pages: tuple[Page, ...]) -> None:
    assert [(page.name, page.text.count("\n")) for page in pages if page.text.count("\n") > MODULE] == []


def test_no_function_is_longer_than_50_lines(pages: tuple[Page, ...]) -> None:
    assert [
        f"{page.name}:{node.lineno} {node.name} {_length(node)}" for page in pages for node in page.functions() if _length(node) > FUNCTION
    ] == []


def test_no_function_takes_more_than_five_parameters(pages: tuple[Page, ...]) -> None:
    assert [
        f"{page.name}:{node.lineno} {node.name}" for page in pages for node in page.functions() if len(_parameters(node)) > PARAMETERS
    ] == []


def test_every_function_is_annotated(pages: tuple[Page, ...]) -> None:
    bare = [
        f"{page.name}:{node.lineno} {node.name}"
        for page in pages
        for node in page.functions()
        if node.returns is None or any(argument.annotation is None for argument in _parameters(node))
    ]
    assert bare == []


def test_one_module_does_not_become_the_program(program: tuple[Page, ...]) -> None:
    lines = [page.text.count("\n") for page in program]
    assert sum(lines) < GROWN_UP or max(lines) <= LARGEST_SHARE * sum(lines)


def test_type_errors_are_hardly_ever_waved_through(program: tuple[Page, ...]) -> None:
    ignores = [page.name for page in program for _ in re.findall(r"# type: ignore", page.text)]
    lines = sum(page.text.count("\n") for page in program)
    assert len(ignores) <= IGNORES_PER_1000 * max(lines, 2_000) / 1_000, ignores


def test_a_waved_through_line_says_what_and_why(pages: tuple[Page, ...]) -> None:
    bare = re.compile(r"# type: ignore(?!\[[a-z-]+(, ?[a-z-]+)*\] +\S)|# noqa(?!: ?[A-Z]+\d+(, ?[A-Z]+\d+)* +[-#] \S)")
    found = [f"{page.name}:{number}" for page in pages for number, line in enumerate(page.text.splitlines(), 1) if bare.search(line)]
    assert found == []


def test_every_promise_has_an_issue(pages: tuple[Page, ...]) -> None:
    promise = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")
    lines = [(f"{page.name}:{number}", line) for page in pages for number, line in enumerate(page.text.splitlines(), 1)]
    assert [place for place, line in lines if promise.search(line) and not ISSUE.search(line)] == []


def test_tests_patch_hardly_anything(files: tuple[Path, ...]) -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in files if path.name.startswith("test_") and path.suffix == ".py")
    patches = len(re.findall(r"monkeypatch\.setattr\(|\bpatch\(|\bmocker\.", tests))
    assert patches <= PATCHES_PER_TEST * len(re.findall(r"^\s*def test_", tests, re.MULTILINE))


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _parameters(node: Function) -> list[ast.arg]:
    """Return the parameters that a caller must know: without self and cls; `*rest` and `**rest` count."""
    named = [*node.args.posonlyargs, *node.args.args]
    if named and named[0].arg in {"self", "cls"}:
        named = named[1:]
    return [*named, *node.args.kwonlyargs, *(rest for rest in (node.args.vararg, node.args.kwarg) if rest is not None)]
