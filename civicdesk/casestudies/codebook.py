"""The codebook: tags that make passages of many stories comparable."""

from civicdesk.casestudies.shelf import entries
from civicdesk.records.cases import Tag


def codebook(language: str = "en") -> tuple[Tag, ...]:
    """Return the tags in a language, in English if it is not shipped; the keys are the same in all."""
    return tuple(
        Tag(key=one["key"], label=one["label"], description=one.get("description", "")) for one in entries("codebook", language, "tag")
    )
