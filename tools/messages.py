"""Keep the Dutch catalogue complete, without gettext's binaries.

``python tools/messages.py update`` collects every message of the code and the templates, takes
the Dutch from ``locale/nl/parts/*.po`` (they win) or from the catalogue as it is, and writes
``django.po`` and ``django.mo``. ``python tools/messages.py --check`` fails when a message has no
Dutch, when the catalogue differs from what update would write, or when the two languages use
different placeholders.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PYTHON_FOLDERS = ("kansrijkestart", "coalitions", "interventions", "agreements", "monitoring")
CATALOGUE = Path("locale/nl/LC_MESSAGES/django.po")
PARTS = Path("locale/nl/parts")
HEADER = {
    "Project-Id-Version": "kansrijkestart",
    "Language": "nl",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
# Function name without _lazy or _noop -> the places of context, singular and plural.
SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
TEMPLATE_CALL = re.compile(r"(?<!\w)(_|n?p?gettext)\(")
LITERAL = re.compile(r"""\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?""", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Message:
    """One message and where it stands."""

    context: str | None
    singular: str
    plural: str | None
    place: str

    @property
    def key(self) -> Key:
        return self.context, self.singular


class NotLiteralError(ValueError):
    """A translation function was called with something that cannot be collected."""


def _pick(name: str, texts: list[str], place: str) -> Message:
    context, singular, plural = SHAPES[name]
    return Message(
        texts[context] if context is not None else None,
        texts[singular],
        texts[plural] if plural is not None else None,
        place,
    )


def _needed(name: str) -> int:
    return 1 + max(position for position in SHAPES[name] if position is not None)


def _aliases(tree: ast.AST) -> dict[str, str]:
    """Return local name -> plain function name for what is imported from Django's translation."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                plain = re.sub(r"_(lazy|noop)$", "", name.name)
                if plain in SHAPES:
                    found[name.asname or name.name] = plain
    return found


def _called(node: ast.Call, aliases: dict[str, str]) -> str | None:
    if isinstance(node.func, ast.Name):
        return aliases.get(node.func.id)
    if isinstance(node.func, ast.Attribute):
        plain = re.sub(r"_(lazy|noop)$", "", node.func.attr)
        is_module = isinstance(node.func.value, ast.Name) and node.func.value.id == "translation"
        return plain if is_module and plain in SHAPES else None
    return None


def python_messages(source: str, place: str) -> Iterator[Message]:
    """Yield the messages of one Python module."""
    tree = ast.parse(source)
    aliases = _aliases(tree)
    for node in ast.walk(tree):
        name = _called(node, aliases) if isinstance(node, ast.Call) else None
        if name is None or not isinstance(node, ast.Call):
            continue
        given = [arg.value for arg in node.args[: _needed(name)] if isinstance(arg, ast.Constant)]
        texts = [text for text in given if isinstance(text, str)]
        if len(texts) < _needed(name):
            raise NotLiteralError(f"{place}:{node.lineno}: give {name} literal texts")
        yield _pick(name, texts, place)


def template_messages(source: str, place: str) -> Iterator[Message]:
    """Yield the messages of one template, as Django's own makemessages reads it."""
    code = templatize(source, origin=place)
    for call in TEMPLATE_CALL.finditer(code):
        name = "gettext" if call[1] == "_" else call[1]
        texts: list[str] = []
        position = call.end()
        while len(texts) < _needed(name) and (literal := LITERAL.match(code, position)):
            texts.append(ast.literal_eval(literal[1]))
            position = literal.end()
        if len(texts) < _needed(name):
            raise NotLiteralError(f"{place}: {code[call.start() : call.start() + 60]!r}")
        yield _pick(name, texts, place)


def _sources(root: Path) -> Iterator[tuple[Path, bool]]:
    for folder in PYTHON_FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, True
        for path in sorted((root / folder).rglob("templates/**/*")):
            if path.is_file():
                yield path, False
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield path, False


def collect(root: Path) -> dict[Key, Message]:
    """Return every message of the project by context and text."""
    found: dict[Key, Message] = {}
    for path, is_python in _sources(root):
        place = path.relative_to(root).as_posix()
        read = python_messages if is_python else template_messages
        for message in read(path.read_text(encoding="utf-8"), place):
            known = found.setdefault(message.key, message)
            if known.plural is None and message.plural is not None:
                found[message.key] = message
    return found


def _is_done(entry: polib.POEntry) -> bool:
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return bool(texts) and all(texts) and "fuzzy" not in entry.flags


def _same(one: polib.POEntry, other: polib.POEntry) -> bool:
    return (one.msgstr, one.msgstr_plural) == (other.msgstr, other.msgstr_plural)


def known_dutch(root: Path) -> tuple[dict[Key, polib.POEntry], list[str]]:
    """Return the Dutch we have and a complaint for each message that two parts put differently."""
    known: dict[Key, polib.POEntry] = {}
    complaints = []
    for path in sorted((root / PARTS).glob("*.po")):
        for entry in polib.pofile(str(path)):
            earlier = known.setdefault((entry.msgctxt, entry.msgid), entry)
            if not _same(earlier, entry):
                complaints.append(f"{path.name}: {entry.msgid!r} has another text in another part")
    if (root / CATALOGUE).exists():
        for entry in polib.pofile(str(root / CATALOGUE)):
            known.setdefault((entry.msgctxt, entry.msgid), entry)
    return known, complaints


def _entry(message: Message, dutch: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=message.context,
        msgid=message.singular,
        msgid_plural=message.plural or "",
        occurrences=[(message.place, "")],
    )
    if message.plural:
        entry.msgstr_plural = dict((dutch and dutch.msgstr_plural) or {0: "", 1: ""})
    elif dutch:
        entry.msgstr = dutch.msgstr or dutch.msgstr_plural.get(0, "")
    if dutch and "fuzzy" in dutch.flags:
        entry.flags.append("fuzzy")
    return entry


def build(messages: dict[Key, Message], known: dict[Key, polib.POEntry]) -> polib.POFile:
    """Return the catalogue that belongs to these messages, always in the same order."""
    catalogue = polib.POFile(wrapwidth=98)
    catalogue.metadata = dict(HEADER)
    for key in sorted(messages, key=lambda key: (key[1], key[0] or "")):
        catalogue.append(_entry(messages[key], known.get(key)))
    return catalogue


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def complain(catalogue: Iterable[polib.POEntry]) -> Iterator[str]:
    """Yield what is wrong with the Dutch: missing, or with other placeholders than the English."""
    for entry in catalogue:
        place = entry.occurrences[0][0] if entry.occurrences else ""
        if not _is_done(entry):
            yield f"{place}: no Dutch for {entry.msgctxt or ''} {entry.msgid!r}"
            continue
        allowed = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            unknown = _placeholders(text) - allowed
            missing = set() if entry.msgid_plural else allowed - _placeholders(text)
            if unknown or missing:
                yield f"{place}: {entry.msgid!r} has other placeholders than {text!r}"


def write(root: Path, catalogue: polib.POFile) -> None:
    """Store the catalogue as text and compiled."""
    path = root / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{catalogue}\n", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())


def differences(root: Path, catalogue: polib.POFile) -> Iterator[str]:
    """Yield which stored file is not what update would write."""
    path = root / CATALOGUE
    wanted = {path: f"{catalogue}\n".encode(), path.with_suffix(".mo"): catalogue.to_binary()}
    for file, content in wanted.items():
        if not file.exists() or file.read_bytes() != content:
            yield f"{file.relative_to(root)} is behind: run tools/messages.py update"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status is 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", nargs="?", choices=["update", "check"], default="check")
    parser.add_argument("--check", action="store_true", help="the same as the action check")
    options = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure()
    known, complaints = known_dutch(ROOT)
    catalogue = build(collect(ROOT), known)
    if options.action == "update" and not options.check:
        write(ROOT, catalogue)
    else:
        complaints += differences(ROOT, catalogue)
    complaints += complain(catalogue)
    sys.stdout.write("".join(f"{line}\n" for line in complaints))
    sys.stdout.write(f"{len(catalogue)} messages, {len(complaints)} complaints\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
