"""Scores, changes, group rows and statistics against results that R worked out, and cases worked out by hand.

A folder with key.json, items.csv and expected_scores.csv is a set; a JSON file whose `format` says so is a list of cases; anything
else is passed over. Nothing is keyed to the name of a folder, a scale or an item.
"""

import csv
import json
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pytest

from civicdesk.records.scores import (
    Band,
    Direction,
    Flag,
    ItemAnswer,
    Key,
    Method,
    Norm,
    OnMissing,
    Scale,
    ScaleItem,
    ScaleScore,
    ScaleStatistics,
    Status,
)
from civicdesk.scoring.change import change
from civicdesk.scoring.groups import group_summary
from civicdesk.scoring.key import with_hashes
from civicdesk.scoring.reliability import item_statistics
from civicdesk.scoring.scales import raised, score

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "scoring-dev"

CLASSES = (
    "scores",
    "cases",
    "statistics cases",
    "scale statistics",
    "item statistics",
    "lambda-6",
    "omegas",
    "reliable change",
    "plain change",
    "groups",
)
MEASURES = ("sum_complete", "mean_any", "mean_half", "sum_prorated_80", "pomp_80")
CLOSE, CLOSE_CASES, CLOSE_OMEGAS = 1e-6, 1e-9, 1e-5
FIRST_FAILURES = 50

Row = Mapping[str, str]


@dataclass
class Tally:
    tried: int = 0
    equal: int = 0


@dataclass
class Measured:
    """How many values of one column were compared, how many of them are figures, and the largest difference between two figures."""

    compared: int = 0
    figures: int = 0
    largest: float = 0.0

    def see(self, expected: object, got: object) -> None:
        self.compared += 1
        if is_figure(expected) and is_figure(got):
            self.figures += 1
            self.largest = max(self.largest, abs(float(str(expected)) - float(str(got))))


@dataclass
class Report:
    classes: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLASSES})
    columns: dict[str, dict[str, Measured]] = field(default_factory=lambda: {name: {} for name in CLASSES})
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def compare(self, name: str, where: str, pair: tuple[Mapping[str, object], Mapping[str, object]], close: float) -> None:
        """Compare what is expected with what was worked out, column by column."""
        expected, got = pair
        for column, value in expected.items():
            self.columns[name].setdefault(column, Measured()).see(value, got.get(column))
        self.note(name, where, differing(expected, got, close))

    def note(self, name: str, where: str, differences: Iterable[str]) -> None:
        found = list(differences)
        self.classes[name].tried += 1
        self.classes[name].equal += not found
        if found and len(self.failures) < FIRST_FAILURES:
            self.failures.append(f"{name}, {where}: {'; '.join(found)}.")

    def as_json(self) -> Mapping[str, object]:
        tried = sum(tally.tried for tally in self.classes.values())
        equal = sum(tally.equal for tally in self.classes.values())
        classes = {
            name: {"tried": one.tried, "equal": one.equal, "different": one.tried - one.equal, "not_implemented": 0}
            for name, one in self.classes.items()
        }
        columns = {
            name: {
                column: {"compared": one.compared, "figures": one.figures, "largest_difference": one.largest}
                for column, one in sorted(measured.items())
            }
            for name, measured in self.columns.items()
            if measured
        }
        return {
            "passed": equal,
            "failed": tried - equal,
            "values_compared": sum(one.compared for measured in self.columns.values() for one in measured.values()),
            "failures": self.failures,
            "seconds": round(self.seconds, 2),
            "classes": classes,
            "columns": columns,
        }


# ---- comparing


def is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(expected: object, got: object, close: float) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected == got
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return math.isclose(expected, got, rel_tol=0, abs_tol=close)
    return (expected or None) == (got or None)


def differing(expected: Mapping[str, object], got: Mapping[str, object], close: float) -> Iterator[str]:
    for name, value in expected.items():
        if name not in got:
            yield f"{name}: not worked out"
        elif not same(value, got[name], close):
            yield f"{name}: expected {value}, got {got[name]}"


def figure(cell: str) -> float | None:
    return float(cell) if cell not in {"", "NA"} else None


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_of(row: Row, *names: str) -> str:
    return next((row[name] for name in names if name in row), "")


# ---- keys


def item_of(raw: Mapping[str, object], low: object = None, high: object = None) -> ScaleItem:
    ends = raw.get("min", low), raw.get("max", high)
    return ScaleItem(
        item=str(raw.get("item", raw.get("col"))),
        reverse=bool(raw.get("reverse", False)),
        weight=float(str(raw.get("weight", 1))),
        low=None if ends[0] is None else float(str(ends[0])),
        high=None if ends[1] is None else float(str(ends[1])),
        integer=bool(raw.get("integer", True)),
    )


def norm_of(raw: Mapping[str, object] | None) -> Norm | None:
    if raw is None:
        return None
    table = tuple((float(one["value"]), float(one["p"])) for one in raw.get("table", ()))
    return Norm(kind=raw["kind"], mean=raw.get("mean"), sd=raw.get("sd"), sample=tuple(raw.get("sample", ())), table=table)


def digits_of(rule: object) -> int | None:
    return None if rule in {None, "", "none"} else int(str(rule).removeprefix("half_up:"))


def scale_of(name: str, raw: Mapping[str, object], whole: Mapping[str, object]) -> Scale:
    low, high = whole.get("response_min"), whole.get("response_max")
    table = raw.get("transform")
    return Scale(
        name=name,
        method=Method(str(raw["method"])),
        on_missing=OnMissing(raw.get("on_missing") or "null"),
        min_answered=raw.get("min_answered") or 0,
        min_proportion=raw.get("min_proportion") or 0.0,
        rescale=raw.get("rescale") or "none",
        rounding=digits_of(raw.get("round")),
        transform={float(one["raw"]): float(one["value"]) for one in table} if table else None,
        transform_round=digits_of(raw.get("transform_round")),
        norm=norm_of(raw.get("norm")),
        direction=Direction(raw.get("direction") or "higher_better"),
        parent=str(raw.get("parent") or ""),
        items=tuple(item_of(one, low, high) for one in raw.get("items", ())),
        bands=tuple(Band(name=one["name"], start=float(one["from"])) for one in raw.get("bands", whole.get("bands", ()))),
    )


def key_of(scales: Iterable[Scale], whole: Mapping[str, object]) -> Key:
    flags = whole.get("flags", ())
    return with_hashes(
        Key(
            id="set",
            version="1",
            scales=tuple(scales),
            missing_codes=frozenset(map(str, whole.get("missing_codes", ("dk", "ref")))),
            na_codes=frozenset(map(str, whole.get("na_codes", ("na",)))),
            flags=tuple(Flag(item=one["item"], op=one["op"], value=str(one["value"]), name=one["name"]) for one in flags),
        )
    )


def children_first(scales: list[Scale]) -> list[Scale]:
    done: list[Scale] = []
    while len(done) < len(scales):
        ready = [one for one in scales if one not in done and all(child in done for child in scales if child.parent == one.name)]
        if not ready:
            pytest.fail("a key of the set has a circle of parents")
        done += ready
    return done


def stated_key(raw: Mapping[str, object]) -> Key:
    parents = {child: str(one["id"]) for one in raw["scales"] for child in one.get("scales", ())}
    scales = [scale_of(str(one["id"]), {**one, "parent": one.get("parent") or parents.get(str(one["id"]))}, raw) for one in raw["scales"]]
    return key_of(children_first(scales), raw)


def plain_keys(raw: Mapping[str, object]) -> Mapping[str, Key]:
    eighty, half = raw["prorate_threshold"], raw["mean_half_threshold"]
    rules = {
        "sum_complete": {"method": "sum"},
        "mean_any": {"method": "mean", "on_missing": "prorate", "min_answered": 1},
        "mean_half": {"method": "mean", "on_missing": "prorate", "min_proportion": half},
        "sum_prorated_80": {"method": "sum", "on_missing": "prorate", "min_proportion": eighty},
        "pomp_80": {"method": "mean", "on_missing": "prorate", "min_proportion": eighty, "rescale": "pomp"},
    }
    return {
        name: key_of([scale_of(str(one["id"]), {**rule, "items": one["items"]}, raw) for one in raw["scales"]], raw)
        for name, rule in rules.items()
    }


# ---- sets


@dataclass
class Set:
    """One folder: its items by row, and every score by measure, row and scale."""

    folder: Path
    raw: Mapping[str, object]
    items: list[dict[str, str]]
    keys: Mapping[str, Key]
    scores: dict[tuple[str, str, str], ScaleScore] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Set":
        raw = json.loads((folder / "key.json").read_text(encoding="utf-8"))
        keys = {"value": stated_key(raw)} if raw.get("format") == "civicdesk-scoring-key" else plain_keys(raw)
        found = cls(folder, raw, rows_of(folder / "items.csv"), keys)
        for row in found.items:
            answers: Mapping[str, ItemAnswer] = {name: cell or None for name, cell in row.items()}
            for measure, key in keys.items():
                for one in score(key, answers):
                    found.scores[measure, row["row"], one.scale] = one
        return found

    @cached_property
    def people(self) -> Mapping[tuple[str, str], list[str]]:
        """Rows of each person in each occasion; a person twice in one occasion has two."""
        path = self.folder / "rows.csv"
        found: dict[tuple[str, str], list[str]] = {}
        for row in rows_of(path) if path.exists() else self.items:
            place = first_of(row, "person", "participant", "id"), first_of(row, "occasion", "time")
            found.setdefault(place, []).append(row["row"])
        return found

    @cached_property
    def occasions(self) -> list[str]:
        return sorted({occasion for _, occasion in self.people}, key=lambda one: (len(one), one))

    def scale(self, measure: str, name: str) -> Scale:
        return next(one for one in self.keys[measure].scales if one.name == name)


def compare_scores(one: Set, report: Report) -> None:
    for row in rows_of(one.folder / "expected_scores.csv"):
        for measure in one.keys:
            got = one.scores[measure, row["row"], row["scale"]]
            expected: dict[str, object] = {measure: figure(row[measure]), "n_answered": int(row["n_answered"])}
            expected |= {name: row[name] for name in ("status", "band") if name in row}
            expected |= {"n_applicable": int(row["n_applicable"])} if "n_applicable" in row else {}
            values = {measure: got.value, "status": got.status.value, "band": got.band}
            values |= {"n_answered": got.n_answered, "n_applicable": got.n_applicable}
            where = f"{one.folder.name} row {row['row']} {row['scale']}"
            report.compare("scores", where, (expected, values), CLOSE)


def summaries_of(folder: Path) -> Mapping[str, Mapping[str, object]]:
    path = folder / "expected_change_summary.json"
    if not path.exists():
        return {}
    raw = json.loads(path.read_text(encoding="utf-8"))
    return {raw["scale"]: raw} if "scale" in raw else raw


def compare_changes(one: Set, report: Report) -> None:
    summaries = summaries_of(one.folder)
    for path in sorted(one.folder.glob("expected_change*.csv")):
        for row in rows_of(path):
            name = row.get("scale") or next(iter(summaries))
            person = first_of(row, "person", "participant", "id")
            if "rci" in row:
                compare_reliable(one, (person, name), row, summaries[name], report)
            else:
                compare_plain(one, (person, name), row, report)


def pair_of(one: Set, measure: str, person: str, name: str) -> tuple[ScaleScore, ScaleScore] | None:
    rows = [one.people.get((person, occasion), []) for occasion in one.occasions[:2]]
    if [len(found) for found in rows] != [1, 1]:
        return None
    before, after = (one.scores[measure, found[0], name] for found in rows)
    return before, after


def compare_reliable(one: Set, who: tuple[str, str], row: Row, summary: Mapping[str, object], report: Report) -> None:
    measure = "sum_prorated_80" if "sum_prorated_80" in one.keys else "value"
    person, name = who
    pair = pair_of(one, measure, person, name)
    if pair is None:
        report.note("reliable change", person, ["not one row in each occasion"])
        return
    better = Direction.HIGHER_BETTER if summary["higher_is_better"] else Direction.LOWER_BETTER
    scale = replace(
        one.scale(measure, name),
        sd=summary["sd_pre"],
        reliability=summary["reliability"],
        cutoff=summary["cutoff_c"],
        direction=better,
    )
    got = change(scale, *pair)
    expected: dict[str, object] = {name: figure(row[name]) for name in ("pre", "post", "diff", "rci")}
    values = {"pre": got.before, "post": got.after, "diff": got.difference, "rci": got.rci}
    expected["class"] = "" if row["class"] == "NA" else row["class"]
    report.compare("reliable change", f"{one.folder.name} {person}", (expected, {**values, "class": got.klass}), CLOSE)


def compare_plain(one: Set, who: tuple[str, str], row: Row, report: Report) -> None:
    person, name = who
    pair = pair_of(one, next(iter(one.keys)), person, name)
    if pair is None:
        report.note("plain change", person, ["not one row in each occasion"])
        return
    got = change(one.scale(next(iter(one.keys)), name), *pair)
    expected = {column: figure(row[column]) for column in ("first", "second", "change")}
    values = {"first": got.before, "second": got.after, "change": got.difference}
    report.compare("plain change", f"{one.folder.name} {person} {name}", (expected, values), CLOSE)


def compare_groups(one: Set, report: Report) -> None:
    path = one.folder / "expected_group_summary.csv"
    if not path.exists():
        return
    measure = next(iter(one.keys))
    group = next(iter(rows_of(path)[0]))
    first = one.occasions[0]
    for row in rows_of(path):
        members = [item["row"] for item in one.items if item[group] == row[group] and first_of(item, "occasion", "time") == first]
        scale = one.scale(measure, row["scale"])
        got = group_summary(scale, [one.scores[measure, member, row["scale"]] for member in members])
        bands = dict(got.bands or ())
        expected = {name: figure(cell) for name, cell in row.items() if name not in {group, "scale"}}
        values = {"n_people": got.n_people, "n_scored": got.n_scored, "suppressed": int(got.suppressed)}
        values |= {name: getattr(got, name) for name in ("mean", "median", "p25", "p75")}
        values |= {f"n_{band.name}": bands.get(band.name) for band in scale.bands}
        report.compare("groups", f"{one.folder.name} {row[group]} {row['scale']}", (expected, values), CLOSE)


def scale_figures(got: ScaleStatistics) -> Mapping[str, object]:
    return {
        "n_items": got.n_items,
        "n_rows": got.n_rows,
        "n_complete": got.n_complete,
        "mean_sum": got.mean,
        "sd_sum": got.sd,
        "alpha": got.alpha,
        "alpha_listwise": got.alpha,
        "alpha_pairwise": got.alpha_pairwise,
        "alpha_standardised": got.alpha_standardised,
        "mean_interitem_r": got.mean_r,
        "guttman_lambda6": got.lambda6,
        "sem": got.sem,
        "sem_sum": got.sem,
        "se_diff": got.se_diff,
        "rci_threshold_1.96": got.reliable_change,
        **{f"p{percent}": value for percent, value in got.percentiles.items()},
    }


def compare_statistics(one: Set, report: Report) -> None:
    path = one.folder / "expected_scale_stats.csv"
    if not path.exists():
        return
    measure, key = next(iter(one.keys.items()))
    rows: list[Mapping[str, ItemAnswer]] = [{name: cell or None for name, cell in row.items()} for row in one.items]
    items = rows_of(one.folder / "expected_item_stats.csv")
    for row in rows_of(path):
        got = item_statistics(key, one.scale(measure, row["scale"]), rows)
        where = f"{one.folder.name} {row['scale']}"
        expected = {name: figure(cell) for name, cell in row.items() if name != "scale"}
        omegas = {name: expected.pop(name) for name in list(expected) if name.startswith("omega_")}
        lambda6 = {name: expected.pop(name) for name in list(expected) if name == "guttman_lambda6"}
        report.compare("scale statistics", where, (expected, scale_figures(got)), CLOSE)
        report.compare("lambda-6", where, (lambda6, scale_figures(got)), CLOSE)
        fitted = {"omega_total_1f_minres_cor": got.omega_minres, "omega_cfa_ml_cov": got.omega_ml}
        report.compare("omegas", where, (omegas, fitted), CLOSE_OMEGAS)
        compare_items(got, [item for item in items if item["scale"] == row["scale"]], report, where)


def compare_items(got: ScaleStatistics, rows: Iterable[Row], report: Report, where: str) -> None:
    found = {item.item: item for item in got.items}
    for row in rows:
        item = found[row["item"]]
        values = {"n": item.n, "mean_keyed": item.mean, "sd": item.sd, "item_total_r": item.item_total_r}
        values |= {"item_rest_r": item.item_rest_r, "alpha_if_dropped": item.alpha_if_dropped}
        expected = {name: figure(row[name]) for name in values if name in row}
        report.compare("item statistics", f"{where} {item.item}", (expected, values), CLOSE)


# ---- cases


def case_key(raw: Mapping[str, object]) -> Key:
    below = [scale_of(name, {**one, "parent": "case"}, raw) for name, one in raw.get("subscales", {}).items()]
    return key_of(children_first([*below, scale_of("case", raw, raw)]), raw)


def scored_case(case: Mapping[str, object]) -> Mapping[str, object]:
    key, answers = case_key(case["key"]), case["answers"]
    scores = {one.scale: one for one in score(key, answers)}
    got = scores.pop("case")
    flags = [*got.flags, *(flag.name for item, answer in answers.items() for flag in raised(key, item, answer))]
    return {
        "value": got.value,
        "status": got.status.value,
        "n_answered": got.n_answered,
        "n_applicable": got.n_applicable,
        "flags": flags,
        "band": got.band,
        "sub": {name: one.value for name, one in scores.items()},
    }


def changed_case(case: Mapping[str, object]) -> Mapping[str, object]:
    raw = case["key"]
    scale = Scale(name="case", method=Method.SUM, direction=Direction(raw["direction"]), sd=raw["sd"])
    scale = replace(scale, reliability=raw["reliability"], cutoff=raw.get("cutoff"))
    pre, post = (
        ScaleScore(scale="case", value=case["answers"][side], status=Status.OK, n_answered=5, n_applicable=5, n_items=5)
        for side in ("pre", "post")
    )
    got = change(scale, pre, post)
    return {"diff": got.difference, "se_diff": got.threshold / 1.96 if got.threshold else None, "rci": got.rci, "class": got.klass}


def compare_cases(path: Path, raw: Mapping[str, object], report: Report) -> None:
    close = raw.get("tolerance", CLOSE_CASES)
    for case in raw["cases"]:
        got = changed_case(case) if "method" not in case["key"] else scored_case(case)
        expected = dict(case["expected"])
        nested = expected.pop("sub", {})
        below = {f"sub {name}": value for name, value in got.get("sub", {}).items()}
        expected |= {f"sub {name}": value for name, value in nested.items()}
        report.compare("cases", f"{path.name} {case['id']}", (expected, {**got, **below}), close)


def compare_statistics_cases(path: Path, raw: Mapping[str, object], report: Report) -> None:
    close = raw.get("tolerance", CLOSE_CASES)
    for case in raw["cases"]:
        names = [f"q{place}" for place in range(len(case["items"][0]))]
        scale = Scale(name="case", method=Method.SUM, items=tuple(ScaleItem(item=name, integer=False) for name in names))
        rows = [dict(zip(names, row, strict=True)) for row in case["items"]]
        got = scale_figures(item_statistics(key_of([scale], {}), scale, rows))
        report.compare("statistics cases", f"{path.name} {case['id']}", (case["expected"], got), close)


# ---- the run


def compare_folder(folder: Path, report: Report) -> None:
    for path in sorted(folder.rglob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        kind = raw.get("format") if isinstance(raw, dict) else None
        if kind == "civicdesk-scoring-edge-cases":
            compare_cases(path, raw, report)
        elif kind == "civicdesk-scale-statistics-edge-cases":
            compare_statistics_cases(path, raw, report)
        elif path.name == "key.json" and all((path.parent / name).exists() for name in ("items.csv", "expected_scores.csv")):
            one = Set.read(path.parent)
            compare_scores(one, report)
            compare_changes(one, report)
            compare_groups(one, report)
            compare_statistics(one, report)


@pytest.fixture(scope="module")
def report(vectors: tuple[Path, ...], report_file: Path | None, request: pytest.FixtureRequest) -> Report:
    """Compare every set and case once, tell the result, and write it down if a file is named."""
    folders = vectors or (DEFAULT,)
    if not all(folder.is_dir() for folder in folders):
        pytest.skip(f"no conformance data in {', '.join(map(str, folders))}")
    made = Report()
    began = time.perf_counter()
    for folder in folders:
        compare_folder(folder, made)
    made.seconds = time.perf_counter() - began
    if report_file is not None:
        report_file.write_text(json.dumps(made.as_json(), indent=1) + "\n", encoding="utf-8")
    tell(made, request)
    return made


def tell(made: Report, request: pytest.FixtureRequest) -> None:
    whole = made.as_json()
    lines = [f"scoring: {whole['passed']} equal, {whole['failed']} different, {whole['seconds']} s"]
    lines += [
        f"  {name:18} tried {one.tried:7} equal {one.equal:7} different {one.tried - one.equal:5} not implemented 0"
        f"   largest difference {max((each.largest for each in made.columns[name].values()), default=0.0):.1e}"
        for name, one in made.classes.items()
    ]
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print("\n" + "\n".join(lines))  # noqa: T201 - the run ends with its table


@pytest.mark.parametrize("name", CLASSES)
def test_every_figure_equals_the_one_worked_out_elsewhere(report: Report, name: str) -> None:
    tally = report.classes[name]
    if not tally.tried:
        pytest.skip(f"no {name} in these folders")
    assert tally.equal == tally.tried, Counter(report.failures).most_common(5)


def test_the_folders_held_something_to_compare(report: Report) -> None:
    assert sum(tally.tried for tally in report.classes.values()) > 0
