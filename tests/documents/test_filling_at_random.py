"""Whatever was answered comes back as it was, from every kind of file and for every form."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer, tidy
from cbreport.answering.slots import filled
from cbreport.definition import Form
from cbreport.documents.filling import FILLINGS, read_filled
from cbreport.library import Library
from cbreport.reporting import Report
from cbreport.reporting.returning import incoming
from tests.alike import is_register
from tests.answers_at_random import answers_of_any_kind

from .filling_in import brought_back
from .test_filling import SECRET, outgoing

LIBRARY = Library()


@cache
def places(form: Form) -> list[str]:
    report = Report(form, "KEN", "", {}, library=LIBRARY)
    sent = outgoing(report)
    return [address for _, question in sent.questions() for address, _ in sent.addresses(question)]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", FILLINGS)
@pytest.mark.parametrize("form", [each for each in LIBRARY.forms if not is_register(each)], ids=lambda each: each.key)
def test_a_round_trip_gives_the_same_answers(form: Form, kind: str) -> None:
    convention = LIBRARY.convention(form.convention)
    cycle = next(each.id for each in convention.cycles if (each.form, each.edition) == (form.id, form.edition))

    @settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
    @given(
        st.dictionaries(st.sampled_from(places(form)), answers_of_any_kind, max_size=12),
        st.sampled_from(["en", "ar", "zh"]),
    )
    def round_trip(answers: dict[str, Answer], language: str) -> None:
        report = Report(form, "KEN", cycle, answers, library=LIBRARY)
        sent = outgoing(report, language)
        back = read_filled(brought_back(kind, sent), lambda made: form, SECRET)
        assert back.unread == ()
        assert incoming(back, form, answers, answers).changes == {}
        for _, question in sent.questions():
            for address, part in sent.addresses(question):
                before = filled(part, address, sent.answer(address))
                for name, text in back.texts.get(address, {}).items():
                    assert tidy(text) == before[name], (address, name)

    round_trip()
