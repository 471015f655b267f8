"""A centre at work, and real bundles that were taken apart and put together again."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from civicdesk.crypto import sealing, signing
from civicdesk.export import canonical, checking, container, csvs
from civicdesk.records.releases import Laptop
from civicdesk.store import projects
from civicdesk.transport.collection import Collected
from civicdesk.transport.target import Note
from civicdesk.workflows import centre, centre_packs, pack_making, send
from civicdesk.workflows.kit import Kit


def listed(kit: Kit, **more: str) -> Laptop:
    """Return the laptop of a workspace as a pack lists it."""
    key = send.laptop_key(kit)
    return Laptop(id=signing.key_id(key), public_key=key, enrolled="2026-03-01", **more)


@pytest.fixture
def open_centre(tmp_path: Path, kit: Kit, office: pack_making.OfficeKeys, make_pack: Callable[..., bytes]) -> Iterator[centre.Centre]:
    """Return an open centre that follows the project and knows the laptop."""
    with centre.opened(tmp_path / "centre" / "ledger.civicdesk", office, kit.now().date()) as opened:
        centre_packs.take(opened.ledger, make_pack(laptops=(listed(kit),)))
        yield opened


def taken(open_centre: centre.Centre, data: bytes, kit: Kit, note: Note | None = None) -> centre.TakenIn:
    """Hand a file in."""
    return centre.take_in(open_centre, Collected(name="came.age", content=data, note=note), kit.now())


def codes(told: centre.TakenIn) -> list[str]:
    assert all(words and not words.startswith("error.") for _, words in told.findings)
    return [code for code, _ in told.findings]


class Remade:
    """A real bundle, taken apart, changed, and put together again as its laptop would."""

    def __init__(self, kit: Kit, office: pack_making.OfficeKeys, data: bytes) -> None:
        self._office = office
        self.seed = projects.secret(kit.workspace, "laptop_signing_key") or b""
        members = container.read_container(sealing.unseal(data, office.identity))
        self.members = {name: content for name, content in members.items() if not name.startswith("manifest")}
        self.release = json.loads(self.members["release.json"])
        self.laptop = self.release["laptop"]

    def cell(self, path: str, line: int, column: str, value: str) -> None:
        """Write another value into one cell."""
        rows = list(csvs.read(self.members[path]))
        rows[line - 2] = {**rows[line - 2], column: value}
        self._write(path, list(rows[0]), rows)

    def without(self, path: str, column: str) -> None:
        """Leave a column out, in the table and in its description."""
        rows = csvs.read(self.members[path])
        self._write(path, [name for name in rows[0] if name != column], rows)
        self._describe(path, lambda schema: schema.update(fields=[one for one in schema["fields"] if one["name"] != column]))

    def inner(self, signed: bytes = b"", comment: str = "") -> bytes:
        """Return the archive; its numbers, hashes and id are told anew."""
        data = [(name, content) for name, content in self.members.items() if name.startswith("data/")]
        for name, content in data:
            self._describe(name, lambda _schema: None, content)
        origin = self.release["project"], self.laptop, self.release["pack_version"]
        self.release["batch_id"] = checking.compute_batch_id(data, origin)
        self.release["batches"] = [self.release["batch_id"]]
        self.members["release.json"] = canonical.dump(self.release)
        told = comment or f"civicdesk-bundle 1 {self.release['batch_id']} {self.laptop}"
        return container.write_container(tuple(self.members.items()), lambda manifest: signing.sign(signed or self.seed, manifest, told))

    def sealed(self, **more: Any) -> bytes:
        return sealing.seal(self.inner(**more), [self._office.recipient])

    def broken(self) -> bytes:
        """Return a file whose inside is no archive."""
        return sealing.seal(b"no archive", [self._office.recipient])

    def note(self, data: bytes, batch: str = "b" * 64) -> Note:
        signature = signing.sign(self.seed, data, f"civicdesk-delivery 1 {batch}").decode()
        return Note(batch_id=batch, laptop=self.laptop, minisig=signature)

    def _write(self, path: str, header: list[str], rows: Sequence[Mapping[str, str]]) -> None:
        self.members[path] = csvs.write(header, [[row[name] for name in header] for row in rows])

    def _describe(self, path: str, change: Callable[[dict[str, Any]], None], content: bytes | None = None) -> None:
        described = json.loads(self.members["datapackage.json"])
        (resource,) = [one for one in described["resources"] if one["path"] == path]
        change(resource["schema"])
        if content is not None:
            resource.update(bytes=len(content), hash=f"sha256:{hashlib.sha256(content).hexdigest()}")
        self.members["datapackage.json"] = canonical.dump(described)
