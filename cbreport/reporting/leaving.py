"""What of a report leaves the Party: the one rule that snapshots, documents for others and syntheses follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cbreport.answering.answers import Answer
from cbreport.answering.evaluation import Evaluation
from cbreport.definition.model import Form
from cbreport.definition.privacy import is_private


def leaving_answers(form: Form, settled: Evaluation) -> dict[str, Answer]:
    """The answers that others may see: shown, confirmed by a person and not private, without comments and origins.

    Where a non-answer is recorded for a whole matrix or group, it stands alone.

    :param settled: the evaluation of the confirmed answers, so that nobody is shown what follows from a proposal.
    """
    visible = settled.visible_answers()
    wholes = {address for address, answer in visible.items() if answer.non_answer and "[" not in address}
    return {
        address: replace(answer, comment="", author="", time="", origin={})
        for address, answer in visible.items()
        if not is_private(form, address) and ("[" not in address or address.partition("[")[0] not in wholes)
    }


def confirmed_answers(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The answers without proposals that nobody has confirmed."""
    if all(answer.confirmed for answer in answers.values()):
        return answers
    return {address: answer for address, answer in answers.items() if answer.confirmed}
