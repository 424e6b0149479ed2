"""Views over registers as documents, in the tree of nodes that every format walks."""

from __future__ import annotations

from cbreport.documents.views.making import VIEWS, RegisterView, find_view, view_document
from cbreport.documents.views.snapshot import of_snapshot, short_digest

__all__ = ["VIEWS", "RegisterView", "find_view", "of_snapshot", "short_digest", "view_document"]
