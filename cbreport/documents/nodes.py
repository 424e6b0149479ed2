"""The tree that every document format walks: frozen dataclasses, nothing that knows HTML, PDF or a spreadsheet.

A :class:`Text` carries the language and direction that it really has, so that an Arabic answer in a French document,
or an untranslated English label in an Arabic one, is set, read aloud and exported as what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from cbreport.answering.differing import Piece
from cbreport.definition.conventions import DocumentIdentity

Scalar: TypeAlias = str | int | float | bool | None
CellKind: TypeAlias = Literal["text", "tick", "number", "blank"]
Glyphs: TypeAlias = Literal["written-out", "error"]
Look: TypeAlias = Literal["filled", "half", "edged", "outlined"]


@dataclass(frozen=True)
class Text:
    """A run of text. ``lang`` and ``dir`` are empty where they are the document's; ``link`` is http or https.

    ``file`` names an attached file, by the letters of its digest and its name: a page can lead there, paper cannot.
    ``pieces`` are its words again, by what became of them between two versions. ``place`` names by
    kind and keys what a page can lead to, if it knows the address; paper cannot.
    """

    text: str
    lang: str = ""
    dir: str = ""
    link: str = ""
    file: tuple[str, str] | None = field(default=None, repr=False)
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    place: tuple[str, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return self.text

    def format(self, **values: object) -> Text:
        """The text with its ``{name}`` places filled.

        >>> Text("{count} answers", lang="en").format(count=3)
        Text(text='3 answers', lang='en', dir='', link='')
        """
        return replace(self, text=self.text.format(**values))


Texts: TypeAlias = tuple[Text, ...]
_SIDE_BY_SIDE: Final = 7  # figures of a series that stand beside each other


@dataclass(frozen=True)
class Heading:
    """A heading. ``level`` counts from 1; ``anchor`` is unique in the document, for contents and bookmarks."""

    level: int
    text: Text
    number: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Contents:
    """Where the list of contents stands; it is made from the headings up to ``depth``."""

    title: Text
    depth: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text. ``role`` says what it is: an answer, help, a comment, or something typed that is not valid.

    ``room`` is room to write by hand, below the texts if there are any.
    """

    texts: Texts
    role: Literal["", "answer", "value", "help", "comment", "typed", "lead", "small", "finding", "room"] = ""


@dataclass(frozen=True)
class Note:
    """A remark that stands apart from the running text."""

    texts: Texts
    title: Text | None = None


@dataclass(frozen=True)
class Choice:
    """One option of a choice, with what was typed beside it."""

    label: Text
    chosen: bool
    details: Texts = ()
    code: str = ""


@dataclass(frozen=True)
class Choices:
    """Options. ``many`` tells boxes from circles; the options not chosen may have been left out."""

    options: tuple[Choice, ...]
    many: bool = True


@dataclass(frozen=True)
class Spark:
    """A few figures, none below zero, as a small picture beside the text that tells them; None is a gap.

    ``said`` is what the picture shows, in one sentence, for those who do not see it.
    """

    numbers: tuple[float | None, ...]
    said: str

    @property
    def columns(self) -> tuple[tuple[int, float], ...]:
        """Place and height, 0 to 1, of each figure that is known; what is zero is still to be seen, a gap is not.

        >>> Spark((2, None, 4, 0), "").columns
        ((0, 0.5), (2, 1.0), (3, 0.05))
        """
        highest = max((each for each in self.numbers if each), default=1)
        known = ((place, each) for place, each in enumerate(self.numbers) if each is not None)
        return tuple((place, max(each / highest, 0.05)) for place, each in known)


@dataclass(frozen=True)
class Cell:
    """A cell of a table. ``value`` is the bare value for spreadsheets; ``kind`` says how the cell is set.

    ``heat`` is how dark the cell is, 0 to 4, so that the eye finds what the texts say in any case. ``spark`` is drawn
    below the texts; where nothing can be drawn it is left out, for the figures stand in the table.
    """

    texts: Texts = ()
    kind: CellKind = "text"
    value: Scalar = None
    heat: int = 0
    spark: Spark | None = None


@dataclass(frozen=True)
class Table:
    """A table. With ``header_column`` the first cell of every row is its heading."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: Text | None = None
    header_column: bool = True
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One key with its value: running text, or blocks where the value is more than that."""

    label: Text
    value: Texts = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Keys and values, such as a row of a wide table. ``title`` names them, as a heading of ``level``."""

    facts: tuple[Fact, ...]
    title: Texts = ()
    level: int = 3


@dataclass(frozen=True)
class Bar:
    """One row of a count table. ``share`` is 0 to 1 of the base; ``shown`` is the share in words.

    ``cells`` are further numbers that stand before the count, such as the base where it differs from row to row.
    """

    label: Text
    count: int
    share: float
    shown: str
    cells: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bars:
    """A count table with a bar for each row, and one sentence that says what it shows.

    ``head`` names the columns: label, one for each of the ``cells``, count, share and bar.
    """

    head: Texts
    bars: tuple[Bar, ...]
    sentence: Text
    caption: Text | None = None


@dataclass(frozen=True)
class Trend:
    """A short series of figures with a small picture, and one sentence that says what it shows.

    ``series`` has a heading and a figure for each step, the first step first; ``head`` names the steps (“Year”) and
    what is counted (“Reports received”).
    """

    head: tuple[Text, Text]
    series: tuple[tuple[Text, Cell], ...]
    spark: Spark
    sentence: Text
    caption: Text | None = None

    @property
    def table(self) -> Table:
        """The figures side by side, or below each other where there are many of them, with the picture at the head."""
        steps, unit = self.head
        if len(self.series) <= _SIDE_BY_SIDE:
            head = (Cell(), *(Cell((label,), "number") for label, _ in self.series))
            return Table(head, ((Cell((unit,), spark=self.spark), *(cell for _, cell in self.series)),), self.caption)
        rows = tuple((Cell((label,)), cell) for label, cell in self.series)
        return Table((Cell((steps,)), Cell((unit,), "number", spark=self.spark)), rows, self.caption)


@dataclass(frozen=True)
class TileState:
    """What may be the case with a tile. ``look`` and ``sign`` are told apart without colours."""

    code: str
    label: Text
    look: Look
    sign: str


@dataclass(frozen=True)
class Tile:
    """A Party in a map of tiles: its ISO code, its name, what is the case, and both in words (“Kenya: late”)."""

    code: str
    name: Text
    state: TileState
    said: Text


@dataclass(frozen=True)
class TileGroup:
    """The tiles of a region; ``counts`` has how many there are of each state that occurs, in words (“Late: 3”)."""

    label: Text
    tiles: tuple[Tile, ...]
    counts: Texts


@dataclass(frozen=True)
class TileMap:
    """Parties as small boxes by region, and one sentence that says what they show.

    ``head`` names the columns of the same as a table: region, code, Party, state. ``counts`` are those of all regions,
    one for each of ``states``, which are the legend.
    """

    head: tuple[Text, Text, Text, Text]
    states: tuple[TileState, ...]
    groups: tuple[TileGroup, ...]
    counts: Texts
    sentence: Text
    caption: Text | None = None


@dataclass(frozen=True)
class NonAnswer:
    """A recorded non-answer; ``kind`` is its code, ``text`` what is printed."""

    kind: str
    text: Text


@dataclass(frozen=True)
class Blank:
    """No answer was given; ``text`` says so."""

    text: Text


@dataclass(frozen=True)
class Mark:
    """A small sign beside a label, explained once at the end of the document."""

    sign: str
    meaning: Text


@dataclass(frozen=True)
class QuestionBlock:
    """A question and what was answered."""

    label: Text
    body: tuple[Block, ...]
    address: str = ""
    number: str = ""
    reference: str = ""
    help: Text | None = None
    condition: Text | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class NoteBlock:
    """A note of the form itself: text to read, nothing to answer."""

    label: Text
    help: Text | None = None


Block: TypeAlias = (
    Heading
    | Contents
    | Paragraph
    | Note
    | Choices
    | Table
    | Facts
    | Bars
    | Trend
    | TileMap
    | NonAnswer
    | Blank
    | QuestionBlock
    | NoteBlock
)


@dataclass(frozen=True)
class Cover:
    """What stands on the first page."""

    title: Text
    subtitle: Text
    convention: Text
    line: Text | None = None
    facts: tuple[Fact, ...] = ()
    state: Text | None = None  # such as "DRAFT"
    banner: Text | None = None  # such as "Example: invented answers"


@dataclass(frozen=True)
class Attached:
    """A file that travels inside a document: the data that it was made of."""

    name: str
    content: bytes = field(repr=False)
    description: str = ""
    media_type: str = "application/json"


@dataclass(frozen=True)
class Meta:
    """What a file format needs besides the text.

    ``running`` stands at the head of each page, ``state`` beside it (a draft says so on every page); ``page`` is the
    template of the page number with ``{page}`` and ``{pages}``. ``written_out`` is the template of the remark that
    characters were written out, with ``{characters}``.
    """

    running: Text
    page: Text
    state: Text | None = None
    author: str = ""
    subject: str = ""
    modified: str = ""  # ISO 8601, from the data; empty when the data has no time
    written_out: Text | None = None
    data: Attached | None = None
    archive: bool = False  # to be kept for decades: PDF/A-3 besides PDF/UA-1
    missing_glyphs: Glyphs = "written-out"


@dataclass(frozen=True)
class Document:
    """A whole document in one language."""

    title: str
    language: str
    direction: str
    identity: DocumentIdentity
    cover: Cover
    blocks: tuple[Block, ...]
    meta: Meta
