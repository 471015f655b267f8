"""The same sheet in plain text and as a web page."""

from collections.abc import Callable

from defusedxml.ElementTree import fromstring

from civicdesk.feedback.text import outline, sheet_text
from civicdesk.feedback.web_page import sheet_html
from civicdesk.records.sheets import AnswerLine, Sheet

Make = Callable[..., Sheet]


def test_the_text_says_it_all_in_the_order_of_the_paper(make_sheet: Make) -> None:
    text = sheet_text(make_sheet())
    order = [
        "Your reflection sheet",
        "For Robin.",
        "Card 0412",
        "Your strengths",
        "How things are",
        "What matters",
        "People and places",
        "Your choice",
        "Samaritans",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_bars_are_sentences(make_sheet: Make) -> None:
    text = sheet_text(make_sheet())
    assert "- Skills and strengths: Strong, moved up. Last time was March 2026.\n" in text
    assert (
        "- Belonging and trust: Building, about the same. Last time was March 2026. Worked out from the questions you answered.\n" in text
    )
    assert "- Opportunities: Not enough answers this time.\n" in text


def test_steps_and_places_are_whole_sentences(make_sheet: Make) -> None:
    text = sheet_text(make_sheet())
    assert "- Go along to the Thursday lunch once. Who: me, with Sparrow. When: next week.\n" in text
    assert (
        "- Invented Choir: singing for people who say they cannot sing. Mondays 7 pm. Fictional Hall, bus 3. Ring first: 01632 960125."
        in text
    )


def test_a_sheet_with_nothing_chosen_is_short_and_kind(make_sheet: Make) -> None:
    text = sheet_text(make_sheet(strengths=(), bars=(), lower_note=False, steps=(), entries=(), first_name="", contact="", crisis_lines=()))
    assert "That is a strength." in text
    assert "That is fine." in text
    assert "Ask Wren." in text
    assert [words for words in ("What matters", "People and places", "Robin", "Need to talk") if words in text] == []


def test_what_the_person_chose_last_time_is_said(make_sheet: Make) -> None:
    sheet = make_sheet()
    assert "Last time: Ask about the allotment." in sheet_text(make_sheet(carried_steps=sheet.steps[1:]))


def test_a_practice_sheet_says_so(make_sheet: Make) -> None:
    assert "Practice only: nobody here is real\n" in sheet_text(make_sheet(practice=True))


def test_answers_follow_by_area(make_sheet: Make, answers: tuple[tuple[str, tuple[AnswerLine, ...]], ...]) -> None:
    text = sheet_text(make_sheet(answers=(*answers, ("Empty", ()))))
    assert "\nKnow-how\n- Question 0 about Know-how. Agree\n" in text
    assert "Empty" not in text


def test_the_page_is_well_formed_and_names_its_language(make_sheet: Make) -> None:
    html = sheet_html(make_sheet(language="pl")).removeprefix("<!DOCTYPE html>\n").replace('<meta charset="utf-8">', "")
    root = fromstring(html)
    assert root.get("lang") == "pl"
    assert [len(list(root.iter(name))) for name in ("h1", "ul", "script", "img", "a")] == [1, 5, 0, 0, 0]


def test_the_page_says_the_same_as_the_text(make_sheet: Make, answers: tuple[tuple[str, tuple[AnswerLine, ...]], ...]) -> None:
    sheet = make_sheet(answers=answers, practice=True)
    body = fromstring(sheet_html(sheet).removeprefix("<!DOCTYPE html>\n").replace('<meta charset="utf-8">', "")).find("body")
    assert body is not None
    seen = [line.words for line in outline(sheet) if line.eyes]
    spoken = [text.strip() for text in body.itertext() if text.strip() and text not in seen]
    assert len(seen) == 2
    assert spoken == [line.removeprefix("- ") for line in sheet_text(sheet).splitlines() if line]


def test_words_that_look_like_markup_stay_words(make_sheet: Make) -> None:
    assert "<script>" not in sheet_html(make_sheet(worker="<script>alert(1)</script>"))
