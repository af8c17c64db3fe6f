"""What became of each row, and how that is said."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center.errors import Reason
from activity_center.sentences import say


class Outcome(Enum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowReport:
    """What became of one row: its number in the file, and the changed columns as the file names them."""

    number: int
    title: str
    outcome: Outcome
    fields: tuple[str, ...] = ()
    duplicate_of: int | None = None
    reasons: tuple[Reason, ...] = ()
    is_draft: bool = False


@dataclass(frozen=True)
class Report:
    """What became of every row; `is_written` is False where a refused row made the import write nothing."""

    rows: Sequence[RowReport]
    unread: Sequence[str] = ()
    is_written: bool = True

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows had each outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def refused(self) -> list[RowReport]:
        """Return the rows that were refused."""
        return [row for row in self.rows if row.outcome is Outcome.REFUSED]

    def text(self, *, dry_run: bool = False) -> str:
        """Return one line for each row and a last one with the counts, in the language of the context."""
        return "\n".join([*self._preface(), *(_said(row) for row in self.rows), self._summary(dry_run)])

    def _preface(self) -> Iterator[str]:
        if self.unread:
            yield _("Columns that were not read: %(columns)s", columns=_(", ").join(self.unread))

    def _summary(self, dry_run: bool) -> str:
        counts = _(
            "%(rows)s rows: %(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(duplicate)s duplicates, "
            "%(refused)s refused.",
            rows=len(self.rows),
            **self.counts,
        )
        if not self.is_written:
            return f"{counts} " + _("Nothing was written, because rows were refused; --keep-good writes the others.")
        return f"{counts} " + _("Nothing was written: this was a trial run.") if dry_run else counts


_OUTCOMES = {
    Outcome.ADDED: _l("added"),
    Outcome.CHANGED: _l("changed (%(fields)s)"),
    Outcome.UNCHANGED: _l("unchanged"),
    Outcome.DUPLICATE: _l("duplicate of row %(duplicate_of)s"),
    Outcome.REFUSED: _l("refused: %(reasons)s"),
}


def _said(row: RowReport) -> str:
    said = str(_l("added as a draft") if row.outcome is Outcome.ADDED and row.is_draft else _OUTCOMES[row.outcome])
    facts = {
        "fields": _(", ").join(row.fields),
        "duplicate_of": row.duplicate_of,
        "reasons": " ".join(f"{told.message} {told.remedy}" for told in map(say, row.reasons)),
    }
    return _("Row %(number)s: %(title)s: %(said)s", number=row.number, title=row.title, said=said % facts)
