"""`civicdesk instrument`: check a form, add it, list what is here."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door, library, paper
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.instruments import Finding, Level
from civicdesk.workflows import forms
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("instrument", help=say("cli.help.group.instrument")).add_subparsers(dest="word", required=True, metavar="WORD")
    check = group.add_parser("check", help=say("cli.help.instrument_check"))
    _add_form(check)
    check.set_defaults(command=_check)
    versions = group.add_parser("compare", help=say("cli.help.instrument_compare"))
    versions.add_argument("old", type=Path, metavar="OLD", help=say("cli.help.form_old"))
    versions.add_argument("new", type=Path, metavar="NEW", help=say("cli.help.form_new"))
    versions.add_argument("--attachment", type=Path, action="append", default=[], metavar="FILE", help=say("cli.help.attachment"))
    versions.set_defaults(command=_compare)
    add = group.add_parser("add", help=say("cli.help.instrument_add"))
    door.add_arguments(add)
    _add_form(add)
    add.set_defaults(command=_add)
    listing = group.add_parser("list", help=say("cli.help.instrument_list"))
    door.add_arguments(listing)
    listing.set_defaults(command=_list)
    paper.register(group)
    library.register(group)


def _add_form(parser: Any) -> None:
    parser.add_argument("file", type=Path, metavar="FORM", help=say("cli.help.form_file"))
    parser.add_argument("--attachment", type=Path, action="append", default=[], metavar="FILE", help=say("cli.help.attachment"))


def _attachments(asked: Namespace) -> dict[str, bytes]:
    return {path.name: door.read(path) for path in asked.attachment}


def _check(asked: Namespace, tools: Tools, output: Output) -> int:
    checked = forms.check(door.read(asked.file), _attachments(asked))
    refused = any(each.level is Level.REFUSED for each in checked.findings)
    facts = {"title": checked.title, "questions": checked.questions, "scales": checked.scales}
    output.result(
        say("cli.instrument_refused" if refused else "cli.instrument_checked", **facts),
        title=checked.title,
        form_id=checked.form_id,
        version=checked.version,
        languages=checked.languages,
        questions=checked.questions,
        scales=checked.scales,
        findings=checked.findings,
    )
    for each in checked.findings:
        output.note(_sentence(each))
    return 1 if refused else 0


def _compare(asked: Namespace, tools: Tools, output: Output) -> int:
    changes = forms.compare(door.read(asked.old), door.read(asked.new), _attachments(asked))
    said = [say("cli.instrument_compared", count=len(changes)), *(each.sentence for each in changes)]
    output.result("\n".join(said), changes=changes)
    return 0


def _add(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        card = forms.add(kit, door.read(asked.file), _attachments(asked)).value
        findings = forms.findings(kit, card.id)
    output.result(
        say("cli.instrument_added", title=card.title, version=card.version), id=card.id, form_id=card.form_id, version=card.version
    )
    for each in findings:
        output.note(_sentence(each))
    return 0


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        cards = forms.cards(kit)
    rows = [
        {
            "form": card.form_id,
            "version": card.version,
            "title": card.title,
            "status": card.status.value,
            "scores": card.has_scores,
            "warnings": card.warnings,
        }
        for card in cards
    ]
    output.table(rows, empty=say("cli.instrument_none"))
    return 0


def _sentence(finding: Finding) -> str:
    place = ", ".join(
        part
        for part in (finding.sheet, say("cli.at_row", row=finding.row) if finding.row else "", finding.column, finding.question)
        if part
    )
    parts = (say(f"cli.level.{finding.level.value}"), place, f"{finding.sentence} ({finding.code})")
    return ": ".join(part for part in parts if part)
