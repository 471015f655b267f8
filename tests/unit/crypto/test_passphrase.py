import pytest

from civicdesk.crypto import passphrase
from civicdesk.errors import Refused


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("correct horse battery staple", "correct horse battery staple"),
        ("Correct Horse Battery Staple", "Correct Horse Battery Staple"),
        ("\u03c0\u00df\u00e5", "\u03c0\u00df\u00e5"),
        ("Jack of \u2666s", "Jack of \u2666s"),
        ("foo\u1680bar", "foo bar"),
    ],
)
def test_passphrases_are_read_as_the_standard_shows(typed: str, read: str) -> None:
    # The examples of RFC 8265, section 4.3.
    assert passphrase.normalise(typed) == read.encode()


@pytest.mark.parametrize("typed", ["", "my cat is a \tby", "two\nlines", "hidden\u200djoiner", "\u2028", "\udc80", "\U000e0fff"])
def test_what_no_keyboard_types_is_not_taken(typed: str) -> None:
    with pytest.raises(Refused, match="KEYS-CHARACTERS"):
        passphrase.normalise(typed)


def test_an_accent_typed_in_two_ways_is_the_same_passphrase() -> None:
    assert passphrase.normalise("caf\u00e9 au lait") == passphrase.normalise("cafe\u0301\u00a0au\u3000lait")


def test_blanks_at_the_ends_count() -> None:
    assert passphrase.normalise(" words ") == b" words "


@pytest.mark.parametrize(
    "chosen",
    [
        "abacus abdomen abdominal abide abiding ability",
        "Abacus  Abdomen abdominal abide abiding drop-down",
        "teal kettle by nine lamps",
        "x7#Qm!vR2k9@" + "and then some more " * 5,
    ],
    ids=["six words", "six words with capitals", "own words", "longer than what is judged"],
)
def test_a_passphrase_that_is_hard_to_guess_is_taken(chosen: str) -> None:
    passphrase.check(chosen)


@pytest.mark.parametrize("chosen", ["x7#Qm!vR2k9", "abacus"])
def test_a_short_passphrase_is_told_so(chosen: str) -> None:
    with pytest.raises(Refused, match="KEYS-WEAK") as why:
        passphrase.check(chosen)
    assert "12" in str(why.value.facts["reason"])


@pytest.mark.parametrize("chosen", ["password1234", "aaaaaaaaaaaaaaaa", "abacus abacus abacus abacus abacus abacus", " " * 12])
def test_a_passphrase_that_is_easy_to_guess_is_told_so(chosen: str) -> None:
    with pytest.raises(Refused, match="KEYS-WEAK") as why:
        passphrase.check(chosen)
    assert "guess" in str(why.value.facts["reason"])


def test_what_a_thief_would_try_first_does_not_count() -> None:
    passphrase.check("zorvathquillen")
    with pytest.raises(Refused, match="KEYS-WEAK"):
        passphrase.check("zorvathquillen", known=("zorvathquillen",))


def test_a_suggested_passphrase_is_always_taken() -> None:
    for _ in range(20):
        passphrase.check(passphrase.suggest())


def test_a_suggested_passphrase_has_as_many_words_as_asked_for() -> None:
    assert len(passphrase.suggest(8).split(" ")) == 8
