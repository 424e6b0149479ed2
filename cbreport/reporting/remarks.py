"""Comments and recommendations beside needs, of Parties and of the Secretariat, and what Parties are shown for them.

Parties do not see what others submitted and did not publish. So a Secretariat *opens* the comparison of needs with
activities to them: what they then see are numbers without names, frozen as they were on that day.

Who may do what is said here and nowhere else: :func:`side_of`, :func:`may_write`, :func:`may_see`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from cbreport.answering.parsing import tidy
from cbreport.definition.respondents import SECRETARIAT_CODE
from cbreport.errors import SaveRefused
from cbreport.reporting.identity import Identity

COMMENT: Final = "comment"
RECOMMENDATION: Final = "recommendation"
REMARK_KINDS: Final = (COMMENT, RECOMMENDATION)

#: What a Secretariat answers to a remark.
VERDICTS: Final = ("accepted", "noted", "not-taken-up")
NOT_TAKEN_UP: Final = "not-taken-up"

REMARK_LENGTH: Final = 5_000  # characters
REMARKS_OF_SIDE: Final = 2_000  # of one Party to one convention; withdrawn ones count too


@dataclass(frozen=True, order=True)
class Where:
    """Where in the comparison of needs a remark stands: a topic, a column, the cell of both, or, empty, all of it.

    :param axis: ``region`` or ``group``, of which the column is one; empty without a column.
    """

    axis: str = ""
    topic: str = ""
    column: str = ""


@dataclass(frozen=True)
class Said:
    """A text in the language in which it was written. ``kind`` is one of :data:`REMARK_KINDS`."""

    kind: str
    text: str
    language: str


@dataclass(frozen=True)
class Answered:
    """What the Secretariat answered to a remark. ``verdict`` is one of :data:`VERDICTS`."""

    verdict: str
    text: str
    language: str


@dataclass(frozen=True)
class RemarkStep:
    """Something that became of a remark: it was written, or written anew, answered, or withdrawn.

    :param number: counts within a remark, from 1.
    :param author: of the person; it and ``name`` are empty for others than those on whose side she is.
    """

    number: int
    what: Said | Answered | None
    author: str
    name: str
    time: str


@dataclass(frozen=True)
class Remark:
    """A comment or recommendation, with all that became of it.

    :param opening: id of the opening in which it was made; empty for what a Secretariat remarked by itself.
    :param labels: source texts of its topic and its column, as they were; empty where there is none.
    :param party: code of the Party, or that of the Secretariat.
    """

    id: str
    convention: str
    opening: str
    where: Where
    labels: tuple[str, str]
    party: str
    steps: tuple[RemarkStep, ...]

    @property
    def number(self) -> int:
        """The number of the last step: what a page was made from."""
        return self.steps[-1].number

    @property
    def said(self) -> Said:
        """What it says now."""
        return next(each.what for each in reversed(self.steps) if isinstance(each.what, Said))

    @property
    def written(self) -> RemarkStep:
        """When it was written, as it is now."""
        return next(each for each in reversed(self.steps) if isinstance(each.what, Said))

    @property
    def reply(self) -> Answered | None:
        """What the Secretariat answered last."""
        return next((each.what for each in reversed(self.steps) if isinstance(each.what, Answered)), None)

    @property
    def withdrawn(self) -> str:
        """When it was withdrawn; empty while it stands."""
        return next((each.time for each in self.steps if each.what is None), "")

    @property
    def by_secretariat(self) -> bool:
        """Whether the Secretariat remarked it."""
        return self.party == SECRETARIAT_CODE


@dataclass(frozen=True)
class NewRemark:
    """What a remark begins with."""

    convention: str
    where: Where
    labels: tuple[str, str]
    said: Said
    opening: str = ""


@dataclass(frozen=True)
class Opening:
    """The comparison of needs as it is open to Parties for their remarks.

    :param parties: codes of those who are asked.
    :param content: what they see, as canonical JSON, of which ``digest`` is the digest.
    :param shown: whether Parties see the remarks of each other; those who write are told.
    :param until: the last day.
    :param closed: when it was closed before that day; empty otherwise.
    """

    id: str
    convention: str
    parties: frozenset[str]
    content: bytes
    digest: str
    shown: bool
    made: str
    until: str
    closed: str = ""

    def is_open(self, day: date) -> bool:
        """Whether Parties can still write on that day."""
        return not self.closed and day.isoformat() <= self.until


def side_of(identity: Identity, convention: str) -> str:
    """Under which code somebody remarks: that of the Secretariat where she works, or of the Party whose reports she
    fills in. Empty for everybody else.

    >>> side_of(Identity("u1", "Amina", roles=frozenset({"focal-point"}), party="KEN"), "example")
    'KEN'
    """
    if identity.serves(convention):
        return SECRETARIAT_CODE
    return identity.party if identity.answers_for(convention, identity.party) else ""


def may_see(side: str, opening: Opening) -> bool:
    """Whether those of a side see an opening: the Secretariat, and the Parties that are asked."""
    return side == SECRETARIAT_CODE or side in opening.parties


def may_write(side: str, opening: Opening | None, day: date) -> bool:
    """Whether those of a side may remark on that day, and change and withdraw what they remarked.

    A Party does so in an opening, until it is closed. The Secretariat always may: its recommendations follow from what
    was said.
    """
    if side == SECRETARIAT_CODE:
        return True
    return opening is not None and side in opening.parties and opening.is_open(day)


def seen_by(side: str, remark: Remark, opening: Opening | None) -> Remark | None:
    """A remark as those of a side see it, or None.

    The Secretariat sees every one, a Party its own, and those of others where they are shown. What was withdrawn is
    seen by its own side alone. Who wrote is known to the same side.
    """
    own = remark.party == side
    if not own and (remark.withdrawn or not (side == SECRETARIAT_CODE or (opening and opening.shown))):
        return None
    steps = (each if _same_side(side, remark, each) else replace(each, author="", name="") for each in remark.steps)
    return replace(remark, steps=tuple(steps))


def _same_side(side: str, remark: Remark, step: RemarkStep) -> bool:
    return side == (SECRETARIAT_CODE if isinstance(step.what, Answered) else remark.party)


def checked_remark(said: Said) -> Said:
    """What was remarked as it is kept.

    :raises SaveRefused: there is no text, it is too long, or it is of no kind.
    """
    if said.kind not in REMARK_KINDS:
        raise SaveRefused("It is neither a comment nor a recommendation.", "Choose which.")
    return replace(said, text=_tidied(said.text, "Write what you want to say."))


def checked_reply(answered: Answered) -> Answered:
    """An answer to a remark as it is kept.

    :raises SaveRefused: nothing was chosen, the reason is missing where a remark is not taken up, or it is too long.
    """
    if answered.verdict not in VERDICTS:
        raise SaveRefused("No answer was chosen.", "Choose one.")
    if not answered.text.strip() and answered.verdict != NOT_TAKEN_UP:
        return replace(answered, text="")
    return replace(answered, text=_tidied(answered.text, "Write in a few words why."))


def _tidied(text: str, advice: str) -> str:
    found = tidy(text)
    if not found:
        raise SaveRefused("There is no text.", advice)
    if len(found) > REMARK_LENGTH:
        raise SaveRefused(
            "The text has {length} characters; {limit} can be kept.",
            "Shorten it.",
            length=str(len(found)),
            limit=str(REMARK_LENGTH),
        )
    return found


class Remarks(Protocol):
    """What a store keeps of remarks. What somebody may not see is not there for her (:class:`UnknownName`)."""

    def openings(self, identity: Identity, convention: str) -> Sequence[Opening]:
        """The openings that somebody may see, the newest first."""

    def open_needs(
        self, identity: Identity, convention: str, parties: frozenset[str], content: bytes, *, shown: bool, until: date
    ) -> Opening:
        """Open the comparison of needs to Parties; the one that is open already, if there is one.

        :param content: canonical JSON of what they see.
        :raises NotPermitted: she does not work for the convention's Secretariat.
        :raises SaveRefused: the day is past.
        """

    def set_opening(self, identity: Identity, opening_id: str, until: date | None) -> Opening:
        """Let an opening end on another day, also one that has ended; None closes it now.

        :raises UnknownName: there is none, or she does not work for the convention's Secretariat.
        :raises SaveRefused: the day is past.
        """

    def remarks(self, identity: Identity, convention: str, *, opening: str | None = None) -> Sequence[Remark]:
        """The remarks that somebody may see, in the order in which they were first written.

        :param opening: id of the only opening whose remarks are wanted; empty for those in none.
        """

    def remark(self, identity: Identity, new: NewRemark) -> Remark:
        """Remark something. Who has just said the same there has said it already.

        :raises NotPermitted: she may not, or not any more.
        :raises SaveRefused: as :func:`checked_remark`, or there are too many.
        """

    def change_remark(self, identity: Identity, remark_id: str, said: Said | None, *, base: int) -> Remark:
        """Write a remark of one's own side anew, or withdraw it; all that it said before is kept.

        :param said: None withdraws it.
        :param base: the number of the last step that the person saw.
        :raises UnknownName: there is no such remark for her.
        :raises NotPermitted: it is another side's, or the opening is closed.
        :raises SaveRefused: something became of it meanwhile, or as :func:`checked_remark`; nothing was changed.
        """

    def answer_remark(self, identity: Identity, remark_id: str, answered: Answered, *, base: int) -> Remark:
        """Answer a remark for the Secretariat; the last answer counts, the others are kept.

        :raises UnknownName: as :meth:`change_remark`.
        :raises NotPermitted: she does not work for the convention's Secretariat.
        :raises SaveRefused: as :meth:`change_remark`, or as :func:`checked_reply`.
        """
