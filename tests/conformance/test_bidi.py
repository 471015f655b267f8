"""The order of letters on lines from right to left, against the test files of the Unicode Character Database.

A part of them lies beside this file. `--vectors DIR` runs whole ones: any file in DIR whose name begins with BidiTest or BidiCharacterTest.
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from civicdesk.feedback.bidi import base_of, levels_of, levels_of_classes, settled, visual_order

HERE = Path(__file__).resolve().parent / "bidi"
AUTO, LEFT, RIGHT = 1, 2, 4
"""Bits of BidiTest: which directions of the paragraph a case is for."""


@dataclass(frozen=True)
class Case:
    """What a line of a file asks, and what it says should come out."""

    told: str
    classes: tuple[str, ...]
    text: str
    base: int | None
    """None: found out from the text."""
    levels: tuple[int | None, ...]
    order: tuple[int, ...]


def levels_in(text: str) -> tuple[int | None, ...]:
    return tuple(None if level == "x" else int(level) for level in text.split())


def of_characters(file: Path) -> Iterator[Case]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            codes, direction, _, levels, order = line.split(";")
            text = "".join(chr(int(code, 16)) for code in codes.split())
            classes = tuple(unicodedata.bidirectional(character) for character in text)
            base = None if direction == "2" else int(direction)
            yield Case(line, classes, text, base, levels_in(levels), tuple(map(int, order.split())))


def of_classes(file: Path) -> Iterator[Case]:
    levels: tuple[int | None, ...] = ()
    order: tuple[int, ...] = ()
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("@Levels:"):
            levels = levels_in(line.removeprefix("@Levels:"))
        elif line.startswith("@Reorder:"):
            order = tuple(map(int, line.removeprefix("@Reorder:").split()))
        elif line and line[0] not in "#@":
            classes, bits = line.split(";")
            for bit, base in ((AUTO, None), (LEFT, 0), (RIGHT, 1)):
                if int(bits) & bit:
                    yield Case(line, tuple(classes.split()), "", base, levels, order)


def is_right(case: Case) -> bool:
    base = case.base
    if base is None:
        base = base_of(case.classes)
    found = levels_of(case.text, base) if case.text else levels_of_classes(case.classes, base)
    line = settled(case.classes, found, base)
    return tuple(line) == case.levels and tuple(visual_order(line)) == case.order


@pytest.mark.parametrize(("stem", "read"), [("BidiCharacterTest", of_characters), ("BidiTest", of_classes)])
def test_every_case_of_the_unicode_database_comes_out_right(
    stem: str, read: object, vectors: tuple[Path, ...], report_file: Path | None
) -> None:
    assert callable(read)
    files = [file for folder in (*vectors, HERE) for file in sorted(folder.rglob(f"{stem}*.txt"))]
    cases = [case for file in files for case in read(file)]
    wrong = [case.told for case in cases if not is_right(case)]
    print(f"{stem}: {len(cases)} cases, {len(wrong)} wrong")  # noqa: T201 - the figures are wanted
    if report_file:
        report_file.with_suffix(f".{stem}.json").write_text(json.dumps({"tried": len(cases), "wrong": wrong[:20]}))
    assert wrong == []
    assert len(cases) > 1000
