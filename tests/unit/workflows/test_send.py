"""Send data: who may be sent, the two people who agree, and what stops a batch."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.crypto.passphrase import MODEST
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.people import Person, Role
from civicdesk.records.releases import CheckResult, IntruderForm, Release, ReleaseState
from civicdesk.store import projects, releases
from civicdesk.workflows import centre, consent, first_run, pack_making, practice, respond, send, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import PASSPHRASE, held_by, join
from tests.unit.workflows.conftest import begin, given, says_no, welcome

PEOPLE = 8


@pytest.fixture
def crowd(kit: Kit) -> list[Person]:
    """Return people who agreed to everything and have answered on paper."""
    made = [welcome(kit, birth_year=1985, sex="Female" if number % 2 else "Male") for number in range(PEOPLE)]
    rows = "".join(f"{person.card},1,2026-03-02,da,ta,td,da\n" for person in made)
    respond.import_table(kit, f"card,wave,collected_on,sk1,sk2,kh1,kh2\n{rows}".encode(), respond.Table(form_id="civic_health"))
    return made


@pytest.fixture
def batch(kit: Kit, crowd: list[Person]) -> Release:
    """Return a batch that Ada has prepared."""
    return send.prepare(kit).value


def form(kit: Kit) -> IntruderForm:
    return practice.intruder_form(send.SCENARIOS, "Ben Second", kit.now().date())


def approved(kit: Kit, batch: Release, **changes: object) -> Release:
    """Let Ben approve a batch."""
    approval = send.Approval(**{"release": batch.id, "passphrase": PASSPHRASE, "intruder": form(kit), **changes})
    return send.approve(held_by(kit, "Ben Second"), approval).value


def take_back(kit: Kit, person: Person, purpose: Purpose) -> None:
    consent.withdraw(kit, replace(given(kit, person.id), choices={purpose: Choice.NO}))


def test_the_page_counts_who_could_be_sent_and_why_others_are_not(kit: Kit, crowd: list[Person]) -> None:
    welcome(kit, yes=frozenset({Purpose.KEEP}))
    begin(kit, welcome(kit).id)
    page = send.page(kit)
    assert (page.eligible, page.practice, page.recipient, page.two_person) == (PEOPLE, False, "Invented centre", True)
    assert dict(page.held_back) == {"has not agreed to research": 1, "has no finished answers": 1}


@pytest.mark.parametrize("purpose", [Purpose.RESEARCH, Purpose.KEEP])
def test_taking_back_stops_the_release_at_once(kit: Kit, crowd: list[Person], purpose: Purpose) -> None:
    take_back(kit, crowd[0], purpose)
    assert send.page(kit).eligible == PEOPLE - 1
    assert send.prepare(kit).value.people == PEOPLE - 1


def test_nobody_to_send_is_told(kit: Kit) -> None:
    with says_no("SEND-NOBODY"):
        send.prepare(kit)


def test_a_batch_is_prepared_approved_by_another_and_sealed(kit: Kit, batch: Release, office: pack_making.OfficeKeys) -> None:
    assert (batch.state, batch.people, batch.responses) == (ReleaseState.PREPARED, PEOPLE, PEOPLE)
    assert approved(kit, batch).state is ReleaseState.APPROVED
    sealed = send.seal(kit, batch.id).value
    assert sealed.release.state is ReleaseState.SEALED
    assert sealed.name.startswith("testing")
    received = centre.receive(sealed.data, office.identity, {"laptop": send.laptop_key(kit)})
    assert (received.check.ok, received.check.people, received.check.practice) == (True, PEOPLE, False)
    assert [each.id for each in send.releases(kit)] == [batch.id]


def test_the_one_who_prepared_does_not_approve(kit: Kit, batch: Release) -> None:
    with says_no("SEND-SAME-PERSON"):
        send.approve(kit, send.Approval(release=batch.id, passphrase=PASSPHRASE, intruder=form(kit)))


def test_approval_asks_for_the_approvers_own_passphrase(kit: Kit, batch: Release) -> None:
    with says_no("KEYS-WRONG"):
        approved(kit, batch, passphrase="some other words that are not hers")
    assert send.release(kit, batch.id).state is ReleaseState.PREPARED


def test_a_batch_is_approved_once(kit: Kit, batch: Release) -> None:
    approved(kit, batch)
    with says_no("SEND-STATE"):
        approved(kit, batch)


def test_a_batch_is_sealed_after_it_was_approved_and_once(kit: Kit, batch: Release) -> None:
    with says_no("SEND-STATE"):
        send.seal(kit, batch.id)
    approved(kit, batch)
    send.seal(kit, batch.id)
    with says_no("SEND-STATE"):
        send.seal(kit, batch.id)


def test_a_sealed_bundle_can_be_saved_again_and_another_cannot(kit: Kit, batch: Release) -> None:
    with says_no("SEND-STATE"):
        send.sealed(kit, batch.id)
    approved(kit, batch)
    assert send.seal(kit, batch.id).value == send.sealed(kit, batch.id)
    with says_no("ROLE-RIGHT"):
        send.sealed(held_by(kit, "Wes Worker"), batch.id)


def test_a_bundle_goes_nowhere_once_the_project_has_dropped_one_of_its_keys(
    kit: Kit, batch: Release, office: pack_making.OfficeKeys
) -> None:
    approved(kit, batch)
    send.seal(kit, batch.id)
    take_pack(kit, office, *kit.pack().export.age_recipients, pack_making.make_keys().recipient)
    assert send.sealed(kit, batch.id)
    take_pack(kit, office, *kit.pack().export.age_recipients[1:])
    with says_no("SEND-OLD-KEY"):
        send.sealed(kit, batch.id)


def take_pack(kit: Kit, office: pack_making.OfficeKeys, *recipients: str) -> None:
    """Keep a newer pack with other keys that open bundles."""
    version = kit.pack().version + 1
    export = replace(kit.pack().export, pack_version=version, age_recipients=recipients)
    data = pack_making.sign_pack(replace(kit.pack(), version=version, export=export), office.signing_seed)
    with kit.workspace.writing("pack-kept", kit.user.id, kit.now()):
        projects.keep_pack(kit.workspace, data, version)


def test_a_batch_whose_answers_have_changed_is_prepared_again(kit: Kit, batch: Release, crowd: list[Person]) -> None:
    approved(kit, batch)
    take_back(kit, crowd[0], Purpose.RESEARCH)
    with says_no("SEND-CHANGED"):
        send.seal(kit, batch.id)


def test_a_change_is_noticed_at_the_approval_too(kit: Kit, batch: Release, crowd: list[Person]) -> None:
    take_back(kit, crowd[0], Purpose.RESEARCH)
    with says_no("SEND-CHANGED"):
        approved(kit, batch)


def test_an_intruder_form_that_says_nothing_stops_the_batch(kit: Kit, batch: Release) -> None:
    with says_no("SEND-BLOCKED"):
        approved(kit, batch, intruder=replace(form(kit), scenarios=()))


def test_a_chain_that_breaks_after_the_approval_stops_the_seal(kit: Kit, batch: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(kit, batch)
    monkeypatch.setattr("civicdesk.store.workspace.Workspace.verify", lambda _workspace: ("broken",))
    with says_no("SEND-BLOCKED"):
        send.seal(kit, batch.id)


def test_a_warning_without_a_reason_stops_the_approval(kit: Kit, batch: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicdesk.export.checks.blocked", lambda _report: ())
    with says_no("SEND-REASONS"):
        approved(kit, batch, intruder=replace(form(kit), reason=" "))


def test_a_warning_that_nobody_read_stops_the_seal(kit: Kit, batch: Release) -> None:
    report = approved(kit, batch).report
    assert {check.result for check in report.checks} > {CheckResult.WARN}
    calm = tuple(replace(check, result=CheckResult.PASS) for check in report.checks)
    releases.keep_report(kit.workspace, batch.id, replace(report, checks=calm), "0", by=kit.user.id)
    with says_no("SEND-CHANGED"):
        send.seal(kit, batch.id)


def test_all_codes_are_given_in_one_step(kit: Kit, batch: Release) -> None:
    (steps,), (given_codes,) = (
        kit.workspace.rows(f"select count(*) from {asked}")[0] for asked in ("audit where action = 'code-given'", "person_code")
    )
    assert (steps, given_codes) == (1, PEOPLE)


def test_the_report_is_a_page_without_a_code_of_anybody(kit: Kit, batch: Release) -> None:
    page = send.report_html(kit, batch.id).decode()
    codes = json.loads(releases.members(kit.workspace, batch.id)["cells.json"])
    assert len(codes) == PEOPLE
    assert "C12" in page
    assert not any(code in page for code in codes)


def test_whoever_took_it_back_after_being_sent_stays_out_for_good_and_is_named(
    kit: Kit, batch: Release, crowd: list[Person], office: pack_making.OfficeKeys
) -> None:
    approved(kit, batch)
    send.seal(kit, batch.id)
    take_back(kit, crowd[0], Purpose.RESEARCH)
    consent.record(kit, given(kit, crowd[0].id))
    assert dict(send.page(kit).held_back) == {"was sent before and has taken it back": 1}
    again = send.prepare(kit).value
    approved(kit, again)
    sealed = send.seal(kit, again.id).value
    received = centre.receive(sealed.data, office.identity, {"laptop": send.laptop_key(kit)})
    assert received.check.ok, received.check.findings
    assert received.check.people == PEOPLE - 1
    assert received.members["data/withdrawals.csv"].count(b"\n") == 2


def test_the_practice_project_never_leaves(tmp_path: Path, tools: Tools) -> None:
    newcomer = first_run.Newcomer(name="Ada", role=Role.COORDINATOR, passphrase=PASSPHRASE)
    learner = first_run.join(tmp_path / "practice", practice.pack(), newcomer, tools, cost=MODEST[-1]).kit
    for verb in (lambda: send.prepare(learner), lambda: send.seal(learner, "any")):
        with says_no("SEND-PRACTICE"):
            verb()
    unlock.lock(learner)


def test_an_intruder_form_is_read_from_a_file() -> None:
    written = {"scenarios": [["journalist", "nobody"]], "tried_by": "Ben", "tried_on": "2026-03-02", "approver": "Ben", "reason": "small"}
    read = send.read_intruder_form(json.dumps(written).encode())
    assert (read.scenarios, read.tried_on.isoformat(), read.reason) == ((("journalist", "nobody"),), "2026-03-02", "small")


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"scenarios": [["one"]], "tried_by": ""}', b'{"scenarios": 5}', b"\xff"])
def test_an_intruder_form_with_something_missing_is_told(data: bytes) -> None:
    with says_no("SEND-INTRUDER"):
        send.read_intruder_form(data)


def test_a_one_person_project_needs_no_second_one(make_pack: Callable[..., bytes], tmp_path: Path, tools: Tools) -> None:
    kit = join(tmp_path / "alone", make_pack(two_person=False, one_person_reason="The only worker"), tools).kit
    made = [welcome(kit, birth_year=1985, sex="Female") for _ in range(6)]
    rows = "".join(f"{person.card},da\n" for person in made)
    respond.import_table(kit, f"card,sk1\n{rows}".encode(), respond.Table(form_id="civic_health"))
    batch = send.prepare(kit).value
    send.approve(kit, send.Approval(release=batch.id, passphrase=PASSPHRASE, intruder=form(kit)))
    assert send.seal(kit, batch.id).value.data
    unlock.lock(kit)


def test_newcomers_after_a_first_release_wait_until_they_are_enough(kit: Kit, batch: Release) -> None:
    approved(kit, batch)
    send.seal(kit, batch.id)
    newcomer = welcome(kit, birth_year=1990, sex="Female")
    respond.import_table(kit, f"card,sk1\n{newcomer.card},da\n".encode(), respond.Table(form_id="civic_health"))
    again = send.prepare(kit).value
    assert again.people == PEOPLE
    assert sum(dict(again.report.held_back).values()) == 1


def test_an_approval_that_lost_its_form_seals_nothing(kit: Kit, batch: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(kit, batch)
    monkeypatch.setattr(releases, "intruder_form", lambda _workspace, _which: None)
    with says_no("SEND-STATE"):
        send.seal(kit, batch.id)
