"""Judges records by a JSON Schema, formats on. Run by the interpreter of the checkers: SCHEMA.json RECORDS.json; prints the faults as JSON."""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator


def main() -> None:
    schema, records = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    faults = [
        f"{number}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
        for number, record in enumerate(records)
        for fault in validator.iter_errors(record)
    ]
    known = sorted(set(Draft202012Validator.FORMAT_CHECKER.checkers) & {"uuid", "email", "uri", "date-time"})
    print(json.dumps({"faults": faults, "formats": known}))  # noqa: T201 - this is what it says


if __name__ == "__main__":
    main()
