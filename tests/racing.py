"""Several people who act at the same moment, in threads; and what would happen without the house's protection."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from activity_center.db import db, transaction
from activity_center.errors import Refused

Act = Callable[[Session], object]
Opening = Callable[[], AbstractContextManager[Session]]


def race(app: Flask, acts: Sequence[Act], opening: Opening = transaction) -> list[str]:
    """Let everybody act at the same moment, each in a transaction of a thread of their own.

    Returns in order of the alphabet what each was told: "done", the code of the first reason, or the database's error.
    """
    barrier, told = Barrier(len(acts), timeout=10), []

    def one(act: Act) -> None:
        with app.app_context():
            try:
                barrier.wait()
                with opening() as session:
                    act(session)
                told.append("done")
            except Refused as refused:
                told.append(refused.reasons[0].code)
            except SQLAlchemyError as error:
                told.append(type(error).__name__)

    threads = [Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


@contextmanager
def without_protection() -> Iterator[Session]:
    """A transaction as it would be without the house: no turnstile and no BEGIN IMMEDIATE."""
    session = db.session()
    session.rollback()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
