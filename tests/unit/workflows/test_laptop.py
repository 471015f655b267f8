"""What is on this laptop: counts and kinds, in words and on one side of paper, and nobody's name."""

from datetime import datetime
from pathlib import Path

import pytest

from civicdesk.feedback import preview
from civicdesk.records.people import Role
from civicdesk.records.releases import ReleaseState
from civicdesk.store import releases
from civicdesk.workflows import backup, laptop, restore
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import finished, welcome

NAME = "Wren Fictional"


def test_what_is_there_is_counted(kit: Kit) -> None:
    finished(kit, welcome(kit, name=NAME).id)
    welcome(kit)
    found = laptop.on_this_laptop(kit)
    assert (found.people, found.named, found.users, found.encrypted) == (2, 1, 4, True)
    assert found.roles == {Role.WORKER: 1, Role.FACILITATOR: 1, Role.COORDINATOR: 2}
    assert dict(found.counts) == {"responses": 1, "scores": 1, "files": 0, "case studies": 0, "requests": 0, "releases": 0}
    assert [form.rpartition(" (version")[0] for form in found.forms] != []
    assert (found.last_backup, found.last_tested, found.last_batch, found.last_receipt) == (None, None, None, None)


def test_backups_and_trials_are_told(kit: Kit) -> None:
    restore.drill(kit, backup.make(kit).value)
    found = laptop.on_this_laptop(kit)
    assert isinstance(found.last_backup, datetime)
    assert isinstance(found.last_tested, datetime)


def test_the_newest_batch_and_receipt_are_told(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    class Sent:
        state = ReleaseState.RECEIVED
        sealed_at = kit.now()

    monkeypatch.setattr(releases, "releases", lambda _ws: (Sent(),))
    found = laptop.on_this_laptop(kit)
    assert (found.last_batch, found.last_receipt) == (Sent.sealed_at, Sent.sealed_at)


def test_the_facts_in_words(kit: Kit) -> None:
    told = dict(laptop.lines(laptop.on_this_laptop(kit)))
    assert (told["People who take part"], told["Newest backup"]) == ("0", "none")
    assert told["Who can unlock it"] == "4: 1 outreach worker, 1 facilitator, 2 coordinators"
    backup.make(kit)
    assert dict(laptop.lines(laptop.on_this_laptop(kit)))["Newest backup"].startswith("2 March 2026, ")


@pytest.mark.parametrize("who", ["Ada Test", "Wes Worker", "Fay Guide"])
def test_the_page_is_one_side_and_names_nobody(kit: Kit, tmp_path: Path, who: str) -> None:
    finished(kit, welcome(kit, name=NAME, contact="01632 960999").id)
    laptop.save(held_by(kit, who), tmp_path / "page.pdf")
    written = (tmp_path / "page.pdf").read_bytes()
    (text,) = preview.text(written)
    assert [word for word in (*NAME.split(), "960999", "Ada", "Wes") if word in text] == []
    assert "1 on record" in text
    assert len(laptop.pages(kit, 72)) == 1
