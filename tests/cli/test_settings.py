"""What is set wrongly is said in one sentence, in the language of whoever sits there."""

from pathlib import Path

import pytest

from tests.commands import complaint, run


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is no address"),
        ({"DATABASE_URL": "sqlite:////tmp/x", "SECRET_KEY": ""}, "SECRET_KEY is not"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/none"}, "The database does not answer"),
        ({"CENTER_TIMEZONE": "Mars/Olympus"}, "CENTER_TIMEZONE is no time zone"),
        ({"CENTER_TRUSTED_PROXIES": "all"}, "CENTER_TRUSTED_PROXIES must be a number"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, str], sentence: str):
    assert sentence in complaint("doctor", **settings)


def test_a_file_that_is_no_database_is_named_so(tmp_path: Path):
    (tmp_path / "list.csv").write_text("姓名,电话\n" * 100)
    assert "cannot be read" in complaint("doctor", DATABASE_URL=f"sqlite:///{tmp_path}/list.csv")


def test_commands_speak_chinese_unless_the_locale_is_english():
    assert "数据库" in run("--help", CENTER_LANGUAGE="", LC_ALL="C.UTF-8")
    assert "database" in run("--help", CENTER_LANGUAGE="", LC_ALL="en_US.UTF-8")
    assert "database" in run("--help", CENTER_LANGUAGE="en", LC_ALL="C.UTF-8")


def test_every_command_explains_itself():
    for command in ("setup", "serve", "worker", "migrate", "import", "backup", "restore", "doctor"):
        assert "--help" in run(command, "--help")


def test_what_is_no_command_is_refused():
    run("frobnicate", code=2)
