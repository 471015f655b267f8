"""One side of paper: the practice questionnaire's own areas, words, places and steps, in standard setting."""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from civicdesk import paths
from civicdesk.directory.tabular import read_entries
from civicdesk.feedback import preview
from civicdesk.feedback.compose import SheetFacts, SheetOptions, compose
from civicdesk.feedback.pdf import sheet_pdf
from civicdesk.forms.workbook import read_workbook
from civicdesk.records.entries import Entry
from civicdesk.records.ids import ProjectId
from civicdesk.records.people import Project
from civicdesk.records.scores import Key
from civicdesk.records.sheets import Bar, PrintedEntry, Sheet, SheetMode, Step
from civicdesk.scoring.change import change
from civicdesk.scoring.loader import read_key
from civicdesk.scoring.scales import score
from civicdesk.scoring.strengths import strengths

PEOPLE = 24
AUGUST, NOVEMBER = date(2026, 8, 4), date(2026, 11, 3)
PROJECT = Project(
    id=ProjectId("practice"),
    name="Practice project",
    short_code="practice",
    practice=True,
    recovery=True,
    contact="Placeholder Recovery Office, 01632 960100",
    crisis_lines=("Samaritans 116 123, free, day and night", "NHS 111, option 2"),
)


@cache
def practice_key() -> tuple[Key, Mapping[str, tuple[str, Mapping[str, str]]]]:
    """Return the key of the practice questionnaire, and question and choices of each of its items."""
    workbook = read_workbook((paths.resources() / "instruments" / "civic-health.xlsx").read_bytes())
    key, _ = read_key(workbook)
    assert key is not None
    choices: dict[str, dict[str, str]] = {}
    for row in workbook.sheets["choices"].rows:
        choices.setdefault(row.cells["list_name"], {})[row.cells["name"]] = row.cells["label::English (en)"]
    asked = [row.cells for row in workbook.sheets["survey"].rows if row.cells.get("type", "").startswith("select_one ")]
    return key, {cells["name"]: (cells["label::English (en)"], choices[cells["type"].split()[1]]) for cells in asked}


@cache
def practice_places() -> tuple[Entry, ...]:
    return tuple(read_entries((paths.resources() / "practice" / "directory.csv").read_bytes()))


@cache
def practice_steps() -> tuple[Step, ...]:
    with (paths.resources() / "practice" / "people.toml").open("rb") as file:
        return tuple(Step(**step) for step in tomllib.load(file)["steps"])


def practice_sheet(person: int, wave: int, options: SheetOptions) -> Sheet:
    """Return the sheet of somebody who answers by chance, at the first meeting or at the second."""
    key, labels = practice_key()
    chance = random.Random(f"{person} {wave}")  # noqa: S311 - invented answers, the same every time
    answers, before = (
        {item.item: chance.choice(sorted(labels[item.item][1])) for scale in key.scales for item in scale.items if item.item in labels}
        for _ in range(2)
    )
    scores, earlier = score(key, answers), score(key, before)
    compared = {scale.name: change(scale, then, now) for scale, then, now in zip(key.scales, earlier, scores, strict=True) if wave == 2}
    return compose(
        SheetFacts(
            key=key,
            scores=scores,
            answers=answers,
            labels=labels,
            strengths=strengths(key, scores, answers, 9),
            changes=compared,
            earlier_date=AUGUST if wave == 2 else None,
            card=f"{person:03}",
            steps=tuple(chance.sample(practice_steps(), 2)),
            carried_steps=tuple(chance.sample(practice_steps(), 2)) if wave == 2 else (),
            entries=tuple(chance.sample(practice_places(), 3)),
            project=PROJECT,
            session_date=NOVEMBER if wave == 2 else AUGUST,
            worker="Sam Coordinator",
            options=options,
        )
    )


def sides(sheet: Sheet) -> int:
    return len(preview.text(sheet_pdf(sheet)))


@pytest.mark.parametrize("mode", [SheetMode.STANDARD, SheetMode.BLACK_AND_WHITE])
def test_every_sheet_of_two_practice_meetings_is_one_side(mode: SheetMode) -> None:
    sheets = [practice_sheet(person, wave, SheetOptions(mode=mode)) for person in range(PEOPLE) for wave in (1, 2)]
    assert [sides(sheet) for sheet in sheets] == [1] * 48


def test_answers_of_a_practice_meeting_take_at_most_two_more_sides() -> None:
    sheets = [practice_sheet(person, 2, SheetOptions(second_page=True)) for person in range(6)]
    assert max(sides(sheet) for sheet in sheets) <= 3


WORDS = ("ask", "about", "the", "and", "my", "of", "a", "group", "people", "place", "time", "near", "garden", "meeting", "neighbours")


def some_words(chance: random.Random, least: int, most: int) -> str:
    """Return words of ordinary length: at least so many letters, at most so many."""
    wanted = chance.randint(least, most)
    text = chance.choice(WORDS)
    while len(text) < wanted:
        text += f" {chance.choice(WORDS)}"
    return text[:most].strip().capitalize()


def a_full_sheet(number: int) -> Sheet:
    """Return a sheet with all that one may hold, in words as long as people and directories write them."""
    chance = random.Random(number)  # noqa: S311 - invented words, the same every time
    full = practice_sheet(number, 2, SheetOptions())
    bars = tuple(
        Bar(
            area=some_words(chance, 8, 28),
            share=chance.random(),
            earlier=chance.random(),
            word=chance.choice(("Building", "Growing", "Strong")),
            reading="middle",
            change=chance.choice(("moved up", "about the same", "lower than last time")),
            earlier_date=AUGUST,
            prorated=chance.random() < 0.2,
            edges=(0.4, 0.7),
        )
        for _ in range(9)
    )
    places = tuple(
        PrintedEntry(
            name=some_words(chance, 10, 30),
            line=f"{some_words(chance, 20, 65)}.",
            when=some_words(chance, 8, 26),
            where=f"{some_words(chance, 12, 32)}. Step-free.",
            phone="01632 960123",
            contact=chance.choice(("Linnet", "Juniper", "")),
            checked="Checked 28 September 2026.",
        )
        for _ in range(3)
    )
    return replace(
        full,
        first_name="Robin",
        strengths=tuple(f"{some_words(chance, 30, 85)}." for _ in range(3)),
        bars=bars,
        lower_note=True,
        steps=tuple(Step(text=some_words(chance, 20, 55), who="with my worker", when=some_words(chance, 6, 24)) for _ in range(2)),
        carried_steps=tuple(Step(text=some_words(chance, 15, 45)) for _ in range(2)),
        entries=places,
    )


def test_of_a_hundred_full_sheets_at_most_two_need_a_second_side() -> None:
    assert [sides(a_full_sheet(number)) for number in range(100)].count(1) >= 98
