"""The risk report: as JSON for programs, as a page for people."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256

from civicdesk.export import canonical, pages, told
from civicdesk.export.verdicts import percent
from civicdesk.i18n import say
from civicdesk.records.releases import Check, CheckResult, RiskReport

FORM = "C10"
"""The check that somebody has tried to find a person."""


def as_json(report: RiskReport) -> bytes:
    """Return the report as canonical JSON."""
    return canonical.document({"format": "civicdesk-risk-report 1.0", **asdict(report)}, "risk-report.json")


def report_hash(report: RiskReport) -> str:
    """Return the hash of a report: what an approver signs is this and nothing else."""
    return sha256(as_json(report)).hexdigest()


def as_html(report: RiskReport) -> bytes:
    """Return the report as a page in plain English: what was decided first, then why, then every figure."""
    pieces = (
        *_verdict(report),
        pages.figures(_figures(report)),
        *_next(report),
        pages.heading(say("export.report.chances")),
        *map(pages.paragraph, _chances(report)),
        pages.heading(say("export.report.checks")),
        _checks(report.checks),
        pages.heading(say("export.report.removed")),
        *_removed(report),
        pages.heading(say("export.report.people")),
        _held_back(report),
        *_tables(report),
        *_intruder(report),
        pages.heading(say("export.report.rules")),
        _rules(report),
    )
    return pages.page(say("export.report.title"), pieces)


def summary(report: RiskReport) -> tuple[str, ...]:
    """Return the sentences that stand at the top of the page: for a screen or the command line."""
    return (_headline(report)[1], *_chances(report))


def _headline(report: RiskReport) -> tuple[CheckResult, str]:
    blocked = sum(1 for check in report.checks if check.result is CheckResult.BLOCK)
    warned = sum(1 for check in report.checks if check.result is CheckResult.WARN)
    unexplained = sum(1 for check in report.checks if check.result is CheckResult.WARN and not check.reason)
    if blocked == 1 and _waits(report):
        return CheckResult.WARN, say("export.report.waits")
    if blocked:
        return CheckResult.BLOCK, say("export.report.blocked", count=blocked)
    if unexplained:
        return CheckResult.WARN, say("export.report.warned", count=unexplained)
    return (CheckResult.WARN, say("export.report.explained", count=warned)) if warned else (CheckResult.PASS, say("export.report.ready"))


def _waits(report: RiskReport) -> bool:
    """Tell whether nobody has filled in the form of the second person yet: that is asked when they approve."""
    form = next(check for check in report.checks if check.code == FORM)
    return form.result is CheckResult.BLOCK and "intruder" not in report.settings


def _verdict(report: RiskReport) -> Iterable[str]:
    settings = report.settings
    if settings.get("recipient"):
        yield pages.paragraph(say("export.report.for", recipient=settings["recipient"], agreement=settings["agreement"]), "lead")
    if settings.get("practice"):
        yield pages.paragraph(say("export.report.practice"))
    result, words = _headline(report)
    linked = [say("export.report.linked")] if settings.get("linkage") else []
    yield pages.notice(result.value, words, (say("export.report.still_personal"), *linked))


def _figures(report: RiskReport) -> Iterable[tuple[str, str]]:
    yield str(report.people), say("export.report.figure.people", rows=report.rows)
    if report.people:
        yield str(report.smallest_class), say("export.report.figure.smallest", k=report.k)
        yield say("export.report.one_in", count=report.smallest_class), say("export.report.figure.chance")
        yield percent(report.loss), say("export.report.figure.loss")


def _next(report: RiskReport) -> Iterable[str]:
    """Yield what is to be done, check by check, if anything is."""
    asked = [check for check in report.checks if check.remedy and not check.reason]
    if asked:
        yield pages.heading(say("export.report.next"))
        yield pages.listing(say("export.report.to_do", check=f"{check.code} {check.title}", remedy=check.remedy) for check in asked)


def _chances(report: RiskReport) -> tuple[str, ...]:
    if not report.people:
        return (say("export.report.nobody"),)
    said = [
        say("export.report.smallest", smallest=report.smallest_class, people=report.people, classes=report.classes),
        say("export.report.chance", smallest=report.smallest_class),
        say("export.report.before", count=report.uniques_before),
    ]
    if report.journalist is not None:
        said.append(say("export.report.journalist", chance=percent(report.journalist)))
    if report.settings.get("population"):
        said.append(say("export.report.population", count=report.settings["population"], source=report.settings["population_source"]))
    column, loss = max(report.loss_by_column, key=lambda pair: pair[1])
    said.append(say("export.report.loss" if loss else "export.report.no_loss", loss=percent(report.loss), column=column))
    return tuple(said)


def _checks(checks: Iterable[Check]) -> str:
    header = [say(f"export.report.{name}") for name in ("check", "result", "finding")]
    rows: list[pages.Row] = [
        [
            f"{check.code} {check.title}",
            pages.mark(check.result.value, say(f"export.result.{'REASON' if check.reason else check.result.value}")),
            pages.several(
                (
                    (check.sentence, ""),
                    (check.remedy if not check.reason else "", "next"),
                    (say("export.report.reason_given", reason=check.reason) if check.reason else "", ""),
                    (check.why, "quiet"),
                )
            ),
        ]
        for check in checks
    ]
    return pages.table(say("export.report.checks_caption"), header, rows)


def _removed(report: RiskReport) -> Iterable[str]:
    yield pages.paragraph(say("export.report.removed_lead"), "quiet")
    yield _shares(say("export.report.loss_caption"), say("export.report.column"), report.loss_by_column)
    if report.loss_by_group:
        yield _shares(say("export.report.group_caption"), say("export.report.group"), report.loss_by_group)
    yield pages.listing(report.changes)


def _shares(caption: str, of: str, shares: Sequence[tuple[str, float]]) -> str:
    rows: list[pages.Row] = [[name, pages.number(percent(loss)), pages.bar(loss)] for name, loss in shares]
    return pages.table(caption, [of, say("export.report.share"), ""], rows)


def _held_back(report: RiskReport) -> str:
    rows: list[pages.Row] = [
        [reason, pages.number(str(count))] for reason, count in ((say("export.report.released"), report.people), *report.held_back)
    ]
    return pages.table(say("export.report.held_caption"), [say("export.report.reason"), say("export.report.count")], rows)


def _tables(report: RiskReport) -> Iterable[str]:
    """Yield the tables of people as they are told, each with its rows and columns."""
    if not report.tables:
        return
    yield pages.heading(say("export.report.tables"))
    yield pages.paragraph(say("export.report.tables_lead"), "quiet")
    for grid in told.grids(report.tables):
        rows: list[pages.Row] = [
            [row, *(pages.number(figure or say("export.report.hidden")) for figure in figures)] for row, figures in grid.rows
        ]
        yield pages.table(grid.title, ["", *grid.columns], rows)


def _intruder(report: RiskReport) -> Iterable[str]:
    form = report.settings.get("intruder")
    if not isinstance(form, dict):
        return
    yield pages.heading(say("export.report.intruder"))
    header = [say("export.report.scenario"), say("export.report.outcome")]
    yield pages.table(say("export.report.intruder_caption", by=form["tried_by"], on=form["tried_on"]), header, form["scenarios"])
    yield pages.paragraph(say("export.report.approved", approver=form["approver"], why=form["reason"]))


def _rules(report: RiskReport) -> str:
    """Return what the signed pack asked for, so that a reader can hold the figures against it."""
    settings = report.settings
    lines = [
        (say("export.report.rule.k"), str(report.k)),
        (say("export.report.rule.l"), str(report.l)),
        *(
            (say(f"export.report.rule.{name}"), str(settings[name]))
            for name in ("t", "min_people", "pack_version", "review_date")
            if name in settings
        ),
    ]
    return pages.table(say("export.report.rules_caption"), [say("export.report.rule.name"), say("export.report.rule.value")], lines)
