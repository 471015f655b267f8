"""Words on their way out: only with the consent they have, only without names, only when two people have read them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.export import csvs
from civicdesk.export.columns import InWords
from civicdesk.forms.pages import columns
from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import CaseId
from civicdesk.records.people import Role
from civicdesk.records.releases import ReleaseRole
from civicdesk.records.texts import Cut, CutKind, WordsKind
from civicdesk.store import projects, words
from civicdesk.workflows import case_study, first_run, forms, interview, practice, stories
from civicdesk.workflows.kit import Kit, Tools
from civicdesk.workflows.stories import Decision, Passage, Standing, Wish
from tests.journeys.conftest import MODEST, PASSPHRASE, held_by
from tests.unit.workflows.conftest import EVERYTHING, plain_form, says_no, welcome

PROMPT = case_study.guide().prompts[0].key
TOLD = (
    Quote(text="Wren Fictional and the choir changed it all, at 43.", prompt=PROMPT, tags=("trust",), consent=QuoteConsent.ANONYMOUS),
    Quote(text="Ask me any time.", prompt=PROMPT, consent=QuoteConsent.INSIDE),
    Quote(text="Call me Stoat: 07700 900999.", prompt=PROMPT, consent=QuoteConsent.NAMED),
    Quote(text="Not for others.", prompt=PROMPT, consent=QuoteConsent.NO),
)


def follows(kit: Kit, pack: bytes) -> Kit:
    """Let the workspace follow another version of its pack."""
    projects.keep_pack(kit.workspace, pack, 2, by=kit.user.id)
    return kit


@pytest.fixture
def reader(kit: Kit, make_pack: Callable[..., bytes]) -> Kit:
    """Return the workspace of a project that lets words leave."""
    return follows(kit, make_pack(text=True))


@pytest.fixture
def second(reader: Kit) -> Kit:
    """Return the same workspace in a second coordinator's hands."""
    return held_by(reader, "Ben Second")


def _told(kit: Kit, *, yes: frozenset[Purpose] = EVERYTHING, finished: bool = True) -> CaseStudy:
    begun = case_study.begin(kit, welcome(kit, yes=yes, name="Wren Fictional").id, None).value
    written = replace(begun, texts=((PROMPT, "A story."),), quotes=TOLD)
    return (case_study.finish if finished else case_study.keep)(kit, written).value


@pytest.fixture
def case(reader: Kit) -> CaseStudy:
    """Return a finished story with quotes of every kind of consent."""
    return _told(reader)


@pytest.fixture
def first(reader: Kit, case: CaseStudy) -> Passage:
    """Return the first of its passages, unread."""
    return stories.passages(reader, case.id)[0]


def read(kit: Kit, passage: Passage, **changes: object) -> Passage:
    return stories.decide(kit, Decision(**{"passage": passage.id, "cuts": passage.cuts, **changes})).value


def released(kit: Kit, case: CaseStudy) -> list[str]:
    settings = kit.pack().export
    leaving = words.released(kit.workspace, [case.person], InWords(kit.instrument, columns, settings), alone=not settings.two_person)
    return [each.text for each in leaving]


def test_only_quotes_that_may_travel_are_offered_without_their_names(reader: Kit, case: CaseStudy) -> None:
    found = stories.passages(reader, case.id)
    assert [each.reads for each in found] == ["[person 1] and the choir changed it all, at 43.", "Call me [name 1]: [number 1]."]
    assert {each.standing for each in found} == {Standing.UNREAD}
    assert [found[0].said.text[start:end] for start, end in found[0].hints] == ["at 43"]


def test_answers_in_words_are_offered_too_unless_the_pack_says_never(reader: Kit, make_pack: Callable[..., bytes]) -> None:
    person = welcome(reader, name="Wren Fictional")
    forms.add(reader, plain_form())
    talk = interview.start(reader, interview.Start(person=person.id, form_id="plain", session=None, wave=1)).value
    told = {"words": "Stoat told me about it.", "years": "3", "again": "no", "why": "Too far."}
    for name, value in told.items():
        talk.answer(next(line.ref for line in talk.review().lines if line.ref.rpartition("/")[2] == name), value)
    talk.finish()
    assert [(each.said.kind, each.said.domain, each.reads) for each in stories.passages(reader)] == [
        (WordsKind.NOTE, "words", "[name 1] told me about it."),
        (WordsKind.NOTE, "why", "Too far."),
    ]
    follows(reader, make_pack(text=True, roles={"words": ReleaseRole.NEVER}))
    assert [each.said.domain for each in stories.passages(reader)] == ["why"]


def test_what_two_people_read_leaves(reader: Kit, second: Kit, case: CaseStudy, first: Passage) -> None:
    shown = read(reader, first)
    assert (shown.standing, shown.read_by, shown.mine, released(reader, case)) == (Standing.READ, "Ada Test", True, [])
    (seen,) = [each for each in stories.passages(second, case.id) if each.standing is Standing.READ]
    assert not seen.mine
    assert stories.agree(second, seen.id).value.standing is Standing.AGREED
    assert released(reader, case) == ["[person 1] and the choir changed it all, at 43."]


def test_whoever_read_first_cannot_agree(reader: Kit, first: Passage) -> None:
    with says_no("STORY-SAME-PERSON"):
        stories.agree(reader, read(reader, first).id)


def test_nobody_agrees_to_what_was_not_read(second: Kit, first: Passage) -> None:
    with says_no("STORY-UNREAD"):
        stories.agree(second, first.id)


def test_one_person_is_enough_where_the_pack_says_why(
    reader: Kit, case: CaseStudy, first: Passage, make_pack: Callable[..., bytes]
) -> None:
    follows(reader, make_pack(text=True, two_person=False, one_person_reason="Only one of us"))
    page = stories.page(reader)
    assert (page.two_person, page.alone_reason) == (False, "Only one of us")
    assert read(reader, first).standing is Standing.AGREED
    assert released(reader, case) == ["[person 1] and the choir changed it all, at 43."]


def test_what_one_person_read_alone_waits_for_a_second_once_the_pack_asks_for_two(
    reader: Kit, second: Kit, case: CaseStudy, first: Passage, make_pack: Callable[..., bytes]
) -> None:
    follows(reader, make_pack(text=True, two_person=False, one_person_reason="Only one of us"))
    read(reader, first)
    follows(reader, make_pack(text=True))
    waiting = stories.passages(reader, case.id)[0]
    assert (waiting.standing, released(reader, case)) == (Standing.READ, [])
    with says_no("STORY-UNREAD"):
        stories.release(reader, case.id)
    assert stories.agree(second, waiting.id).value.standing is Standing.AGREED
    assert released(reader, case) == ["[person 1] and the choir changed it all, at 43."]


def test_an_answer_that_was_read_stays_once_the_pack_says_never(reader: Kit, second: Kit, make_pack: Callable[..., bytes]) -> None:
    person = welcome(reader, name="Wren Fictional")
    forms.add(reader, plain_form())
    talk = interview.start(reader, interview.Start(person=person.id, form_id="plain", session=None, wave=1)).value
    for name, value in {"words": "Stoat told me about it.", "years": "3", "again": "yes"}.items():
        talk.answer(next(line.ref for line in talk.review().lines if line.ref.rpartition("/")[2] == name), value)
    talk.finish()
    (passage,) = stories.passages(reader)
    stories.agree(second, read(reader, passage).id)
    packs = (make_pack(text=True), make_pack(text=True, roles={"words": ReleaseRole.NEVER}))
    asked = [InWords(reader.instrument, columns, follows(reader, pack).pack().export) for pack in packs]
    leaving = [len(words.released(reader.workspace, [person.id], each)) for each in asked]
    assert leaving == [1, 0]


def test_words_with_a_letter_that_grows_when_small_can_be_cut(reader: Kit, case: CaseStudy) -> None:
    case_study.keep(reader, replace(case, quotes=(replace(TOLD[0], text="The lad from İzmir helped, the LAD again."),)))
    (passage,) = stories.passages(reader, case.id)
    decision = stories.wished(reader, Wish(passage=passage.id, keep=("İzmir",), add=("the lad",)))
    assert stories.reads(passage.said.text, decision.cuts) == "[cut 1] from İzmir helped, [cut 1] again."


def test_a_passage_can_be_kept_back(reader: Kit, case: CaseStudy, first: Passage) -> None:
    kept = read(reader, first, keep_back=True)
    assert kept.standing is Standing.KEPT_BACK
    assert read(reader, kept).standing is Standing.READ


def test_the_second_person_cuts_more_and_becomes_the_reader(reader: Kit, second: Kit, case: CaseStudy, first: Passage) -> None:
    seen = read(reader, first)
    more = stories.with_cuts(seen.said.text, seen.cuts, [(44, 50), (50, 51)])
    again = read(second, seen, cuts=more)
    assert (again.read_by, again.standing, again.reads) == (
        "Ben Second",
        Standing.READ,
        "[person 1] and the choir changed it all, [cut 1].",
    )
    stories.agree(reader, again.id)
    assert released(reader, case) == ["[person 1] and the choir changed it all, [cut 1]."]


def test_nobody_agrees_to_cuts_that_they_have_not_seen(reader: Kit, second: Kit, first: Passage) -> None:
    seen = read(reader, first)
    read(reader, seen, cuts=())
    with says_no("STORY-CHANGED"):
        stories.agree(second, seen.id)


def test_nobody_decides_on_words_that_have_changed(reader: Kit, case: CaseStudy, first: Passage) -> None:
    case_study.keep(reader, replace(case, quotes=(replace(TOLD[0], text="Other words."),)))
    with says_no("STORY-CHANGED"):
        read(reader, first)


def test_cuts_must_lie_within_the_words(reader: Kit, first: Passage) -> None:
    with says_no("STORY-CUTS"):
        read(reader, first, cuts=(Cut(start=0, end=999, kind=CutKind.READER),))


def test_words_that_are_typed_are_cut_and_kept(reader: Kit, first: Passage) -> None:
    decision = stories.wished(reader, Wish(passage=first.id, add=("at 43",), keep=("wren",), keep_back=True))
    assert stories.reads(first.said.text, decision.cuts) == "Wren Fictional and the choir changed it all, [cut 1]."
    assert decision.keep_back


@pytest.mark.parametrize("wish", [{"add": ("lamp",)}, {"keep": (" ",)}])
def test_words_that_do_not_stand_there_are_said(reader: Kit, first: Passage, wish: dict) -> None:
    with says_no("STORY-WORDS"):
        stories.wished(reader, Wish(passage=first.id, **wish))


def test_a_table_holds_what_was_agreed_to_and_no_code(reader: Kit, second: Kit, case: CaseStudy, first: Passage) -> None:
    with says_no("STORY-UNREAD"):
        stories.release(reader, case.id)
    stories.agree(second, read(reader, first).id)
    before = reader.workspace.row("select count(*) from audit")[0]
    made, count = stories.release(reader, case.id)
    assert count == 1
    assert [(row["kind"], row["text"], row["domain"], row["cuts"]) for row in csvs.read(made)] == [
        ("quote", "[person 1] and the choir changed it all, at 43.", "trust", "1")
    ]
    assert not [each for each in (reader.code_of(case.person), case.id, "Ada", "Ben") if each.encode() in made]
    assert reader.workspace.row("select action from audit where seq = ?", [before + 1])[0] == "exported"


@pytest.mark.parametrize("missing", [Purpose.RESEARCH, Purpose.STORY])
def test_without_consent_no_word_is_shown(reader: Kit, missing: Purpose) -> None:
    case = _told(reader, yes=EVERYTHING - {missing})
    assert stories.page(reader).passages == ()
    with says_no("STORY-CONSENT"):
        stories.passages(reader, case.id)


def test_an_unfinished_story_stays(reader: Kit) -> None:
    case = _told(reader, finished=False)
    with says_no("STORY-OPEN"):
        stories.passages(reader, case.id)


def test_a_story_without_such_quotes_says_so(reader: Kit, case: CaseStudy) -> None:
    case_study.keep(reader, replace(case, quotes=TOLD[3:]))
    with says_no("STORY-NONE"):
        stories.passages(reader, case.id)


def test_where_the_pack_lets_no_words_leave_none_is_shown(kit: Kit) -> None:
    case = _told(kit)
    assert stories.page(kit) == stories.WordsPage(passages=(), allowed=False, two_person=True)
    with says_no("STORY-TEXT"):
        stories.passages(kit, case.id)
    with says_no("STORY-TEXT"):
        stories.agree(kit, "any")


def test_nothing_of_the_practice_project_leaves(tmp_path: Path, tools: Tools) -> None:
    newcomer = first_run.Newcomer(name="Ada", role=Role.COORDINATOR, passphrase=PASSPHRASE)
    learner = first_run.join(tmp_path / "practice", practice.pack(), newcomer, tools, cost=MODEST[-1]).kit
    with says_no("SEND-PRACTICE"):
        stories.release(learner, CaseId("any"))


def test_a_worker_reads_nothing(reader: Kit, first: Passage) -> None:
    worker = held_by(reader, "Wes Worker")
    for verb in (stories.page, stories.passages, lambda kit: stories.agree(kit, first.id), lambda kit: read(kit, first)):
        with says_no("ROLE-RIGHT"):
            verb(worker)
