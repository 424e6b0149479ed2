"""What is said about an answer inside the country: questions and remarks, the replies to them, and what is settled.

Nothing of it is ever part of a report. It is apart from :attr:`cbreport.answering.Answer.comment`, the Party's own note
on an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cbreport.answering.parsing import tidy
from cbreport.errors import SaveRefused
from cbreport.reporting.identity import Identity

COMMENT: Final = "comment"
QUESTION: Final = "question"
REPLY: Final = "reply"
RESOLVE: Final = "resolve"
REOPEN: Final = "reopen"
BEGINNINGS: Final = (COMMENT, QUESTION)
SAID: Final = (*BEGINNINGS, REPLY)
COMMENT_LENGTH: Final = 5_000  # characters
COMMENTS_OF_REPORT: Final = 5_000  # what was withdrawn or settled counts too


@dataclass(frozen=True)
class Comment:
    """Something said on an answer, or that a thread was resolved or opened again. It never changes.

    :param number: counts within a report.
    :param thread: number of the comment that began the thread.
    :param kind: ``comment``, ``question``, ``reply``, ``resolve`` or ``reopen``.
    :param text: empty when its author has withdrawn it, and when it says that a thread is settled.
    :param withdrawn: when its author took it back.
    """

    number: int
    thread: int
    address: str
    kind: str
    text: str
    author: str
    time: str
    withdrawn: str = ""


@dataclass(frozen=True)
class Thread:
    """A comment or question on the answer at an address, and what followed."""

    entries: tuple[Comment, ...]

    @property
    def number(self) -> int:
        """What the thread is called by in its report."""
        return self.entries[0].number

    @property
    def address(self) -> str:
        """Which answer it is about."""
        return self.entries[0].address

    @property
    def kind(self) -> str:
        """``comment`` or ``question``."""
        return self.entries[0].kind

    @property
    def said(self) -> tuple[Comment, ...]:
        """The texts, in order, with those that were withdrawn."""
        return tuple(each for each in self.entries if each.kind in SAID)

    @property
    def settled(self) -> Comment | None:
        """Who resolved it, or opened it again, last."""
        return next((each for each in reversed(self.entries) if each.kind not in SAID), None)

    @property
    def open(self) -> bool:
        """Whether nobody has resolved it yet, or somebody has opened it again."""
        return self.settled is None or self.settled.kind == REOPEN


class Discussions(Protocol):
    """What a store does for discussion. What somebody may not see is not there for her (:class:`UnknownName`)."""

    def threads(self, identity: Identity, report_id: str) -> Sequence[Thread]:
        """What colleagues say about the answers, oldest first; nothing for those who are not inside.

        Somebody to whom sections were delegated has those on their questions.

        :raises UnknownName: as :meth:`Store.open <cbreport.reporting.store.Store.open>`.
        """

    def comment(self, identity: Identity, report_id: str, address: str, text: str, *, kind: str = COMMENT) -> int:
        """Begin a thread on the answer at an address; its number. To send it twice is to say it once.

        :param kind: ``comment`` or ``question``.
        :raises UnknownName: as :meth:`threads`.
        :raises NotPermitted: ``identity`` is not inside, or the question was not given to her.
        :raises SaveRefused: there is no text, it is too long, or there are too many.
        """

    def reply(self, identity: Identity, report_id: str, thread: int, text: str) -> int:
        """Say something in a thread; its number. To send it twice is to say it once.

        :raises UnknownName: as :meth:`threads`, or there is no such thread for her.
        :raises NotPermitted: as :meth:`comment`.
        :raises SaveRefused: as :meth:`comment`.
        """

    def settle(self, identity: Identity, report_id: str, thread: int, *, resolved: bool) -> None:
        """Resolve a thread, or open it again.

        :raises UnknownName: as :meth:`reply`.
        :raises NotPermitted: as :meth:`comment`.
        """

    def withdraw_comment(self, identity: Identity, report_id: str, number: int) -> None:
        """Take back what one has said oneself; its text is gone.

        :raises UnknownName: as :meth:`threads`, or there is nothing of this number for her.
        :raises NotPermitted: as :meth:`comment`, or somebody else has said it.
        """


def threads_of(comments: Iterable[Comment]) -> tuple[Thread, ...]:
    """The threads, in the order in which they began. Of one in which everything was withdrawn nothing is left.

    >>> one = Comment(1, 1, "help", "question", "Since when?", "u1", "2026-01-01")
    >>> two = Comment(2, 1, "help", "resolve", "", "u2", "2026-01-02")
    >>> [(each.address, each.open) for each in threads_of([one, two])]
    [('help', False)]
    """
    found: dict[int, list[Comment]] = {}
    for each in comments:
        found.setdefault(each.thread, []).append(each)
    threads = (Thread(tuple(each)) for each in found.values())
    return tuple(each for each in threads if not all(said.withdrawn for said in each.said))


def tidied_comment(text: str) -> str:
    """The text as it is kept.

    :raises SaveRefused: there is none, or it is far too long.
    """
    found = tidy(text)
    if not found:
        raise SaveRefused("There is no text.", "Write what you want to say.")
    if len(found) > COMMENT_LENGTH:
        raise SaveRefused(
            "The text has {length} characters; {limit} can be kept.",
            "Shorten it.",
            length=str(len(found)),
            limit=str(COMMENT_LENGTH),
        )
    return found
