from __future__ import annotations

import pytest
from schema_style import SCHEMAS, styled_file


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_every_schema_is_written_in_the_one_style(path):
    assert path.read_text("utf-8") == styled_file(path), "run `python docs/build/schema_style.py`"
