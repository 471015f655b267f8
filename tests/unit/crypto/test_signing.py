import base64
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from civicdesk.crypto import signing, words
from civicdesk.errors import Damaged

needs_minisign = pytest.mark.skipif(shutil.which("minisign") is None, reason="Debian's minisign is not installed here")
SECRET = bytes(range(32))
PUBLIC = signing.public_of(SECRET)
MESSAGE = b"FORMAT\n" * 20
COMMENT = "civicdesk-bundle 1 practice"


def test_the_trusted_comment_comes_back_from_a_signature_that_holds() -> None:
    assert signing.verify(PUBLIC, MESSAGE, signing.sign(SECRET, MESSAGE, COMMENT)) == COMMENT


def test_a_new_key_signs_for_its_own_public_part() -> None:
    secret, public = signing.new_signing_key()
    assert signing.verify(public, b"", signing.sign(secret, b"", "")) == ""


def test_the_same_message_is_signed_the_same_way_twice() -> None:
    assert signing.sign(SECRET, MESSAGE, COMMENT) == signing.sign(SECRET, MESSAGE, COMMENT)


def test_each_changed_bit_of_a_signature_is_noticed() -> None:
    signature = signing.sign(SECRET, MESSAGE, COMMENT)
    for bit in range(8 * len(signature)):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Damaged, match="BUNDLE-SIGNATURE"):
            signing.verify(PUBLIC, MESSAGE, bytes(changed))


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines, ""],
        lambda lines: ["untrusted comment: by somebody", *lines[1:]],
        lambda lines: [lines[0], lines[1], lines[2] + "\r", *lines[3:]],
        lambda lines: [lines[0], lines[1], "comment: " + COMMENT, *lines[3:]],
        lambda lines: [*lines[:2], "trusted comment: another", *lines[3:]],
        lambda lines: [lines[0], lines[3], lines[2], lines[1], ""],
        lambda lines: ["x" * 5000, *lines],
        lambda lines: lines[:0],
    ],
)
def test_a_signature_file_has_four_lines_and_no_other_form(change: Callable[[list[str]], list[str]]) -> None:
    lines = signing.sign(SECRET, MESSAGE, COMMENT).decode().split("\n")
    with pytest.raises(Damaged, match="BUNDLE-SIGNATURE"):
        signing.verify(PUBLIC, MESSAGE, "\n".join(change(lines)).encode())


def test_another_message_is_not_what_was_signed() -> None:
    with pytest.raises(Damaged, match="BUNDLE-SIGNATURE"):
        signing.verify(PUBLIC, MESSAGE + b"\n", signing.sign(SECRET, MESSAGE, COMMENT))


def test_another_key_did_not_sign_it() -> None:
    with pytest.raises(Damaged, match="BUNDLE-SIGNATURE"):
        signing.verify(signing.new_signing_key()[1], MESSAGE, signing.sign(SECRET, MESSAGE, COMMENT))


@pytest.mark.parametrize("comment", ["two\nlines", "a\ttab", "x" * 1025])
def test_a_comment_is_one_short_line(comment: str) -> None:
    with pytest.raises(ValueError, match="comment"):
        signing.sign(SECRET, MESSAGE, comment)


@pytest.mark.parametrize("public", ["", "short", PUBLIC[:-1], PUBLIC.lower(), base64.b64encode(bytes(42)).decode()])
def test_a_mistyped_public_key_is_told_as_such(public: str) -> None:
    with pytest.raises(Damaged, match="KEYS-PUBLIC"):
        signing.key_id(public)


def test_the_id_of_a_key_is_the_one_that_its_signatures_carry() -> None:
    carried = base64.b64decode(signing.sign(SECRET, MESSAGE, COMMENT).split(b"\n")[1])[2:10]
    assert signing.key_id(PUBLIC) == carried.hex()


def test_a_fingerprint_is_six_words_of_the_list_and_never_changes() -> None:
    spelled = signing.fingerprint_words(PUBLIC)
    assert set(spelled.split(" ")) <= set(words.words())
    assert spelled == "purifier elite dayroom scorn cable imagines"


@needs_minisign
def test_minisign_itself_accepts_our_signature(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(MESSAGE)
    (tmp_path / "rows.minisig").write_bytes(signing.sign(SECRET, MESSAGE, COMMENT))
    said = subprocess.run(
        ["minisign", "-V", "-m", tmp_path / "rows", "-P", PUBLIC], capture_output=True, check=False, timeout=60, text=True
    )
    assert said.returncode == 0, said.stderr
    assert f"Trusted comment: {COMMENT}" in said.stdout


@needs_minisign
def test_minisign_itself_refuses_a_changed_message(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(MESSAGE + b"x")
    (tmp_path / "rows.minisig").write_bytes(signing.sign(SECRET, MESSAGE, COMMENT))
    said = subprocess.run(["minisign", "-V", "-m", tmp_path / "rows", "-P", PUBLIC], capture_output=True, check=False, timeout=60)
    assert said.returncode == 1
