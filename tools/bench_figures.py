"""What is measured, group by group, with the program's own code. The bars are those of docs/reference/performance.md."""

import csv
import io
import random
import sys
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count

import bench_load
import bench_room
import bench_sheets
from bench_watch import Bench, share

from civicdesk import paths
from civicdesk.export import hierarchies, kanonymity
from civicdesk.forms import convert, engine, workbook
from civicdesk.records.instruments import Workbook
from civicdesk.records.pages import NodeState
from civicdesk.records.releases import Quasi, ReleasePerson
from civicdesk.scoring import loader, responses, scales
from civicdesk.workflows import backup, directory, interview, people, practice, respond, send, sheet, unlock
from civicdesk.workflows.kit import score_and_keep
from tests.performance import test_forms_speed

ENTRIES = 10_000
RESPONSES = 200
SCORED = 1_000
SMALL, LARGE = 1_000, 30_000
WAVES = 2
MOST_GROWTH = 200_000
"""Kilobytes that all tasks of the large forms may add to a process."""
KEPT = ((0.5, "median"), (0.95, "95th percentile"), (0.99, "99th percentile"))


def forms(bench: Bench) -> None:
    """Take the shipped questionnaire and the four large forms of the engine's own test, whose times are of the processor alone."""
    data, before = _questionnaire(), _peak()
    bench.time("read and convert the shipped questionnaire", lambda: _converted(data))
    xform = _converted(data).xform
    bench.time("open the shipped questionnaire", lambda: engine.load(xform, {}, world=_world()).state(), bar=400)
    for name, (measure, bar) in test_forms_speed.BARS.items():
        bench.take(name, measure, bar=bar)
    bench.size("q1000 and one response to it, in memory", test_forms_speed.kilobytes(), bar=test_forms_speed.MEMORY)
    bench.size("growth of the process over all of these", _peak() - before, bar=MOST_GROWTH)


def scores(bench: Bench) -> None:
    """Score the shipped questionnaire: one response, many, and one that is kept."""
    book = workbook.read_workbook(_questionnaire())
    bench.time("read the scoring key of the shipped questionnaire", lambda: loader.read_key(book), bar=200)
    key, _ = loader.read_key(book)
    if key is None:
        raise LookupError("the shipped questionnaire has no scoring")
    state = _answered(book)
    given, variant = responses.item_answers(key, state), responses.variant(key, state)
    bench.time("score one response", lambda: scales.score(key, given, variant=variant), bar=1, times=50)
    many = range(SCORED)
    bench.time(f"score {SCORED:,} responses", lambda: [scales.score(key, given, variant=variant) for _ in many], bar=500, times=3)
    with bench_room.opened(bench.folder / "scores") as room:
        talk = room.begin(room.add_person(0), 1)
        for _ in room.answer_all(talk, 0, 1):
            pass
        submission, run = talk.submission, room.kit.response(talk.submission)
        bench.time(
            "score one response and keep it", lambda: score_and_keep(room.kit, submission, run, "bench"), bar=5, times=30, probe="disk"
        )


def sheets(bench: Bench) -> None:
    """Make the sheet of a person's second meeting; the first one in a process pays for the libraries."""
    with bench_room.opened(bench.folder / "sheets") as room:
        submission = room.finished(0, WAVES)
        wish = sheet.SheetWish(steps=practice.steps(0, WAVES), second_page=True)
        bench.time("put a response into the words of a sheet", lambda: sheet.compose(room.kit, submission, wish))
        made = sheet.compose(room.kit, submission, wish)
        if "reportlab" not in sys.modules:
            bench.time("first sheet of a process", lambda: sheet.draw(made), bar=3000, times=1)
        bench.time("one sheet", lambda: sheet.draw(made), bar=150, times=10)
        drawn = sheet.draw(made)
        bench.size("one sheet as a file", len(drawn.pdf) / 1000, bar=300)
        bench.time("show one sheet at 96 dots an inch", lambda: sheet.pages(drawn.pdf), times=10)
        bench_sheets.session(bench, made)


def anonymise(bench: Bench) -> None:
    """Recode invented people with the shipped hierarchies."""
    for people_count, bar in ((SMALL, 500.0), (LARGE, 5000.0)):
        bench.time(f"recode {people_count:,} people, k = 5", partial(kanonymity.recode, _people(people_count), _rules()), bar=bar, times=3)


def local_directory(bench: Bench) -> None:
    """Take in and search a directory of 10,000 entries."""
    with bench_room.opened(bench.folder / "directory") as room:
        data = _entries()
        bench.time(f"take in {ENTRIES:,} entries", lambda: directory.import_entries(room.kit, data), bar=20_000, times=1)
        bench.time("find entries as typed", lambda: directory.find(room.kit, "garden"), bar=100)
        person = room.add_person(0)
        bench.time("rank entries for a person", lambda: directory.for_person(room.kit, person), bar=100)


def store(bench: Bench) -> None:
    """Keep answers one by one, take in a table, and do what the workspace does with all of it."""
    with bench_room.opened(bench.folder / "store") as room:
        _keep_answers(bench, room)
        numbers = range(1, RESPONSES + 1)
        for number in numbers:
            room.add_person(number)
        table, data = respond.Table(form_id=interview.default_form(room.kit)), bench_room.table(room.kit, numbers)
        bench.time(f"take in a table of {RESPONSES} responses", lambda: respond.import_table(room.kit, data, table), times=1)
        bench.time("find people as typed", lambda: people.find(room.kit, "numb"), bar=100)
        bench.time("check every page and the whole chain", lambda: backup.verify(room.kit), times=3)
        bench.time("back up, and check the copy", lambda: backup.make(room.kit), times=3, probe="disk")
        bench.time(f"prepare a batch of {RESPONSES} people", lambda: send.prepare(room.kit, practice=True), bar=12_000, times=1)
        bench.size("workspace", room.path.stat().st_size / 1000)
        path, tools = room.path, room.tools
    bench.time("unlock with the cheapest Argon2id", lambda: unlock.lock(bench_room.unlocked(path, tools)), bar=1000, times=3)


GROUPS: Mapping[str, Callable[[Bench], None]] = {
    "forms": forms,
    "scores": scores,
    "sheets": sheets,
    "anonymise": anonymise,
    "directory": local_directory,
    "store": store,
    "load": bench_load.load,
}
BY_NAME_ONLY = frozenset({"load", "pool", "send"})
"""Groups that take long."""


def _peak() -> float:
    """Return the largest size that the process has had, in kilobytes; 0 where the system does not say it."""
    try:
        import resource  # noqa: PLC0415 - not every system has it
    except ImportError:
        return 0.0
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / 1024 if sys.platform == "darwin" else float(largest)


def _questionnaire() -> bytes:
    return (paths.resources() / "instruments" / "civic-health.xlsx").read_bytes()


def _converted(data: bytes) -> convert.Converted:
    return convert.convert(data, workbook.read_workbook(data))


def _world() -> engine.World:
    ids = count(1)
    return engine.World(now=lambda: practice.FIRST_MEETING, chance=lambda: 0.5, uuid=lambda: f"{next(ids):032x}")


def _answered(book: Workbook) -> Mapping[str, NodeState]:
    """Return the shipped questionnaire as one invented person has answered it."""
    run = engine.load(convert.convert(_questionnaire(), book).xform, {}, world=_world())
    for ref in list(run.state()):
        node = run.state()[ref]
        if node.t in interview.ASKED and node.rel and not node.ro and "/cd_" not in ref:
            run.set(ref, practice.answer(0, 1, node))
    return run.state()


def _keep_answers(bench: Bench, room: bench_room.Room) -> None:
    """Keep every answer of one invented person's two meetings, each in its own transaction, a probe of the disk after each."""
    person, spent, disk = room.add_person(0), [], []
    for wave in range(1, WAVES + 1):
        talk = room.begin(person, wave)
        for milliseconds in room.answer_all(talk, 0, wave):
            spent.append(milliseconds)
            disk.append(bench.sync_ms())
        talk.finish()
    for of, name in KEPT:
        bench.note(f"keep one answer, {name} of {len(spent)}", [share(spent, of)], bar=50, beside=("disk", share(disk, of)))


def _people(how_many: int) -> tuple[ReleasePerson, ...]:
    """Return invented people, a little more of them in the middle of each list, as people are."""
    chance = random.Random(7)  # noqa: S311 - no secret: the same invented people each time
    values = {quasi.column: sorted(_rules().hierarchies[quasi.hierarchy].starts) for quasi in QUASI}
    found = []
    for number in range(how_many):
        leaves = {column: rest[min(int(chance.gauss(0.5, 0.2) % 1 * len(rest)), len(rest) - 1)] for column, rest in values.items()}
        found.append(ReleasePerson(code=f"{number:032x}", quasi=leaves, sex=leaves["sex"], ethnicity=leaves["ethnicity"]))
    return tuple(found)


QUASI = tuple(Quasi(column=name, hierarchy=name) for name in ("age", "sex", "ethnicity", "district", "employment", "housing"))


def _rules() -> kanonymity.Rules:
    return kanonymity.Rules(
        quasi=QUASI,
        hierarchies={quasi.hierarchy: hierarchies.read(quasi.hierarchy, hierarchies.shipped(quasi.hierarchy)) for quasi in QUASI},
        k=5,
    )


def _entries() -> bytes:
    """Return 10,000 invented entries as CSV: those of the practice project, again and again, each under its own number."""
    shipped = list(csv.DictReader(io.StringIO((paths.resources() / "practice" / "directory.csv").read_text(encoding="utf-8"))))
    written = io.StringIO()
    rows = csv.DictWriter(written, list(shipped[0]))
    rows.writeheader()
    for number in range(ENTRIES):
        like = shipped[number % len(shipped)]
        rows.writerow({**like, "id": f"bench-{number}", "name": f"{like['name']} {number}"})
    return written.getvalue().encode()
