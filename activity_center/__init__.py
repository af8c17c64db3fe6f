"""One application for an activity centre and its university for older people."""

import os
from importlib import import_module
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from activity_center import accessibility, health, languages, parts, web
from activity_center.db import db as database
from activity_center.paths import folder
from activity_center.settings import settings

migrate = Migrate()

# Migrations and backups must know every table, also of floors whose pages nobody has asked for.
FLOORS_WITH_TABLES = ("people", "notices", "terms", "rooms", "tables", "courses", "enrolment", "leave")
FLOORS_WITH_TABLES += ("attendance", "absences", "societies", "rounds", "competitions", "feeds", "exchange")
FLOORS_WITH_TABLES += ("insight", "certificates", "closures", "desk", "kiosk")
FLOORS_WITH_PAGES: tuple[str, ...] = ("people", "notices", "terms", "rooms", "tables", "courses", "enrolment")
FLOORS_WITH_PAGES += ("leave", "attendance", "roster", "absences", "societies", "rounds", "competitions", "agenda")
FLOORS_WITH_PAGES += ("feeds", "insight", "registers", "certificates", "closures", "planning", "calendar", "desk")
FLOORS_WITH_PAGES += ("kiosk",)


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Build the application from the environment, or from `config`, which then names database and key itself."""
    app = Flask(__name__, template_folder=str(folder("templates")), static_folder=str(folder("static")))
    app.config.update(settings(os.environ if config is None else _as_environment(config)), **(config or {}))
    database.init_app(app)
    migrate.init_app(app, database, directory=str(folder("migrations")), render_as_batch=True)
    languages.babel.init_app(app, default_locale="zh", locale_selector=languages.language)
    web.init(app)
    for blueprint in (health.bp, parts.bp, accessibility.bp):
        app.register_blueprint(blueprint)
    for floor in FLOORS_WITH_TABLES:
        import_module(f"activity_center.{floor}.models")
    for floor in FLOORS_WITH_PAGES:
        app.register_blueprint(import_module(f"activity_center.{floor}.views").bp)
    import_module("activity_center.api").init(app)
    return app


def _as_environment(config: dict[str, Any]) -> dict[str, str]:
    return {"DATABASE_URL": config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": config["SECRET_KEY"]}
