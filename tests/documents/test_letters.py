"""Letters in the reader's language, and what somebody typed in them."""

from __future__ import annotations

from datetime import date

import pytest

from cbreport.documents.letters import Asked, Deadline, digest, digests, invitation, reminder
from cbreport.library import Library
from cbreport.mailing import LINK, Contact, link_to
from cbreport.reporting.reminding import Reminder

ASKED = Asked("Chebet", "Amina", "Kenya, EX, First report", ["I. Needs"], "Ask {name}.", "2026-03-01", "2026-03-08")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(plugins=[])


def test_an_invitation_says_who_asks_for_what_until_when(library: Library) -> None:
    letter = invitation(library.translator("en"), ASKED)
    for told in ("Dear Chebet,", "Amina asks you", "- I. Needs", "1 March 2026", "8 March 2026", "Ask {name}.", LINK):
        assert told in letter.body
    assert letter.subject == "Amina asks you to fill in a part of a report"


def test_days_are_written_as_the_reader_writes_them(library: Library) -> None:
    assert "1 mars 2026" in reminder(library.translator("fr"), ASKED).subject
    assert "1 de marzo de 2026" in invitation(library.translator("es"), ASKED).body


def test_a_message_brings_no_link_of_ours(library: Library) -> None:
    asked = Asked("C", "A", "R", ["S"], f"Here: {link_to('x')} {LINK}", "2026-03-01", "2026-03-08")
    assert invitation(library.translator("en"), asked).body.count(LINK) == 1


def test_a_digest_begins_with_the_nearest_day(library: Library) -> None:
    lines = [Deadline("B", "2026-04-01", "https://b"), Deadline("A", "2026-03-01", "https://a", late=True)]
    letter = digest(library.translator("en"), "", lines)
    assert letter.subject == "Reminder of deadlines, the first on 1 March 2026"
    assert "A: was due 1 March 2026\nhttps://a" in letter.body
    assert letter.body.startswith("Good day,")


def test_one_person_gets_one_letter(library: Library) -> None:
    amina, kari = Contact("Amina", "amina@example.org", "fr"), Contact("Kari", "kari@example.org")
    due = [
        Reminder(
            f"k{number}", to, lambda language: f"Report in {language}", date(2026, 3, number), False, "https://r", id
        )
        for number, (to, id) in enumerate([(amina, ""), (kari, "d"), (amina, "e")], 1)
    ]
    (first, keys), (second, _) = digests(due, library.translator, "reporting@example.org", "https://l/")
    assert (first.to, first.language, keys, first.delegation) == ("amina@example.org", "fr", ["k1", "k3"], "")
    assert first.body.count("Report in fr") == 2
    assert (second.to, second.language, second.delegation) == ("kari@example.org", "en", "d")
