"""Texts of a form in the language of the run, with their values filled in."""

from typing import Final

from civicdesk.forms.form import Form
from civicdesk.forms.model import Output, Parts, Words
from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.scope import Scope, Surroundings

MEDIA: Final = ("image", "audio", "video", "big-image")


class Wording:
    """Fills in texts. The language is the run's; a text that a language lacks is empty."""

    def __init__(self, form: Form, around: Surroundings) -> None:
        self._form = form
        self._around = around
        self.language = form.language
        self.lists: dict[tuple[int, int, str], list[tuple[str, str]]] = {}
        """Labels of whole lists that no answer changes."""
        self.pictured = any(kind in forms for texts in form.texts.values() for forms in texts.values() for kind in MEDIA)
        """Some text of the form has a picture or a recording beside it."""

    @staticmethod
    def fixed(form: Form, words: Words | None) -> str:
        """Return the words of a label in the form's first language, without the values that it fills in."""
        if words is None:
            return ""
        if words.itext:
            return Wording.translated(form, words.itext)
        return "".join(part for part in words.parts if isinstance(part, str))

    @staticmethod
    def translated(form: Form, name: str) -> str:
        """Return a translation in the form's first language, without the values that it fills in."""
        parts = form.texts.get(form.language, {}).get(name, {}).get("", ())
        return "".join(part for part in parts if isinstance(part, str))

    def label(self, words: Words | None, node: Node, form: str = "") -> str:
        """Return a label, hint or message; `form` names another form of it (`guidance`, `image` ...)."""
        if words is None:
            return ""
        name = self._name(words, node)
        if name is not None:
            return self.named(name, form, node)
        return self._filled(words.parts, node) if not form else ""

    def named(self, name: str, form: str, node: Node) -> str:
        """Return one form of a translation; empty if there is none (F19)."""
        forms = self._forms(name)
        parts = forms.get(form)
        if parts is None and not form:
            parts = forms.get("long", forms.get("short"))
        return self._filled(parts or (), node)

    def media(self, words: Words | None, node: Node) -> dict[str, str]:
        """Return what goes with a label: `image`, `audio`, `video`, `big-image` -> address inside the form."""
        name = self._name(words, node) if words is not None else None
        return {} if name is None else self.media_named(name, node)

    def media_named(self, name: str, node: Node) -> dict[str, str]:
        """Return what goes with a translation."""
        forms = self._forms(name)
        return {kind: self._filled(forms[kind], node) for kind in MEDIA if kind in forms}

    def _forms(self, name: str) -> dict[str, Parts]:
        return dict(self._form.texts.get(self.language, {}).get(name, {}))

    def _name(self, words: Words, node: Node) -> str | None:
        return words.computed.run(Scope(self._around, node)) if words.computed is not None else words.itext or None

    def _filled(self, parts: Parts, node: Node) -> str:
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        scope: Scope | None = None
        found: list[str] = []
        for part in parts:
            if isinstance(part, Output):
                scope = scope or Scope(self._around, node)
                found.append(part.run(scope))
            else:
                found.append(part)
        return "".join(found)
