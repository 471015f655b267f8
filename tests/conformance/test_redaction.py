"""Redaction of free text against labelled notes: how many direct identifiers go, how much else goes with them.

A set is a folder with `notes.jsonl` (id, text, spans with start, end, label, text). An identifier counts as removed if none of its
letters and digits is left; precision is the share of removed letters and digits that belong to a label. Four runs: as written and all
in lower case, each without and with a roster (the texts of all PERSON labels).
"""

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from civicdesk.export.redact import propose
from civicdesk.export.redact_roster import NOBODY, Roster, roster

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "redaction-dev"
INDIRECT = "ORGANISATION"
RECALL = {("written", "bare"): 0.98, ("written", "roster"): 0.99, ("lower", "bare"): 0.87, ("lower", "roster"): 0.95}
PRECISION = 0.85
SHOWN = 50


@dataclass
class Run:
    """What one run removed."""

    removed: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    notes: int = 0
    cut: int = 0
    rightly_cut: int = 0
    seconds: float = 0.0
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of direct identifiers that are wholly removed."""
        direct = [label for label in self.labelled if label != INDIRECT]
        return sum(self.removed[label] for label in direct) / max(sum(self.labelled[label] for label in direct), 1)

    @property
    def precision(self) -> float:
        """Share of removed letters and digits that belong to a label."""
        return self.rightly_cut / max(self.cut, 1)

    def as_json(self) -> dict[str, object]:
        """Return the figures of this run."""
        return {
            "direct_removed": round(self.recall, 4),
            "precision": round(self.precision, 4),
            "clean_notes": self.clean,
            "notes": self.notes,
            "by_label": {label: [self.removed[label], count] for label, count in sorted(self.labelled.items())},
            "ms_per_note": round(1000 * self.seconds / max(self.notes, 1), 3),
            "missed": self.missed[:SHOWN],
        }


def _signs(text: str, start: int, end: int) -> set[int]:
    return {at for at in range(start, end) if text[at].isalnum()}


def _judge(run: Run, note: Mapping[str, object], text: str, names: Roster) -> None:
    began = time.perf_counter()
    cuts = propose(text, names)
    run.seconds += time.perf_counter() - began
    gone = {at for cut in cuts for at in _signs(text, cut.start, cut.end)}
    labelled: set[int] = set()
    whole = True
    for span in note["spans"]:
        wanted = _signs(text, span["start"], span["end"])
        labelled |= wanted
        removed = wanted <= gone
        run.labelled[span["label"]] += 1
        run.removed[span["label"]] += removed
        if span["label"] != INDIRECT and not removed:
            whole = False
            run.missed.append(f"{note['id']} {span['label']}")
    run.notes += 1
    run.clean += whole
    run.cut += len(gone)
    run.rightly_cut += len(gone & labelled)


@pytest.fixture(scope="module")
def runs(vectors: tuple[Path, ...], report_file: Path | None) -> Mapping[tuple[str, str], Run]:
    """Run all notes four times; write the report if one is wanted."""
    folders = vectors or (DEFAULT,)
    if not all((folder / "notes.jsonl").is_file() for folder in folders):
        pytest.skip(f"no vectors at {', '.join(map(str, folders))}: hand in a folder with --vectors")
    notes = [json.loads(line) for folder in folders for line in (folder / "notes.jsonl").read_text(encoding="utf-8").splitlines() if line]
    people = {span["text"] for note in notes for span in note["spans"] if span["label"] == "PERSON"}
    made = {key: Run() for key in RECALL}
    for (writing, known), run in made.items():
        names = roster(people) if known == "roster" else NOBODY
        for note in notes:
            _judge(run, note, note["text"].lower() if writing == "lower" else note["text"], names)
    if report_file is not None:
        report_file.write_text(json.dumps(_report(made), indent=1), encoding="utf-8")
    print(_summary(made))  # noqa: T201 - the summary line
    return made


def _report(made: Mapping[tuple[str, str], Run]) -> dict[str, object]:
    failures = _below(made)
    bare, known = made["written", "bare"], made["written", "roster"]
    return {
        "recall_without_roster": bare.recall,
        "recall_with_roster": known.recall,
        "clean_without_roster": bare.clean / max(bare.notes, 1),
        "clean_with_roster": known.clean / max(known.notes, 1),
        "lower_without_roster": made["lower", "bare"].recall,
        "lower_with_roster": made["lower", "roster"].recall,
        "precision": bare.precision,
        "by_label": bare.as_json()["by_label"],
        "passed": 2 * len(made) - len(failures),
        "failed": len(failures),
        "failures": failures,
        "seconds": round(sum(run.seconds for run in made.values()), 2),
        "cases": [{"writing": writing, "names": known, **run.as_json()} for (writing, known), run in made.items()],
    }


def _below(made: Mapping[tuple[str, str], Run]) -> Sequence[str]:
    recall = [f"{' '.join(key)}: {run.recall:.3f} removed, {RECALL[key]} wanted" for key, run in made.items() if run.recall < RECALL[key]]
    return recall + [f"{' '.join(key)}: precision {run.precision:.3f}" for key, run in made.items() if run.precision < PRECISION]


def _summary(made: Mapping[tuple[str, str], Run]) -> str:
    told = (f"{' '.join(key)} {run.recall:.3f}/{run.precision:.2f}, {run.clean} of {run.notes} clean" for key, run in made.items())
    return "\nredaction (removed/precision): " + "; ".join(told)


def test_direct_identifiers_are_removed_and_little_else(runs: Mapping[tuple[str, str], Run]) -> None:
    assert all(run.notes for run in runs.values())
    assert _below(runs) == []
