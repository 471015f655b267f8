import hashlib

from civicdesk import paths
from civicdesk.crypto import words


def test_the_list_is_the_published_one_to_the_byte() -> None:
    shipped = (paths.resources() / "words" / "en.txt").read_bytes()
    assert hashlib.sha256(shipped).hexdigest() == "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"


def test_the_list_has_one_word_for_each_throw_of_five_dice() -> None:
    assert len(set(words.words())) == 6**5


def test_drawn_words_are_different_words_of_the_list() -> None:
    drawn = words.draw(50)
    assert len(set(drawn)) == 50
    assert set(drawn) <= set(words.words())


def test_a_hash_is_spelled_by_its_remainders() -> None:
    listed = words.words()
    assert words.spell((7 + 7776 * 9).to_bytes(32, "big"), 3) == (listed[7], listed[9], listed[0])
