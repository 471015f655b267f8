"""What the screen of colleagues shows: who can sign in, and the steps of adding, changing and taking a way in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from civicdesk.records.people import Role


class Step(StrEnum):
    """Where somebody stands."""

    LIST = "list"
    ADD = "add"
    ROLE = "role"
    REVOKE = "revoke"
    RECOVERY = "recovery"
    RETYPE = "retype"
    SEALED = "sealed"
    """The key that opens another laptop's keys is sealed by a passphrase of its own."""
    SLOT = "slot"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueShown:
    """One colleague; `last` is when they unlocked last, in words, empty if that is not known."""

    name: str
    full_name: str = ""
    role: Role = Role.WORKER
    lead: bool = False
    last: str = ""
    me: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersState:
    """The screen of colleagues. `problem_at` is the field that a problem belongs to, empty for the page."""

    step: Step = Step.LIST
    ready: bool = False
    allowed: bool = True
    """A coordinator: others may only make a new recovery sheet."""
    practice: bool = False
    colleagues: tuple[ColleagueShown, ...] = ()
    chosen: str = ""
    altered: bool = False
    """The key file was changed by something else, and no coordinator has looked."""
    recovery_due: bool = False
    suggestion: str = ""
    code: str = ""
    """The new recovery code, or that of a one-time slot."""
    saved: bool = False
    """The sheet, or the file of the slot, was saved."""
    working: str = ""
    """`add`, `role`, `revoke`, `recovery`, `escrow` or `slot` while it is under way."""
    told: str = ""
    problem: str = ""
    problem_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A new colleague, as typed."""

    name: str
    full_name: str
    role: str
    lead: bool
    passphrase: str


def chosen_of(state: UsersState) -> ColleagueShown | None:
    """Return the chosen colleague, the first if none is chosen."""
    return next((each for each in state.colleagues if each.name == state.chosen), next(iter(state.colleagues), None))


PROBLEM_AT: Mapping[str, str] = {
    "KEYS-NAME-TAKEN": "name",
    "KEYS-NAME-FORM": "name",
    "KEYS-WEAK": "passphrase",
    "KEYS-CHARACTERS": "passphrase",
    "KEYS-CODE": "code",
    "KEYS-CODE-OTHER": "code",
}

_FOUR = (
    ColleagueShown(name="CO", full_name="Cleo Invented", role=Role.COORDINATOR, last="today, 09:14", me=True),
    ColleagueShown(name="KS", role=Role.COORDINATOR, last="2 March, 16:40"),
    ColleagueShown(name="WF", full_name="Wim Fictional", role=Role.WORKER, lead=True, last="3 March, 17:02"),
    ColleagueShown(name="FG", role=Role.FACILITATOR),
)
_CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ23-4567"
_WORDS = "anchor brick candle dune ember frost"

EXAMPLES: Mapping[str, UsersState] = {
    "loading": UsersState(),
    "several": UsersState(ready=True, colleagues=_FOUR),
    "alone": UsersState(ready=True, colleagues=_FOUR[:1], recovery_due=True),
    "worker": UsersState(ready=True, allowed=False),
    "worker, sheet due": UsersState(ready=True, allowed=False, recovery_due=True),
    "altered": UsersState(ready=True, colleagues=_FOUR, altered=True),
    "added": UsersState(ready=True, colleagues=_FOUR, told="WF can sign in now."),
    "refused": UsersState(ready=True, colleagues=_FOUR, problem="You cannot take your own way in. (USER-SELF)"),
    "add": UsersState(step=Step.ADD, ready=True, colleagues=_FOUR, suggestion=_WORDS),
    "add, name taken": UsersState(
        step=Step.ADD,
        ready=True,
        suggestion=_WORDS,
        problem="Somebody signs in here by this name already. (KEYS-NAME-TAKEN)",
        problem_at="name",
    ),
    "add, no role": UsersState(step=Step.ADD, ready=True, suggestion=_WORDS, problem="Choose what they do.", problem_at="role"),
    "add, weak": UsersState(
        step=Step.ADD, ready=True, suggestion=_WORDS, problem="Please choose another passphrase. (KEYS-WEAK)", problem_at="passphrase"
    ),
    "adding": UsersState(step=Step.ADD, ready=True, suggestion=_WORDS, working="add"),
    "role": UsersState(step=Step.ROLE, ready=True, colleagues=_FOUR, chosen="WF"),
    "role, last coordinator": UsersState(
        step=Step.ROLE, ready=True, colleagues=_FOUR[:1], chosen="CO", problem="This is the only coordinator. (USER-LAST-COORDINATOR)"
    ),
    "revoke": UsersState(step=Step.REVOKE, ready=True, colleagues=_FOUR, chosen="WF"),
    "revoking": UsersState(step=Step.REVOKE, ready=True, colleagues=_FOUR, chosen="WF", working="revoke"),
    "revoke, disk full": UsersState(
        step=Step.REVOKE, ready=True, colleagues=_FOUR, chosen="WF", problem="The disk is full or cannot be used. (STORE-WRITE)"
    ),
    "closed": UsersState(step=Step.CLOSED, ready=True, told="WF cannot sign in any more."),
    "recovery": UsersState(step=Step.RECOVERY, ready=True, code=_CODE),
    "recovery saved": UsersState(step=Step.RECOVERY, ready=True, code=_CODE, saved=True),
    "retype": UsersState(step=Step.RETYPE, ready=True),
    "retype, wrong": UsersState(
        step=Step.RETYPE, ready=True, problem="One letter of the code is different. (KEYS-CODE)", problem_at="code"
    ),
    "sealed": UsersState(step=Step.SEALED, ready=True),
    "sealed, another passphrase": UsersState(
        step=Step.SEALED, ready=True, problem="This passphrase does not open the keys. Check the Caps Lock key. (OFFICE-PASSPHRASE)"
    ),
    "unsealing": UsersState(step=Step.SEALED, ready=True, working="slot"),
    "slot": UsersState(step=Step.SLOT, ready=True, code=_CODE),
    "slot saved": UsersState(step=Step.SLOT, ready=True, code=_CODE, saved=True),
}
