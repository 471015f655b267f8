"""Released texts as a table: no code, no order that tells, nothing that a spreadsheet would run."""

from civicdesk.export import csvs, notes
from civicdesk.records.releases import ReleasedNote


def test_texts_leave_sorted_by_their_words() -> None:
    told = [ReleasedNote(kind="quote", domain="trust", text=text, cuts=cuts) for text, cuts in (("[cut 1] said so", 1), ("=Ask me", 0))]
    made = notes.as_csv(told)
    assert b"'=Ask me" in made
    assert [(row["note_id"], row["text"], row["cuts"]) for row in csvs.read(made)] == [("1", "=Ask me", "0"), ("2", "[cut 1] said so", "1")]
