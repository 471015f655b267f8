"""A centre takes bundles in: once each, in any order, from laptops that it knows, and says what became of them."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civicdesk.crypto import chain, sealing, signing
from civicdesk.export import csvs
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import ChainState, Enrolled, Joined, Status
from civicdesk.records.people import Person
from civicdesk.records.releases import DeliveryPlace
from civicdesk.store import arrivals, enrolled, releases
from civicdesk.store.ledger import Ledger
from civicdesk.transport.collection import receipt_name
from civicdesk.transport.delivery import deliver
from civicdesk.transport.folder import Folder
from civicdesk.transport.target import Parcel
from civicdesk.workflows import (
    backup,
    centre,
    centre_packs,
    consent,
    corrections,
    erasure,
    pack_making,
    practice,
    respond,
    restore,
    send,
    unlock,
)
from civicdesk.workflows.kit import Kit, Tools, read_pack
from tests.journeys.conftest import PASSPHRASE, held_by
from tests.unit.workflows.centres import Remade, codes, listed, taken
from tests.unit.workflows.conftest import given, says_no, welcome

PEOPLE = 8


@pytest.fixture
def crowd(kit: Kit) -> list[Person]:
    made = [welcome(kit, birth_year=1985, sex="Female" if number % 2 else "Male") for number in range(PEOPLE)]
    rows = "".join(f"{person.card},1,2026-03-02,da,ta,td,da\n" for person in made)
    respond.import_table(kit, f"card,wave,collected_on,sk1,sk2,kh1,kh2\n{rows}".encode(), respond.Table(form_id="civic_health"))
    return made


@pytest.fixture
def sent(crowd: list[Person]) -> Callable[[Kit], bytes]:
    """Return a way to seal the next batch of a laptop."""

    def send_on(kit: Kit) -> bytes:
        made = send.prepare(kit).value
        form = practice.intruder_form(send.SCENARIOS, "Ben Second", kit.now().date())
        send.approve(held_by(kit, "Ben Second"), send.Approval(release=made.id, passphrase=PASSPHRASE, intruder=form))
        return send.seal(kit, made.id).value.data

    return send_on


def responses(open_centre: centre.Centre) -> int:
    return sum(each.responses for each in centre.holdings(open_centre))


def correct(kit: Kit, person: Person) -> None:
    (row,) = kit.workspace.rows("select id from submission where person = ?", [person.id])
    ref = next(each for (each,) in kit.workspace.rows("select question from answer_log where question like '%/sk1'"))
    wanted = corrections.Correction(submission=row[0], values=(corrections.NewValue(question=ref, value="ta"),), reason="said again")
    corrections.correct(kit, wanted)


def test_a_bundle_is_taken_in_and_receipted(kit: Kit, sent: Callable[[Kit], bytes], open_centre: centre.Centre) -> None:
    told = taken(open_centre, sent(kit), kit)
    assert (told.findings, responses(open_centre)) == ((), PEOPLE)
    receipt = json.loads(told.receipt)
    assert (receipt["status"], receipt["chain"], receipt["totals"]) == ("accepted", "ok", {"people": PEOPLE, "responses": PEOPLE})
    signature = receipt.pop("minisig").encode()
    written = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    comment = signing.verify(open_centre.keys.signing_public, written, signature)
    assert comment == f"civicdesk-receipt 1 {receipt['batch_id']}"


def test_the_same_bundle_again_changes_nothing(kit: Kit, sent: Callable[[Kit], bytes], open_centre: centre.Centre) -> None:
    data = sent(kit)
    first = taken(open_centre, data, kit)
    assert taken(open_centre, data, kit) == replace(first, again=True)
    assert (responses(open_centre), centre.conflicts(open_centre)) == (PEOPLE, ())


def test_a_correction_comes_as_the_next_version(
    kit: Kit, crowd: list[Person], sent: Callable[[Kit], bytes], open_centre: centre.Centre
) -> None:
    older = sent(kit)
    correct(kit, crowd[0])
    newer = sent(kit)
    for data in (newer, older):
        taken(open_centre, data, kit)
    (rows,) = centre.pool(open_centre).values()
    code = kit.code_of(crowd[0].id)
    assert {row.version for row in rows if row.code == code and row.table.startswith("responses")} == {2}
    assert {row.version for row in rows if row.code != code} == {1}
    assert (responses(open_centre), centre.conflicts(open_centre), centre.holdings(open_centre)[0].findings) == (PEOPLE, (), ())


def test_whoever_takes_it_back_is_forgotten_at_the_centre(
    kit: Kit, crowd: list[Person], sent: Callable[[Kit], bytes], open_centre: centre.Centre
) -> None:
    first = sent(kit)
    consent.withdraw(kit, replace(given(kit, crowd[0].id), choices={Purpose.RESEARCH: Choice.NO}))
    taken(open_centre, sent(kit), kit)
    taken(open_centre, first, kit)
    assert responses(open_centre) == PEOPLE - 1


def test_a_laptop_that_went_on_from_a_backup_is_reported(
    kit: Kit, crowd: list[Person], tools: Tools, sent: Callable[[Kit], bytes], open_centre: centre.Centre
) -> None:
    path, copy = kit.workspace.path, backup.make(kit).value
    taken(open_centre, sent(kit), kit)
    unlock.lock(kit)
    back = restore.restore(path, copy, restore.Way(name="Ada Test", passphrase=PASSPHRASE), tools).value.kit
    restore.confirm(back)
    correct(back, crowd[0])
    told = taken(open_centre, sent(back), back)
    assert json.loads(told.receipt)["chain"] == "rollback"
    assert {state for _, state in centre.holdings(open_centre)[0].findings} == {ChainState.ROLLBACK}
    assert responses(open_centre) == PEOPLE
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
    kit: Kit, crowd: list[Person], tools: Tools, sent: Callable[[Kit], bytes], open_centre: centre.Centre
) -> None:
    path, copy = kit.workspace.path, backup.make(kit).value
    taken(open_centre, sent(kit), kit)
    code = kit.code_of(crowd[0].id)
    erasure.erase(kit, crowd[0].id, drop_backups=False)
    unlock.lock(kit)
    back = restore.restore(path, copy, restore.Way(name="Ada Test", passphrase=PASSPHRASE), tools).value.kit
    restore.confirm(back)
    assert code in {told for _, told, _, _ in releases.tombstones(back.workspace)}
    taken(open_centre, sent(back), back)
    assert code not in {row.code for rows in centre.pool(open_centre).values() for row in rows}
    unlock.lock(back)


def test_withdrawals_travel_even_when_nobody_is_left_to_be_sent(
    kit: Kit, crowd: list[Person], sent: Callable[[Kit], bytes], open_centre: centre.Centre
) -> None:
    taken(open_centre, sent(kit), kit)
    for person in crowd[: PEOPLE - 2]:
        consent.withdraw(kit, replace(given(kit, person.id), choices={Purpose.RESEARCH: Choice.NO}))
    page = send.page(kit)
    told = taken(open_centre, sent(kit), kit)
    assert told.findings == ()
    assert responses(open_centre) == 2, "absence is never a deletion"
    assert page.eligible == 2


def test_a_second_batch_that_was_sealed_meanwhile_stops_one_that_was_approved(kit: Kit, crowd: list[Person]) -> None:
    first, second = send.prepare(kit).value, send.prepare(kit).value
    form = practice.intruder_form(send.SCENARIOS, "Ben Second", kit.now().date())
    for made in (first, second):
        send.approve(held_by(kit, "Ben Second"), send.Approval(release=made.id, passphrase=PASSPHRASE, intruder=form))
    send.seal(kit, first.id)
    assert send.seal(kit, second.id).value.release.batch_id == first.batch_id


@pytest.fixture
def remade(kit: Kit, sent: Callable[[Kit], bytes], office: pack_making.OfficeKeys) -> Remade:
    return Remade(kit, office, sent(kit))


RESPONSES = "data/responses-civic-health.csv"


def test_a_bundle_that_was_put_together_again_is_as_good_as_before(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    assert taken(open_centre, remade.sealed(), kit).status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _data, _other: b"no bundle", "BUNDLE-NOT-OURS"),
        (lambda data, other: sealing.seal(data, [other.recipient]), "BUNDLE-KEY"),
        (lambda data, _other: data[:-1], "BUNDLE-CUT"),
        (lambda data, _other: data[: len(data) // 2], "BUNDLE-CUT"),
        (lambda _data, _other: bytes(sealing.LIMIT + 1), "BUNDLE-CAP"),
    ],
)
def test_a_file_that_cannot_be_opened_is_kept_and_gets_no_receipt(
    kit: Kit, remade: Remade, open_centre: centre.Centre, spoil: Callable[..., bytes], code: str
) -> None:
    told = taken(open_centre, spoil(remade.sealed(), pack_making.make_keys()), kit)
    assert (told.status, codes(told), told.receipt) == (Status.DAMAGED, [code], b"")
    assert [each.held for each in centre.files(open_centre)] == [True]


def test_a_file_whose_inside_is_broken_is_turned_away_with_a_receipt_if_its_note_is_signed(
    kit: Kit, remade: Remade, open_centre: centre.Centre
) -> None:
    data = remade.broken()
    without = taken(open_centre, data, kit)
    assert (without.status, codes(without), without.receipt) == (Status.REFUSED, ["BUNDLE-ZIP"], b"")
    noted = taken(open_centre, data, kit, remade.note(data))
    assert noted.batch == "b" * 64
    assert (json.loads(noted.receipt)["status"], json.loads(noted.receipt)["code"]) == ("refused", "BUNDLE-ZIP")
    assert [each.held for each in centre.files(open_centre)] == [False]


@pytest.mark.parametrize("change", [{"minisig": "forged"}, {"batch_id": "c" * 64}, {"laptop": "0" * 16}])
def test_a_note_that_its_laptop_has_not_signed_says_nothing(
    kit: Kit, remade: Remade, open_centre: centre.Centre, change: dict[str, str]
) -> None:
    data = remade.broken()
    told = taken(open_centre, data, kit, replace(remade.note(data), **change))
    assert (told.receipt, told.laptop) == (b"", "")


def test_what_another_has_signed_in_the_name_of_a_laptop_is_turned_away(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    seed, _ = signing.new_signing_key()
    told = taken(open_centre, remade.sealed(signed=seed), kit)
    assert (told.status, codes(told), told.receipt) == (Status.REFUSED, ["BUNDLE-SIGNATURE"], b"")
    assert codes(taken(open_centre, remade.sealed(comment="something else"), kit)) == ["BUNDLE-SIGNATURE"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda it: it.members.update(FORMAT=b"civicdesk-bundle 2.0\n"), "BUNDLE-FORMAT"),
        (lambda it: it.release.update(project="another"), "BUNDLE-PROJECT"),
        (lambda it: it.release.update(pack_version=2), "BUNDLE-PACK"),
        (lambda it: it.release.update(practice=True), "BUNDLE-PRACTICE"),
        (lambda it: it.without(RESPONSES, "row_version"), "BUNDLE-SCHEMA"),
        (lambda it: it.release.pop("chain"), "BUNDLE-SCHEMA"),
    ],
)
def test_a_bundle_that_is_not_for_this_centre_is_turned_away_whole_with_a_receipt(
    kit: Kit, remade: Remade, open_centre: centre.Centre, change: Callable[[Remade], object], code: str
) -> None:
    change(remade)
    told = taken(open_centre, remade.sealed(), kit)
    assert (told.status, codes(told)) == (Status.REFUSED, [code])
    receipt = json.loads(told.receipt)
    assert (receipt["status"], receipt["code"], receipt["batch_id"], receipt["tables"]) == ("refused", code, told.batch, {})
    assert responses(open_centre) == 0
    assert [each.held for each in centre.files(open_centre)] == [False]


def test_a_bundle_with_a_newer_minor_format_and_more_fields_is_taken(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    remade.members["FORMAT"] = b"civicdesk-bundle 1.7\n"
    remade.release["something_new"] = {"a": 1}
    assert taken(open_centre, remade.sealed(), kit).status is Status.ACCEPTED


def test_a_bundle_of_a_newer_pack_is_taken_once_that_pack_is_here(
    kit: Kit, remade: Remade, open_centre: centre.Centre, make_pack: Callable[..., bytes]
) -> None:
    remade.release["pack_version"] = 2
    data = remade.sealed()
    told = taken(open_centre, data, kit)
    assert "version 2" in told.findings[0][1]
    newer = Joined(id=ProjectId("test-project"), name="Test project", version=2, signer=open_centre.keys.signing_public)
    enrolled.keep_project(open_centre.ledger, newer)
    again = taken(open_centre, data, kit)
    assert (again.status, json.loads(again.receipt)["status"]) == (Status.ACCEPTED, "accepted")


def test_a_practice_bundle_is_taken_by_a_practice_centre_alone(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    remade.release["practice"] = True
    assert taken(replace(open_centre, practice=True), remade.sealed(), kit).status is Status.ACCEPTED


def test_a_row_that_does_not_fit_its_columns_is_left_out_and_told(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    remade.cell(RESPONSES, 4, "wave", "one")
    told = taken(open_centre, remade.sealed(), kit)
    assert (told.status, codes(told)) == (Status.WITH_REFUSALS, ["ROW-INVALID"])
    receipt = json.loads(told.receipt)
    (left_out,) = receipt["refused"]
    assert (left_out["table"], left_out["code"], left_out["line"], left_out["field"]) == (
        "responses-civic-health",
        "ROW-INVALID",
        4,
        "wave",
    )
    assert left_out["key"].endswith("|civic-health|one|1")
    assert receipt["tables"]["responses-civic-health"] == {"new": PEOPLE - 1, "updated": 0, "same": 0, "older": 0, "refused": 1}
    assert responses(open_centre) == PEOPLE - 1


@pytest.mark.parametrize("version", ["9" * 30, "SKIPPED"])
def test_a_number_that_no_table_holds_is_no_crash(kit: Kit, remade: Remade, open_centre: centre.Centre, version: str) -> None:
    remade.cell(RESPONSES, 2, "row_version", version)
    told = taken(open_centre, remade.sealed(), kit)
    assert told.status in {Status.REFUSED, Status.WITH_REFUSALS}


def test_two_contents_under_one_version_are_kept_apart_and_told(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    taken(open_centre, remade.sealed(), kit)
    remade.cell(RESPONSES, 2, "mode", "another")
    told = taken(open_centre, remade.sealed(), kit)
    assert [each["code"] for each in json.loads(told.receipt)["refused"]] == ["ROW-CONFLICT"]
    (conflict,) = centre.conflicts(open_centre)
    assert (conflict.ways, centre.holdings(open_centre)[0].conflicts) == (2, 1)
    assert responses(open_centre) == PEOPLE


def test_a_bundle_of_a_laptop_that_nobody_enrolled_is_put_aside_and_taken_in_later(
    kit: Kit, office: pack_making.OfficeKeys, remade: Remade, make_pack: Callable[..., bytes], tmp_path: Path
) -> None:
    data = remade.sealed()
    with centre.opened(tmp_path / "ledger.civicdesk", office, kit.now().date()) as strangers:
        centre_packs.take(strangers.ledger, make_pack())
        told = taken(strangers, data, kit)
        assert (told.status, codes(told), json.loads(told.receipt)["status"]) == (Status.QUARANTINED, ["BUNDLE-LAPTOP"], "quarantined")
        assert (centre.replay(strangers, kit.now()), responses(strangers)) == ((), 0)
        (holding,) = centre.holdings(strangers)
        assert (holding.quarantined, holding.enrolled, holding.bundles) == (1, False, 0)
        centre_packs.take(strangers.ledger, make_pack(laptops=(listed(kit),)))
        (later,) = centre.replay(strangers, kit.now())
        assert (later.status, json.loads(later.receipt)["status"], responses(strangers)) == (Status.ACCEPTED, "accepted", PEOPLE)
        assert centre.quarantine(strangers) == ()


def test_nothing_of_a_revoked_laptop_is_taken_from_that_day_on(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    first = remade.sealed()
    taken(open_centre, first, kit)
    enrolled.revoke(open_centre.ledger, remade.laptop, kit.now().date() + timedelta(days=1))
    remade.cell(RESPONSES, 2, "row_version", "2")
    second = remade.sealed()
    assert taken(open_centre, second, kit).status is Status.ACCEPTED
    enrolled.revoke(open_centre.ledger, remade.laptop, kit.now().date())
    remade.cell(RESPONSES, 2, "row_version", "3")
    told = taken(open_centre, remade.sealed(), kit)
    assert (told.status, json.loads(told.receipt)["totals"]["responses"]) == (Status.QUARANTINED, PEOPLE)
    assert taken(open_centre, first, kit).again
    assert centre.holdings(open_centre)[0].revoked


def test_a_batch_that_was_taken_in_gets_no_other_word_through_a_broken_copy(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    accepted = taken(open_centre, remade.sealed(), kit)
    data = remade.broken()
    assert taken(open_centre, data, kit, remade.note(data, accepted.batch)).receipt == b""


def test_the_same_rows_in_another_file_change_nothing_and_get_the_same_receipt(
    kit: Kit, remade: Remade, open_centre: centre.Centre
) -> None:
    first, second = taken(open_centre, remade.sealed(), kit), taken(open_centre, remade.sealed(), kit)
    assert (second.again, second.receipt) == (True, first.receipt)
    assert sorted(each.held for each in centre.files(open_centre)) == [False, True]


def kept_files(open_centre: centre.Centre) -> list[Path]:
    return sorted(arrivals.folder(open_centre.ledger.path).iterdir())


def test_a_sealed_file_is_kept_for_thirty_days(kit: Kit, office: pack_making.OfficeKeys, remade: Remade, tmp_path: Path) -> None:
    path, today = tmp_path / "ledger.civicdesk", kit.now().date()
    with centre.opened(path, office, today) as strangers:
        enrolled.keep_project(strangers.ledger, Joined(id=ProjectId("test-project"), name="", version=1, signer=""))
        own = Enrolled(project=ProjectId("test-project"), id=remade.laptop, public_key=send.laptop_key(kit))
        enrolled.enrol(strangers.ledger, own)
        taken(strangers, remade.sealed(), kit)
    for days, left in ((30, 1), (31, 0)):
        with centre.opened(path, office, today + timedelta(days=days)) as later:
            assert len(kept_files(later)) == left
            assert responses(later) == PEOPLE


def test_a_copy_that_a_crash_left_behind_is_removed(kit: Kit, office: pack_making.OfficeKeys, tmp_path: Path) -> None:
    path = tmp_path / "ledger.civicdesk"
    folder = arrivals.folder(path)
    folder.mkdir()
    (folder / f"{'a' * 64}.age").write_bytes(b"half")
    with centre.opened(path, office, kit.now().date()) as opened:
        assert kept_files(opened) == []


def test_nothing_of_whoever_withdrew_is_left_anywhere_byte_by_byte(
    kit: Kit, crowd: list[Person], sent: Callable[[Kit], bytes], open_centre: centre.Centre
) -> None:
    first = Remade(kit, open_centre.keys, sent(kit))
    code = kit.code_of(crowd[0].id)
    line = next(number for number, row in enumerate(csvs.read(first.members[RESPONSES]), 2) if row["person_code"] == code)
    first.cell(RESPONSES, line, "mode", MARK)
    taken(open_centre, first.sealed(), kit)
    assert MARK.encode() in plain_bytes(open_centre)
    before = kept_files(open_centre)
    consent.withdraw(kit, replace(given(kit, crowd[0].id), choices={Purpose.RESEARCH: Choice.NO}))
    told = taken(open_centre, sent(kit), kit)
    assert json.loads(told.receipt)["tombstones"] == [1]
    assert MARK.encode() not in plain_bytes(open_centre)
    assert not set(before) & set(kept_files(open_centre))
    assert taken(open_centre, first.sealed(), kit).again
    assert len(kept_files(open_centre)) == 1
    assert MARK.encode() not in plain_bytes(open_centre)


MARK = "marked-for-this-test"


def plain_bytes(open_centre: centre.Centre) -> bytes:
    """Return every page of the ledger as SQLite has it, free ones too. Source: SQLCipher 4: AES-256-CBC, 80 bytes at the end of each page."""
    key = chain.hkdf(open_centre.keys.signing_seed, chain.Purpose.LEDGER)
    sealed, page, kept, block = open_centre.ledger.path.read_bytes(), 4096, 4096 - 80, 16
    each_alone = ["openssl", "enc", "-d", "-aes-256-ecb", "-nopad", "-K", key.hex()]
    opened = subprocess.run(each_alone, input=sealed, capture_output=True, check=True, timeout=30).stdout
    plain = []
    for at in range(0, len(sealed), page):
        first = at + (block if at == 0 else 0)
        before = sealed[at + kept : at + kept + block] + sealed[first : at + kept - block]
        plain += [one ^ other for one, other in zip(opened[first : at + kept], before, strict=True)]
    return bytes(plain)


def test_rows_that_are_here_already_are_no_news_from_a_laptop_that_was_revoked(
    kit: Kit, remade: Remade, open_centre: centre.Centre
) -> None:
    first = taken(open_centre, remade.sealed(), kit)
    enrolled.revoke(open_centre.ledger, remade.laptop, kit.now().date())
    again = taken(open_centre, remade.sealed(), kit)
    assert (again.status, again.receipt, again.again, centre.quarantine(open_centre)) == (Status.ACCEPTED, first.receipt, True, ())


def test_a_stranger_who_names_a_batch_that_is_here_gets_no_word_of_it(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    first = taken(open_centre, remade.sealed(), kit)
    seed, public = signing.new_signing_key()
    told = taken(open_centre, remade.sealed(signed=seed, comment=f"civicdesk-bundle 1 {first.batch} {signing.key_id(public)}"), kit)
    assert (told.status, told.receipt) == (Status.QUARANTINED, b"")


@dataclass
class Watcher:
    """Somebody who waits, and stops after some files."""

    patience: int = 100
    heard: list[tuple[int, int]] = field(default_factory=list)

    def tell(self, done: int, total: int) -> None:
        self.heard.append((done, total))

    def is_stopped(self) -> bool:
        return len(self.heard) > self.patience


def test_a_folder_is_collected_with_its_receipts_and_twice_changes_nothing(
    kit: Kit, remade: Remade, open_centre: centre.Centre, tmp_path: Path
) -> None:
    data, stick = remade.sealed(), tmp_path / "stick"
    stick.mkdir()
    (stick / "b.age").write_bytes(data)
    (stick / "a.age").write_bytes(b"no bundle")
    watcher = Watcher()
    damaged, taken_in = centre.collect(open_centre, centre.folder(stick), kit.now, watcher)
    assert (damaged.status, taken_in.status, watcher.heard) == (Status.DAMAGED, Status.ACCEPTED, [(0, 2), (1, 2)])
    (receipt,) = (stick / "receipts").iterdir()
    assert (receipt.name, receipt.read_bytes()) == (f"{taken_in.batch[:16]}.receipt.json", taken_in.receipt)
    assert [each.again for each in centre.collect(open_centre, centre.folder(stick), kit.now)] == [False, True]
    assert responses(open_centre) == PEOPLE


def test_a_file_that_is_not_yet_what_its_note_says_is_left_on_its_way(
    kit: Kit, remade: Remade, open_centre: centre.Centre, tmp_path: Path
) -> None:
    data, note = remade.sealed(), remade.note(b"")
    deliver(Folder(tmp_path), Parcel(name="a.age", content=data, note=note))
    (tmp_path / "a.age").write_bytes(data[:-1])
    assert centre.collect(open_centre, centre.folder(tmp_path), kit.now) == ()
    (tmp_path / "a.age").write_bytes(data)
    assert [each.status for each in centre.collect(open_centre, centre.folder(tmp_path), kit.now)] == [Status.ACCEPTED]


def test_collecting_can_be_stopped_between_two_files(kit: Kit, open_centre: centre.Centre, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.age").write_bytes(name.encode())
    assert len(centre.collect(open_centre, centre.folder(tmp_path), kit.now, Watcher(patience=1))) == 1


def test_a_receipt_that_cannot_be_put_beside_its_bundle_is_kept_and_written_elsewhere(
    kit: Kit, remade: Remade, open_centre: centre.Centre, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "a.age").write_bytes(remade.sealed())
    (tmp_path / "stick" / "receipts").write_bytes(b"a file where the folder should be")
    (told,) = centre.collect(open_centre, centre.folder(tmp_path / "stick"), kit.now)
    assert told.unwritten == "UPLOAD-FOLDER"
    assert centre.save_receipts(open_centre, tmp_path, told.batch[:5]) == (receipt_name(told.batch),)
    assert (tmp_path / receipt_name(told.batch)).read_bytes() == told.receipt
    with says_no("CENTRE-NO-RECEIPT"):
        centre.save_receipts(open_centre, tmp_path, "nothing")


@pytest.mark.parametrize(("place", "kept"), [((Ledger, "_keep_within"), 0), ((Folder, "write"), PEOPLE)])
def test_a_crash_at_any_point_is_repeated_from_the_beginning(
    kit: Kit, remade: Remade, open_centre: centre.Centre, place: tuple[type, str], kept: int
) -> None:
    stick = open_centre.ledger.path.with_name("stick")
    stick.mkdir()
    (stick / "a.age").write_bytes(remade.sealed())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*place, power_cut)
        with pytest.raises(KeyboardInterrupt):
            centre.collect(open_centre, centre.folder(stick), kit.now)
    assert responses(open_centre) == kept
    (told,) = centre.collect(open_centre, centre.folder(stick), kit.now)
    assert (told.status, told.unwritten, responses(open_centre), len(kept_files(open_centre))) == (Status.ACCEPTED, "", PEOPLE, 1)


def power_cut(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_pack_of_another_key_needs_the_words_of_that_key(
    kit: Kit, open_centre: centre.Centre, make_pack: Callable[..., bytes], office: pack_making.OfficeKeys
) -> None:
    other = pack_making.make_keys()
    pack = read_pack(make_pack())
    pack = replace(pack, signer=other.signing_public, version=2, export=replace(pack.export, pack_version=2))
    data = pack_making.sign_pack(pack, other.signing_seed)
    for words in ("", office.words):
        with says_no("CENTRE-PACK-KEY"):
            centre_packs.take(open_centre.ledger, data, words)
    joined = centre_packs.take(open_centre.ledger, data, other.words)
    assert (joined.version, centre_packs.words_of(joined)) == (2, other.words)
    assert centre_packs.take(open_centre.ledger, make_pack()) == joined
    assert (centre_packs.knows(data, other.signing_public), centre_packs.knows(data, office.signing_public)) == (True, False)


def test_the_newest_pack_says_which_laptops_are_revoked(kit: Kit, open_centre: centre.Centre, make_pack: Callable[..., bytes]) -> None:
    centre_packs.take(open_centre.ledger, make_pack(laptops=(listed(kit, revoked="2026-03-02"),)))
    assert [each.revoked for each in enrolled.enrolled(open_centre.ledger)] == ["2026-03-02"]


def test_a_server_is_looked_into_only_when_it_is_asked() -> None:
    where = DeliveryPlace(kind="webdav", address="https://localhost/in", user="office")
    assert not centre.server(where, "invented", lambda: datetime.now(UTC)).by_hand
