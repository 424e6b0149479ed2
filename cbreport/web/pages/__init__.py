"""The pages: (path, endpoint, view, methods) of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cbreport.web.pages import assets, checking, common, desk, earlier, home, papers, sections, sign_in, tasks

Rule = tuple[str, str, Callable[..., Any], tuple[str, ...]]

_GET = ("GET",)
_POST = ("POST",)
_SECTION = "/reports/<report_id>/<section_id>"

PAGES: tuple[Rule, ...] = (
    ("/", "home", home.home, _GET),
    ("/static/<digest>/<name>", "asset", assets.asset, _GET),
    ("/common", "common", common.common, _GET),
    ("/reports", "start", home.start, _POST),
    ("/reports/<report_id>", "report", tasks.report, _GET),
    ("/reports/<report_id>/earlier", "earlier", earlier.page, _GET),
    ("/reports/<report_id>/earlier", "decide", earlier.decide, _POST),
    ("/reports/<report_id>/earlier/propose", "take_up", earlier.take_up, _POST),
    ("/reports/<report_id>/earlier/refused", "take_after_all", earlier.take_after_all, _POST),
    ("/reports/<report_id>/check", "check", checking.check_page, _GET),
    ("/reports/<report_id>/submitted", "submitted", checking.submitted, _GET),
    ("/reports/<report_id>/steps/<step>", "step", checking.step, _POST),
    ("/reports/<report_id>/report.pdf", "report_pdf", papers.report_pdf, _GET),
    ("/reports/<report_id>/report.json", "report_json", papers.report_json, _GET),
    ("/reports/<report_id>/files/<digest>/<path:name>", "attachment", papers.attachment, _GET),
    ("/reports/<report_id>/snapshot.json", "snapshot", papers.snapshot, _GET),
    (f"{_SECTION}/<int:number>", "section", sections.show, _GET),
    (f"{_SECTION}/<int:number>", "save", sections.save, _POST),
    (f"{_SECTION}/<int:number>/remove/<group>/<key>", "remove", sections.confirm_removal, _GET),
    (f"{_SECTION}/<int:number>/remove/<group>/<key>", "remove_row", sections.remove, _POST),
    ("/desk/<convention_id>", "desk", desk.desk, _GET),
    ("/desk/<convention_id>/summary", "summary", desk.summary, _GET),
    ("/desk/<convention_id>/summary.pdf", "summary_pdf", desk.summary_pdf, _GET),
)

DEMO_PAGES: tuple[Rule, ...] = (
    ("/sign-in", "sign_in", sign_in.chooser, _GET),
    ("/sign-in", "choose", sign_in.choose, _POST),
)
