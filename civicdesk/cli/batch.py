"""`civicdesk batch`: prepare, read the risk report, approve as a second person, seal, save or send."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.workflows import deliver, receipts, send, sheet
from civicdesk.workflows.kit import Kit, Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("batch", help=say("cli.help.group.batch")).add_subparsers(dest="word", required=True, metavar="WORD")
    prepare = group.add_parser("prepare", help=say("cli.help.batch_prepare"))
    listing = group.add_parser("list", help=say("cli.help.batch_list"))
    report = group.add_parser("report", help=say("cli.help.batch_report"))
    approve = group.add_parser("approve", help=say("cli.help.batch_approve"))
    seal = group.add_parser("seal", help=say("cli.help.batch_seal"))
    save = group.add_parser("save", help=say("cli.help.batch_save"))
    sending = group.add_parser("send", help=say("cli.help.batch_send"))
    password = group.add_parser("password", help=say("cli.help.batch_password"))
    receipt = group.add_parser("receipt", help=say("cli.help.batch_receipt"))
    receipt.add_argument("file", type=Path, nargs="?", metavar="FILE", help=say("cli.help.receipt_file"))
    status = group.add_parser("status", help=say("cli.help.batch_status"))
    known = (prepare, _prepare), (listing, _list), (report, _report), (approve, _approve), (seal, _seal), (save, _save)
    for parser, command in (*known, (sending, _send), (password, _password), (receipt, _receipt), (status, _status)):
        door.add_arguments(parser)
        parser.set_defaults(command=command)
    for parser in (report, approve, seal, save, sending):
        parser.add_argument("batch", metavar="ID", help=say("cli.help.batch_id"))
    report.add_argument("--out", type=Path, metavar="FILE", help=say("cli.help.report_out"))
    approve.add_argument("--intruder-form", type=Path, required=True, metavar="FILE", help=say("cli.help.intruder"))
    for parser in (seal, save):
        parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    password.add_argument("--password-file", type=Path, required=True, metavar="FILE", help=say("cli.help.delivery_password"))


def _prepare(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        release = send.prepare(kit).value
    output.result(
        say("cli.batch_prepared", id=release.id, people=release.people, responses=release.responses),
        id=release.id,
        people=release.people,
        responses=release.responses,
        checks={check.code: check.result.value for check in release.report.checks},
    )
    return 0


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = send.releases(kit)
    rows = [{"id": each.id, "state": each.state.value, "people": each.people, "file": each.file_name} for each in found]
    output.table(rows, empty=say("cli.batch_none"))
    return 0


def _report(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        release = send.release(kit, asked.batch)
        if asked.out:
            sheet.save(send.report_html(kit, release.id), asked.out)
    rows = [{"check": each.code, "result": each.result.value, "says": each.sentence, "next": each.remedy} for each in release.report.checks]
    output.table(rows, empty="")
    return 0


def _approve(asked: Namespace, tools: Tools, output: Output) -> int:
    secret = door.passphrase(asked)
    form = send.read_intruder_form(door.read(asked.intruder_form))
    with door.opened_with(asked, secret, tools) as kit:
        release = send.approve(kit, send.Approval(release=asked.batch, passphrase=secret, intruder=form)).value
    output.result(say("cli.batch_approved", id=release.id), id=release.id, state=release.state.value)
    return 0


def _seal(asked: Namespace, tools: Tools, output: Output) -> int:
    door.folder(asked.out)
    with door.opened(asked, tools) as kit:
        return _write(kit, asked.out, send.seal(kit, asked.batch).value, output)


def _save(asked: Namespace, tools: Tools, output: Output) -> int:
    door.folder(asked.out)
    with door.opened(asked, tools) as kit:
        return _write(kit, asked.out, send.sealed(kit, asked.batch), output)


def _password(asked: Namespace, tools: Tools, output: Output) -> int:
    secret = door.secret_in(asked.password_file)
    with door.opened(asked, tools) as kit:
        deliver.keep_secret(kit, secret)
    output.result(say("deliver.password_kept"), kept=True)
    return 0


def _send(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        errand = deliver.errand(kit, asked.batch)
        already_there = deliver.carry(errand)
        release = deliver.carried(kit, errand).value
    told = say("deliver.already_there" if already_there else "deliver.sent", server=deliver.server_of(errand.place))
    output.result(told, id=release.id, file=release.file_name, already_there=already_there)
    return 0


def _receipt(asked: Namespace, tools: Tools, output: Output) -> int:
    if asked.file is None:
        return _fetch(asked, tools, output)
    data = door.read(asked.file)
    with door.opened(asked, tools) as kit:
        told = receipts.take(kit, data).value
        sentences = receipts.sentences(told, kit.pack().version)
    output.result(" ".join(sentences), batch=told.batch_id, state=told.state.value, people=told.people, responses=told.responses)
    return 0


def _fetch(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        told = receipts.fetch(kit).value
        sentences = [" ".join(receipts.sentences(each, kit.pack().version)) for each in told]
    rows = [{"batch": each.batch_id[:16], "state": each.state.value, "says": said} for each, said in zip(told, sentences, strict=True)]
    output.table(rows, empty=say("receipt.none"))
    return 0


def _status(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        told, difference = receipts.tally(kit), receipts.difference_in_words(receipts.difference(kit))
    counts = {"released": told.released, "received": told.received, "on the way": told.on_the_way, "not taken": told.refused}
    output.table([{"which": name, "people": each.people, "responses": each.responses} for name, each in counts.items()], empty="")
    if difference:
        output.note(difference)
    return 0


def _write(kit: Kit, folder: Path, sealed: send.Sealed, output: Output) -> int:
    paths = [folder / name for name, _ in sealed.files]
    for path, (_, data) in zip(paths, sealed.files, strict=True):
        sheet.save(data, path)
    told = say("cli.batch_sealed", count=len(paths), file=paths[0], files=", ".join(path.name for path in paths))
    output.result(told, file=paths[0], files=[path.name for path in paths], laptop_key=send.laptop_key(kit))
    return 0
