"""The sealed files of a release."""

from dataclasses import dataclass

from civicdesk.records.releases import ReleaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedPart:
    """One sealed file of a release: a large one goes in several."""

    number: int
    """From 1."""
    batch_id: str
    file_name: str
    outer_sha256: str
    state: ReleaseState
