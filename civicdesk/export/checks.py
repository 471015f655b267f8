"""The release gate: twelve checks, each PASS, WARN (go on with a reason) or BLOCK (mend it first). Rules: docs/reference/bundle.md."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum

from civicdesk.export import checks_people, checks_release, checks_values
from civicdesk.export.gate import Case
from civicdesk.export.risk import risks
from civicdesk.export.settings import quasi_of, settings_json
from civicdesk.export.verdicts import percent
from civicdesk.i18n import say
from civicdesk.records.releases import Check, CheckResult, ReleasePerson, RiskReport

AGE = "age"
"""Name of the hierarchy of ages."""
CLEARLY = 0.05
"""So much more loss than the mean, as a share of all detail, is told."""


def assess(case: Case) -> RiskReport:
    """Judge a release by all twelve checks, and gather the figures that a coordinator reads before approving."""
    after = risks((labels for _, labels in case.recoded.people), case.settings.population)
    before = risks(([person.quasi.get(quasi.column, "") for quasi in quasi_of(case.settings)] for person in case.people), None)
    checks = (
        checks_values.identifiers(case),
        checks_people.look_alikes(case),
        checks_people.answers(case),
        checks_people.risk(case, before, after),
        checks_values.places_and_times(case),
        checks_people.waves(case),
        checks_values.ticks(case),
        checks_people.enough_people(case),
        checks_values.tables(case),
        checks_release.intruder(case),
        checks_release.log(case),
        checks_release.consent(case),
    )
    return RiskReport(
        people=len(case.recoded.people),
        rows=len(case.batch.responses),
        held_back=case.facts.held_back,
        smallest_class=after.smallest,
        classes=after.classes,
        uniques_before=before.uniques,
        k=case.settings.k,
        l=case.settings.l,
        loss=case.recoded.loss,
        loss_by_column=case.recoded.loss_by_column,
        loss_by_group=_by_group(case),
        changes=(*case.recoded.explanation, *_coarser(case), *_waiting(case), *_withheld(case.withheld), *_lost_more(case)),
        prosecutor=after.prosecutor,
        journalist=after.journalist,
        marketer=after.marketer,
        checks=tuple(_with_reason(check, case.facts.reasons) for check in checks),
        settings=_settings(case),
        tables=case.batch.tables,
    )


def blocked(report: RiskReport) -> tuple[Check, ...]:
    """Return the checks that stop a release; nobody can override them."""
    return tuple(check for check in report.checks if check.result is CheckResult.BLOCK)


def unexplained(report: RiskReport) -> tuple[Check, ...]:
    """Return the warnings that still need a typed reason."""
    return tuple(check for check in report.checks if check.result is CheckResult.WARN and not check.reason)


def unread(report: RiskReport, read: RiskReport) -> tuple[Check, ...]:
    """Return the warnings of a report that are not in the one that somebody read: no reason was given for them."""
    known = {check.code for check in read.checks if check.result is CheckResult.WARN}
    return tuple(check for check in report.checks if check.result is CheckResult.WARN and check.code not in known)


def _with_reason(check: Check, reasons: Mapping[str, str]) -> Check:
    reason = reasons.get(check.code, "").strip()
    if check.result is not CheckResult.WARN or not reason:
        return check
    return replace(check, reason=reason)


def _by_group(case: Case) -> tuple[tuple[str, float], ...]:
    """Return the mean loss of each group by sex, ethnicity and age band, groups of fewer than k people left out."""
    lost: dict[tuple[str, str], list[float]] = {}
    for person in case.people:
        for kind, group in (("sex", person.sex), ("ethnicity", person.ethnicity), ("age", _age_band(case, person))):
            if group and person.code in case.recoded.loss_by_person:
                lost.setdefault((kind, group), []).append(case.recoded.loss_by_person[person.code])
    shown = {key: values for key, values in sorted(lost.items()) if len(values) >= case.settings.k}
    return tuple((say(f"export.group.{kind}", group=group), fsum(values) / len(values)) for (kind, group), values in shown.items())


def _age_band(case: Case, person: ReleasePerson) -> str:
    """Return the widest age band of a person below `*`, empty if the release tells no ages or not this one."""
    for quasi in case.rules.quasi:
        if quasi.hierarchy == AGE and quasi.column in person.quasi:
            tree = case.rules.hierarchies[AGE]
            return tree.label(person.quasi[quasi.column], tree.top - 1)
    return ""


def _lost_more(case: Case) -> Sequence[str]:
    """Say which groups lose clearly more detail than all people together: it is their lives that a reader sees less of."""
    return [
        say("export.change.lost_more", group=group, loss=percent(loss), mean=percent(case.recoded.loss))
        for group, loss in _by_group(case)
        if loss > case.recoded.loss + CLEARLY
    ]


def _coarser(case: Case) -> Sequence[str]:
    """Say how many people of earlier releases are told more coarsely now, because others withdrew."""
    count = len(checks_people.became_coarser(case))
    return [say("export.change.coarser_since", count=count)] if count else []


def _waiting(case: Case) -> Sequence[str]:
    """Say how many people of earlier releases have something new that waits for a round of enough people."""
    waiting = case.facts.waiting_rows
    return [say("export.change.waiting_rows", count=waiting, least=case.settings.min_people)] if waiting else []


def _withheld(withheld: Mapping[str, int]) -> Sequence[str]:
    return [say("export.change.withheld", column=column, count=count) for column, count in sorted(withheld.items())]


def _settings(case: Case) -> Mapping[str, object]:
    """Return the settings for the report; keys, laptops and the intruder form's own words included, nothing personal."""
    form = case.facts.intruder
    told: dict[str, object] = dict(settings_json(case.settings))
    told["practice"] = case.settings.practice
    if form is not None:
        told["intruder"] = {
            "scenarios": [list(scenario) for scenario in form.scenarios],
            "tried_by": form.tried_by,
            "tried_on": form.tried_on.isoformat(),
            "approver": form.approver,
            "reason": form.reason,
        }
    return told
