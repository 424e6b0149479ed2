"""Style and script as they travel: without what only their authors read, and compressed once in the life of a process.

No build step: the files in ``static/`` are the ones that are written and reviewed. Brotli, which comes with WeasyPrint,
makes them a seventh smaller than gzip does; where it is missing gzip serves alone.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import rjsmin

try:
    import brotli
except ImportError:  # pragma: no cover - a platform for which there is none
    brotli = None

TYPES: Final = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_STRING: Final = re.compile(r"""("[^"\n]*"|'[^'\n]*')""")
_COMMENT: Final = re.compile(r"/\*(?!!).*?\*/", re.S)  # one with an exclamation mark is a licence, and stays


@dataclass(frozen=True)
class Packaged:
    """A packaged file. ``digest`` is of what is served, ``packed`` the same by content encoding, the best first."""

    kind: str
    plain: bytes
    digest: str
    packed: Mapping[str, bytes]

    def sent(self, encoding: str) -> bytes:
        """What travels in an encoding; empty text is none."""
        return self.packed.get(encoding, self.plain)


@cache
def packaged(name: str) -> Packaged:
    """The file of this name in ``static/``.

    :raises KeyError: there is none, or it is none of those that pages link.
    """
    kind = TYPES.get(name[name.rfind(".") :], "")
    file = files("cbreport.web").joinpath("static", name)
    if not kind or "/" in name or not file.is_file():
        raise KeyError(name)
    plain = lean(name, file.read_text("utf-8")).encode()
    packed = {"gzip": gzip.compress(plain, mtime=0)}
    if brotli is not None:
        packed = {"br": brotli.compress(plain, mode=brotli.MODE_TEXT), **packed}
    smaller = {encoding: each for encoding, each in packed.items() if len(each) < len(plain)}
    return Packaged(kind, plain, _digest(name, plain), smaller)


def _digest(name: str, plain: bytes) -> str:
    """The digest of a file. Scripts have one together, because they name each other by relative addresses."""
    if not name.endswith(".js"):
        return hashlib.sha256(plain).hexdigest()[:12]
    scripts = [each for each in files("cbreport.web").joinpath("static").iterdir() if each.name.endswith(".js")]
    contents = [lean(each.name, each.read_text("utf-8")) for each in sorted(scripts, key=lambda each: each.name)]
    return hashlib.sha256("".join(contents).encode()).hexdigest()[:12]


def lean(name: str, text: str) -> str:
    """A stylesheet or script without comments, and without blanks that mean nothing."""
    if name.endswith(".css"):
        return lean_style(text)
    return str(rjsmin.jsmin(text)) if name.endswith(".js") else text


def lean_style(text: str) -> str:
    r"""Comments and blanks are taken out; what stands in quotes stays.

    >>> lean_style('/* Rows. */\n.cb-row { margin: 0 auto;\n  content: "a:  b"; }\n')
    '.cb-row{margin:0 auto;content:"a:  b"}'
    """
    parts = _STRING.split(_COMMENT.sub("", text))
    for at in range(0, len(parts), 2):
        tight = re.sub(r" ?([{};,]) ?", r"\1", re.sub(r"\s+", " ", parts[at]))
        parts[at] = re.sub(r"(?<=[a-z]): ", ":", tight).replace(";}", "}")
    return "".join(parts).strip()
