import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.crypto import recovery
from civicdesk.errors import Refused

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRETS = st.binary(min_size=16, max_size=16)


@given(SECRETS)
def test_a_code_reads_back_as_what_it_was_made_from(secret: bytes) -> None:
    assert recovery.read(recovery.write(secret)) == secret


def test_a_code_is_seven_groups_of_four() -> None:
    assert [len(group) for group in recovery.write(recovery.new_secret()).split("-")] == [4] * 7


def test_a_known_code_stays_the_same_code() -> None:
    # Printed papers must be readable by every later version.
    assert recovery.write(bytes(range(16))) == "0004-1061-050R-3GG2-8A1C-60T3-GF5E"


@given(SECRETS, st.integers(0, 27), st.sampled_from(LETTERS))
def test_each_single_wrong_letter_is_noticed(secret: bytes, place: int, letter: str) -> None:
    code = recovery.write(secret).replace("-", "")
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(Refused, match="KEYS-CODE"):
            recovery.read(wrong)


@given(SECRETS, st.integers(0, 25), st.integers(0, 25))
def test_each_swap_of_two_letters_is_noticed(secret: bytes, one: int, other: int) -> None:
    code = list(recovery.write(secret).replace("-", ""))
    swapped = code.copy()
    swapped[one], swapped[other] = code[other], code[one]
    if swapped != code:
        with pytest.raises(Refused, match="KEYS-CODE"):
            recovery.read("".join(swapped))


def test_look_alikes_blanks_hyphens_and_case_do_not_matter() -> None:
    secret = bytes.fromhex("00420042004200420042004200420021")
    code = recovery.write(secret)
    typed = " " + code.lower().replace("0", "o").replace("1", "l").replace("-", " ") + "\n"
    assert recovery.read(typed) == secret


def test_a_capital_i_is_read_as_one() -> None:
    code = recovery.write((1).to_bytes(16, "big"))
    assert recovery.read(code.replace("1", "I")) == (1).to_bytes(16, "big")


@pytest.mark.parametrize("typed", ["", "0000", "U" * 28, "0" * 27, "0" * 29])
def test_what_is_no_code_is_not_taken(typed: str) -> None:
    with pytest.raises(Refused, match="KEYS-CODE"):
        recovery.read(typed)


def test_a_number_that_is_too_large_is_no_code() -> None:
    number = 1 << 128
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(26)))
    check = number % 1021
    with pytest.raises(Refused, match="KEYS-CODE"):
        recovery.read(letters + LETTERS[check >> 5] + LETTERS[check & 31])
