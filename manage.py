#!/usr/bin/env python
"""Entry point for every command. Starts the embedded servers when a command needs a database."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")
    from kansrijkestart.embedded import prepare_for_command

    prepare_for_command(sys.argv)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
