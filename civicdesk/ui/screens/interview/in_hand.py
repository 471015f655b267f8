"""What is in hand: answers and notes on their way to the disk, and those that did not get there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from civicdesk.records.answers import Missing
from civicdesk.records.attachments import GivenFile


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """An answer, or a note on one, on its way to the disk."""

    ref: str
    value: str
    missing: Missing | None = None
    note: bool = False
    """It is no answer but a worker's note on the question."""
    file: GivenFile | None = None
    """A file of this computer that was not read yet, or one that is ready: it has its bytes then."""

    @property
    def waits(self) -> bool:
        """Tell whether a file is to be read first."""
        return self.file is not None and not self.file.content

    def takes_the_place_of(self, older: "InHand") -> bool:
        """Tell whether this is the later word on what an older one spoke about."""
        return (self.ref, self.note) == (older.ref, older.note)


class Hands:
    """All that is in hand, in its order. A later word takes an earlier one's place, never the other way round."""

    def __init__(self) -> None:
        self.lost: tuple[InHand, ...] = ()
        """What could not be kept."""
        self._under_way: list[InHand] = []

    def empty(self) -> bool:
        """Tell whether everything is on the disk."""
        return not self._under_way and not self.lost

    def holds(self, given: InHand) -> bool:
        """Tell whether something is still on its way."""
        return given in self._under_way

    def take(self, given: InHand) -> None:
        """Take something that goes on its way; a file on the same question that is still being read is not wanted any more."""
        self._under_way = [each for each in self._under_way if not (each.waits and given.takes_the_place_of(each))]
        self._under_way.append(given)

    def read(self, given: InHand, content: bytes) -> InHand:
        """Return a file with its bytes, on its way from now on."""
        ready = replace(given, file=GivenFile(content=content))
        self._under_way[self._under_way.index(given)] = ready
        return ready

    def settled(self, given: InHand, *, kept: bool) -> None:
        """Let go of something that was kept, or that the rules refuse."""
        self._under_way.remove(given)
        if kept:
            self.lost = tuple(each for each in self.lost if not given.takes_the_place_of(each))

    def lose(self, given: InHand) -> None:
        """Hold something that the disk did not take."""
        self.settled(given, kept=True)
        self.lost = (*self.lost, given)

    def again(self) -> tuple[InHand, ...]:
        """Give out what was lost, to be handed in once more; not where a later word is on its way."""
        lost, self.lost = self.lost, ()
        return tuple(each for each in lost if not any(later.takes_the_place_of(each) for later in self._under_way))

    def saved_apart(self) -> None:
        """Let go of the answers that were lost; a note is in no sealed file, and stays."""
        self.lost = tuple(each for each in self.lost if each.note)

    def answers(self) -> Mapping[str, tuple[str, Missing | None]]:
        """Return the answers in hand: reference -> value and why there is none; notes and files are none that can be shown."""
        return {each.ref: (each.value, each.missing) for each in (*self.lost, *self._under_way) if not each.note and each.file is None}
