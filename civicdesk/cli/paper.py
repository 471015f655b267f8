"""`civicdesk instrument paper`: a form for pen and paper."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.paper_forms import REPEATS, PaperOptions, code_of
from civicdesk.workflows import access, forms, paper_form
from civicdesk.workflows.kit import Tools

LEAST, MOST = 1, 9


def register(group: "_SubParsersAction[Any]") -> None:
    """Add the word to the group `instrument`."""
    parser = group.add_parser("paper", help=say("cli.help.instrument_paper"))
    parser.add_argument("file", type=Path, metavar="FORM", help=say("cli.help.form_file"))
    parser.add_argument("--attachment", type=Path, action="append", default=[], metavar="FILE", help=say("cli.help.attachment"))
    parser.add_argument("--out", type=Path, required=True, metavar="PDF", help=say("cli.help.paper_out"))
    parser.add_argument("--language", default="", metavar="NAME", help=say("cli.help.paper_language"))
    parser.add_argument("--project", default="", metavar="NAME", help=say("cli.help.paper_project"))
    parser.add_argument("--large", action="store_true", help=say("cli.help.paper_large"))
    parser.add_argument(
        "--repeats", type=int, choices=range(LEAST, MOST + 1), default=REPEATS, metavar="NUMBER", help=say("cli.help.paper_repeats")
    )
    parser.set_defaults(command=_paper)


def _paper(asked: Namespace, tools: Tools, output: Output) -> int:
    data = door.read(asked.file)
    attachments = {path.name: door.read(path) for path in asked.attachment}
    source = paper_form.Source(
        id=forms.identity(data, attachments), xform=forms.xform(data, attachments), attachments=attachments, project=asked.project
    )
    options = PaperOptions(language=asked.language, large=asked.large, repeats=asked.repeats)
    access.save_paper(paper_form.of_source(source, options), asked.out)
    code = code_of(source.id)
    output.result(say("cli.instrument_paper", file=asked.out.name, code=code), file=asked.out.name, code=code)
    return 0
