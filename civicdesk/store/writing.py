"""One write transaction: its statements, the rows that it touched, and a second try when the disk is full."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from civicdesk.store.chain import WRITE, Span
from civicdesk.store.driver import Connection, Full, translated

Values = Sequence[object]
_ERASED_UP_TO = "erased-up-to:"
"""Name of the fact in `meta` that says which number of a table was erased last; the table's name follows."""


class Writing:
    """What a block of writes goes through. Made by `Workspace.writing` alone."""

    def __init__(self, connection: Connection, make_room: Callable[[], bool]) -> None:
        self.connection = connection
        self._make_room = make_room
        self._done: list[Callable[[], object]] = []
        self.written: list[Span] = []
        self.erased: list[Span] = []
        self.kind = WRITE
        self.spoilt = False
        with translated():
            connection.execute("begin immediate")

    @property
    def empty(self) -> bool:
        """Tell whether nothing was written and nothing is to be said of it."""
        return not self._done and self.kind == WRITE

    def run(self, sql: str, values: Values = ()) -> None:
        """Run one statement that changes something."""
        self.perform(lambda: self.connection.execute(sql, values))

    def perform(self, step: Callable[[], object]) -> None:
        """Do something to the file that can be done once more if the transaction has to begin again."""
        self.attempt(step)
        self._done.append(step)

    def insert(self, table: str, values: Mapping[str, object], n: int | None = None) -> int:
        """Add one row and return its number; `n` is the number if the caller asked for it before, to name it in a sealed column."""
        row = self.following(table) if n is None else n
        names = ", ".join(map(_quoted, ("n", *values)))
        self.run(f"insert into {table} ({names}) values ({_places(len(values) + 1)})", (row, *values.values()))
        self.touch(table, row)
        return row

    def insert_all(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """Add many rows. The first column is `n`, in order and without a gap."""
        if rows:
            sql = f"insert into {table} ({', '.join(map(_quoted, columns))}) values ({_places(len(columns))})"
            self.perform(lambda: self.connection.executemany(sql, rows))
            self.touch(table, int(str(rows[0][0])), int(str(rows[-1][0])))

    def change(self, table: str, number: int, values: Mapping[str, object]) -> None:
        """Change columns of one row."""
        self.run(f"update {table} set {', '.join(f'{_quoted(name)} = ?' for name in values)} where n = ?", (*values.values(), number))
        self.touch(table, number)

    def erase(self, table: str, numbers: Sequence[int]) -> None:
        """Take rows out for good; the audit says which, in a row of its own before that of what is written.

        A number is never given a second time: the audit would take the later row for the erased one.
        """
        for number in numbers:
            self.run(f"delete from {table} where n = ?", [number])
            self.erased.append((table, number, number))
        if numbers:
            self.run(
                "insert into meta (name, value) values (?, ?) on conflict (name) do update "
                "set value = max(cast(value as integer), cast(excluded.value as integer))",
                [f"{_ERASED_UP_TO}{table}", str(max(numbers))],
            )

    def touch(self, table: str, first: int, last: int | None = None) -> None:
        """Note for the audit that rows of a table were written."""
        self.written.append((table, first, first if last is None else last))

    def following(self, table: str) -> int:
        """Return the number that the next row of a table will have."""
        with translated():
            found = self.connection.execute(
                f"select max(coalesce((select max(n) from {table}), 0), "
                "coalesce((select cast(value as integer) from meta where name = ?), 0)) + 1",
                [f"{_ERASED_UP_TO}{table}"],
            ).fetchone()
        return int(found[0]) if found else 1

    def attempt(self, step: Callable[[], object]) -> None:
        """Do a step; if the disk is full, give back the reserve, write everything once more and do it again.

        Raises:
            Full: there is no reserve, or it was not enough.
        """
        try:
            with translated():
                step()
        except Full:
            if not self._make_room():
                raise
            self._once_more()
            with translated():
                step()

    @contextmanager
    def joined(self) -> Iterator["Writing"]:
        """Let another block write along; if it fails, nothing of the whole is kept."""
        try:
            yield self
        except BaseException:
            self.spoilt = True
            raise

    def roll_back(self) -> None:
        """Undo everything; SQLite may have done so already."""
        if self.connection.in_transaction:
            with translated():
                self.connection.execute("rollback")

    def _once_more(self) -> None:
        self.roll_back()
        with translated():
            self.connection.execute("begin immediate")
            for step in self._done:
                step()


def _quoted(name: str) -> str:
    return f'"{name}"'


def _places(count: int) -> str:
    return ", ".join(["?"] * count)
