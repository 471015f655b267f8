"""What a bar says, as a sentence: alternative text on paper, words for a screen reader in the window, lines of the plain text."""

from civicdesk.feedback.wording import month
from civicdesk.i18n import say_in
from civicdesk.records.sheets import Bar, SummaryBar


def bar_sentence(language: str, bar: Bar) -> str:
    """Return one area of a sheet as a sentence or two."""
    return " ".join((_change_sentence(language, bar), *([say_in(language, "sheet.bar.prorated")] if bar.prorated else ())))


def summary_sentence(language: str, bar: SummaryBar) -> str:
    """Return one area over a group as a sentence; a hidden one says that it is hidden and nothing else."""
    if bar.hidden or bar.n is None:
        return say_in(language, "sheet.summary.sentence_hidden", area=bar.area)
    said = [say_in(language, "sheet.summary.count", word=word, people=people) for word, people in bar.counts if people is not None]
    if said:
        return say_in(language, "sheet.summary.sentence", area=bar.area, n=bar.n, counts=", ".join(said))
    if bar.median is None:
        return say_in(language, "sheet.summary.sentence_n", area=bar.area, n=bar.n)
    middle = say_in(language, "sheet.summary.sentence_median", area=bar.area, n=bar.n, median=int(bar.median + 0.5))
    if bar.half is None:
        return middle
    low, high = (int(end + 0.5) for end in bar.half)
    return f"{middle} {say_in(language, 'sheet.summary.half', low=low, high=high)}"


def _change_sentence(language: str, bar: Bar) -> str:
    if not bar.change:
        return say_in(language, "sheet.bar.sentence", area=bar.area, word=bar.word)
    if bar.earlier_date is None:
        return say_in(language, "sheet.bar.sentence_change_undated", area=bar.area, word=bar.word, change=bar.change)
    date = month(language, bar.earlier_date)
    return say_in(language, "sheet.bar.sentence_change", area=bar.area, word=bar.word, change=bar.change, date=date)
