"""What a sheet says of a person's scores, and what it never says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from civicdesk import i18n, paths
from civicdesk.feedback.compose import SheetFacts, SheetOptions, compose, shown_scales
from civicdesk.feedback.pdf import texts
from civicdesk.records.entries import Entry
from civicdesk.records.scores import Audience, Change, ChangeClass, Direction, Feedback, Key, Method, Scale, ScaleScore, Status
from civicdesk.records.sheets import SheetMode, Step

Facts = Callable[..., SheetFacts]


def a_change(words: str, before: float = 30.0, after: float = 80.0) -> Change:
    return Change(
        scale="skills",
        before=before,
        after=after,
        difference=after - before,
        threshold=25.0,
        rci=None,
        klass=ChangeClass.UNCHANGED,
        rule="cautious",
        words=words,
    )


def with_scales(facts: SheetFacts, *scales: Scale) -> SheetFacts:
    return replace(facts, key=replace(facts.key, scales=scales))


def test_areas_stand_in_the_order_of_the_form(make_facts: Facts) -> None:
    assert [bar.area for bar in compose(make_facts()).bars] == ["Skills and strengths", "Know-how", "People around you"]


def test_a_score_becomes_a_share_and_a_word(make_facts: Facts) -> None:
    first = compose(make_facts()).bars[0]
    assert (first.share, first.word, first.reading, first.edges) == (0.8, "Strong", "high", (0.4, 0.7))


def test_a_band_that_says_how_it_is_drawn_is_believed(make_facts: Facts) -> None:
    facts = make_facts()
    scale = facts.key.scales[0]
    told = replace(scale, bands=tuple(replace(band, reading="middle") for band in scale.bands))
    assert compose(with_scales(facts, told)).bars[0].reading == "middle"


def test_an_area_without_a_score_says_so_kindly(make_facts: Facts, make_score: Callable[..., ScaleScore]) -> None:
    bar = compose(make_facts(scores=(make_score("skills", None, status=Status.TOO_FEW),))).bars[0]
    assert (bar.share, bar.word, bar.reading) == (None, "Not enough answers this time", "")


def test_an_area_that_did_not_apply_is_left_out(make_facts: Facts, make_score: Callable[..., ScaleScore]) -> None:
    assert compose(make_facts(scores=(make_score("skills", None, status=Status.NOT_APPLICABLE),))).bars == ()


def test_an_area_the_person_left_out_is_nowhere(make_facts: Facts) -> None:
    sheet = compose(make_facts(options=SheetOptions(left_out=frozenset({"skills"}), second_page=True)))
    assert [text for text in texts(sheet) if "Skills" in text or "speak up" in text] == []


def test_a_value_without_a_word_is_still_drawn(make_facts: Facts, make_score: Callable[..., ScaleScore]) -> None:
    bar = compose(make_facts(scores=(make_score("skills", 80.0),))).bars[0]
    assert (bar.share, bar.word, bar.reading) == (0.8, "", "")


def test_more_than_nine_areas_are_cut_to_nine(
    make_facts: Facts, make_scale: Callable[..., Scale], make_score: Callable[..., ScaleScore]
) -> None:
    scales = tuple(make_scale(f"s{number}", f"Area {number}", (f"a{number}", f"b{number}")) for number in range(12))
    facts = replace(with_scales(make_facts(), *scales), scores=tuple(make_score(scale.name, 50.0, "growing") for scale in scales))
    assert [bar.area for bar in compose(facts).bars] == [f"Area {number}" for number in range(9)]


@pytest.mark.parametrize(
    "change",
    [
        {"audience": Audience.WORKER},
        {"audience": Audience.COORDINATOR},
        {"method": Method.MEAN_OF_SCALES, "items": ()},
        {"method": Method.SUM_OF_SCALES, "items": ()},
        {"method": Method.SINGLE},
    ],
    ids=["workers", "coordinators", "mean of scales", "sum of scales", "single question"],
)
def test_what_is_not_for_participants_is_not_shown(make_scale: Callable[..., Scale], change: dict[str, object]) -> None:
    kept, hidden = make_scale("kept", "Kept", ("a", "b")), make_scale("hidden", "Hidden", ("c", "d"), **change)
    assert [scale.name for scale in shown_scales(Key(id="k", version="1", scales=(kept, hidden)))] == ["kept"]


def test_a_total_under_another_name_is_not_shown(make_scale: Callable[..., Scale]) -> None:
    part, whole = make_scale("part", "Part", ("a", "b")), make_scale("whole", "Whole", ("a", "b", "c"))
    assert [scale.name for scale in shown_scales(Key(id="k", version="1", scales=(part, whole)))] == ["part"]


def test_a_clinical_questionnaire_gives_no_bars(make_facts: Facts) -> None:
    facts = make_facts()
    sheet = compose(replace(facts, key=replace(facts.key, level="B")))
    assert (sheet.bars, sheet.strengths, sheet.answers) == ((), (), ())


def test_a_change_past_the_threshold_is_told_with_the_bar_of_before(make_facts: Facts) -> None:
    bar = compose(make_facts(changes={"skills": a_change("up")}, earlier_date=date(2026, 3, 4))).bars[0]
    assert (bar.change, bar.earlier, bar.earlier_date) == ("moved up", 0.3, date(2026, 3, 4))


def test_a_small_change_is_about_the_same_and_draws_nothing(make_facts: Facts) -> None:
    bar = compose(make_facts(changes={"skills": a_change("same", 78.0)}, earlier_date=date(2026, 3, 4))).bars[0]
    assert (bar.change, bar.earlier) == ("about the same", None)


def test_what_cannot_be_compared_is_not_compared(make_facts: Facts) -> None:
    bar = compose(make_facts(changes={"skills": a_change("")}, earlier_date=date(2026, 3, 4))).bars[0]
    assert (bar.change, bar.earlier, bar.earlier_date) == ("", None, None)


@pytest.mark.parametrize(("words", "told"), [("down", True), ("same", False), ("up", False)])
def test_the_line_about_ups_and_downs_comes_with_a_lower_area_only(make_facts: Facts, words: str, *, told: bool) -> None:
    assert compose(make_facts(changes={"skills": a_change(words)})).lower_note is told


def test_where_more_is_not_better_there_are_words_and_no_bar(make_facts: Facts) -> None:
    facts = make_facts(changes={"skills": a_change("up")})
    scale = replace(facts.key.scales[0], direction=Direction.LOWER_BETTER)
    bar = compose(with_scales(facts, scale)).bars[0]
    assert (bar.share, bar.word, bar.change, bar.earlier) == (None, "Strong", "", None)


def test_strengths_are_said_in_the_words_of_the_question_or_of_the_workbook(make_facts: Facts) -> None:
    assert compose(make_facts()).strengths == (
        "“I can speak up in a group.” You said: Agree strongly.",
        "You know how to find things out.",
    )


def test_a_low_answer_or_a_low_area_is_never_praised(make_facts: Facts) -> None:
    assert compose(make_facts(strengths=(("skills", "sk2"), ("networks", ""), ("networks", "nw1")))).strengths == ()


def test_at_most_three_strengths_and_none_twice(make_facts: Facts) -> None:
    facts = make_facts(answers=dict.fromkeys(("sk1", "sk2", "kh1", "kh2"), "4"))
    wanted = tuple(
        (scale, item) for scale, item in (("skills", "sk1"), ("skills", "sk1"), ("skills", "sk2"), ("knowhow", "kh1"), ("knowhow", "kh2"))
    )
    strengths = compose(replace(facts, strengths=wanted)).strengths
    assert [said.split("”")[0].lstrip("“") for said in strengths] == [
        "I can speak up in a group.",
        "I can plan something.",
        "I know who to ask.",
    ]


def test_a_reversed_question_is_a_strength_when_its_answer_is_low(make_facts: Facts) -> None:
    facts = make_facts(answers={"sk1": "1"}, strengths=(("skills", "sk1"),))
    scale = facts.key.scales[0]
    turned = replace(scale, items=tuple(replace(item, reverse=True) for item in scale.items))
    assert compose(with_scales(facts, turned)).strengths == ("“I can speak up in a group.” You said: Disagree strongly.",)


def test_a_range_that_the_workbook_leaves_blank_is_that_of_the_choices(make_facts: Facts) -> None:
    facts = make_facts(strengths=(("skills", "sk1"),))
    scale = facts.key.scales[0]
    open_ended = replace(scale, items=tuple(replace(item, low=None, high=None) for item in scale.items))
    assert len(compose(with_scales(facts, open_ended)).strengths) == 1


def test_a_number_typed_into_a_scored_question_needs_words_to_be_a_strength(make_facts: Facts) -> None:
    facts = make_facts(answers={"sk1": 4}, labels={"sk1": ("I can speak up.", {})}, strengths=(("skills", "sk1"),))
    assert compose(facts).strengths == ()


def test_a_coded_number_counts_as_its_choice(make_facts: Facts) -> None:
    facts = make_facts(answers={"sk1": 4}, strengths=(("skills", "sk1"),))
    bare = replace(facts, key=replace(facts.key, choice_scores={}))
    assert len(compose(bare).strengths) == 1


@pytest.mark.parametrize("statement", ["How often do you speak up?", "I can speak up in a group of people " + "who do not know me " * 2])
def test_a_question_or_a_long_statement_is_not_quoted_and_the_area_speaks_for_itself(make_facts: Facts, statement: str) -> None:
    facts = make_facts(labels={"kh1": (statement, {"3": "Agree"})}, strengths=(("knowhow", "kh1"),))
    assert compose(facts).strengths == ("You know how to find things out.",)


def test_a_question_about_a_low_area_praises_nothing(make_facts: Facts) -> None:
    facts = make_facts(
        answers={"nw1": "4"}, labels={"nw1": ("Who is there for you?", {"4": "Many people"})}, strengths=(("networks", "nw1"),)
    )
    assert compose(facts).strengths == ()


def test_an_answer_without_a_number_is_no_strength(make_facts: Facts) -> None:
    assert compose(make_facts(answers={"sk1": "dk"}, strengths=(("skills", "sk1"),))).strengths == ()


def test_an_area_without_words_in_the_workbook_gets_ours(make_facts: Facts) -> None:
    facts = make_facts(strengths=(("skills", ""), ("unknown", "")))
    assert compose(facts).strengths == ("Skills and strengths is one of your strong sides.",)


def test_words_for_workers_are_not_said_to_participants(make_facts: Facts) -> None:
    facts = make_facts(strengths=(("skills", ""),))
    theirs = replace(facts.key.scales[0], feedback=(Feedback(on="strong", audience=Audience.WORKER, text={"en": "Ask more."}),))
    assert compose(with_scales(facts, theirs)).strengths == ("Skills and strengths is one of your strong sides.",)


def test_steps_are_the_persons_own_and_at_most_two(make_facts: Facts) -> None:
    steps = (Step(text="First"), Step(text="Second"), Step(text="Third"))
    assert compose(make_facts(steps=steps)).steps == steps[:2]


def test_an_empty_step_is_not_printed(make_facts: Facts) -> None:
    assert compose(make_facts(steps=(Step(text="  "),))).steps == ()


def test_at_most_three_places_and_none_that_may_not_be_printed(make_facts: Facts, make_entry: Callable[..., Entry]) -> None:
    entries = (make_entry(name="Quiet", printable=False), *(make_entry(name=f"Place {number}") for number in range(4)))
    assert [entry.name for entry in compose(make_facts(entries=entries)).entries] == ["Place 0", "Place 1", "Place 2"]


def test_of_a_contact_only_the_first_name_is_printed(make_facts: Facts, make_entry: Callable[..., Entry]) -> None:
    entry = compose(make_facts(entries=(make_entry(),))).entries[0]
    assert (entry.contact, entry.where, entry.checked) == ("Finch", "Sample Lane. Step-free.", "Checked 20 August 2026.")


def test_a_place_that_nobody_confirmed_says_so(make_facts: Facts, make_entry: Callable[..., Entry]) -> None:
    assert compose(make_facts(entries=(make_entry(assured_date=None),))).entries[0].checked == "Not checked lately."


def test_answers_are_on_the_second_page_only(make_facts: Facts) -> None:
    assert compose(make_facts()).answers == ()


def test_the_second_page_holds_question_and_answer_by_area(make_facts: Facts) -> None:
    areas = compose(make_facts(options=SheetOptions(second_page=True), answers={"sk1": "4", "sk2": "na", "nw2": "7"})).answers
    assert [(area, [(line.question, line.answer) for line in lines]) for area, lines in areas][::2] == [
        ("Skills and strengths", [("I can speak up in a group.", "Agree strongly")]),
        (
            "People around you",
            [("I have people around me who support my recovery.", "No answer"), ("I know people from different walks of life.", "7")],
        ),
    ]


def test_a_discreet_sheet_does_not_speak_of_recovery(make_facts: Facts, make_entry: Callable[..., Entry]) -> None:
    facts = make_facts(
        answers={"nw1": "4", "sk1": "4"},
        strengths=(("networks", "nw1"), ("skills", "sk1")),
        steps=(Step(text="Go to a Recovery meeting"), Step(text="Ring Wren")),
        entries=(make_entry(name="Recovery Café"), make_entry()),
        options=SheetOptions(mode=SheetMode.DISCREET, second_page=True),
    )
    sheet = compose(facts)
    assert [text for text in texts(sheet) if "recover" in text.casefold()] == []
    assert (len(sheet.strengths), len(sheet.steps), len(sheet.entries)) == (1, 1, 1)


def test_licence_notices_are_kept_and_said_once(make_facts: Facts) -> None:
    facts = make_facts()
    scales = tuple(replace(scale, notice="Second notice.") for scale in facts.key.scales)
    assert compose(replace(facts, key=replace(facts.key, scales=scales, notice="First notice."))).notices == (
        "First notice.",
        "Second notice.",
    )


def test_a_sheet_never_holds_the_name_of_the_instrument_or_a_value(make_facts: Facts) -> None:
    said = " ".join(texts(compose(make_facts(options=SheetOptions(second_page=True)))))
    assert [word for word in ("invented", "80", "75", "20.0") if word in said] == []


def test_no_word_of_ours_promises_blames_or_shouts() -> None:
    unwanted = (paths.resources() / "words" / "unwanted-en.txt").read_text(encoding="utf-8").splitlines()
    words = [f" {line.strip()} " for line in unwanted if line.strip() and not line.startswith("#")]
    ours = {key: text for key, text in i18n.catalogue("en").items() if key.startswith("sheet.")}
    said = {key: f" {' '.join((text,) if isinstance(text, str) else text)} " for key, text in ours.items()}
    assert len(said) > 80
    assert [key for key, text in said.items() if "!" in text or any(word in text.casefold() for word in words)] == []


def test_no_sentence_of_ours_is_longer_than_twenty_words() -> None:
    ours = [text for key, text in i18n.catalogue("en").items() if key.startswith("sheet.") and isinstance(text, str)]
    assert [said for text in ours for said in text.replace("?", ".").split(". ") if len(said.split()) > 20] == []
