"""Random histories of three laptops and one centre: nothing acknowledged is lost or counted twice, and nobody forgotten returns.

12 histories in a usual run; `CIVICDESK_HISTORIES=2000` runs so many, `CIVICDESK_HISTORIES_SEED` other ones.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from civicdesk.crypto import signing
from civicdesk.crypto.people import parse_people
from civicdesk.errors import Damaged, Refused
from civicdesk.export import intake
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import TAKEN, Arrival, Enrolled, Joined, Row, Status
from civicdesk.store import answers, enrolled, files, proof, releases
from civicdesk.store import consent as consent_store
from civicdesk.store import people as people_store
from civicdesk.transport.collection import receipt_name
from civicdesk.workflows import (
    backup,
    centre,
    consent,
    corrections,
    erasure,
    interview,
    pack_making,
    receipts,
    respond,
    restore,
    send,
    unlock,
    users,
)
from tests.properties.laptops import BOTH, LAPTOPS, PASSPHRASE, ROUND, YEARS, Bundle, Laptop, State, World, expected_pool, make_pack, set_up

HISTORIES = int(os.environ.get("CIVICDESK_HISTORIES", "12"))
SEED = os.environ.get("CIVICDESK_HISTORIES_SEED")
STEPS = 16
ADA = restore.Way(name="Ada Test", passphrase=PASSPHRASE)
WHICH, NUMBER = st.integers(0, LAPTOPS - 1), st.integers(0, 20)
PAPER_DAYS = date(2000, 1, 1)
"""Paper forms are older than whatever the clock may be set to."""
CHANGES = {
    "capture": {"value": 41, "wave": 2},
    "correct": {"value": 42},
    "withdraw": {"purpose": Purpose.RESEARCH},
    "erase": {"drop": False},
}
FIRST = st.sampled_from(["", *CHANGES])
EARLIER_WORLD, TODAY_WORLD = 0, 1_000_000


@pytest.fixture(scope="module")
def ready() -> Iterator[tuple[Path, pack_making.OfficeKeys, tuple[Laptop, ...]]]:
    """Return the folder of three locked laptops of one project, each with a first round of people, and the office's keys."""
    with tempfile.TemporaryDirectory() as place:
        office = pack_making.make_keys()
        pack = make_pack(office)
        laptops = tuple(set_up(Path(place) / f"laptop{number}", pack, World(EARLIER_WORLD + number * 10_000)) for number in range(LAPTOPS))
        yield Path(place), office, laptops


class Histories(RuleBasedStateMachine):
    """Three laptops with their backup folders, one centre, and what was acknowledged."""

    ready: tuple[Path, pack_making.OfficeKeys, tuple[Laptop, ...]]

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        source, office, laptops = self.ready
        self.world = World(TODAY_WORLD)
        self.laptops: list[Laptop] = []
        for one in laptops:
            folder = one.path.parent
            shutil.copytree(folder, self.place / folder.name)
            mine = Laptop(path=self.place / one.path.relative_to(source), world=self.world, state=one.state.copied())
            mine.unlock()
            self.laptops.append(mine)
        self.office, self.keys = office, [send.laptop_key(laptop.kit) for laptop in self.laptops]
        self.enrolled: dict[int, str] = {}
        self.opened = self._a_centre("centre")
        self.centre = self.opened.__enter__()
        enrolled.keep_project(
            self.centre.ledger, Joined(id=ProjectId("histories"), name="Histories", version=1, signer=office.signing_public)
        )
        for which in range(LAPTOPS - 1):
            self.the_office_enrols(which)
        self.papers = 0
        self.outbox: list[Bundle] = []
        self.arrived: dict[str, Bundle] = {}
        self.arrivals: dict[str, Arrival] = {}
        self.receipts: dict[str, bytes] = {}
        self.post: list[tuple[int, bytes]] = []
        self.sticks = 0
        self.folders: list[tuple[int, Path, State]] = []
        self.touched: set[int] = set(range(LAPTOPS))
        self.centre_touched = True

    def teardown(self) -> None:
        if hasattr(self, "place"):
            for which in range(LAPTOPS):
                self.the_office_enrols(which)
            for bundle in reversed(self.outbox):
                self._comes(bundle)
            assert centre.quarantine(self.centre) == ()
            for number in range(len(self.post)):
                self.a_receipt_comes(number)
            self._counts_agree()
            self._centre_holds()
            self._order_of_arrival_changes_nothing()
            for laptop in self.laptops:
                if laptop.kit.workspace.is_open:
                    unlock.lock(laptop.kit)
            self.opened.__exit__(None, None, None)
            shutil.rmtree(self.place)

    def _at(self, which: int) -> Laptop:
        self.touched.add(which)
        return self.laptops[which]

    @rule(which=WHICH, research=st.booleans())
    def arrive(self, which: int, research: bool) -> None:
        self._at(which).welcome(BOTH if research else frozenset({Purpose.KEEP}))

    @rule(which=WHICH, number=NUMBER, value=st.integers(0, 99), wave=st.integers(1, 3))
    def capture(self, which: int, number: int, value: int, wave: int) -> None:
        laptop = self._at(which)
        if not laptop.state.people:
            return
        who = laptop.someone(number)
        if Purpose.KEEP in laptop.state.people[who].yes:
            laptop.ask(who, str(value), wave)
        else:
            with pytest.raises(Refused, match="CONSENT-KEEP"):
                interview.start(laptop.kit, interview.Start(person=who, form_id="plain", session=None, wave=wave))

    @rule(which=WHICH, number=NUMBER, value=st.integers(0, 99))
    def import_paper(self, which: int, number: int, value: int) -> None:
        laptop = self._at(which)
        agreed = {who: known for who, known in sorted(laptop.state.people.items()) if Purpose.KEEP in known.yes}
        if not agreed:
            return
        who = list(agreed)[number % len(agreed)]
        before = {each.id for each in answers.submissions(laptop.kit.workspace)}
        self.papers += 1
        day = PAPER_DAYS + timedelta(days=self.papers)
        table = f"card,wave,collected_on,years,again\n{agreed[who].card},2,{day},{value},yes\n".encode()
        respond.import_table(laptop.kit, table, respond.Table(form_id="plain"))
        (made,) = {each.id for each in answers.submissions(laptop.kit.workspace)} - before
        agreed[who].values[made] = (2, str(value))

    @rule(which=WHICH, number=NUMBER, value=st.integers(0, 99))
    def correct(self, which: int, number: int, value: int) -> None:
        laptop = self._at(which)
        mine = [(known, each) for _, known in sorted(laptop.state.people.items()) for each in sorted(known.values)]
        if not mine:
            return
        known, answered = mine[number % len(mine)]
        wave, said = known.values[answered]
        wanted = corrections.Correction(
            submission=answered, values=(corrections.NewValue(question=YEARS, value=str(value)),), reason="said again"
        )
        if Purpose.KEEP in known.yes and said != str(value):
            corrections.correct(laptop.kit, wanted)
            known.values[answered] = (wave, str(value))
        else:
            with pytest.raises(Refused, match=r"CONSENT-KEEP|CORRECTION-NONE"):
                corrections.correct(laptop.kit, wanted)

    @rule(which=WHICH, number=NUMBER, purpose=st.sampled_from([Purpose.KEEP, Purpose.RESEARCH]))
    def withdraw(self, which: int, number: int, purpose: Purpose) -> None:
        laptop = self._at(which)
        if laptop.state.people:
            self._withdraw(laptop, number, purpose)

    def _withdraw(self, laptop: Laptop, number: int, purpose: Purpose) -> None:
        who = laptop.someone(number)
        given = laptop.consent(who, frozenset())
        choices = {purpose: given.choices[purpose]}
        consent.withdraw(laptop.kit, replace(given, choices=choices))
        known = laptop.state.people[who]
        if purpose in known.yes:
            laptop.forget_at_the_centre(who)
        known.yes.discard(purpose)

    @rule(which=WHICH, number=NUMBER, drop=st.booleans())
    def erase(self, which: int, number: int, drop: bool) -> None:
        laptop = self._at(which)
        if not laptop.state.people:
            return
        who = laptop.someone(number)
        laptop.forget_at_the_centre(who, erased=True)
        done = erasure.erase(laptop.kit, who, drop_backups=drop).value
        assert (done.keys_gone, done.copies_gone) == (True, True)
        del laptop.state.people[who]
        laptop.state.gone.add(who)

    @rule(which=WHICH)
    def back_up(self, which: int) -> None:
        laptop = self._at(which)
        laptop.backups.append((backup.make(laptop.kit).value, laptop.state.copied()))

    @rule(which=WHICH, number=NUMBER)
    def put_back(self, which: int, number: int) -> None:
        laptop = self._at(which)
        if there := [one for one in laptop.backups if one[0].exists()]:
            self._restore(laptop, there[number % len(there)])

    def _restore(self, laptop: Laptop, copy: tuple[Path, State]) -> None:
        path, state = copy
        if not path.exists():
            return  # somebody was erased since, and older copies went with them
        unlock.lock(laptop.kit)
        laptop.kit = restore.restore(laptop.path, path, ADA, self.world.tools).value.kit
        with pytest.raises(Refused, match="RESTORE-PAUSED"):
            send.prepare(laptop.kit, practice=True)
        restore.confirm(laptop.kit)
        now, laptop.state, laptop.straight = laptop.state, state.copied(), False
        laptop.state.gone, laptop.state.sent, laptop.state.erased = now.gone, now.sent, now.erased
        laptop.state.forgotten |= now.erased
        for who in now.gone & set(laptop.state.people):
            del laptop.state.people[who]

    @rule(which=WHICH)
    def copy_the_folder(self, which: int) -> None:
        laptop = self._at(which)
        unlock.lock(laptop.kit)
        aside = self.place / f"aside{len(self.folders)}"
        shutil.copytree(laptop.path.parent, aside)
        self.folders.append((which, aside, laptop.state.copied()))
        laptop.unlock()

    @precondition(lambda self: self.folders)
    @rule(number=NUMBER)
    def put_an_older_folder_back(self, number: int) -> None:
        which, aside, state = self.folders[number % len(self.folders)]
        laptop = self._at(which)
        unlock.lock(laptop.kit)
        shutil.rmtree(laptop.path.parent)
        shutil.copytree(aside, laptop.path.parent)
        laptop.state, laptop.straight = state.copied(), False
        laptop.unlock()

    @rule(which=WHICH)
    def an_older_file_is_told(self, which: int) -> None:
        laptop = self._at(which)
        unlock.lock(laptop.kit)
        older = laptop.path.read_bytes()
        laptop.unlock()
        unlock.lock(laptop.kit)
        newer = laptop.path.read_bytes()
        laptop.path.write_bytes(older)
        with pytest.raises(Damaged, match="STORE-ROLLED-BACK"):
            laptop.unlock()
        assert laptop.path.read_bytes() == older
        laptop.path.write_bytes(newer)
        laptop.unlock()

    @rule(which=WHICH, number=NUMBER, first=FIRST, comes=st.booleans())
    def send_a_batch(self, which: int, number: int, first: str, comes: bool) -> None:
        laptop = self._at(which)
        if first:
            getattr(self, first)(**{"which": which, "number": number, **CHANGES[first]})
        made = self._approved(laptop)
        if made is not None:
            self._seal(laptop, made)
            if comes:
                self._comes(self.outbox[-1])

    @rule(which=WHICH, number=NUMBER, wanted=st.tuples(FIRST, FIRST), restored=st.booleans(), comes=st.booleans())
    def a_laptop_is_turned_back_between_two_batches(
        self, which: int, number: int, wanted: tuple[str, str], restored: bool, comes: bool
    ) -> None:
        laptop, (before, after) = self._at(which), wanted
        (self.back_up if restored else self.copy_the_folder)(which)
        self.send_a_batch(which, number, before, comes)
        if restored:
            self._restore(laptop, laptop.backups[-1])
        else:
            self.put_an_older_folder_back(len(self.folders) - 1)
        self.send_a_batch(which, number + 1, after, not comes)

    @rule(which=WHICH, number=NUMBER)
    def somebody_withdraws_before_it_is_sealed(self, which: int, number: int) -> None:
        laptop = self._at(which)
        made = self._approved(laptop)
        within = [] if made is None else laptop.kit.workspace.rows("select person from release_person where release = ?", [made])
        if made is not None and within:
            self._withdraw(laptop, sorted(laptop.state.people).index(within[number % len(within)][0]), Purpose.RESEARCH)
            with pytest.raises(Refused, match="SEND-CHANGED"):
                laptop.seal(made)

    def _approved(self, laptop: Laptop) -> str | None:
        """Return a batch that was prepared and approved; None if nobody may be sent now."""
        try:
            made = send.prepare(laptop.kit, practice=True).value
        except Refused as why:
            assert why.code in {"SEND-NOBODY", "EXPORT-FEW"}  # noqa: PT017 - nobody, or too few for a first round: nothing else may stop it
            return None
        for (who,) in laptop.kit.workspace.rows("select person from release_person where release = ?", [made.id]):
            assert laptop.state.people[who].yes == BOTH
            assert laptop.state.people[who].values
        try:
            laptop.approve(made.id)
        except Refused as why:
            assert (why.code, why.facts["checks"]) == ("SEND-BLOCKED", "C8")  # noqa: PT017 - too few for a first round
            return None
        return made.id

    def _seal(self, laptop: Laptop, made: str) -> None:
        bundle = laptop.seal(made)
        assert not bundle.forgotten & set(bundle.counts)
        assert bundle.forgotten <= {code for _, code, _, _ in releases.tombstones(laptop.kit.workspace)}
        self.outbox.append(bundle)

    @precondition(lambda self: self.outbox)
    @rule(number=NUMBER)
    def a_bundle_comes(self, number: int) -> None:
        self._comes(self.outbox[number % len(self.outbox)])

    def _comes(self, bundle: Bundle) -> None:
        """Carry a bundle to the office on a stick, and let the office collect what is on it."""
        self.sticks += 1
        stick = self.place / f"stick{self.sticks}"
        stick.mkdir()
        (stick / "bundle.age").write_bytes(bundle.data)
        told = centre.collect(self.centre, centre.folder(stick), lambda: self.world.at)
        sealed = {one.batch: one for one in self.outbox}
        for one in told:
            self._heard(one, sealed[one.batch])
        own = told[-1]
        assert (own.batch, own.unwritten) == (bundle.batch, "")
        assert (own.status in TAKEN) == (bundle.batch in self.arrived)
        assert (stick / "receipts" / receipt_name(bundle.batch)).read_bytes() == own.receipt
        self.centre_touched = True

    def _heard(self, told: centre.TakenIn, bundle: Bundle) -> None:
        which = self.keys.index(bundle.laptop)
        self.post.append((which, told.receipt))
        if not self._is_in_use(which) and bundle.batch not in self.arrived:
            assert (told.status, json.loads(told.receipt)["status"]) == (Status.QUARANTINED, "quarantined")
            return
        assert (told.status in TAKEN, told.findings) == (True, ())
        assert self.receipts.setdefault(bundle.batch, told.receipt) == told.receipt
        if bundle.batch not in self.arrived:
            arrival = self.arrivals[bundle.batch] = self._inside(bundle)
            self.arrived[bundle.batch] = replace(bundle, counts=_responses(arrival, bundle))

    def _inside(self, bundle: Bundle) -> Arrival:
        members = centre.receive(bundle.data, self.office.identity, {"laptop": bundle.laptop}).members
        return intake.read(members, hashlib.sha256(bundle.data).hexdigest())

    def _everything_that_came(self) -> list[Arrival]:
        """Return every bundle that the centre has heard of, also the same rows sealed at another place of a laptop's history."""
        ledger = self.centre.ledger
        stands = {link for laptop in ledger.laptops() for link in ledger.links(laptop)}
        inside = [self._inside(bundle) for bundle in self.outbox if bundle.batch in self.arrived]
        return [arrival for arrival in inside if arrival.link in stands]

    def _is_in_use(self, which: int) -> bool:
        until = self.enrolled.get(which)
        return until is not None and not (until and until <= self.world.at.date().isoformat())

    @rule(which=WHICH)
    def the_office_enrols(self, which: int) -> None:
        self._enrol(which, "")

    @rule(which=WHICH)
    def the_office_revokes(self, which: int) -> None:
        if which in self.enrolled:
            self._enrol(which, self.world.at.date().isoformat())

    def _enrol(self, which: int, until: str) -> None:
        self.enrolled[which] = until
        key = self.keys[which]
        mine = Enrolled(project=ProjectId("histories"), id=signing.key_id(key), public_key=key, revoked=until)
        enrolled.enrol(self.centre.ledger, mine)

    @precondition(lambda self: self.post)
    @rule(number=NUMBER)
    def a_receipt_comes(self, number: int) -> None:
        which, receipt = self.post[number % len(self.post)]
        laptop = self._at(which)
        try:
            receipts.take(laptop.kit, receipt)
        except Refused as why:
            assert (why.code, laptop.straight) == ("RECEIPT-OTHER", False)  # noqa: PT017 - only who was turned back knows of no such bundle
        heard = {seq for seq, *_ in releases.tombstones(laptop.kit.workspace)} - {
            seq for seq, *_ in releases.outstanding(laptop.kit.workspace)
        }
        told = {seq: code for seq, code, _, _ in releases.tombstones(laptop.kit.workspace)}
        gone = {code for code, _ in self.centre.ledger.gone(signing.key_id(self.keys[which]))}
        assert {told[seq] for seq in heard} <= gone
        if laptop.straight:
            assert receipts.difference(laptop.kit) is None

    def _counts_agree(self) -> None:
        """Once every bundle and every receipt has come, a laptop counts as received what the office holds of it."""
        held = {one.laptop: one for one in centre.holdings(self.centre)}
        for which, laptop in enumerate(self.laptops):
            tally, mine = receipts.tally(laptop.kit), held[signing.key_id(self.keys[which])]
            if laptop.straight and not releases.outstanding(laptop.kit.workspace):
                assert (tally.received.people, tally.received.responses) == (mine.people, mine.responses)
                assert (tally.on_the_way, tally.refused) == (receipts.Count(people=0, responses=0),) * 2

    def _a_centre(self, name: str) -> AbstractContextManager[centre.Centre]:
        return centre.opened(self.place / name / "ledger.civicdesk", self.office, self.world.at.date(), practice=True)

    @rule(days=st.integers(-365, 365))
    def clock_jumps(self, days: int) -> None:
        self.world.at += timedelta(days=days, microseconds=1)

    @rule(which=WHICH, clean=st.booleans())
    def start_again(self, which: int, clean: bool) -> None:
        laptop = self._at(which)
        if clean:
            unlock.lock(laptop.kit)
        else:
            laptop.kit.workspace.close()
        laptop.unlock()

    @rule(which=WHICH)
    def new_keys(self, which: int) -> None:
        laptop = self._at(which)
        users.renew(laptop.kit)
        laptop.unlock()

    @invariant()
    def each_laptop_holds_what_it_acknowledged(self) -> None:
        for which in sorted(self.touched):
            _holds(self.laptops[which])
        self.touched.clear()

    @invariant()
    def the_centre_holds_what_it_should(self) -> None:
        if self.centre_touched:
            self._centre_holds()
        self.centre_touched = False

    def _centre_holds(self) -> None:
        assert self.centre.ledger.verify()
        held = {(laptop, row.table, row.code, row.key): row for laptop, rows in centre.pool(self.centre).items() for row in rows}
        assert held == expected_pool(list(self.arrivals.values()))
        told = (one.tombstones for one in self.arrivals.values())
        forgotten = {code for tombstones in told for _, code, scope in tombstones if scope in intake.ENDS_RESEARCH}
        assert forgotten >= {code for bundle in self.arrived.values() for code in bundle.forgotten}
        assert not forgotten & {code for _, _, code, _ in held}
        self._each_response_counts_once(held, forgotten)
        found = {one.laptop: dict(one.findings) for one in centre.holdings(self.centre)}
        for laptop in self.laptops:
            key = signing.key_id(send.laptop_key(laptop.kit))
            mine = [bundle for bundle in self.arrived.values() if signing.key_id(bundle.laptop) == key]
            assert _parted(mine) <= bool(found.get(key))
            if laptop.straight and {one.batch for one in mine} == set(laptop.state.sealed):
                assert not found.get(key)
                self._holds_the_last_word(laptop, key, held)

    def _holds_the_last_word(self, laptop: Laptop, key: str, held: Mapping[tuple[str, str, str, str], Row]) -> None:
        """Of a laptop whose history was never turned back, what was sent last counts, and nothing is in conflict."""
        assert not [each for each in centre.conflicts(self.centre) if each.laptop == key]
        for row in self.arrivals[laptop.state.sealed[-1]].rows if laptop.state.sealed else ():
            assert held[key, row.table, row.code, row.key].cells == row.cells

    def _each_response_counts_once(self, held: Mapping[tuple[str, str, str, str], Row], forgotten: set[str]) -> None:
        persons = {code: who for bundle in self.arrived.values() for code, who in bundle.persons.items()}
        counted: Counter[tuple[str, int]] = Counter()
        for _, table, code, key in held:
            if table.startswith("responses-"):
                counted[persons[code], int(key.split("|")[1])] += 1
        wanted: dict[tuple[str, int], int] = {}
        for bundle in self.arrived.values():
            for code, waves in bundle.counts.items():
                for wave, count in waves.items() if code not in forgotten else ():
                    place = (bundle.persons[code], wave)
                    wanted[place] = max(count, wanted.get(place, 0))
        assert counted == wanted

    def _order_of_arrival_changes_nothing(self) -> None:
        with self._a_centre("other") as other:
            for which, key in enumerate(self.keys):
                mine = Enrolled(project=ProjectId("histories"), id=signing.key_id(key), public_key=key, revoked=self.enrolled[which])
                enrolled.enrol(other.ledger, mine)
            for arrival in reversed(self._everything_that_came()):
                other.ledger.keep(arrival, intake.ENDS_RESEARCH, intake.chain_states, lambda _taken: b"receipt")
            assert centre.pool(other) == centre.pool(self.centre)
            assert centre.holdings(other) == centre.holdings(self.centre)
            assert centre.conflicts(other) == centre.conflicts(self.centre)


def _responses(arrival: Arrival, bundle: Bundle) -> Mapping[str, Mapping[int, int]]:
    """Return how many responses of each person and wave a bundle brings: all that there were, but for those that wait for a round."""
    found: dict[str, Counter[int]] = {code: Counter() for code in bundle.counts}
    for row in arrival.rows:
        if row.table.startswith("responses-"):
            found[row.code][int(row.key.split("|")[1])] += 1
    waiting = [code for code, waves in bundle.counts.items() if found[code] != Counter(waves)]
    assert len(waiting) < ROUND
    assert all(found[code] <= Counter(bundle.counts[code]) for code in waiting)
    return found


def _parted(bundles: list[Bundle]) -> bool:
    """Tell whether two bundles of a laptop stand in no line: its history was turned back between them."""
    return any(
        one.batch != other.batch and one.batch not in other.before and other.batch not in one.before for one in bundles for other in bundles
    )


def _holds(laptop: Laptop) -> None:
    """Compare a laptop with what it acknowledged."""
    ws, state = laptop.kit.workspace, laptop.state
    wanted = {each: value for known in state.people.values() for each, (_, value) in known.values.items()}
    assert sorted(each.id for each in answers.submissions(ws)) == sorted(wanted)
    for each, value in wanted.items():
        said = {row.question: row.value for row in answers.now(ws, each)}
        assert said[YEARS] == value
    assert {each.id: each.name for each in people_store.people(ws)} == {who: known.name for who, known in state.people.items()}
    written = files.read_people(laptop.path)
    assert written is not None
    assert not state.gone & set(parse_people(written, laptop.kit.ring).entries)
    for purpose in BOTH:
        assert consent_store.allowing(ws, purpose) == {who for who, known in state.people.items() if purpose in known.yes}
    assert state.forgotten <= {code for _, code, _, _ in releases.tombstones(ws)}
    assert ws.verify() == ()
    assert not files.SideFiles(workspace=laptop.path).rekeyed.exists()


@pytest.fixture(autouse=True)
def _copies_are_proved_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process for each of hundreds of backups would take most of the time; what it does is the same, and has its own tests."""
    monkeypatch.setattr(proof, "in_another_process", proof.holds)


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order(ready: tuple[Path, pack_making.OfficeKeys, tuple[Laptop, ...]]) -> None:
    Histories.ready = ready
    phases = [Phase.generate] if SEED else list(Phase)
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    machine = seed(int(SEED))(Histories) if SEED else Histories
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=HISTORIES, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks, phases=phases),
    )
