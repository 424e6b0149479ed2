"""A small Django project: sign-in, two pages, and sessions in a database. Django allows one of them in a process."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from wsgiref.types import WSGIApplication

URLS = "tests_web_django_urls"
PASSWORDS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and nobody's


@cache
def start(database: Path) -> WSGIApplication:
    """Set Django up and migrate its database; the project's application."""
    # A browser test in the same process leaves its event loop behind, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    settings.configure(
        SECRET_KEY="a key for tests",
        ALLOWED_HOSTS=["localhost"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        ROOT_URLCONF=URLS,
        PASSWORD_HASHERS=PASSWORDS,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    sys.modules[URLS] = _urls()
    call_command("migrate", verbosity=0)
    return get_wsgi_application()


def _urls() -> ModuleType:
    from django.contrib.auth import authenticate, login, logout
    from django.http import HttpRequest, HttpResponse
    from django.urls import path
    from django.views.decorators.csrf import csrf_exempt

    def home(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"Django's page, for {request.user.get_username() or 'nobody'}, at {request.path}")

    @csrf_exempt
    def sign_in(request: HttpRequest) -> HttpResponse:
        user = authenticate(username=request.POST["name"], password=request.POST["password"])
        login(request, user)
        return HttpResponse("welcome")

    @csrf_exempt
    def sign_out(request: HttpRequest) -> HttpResponse:
        logout(request)
        return HttpResponse("good bye")

    urls: Any = ModuleType(URLS)
    urls.urlpatterns = [path("", home), path("news/", home), path("sign-in", sign_in), path("sign-out", sign_out)]
    return urls
