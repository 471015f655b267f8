"""Laptops of one invented project, the centre that their bundles go to, and what is known of both."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from civicdesk.crypto.cost import PRACTICE
from civicdesk.export import hierarchies
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import PersonId, ProjectId, QuestionRef, SubmissionId
from civicdesk.records.intake import Arrival, Row
from civicdesk.records.people import Role
from civicdesk.records.releases import ExportSettings, Pack, Quasi
from civicdesk.workflows import consent, first_run, forms, interview, pack_making, people, practice, send, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.unit.workflows.conftest import plain_form

PASSPHRASE = "seven plainly invented words of the tests"
START = datetime.fromisoformat("2026-03-02T10:00:00+00:00")
YEARS, AGAIN = QuestionRef("/data/years"), QuestionRef("/data/again")
BOTH = frozenset({Purpose.KEEP, Purpose.RESEARCH})
LAPTOPS, ROUND, AT_FIRST = 3, 6, 8
STATEMENT = {
    "language": "en", "version": "1", "text": "May we?",
    "purposes": [["keep", "Keep my answers."], ["research", "Send them without my name."]],
}  # fmt: skip


class World:
    """A clock that can be set, and ids that count."""

    def __init__(self, ids: int = 0) -> None:
        self.at, self.ids = START, ids
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
    card: str
    yes: set[Purpose]
    values: dict[SubmissionId, tuple[int, str]] = field(default_factory=dict)
    """Response -> wave and answer."""

    def by_wave(self) -> dict[int, int]:
        """Return how many responses there are of each wave."""
        waves = [wave for wave, _ in self.values.values()]
        return {wave: waves.count(wave) for wave in waves}


@dataclass
class Bundle:
    """A sealed bundle on its way, and what was true when it was sealed."""

    laptop: str
    batch: str
    data: bytes
    counts: Mapping[str, Mapping[int, int]]
    """Person code -> wave -> responses."""
    persons: Mapping[str, PersonId]
    """Person code -> who it is: nobody may have two."""
    forgotten: frozenset[str]
    """Codes of whom the centre must forget."""
    before: tuple[str, ...]
    """Batches that this one really follows."""


@dataclass
class State:
    """What is true of one laptop: everything that goes back with it when it is rolled back."""

    people: dict[PersonId, Known] = field(default_factory=dict)
    gone: set[PersonId] = field(default_factory=set)
    sent: set[PersonId] = field(default_factory=set)
    """Everybody who was ever in a bundle; a backup that is put back makes none of it undone."""
    forgotten: set[str] = field(default_factory=set)
    """Codes of whom the centre must forget."""
    erased: set[str] = field(default_factory=set)
    """Those of them who were erased: they stay forgotten, whatever backup comes back."""
    sealed: tuple[str, ...] = ()

    def copied(self) -> "State":
        """Return a copy that goes its own way."""
        return copy.deepcopy(self)


@dataclass
class Laptop:
    """One laptop: its workspace, open or not, and what is known of it."""

    path: Path
    world: World
    state: State
    straight: bool = True
    """Its history was never turned back."""
    backups: list[tuple[Path, State]] = field(default_factory=list)

    def unlock(self) -> None:
        """Open the workspace."""
        self.kit: Kit = unlock.open_(self.path, "Ada Test", PASSPHRASE, self.world.tools)

    def someone(self, number: int) -> PersonId:
        """Return one of the people."""
        return sorted(self.state.people)[number % len(self.state.people)]

    def consent(self, person: PersonId, yes: frozenset[Purpose]) -> consent.Given:
        """Return what somebody says: yes to some purposes, no to the others."""
        statement = consent.statement(self.kit)
        choices = {purpose: Choice.YES if purpose in yes else Choice.NO for purpose, _ in statement.purposes}
        return consent.Given(person=person, session=None, statement=statement, choices=choices)

    def welcome(self, yes: frozenset[Purpose]) -> PersonId:
        """Take a new person in."""
        number = self.world.ids
        new = people.NewPerson(name=f"Plover Number{number}", birth_year=1945 + number % 30, sex=("Female", "Male")[number % 2])
        made = people.add(self.kit, new).value
        consent.record(self.kit, self.consent(made.id, yes))
        self.state.people[made.id] = Known(name=new.name, card=made.card, yes=set(yes))
        return made.id

    def ask(self, who: PersonId, value: str, wave: int) -> None:
        """Ask somebody the questions."""
        talk = interview.start(self.kit, interview.Start(person=who, form_id="plain", session=None, wave=wave)).value
        talk.answer(YEARS, value)
        talk.answer(AGAIN, "yes")
        talk.finish()
        self.state.people[who].values[talk.submission.id] = (wave, value)

    def forget_at_the_centre(self, who: PersonId, *, erased: bool = False) -> None:
        """Note that the centre must forget somebody, if it may know them."""
        if who in self.state.sent:
            self.state.forgotten.add(self.kit.code_of(who))
            self.state.erased |= {self.kit.code_of(who)} if erased else set()

    def approve(self, release: str) -> None:
        """Approve a batch as its one coordinator, with every reason given."""
        form = practice.intruder_form(send.SCENARIOS, "Ada Test", self.world.at.date())
        send.approve(self.kit, send.Approval(release=release, passphrase=PASSPHRASE, intruder=form))

    def seal(self, release: str) -> Bundle:
        """Seal a batch, and say what it stands for."""
        sealed = send.seal(self.kit, release, practice=True).value
        within = [PersonId(who) for (who,) in self.kit.workspace.rows("select person from release_person where release = ?", [release])]
        self.state.sent |= set(within)
        before = tuple(batch for batch in self.state.sealed if batch != sealed.release.batch_id)
        self.state.sealed = (*before, sealed.release.batch_id)
        return Bundle(
            laptop=send.laptop_key(self.kit),
            batch=sealed.release.batch_id,
            data=sealed.data,
            counts={self.kit.code_of(who): self.state.people[who].by_wave() for who in within},
            persons={self.kit.code_of(who): who for who in within},
            forgotten=frozenset(self.state.forgotten),
            before=before,
        )


def make_pack(office: pack_making.OfficeKeys) -> bytes:
    """Return the pack of the invented project."""
    export = ExportSettings(
        project=ProjectId("histories"), short_code="history", pack_version=1, recipient="Invented centre", recipient_class="known",
        agreement="Test agreement 1", review_date=START.date().replace(year=2300), age_recipients=(office.recipient, pack_making.make_keys().recipient),
        k=3, l=2, min_people=ROUND, population=1000, population_source="invented", practice=True,
        quasi=(Quasi(column="age", hierarchy="age", floor=1), Quasi(column="sex", hierarchy="sex", floor=0)),
        two_person=False, one_person_reason="One coordinator in this test",
    )  # fmt: skip
    pack = Pack(
        project=ProjectId("histories"), name="Histories", version=1, practice=True, recovery=False, contact="01632 960200",
        crisis_lines=(), places=(), districts=(), statements=(STATEMENT,), instruments={}, directory=b"",
        hierarchies={name: hierarchies.shipped(name) for name in ("age", "sex")},
        export=export, signer=office.signing_public,
    )  # fmt: skip
    return pack_making.sign_pack(pack, office.signing_seed)


def set_up(folder: Path, pack: bytes, world: World) -> Laptop:
    """Set a laptop up for the project, with a first round of people, and lock it."""
    newcomer = first_run.Newcomer(name="Ada Test", role=Role.COORDINATOR, passphrase=PASSPHRASE)
    joined = first_run.join(folder, pack, newcomer, world.tools, cost=PRACTICE)
    first_run.confirm_recovery(joined.kit, joined.recovery.code)
    forms.adopt_pack(joined.kit)
    forms.add(joined.kit, plain_form())
    laptop = Laptop(path=joined.kit.workspace.path, world=world, state=State())
    laptop.kit = joined.kit
    for number in range(AT_FIRST):
        laptop.ask(laptop.welcome(BOTH), str(number), 1)
    unlock.lock(joined.kit)
    return laptop


def expected_pool(arrivals: list[Arrival]) -> dict[tuple[str, str, str, str], Row]:
    """Return the rows that a centre must count after some bundles, worked out without its ledger and without their order."""
    blocked = {(one.laptop, code) for one in arrivals for _, code, scope in one.tombstones if scope in {"all", "research"}}
    rows: dict[tuple[str, str, str, str], Row] = {}
    for one in arrivals:
        for row in one.rows:
            place = (one.laptop, row.table, row.code, row.key)
            best = rows.get(place)
            if (one.laptop, row.code) not in blocked and (best is None or (-row.version, row.sha256) < (-best.version, best.sha256)):
                rows[place] = row
    return rows
