"""How often this database can commit durably: one writer, one row, one commit, again and again."""

import sys
from time import perf_counter

from sqlalchemy import text

from activity_center import create_app
from activity_center.db import db

# What `_begin` in db.py looks for; here there is one writer, and nothing to wait for.
_WRITER = {"writer": True}


def commits_per_second(seconds: float) -> float:
    """Return the rate of single-row commits that one connection reaches."""
    with db.engine.connect().execution_options(**_WRITER) as connection:
        with connection.begin():
            connection.execute(text("CREATE TABLE raw_commit (n INTEGER)"))
        count, begun = 0, perf_counter()
        while perf_counter() - begun < seconds:
            with connection.begin():
                connection.execute(text("INSERT INTO raw_commit VALUES (1)"))
            count += 1
        rate = count / (perf_counter() - begun)
        with connection.begin():
            connection.execute(text("DROP TABLE raw_commit"))
    return rate


if __name__ == "__main__":
    with create_app().app_context():
        sys.stdout.write(f"{commits_per_second(float(sys.argv[1])):.1f}\n")
