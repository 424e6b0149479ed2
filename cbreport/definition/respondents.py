"""Who answers a form: a Party, or the convention's Secretariat under a code of its own in place of a Party's."""

from __future__ import annotations

from typing import Final

from cbreport.definition.conventions import Convention
from cbreport.definition.language import Translator
from cbreport.definition.parties import find_party

#: Stands where a Party's alpha-3 code stands. ISO 3166 leaves XAA to XZZ to users, so no country ever has it.
SECRETARIAT_CODE: Final = "XSC"


def respondent_code(code: str) -> str:
    """The code under which a respondent's reports stand, however it is written.

    :raises UnknownName: it is neither the Secretariat's nor a Party's.

    >>> respondent_code("no"), respondent_code(" xsc ")
    ('NOR', 'XSC')
    """
    return SECRETARIAT_CODE if code.strip().upper() == SECRETARIAT_CODE else find_party(code).code


def respondent_name(code: str, convention: Convention, t: Translator) -> str:
    """What a respondent of a convention is called: a Party by its short name, the Secretariat by its own.

    :param t: into the language that is wanted, with the convention's catalogue.
    :raises UnknownName: there is no such Party.
    """
    return t(convention.secretariat) if code == SECRETARIAT_CODE else find_party(code).name_in(t.language)
