"""The tree of topics and the words that speak for them."""

import pytest

from civicdesk.directory import topics
from civicdesk.directory.topics import Lexicon

LEXICON = Lexicon({"dog": ["animals"], "dog walk": ["walking"], "garden*": ["gardening"], "food bank": ["food", "help"], "go*": ["short"]})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my DOG is ill", {"animals": 1.0}),
        ("a dog walk", {"walking": 1.0}),
        ("a dog walk with my dog", {"walking": 1.0, "animals": 1.0}),
        ("gardening and gardens", {"gardening": 2.0}),
        ("garde", {}),
        ("food bank", {"food": 2**-0.5, "help": 2**-0.5}),
        ("good gold", {}),
        ("", {}),
    ],
)
def test_words_speak_for_topics_and_a_phrase_goes_before_its_words(text: str, found: dict[str, float]) -> None:
    assert LEXICON.topics(text) == pytest.approx(found)


def test_every_word_of_the_shipped_lexicon_speaks_for_topics_of_the_tree() -> None:
    meant = {topic for words in topics._rows("lexicon-en.csv") for topic in words["topics"].split()}
    assert meant == set(topics.tree())


def test_siblings_are_the_other_topics_of_the_group() -> None:
    assert {"walking", "running"} <= set(topics.siblings()["fishing"])
    assert "fishing" not in topics.siblings()["fishing"]


def test_a_topic_is_said_in_words_and_an_unknown_one_as_it_is() -> None:
    assert (topics.label("Harmred"), topics.label("Bee keeping")) == ("harm reduction", "Bee keeping")


def test_words_that_say_nothing_are_left_out() -> None:
    assert topics.terms("I don't want to go; I want chess, Chess and 3 x tea") == ("chess", "tea")
