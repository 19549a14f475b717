"""The places that list every kind of file, written anew from the schemas: hooks, settings of editors, the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from umapi_lint.schema.editor import ADDRESS, file_name
from umapi_lint.schema.schemas import FileKind, Schemas

HOME = Path(__file__).parents[2]


def hooks(text: str, schemas: Schemas) -> str:
    """The pattern of file names in `.pre-commit-hooks.yaml`."""
    return re.sub(r"(?<=\[-_\]\)\?\()[a-z|-]+", "|".join(schemas.kinds), text)


def catalogue(text: str, schemas: Schemas) -> str:
    """The entry for SchemaStore in `docs/schemastore.md`."""
    entry = json.dumps([_entry(kind, schemas) for kind in schemas.kinds.values()], indent=2)
    return re.sub(r"(?<=```json\n).*?(?=\n```)", lambda _: entry, text, flags=re.DOTALL)


def _entry(kind: FileKind, schemas: Schemas) -> dict[str, object]:
    stated = schemas.files[kind.schema]
    about = re.sub(r"\[(.+?)\]\(.+?\)", r"\1", re.split(r"\.\s|\.$", stated["description"])[0])
    return {
        "name": f"Adobe {stated['title']}",
        "description": about.replace("`", ""),
        "fileMatch": list(kind.files),
        "url": ADDRESS + file_name(kind.name),
    }


def settings(text: str, schemas: Schemas) -> str:
    """The settings of editors in `docs/editors.md`: each run of lines that name a schema's file names all of them."""
    names = "|".join(map(re.escape, schemas.kinds))
    line = re.compile(rf"^[\s\"].*schemas/({names})\.schema\.json.*\*\1\*.*$")
    written: list[str] = []
    for shown, run in groupby(text.split("\n"), key=lambda each: line.match(each) is not None):
        lines = list(run)
        if shown and (found := line.match(lines[0])):
            bare = lines[0].removesuffix(",")
            after = [lines[0].removeprefix(bare)] * (len(schemas.kinds) - 1) + [lines[-1][len(lines[-1].rstrip(",")) :]]
            lines = [bare.replace(found[1], name) + comma for name, comma in zip(schemas.kinds, after, strict=True)]
        written.extend(lines)
    return "\n".join(written)


PLACES: dict[Path, Callable[[str, Schemas], str]] = {
    HOME / ".pre-commit-hooks.yaml": hooks,
    HOME / "docs" / "schemastore.md": catalogue,
    HOME / "docs" / "editors.md": settings,
}


def write(schemas: Schemas) -> None:
    """Bring all places up to date."""
    for path, rewritten in PLACES.items():
        path.write_text(rewritten(path.read_text("utf-8"), schemas), encoding="utf-8", newline="\n")
