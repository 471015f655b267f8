"""`civicdesk workspace`: make one from a project pack, look at it, check it, back it up."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.people import Role
from civicdesk.workflows import backup, directory, enrolment, first_run, forms, packs, session, unlock
from civicdesk.workflows.kit import Kit, Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("workspace", help=say("cli.help.group.workspace")).add_subparsers(dest="word", required=True, metavar="WORD")
    create = group.add_parser("create", help=say("cli.help.workspace_create"))
    create.add_argument("--workspace", type=Path, required=True, metavar="FOLDER", help=say("cli.help.workspace"))
    create.add_argument("--pack", type=Path, required=True, metavar="FILE", help=say("cli.help.pack"))
    create.add_argument("--user", required=True, metavar="NAME", help=say("cli.help.user"))
    _add_role(create)
    create.add_argument("--recovery-out", type=Path, required=True, metavar="FILE", help=say("cli.help.recovery_out"))
    door.add_passphrase(create)
    create.set_defaults(command=_create)
    confirm = group.add_parser("confirm-recovery", help=say("cli.help.confirm_recovery"))
    door.add_arguments(confirm)
    confirm.add_argument("--code-file", type=Path, required=True, metavar="FILE", help=say("cli.help.code_file"))
    confirm.set_defaults(command=_confirm)
    recover = group.add_parser("recover", help=say("cli.help.workspace_recover"))
    recover.add_argument("--workspace", type=Path, required=True, metavar="FOLDER", help=say("cli.help.workspace"))
    recover.add_argument("--user", required=True, metavar="NAME", help=say("cli.help.user"))
    recover.add_argument("--code-file", type=Path, required=True, metavar="FILE", help=say("cli.help.code_file"))
    recover.add_argument("--new-passphrase-file", type=Path, required=True, metavar="FILE", help=say("cli.help.new_passphrase"))
    recover.set_defaults(command=_recover)
    for word, command in (("info", _info), ("verify", _verify), ("backup", _backup)):
        plain = group.add_parser(word, help=say(f"cli.help.workspace_{word}"))
        door.add_arguments(plain)
        plain.set_defaults(command=command)
    newer = group.add_parser("pack", help=say("cli.help.workspace_pack"))
    door.add_arguments(newer)
    newer.add_argument("--pack", type=Path, required=True, metavar="FILE", help=say("cli.help.pack"))
    newer.add_argument("--words", default="", help=say("cli.help.pack_words"))
    newer.add_argument("--look", action="store_true", help=say("cli.help.pack_look"))
    newer.set_defaults(command=_pack)
    enrol = group.add_parser("enrol", help=say("cli.help.workspace_enrol"))
    door.add_arguments(enrol)
    enrol.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    enrol.set_defaults(command=_enrol)
    user = group.add_parser("add-user", help=say("cli.help.add_user"))
    door.add_arguments(user)
    user.add_argument("--name", required=True, help=say("cli.help.new_name"))
    _add_role(user)
    user.add_argument("--new-passphrase-file", type=Path, required=True, metavar="FILE", help=say("cli.help.new_passphrase"))
    user.set_defaults(command=_add_user)


def _add_role(parser: Any) -> None:
    parser.add_argument("--role", choices=[role.value for role in Role], default=Role.WORKER.value, help=say("cli.help.role"))


def _create(asked: Namespace, tools: Tools, output: Output) -> int:
    newcomer = first_run.Newcomer(name=asked.user, role=Role(asked.role), passphrase=door.passphrase(asked))
    joined = first_run.join(asked.workspace, door.read(asked.pack), newcomer, tools)
    output.note(say("cli.recovery_code", code=joined.recovery.code))
    try:
        first_run.save_recovery(joined.recovery, asked.recovery_out)
        _adopt(joined.kit)
    finally:
        unlock.lock(joined.kit)
    output.result(
        say("cli.workspace_created", file=joined.recovery.workspace, sheet=asked.recovery_out),
        workspace=joined.kit.workspace.path,
        recovery_sheet=asked.recovery_out,
        code=joined.recovery.code,
    )
    return 0


def _confirm(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        first_run.confirm_recovery(kit, door.secret_in(asked.code_file).strip())
    output.result(say("cli.recovery_confirmed"), confirmed=True)
    return 0


def _recover(asked: Namespace, tools: Tools, output: Output) -> int:
    code, new = door.secret_in(asked.code_file).strip(), door.secret_in(asked.new_passphrase_file)
    unlock.lock(unlock.open_with_code(door.workspace_file(asked.workspace), asked.user, code, new, tools))
    output.result(say("cli.workspace_recovered", name=asked.user), user=asked.user)
    return 0


def _info(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        today = session.today(kit)
        facts = {
            "project": today.project.name,
            "practice": today.project.practice,
            "people": today.people,
            "sessions": today.sessions,
            "unfinished": len(today.unfinished),
            "last_backup_days": today.last_backup_days,
        }
    output.table([facts], empty="")
    return 0


def _verify(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        findings = backup.verify(kit)
    output.table([{"finding": each} for each in findings], empty=say("cli.workspace_sound"))
    return 4 if findings else 0


def _backup(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        made = backup.make(kit).value
    output.result(say("cli.backup_made", file=made), file=made)
    return 0


def _pack(asked: Namespace, tools: Tools, output: Output) -> int:
    data = door.read(asked.pack)
    with door.opened(asked, tools) as kit:
        found = packs.look(kit, data) if asked.look else packs.take(kit, data, _adopt, asked.words).value
    output.note(say("packs.changes", version=found.version, present=found.present))
    for each in found.changes:
        output.note(f"  {each}")
    if found.revoked:
        output.note(say("packs.revoked", day=found.revoked))
    output.result(
        say("packs.only_looked" if asked.look else "settings.pack_taken", version=found.version),
        version=found.version,
        changes=found.changes,
        new_key=found.new_key,
        revoked=found.revoked or None,
        taken=not asked.look,
    )
    return 0


def _adopt(kit: Kit) -> None:
    forms.adopt_pack(kit)
    directory.adopt_pack(kit)


def _enrol(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        enrolment.save(kit, asked.out)
        own = enrolment.own(kit)
    output.result(say("enrolment.file_made", file=asked.out, words=own.words), file=asked.out, laptop=own.laptop, words=own.words)
    return 0


def _add_user(asked: Namespace, tools: Tools, output: Output) -> int:
    secret = door.secret_in(asked.new_passphrase_file)
    with door.opened(asked, tools) as kit:
        user = first_run.add_user(kit, first_run.Newcomer(name=asked.name, role=Role(asked.role), passphrase=secret)).value
    output.result(say("cli.user_added", name=user.name, role=user.role.value), id=user.id, name=user.name, role=user.role.value)
    return 0
