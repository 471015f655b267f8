"""Wiring of the help. Its pages and the licences are read on the work lane; nothing is fetched from anywhere."""

from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from civicdesk import paths
from civicdesk.i18n import chosen, say
from civicdesk.ui.screens.help.state import Block, HelpState, Topic, read_topic
from civicdesk.ui.screens.help.view import HelpView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place

SPARE = "en"
ABOUT, LICENCES = "about", "licences"


class HelpPresenter(Presenter):
    """Fact of its place: `topic`, to begin with another page than the first."""

    destination = "help"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = HelpView()
        super().__init__(self.page, around)
        self.state = HelpState(chosen=where.fact("topic"))
        self.page.chosen.connect(self._choose)
        self.page.office_wanted.connect(self._receive)
        self.page.went_back.connect(self.went_back)

    def begin(self) -> None:
        """Read the pages."""
        self.page.render_state(self.state)
        self.around.work.run(partial(_read, chosen()), done=self._readied)

    def _receive(self) -> None:
        self.went.emit(place("inbox"))

    def help(self) -> bool:
        """F1 inside the help stays in the help."""
        return True

    def _show(self, state: HelpState) -> None:
        self.state = state
        self.page.render_state(state)

    def _readied(self, topics: tuple[Topic, ...]) -> None:
        self._show(replace(self.state, topics=topics, ready=True))

    def _choose(self, name: str) -> None:
        self._show(replace(self.state, chosen=name))


def _read(language: str) -> tuple[Topic, ...]:
    folder = paths.resources() / "help"
    names = sorted({file.name.removesuffix(f".{SPARE}.md") for file in folder.glob(f"*.{SPARE}.md")})
    pages = tuple(read_topic(name, _page(folder, name, language).read_text(encoding="utf-8")) for name in names)
    return (*pages, _about(), _licences())


def _page(folder: Path, name: str, language: str) -> Path:
    translated = folder / f"{name}.{language}.md"
    return translated if translated.is_file() else folder / f"{name}.{SPARE}.md"


def _about() -> Topic:
    try:
        number = version("civicdesk")
    except PackageNotFoundError:
        number = say("help.about.source")
    words = (say("help.about.version", version=number), say("help.about.network"), say("help.about.licence"))
    return Topic(name=ABOUT, title=say("help.about.title"), blocks=tuple(Block(kind="paragraph", text=text) for text in words))


def _licences() -> Topic:
    """Return the names of what CivicDesk is built on; the whole texts lie beside the program."""
    folder = paths.resources() / "licences"
    names = sorted((file.stem for file in folder.glob("*.txt")), key=str.lower)
    lead = Block(kind="paragraph", text=say("help.licences.lead", folder="licences"))
    return Topic(name=LICENCES, title=say("help.licences.title"), blocks=(lead, *(Block(kind="item", text=name) for name in names)))
