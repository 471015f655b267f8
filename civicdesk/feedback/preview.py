"""Looking at a finished PDF: its pages as pixels for the window and the printer, its words for a check. One thread at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from civicdesk.records.sheets import PageImage

_POINTS_PER_INCH = 72


def pages(pdf: bytes, dpi: int = 96) -> tuple[PageImage, ...]:
    """Return each page as pixels, blue first.

    Args:
        pdf: a whole file.
        dpi: dots per inch: 96 for a window at 100 %, 300 for paper.
    """
    with _opened(pdf) as document:
        return tuple(_drawn(document, number, dpi) for number in range(len(document)))


def page(pdf: bytes, number: int, dpi: int) -> PageImage:
    """Return one page as pixels, counted from 0. At 300 dots an inch a page takes 26 MB: paper is fed one page at a time."""
    with _opened(pdf) as document:
        return _drawn(document, number, dpi)


def count(pdf: bytes) -> int:
    """Return how many pages a file has."""
    with _opened(pdf) as document:
        return len(document)


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def _drawn(document: Any, number: int, dpi: int) -> PageImage:
    one = document[number]
    bitmap = one.render(scale=dpi / _POINTS_PER_INCH)
    image = PageImage(width=bitmap.width, height=bitmap.height, stride=bitmap.stride, pixels=bytes(bitmap.buffer))
    bitmap.close()
    one.close()
    return image


def text(pdf: bytes) -> tuple[str, ...]:
    """Return the words of each page in the order in which they were written."""
    said = []
    with _opened(pdf) as document:
        for one in document:
            words = one.get_textpage()
            said.append(words.get_text_bounded().replace("\r\n", "\n"))
            words.close()
            one.close()
    return tuple(said)
