"""Public forms on paper: each form that opens is printed, with no fault that a machine finds."""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import page
import pytest

from civicdesk.errors import Refused
from civicdesk.feedback.paper_form import paper_form_pdf
from civicdesk.forms.on_paper import paper_form
from civicdesk.records.paper_forms import PaperForm, PaperOptions

FOLDERS = Path(__file__).parents[2].parent / "shared" / "conformance"
EACH = 6
"""Every sixth form is printed: all of them take half a minute."""


def printable() -> Iterator[PaperForm]:
    for folder in ("forms-dev", "forms-other"):
        file = FOLDERS / folder / "forms.jsonl.gz"
        rows = gzip.decompress(file.read_bytes()).decode().splitlines() if file.exists() else []
        for row in islice(rows, 0, None, EACH):
            form: dict[str, Any] = json.loads(row)
            attachments = {name: text.encode() for name, text in form.get("attachments", {}).items()}
            try:
                yield paper_form(form["xml"].encode(), attachments, PaperOptions())
            except Refused:  # it does not open; test_forms.py says whether it should
                continue


@pytest.mark.skipif(not FOLDERS.exists(), reason="the public forms are not here")
def test_every_form_that_opens_is_printed() -> None:
    faults, count = [], 0
    for form in printable():
        count += 1
        report = page.validate_pdf_bytes(paper_form_pdf(form), profile=page.ValidationProfile.PDF_UA_1)
        faults += [(form.title, failure.rule_id) for failure in report.failures]
    assert count > 60
    assert faults == []
