"""What all commands share: the language, the application, and one clear sentence where something fails."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import DatabaseError, OperationalError

from activity_center import create_app, languages, schema
from activity_center.db import db
from activity_center.errors import NotThere, Reason, Refused
from activity_center.sentences import say
from activity_center.settings import Misconfigured


def run(commands: click.Command) -> None:
    """Run what was typed, and say in one sentence what went wrong."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a name is no reason to fail.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with _words():
        try:
            sys.exit(commands.main(prog_name="activity-center", standalone_mode=False))
        except click.UsageError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(130)
        except click.ClickException as error:
            _fail(error.format_message())
        except Misconfigured as error:
            _fail(str(error))
        except OperationalError as error:
            _fail(_("The database does not answer: %(why)s", why=_first_line(error.orig)))
        except OSError as error:
            _fail(_("%(file)s: %(why)s", file=error.filename or "?", why=error.strerror or error))
        except Exception as error:
            if type(error) is DatabaseError:
                # Of its subclasses most are mistakes of ours; this itself is what SQLite says of a file.
                _fail(_("The database cannot be read: %(why)s", why=_first_line(error.orig)))
            if os.environ.get("CENTER_TRACEBACK"):
                raise
            why = f"{type(error).__name__}: {_first_line(error)}"
            _fail(_("This is a mistake of the program: %(why)s. CENTER_TRACEBACK=1 shows where.", why=why))


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or [""])[0]


def sentence(reason: Reason) -> str:
    """Return a reason and its remedy as one line."""
    said = say(reason)
    return f"{said.message} {said.remedy}".strip()


def language() -> str:
    """Return the language of the person at the keyboard: what CENTER_LANGUAGE or the locale says, else Chinese."""
    names = ("CENTER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((value for name in names if (value := os.environ.get(name))), "")
    return "en" if chosen.startswith("en") else "zh"


@contextmanager
def _words() -> Iterator[None]:
    """Give sentences a language before there is an application, which a wrong setting may prevent."""
    bare = Flask("activity_center")
    languages.babel.init_app(bare, default_locale=language())
    with bare.app_context():
        yield


@contextmanager
def centre(*, ready: bool = True) -> Iterator[Flask]:
    """Open the application for a command; unless told otherwise the database must be there, in today's schema."""
    app = create_app()
    with app.app_context(), force_locale(language()):
        try:
            if ready:
                must_be_ready()
            yield app
        except Refused as error:
            raise click.ClickException("\n".join(sentence(reason) for reason in error.reasons)) from None
        except NotThere:
            raise click.ClickException(_("There is no such thing in this database.")) from None
        finally:
            db.session.remove()
            db.engine.dispose()


def must_be_ready() -> None:
    """Refuse where there is no database, or one in another schema than this program's."""
    must_be_there()
    if not schema.is_current(db.session()):
        raise Refused(Reason("schema_not_current"))


def must_be_there() -> None:
    """Refuse where the file of the embedded database is missing, instead of making an empty one."""
    if (path := schema.sqlite_path()) and not path.exists():
        raise Refused(Reason("database_missing", {"path": str(path)}))
