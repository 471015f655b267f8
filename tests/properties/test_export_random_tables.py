"""k, l and t hold on random tables with random hierarchies: counted again by hand here, and by pycanon where it is installed.

200 tables usually; CIVICDESK_TABLES asks for more. pycanon brings pandas, so it runs as a child process in the checkers' environment.
"""

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from civicdesk.errors import Refused
from civicdesk.export.hierarchies import TOP
from civicdesk.export.outside import Outside, Wish, anonymise, read_table

TABLES = int(os.environ.get("CIVICDESK_TABLES", "200"))
SEED = int(os.environ.get("CIVICDESK_TABLES_SEED", "6"))
CHECKER = Path(__file__).resolve().parents[2] / ".venv" / "checkers" / "bin" / "python"
NEAR = 1e-9

PYCANON = """
import json, sys
import pandas
from pycanon import anonymity
for line in sys.stdin:
    told = json.loads(line)
    frame = pandas.DataFrame(told["rows"], columns=told["columns"])
    frame["s"] = frame["s"].astype(int if told["ordered"] else str)
    quasi = told["columns"][:-1]
    print(json.dumps([
        int(anonymity.k_anonymity(frame, quasi)), int(anonymity.l_diversity(frame, quasi, ["s"])),
        float(anonymity.t_closeness(frame, quasi, ["s"])) if frame["s"].nunique() > 1 else 0.0]))
"""


@dataclass(frozen=True)
class Trial:
    """One random table, what was asked of it, and what came of it."""

    wish: Wish
    outside: Outside
    ways: Mapping[str, Mapping[str, Sequence[str]]]
    rows: Sequence[Sequence[str]]
    """Without the suppressed ones."""
    suppressed: int


def _tree(chance: Random) -> list[list[str]]:
    """Return the lines of a random hierarchy: each level puts neighbours of the level below together."""
    leaves = [f"v{number}" for number in range(chance.randint(1, 9))]
    lines = [[leaf] for leaf in leaves]
    groups = list(range(len(leaves)))
    for level in range(chance.randint(0, 3)):
        names = {group: chance.randint(0, len(leaves) // 2) for group in sorted(set(groups))}
        groups = [names[group] for group in groups]
        for line, group in zip(lines, groups, strict=True):
            line.append(f"l{level}-{group}")
    return [[*line, TOP] for line in lines]


def _trial(seed: int) -> Trial | None:
    chance = Random(seed)  # noqa: S311 - the same invented rows for the same seed
    columns = [f"q{number}" for number in range(chance.randint(1, 4))]
    trees = {column: _tree(chance) for column in columns}
    answers = [str(number) for number in range(chance.randint(1, 5))]
    rows = [[*(chance.choice(trees[column])[0] for column in columns), chance.choice(answers)] for _ in range(chance.randint(2, 60))]
    table = "\n".join(";".join(row) for row in [[*columns, "s"], *rows]).encode() + b"\n"
    files = {column: "\n".join(map(";".join, lines)).encode() + b"\n" for column, lines in trees.items()}
    wish = Wish(
        k=chance.randint(2, 6),
        l=chance.choice((0, 0, 2, 3)),
        t=chance.choice((None, 0.0, 0.1, 0.2, 0.35)),
        ordered=chance.random() < 0.5,
        sensitive="s",
        limit=chance.choice((0.0, 0.1, 0.4)),
        mode=chance.choice(("local", "local", "global")),
    )
    outside = read_table(table, files)
    few = len(rows) < wish.k or len({row[-1] for row in rows}) < wish.l
    try:
        result = anonymise(outside, wish)
    except Refused:
        if few or wish.mode == "global":
            return None
        raise
    released = [line.split(";") for line in result.table.decode().splitlines()[1:]]
    ways = {column: {line[0]: line for line in lines} for column, lines in trees.items()}
    return Trial(wish=wish, outside=outside, ways=ways, rows=released, suppressed=result.suppressed)


@pytest.fixture(scope="module")
def trials() -> Sequence[Trial]:
    """Recode all tables; a few are too small for what is asked of them."""
    made = [trial for number in range(TABLES) if (trial := _trial(SEED * 1_000_000 + number)) is not None]
    assert len(made) > TABLES // 2
    return made


def _groups(trial: Trial) -> Sequence[Sequence[str]]:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for *labels, answer in trial.rows:
        groups[tuple(labels)].append(answer)
    return list(groups.values())


def _distance(group: Sequence[str], whole: Sequence[str], *, ordered: bool) -> float:
    """Return the distance of a group from all, by the words of its definition."""
    values = sorted(set(whole), key=int)
    gaps = [group.count(value) / len(group) - whole.count(value) / len(whole) for value in values]
    if not ordered:
        return sum(map(abs, gaps)) / 2
    return sum(abs(sum(gaps[: at + 1])) for at in range(len(gaps))) / max(len(values) - 1, 1)


def test_every_group_is_large_diverse_and_near(trials: Sequence[Trial]) -> None:
    for trial in trials:
        wish, groups = trial.wish, _groups(trial)
        whole = [row[-1] for row in trial.outside.rows]
        assert min(map(len, groups), default=wish.k) >= wish.k
        assert min((len(set(group)) for group in groups), default=wish.l) >= wish.l
        if wish.t is not None:
            assert all(_distance(group, whole, ordered=wish.ordered) <= wish.t + NEAR for group in groups)


def test_nobody_is_left_out_beyond_the_limit(trials: Sequence[Trial]) -> None:
    for trial in trials:
        assert len(trial.rows) + trial.suppressed == len(trial.outside.rows)
        assert trial.suppressed <= (trial.wish.limit if trial.wish.mode == "global" else 0) * len(trial.outside.rows)


def test_every_label_covers_the_value_it_stands_for(trials: Sequence[Trial]) -> None:
    for trial in trials:
        if trial.suppressed:
            continue
        for before, after in zip(trial.outside.rows, trial.rows, strict=True):
            assert before[-1] == after[-1]
            assert all(label in trial.ways[column][leaf] for column, leaf, label in zip(trial.ways, before, after, strict=False))


def test_another_program_counts_the_same(trials: Sequence[Trial]) -> None:
    known = CHECKER.is_file() and subprocess.run([CHECKER, "-c", "import pycanon"], capture_output=True, check=False).returncode == 0
    if not known:
        pytest.skip("pycanon is not in the checkers' environment")
    asked = [trial for trial in trials if trial.rows]
    told = "\n".join(json.dumps({"columns": [*trial.ways, "s"], "rows": trial.rows, "ordered": trial.wish.ordered}) for trial in asked)
    done = subprocess.run([CHECKER, "-W", "ignore", "-c", PYCANON], input=told, capture_output=True, text=True, check=True)
    for trial, line in zip(asked, done.stdout.splitlines(), strict=True):
        k, least, far = json.loads(line)
        assert k >= trial.wish.k
        assert least >= trial.wish.l
        if trial.wish.t is not None and not trial.suppressed:
            assert far <= trial.wish.t + NEAR
