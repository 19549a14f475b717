"""The calls into Windows: made for real where the tests run there, refused elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.system import sddl, windows

if sys.platform == "win32":

    def test_a_real_file_has_a_descriptor_that_can_be_read(tmp_path: Path) -> None:
        path = write(tmp_path, "x")
        text = windows.descriptor_of(path)
        descriptor = sddl.parse(text)
        assert descriptor.owner is not None
        assert descriptor.aces

    def test_a_file_that_everyone_may_read_is_told(tmp_path: Path) -> None:
        import subprocess

        path = write(tmp_path, "x")
        subprocess.run(["icacls", str(path), "/grant", "*S-1-1-0:R"], check=True, capture_output=True)
        assert "`Everyone`" in {grant.who for grant in windows.access_of_file(path).grants}

    def test_i_am_known_and_every_machine_has_a_name_for_the_system() -> None:
        assert (windows.my_sid() or "").startswith("S-1-5-")
        assert windows.name_of("S-1-5-18") != "S-1-5-18"

    def test_the_command_names_me_by_my_identifier() -> None:
        assert f'/grant:r "*{windows.my_sid()}:F"' in windows.icacls("x.yml")

    def test_a_file_that_is_not_there_is_not_checked(tmp_path: Path) -> None:
        assert windows.access_of_file(tmp_path / "missing").unchecked

else:

    def test_elsewhere_there_are_no_descriptors(tmp_path: Path) -> None:
        with pytest.raises(OSError, match="not Windows"):
            windows.descriptor_of(tmp_path)
        assert windows.access_of_file(tmp_path).unchecked is not None
        assert windows.my_sid() is None
        assert windows.name_of("S-1-5-18") == "S-1-5-18"
        assert '"NAME_OF_ACCOUNT:F"' in windows.icacls("x.yml")
