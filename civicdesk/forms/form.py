"""A form that has been read: everything but the answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.forms.model import Action, Parts, Slot
from civicdesk.forms.parse import Element
from civicdesk.forms.tree import Node

Translations = Mapping[str, Mapping[str, Mapping[str, Parts]]]
"""Language -> name of the text -> form of the text (empty, `image`, `guidance` ...) -> parts."""


@dataclass(slots=True, kw_only=True)
class Form:
    """A form that has been read: everything but the answers."""

    title: str
    form_id: str
    version: str
    document: Slot
    """Above the root."""
    root: Slot
    instance: Element
    slots: Mapping[str, Slot]
    languages: tuple[str, ...]
    language: str
    texts: Translations
    lists: Mapping[str, Node]
    actions: tuple[Action, ...]
    missing: tuple[str, ...] = ()
    """Attachments that are named but were not supplied."""
    unknown: tuple[tuple[str, str], ...] = ()
    """(reference, what it stands in): references that lead to no slot."""
    doubled: tuple[str, ...] = ()
    """Slots with more than one control."""
