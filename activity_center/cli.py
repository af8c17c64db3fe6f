"""`activity-center`: the list of commands, and how each is found."""

from importlib import import_module
from importlib.util import find_spec

import click

from activity_center.commands import frame

# Where each command lies. It is imported when it is asked for: by then the language is known, so that the words of
# its options are simply translated where they stand.
COMMANDS = {
    **{name: f"activity_center.commands.{name}:{name}" for name in ("setup", "serve", "worker", "migrate", "demo")},
    "import": "activity_center.commands.importing:importing",
    **{name: f"activity_center.commands.{name}:{name}" for name in ("backup", "restore", "doctor")},
    "plan": "activity_center.commands.plan:plan",
    "trf": "activity_center.commands.trf:trf",
    "bench": "activity_center.bench.cli:bench",
}


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which one needs them."""
        return [name for name, place in COMMANDS.items() if find_spec(place.split(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, or None for a name that is no command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, name = COMMANDS[cmd_name].split(":")
        return getattr(import_module(module), name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="activity-center")
def commands() -> None:
    pass


def main() -> None:
    """Run the command that was typed, and leave with its exit code."""
    frame.run(commands)
