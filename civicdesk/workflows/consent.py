"""Consent: the words that are read, what the person says to each purpose, and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.errors import Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Standing, Statement
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.store import consent as consent_store
from civicdesk.store import introductions, listings, packs, releases
from civicdesk.workflows.kit import Kit, Right

SCOPES = {Purpose.KEEP: "all"}
"""What a centre has to forget when a purpose is taken back; every other purpose is its own scope."""
LISTED = "listing"
ENDS_LISTING = frozenset({Purpose.KEEP, Purpose.INTRODUCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody said, as the worker puts it down."""

    person: PersonId
    session: SessionId | None
    statement: Statement
    choices: Mapping[Purpose, Choice]
    mode: Mode = Mode.SPOKEN
    read_aloud: bool = True
    limits_explained: bool = True
    witness: str = ""


def statement(kit: Kit, language: str = "en") -> Statement:
    """Return the statement of the project's pack in a language, or the English one where it is not translated.

    Raises:
        Refused: CONSENT-STATEMENT: the project pack brought none.
    """
    kept = packs.statements(kit.workspace)
    if not kept:
        raise Refused("CONSENT-STATEMENT")
    newest = {each.language: each for each in kept}
    return newest.get(language) or newest.get("en") or kept[-1]


def standing(kit: Kit, person: PersonId) -> Standing:
    """Return what holds for a person now."""
    return consent_store.standing(kit.workspace, person)


def history(kit: Kit, person: PersonId) -> tuple[Consent, ...]:
    """Return everything a person has said about consent, oldest first."""
    return consent_store.history(kit.workspace, person)


def record(kit: Kit, given: Given) -> Outcome[Standing]:
    """Keep what a person said, with the exact words that were read.

    Raises:
        Refused: CONSENT-UNANSWERED: a purpose has no answer; CONSENT-LIMITS: the limits of confidentiality were not explained.
    """
    kit.must(Right.CAPTURE)
    if not given.limits_explained:
        raise Refused("CONSENT-LIMITS")
    asked = [purpose for purpose, _ in given.statement.purposes]
    open_ones = [purpose for purpose in asked if given.choices.get(purpose, Choice.NOT_ASKED) is Choice.NOT_ASKED]
    if open_ones:
        raise Refused("CONSENT-UNANSWERED", count=len(open_ones))
    _keep(kit, _consent(kit, given, {purpose: given.choices[purpose] for purpose in asked}))
    return Outcome(value=standing(kit, given.person), changed=frozenset({Kind.CONSENT}))


def withdraw(kit: Kit, given: Given) -> Outcome[Standing]:
    """Take back the purposes that are named, from now on and everywhere; as easy as saying yes."""
    taken = dict.fromkeys(given.choices, Choice.NO)
    _keep(kit, _consent(kit, given, taken, withdrawal=True))
    return Outcome(value=standing(kit, given.person), changed=frozenset({Kind.CONSENT, Kind.PEOPLE, Kind.CONNECTIONS}))


def _keep(kit: Kit, said: Consent) -> None:
    """Keep what was said; whoever was in a bundle and now says no is named in the next ones as withdrawn."""
    before = standing(kit, said.person)
    with kit.workspace.writing("withdrawn" if said.withdrawal else "consent-kept", said.by, said.at):
        consent_store.keep_consent(kit.workspace, said)
        scopes = [SCOPES.get(purpose, purpose.value) for purpose in _taken_back(before, said)] + _unlisted(kit, said)
        if said.person in releases.perhaps_released(kit.workspace):
            code = kit.code_of(said.person)
            for scope in scopes:
                releases.keep_tombstone(kit.workspace, code, scope, f"{said.at:%Y-%m}", by=said.by)


def _unlisted(kit: Kit, said: Consent) -> list[str]:
    """Take somebody out of the listings who would be introduced no more, for good, and end what is under way; return what a centre is told."""
    if not any(choice is Choice.NO and purpose in ENDS_LISTING for purpose, choice in said.choices):
        return []
    listed = listings.withdraw(kit.workspace, said.person, said.at, by=said.by)
    introductions.settle(kit.workspace, said.at)
    return [LISTED] if listed else []


def _taken_back(before: Standing, said: Consent) -> tuple[Purpose, ...]:
    return tuple(purpose for purpose, choice in said.choices if choice is Choice.NO and before.allows(purpose))


def _consent(kit: Kit, given: Given, choices: Mapping[Purpose, Choice], *, withdrawal: bool = False) -> Consent:
    return Consent(
        person=given.person,
        statement=given.statement,
        choices=tuple(choices.items()),
        mode=given.mode,
        read_aloud=given.read_aloud,
        limits_explained=given.limits_explained,
        witness=given.witness,
        by=kit.user.id,
        session=given.session,
        at=kit.now(),
        withdrawal=withdrawal,
    )
