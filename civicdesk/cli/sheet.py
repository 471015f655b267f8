"""`civicdesk sheet`: draw reflection sheets, one person's or a whole session's."""

from argparse import Namespace, _SubParsersAction
from itertools import count
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.cli.person import by_card
from civicdesk.i18n import say
from civicdesk.records.ids import SessionId
from civicdesk.records.sheets import SheetMode
from civicdesk.workflows import sheet
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("sheet", help=say("cli.help.group.sheet")).add_subparsers(dest="word", required=True, metavar="WORD")
    make = group.add_parser("make", help=say("cli.help.sheet_make"))
    door.add_arguments(make)
    whose = make.add_mutually_exclusive_group(required=True)
    whose.add_argument("--card", help=say("cli.help.person_card"))
    whose.add_argument("--session", help=say("cli.help.session_id"))
    make.add_argument(
        "--mode", choices=[each.value for each in SheetMode], default=SheetMode.STANDARD.value, help=say("cli.help.sheet_mode")
    )
    make.add_argument("--second-page", action="store_true", help=say("cli.help.second_page"))
    make.add_argument("--text", action="store_true", help=say("cli.help.sheet_text"))
    make.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    make.set_defaults(command=_make)


def _make(asked: Namespace, tools: Tools, output: Output) -> int:
    door.folder(asked.out)
    wish = sheet.SheetWish(mode=SheetMode(asked.mode), second_page=asked.second_page)
    made: list[Path] = []
    with door.opened(asked, tools) as kit:
        person = by_card(kit, asked.card) if asked.card else None
        for submission in sheet.list_scored(kit, session=SessionId(asked.session) if asked.session else None, person=person):
            drawn = sheet.draw(sheet.compose(kit, submission.id, wish))
            path = _not_among(made, asked.out / sheet.file_name(drawn.sheet))
            sheet.save(drawn.pdf, path)
            if asked.text:
                sheet.save(drawn.text.encode(), path.with_suffix(".txt"))
                sheet.save(drawn.html.encode(), path.with_suffix(".html"))
            sheet.printed(kit, submission.id, wish.mode, "file")
            made.append(path)
    output.table([{"file": path} for path in made], empty=say("cli.sheet_none"))
    return 0


def _not_among(made: list[Path], path: Path) -> Path:
    """Return a path for a sheet that no other sheet of this run has: one person may have two from one day."""
    free = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return path if path not in made else next(each for each in free if each not in made)
