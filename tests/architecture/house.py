"""The rules of the house as functions: a file's name and syntax tree in, complaints out."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "activity_center"

# Lowest first: a floor imports from floors before it, and the same order is the order of locks.
GROUND = ["clock", "errors", "paths", "settings", "many", "db", "schema", "centre", "audit", "languages", "looks"]
GROUND += ["words", "formats", "sentences", "qr", "web", "health", "parts", "norms", "accessibility"]
FEATURES = ["people", "notices", "terms", "rooms", "tables", "courses", "enrolment", "draws", "leave", "attendance"]
FEATURES += [
    "roster",
    "absences",
    "societies",
    "rounds",
    "competitions",
    "agenda",
    "feeds",
    "exchange",
    "insight",
    "registers",
    "certificates",
    "closures",
    "planning",
    "calendar",
    "desk",
]
ROOF = ["api", "kiosk", "demo", "backup", "doctor", "worker", PACKAGE, "server", "bench", "commands", "cli"]
FLOORS = GROUND + FEATURES + ROOF
STANDARD_LIBRARY = sys.stdlib_module_names


@dataclass(frozen=True)
class Import:
    """One imported name: `from flask import Flask` is ("flask", "Flask"), `import flask` is ("flask", "")."""

    module: str
    name: str
    line: int

    @property
    def target(self) -> str:
        """The name as one dotted path."""
        return f"{self.module}.{self.name}" if self.name else self.module

    @property
    def root(self) -> str:
        """The library it comes from."""
        return self.module.split(".")[0]

    @property
    def floor(self) -> str:
        """The floor of ours it comes from; the package itself stands on top of all floors."""
        parts = self.target.split(".")
        return parts[1] if len(parts) > 1 and parts[1] in FLOORS else PACKAGE

    @property
    def kind(self) -> str:
        """What it is in its folder."""
        return kind_of(self.target.split(".")[1:])


@dataclass(frozen=True)
class Source:
    """One Python file: its dotted name inside the package ("rooms.rules") and its text."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @property
    def floor(self) -> str:
        """The floor the file stands on."""
        return self.name.split(".")[0]

    @property
    def kind(self) -> str:
        """What the file is in its folder: rules, models, service ..."""
        return kind_of(self.name.split("."))

    @property
    def imports(self) -> list[Import]:
        """All imports, wherever they stand in the file."""
        return list(_imports(self.tree))

    @property
    def ours(self) -> list[Import]:
        """The imports from this project."""
        return [found for found in self.imports if found.root == PACKAGE]

    def says(self, line: int, complaint: str) -> str:
        """Return a complaint with its place."""
        return f"{self.name}, line {line}: {complaint}"


def _imports(tree: ast.Module) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full: from activity_center.rooms import rules"
            yield from (Import(node.module or "", alias.name, node.lineno) for alias in node.names)


KINDS = ("rules", "models", "service", "forms", "views")
# Files of a folder with a name of their own are parts of its service, except these and further views: a door opens
# transactions itself, because it must do something between them; words are sentences and links for a reader.
OTHERWISE = {
    "people.surnames": "rules",
    "competitions.apart": "rules",
    "competitions.berger": "rules",
    "competitions.deciding": "rules",
    "competitions.drawing": "rules",
    "competitions.entering": "rules",
    "competitions.kinds": "rules",
    "competitions.judging": "rules",
    "competitions.knockout": "rules",
    "competitions.lines": "words",
    "competitions.measuring": "rules",
    "competitions.pair_apart": "door",
    "competitions.pairing_models": "models",
    "competitions.placing": "rules",
    "competitions.prizes": "rules",
    "competitions.season_forms": "forms",
    "competitions.season_models": "models",
    "competitions.earning": "rules",
    "competitions.show_forms": "forms",
    "competitions.show_lines": "words",
    "competitions.show_models": "models",
    "competitions.seating": "rules",
    "competitions.seating_models": "models",
    "competitions.showing": "rules",
    "competitions.standings": "rules",
    "competitions.team_forms": "forms",
    "competitions.teaming": "rules",
    "competitions.tie_breaks": "rules",
    "competitions.timetable": "rules",
    "rooms.recurrence": "rules",
    "rooms.layout": "rules",
    "rooms.photos": "rules",
    "rooms.booking_forms": "forms",
    "rooms.keeping_forms": "forms",
    "rooms.lines": "words",
    "agenda.lines": "words",
    "agenda.paper": "words",
    "planning.minutes": "rules",
    "planning.wishes": "rules",
    "planning.limits": "rules",
    "planning.proposing": "rules",
    "people.door": "door",
    "enrolment.collector": "door",
    "notices.mail": "door",
    "notices.sentences": "words",
    "enrolment.cards": "words",
    "attendance.counting": "rules",
    "attendance.lines": "words",
    "attendance.absence_lines": "words",
    "attendance.answers": "words",
    "attendance.door_codes": "rules",
    "attendance.making_up": "rules",
    "leave.lines": "words",
    "roster.lines": "words",
    "enrolment.week": "words",
    "enrolment.paper": "words",
    "exchange.report": "words",
    "desk.lines": "words",
    "calendar.lines": "words",
    "closures.lines": "words",
    "tables.lines": "words",
    "rounds.lines": "words",
    "insight.lines": "words",
    "registers.lines": "words",
    "certificates.lines": "words",
    "societies.life_forms": "forms",
    "societies.life_lines": "words",
    "societies.life_models": "models",
    "societies.lines": "words",
    "societies.voting": "rules",
    "societies.yearly": "rules",
}


def kind_of(parts: list[str]) -> str:
    """Return what a module is in the table of the house: rules, models, service, forms, views; or its floor."""
    floor, inside = [*parts, "", ""][:2]
    if floor in FEATURES and (inside.endswith("_views") or inside == "blueprint"):
        return "views"
    if inside in KINDS or (floor in FEATURES and inside):
        return inside if inside in KINDS else OTHERWISE.get(f"{floor}.{inside}", "service")
    return floor


def package_sources() -> list[Source]:
    """Return every Python file of the package."""
    folder = ROOT / PACKAGE
    return [Source(_name(path.relative_to(folder)), path.read_text("utf-8")) for path in sorted(folder.rglob("*.py"))]


def _name(path: Path) -> str:
    parts = [part for part in path.with_suffix("").parts if part != "__init__"]
    return ".".join(parts) or PACKAGE


def climbs(source: Source) -> list[str]:
    """Imports go down the staircase."""
    if source.floor not in FLOORS:
        return [f"{source.name} stands on no floor: give it a place in FLOORS"]
    height = FLOORS.index(source.floor)
    return [
        source.says(found.line, f"{source.floor} imports {found.target}, which stands above it")
        for found in source.ours
        if FLOORS.index(found.floor) > height
    ]


def impure_rules(source: Source) -> list[str]:
    """Rules know the standard library, errors and other rules: no database, no web, no clock."""
    if source.kind != "rules":
        return []
    return [
        source.says(found.line, f"a rule imports {found.target}")
        for found in source.imports
        if not (found.root in STANDARD_LIBRARY or (found.root == PACKAGE and found.kind in ("rules", "errors")))
    ]


# What a file must not import, by its name: libraries, and files of ours. `rules` has a stricter rule of its own.
FORBIDDEN = {
    "models": (
        {"flask", "flask_login", "flask_wtf", "wtforms", "smtplib", "flask_smorest", "flask_babel"},
        {"service", "forms", "views", "web", "clock"},
    ),
    "service": (
        {"flask", "flask_login", "flask_wtf", "wtforms", "flask_smorest", "flask_babel"},
        {"forms", "views", "web", "clock"},
    ),
    "forms": (
        {"sqlalchemy", "flask_sqlalchemy"},
        {"db", "models", "service", "views"},
    ),
    "views": (
        {"flask_sqlalchemy"},
        {"models"},
    ),
}
# Doors of db.py that are closed. A service gets its session as an argument; a view opens a transaction or reads.
CLOSED = {
    "service": {"db", "transaction"},
    "views": {"Base", "Moment", "lock", "locked"},
}
# A view names the type of the session it passes on, and asks nothing of it.
HARMLESS = {"sqlalchemy.orm.Session"}


def forbidden_imports(source: Source) -> list[str]:
    """Each kind of file keeps to its own: see the table of the house."""
    libraries, files = FORBIDDEN.get(source.kind, (set(), set()))
    closed = CLOSED.get(source.kind, set())
    complaints = []
    for found in source.imports:
        sql = source.kind == "views" and found.root == "sqlalchemy" and found.target not in HARMLESS
        stranger = found.root in libraries or (found.root == PACKAGE and found.kind in files)
        door = found.module == f"{PACKAGE}.db" and found.name in closed
        if sql or stranger or door:
            complaints.append(source.says(found.line, f"{source.kind} may not import {found.target}"))
    return complaints


def commits(source: Source) -> list[str]:
    """One commit, in one place. The benchmark measures bare commits and makes them itself."""
    if source.name == "db" or source.floor == "bench":
        return []
    return [
        source.says(call.lineno, "commits; only transaction() in db.py does")
        for call in _calls(source.tree)
        if _called(call).split(".")[-1] == "commit"
    ]


_CLOCKS = {"time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime"}


def clock_readers(source: Source) -> list[str]:
    """One clock: nobody else asks what time it is, and neither does the database."""
    if source.name == "clock":
        return []
    asked = [call for call in _calls(source.tree) if _reads_clock(_called(call))]
    smuggled = [found for found in source.imports if found.target in _CLOCKS]
    return [
        source.says(line, "reads a clock; only clock.now() does, and services are told the time")
        for line in [call.lineno for call in asked] + [found.line for found in smuggled]
    ]


def _reads_clock(called: str) -> bool:
    owner, _, name = called.rpartition(".")
    return called in _CLOCKS or name == "utcnow" or (name in ("now", "today") and owner not in ("", "clock"))


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute | ast.Name):
        return re.sub(r"\s", "", ast.unparse(call.func))
    return ""


# Without the brackets: a title joins a name and its level in full width, as catalogues do.
CHINESE = re.compile("[\u3001\u3002\u3400-\u9fff\uf900-\ufaff\uff01\uff0c\uff1a\uff1b\uff1f]")
# Where Chinese is data and not text: samples, the header names of spreadsheets, readings of surnames.
CHINESE_AT_HOME = ("demo", "exchange", "people.surnames")


def chinese_literals(source: Source) -> list[str]:
    """Code says English; Chinese is in the catalogue. Comments and docstrings may quote a word."""
    if source.name.startswith(CHINESE_AT_HOME):
        return []
    quoted = {id(docstring) for docstring in _docstrings(source.tree)}
    return [
        source.says(node.lineno, f"says {node.value!r}; write English and translate it")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quoted
        if CHINESE.search(node.value)
    ]


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            yield node.body[0].value  # type: ignore[attr-defined, misc]
