"""An SQLite file with a schema that has versions. The only module that imports sqlite3.

One connection, guarded by a lock, serves all threads: a read takes well under a millisecond and no thread can leave a
connection behind. A reader sees the last committed state and never waits for a writer of another process (WAL).
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from corpus.errors import LibraryDamaged, LibraryError, LibraryInUse, StorageFailed

_MAX_PARAMETERS = 500  # SQLite takes 999 a statement even where it was built with its oldest default
Parameter: TypeAlias = str | int | bytes | None
Row: TypeAlias = tuple[object, ...]
Connection: TypeAlias = sqlite3.Connection


class Database:
    """An SQLite file whose schema is brought up to date on opening.

    Safe from several threads. Every method raises LibraryDamaged where the file is no such database, StorageFailed
    where the disk is full or read-only, LibraryInUse where another program keeps the file locked.
    """

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        """The database in the file path; one that does not exist is made.

        Args:
            path: The file.
            migrations: The nth takes a file from version n to n + 1.
        """
        self._home = path.parent
        self._lock = threading.RLock()
        with self.translated():
            self.connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            with self.translated():
                self.connection.execute("PRAGMA journal_mode=WAL")
                self.connection.execute("PRAGMA synchronous=FULL")
                self._migrate(migrations)  # before foreign keys hold: a table that is made anew is dropped once
                self.connection.execute("PRAGMA foreign_keys=ON")
        except LibraryError:
            self.connection.close()
            raise

    def close(self) -> None:
        """Closes the file. Calling it twice is harmless."""
        with self._lock, self.translated():
            self.connection.close()

    def rows(self, query: str, parameters: Sequence[Parameter] = ()) -> list[Row]:
        """All rows of a query."""
        with self._lock, self.translated():
            return self.connection.execute(query, parameters).fetchall()

    def among(self, query: str, values: Sequence[str] | Sequence[bytes]) -> Iterator[Row]:
        """The rows of a query that ends in "IN", for any number of values."""
        for start in range(0, len(values), _MAX_PARAMETERS):
            part = values[start : start + _MAX_PARAMETERS]
            yield from self.rows(f"{query} ({','.join('?' * len(part))})", part)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(str(self.rows(f"SELECT count(*) FROM {table}")[0][0]))  # noqa: S608  # a name written in our code

    def check_file(self) -> None:
        """Does nothing where SQLite finds its file sound.

        Raises:
            LibraryDamaged: it does not.
        """
        problems = [str(row[0]) for row in self.rows("PRAGMA quick_check(1)")]
        problems += [f"foreign key of {row[0]}" for row in self.rows("PRAGMA foreign_key_check")]
        if problems != ["ok"]:
            raise LibraryDamaged(home=self._home, detail=problems[-1])

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that takes the right to write at once; an exception undoes all of it."""
        with self._lock, self.translated():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self.connection.rollback()
                raise

    def _migrate(self, migrations: Sequence[str]) -> None:
        version = self._version()
        if version > len(migrations):
            raise LibraryDamaged(home=self._home, detail=f"schema {version} > {len(migrations)}: newer Junkan needed")
        while version < len(migrations):
            with self.transaction() as connection:
                version = self._version()  # another process may have taken the step while we waited
                if version < len(migrations):
                    for statement in _statements(migrations[version]):
                        connection.execute(statement)
                    version += 1
                    connection.execute(f"PRAGMA user_version={version}")

    def _version(self) -> int:
        return int(self.connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turns SQLite's exceptions into ours."""
        try:
            yield
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise LibraryInUse(home=self._home) from error
            if code == sqlite3.SQLITE_CANTOPEN:
                raise StorageFailed(home=self._home, detail=os.strerror(errno.EACCES)) from error
            raise StorageFailed(home=self._home, detail=str(error)) from error
        except (sqlite3.DatabaseError, sqlite3.ProgrammingError) as error:
            raise LibraryDamaged(home=self._home, detail=str(error)) from error


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, so that they can run inside one transaction."""
    part = ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part
            part = ""
