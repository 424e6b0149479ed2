"""Views over registers as documents, in the tree of nodes that every format walks."""

from __future__ import annotations

from cbreport.documents.views.making import VIEWS, RegisterView, find_view, view_document

__all__ = ["VIEWS", "RegisterView", "find_view", "view_document"]
