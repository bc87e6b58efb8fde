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

# An origin and a version key are those of one current document; the versions before it keep them.
_V2 = """
CREATE TABLE documents_2 (
    id               TEXT PRIMARY KEY,
    source           TEXT NOT NULL,
    origin           TEXT NOT NULL,
    sha256           TEXT NOT NULL UNIQUE,
    title            TEXT NOT NULL,
    publisher        TEXT,
    date             TEXT,
    doc_type         TEXT NOT NULL,
    sector           TEXT,
    n_pages          INTEGER NOT NULL,
    unreadable_pages TEXT NOT NULL,  -- JSON: an array of numbers
    added_at         TEXT NOT NULL,
    fiscal_year      INTEGER,
    status           TEXT,
    superseded_by    TEXT REFERENCES documents (id),
    confidences      TEXT NOT NULL DEFAULT '{}',  -- JSON: field to number
    edited           TEXT NOT NULL DEFAULT '[]',  -- JSON: an array of fields
    version_key      TEXT                         -- what the versions of a document have in common, see corpus.versions
) WITHOUT ROWID;

INSERT INTO documents_2 (id, source, origin, sha256, title, publisher, date, doc_type, sector, n_pages,
                         unreadable_pages, added_at)
SELECT id, source, origin, sha256, title, publisher, date, doc_type, sector, n_pages, unreadable_pages, added_at
FROM documents;

DROP TABLE documents;
ALTER TABLE documents_2 RENAME TO documents;
CREATE UNIQUE INDEX documents_origin ON documents (origin) WHERE superseded_by IS NULL;
CREATE INDEX documents_versions ON documents (version_key);
CREATE INDEX documents_superseded ON documents (superseded_by);

ALTER TABLE pages ADD COLUMN details TEXT NOT NULL DEFAULT '{}';   -- JSON: fields that have no column, see corpus.rows
ALTER TABLE chunks ADD COLUMN details TEXT NOT NULL DEFAULT '{}';  -- the same
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

_FEEDBACK = """
CREATE TABLE feedback (
    id      INTEGER PRIMARY KEY,     -- ascending: oldest first
    made_at TEXT NOT NULL,           -- ISO 8601 in UTC
    content TEXT NOT NULL            -- JSON: see corpus.feedback
);
"""

MIGRATIONS: tuple[str, ...] = (_V1, _V2, _TARGET_CORRECTIONS, _FEEDBACK)
"""MIGRATIONS[n] takes a registry from version n to n + 1."""
