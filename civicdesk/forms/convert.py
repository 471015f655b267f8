"""From workbook to form: pyxform writes the XForm, and what it refuses is said with sheet, row and question."""

import io
import re
import time
import warnings as python_warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import checks
from civicdesk.forms.build import build
from civicdesk.forms.form import Form
from civicdesk.forms.graph import graph
from civicdesk.forms.limits import Budget
from civicdesk.forms.rows import by_path, placed
from civicdesk.i18n import say
from civicdesk.records.instruments import Finding, SheetRow, Workbook

_ROW: Final = re.compile(r"\[row\s*:\s*(\d+)\]", re.IGNORECASE)
_QUOTED: Final = re.compile(r"['\"‘“]([^'\"’”]{1,80})['\"’”]|\$\{([^}]{1,80})\}")
_SHEETS: Final = ("survey", "choices", "settings", "entities", "external_choices", "osm")
_PREFIXED: Final = ("bind::cd:confirm", "bind::cd:confirmmsg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A form that may be imported: what runs, what it is called, and what was noticed."""

    xform: bytes
    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    findings: tuple[Finding, ...]
    converter: str
    """Name and version of the program that wrote the XForm."""


def convert(data: bytes, workbook: Workbook, attachments: Mapping[str, bytes] | None = None) -> Converted:
    """Convert a workbook into the form that runs, and check it by building it once.

    Args:
        data: the bytes of the workbook.
        workbook: its rows, as `read_workbook` gave them.
        attachments: file name -> bytes of what comes with it.

    Raises:
        Refused: FORM-SHEET, FORM-ROW, FORM-NAME, FORM-XPATH-... with sheet, row and question.
    """
    survey = _survey(workbook)
    _check_namespaces(workbook)
    import pyxform
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as by_pyxform

    notices: list[str] = []
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")
            made = by_pyxform(xlsform=io.BytesIO(data), warnings=notices, validate=False, file_type=".xlsx")
    except PyXFormError as why:
        raise _placed(str(why), workbook) from why
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as why:
        raise Refused("FORM-SHEET", sheet="survey", reason=type(why).__name__) from why
    xform = made.xform.encode()
    rows = by_path(workbook)
    try:
        facts = describe(xform, attachments or {})
    except Refused as why:
        raise _at_row(why, survey) from why
    return Converted(
        xform=xform,
        form_id=facts.form_id,
        version=facts.version,
        title=facts.title,
        languages=facts.languages,
        findings=(*checks.notices(notices), *(placed(finding, rows) for finding in facts.findings)),
        converter=f"pyxform {pyxform.__version__}",
    )


def describe(xform: bytes, attachments: Mapping[str, bytes]) -> Converted:
    """Return the facts of a ready-made XForm; it is parsed and its rules are compiled and put in order once.

    Raises:
        Refused: FORM-... naming the element or question.
    """
    form: Form = build(xform, attachments)
    rules = graph(form, Budget(time.monotonic))
    return Converted(
        xform=xform,
        form_id=form.form_id or form.root.name,
        version=form.version,
        title=form.title or form.form_id,
        languages=form.languages,
        findings=checks.findings(form, rules),
        converter="",
    )


def _survey(workbook: Workbook) -> Mapping[str, SheetRow]:
    """Return the rows of the survey sheet by question name.

    Raises:
        Refused: FORM-SHEET if there is no survey sheet, or if it is empty.
    """
    for name, sheet in workbook.sheets.items():
        if name.strip().lower() == "survey":
            if not sheet.rows:
                raise Refused("FORM-SHEET", sheet="survey", reason=say("forms.reason.empty"))
            return {row.cells["name"]: row for row in sheet.rows if row.cells.get("name")}
    raise Refused("FORM-SHEET", sheet="survey", reason=say("forms.reason.missing"))


def _check_namespaces(workbook: Workbook) -> None:
    """A soft check needs its namespace in the settings; without it pyxform writes XML that no parser takes.

    Raises:
        Refused: FORM-NAMESPACE.
    """
    by_name = {name.strip().lower(): sheet for name, sheet in workbook.sheets.items()}
    survey, settings = by_name.get("survey"), by_name.get("settings")
    wanted = [column for column in survey.columns if column.lower().replace(" ", "") in _PREFIXED] if survey else []
    written = " ".join(row.cells.get("namespaces", "") for row in settings.rows) if settings else ""
    if wanted and "cd=" not in written.replace(" ", ""):
        raise Refused("FORM-NAMESPACE", sheet="settings", column="namespaces", wanted=wanted[0])


def _placed(sentence: str, workbook: Workbook) -> Refused:
    """Return pyxform's refusal with sheet, row and question, found in our own rows where it does not say."""
    words = [first or second for first, second in _QUOTED.findall(sentence)]
    sheet_name = next((name for name in _SHEETS if re.search(rf"['‘\"]{name}['’\"] sheet|sheet.{{0,20}}['‘\"]{name}", sentence)), "survey")
    match = _ROW.search(sentence)
    rows = next((sheet.rows for name, sheet in workbook.sheets.items() if name.strip().lower() == sheet_name), ())
    found = None
    if match:
        found = next((row for row in rows if row.number == int(match[1])), None)
    if found is None:
        found = next((row for row in rows if any(word in row.cells.values() for word in words)), None)
    if found is None:
        found = next((row for row in rows if any(word in text for word in words for text in row.cells.values())), None)
    number = int(match[1]) if match else (found.number if found else 1)
    question = found.cells.get("name", "") if found else ""
    code = "FORM-NAME" if "Could not find the name" in sentence else "FORM-ROW"
    reason = " ".join(_ROW.sub("", sentence).split())[:400]
    return Refused(code, sheet=sheet_name, row=number, question=question, reason=reason)


def _at_row(why: Refused, survey: Mapping[str, SheetRow]) -> Refused:
    """Return a refusal of our own with the row of the question that it names."""
    facts = dict(why.facts)
    name = str(facts.get("question") or facts.get("element") or "").rpartition("/")[2]
    row = survey.get(name)
    facts["question"] = f"{name} (survey, {say('forms.row', row=row.number)})" if row else name
    return Refused(why.code, **facts)
