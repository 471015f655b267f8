"""Finished responses for other programs: ODK's XML, its tables and its audit, readable by anybody who gets the files."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from civicdesk.crypto import keys as crypto_keys
from civicdesk.errors import Refused, Unavailable
from civicdesk.export import csvs
from civicdesk.forms import exchange
from civicdesk.records.answers import Submission, SubmissionState
from civicdesk.records.attachments import Asked
from civicdesk.records.changes import Outcome
from civicdesk.records.exchange import FlatTable
from civicdesk.records.ids import InstrumentId, UserId
from civicdesk.records.people import Role
from civicdesk.store import answer_files, answers, eligible, files, instruments, people
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import Kit, Right, read_keyfile

UUID = re.compile(r"uuid:([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
PLAIN = re.compile(r"[^A-Za-z0-9_-]+")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which responses are wanted, in which shapes, and who takes it upon themselves."""

    form_id: str
    xml: bool = False
    tables: bool = False
    audit: bool = False
    readable: bool = False
    """Whoever asks has said that they know: the files are not sealed and not anonymous."""
    second: str = ""
    """Sign-in name of a second coordinator, who agrees by typing their own passphrase."""
    passphrase: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """Files on their way out, by path below the folder that they will lie in."""

    files: Mapping[str, bytes]
    responses: int
    held_back: int
    """Finished responses of people who have not agreed that answers leave this computer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    submission: Submission
    key: str


def terms(kit: Kit) -> tuple[str, ...] | None:
    """Return the names of the coordinators of whom one must agree before answers leave readable; empty if nobody has to.

    None if this user may not let them leave at all.
    """
    if not kit.may(Right.RELEASE):
        return None
    return tuple(_others(kit)) if _takes_two(kit) else ()


def gather(kit: Kit, wish: Wish) -> Outcome[Exchanged]:
    """Make the files of all finished responses to a form, in memory; each version of the form has a folder of its own.

    Only people who agree, now, that their answers are sent are among them. No name, card, round or place is in the files beside what
    the form itself asked; file names are those of the form and the random ids of responses. Workers are in the audit by their random id.

    Raises:
        Refused: ROLE-RIGHT, RESTORE-PAUSED; INTERVIEW-FORM; EXCHANGE-READABLE, EXCHANGE-SECOND, KEYS-PASSPHRASE: what must be said first
            was not; EXCHANGE-NOBODY.
    """
    kit.must(Right.RELEASE)
    cards = {card.id: card for card in instruments.cards(kit.workspace) if card.form_id == wish.form_id}
    if not cards:
        raise Refused("INTERVIEW-FORM", form=wish.form_id)
    if not wish.readable:
        raise Refused("EXCHANGE-READABLE")
    agreeing = _must_be_two(kit, wish)
    finished = [each for each in answers.submissions(kit.workspace) if each.instrument in cards and each.state is SubmissionState.FINISHED]
    agreed = eligible.agreeing(kit.workspace) - eligible.withdrawn(kit.workspace, kit.code_of).keys()
    chosen = [each for each in finished if each.person in agreed]
    if not chosen:
        raise Refused("EXCHANGE-NOBODY")
    made: dict[str, bytes] = {}
    for which in dict.fromkeys(each.instrument for each in chosen):
        name = _fresh(f"{_plain(wish.form_id)}-{_plain(cards[which].version)}", {path.partition("/")[0] for path in made})
        own = _version(kit, wish, which, [each for each in chosen if each.instrument == which])
        made |= {f"{name}/{path}": content for path, content in own.items()}
    for who in (kit.user.id, *agreeing):
        kit.workspace.note(Action.EXPORTED, who, kit.now())
    return Outcome(value=Exchanged(files=made, responses=len(chosen), held_back=len(finished) - len(chosen)))


def save(made: Exchanged, folder: Path) -> None:
    """Write the files into a folder that is new or empty, whole or not at all.

    Raises:
        Refused: EXCHANGE-FOLDER: something lies in the folder already.
        Unavailable: STORE-FILE; nothing was left there.
    """
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as why:
        raise Unavailable("STORE-FILE") from why
    if taken:
        raise Refused("EXCHANGE-FOLDER", folder=folder.name)
    files.write_all(folder, made.files)


def _must_be_two(kit: Kit, wish: Wish) -> tuple[UserId, ...]:
    """Refuse unless a second coordinator agrees, where the project asks for two; invented people need nobody.

    Returns:
        Who agreed.

    Raises:
        Refused: EXCHANGE-SECOND, KEYS-PASSPHRASE.
    """
    if not _takes_two(kit):
        return ()
    coordinators = _others(kit)
    if wish.second not in coordinators:
        raise Refused("EXCHANGE-SECOND")
    crypto_keys.open_with_passphrase(read_keyfile(kit.workspace.path), wish.second, wish.passphrase).wipe()
    return (coordinators[wish.second],)


def _takes_two(kit: Kit) -> bool:
    return not kit.project().practice and kit.pack().export.two_person


def _others(kit: Kit) -> Mapping[str, UserId]:
    """Return the sign-in names of the other coordinators."""
    return {user.name: user.id for user in people.users(kit.workspace) if user.role is Role.COORDINATOR and user.id != kit.user.id}


def _version(kit: Kit, wish: Wish, which: InstrumentId, chosen: Sequence[Submission]) -> Mapping[str, bytes]:
    """Return the files of all responses to one version of a form."""
    instrument = kit.instrument(which)
    made: dict[str, bytes] = {}
    told, known = [], []
    for each in chosen:
        run = kit.response(each)
        submitted = each.finished_at.isoformat() if each.finished_at else ""
        told.append(exchange.answered(run.state(), submitted=submitted, version=instrument.version))
        known.append(_Response(submission=each, key=told[-1].key))
        if wish.xml:
            written = UUID.fullmatch(told[-1].key)
            files = _files(kit, each, told[-1].values.values())
            name = f"responses/{written[1].lower() if written else each.id}"
            made[f"{name}/submission.xml" if files else f"{name}.xml"] = f'<?xml version="1.0"?>\n{run.submission()}\n'.encode()
            made |= {f"{name}/{file}": content for file, content in files.items()}
    if wish.tables:
        for table in exchange.tables(instrument.xform, instrument.attachments, told):
            made[f"tables/{_fresh(_plain(table.name), {Path(path).stem for path in made if path.startswith('tables/')})}.csv"] = _csv(table)
    if wish.audit:
        made["audit.csv"] = _csv(_audit(kit, known))
    return made


def _files(kit: Kit, submission: Submission, values: Iterable[str]) -> Mapping[str, bytes]:
    """Return name -> bytes of the files that a response names, as far as the person agrees now; their names are ours and say nothing."""
    workspace, named = kit.workspace, set(values)
    kept = [(each, Asked(each.name.partition("-")[0])) for each in answer_files.files(workspace, submission.id) if each.name in named]
    agreed = [each.name for each, asked in kept if answer_files.agreed(workspace, submission.person, asked, each.media_type)]
    return {name: answer_files.content(workspace, submission.id, name) for name in agreed}


def _audit(kit: Kit, responses: Iterable[_Response]) -> FlatTable:
    """Return the logs of all responses in one table, the response's id first, as ODK Central puts them together."""
    users = {str(user.id): str(user.id) for user in people.users(kit.workspace)}
    logs = ((each.key, exchange.audit(each.submission, answers.log(kit.workspace, each.submission.id), users)) for each in responses)
    rows = tuple((key, *row) for key, log in logs for row in log.rows)
    return FlatTable(name="audit", columns=("instance ID", *exchange.AUDIT), rows=rows)


def _csv(table: FlatTable) -> bytes:
    return csvs.write(table.columns, table.rows)


def _plain(text: str) -> str:
    """Return a name that every disk takes: letters, digits, strokes."""
    return PLAIN.sub("_", text)[:LONGEST_NAME]


def _fresh(name: str, taken: set[str]) -> str:
    """Return a name that is not taken: two names may be the same once their letters are plain."""
    again = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    lower = {each.lower() for each in taken}
    return name if name.lower() not in lower else next(each for each in again if each.lower() not in lower)
