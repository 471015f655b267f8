"""The key ring: the secrets of one unlocked workspace."""

from dataclasses import dataclass, field

from civicdesk.records.ids import UserId
from civicdesk.records.people import Role


@dataclass(slots=True, kw_only=True, eq=False)
class Ring:
    """What an opened slot gives. It can be wiped, and never shows its secrets when printed."""

    workspace: str
    """Workspace id, 32 hex digits."""
    database: bytearray = field(repr=False)
    """DBK: the database key, 32 bytes."""
    people: bytearray = field(repr=False)
    """PRK: wraps the keys of the people, 32 bytes."""
    audit: bytearray = field(default_factory=bytearray, repr=False)
    """Key of the audit chain, 32 bytes, where it outlived the database key that it was made from; empty: made from this one."""
    generation: int = 1
    """Rises whenever PRK is replaced."""
    practice: bool = False
    """Cheap stretching is allowed: tests and the practice project."""
    altered: bool = False
    """The key file was changed by something that does not hold the database key; a coordinator must look at it."""
    by_code: bool = False
    """Opened with the recovery code: a new code is due."""
    user: UserId | None = None
    """Whose slot was opened; None for a new workspace or a recovery code."""
    name: str = ""
    role: Role | None = None

    def wipe(self) -> None:
        """Overwrite the secrets. Copies that Python made on the way stay: a locked program ends its process."""
        for secret in (self.database, self.people, self.audit):
            secret[:] = bytes(len(secret))
