"""Responses as ODK's XML, one file each, read by question path for a form that is here. What comes from outside is looked at before it is read."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import limits, parse
from civicdesk.forms.archive import confirm_responses
from civicdesk.forms.form import Form
from civicdesk.forms.lines import placed
from civicdesk.forms.model import Slot
from civicdesk.forms.parse import Element
from civicdesk.i18n import say
from civicdesk.records.entries import RowError
from civicdesk.records.exchange import Answered

_FOREIGN: Final = frozenset({"formhub", "__version__", "_version_", "instanceID", "instanceName", "deprecatedID", "rootUuid", "audit"})
"""Parts that KoboToolbox and ODK put into a response although its form does not name them."""
_WHEN: Final = (("timestamp", "end"), ("date", "today"), ("timestamp", "start"))
"""What a form may note by itself about the day of a response, the best first."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A response as it lies in its file: which form it belongs to, and its XML."""

    file: str
    form_id: str
    version: str
    encrypted: bool
    root: Element


def unpacked(files: Mapping[str, bytes], ending: str = ".xml") -> Mapping[str, bytes]:
    """Return the responses in files that a person chose: XML files, and those inside zip files; what else lies in a zip is passed over.

    Args:
        files: name -> content.
        ending: of the files in a zip that are wanted.

    Raises:
        Refused: FORM-LIMIT: too many or too large files; RESPOND-ZIP: a zip is damaged, or none that an export would be.
    """
    found: dict[str, bytes] = {}
    for name, data in files.items():
        found |= dict(_members(name, data, ending)) if data[:2] == b"PK" else {name: data} if ending == ".xml" else {}
        if len(found) > limits.RESPONSES:
            raise limits.over("responses_here", limits.RESPONSES, len(found))
    return found


def _members(name: str, data: bytes, ending: str) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [member for member in archive.infolist() if member.filename.lower().endswith(ending)]
            confirm_responses(archive, wanted)
            yield from ((member.filename, _content(archive, member)) for member in wanted)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError) as why:
        raise Refused("RESPOND-ZIP", file=name) from why


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read a member, one byte more than it may have at most: `read` then says which limit was met."""
    with archive.open(member) as content:
        return content.read(limits.RESPONSE_BYTES + 1)


def read(file: str, data: bytes) -> Submitted:
    """Read one response.

    Raises:
        Refused: FORM-LIMIT, FORM-DOCTYPE, FORM-FILE-TYPE, FORM-XML-DAMAGED.
    """
    if len(data) > limits.RESPONSE_BYTES:
        raise limits.over("response", limits.RESPONSE_BYTES, len(data))
    root = parse.read(data)
    return Submitted(
        file=file,
        form_id=parse.attribute(root, "id"),
        version=parse.attribute(root, "version"),
        encrypted=parse.attribute(root, "encrypted") == "yes",
        root=root,
    )


@dataclass(slots=True)
class _Reading:
    file: str
    values: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    places: dict[str, tuple[int, str]] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    def walk(self, element: Element, slot: Slot, ref: str) -> None:
        """Note everything below an element; each instance of a repeat has its number."""
        own = {f"{ref}/{kid.name}": 0 for kid in slot.kids.values() if kid.repeat}
        self.counts |= own
        for name, below in parse.elements(element):
            kid = slot.kids.get(name)
            if kid is None:
                self._unknown(name)
                continue
            path = f"{ref}/{name}"
            if kid.repeat:
                self.counts[path] += 1
                path = f"{path}[{self.counts[path]}]"
            if kid.leaf:
                self._value(path, name, parse.whole_text(below).strip())
            else:
                self.walk(below, kid, path)

    def _value(self, path: str, name: str, text: str) -> None:
        if path in self.values:
            self.errors.append(RowError(row=0, column=placed(self.file, name), sentence=say("forms.intake.twice")))
        elif text:
            self.values[path] = text
            self.places[path] = (0, placed(self.file, name))

    def _unknown(self, name: str) -> None:
        if name not in _FOREIGN:
            self.errors.append(RowError(row=0, column=placed(self.file, name), sentence=say("forms.intake.unknown")))


def answered(sent: Submitted, form: Form) -> tuple[Answered, tuple[RowError, ...]]:
    """Return what a response says, and each part of it that its form does not have.

    Args:
        sent: the response.
        form: the version of the form that it names.
    """
    reading = _Reading(sent.file)
    reading.walk(sent.root, form.root, form.root.path)
    made = Answered(
        key=_id(sent.root),
        values=reading.values,
        counts=reading.counts,
        submitted=parse.attribute(sent.root, "submissionDate") or _noted(form, reading.values),
        version=sent.version,
        places=reading.places,
    )
    return made, tuple(reading.errors)


def _id(root: Element) -> str:
    """Return the id that the response carries, in its meta block or at its root; empty if it has none."""
    for meta in parse.children(root, "meta"):
        own = parse.child(meta, "instanceID")
        if own is not None and (text := (own.text or "").strip()):
            return text
    return parse.attribute(root, "instanceID").strip()


def _noted(form: Form, values: Mapping[str, str]) -> str:
    """Return the moment that the form itself noted: its end, else the day, else its start; empty if it notes none."""
    binds = {(slot.bind.preload, slot.bind.preload_parameter): path for path, slot in form.slots.items() if slot.bind is not None}
    return next((values[binds[one]] for one in _WHEN if binds.get(one) in values), "")
