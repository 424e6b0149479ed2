"""The limits within which commands make PDF outside their own process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

# As cbreport.documents.press has them, which is not imported before it is needed.
PDF_SECONDS: Final = 60
PDF_MEGABYTES: Final = 600


def pdf_limits(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options ``--pdf-seconds`` and ``--pdf-megabytes``."""
    seconds = click.option(
        "--pdf-seconds",
        type=click.IntRange(1),
        default=PDF_SECONDS,
        show_default=True,
        help="Seconds that a PDF may take.",
    )
    megabytes = click.option(
        "--pdf-megabytes",
        type=click.IntRange(1),
        default=PDF_MEGABYTES,
        show_default=True,
        help="Memory it may take.",
    )
    return seconds(megabytes(command))
