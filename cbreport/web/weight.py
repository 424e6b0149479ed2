"""What a page weighs on the line, said on the page itself.

The size stands inside of what it measures: the page is written with a mark in its place, measured, and filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Final

from cbreport.definition import Translator
from cbreport.web.compressing import packed_size
from cbreport.web.formats import Formats
from cbreport.web.packaged import packaged

MARK: Final = "\ue000\ue001"  # private letters, which no text on a page has


@dataclass
class Weight:
    """The weight of one page, as its template asks for it.

    ``encoding`` is how the page travels, ``kept_as`` what the browser takes for style and script. ``files`` are those
    that the page links, by name; they are noted while it is written.
    """

    t: Translator
    encoding: str
    kept_as: tuple[str, ...]
    files: dict[str, None] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The mark in whose place the page's size will stand."""
        return MARK

    @property
    def rest(self) -> str:
        """What style and script weigh together, which a browser fetches once."""
        each = (packaged(name) for name in self.files)
        return self.size(sum(len(file.sent(best_of(tuple(file.packed), self.kept_as))) for file in each))

    def size(self, count: int) -> str:
        """A number of bytes in whole thousands, rounded up.

        >>> Weight(Translator("en", ()), "", ()).size(5100)
        '6 kB'
        """
        number = Formats(self.t.language).number(max(ceil(count / 1000), 1))
        return self.t("{number} kB").format(number=number)

    def fill(self, text: str) -> str:
        """The text with its own weight in the place of the mark."""
        if MARK not in text:
            return text
        shown = ""
        for _ in range(2):  # the second time it measures what the first has written
            shown = self.size(packed_size(text.replace(MARK, shown), self.encoding))
        return text.replace(MARK, shown)


def best_of(offered: tuple[str, ...], taken: tuple[str, ...]) -> str:
    """The first encoding of a file that the browser takes; empty for none.

    >>> best_of(("br", "gzip"), ("gzip",))
    'gzip'
    """
    return next((each for each in offered if each in taken), "")
