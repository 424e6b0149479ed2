"""Where a report stands: its way to publication, what is missing, who acts next, and what was said on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from flask import url_for

from cbreport.errors import Finding
from cbreport.reporting import (
    ACCEPTED,
    APPROVED,
    DRAFT,
    IN_HAND,
    IN_REVIEW,
    PUBLISHED,
    RECALLED,
    RECEIVED,
    RETURNED,
    SEEN,
    SUBMITTED,
    Change,
    Report,
    ReportSummary,
    Transition,
    may,
    open_steps,
)
from cbreport.web.context import Context, names_in
from cbreport.web.discussion import Discussion
from cbreport.web.formats import Formats

# An answer whose question the form no longer has. It is never sent and cannot be mended on any page, so it is shown and
# stands in nobody's way.
HOMELESS: Final = "A01"
TO_DO: Final = frozenset({"A02", "A27"})  # errors of what is still to be done; nothing is wrong with what was typed


@dataclass(frozen=True)
class Stage:
    """A status on the way to publication, and how far from it the report is."""

    status: str
    state: Literal["done", "current", "ahead"]


@dataclass(frozen=True)
class Said:
    """Why somebody made a step. ``name`` is empty for those who may not know it."""

    step: str
    version: int
    text: str
    name: str
    time: str


@dataclass(frozen=True)
class Trouble:
    """A step that was refused, with the reason that was typed for it."""

    step: str
    message: str
    reason: str


@dataclass(frozen=True)
class Flow:
    """What the pages show of the workflow of one report to one person.

    :param stages: none for the public.
    :param lacking: what is missing, each with the page where it is mended.
    :param steps: what she may do now, what leads back last; without submitting, which has a page of its own.
    :param versions: those that she may read, the newest first.
    """

    report: Report
    stages: tuple[Stage, ...]
    next: str
    lacking: tuple[tuple[str, str], ...]
    steps: tuple[Transition, ...]
    may_submit: bool
    may_revise: bool
    said: tuple[Said, ...]
    versions: tuple[ReportSummary, ...]
    trouble: Trouble | None = None

    @property
    def newer(self) -> ReportSummary | None:
        """The newest version, when this is not it."""
        newest = self.versions[0] if self.versions else None
        return newest if newest and newest.version > self.report.version else None

    @property
    def current(self) -> ReportSummary | None:
        """The version that counts as the Party's report."""
        return next((each for each in self.versions if each.status in RECEIVED), None)

    @property
    def before(self) -> ReportSummary | None:
        """The version before this one."""
        return next((each for each in self.versions if each.version < self.report.version), None)

    @property
    def in_hand(self) -> bool:
        """Whether this version was not submitted yet."""
        return self.report.status in IN_HAND

    @property
    def preparing(self) -> bool:
        """Whether the newer version is still in the Party's hands."""
        return self.newer is not None and self.newer.status in IN_HAND

    def trouble_with(self, step: str) -> Trouble | None:
        """What is wrong with a step whose form is on the page."""
        return self.trouble if self.trouble and self.trouble.step == step else None

    @property
    def has_form(self) -> bool:
        """Whether the step that was refused can be tried again here."""
        return self.trouble is not None and any(each.name == self.trouble.step for each in self.steps)


def flow_of(
    context: Context,
    report: Report,
    discussion: Discussion | None,
    found: Sequence[Finding] = (),
    trouble: Trouble | None = None,
) -> Flow:
    """Where a report stands, for whoever is asking.

    :param found: what was found when it was checked.
    """
    identity, standing = context.identity, report.standing
    steps = open_steps(identity, standing)
    made = context.portal.store.steps(identity, report.id)
    versions = versions_of(context, report)
    inside = may(replace(identity, grants=()), "inside", standing)
    known = inside or discussion is not None
    draft = inside and report.status in IN_HAND
    newest = not versions or versions[0].id == report.id
    return Flow(
        report=report,
        stages=stages_of(report, made, inside=known) if known or identity.serves(report.form.convention) else (),
        next=next_words(context, report, versions),
        lacking=tuple(_lacking(context, report, discussion, found)) if draft else (),
        steps=tuple(sorted((each for each in steps if each.name != "submit"), key=lambda each: each.reason == "must")),
        may_submit=any(each.name == "submit" for each in steps),
        may_revise=newest and report.status in SEEN and may(identity, "revise", standing),
        said=_said(context, report, made, versions),
        versions=versions,
        trouble=trouble,
    )


def versions_of(context: Context, report: Report) -> tuple[ReportSummary, ...]:
    """The versions of a report that this person may read, the newest first."""
    same = {"convention": report.form.convention, "cycle": report.cycle, "party": report.party}
    found = context.portal.store.reports(context.identity, **same)
    return tuple(sorted(found, key=lambda each: each.version, reverse=True))


def stages_of(report: Report, made: Sequence[Change], *, inside: bool) -> tuple[Stage, ...]:
    """The way of a report, with where it is on it.

    Review is on it as long as it is possible, and afterwards when the report went that way. Those who are not inside
    see it from its submission on.
    """
    status = report.status
    submitted = next((each for each in made if each.step == "submit"), None)
    before = submitted.before.get("status") if submitted else None
    reviewed = status in (IN_REVIEW, APPROVED) or before == APPROVED or (status == DRAFT and not report.behalf)
    received = status if status in (RETURNED, RECALLED) else SUBMITTED
    way = [*([DRAFT] if inside else []), *([IN_REVIEW, APPROVED] if inside and reviewed else [])]
    way += [received, *([] if report.by_secretariat else [ACCEPTED]), PUBLISHED]
    here = way.index(status) if status in way else -1
    return tuple(
        Stage(each, "current" if place == here else "done" if place < here else "ahead")
        for place, each in enumerate(way)
    )


def next_words(context: Context, report: Report, versions: Sequence[ReportSummary]) -> str:
    """Who acts next."""
    t = context.t
    if versions and versions[0].version > report.version:
        if versions[0].status not in IN_HAND:
            return t("A newer version has taken the place of this one.")
        if report.by_secretariat:
            return t("The Secretariat is working on a new version.")
        return t("The Party is working on a new version.")
    if report.status == DRAFT and report.behalf:
        return t("The Secretariat submits the report for the Party.")
    words = {
        DRAFT: t("The focal point submits the report, or gives it to colleagues for review first."),
        IN_REVIEW: t("An approver or the focal point approves the report or returns it."),
        APPROVED: t("The focal point submits the report."),
        SUBMITTED: t("The Secretariat accepts the report or returns it."),
        RETURNED: t("The Party mends it in a new version and submits that."),
        RECALLED: t("The Party submits a new version."),
        ACCEPTED: t("The Secretariat publishes the report."),
        PUBLISHED: t("Nothing is left to do: everybody can read the report."),
    }
    if report.by_secretariat:
        words |= {
            DRAFT: t("The Secretariat submits the report, or gives it to colleagues for review first."),
            IN_REVIEW: t("A colleague approves the report or returns it."),
            APPROVED: t("The Secretariat submits the report."),
            SUBMITTED: t("The Secretariat publishes the report."),
            RECALLED: t("The Secretariat submits a new version."),
        }
    return words[report.status]


def _lacking(
    context: Context, report: Report, discussion: Discussion | None, found: Sequence[Finding]
) -> list[tuple[str, str]]:
    """What is missing before the report is ready, for those who see all of it."""
    t, check = context.t, url_for(".check", report_id=report.id)
    wrong = [each for each in found if each.severity == "error" and each.code not in (*TO_DO, HOMELESS)]
    waiting = sum(not answer.confirmed for answer in report.answers.values())
    earlier = url_for(".earlier", report_id=report.id) if may(context.identity, "write", report.standing) else check
    counts = [
        (t("Required questions open: {count}"), report.settled.count().open, check),
        (t("Errors to mend: {count}"), len(wrong), check),
        (t("Proposed answers that wait: {count}"), waiting, earlier),
        (t("Open in the discussion: {count}"), discussion.open if discussion else 0, _discussion(report)),
    ]
    number = Formats(context.language).number
    return [(text.format(count=number(count)), url) for text, count, url in counts if count]


def _discussion(report: Report) -> str:
    return url_for(".discussion", report_id=report.id)


def _said(
    context: Context, report: Report, made: Sequence[Change], versions: Sequence[ReportSummary]
) -> tuple[Said, ...]:
    """The reasons that the person who acts next should read, the newest first."""
    found = [_reason(context, report.id, report.version, each) for each in made if each.after.get("reason")]
    if report.status not in IN_HAND:
        return tuple(each for each in found if each.step not in ("ask-review", "return", "approve"))
    last = made[0].after.get("reason") if made else None
    return (*(found[:1] if last else []), *_said_before(context, report, versions))


def _said_before(context: Context, report: Report, versions: Sequence[ReportSummary]) -> list[Said]:
    """Why the version before this one came back."""
    before = next((each for each in versions if each.version < report.version), None)
    made = context.portal.store.steps(context.identity, before.id) if before else ()
    if before is None or not made or not made[0].after.get("reason"):
        return []
    return [_reason(context, before.id, before.version, made[0])]


def _reason(context: Context, report_id: str, version: int, change: Change) -> Said:
    name = names_in(context, report_id).get(change.author, "")
    return Said(change.step, version, str(change.after["reason"]), name, change.time)
