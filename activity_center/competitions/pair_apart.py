"""Pair a round in a process of its own, which may take seconds: the pages of a server that works beside stay quick.

Between two short transactions nothing is locked. The process tells how many have their opponent, and that it lives;
it ends by itself when nobody listens any more.
"""

import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime

from activity_center.competitions import jobs, swiss
from activity_center.competitions.jobs import Taken
from activity_center.competitions.swiss import Round
from activity_center.db import transaction
from activity_center.errors import Reason, Refused

# A round of 300 took 3 to 9 seconds; what takes longer than this is no pairing that anybody waits for.
PATIENCE_SECONDS = 300
BEAT_SECONDS = 2

Pairs = list[tuple[int, int | None]]


def pair(pairing_id: int, now: Callable[[], datetime]) -> None:
    """Pair one round that was asked for; where the contest changes meanwhile, pair it anew."""
    with transaction() as session:
        taken = jobs.take(session, pairing_id, now())
    while taken:
        taken = _paired(taken, now)


def _paired(taken: Taken, now: Callable[[], datetime]) -> Taken | None:
    try:
        pairs = worked_out(taken.next.round, lambda done: _go_on(taken.pairing_id, done, now()))
    except Refused as refused:
        with transaction() as session:
            jobs.fail(session, taken.pairing_id, refused.reasons, now())
        return None
    if pairs is None:
        return None
    with transaction() as session:
        return jobs.write(session, taken, pairs, now())


def _go_on(pairing_id: int, done: int, at: datetime) -> bool:
    with transaction() as session:
        return jobs.go_on(session, pairing_id, done, at)


def worked_out(next_round: Round, told: Callable[[int], bool], patience: float = PATIENCE_SECONDS) -> Pairs | None:
    """Return the pairs of a round, worked out in another process; None where `told` says that nobody wants them.

    Refused as swiss.pair would, and where it takes too long.
    """
    command = [sys.executable, "-m", "activity_center.competitions.pair_apart"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin
        assert process.stdout
        alarm = threading.Timer(patience, process.kill)
        alarm.start()
        try:
            with process.stdin as wanted:
                pickle.dump(next_round, wanted)
            return _heard(process.stdout, told)
        finally:
            alarm.cancel()
            process.kill()


def _heard(lines: Iterator[bytes], told: Callable[[int], bool]) -> Pairs | None:
    for line in lines:
        said = json.loads(line)
        if "pairs" in said:
            return [(one, two) for one, two in said["pairs"]]
        if "reasons" in said:
            raise Refused(*(Reason(code, facts) for code, facts in said["reasons"]))
        if not told(said["done"]):
            return None
    raise Refused(Reason("pairing_broke_down"))


class _Teller:
    """Tell the other process how far this is, every few seconds and as soon as it changes."""

    def __init__(self) -> None:
        self.done = 0
        self._turn = threading.Lock()
        threading.Thread(target=self._beat, daemon=True).start()

    def add(self, count: int) -> None:
        self.done += count
        self.say({"done": self.done})

    def say(self, what: dict[str, object]) -> None:
        with self._turn:
            sys.stdout.write(json.dumps(what) + "\n")
            sys.stdout.flush()

    def _beat(self) -> None:
        while not threading.Event().wait(BEAT_SECONDS):
            try:
                self.say({"done": self.done})
            except OSError:
                os._exit(1)


def main() -> None:
    """Read a round, pair it, and write the pairs, telling on the way how far it is."""
    # Only our own parent process writes here.
    next_round = pickle.load(sys.stdin.buffer)  # noqa: S301
    teller = _Teller()
    try:
        pairs = swiss.pair(next_round, teller.add)
    except Refused as refused:
        teller.say({"reasons": [[reason.code, reason.facts] for reason in refused.reasons]})
    else:
        teller.say({"pairs": pairs})


if __name__ == "__main__":
    main()
