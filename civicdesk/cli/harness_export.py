"""`civicdesk harness export`: the practice project's round, through the same verbs as the window, sealed for the derived recipient."""

from argparse import Namespace

from civicdesk.cli.harness_voice import World, tell
from civicdesk.i18n import say
from civicdesk.records.consent import Choice
from civicdesk.records.ids import QuestionRef
from civicdesk.records.pages import PageSize
from civicdesk.records.releases import IntruderForm
from civicdesk.workflows import consent, harness, harness_door, interview, people, practice, send
from civicdesk.workflows.kit import Kit

SCENARIOS = 3


def run(asked: Namespace, world: World) -> int:
    """Prepare, approve and seal a round, and write it where it was asked for; `DONE` comes after it was read back."""
    with harness_door.closing(harness_door.open_(asked.db, world.way(), world.now)) as opened:
        kit = harness.in_hand(opened.workspace, opened.ring, world.tools())
        with harness.once(kit, "practice_round") as fresh:
            if fresh:
                _invite(kit)
        prepared = send.prepare(kit, practice=True).value
        harness.approve(kit, prepared.id, _intruder(kit))
        sealed = send.seal(kit, prepared.id, practice=True).value
        harness.save(sealed.data, asked.out)
    tell(b"DONE\n")
    return 0


def _invite(kit: Kit) -> None:
    """Let the practice people in, ask each for consent, and keep a short answer of each."""
    for number, each in enumerate(practice.folk()):
        new = people.NewPerson(name=each.name, birth_year=each.birth_year, sex=each.sex, ethnicity=each.ethnicity, district=each.district)
        person = people.add(kit, new).value
        statement = consent.statement(kit)
        agreed = dict.fromkeys((purpose for purpose, _ in statement.purposes), Choice.YES)
        consent.record(kit, consent.Given(person=person.id, session=None, statement=statement, choices=agreed))
        talk = interview.start(kit, interview.Start(person=person.id, form_id=harness.FORM_ID, session=None)).value
        for question in talk.sized(PageSize.SECTION).questions:
            value = practice.answer(number, 1, question.state)
            if value:
                talk.answer(QuestionRef(question.state.ref), value)
        talk.finish()


def _intruder(kit: Kit) -> IntruderForm:
    return IntruderForm(
        scenarios=tuple((f"{say('harness.scenario')} {number}", say("harness.outcome")) for number in range(1, SCENARIOS + 1)),
        tried_by=harness.SECOND.name,
        tried_on=kit.now().date(),
        approver=harness.SECOND.name,
        reason=say("harness.reason"),
    )
