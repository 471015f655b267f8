"""The performance table says what was measured, beside what the machine did with a known job."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[3] / "tools"


@pytest.fixture
def watch() -> Iterator[ModuleType]:
    sys.path.insert(0, str(TOOLS))
    yield importlib.import_module("bench_watch")
    sys.path.remove(str(TOOLS))


@pytest.fixture
def bench(watch: ModuleType) -> ModuleType:
    return importlib.import_module("bench")


def test_a_figure_is_the_median_and_its_ratio_is_to_the_probe(watch: ModuleType, tmp_path: Path) -> None:
    taken = watch.Bench(tmp_path)
    taken.begin("store")
    taken.note("keep", [9.0, 2.0, 4.0], bar=5, beside=("disk", 0.5))
    figure = taken.figures[0]
    taken.close()
    assert (figure.group, figure.value, figure.least, figure.times, figure.ratio) == ("store", 4.0, 2.0, 3, 8.0)


def test_work_is_done_as_often_as_was_asked_for(watch: ModuleType, tmp_path: Path) -> None:
    taken, done = watch.Bench(tmp_path), []
    taken.time("nothing", lambda: done.append(1), times=4, probe="disk")
    taken.close()
    assert len(done) == taken.figures[0].times == 4
    assert taken.figures[0].probe_ms > 0


def test_the_share_of_all_figures_is_the_largest(watch: ModuleType) -> None:
    assert [watch.share([3.0, 1.0, 2.0], of) for of in (0.0, 0.5, 1.0)] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(("value", "said"), [(4.0, "yes"), (6.0, "no")])
def test_the_table_says_whether_a_figure_is_within_its_bar(
    bench: ModuleType, watch: ModuleType, tmp_path: Path, value: float, said: str
) -> None:
    taken = watch.Bench(tmp_path)
    taken.note("keep", [value], bar=5, beside=("loop", 2.0))
    taken.size("file", 12.0)
    taken.close()
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in bench.table(taken.figures)]
    assert lines[2] == ["", "keep", f"{value:.3g} ms", f"{value:.3g} ms", "5 ms", said, "loop 2 ms", f"{value / 2:.3g}"]
    assert lines[3] == ["", "file", "12 kB", "12 kB", "", "", "", ""]
