"""The form checker: what an author should know before people answer the form."""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from civicdesk.forms.form import Form
from civicdesk.forms.graph import Graph, Kind
from civicdesk.forms.model import Parts, Slot
from civicdesk.forms.xpath.functions.text import unreadable
from civicdesk.forms.xpath.parser import Call, Literal, Path, Term, terms_in
from civicdesk.i18n import say
from civicdesk.records.instruments import Finding, Level, Workbook

_COLUMNS: Final = {
    "survey": frozenset(
        {"type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant", "relevance", "constraint"}
        | {"constraint_message", "calculation", "calculate", "default", "trigger", "readonly", "read_only", "appearance", "parameters"}
        | {"choice_filter", "repeat_count", "count", "media", "image", "audio", "video", "big-image", "save_to", "autoplay"}
        | {"bind", "body", "instance", "noapperrorstring", "query", "rows", "intent", "disabled", "notes", "note", "comment", "comments"}
    ),
    "choices": frozenset({"list_name", "list name", "name", "value", "label", "media", "image", "audio", "video", "big-image", "score"}),
}
_DEGRADED_APPEARANCES: Final = frozenset(
    {"draw", "annotate", "image-map", "counter", "url", "hidden-answer", "maps", "map", "placement-map", "bearing", "printer", "new"}
    | {"new-front", "selfie", "ethiopian", "coptic", "islamic", "bikram-sambat", "myanmar", "persian", "buddhist"}
)
_DEGRADED_TYPES: Final = frozenset({"geopoint", "geotrace", "geoshape", "barcode"})
_DEGRADED_MEDIA: Final = ("image/", "audio/", "video/")
_LIKELY: Final = 0.75


def _warning(code: str, sentence: str, question: str = "") -> Finding:
    return Finding(level=Level.WARNING, code=code, sentence=sentence, question=question)


def notices(sentences: Sequence[str]) -> tuple[Finding, ...]:
    """Return the converter's warnings as findings, in its own words."""
    return tuple(_warning("FORM-NOTICE", " ".join(sentence.split())[:400]) for sentence in sentences)


def columns(workbook: Workbook) -> tuple[Finding, ...]:
    """Return a warning for each column that looks like a misspelt one."""
    found: list[Finding] = []
    for name, sheet in workbook.sheets.items():
        known = _COLUMNS.get(name.strip().lower())
        for column in sheet.columns if known else ():
            base = re.split(r"\s*::?\s*", column.strip())[0].lower()
            near = difflib.get_close_matches(base, known or (), n=1, cutoff=_LIKELY)
            if known and base not in known and near:
                sentence = say("forms.finding.column", column=column, near=near[0])
                found.append(Finding(level=Level.WARNING, code="FORM-COLUMN", sentence=sentence, sheet=name, row=1, column=column))
    return tuple(found)


def findings(form: Form, rules: Graph) -> tuple[Finding, ...]:
    """Return what the checker notices in a form that runs."""
    return (
        *(_warning("FORM-REF", say("forms.finding.ref", ref=ref, element=where)) for ref, where in form.unknown),
        *(_warning("FORM-TWO-CONTROLS", say("forms.finding.two_controls", question=path), path) for path in form.doubled),
        *(_warning("FORM-MEDIA", say("forms.finding.media", file=name)) for name in form.missing),
        *_languages(form),
        *_types(form),
        *_terms(form, rules),
    )


def _languages(form: Form) -> Iterable[Finding]:
    names: dict[str, None] = {}
    for texts in form.texts.values():
        names.update(dict.fromkeys(texts))
    for language, texts in form.texts.items():
        blank = [name for name in names if not _said(texts.get(name, {}).get("", ())) and not texts.get(name)]
        if blank:
            yield _warning("FORM-LANGUAGE", say("forms.finding.language", language=language, missing=len(blank), of=len(names)))


def _said(parts: Parts) -> bool:
    return any(not isinstance(part, str) or part.strip() for part in parts)


def _types(form: Form) -> Iterable[Finding]:
    for slot in form.slots.values():
        control = slot.control
        if control is None or not slot.leaf:
            continue
        if control.kind in {"select1", "select"} and slot.type == "int":
            yield _warning("FORM-INT-SELECT", say("forms.finding.int_select", question=slot.path), slot.path)
        shown = sorted(_DEGRADED_APPEARANCES.intersection(control.appearance))
        if control.kind == "input" and slot.type in _DEGRADED_TYPES:
            shown.append(slot.type)
        if control.kind == "upload" and control.media_type.startswith(_DEGRADED_MEDIA):
            shown.append(control.media_type.partition("/")[0])
        for feature in shown:
            yield _warning("FORM-DEGRADED", say("forms.finding.degraded", question=slot.path, feature=feature), slot.path)


def _terms(form: Form, rules: Graph) -> Iterable[Finding]:
    for rule in rules.rules:
        if rule.kind is Kind.VIEW:
            continue
        for term in rule.terms:
            yield from _looks(term, rule.slot, form)


def _looks(term: Term, slot: Slot, form: Form) -> Iterable[Finding]:
    for here in terms_in(term):
        if not isinstance(here, Call):
            if isinstance(here, Path) and here.start == "/" and _nowhere(here, form):
                yield _warning("FORM-REF", say("forms.finding.path", question=slot.path, path=_written(here)), slot.path)
            continue
        named = here.args[0] if here.args else None
        if here.name == "instance" and isinstance(named, Literal) and str(named.value) not in form.lists:
            yield _warning("FORM-REF", say("forms.finding.instance", question=slot.path, name=named.value), slot.path)
        if unreadable(here):
            yield _warning("FORM-REGEX", say("forms.finding.regex", question=slot.path), slot.path)
        if here.name == "randomize" and len(here.args) == 1:
            yield _warning("FORM-DIFFERS", say("forms.finding.randomize", question=slot.path), slot.path)
        if here.name in {"not", "boolean"} and isinstance(named, Path) and not named.predicates:
            yield _warning("FORM-DIFFERS", say("forms.finding.blank", question=slot.path), slot.path)


def _nowhere(path: Path, form: Form) -> bool:
    slot: Slot | None = form.document
    for step in path.steps:
        if slot is None:
            return True
        if step.axis != "child" or step.test.endswith(("*", ")")):
            return False
        slot = slot.kids.get(step.test)
    return slot is None


def _written(path: Path) -> str:
    return "".join(f"/{step.test}" for step in path.steps)
