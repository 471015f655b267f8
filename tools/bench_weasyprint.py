"""Draws web pages with WeasyPrint, for comparison; run by the interpreter of the checkers, which alone has it.

Standard input: a JSON list of pages. Standard output: a JSON list of milliseconds of the processor, one for each page.
"""

import json
import sys
import time
from importlib import import_module


def main() -> int:
    """Draw the first page once to load what is needed, then each of them."""
    draw = import_module("weasyprint").HTML  # the checkers alone have it; nothing of ours imports it
    pages = json.load(sys.stdin)
    draw(string=pages[0]).write_pdf(pdf_variant="pdf/ua-1")
    spent = []
    for page in pages:
        began = time.process_time()
        draw(string=page).write_pdf(pdf_variant="pdf/ua-1")
        spent.append((time.process_time() - began) * 1000)
    json.dump(spent, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
