"""The documentation does not lie: links lead somewhere, what can be read off the program is, and the floors are the floors."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "resources").rglob("*.md")])
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def _text(page: Path) -> str:
    """Return a page without its code blocks: what stands there is no link and no heading."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(_text(page))}


def _links(page: Path) -> list[tuple[Path, str]]:
    """Return (file, anchor) of every link into the project."""
    inside = [target for target in LINK.findall(_text(page)) if "://" not in target and not target.startswith("mailto:")]
    return [((page.parent / name).resolve() if name else page, anchor) for name, _, anchor in (target.partition("#") for target in inside)]


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [target.name for target, _ in _links(page) if not target.exists()] == []
    assert [f"{target.name}#{anchor}" for target, anchor in _links(page) if anchor and anchor not in _anchors(target)] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md" and page.is_file():
            reached.add(page)
            waiting += [target for target, _ in _links(page)]
    assert sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md") if page not in reached) == []


def test_the_readme_begins_with_what_it_is_for_and_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert all(lines[2:5])
    commands = [line for line in lines if line.startswith("python3 run.py")]
    assert commands[:2] == ["python3 run.py demo", "python3 run.py"]


def test_the_floors_in_the_documentation_are_the_floors_of_the_contract() -> None:
    floors = [floor.replace("(", "").replace(")", "") for floor in CONTRACTS[0]["layers"]]
    assert "```\n" + "\n".join(floors) + "\n```" in (DOCS / "architecture.md").read_text(encoding="utf-8")


def test_the_walls_in_the_documentation_are_the_contracts() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert re.findall(r"^- (\d+ .+)$", text, re.MULTILINE) == [contract["name"] for contract in CONTRACTS]


@pytest.mark.parametrize("tool", ["reference.py", "licences.py"])
def test_what_can_be_read_off_the_program_is_up_to_date(tool: str) -> None:
    done = subprocess.run([sys.executable, f"tools/{tool}", "--check"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-2000:]


def test_every_setting_is_explained_and_used() -> None:
    rows = re.findall(r"^\| `(\w+)` .*\| (.*?) ?\|$", (DOCS / "reference" / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    program = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "civicdesk").rglob("*.py") if path.name != "settings.py")
    assert [name for name, meaning in rows if name != "version" and not meaning] == []
    assert [name for name, _ in rows if name != "version" and not re.search(rf"\b{name}\b", program)] == []


@pytest.mark.parametrize("record", sorted((DOCS / "decisions").glob("*.md")), ids=lambda record: record.name)
def test_a_decision_has_its_four_parts(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {record.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Also looked at"]


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(record.name[:4]) for record in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
