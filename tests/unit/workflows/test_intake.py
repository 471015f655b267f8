"""A centre takes bundles in: once each, in any order, from laptops that it knows, and says what became of them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.crypto import signing
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import ChainState
from civicdesk.records.people import Person
from civicdesk.store import releases
from civicdesk.workflows import backup, central, consent, corrections, erasure, practice, respond, restore, send, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import PASSPHRASE, held_by
from tests.unit.workflows.conftest import given, says_no, welcome

PEOPLE = 8


@pytest.fixture
def crowd(kit: Kit) -> list[Person]:
    made = [welcome(kit, birth_year=1985, sex="Female" if number % 2 else "Male") for number in range(PEOPLE)]
    rows = "".join(f"{person.card},1,2026-03-02,da,ta,td,da\n" for person in made)
    respond.import_table(kit, f"card,wave,collected_on,sk1,sk2,kh1,kh2\n{rows}".encode(), respond.Table(form_id="civic_health"))
    return made


@pytest.fixture
def enrolled(kit: Kit) -> central.Enrolled:
    key = send.laptop_key(kit)
    return central.Enrolled(project=ProjectId("test-project"), pack_version=1, laptops={signing.key_id(key): key})


@pytest.fixture
def centre(tmp_path: Path, office: central.OfficeKeys, enrolled: central.Enrolled) -> Iterator[central.Centre]:
    with central.centre(tmp_path / "centre" / "ledger.civicdesk", office, enrolled) as opened:
        yield opened


@pytest.fixture
def sent(crowd: list[Person]) -> Callable[[Kit], bytes]:
    """Return a way to seal the next batch of a laptop."""

    def send_on(kit: Kit) -> bytes:
        made = send.prepare(kit).value
        form = practice.intruder_form(send.SCENARIOS, "Ben Second", kit.now().date())
        send.approve(held_by(kit, "Ben Second"), send.Approval(release=made.id, passphrase=PASSPHRASE, intruder=form))
        return send.seal(kit, made.id).value.data

    return send_on


def responses(centre: central.Centre) -> int:
    return sum(each.responses for each in central.holdings(centre))


def correct(kit: Kit, person: Person) -> None:
    (row,) = kit.workspace.rows("select id from submission where person = ?", [person.id])
    ref = next(each for (each,) in kit.workspace.rows("select question from answer_log where question like '%/sk1'"))
    wanted = corrections.Correction(submission=row[0], values=(corrections.NewValue(question=ref, value="ta"),), reason="said again")
    corrections.correct(kit, wanted)


def test_a_bundle_is_taken_in_and_receipted(kit: Kit, sent: Callable[[Kit], bytes], centre: central.Centre) -> None:
    told = central.take_in(centre, sent(kit), kit.now())
    assert (told.check.findings, responses(centre)) == ((), PEOPLE)
    receipt = json.loads(told.receipt)
    assert (receipt["status"], receipt["chain"], receipt["totals"]) == ("accepted", "ok", {"people": PEOPLE, "responses": PEOPLE})
    signature = receipt.pop("minisig").encode()
    written = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    comment = signing.verify(centre.keys.signing_public, written, signature)
    assert comment == f"civicdesk-receipt 1 {receipt['batch_id']}"


def test_the_same_bundle_again_changes_nothing(kit: Kit, sent: Callable[[Kit], bytes], centre: central.Centre) -> None:
    data = sent(kit)
    first = central.take_in(centre, data, kit.now())
    assert central.take_in(centre, data, kit.now()) == first
    assert (responses(centre), central.conflicts(centre)) == (PEOPLE, ())


def test_a_correction_comes_as_the_next_version(
    kit: Kit, crowd: list[Person], sent: Callable[[Kit], bytes], centre: central.Centre
) -> None:
    older = sent(kit)
    correct(kit, crowd[0])
    newer = sent(kit)
    for data in (newer, older):
        central.take_in(centre, data, kit.now())
    (rows,) = central.pool(centre).values()
    code = kit.code_of(crowd[0].id)
    assert {row.version for row in rows if row.code == code and row.table.startswith("responses")} == {2}
    assert {row.version for row in rows if row.code != code} == {1}
    assert (responses(centre), central.conflicts(centre), central.holdings(centre)[0].findings) == (PEOPLE, (), ())


def test_whoever_takes_it_back_is_forgotten_at_the_centre(
    kit: Kit, crowd: list[Person], sent: Callable[[Kit], bytes], centre: central.Centre
) -> None:
    first = sent(kit)
    consent.withdraw(kit, replace(given(kit, crowd[0].id), choices={Purpose.RESEARCH: Choice.NO}))
    central.take_in(centre, sent(kit), kit.now())
    central.take_in(centre, first, kit.now())
    assert responses(centre) == PEOPLE - 1


def test_a_laptop_that_went_on_from_a_backup_is_reported(
    kit: Kit, crowd: list[Person], tools: Tools, sent: Callable[[Kit], bytes], centre: central.Centre
) -> None:
    path, copy = kit.workspace.path, backup.make(kit).value
    central.take_in(centre, sent(kit), kit.now())
    unlock.lock(kit)
    back = restore.restore(path, copy, restore.Way(name="Ada Test", passphrase=PASSPHRASE), tools).value.kit
    restore.confirm(back)
    correct(back, crowd[0])
    told = central.take_in(centre, sent(back), back.now())
    assert json.loads(told.receipt)["chain"] == "rollback"
    assert {state for _, state in central.holdings(centre)[0].findings} == {ChainState.ROLLBACK}
    assert responses(centre) == PEOPLE
    unlock.lock(back)


def test_a_person_keeps_the_same_code_after_a_backup_came_back(kit: Kit, crowd: list[Person], tools: Tools) -> None:
    path, copy = kit.workspace.path, backup.make(kit).value
    code = kit.code_of(crowd[0].id)
    unlock.lock(kit)
    back = restore.restore(path, copy, restore.Way(name="Ada Test", passphrase=PASSPHRASE), tools).value.kit
    assert back.code_of(crowd[0].id) == code
    assert back.code_of(crowd[1].id) != code
    unlock.lock(back)


def test_who_was_forgotten_is_told_to_the_centre_although_the_copy_knew_of_no_release(
    kit: Kit, crowd: list[Person], tools: Tools, sent: Callable[[Kit], bytes], centre: central.Centre
) -> None:
    path, copy = kit.workspace.path, backup.make(kit).value
    central.take_in(centre, sent(kit), kit.now())
    code = kit.code_of(crowd[0].id)
    erasure.erase(kit, crowd[0].id, drop_backups=False)
    unlock.lock(kit)
    back = restore.restore(path, copy, restore.Way(name="Ada Test", passphrase=PASSPHRASE), tools).value.kit
    restore.confirm(back)
    assert code in {told for _, told, _, _ in releases.tombstones(back.workspace)}
    central.take_in(centre, sent(back), back.now())
    assert code not in {row.code for rows in central.pool(centre).values() for row in rows}
    unlock.lock(back)


def test_withdrawals_travel_even_when_nobody_is_left_to_be_sent(
    kit: Kit, crowd: list[Person], sent: Callable[[Kit], bytes], centre: central.Centre
) -> None:
    central.take_in(centre, sent(kit), kit.now())
    for person in crowd[: PEOPLE - 2]:
        consent.withdraw(kit, replace(given(kit, person.id), choices={Purpose.RESEARCH: Choice.NO}))
    page = send.page(kit)
    told = central.take_in(centre, sent(kit), kit.now())
    assert (told.check.people, told.check.findings) == (0, ())
    assert responses(centre) == 2, "absence is never a deletion"
    assert page.eligible == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"project": ProjectId("another")}, "BUNDLE-PROJECT"),
        ({"pack_version": 0}, "BUNDLE-PACK"),
        ({"laptops": {}}, "BUNDLE-SIGNATURE"),
    ],
)
def test_a_bundle_that_is_not_for_this_centre_is_not_taken(
    kit: Kit, sent: Callable[[Kit], bytes], centre: central.Centre, changes: dict[str, object], code: str
) -> None:
    other = replace(centre, enrolled=replace(centre.enrolled, **changes))
    told = central.take_in(other, sent(kit), kit.now())
    assert ([found for found, _ in told.check.findings], told.receipt) == ([code], b"")
    assert all(words and not words.startswith("error.") for _, words in told.check.findings)
    assert central.holdings(centre) == ()


def test_a_file_that_is_no_bundle_is_told(centre: central.Centre, kit: Kit) -> None:
    with says_no("BUNDLE-NOT-OURS"):
        central.take_in(centre, b"no bundle", kit.now())


def test_a_second_batch_that_was_sealed_meanwhile_stops_one_that_was_approved(kit: Kit, crowd: list[Person]) -> None:
    first, second = send.prepare(kit).value, send.prepare(kit).value
    form = practice.intruder_form(send.SCENARIOS, "Ben Second", kit.now().date())
    for made in (first, second):
        send.approve(held_by(kit, "Ben Second"), send.Approval(release=made.id, passphrase=PASSPHRASE, intruder=form))
    send.seal(kit, first.id)
    assert send.seal(kit, second.id).value.release.batch_id == first.batch_id
