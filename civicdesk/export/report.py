"""The risk report: as JSON for programs, as a page for people."""

from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256

from civicdesk.export import canonical, pages
from civicdesk.export.verdicts import percent
from civicdesk.i18n import say
from civicdesk.records.releases import Check, CheckResult, RiskReport


def as_json(report: RiskReport) -> bytes:
    """Return the report as canonical JSON."""
    return canonical.document({"format": "civicdesk-risk-report 1.0", **asdict(report)}, "risk-report.json")


def report_hash(report: RiskReport) -> str:
    """Return the hash of a report: what an approver signs is this and nothing else."""
    return sha256(as_json(report)).hexdigest()


def as_html(report: RiskReport) -> bytes:
    """Return the report as a page in plain English."""
    pieces = (
        *_verdict(report),
        pages.heading(say("export.report.chances")),
        *map(pages.paragraph, _chances(report)),
        pages.heading(say("export.report.checks")),
        *_checks(report.checks),
        pages.heading(say("export.report.removed")),
        *_removed(report),
        pages.heading(say("export.report.people")),
        _held_back(report),
        *_intruder(report),
    )
    return pages.page(say("export.report.title"), pieces)


def summary(report: RiskReport) -> tuple[str, ...]:
    """Return the sentences that stand at the top of the page: for a screen or the command line."""
    return (_headline(report), *_chances(report))


def _headline(report: RiskReport) -> str:
    blocked = sum(1 for check in report.checks if check.result is CheckResult.BLOCK)
    warned = sum(1 for check in report.checks if check.result is CheckResult.WARN)
    if blocked:
        return say("export.report.blocked", count=blocked)
    return say("export.report.warned", count=warned) if warned else say("export.report.ready")


def _verdict(report: RiskReport) -> Iterable[str]:
    if report.settings.get("practice"):
        yield pages.paragraph(say("export.report.practice"))
    yield pages.paragraph(_headline(report))
    yield pages.paragraph(say("export.report.still_personal"))


def _chances(report: RiskReport) -> tuple[str, ...]:
    if not report.people:
        return (say("export.report.nobody"),)
    told = [
        say("export.report.smallest", smallest=report.smallest_class, people=report.people, classes=report.classes),
        say("export.report.chance", smallest=report.smallest_class),
        say("export.report.before", count=report.uniques_before),
    ]
    if report.journalist is not None:
        told.append(say("export.report.journalist", chance=percent(report.journalist)))
    column, loss = max(report.loss_by_column, key=lambda pair: pair[1])
    told.append(say("export.report.loss" if loss else "export.report.no_loss", loss=percent(report.loss), column=column))
    return tuple(told)


def _checks(checks: Iterable[Check]) -> Iterable[str]:
    header = [say(f"export.report.{name}") for name in ("check", "result", "finding", "why", "reason")]
    rows = [
        [f"{check.code} {check.title}", say(f"export.result.{check.result.value}"), check.sentence, check.why, check.reason]
        for check in checks
    ]
    yield pages.table(say("export.report.checks_caption"), header, rows)


def _removed(report: RiskReport) -> Iterable[str]:
    header = [say("export.report.column"), say("export.report.share")]
    yield pages.table(say("export.report.loss_caption"), header, [[name, percent(loss)] for name, loss in report.loss_by_column])
    if report.loss_by_group:
        header = [say("export.report.group"), say("export.report.share")]
        yield pages.table(say("export.report.group_caption"), header, [[name, percent(loss)] for name, loss in report.loss_by_group])
    yield pages.listing(report.changes)


def _held_back(report: RiskReport) -> str:
    rows = [[say("export.report.released"), str(report.people)], *([reason, str(count)] for reason, count in report.held_back)]
    return pages.table(say("export.report.held_caption"), [say("export.report.reason"), say("export.report.count")], rows)


def _intruder(report: RiskReport) -> Iterable[str]:
    form = report.settings.get("intruder")
    if not isinstance(form, dict):
        return
    yield pages.heading(say("export.report.intruder"))
    header = [say("export.report.scenario"), say("export.report.outcome")]
    yield pages.table(say("export.report.intruder_caption", by=form["tried_by"], on=form["tried_on"]), header, form["scenarios"])
    yield pages.paragraph(say("export.report.approved", approver=form["approver"], why=form["reason"]))
