"""The command line: nouns, then verbs. Exit codes: 0 done, 1 findings or refusals, 2 wrong use.

Nothing heavy is imported before it is needed: ``cbreport --help`` and ``cbreport forms list`` load neither Flask nor
WeasyPrint nor SQLAlchemy.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import click

from cbreport.cli import (
    audit,
    comparing,
    cycles,
    database,
    desk,
    doctor,
    exporting,
    filling,
    forms,
    freezing,
    mail,
    new_plugin,
    parties,
    plugins,
    proposing,
    report,
    serve,
    synthesis,
    verifying,
    worker,
)
from cbreport.cli.output import Program, print_everything, quiet_logging

__all__ = ["main"]


def _version() -> str:
    try:
        return version("cbreport")
    except PackageNotFoundError:
        return "unknown"


@click.group(cls=Program, name="cbreport", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="cbreport", message="%(prog)s %(version)s")
def main() -> None:
    """Capacity-building sections of national reports: check forms and reports, print them, serve them."""
    quiet_logging()
    print_everything()


report.report.add_command(proposing.propose_answers)
synthesis.synthesis.add_command(freezing.freeze)
synthesis.synthesis.add_command(freezing.list_frozen)
report.report.add_command(comparing.compare_reports)
report.report.add_command(verifying.verify_report)
report.report.add_command(filling.fill_in)
report.report.add_command(filling.take_in)
synthesis.synthesis.add_command(cycles.cycle_document)
for _command in (
    forms.forms,
    parties.parties,
    report.report,
    plugins.plugins,
    new_plugin.new_plugin,
    doctor.doctor,
    database.database,
    audit.audit,
    desk.desk,
    exporting.export,
    mail.mail,
    mail.remind,
    serve.serve,
    synthesis.synthesis,
    worker.worker,
):
    main.add_command(_command)
