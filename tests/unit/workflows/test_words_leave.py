"""Words and link codes in a real bundle: only what two people read, only to the linker, and gone with a consent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from civicdesk.crypto import sealing
from civicdesk.export import container, csvs
from civicdesk.export import linkage as codes
from civicdesk.records.cases import Quote, QuoteConsent
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.people import Person
from civicdesk.store import linking, projects
from civicdesk.workflows import case_study, consent, linkage, pack_making, practice, respond, send, stories
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import PASSPHRASE, held_by
from tests.unit.workflows.conftest import given, says_no, welcome

PROMPT = case_study.guide().prompts[0].key
PEOPLE = 8
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def linker() -> tuple[str, str]:
    return sealing.new_identity()


@pytest.fixture
def crowd(kit: Kit, make_pack: Callable[..., bytes], linker: tuple[str, str]) -> list[Person]:
    """Return people who agreed to everything and have answered; the first has told a quote that two people have read."""
    projects.keep_pack(kit.workspace, make_pack(text=True, linkage=linker[1]), 2)
    linking.keep_key(kit.workspace, KEY, by=kit.user.id)
    made = [welcome(kit, name="Wren Fictional", birth_year=1985, sex="Female" if number % 2 else "Male") for number in range(PEOPLE)]
    rows = "".join(f"{person.card},1,2026-03-02,da,ta,td,da\n" for person in made)
    respond.import_table(kit, f"card,wave,collected_on,sk1,sk2,kh1,kh2\n{rows}".encode(), respond.Table(form_id="civic_health"))
    linkage.keep_birth_date(kit, made[0].id, date(1985, 5, 3))
    begun = case_study.begin(kit, made[0].id, None).value
    told = Quote(text="Wren Fictional lent me a drill.", prompt=PROMPT, tags=("trust",), consent=QuoteConsent.ANONYMOUS)
    case_study.finish(kit, replace(begun, texts=((PROMPT, "A story."),), quotes=(told,)))
    (passage,) = stories.passages(kit)
    read = stories.decide(kit, stories.Decision(passage=passage.id, cuts=passage.cuts)).value
    stories.agree(held_by(kit, "Ben Second"), read.id)
    return made


def _approved(kit: Kit) -> str:
    batch = send.prepare(kit).value
    form = practice.intruder_form(send.SCENARIOS, "Ben Second", kit.now().date())
    send.approve(held_by(kit, "Ben Second"), send.Approval(release=batch.id, passphrase=PASSPHRASE, intruder=form))
    return batch.id


def test_words_and_codes_leave_in_one_bundle_each_to_its_own_reader(
    kit: Kit, crowd: list[Person], office: pack_making.OfficeKeys, linker: tuple[str, str]
) -> None:
    ((_, data),) = send.seal(kit, _approved(kit)).value.files
    members = container.read_container(sealing.unseal(data, office.identity))
    assert [(row["kind"], row["domain"], row["text"]) for row in csvs.read(members["data/notes.csv"])] == [
        ("quote", "trust", "[person 1] lent me a drill.")
    ]
    ((code, *_),) = codes.read(sealing.unseal(linkage.codes_of(data, office.identity), linker[0]))
    assert code == kit.code_of(crowd[0].id)
    plain = b"".join(content for name, content in members.items() if name != "linkage/linkage.age")
    assert not [word for word in (b"Fictional", b"1985-05-03", b"Ada Test") if word in plain]


def test_words_that_change_before_the_seal_stop_the_batch(kit: Kit, crowd: list[Person]) -> None:
    which = _approved(kit)
    (passage,) = stories.passages(kit)
    stories.decide(kit, stories.Decision(passage=passage.id, cuts=(), keep_back=True))
    with says_no("SEND-CHANGED"):
        send.seal(kit, which)


def test_without_the_story_purpose_the_words_stay_and_the_answers_go(kit: Kit, crowd: list[Person], office: pack_making.OfficeKeys) -> None:
    consent.withdraw(kit, replace(given(kit, crowd[0].id), choices={Purpose.STORY: Choice.NO}))
    ((_, data),) = send.seal(kit, _approved(kit)).value.files
    members = container.read_container(sealing.unseal(data, office.identity))
    assert "data/notes.csv" not in members
    assert len(csvs.read(members["data/people.csv"])) == PEOPLE
