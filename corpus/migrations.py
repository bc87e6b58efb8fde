"""The registry's schema, as steps from one version to the next.

`PRAGMA user_version` holds the version of a file. A step, once released, is never edited: a change is a new step.
"""

_V1 = """
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    id               TEXT PRIMARY KEY,
    source           TEXT NOT NULL,
    origin           TEXT NOT NULL UNIQUE,
    sha256           TEXT NOT NULL UNIQUE,
    title            TEXT NOT NULL,
    publisher        TEXT,
    date             TEXT,
    doc_type         TEXT NOT NULL,
    sector           TEXT,
    n_pages          INTEGER NOT NULL,
    unreadable_pages TEXT NOT NULL,  -- JSON: an array of numbers
    added_at         TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE pages (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,    -- from 0, in reading order
    number      INTEGER,             -- NULL where the format has no pages
    text        TEXT NOT NULL,
    problem     TEXT,
    PRIMARY KEY (document_id, ordinal)
);

CREATE TABLE embeddings (
    key    BLOB PRIMARY KEY,         -- SHA-256 of the model's name, NUL and the text
    vector BLOB NOT NULL             -- little-endian float32
) WITHOUT ROWID;

CREATE TABLE chunks (
    id            TEXT PRIMARY KEY,
    document_id   TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    section       TEXT NOT NULL,     -- JSON: an array of strings
    text          TEXT NOT NULL,
    statements    TEXT NOT NULL,     -- JSON: see corpus.rows
    embedding_key BLOB NOT NULL REFERENCES embeddings (key),
    UNIQUE (document_id, position)
);

CREATE INDEX chunks_embedding ON chunks (embedding_key);

CREATE TABLE pending (
    document_id TEXT PRIMARY KEY,    -- of a document whose chunks both indexes still have to take in or drop
    action      TEXT NOT NULL CHECK (action IN ('add', 'remove'))
) WITHOUT ROWID;
"""

_TARGET_CORRECTIONS = """
CREATE TABLE target_corrections (
    id       INTEGER PRIMARY KEY,    -- ascending: the last one of a key is in force, earlier ones are its history
    key      TEXT NOT NULL,          -- the text folded: see corpus.corrections
    text     TEXT NOT NULL,
    industry TEXT NOT NULL,
    label    TEXT NOT NULL,          -- JSON: see corpus.corrections
    made_by  TEXT NOT NULL,
    made_at  TEXT NOT NULL           -- ISO 8601 in UTC
);
"""

MIGRATIONS: tuple[str, ...] = (_V1, _TARGET_CORRECTIONS)
"""MIGRATIONS[n] takes a registry from version n to n + 1."""
