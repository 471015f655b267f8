"""What is shown of a batch beside its report: its sealed files, where the log holds it, and its tables as rows and columns."""

from civicdesk.export import told
from civicdesk.records.ids import ReleaseId
from civicdesk.records.releases import Release
from civicdesk.records.tables import Grid
from civicdesk.store import released, releases
from civicdesk.workflows.kit import Kit


def history(kit: Kit, which: str) -> tuple[tuple[str, int], ...]:
    """Return which entries of the log hold what became of a batch: what was done, and the number of the entry."""
    return releases.history(kit.workspace, ReleaseId(which))


def file_names(kit: Kit, release: Release) -> tuple[str, ...]:
    """Return the names of the sealed files of a batch in order; none before it is sealed."""
    return tuple(part.file_name for part in released.parts(kit.workspace, release))


def tables(release: Release) -> tuple[Grid, ...]:
    """Return the tables of people that go with the rows."""
    return told.grids(release.report.tables)
