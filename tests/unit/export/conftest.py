"""An invented project of 24 people and two waves, and everything that a bundle is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

import pytest

from civicdesk.crypto import signing
from civicdesk.export import bundle, hierarchies
from civicdesk.export.gate import Facts, scope
from civicdesk.export.prepare import Prepared, Rows, prepare
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import (
    BundleHeader,
    Column,
    ExportSettings,
    IntruderForm,
    Quasi,
    ReleasePerson,
    ReleaseResponse,
    ReleaseScore,
)

TODAY = date(2026, 11, 21)
SEED = bytes(range(32))
LONELY = (
    ("often", "Often or always"),
    ("some", "Some of the time"),
    ("never", "Never"),
    ("dk", "Don't know"),
    ("ref", "Prefer not to say"),
)
OFFERS = (("help", "Help out"), ("learn", "Learn or train"), ("groups", "Hear about groups"))
COLUMNS = {
    "civic_health": (
        Column(name="wb1", label="How satisfied are you with your life?", type="integer"),
        Column(name="wb5", label="How often do you feel lonely?", type="select_one", choices=LONELY, scale="wellbeing"),
        Column(name="oi", label="Would you like to …", type="select_multiple", choices=OFFERS),
        Column(name="why", label="What would help?", type="text"),
        Column(name="age", label="How old are you?", type="integer"),
    )
}
LEAVES = {
    "sex": ("Female", "Male"),
    "district": ("PE1", "PE2", "PE3", "Elsewhere"),
    "housing": ("Private rent", "Hostel", "Sofa surfing"),
}


@pytest.fixture
def settings() -> ExportSettings:
    """Settings of a pack for a known recipient."""
    return ExportSettings(
        project=ProjectId("invented-project"),
        short_code="ember",
        pack_version=3,
        recipient="Placeholder Centre",
        recipient_class="known",
        agreement="Agreement 1, invented",
        review_date=date(2027, 6, 1),
        age_recipients=("age1first", "age1second"),
        k=5,
        l=2,
        min_people=10,
        population=4000,
        population_source="invented, 2026",
        quasi=(
            Quasi(column="age", hierarchy="age", floor=1),
            Quasi(column="sex", hierarchy="sex"),
            Quasi(column="district", hierarchy="district"),
            Quasi(column="housing", hierarchy="housing"),
        ),
        sensitive=("wb5",),
    )


@pytest.fixture
def files() -> Mapping[str, bytes]:
    """Hierarchies of the pack by name."""
    return {name: hierarchies.shipped(name) for name in ("age", "sex", "district", "housing")}


@pytest.fixture
def rows() -> Rows:
    """24 people, 48 responses, 48 scores and one withdrawal."""
    chance = Random(7)  # noqa: S311 - the same invented rows in every run
    codes = [f"{chance.getrandbits(128):032x}" for _ in range(24)]
    return Rows(
        people=tuple(_person(code, chance) for code in codes),
        responses=tuple(_response(code, wave, chance) for code in codes for wave in (1, 2)),
        scores=tuple(_score(code, wave, chance) for code in codes for wave in (1, 2)),
        columns=COLUMNS,
        withdrawals=((1, "f" * 32, "all", "2026-10"),),
    )


def _person(code: str, chance: Random) -> ReleasePerson:
    quasi = {name: chance.choice(leaves) for name, leaves in LEAVES.items()}
    quasi |= {"first_period": chance.choice(("2026-08", "2026-09")), "age": str(chance.randint(19, 70))}
    return ReleasePerson(code=code, quasi=quasi, sex=quasi["sex"], ethnicity="Irish")


def _response(code: str, wave: int, chance: Random) -> ReleaseResponse:
    values = {
        "wb1": str(chance.randint(0, 10)),
        "wb5": chance.choice(("often", "some", "never", "dk", "")),
        "oi": " ".join(option for option, _ in OFFERS if chance.random() < 0.5),
        "why": "My neighbour Wren Fictional",
        "age": "44",
    }
    return ReleaseResponse(
        code=code,
        form="civic_health",
        form_version="1",
        wave=wave,
        occasion=1,
        days_since_first=91 * (wave - 1),
        mode="with a worker",
        values=values,
    )


def _score(code: str, wave: int, chance: Random) -> ReleaseScore:
    value = chance.choice((None, 3.25, 4.0))
    return ReleaseScore(code=code, wave=wave, occasion=1, scale="wellbeing", score_version="1", value=value, answered=5, items=5)


@pytest.fixture
def facts(rows: Rows, settings: ExportSettings) -> Facts:
    """Everything in order, and a reason for the small round."""
    form = IntruderForm(
        scenarios=tuple((who, "nobody was found") for who in ("fellow group member", "local journalist", "staff of another agency")),
        tried_by="Data lead",
        tried_on=date(2026, 11, 2),
        approver="Data protection lead",
        reason="As agreed",
    )
    return Facts(
        today=TODAY,
        eligible=24,
        held_back=(("no consent", 2),),
        covered=frozenset(person.code for person in rows.people),
        roster=frozenset({"Wren Fictional", "Sam  Placeholder"}),
        preparer="first",
        approver="second",
        intruder=form,
        intruder_scope=scope(settings),
        reasons={"C8": "A first round"},
    )


@pytest.fixture
def prepared(rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts) -> Prepared:
    """The whole project, ready for sealing."""
    return prepare(rows, settings, files, facts)


@pytest.fixture
def header(prepared: Prepared, settings: ExportSettings) -> BundleHeader:
    """What stands in release.json beside the counts."""
    return BundleHeader(
        batch_id=bundle.batch_id(prepared.batch, settings.project, "laptop-1", settings.pack_version),
        project=settings.project,
        pack_version=settings.pack_version,
        laptop="laptop-1",
        program_version="0.1.0",
        created="2026-11",
        preparer_role="coordinator",
        approver_role="data protection lead",
        recipient=settings.recipient,
        reason="Yearly figures",
        review_date="2027-06-01",
        previous_batch="",
        chain_count=12,
        chain_head="ab" * 32,
        practice=True,
        eligible=24,
        held_back=(("no consent", 2),),
    )


@dataclass(frozen=True)
class Seal:
    """An invented laptop's signature with its trusted comment."""

    comment: str

    def sign(self, manifest: bytes) -> bytes:
        """Return the signature file."""
        return signing.sign(SEED, manifest, self.comment)

    def verify(self, manifest: bytes, signature: bytes) -> str:
        """Return the comment, or raise."""
        return signing.verify(signing.public_of(SEED), manifest, signature)


@pytest.fixture
def seal(header: BundleHeader) -> Seal:
    """Signs and verifies the bundle of this project."""
    return Seal(bundle.trusted_comment(header))


@pytest.fixture
def seal_with() -> Callable[[str], Seal]:
    """Make a seal with another comment."""
    return Seal


@pytest.fixture
def inner(prepared: Prepared, header: BundleHeader, seal: Seal) -> bytes:
    """The inner archive of the bundle."""
    return bundle.write_bundle(prepared.batch, header, prepared.report, "Terms of use, invented.\n", seal.sign)
