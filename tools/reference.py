"""Write the reference that can be read off the program: error codes, machine settings, command line.

python tools/reference.py            write docs/reference/*.md
python tools/reference.py --check    write nothing; exit 1 if a page is out of date
"""

import ast
import dataclasses
import importlib
import importlib.util
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
MADE = "<!-- Written by tools/reference.py; do not edit. -->\n"
KINDS = {
    "Refused": ("the rules say no; something can be changed", 1),
    "Unavailable": ("the world says no; trying again may help", 3),
    "Damaged": ("the data says no; stop and keep the file", 4),
}


def main(words: list[str]) -> int:
    """Write or check every page; return the exit code."""
    made = {"errors.md": errors(), "settings.md": settings(), "commands.md": commands()}
    old = [name for name, text in made.items() if text and not _says(PAGES / name, text)]
    if "--check" in words:
        for name in old:
            print(f"docs/reference/{name} is out of date: run tools/reference.py")
        return 1 if old else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in old:
        (PAGES / name).write_text(made[name], encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def errors() -> str:
    """Return the page of all error codes: sentence, kind, and where each is raised."""
    words = importlib.import_module("civicdesk.i18n").catalogue("en")
    raised: dict[str, tuple[set[str], set[str]]] = {}
    for code, kind, module in raise_sites({key.removeprefix("error.") for key in words if key.startswith("error.")}):
        kinds, modules = raised.setdefault(code, (set(), set()))
        kinds.add(kind)
        modules.add(module)
    codes = sorted(raised)
    lines = [MADE, "# Error codes", "", "Each sentence that says no ends in a code. What to do next stands in the sentence itself.", ""]
    lines += [f"- **{kind}** (exit code {number}): {meaning}." for kind, (meaning, number) in KINDS.items()]
    for code in codes:
        kinds, modules = raised[code]
        sentence = words.get(f"error.{code}", "")
        lines += ["", f"## {code}", "", _cell(sentence if isinstance(sentence, str) else sentence[-1]), ""]
        lines += [f"{' or '.join(sorted(kinds - {''})) or 'Refused'}; from {', '.join(f'`{module}`' for module in sorted(modules))}."]
    return "\n".join(lines) + "\n"


def raise_sites(known: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (code, kind, module) for every code that the program spells out.

    Args:
        known: codes that have a sentence. One that is handed on by a function of its own has the kind "".
    """
    for path in sorted((ROOT / "civicdesk").rglob("*.py")):
        module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in KINDS:
                yield from ((code, _name(node.func), module) for code in _codes(node.args[0]))
            elif isinstance(node, ast.Constant) and node.value in known:
                yield str(node.value), "", module


def settings() -> str:
    """Return the page of the machine settings, empty while there are none."""
    if importlib.util.find_spec("civicdesk.settings") is None:
        return ""
    module = importlib.import_module("civicdesk.settings")
    source = (ROOT / "civicdesk" / "settings.py").read_text(encoding="utf-8")
    name = next(name for name, room in vars(module).items() if name.endswith("Settings") and dataclasses.is_dataclass(room))
    said = _attribute_texts(ast.parse(source), name)
    lines = [
        MADE,
        "# Machine settings",
        "",
        "One file a computer, plain TOML; it holds nothing personal. Project settings lie encrypted in the workspace.",
        "",
    ]
    lines += ["| setting | type | if nothing is said | meaning |", "|---|---|---|---|"]
    for field in dataclasses.fields(getattr(module, name)):
        kind = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
        default = "" if field.default is dataclasses.MISSING else field.default
        shown = str(default).lower() if isinstance(default, bool) else default
        lines.append(f"| `{field.name}` | {_cell(kind)} | {_cell(str(shown))} | {_cell(said.get(field.name, ''))} |")
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Return the page of the command line, empty while there is none."""
    if importlib.util.find_spec("civicdesk.cli.main") is None:
        return ""
    parser: ArgumentParser = importlib.import_module("civicdesk.cli.main").parser()
    lines = [MADE, "# Command line", "", "`civicdesk WORD ...`, or `.venv/bin/python -m civicdesk WORD ...` from a checkout.", ""]
    lines += ["Exit codes: 0 done, 1 refused, 2 wrong words, 3 unavailable, 4 damaged, 70 a bug.", ""]
    lines += _describe(parser, parser.prog, 2)
    return "\n".join(lines).rstrip() + "\n"


def _describe(parser: ArgumentParser, name: str, depth: int) -> Iterator[str]:
    """Yield the lines of one command and, below it, of its own words."""
    inner = [action for action in parser._actions if isinstance(action, _SubParsersAction)]  # noqa: SLF001 - argparse has no public way to walk a parser
    plain = [action for action in parser._actions if action not in inner and action.dest != "help"]  # noqa: SLF001 - as above
    yield from ("#" * min(depth, 4) + f" {name}", "", _cell(parser.description or ""), "")
    for action in plain:
        shown = ", ".join(action.option_strings) or action.metavar or action.dest
        value = "" if action.nargs == 0 or not action.option_strings else f" {action.metavar or action.dest.upper()}"
        yield f"- `{shown}{value}`: {_cell(action.help or '')}"
    if plain:
        yield ""
    for action in inner:
        helps = {choice.dest: choice.help for choice in action._choices_actions}  # noqa: SLF001 - as above
        for word, below in action.choices.items():
            below.description = below.description or helps.get(word)
            yield from _describe(below, f"{name} {word}", depth + 1)


def _attribute_texts(tree: ast.Module, record: str) -> dict[str, str]:
    """Return the text below each annotated attribute of a class."""
    said: dict[str, str] = {}
    for room in (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == record):
        for above, below in zip(room.body, room.body[1:], strict=False):
            if isinstance(above, ast.AnnAssign) and isinstance(above.target, ast.Name) and isinstance(below, ast.Expr):
                said[above.target.id] = str(ast.literal_eval(below.value))
    return said


def _codes(argument: ast.expr) -> Iterator[str]:
    """Yield the codes in the first argument of a failure; it may choose between two."""
    for node in ast.walk(argument):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isupper() and "-" in node.value:
            yield node.value


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _says(page: Path, text: str) -> bool:
    return page.is_file() and page.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
