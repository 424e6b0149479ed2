"""What is asked: forms, conditions, vocabularies, translations, conventions and Parties."""

from cbreport.definition.addresses import Address, parse_address
from cbreport.definition.building import Parts, Vocabulary
from cbreport.definition.calculations import Calculation, QuestionType
from cbreport.definition.canonical import canonical_json, digest_of
from cbreport.definition.checking import check_form
from cbreport.definition.conditions import Condition, to_data
from cbreport.definition.conventions import (
    OUTSIDE_UN_GROUPS,
    UN_REGIONS,
    Convention,
    Cycle,
    DocumentIdentity,
    Membership,
    Region,
    Resource,
    Translations,
    memberships,
)
from cbreport.definition.crosswalk_loading import load_crosswalk
from cbreport.definition.crosswalks import Crosswalk
from cbreport.definition.language import LANGUAGE_NAMES, SOURCE_LANGUAGE, Shown, Translator, direction
from cbreport.definition.loading import block_id, load_form, load_vocabulary
from cbreport.definition.model import NON_ANSWER_LABELS, Form, Limits, Option, Question, Retired, Section, Source
from cbreport.definition.paging import Page, pages
from cbreport.definition.parties import Party, all_parties, find_party, in_order_of_names
from cbreport.definition.privacy import is_private, rests_on_private
from cbreport.definition.respondents import SECRETARIAT_CODE, respondent_code, respondent_name
from cbreport.definition.searching import fits_search
from cbreport.definition.wording import condition_in_words, quoted

__all__ = [
    "LANGUAGE_NAMES",
    "NON_ANSWER_LABELS",
    "OUTSIDE_UN_GROUPS",
    "SECRETARIAT_CODE",
    "SOURCE_LANGUAGE",
    "UN_REGIONS",
    "Address",
    "Calculation",
    "Condition",
    "Convention",
    "Crosswalk",
    "Cycle",
    "DocumentIdentity",
    "Form",
    "Limits",
    "Membership",
    "Option",
    "Page",
    "Parts",
    "Party",
    "Question",
    "QuestionType",
    "Region",
    "Resource",
    "Retired",
    "Section",
    "Shown",
    "Source",
    "Translations",
    "Translator",
    "Vocabulary",
    "all_parties",
    "block_id",
    "canonical_json",
    "check_form",
    "condition_in_words",
    "digest_of",
    "direction",
    "find_party",
    "fits_search",
    "in_order_of_names",
    "is_private",
    "load_crosswalk",
    "load_form",
    "load_vocabulary",
    "memberships",
    "pages",
    "parse_address",
    "quoted",
    "respondent_code",
    "respondent_name",
    "rests_on_private",
    "to_data",
]
