"""The best setting in which all of a paper finds room, part for part: from the largest letters on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from civicdesk.feedback.building import Builder
from civicdesk.feedback.pages import Furniture, Laid, Page, lay_out, write
from civicdesk.feedback.styles import Look
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import sentence
from civicdesk.i18n import say_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a paper says of itself beside its sections. `mark` stands at the foot of each page."""

    title: str
    mark: str
    language: str
    practice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A paper on its pages, not drawn yet."""

    pages: tuple[Page, ...]
    nodes: tuple[Node, ...]
    """What stands in it, in reading order."""
    furniture: Furniture

    def draw(self) -> bytes:
        """Return it as a file of its own."""
        return write(self.pages, Node("Document", kids=[*self.nodes]), self.furniture)


def fit(choices: Sequence[Look], builders: Sequence[Callable[..., Builder]], cover: Cover) -> Fitted:
    """Set each part in the best setting in which it fits, one after the other."""
    chosen = [_choose(choices, build) for build in builders]
    look = chosen[0][0]
    furniture = Furniture(
        title=cover.title,
        language=cover.language,
        foot=lambda page, of: f"{sentence(cover.mark)} {say_in(cover.language, 'sheet.page', page=page, pages=of)}",
        practice=say_in(cover.language, "sheet.practice") if cover.practice else "",
        type=look.small,
        loud=look.strong,
    )
    return Fitted(
        pages=tuple(page for _, _, laid in chosen for page in laid.pages),
        nodes=tuple(kid for _, part, _ in chosen for kid in part.kids if isinstance(kid, Node)),
        furniture=furniture,
    )


def _choose(choices: Sequence[Look], build: Callable[..., Builder]) -> tuple[Look, Node, Laid]:
    """Return the first setting in which all fits, else the first in which all that must be there does, else the last, which flows on."""
    fitting = None
    for look in choices:
        tree = Node("Document")
        laid = lay_out(build(look=look, tree=tree).part())
        if laid.whole:
            return look, tree, laid
        if laid.fits and fitting is None:
            fitting = look, tree, laid
    return fitting or (look, tree, laid)
