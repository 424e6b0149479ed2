"""Rendering: our templates over the host's Jinja environment, and a portal's base page around them.

The base page is rendered apart, with the portal's own context and settings: its ``section`` is not ours, and its
``StrictUndefined`` does not reach our templates.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from flask import current_app, request, url_for
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, Undefined
from markupsafe import Markup, escape

from cbreport.definition import direction
from cbreport.web import formats
from cbreport.web.compressing import accepted
from cbreport.web.devices import is_own_device, person_of
from cbreport.web.identity import DemoIdentity
from cbreport.web.packaged import packaged
from cbreport.web.weight import Weight

if TYPE_CHECKING:
    from cbreport.web.context import Context

OWN_LOADERS: Final = (
    PackageLoader("cbreport.web", "templates"),
    PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja", "templates")}),
)
PLAIN: Final[dict[str, Any]] = {
    "block_start_string": "{%",
    "block_end_string": "%}",
    "variable_start_string": "{{",
    "variable_end_string": "}}",
    "comment_start_string": "{#",
    "comment_end_string": "#}",
    "line_statement_prefix": None,
    "line_comment_prefix": None,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "autoescape": True,
    "undefined": Undefined,
    "finalize": None,
}
PARTS: Final = ("cb_title", "cb_head", "cb_content", "cb_languages")
_ENVIRONMENT: Final = "cbreport.jinja"


def environment() -> Environment:
    """Our environment for the current application: the host's loader first, so a portal can replace a template."""
    found = current_app.extensions.get(_ENVIRONMENT)
    if found is None:
        host = current_app.jinja_env
        loaders = [loader for loader in (host.loader,) if loader is not None]
        found = host.overlay(loader=ChoiceLoader([*loaders, *OWN_LOADERS]), **PLAIN)
        current_app.extensions[_ENVIRONMENT] = found
    assert isinstance(found, Environment)
    return found


def render_page(context: Context, template: str, **values: Any) -> str:
    """Render one of our pages with everything that the base page and the macros use."""
    from cbreport.web.context import language_links, name_of

    portal, weight = context.portal, weight_of(context)
    surroundings: dict[str, Any] = {
        "base_template": "cbreport/parts.html" if portal.base_template else "cbreport/base.html",
        "portal": portal,
        "identity": context.identity,
        "who": name_of(context, context.identity),
        "choosing": isinstance(portal.identity, DemoIdentity),
        "kind_of": lambda node: type(node).__name__,
        "language": context.language,
        "direction": context.direction,
        "direction_of": direction,
        "languages": language_links(context),
        "t": context.t,
        "said": said(context.language),
        "asset": weigh(weight),
        "weight": weight,
        "device": {"person": person_of(context.identity), "own": is_own_device(context)},
        "fmt": formats.Formats(context.language),
        **values,
    }
    current_app.update_template_context(surroundings)
    page = environment().get_template(template)
    if not portal.base_template:
        return weight.fill(page.render(surroundings))
    module = page.make_module(surroundings)
    parts = {name: getattr(module, name) for name in PARTS}
    parts["cb_content"] = weight.fill(parts["cb_content"])  # markup as before; the rest of the page is the portal's
    host: dict[str, Any] = {}
    current_app.update_template_context(host)
    own = {"language": context.language, "direction": context.direction}
    base = current_app.jinja_env.get_template(portal.base_template)
    return environment().get_template("cbreport/embedded.html").render({**own, **host, **parts, "cb_base": base})


def said(language: str) -> Any:
    """A function that shows a translator's text, marked with its language when that is not the page's."""

    def show(translator: Any, text: str) -> Markup:
        shown = translator.show(text)
        if shown.language == language:
            return escape(shown.text)
        return Markup('<span lang="{}" dir="{}">{}</span>').format(
            shown.language, direction(shown.language), shown.text
        )

    return show


def weight_of(context: Context) -> Weight:
    """What will weigh the page of this request."""
    encoding = context.portal.encoding(request, context.identity)
    return Weight(context.t, encoding, tuple(each for each in ("br", "gzip") if accepted(request, (each,))))


def weigh(weight: Weight) -> Callable[[str], str]:
    """The function that gives templates the address of a packaged file, and notes which the page links."""

    def address(name: str) -> str:
        weight.files[name] = None
        return asset(name)

    return address


def asset(name: str) -> str:
    """The address of a packaged file; it changes with the content, so browsers may keep it for ever."""
    return url_for(".asset", digest=packaged(name).digest, name=name)
