"""Which words of a text were taken out and which put in.

Words are found by what Unicode says of each character, not by spaces: a Chinese character stands for itself, and a mark
belongs to the letter before it, so that no vowel sign of an Arabic word is marked alone. Paragraphs are compared first,
then the words of those that differ. The work is bounded, not the time: the same texts always give the same marks, and
where texts are too long to be compared word by word, the paragraphs still are.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Final, Literal

Kind = Literal["same", "removed", "added"]
WORK: Final = 2_000_000  # pairs of words looked at: about a third of a second
_ALIKE: Final = 0.2  # share of a text that has to stay before its words are marked one by one
_PHRASE: Final = 5  # words and what is between them
_JOINER: Final = "\u200d"


@dataclass(frozen=True)
class Piece:
    """A run of text that is in both versions, in the earlier one only (``removed``) or in the later one only."""

    kind: Kind
    text: str


class Effort:
    """How much work is left: one for a page, so that many long answers together take no longer than one."""

    def __init__(self, work: int = WORK) -> None:
        self.left = work

    def spend(self, work: int) -> bool:
        """Whether that much is left; then it is taken."""
        if work > self.left:
            return False
        self.left -= work
        return True


def differing(before: str, after: str, effort: Effort | None = None) -> tuple[Piece, ...]:
    """Both texts as one row of pieces: those that are not ``added`` give ``before``, those not ``removed`` ``after``.

    >>> [(piece.kind, piece.text) for piece in differing("two rangers", "two trained rangers")]
    [('same', 'two '), ('added', 'trained '), ('same', 'rangers')]
    """
    effort = effort or Effort()
    found: list[Piece] = []
    for same, old, new in _runs(before.splitlines(keepends=True), after.splitlines(keepends=True), effort):
        if same:
            found.append(Piece("same", old))
        else:
            found += _by_words(old, new, effort)
    return tuple(_slid(list(_joined(found))))


def words(text: str) -> list[str]:
    """The words of a text with everything between them; joined they give the text.

    >>> words("Plan d’action, 二期")
    ['Plan', ' ', 'd', '’', 'action', ',', ' ', '二', '期']
    """
    found: list[str] = []
    last = ""
    for char in text:
        kind = _kind(char)
        if found and (kind == "mark" or found[-1].endswith(_JOINER) or (kind == last and kind in ("word", "space"))):
            found[-1] += char
        else:
            found.append(char)
        last = last if kind == "mark" and last else kind
    return found


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    if char.isspace():
        return "space"
    category = unicodedata.category(char)
    if category[0] == "M" or category == "Cf":
        return "mark"
    if category[0] not in "LN":
        return "sign"
    name = unicodedata.name(char, "")
    return "sign" if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL SYLLABLE", "THAI", "LAO")) else "word"


def _by_words(old: str, new: str, effort: Effort) -> list[Piece]:
    """The words of a paragraph that was changed; the whole of it where hardly a word has stayed."""
    found: list[Piece] = []
    for same, gone, come in _runs(words(old), words(new), effort):
        found += [Piece("same", gone)] if same else _replaced(gone, come)
    kept = sum(len(piece.text.strip()) for piece in found if piece.kind == "same")
    return found if kept >= _ALIKE * max(len(old.strip()), len(new.strip())) else _replaced(old, new)


def _replaced(old: str, new: str) -> list[Piece]:
    return [*([Piece("removed", old)] if old else []), *([Piece("added", new)] if new else [])]


def _runs(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[tuple[bool, str, str]]:
    """Runs that are the same and runs that are not, in order: whether, and the texts of both."""
    at_old = at_new = 0
    for start_old, start_new, size in [*_blocks(old, new, effort), (len(old), len(new), 0)]:
        if at_old < start_old or at_new < start_new:
            yield False, "".join(old[at_old:start_old]), "".join(new[at_new:start_new])
        if size:
            yield True, "".join(old[start_old : start_old + size]), ""
        at_old, at_new = start_old + size, start_new + size


def _blocks(old: Sequence[str], new: Sequence[str], effort: Effort) -> list[tuple[int, int, int]]:
    """Where the two are the same, as (place in old, place in new, length), in order.

    What they begin and end with is taken off first, then what is between phrases that each of them has once.
    """
    head = _alike(zip(old, new, strict=False))
    tail = _alike(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    end_old, end_new = len(old) - tail, len(new) - tail
    found = [(0, 0, head)]
    for at_old, at_new in [*_anchors(old, new, head, end_old, end_new), (end_old, end_new)]:
        last_old, last_new, size = found[-1]
        from_old, from_new = last_old + size, last_new + size
        for start_old, start_new, length in _searched(old[from_old:at_old], new[from_new:at_new], effort):
            found.append((from_old + start_old, from_new + start_new, length))
        found.append((at_old, at_new, 1 if at_old < end_old else tail))
    return [block for block in found if block[2]]


def _anchors(old: Sequence[str], new: Sequence[str], head: int, end_old: int, end_new: int) -> list[tuple[int, int]]:
    """Places of phrases that stand once in each text, as many as keep their order: Bram Cohen's “patience”."""
    once_old, once_new = _once(old, head, end_old), _once(new, head, end_new)
    pairs = [(at, once_new[phrase]) for phrase, at in once_old.items() if phrase in once_new]
    ends: list[int] = []  # the lowest place in new at which an ordered row of each length ends
    rows: list[int] = []  # the pair which that is
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        rows[length : length + 1] = [number]
    found = []
    number = rows[-1] if rows else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _once(texts: Sequence[str], start: int, end: int) -> dict[tuple[str, ...], int]:
    phrases = [tuple(texts[at : at + _PHRASE]) for at in range(start, end - _PHRASE + 1)]
    counts = Counter(phrases)
    return {phrase: start + at for at, phrase in enumerate(phrases) if counts[phrase] == 1}


def _searched(old: Sequence[str], new: Sequence[str], effort: Effort) -> list[tuple[int, int, int]]:
    """The same for a short stretch, by difflib. ``effort`` pays for each search what it can cost at most: for each word
    the number of places where it stands on the other side.
    """
    if not old or not new:
        return []
    counts = Counter(new)
    costs = [0, *accumulate(1 if word.isspace() else 1 + counts[word] for word in old)]
    # What is very frequent is no place to begin at, but counts beside what is; blanks are difflib's junk.
    matcher = SequenceMatcher(str.isspace, old, new)
    found: list[tuple[int, int, int]] = []
    waiting = deque([(0, len(old), 0, len(new))])
    while waiting:
        from_old, to_old, from_new, to_new = waiting.popleft()
        if from_old >= to_old or from_new >= to_new or not effort.spend(costs[to_old] - costs[from_old]):
            continue
        at_old, at_new, size = matcher.find_longest_match(from_old, to_old, from_new, to_new)
        if size:
            found.append((at_old, at_new, size))
            waiting.append((from_old, at_old, from_new, at_new))
            waiting.append((at_old + size, to_old, at_new + size, to_new))
    return sorted(found)


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of one kind as one, and a blank between two changes as a part of them: words, not holes, are read."""
    old = new = ""
    found = [Piece(kind, "".join(each.text for each in run)) for kind, run in groupby(pieces, lambda each: each.kind)]
    for at, piece in enumerate(found):
        between = piece.kind == "same" and piece.text.isspace() and "\n" not in piece.text and (old or new)
        if piece.kind != "same" or (between and at + 1 < len(found)):
            old += piece.text if piece.kind != "added" else ""
            new += piece.text if piece.kind != "removed" else ""
            continue
        yield from _replaced(old, new)
        old = new = ""
        yield piece
    yield from _replaced(old, new)


def _slid(pieces: list[Piece]) -> Iterator[Piece]:
    """Whole sentences where there is a choice: “islands.[ It rains.]” for “islands[. It rains].”."""
    for at in range(1, len(pieces) - 1):
        before, piece, after = pieces[at - 1 : at + 2]
        sign = after.text[0]
        alone = before.kind == after.kind == "same"
        if alone and piece.text[0] == sign and len(piece.text) > 1 and _kind(sign) == "sign" and not sign.isalnum():
            pieces[at - 1] = Piece("same", before.text + sign)
            pieces[at] = Piece(piece.kind, piece.text[1:] + sign)
            pieces[at + 1] = Piece("same", after.text[1:])
    yield from (piece for piece in pieces if piece.text)
