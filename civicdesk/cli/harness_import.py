"""`civicdesk harness import` and `check-export`: files from outside, within the limits of docs/reference/faults.md."""

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from civicdesk.cli.harness_voice import World, say_trouble, tell
from civicdesk.errors import Damaged, Refused
from civicdesk.workflows import harness, harness_door, harness_outside
from civicdesk.workflows.kit import Kit

ZIP, AGE = b"PK\x03\x04", b"age-encryption.org/"
MEGABYTE = 1_000_000
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A kind of file: the endings of its name, the bytes it begins with, and how large it may be."""

    name: str
    most: int
    begins: tuple[bytes, ...] = ()
    """Empty: with anything but a zip."""


BUNDLE = _Kind(name="bundle", most=101 * MEBIBYTE, begins=(ZIP, AGE))
KINDS = {
    ".age": BUNDLE,
    ".bundle": BUNDLE,
    ".xlsx": _Kind(name="xlsx", most=10 * MEGABYTE, begins=(ZIP,)),
    ".xml": _Kind(name="xml", most=20 * MEGABYTE),
    ".csv": _Kind(name="csv", most=20 * MEBIBYTE),
}


def run(asked: Namespace, world: World) -> int:
    """Take a file in, or refuse it whole."""
    kind, data = _read(asked.file)
    with harness_door.closing(harness_door.open_(asked.db, world.way(), world.now)) as opened:
        if kind is BUNDLE:
            count = _rows(data, world)
        else:
            count = (_table if kind.name == "csv" else _form)(harness.in_hand(opened.workspace, opened.ring, world.tools()), data)
    if count is None:
        return Damaged.exit_code
    tell(f"ok {kind.name} {count}\n".encode())
    return 0


def check(asked: Namespace, world: World) -> int:
    """Judge a bundle; no workspace is needed."""
    count = _rows(harness_outside.read_capped(asked.out, BUNDLE.most), world)
    if count is None:
        return Damaged.exit_code
    tell(f"{count} rows\n".encode())
    return 0


def _read(path: Path) -> tuple[_Kind, bytes]:
    """Judge a file by its ending, its size and its first bytes, in this order."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise Refused("IMPORT-KIND")
    data = harness_outside.read_capped(path, kind.most)
    if data.startswith(kind.begins or ZIP) is not bool(kind.begins):
        raise Refused("IMPORT-KIND")
    return kind, data


def _rows(data: bytes, world: World) -> int | None:
    """Return how many rows a whole bundle holds; None, and a line of trouble, if it is not whole."""
    found = harness_outside.check_bundle(data, world.way().secret)
    if not found.ok:
        code, sentence = found.findings[0]
        say_trouble(code, sentence, Damaged.exit_code)
        return None
    return sum(found.rows.values())


def _form(kit: Kit, data: bytes) -> int:
    """Add a form; return how many questions it has."""
    from civicdesk.workflows import forms

    card = forms.add(kit, data).value
    return len(forms.columns(kit, card.id))


def _table(kit: Kit, data: bytes) -> int:
    """Take in responses if there is a column of cards, else entries of the directory."""
    from civicdesk.workflows import directory, respond

    header = data.partition(b"\n")[0].decode("utf-8-sig", "replace").strip()
    if respond.CARD in {cell.strip('" ') for cell in header.replace(";", ",").split(",")}:
        return respond.import_table(kit, data, respond.Table(form_id=harness.FORM_ID)).value.responses
    return directory.import_entries(kit, data).value
