"""Looking at a finished file."""

from collections.abc import Callable

from civicdesk.feedback import preview
from civicdesk.feedback.pdf import sheet_pdf
from civicdesk.records.sheets import Sheet, SheetMode


def test_a_page_becomes_pixels_of_its_size(make_sheet: Callable[..., Sheet]) -> None:
    (image,) = preview.pages(sheet_pdf(make_sheet()), dpi=96)
    assert (image.width, image.height) == (794, 1123)
    assert len(image.pixels) == image.stride * image.height
    assert image.stride >= 3 * image.width


def test_a_page_is_mostly_white_with_ink_on_it(make_sheet: Callable[..., Sheet]) -> None:
    (image,) = preview.pages(sheet_pdf(make_sheet()), dpi=48)
    white = image.pixels.count(255) / len(image.pixels)
    assert 0.5 < white < 0.99


def test_twice_the_dots_is_twice_the_width(make_sheet: Callable[..., Sheet]) -> None:
    pdf = sheet_pdf(make_sheet())
    small, large = preview.pages(pdf, dpi=72)[0], preview.pages(pdf, dpi=144)[0]
    assert abs(large.width - 2 * small.width) <= 1


def test_each_page_gives_its_words(make_sheet: Callable[..., Sheet]) -> None:
    pages = preview.text(sheet_pdf(make_sheet(mode=SheetMode.LARGE)))
    assert len(pages) > 1
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1)] == [True] * len(pages)
