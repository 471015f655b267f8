"""Looking at a finished PDF: its pages as pixels for the window and the printer, its words for a check. One thread at a time."""

from civicdesk.records.sheets import PageImage

_POINTS_PER_INCH = 72


def pages(pdf: bytes, dpi: int = 96) -> tuple[PageImage, ...]:
    """Return each page as pixels, blue first.

    Args:
        pdf: a whole file.
        dpi: dots per inch: 96 for a window at 100 %, 300 for paper.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        images = []
        for page in document:
            bitmap = page.render(scale=dpi / _POINTS_PER_INCH)
            images.append(PageImage(width=bitmap.width, height=bitmap.height, stride=bitmap.stride, pixels=bytes(bitmap.buffer)))
            bitmap.close()
            page.close()
        return tuple(images)
    finally:
        document.close()


def text(pdf: bytes) -> tuple[str, ...]:
    """Return the words of each page in the order in which they were written."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        said = []
        for page in document:
            words = page.get_textpage()
            said.append(words.get_text_bounded().replace("\r\n", "\n"))
            words.close()
            page.close()
        return tuple(said)
    finally:
        document.close()
