"""What the screen of one batch shows: the risk report in words and figures, and what is still to be done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from civicdesk.i18n import say
from civicdesk.records.releases import Check, CheckResult, ReleaseState, RiskReport
from civicdesk.records.tables import Grid

INTRUDER = "C10"
"""The check that somebody has tried to recognise a person: its form is filled in when the batch is approved."""
ORDER = {CheckResult.BLOCK: 0, CheckResult.WARN: 1, CheckResult.PASS: 2}


class Role(StrEnum):
    """What the person at the laptop may do with the batch now."""

    READ = "read"
    WAIT = "wait"
    """They prepared it: a second person must approve."""
    APPROVE = "approve"
    SEAL = "seal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBatch:
    """One batch and its report."""

    state: ReleaseState
    report: RiskReport
    people: int
    responses: int
    prepared: str
    files: tuple[str, ...] = ()
    """Names of the sealed files; a large bundle has several."""
    report_hash: str = ""
    log: tuple[tuple[str, int], ...] = ()
    """Which entries of the log hold what became of it: (`release-kept`, number)."""
    tables: tuple[Grid, ...] = ()
    """Tables of people that go with the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseScreen:
    """The screen. `unsaved` says that a sealed bundle has not been written to a folder yet."""

    batch: ReleaseBatch | None = None
    role: Role = Role.READ
    user: str = ""
    scenarios: tuple[str, ...] = ()
    working: bool = False
    unsaved: bool = False
    sentence: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    told: str = ""
    offers_keys: bool = False
    """The bundle was just saved: the keys of this laptop can be saved beside it for the coordinator."""
    server: str = ""
    """Name of the server that takes bundles of this project; empty where they are carried by hand."""
    asks_password: bool = False
    """What opens the door at the server is not kept here yet."""
    sending: bool = False

    @property
    def can_send(self) -> bool:
        """Tell whether the bundle can go to the server now."""
        return bool(self.server) and self.batch is not None and self.batch.state is ReleaseState.SEALED and not self.unsaved


def checks_in_order(batch: ReleaseBatch) -> tuple[Check, ...]:
    """Return the checks, what stops first, then what warns, then the rest, each in its own order."""
    return tuple(sorted(_checks(batch), key=lambda check: ORDER[check.result]))


def verdict(batch: ReleaseBatch) -> CheckResult:
    """Return the gravest result of all checks."""
    return min((check.result for check in _checks(batch)), key=lambda result: ORDER[result], default=CheckResult.PASS)


def _checks(batch: ReleaseBatch) -> tuple[Check, ...]:
    """Return the checks of a report, which was made before anybody could approve: the missing form is asked below, or was given since."""
    return tuple(_with_form(check, batch.state) for check in batch.report.checks)


def _with_form(check: Check, state: ReleaseState) -> Check:
    if check.code != INTRUDER or check.result is not CheckResult.BLOCK:
        return check
    if state is ReleaseState.PREPARED:
        return replace(check, result=CheckResult.WARN)
    return replace(check, result=CheckResult.PASS, sentence=say("release_page.form_given"))


def role_of(state: ReleaseState, *, same_person: bool) -> Role:
    """Return what may be done: nobody approves what they prepared, where a project wants two people."""
    if state is ReleaseState.PREPARED:
        return Role.WAIT if same_person else Role.APPROVE
    return Role.SEAL if state is ReleaseState.APPROVED else Role.READ


def _check(code: str, title: str, result: CheckResult, sentence: str) -> Check:
    remedy = "" if result is CheckResult.PASS else "Wait for more people, or let the project pack release fewer columns."
    return Check(code=code, title=title, result=result, sentence=sentence, why="Small groups let people be recognised.", remedy=remedy)


_CHECKS = (
    _check("C1", "Smallest group", CheckResult.PASS, "The smallest group has 6 people; 5 are needed."),
    _check("C2", "Sensitive answers", CheckResult.WARN, "In one group all answers about housing are the same."),
    _check("C3", "Free text", CheckResult.PASS, "No free text is sent."),
    _check("C10", "Somebody has tried", CheckResult.BLOCK, "Nobody has tried to recognise a person yet."),
)
_REPORT = RiskReport(
    people=18,
    rows=35,
    held_back=(("has not agreed to research", 4),),
    smallest_class=6,
    classes=3,
    uniques_before=7,
    k=5,
    l=3,
    loss=0.21,
    loss_by_column=(("age", 0.3), ("district", 0.12)),
    loss_by_group=(),
    changes=("age: 12 people are shown in wider groups (for example “40 to 59”).",),
    prosecutor=0.166,
    journalist=0.002,
    marketer=0.1,
    checks=_CHECKS,
    settings={},
)
_BLOCKED = replace(_REPORT, checks=(*_CHECKS, _check("C5", "Names in columns", CheckResult.BLOCK, "The column “notes” holds names.")))
_BATCH = ReleaseBatch(
    state=ReleaseState.PREPARED,
    report=_REPORT,
    people=18,
    responses=35,
    prepared="14/3/2026",
    report_hash="9f2c" * 16,
    log=(("release-kept", 112),),
)
_LOGGED = (("release-kept", 112), ("release-approved", 118), ("release-sealed", 121))
_SEALED = replace(_BATCH, state=ReleaseState.SEALED, files=("exmpl-0a1b2c3d4e5f6071-90aa12bc.age",), log=_LOGGED)
_LARGE = replace(_SEALED, files=("exmpl-0a1b2c3d4e5f6071-90aa12bc.age", "exmpl-77d0c1b2a3948586-1c2d3e4f.age"))
_TABLES = (
    Grid(
        title="district by sex (2026-03)",
        columns=("Female", "Male", "All"),
        rows=(("Central", ("14", "12", "26")), ("East / North", ("", "", "22")), ("All", ("25", "23", "48"))),
    ),
    Grid(title="mean of trust by sex (2026-03)", columns=("Mean",), rows=(("Female", ("3.4",)), ("Male", ("",)), ("All", ("3.6",)))),
)
_SCENARIOS = ("fellow group member", "local journalist", "staff of another agency")

EXAMPLES: Mapping[str, ReleaseScreen] = {
    "loading": ReleaseScreen(),
    "waiting": ReleaseScreen(batch=_BATCH, role=Role.WAIT),
    "approve": ReleaseScreen(batch=_BATCH, role=Role.APPROVE, user="Kim Second", scenarios=_SCENARIOS),
    "with tables": ReleaseScreen(batch=replace(_BATCH, tables=_TABLES), role=Role.APPROVE, user="Kim Second", scenarios=_SCENARIOS),
    "several files": ReleaseScreen(batch=_LARGE, told="The bundle is saved in 2 files."),
    "incomplete": ReleaseScreen(
        batch=_BATCH,
        role=Role.APPROVE,
        user="Kim Second",
        scenarios=_SCENARIOS,
        problems=(("reason", "Write why the batch may go in spite of the warnings."),),
    ),
    "blocked": ReleaseScreen(
        batch=ReleaseBatch(state=ReleaseState.PREPARED, report=_BLOCKED, people=18, responses=35, prepared="14/3/2026"),
        role=Role.APPROVE,
        user="Kim Second",
        scenarios=_SCENARIOS,
    ),
    "approved": ReleaseScreen(
        batch=ReleaseBatch(state=ReleaseState.APPROVED, report=_REPORT, people=18, responses=35, prepared="14/3/2026"), role=Role.SEAL
    ),
    "not written": ReleaseScreen(
        batch=ReleaseBatch(state=ReleaseState.SEALED, report=_REPORT, people=18, responses=35, prepared="14/3/2026"),
        unsaved=True,
        sentence="The folder cannot be written to. (STORE-WRITE)",
    ),
    "sealed": ReleaseScreen(
        batch=_SEALED,
        told="The bundle is saved.",
        offers_keys=True,
    ),
    "sealed, to a server": ReleaseScreen(batch=_SEALED, server="files.example"),
    "sealed, password missing": ReleaseScreen(batch=_SEALED, server="files.example", asks_password=True),
    "sealed, no password typed": ReleaseScreen(
        batch=_SEALED, server="files.example", asks_password=True, problems=(("password", "Type the password for files.example."),)
    ),
    "sending": ReleaseScreen(batch=_SEALED, server="files.example", working=True, sending=True),
    "line lost": ReleaseScreen(
        batch=_SEALED,
        server="files.example",
        sentence="The server files.example did not answer, or the line was lost. Nothing that counts has arrived. (UPLOAD-LINE)",
    ),
    "sent": ReleaseScreen(
        batch=replace(_SEALED, state=ReleaseState.SENT), server="files.example", told="The bundle has arrived whole at files.example."
    ),
    "cannot": ReleaseScreen(sentence="This batch is not here. (STORE-UNKNOWN)"),
}
