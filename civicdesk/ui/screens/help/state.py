"""What the help shows: one topic at a time, as blocks of words."""

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = {"# ": "title", "## ": "subheading", "- ": "item"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph, list item, or key with what it does (`keys` and `text`)."""

    kind: str
    text: str
    keys: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One page of the help."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpState:
    """The help: its topics, and the one that is read."""

    topics: tuple[Topic, ...] = ()
    chosen: str = ""
    ready: bool = False


def topic_of(state: HelpState) -> Topic | None:
    """Return the topic that is read, the first if none is chosen."""
    return next((topic for topic in state.topics if topic.name == state.chosen), next(iter(state.topics), None))


def read_topic(name: str, text: str) -> Topic:
    """Read a page of help: `#` title, `##` heading, `-` item, `key | what it does`, and paragraphs between blank lines."""
    blocks: list[Block] = []
    open_paragraph = False
    for line in text.splitlines():
        words = line.strip()
        mark = next((mark for mark in KINDS if words.startswith(mark)), "")
        if mark:
            blocks.append(Block(kind=KINDS[mark], text=words.removeprefix(mark)))
        elif " | " in words:
            keys, _, does = words.partition(" | ")
            blocks.append(Block(kind="key", text=does.strip(), keys=keys.strip()))
        elif words and open_paragraph:
            blocks[-1] = Block(kind="paragraph", text=f"{blocks[-1].text} {words}")
        elif words:
            blocks.append(Block(kind="paragraph", text=words))
        open_paragraph = bool(words) and blocks[-1].kind == "paragraph"
    title = next((block.text for block in blocks if block.kind == "title"), name)
    return Topic(name=name, title=title, blocks=tuple(block for block in blocks if block.kind != "title"))


_START = read_topic(
    "1-start",
    "# First steps\n\nEverything stays on this laptop.\nNothing is sent by itself.\n\n## A day\n\n- Open a session.\n- Add a person.\n- Ask for consent.\n",
)
_KEYS = read_topic("8-keys", "# Keys\n\n## Everywhere\n\nCtrl+K | Search\nCtrl+L | Lock\n")

EXAMPLES: Mapping[str, HelpState] = {
    "loading": HelpState(),
    "topic": HelpState(topics=(_START, _KEYS), chosen="1-start", ready=True),
    "keys": HelpState(topics=(_START, _KEYS), chosen="8-keys", ready=True),
    "nothing": HelpState(ready=True),
}
