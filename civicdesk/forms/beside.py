"""What a form needs beside itself: lists that it reads its choices from, pictures and sounds that it shows; and what is wrong with a list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from civicdesk.forms import lists, parse
from civicdesk.forms.build import build
from civicdesk.forms.form import Form
from civicdesk.forms.model import Itemset
from civicdesk.i18n import say
from civicdesk.records.instruments import Finding, Level

_SHOWN: Final = frozenset({"image", "big-image", "audio", "video"})
_MOST_FINDINGS: Final = 20
"""Rows of one list that are told; a list with more of them has one fault, not many."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Files that a form names and that are not there."""

    lists: tuple[str, ...]
    """Without them a question has no choices."""
    media: tuple[str, ...]
    """Without them a question is shown in words alone."""


def missing(xform: bytes, attachments: Mapping[str, bytes]) -> Needed:
    """Return what a form names and does not have.

    Raises:
        Refused: FORM-...: the form or one of its lists cannot be read.
    """
    form = build(xform, attachments)
    media = (name for name in _media(form) if name not in attachments)
    return Needed(tuple(dict.fromkeys(form.missing)), tuple(dict.fromkeys(media)))


def _media(form: Form) -> Iterator[str]:
    for texts in form.texts.values():
        for shown in texts.values():
            for kind in _SHOWN & shown.keys():
                yield from (part.rpartition("/")[2].strip() for part in shown[kind] if isinstance(part, str) and part.startswith("jr://"))


def findings(xform: bytes, attachments: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return what is missing beside a form as far as it only shows it, and what is wrong in its lists, by file, row and column.

    Raises:
        Refused: FORM-...: the form or one of its lists cannot be read.
    """
    form, files = build(xform, attachments), _files(xform)
    media = [Finding(level=Level.WARNING, code="FORM-MEDIA", sentence=say("forms.finding.shown", file=name)) for name in _media(form)
             if name not in attachments]  # fmt: skip
    faults: list[Finding] = []
    for slot in form.slots.values():
        itemset = slot.control.itemset if slot.control else None
        file = files.get(itemset.source[0], "") if itemset else ""
        if itemset is not None and file.endswith(".csv") and file in attachments:
            faults += _list_faults(itemset, file, attachments[file])
    return tuple(dict.fromkeys((*media, *faults)))


def _files(xform: bytes) -> Mapping[str, str]:
    """Return the name of each list -> the file that it is read from."""
    named = (element for name, element in ((parse.local(each), each) for each in parse.read(xform).iter("*")) if name == "instance")
    return {parse.attribute(each, "id"): parse.attribute(each, "src").rpartition("/")[2] for each in named if parse.attribute(each, "src")}


def _list_faults(itemset: Itemset, file: str, data: bytes) -> Iterator[Finding]:
    """Tell a column that is not there, and rows without a code or with one that another row has."""
    _, value, label, translated = itemset.source
    rows = list(lists.rows(file, data))
    absent = [column for column in (value, "" if translated else label) if rows and column and column not in rows[0][1]]
    for column in absent:
        level = Level.REFUSED if column == value else Level.WARNING
        yield Finding(
            level=level, code="FORM-LIST-COLUMN", sentence=say("forms.finding.list_column", name=column), sheet=file, row=1, column=column
        )
    if value in absent:
        return
    seen: dict[str, int] = {}
    told = 0
    for number, cells in rows:
        code = cells[value].strip()
        if told < _MOST_FINDINGS and (not code or code in seen):
            told += 1
            sentence = say("forms.finding.list_twice" if code else "forms.finding.list_blank", code=code, first=seen.get(code, 0))
            yield Finding(level=Level.WARNING, code="FORM-LIST-ROW", sentence=sentence, sheet=file, row=number, column=value)
        seen.setdefault(code, number)
