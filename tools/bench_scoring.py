"""Scoring at size: one record of 50 items that is scored and kept, and 100,000 of them, beside a plain loop over the same numbers.

python tools/bench_scoring.py     prints the most memory, in kilobytes, of a process that scores 100,000 records as they come
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_watch import Bench

from civicdesk.records.answers import Submission
from civicdesk.records.ids import SubmissionId
from civicdesk.records.scores import Band, Key, Method, OnMissing, Scale, ScaleItem, ScoredSubmission
from civicdesk.scoring import bulk, scales
from civicdesk.scoring.key import with_hashes
from civicdesk.store import answers as answer_store
from civicdesk.store import scores as score_store
from civicdesk.workflows import forms, scoring_again
from civicdesk.workflows.kit import ENGINE, Kit

if TYPE_CHECKING:
    import bench_room

RECORDS, ITEMS, SCALES = 100_000, 50, 5
AGAIN = 1_000
"""Kept responses that are scored again, with every row in the audit chain."""
WITH_WORKINGS = 10_000
"""Records whose scores with all their workings may take 5 s."""
LOWEST, HIGHEST = 1, 6
BLANK = 0.03
"""Share of answers that are missing."""
METHODS = (Method.SUM, Method.MEAN, Method.MEAN_OF_POMP, Method.SUM, Method.MEAN)
NAMES = tuple(f"q{number:02}" for number in range(ITEMS))
LARGEST_MEMORY = 200 * 1024
"""Kilobytes that scoring 100,000 records may take."""

Record = dict[str, str | None]


def scoring(bench: Bench) -> None:
    """Score records of 50 items on 5 scales with reversed items, bands and a rule for what is missing."""
    import bench_room  # noqa: PLC0415 - the process that is measured alone must not load the store's room

    key = made_key()
    one = next(records(1))
    bench.time("score one record of 50 items, with workings", lambda: scales.score(key, one), bar=5, times=50)
    with bench_room.opened(bench.folder / "scoring") as room:
        talk = room.begin(room.add_person(0), 1)
        bench.time(
            "score one record of 50 items and keep it", lambda: keep(room.kit, talk.submission, key, one), bar=5, times=30, probe="disk"
        )
        form = fill(room, AGAIN)
        wish = scoring_again.Wish(form_id=form, reason="bench")
        bench.time(f"score {AGAIN:,} kept responses again and keep them", lambda: scoring_again.run(room.kit, wish), times=1)
    many = list(records(RECORDS))
    some = many[:WITH_WORKINGS]
    bench.time(
        f"score {WITH_WORKINGS:,} records of 50 items, with workings", lambda: [scales.score(key, each) for each in some], bar=5000, times=1
    )
    plain_ms, _ = _cpu_ms(lambda: plain_loop(many))
    spent_ms, made = _cpu_ms(lambda: sum(len(each) for each in bulk.scores(key, many)))
    if made != RECORDS * SCALES:
        raise ArithmeticError("not every record was scored")
    bench.note(f"score {RECORDS:,} records x {ITEMS} items x {SCALES} scales, CPU", [spent_ms], bar=4000, beside=("plain sums", plain_ms))
    bench.size("most memory of a process that does so", memory_kb(), bar=LARGEST_MEMORY)


def fill(room: "bench_room.Room", count: int) -> str:
    """Keep so many finished responses of one person, each scored; return their form."""
    kit, workspace = room.kit, room.kit.workspace
    first = answer_store.submission(workspace, room.finished(1, 1))
    made = score_store.latest(workspace, first.id)
    if made is None:
        raise LookupError("the shipped questionnaire has no scoring")
    with workspace.writing("scores-kept", kit.user.id, kit.now()):
        for _ in range(count - 1):
            again = replace(first, id=SubmissionId(kit.new_id()))
            answer_store.begin(workspace, again)
            score_store.keep_scores(workspace, replace(made, submission=again.id))
    return next(card.form_id for card in forms.cards(kit) if card.id == first.instrument)


def keep(kit: Kit, submission: Submission, key: Key, record: Record) -> None:
    """Score a record and keep it, durably."""
    made = scales.score(key, record)
    scored = ScoredSubmission(
        submission=submission.id,
        instrument=submission.instrument,
        wave=submission.wave,
        computed_at=kit.now(),
        engine=ENGINE,
        reason="bench",
        scores=made,
    )
    score_store.keep_scores(kit.workspace, scored)


def made_key() -> Key:
    """Return a key of five scales of ten items, every third of them reversed."""
    bands = (Band(name="low", start=-1.0), Band(name="middle", start=3.0), Band(name="high", start=40.0))
    plain = Scale(name="", method=Method.SUM, on_missing=OnMissing.PRORATE, min_proportion=0.8, bands=bands)
    items = [ScaleItem(item=name, low=LOWEST, high=HIGHEST, reverse=place % 3 == 0) for place, name in enumerate(NAMES)]
    share = ITEMS // SCALES
    made = (
        replace(plain, name=f"scale{place}", method=method, items=tuple(items[place * share : (place + 1) * share]))
        for place, method in enumerate(METHODS)
    )
    return with_hashes(Key(id="bench", version="1", scales=tuple(made)))


def records(count: int) -> Iterator[Record]:
    """Yield invented records, the same in every run."""
    chance = random.Random(20261122)  # noqa: S311 - invented answers
    codes = [str(number) for number in range(LOWEST, HIGHEST + 1)]
    for _ in range(count):
        yield {name: None if chance.random() < BLANK else codes[int(chance.random() * len(codes))] for name in NAMES}


def plain_loop(many: list[Record]) -> float:
    """Add up the same numbers with nothing else: no codes, no ranges, no rule for what is missing."""
    numbers = {str(number): float(number) for number in range(LOWEST, HIGHEST + 1)}
    whole = 0.0
    for record in many:
        for name in NAMES:
            answer = record[name]
            if answer is not None:
                whole += numbers[answer]
    return whole


def memory_kb() -> float:
    """Return the most memory of a process of its own that scores as many records as they come, in kilobytes."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _cpu_ms(work: Callable[[], object]) -> tuple[float, object]:
    began = time.process_time()
    made = work()
    return (time.process_time() - began) * 1000, made


def _alone() -> None:
    """Score as in a real run, answers coming one by one, and print what it took at most."""
    for _ in bulk.scores(made_key(), records(RECORDS)):
        pass
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    _alone()
