"""The pages of this house, read once for all the tests that look at them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Page:
    """One Python file: where it lies, what it says and how that is built."""

    name: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name of its module."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def functions(self) -> Iterator[Function]:
        """Return every function and method."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Return every imported module, also those inside functions and behind TYPE_CHECKING, with its line."""
        return _imports(ast.walk(self.tree))

    def imports_at_start(self) -> Iterator[tuple[str, int]]:
        """Return the modules that are imported when the page itself is."""
        return _imports(_outside_functions(self.tree))

    def texts(self) -> Iterator[tuple[str, int]]:
        """Return every piece of text except docstrings, with its line."""
        said = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                yield node.value, node.lineno


def _imports(nodes: Iterator[ast.AST]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function) or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)):
            continue
        yield child
        yield from _outside_functions(child)


def _read(files: list[Path]) -> tuple[Page, ...]:
    texts = [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in files]
    return tuple(Page(name, text, ast.parse(text)) for name, text in texts)


@pytest.fixture(scope="session")
def program() -> tuple[Page, ...]:
    """Every module of the program."""
    return _read(sorted((ROOT / "civicdesk").rglob("*.py")))


@pytest.fixture(scope="session")
def pages(program: tuple[Page, ...]) -> tuple[Page, ...]:
    """The program and what stands around it: run.py and tools, without the tests."""
    return program + _read([ROOT / "run.py", *sorted((ROOT / "tools").glob("*.py"))])


@pytest.fixture(scope="session")
def files() -> tuple[Path, ...]:
    """Every file of the project that is kept, or would be."""
    listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return tuple(path for path in paths if path.is_file())
