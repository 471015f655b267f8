"""How the paper of an office's keys is set: the code from which both keys can be made again, and by what others know them."""

from dataclasses import dataclass

from civicdesk.feedback.recovery_page import CodeBuilder
from civicdesk.feedback.wording import day
from civicdesk.records.sheets import KeysPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysBuilder(CodeBuilder):
    """Sets the paper of an office's keys."""

    paper: KeysPaper

    @property
    def word(self) -> str:
        """Return where the words of this paper stand."""
        return "keys"

    @property
    def code(self) -> str:
        """Return the code of the keys."""
        return self.paper.code

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return by what others know these keys, so that the paper in the safe is not taken for that of other ones."""
        paper = self.paper
        return (("words", paper.words), ("address", paper.recipient), ("made_on", day(self.language, paper.made_on)))

    def steps(self) -> tuple[str, ...]:
        """Return how the keys are made again."""
        return tuple(self.say(f"keys.use_{number}") for number in (1, 2, 3))
