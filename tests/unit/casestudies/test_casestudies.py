"""Prompts, tags, and how far a person's words may travel."""

import tomllib
from datetime import UTC, datetime

import pytest

from civicdesk.casestudies.codebook import codebook
from civicdesk.casestudies.prompts import prompts
from civicdesk.casestudies.quotes import likely_names, not_asked
from civicdesk.paths import resources
from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent
from civicdesk.records.ids import CaseId, PersonId, UserId

AREAS = {"skills", "knowhow", "attitudes", "networks", "belonging", "takingpart", "opportunities", "services", "influence"}


def test_seven_prompts_begin_with_before_and_end_with_next() -> None:
    asked = prompts("en")
    assert len(asked) == 7
    assert (asked[0].key, asked[-1].key) == ("before", "next")
    assert all(prompt.question.strip().endswith((".", "?")) and prompt.hint for prompt in asked)


def test_prompts_leave_the_choice_with_the_person() -> None:
    assert "skip" in prompts("en")[0].hint


def test_the_codebook_holds_the_nine_areas_first() -> None:
    tags = codebook("en")
    assert {tag.key for tag in tags[:9]} == AREAS
    assert len({tag.key for tag in tags}) == len(tags) == 15
    assert all(tag.label and tag.description for tag in tags)


def test_a_language_that_is_not_shipped_is_said_in_english() -> None:
    assert prompts("tlh") == prompts("en")
    assert codebook("tlh") == codebook("en")


def test_the_nine_tags_carry_the_names_of_the_questionnaire() -> None:
    with (resources() / "instruments" / "civic-health.toml").open("rb") as file:
        sections = {section["name"]: section["label"] for section in tomllib.load(file)["section"]}
    assert {tag.key: tag.label for tag in codebook()[:9]} == {name: sections[name] for name in AREAS}


def case(*consents: QuoteConsent) -> CaseStudy:
    return CaseStudy(
        id=CaseId("c"),
        person=PersonId("p"),
        session=None,
        title="",
        texts=(),
        quotes=tuple(Quote(text=consent.value, prompt="before", consent=consent) for consent in consents),
        tags=(),
        finished=False,
        by=UserId("u"),
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_quotes_nobody_asked_about_are_found() -> None:
    assert [quote.consent for quote in not_asked(case(*QuoteConsent))] == [QuoteConsent.NOT_ASKED]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I met Wren Fictional at the Hub.", ["Wren Fictional", "Hub"]),
        ("Wren helped me. Then we went.", ["Wren"]),
        ("My friend, Tam, and Mr. Placeholder came on Monday.", ["Tam", "Placeholder"]),
        ("The park was nice.\nThey said hello. I’m proud.", []),
        ("We saw Jean-Luc O’Nobody’s dog.", ["Jean-Luc O’Nobody’s"]),
        ("with wren in small letters", []),
        ("Byłam u Łucji.", ["Byłam", "Łucji"]),
        ("", []),
    ],
)
def test_words_that_look_like_names_are_pointed_out(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in likely_names(text)] == names
