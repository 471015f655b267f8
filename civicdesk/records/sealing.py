"""Secrets as they are handed across the walls: callables and boxes, so that the store never sees how they work."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from civicdesk.records.ids import PersonId


class Vault(Protocol):
    """Seals what belongs to one person under that person's own key.

    `place` names where the sealed bytes lie (`table.row.column`), so that they cannot be moved elsewhere unnoticed.
    """

    def add(self, person: PersonId) -> None:
        """Make a key for a new person and keep it durably before the person's row is written; a person who has one keeps it."""

    def seal(self, person: PersonId, place: str, plain: bytes) -> bytes:
        """Return sealed bytes (24-byte nonce first)."""

    def open(self, person: PersonId, place: str, sealed: bytes) -> bytes:
        """Return the plain bytes. Raises: Damaged("VAULT-OPEN")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceKeys:
    """What the store needs to run an unlocked workspace; made by `crypto`, handed over by a workflow."""

    workspace: str
    """Workspace id, 32 hex digits."""
    database: bytes = field(repr=False)
    """32-byte database key."""
    audit: Callable[[bytes], bytes]
    """MAC of the audit chain, 32 bytes."""
    audit_key: bytes = field(default=b"", repr=False)
    """What that MAC is made with (HMAC-SHA256): a second process that proves a copy needs the key itself."""
    vault: Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last link of the audit chain: kept outside the pages, in the key file and in each bundle."""

    seq: int
    mac: str
    at: str
    branch: str = ""
