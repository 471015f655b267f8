import shutil
import subprocess
from pathlib import Path

import pytest

from civicdesk.crypto import sealing
from civicdesk.errors import Damaged, Refused

needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="Debian's age is not installed here")
WORDS = b"practice rows\n" * 100


def test_each_recipient_opens_what_was_sealed_to_both() -> None:
    one, other = sealing.new_identity(), sealing.new_identity()
    sealed = sealing.seal(WORDS, [one[1], other[1]])
    assert sealing.unseal(sealed, one[0]) == sealing.unseal(sealed, other[0]) == WORDS


def test_somebody_else_is_told_that_it_is_not_theirs() -> None:
    sealed = sealing.seal(WORDS, [sealing.new_identity()[1]])
    with pytest.raises(Damaged, match="BUNDLE-KEY"):
        sealing.unseal(sealed, sealing.new_identity()[0])


def test_a_cut_bundle_is_told_as_cut_wherever_it_was_cut() -> None:
    identity, recipient = sealing.new_identity()
    sealed = sealing.seal(WORDS, [recipient])
    for length in range(len("age-encryption.org/v1\n"), len(sealed), 41):
        with pytest.raises(Damaged, match="BUNDLE-CUT"):
            sealing.unseal(sealed[:length], identity)


def test_a_changed_byte_is_noticed_wherever_it_is() -> None:
    identity, recipient = sealing.new_identity()
    sealed = sealing.seal(b"short", [recipient])
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(Damaged, match="BUNDLE-"):
            sealing.unseal(changed, identity)


@pytest.mark.parametrize("other", [b"", b"PK\x03\x04", b"age-encryption.org/v2\n"])
def test_another_file_is_told_as_no_bundle(other: bytes) -> None:
    with pytest.raises(Damaged, match="BUNDLE-NOT-OURS"):
        sealing.unseal(other, sealing.new_identity()[0])


@pytest.mark.parametrize("header", [b"-> X25519 " + b"a" * 20_000, (b"-> X25519 a\n" + b"a" * 43 + b"\n") * 400 + b"--- a\n"])
def test_a_list_of_recipients_without_an_end_is_not_read(header: bytes) -> None:
    """Its reader would look for the end for minutes."""
    with pytest.raises(Damaged, match="BUNDLE-CUT"):
        sealing.unseal(b"age-encryption.org/v1\n" + header, sealing.new_identity()[0])


def test_a_bundle_that_is_too_large_is_not_opened() -> None:
    with pytest.raises(Refused, match="SEAL-LIMIT"):
        sealing.unseal(bytes(sealing.LIMIT + 1), "")


@pytest.mark.parametrize("recipients", [[], ["age1mistyped"], [""]])
def test_nothing_is_sealed_to_an_address_that_is_mistyped(recipients: list[str]) -> None:
    with pytest.raises(Refused, match="SEAL-RECIPIENT"):
        sealing.seal(WORDS, recipients)


def test_a_mistyped_identity_is_told_as_such() -> None:
    with pytest.raises(Refused, match="SEAL-IDENTITY"):
        sealing.unseal(sealing.seal(WORDS, [sealing.new_identity()[1]]), "AGE-SECRET-KEY-1MISTYPED")


def test_an_identity_is_spelled_as_the_standard_shows() -> None:
    # The same spelling is asked of age-keygen below, where that is installed.
    spelled = "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG"
    assert sealing.identity_from(bytes(range(32)))[0] == spelled


@needs_age
def test_age_itself_opens_what_we_sealed(tmp_path: Path) -> None:
    identity, recipient = sealing.new_identity()
    (tmp_path / "key.txt").write_text(identity + "\n", encoding="ascii")
    opened = subprocess.run(
        ["age", "-d", "-i", tmp_path / "key.txt"], input=sealing.seal(WORDS, [recipient]), capture_output=True, check=True, timeout=60
    )
    assert opened.stdout == WORDS


@needs_age
def test_we_open_what_age_itself_sealed() -> None:
    identity, recipient = sealing.new_identity()
    sealed = subprocess.run(["age", "-r", recipient], input=WORDS, capture_output=True, check=True, timeout=60)
    assert sealing.unseal(sealed.stdout, identity) == WORDS


@needs_age
def test_age_itself_gives_the_same_address_for_an_identity() -> None:
    identity, recipient = sealing.identity_from(bytes(range(32)))
    named = subprocess.run(["age-keygen", "-y"], input=identity.encode(), capture_output=True, check=True, timeout=60)
    assert named.stdout.decode().strip() == recipient
