"""A stop watch that never shows a figure alone: beside each stands a known job, done by the same machine in the same moment."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TURNS = 100_000
PROBES = 5
SYNCS = 20
PAGE = b"\0" * 4096
KILOBYTES = "kB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. `bar` and `ratio` are None where there is nothing to compare with."""

    group: str
    name: str
    value: float
    least: float
    unit: str
    bar: float | None
    probe: str
    probe_ms: float
    ratio: float | None
    times: int


class Bench:
    """Takes figures, each with its probe, and gathers them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.figures: list[Figure] = []
        self._group = ""
        self._probe = (folder / "probe").open("ab", buffering=0)

    def close(self) -> None:
        """Let go of the file of the probe."""
        self._probe.close()

    def begin(self, group: str) -> None:
        """Gather the next figures under a name."""
        self._group = group

    def time(self, name: str, work: Callable[[], object], *, bar: float | None = None, times: int = 5, probe: str = "loop") -> None:
        """Do something several times and keep the median.

        Args:
            name: what is done, in words.
            work: does it once.
            bar: milliseconds it may take; None if nobody has set any.
            times: how often.
            probe: `loop` for work of the processor, `disk` for work that waits for the disk.
        """
        before = self.probe(probe)
        spent = []
        for _ in range(times):
            began = time.perf_counter()
            work()
            spent.append((time.perf_counter() - began) * 1000)
        self.note(name, spent, bar=bar, beside=(probe, (before + self.probe(probe)) / 2))

    def take(self, name: str, measure: Callable[[], float], *, bar: float) -> None:
        """Keep a figure that something else measures, in milliseconds of the processor."""
        before = self.probe("loop")
        found = measure()
        self.note(name, [found], bar=bar, beside=("loop", (before + self.probe("loop")) / 2))

    def note(self, name: str, spent_ms: Sequence[float], *, bar: float | None = None, beside: tuple[str, float]) -> None:
        """Keep the median of figures that were taken elsewhere, in milliseconds."""
        value = statistics.median(spent_ms)
        probe, probe_ms = beside
        self._keep(name, (value, min(spent_ms), len(spent_ms)), bar, (probe, probe_ms, value / probe_ms))

    def size(self, name: str, size: float, *, bar: float | None = None) -> None:
        """Keep a size in kilobytes."""
        self._keep(name, (size, size, 1), bar, ("", 0.0, None))

    def probe(self, kind: str) -> float:
        """Return how many milliseconds the known job takes now."""
        return loop_ms() if kind == "loop" else self._disk_ms()

    def _keep(self, name: str, found: tuple[float, float, int], bar: float | None, probe: tuple[str, float, float | None]) -> None:
        value, least, times = found
        unit = "ms" if probe[0] else KILOBYTES
        figure = Figure(
            group=self._group,
            name=name,
            value=value,
            least=least,
            unit=unit,
            bar=bar,
            probe=probe[0],
            probe_ms=probe[1],
            ratio=probe[2],
            times=times,
        )
        self.figures.append(figure)

    def _disk_ms(self) -> float:
        return statistics.median(self.sync_ms() for _ in range(SYNCS))

    def sync_ms(self) -> float:
        """Return how long it takes now until 4 KiB more are on the disk."""
        began = time.perf_counter()
        self._probe.write(PAGE)
        os.fsync(self._probe.fileno())
        return (time.perf_counter() - began) * 1000


def loop_ms() -> float:
    """Return the median time of a plain Python loop of 100,000 turns, in milliseconds."""
    spent = []
    for _ in range(PROBES):
        began = time.perf_counter()
        total = 0
        for turn in range(TURNS):
            total += turn
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def share(figures: Sequence[float], of: float) -> float:
    """Return the value below which a share of the figures lies: 0.5 is the median, 1 the largest."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(of * len(ordered)))]
