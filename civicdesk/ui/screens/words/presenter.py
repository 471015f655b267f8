"""Wiring of the screen on which words are read before they leave. What is ticked here is kept only when somebody says they have read it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.ids import PersonId
from civicdesk.records.texts import Cut
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.words.state import CutShown, PassageShown, WordsState, next_waiting, passage_of, waits
from civicdesk.ui.screens.words.view import WordsView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import stories
from civicdesk.workflows.kit import Kit

Ticked = tuple[tuple[Cut, bool], ...]
"""Cuts with whether each is made."""


class WordsPresenter(Presenter):
    """One passage after the other; no passage is passed over by a button for all."""

    destination = "send"
    kinds = frozenset({Kind.CASES, Kind.CONSENT, Kind.ANSWERS})

    def __init__(self, _where: Place, around: Surroundings) -> None:
        self.page = WordsView()
        super().__init__(self.page, around)
        self.state = WordsState()
        self._passages: tuple[stories.Passage, ...] = ()
        self._ticked: dict[str, Ticked] = {}
        page = self.page
        page.went_back.connect(self.went_back)
        page.turned.connect(self._turn)
        page.marked.connect(self._mark)
        page.moved.connect(self._move)
        page.read_it.connect(partial(self._decide, keep_back=False))
        page.kept_back.connect(partial(self._decide, keep_back=True))
        page.agreed.connect(self._agree)

    def begin(self) -> None:
        """Ask which words may be read."""
        self.page.render_state(self.state)
        self.around.store.submit(stories.page, done=self._listed, refused=self._explain, crashed=self._crashed)

    def unsaved(self) -> bool:
        """Tell whether cuts were changed here and nobody said that they have read the words."""
        return any(each.changed for each in self.state.passages)

    def _listed(self, page: stories.WordsPage) -> None:
        shown, begins = passage_of(self.state), not self.state.ready
        self._passages = page.passages
        ids = [each.id for each in page.passages]
        self._ticked = {ident: ticked for ident, ticked in self._ticked.items() if ident in ids}
        at = ids.index(shown.id) if shown and shown.id in ids else max(min(self.state.at, len(ids) - 1), 0)
        self._show(replace(self.state, ready=True, working=False, allowed=page.allowed, alone_reason=page.alone_reason, at=at))
        if begins and ids and not waits(self.state.passages[at]):
            self._show(replace(self.state, at=next_waiting(self.state)))

    def _show(self, state: WordsState) -> None:
        self.state = replace(state, passages=tuple(passage_shown(each, self._ticks(each)) for each in self._passages))
        self.page.render_state(self.state)

    def _ticks(self, passage: stories.Passage) -> Ticked:
        return self._ticked.get(passage.id, ticked_of(passage))

    def _turn(self, which: int) -> None:
        passage = self._passages[self.state.at]
        self._ticked[passage.id] = tuple((cut, on is not (place == which)) for place, (cut, on) in enumerate(self._ticks(passage)))
        self._show(replace(self.state, told="", sentence=""))

    def _mark(self, start: int, end: int) -> None:
        passage = self._passages[self.state.at]
        ticks = self._ticks(passage)
        made = stories.with_cuts(passage.said.text, [cut for cut, on in ticks if on], [(start, end)])
        left = [(cut, False) for cut, on in ticks if not on and not any(cut.start < other.end and other.start < cut.end for other in made)]
        self._ticked[passage.id] = tuple(sorted([*((cut, True) for cut in made), *left]))
        self._show(replace(self.state, told="", sentence=""))

    def _move(self, steps: int) -> None:
        at = min(max(self.state.at + steps, 0), len(self._passages) - 1)
        self._show(replace(self.state, at=at, told="", sentence=""))

    def _decide(self, *, keep_back: bool) -> None:
        passage = self._passages[self.state.at]
        cuts = tuple(cut for cut, on in self._ticks(passage) if on)
        self._submit(partial(_decide, stories.Decision(passage=passage.id, cuts=cuts, keep_back=keep_back, person=passage.said.person)))

    def _agree(self) -> None:
        passage = self._passages[self.state.at]
        self._submit(partial(_agree, passage.id, passage.said.person))

    def _submit(self, verb: partial[object]) -> None:
        self._show(replace(self.state, working=True, told="", sentence=""))
        done = partial(self._kept, self._passages[self.state.at].id)
        self.around.store.submit(verb, done=done, refused=self._explain, crashed=self._crashed)

    def _kept(self, ident: str, passage: stories.Passage) -> None:
        """Show what was kept, and lead on to the next passage that waits for whoever sits here."""
        self._ticked.pop(ident, None)
        self._passages = tuple(passage if each.id == ident else each for each in self._passages)
        self._show(replace(self.state, working=False))
        at = next_waiting(self.state)
        told = say("words_page.kept_next" if at != self.state.at else "words_page.kept")
        self._show(replace(self.state, at=at, told=told))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, ready=True, working=False, sentence=explain(why)))
        self.page.to_top()
        if why.code == "STORY-CHANGED":
            self.around.store.submit(stories.page, done=self._listed, refused=self._explain, crashed=self._crashed)

    def _crashed(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, ready=True, working=False))


def ticked_of(passage: stories.Passage) -> Ticked:
    """Return the cuts of a passage as they are kept: those that are made, and those that were taken back."""
    return tuple(sorted([*((cut, True) for cut in passage.cuts), *((cut, False) for cut in passage.taken_back)]))


def passage_shown(passage: stories.Passage, ticked: Ticked) -> PassageShown:
    """Return a passage in words, with cuts as they are ticked on the screen."""
    text, domain, standing = passage.said.text, passage.said.domain.replace(" ", ", "), passage.standing.name.lower()
    return PassageShown(
        id=passage.id,
        text=text,
        about=say(f"words_page.about.{passage.said.kind.value}{'_about' if domain else ''}", domain=domain),
        standing=standing,
        told=say(
            "words_page.is.read_by_you" if passage.mine and standing == "read" else f"words_page.is.{standing}", reader=passage.read_by
        ),
        reads=stories.reads(text, _made(ticked)),
        cuts=tuple(_cut_shown(text, cut, on=on) for cut, on in ticked),
        hints=passage.hints,
        mine=passage.mine,
        changed=_made(ticked) != passage.cuts,
    )


def _made(ticked: Ticked) -> Sequence[Cut]:
    return tuple(cut for cut, on in ticked if on)


def _cut_shown(text: str, cut: Cut, *, on: bool) -> CutShown:
    return CutShown(start=cut.start, end=cut.end, words=text[cut.start : cut.end], why=say(f"words_page.why.{cut.kind.value}"), on=on)


def _decide(decision: stories.Decision, kit: Kit) -> object:
    return stories.decide(kit, decision)


def _agree(ident: str, person: PersonId, kit: Kit) -> object:
    return stories.agree(kit, ident, person)
