"""Vendor govuk-frontend's stylesheet: one file for both writing directions, without its brand.

For maintainers only; nobody who installs cbreport runs this. It needs npm (to fetch one package) and tinycss2::

    python tools/vendor_govuk.py            # write cbreport/web/static/
    python tools/vendor_govuk.py --check    # exit 1 when the committed files differ from a fresh run

The package's version and the SHA-256 of its tarball are pinned below. To move to another version: change both, run the
script, and answer what it asks (a component that it does not know, a shape that it has not seen) in the tables here.

Exit codes: 0 done, 1 the committed files differ, 2 the sources could not be had (or wrong use), 3 the sources are not
what is pinned here, or hold something that this script does not know.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tinycss2  # type: ignore[import-untyped]
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule  # type: ignore[import-untyped]

PACKAGE = "govuk-frontend"
VERSION = "6.6.0"
SHA256 = "52c4eb554e54d8a6e4ba801e9da5ec3a5b930fd2f117a39677f0b6296e954751"
STYLESHEET = "package/dist/govuk/govuk-frontend.min.css"
STATIC = Path(__file__).resolve().parent.parent / "cbreport" / "web" / "static"

FONT_PROPERTY = "--cb-font-family"
FONT_STACK = 'system-ui,"Noto Sans","Noto Sans Arabic","Segoe UI",Arial,sans-serif'
BANNER = f"/*! Altered from {PACKAGE} {VERSION} (MIT). Licence and changes: VENDORED.md */"

# Components by the first part of their class name. A name in neither table stops the script, so that somebody decides.
KEPT_NAMES = """
    template frontend-supported link link-image body body-l body-lead body-m body-s heading-xl heading-l heading-m
    heading-s caption-xl caption-l caption-m list section-break width-container main-wrapper grid-row clearfix
    visually-hidden visually-hidden-focusable skip-link skip-link-focused-element
    back-link button button-group character-count checkboxes date-input details error-message error-summary fieldset
    file-upload form-group hint input inset-text label label-wrapper panel radios select summary-card summary-list table
    tag task-list textarea warning-text"""
# What no page of ours shows is dropped, so that a first visit on a slow line stays short (tests/web/test_packaged.py
# holds both stylesheets to their budget); OVERRIDES are the classes with an exclamation mark, such as govuk-!-margin-0.
OVERRIDES = "overrides"
DROPPED_NAMES = f"""
    accordion accordion-nav breadcrumbs cookie-banner drop-zone exit-this-page exit-this-page-hide-content
    exit-this-page-overlay feedback file-upload-button file-upload-wrapper footer generic-header header
    language-navigation logo-dot notification-banner pagination password-input phase-banner service-navigation tabs
    {OVERRIDES}"""
KEPT = frozenset(KEPT_NAMES.split())
DROPPED = frozenset(DROPPED_NAMES.split())

# A condition on a dropped component that always holds: taken out of selectors.
ALWAYS = ":not(:has(.govuk-exit-this-page))"

# At-rules for browsers that cannot read this stylesheet anyway (it needs custom properties).
OBSOLETE = re.compile(r"\\0|^@-moz-document|-ms-high-contrast:none|^@supports not \(caret-color")

# Pseudo-elements drawn with borders and turned with `transform`: their borders stay physical. The tick is the same in
# every language; the chevrons are turned round by RIGHT_TO_LEFT instead.
TURNED = frozenset(
    {
        ".govuk-back-link:before",
        ".govuk-checkboxes__label:after",
        ".govuk-checkboxes--small .govuk-checkboxes__label:after",
    }
)

# Shapes that CSS has no logical words for: (selector, property, value upstream, value in right-to-left text).
# None means that the shape is the same both ways. Upstream values are compared, so that a change is noticed.
SHAPES: tuple[tuple[str, str, str, str | None], ...] = (
    (".govuk-back-link:before", "transform", "rotate(225deg)", "rotate(45deg)"),
    (".govuk-checkboxes__label:after", "transform", "rotate(-45deg)", None),
    (
        ".govuk-details__summary:before",
        "clip-path",
        "polygon(0 0,100% 50%,0 100%)",
        "polygon(100% 0,0 50%,100% 100%)",
    ),
    (".govuk-details[open]>.govuk-details__summary:before", "clip-path", "polygon(0 0,50% 100%,100% 0)", None),
)
SHAPED = frozenset({"transform", "clip-path", "background-position", "mask-position"})
# Arrows that the macros write as inline SVG: mirrored whole in right-to-left text.
ARROWS = (".govuk-button__start-icon",)

SIDES = {"left": "inline-start", "right": "inline-end"}
CORNERS = {
    "border-top-left-radius": "border-start-start-radius",
    "border-top-right-radius": "border-start-end-radius",
    "border-bottom-right-radius": "border-end-end-radius",
    "border-bottom-left-radius": "border-end-start-radius",
}
SHORTHANDS = {
    "margin": "margin-{}",
    "padding": "padding-{}",
    "inset": "inset-{}",
    "border-width": "border-{}-width",
    "border-style": "border-{}-style",
    "border-color": "border-{}-color",
}
SIDED = re.compile(r"^(margin|padding|border|scroll-margin|scroll-padding)-(left|right)(-width|-style|-color)?$")

LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE."""

PAGE = """\
# Vendored stylesheet

`govuk.css` is made from {package} {version} by `tools/vendor_govuk.py`; do not edit it or this page by hand.
Changes of ours belong in a stylesheet of our own that is loaded after it.

| | |
|---|---|
| package | `{package}` {version}, from the npm registry |
| SHA-256 of the package's tarball | `{tarball}` |
| SHA-256 of `govuk.css` | `{css}` |
| licence | MIT, text below |
| script | none: the package's JavaScript is not vendored |

`python tools/vendor_govuk.py --check` makes both again and exits with 1 when a committed file differs.

## What was changed

- The typeface of the original (licensed for its owner's sites only) is gone: no `@font-face`, and every `font-family`
  reads `var({font_property})`, which `:root` sets to
  `{font_stack}`.
  Rules that switched the typeface for print are gone with it.
- No emblem, logo or name of the original's owner: its header, footer and their images are dropped.
- Physical properties became logical ones (margin, padding, border, radius, inset, `text-align`, `float`,
  `justify-content`), four-value shorthands included, so that one file serves both directions: put `dir="rtl"` on
  `<html>` or on any element. An older browser gets `float: left` where it does not know `inline-start`. Padding for
  screen notches (`safe-area-inset-*`) stays physical, as the notch does.
- Chevrons of back links, the marker of details, and the SVG arrow of start buttons are turned round in right-to-left
  text; the tick of a checkbox is not.
- Rules for browsers without custom properties are dropped.
- The overrides (`govuk-!-margin-left-4` and the like) are dropped with the components that no page shows.
- Nothing here selects a bare element: every selector but `:root` names a `govuk-` class.

## Components

{kept}

{dropped}

A rule under `.govuk-frontend-supported` (hidden conditional questions) takes effect only when a script sets that class
on an ancestor, so pages work without it.

## Custom properties

Set them after this file, on `:root` or on any element that wraps the pages, for example
`:root {{ --govuk-brand-colour: #00695c }}`.

| property | value here |
|---|---|
{properties}

`--govuk-breakpoint-*` and `--govuk-frontend-version` inform scripts only: media queries cannot read them.

## Colours that no property sets

These values are written into the rules (shadows of buttons, colours of tags, hover backgrounds); to change one, write a
rule for its class.

| colour | used by |
|---|---|
{colours}

## Licence

```
{licence}
```
"""


class VendorError(Exception):
    """The stylesheet cannot be made; the message says why and what to do."""

    exit_code = 3


class NoSourceError(VendorError):
    """The sources cannot be fetched here and now; says nothing about the committed files."""

    exit_code = 2


@dataclass(frozen=True)
class Style:
    """One declaration, already as text.

    >>> Style("margin-left", "5px", important=True).text()
    'margin-left:5px!important'
    """

    name: str
    value: str
    important: bool = False

    def text(self) -> str:
        """Return the declaration as minified CSS."""
        return f"{self.name}:{self.value}{'!important' if self.important else ''}"

    def renamed(self, name: str, value: str | None = None) -> Style:
        """Return this declaration under another property name, and with another value if one is given."""
        return Style(name, self.value if value is None else value, self.important)


# --- fetching ---------------------------------------------------------------------------------------------------------


def fetch_tarball(folder: Path) -> Path:
    """Fetch the pinned package into *folder* with npm and return the tarball's path."""
    npm = shutil.which("npm")
    if npm is None:
        raise NoSourceError("npm was not found: install Node.js with npm, or give the package's file with --tarball")
    command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(folder.glob("*.tgz"))
    if done.returncode != 0 or len(found) != 1:
        raise NoSourceError(f"npm could not fetch {PACKAGE}@{VERSION}: {done.stderr.strip() or 'no file came'}")
    return found[0]


def read_stylesheet(tarball: Path) -> str:
    """Return the minified stylesheet in *tarball* after checking the tarball's digest."""
    try:
        digest = hashlib.sha256(tarball.read_bytes()).hexdigest()
    except OSError as error:
        raise NoSourceError(f"{tarball} cannot be read: {error.strerror}") from error
    if digest != SHA256:
        raise VendorError(f"{tarball.name} has SHA-256 {digest}, but {SHA256} is pinned: do not use this file")
    with tarfile.open(tarball) as archive:
        member = archive.extractfile(STYLESHEET)
        if member is None:
            raise VendorError(f"{tarball.name} has no {STYLESHEET}")
        return member.read().decode("utf-8")


# --- one declaration --------------------------------------------------------------------------------------------------


def split_values(value: str) -> list[str]:
    """Split a shorthand at its top-level spaces.

    >>> split_values("max(1px, .1em) 0 0 5px")
    ['max(1px, .1em)', '0', '0', '5px']
    """
    parts: list[str] = [""]
    depth = 0
    for letter in value:
        depth += (letter == "(") - (letter == ")")
        if letter == " " and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part]


def four(values: Sequence[str]) -> tuple[str, str, str, str]:
    """Return the four values (top, right, bottom, left, or the corners clockwise) that a shorthand stands for.

    >>> four(["1px", "2px"])
    ('1px', '2px', '1px', '2px')
    """
    first = values[0]
    second = values[1] if len(values) > 1 else first
    third = values[2] if len(values) > 2 else first
    return first, second, third, values[3] if len(values) > 3 else second


def pair(first: str, second: str) -> str:
    """Return two values in their shortest form.

    >>> pair("0", "0")
    '0'
    """
    return first if first == second else f"{first} {second}"


def logical_shorthand(style: Style) -> list[Style]:
    """Rewrite a shorthand whose left and right differ; any other is direction-free and stays as it is.

    >>> [style.text() for style in logical_shorthand(Style("padding", "10px 20px 10px 0"))]
    ['padding-block:10px', 'padding-inline:0 20px']
    """
    top, right, bottom, left = four(split_values(style.value))
    if right == left:
        return [style]
    name = SHORTHANDS[style.name]
    return [
        style.renamed(name.format("block"), pair(top, bottom)),
        style.renamed(name.format("inline"), pair(left, right)),
    ]


def logical_radius(style: Style) -> list[Style]:
    """Rewrite a `border-radius` whose corners differ.

    >>> [style.text() for style in logical_radius(Style("border-radius", "0 4px 4px 0"))][:2]
    ['border-start-start-radius:0', 'border-start-end-radius:4px']
    """
    if "/" in style.value:
        raise VendorError(f"border-radius:{style.value} has a slash: teach logical_radius to split it")
    corners = four(split_values(style.value))
    if len(set(corners)) == 1:
        return [style]
    return [style.renamed(name, value) for name, value in zip(CORNERS.values(), corners, strict=True)]


def logical_name(name: str) -> str:
    """Return the logical name of a physical property, and any other name as it is.

    >>> logical_name("border-left-color"), logical_name("right"), logical_name("color")
    ('border-inline-start-color', 'inset-inline-end', 'color')
    """
    if name in SIDES:
        return f"inset-{SIDES[name]}"
    sided = SIDED.match(name)
    return f"{sided[1]}-{SIDES[sided[2]]}{sided[3] or ''}" if sided else CORNERS.get(name, name)


def logical_value(style: Style) -> list[Style]:
    """Rewrite a declaration whose value is `left` or `right`; older browsers keep a float that they understand.

    >>> [style.text() for style in logical_value(Style("float", "right"))]
    ['float:right', 'float:inline-end']
    """
    side = SIDES[style.value]
    if style.name in ("float", "clear"):
        return [style, style.renamed(style.name, side)]
    if style.name == "text-align":
        return [style.renamed(style.name, side.removeprefix("inline-"))]
    if style.name == "justify-content":
        return [style.renamed(style.name, side.replace("inline", "flex"))]
    raise VendorError(f"{style.text()} is new: teach logical_value what to make of it")


def logical(style: Style) -> list[Style]:
    """Return *style* in words that follow the writing direction.

    >>> [style.text() for style in logical(Style("margin-left", "-15px"))]
    ['margin-inline-start:-15px']
    """
    if "safe-area-inset" in style.value:
        return [style]
    if style.name in SHORTHANDS:
        return logical_shorthand(style)
    if style.name == "border-radius":
        return logical_radius(style)
    if style.value in SIDES:
        return logical_value(style)
    return [style.renamed(logical_name(style.name))]


def rewrite_style(selectors: Sequence[str], style: Style, *, printing: bool) -> list[Style]:
    """Return what becomes of one declaration in a rule for *selectors*, `printing` when it is for paper only."""
    if style.name == "font-family":
        if printing:
            return []
        if style.value != "GDS Transport,arial,sans-serif":
            raise VendorError(f"font-family:{style.value} is new: decide what replaces it")
        return [style.renamed("font-family", f"var({FONT_PROPERTY})")]
    if style.name.removeprefix("-webkit-") in SHAPED:
        check_shape(selectors, style)
    turned = style.name.startswith("border") and any(selector in TURNED for selector in selectors)
    return [style] if turned else logical(style)


def check_shape(selectors: Sequence[str], style: Style) -> None:
    """Raise when a rule draws a shape that nobody has looked at in right-to-left text."""
    name = style.name.removeprefix("-webkit-")
    known = {(selector, property_): value for selector, property_, value, _ in SHAPES}
    for selector in selectors:
        if style.value != "inset(50%)" and known.get((selector, name)) != style.value:
            raise VendorError(f"{selector} has {name}:{style.value}: look at it in both directions, add it to SHAPES")


# --- rules ------------------------------------------------------------------------------------------------------------


def component(class_name: str) -> str:
    r"""Return the component that a class belongs to, '' for the grid's columns.

    >>> component("govuk-task-list__item--with-link"), component(r"govuk-\!-margin-0")
    ('task-list', 'overrides')
    """
    name = class_name.removeprefix("govuk-")
    if name.startswith("\\"):
        return OVERRIDES
    if name.startswith("grid-column"):
        return ""
    return re.split(r"__|--", name)[0]


def is_kept(selector: str) -> bool:
    """Return whether *selector* names only components that we keep."""
    if selector == ":root":
        return True
    classes = re.findall(r"\.(govuk-[\w\\!-]+)", selector)
    if not classes:
        raise VendorError(f"{selector!r} names no govuk- class: it would reach into a host's pages")
    named = {component(class_name) for class_name in classes} - {""}
    unknown = named - KEPT - DROPPED
    if unknown:
        raise VendorError(f"unknown component in {selector!r}: add {', '.join(sorted(unknown))} to KEPT or DROPPED")
    return not named & DROPPED


def split_selectors(prelude: Iterable[Node]) -> list[str]:
    """Split a rule's prelude at its top-level commas."""
    groups: list[list[Node]] = [[]]
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            groups.append([])
        else:
            groups[-1].append(node)
    return [tinycss2.serialize(group).strip() for group in groups]


def kept_selectors(prelude: Iterable[Node]) -> list[str]:
    """Return the selectors that we keep, without conditions on dropped components that always hold."""
    selectors = (selector.replace(ALWAYS, "") for selector in split_selectors(prelude))
    return [selector for selector in selectors if is_kept(selector)]


def read_styles(nodes: Iterable[Node]) -> Iterator[Style]:
    """Yield the declarations of a rule's block; anything else in it is an error."""
    for node in tinycss2.parse_blocks_contents(nodes, skip_comments=True, skip_whitespace=True):
        if not isinstance(node, Declaration):
            raise VendorError(f"a rule holds something that is no declaration: {node.serialize()[:80]}")
        yield Style(node.name, tinycss2.serialize(node.value).strip(), node.important)


def rewrite_rule(rule: QualifiedRule, *, printing: bool) -> tuple[str, str]:
    """Return the selectors and the body of one rule rewritten; no body when nothing of it is kept."""
    selectors = kept_selectors(rule.prelude)
    if not selectors:
        return "", ""
    styles = [new for style in read_styles(rule.content) for new in rewrite_style(selectors, style, printing=printing)]
    return ",".join(selectors), ";".join(style.text() for style in styles)


def rewrite_at_rule(rule: AtRule) -> tuple[str, str]:
    """Return the head and the body of a conditional group rule rewritten; no body when nothing of it is kept."""
    head = f"@{rule.lower_at_keyword} {tinycss2.serialize(rule.prelude).strip()}"
    if rule.lower_at_keyword in ("charset", "font-face") or OBSOLETE.search(head):
        return head, ""
    if rule.lower_at_keyword not in ("media", "supports") or rule.content is None:
        raise VendorError(f"{head} is new: decide what becomes of it")
    rules = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
    return head, rewrite(rules, printing=head == "@media print")


def rewrite(nodes: Iterable[Node], *, printing: bool = False) -> str:
    """Return a list of rules rewritten as minified CSS; neighbours with the same head become one."""
    blocks: list[tuple[str, str]] = []
    for node in nodes:
        if isinstance(node, QualifiedRule):
            head, body = rewrite_rule(node, printing=printing)
        elif isinstance(node, AtRule):
            head, body = rewrite_at_rule(node)
        else:
            raise VendorError(f"the stylesheet cannot be read: {node.serialize()[:80]}")
        if body and blocks and blocks[-1][0] == head:
            joint = "" if head.startswith("@") else ";"
            blocks[-1] = (head, blocks[-1][1] + joint + body)
        elif body:
            blocks.append((head, body))
    return "".join(f"{head}{{{body}}}" for head, body in blocks)


def right_to_left() -> str:
    """Return the rules that turn shapes and arrows round, also for browsers that do not know `:dir()`."""
    turned = [(selector, f"{name}:{value}") for selector, name, _, value in SHAPES if value is not None]
    turned += [(selector, "transform:scaleX(-1)") for selector in ARROWS]
    exact = older = ""
    for selector, body in turned:
        start, colon, pseudo = selector.partition(":")
        exact += f"{start}:dir(rtl){colon}{pseudo}{{{body}}}"
        older += f"[dir=rtl] {selector}{{{body}}}"
    return f"{exact}@supports not selector(:dir(rtl)){{{older}}}"


def make_stylesheet(source: str) -> str:
    """Return our stylesheet, made from the package's."""
    nodes = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
    rules = rewrite(nodes)
    check_shapes_used(rules)
    css = f'@charset "UTF-8";{BANNER}\n:root{{{FONT_PROPERTY}:{FONT_STACK}}}{rules}{right_to_left()}\n'
    left_over = re.search(r"GDS|crown|crest|url\(|gov\.uk|@font-face", css, re.IGNORECASE)
    if left_over:
        raise VendorError(f"the stylesheet still holds {left_over[0]!r} at {left_over.start()}")
    return css


def check_shapes_used(rules: str) -> None:
    """Raise when SHAPES, ARROWS or TURNED name a selector that the stylesheet no longer has."""
    for selector in {*TURNED, *ARROWS, *(shape[0] for shape in SHAPES)}:
        if selector not in rules:
            raise VendorError(f"{selector} is gone from the package: mend the tables in this script")


# --- the page about it ------------------------------------------------------------------------------------------------


def custom_properties(css: str) -> dict[str, str]:
    """Return the custom properties that `:root` sets outside any media query, with their values."""
    found: dict[str, str] = {}
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if isinstance(node, QualifiedRule) and tinycss2.serialize(node.prelude) == ":root":
            found |= {style.name: style.value for style in read_styles(node.content)}
    return dict(sorted(found.items()))


def fixed_colours(css: str) -> dict[str, list[str]]:
    """Return the colours that no custom property sets, with the components that use them."""
    found: dict[str, set[str]] = {}
    for head, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"var\([^()]*\)", "", css)):
        if head.endswith(":root"):
            continue
        users = {component(name) or name for name in re.findall(r"\.(govuk-[\w\\!-]+)", head)}
        for colour in re.findall(r"#[0-9a-f]{3,8}\b", body):
            found.setdefault(colour, set()).update(users)
    return {colour: sorted(users) for colour, users in sorted(found.items())}


def make_page(css: str) -> str:
    """Return VENDORED.md."""
    properties = (f"| `{name}` | `{value}` |" for name, value in custom_properties(css).items())
    colours = (f"| `{colour}` | {', '.join(users)} |" for colour, users in fixed_colours(css).items())
    return PAGE.format(
        package=PACKAGE,
        version=VERSION,
        tarball=SHA256,
        css=hashlib.sha256(css.encode()).hexdigest(),
        font_property=FONT_PROPERTY,
        font_stack=FONT_STACK,
        kept=textwrap.fill(f"Kept: {', '.join(sorted(KEPT))}.", 120, break_on_hyphens=False),
        dropped=textwrap.fill(f"Dropped: {', '.join(sorted(DROPPED))}.", 120, break_on_hyphens=False),
        properties="\n".join(properties),
        colours="\n".join(colours),
        licence=LICENCE,
    )


# --- writing and comparing --------------------------------------------------------------------------------------------


def make_files(tarball: Path) -> dict[str, bytes]:
    """Return the files to commit, by name."""
    css = make_stylesheet(read_stylesheet(tarball))
    return {
        "govuk.css": css.encode(),
        "VENDORED.md": make_page(css).encode(),
    }


def compare(files: dict[str, bytes], folder: Path) -> list[str]:
    """Return one line for each file in *folder* that differs from *files*, with a count of changed lines."""
    differences: list[str] = []
    for name, content in files.items():
        path = folder / name
        if not path.is_file():
            differences.append(f"{name}: missing")
            continue
        committed, fresh = (data.decode(errors="replace").replace("}", "}\n") for data in (path.read_bytes(), content))
        changes = list(difflib.unified_diff(committed.splitlines(), fresh.splitlines(), n=0, lineterm=""))[2:]
        if changes:
            added = sum(line.startswith("+") for line in changes)
            removed = sum(line.startswith("-") for line in changes)
            first = next(line for line in changes if not line.startswith("@"))
            differences.append(f"{name}: +{added} -{removed} rules or lines, first {first[:100]}")
    return differences


def run(arguments: argparse.Namespace) -> int:
    """Make the files, then write them or compare them; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(arguments.tarball or fetch_tarball(Path(folder)))
    if arguments.check:
        differences = compare(files, arguments.into)
        print("\n".join(differences) or f"{arguments.into.name}: as {PACKAGE} {VERSION} makes it")
        return 1 if differences else 0
    arguments.into.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (arguments.into / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=f"Vendor {PACKAGE} {VERSION}'s stylesheet.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the committed files differ")
    parser.add_argument("--tarball", type=Path, help="use this file instead of fetching the package with npm")
    parser.add_argument("--into", type=Path, default=STATIC, help="folder of the committed files")
    try:
        return run(parser.parse_args(argv))
    except VendorError as error:
        print(f"vendor_govuk: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
