"""The office at size: bundles of 40 laptops made with the program's own writer, taken in, pooled, queried, handed on.

python tools/bench_pool.py [--bundles NUMBER] [--folder FOLDER]

Prints one JSON document of figures. The bundles lie in the folder afterwards and are not made again the next time; the ledger and the pool
are. Each step runs in a process of its own, so that the memory it takes can be told.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench_watch import Bench  # noqa: E402 - the program must be found first

from civicdesk.crypto import sealing, signing  # noqa: E402 - the program must be found first
from civicdesk.export import bundle  # noqa: E402 - the program must be found first
from civicdesk.records.ids import ProjectId  # noqa: E402 - the program must be found first
from civicdesk.records.intake import Enrolled, Joined  # noqa: E402 - the program must be found first
from civicdesk.records.pooling import TablePlace  # noqa: E402 - the program must be found first
from civicdesk.records.releases import (  # noqa: E402 - the program must be found first
    Batch,
    BundleHeader,
    Column,
    ReleaseResponse,
    ReleaseRole,
    ReleaseScore,
    RiskReport,
)
from civicdesk.store import enrolled  # noqa: E402 - the program must be found first
from civicdesk.store import pool as pools  # noqa: E402 - the program must be found first
from civicdesk.transport.collection import Collected  # noqa: E402 - the program must be found first
from civicdesk.workflows import centre, pack_making  # noqa: E402 - the program must be found first
from civicdesk.workflows import pool as office  # noqa: E402 - the program must be found first

BUNDLES, LAPTOPS, PEOPLE, WAVES, ANSWERS = 2_000, 40, 50, 3, 27
"""50 people in 3 waves are 150 responses in a bundle; 8 columns that every response has and 27 answers are 35."""
K = 5
PROJECT = ProjectId("bench-project")
QUERY = """select p.project, r.wave, p.age, count(*) as responses, avg(r.q01) as mean from responses_day r
join people p using (laptop, person_code) group by all order by all"""


def pool(bench: Bench) -> None:
    """Take the figures of the whole way, each step in a process of its own."""
    words = [sys.executable, __file__, "--folder", str(bench.folder / "pool")]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    probe = bench.probe("loop")
    for name, figure in json.loads(done.stdout).items():
        bench.note(f"{name}, CPU", [figure["cpu_seconds"] * 1000], beside=("loop", probe))
        bench.size(f"{name}: most memory", figure["memory_kb"])


def main() -> int:
    """Do all steps, or the one that is named."""
    parser = argparse.ArgumentParser(description="The office at size.")
    parser.add_argument("--bundles", type=int, default=BUNDLES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--step", choices=STEPS)
    asked = parser.parse_args()
    sys.path += map(str, (ROOT / ".venv" / "checkers" / "lib").glob("python3.*/site-packages"))  # the pool's libraries are an extra
    with tempfile.TemporaryDirectory(prefix="civicdesk-pool-") as other:
        folder = asked.folder or Path(other)
        if asked.step:
            sys.stdout.write(json.dumps(taken(partial(STEPS[asked.step], folder, asked.bundles))))
            return 0
        for name in ("ledger", "pool", "tables", "files"):
            shutil.rmtree(folder / name, ignore_errors=True)
        print(json.dumps({step: _alone(step, folder, asked.bundles) for step in STEPS}, indent=2))
    return 0


def taken(work: Callable[[], object]) -> dict[str, object]:
    """Do something and return how long it took and the largest size of this process."""
    began, spent = time.perf_counter(), time.process_time()
    said = work()
    cpu = time.process_time() - spent
    return {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": cpu,
        "memory_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "said": said,
    }


def make_bundles(folder: Path, count: int) -> str:
    """Make the bundles that are not there yet."""
    keys, place = _keys(folder), folder / "bundles"
    place.mkdir(exist_ok=True)
    there = {path.name[:5]: path.stem[6:] for path in place.iterdir()}
    for number in range(len(there), count):
        before = there.get(f"{number - LAPTOPS:05}", "")
        batch, inner = _bundle(number, before)
        (place / f"{number:05}-{batch}.age").write_bytes(sealing.seal(inner, [keys.recipient, sealing.new_identity()[1]]))
        there[f"{number:05}"] = batch
    return f"{len(there)} bundles"


def take_in(folder: Path, count: int) -> str:
    """Take all bundles in as an office does: opened, checked cell by cell, kept, receipted."""
    with _opened(folder) as opened:
        enrolled.keep_project(opened.ledger, Joined(id=PROJECT, name="Bench", version=1, signer=opened.keys.signing_public))
        for laptop in range(LAPTOPS):
            public = signing.public_of(_seed(laptop))
            enrolled.enrol(opened.ledger, Enrolled(project=PROJECT, id=signing.key_id(public), public_key=public))
        statuses = [
            centre.take_in(opened, Collected(name=path.name, content=path.read_bytes()), _now()).status.value
            for path in sorted((folder / "bundles").iterdir())[:count]
        ]
    return ", ".join(f"{statuses.count(status)} {status}" for status in sorted(set(statuses)))


def make_pool(folder: Path, _: int) -> str:
    """Make the pool, or see that nothing has changed; then compare all numbers."""
    with _opened(folder) as opened:
        pooled = office.make(opened.ledger, folder / "pool")
        told = office.reckon(opened.ledger, pooled)
    size = sum(path.stat().st_size for path in pooled.folder.rglob("*.parquet"))
    rows = sum(each.rows for each in told)
    return f"made: {pooled.made}; {rows} rows, {size / 1e6:.1f} MB; all numbers agree: {all(each.agrees for each in told)}"


def query(folder: Path, _: int) -> str:
    """Count responses by project, wave and age over all people."""
    return f"{len(office.query(folder / 'pool', QUERY).rows)} lines"


def tables(folder: Path, _: int) -> str:
    """Write Delta tables into a folder."""
    pooled = pools.opened(folder / "pool")
    written = office.to_delta(pooled, TablePlace(address=str(folder / "tables")))
    return f"{sum(written.values())} of {len(written)} written"


def files(folder: Path, _: int) -> str:
    """Write CSV and SPSS files."""
    return f"{len(office.write_research_files(folder / 'pool', folder / 'files'))} files"


STEPS: dict[str, Callable[[Path, int], str]] = {
    "make the bundles": make_bundles,
    "take the bundles in": take_in,
    "pool them": make_pool,
    "pool them again": make_pool,
    "count by project, wave and age": query,
    "write Delta tables": tables,
    "write Delta tables again": tables,
    "write CSV and SPSS": files,
}


def _alone(step: str, folder: Path, count: int) -> object:
    words = [sys.executable, __file__, "--step", step, "--folder", str(folder), "--bundles", str(count)]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})
    print(f"{step} ... {done.stdout}", file=sys.stderr, flush=True)
    return json.loads(done.stdout)


def _opened(folder: Path) -> AbstractContextManager[centre.Centre]:
    return centre.opened(folder / "ledger" / "ledger.civicdesk", _keys(folder), _now().date())


def _keys(folder: Path) -> pack_making.OfficeKeys:
    """Return the keys of the office, made at the first time, so that the bundles of one run can be read in the next."""
    if not (folder / "keys").exists():
        pack_making.save_keys(pack_making.make_keys(), folder / "keys")
    return pack_making.read_keys(folder / "keys", None)


def _now() -> datetime:
    return datetime.now(UTC)


def _seed(laptop: int) -> bytes:
    return bytes(31) + bytes([laptop])


def _bundle(number: int, before: str) -> tuple[str, bytes]:
    """Return the id of one bundle and its archive, signed by its laptop."""
    seed, batch = _seed(number % LAPTOPS), _batch(number)
    public = signing.public_of(seed)
    laptop = signing.key_id(public)
    header = BundleHeader(
        batch_id=bundle.batch_id(batch, PROJECT, laptop, 1),
        project=PROJECT,
        pack_version=1,
        laptop=laptop,
        program_version="0",
        created="2026-11",
        preparer_role="coordinator",
        approver_role="coordinator",
        recipient="Invented centre",
        reason="bench",
        review_date="2027-01-01",
        previous_batch=before,
        chain_count=number // LAPTOPS + 1,
        chain_head=f"{number:064x}",
        practice=False,
        eligible=PEOPLE,
        held_back=(),
    )
    comment = bundle.trusted_comment(header)
    return header.batch_id, bundle.write_bundle(batch, header, _risk(), "Invented terms\n", lambda data: signing.sign(seed, data, comment))


def _batch(number: int) -> Batch:
    chance = random.Random(number)  # noqa: S311 - invented answers
    codes = [f"{number:05}x{person:03}" for person in range(PEOPLE)]
    labels = [
        {"age": f"{20 + 10 * (person % 5)}-{29 + 10 * (person % 5)}", "sex": "Female" if person % 2 else "Male"} for person in range(PEOPLE)
    ]
    likert = tuple((str(code), f"step {code}") for code in range(1, 6))
    columns = tuple(
        Column(
            name=f"q{at:02}",
            label=f"Question {at}",
            type="integer" if at % 3 else "select_one",
            role=ReleaseRole.PLAIN,
            choices=() if at % 3 else likert,
        )
        for at in range(1, ANSWERS + 1)
    )
    return Batch(
        people=tuple((code, 1, told) for code, told in zip(codes, labels, strict=True)),
        quasi_columns=("age", "sex"),
        responses=tuple(_response(code, wave, columns, chance) for code in codes for wave in range(1, WAVES + 1)),
        scores=tuple(
            ReleaseScore(code=code, wave=1, occasion=1, scale="trust", score_version="1", value=chance.random() * 9, answered=9, items=9)
            for code in codes
        ),
        columns={"day": columns},
    )


def _response(code: str, wave: int, columns: tuple[Column, ...], chance: random.Random) -> ReleaseResponse:
    values = {column.name: "NOT_ASKED" if chance.random() < 0.05 else str(1 + int(chance.random() * 5)) for column in columns}
    return ReleaseResponse(
        code=code, form="day", form_version="1", wave=wave, occasion=1, days_since_first=7 * (wave - 1), mode="interview", values=values
    )


def _risk() -> RiskReport:
    return RiskReport(
        people=PEOPLE,
        rows=PEOPLE * WAVES,
        held_back=(),
        smallest_class=K,
        classes=PEOPLE // K,
        uniques_before=0,
        k=K,
        l=0,
        loss=0.0,
        loss_by_column=(("age", 0.0), ("sex", 0.0)),
        loss_by_group=(),
        changes=(),
        prosecutor=1 / K,
        journalist=None,
        marketer=None,
        checks=(),
        settings={},
    )


if __name__ == "__main__":
    sys.exit(main())
