"""The workspace: one encrypted file that is open, with one connection and one holder.

Opening checks everything before anything is written, in the order of docs/reference/workspace-file.md. Every write is one transaction
with one row in the audit chain; when it returns, it survives a power cut.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from civicdesk.errors import CivicDeskError, Damaged, Refused, Unavailable
from civicdesk.records.ids import UserId
from civicdesk.records.people import Role
from civicdesk.records.sealing import Head, Vault, WorkspaceKeys
from civicdesk.store import connecting, copies, driver, files, first_look, locks, migrations, pages, places
from civicdesk.store.actions import COORDINATORS_ALONE, Action
from civicdesk.store.chain import ERASED, EVENT, AuditRow, Chain, Found
from civicdesk.store.driver import Connection, Full
from civicdesk.store.layout import Layout
from civicdesk.store.writing import Values, Writing

_JUMP = timedelta(minutes=5)
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right stands before this day."""
_WINDOW = Layout()


class Workspace:
    """An open workspace. Workflows hand it on; its modules in `store` alone look inside."""

    def __init__(self, path: Path, keys: WorkspaceKeys, *, connection: Connection, now: Callable[[], datetime], layout: Layout) -> None:
        self.path = path
        self.id = keys.workspace
        self.now = now
        self.remembered: dict[str, Any] = {}
        """What modules keep in memory of a table, by its name; dropped when the table is written."""
        self.closed_well = True
        """Whether the head that was kept at closing is the end of the chain."""
        self.is_open = True
        self.tight = False
        """Whether the disk was full since the opening, and the reserve was given back: finish what is begun, begin nothing new."""
        self._keys = keys
        self._layout = layout
        self._lock: locks.Lock | None = None
        self._writing: Writing | None = None
        self._damaged = False
        self._take(connection)

    @property
    def vault(self) -> Vault:
        """Return the keys of people, for sealed columns."""
        return self._keys.vault

    @property
    def harness(self) -> bool:
        """Tell whether the fault harness made this workspace."""
        return self._meta("harness") == "1"

    @property
    def branch(self) -> str:
        """Return the name of this line of history; a restored copy begins a new one."""
        return self._meta("branch")

    @property
    def was_restored(self) -> bool:
        """Tell whether this line of history began with a backup that was put back."""
        return self.branch != connecting.first_branch(self.id)

    @property
    def chain(self) -> Chain:
        """Return the audit chain."""
        self._ready()
        return self._chain

    def head(self) -> Head:
        """Return the last link of the audit chain, to be kept outside the file."""
        with driver.translated():
            return self.chain.head(self.branch)

    def rows(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Ask a question and return all rows of the answer."""
        self._ready()
        with self._reading():
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> tuple[Any, ...] | None:
        """Ask a question and return the first row of the answer."""
        self._ready()
        with self._reading():
            return self._connection.execute(sql, values).fetchone()

    @contextmanager
    def writing(self, action: str, by: UserId | None = None, at: datetime | None = None) -> Iterator[Writing]:
        """Write in one transaction with one row in the audit; a block inside a block joins it. When it ends, all is durable.

        Args:
            action: one of `actions.Action`.
            by: who; None where the program itself writes, or to join a block that names somebody.
            at: when, zoned; None for now.

        Raises:
            Refused: ROLE-RIGHT, this is a coordinator's to do, and the workspace has the user as something else.
            Unavailable: STORE-WRITE, the disk is full or broken; nothing of the block was kept.
            Damaged: STORE-DAMAGED, the file is damaged; nothing is written to it any more.
        """
        if by is not None and action in COORDINATORS_ALONE:
            self._confirm_coordinator(by)
        if self._writing is not None:
            with self._writing.joined() as outer:
                yield outer
            return
        which = Action(action)
        self._ready()
        if self._damaged:
            raise Damaged("STORE-DAMAGED")
        writing = self._writing = Writing(self._connection, self._make_room)
        try:
            yield writing
            self._finish(writing, (by or "", which), at or self.now())
        except BaseException as why:
            self._undo(writing, why)
            raise
        finally:
            self._writing = None

    def note(self, action: str, by: UserId | None = None, at: datetime | None = None) -> None:
        """Say in the audit that something happened although no row was written: a sheet printed, a person looked at."""
        with self.writing(action, by, at) as writing:
            writing.kind = EVENT

    @property
    def damaged(self) -> bool:
        """Tell whether damage was met: reading goes on, nothing is written any more."""
        return self._damaged

    def check_pages(self, *, whole: bool = True) -> tuple[Found, ...]:
        """Look for damaged pages and tables; after a finding nothing is written any more.

        Args:
            whole: look at the tables and their indexes too, not at the seals of the pages alone.
        """
        self._ready()
        found = tuple(pages.unsound(self._connection, tuple(pages.QUESTIONS) if whole else (pages.SEALS,)))
        self._damaged |= any(each.what != "reference" for each in found)
        return found

    def verify(self) -> tuple[Found, ...]:
        """Compare pages, tables, references and the audit chain with themselves. Writes nothing; empty if all is sound."""
        found = list(self.check_pages())
        try:
            with driver.translated():
                found.extend(self._chain.verify())
        except Damaged:
            found.append(Found(what="unreadable"))
        return tuple(found)

    def close(self) -> Head:
        """Close the file and return the head of its chain; the caller keeps it outside.

        Raises:
            Unavailable: STORE-WRITE, the end of the chain could not be read; the file is closed all the same.
        """
        try:
            return self.head()
        finally:
            self.close_file()
            self.is_open = False
            self.remembered.clear()
            locks.open_here.discard(self.path)
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def begin(self, lock: locks.Lock | None, head: Head | None) -> None:
        """Take over what `open_` holds: compare the chain with the head, take steps that the file has not seen, put the reserve back.

        Raises:
            Damaged: STORE-ROLLED-BACK, it is an older copy; STORE-CUT, the end of its audit was taken away.
            Unavailable: STORE-WRITE or STORE-COPY; the file has its old shape.
        """
        with driver.translated():
            if head is not None and not self._chain.reaches(head, self.branch):
                raise Damaged("STORE-CUT" if self._chain.is_cut() else "STORE-ROLLED-BACK")
            last = self._chain.last()
            missing = migrations.pending(self._connection, self._layout.steps)
        self.closed_well = head is None or last is None or head.seq == last.seq
        if missing:
            self.copy_to(files.beside(self.path, f".before-{missing[0].name}"))
        for migration in missing:
            self._migrate(migration)
        if self._layout.reserve:
            files.make_reserve(files.SideFiles(workspace=self.path).reserve, self._layout.reserve, self._ballast)
        self._lock = lock

    def begin_branch(self, branch: str, *, by: UserId | None = None) -> None:
        """Begin a new line of history after a copy was put back: heads of the old one no longer fit."""
        with self.writing(Action.RESTORED, by) as writing:
            writing.run(
                "insert into meta (name, value) values ('branch', ?) on conflict (name) do update set value = excluded.value", [branch]
            )

    def close_file(self) -> None:
        """Close the connection alone; `close` is the whole of it."""
        self._connection.close()

    def copy_to(self, target: Path, keys: WorkspaceKeys | None = None) -> None:
        """Make a copy of the file as it stands and prove that it opens; under another database key if other keys are given.

        Raises:
            Unavailable: STORE-WRITE or STORE-COPY; no copy was made.
        """
        self._ready()
        if keys is None:
            copies.make(self._connection, target, keys=self._keys, head=self.head())
        else:
            copies.make_under(self._connection, target, keys=keys, head=self.head())

    def _confirm_coordinator(self, user: UserId) -> None:
        """Refuse for a user whom the workspace has as something else; whoever makes the workspace is not in it yet."""
        found = self.row("select role from user where id = ?", [user])
        if found is not None and found[0] != Role.COORDINATOR.value:
            raise Refused("ROLE-RIGHT", role=found[0])

    def _meta(self, name: str) -> str:
        found = self.row("select value from meta where name = ?", [name])
        return str(found[0]) if found else ""

    def _migrate(self, migration: migrations.Migration) -> None:
        with self.writing(Action.MIGRATED) as writing:
            writing.perform(lambda: migrations.apply(self._connection, migration, self.now().isoformat()))

    def _ballast(self) -> bytes:
        """Random bytes from SQLite: ballast of zeros takes no room on some disks."""
        found = self.row("select randomblob(?)", [self._layout.reserve])
        return bytes(found[0]) if found else b""

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Translate the driver's errors; after a damaged page nothing is written any more."""
        try:
            with driver.translated():
                yield
        except Damaged:
            self._damaged = True
            raise

    def _take(self, connection: Connection) -> None:
        self._connection = connection
        self._chain = Chain(connection, self._keys.audit)
        self._lost = False

    def _ready(self) -> None:
        if self._lost:
            self._reopen()

    def _make_room(self) -> bool:
        self.tight = True
        return files.drop_reserve(files.SideFiles(workspace=self.path).reserve)

    def _finish(self, writing: Writing, who: tuple[str, Action], at: datetime) -> None:
        if writing.spoilt:
            raise RuntimeError("A block that failed was swallowed by the block around it.")
        if writing.empty:
            writing.roll_back()
            return
        kept: list[AuditRow] = []

        def last_steps() -> None:
            self._mark_jump(at)
            if writing.erased:
                self._chain.append(writing.erased, who=(who[0], who[1].value, ERASED), at=at, mono_ms=connecting.milliseconds())
            kept.append(
                self._chain.append(writing.written, who=(who[0], who[1].value, writing.kind), at=at, mono_ms=connecting.milliseconds())
            )
            self._connection.execute("commit")

        try:
            writing.attempt(last_steps)
        except Full:
            raise
        except Unavailable:
            if not (kept and self._is_there(kept[-1])):
                raise
        for table, _, _ in (*writing.written, *writing.erased):
            self.remembered.pop(table, None)

    def _mark_jump(self, at: datetime) -> None:
        """Say in the audit that the clock went back, or stands before the day on which this program was made."""
        last = self._chain.last()
        if last is not None and (at < datetime.fromisoformat(last.at) - _JUMP or (at < _BUILT and last.action == Action.CREATED)):
            self._chain.append((), who=("", Action.CLOCK_JUMPED.value, EVENT), at=at, mono_ms=connecting.milliseconds())

    def _undo(self, writing: Writing, why: BaseException) -> None:
        self.remembered.clear()
        self._damaged |= isinstance(why, Damaged) and why.code == "STORE-DAMAGED"
        if not self._lost and writing.connection is self._connection:
            with suppress(CivicDeskError):
                writing.roll_back()

    def _is_there(self, row: AuditRow) -> bool:
        """Look whether a commit that failed has happened after all: open the file anew and read back."""
        self._lost = True
        try:
            self._reopen()
            with driver.translated():
                found = self._chain.at(row.seq)
            files.sync_folder(self.path.parent)
        except (CivicDeskError, OSError):
            return False
        return found is not None and found.mac == row.mac

    def _reopen(self) -> None:
        self._connection.close()
        connection = driver.connect(self.path, self._keys.database)
        try:
            driver.settle(connection)
        except CivicDeskError:
            connection.close()
            raise
        self._take(connection)


def create(path: Path, keys: WorkspaceKeys, *, now: Callable[[], datetime], layout: Layout = _WINDOW) -> Workspace:
    """Make a new workspace and open it. A power cut leaves none or a whole one.

    Raises:
        Refused: STORE-EXISTS, something lies there already; STORE-FOLDER, this is no place for it.
        Unavailable: STORE-WRITE or STORE-FILE.
    """
    path = path.resolve()
    if path.exists() or files.SideFiles(workspace=path).journal.exists():
        raise Refused("STORE-EXISTS")
    places.check_place(path.parent)
    files.make_folder(path.parent)
    part = files.beside(path, ".part")
    connecting.remove_unfinished(part)
    try:
        connecting.fill(part, keys, now(), layout)
        files.keep_private(part)
        files.put_in_place(part, path)
    except CivicDeskError:
        connecting.remove_unfinished(part)
        raise
    except OSError as why:
        connecting.remove_unfinished(part if part.exists() else path)
        raise Unavailable("STORE-FILE") from why
    return open_(path, keys, head=None, now=now, layout=layout)


def open_(path: Path, keys: WorkspaceKeys, *, head: Head | None, now: Callable[[], datetime], layout: Layout = _WINDOW) -> Workspace:
    """Open a workspace; its keys were unlocked before.

    Args:
        path: the `.civicdesk` file.
        keys: what `crypto` made of the key file.
        head: the end of the chain as the key file remembers it; None if it remembers none.
        now: the clock.
        layout: how it is kept.

    Raises:
        Refused: STORE-FOLDER.
        Unavailable: STORE-BUSY with holder and since, STORE-WRITE, STORE-LIBRARY.
        Damaged: STORE-NONE, STORE-EMPTY, STORE-FOREIGN, STORE-DAMAGED, STORE-NEWER-FILE, STORE-ROLLED-BACK, STORE-CUT; the file
            is as it was.
    """
    path = path.resolve()
    places.check_place(path.parent)
    first_look.check(path)
    since = now().isoformat(timespec="seconds")
    lock = locks.take(files.SideFiles(workspace=path).lock, layout.holder, since) if layout.lock else None
    locks.open_here.add(path)
    if layout.lock:
        files.keep_private(path.parent, *files.SideFiles(workspace=path).all)
    workspace: Workspace | None = None
    try:
        workspace = Workspace(path, keys, connection=connecting.existing(path, keys, layout), now=now, layout=layout)
        workspace.begin(lock, head)
    except BaseException:
        if workspace is not None:
            workspace.close_file()
        locks.open_here.discard(path)
        if lock is not None:
            lock.release()
        raise
    return workspace
