"""What the command line prints: text for people, or one JSON document for machines; messages go to standard error."""

import dataclasses
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say

Row = Mapping[str, object]


class Output:
    """One command's voice."""

    def __init__(self, *, as_json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.as_json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def note(self, sentence: str) -> None:
        """Say something on the way; never part of the result."""
        print(sentence, file=self._err, flush=True)

    def result(self, sentence: str, **facts: object) -> None:
        """Give the result: a sentence for people, the facts for machines."""
        if self.as_json:
            self._json(facts)
        else:
            print(sentence, file=self._out)

    def table(self, rows: Sequence[Row], *, empty: str) -> None:
        """Give a table; `empty` is said to people when there is nothing in it."""
        if self.as_json:
            self._json(list(rows))
        elif not rows:
            print(empty, file=self._out)
        else:
            self._columns(rows)

    def refuse(self, why: CivicDeskError, details: Sequence[str] = ()) -> int:
        """Say why not, in a sentence that ends in its code; return the exit code."""
        if self.as_json:
            self._json({"error": why.code, "message": explain(why), "details": list(details)})
        self.note(explain(why))
        for line in details:
            self.note(f"  {line}")
        return why.exit_code

    def _json(self, value: object) -> None:
        print(json.dumps(_plain(value), ensure_ascii=False, indent=2, sort_keys=True), file=self._out)

    def _columns(self, rows: Sequence[Row]) -> None:
        names = list(rows[0])
        cells = [[_words(row[name]) for name in names] for row in rows]
        widths = [max(len(name), *(len(line[at]) for line in cells)) for at, name in enumerate(names)]
        for line in [names, *cells]:
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip(), file=self._out)


def _words(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return say("cli.yes" if value else "cli.no")
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(_plain(value)) if not isinstance(value, list | tuple) else ", ".join(str(_plain(each)) for each in value)


def _plain(value: object) -> object:
    """Return a value that JSON can hold."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value
