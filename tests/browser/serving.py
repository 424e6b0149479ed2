"""A demo with a real server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore

from cbreport.documents.press import Press
from cbreport.library import Library
from cbreport.storage import SqlStore, upgrade
from cbreport.web.host import create_host, load_examples
from cbreport.web.identity import DemoIdentity
from tests.browser.visiting import Site
from tests.web.conftest import compiled


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a server on a free port."""
    sockets: dict[int, Any] = {}
    server: Any = waitress.create_server(app, map=sockets, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))  # in the thread that waits for them
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@contextmanager
def demo(
    folder: Path, library: Library, identity: DemoIdentity | None = None, press: Press | None = None
) -> Iterator[Site]:
    """A demo with its example reports, in a new database."""
    url = f"sqlite:///{folder}/cb.db"
    upgrade(url)
    store = SqlStore(url)
    load_examples(library, store)
    app = create_host(url, secret_key="x" * 32, demo=True, identity=identity, library=library, press=press or Press(0))
    app.jinja_env.bytecode_cache = compiled()
    with serving(app) as address:
        yield Site(address, library, store)
    store.close()
