"""`civicdesk instrument paper`: one PDF, the same every time, with the code of the form."""

from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal
from tests.unit.workflows.conftest import plain_form


def test_a_form_is_printed_from_its_file(desk: Desk) -> None:
    form, out = desk.folder / "form.xlsx", desk.folder / "form.pdf"
    form.write_bytes(plain_form())
    told = desk.ask("instrument", "paper", form, "--out", out, "--project", "Harbour Project", "--repeats", "2")
    first = out.read_bytes()
    assert (told["file"], len(told["code"])) == ("form.pdf", 7)
    assert first[:5] == b"%PDF-"
    desk.ask("instrument", "paper", form, "--out", out, "--project", "Harbour Project", "--repeats", "2")
    assert out.read_bytes() == first


def test_another_language_and_large_print_are_another_file(desk: Desk) -> None:
    form, out = desk.folder / "form.xlsx", desk.folder / "form.pdf"
    form.write_bytes(plain_form())
    made = []
    for more in ((), ("--language", "Polski (pl)"), ("--large",)):
        desk.ask("instrument", "paper", form, "--out", out, *more)
        made.append(out.read_bytes())
    assert len(set(made)) == 3


def test_what_is_no_form_is_told(desk: Desk) -> None:
    (desk.folder / "notes.xlsx").write_bytes(b"notes")
    code, _, _ = refusal(desk, "instrument", "paper", desk.folder / "notes.xlsx", "--out", desk.folder / "form.pdf")
    assert code
    assert not (desk.folder / "form.pdf").exists()
