CREATE TABLE card_film (
    card TEXT NOT NULL,
    source_key TEXT NOT NULL,
    recording TEXT NOT NULL,
    state TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (card, source_key)
) STRICT;

CREATE TABLE clip (
    id TEXT PRIMARY KEY,
    recording TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    start_us INTEGER NOT NULL CHECK (start_us >= 0),
    end_us INTEGER NOT NULL CHECK (end_us > start_us),
    title TEXT NOT NULL,
    intent TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE destruction (
    recording TEXT PRIMARY KEY,
    file TEXT,
    receipt TEXT NOT NULL,
    family TEXT NOT NULL,
    rule TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    film_bytes INTEGER NOT NULL,
    film_duration_us INTEGER NOT NULL,
    marks INTEGER NOT NULL,
    clips INTEGER NOT NULL,
    unreached TEXT NOT NULL
) STRICT;

CREATE TABLE family (
    code TEXT PRIMARY KEY,
    added_at TEXT NOT NULL
) STRICT;

CREATE TABLE film_consent_noted (
    family TEXT PRIMARY KEY REFERENCES family (code),
    at TEXT NOT NULL
) STRICT;

CREATE TABLE mark (
    id TEXT PRIMARY KEY,
    recording TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    start_us INTEGER NOT NULL CHECK (start_us >= 0),
    end_us INTEGER CHECK (end_us >= start_us),
    note TEXT NOT NULL
) STRICT;

CREATE TABLE receipt (
    id TEXT PRIMARY KEY,
    family TEXT NOT NULL,
    rule TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    film_bytes INTEGER NOT NULL,
    film_duration_us INTEGER NOT NULL,
    marks INTEGER NOT NULL,
    clips INTEGER NOT NULL,
    unreached TEXT NOT NULL
) STRICT;

CREATE TABLE recording (
    id TEXT PRIMARY KEY,
    family TEXT NOT NULL REFERENCES family (code),
    source_kind TEXT NOT NULL,
    state TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    filmed_at TEXT,
    duration_us INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    sar_num INTEGER,
    sar_den INTEGER,
    rotation_deg INTEGER,
    scan TEXT,
    has_sound INTEGER NOT NULL,
    problems TEXT NOT NULL,
    rotation_extra_deg INTEGER NOT NULL
) STRICT;

CREATE TABLE reel (
    recording TEXT PRIMARY KEY,
    file TEXT NOT NULL UNIQUE,
    key BLOB NOT NULL CHECK (length(key) = 32),
    size_bytes INTEGER,
    chunk_count INTEGER,
    root BLOB,
    CHECK ((size_bytes IS NULL) = (chunk_count IS NULL) AND (size_bytes IS NULL) = (root IS NULL))
) STRICT;

CREATE TABLE reel_chunk (
    recording TEXT NOT NULL REFERENCES reel (recording) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    PRIMARY KEY (recording, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE reel_extra (
    recording TEXT NOT NULL REFERENCES reel (recording) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sha256 BLOB CHECK (length(sha256) = 32),
    pending BLOB CHECK (length(pending) = 32),
    PRIMARY KEY (recording, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE reel_tail (
    recording TEXT PRIMARY KEY REFERENCES reel (recording) ON DELETE CASCADE,
    bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 1048575),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE tide (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    level INTEGER NOT NULL
) STRICT;

CREATE INDEX card_film_key ON card_film (source_key);

CREATE INDEX card_film_recording ON card_film (recording);

CREATE INDEX clip_recording ON clip (recording, position, start_us);

CREATE INDEX mark_recording ON mark (recording, start_us);

CREATE INDEX recording_family ON recording (family);

