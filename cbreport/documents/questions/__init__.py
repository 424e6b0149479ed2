"""One question across Parties, in the tree of nodes: options, heat maps, change, several conventions, texts.

Each function gives blocks without headings, so that a page, a document of one question and one of a whole cycle put
them where they belong; :func:`counted_blocks` alone has headings. The first block says in one sentence what the others
show.
"""

from __future__ import annotations

from cbreport.documents.questions.across import across_blocks
from cbreport.documents.questions.answers import answer_blocks, counted_blocks
from cbreport.documents.questions.basis import basis_facts, not_ready
from cbreport.documents.questions.change import change_blocks
from cbreport.documents.questions.heat import cell_blocks, heat_blocks
from cbreport.documents.questions.options import SHARES, option_blocks
from cbreport.documents.questions.words import languages_of, word_pages, words_blocks, written_in

__all__ = [
    "SHARES",
    "across_blocks",
    "answer_blocks",
    "basis_facts",
    "cell_blocks",
    "change_blocks",
    "counted_blocks",
    "heat_blocks",
    "languages_of",
    "not_ready",
    "option_blocks",
    "word_pages",
    "words_blocks",
    "written_in",
]
