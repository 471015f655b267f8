"""A case study: a story along guided prompts, with tags, and consent for each quote by itself."""

from dataclasses import dataclass, replace

from civicdesk.casestudies import codebook, prompts, quotes
from civicdesk.errors import Refused
from civicdesk.records.cases import CaseStudy, Prompt, Quote, Tag
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import CaseId, PersonId, SessionId
from civicdesk.store import cases, people
from civicdesk.workflows.kit import Kit, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What the page offers: prompts to talk along, and tags to mark passages with."""

    prompts: tuple[Prompt, ...]
    tags: tuple[Tag, ...]


def guide(language: str = "en") -> Guide:
    """Return prompts and tags in a language."""
    return Guide(prompts=prompts.prompts(language), tags=codebook.codebook(language))


def begin(kit: Kit, person: PersonId, session: SessionId | None) -> Outcome[CaseStudy]:
    """Begin a case study; one that this user has unfinished with this person goes on instead.

    Raises:
        Refused: CONSENT-KEEP.
    """
    kit.must(Right.CAPTURE)
    kit.must_keep(person)
    for found in cases.cases(kit.workspace, person=person, session=session):
        if not found.finished and kit.may_read(found):
            return Outcome(value=found)
    case = CaseStudy(
        id=CaseId(kit.new_id()),
        person=person,
        session=session,
        title="",
        texts=(),
        quotes=(),
        tags=(),
        finished=False,
        by=kit.user.id,
        at=kit.now(),
    )
    cases.keep_case(kit.workspace, case)
    return Outcome(value=case, changed=frozenset({Kind.CASES}))


def keep(kit: Kit, case: CaseStudy) -> Outcome[CaseStudy]:
    """Keep a case study as it stands; earlier versions stay.

    Raises:
        Refused: CONSENT-KEEP; ROLE-RIGHT: it is somebody else's.
    """
    kit.must(Right.CAPTURE)
    kit.must_keep(case.person)
    _must_read(kit, cases.case(kit.workspace, case.id))
    kept = cases.keep_case(kit.workspace, replace(case, by=kit.user.id, at=kit.now()))
    return Outcome(value=kept, changed=frozenset({Kind.CASES}))


def finish(kit: Kit, case: CaseStudy) -> Outcome[CaseStudy]:
    """Finish a case study.

    Raises:
        Refused: CASE-EMPTY: nothing is written; CASE-QUOTE: a quote has not been asked about yet.
    """
    if not any(text.strip() for _, text in case.texts):
        raise Refused("CASE-EMPTY")
    not_asked = quotes.not_asked(case)
    if not_asked:
        raise Refused("CASE-QUOTE", count=len(not_asked))
    return keep(kit, replace(case, finished=True))


def case(kit: Kit, which: CaseId) -> CaseStudy:
    """Return a case study as it stands.

    Raises:
        Refused: ROLE-RIGHT: it is somebody else's, and the role may not read those.
    """
    found = cases.case(kit.workspace, which)
    _must_read(kit, found)
    return found


def list_all(kit: Kit, person: PersonId | None = None) -> tuple[CaseStudy, ...]:
    """Return the case studies that this user may read, of one person or of all."""
    return tuple(case for case in cases.cases(kit.workspace, person=person) if kit.may_read(case))


def names_in(kit: Kit, case: CaseStudy) -> tuple[str, ...]:
    """Return words in a story that look like names, so that the worker can think twice about each."""
    known = {each.name for each in people.people(kit.workspace) if each.name}
    text = "\n".join([*(text for _, text in case.texts), *(quote.text for quote in case.quotes)])
    found = {text[start:end] for start, end in quotes.likely_names(text)}
    return tuple(sorted(found | {name for name in known if name in text}))


def with_quote(case: CaseStudy, quote: Quote) -> CaseStudy:
    """Return the case study with one more quote."""
    return replace(case, quotes=(*case.quotes, quote))


def _must_read(kit: Kit, case: CaseStudy) -> None:
    if not kit.may_read(case):
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
