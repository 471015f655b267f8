"""Checks of the release itself: the intruder form (C10), the log (C11), consent and withdrawals (C12)."""

from datetime import timedelta

from civicdesk.export.gate import Case, scope
from civicdesk.export.verdicts import blocks, passed, verdict
from civicdesk.records.releases import Check, CheckResult, IntruderForm

SCENARIOS = 3
VALID = timedelta(days=365)


def intruder(case: Case) -> Check:
    """C10: somebody has tried to find a person in the rows, by three scenarios, within the last year, on these columns."""
    form = case.facts.intruder
    if form is None:
        return blocks("C10", "empty")
    if _incomplete(form):
        return blocks("C10", "incomplete")
    if not case.facts.today - VALID <= form.tried_on <= case.facts.today:
        return blocks("C10", "expired")
    if case.facts.intruder_scope and case.facts.intruder_scope != scope(case.settings):
        return blocks("C10", "changed")
    if case.settings.review_date < case.facts.today:
        return blocks("C10", "review")
    return passed("C10", tried_by=form.tried_by, tried_on=form.tried_on.isoformat(), recipient=case.settings.recipient)


def log(case: Case) -> Check:
    """C11: the audit chain holds, and two different people prepare and approve, unless the signed pack allows one."""
    if not case.facts.chain_holds:
        return blocks("C11", "chain")
    alone = case.facts.approver == case.facts.preparer
    if case.settings.two_person:
        return blocks("C11", "same_person") if alone and case.facts.approver else passed("C11")
    return verdict("C11", CheckResult.PASS, "alone", reason=case.settings.one_person_reason)


def consent(case: Case) -> Check:
    """C12: everybody in the batch agreed to it, and whoever withdrew is named in it as withdrawn and nowhere else."""
    inside = {code for code, _, _ in case.batch.people} | {response.code for response in case.batch.responses}
    if not inside <= case.facts.covered:
        return blocks("C12", "uncovered", count=len(inside - case.facts.covered))
    told = {code for _, code, _, _ in case.batch.withdrawals}
    if not case.facts.withdrawn <= told:
        return blocks("C12", "untold", count=len(case.facts.withdrawn - told))
    gone = {code for _, code, what, _ in case.batch.withdrawals if what in {"all", "research"}}
    if gone & inside:
        return blocks("C12", "still_there", count=len(gone & inside))
    return passed("C12", people=len(inside), withdrawn=len(told))


def _incomplete(form: IntruderForm) -> bool:
    filled = [scenario for scenario, outcome in form.scenarios if scenario.strip() and outcome.strip()]
    return len(filled) < SCENARIOS or not all(text.strip() for text in (form.tried_by, form.approver, form.reason))
