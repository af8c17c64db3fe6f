"""Where templates, static files and migrations lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_package = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder `name` (templates, static, migrations) in whichever layout is installed."""
    inside = _package / name
    return inside if inside.is_dir() else _package.parent / name


def instance() -> Path:
    """Return the folder for the embedded database and its key: `instance/` of the checkout, else of where we run."""
    home = _package.parent if (_package.parent / "pyproject.toml").is_file() else Path.cwd()
    return home / "instance"
