"""``cbreport serve``: the pages on their own, for trying out, and behind a web server that knows who is signed in."""

from __future__ import annotations

import contextlib
import errno
import importlib
import ipaddress
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from cbreport.cli.database import database_option, migrate, shown
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import counted, warn
from cbreport.cli.post import mail_options, post_of, sending
from cbreport.cli.printing import pdf_limits
from cbreport.cli.worker import exports_folder, exports_option, working
from cbreport.definition import all_parties
from cbreport.errors import ConfigurationError
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity

if TYPE_CHECKING:
    from cbreport.reporting import Store
    from cbreport.web.identity import IdentityFunction

SECRET: Final = "CBREPORT_SECRET_KEY"
SHORTEST_SECRET: Final = 16  # characters; what can be guessed lets anybody sign in as anyone
_NAMED: Final = 4  # how many Parties the greeting names


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)
@database_option
@click.option("--demo", is_flag=True, help="Load made-up reports, and let everybody choose who to be.")
@click.option("--identity", "identity_name", metavar="MODULE:FUNCTION", help="Tells from a request who is signed in.")
@exports_option
@click.option("--worker/--no-worker", "own_worker", default=True, help="Do exports here, or leave them to others.")
@mail_options
@click.option(
    "--pdf-workers", type=click.IntRange(0), help="Processes that make PDF; one for each core by default, 0 for none."
)
@pdf_limits
@with_installed
def serve(
    installed: Installed,
    host: str,
    port: int,
    url: str,
    demo: bool,
    identity_name: str | None,
    exports: Path | None,
    own_worker: bool,
    pdf_workers: int | None,
    pdf_seconds: int,
    pdf_megabytes: int,
    **mail: Any,
) -> None:
    """Serve the pages until stopped with Ctrl+C.

    Either --demo, or --identity and the environment variable CBREPORT_SECRET_KEY.
    """
    identity, secret_key = _who(demo, identity_name)
    if demo and not is_loopback(host):
        warn(f"Everybody who can reach {host} can be anyone in this demo. Use it with made-up data only.")
    with _listening(host, port) as listener:
        from cbreport.documents.press import Press
        from cbreport.web.host import create_host, demo_contacts, people_of

        library = installed.library
        if demo:
            migrate(url)
            _load_examples(library, url)
        contacts = (
            load_function(mail["contacts"], "--contacts") if mail["contacts"] else demo_contacts if demo else None
        )
        post = post_of(demo, **{**mail, "contacts": contacts})
        folder = exports_folder(url, exports)
        press = Press(pdf_workers, pdf_seconds, pdf_megabytes)
        settings = {**post.settings, "exports": str(folder.resolve()), "press": press}
        app = create_host(url, demo=demo, identity=identity, secret_key=secret_key, library=library, **settings)
        address = _address(host, listener)
        open_it = greeting(address, people_of(library), library) if demo else f"Open {address}"
        apart = Press(1, pdf_seconds, pdf_megabytes)  # so that no page waits for an export
        worker = working(installed, url, folder, apart) if own_worker else contextlib.nullcontext()
        with contextlib.closing(press), sending(url, post.mailer), worker:
            _run(app, listener, f"Database: {shown(url)}\n{post.told}{open_it}\nStop with Ctrl+C.")


def _who(demo: bool, name: str | None) -> tuple[IdentityFunction | None, str]:
    """How to tell who is signed in, and the key that signs cookies."""
    if demo and name:
        raise click.UsageError(
            "--demo lets everybody choose who to be, so it takes no --identity. Give one of the two."
        )
    if demo:
        return None, secrets.token_hex(32)
    if not name:
        raise click.UsageError(
            "Nobody could sign in. Give --identity module:function, which tells from a request who is signed in, "
            "or --demo to try it with made-up reports."
        )
    function = load_function(name)
    key = os.environ.get(SECRET, "")
    if len(key) < SHORTEST_SECRET:
        problem = f"is shorter than {SHORTEST_SECRET} characters" if key else "is not set"
        raise click.UsageError(
            f"The environment variable {SECRET} {problem}. It signs cookies: set it to a long random text and keep it. "
            'For example: python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return function, key


def load_function(name: str, option: str = "--identity") -> Any:
    """The function called ``module:function``; modules in the present folder are found, too.

    :raises click.BadParameter: there is none.
    """
    module_name, colon, function_name = name.partition(":")
    if not (colon and module_name and function_name):
        _refuse(option, f"“{name}” is not module:function. For example: portal.accounts:who")
    if "" not in sys.path and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and (module_name == error.name or module_name.startswith(f"{error.name}.")):
            _refuse(option, f"There is no module “{error.name}”. Is it installed, or in the present folder?")
        _refuse(option, f"The module “{module_name}” needs “{error.name}”, which is not installed.")
    except Exception as error:
        _refuse(option, f"The module “{module_name}” cannot be imported: {type(error).__name__}: {error}.")
    function = getattr(module, function_name, None)
    if not callable(function):
        what = "has no" if function is None else "has, but cannot call,"
        _refuse(option, f"The module “{module_name}” {what} “{function_name}”.")
    return function


def _refuse(option: str, message: str) -> NoReturn:
    raise click.BadParameter(message, param_hint=option)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The socket, taken before anything slow is done, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason, hint = (
                f"Port {port} is in use.",
                f"Give another one, for example --port {port + 1 if port < 65535 else 8000}.",
            )
        elif error.errno == errno.EACCES:
            reason, hint = f"You may not listen on port {port}.", "Give one above 1023, for example --port 8000."
        else:
            reason, hint = f"Cannot listen on {host}: {error.strerror or error}.", "Give an address of this machine."
        raise click.ClickException(f"{reason} {hint}") from None
    with contextlib.closing(listener):
        yield listener


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _load_examples(library: Library, url: str) -> None:
    """Put the made-up reports in, unless the database is somebody's real one."""
    from cbreport.storage import SqlStore
    from cbreport.web.host import load_examples

    store = SqlStore(url, forms=library.form)
    try:
        refuse_real_reports(store, url, [each.id for each in library.conventions])
        load_examples(library, store)
    finally:
        store.close()


def refuse_real_reports(store: Store, url: str, conventions: Iterable[str] = ()) -> None:
    """Nothing, when the database is empty or was a demo's before. In a demo, anybody can change everything.

    :param conventions: ids of those whose Secretariats' own reports are looked at, too.
    :raises ConfigurationError: it holds reports and none of them is an example.
    """
    real = False
    readers = [Identity("cbreport", "cbreport", frozenset({FOCAL_POINT}), party=code) for code in all_parties()]
    readers.append(Identity("cbreport", "cbreport", frozenset({SECRETARIAT}), conventions=frozenset(conventions)))
    for reader in readers:
        kept = store.reports(reader)
        if any(summary.example for summary in kept):  # most often one of the first Parties has some
            return
        real = real or bool(kept)
    if real:
        raise ConfigurationError(
            f"The database {shown(url)} holds real reports, and in a demo anybody can change everything.",
            "Name another one: --database sqlite:///demo.db.",
        )


def greeting(address: str, people: Iterable[Identity], library: Library) -> str:
    """Where to go, and who one can be: focal points of the Parties that have examples, and each Secretariat."""
    names = [person.name for person in people if FOCAL_POINT in person.roles]
    offices = [convention.short_name for convention in library.conventions]
    told = []
    if names:
        more = counted(len(names) - _NAMED, "more Party", "more Parties") if len(names) > _NAMED else ""
        told.append(f"focal point of {', '.join(names[:_NAMED])}{f' or {more}' if more else ''}")
    if offices:
        told.append(f"Secretariat of {', '.join(offices)}")
    return f"Open {address} and choose who you are: {'; '.join(told)}."


def _run(app: Any, listener: socket.socket, ready: str) -> None:
    """Say ``ready`` and serve until Ctrl+C or a signal to stop; requests that have begun are finished."""
    import waitress

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGTERM, _stop)
    server = waitress.create_server(app, sockets=[listener], ident="", clear_untrusted_proxy_headers=True)
    click.echo(ready)
    server.run()


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
