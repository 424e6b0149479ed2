"""A browser without script: it reads pages strictly, and sends what its forms would send."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Response
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

WORDLESS = {"script", "style", "template"}


def parse(text: str) -> tuple[Element, list[str]]:
    """The tree of a page, and what a strict parser finds wrong with it."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(text)
    lines = text.splitlines()
    faults = [
        f"{code} {values} near {lines[place[0] - 1][max(place[1] - 40, 0) : place[1] + 40]!r}"
        for place, code, values in parser.errors
    ]
    return tree, faults


def words(element: Element) -> str:
    """What one reads in an element, blanks made one."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag in WORDLESS:
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def whole_text(element: Element) -> str:
    """Every character between an element's tags, as it is."""
    return "".join(element.itertext())


@dataclass
class Control:
    """A field or a button of a form."""

    element: Element
    name: str
    kind: str
    value: str
    on: bool = True
    files: list[tuple[bytes, str]] = field(default_factory=list)  # content and name of what was chosen

    @property
    def disabled(self) -> bool:
        return "disabled" in self.element.attrib


@dataclass
class Form:
    """A form as it stands on the page; what is set here is what will be sent."""

    element: Element
    page: Page
    controls: list[Control] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [control.name for control in self.controls]

    def value(self, name: str) -> str:
        """What a field shows; of radios the chosen one, empty when none is."""
        found = self._named(name)
        if found[0].kind == "radio":
            return next((control.value for control in found if control.on), "")
        assert len(found) == 1, f"{name} stands {len(found)} times on the page"
        return found[0].value

    def ticked(self, name: str) -> list[str]:
        """The values of the boxes that are ticked."""
        return [control.value for control in self._named(name) if control.on]

    def offered(self, name: str) -> list[str]:
        """The values that a list, radios or boxes offer."""
        found = self._named(name)
        if found[0].kind == "select":
            return [_option_value(option) for option in found[0].element.iter("option")]
        return [control.value for control in found]

    def write(self, name: str, text: str) -> Form:
        """Type into a field."""
        (control,) = self._named(name)
        assert control.kind in ("text", "date", "textarea", "hidden"), f"{name} is a {control.kind}"
        control.value = text
        return self

    def choose(self, name: str, value: str) -> Form:
        """Choose a radio, or a line of a list."""
        found = self._named(name)
        assert value in self.offered(name), f"{name} offers {self.offered(name)}, not {value!r}"
        if found[0].kind == "select":
            found[0].value = value
        for control in found:
            if control.kind == "radio":
                control.on = control.value == value
        return self

    def tick(self, name: str, *values: str) -> Form:
        """Tick these boxes and no others."""
        found = self._named(name)
        assert set(values) <= {control.value for control in found}, f"{name} offers {self.offered(name)}"
        for control in found:
            control.on = control.value in values
        return self

    def attach(self, name: str, called: str, content: bytes) -> Form:
        """Choose a file; where several may be chosen, another one."""
        (control,) = self._named(name)
        assert control.kind == "file", f"{name} is a {control.kind}"
        assert self.element.get("enctype") == "multipart/form-data", "the form sends no files"
        if "multiple" not in control.element.attrib:
            control.files.clear()
        control.files.append((content, called))
        return self

    def sent(self, button: Control | None = None) -> MultiDict[str, Any]:
        """What is sent with files: of a field that was left alone an empty one, as browsers do."""
        sent: MultiDict[str, Any] = MultiDict(self.data(button).items(multi=True))
        chosen = [control for control in self.controls if control.kind == "file"]
        if any(control.files for control in chosen):
            for control in chosen:
                for content, called in control.files or [(b"", "")]:
                    sent.add(control.name, (io.BytesIO(content), called))
        return sent

    def drop(self, name: str) -> Form:
        """Lose a field on the way."""
        self._named(name)
        self.controls = [control for control in self.controls if control.name != name]
        return self

    def data(self, button: Control | None = None) -> MultiDict[str, str]:
        """What is sent when a button is pressed; line ends as browsers send them."""
        sent: MultiDict[str, str] = MultiDict()
        for control in self.controls:
            if control.disabled or not control.name or control.kind == "file":
                continue
            if control.kind == "button":
                if control is button:
                    sent.add(control.name, control.value)
            elif control.on:
                sent.add(control.name, re.sub(r"\r\n|\r|\n", "\r\n", _kept(control)))
        return sent

    def button(self, text: str) -> Control:
        """The button that says ``text``; of several with the same words the last, as the first may be hidden."""
        found = [each for each in self.controls if each.kind == "button" and text in words(each.element)]
        assert found, f"no button says {text!r}: {[words(b.element) for b in self.controls if b.kind == 'button']}"
        return found[-1]

    @property
    def action(self) -> str:
        return self.element.get("action") or self.page.url

    def press(self, text: str, **options: Any) -> Page:
        """Press the button that says ``text`` and follow where it leads."""
        button = self.button(text)
        action = button.element.get("formaction") or self.action
        return self.page.browser.post(action, self.sent(button), **options)

    def _named(self, name: str) -> list[Control]:
        found = [control for control in self.controls if control.name == name and control.kind != "button"]
        assert found, f"there is no field {name!r}: {sorted(set(self.names))}"
        return found


def _kept(control: Control) -> str:
    """What a browser keeps of a value: a line of text has no line ends."""
    return re.sub(r"[\r\n]", "", control.value) if control.kind == "text" else control.value


def _option_value(option: Element) -> str:
    return option.get("value", words(option))


def _control(element: Element) -> Control | None:
    name = element.get("name", "")
    if element.tag == "textarea":
        return Control(element, name, "textarea", whole_text(element))
    if element.tag == "button":
        return Control(element, name, "button", element.get("value", ""))
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        assert len(chosen) == 1, f"{name} has {len(chosen)} chosen lines"
        return Control(element, name, "select", _option_value(chosen[0]))
    if element.tag == "input":
        kind = element.get("type", "text")
        if kind in ("radio", "checkbox"):
            return Control(element, name, kind, element.get("value", "on"), "checked" in element.attrib)
        if kind == "file":
            return Control(element, name, kind, "")
        assert kind in ("text", "date", "hidden"), f"an input of type {kind}"
        value = element.get("value", "")
        return Control(element, name, kind, re.sub(r"[\r\n]", "", value) if kind == "text" else value)
    return None


@dataclass
class Page:
    """A page as it came."""

    browser: Browser
    url: str
    response: Response

    @cached_property
    def text(self) -> str:
        return self.response.get_data(as_text=True) if self.is_html else ""

    @cached_property
    def _parsed(self) -> tuple[Element, list[str]]:
        return parse(self.text)

    @property
    def tree(self) -> Element:
        return self._parsed[0]

    @property
    def faults(self) -> list[str]:
        """What a strict parser finds wrong."""
        return self._parsed[1]

    @property
    def is_html(self) -> bool:
        return self.response.mimetype == "text/html"

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def words(self) -> str:
        return words(self.main)

    @property
    def main(self) -> Element:
        found = self.tree.find(".//main")
        return self.tree if found is None else found

    @property
    def title(self) -> str:
        found = self.tree.find(".//title")
        return "" if found is None else words(found)

    def all(self, tag: str, css_class: str = "") -> list[Element]:
        """Elements of a tag (“*” is any), with a class if one is given."""
        return [
            each
            for each in self.tree.iter(None if tag == "*" else tag)
            if not css_class or css_class in each.get("class", "").split()
        ]

    def by_id(self, id: str) -> Element:
        """The one element with this id."""
        found = [each for each in self.tree.iter() if each.get("id") == id]
        assert len(found) == 1, f"{len(found)} elements have the id {id!r}"
        return found[0]

    @property
    def ids(self) -> list[str]:
        return [each.get("id", "") for each in self.tree.iter() if "id" in each.attrib]

    def link(self, text: str) -> str:
        """Where the link that says ``text`` leads."""
        found = [each for each in self.tree.iter("a") if text in words(each)]
        assert found, f"no link says {text!r}: {[words(each) for each in self.tree.iter('a')]}"
        return found[0].get("href", "")

    @property
    def links(self) -> list[str]:
        return [each.get("href", "") for each in self.tree.iter("a")]

    @property
    def error_links(self) -> list[str]:
        """Where the lines of the error summary lead."""
        return [each.get("href", "") for box in self.all("div", "govuk-error-summary") for each in box.iter("a")]

    @property
    def error_words(self) -> str:
        return " ".join(words(box) for box in self.all("div", "govuk-error-summary"))

    @property
    def forms(self) -> list[Form]:
        found = []
        for element in self.tree.iter("form"):
            if element.get("method", "get").lower() == "post":
                form = Form(element, self)
                inside = set(element.iter())
                own = [
                    each
                    for each in self.tree.iter()
                    if each.get("form", element.get("id")) == element.get("id")
                    if each in inside or "form" in each.attrib
                ]
                form.controls = [each for each in map(_control, own) if each is not None]
                found.append(form)
        return found

    @property
    def form(self) -> Form:
        """The form of the page."""
        (only,) = self.forms
        return only

    def form_to(self, end: str) -> Form:
        """The form whose address ends so."""
        found = [form for form in self.forms if form.action.endswith(end)]
        assert found, f"no form leads to {end}: {[form.action for form in self.forms]}"
        return found[0]


@dataclass
class Browser:
    """One person at a browser."""

    client: FlaskClient

    def get(self, url: str, *, follow: bool = True, **options: Any) -> Page:
        """Open a page."""
        return self._arrive(url, self.client.get(url.partition("#")[0], **options), follow)

    def put(self, url: str, data: Any, **options: Any) -> Page:
        """Send what the script sends."""
        return self._arrive(url, self.client.put(url, data=data, **options), follow=False)

    def post(self, url: str, data: Any, *, follow: bool = True, **options: Any) -> Page:
        """Send a form."""
        return self._arrive(url, self.client.post(url.partition("#")[0], data=data, **options), follow)

    def _arrive(self, url: str, response: Response, follow: bool) -> Page:
        steps = 0
        while follow and response.status_code in (301, 302, 303, 307, 308):
            url = response.headers["Location"]
            assert re.match(r"/(?!/)", url), f"led away to {url}"
            response = self.client.get(url.partition("#")[0])
            steps += 1
            assert steps < 5, f"led in a circle: {url}"
        return Page(self, url, response)
