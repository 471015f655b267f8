"""How much detail is lost, counted in whole numbers so that every machine decides alike.

NCP (normalised certainty penalty): a cell that shows a node over m of the L leaves of its column loses (m - 1) / (L - 1), and
nothing if L is 1; the NCP of a table is the mean over all cells. All losses are kept as whole multiples of 1 / `unit`.
Source: Xu and others, "Utility-based anonymization using local recoding", KDD 2006.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from civicdesk.export.hierarchies import Hierarchy


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Losses of the nodes of some columns: `costs[a][node]` in units of 1 / `unit`."""

    unit: int
    costs: tuple[tuple[int, ...], ...]

    def share(self, total: int, cells: int) -> float:
        """Return a sum of losses as a share, 0 to 1, of all that could be lost in so many cells; 0 if there are none."""
        return float(Fraction(total, self.unit * cells)) if cells else 0.0


def of(trees: Sequence[Hierarchy]) -> Measure:
    """Return the losses of all nodes of some hierarchies over one common denominator."""
    unit = lcm(*(tree.leaves - 1 for tree in trees if tree.leaves > 1))
    costs = tuple(tuple((node.leaves - 1) * (unit // max(tree.leaves - 1, 1)) for node in tree.nodes) for tree in trees)
    return Measure(unit=unit, costs=costs)
