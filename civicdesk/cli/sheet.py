"""`civicdesk sheet`: draw reflection sheets, one person's or a whole session's, and say what became of them."""

from argparse import Namespace, _SubParsersAction
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.cli.person import by_card
from civicdesk.errors import Refused
from civicdesk.i18n import chosen, explain, say
from civicdesk.records.ids import SessionId
from civicdesk.records.sheets import SheetMode
from civicdesk.workflows import sheet, sheets
from civicdesk.workflows.kit import Kit, Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("sheet", help=say("cli.help.group.sheet")).add_subparsers(dest="word", required=True, metavar="WORD")
    make = group.add_parser("make", help=say("cli.help.sheet_make"))
    door.add_arguments(make)
    whose = make.add_mutually_exclusive_group(required=True)
    whose.add_argument("--card", help=say("cli.help.person_card"))
    whose.add_argument("--session", help=say("cli.help.session_id"))
    make.add_argument("--mode", choices=[each.value for each in SheetMode], help=say("cli.help.sheet_mode"))
    make.add_argument("--second-page", action="store_true", help=say("cli.help.second_page"))
    make.add_argument("--text", action="store_true", help=say("cli.help.sheet_text"))
    make.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    make.set_defaults(command=_make)
    batch = group.add_parser("batch", help=say("cli.help.sheet_batch"))
    door.add_arguments(batch)
    batch.add_argument("--session", required=True, metavar="ID", help=say("cli.help.session_id"))
    batch.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    kinds = batch.add_mutually_exclusive_group()
    kinds.add_argument("--one-file", action="store_true", help=say("cli.help.sheet_one_file"))
    kinds.add_argument("--separate", action="store_true", help=say("cli.help.sheet_separate"))
    batch.add_argument("--text", action="store_true", help=say("cli.help.sheet_text"))
    batch.set_defaults(command=_batch)
    waiting = group.add_parser("waiting", help=say("cli.help.sheet_waiting"))
    door.add_arguments(waiting)
    waiting.set_defaults(command=_waiting)
    guide = group.add_parser("guide", help=say("cli.help.sheet_guide"))
    guide.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    guide.set_defaults(command=_guide)


def _make(asked: Namespace, tools: Tools, output: Output) -> int:
    door.folder(asked.out)
    made: list[Path] = []
    with door.opened(asked, tools) as kit:
        person = by_card(kit, asked.card) if asked.card else None
        for submission in sheet.list_scored(kit, session=SessionId(asked.session) if asked.session else None, person=person):
            wish = _wish(sheet.wish_of(kit, submission.id), asked)
            drawn = sheet.draw(sheet.compose(kit, submission.id, wish))
            path = sheets.not_among(made, asked.out / sheet.file_name(drawn.sheet))
            sheet.save(drawn.pdf, path)
            if asked.text:
                sheet.save(drawn.text.encode(), path.with_suffix(".txt"))
                sheet.save(drawn.html.encode(), path.with_suffix(".html"))
            sheet.printed(kit, submission.id, wish.mode, "file")
            made.append(path)
    output.table([{"file": path} for path in made], empty=say("cli.sheet_none"))
    return 0


def _wish(wished: sheet.SheetWish, asked: Namespace) -> sheet.SheetWish:
    """Return what the person wished for, set as this command asks; what they left out stays out."""
    mode = SheetMode(asked.mode) if asked.mode else wished.mode
    return replace(wished, mode=mode, second_page=asked.second_page or wished.second_page)


def _batch(asked: Namespace, tools: Tools, output: Output) -> int:
    """Draw each person's sheet in their own form and language: together in one file, each in its own, or both."""
    door.folder(asked.out)
    which = SessionId(asked.session)
    made: list[Path] = []
    told: list[dict[str, object]] = []
    drawn: list[sheets.Planned] = []
    with door.opened(asked, tools) as kit:
        together = sheets.Together(chosen())
        for each in sheets.of_session(kit, which):
            try:
                files = _draw(kit, each, together, asked)
            except Refused as why:
                told.append({"card": each.card, "file": explain(why)})
                continue
            for path, data in files:
                free = sheets.not_among(made, path)
                sheet.save(data, free)
                made.append(free)
                told.append({"card": each.card, "file": free})
            drawn.append(each)
        whole = None if asked.separate else together.finish()
        if whole is not None:
            path = asked.out / sheets.file_name(sheets.place_and_day(kit, which)[1])
            sheet.save(whole, path)
            told.append({"card": "", "file": path})
        for each in drawn:  # once all of them are on the disk
            sheet.printed(kit, each.submission, each.mode, sheet.TO_FILE)
    output.table(told, empty=say("cli.sheet_none"))
    return 0


def _draw(kit: Kit, each: sheets.Planned, together: sheets.Together, asked: Namespace) -> list[tuple[Path, bytes]]:
    """Draw one sheet into the file of all and return the files that are its own."""
    composed = sheet.compose(kit, each.submission, sheet.wish_of(kit, each.submission))
    if not asked.separate:
        together.add(composed)
    path = asked.out / sheet.file_name(composed)
    own = [] if asked.one_file else [(path, sheets.draw_pdf(composed))]
    if asked.text:
        twins = sheet.twins(composed)
        own += [(path.with_suffix(".txt"), twins.text.encode()), (path.with_suffix(".html"), twins.html.encode())]
    return own


def _waiting(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = sheets.waiting(kit)
    output.table([{"card": each.card, "mode": each.mode.value} for each in found], empty=say("cli.sheet_none_waiting"))
    return 0


def _guide(asked: Namespace, _tools: Tools, output: Output) -> int:
    sheet.save(sheets.guide_pdf(chosen()), asked.out)
    output.result(say("cli.written", file=asked.out), file=asked.out)
    return 0
