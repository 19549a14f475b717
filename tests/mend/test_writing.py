"""Real files, real kills."""

import errno
import os
import resource
import signal
import stat
import struct
import sys

import pytest
from support import write

from umapi_lint.mend import writing
from umapi_lint.mend.writing import WriteError, create, narrow, write_over
from umapi_lint.source import read_source

OLD, NEW = b"old: 1\n" * 50, b"new: 2\n" * 70


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o755])
def test_keeps_the_mode_whatever_the_umask(tmp_path, mode):
    path = write(tmp_path, OLD, mode=mode)
    before = os.umask(0o077)
    try:
        write_over(read_source(path), NEW)
    finally:
        os.umask(before)
    assert path.read_bytes() == NEW
    assert mode_of(path) == mode
    assert names(tmp_path) == [path.name]


def test_writes_what_a_link_leads_to_and_keeps_the_link(tmp_path):
    real = write(tmp_path / "real", OLD)
    link = tmp_path / "connector-umapi.yml"
    link.symlink_to("real/connector-umapi.yml")
    write_over(read_source(link), NEW)
    assert link.is_symlink()
    assert real.read_bytes() == NEW
    assert names(tmp_path / "real") == [real.name]


def test_refuses_a_read_only_file(tmp_path):
    path = write(tmp_path, OLD, mode=0o400)
    with pytest.raises(WriteError, match="read-only"):
        write_over(read_source(path), NEW)
    assert path.read_bytes() == OLD


def test_refuses_a_file_with_a_second_name(tmp_path):
    path = write(tmp_path, OLD)
    os.link(path, tmp_path / "other.yml")
    with pytest.raises(WriteError, match="second name"):
        write_over(read_source(path), NEW)
    assert path.read_bytes() == OLD


def test_refuses_a_file_that_somebody_changed(tmp_path):
    path = write(tmp_path, OLD)
    source = read_source(path)
    path.write_bytes(b"theirs")
    with pytest.raises(WriteError, match="somebody else"):
        write_over(source, NEW)
    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == [path.name]


def test_refuses_a_file_that_is_gone(tmp_path):
    path = write(tmp_path, OLD)
    source = read_source(path)
    path.unlink()
    with pytest.raises(WriteError, match="no such file"):
        write_over(source, NEW)
    assert names(tmp_path) == []


def test_keeps_the_owner(tmp_path):
    path = write(tmp_path, OLD)
    owner = (12345, 23456) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(path, *owner)
    write_over(read_source(path), NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == owner
    assert mode_of(path) == 0o600


def test_keeps_an_access_list(tmp_path):
    path = write(tmp_path, OLD)
    entries = [(1, 6, 0xFFFFFFFF), (2, 4, 12345), (4, 0, 0xFFFFFFFF), (16, 4, 0xFFFFFFFF), (32, 0, 0xFFFFFFFF)]
    wanted = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    os.setxattr(path, "system.posix_acl_access", wanted)
    write_over(read_source(path), NEW)
    assert os.getxattr(path, "system.posix_acl_access") == wanted


def test_keeps_extended_attributes(tmp_path):
    path = write(tmp_path, OLD)
    os.setxattr(path, "user.note", b"kept")
    write_over(read_source(path), NEW)
    assert os.getxattr(path, "user.note") == b"kept"


def test_create_makes_a_file_for_its_owner_alone(tmp_path):
    path = tmp_path / "backup"
    create(path, OLD)
    assert mode_of(path) == 0o600
    with pytest.raises(WriteError, match="exists already"):
        create(path, NEW)
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("step", ["_fill", "_keep_folder"])
def test_an_interruption_leaves_no_new_file(tmp_path, step):
    def interrupt(frame, event, _argument):
        if event == "call" and frame.f_code.co_name == step:
            sys.setprofile(None)
            raise KeyboardInterrupt

    sys.setprofile(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            create(tmp_path / "backup", OLD)
    finally:
        sys.setprofile(None)
    assert names(tmp_path) == []


def test_narrows_a_mode_to_the_owner(tmp_path):
    path = write(tmp_path, OLD, mode=0o764)
    narrow(read_source(path))
    assert mode_of(path) == 0o700
    path.chmod(0o440)
    narrow(read_source(path))
    assert mode_of(path) == 0o400


def test_does_not_narrow_another_file_of_the_same_name(tmp_path):
    path = write(tmp_path, OLD, mode=0o644)
    source = read_source(path)
    path.rename(tmp_path / "away")
    path = write(tmp_path, OLD, mode=0o644)
    with pytest.raises(WriteError, match="another file"):
        narrow(source)
    assert mode_of(path) == 0o644


# --- what goes wrong in the middle: in a child of this process, which may be hurt


def in_child(action):
    """Run something in a forked child; its wait status."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            action()
        except BaseException:
            os._exit(3)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def test_a_full_disk_leaves_the_file_whole(tmp_path):
    path = write(tmp_path, OLD)

    def fill():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        try:
            write_over(read_source(path), NEW)
        except WriteError as error:
            os._exit(7 if os.strerror(errno.EFBIG).lower() in str(error) else 8)

    assert os.waitstatus_to_exitcode(in_child(fill)) == 7
    assert path.read_bytes() == OLD
    assert names(tmp_path) == [path.name]


def killed_at(number, action):
    """Run something in a child that is killed as it makes its nth call of the system; whether it was."""

    def counted():
        calls = 0

        def profile(frame, event, _argument):
            nonlocal calls
            if event == "c_call" and frame.f_globals.get("__name__", "").startswith("umapi_lint"):
                calls += 1
                if calls == number:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(profile)
        action()

    return os.WIFSIGNALED(in_child(counted))


def test_a_kill_at_any_step_leaves_the_old_file_or_the_new_one(tmp_path):
    number, seen = 0, set()
    killed = True
    while killed:
        number += 1
        folder = tmp_path / str(number)
        path = write(folder, OLD, mode=0o644)
        killed = killed_at(number, lambda path=path: write_over(read_source(path), NEW))
        assert path.read_bytes() in (OLD, NEW)
        assert mode_of(path) == 0o644
        seen.add(path.read_bytes())
        for left in folder.iterdir():
            assert left == path or left.read_bytes() in (b"", NEW)
            assert left == path or mode_of(left) in (0o600, 0o644)
    assert seen == {OLD, NEW}
    assert number > 10


def test_the_temporary_file_is_never_wider_than_the_old_one(tmp_path):
    path = write(tmp_path, OLD, mode=0o400 | 0o200)
    before = os.umask(0)
    try:
        write_over(read_source(path), NEW)
    finally:
        os.umask(before)
    assert mode_of(path) == 0o600
    assert writing.OWNER_ONLY == 0o600
