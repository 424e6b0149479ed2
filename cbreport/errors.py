"""Every error and every finding of cbreport.

Exceptions say that something could not be done. All descend from :class:`CbreportError`::

    CbreportError
    ├── DefinitionError      a form, vocabulary or block file is wrong; carries findings with file and line
    ├── UnknownName          a form, edition, convention, Party, cycle, question or report that does not exist
    ├── ReportFileError      a report file cannot be read at all
    ├── PluginError          a plugin could not be loaded or raised; carries its name
    ├── NotPermitted         the identity may not do this
    ├── WorkflowError        the report is not in a state that allows this
    ├── SaveRefused          a save was refused and nothing was changed
    │   └── SaveConflict     somebody else changed the same answers; carries both versions
    ├── ConfigurationError   a setting, a database or a system library is missing or wrong
    ├── RenderError          a document could not be made
    └── ExportError          a folder of exported files is another export's, or its manifest cannot be read

Findings are data, not exceptions: what :func:`cbreport.check` and ``forms check`` return. :data:`CODES` lists every
code that the core itself uses; plugins add their own codes with their own prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning", "info"]

_ORDER: dict[str, int] = {"error": 0, "warning": 1, "info": 2}


class Term(str):
    """A value in a message that is a text of a form or of the interface, and so is translated with the message.

    Any other value stays as it is: what somebody typed may happen to read like a text of the interface.
    """

    __slots__ = ()


def _fill(template: str, values: Mapping[str, str], translate: Callable[[str], str]) -> str:
    text = translate(template) if template else ""
    if not values:
        return text
    return text.format(
        **{key: translate(str(value)) if isinstance(value, Term) else value for key, value in values.items()}
    )


class CbreportError(Exception):
    """Root of all errors. ``message`` says what is wrong, ``hint`` what to do about it, both in English.

    With ``values`` they are given as templates with ``{name}`` places, as those of a :class:`Finding` are.
    ``brought_by`` names the plugin whose fault it is, where that is known.
    """

    brought_by: str = ""

    def __init__(self, message: str, hint: str = "", **values: str) -> None:
        self._texts = (message, hint)
        self._values = values
        self.message = self.describe()
        self.hint = self.advise()
        super().__init__(f"{self.message} {self.hint}".strip())

    def describe(self, translate: Callable[[str], str] = str) -> str:
        """The message in the language of ``translate``.

        >>> french = {"It is {state}.": "C'est {state}.", "done": "fait"}
        >>> CbreportError("It is {state}.", state=Term("done")).describe(french.__getitem__)
        "C'est fait."
        """
        return _fill(self._texts[0], self._values, translate)

    def advise(self, translate: Callable[[str], str] = str) -> str:
        """The hint in the language of ``translate``."""
        return _fill(self._texts[1], self._values, translate)


class UnknownName(CbreportError):
    """Something was asked for by a name that does not exist. ``kind`` and ``name`` say which."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(known)
        near = [each for each in self.known if name and name in each] or get_close_matches(name, self.known)
        nearest = [*near, *(each for each in self.known if each not in near)]
        shown = ", ".join(nearest[:12]) + (" …" if len(nearest) > 12 else "")
        said = f"There is no {kind} “{name}”." if name or not kind.startswith("edition") else f"Name the {kind}."
        super().__init__(said, f"Known: {shown}." if shown else "")


class ReportFileError(CbreportError):
    """A report file cannot be read: no JSON, not an object, a key missing or of the wrong kind."""


class PluginError(CbreportError):
    """A plugin could not be loaded, or raised. ``plugin`` is its name."""

    def __init__(self, plugin: str, message: str, hint: str = "") -> None:
        self.plugin = self.brought_by = plugin
        super().__init__(message, hint)


class NotPermitted(CbreportError):
    """The identity may not do what was asked."""


class WorkflowError(CbreportError):
    """The report's state does not allow what was asked."""


class SaveRefused(CbreportError):
    """A save was refused; nothing was changed."""


class ConfigurationError(CbreportError):
    """A setting, a database or a system library is missing or wrong."""


class RenderError(CbreportError):
    """A document could not be made."""


class ExportError(CbreportError):
    """A folder of exported files is another export's, or its manifest cannot be read."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, doubtful or worth knowing, in a report or in a form file.

    ``message`` and ``hint`` are source text (English). When ``values`` is not empty they are templates with
    ``{name}`` places, so that :meth:`describe` can translate first and fill in afterwards. A value that is a
    :class:`Term` is translated, too.
    """

    code: str
    severity: Severity
    address: str
    message: str
    hint: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0

    def describe(self, translate: Callable[[str], str] = str) -> str:
        """The message in the language of ``translate``.

        >>> Finding("X01", "error", "q", "“{label}” has no answer.", values={"label": "Title"}).describe()
        '“Title” has no answer.'
        """
        return _fill(self.message, self.values, translate)

    def advise(self, translate: Callable[[str], str] = str) -> str:
        """The hint in the language of ``translate``."""
        return _fill(self.hint, self.values, translate)

    @property
    def place(self) -> str:
        """``file:line`` for a form file, the address for an answer."""
        return f"{self.file}:{self.line}" if self.file else self.address

    def __str__(self) -> str:
        hint = self.advise()
        return f"{self.place}: {self.severity} {self.code}: {self.describe()}" + (f" {hint}" if hint else "")


class DefinitionError(CbreportError):
    """A form, vocabulary or block file is wrong. ``findings`` say where and what to do, each with file and line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(frozen=True)
class Code:
    """One row of the table of finding codes."""

    severity: Severity
    message: str
    hint: str


CODES: dict[str, Code] = {
    # F: form files
    "F01": Code("error", "The file is not valid YAML: {problem}.", "Mend the line; indentation and colons matter."),
    "F02": Code("error", "The key “{key}” stands twice in the same mapping.", "Keep one of them."),
    "F03": Code("error", "Anchors, aliases and tags are not part of the form language.", "Write the value out."),
    "F04": Code("error", "The file is {size} bytes; the limit is {limit}.", "Split the form or move parts to blocks."),
    "F05": Code("error", "“{key}”: {problem}", "See docs/form-language.md for the keys and what they take."),
    "F06": Code("error", "The key “{key}” has no value.", "Give it a value or remove it."),
    "F10": Code("error", "The id “{id}” is used twice.", "Ids are unique in a form and never reused."),
    "F11": Code("error", "The id “{id}” is retired.", "Choose a new id; a retired one may never be used again."),
    "F12": Code(
        "error", "The condition names “{item}”, which does not exist.", "Use the id of a question of this form."
    ),
    "F13": Code(
        "error",
        "The condition compares “{item}” with “{option}”, which is not one of its options.",
        "Options: {known}.",
    ),
    "F14": Code("error", "These questions show each other in a circle: {ids}.", "Remove one of the conditions."),
    "F15": Code("error", "The condition uses “{operator}” on “{item}”, a {type} question.", "Use {known}."),
    "F16": Code("error", "There is no vocabulary “{id}”.", "Known: {known}."),
    "F17": Code("error", "“{id}” is not an option here.", "Options: {known}."),
    "F18": Code("error", "There is no block “{id}”.", "Put it in a folder of forms that a plugin brings."),
    "F19": Code("error", "The option code “{id}” stands twice.", "Codes are unique in a question."),
    "F20": Code("error", "There is no question type “{type}”.", "Types: {known}."),
    "F21": Code("error", "A {type} question does not take “{key}”.", "Remove the key or change the type."),
    "F22": Code("error", "A {type} question needs “{key}”.", "Add it."),
    "F23": Code("error", "The condition looks into “{item}” from outside.", "Use some: or every: … where:."),
    "F24": Code("error", "“{key}” is {low}, above “at-most”, {high}.", "Exchange the two bounds."),
    "F25": Code(
        "warning",
        "The condition looks at a private answer, but the question is not private.",
        "Whoever reads the answer can tell the private one. Make both private, or neither.",
    ),
    "F26": Code(
        "error", "The calculation names “{item}”, which is no {wanted}.", "Use the id of such a question of this form."
    ),
    "F27": Code("error", "No plugin brings the calculation “{id}”.", "Known: {known}."),
    "F28": Code("error", "The reference is to “{id}”, which is no group of this form.", "Use the id of a group."),
    "F29": Code(
        "error",
        "The calculation looks at a private answer, but its own would leave the country.",
        "Make it private, too, or leave the private one out.",
    ),
    "F30": Code(
        "info", "This question has not been compared with the official text.", "Compare it, then remove the mark."
    ),
    "F31": Code(
        "error",
        "{form} is published and was changed since.",
        "Undo the change, or put it into a new edition; “cbreport forms diff” shows what changed.",
    ),
    "F32": Code(
        "error", "This is no lock of editions.", "Make it anew with “cbreport forms lock”, or take it from your backup."
    ),
    "F33": Code(
        "error",
        "{form} is published and no plugin brings it any more.",
        "Bring it back; reports were answered with it.",
    ),
    "F40": Code("error", "There is no form {form}.", "Known: {known}."),
    "F41": Code("error", "{form} has no question “{address}” that can be mapped.", "Correct the id."),
    "F42": Code("error", "“{option}” is no code of “{address}” in {form}.", "Correct the code."),
    "F43": Code(
        "error", "A {source} answer cannot become a {target} answer like this.", "Map its options, parts or cells."
    ),
    "F44": Code("error", "A mapping that is not exact needs a note.", "Say in one sentence what is lost."),
    "F45": Code(
        "error",
        "“{option}” is a recorded non-answer, and “{target}” is an answer.",
        "Leave it out: not applicable and no information never become an answer.",
    ),
    "F50": Code(
        "warning",
        "“{label}” is asked here as {concept}, and as {other} in {where}.",
        "Give both questions one concept, or tell them apart in words.",
    ),
    "F51": Code(
        "warning",
        "{form}: {count} of {all} texts have no translation into {languages}; the first is “{text}”.",
        "Readers see them in English until they are translated; --all names each.",
    ),
    "F52": Code(
        "warning",
        "{form}: {count} of {all} translations into {languages} are fuzzy; the first is “{text}”.",
        "Compare them with the text of today and remove the mark; --all names each.",
    ),
    "F53": Code(
        "warning",
        "{form}: {count} of {all} translations into {languages} have other places in braces; the first is “{text}”.",
        "Copy the places as they are; --all names each.",
    ),
    "F54": Code("error", "A catalogue of translations is broken: {problem}", "Mend the PO file."),
    "F55": Code(
        "warning",
        "No view reads the concept “{concept}” here.",
        "A register is a group, its parts are asked inside it. Known: {known}.",
    ),
    "F56": Code("warning", "No view knows the code “{option}” of {concept}.", "Codes that are counted: {known}."),
    # C: answers that are carried to another form
    "C01": Code("info", "The form had no question “{address}”.", "The answer stays in the old report."),
    "C02": Code("info", "{form} no longer asks this.", "The answer stays in the old report."),
    "C03": Code("info", "It was replaced by “{heir}”, which takes no such answer.", "Answer the new question."),
    "C04": Code("info", "{form} no longer has this row or column.", "The answer stays in the old report."),
    "C05": Code("info", "A {before} question became a {after} question.", "Answer the new question."),
    "C06": Code("info", "“{option}” has no counterpart here.", "Look whether something else says it."),
    "C10": Code("info", "The question was replaced by “{heir}”.", "Look whether the answer still fits."),
    "C11": Code("info", "A {before} question became a {after} question.", "Look whether the answer still fits."),
    "C12": Code("info", "Several answers come together here: {options}.", "Choose one."),
    "C13": Code("info", "What was written beside “{option}” has no place here: {typed}", "Copy it where it belongs."),
    "C15": Code(
        "info", "What was answered before never left your country; this answer will.", "Leave out what is private."
    ),
    "C14": Code("info", "The form to be filled in has nothing that asks the same.", "The answer stays where it is."),
    "C16": Code(
        "info",
        "The question was not asked in that report, or nobody confirmed the answer.",
        "Answer it anew where it is asked.",
    ),
    "C17": Code("info", "{form} works this out from other answers.", "The answer stays in the old report."),
    "C18": Code("info", "The same text in other languages has no place here: {languages}.", "Copy it if you need it."),
    # P and W: the house itself
    "P01": Code("error", "A plugin could not do its part: {problem}", "Tell its author; the log has the details."),
    "W01": Code("error", "The page was not saved: {problem}", "What you typed still stands there; try again."),
    # R: a report as a whole
    "R01": Code("error", "{party} was not Party to {convention} on {date}.", "Check the Party and the cycle."),
    "R02": Code("error", "There is no cycle “{cycle}” of {convention}.", "Cycles: {known}."),
    "R03": Code(
        "error", "The cycle {cycle} is answered with {expected}, not with {form}.", "Use the form of the cycle."
    ),
    "R04": Code("warning", "The form has changed since this report was answered.", "Read the report again."),
    "R05": Code(
        "error", "The country named here was not Party to {convention} on {date}.", "Choose a Party from the list."
    ),
    "R06": Code("error", "Your own country is named here.", "Choose the other country that is asked for."),
    "R07": Code(
        "error",
        "{form} is answered by the Secretariat, not by {party}.",
        "Write {code}, the Secretariat's code, in place of the Party's.",
    ),
    "R08": Code(
        "error", "{form} is not answered by the Secretariat.", "Write the Party's alpha-3 code in place of {code}."
    ),
    # A: answers
    "A01": Code("error", "The form has no question “{address}”.", "Remove the answer or correct its address."),
    "A02": Code("error", "“{label}” has no answer.", "Answer it; the report cannot be submitted without it."),
    "A03": Code("error", "“{typed}” is not a whole number.", "Write digits only, for example 12."),
    "A04": Code(
        "error", "“{typed}” is not a number.", "Write digits, with a point before decimals, for example 12.50."
    ),
    "A05": Code("error", "“{typed}” is not a date.", "Give day, month and year, for example 31 5 2024."),
    "A06": Code("error", "“{option}” is not an option of this question.", "Choose one of the options shown."),
    "A07": Code("error", "“{option}” cannot be chosen together with others.", "Keep it alone, or untick it."),
    "A08": Code("error", "You chose “{option}” and wrote nothing beside it.", "Write what you mean, or untick it."),
    "A09": Code("error", "{value} is below {limit}.", "The lowest value here is {limit}."),
    "A10": Code("error", "{value} is above {limit}.", "The highest value here is {limit}."),
    "A11": Code("error", "The text has {length} characters; at most {limit} fit.", "Shorten it; nothing is cut off."),
    "A12": Code(
        "error", "The text has {length} words; at most {limit} are asked for.", "Shorten it; nothing is cut off."
    ),
    "A13": Code("error", "“{typed}” is not a web address.", "Begin with https:// or http://."),
    "A14": Code("error", "“{typed}” is not a country.", "Choose a country from the list."),
    "A15": Code("error", "“{currency}” is not offered here.", "Currencies: {known}."),
    "A16": Code("error", "The period ends before it begins.", "Exchange the two dates."),
    "A17": Code("error", "The range ends below its beginning.", "Exchange the two amounts."),
    "A18": Code("error", "An amount needs a currency.", "Choose the currency."),
    "A19": Code("error", "This question takes no “{kind}”.", "Answer it, or leave it blank."),
    "A20": Code(
        "error", "A {type} answer cannot be “{typed}”.", "Write it in the form that docs/form-language.md shows."
    ),
    "A21": Code("error", "There are {count} rows; at most {limit} fit.", "Remove rows, or put some together."),
    "A22": Code("error", "There are {count} rows; at least {limit} are needed.", "Add a row."),
    "A23": Code("error", "“{typed}” is not a year.", "Give four digits, for example 2024."),
    "A24": Code("error", "The date is not complete.", "Give day, month and year."),
    "A26": Code("error", "There is an answer and also “{kind}”.", "Keep one of the two."),
    "A27": Code(
        "error",
        "This answer was proposed from an earlier one, and nobody has confirmed it.",
        "Confirm it, change it or remove it.",
    ),
    "A28": Code("error", "{value} has {count} decimal places; at most {limit} are asked for.", "Round it."),
    "A29": Code("error", "The row that is named here is no longer there.", "Choose another row, or clear the answer."),
    "A30": Code(
        "error",
        "This could not be calculated: {problem}",
        "Tell the author of the plugin; the report cannot be submitted as it is.",
    ),
    "A31": Code(
        "warning",
        "“{typed}” was given here, but the answer is worked out from others.",
        "What was given here is not used. Remove it.",
    ),
    "A32": Code("error", "{problem}", "Correct it."),
    "A33": Code("error", "There is a translation, but not the text itself.", "Write the text, or move it there."),
    "A34": Code("error", "“{language}” is no language in which this can be written.", "Languages: {known}."),
    "A35": Code("error", "This question takes no translations.", "Remove them."),
    "A36": Code("error", "“{name}” is no file that can be kept.", "Attach it again on the page of the question."),
    "A38": Code(
        "error",
        "“{name}” was not attached: it is no file of a kind that can be kept.",
        "Kinds: {known}. Save it as one of them, or give its web address.",
    ),
    "A39": Code("error", "“{name}” was not attached. {problem}", "Everything else on the page is saved."),
    "A37": Code("error", "{count} files are attached; at most {limit} fit.", "Remove some, or put several into one."),
    "A40": Code("error", "The field is in the file twice, with different texts.", "Delete one of them."),
    "A41": Code("error", "A field was deleted from the file.", "The answer stays as it was."),
    "A25": Code("error", "A period needs both its first and its last day.", "Give the date that is missing."),
    # B: workbooks that were filled in and brought back
    "B01": Code("error", "“{typed}” is neither a tick nor blank.", "Put ☑ or x in the cell, or leave it blank."),
    "B02": Code("error", "The cell shows an error, {typed}.", "Type the answer itself."),
    "B03": Code("error", "The cell holds a formula without its result.", "Type the answer itself."),
    "B04": Code("error", "The cell was merged with others.", "Undo that and type the answer in the cell."),
    "B05": Code(
        "error",
        "On the sheet “{sheet}” questions no longer stand where they did, so nothing of it was read.",
        "Download the workbook anew and copy your answers there.",
    ),
    "B06": Code("warning", "The sheet “{sheet}” is no longer in the workbook.", "Its answers stay as they are."),
    "B07": Code(
        "warning",
        "The row is no longer on the sheet “{sheet}”, or stands there twice.",
        "Its answers stay as they are; change them in the report.",
    ),
    "B08": Code(
        "warning", "The sheet “{sheet}” was added to the workbook; it is not read.", "Copy what it holds to a question."
    ),
    "B09": Code("warning", "This cell belongs to no question; it is not read.", "Copy what it holds to a question."),
}


def finding(code: str, address: str = "", /, *, file: str = "", line: int = 0, **values: str) -> Finding:
    """The finding ``code`` of :data:`CODES`, with ``values`` for its places.

    >>> str(finding("A03", "people", typed="many"))
    'people: error A03: “many” is not a whole number. Write digits only, for example 12.'
    """
    row = CODES[code]
    return Finding(code, row.severity, address, row.message, row.hint, values, file, line)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors before warnings before information; otherwise as they came."""
    return tuple(sorted(findings, key=lambda found: _ORDER[found.severity]))


@dataclass(frozen=True)
class Conflict:
    """One answer that two people changed. The three are answers in report-file form, or None for blank."""

    address: str
    base: Mapping[str, object] | None
    mine: Mapping[str, object] | None
    theirs: Mapping[str, object] | None
    their_author: str = ""
    their_time: str = ""


class SaveConflict(SaveRefused):
    """Somebody else changed the same answers since the page was opened. Nothing was changed.

    ``conflicts`` hold both versions; ``revision`` is the report's current one, to save from after a person decided.
    """

    def __init__(self, conflicts: Iterable[Conflict], revision: int) -> None:
        self.conflicts = tuple(conflicts)
        self.revision = revision
        super().__init__(
            f"{len(self.conflicts)} answer(s) were changed by somebody else meanwhile.",
            "Look at both versions and decide which to keep.",
        )
