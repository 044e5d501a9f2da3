"""What is written down for operators, read so that it can be run: compose file, image, guide."""

import re
import shlex
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def filled_in(text: str, variables: dict[str, str]) -> str:
    """Fill in ``${NAME:?…}`` and ``${NAME:-default}`` as docker compose does; `$$` is one `$`."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match[1], match[2], match[3]
        if variables.get(name):
            return variables[name]
        if kind != "-":
            raise KeyError(f"{name}: {rest}")
        return rest or ""

    return re.sub(r"\$\{(\w+):([?-])([^}]*)\}", value, text).replace("$$", "$")


def environment_of(service: str, variables: dict[str, str]) -> dict[str, str]:
    """Return the environment of one service."""
    given = SERVICES[service]["environment"]
    return {name: filled_in(str(text), variables) for name, text in given.items()}


def words_of(command: list[str]) -> list[str]:
    """Return a command or health check as words for a process."""
    if command[0] == "CMD-SHELL":
        return ["sh", "-c", command[1].replace("$$", "$")]
    return command[1:] if command[0] == "CMD" else command


def command_of(service: str) -> list[str]:
    """Return the command of a service; the web takes the image's own."""
    if command := SERVICES[service].get("command"):
        return words_of(command)
    (found,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return [str(word) for word in yaml.safe_load(found)]


def health_check_of(service: str) -> list[str]:
    return words_of(SERVICES[service]["healthcheck"]["test"])


def health_check_of_image() -> list[str]:
    (found,) = re.findall(r"^HEALTHCHECK .*?CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return [str(word) for word in yaml.safe_load(found)]


def environment_of_image() -> dict[str, str]:
    (found,) = re.findall(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)
    return dict(word.split("=", 1) for word in found.split())


def step_of_image(word: str) -> str:
    """Return the first part of the one RUN step that holds a word."""
    (found,) = [
        line for line in re.findall(r"^RUN (.*)$", DOCKERFILE, re.MULTILINE) if word in line
    ]
    return found.partition("&&")[0].strip()


def guide_command(program: str, arrow: str) -> tuple[list[str], str]:
    """Return the guide's one container command with a program that reads or writes a file."""
    pattern = rf"^docker compose (?:exec|run) .*?(?:postgres|web) ({program} .*?) {arrow} (\S+)$"
    ((command, name),) = re.findall(pattern, GUIDE, re.MULTILINE)
    return shlex.split(command), name
