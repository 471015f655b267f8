"""A release in several files, with tables: saved with one click, delivered file by file, received when every file is."""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest

from civicdesk.crypto import sealing, signing
from civicdesk.errors import Damaged, Refused
from civicdesk.export import csvs, settings
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.people import Person
from civicdesk.records.releases import DeliveryPlace, Laptop, Release, ReleaseState
from civicdesk.store import linking, released, releases
from civicdesk.transport.delivery import deliver as deliver_to
from civicdesk.transport.folder import Folder
from civicdesk.workflows import centre, consent, deliver, pack_making, practice, respond, send, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import PASSPHRASE, add_colleagues, held_by, join
from tests.unit.workflows.conftest import given, says_no, welcome

PEOPLE = 20
SMALL = 130_000
"""Bytes of a file: its papers take 110,000, so that half of the people fit. No pack may say so little: see `small_files`."""
PLACE = DeliveryPlace(kind="webdav", address="https://files.example/inbox", user="laptop")


CHECKERS = Path(__file__).resolve().parents[3] / ".venv" / "checkers" / "bin" / "python"


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pack ask for files that are smaller than any project needs, so that twenty people fill two."""
    monkeypatch.setattr(settings, "SMALLEST_BUNDLE", 1)


@pytest.fixture
def kit(tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools) -> Iterator[Kit]:
    """Return an open workspace of a project with tables and small files."""
    pack = make_pack(delivery=PLACE, max_bundle=SMALL, table_columns=(("sex",), ("sex", "wave")), table_least=5)
    kit = join(tmp_path / "workspace", pack, tools).kit
    add_colleagues(kit)
    yield kit
    if kit.workspace.is_open:
        unlock.lock(kit)


@pytest.fixture
def crowd(kit: Kit) -> list[Person]:
    """Return people who agreed to everything and have answered on paper."""
    made = [welcome(kit, birth_year=1985, sex="Female" if number % 2 else "Male") for number in range(PEOPLE)]
    answered(kit, made, wave=1)
    return made


def answered(kit: Kit, people: list[Person], *, wave: int) -> None:
    """Take in answers of some people on paper."""
    rows = "".join(f"{person.card},{wave},2026-03-02,da,ta,td,da\n" for person in people)
    respond.import_table(kit, f"card,wave,collected_on,sk1,sk2,kh1,kh2\n{rows}".encode(), respond.Table(form_id="civic_health"))


def approved(kit: Kit) -> Release:
    """Prepare a batch, and let Ben approve it."""
    batch = send.prepare(kit).value
    form = practice.intruder_form(send.SCENARIOS, "Ben Second", kit.now().date())
    return send.approve(held_by(kit, "Ben Second"), send.Approval(release=batch.id, passphrase=PASSPHRASE, intruder=form)).value


def sealed(kit: Kit) -> send.Sealed:
    """Prepare, approve and seal a batch."""
    return send.seal(kit, approved(kit).id).value


def begun(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Return a batch that was approved, and of which one file was sealed before the power went."""
    batch = approved(kit)
    keep = released.keep_part

    def cut(ws: object, release: object, part: object, *rest: object, **more: object) -> None:
        if part.number > 1:  # type: ignore[attr-defined] - is a part
            raise KeyboardInterrupt
        keep(ws, release, part, *rest, **more)  # type: ignore[arg-type] - handed on as they came

    with monkeypatch.context() as power:
        power.setattr(released, "keep_part", cut)
        with pytest.raises(KeyboardInterrupt):
            send.seal(kit, batch.id)
    return send.release(kit, batch.id)


def received(kit: Kit, data: bytes, office: pack_making.OfficeKeys) -> centre.Received:
    """Return what the centre finds in one file."""
    return centre.receive(data, office.identity, {"laptop": send.laptop_key(kit)})


def figures(bundle: centre.Received) -> dict[tuple[str, str, str], str]:
    """Return the tables of a bundle."""
    return {(row["table"], row["row"], row["column"]): row["value"] for row in csvs.read(bundle.members["data/tables.csv"])}


def test_a_large_release_is_several_whole_bundles(kit: Kit, crowd: list[Person], office: pack_making.OfficeKeys) -> None:
    made = sealed(kit)
    assert len(made.files) > 1
    assert max(len(data) for _, data in made.files) <= SMALL
    bundles = [received(kit, data, office) for _, data in made.files]
    assert [each.check.findings for each in bundles] == [()] * len(bundles)
    assert sum(each.check.people for each in bundles) == PEOPLE
    told = [json.loads(each.members["release.json"]) for each in bundles]
    ids = [each.check.batch_id for each in bundles]
    assert [(each["part"], each["parts"], each["batches"]) for each in told] == [(at, len(ids), ids) for at in range(1, len(ids) + 1)]
    assert [each["previous_batch"] for each in told] == ["", *ids[:-1]]
    assert sorted({each["chain"]["count"] for each in told}) == [each["chain"]["count"] for each in told]
    assert ["data/tables.csv" in each.members for each in bundles] == [True, *([False] * (len(ids) - 1))]


def test_the_only_file_of_several_is_never_told(kit: Kit, crowd: list[Person]) -> None:
    made = sealed(kit)
    for ask in (lambda: made.name, lambda: made.data):
        with pytest.raises(ValueError, match="too many values"):
            ask()


def test_a_seal_that_was_cut_off_goes_on_with_the_files_that_are_there(
    kit: Kit, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begun(kit, monkeypatch)
    first = released.parts(kit.workspace, send.release(kit, batch.id))
    assert (len(first), batch.state) == (1, ReleaseState.APPROVED)
    made = send.seal(kit, batch.id).value
    assert made.release.state is ReleaseState.SEALED
    assert released.parts(kit.workspace, made.release)[:1] == first


def test_somebody_who_comes_between_two_files_shifts_nobody(kit: Kit, crowd: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    batch = begun(kit, monkeypatch)
    welcome(kit, yes=frozenset({Purpose.KEEP}))
    first = released.parts(kit.workspace, send.release(kit, batch.id))
    made = send.seal(kit, batch.id).value
    assert released.parts(kit.workspace, made.release)[:1] == first


def test_files_that_would_be_cut_elsewhere_now_are_not_mixed_with_those_that_are_there(
    kit: Kit, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begun(kit, monkeypatch)
    monkeypatch.setattr(send.parts, "room_inside", lambda *_: 2 * SMALL)
    with says_no("SEND-CHANGED"):
        send.seal(kit, batch.id)
    assert send.release(kit, batch.id).state is ReleaseState.APPROVED


def test_whoever_withdraws_between_two_files_stops_the_release(kit: Kit, crowd: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    batch = begun(kit, monkeypatch)
    consent.withdraw(kit, replace(given(kit, crowd[0].id), choices={Purpose.RESEARCH: Choice.NO}))
    for verb in (lambda: send.seal(kit, batch.id), lambda: send.sealed(kit, batch.id)):
        with pytest.raises(Refused, match=r"SEND-CHANGED|SEND-STATE"):
            verb()
    assert send.page(kit).eligible == PEOPLE - 1


def test_where_one_file_is_turned_away_the_people_of_the_others_are_still_told_as_withdrawn(kit: Kit, crowd: list[Person]) -> None:
    made = sealed(kit)
    first, second = released.parts(kit.workspace, made.release)[:2]
    for part, state in ((first, ReleaseState.RECEIVED), (second, ReleaseState.REFUSED)):
        releases.mark(kit.workspace, made.release.id, released.mark_part(kit.workspace, made.release, part.number, state, by=kit.user.id))
    assert send.release(kit, made.release.id).state is ReleaseState.REFUSED
    assert released.last_batch(kit.workspace, but=()) in {part.batch_id for part in released.parts(kit.workspace, made.release)} - {
        second.batch_id
    }
    for person in crowd:
        consent.withdraw(kit, replace(given(kit, person.id), choices={Purpose.RESEARCH: Choice.NO}))
    assert len(releases.outstanding(kit.workspace)) == PEOPLE


def test_each_file_is_delivered_with_its_own_note_and_again_only_where_it_is_missing(kit: Kit, crowd: list[Person], tmp_path: Path) -> None:
    made = sealed(kit)
    deliver.keep_secret(kit, "six plain words")
    asked = deliver.errand(kit, made.release.id)
    (tmp_path / "inbox").mkdir()
    inbox = Folder(tmp_path / "inbox")
    deliver_to(inbox, asked.parcels[0])
    assert [deliver_to(inbox, parcel).already_there for parcel in asked.parcels] == [True, *([False] * (len(asked.parcels) - 1))]
    for part, parcel in zip(released.parts(kit.workspace, made.release), asked.parcels, strict=True):
        note = json.loads((tmp_path / "inbox" / f"{part.file_name}.note.json").read_bytes())
        assert (note["batch_id"], note["file"]) == (part.batch_id, parcel.name)
        assert signing.verify(send.laptop_key(kit), parcel.content, note["minisig"].encode()).endswith(part.batch_id)
    assert deliver.carried(kit, asked).value.state is ReleaseState.SENT


def test_tables_tell_no_figure_of_few_people(kit: Kit, crowd: list[Person], office: pack_making.OfficeKeys) -> None:
    told = figures(received(kit, sealed(kit).files[0][1], office))
    month = f"{kit.now():%Y-%m}"
    assert told[f"sex ({month})", "total", "people"] == str(PEOPLE)
    assert (f"sex by wave ({month})", "total", "total") in told


def test_after_one_withdrawal_the_tables_are_repeated_with_their_month(
    kit: Kit, crowd: list[Person], office: pack_making.OfficeKeys
) -> None:
    before = figures(received(kit, sealed(kit).files[0][1], office))
    consent.withdraw(kit, replace(given(kit, crowd[0].id), choices={Purpose.RESEARCH: Choice.NO}))
    again = sealed(kit)
    after = received(kit, again.files[0][1], office)
    assert figures(after) == before
    assert sum(received(kit, data, office).check.people for _, data in again.files) == PEOPLE - 1
    check = next(check for check in again.release.report.checks if check.code == "C9")
    assert "Told again as they were before" in check.sentence


def test_release_after_release_no_figure_differs_by_few_people(kit: Kit, crowd: list[Person], office: pack_making.OfficeKeys) -> None:
    told = [figures(received(kit, sealed(kit).files[0][1], office))]
    for newcomers in (12, 3):
        answered(kit, [welcome(kit, birth_year=1985, sex="Female" if number % 2 else "Male") for number in range(newcomers)], wave=1)
        consent.withdraw(kit, replace(given(kit, crowd.pop().id), choices={Purpose.RESEARCH: Choice.NO}))
        told.append(figures(received(kit, sealed(kit).files[0][1], office)))
    bare = [{(name.partition(" (")[0], *place): int(value) for (name, *place), value in each.items() if value.isdigit()} for each in told]
    assert [each["sex", "total", "people"] for each in bare] == [20, 31, 31]
    for one, other in combinations(bare, 2):
        assert {abs(one[key] - other[key]) for key in one.keys() & other.keys()}.isdisjoint(range(1, 5))


def test_a_second_round_of_few_people_waits_and_of_enough_people_goes(kit: Kit, crowd: list[Person]) -> None:
    sealed(kit)
    answered(kit, crowd[:3], wave=2)
    few = send.prepare(kit).value
    assert few.responses == PEOPLE
    assert any(change.startswith("3 people of earlier bundles have new answers") for change in few.report.changes)
    answered(kit, crowd[3:6], wave=2)
    assert send.prepare(kit).value.responses == PEOPLE + 6


def test_a_laptop_whose_key_was_withdrawn_sends_nothing(kit: Kit, crowd: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    made = sealed(kit)
    deliver.keep_secret(kit, "six plain words")
    pack = kit.pack()
    gone = Laptop(id=send.laptop_id(kit), public_key=send.laptop_key(kit), revoked=kit.now().date().isoformat())
    monkeypatch.setattr(Kit, "pack", lambda _kit: replace(pack, export=replace(pack.export, laptops=(gone,))))
    for verb in (lambda: send.prepare(kit), lambda: send.seal(kit, made.release.id), lambda: deliver.errand(kit, made.release.id)):
        with says_no("SEND-REVOKED"):
            verb()


def test_a_size_into_which_nobody_fits_is_said_when_the_batch_is_prepared(
    make_pack: Callable[..., bytes], tmp_path: Path, tools: Tools
) -> None:
    kit = join(tmp_path / "tight", make_pack(max_bundle=65_536), tools).kit
    answered(kit, [welcome(kit, birth_year=1985, sex="Female") for _ in range(6)], wave=1)
    with says_no("EXPORT-ROOM"):
        send.prepare(kit)
    unlock.lock(kit)


@pytest.mark.skipif(shutil.which("age") is None, reason="the program age is not on this computer")
@pytest.mark.skipif(shutil.which("minisign") is None, reason="the program minisign is not on this computer")
def test_debians_age_and_minisign_open_and_verify_each_file(
    kit: Kit, crowd: list[Person], office: pack_making.OfficeKeys, tmp_path: Path
) -> None:
    (tmp_path / "identity").write_text(office.identity)
    made = sealed(kit)
    for number, (name, data) in enumerate(made.files):
        (tmp_path / name).write_bytes(data)
        opened = subprocess.run(
            ["age", "--decrypt", "--identity", tmp_path / "identity", tmp_path / name], capture_output=True, check=True, timeout=60
        )
        with zipfile.ZipFile(BytesIO(opened.stdout)) as archive:
            assert archive.testzip() is None
            archive.extract("manifest-sha256.txt", tmp_path / str(number))
            archive.extract("manifest-sha256.txt.minisig", tmp_path / str(number))
        told = subprocess.run(
            ["minisign", "-V", "-m", tmp_path / str(number) / "manifest-sha256.txt", "-P", send.laptop_key(kit)],
            capture_output=True, check=False, timeout=60, text=True,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr


VALIDATE = "import json, sys; from frictionless import validate; print(json.dumps([validate(p).to_dict() for p in sys.argv[1:]]))"


@pytest.mark.skipif(not CHECKERS.exists(), reason="the checkers are not set up: python3 run.py setup")
def test_each_file_is_a_data_package(kit: Kit, crowd: list[Person], office: pack_making.OfficeKeys, tmp_path: Path) -> None:
    described = []
    for number, (_, data) in enumerate(sealed(kit).files):
        for name, content in received(kit, data, office).members.items():
            path = tmp_path / "packages" / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        described.append(f"{number}/datapackage.json")
    ended = subprocess.run(
        [CHECKERS, "-c", VALIDATE, *described], cwd=tmp_path / "packages", capture_output=True, text=True, check=False, timeout=300
    )
    reports = json.loads(ended.stdout)
    errors = [error["message"] for report in reports for task in report["tasks"] for error in task["errors"]]
    assert ([report["valid"] for report in reports], errors) == ([True] * len(described), [])


def test_link_codes_go_to_the_linker_alone(
    make_pack: Callable[..., bytes], tmp_path: Path, tools: Tools, office: pack_making.OfficeKeys
) -> None:
    linker = pack_making.make_keys()
    kit = join(tmp_path / "linked", make_pack(linkage=linker.recipient), tools).kit
    add_colleagues(kit)
    made = [welcome(kit, name=f"Number{at} Fictional", birth_year=1985, sex="Female") for at in range(6)]
    answered(kit, made, wave=1)
    with says_no("LINK-KEY"):
        send.prepare(kit)
    linking.keep_key(kit.workspace, bytes(32), by=kit.user.id)
    for person in made[1:]:
        linking.keep_birth_date(kit.workspace, person.id, date(1985, 3, 2), by=kit.user.id)
    bundle = received(kit, sealed(kit).data, office)
    assert bundle.check.ok, bundle.check.findings
    codes = csvs.read(sealing.unseal(bundle.members["linkage/linkage.age"], linker.identity))
    assert len(codes) == 5
    with pytest.raises(Damaged, match="BUNDLE-KEY"):
        sealing.unseal(bundle.members["linkage/linkage.age"], office.identity)
    assert b"never anonymous" in bundle.members["risk-report.html"]
    unlock.lock(kit)
