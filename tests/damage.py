"""Sound files, damaged at random: bytes and lines that are changed, lost, doubled or moved."""

from __future__ import annotations

from hypothesis import strategies as st

#: What a file may hold by mistake, among it what other programs treat in a special way.
ODD = (
    b"\0",
    b"\xff",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"- ",
    b"#",
    b"'",
    b'"',
    b"&a",
    b"*a",
    b"!!int ",
    b"{0}",
    b"%",
    b"-1",
)
ODD += (b"null", b"true", b"1e999", b"99999999999999999999", "é\u202e\ud7ff".encode(), b"\t", b"\r", b"\n", b", ", b"~")


@st.composite
def damaged(draw: st.DrawFn, *sound: bytes) -> bytes:
    """One of the ``sound`` files after one to four mistakes."""
    raw = draw(st.sampled_from(sound))
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            raw = _bytes_changed(draw, raw)
        else:
            raw = _lines_changed(draw, raw)
    return raw


def _bytes_changed(draw: st.DrawFn, raw: bytes) -> bytes:
    start = draw(st.integers(0, len(raw)))
    lost = draw(st.integers(0, 8))
    return raw[:start] + draw(st.one_of(st.sampled_from(ODD), st.binary(max_size=4))) + raw[start + lost :]


def _lines_changed(draw: st.DrawFn, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    one, two = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    what = draw(st.sampled_from(["lost", "doubled", "exchanged", "indented", "cut"]))
    if what == "lost":
        del lines[one]
    elif what == "doubled":
        lines.insert(two, lines[one])
    elif what == "exchanged":
        lines[one], lines[two] = lines[two], lines[one]
    elif what == "indented":
        lines[one] = b"  " + lines[one]
    else:
        lines[one] = lines[one][: len(lines[one]) // 2]
    return b"\n".join(lines)
