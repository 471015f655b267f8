"""`civicdesk instrument library`, `show`, `take`, `blank`: the library of questionnaires."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.library import LibraryEntry
from civicdesk.workflows import forms, library
from civicdesk.workflows.kit import Tools


def register(group: "_SubParsersAction[Any]") -> None:
    """Add the words to the group `instrument`."""
    listing = group.add_parser("library", help=say("library.help.library"))
    listing.set_defaults(command=_list)
    show = group.add_parser("show", help=say("library.help.show"))
    show.set_defaults(command=_show)
    take = group.add_parser("take", help=say("library.help.take"))
    door.add_arguments(take)
    take.set_defaults(command=_take)
    blank = group.add_parser("blank", help=say("library.help.blank"))
    blank.set_defaults(command=_blank)
    for parser in (show, take, blank):
        parser.add_argument("word", metavar="QUESTIONNAIRE", help=say("library.help.word"))
    blank.add_argument("--out", type=Path, required=True, metavar="XLSX", help=say("library.help.out"))


def _list(_asked: Namespace, _tools: Tools, output: Output) -> int:
    rows = [
        {"word": each.word, "name": each.name, "level": each.level.value, "brings": say(f"library.level.{each.level.value}")}
        for each in library.entries()
    ]
    output.table(rows, empty="")
    return 0


def _show(asked: Namespace, _tools: Tools, output: Output) -> int:
    found = library.entry(asked.word)
    facts = _facts(found)
    steps, unchecked, why = library.steps(found), library.unchecked(found), library.why_not(found)
    said = [found.name, *(f"{say(f'library.{name}')}: {value}" for name, value in facts.items() if value)]
    said += [f"{say('library.why')} {why}"] if why else []
    said += [f"{say('library.steps')}:", *(f"- {each}" for each in steps)] if steps else []
    said += [f"{say('library.unchecked')}:", *(f"- {each}" for each in unchecked)] if unchecked else []
    output.result(
        "\n".join(said), word=found.word, name=found.name, level=found.level.value, **facts, why=why, steps=steps, check=unchecked
    )
    return 0


def _facts(found: LibraryEntry) -> dict[str, str]:
    return {
        "what": say(f"library.level.{found.level.value}"),
        "rights": found.holder,
        "licence": found.licence,
        "notice": found.notice,
        "scoring": library.rule(found.definition) if found.definition else "",
    }


def _take(asked: Namespace, tools: Tools, output: Output) -> int:
    data = library.shipped(asked.word)
    with door.opened(asked, tools) as kit:
        card = forms.add(kit, data).value
    output.result(say("library.said.taken", name=card.title, version=card.version), id=card.id, form_id=card.form_id, version=card.version)
    return 0


def _blank(asked: Namespace, _tools: Tools, output: Output) -> int:
    library.save_to_fill_in(asked.word, asked.out)
    output.result(say("library.said.blank", file=asked.out.name), file=asked.out.name)
    return 0
