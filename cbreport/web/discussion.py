"""What a page shows of the discussion inside the Party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cbreport.definition import Section
from cbreport.reporting import Report, Thread, may
from cbreport.web.context import Context, names_in


@dataclass(frozen=True)
class Discussion:
    """The threads of one report that this person may see.

    :param names: who wrote, by id.
    :param questions: ids of the questions that she may discuss; None is all of them.
    """

    report: Report
    threads: Sequence[Thread]
    names: Mapping[str, str]
    questions: frozenset[str] | None = None

    def on(self, question: str) -> list[Thread]:
        """The threads on a question and everything in it, open ones first."""
        found = [each for each in self.threads if each.address.partition("[")[0] == question]
        return sorted(found, key=lambda each: not each.open)

    def open_on(self, *questions: str) -> int:
        """How many threads on these questions are open."""
        return sum(each.open and each.address.partition("[")[0] in questions for each in self.threads)

    def open_in(self, section: Section) -> int:
        """How many threads in a section are open."""
        return self.open_on(*(each.id for each in section.questions))

    @property
    def open(self) -> int:
        """How many threads are open."""
        return sum(each.open for each in self.threads)

    def includes(self, question: str) -> bool:
        """Whether she may discuss this question."""
        return self.questions is None or question in self.questions

    def name(self, author: str) -> str:
        """Who wrote, in words; empty when nobody has told a name."""
        return self.names.get(author, "")


def discussion_of(context: Context, report: Report) -> Discussion | None:
    """The discussion of a report, for those who take part in it."""
    identity, standing = context.identity, report.standing
    if not may(identity, "inside", standing):
        return None
    grant = None if may(replace(identity, grants=()), "inside", standing) else identity.grant(report.id)
    threads = context.portal.store.threads(identity, report.id)
    return Discussion(report, threads, names_in(context, report.id), grant.questions if grant else None)
