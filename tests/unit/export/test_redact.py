"""What redaction proposes, and how a text reads without it. All names and numbers are invented."""

import re
import subprocess
import sys
from pathlib import Path
from re import _constants, _parser

import pytest

from civicdesk.export import redact, redact_patterns
from civicdesk.export.redact_lists import english
from civicdesk.export.redact_roster import roster
from civicdesk.export.redact_words import has_no_capitals, words_in
from civicdesk.records.texts import Cut, CutKind

ROOT = Path(__file__).resolve().parents[3]


def _gone(text: str, *people: str) -> list[str]:
    return [text[cut.start : cut.end] for cut in redact.propose(text, roster(people))]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Mail wren.fictional+a@mail.example.org today.", ["wren.fictional+a@mail.example.org"]),
        ("mail: wren dot fictional at example dot com", ["wren dot fictional at example dot com"]),
        ("write to wrenf at example.co.uk please", ["wrenf at example.co.uk"]),
        ("See https://example.org/wren?x=1 and www.example.net", ["https://example.org/wren?x=1", "www.example.net"]),
        ("his page is example.com/wren or t.me/wrenf", ["example.com/wren", "t.me/wrenf"]),
        ("the laptop had 192.0.2.17", ["192.0.2.17"]),
        ("add @wren.f_88 on there", ["@wren.f_88"]),
        ("username wrenfict, login: stoat77", ["wrenfict", "stoat77"]),
        ("snapchat: wren_f and insta is wren.f4", ["wren_f", "wren.f4"]),
        ("plays as stoatking449 at night", ["stoatking449"]),
        ("NHS 999 012 3456 and 9990123456", ["999 012 3456", "9990123456"]),
        ("NINO QQ123456C or QQ 12 34 56 C or QQ123456", ["QQ123456C", "QQ 12 34 56 C", "QQ123456"]),
        ("+44 (0)1632 960 999, 0044 7700 900 999, (01632) 960999", ["+44 (0)1632 960 999", "0044 7700 900 999", "(01632) 960999"]),
        ("abroad +48 22 555 01 99, landline 960 999", ["+48 22 555 01 99", "960 999"]),
        ("DOB 3.5.71. Born in 1971. date of birth: 3rd of May, 71", ["3.5.71", "1971", "3rd of May, 71"]),
        ("May 3rd, 1971 and 1971-05-03 and 03/05/71 in the file", ["May 3rd, 1971", "1971-05-03", "03/05/71"]),
        ("white van, reg AB12 CDE. and P123 XYZ, plate: 1 XYZ", ["AB12 CDE", "P123 XYZ", "1 XYZ"]),
        ("ref #12AB45, case: F99221, CD-2021-12, 12/ab/2041", ["#12AB45", "F99221", "CD-2021-12", "12/ab/2041"]),
        ("PNC 12/345678A, iban GB12 ABCD 1234 5678 9012 34", ["12/345678A", "GB12 ABCD 1234 5678 9012 34"]),
        ("licence FICTI805123AB9CD, order no: 99-120", ["FICTI805123AB9CD", "99-120"]),
        ("account 12345678, sort code 99-34-56", ["12345678", "99-34-56"]),
        ("lives at ///stoat.lamp.pear or 52.5731, -0.2411", ["///stoat.lamp.pear", "52.5731, -0.2411"]),
        ("pe99 9zz, PE99 9ZZ", ["pe99 9zz", "PE99 9ZZ"]),
    ],
)
def test_identifiers_are_known_by_their_form(text: str, gone: list[str]) -> None:
    assert _gone(text) == gone


@pytest.mark.parametrize(
    "text",
    [
        "Appointment on 14/05/2025 at 10:30, ends 12-03-2024, next in 2026-05-03.",
        "Scored 31 of 40, up from 22. Paid £1,200 arrears in 2019 2020 and 2021-2022.",
        "Methadone 60ml, room 12, step 5, covid19, section21, B3 ward, 6/10, 3 March.",
        "Hep C test done. GP and NHS informed. PE1 area. Universal Credit on Friday, in May.",
        "Used charlie twice, no spice. Will try to cut down. May go to the group. Rose early.",
        "Faith is important to her. Hope is what matters. Grace period agreed. Mark it as done.",
        "spoke about the main road and 10 minutes walk, 2 bed house, 3 missed calls close to home",
        "the nurse said come back. miss the group. dr about sleep. called round. called the office. asked for help",
        "had a good week, feeling hopeful. walked the river with the lads and saw the football.",
        "I'll do it. I think I'm better. ITS ALL GOOD NOW, THANKS FOR THE HELP.",
        "Went to Hep C clinic. Grace",
        "on 12 03 24 we met, at 6 pm, log 2024, facebook messages, ring 999",
    ],
)
def test_ordinary_words_dates_and_doses_stay(text: str) -> None:
    assert _gone(text) == []


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Met Wren Fictional and Big Al, not the other Wren.", ["Wren Fictional", "Big Al", "Wren"]),
        ("Mr Stoatley, Dr. K and nurse Quillfeather rang.", ["Stoatley", "K", "Quillfeather"]),
        ("Zubeida rang. Letter from siobhan today, GP aware of Dr Lamp.", ["Zubeida", "siobhan", "Lamp"]),
        (
            "Grace said so. Rose Quillfeather and Hope. Mark and Zubeida. Will's bike.",
            ["Grace", "Rose Quillfeather", "Hope", "Mark", "Zubeida", "Will"],
        ),
        ("A lad called Tiger. My name is Lamp. Known as Stoat. J. Lamp.", ["Tiger", "Lamp", "Stoat", "J. Lamp"]),
        ("Juan da Silva O'Quill, Piet van der Stoat", ["Juan da Silva O'Quill", "Piet van der Stoat"]),
        ("Met Wren de la de la Stoat. Saw Wren de", ["Wren", "Stoat", "Wren"]),
        ("Saw Mouse. Mouse was late. Lamp oil", ["Mouse", "Mouse"]),
        ("Priya K came. JANE QUILLFEATHER signed. SIAN did not, said Anne-Marie.", ["Priya K", "JANE QUILLFEATHER", "Anne-Marie"]),
        ("my name is zubeida quillfeather and i am 34", ["zubeida quillfeather"]),
        (
            "grace rang, saw mr lamp with mark. mark stoatley was there. tell will, please",
            ["grace", "lamp", "mark", "mark stoatley", "will"],
        ),
        ("scared of little jo and mad zed. a girl called stoatling", ["little jo", "mad zed", "stoatling"]),
        ("seen by nurse quillfeather, imam hosseini and ms king", ["quillfeather", "hosseini", "king"]),
        ("JANE QUILLFEATHER CAME IN. SHE IS UPSET", ["JANE QUILLFEATHER"]),
        ("Al rang. Then Bo went home.", ["Al", "Bo"]),
    ],
)
def test_names_are_known_by_lists_titles_cues_and_writing(text: str, gone: list[str]) -> None:
    assert _gone(text) == gone


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Home visit: 13B Lamp St. No answer", ["13B Lamp St"]),
        ("Flat 27, 75 Stoat's Walk Street is cold, Works off Stoat Avenue.", ["Flat 27, 75 Stoat's Walk Street", "Stoat Avenue"]),
        ("Moved to 5 The Avenue. Lives at 14 Quillwick, Flat 3, Quill Court", ["5 The Avenue", "14 Quillwick", "Flat 3, Quill Court"]),
        ("lives at 22 park road, near quillwick road. at 7 orchard close", ["22 park road", "quillwick road", "7 orchard close"]),
        ("Moved to 9 Broadway now. Not Broadway", ["9 Broadway", "Broadway"]),
        ("Station Road is shut. Near Meadow Rise. Some Meadow Rise", ["Station Road"]),
        ("a parcel for 18 quillwick place came", ["18 quillwick place"]),
        ("12 new and close friends, 3 long close talks", []),
        ("We met in the road group. GP close. On Monday close", []),
    ],
)
def test_addresses_take_their_numbers_and_flats_along(text: str, gone: list[str]) -> None:
    assert [
        part for part in _gone(text) if any(kind in part.lower() for kind in ("quill", "lamp", "stoat", "avenue", "road", "close"))
    ] == gone


def test_the_roster_finds_its_people_in_any_writing() -> None:
    people = ("Grace Lampwick", "Stoatington", "Jo", "Mr Will Tell")
    assert _gone("Saw grace lampwick; Stoatingtan's bike; stoatngton; stoattington; jo too.", *people) == [
        "grace lampwick",
        "Stoatingtan",
        "stoatngton",
        "stoattington",
        "jo",
    ]
    assert _gone("We hope that he will come. By the grace of it, Grace.", "Grace Lampwick", "Will Tell") == ["Grace"]
    assert _gone("he will come, tell grace", "Grace Lampwick", "Will Tell") == ["tell grace"]


def test_organisations_are_looked_for_as_a_whole() -> None:
    names = roster((), ["Lamp and Stoat Trust", ""])
    text = "went to the lamp and stoat trust, liked the lamp"
    assert [text[cut.start : cut.end] for cut in redact.propose(text, names)] == ["lamp and stoat trust"]


def test_places_that_may_be_told_stay() -> None:
    text = "Moved from Quillwick to Stoatford."
    assert [text[cut.start : cut.end] for cut in redact.propose(text, allowed=["Quillwick"])] == ["Stoatford"]


def test_a_text_reads_on_without_its_names() -> None:
    text = "Zubeida rang from 07700 900999; Zubeida's mum is Ms Quill of PE99 9ZZ."
    assert redact.apply(text, redact.propose(text)) == "[name 1] rang from [number 1]; [name 1]'s mum is Ms [name 2] of [place 1]."


def test_cuts_that_touch_become_one_of_the_surer_kind() -> None:
    cuts = [Cut(start=0, end=4, kind=CutKind.NAME), Cut(start=2, end=6, kind=CutKind.EMAIL), Cut(start=8, end=9, kind=CutKind.NAME)]
    assert redact.joined("x" * 9, cuts) == (Cut(start=0, end=6, kind=CutKind.EMAIL), Cut(start=8, end=9, kind=CutKind.NAME))


def test_ages_and_dates_are_shown_to_the_reader() -> None:
    text = "She is 43 years old, son (7), died 12 June 2019."
    assert [text[start:end] for start, end in redact.hints(text)] == ["43 years old", "(7)", "12 June 2019"]


@pytest.mark.parametrize(
    ("cuts", "whole"),
    [([(0, 3), (4, 5)], True), ([(0, 3), (2, 5)], False), ([(3, 3)], False), ([(4, 9)], False), ([(3, 4)], False), ([], True)],
)
def test_cuts_of_a_reader_must_lie_within_the_text(cuts: list[tuple[int, int]], whole: bool) -> None:
    assert redact.is_whole("abc de", [Cut(start=start, end=end, kind=CutKind.READER) for start, end in cuts]) is whole


def test_no_pattern_can_take_longer_than_the_text_is_long() -> None:
    endless = [
        pattern.pattern
        for pattern in (*(pattern for _, pattern, _ in redact_patterns.RULES), *redact_patterns.HINTS.values())
        if _repeats_without_end(_parser.parse(pattern.pattern))
    ]
    assert endless == []


def _repeats_without_end(parsed: object) -> bool:
    if isinstance(parsed, tuple) and len(parsed) == 3 and parsed[1] is _constants.MAXREPEAT:
        return True
    return any(map(_repeats_without_end, parsed)) if isinstance(parsed, tuple | list | _parser.SubPattern) else False


def test_the_check_for_endless_repeats_finds_one() -> None:
    assert _repeats_without_end(_parser.parse(r"(?:ab?)+x"))


def test_the_lists_tell_names_from_words() -> None:
    words = english()
    assert words.is_name("zubeida") is False
    assert words.is_name("siobhan")
    assert not words.is_unknown("hopefulness")
    assert words.is_unknown("quillwick")
    assert all(re.fullmatch(r"[a-z]+", name) for name in words.names if "'" not in name)


def test_the_generated_lists_are_those_that_their_tool_makes() -> None:
    made = subprocess.run([sys.executable, ROOT / "tools" / "redaction_lists.py", "--check"], check=False, timeout=60)
    assert made.returncode == 0


def test_capitals_say_nothing_where_there_are_none_or_nothing_else() -> None:
    assert has_no_capitals(words_in("went home. Then slept"))
    assert has_no_capitals(words_in("WENT HOME WITH ZUBEIDA"))
    assert not has_no_capitals(words_in("went home with Zubeida"))
    assert has_no_capitals(words_in(""))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("She reads it on her Tablet or in a Lantern.", []),
        ("He asked about the Lantern scheme, and the Lantern tattoo.", []),
        ("He met Lantern outside, with her Robin Placeholder.", ["Lantern", "Robin Placeholder"]),
        ("She rang her Lantern Fennimoor today.", ["Lantern Fennimoor"]),
        ("Who came (Lantern, then nobody) had tea.", ["Lantern"]),
        ("We saw the Christmas Lights, then on Monday Lantern came.", ["Lantern"]),
        ("Then Wren cooks and sells for the whole landing.", ["Wren"]),
        ("Letter from HMRC about it. nothing else.", []),
        ("write to wrenf (at) example.org please", ["wrenf (at) example.org"]),
        ("PC 4471 took it down, collar 5512", ["4471", "5512"]),
        ("Facebook name is Stoat King88 now", ["Stoat King88"]),
    ],
)
def test_the_title_of_a_thing_is_no_name(text: str, gone: list[str]) -> None:
    assert _gone(text) == gone


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I turned 40 in 2019, at 43 I moved.", ["turned 40", "in 2019", "at 43"]),
        ("In May 2020 I was 41.", ["May 2020", "I was 41"]),
    ],
)
def test_ages_and_dates_are_told_to_the_reader(text: str, told: list[str]) -> None:
    assert [text[start:end] for start, end in redact.hints(text)] == told


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I met Jose\u0301 Nun\u0303ez there.", "I met [person 1] there."),
        ("We saw Wr\u200ben Fic\u00adtional there.", "We saw [person 1] there."),
        ("Then रवि came with कुमार.", "Then [person 1] came with [person 2]."),
        ("With Anne\u2011Marie\u00a0Fictional.", "With [person 1]."),
        ("Call 07700\n900123 today.", "Call [number 1] today."),
        ("Call me on 07700\u00a0900\u00a0123.", "Call me on [number 1]."),
        ("Call 07700 900\r\n123 today.", "Call [number 1] today."),
    ],
)
def test_no_part_of_a_name_or_number_stays_because_of_how_it_was_copied(text: str, left: str) -> None:
    names = roster(["José Núñez", "Wren Fictional", "रवि कुमार", "Anne-Marie Fictional"])
    assert redact.apply(text, redact.propose(text, names)) == left


def test_a_list_of_small_numbers_stays() -> None:
    assert redact.propose("In the week:\n12\n34\n56\n78") == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I met Kelly Ireland there.", "I met [name 1] there."),
        ("I told Kelly English and Kelly Smart.", "I told [name 1] and [name 2]."),
        ("I met Kelly Monday, and Kelly I'm sure.", "I met [name 1] Monday, and [name 1] I'm sure."),
        ("I met Kelly NHS staff.", "I met [name 1] NHS staff."),
        ("Back to Ireland.", "Back to Ireland."),
    ],
)
def test_a_word_that_is_no_name_by_itself_is_the_family_name_behind_a_first_name(text: str, left: str) -> None:
    assert redact.apply(text, redact.propose(text)) == left


def test_ordinary_words_with_capitals_after_the_are_the_name_of_a_thing() -> None:
    text = "He sat in the Regional Pool, then in the Red Lion, and met the Green Fennimores."
    assert redact.apply(text, redact.propose(text)) == "He sat in the Regional Pool, then in the Red Lion, and met the [name 1]."
