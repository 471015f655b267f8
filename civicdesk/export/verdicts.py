"""Building one check of the release gate from its words."""

from collections.abc import Mapping

from civicdesk.i18n import say
from civicdesk.records.releases import Check, CheckResult


def verdict(code: str, result: CheckResult, said: str, **facts: float | str) -> Check:
    """Return a check whose words stand in the catalogue.

    Args:
        code: `C1` to `C12`; `export.check.C1.title` and `.why` are its words.
        result: the outcome.
        said: which sentence of this check, `export.check.C1.<said>`.
        facts: for the sentence, and the figures that are kept with the check.
    """
    return Check(
        code=code,
        title=say(f"export.check.{code}.title"),
        result=result,
        sentence=say(f"export.check.{code}.{said}", **facts),
        why=say(f"export.check.{code}.why"),
        figures=_figures(facts),
        remedy="" if result is CheckResult.PASS else say(f"export.check.{code}.remedy.{said}", **facts),
    )


def passed(code: str, **facts: float | str) -> Check:
    """Return a check that is in order."""
    return verdict(code, CheckResult.PASS, "passed", **facts)


def warns(code: str, said: str, **facts: float | str) -> Check:
    """Return a check that needs a reason to go on."""
    return verdict(code, CheckResult.WARN, said, **facts)


def blocks(code: str, said: str, **facts: float | str) -> Check:
    """Return a check that stops the release."""
    return verdict(code, CheckResult.BLOCK, said, **facts)


def percent(share: float) -> str:
    """Return a share as whole percent, never 100 or 0 for what is only nearly so."""
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{min(int(100 * share + 0.5), 99 if share < 1 else 100)} %"


def _figures(facts: Mapping[str, float | str]) -> Mapping[str, float | int | str]:
    return dict(facts)
