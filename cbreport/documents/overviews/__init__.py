"""A whole cycle as the document that a Secretariat tables before its Parties, and its progress report."""

from __future__ import annotations

from cbreport.documents.overviews.making import KINDS, PARTS, OverviewKind, find_kind, overview_document, parts_of

__all__ = ["KINDS", "PARTS", "OverviewKind", "find_kind", "overview_document", "parts_of"]
