"""States and organisations that can be Party to a convention, and facts about them, from ``parties.csv``."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale

from cbreport.errors import ConfigurationError, UnknownName

ALIASES: Final[Mapping[str, str]] = {"EUR": "EUE", "EUU": "EUE"}  # other codes in use for the European Union


@dataclass(frozen=True)
class Party:
    """A State or a regional organisation. ``code`` is ISO 3166-1 alpha-3 (EUE for the European Union).

    ``facts`` holds the row of ``parties.csv`` as text, for plugins that read their own columns.
    """

    code: str
    iso2: str
    m49: str
    name: str
    ldc_from: str = ""
    ldc_to: str = ""
    sids: bool = False
    lldc: bool = False
    facts: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def is_ldc(self, on: date) -> bool:
        """Whether it is a least developed country on that day; the first year is known by year only."""
        day = on.isoformat()
        return bool(self.ldc_from) and self.ldc_from <= day and not ("" < self.ldc_to <= day)

    def groups(self, on: date) -> tuple[str, ...]:
        """``ldc``, ``sids``, ``lldc``: those that hold on that day."""
        held = {"ldc": self.is_ldc(on), "sids": self.sids, "lldc": self.lldc}
        return tuple(name for name, holds in held.items() if holds)

    def name_in(self, language: str) -> str:
        """The short name in ``language``: the United Nations form in English, CLDR's elsewhere."""
        if language == "en":
            return self.name
        return _territory(self.iso2, language) or self.name


@cache
def _territory(iso2: str, language: str) -> str:
    """The name of a country in a language; empty where CLDR has none."""
    return str(Locale.parse(language, sep="-").territories.get(iso2) or "")


def in_order_of_names(name: str) -> str:
    """A key that sorts names as a reader expects: É beside E, whatever the case.

    >>> sorted(["Zambie", "Égypte", "Fidji"], key=in_order_of_names)
    ['Égypte', 'Fidji', 'Zambie']
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return plain.casefold()


def load_parties(text: str) -> dict[str, Party]:
    """Parties by code, from the text of ``parties.csv``; every cell is text.

    :raises ConfigurationError: a needed column is missing.
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    try:
        return {row["iso3"]: _party(row) for row in rows}
    except KeyError as error:
        raise ConfigurationError(
            f"parties.csv has no column {error}.", "Take the file that ships with the forms."
        ) from None


def _party(row: Mapping[str, str]) -> Party:
    return Party(
        code=row["iso3"],
        iso2=row["iso2"],
        m49=row["m49"],
        name=row["name_en"],
        ldc_from=row["ldc_from"],
        ldc_to=row["ldc_to"],
        sids=row["sids"] == "yes",
        lldc=row["lldc"] == "yes",
        facts=dict(row),
    )


@cache
def all_parties() -> Mapping[str, Party]:
    """The Parties that ship with the forms, by code."""
    return load_parties(files("cbreport_forms").joinpath("parties.csv").read_text(encoding="utf-8"))


def find_party(code: str) -> Party:
    """The Party with this alpha-3 code; alpha-2 codes and other codes in use for the European Union are understood.

    :raises UnknownName: there is none.

    >>> find_party("NO").name, find_party("eur").code
    ('Norway', 'EUE')
    """
    wanted = code.strip().upper()
    known = all_parties()
    wanted = ALIASES.get(wanted, wanted)
    if wanted in known:
        return known[wanted]
    for party in known.values():
        if party.iso2 == wanted:
            return party
    raise UnknownName("Party", code)
