"""The host's side: pages for a Flask portal, or beside any WSGI site. The only place where Flask is imported."""

from cbreport.web.hosts import django_session, trusted_header
from cbreport.web.identity import DemoIdentity, IdentityFunction
from cbreport.web.portal import CBReport

__all__ = ["CBReport", "DemoIdentity", "IdentityFunction", "django_session", "trusted_header"]
