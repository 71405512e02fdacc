"""Single files: bounded reads of regular files, and atomic, durable writes."""

import errno
import fcntl
import logging
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from core.errors import StorageError
from core.settings import settings

TEMPORARY_PREFIX = ".saving-"
FILE_MODE = 0o644
MAX_FILE_BYTES = 512 * 1024 * 1024
log = logging.getLogger(__name__)


@contextmanager
def open_regular(path: Path) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Open a regular file of bounded size for reading; ValueError for anything else.

    Links are not followed. Pipes and devices are never opened, because that may block or have side
    effects.
    """
    _check_regular(os.lstat(path))
    # O_NONBLOCK: must not block if a pipe has replaced the file since the check
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(number, "rb") as file:
        status = os.fstat(number)
        _check_regular(status)
        yield file, status


def _check_regular(status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise ValueError("it is a symbolic link, and only plain files are read")
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("it is not a plain file")
    if status.st_size > MAX_FILE_BYTES:
        raise ValueError(
            f"it has {status.st_size:,} bytes, more than the {MAX_FILE_BYTES:,} allowed"
        )


def write_atomic(
    path: Path, data: bytes, *, durable: bool = True, new: bool = False
) -> os.stat_result:
    """Write ``data`` to ``path`` atomically, creating the folder if needed; return its status.

    See `replace_file`. Raises StorageError, which names the folder and the remedy. With ``new``,
    raises FileExistsError if the file exists: of several writers, exactly one succeeds.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return replace_file(path, data, durable=durable, new=new)
    except OSError as error:
        if new and isinstance(error, FileExistsError) and path.exists():
            raise
        raise StorageError(_write_problem(path, len(data), error)) from error


def replace_file(
    path: Path, data: bytes, *, durable: bool = True, new: bool = False
) -> os.stat_result:
    """Replace the file at ``path``, in an existing folder, with ``data`` and return its status.

    See `open_replacement`, which raises the same errors.
    """
    with open_replacement(path, durable=durable, new=new) as file:
        file.write(data)
        file.flush()
        return os.fstat(file.fileno())


@contextmanager
def open_atomic(path: Path, expected_bytes: int, *, new: bool = False) -> Iterator[BinaryIO]:
    """A file to write in pieces that replaces the one at ``path`` when the block ends.

    Like `write_atomic`, for data that does not fit in memory. ``expected_bytes`` appears in the
    message if the disk is full. Any OSError within the block is raised as a StorageError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_replacement(path, new=new) as file:
            yield file
    except OSError as error:
        if new and isinstance(error, FileExistsError) and path.exists():
            raise
        raise StorageError(_write_problem(path, expected_bytes, error)) from error


@contextmanager
def open_replacement(path: Path, *, durable: bool = True, new: bool = False) -> Iterator[BinaryIO]:
    """A file to write and read that replaces the one at ``path`` when the block ends.

    It is a temporary file in the same folder, which must exist. When the block ends, it is flushed
    to disk and renamed, so that readers see the old file or the new one, even after a crash, and
    never a part. Pass ``durable=False`` to skip the flush for a file that a crash may lose.

    Raises OSError; after any error the old file is unchanged. With ``new``, raises FileExistsError
    if there is an old file.
    """
    temporary: Path | None = None
    try:
        number, temporary = _locked_temporary(path.parent)
        with os.fdopen(number, "w+b") as file:
            os.fchmod(file.fileno(), FILE_MODE)
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
            if new:
                _rename_new(temporary, path)
            else:
                temporary.replace(path)
            temporary = None
        if durable:
            _sync_folder(path.parent)
    except BaseException:
        if temporary is not None:
            _discard(temporary)
        raise


def move_file(path: Path, target: Path) -> None:
    """Rename a file within its file system, durably; FileExistsError if ``target`` exists."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _rename_new(path, target)
    for folder in {path.parent, target.parent}:
        _sync_folder(folder)


def _rename_new(path: Path, target: Path) -> None:
    """Rename a file to a free name; FileExistsError if the name is taken.

    This locks the folder, because not every file system can rename without replacing.
    """
    number = os.open(target.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        path.rename(target)
    finally:
        os.close(number)


def _discard(temporary: Path) -> None:
    try:
        temporary.unlink(missing_ok=True)
    except OSError as error:  # the write's own error matters more; `remove_strays` tries again
        log.warning("The stray file '%s' stays: %s", temporary.name, error)


def remove_strays(folder: Path) -> list[str]:
    """Remove the temporary files of dead writers from ``folder`` and return their names.

    A writer holds a lock on its file, which the system drops when the writer dies. A file that
    cannot be removed stays, and the log says why.
    """
    strays = []
    for path in folder.glob(TEMPORARY_PREFIX + "*"):
        try:
            with open_regular(path) as (file, _):
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
                strays.append(path.name)
        except BlockingIOError:
            log.info("'%s' is being written by another process", path.name)
        except (OSError, ValueError) as error:
            log.warning("The stray file '%s' stays: %s", path.name, error)
    return sorted(strays)


def files_below(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Each file below ``folder`` at any depth, with its status; links to folders are not followed.

    Files and folders that another process deletes meanwhile are skipped, while `Path.rglob` raises
    FileNotFoundError. Yields nothing if ``folder`` does not exist.
    """
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            with suppress(OSError):
                yield path, path.lstat()


def _locked_temporary(folder: Path) -> tuple[int, Path]:
    while True:
        number, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=folder)
        try:
            fcntl.flock(number, fcntl.LOCK_EX)
        except OSError:
            os.close(number)
            Path(name).unlink(missing_ok=True)
            raise
        # `remove_strays` may have deleted the file between its creation and its lock
        if os.fstat(number).st_nlink:
            return number, Path(name)
        os.close(number)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _write_problem(path: Path, needed: int, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        existing = next(folder for folder in path.absolute().parents if folder.exists())
        free = shutil.disk_usage(existing).free
        return (
            f"'{path.name}' could not be saved: the disk is full ({needed:,} bytes needed,"
            f" {free:,} free); make room and save again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"'{path.name}' could not be saved: the folder {path.parent} may not be written to;"
            f" change its permissions{_other_folder(path.parent)}."
        )
    return f"'{path.name}' could not be saved: {error.strerror}; check the folder {path.parent}."


def _other_folder(folder: Path) -> str:
    """Remedy that names the setting for this folder or one above it; empty if there is none."""
    current = settings()
    roots = {"LATENT_LAB_CHECKPOINTS": current.checkpoints, "LATENT_LAB_HOME": current.home}
    for name, root in roots.items():
        if folder.absolute().is_relative_to(root.absolute()):
            return f" or set {name} to another folder"
    return ""
