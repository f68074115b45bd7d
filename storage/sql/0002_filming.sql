-- Film that is being taken: how much of the last, short chunk of a reel is acknowledged. And who has agreed to be filmed.
BEGIN IMMEDIATE;

-- The first `bytes` of the chunk after the last one in `reel_chunk`. Gone when that chunk is full, and when the reel is finished.
CREATE TABLE reel_tail (
    recording TEXT PRIMARY KEY REFERENCES reel (recording) ON DELETE CASCADE,
    bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 1048575),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;

-- That the practitioner said so, and when; a later note replaces it.
CREATE TABLE film_consent_noted (
    family TEXT PRIMARY KEY REFERENCES family (code),
    at TEXT NOT NULL
) STRICT;

PRAGMA user_version = 2;
COMMIT;
