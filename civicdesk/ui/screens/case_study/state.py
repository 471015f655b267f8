"""What the case study screen shows, and what becomes of a story when a hand does something."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from civicdesk.records.cases import CaseStudy, Prompt, Quote, QuoteConsent, Tag
from civicdesk.records.ids import CaseId, PersonId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStudyState:
    """A story and what it is told along. `sentence` says what stands in the way; `lost` that the last words are not on the disk."""

    prompts: tuple[Prompt, ...] = ()
    tags: tuple[Tag, ...] = ()
    case: CaseStudy | None = None
    names: tuple[str, ...] = ()
    """Words that look like names of people or places."""
    sentence: str = ""
    lost: bool = False
    finishing: bool = False


def with_text(case: CaseStudy, prompt: str, text: str) -> CaseStudy:
    """Return the story with other words under a prompt."""
    kept = [(key, said) for key, said in case.texts if key != prompt]
    return replace(case, texts=tuple([*kept, (prompt, text)] if text.strip() else kept))


def text_of(case: CaseStudy, prompt: str) -> str:
    """Return the words under a prompt."""
    return dict(case.texts).get(prompt, "")


def with_tag(case: CaseStudy, tag: str) -> CaseStudy:
    """Return the story with a tag more, or without it if it was there."""
    return replace(case, tags=_turned(case.tags, tag))


def quote_turned(quote: Quote, tag: str) -> Quote:
    """Return a quote with a tag more, or without it if it was there."""
    return replace(quote, tags=_turned(quote.tags, tag))


def with_quote(case: CaseStudy, at: int, quote: Quote | None) -> CaseStudy:
    """Return the story with another quote at a place; None takes it away; the place behind the last adds one."""
    kept = [*case.quotes[:at], *([quote] if quote is not None else []), *case.quotes[at + 1 :]]
    return replace(case, quotes=tuple(kept))


def without_blank_quotes(case: CaseStudy) -> CaseStudy:
    """Return the story without quotes that say nothing."""
    return replace(case, quotes=tuple(quote for quote in case.quotes if quote.text.strip()))


def _turned(tags: tuple[str, ...], tag: str) -> tuple[str, ...]:
    return tuple(each for each in tags if each != tag) if tag in tags else (*tags, tag)


_PROMPTS = (
    Prompt(key="start", question="What brought you here?", hint="In their own words. Leave it blank if they would rather not say."),
    Prompt(key="change", question="What is different now?"),
)
_TAGS = (
    Tag(key="home", label="Home"),
    Tag(key="friends", label="Friends"),
    Tag(key="work", label="Work"),
    Tag(key="health", label="Health"),
)
_CASE = CaseStudy(
    id=CaseId("0" * 32),
    person=PersonId("1" * 32),
    session=None,
    title="",
    texts=(("start", "I came with Wren to the garden. We met on Placeholder Street."),),
    quotes=(Quote(text="I came with Wren to the garden.", prompt="start", tags=("friends",), consent=QuoteConsent.ANONYMOUS),),
    tags=("friends",),
    finished=False,
    by=UserId("2" * 32),
    at=datetime(2026, 3, 14, 10, 0, tzinfo=UTC),
)

EXAMPLES: Mapping[str, CaseStudyState] = {
    "loading": CaseStudyState(),
    "empty": CaseStudyState(prompts=_PROMPTS, tags=_TAGS, case=replace(_CASE, texts=(), quotes=(), tags=())),
    "told": CaseStudyState(prompts=_PROMPTS, tags=_TAGS, case=_CASE, names=("Placeholder Street", "Wren")),
    "not asked": CaseStudyState(
        prompts=_PROMPTS,
        tags=_TAGS,
        case=replace(_CASE, quotes=(replace(_CASE.quotes[0], consent=QuoteConsent.NOT_ASKED),)),
        sentence="Ask the person how each quote may be used. (CASE-QUOTE)",
    ),
    "not saved": CaseStudyState(prompts=_PROMPTS, tags=_TAGS, case=_CASE, sentence="The disk is full. (STORE-WRITE)", lost=True),
    "finished": CaseStudyState(prompts=_PROMPTS, tags=_TAGS, case=replace(_CASE, finished=True)),
    "cannot": CaseStudyState(sentence="This person has not agreed that answers are kept. (CONSENT-KEEP)"),
}
