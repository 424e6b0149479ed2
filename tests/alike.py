"""Which forms and examples slow tests leave out, because others that are made of the same blocks stand for them.

The registers of capacity building, of Parties and of Secretariats, take their questions from the same blocks. What is
slow looks at one of them, what is slowest at none; the contract of plugins and what is quick look at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cbreport.definition import Form
from cbreport.reporting import Report

#: The register that stands for the others, and whose example: it has every type of question that they have, and a
#: private one.
REGISTER: Final = "cbd-capacity-register@r1"
PARTY: Final = "KEN"


def is_register(form: Form) -> bool:
    """Whether a form is made of registers."""
    return any(question.concept.startswith("register.") for question in form.questions())


def different_forms(forms: Iterable[Form]) -> list[Form]:
    """The forms, of registers one."""
    return [form for form in forms if form.key == REGISTER or not is_register(form)]


def different_reports(reports: Iterable[Report]) -> list[Report]:
    """The reports, of registers one."""
    return [
        report
        for report in reports
        if not is_register(report.form) or (report.form.key, report.party) == (REGISTER, PARTY)
    ]
