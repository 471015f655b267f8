"""The practice project: plainly invented people who answer the same way every time."""

from civicdesk import paths
from civicdesk.directory.tabular import read_entries
from civicdesk.records.pages import NodeState
from civicdesk.workflows import case_study, practice

YES_NO = NodeState(ref="/data/a/q1", t="select", opts=(("yes", "Yes"), ("no", "No"), ("dk", "Don't know")))


def test_there_are_twenty_four_people_with_names_of_their_own() -> None:
    names = [each.name for each in practice.folk()]
    assert len(names) == len(set(names)) == 24


def test_the_three_stories_speak_along_the_prompts_and_tags_that_exist() -> None:
    guide = case_study.guide()
    stories = practice.stories()
    assert len(stories) == 3
    for story in stories:
        assert all(0 <= prompt < len(guide.prompts) for prompt, _ in story.texts)
        assert all(0 <= prompt < len(guide.prompts) for prompt, _, _ in story.quotes)
        assert {*story.tags} <= {tag.key for tag in guide.tags}
        assert 0 <= story.person < len(practice.folk())


def test_a_person_says_the_same_every_time() -> None:
    once = [practice.answer(number, 1, YES_NO) for number in range(24)]
    assert once == [practice.answer(number, 1, YES_NO) for number in range(24)]
    assert {*once} <= {"yes", "no", "dk"}
    assert len({*once}) > 1


def test_somebody_with_a_high_level_agrees_more_than_somebody_with_a_low_one() -> None:
    by_level = sorted(range(24), key=lambda number: practice.folk()[number].level)
    questions = [NodeState(ref=f"/data/a{n}/q", t="select", opts=(("da", ""), ("ta", ""), ("td", ""), ("dd", ""))) for n in range(40)]
    agrees = [sum(practice.answer(number, 1, question) in {"da", "ta"} for question in questions) for number in (by_level[0], by_level[-1])]
    assert agrees[0] < agrees[1]


def test_numbers_are_from_nought_to_ten_and_words_are_skipped() -> None:
    number = NodeState(ref="/data/a/n", t="input", vt="int")
    words = NodeState(ref="/data/a/w", t="input", vt="string")
    assert all(0 <= int(practice.answer(who, 1, number)) <= 10 for who in range(24))
    assert practice.answer(0, 1, words) == ""


def test_nobody_ticks_an_option_that_says_nothing() -> None:
    ticks = NodeState(ref="/data/a/m", t="select", multiple=True, opts=(("one", ""), ("two", ""), ("none", "")))
    assert all("none" not in practice.answer(who, 1, ticks) for who in range(24))


def test_wishes_are_yes_or_no() -> None:
    wish = NodeState(ref="/data/optin/oi1", t="select", opts=(("yes", ""), ("notnow", ""), ("no", "")))
    assert {practice.answer(who, 1, wish) for who in range(24)} == {"yes", "no"}


def test_steps_are_one_or_two() -> None:
    assert {len(practice.steps(who, wave)) for who in range(24) for wave in (1, 2)} == {1, 2}


def test_the_meetings_are_three_months_apart() -> None:
    assert (practice.meeting(2) - practice.meeting(1)).days == 91


def test_no_help_against_a_violent_partner_is_put_on_paper_that_goes_home() -> None:
    entries = read_entries((paths.resources() / "practice" / "directory.csv").read_bytes())
    found = [entry for entry in entries if "domesticabuse" in entry.tags]
    assert len(found) == 2
    assert not any(entry.printable for entry in found)


def test_every_part_of_every_name_is_looked_for() -> None:
    names = practice.planted_names()
    assert {part for each in practice.folk() for part in each.name.split()} <= {*names}


def test_the_identity_of_the_practice_centre_is_no_secret() -> None:
    assert b"AGE-SECRET-KEY-1" in practice.identity_file()
