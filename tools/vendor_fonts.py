"""Vendor the fonts that cbreport's PDF documents are set in: subsets of Noto for the six UN languages.

For maintainers only; nobody who installs cbreport runs this. It takes whole fonts out of Debian 12's packages with
``apt-get download`` and ``dpkg-deb -x`` (nothing is installed), and cuts them with fontTools::

    python tools/vendor_fonts.py            # write cbreport/documents/fonts/
    python tools/vendor_fonts.py --check    # exit 1 when the committed files differ from a fresh run

What goes in is pinned below: the packages' versions, the SHA-256 of every file taken from them, and fontTools' version,
because another one may write other bytes. Elsewhere than on Debian 12, fetch the packages by hand and name their folder
with ``--packages``. ``OFL.txt``, the licence of all these fonts, is kept by hand in the same folder.

Exit codes: 0 done, 1 the committed files differ, 2 the sources could not be had (or wrong use), 3 the sources are not
what is pinned here, or hold something that this script does not know.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import fontTools  # type: ignore[import-untyped]
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

FONTTOOLS = "4.68.0"
FOLDER = Path(__file__).resolve().parent.parent / "cbreport" / "documents" / "fonts"
LICENCE = "OFL.txt"

# The packages, by the ending of what is taken from them: name, version, folder.
PACKAGES = {
    ".ttf": ("fonts-noto-core", "20201225-1", "usr/share/fonts/truetype/noto"),
    ".ttc": ("fonts-noto-cjk", "1:20220127+repack1-1", "usr/share/fonts/opentype/noto"),
    ".bz2": ("unicode-data", "15.0.0-1", "usr/share/unicode"),
}
DIGESTS = {
    "NotoSans-Regular.ttf": "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d",
    "NotoSans-Bold.ttf": "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5",
    "NotoSans-Italic.ttf": "5d7618dda819443fd07301c84adcee9fe8960c873ea5e5e1f0f59db384b78082",
    "NotoSans-BoldItalic.ttf": "4315b26e5afb62f70f5ffe0edaa3363e57765ff2af2beda12b6fef197e3e5f5a",
    "NotoSansArabic-Regular.ttf": "504d7407d86875acf7d04dfaa0fd7524d0b8797723bc4aa18022f29db25b0b6e",
    "NotoSansArabic-Bold.ttf": "ded6fc7359ca36d15d7aab9ef0c066e21ce48b26a069994d6602fa2cb9a1b952",
    "NotoSansCJK-Regular.ttc": "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
    "NotoSansCJK-Bold.ttc": "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
    "NotoSansSymbols2-Regular.ttf": "876598db5f1e3bef2bc77c4d94c5b0d5d2c1620be4878a06f18fb5434e331688",
    "NotoSansSymbols-Regular.ttf": "24b615ceb7d50a2c09060664ca9e24a160c9beb6bfca0563e8359369a4bc0993",
    "NotoSansMath-Regular.ttf": "8242bd1e55368b27e32455260754cf9aa58f3ad7ea80664b66c21f1b09910d6c",
    "Unihan_OtherMappings.txt.bz2": "bdeef44d75d914e793b7f27ddc3bee01b2d11dd34f4e52de1a9fba74a1612dc2",
}
HAN_TABLE = "Unihan_OtherMappings.txt.bz2"
HAN_MEMBER = "Noto Sans CJK SC"


@dataclass(frozen=True)
class Face:
    """A font to make: its file, the family that CSS names, the characters to keep (a key of RANGES), its source."""

    file: str
    family: str
    wanted: str
    source: str

    @property
    def weight(self) -> int:
        """Return the weight as CSS counts it."""
        return 700 if "Bold" in self.file else 400

    @property
    def style(self) -> str:
        """Return the style as CSS names it."""
        return "italic" if "Italic" in self.file else "normal"


FACES = (
    Face("NotoSans-Regular.ttf", "Noto Sans", "european", "NotoSans-Regular.ttf"),
    Face("NotoSans-Bold.ttf", "Noto Sans", "european", "NotoSans-Bold.ttf"),
    Face("NotoSans-Italic.ttf", "Noto Sans", "european", "NotoSans-Italic.ttf"),
    Face("NotoSans-BoldItalic.ttf", "Noto Sans", "european", "NotoSans-BoldItalic.ttf"),
    Face("NotoSansArabic-Regular.ttf", "Noto Sans Arabic", "arabic", "NotoSansArabic-Regular.ttf"),
    Face("NotoSansArabic-Bold.ttf", "Noto Sans Arabic", "arabic", "NotoSansArabic-Bold.ttf"),
    Face("NotoSansSC-Regular.otf", "Noto Sans SC", "chinese", "NotoSansCJK-Regular.ttc"),
    Face("NotoSansSC-Bold.otf", "Noto Sans SC", "chinese", "NotoSansCJK-Bold.ttc"),
    Face("NotoSansSymbols2-Regular.ttf", "Noto Sans Symbols 2", "symbols", "NotoSansSymbols2-Regular.ttf"),
    Face("NotoSansSymbols-Regular.ttf", "Noto Sans Symbols", "arrows", "NotoSansSymbols-Regular.ttf"),
    Face("NotoSansMath-Regular.ttf", "Noto Sans Math", "mathematics", "NotoSansMath-Regular.ttf"),
)

# Families in the order in which a glyph is looked for, by language. Symbols come before Chinese, whose arrows and
# circles are as wide as its characters; Arabic and Chinese text takes punctuation and digits from its own font first.
STACKS = {
    "": ("Noto Sans", "Noto Sans Symbols 2", "Noto Sans Symbols", "Noto Sans Math", "Noto Sans Arabic", "Noto Sans SC"),
    "ar": (
        "Noto Sans Arabic",
        "Noto Sans",
        "Noto Sans Symbols 2",
        "Noto Sans Symbols",
        "Noto Sans Math",
        "Noto Sans SC",
    ),
    "zh": (
        "Noto Sans SC",
        "Noto Sans",
        "Noto Sans Symbols 2",
        "Noto Sans Symbols",
        "Noto Sans Math",
        "Noto Sans Arabic",
    ),
}

# Characters to keep, as ranges of code points; a font gives those of them that it has. Every font needs spaces: Pango
# sets a space in the font of the character before it.
RANGES = {
    "european": (
        "0020-024F 0250-02AF 02B0-02FF 0300-036F 0370-03FF 0400-052F 1C80-1C88 1E00-1EFF 1F00-1FFF 2000-206F 2070-209F "
        "20A0-20CF 2100-214F 2150-218F 25CC 2C60-2C7F A720-A7FF AB30-AB6B FB00-FB06 FE00 FE20-FE2F FEFF FFFC-FFFD"
    ),
    "arabic": "0000-10FFFF",
    # Latin, punctuation and symbols beside the ideographs; units such as the square metre and the hectare; full width.
    "chinese": (
        "0020-007E 00A0-00FF 2010-2027 2030-203B 2103 2190-2199 2460-24FF 25A0-25FF 2605-2606 3000-30FF 31F0-31FF "
        "3220-3243 3280-32B0 3380-33DF FE30-FE4F FF00-FFEF "
        # Ideographs under the radicals of tree, dog, bamboo, feather, grass, insect, beast, fish, bird, deer and rat.
        "6728-6B1F 72AC-737E 7AF9-7C72 7FBD-7FFF 8278-864C 866B-883E 8C78-8C9C 9C7C-9CE4 9E1F-9E75 9E7F-9EA5 9F20-9F33"
    ),
    "symbols": "0020 00A0 25A0-25FF 2605-2606 2610-2612 2618-261F 2639-263C 2660-266F 2690-27BF 2B12-2B2F 2B50-2B58",
    "arrows": "0020 00A0 2190-2199 2460-24FF 263D-2653 26A2-26A9 271D-2721 2776-2793 2921-2922",
    "mathematics": "0020 00A0 2190-21FF 2200-22FF 2308-230B 27E6-27EB 27F5-27FF 2A7D-2A7E",
}

# OpenType features to keep: shaping, accents, kerning, fractions, figures. Small capitals and vertical text go.
FEATURE_NAMES = "ccmp locl isol init medi fina rlig rtlm liga dlig kern mark mkmk frac numr dnom ordn lnum tnum pnum"
FEATURES = FEATURE_NAMES.split()
# In the collection, `locl` alone would pull in the Japanese, Korean and Traditional Chinese shapes.
HAN_FEATURES = ["ccmp", "kern", "mark"]

# Names inside the fonts that differ from the family that CSS names.
RENAMED = (
    ("Noto Sans CJK SC", "Noto Sans SC"),
    ("NotoSansCJKsc", "NotoSansSC"),
    ("Noto Sans Symbols2", "Noto Sans Symbols 2"),
)

FACES_HEAD = "/* Bundled fonts: made by tools/vendor_fonts.py, licence in OFL.txt. Not needed with fonts.conf. */"
STACKS_HEAD = "/* Which bundled font sets which language: made by tools/vendor_fonts.py. */"

FONTCONFIG = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<!-- Made by tools/vendor_fonts.py. Only the fonts of this folder, so that no page depends on the machine's fonts. -->
<fontconfig>
  <dir prefix="relative">.</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias>
    <family>sans-serif</family>
    <prefer><family>Noto Sans</family></prefer>
  </alias>
</fontconfig>
"""

PAGE = """\
# Bundled fonts

What cbreport's PDF documents are set in. All files here but `OFL.txt` are made by `tools/vendor_fonts.py`: do not edit
them by hand. All fonts are under the SIL Open Font License 1.1: `OFL.txt`. They are altered (cut down, without hints,
two families renamed to the names that CSS uses); no reserved font name is involved.

| file | family | weight, style | characters | bytes | SHA-256 |
|---|---|---|---|---|---|
{fonts}

What each covers:

- **Noto Sans**: Latin with all extensions in use (West African and Vietnamese letters too), Greek, Cyrillic,
  punctuation, currency, superscripts, number forms.
- **Noto Sans Arabic**: every character of the original, so Persian, Urdu, Pashto and others as well.
- **Noto Sans SC**: GB 2312, the whole Table of General Standard Chinese Characters (2013, 8,105 characters), the common
  ideographs under the radicals for plants and animals, CJK punctuation, full-width forms, units. Horizontal text only.
- **Noto Sans Symbols 2, Noto Sans Symbols, Noto Sans Math**: ticks, boxes, bullets, stars; plain arrows, circled
  numbers, ♀ ♂; operators such as ≤ ≥ ≠ ≈ and further arrows. Noto Sans has none of these, not even the minus sign
  (U+2212).

Not covered: Armenian, Georgian, Hebrew, Ethiopic, Thai, Khmer and other scripts, Traditional Chinese beyond what is
shared, emoji. Text in them needs another font.

## How to use them

`fonts.conf` is a fontconfig file that knows this folder only; it names no other path, so it may be installed anywhere.
Let the environment variable `FONTCONFIG_FILE` name it while a `weasyprint.text.fonts.FontConfiguration` is made, and
pass that object to every document: fonts of the machine are then never chosen, not even for a missing character, and
nothing is copied or fetched.

`families.css` sets `font-family` by language: the root and whatever has a `lang`, then `:lang(ar)` and `:lang(zh)`.
Give each text its `lang` and set no `font-family` elsewhere.

`fonts.css` declares the same fonts with relative addresses, for whatever cannot use `fonts.conf`. Read it with a base
address in a scheme whose relative addresses Python can join (`https://fonts.invalid/`, not one of your own making) and
a fetcher that serves this folder only. Do not rely on it alone: a font of the machine with the same family name can win
over `@font-face` in WeasyPrint 70.

Set `line-height` yourself: the natural one of Noto Sans Arabic is twice the size of its letters.

## Where they come from

| made from | package | version | SHA-256 of the source |
|---|---|---|---|
{sources}

Cut with fontTools {fonttools}. `python tools/vendor_fonts.py` makes all files again, the same bytes each time;
`python tools/vendor_fonts.py --check` exits with 1 when a committed file differs.
"""


class VendorError(Exception):
    """The fonts cannot be made; the message says why and what to do."""

    exit_code = 3


class NoSourceError(VendorError):
    """The sources cannot be fetched here and now; says nothing about the committed files."""

    exit_code = 2


# --- fetching ---------------------------------------------------------------------------------------------------------


def fetch_packages(folder: Path) -> None:
    """Download the pinned packages into *folder*."""
    apt = shutil.which("apt-get")
    if apt is None:
        raise NoSourceError("apt-get was not found: fetch the packages by hand and name their folder with --packages")
    wanted = [f"{name}={version}" for name, version, _ in PACKAGES.values()]
    done = subprocess.run([apt, "download", *wanted], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoSourceError(f"apt-get could not download {', '.join(wanted)}: {done.stderr.strip()}")


def unpack(packages: Path, folder: Path) -> None:
    """Unpack the packages in *packages* into *folder*."""
    dpkg = shutil.which("dpkg-deb")
    if dpkg is None:
        raise NoSourceError("dpkg-deb was not found: run this where Debian's tools are installed")
    for name, version, _ in PACKAGES.values():
        found = sorted(packages.glob(f"{name}_*.deb"))
        if len(found) != 1:
            raise NoSourceError(f"{len(found)} files of {name} in {packages}, expected one of version {version}")
        subprocess.run([dpkg, "-x", str(found[0]), str(folder)], check=True)


def read_source(folder: Path, name: str) -> bytes:
    """Return one unpacked file after checking its digest."""
    path = folder / PACKAGES[Path(name).suffix][2] / name
    if not path.is_file():
        raise VendorError(f"{path.relative_to(folder)} is not in its package: is it another version?")
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != DIGESTS[name]:
        raise VendorError(f"{name} has SHA-256 {digest}, but {DIGESTS[name]} is pinned: do not use this package")
    return content


# --- characters -------------------------------------------------------------------------------------------------------


def expand(ranges: str) -> Iterator[int]:
    """Yield the code points in ranges written in hexadecimal.

    >>> list(expand("0041-0043 FEFF"))
    [65, 66, 67, 65279]
    """
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def gb2312() -> Iterator[int]:
    """Yield every character of GB 2312, from Python's codec.

    >>> len(list(gb2312()))
    7445
    """
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def general_standard(table: bytes) -> list[int]:
    """Return the Table of General Standard Chinese Characters of 2013, which Unihan records as kTGH."""
    lines = bz2.decompress(table).decode("utf-8").splitlines()
    found = [int(match[1], 16) for line in lines if (match := re.match(r"U\+([0-9A-F]+)\tkTGH\t2013:", line))]
    if len(found) != 8105:
        raise VendorError(f"{HAN_TABLE} lists {len(found)} general standard characters, expected 8105")
    return found


def wanted_characters(table: bytes) -> dict[str, set[int]]:
    """Return the characters to keep for each key of RANGES."""
    wanted = {name: set(expand(ranges)) for name, ranges in RANGES.items()}
    wanted["chinese"].update(gb2312(), general_standard(table))
    return wanted


# --- fonts ------------------------------------------------------------------------------------------------------------


def open_font(content: bytes) -> TTFont:
    """Return the font in *content*; of a collection the one for Simplified Chinese."""
    if content[:4] != b"ttcf":
        return TTFont(io.BytesIO(content), recalcTimestamp=False)
    names = [font["name"].getDebugName(1) for font in TTCollection(io.BytesIO(content), lazy=True).fonts]
    if HAN_MEMBER not in names:
        raise VendorError(f"the collection has no {HAN_MEMBER}, but {', '.join(names)}")
    return TTFont(io.BytesIO(content), fontNumber=names.index(HAN_MEMBER), recalcTimestamp=False)


def subset_options(*, is_han: bool) -> subset.Options:
    """Return how fonts are cut: without hints, which WeasyPrint drops anyway, and without vertical metrics."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = HAN_FEATURES if is_han else FEATURES
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    return options


def rename(font: TTFont) -> None:
    """Give *font* the names that CSS and fontconfig know it by."""
    for record in font["name"].names:
        text = record.toUnicode()
        for old, new in RENAMED:
            text = text.replace(old, new)
        record.string = text
    if "CFF " in font:
        names = font["CFF "].cff
        names.fontNames = [font["name"].getDebugName(6)]
        top = names.topDictIndex[0]
        top.FamilyName, top.FullName = font["name"].getDebugName(1), font["name"].getDebugName(4)


def make_font(content: bytes, characters: set[int], *, is_han: bool) -> bytes:
    """Return the font in *content* cut down to *characters*: the same bytes each time."""
    font = open_font(content)
    cutter = subset.Subsetter(subset_options(is_han=is_han))
    cutter.populate(unicodes=characters & set(font.getBestCmap()))
    cutter.subset(font)
    rename(font)
    output = io.BytesIO()
    font.save(output)
    return output.getvalue()


def make_fonts(folder: Path) -> dict[str, bytes]:
    """Return all fonts by file name, made from the packages unpacked in *folder*."""
    wanted = wanted_characters(read_source(folder, HAN_TABLE))
    return {
        face.file: make_font(read_source(folder, face.source), wanted[face.wanted], is_han=face.wanted == "chinese")
        for face in FACES
    }


# --- the files about them ---------------------------------------------------------------------------------------------


def make_faces() -> str:
    """Return fonts.css: one rule for each font, with relative addresses."""
    rules = (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("{face.file}"); }}'
        for face in FACES
    )
    return "\n".join((FACES_HEAD, *rules, ""))


def make_stacks() -> str:
    """Return families.css: the order of families by language."""
    rules = [STACKS_HEAD]
    for language, families in STACKS.items():
        selector = f":lang({language})" if language else ":root, [lang]"
        names = "".join(f'    "{family}",\n' for family in families)
        rules.append(f"{selector} {{\n  font-family:\n{names}    sans-serif;\n}}")
    return "\n".join((*rules, ""))


def font_row(face: Face, content: bytes) -> str:
    """Return one row of the page's table of fonts."""
    characters = len(TTFont(io.BytesIO(content)).getBestCmap())
    digest = hashlib.sha256(content).hexdigest()
    cells = (f"`{face.file}`", face.family, f"{face.weight}, {face.style}", f"{characters:,}", f"{len(content):,}")
    return f"| {' | '.join(cells)} | `{digest}` |"


def source_row(name: str, digest: str) -> str:
    """Return one row of the page's table of sources."""
    package, version, _ = PACKAGES[Path(name).suffix]
    what = f"`{name}`, the font {HAN_MEMBER}" if name.endswith(".ttc") else f"`{name}`"
    return f"| {what} | Debian `{package}` | {version} | `{digest}` |"


def make_page(fonts: Mapping[str, bytes]) -> str:
    """Return README.md."""
    return PAGE.format(
        fonts="\n".join(font_row(face, fonts[face.file]) for face in FACES),
        sources="\n".join(source_row(name, digest) for name, digest in DIGESTS.items()),
        fonttools=FONTTOOLS,
    )


# --- writing and comparing --------------------------------------------------------------------------------------------


def make_files(packages: Path | None) -> dict[str, bytes]:
    """Return the files to commit, by name."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if packages is None:
            fetch_packages(folder)
        unpack(packages or folder, folder / "unpacked")
        fonts = make_fonts(folder / "unpacked")
    texts = {
        "fonts.conf": FONTCONFIG,
        "fonts.css": make_faces(),
        "families.css": make_stacks(),
        "README.md": make_page(fonts),
    }
    return fonts | {name: text.encode() for name, text in texts.items()}


def compare(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Return one line for each file in *folder* that differs from *files*, or that should not be there."""
    present = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
    differences = [f"{name}: missing" for name in (*files, LICENCE) if name not in present]
    for name, content in present.items():
        if name in files and files[name] != content:
            differences.append(f"{name}: differs, {len(content):,} bytes committed, {len(files[name]):,} made now")
        elif name not in files and name != LICENCE:
            differences.append(f"{name}: not made by this script")
    return differences


def run(arguments: argparse.Namespace) -> int:
    """Make the files, then write them or compare them; return the exit code."""
    if fontTools.version != FONTTOOLS:
        raise VendorError(f"fontTools {fontTools.version} may write other bytes: install fonttools=={FONTTOOLS}")
    files = make_files(arguments.packages)
    if arguments.check:
        differences = compare(files, arguments.into)
        print("\n".join(differences) or f"{arguments.into.name}: as this script makes them")
        return 1 if differences else 0
    arguments.into.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (arguments.into / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Vendor the fonts of cbreport's PDF documents.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the committed files differ")
    parser.add_argument("--packages", type=Path, help="folder with the Debian packages, instead of downloading them")
    parser.add_argument("--into", type=Path, default=FOLDER, help="folder of the committed files")
    try:
        return run(parser.parse_args(argv))
    except VendorError as error:
        print(f"vendor_fonts: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
