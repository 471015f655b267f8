"""The form checker: what an author should know about a form that runs, before people answer it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from civicdesk.forms import checks_differ
from civicdesk.forms.form import Form
from civicdesk.forms.graph import Graph, Kind, Rule
from civicdesk.forms.model import Control, Slot
from civicdesk.forms.xpath.functions.text import unreadable
from civicdesk.forms.xpath.parser import Call, Literal, Path, Term, terms_in
from civicdesk.i18n import say
from civicdesk.records.instruments import Finding, Level

_APPEARANCES: Final = {
    "annotate": "draw",
    **dict.fromkeys(("maps", "map", "placement-map", "bearing", "image-map"), "map"),
    **dict.fromkeys(("new", "new-front", "selfie"), "camera"),
    **dict.fromkeys(("ethiopian", "coptic", "islamic", "bikram-sambat", "myanmar", "persian", "buddhist"), "calendar"),
    "url": "url",
    "printer": "printer",
}
"""Appearance -> what the finding says is shown instead."""
_TYPES: Final = {"geopoint": "place", "geotrace": "places", "geoshape": "places", "barcode": "barcode"}
_MEDIA: Final = {"image/": "image", "audio/": "audio", "video/": "video"}


def warning(code: str, sentence: str, question: str = "", column: str = "") -> Finding:
    """Return a finding that does not stop the form."""
    return Finding(level=Level.WARNING, code=code, sentence=sentence, question=question, column=column)


def notices(sentences: Sequence[str]) -> tuple[Finding, ...]:
    """Return the converter's warnings as findings, in its own words."""
    return tuple(warning("FORM-NOTICE", " ".join(sentence.split())[:400]) for sentence in sentences)


def findings(form: Form, rules: Graph) -> tuple[Finding, ...]:
    """Return what the checker notices in a form that runs."""
    found = (
        *(warning("FORM-REF", say("forms.finding.ref", ref=ref, element=where)) for ref, where in form.unknown),
        *(warning("FORM-TWO-CONTROLS", say("forms.finding.two_controls", question=_name(path)), path) for path in form.doubled),
        *(warning("FORM-MEDIA", say("forms.finding.media", file=name)) for name in form.missing),
        *_languages(form),
        *_types(form),
        *_terms(form, rules),
        *(warning("FORM-DIFFERS", sentence, path, column) for sentence, path, column in checks_differ.look(form, rules)),
    )
    return tuple(dict.fromkeys(found))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _languages(form: Form) -> Iterator[Finding]:
    names: dict[str, None] = {}
    for texts in form.texts.values():
        names.update(dict.fromkeys(texts))
    for language, texts in form.texts.items():
        blank = [name for name in names if not texts.get(name)]
        if blank:
            yield warning("FORM-LANGUAGE", say("forms.finding.language", language=language, missing=len(blank), of=len(names)))


def _types(form: Form) -> Iterator[Finding]:
    for slot in form.slots.values():
        control = slot.control
        if control is None or not slot.leaf:
            continue
        if control.kind in {"select1", "select"} and slot.type == "int":
            yield warning("FORM-INT-SELECT", say("forms.finding.int_select", question=slot.name), slot.path, "type")
        for feature, instead in _degraded(slot, control):
            column = "appearance" if feature in control.appearance else "type"
            sentence = say(f"forms.degraded.{instead}", question=slot.name, feature=feature)
            yield warning("FORM-DEGRADED", sentence, slot.path, column)


def _degraded(slot: Slot, control: Control) -> Iterator[tuple[str, str]]:
    """Return (feature, what is shown instead) of a question."""
    yield from ((one, _APPEARANCES[one]) for one in control.appearance if one in _APPEARANCES)
    yield from ((one, "other_program") for one in control.appearance if one.startswith("ex:"))
    yield from ((one, "search") for one in control.appearance if one.startswith("search("))
    if control.kind == "input" and slot.type in _TYPES:
        yield slot.type, _TYPES[slot.type]
    if control.kind == "upload" and "signature" not in control.appearance:
        yield from ((word, word) for start, word in _MEDIA.items() if control.media_type.startswith(start))


def _terms(form: Form, rules: Graph) -> Iterator[Finding]:
    for rule in rules.rules:
        if rule.kind is not Kind.VIEW:
            for term in rule.terms:
                yield from _looks(term, rule, form)


def _looks(term: Term, rule: Rule, form: Form) -> Iterable[Finding]:
    slot, column = rule.slot, checks_differ.COLUMNS[rule.kind]
    for here in terms_in(term):
        if isinstance(here, Path) and here.start == "/" and _nowhere(here, form):
            yield warning("FORM-REF", say("forms.finding.path", question=slot.name, path=checks_differ.path_words(here)), slot.path, column)
        if not isinstance(here, Call):
            continue
        named = here.args[0] if here.args else None
        if here.name == "instance" and isinstance(named, Literal) and str(named.value) not in form.lists:
            yield warning("FORM-REF", say("forms.finding.instance", question=slot.name, name=named.value), slot.path, column)
        if unreadable(here):
            yield warning("FORM-REGEX", say("forms.finding.regex", question=slot.name), slot.path, column)
        if here.name == "extract-signed":
            yield warning("FORM-DEGRADED", say("forms.degraded.signed", question=slot.name), slot.path, column)


def _nowhere(path: Path, form: Form) -> bool:
    slot: Slot | None = form.document
    for step in path.steps:
        if slot is None:
            return True
        if step.axis != "child" or step.test.endswith(("*", ")")):
            return False
        slot = slot.kids.get(step.test)
    return slot is None
