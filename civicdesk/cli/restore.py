"""`civicdesk restore`: list backups, put one back, confirm it; and what is on this laptop."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.workflows import laptop, restore, unlock
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("restore", help=say("cli.help.group.restore")).add_subparsers(dest="word", required=True, metavar="WORD")
    listing = group.add_parser("list", help=say("cli.help.restore_list"))
    listing.add_argument("folder", type=Path, metavar="FOLDER", help=say("cli.help.backup_folder"))
    listing.set_defaults(command=_list)
    run = group.add_parser("run", help=say("cli.help.restore_run"))
    run.add_argument("backup", type=Path, metavar="FILE", help=say("cli.help.backup_file"))
    run.add_argument("--workspace", type=Path, required=True, metavar="FOLDER", help=say("cli.help.restore_to"))
    run.add_argument("--user", default="", metavar="NAME", help=say("cli.help.user"))
    run.add_argument("--code-file", type=Path, metavar="FILE", help=say("cli.help.code_file"))
    door.add_passphrase(run)
    run.set_defaults(command=_run)
    tryout = group.add_parser("try", help=say("cli.help.restore_try"))
    door.add_arguments(tryout)
    tryout.add_argument("backup", type=Path, metavar="FILE", help=say("cli.help.backup_file"))
    tryout.set_defaults(command=_try)
    confirm = group.add_parser("confirm", help=say("cli.help.restore_confirm"))
    door.add_arguments(confirm)
    confirm.set_defaults(command=_confirm)
    facts = group.add_parser("facts", help=say("cli.help.restore_facts"))
    door.add_arguments(facts)
    facts.add_argument("--pdf", type=Path, metavar="FILE", help=say("cli.help.restore_facts_pdf"))
    facts.set_defaults(command=_facts)


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    rows = [{"file": each.path.name, "made": each.made_at, "names": each.names} for each in restore.choices(asked.folder)]
    output.table(rows, empty=say("restore.none"))
    return 0


def _run(asked: Namespace, tools: Tools, output: Output) -> int:
    if asked.code_file is not None:
        way = restore.Way(name=asked.user, code=door.secret_in(asked.code_file).strip())
    elif asked.user:
        way = restore.Way(name=asked.user, passphrase=door.passphrase(asked))
    else:
        raise Refused("RESTORE-NAME")
    path = restore.place_for(asked.workspace, asked.backup) if asked.workspace.is_dir() else asked.workspace
    done = restore.restore(path, asked.backup, way, tools).value
    unlock.lock(done.kit)
    if done.set_aside is not None:
        output.note(say("restore.aside", folder=done.set_aside.name))
    if done.erased_again:
        output.note(say("restore.erased_again", count=done.erased_again))
    output.result(
        say("restore.done", made=f"{done.made_at:%Y-%m-%d %H:%M}"),
        made=done.made_at,
        set_aside=done.set_aside,
        erased_again=done.erased_again,
    )
    return 0


def _try(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = restore.drill(kit, asked.backup).value
    output.result(say("restore.tried", count=found.people), made=found.made_at, people=found.people)
    return 0


def _confirm(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        restore.confirm(kit)
    output.result(say("restore.confirmed"), confirmed=True)
    return 0


def _facts(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = laptop.save(kit, asked.pdf).value if asked.pdf else laptop.on_this_laptop(kit)
    if output.as_json:
        output.result("", laptop=found)
    else:
        output.table([{say("laptop.title"): label, "": value} for label, value in laptop.lines(found)], empty="")
    return 0
