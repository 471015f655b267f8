from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from civicdesk.store import ledger
from civicdesk.store.ledger import Ledger
from tests.pool.rows import KEY

Ask = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Ledger]:
    """Return an empty ledger."""
    opened = ledger.create(tmp_path / "centre" / "ledger.civicdesk", KEY)
    yield opened
    opened.close()


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return a way to ask a pool as anybody would who has DuckDB: read `views.sql` in its folder, then a query."""

    def asked(out: Path, sql: str) -> list[tuple[object, ...]]:
        monkeypatch.chdir(out)
        with duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}) as database:
            database.execute((out / "views.sql").read_text(encoding="utf-8"))
            return database.execute(sql).fetchall()

    return asked
