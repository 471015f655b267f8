"""Random histories of one laptop: whatever people do, and in whatever order, nothing acknowledged is lost and nobody forgotten returns.

12 histories in a usual run; `CIVICDESK_HISTORIES=2000` runs so many.
"""

import copy
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from civicdesk.crypto.cost import PRACTICE
from civicdesk.crypto.people import parse_people
from civicdesk.errors import Refused
from civicdesk.export import hierarchies
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import PersonId, ProjectId, QuestionRef, SubmissionId
from civicdesk.records.people import Role
from civicdesk.records.releases import ExportSettings, Pack, Quasi
from civicdesk.store import answers, files, releases
from civicdesk.store import consent as consent_store
from civicdesk.store import people as people_store
from civicdesk.workflows import (
    backup,
    central,
    consent,
    corrections,
    erasure,
    first_run,
    forms,
    interview,
    people,
    restore,
    send,
    unlock,
    users,
)  # fmt: skip
from civicdesk.workflows.kit import Kit, Tools
from tests.unit.workflows.conftest import plain_form

HISTORIES = int(os.environ.get("CIVICDESK_HISTORIES", "12"))
STEPS = 14
PASSPHRASE = "seven plainly invented words of the tests"
ADA = restore.Way(name="Ada Test", passphrase=PASSPHRASE)
START = datetime.fromisoformat("2026-03-02T10:00:00+00:00")
YEARS = QuestionRef("/data/years")
STATEMENT = {
    "language": "en", "version": "1", "text": "May we?",
    "purposes": [["keep", "Keep my answers."], ["research", "Send them without my name."]],
}  # fmt: skip


class World:
    """A clock that can be set, and ids that count."""

    def __init__(self) -> None:
        self.at, self.ids = START, 0
        self.tools = Tools(now=self._now, new_id=self._id, chance=lambda: 0.5)

    def _now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def _id(self) -> str:
        self.ids += 1
        return f"{self.ids:032x}"


@dataclass
class Known:
    """What was acknowledged of one person."""

    name: str
    yes: set[Purpose]
    values: dict[SubmissionId, str] = field(default_factory=dict)
    sent: bool = False
    withdrew_after_sending: bool = False


def make_pack() -> bytes:
    office = central.make_keys()
    export = ExportSettings(
        project=ProjectId("histories"), short_code="history", pack_version=1, recipient="Invented centre", recipient_class="known",
        agreement="Test agreement 1", review_date=START.date().replace(year=2030), age_recipients=(office.recipient, central.make_keys().recipient),
        k=3, l=2, min_people=6, population=1000, population_source="invented", practice=True,
        quasi=(Quasi(column="age", hierarchy="age", floor=1), Quasi(column="sex", hierarchy="sex", floor=0)),
    )  # fmt: skip
    pack = Pack(
        project=ProjectId("histories"), name="Histories", version=1, practice=True, recovery=False, contact="01632 960200",
        crisis_lines=(), places=(), districts=(), statements=(STATEMENT,), instruments={}, directory=b"",
        hierarchies={name: hierarchies.shipped(name) for name in ("age", "sex")},
        export=export, signer=office.signing_public,
    )  # fmt: skip
    return central.sign_pack(pack, office.signing_seed)


@pytest.fixture(scope="module")
def ready() -> Path:
    """Return the folder of a locked practice workspace with a small form and two colleagues."""
    with tempfile.TemporaryDirectory() as place:
        world = World()
        newcomer = first_run.Newcomer(name="Ada Test", role=Role.COORDINATOR, passphrase=PASSPHRASE)
        joined = first_run.join(Path(place) / "ready", make_pack(), newcomer, world.tools, cost=PRACTICE)
        first_run.confirm_recovery(joined.kit, joined.recovery.code)
        first_run.add_user(joined.kit, first_run.Newcomer(name="Wes Worker", role=Role.WORKER, passphrase=PASSPHRASE), cost=PRACTICE)
        forms.adopt_pack(joined.kit)
        forms.add(joined.kit, plain_form())
        unlock.lock(joined.kit)
        yield Path(place) / "ready"


class Histories(RuleBasedStateMachine):
    """One laptop, its backup folder, and what was acknowledged."""

    ready: Path

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        shutil.copytree(self.ready, self.place / "laptop")
        self.path = self.place / "laptop" / "history.civicdesk"
        self.world = World()
        self.world.ids = 1_000_000
        self.people: dict[PersonId, Known] = {}
        self.gone: set[PersonId] = set()
        self.told_the_centre: set[str] = set()
        self.backups: list[tuple[Path, dict[PersonId, Known]]] = []
        self.kit = self._unlock()

    def teardown(self) -> None:
        if hasattr(self, "place"):
            if self.kit.workspace.is_open:
                unlock.lock(self.kit)
            shutil.rmtree(self.place)

    def _unlock(self) -> Kit:
        return unlock.open_(self.path, "Ada Test", PASSPHRASE, self.world.tools)

    def _someone(self, number: int) -> PersonId:
        return sorted(self.people)[number % len(self.people)]

    def _consent(self, person: PersonId, yes: set[Purpose]) -> consent.Given:
        statement = consent.statement(self.kit)
        choices = {purpose: Choice.YES if purpose in yes else Choice.NO for purpose, _ in statement.purposes}
        return consent.Given(person=person, session=None, statement=statement, choices=choices)

    @rule(research=st.booleans())
    def arrive(self, research: bool) -> None:
        name = f"Plover Number{self.world.ids}"
        made = people.add(self.kit, people.NewPerson(name=name)).value
        yes = {Purpose.KEEP, Purpose.RESEARCH} if research else {Purpose.KEEP}
        consent.record(self.kit, self._consent(made.id, yes))
        self.people[made.id] = Known(name=name, yes=yes)

    @precondition(lambda self: self.people)
    @rule(number=st.integers(0, 20), value=st.integers(0, 99), wave=st.integers(1, 3))
    def capture(self, number: int, value: int, wave: int) -> None:
        who = self._someone(number)
        start = interview.Start(person=who, form_id="plain", session=None, wave=wave)
        if Purpose.KEEP not in self.people[who].yes:
            with pytest.raises(Refused, match="CONSENT-KEEP"):
                interview.start(self.kit, start)
            return
        talk = interview.start(self.kit, start).value
        talk.answer(YEARS, str(value))
        talk.answer(QuestionRef("/data/again"), "yes")
        talk.finish()
        self.people[who].values[talk.submission.id] = str(value)

    @precondition(lambda self: any(known.values for known in self.people.values()))
    @rule(number=st.integers(0, 20), value=st.integers(0, 99))
    def correct(self, number: int, value: int) -> None:
        mine = [(who, each) for who, known in sorted(self.people.items()) for each in sorted(known.values)]
        who, which = mine[number % len(mine)]
        wanted = corrections.Correction(
            submission=which, values=(corrections.NewValue(question=YEARS, value=str(value)),), reason="said again"
        )
        if Purpose.KEEP in self.people[who].yes and self.people[who].values[which] != str(value):
            corrections.correct(self.kit, wanted)
            self.people[who].values[which] = str(value)
        else:
            with pytest.raises(Refused, match=r"CONSENT-KEEP|CORRECTION-NONE"):
                corrections.correct(self.kit, wanted)

    @precondition(lambda self: self.people)
    @rule(number=st.integers(0, 20), purpose=st.sampled_from([Purpose.KEEP, Purpose.RESEARCH]))
    def withdraw(self, number: int, purpose: Purpose) -> None:
        who = self._someone(number)
        given = self._consent(who, set())
        consent.withdraw(self.kit, consent.Given(person=who, session=None, statement=given.statement, choices={purpose: Choice.NO}))
        known = self.people[who]
        if known.sent and purpose in known.yes:
            self.told_the_centre.add(self._code(who))
        known.yes.discard(purpose)

    @precondition(lambda self: self.people)
    @rule(number=st.integers(0, 20), drop=st.booleans())
    def erase(self, number: int, drop: bool) -> None:
        who = self._someone(number)
        if self.people[who].sent:
            self.told_the_centre.add(self._code(who))
        done = erasure.erase(self.kit, who, drop_backups=drop).value
        assert (done.keys_gone, done.copies_gone) == (True, True)
        del self.people[who]
        self.gone.add(who)

    def _code(self, who: PersonId) -> str:
        return releases.person_code(self.kit.workspace, who, str)

    @rule()
    def back_up(self) -> None:
        self.backups.append((backup.make(self.kit).value, copy.deepcopy(self.people)))

    @precondition(lambda self: any(path.exists() for path, _ in self.backups))
    @rule(number=st.integers(0, 20))
    def put_back(self, number: int) -> None:
        there = [(path, known) for path, known in self.backups if path.exists()]
        path, known = there[number % len(there)]
        unlock.lock(self.kit)
        self.kit = restore.restore(self.path, path, ADA, self.world.tools).value.kit
        with pytest.raises(Refused, match="RESTORE-PAUSED"):
            send.prepare(self.kit, practice=True)
        restore.confirm(self.kit)
        self.people = {who: copy.deepcopy(each) for who, each in known.items() if who not in self.gone}
        self.told_the_centre = {code for _, code, _, _ in releases.tombstones(self.kit.workspace)}

    @rule()
    def send_a_batch(self) -> None:
        try:
            made = send.prepare(self.kit, practice=True).value
        except Refused as why:
            assert why.code == "SEND-NOBODY"  # noqa: PT017 - nobody may be sent is the one thing that stops it
            return
        rows = self.kit.workspace.rows("select person from release_person where release = ?", [made.id])
        for (who,) in rows:
            assert self.people[who].yes == {Purpose.KEEP, Purpose.RESEARCH}
            assert self.people[who].values
        releases.seal(self.kit.workspace, made.id, "batch.age", "ab", self.world.at)
        for (who,) in rows:
            self.people[who].sent = True

    @rule(days=st.integers(-365, 365))
    def clock_jumps(self, days: int) -> None:
        self.world.at += timedelta(days=days, microseconds=1)

    @rule(clean=st.booleans())
    def start_again(self, clean: bool) -> None:
        if clean:
            unlock.lock(self.kit)
        else:
            self.kit.workspace.close()
        self.kit = self._unlock()

    @rule()
    def new_keys(self) -> None:
        users.renew(self.kit)
        self.kit = self._unlock()

    @invariant()
    def each_acknowledged_response_counts_exactly_once(self) -> None:
        wanted = {each: value for known in self.people.values() for each, value in known.values.items()}
        kept = [each.id for each in answers.submissions(self.kit.workspace)]
        assert sorted(kept) == sorted(wanted)
        for each, value in wanted.items():
            said = {row.question: row.value for row in answers.now(self.kit.workspace, each)}
            assert said[YEARS] == value

    @invariant()
    def everybody_is_there_and_nobody_who_was_forgotten(self) -> None:
        assert {each.id: each.name for each in people_store.people(self.kit.workspace)} == {
            who: known.name for who, known in self.people.items()
        }
        written = files.read_people(self.path)
        assert not self.gone & set(parse_people(written, self.kit.ring).entries)

    @invariant()
    def consent_is_what_was_said_last(self) -> None:
        for purpose in (Purpose.KEEP, Purpose.RESEARCH):
            agreed = {who for who, known in self.people.items() if purpose in known.yes}
            assert consent_store.allowing(self.kit.workspace, purpose) == agreed

    @invariant()
    def the_centre_is_told_of_everybody_who_was_sent_and_is_to_be_forgotten(self) -> None:
        assert self.told_the_centre <= {code for _, code, _, _ in releases.tombstones(self.kit.workspace)}

    @invariant()
    def the_file_is_sound(self) -> None:
        assert self.kit.workspace.verify() == ()
        with suppress(OSError):
            assert not files.SideFiles(workspace=self.path).rekeyed.exists()


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order(ready: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Histories.ready = ready
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Histories, settings=settings(max_examples=HISTORIES, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks)
    )
