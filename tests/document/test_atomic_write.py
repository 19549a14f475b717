"""Real files, real kills."""

import contextlib
import errno
import os
import resource
import signal
import stat
import struct
import sys

import pytest
from support.linting import write

from umapi_lint.document import atomic_write
from umapi_lint.document.atomic_write import WriteError, create, narrow, remove, write_all, write_over
from umapi_lint.document.source import MAX_BYTES, Source, read_source
from umapi_lint.record import replace

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


def access_list(user):
    """The owner reads and writes, another user reads, nobody else does."""
    entries = [(1, 6, 0xFFFFFFFF), (2, 4, user), (4, 0, 0xFFFFFFFF), (16, 4, 0xFFFFFFFF), (32, 0, 0xFFFFFFFF)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def test_a_list_that_the_folder_gives_to_new_files_lets_nobody_in(tmp_path):
    without, own = write(tmp_path, OLD, "without.yml", mode=0o640), write(tmp_path, OLD, "own.yml")
    os.setxattr(own, "system.posix_acl_access", access_list(12345))
    os.setxattr(tmp_path, "system.posix_acl_default", access_list(54321))
    write_over(read_source(without), NEW)
    write_over(read_source(own), NEW)
    assert "system.posix_acl_access" not in os.listxattr(without)
    assert mode_of(without) == 0o640
    assert os.getxattr(own, "system.posix_acl_access") == access_list(12345)


def test_keeps_an_access_list(tmp_path):
    path = write(tmp_path, OLD)
    wanted = access_list(12345)
    os.setxattr(path, "system.posix_acl_access", wanted)
    write_over(read_source(path), NEW)
    assert os.getxattr(path, "system.posix_acl_access") == wanted


def test_keeps_extended_attributes(tmp_path):
    path = write(tmp_path, OLD)
    os.setxattr(path, "user.note", b"kept")
    os.setxattr(path, "user.other", b"too")
    write_over(read_source(path), NEW)
    assert (os.getxattr(path, "user.note"), os.getxattr(path, "user.other")) == (b"kept", b"too")


def test_nobody_else_can_read_the_new_content_while_it_is_written(tmp_path):
    path = write(tmp_path, OLD, mode=0o666)
    seen = []

    def look(frame, event, _argument):
        if event == "call" and frame.f_code.co_name in ("_fill", "_like"):
            seen.extend(mode_of(file) for file in tmp_path.iterdir() if file != path)

    before = os.umask(0)
    sys.setprofile(look)
    try:
        write_over(read_source(path), NEW)
    finally:
        sys.setprofile(None)
        os.umask(before)
    assert seen == [0o600, 0o600]
    assert mode_of(path) == 0o666


def said(action, *arguments):
    with pytest.raises(WriteError) as raised:
        action(*arguments)
    return str(raised.value)


def test_says_why_a_file_is_not_written(tmp_path):
    path = write(tmp_path, OLD, mode=0o400)
    source = read_source(path)
    assert said(write_over, source, NEW) == "is read-only"
    assert said(create, path, NEW) == "exists already"
    path.chmod(0o600)
    os.link(path, tmp_path / "other")
    assert said(write_over, source, NEW) == "has a second name (a hard link), under which the old content would stay"
    path.unlink()
    assert said(narrow, source) == "cannot be written: no such file or directory"
    assert said(remove, path) == "cannot be written: no such file or directory"
    assert said(create, tmp_path / "none" / "file", NEW) == "cannot be written: no such file or directory"
    write(tmp_path, NEW)
    assert said(write_over, source, NEW) == "was changed by somebody else meanwhile"
    assert said(narrow, source) == "was replaced by another file meanwhile"
    assert said(write_over, Source("handed over", OLD), NEW) == "is not a file"


def test_several_files_are_all_written_or_none(tmp_path):
    one, two, three = (write(tmp_path, OLD, name) for name in ("one", "two", "three"))
    changes = [(replace(read_source(path), name=path.name), NEW) for path in (one, two, three)]
    three.chmod(0o400)
    assert said(write_all, changes) == "three is read-only"
    assert [path.read_bytes() for path in (one, two, three)] == [OLD, OLD, OLD]
    three.chmod(0o600)
    write_all(changes)
    assert [path.read_bytes() for path in (one, two, three)] == [NEW, NEW, NEW]


def test_says_which_files_could_not_be_put_back(tmp_path):
    one, two, three = (write(tmp_path, OLD, name) for name in ("one", "two", "three"))
    changes = [(replace(read_source(path), name=path.name), NEW) for path in (one, two, three)]
    three.chmod(0o400)

    def link(frame, event, _argument):
        if event == "call" and frame.f_code.co_name == "_put_back" and not (tmp_path / "other").exists():
            os.link(one, tmp_path / "other")
            os.link(two, tmp_path / "more")

    sys.setprofile(link)
    try:
        assert said(write_all, changes) == "three is read-only; two, one could not be put back and has the new content"
    finally:
        sys.setprofile(None)


def at_system_call(number, stop):
    """Have something done when the package makes its nth call of the system from now on."""
    calls = 0

    def profile(frame, event, _argument):
        nonlocal calls
        if event == "c_call" and frame.f_globals.get("__name__", "").startswith("umapi_lint"):
            calls += 1
            if calls == number:
                sys.setprofile(None)
                stop()

    sys.setprofile(profile)


def interrupt():
    raise KeyboardInterrupt


def interrupted_at(number, action):
    """Run something that is interrupted as it makes its nth call of the system; whether it was."""
    at_system_call(number, interrupt)
    try:
        action()
    except KeyboardInterrupt:
        return True
    finally:
        sys.setprofile(None)
    return False


@pytest.mark.posix
def test_an_interruption_at_any_step_leaves_all_files_old_or_all_new(tmp_path):
    number, interrupted = 0, True
    while interrupted:
        number += 7
        paths = [write(tmp_path / str(number), OLD, name) for name in ("one", "two", "three")]
        changes = [(replace(read_source(path), name=path.name), NEW) for path in paths]
        interrupted = interrupted_at(number, lambda changes=changes: write_all(changes))
        assert [path.read_bytes() for path in paths] == [OLD if interrupted else NEW] * 3, number
        assert names(tmp_path / str(number)) == ["one", "three", "two"]
    assert number > 100


@pytest.mark.parametrize("step", ["_like", "_keep_folder", "_close"])
def test_a_mode_that_is_narrowed_meanwhile_stays_narrow(step, tmp_path):
    path = write(tmp_path, OLD, mode=0o644)

    def narrowed(frame, event, _argument):
        if event == "call" and frame.f_code.co_name == step:
            sys.setprofile(None)
            path.chmod(0o600)

    source = read_source(path)
    sys.setprofile(narrowed)
    try:
        with contextlib.suppress(WriteError):
            write_over(source, NEW)
    finally:
        sys.setprofile(None)
    assert mode_of(path) == 0o600


def test_a_text_that_is_changed_at_the_last_moment_is_not_lost(tmp_path):
    path = write(tmp_path, OLD)

    def change(frame, event, _argument):
        if event == "call" and frame.f_code.co_name == "_close":
            sys.setprofile(None)
            path.write_bytes(b"of somebody else")

    source = read_source(path)
    sys.setprofile(change)
    try:
        assert said(write_over, source, NEW) == "was changed by somebody else meanwhile"
    finally:
        sys.setprofile(None)
    assert path.read_bytes() == b"of somebody else"


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


def test_a_full_disk_leaves_no_new_file(tmp_path):
    def fill():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        os._exit(7 if said(create, tmp_path / "backup", NEW) == "cannot be written: file too large" else 8)

    assert os.waitstatus_to_exitcode(in_child(fill)) == 7
    assert names(tmp_path) == []


def killed_at(number, action):
    """Run something in a child that is killed as it makes its nth call of the system; whether it was."""

    def counted():
        at_system_call(number, lambda: os.kill(os.getpid(), signal.SIGKILL))
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
    assert atomic_write.OWNER_ONLY == 0o600


def test_writes_a_file_that_is_larger_than_one_to_be_linted(tmp_path):
    path = tmp_path / "baseline.json"
    path.write_bytes(b"[" * (MAX_BYTES + 1))
    write_over(read_source(path, 2 * MAX_BYTES), NEW)
    assert path.read_bytes() == NEW
