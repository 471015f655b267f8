"""How a workspace is kept on the disk."""

from dataclasses import dataclass

from civicdesk.store import migrations


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a workspace is kept on the disk. The window and the command line use the defaults."""

    lock: bool = True
    reserve: int = 2 << 20
    """Bytes of ballast; 0 makes none."""
    holder: str = ""
    """Who opens it, in words, for the sentence that another person reads."""
    harness: bool = False
    """Made by the fault harness: the one kind of workspace that the harness touches."""
    steps: tuple[migrations.Migration, ...] = migrations.ALL
