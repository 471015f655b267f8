"""Named steps that give the file its shape, each in one transaction with its own record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from civicdesk.errors import Damaged
from civicdesk.store import schema, schema_connecting, schema_directory, schema_released
from civicdesk.store.driver import Connection, tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step. After its release neither the name nor what it does is changed."""

    name: str
    step: Callable[[Connection], None]


def m001_first_shape(connection: Connection) -> None:
    """Make the tables, views and triggers of the first release, and the word search of the directory."""
    database = tools(connection)
    for part in schema.FIRST:
        database.executescript(part)
    database["entry"].enable_fts(schema.SEARCHED, create_triggers=True, tokenize="unicode61 remove_diacritics 2")


def m002_leaving_and_asking(connection: Connection) -> None:
    """Colleagues may leave, people may be forgotten, and what they ask for is kept with its clock."""
    database = tools(connection)
    for part in schema.SECOND:
        database.executescript(part)


def m003_files_as_answers(connection: Connection) -> None:
    """Signatures, pictures, recordings and documents are kept as answers."""
    database = tools(connection)
    for part in schema.THIRD:
        database.executescript(part)


def m004_directory(connection: Connection) -> None:
    """The directory knows facts, lists from outside, who confirmed what, and what was changed here."""
    database = tools(connection)
    for part in schema_directory.FOURTH:
        database.executescript(part)


def m005_connecting_and_releasing(connection: Connection) -> None:
    """People may be connected with each other if both want it; what was released is known for comparison."""
    database = tools(connection)
    for part in (*schema_connecting.FIFTH, *schema_released.FIFTH):
        database.executescript(part)


ALL: tuple[Migration, ...] = (
    Migration(name="m001_first_shape", step=m001_first_shape),
    Migration(name="m002_leaving_and_asking", step=m002_leaving_and_asking),
    Migration(name="m003_files_as_answers", step=m003_files_as_answers),
    Migration(name="m004_directory", step=m004_directory),
    Migration(name="m005_connecting_and_releasing", step=m005_connecting_and_releasing),
)


def pending(connection: Connection, known: Sequence[Migration] = ALL) -> tuple[Migration, ...]:
    """Return the steps that a file has not seen; nothing is written.

    Raises:
        Damaged: STORE-FOREIGN, this is no workspace; STORE-NEWER-FILE, it has seen a step that we do not know.
    """
    confirm_ours(connection)
    seen = [name for (name,) in connection.execute("select name from migration order by rowid")]
    version = connection.execute("pragma user_version").fetchone()
    if seen != [migration.name for migration in known[: len(seen)]] or version != (len(seen),):
        raise Damaged("STORE-NEWER-FILE")
    return tuple(known[len(seen) :])


def confirm_ours(connection: Connection) -> None:
    """Make sure that a file was made as a workspace.

    Raises:
        Damaged: STORE-FOREIGN.
    """
    if connection.execute("pragma application_id").fetchone() != (schema.APPLICATION,):
        raise Damaged("STORE-FOREIGN")


def prepare(connection: Connection) -> None:
    """Mark a new file as a workspace, inside the transaction that makes its first tables."""
    connection.execute(f"pragma application_id = {schema.APPLICATION}")
    connection.execute("create table migration (name text primary key, applied_at text not null) strict")


def apply(connection: Connection, migration: Migration, at: str) -> None:
    """Take one step and record it, inside a transaction of the caller's."""
    migration.step(connection)
    connection.execute("insert into migration (name, applied_at) values (?, ?)", [migration.name, at])
    (count,) = connection.execute("select count(*) from migration").fetchone() or (0,)
    connection.execute(f"pragma user_version = {count}")
