"""Translations: texts by language and name, with values to fill in."""

from collections.abc import Callable

from civicdesk.forms import parse
from civicdesk.forms.form import Translations
from civicdesk.forms.model import Output, Parts
from civicdesk.forms.parse import Element

Compile = Callable[[str], Output]


def parts_of(element: Element, compile_: Compile) -> Parts:
    """Return the text of a label or value element: words and outputs in turn, white space as written."""
    found: list[str | Output] = []
    if element.text:
        found.append(element.text)
    for kid in element:
        if parse.local(kid) == "output":
            expression = parse.attribute(kid, "value") or parse.attribute(kid, "ref")
            if expression:
                found.append(compile_(expression))
        elif len(kid) or kid.text:
            found.extend(parts_of(kid, compile_))
        if kid.tail:
            found.append(kid.tail)
    return tuple(found)


def read_texts(model: Element, compile_: Compile) -> tuple[tuple[str, ...], str, Translations]:
    """Return the languages in order, the one to begin with, and all texts.

    A form without translations has the one language `""`.
    """
    itext = parse.child(model, "itext")
    texts: dict[str, dict[str, dict[str, Parts]]] = {}
    first = ""
    if itext is not None:
        for translation in parse.children(itext, "translation"):
            language = parse.attribute(translation, "lang")
            if "default" in translation.attrib:
                first = language
            into = texts.setdefault(language, {})
            for text in parse.children(translation, "text"):
                forms = {parse.attribute(value, "form"): parts_of(value, compile_) for value in parse.children(text, "value")}
                into.setdefault(parse.attribute(text, "id"), forms)
    languages = tuple(texts) or ("",)
    return languages, first if first in languages else languages[0], texts
