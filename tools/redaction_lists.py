"""Make the two word lists by which names are found in free text: resources/redaction/names.txt and words.txt.

python tools/redaction_lists.py            write them
python tools/redaction_lists.py --check    write nothing; exit 1 if they are out of date

A word is taken for an ordinary English word if it stands in the list of the passphrases, ends as English words do, or is found in
another form too ("walk", "walks"): names hardly ever are. A name that is found in two other forms is a word as well ("rose", "mark"),
and so is what people often choose as a password.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from zxcvbn.frequency_lists import FREQUENCY_LISTS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "redaction"
PASSPHRASES = ROOT / "resources" / "words" / "en.txt"
PLAIN = re.compile(r"[a-z]{3,}")
ENDINGS = ("s", "es", "ed", "ing", "er", "ers", "ly", "ful", "less", "ness", "ment", "y")
AS_ENGLISH = re.compile(r"[a-z]{3,}(?:ing|ed|ly|tion|sion|ness|ment|able|ible|ous|ful|less|ive|ity|ism|ship|hood|ance|ence|ical)")
SHORTEST_STEM = 3
SURE = 2


def lists() -> dict[str, list[str]]:
    """Return the lines of each file."""
    given = {word for name in ("female_names", "male_names", "surnames") for word in FREQUENCY_LISTS[name] if PLAIN.fullmatch(word)}
    spoken = {word for name in ("english_wikipedia", "us_tv_and_film") for word in FREQUENCY_LISTS[name] if PLAIN.fullmatch(word)}
    chosen = set(PASSPHRASES.read_text(encoding="utf-8").split())
    known = spoken | chosen
    words = chosen | {word for word in spoken if AS_ENGLISH.fullmatch(word) or any(form in known for form in _forms(word))}
    often = given | {word for word in FREQUENCY_LISTS["passwords"] if PLAIN.fullmatch(word)}
    words |= {word for word in often if sum(form in known for form in set(_longer(word))) >= SURE}
    return {"names.txt": sorted(given), "words.txt": sorted(words)}


def _longer(word: str) -> Iterator[str]:
    """Yield other forms of a word that are longer."""
    for ending in ENDINGS:
        yield word + ending
    if word.endswith("e"):
        yield from (word + "d", word[:-1] + "ing")
    if word.endswith("y"):
        yield from (word[:-1] + "ies", word[:-1] + "ied", word[:-1] + "ily")
    yield from (word + word[-1] + "ing", word + word[-1] + "ed", word + word[-1] + "er")


def _forms(word: str) -> Iterator[str]:
    yield from _longer(word)
    for ending in (*ENDINGS, "d"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST_STEM:
            yield from (stem, stem + "e")
            if stem[-1] == stem[-2]:
                yield stem[:-1]
    if word.endswith(("ies", "ied", "ily")):
        yield word[:-3] + "y"


def main() -> int:
    """Write the lists, or compare them."""
    made = {FOLDER / name: "\n".join(lines) + "\n" for name, lines in lists().items()}
    if "--check" in sys.argv[1:]:
        return int(any(not path.is_file() or path.read_text(encoding="utf-8") != text for path, text in made.items()))
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
