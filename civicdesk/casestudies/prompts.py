"""Guided prompts: a story is told along them, in the person's own order and words."""

from civicdesk.casestudies.shelf import entries
from civicdesk.records.cases import Prompt


def prompts(language: str = "en") -> tuple[Prompt, ...]:
    """Return the prompts in a language, in English if it is not shipped; the keys are the same in all."""
    return tuple(
        Prompt(key=one["key"], question=one["question"], hint=one.get("hint", "")) for one in entries("prompts", language, "prompt")
    )
