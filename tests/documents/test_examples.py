"""Every example report of every installed plugin, in several languages and both directions."""

from __future__ import annotations

import io
from itertools import cycle

import html5lib
import page
import pypdf
import pytest

from cbreport.definition import LANGUAGE_NAMES, find_party
from cbreport.documents import render
from tests.documents.planted import EXAMPLES, LIBRARY, different, example

LANGUAGES = ("en", "fr", "ar")
DIFFERENT = different()
IN_TURN = dict(zip(DIFFERENT, cycle(LANGUAGE_NAMES), strict=False))  # a PDF takes long: each in one language


def test_there_are_examples() -> None:
    assert len(DIFFERENT) >= 20
    assert len(EXAMPLES) == len(LIBRARY.examples())  # their names tell them apart
    assert set(IN_TURN.values()) == set(LANGUAGE_NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DIFFERENT)
def test_an_example_becomes_html(name: str, language: str) -> None:
    made = example(name)
    for audience, extent in (("party", "long"), ("public", "short")):
        text = render(made, "html", language=language, audience=audience, extent=extent).decode()  # type: ignore[arg-type]
        html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        assert find_party(made.party).name_in(language) in text
        for address, answer in made.evaluation.visible_answers().items():
            question = made.form.at(address)
            if question is not None and question.private and isinstance(answer.value, str):
                assert (answer.value.split("\n")[0] in text) is (audience == "party")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("name", "language"), IN_TURN.items())
def test_an_example_becomes_pdf_ua(name: str, language: str) -> None:
    made = render(example(name), "pdf", language=language)
    assert [str(each) for each in page.validate_pdf_bytes(made, profile="ua1").failures] == []
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) >= 3
