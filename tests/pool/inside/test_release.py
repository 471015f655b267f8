"""A release from the pool: people of all laptops together under fresh codes, hidden once more, stopped by the same gate."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from civicdesk.cli import main
from civicdesk.crypto import chain
from civicdesk.errors import Refused
from civicdesk.records.intake import Row
from civicdesk.records.pooling import Pooled
from civicdesk.store import ledger, pool
from civicdesk.store.ledger import Ledger
from civicdesk.workflows import pack_making, pool_release
from tests.journeys.conftest import START, make_pack, office, ticking  # noqa: F401 - fixtures
from tests.pool.rows import DAY, FORM, KEY, PEOPLE, arrival, choice, described, field, row, take

TODAY = date(2026, 11, 22)
HALF = 40
FORM_OF = [*DAY, field("form_version", always=True), field("days_since_first", "integer", always=True), field("mode", always=True)]
SCORES = [
    *PEOPLE[:2],
    *(field(name, "integer", always=True) for name in ("wave", "occasion", "answered", "items")),
    *(field(name, always=True) for name in ("scale", "score_version")),
    field("value", "number"),
]
TABLES = (
    described("people", [*PEOPLE[:2], field("first_period"), field("age"), field("sex")]),
    described(FORM, [*FORM_OF, field("remarks")]),
    described("scores", SCORES),
)
INTRUDER = {
    "scenarios": [
        ["fellow group member", "could not tell"],
        ["local journalist", "could not tell"],
        ["staff of another agency", "could not tell"],
    ],
    "tried_by": "KS",
    "tried_on": "2026-11-20",
    "approver": "BS",
    "reason": "Yearly figures, agreed",
}


def of_one(code: str, number: int) -> list[Row]:
    age, sex, period = (
        ("30-34", "35-39", "40-44", "*")[number % 4],
        ("Female", "Male")[number % 2],
        ("2026-Q3", "2026-11", "2026")[number % 3],
    )
    about = {"person_code": code, "wave": "1", "occasion": "1"}
    answers = {"form": "day", "form_version": "3", "days_since_first": "0", "mode": "interview", "remarks": "secret words"}
    given = {"pounds": str(number), "hours": "SKIPPED", "trust": ("td", "da", "ta")[number % 3], "ticks": "a"}
    scored = {"scale": "trust", "score_version": "1", "answered": "3", "items": "3", "value": "SKIPPED" if number % 5 else "2.5"}
    return [
        row("people", "", person_code=code, age=age, sex=sex, first_period=period),
        row(FORM, "day|1|1", **about, **answers, **given),
        row("scores", "1|1|trust", **about, **scored),
    ]


@pytest.fixture(scope="module")
def pooled(tmp_path_factory: pytest.TempPathFactory) -> Pooled:
    """Return the pool of two laptops that use the same codes for other people."""
    folder = tmp_path_factory.mktemp("office")
    kept = ledger.create(folder / "ledger.civicdesk", KEY)
    for laptop in ("l1", "l2"):
        rows = [each for number in range(HALF) for each in of_one(f"{laptop}-code-{number:02}", number)]
        take(kept, arrival("1", *rows, laptop=laptop, tables=TABLES))
    found = pool.build(kept, folder / "pool")
    kept.close()
    return found


@pytest.fixture
def wish(make_pack: Callable[..., bytes]) -> pool_release.Wish:  # noqa: F811 - the fixture
    return pool_release.Wish(
        pack=make_pack(),
        recipient="Everybody",
        recipient_class="public",
        prepared_by="Ada Test",
        approved_by="Ben Second",
        intruder=json.dumps(INTRUDER).encode(),
        today=TODAY,
    )


def made(pooled: Pooled, wish: pool_release.Wish, *, ledger_holds: bool = True) -> pool_release.Made:
    numbers = count(1)
    return pool_release.make(pooled, wish, lambda: f"{next(numbers):08}-0000-4000-8000-000000000000", ledger_holds=ledger_holds)


def table(told: pool_release.Made, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told.files[f"data/{name}.csv"].decode())))


def test_everybody_has_ten_look_alikes_and_no_code_of_a_bundle(pooled: Pooled, wish: pool_release.Wish) -> None:
    told = made(pooled, wish)
    assert (told.blocked, told.people, told.responses) == ((), 2 * HALF, 2 * HALF)
    people = table(told, "people")
    assert min(Counter((one["first_period"], one["age"], one["sex"]) for one in people).values()) >= 10
    assert [name for name, data in told.files.items() if b"-code-" in data or b"secret words" in data] == []
    codes = {one["person_code"] for one in people}
    assert len(codes) == 2 * HALF
    assert {one["person_code"] for one in table(told, FORM)} == codes


def test_nobody_is_told_more_finely_than_the_laptops_did(pooled: Pooled, wish: pool_release.Wish) -> None:
    told = {one["age"] for one in table(made(pooled, wish), "people")}
    assert told <= {"30-34", "35-39", "40-44", "30-39", "40-49", "18-39", "40-64", "*"}
    periods = {one["first_period"] for one in table(made(pooled, wish), "people")}
    assert periods <= {"2026-Q3", "2026-Q4", "2026-11", "2026", "*"}


def test_answers_and_scores_are_those_of_the_pool(pooled: Pooled, wish: pool_release.Wish) -> None:
    told = made(pooled, wish)
    assert Counter(one["trust"] for one in table(told, FORM)) == Counter(
        ("td", "da", "ta")[number % 3] for number in range(HALF) for _ in "12"
    )
    assert Counter(one["value"] for one in table(told, "scores")) == {"SKIPPED": 64, "2.5": 16}
    assert {one["hours"] for one in table(told, FORM)} == {"SKIPPED"}


def test_a_known_recipient_gets_what_the_pack_allows(pooled: Pooled, wish: pool_release.Wish) -> None:
    told = made(pooled, replace(wish, recipient_class="known", recipient="Invented university"))
    assert told.blocked == ()
    assert json.loads(told.files["release.json"])["settings"]["k"] == 3
    assert json.loads(told.files["release.json"])["recipient"] == "Invented university"


@pytest.mark.parametrize(
    ("changed", "check"),
    [({"intruder": b""}, "C10"), ({"approved_by": " ada TEST "}, "C11"), ({}, "C11")],
    ids=["nobody tried to find a person", "one person alone", "a ledger that is not whole"],
)
def test_the_gate_stops_what_it_stops_on_a_laptop(pooled: Pooled, wish: pool_release.Wish, changed: dict[str, object], check: str) -> None:
    told = made(pooled, replace(wish, **changed), ledger_holds=bool(changed))  # type: ignore[arg-type]  # names of its own fields
    assert [code for code, _ in told.blocked] == [check]
    assert sorted(told.files) == [pool_release.REPORT, pool_release.REPORT_JSON]


def test_too_few_people_are_no_release(kept: Ledger, tmp_path: Path, wish: pool_release.Wish) -> None:
    rows = [each for number in range(12) for each in of_one(f"c{number:02}", 0)]
    take(kept, arrival("1", *rows, tables=TABLES))
    told = made(pool.build(kept, tmp_path / "pool"), wish)
    assert "C8" in [code for code, _ in told.blocked]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"prepared_by": " "}, "POOL-TWO-PEOPLE"),
        ({"approved_by": ""}, "POOL-TWO-PEOPLE"),
        ({"recipient": " "}, "POOL-RECIPIENT"),
        ({"recipient_class": "friends"}, "POOL-RECIPIENT"),
        ({"intruder": b"{}"}, "SEND-INTRUDER"),
        ({"pack": b"no pack"}, "PACK-"),
    ],
)
def test_a_wish_without_names_a_recipient_or_a_pack_is_refused(
    pooled: Pooled, wish: pool_release.Wish, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(Exception, match=code):
        made(pooled, replace(wish, **changed))  # type: ignore[arg-type]  # names of its own fields


def test_a_pool_of_other_projects_has_nobody_to_release(kept: Ledger, tmp_path: Path, wish: pool_release.Wish) -> None:
    other = tuple(replace(one, project="other-project") for one in TABLES)
    take(kept, arrival("1", *of_one("ann", 1), tables=other))
    with pytest.raises(Refused, match="POOL-PROJECT"):
        made(pool.build(kept, tmp_path / "pool"), wish)


def test_files_go_into_a_new_folder_only(pooled: Pooled, wish: pool_release.Wish, tmp_path: Path) -> None:
    told = made(pooled, wish)
    pool_release.save(told, tmp_path / "out")
    assert (tmp_path / "out" / "data" / "people.csv").read_bytes() == told.files["data/people.csv"]
    with pytest.raises(Refused, match="POOL-FOLDER"):
        pool_release.save(told, tmp_path / "out")


def test_choices_of_the_form_are_what_may_be_told(kept: Ledger, tmp_path: Path, wish: pool_release.Wish) -> None:
    """A list of codes that a newer pack made shorter still knows the older codes."""
    shorter = described(FORM, [*[one for one in FORM_OF if one["name"] != "trust"], choice("trust", "ta")], pack=2)
    for number in range(HALF):
        take(kept, arrival(str(number), *of_one(f"c{number:02}", number), tables=TABLES))
    take(kept, arrival("99", tables=(shorter,)))
    told = made(pool.build(kept, tmp_path / "pool"), wish)
    assert {one["trust"] for one in table(told, FORM)} == {"td", "da", "ta"}


@pytest.fixture
def room(tmp_path: Path, make_pack: Callable[..., bytes], office: pack_making.OfficeKeys) -> Path:  # noqa: F811 - the fixtures
    """Return the folder of an office: keys, ledger, pack, the form of the second person."""
    pack_making.save_keys(office, tmp_path / "keys")
    kept = ledger.create(tmp_path / "ledger.civicdesk", chain.hkdf(office.signing_seed, chain.Purpose.LEDGER))
    take(kept, arrival("1", *(each for number in range(HALF) for each in of_one(f"l1-code-{number:02}", number)), tables=TABLES))
    kept.close()
    (tmp_path / "pack").write_bytes(make_pack())
    (tmp_path / "form.json").write_text(json.dumps(INTRUDER | {"tried_on": START.date().isoformat()}), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", [True, False], ids=["with the form", "without it"])
def test_it_is_made_by_words_too(room: Path, form: bool, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "--keys",
        room / "keys",
        "--ledger",
        room / "ledger.civicdesk",
        "--pool",
        room / "pool",
        "--pack",
        room / "pack",
        "--out",
        room / "out",
    ]
    said = ["--recipient", "Everybody", "--for", "public", "--prepared-by", "Ada Test", "--approved-by", "Ben Second"]
    said += ["--intruder-form", room / "form.json"] if form else []
    code = main.run(["central", "release", *map(str, words), *map(str, said)], ticking(START, first_id=1))
    assert code == (0 if form else 1)
    assert (room / "out" / "data" / "people.csv").exists() == form
    assert (room / "out" / pool_release.REPORT).exists()
    told = capsys.readouterr().out
    assert told.startswith(f"The release is written: {HALF} people, {HALF} responses" if form else "The release is stopped.")
    assert ("C10: " in told) != form
