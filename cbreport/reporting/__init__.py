"""A report's life: reports, files, checks, identity, workflow, and what is needed of a store."""

from cbreport.reporting.checking import check
from cbreport.reporting.files import load_report, parse_json, report_data, snapshot_of
from cbreport.reporting.identity import CONTRIBUTOR, FOCAL_POINT, PUBLIC, ROLES, SECRETARIAT, Identity
from cbreport.reporting.proposing import Origins, choices, connected, is_record, mark_of, propose
from cbreport.reporting.report import Forms, Report
from cbreport.reporting.store import NewReport, ReportSummary, Saved, Store, StoredReport
from cbreport.reporting.workflow import (
    DRAFT,
    PUBLISHED,
    RECEIVED,
    STATUSES,
    SUBMITTED,
    TRANSITIONS,
    Transition,
    may,
    open_steps,
    require,
    transition,
)

__all__ = [
    "CONTRIBUTOR",
    "DRAFT",
    "FOCAL_POINT",
    "PUBLIC",
    "PUBLISHED",
    "RECEIVED",
    "ROLES",
    "SECRETARIAT",
    "STATUSES",
    "SUBMITTED",
    "TRANSITIONS",
    "Forms",
    "Identity",
    "NewReport",
    "Origins",
    "Report",
    "ReportSummary",
    "Saved",
    "Store",
    "StoredReport",
    "Transition",
    "check",
    "choices",
    "connected",
    "is_record",
    "load_report",
    "mark_of",
    "may",
    "open_steps",
    "parse_json",
    "propose",
    "report_data",
    "require",
    "snapshot_of",
    "transition",
]
