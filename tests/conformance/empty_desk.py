"""An open workspace of a project without a directory of its own, on a day that does not move."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path

from civicdesk.crypto.passphrase import MODEST
from civicdesk.records.ids import ProjectId
from civicdesk.records.people import Role
from civicdesk.records.releases import ExportSettings, Pack
from civicdesk.workflows import first_run, pack_making, unlock
from civicdesk.workflows.kit import Kit, Tools

STATEMENT = {
    "language": "en",
    "version": "t",
    "text": "May we ask?",
    "purposes": [["keep", "Keep my answers."], ["research", "Send them."]],
}


@contextmanager
def desk(folder: Path, day: date) -> Iterator[Kit]:
    """Open an empty workspace for a block of tests."""
    office, ids = pack_making.make_keys(), count(1)
    tools = Tools(now=lambda: datetime.combine(day, time(12), tzinfo=UTC), new_id=lambda: f"{next(ids):032x}", chance=lambda: 0.5)
    settings = ExportSettings(
        project=ProjectId("conformance"), short_code="conf", pack_version=1, recipient="Invented centre", recipient_class="known",
        agreement="None", review_date=date(2030, 1, 1), age_recipients=(office.recipient, pack_making.make_keys().recipient), k=3, l=2,
        min_people=6, population=1000, population_source="invented", quasi=(),
    )  # fmt: skip
    pack = Pack(
        project=ProjectId("conformance"), name="Conformance", version=1, practice=False, recovery=True, contact="01632 960200",
        crisis_lines=("Samaritans 116 123",), places=("Invented Hall",), districts=(), statements=(STATEMENT,), instruments={},
        directory=b"", hierarchies={}, export=settings, signer=office.signing_public,
    )  # fmt: skip
    newcomer = first_run.Newcomer(name="Ada Test", role=Role.COORDINATOR, passphrase="seven plainly invented words of the tests")
    joined = first_run.join(folder, pack_making.sign_pack(pack, office.signing_seed), newcomer, tools, cost=MODEST[-1])
    try:
        yield joined.kit
    finally:
        if joined.kit.workspace.is_open:
            unlock.lock(joined.kit)
