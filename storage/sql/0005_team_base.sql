-- Episodes with what is counted of them, hours of staff, the outbox of summaries, what left the laptop, and what came down from the team base.
BEGIN IMMEDIATE;

-- `outcomes`: "measure:change" with commas between. At most one episode of a family runs.
CREATE TABLE episode (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    family TEXT NOT NULL REFERENCES family (code) ON DELETE CASCADE,
    opened_on TEXT,
    referred_on TEXT,
    referral TEXT,
    stressors INTEGER CHECK (stressors >= 0),
    closed_on TEXT,
    closure TEXT,
    outcomes TEXT NOT NULL DEFAULT '',
    goal_change TEXT
) STRICT;
CREATE INDEX episode_family ON episode (family, n);
CREATE UNIQUE INDEX episode_running ON episode (family) WHERE closed_on IS NULL;

CREATE TABLE transfer (
    id TEXT PRIMARY KEY,
    episode TEXT NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX transfer_episode ON transfer (episode, on_day);

CREATE TABLE staff_hours (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440)
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_hours_day ON staff_hours (on_day);

-- How each summary stands. `about` is the id of what it is about, NULL once that was erased; of counters it is the quarter.
CREATE TABLE summary (
    record TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    about TEXT,
    family TEXT,
    state TEXT NOT NULL,
    made INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    stored INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX summary_about ON summary (kind, about) WHERE about IS NOT NULL;
CREATE INDEX summary_state ON summary (state, stored);
CREATE INDEX summary_family ON summary (family) WHERE family IS NOT NULL;

-- The exact bytes of each item that was made. The digest stays when the bytes are taken away.
CREATE TABLE summary_revision (
    record TEXT NOT NULL REFERENCES summary (record) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    body BLOB,
    digest TEXT NOT NULL,
    tried INTEGER NOT NULL,
    PRIMARY KEY (record, revision)
) STRICT, WITHOUT ROWID;

-- Whose summary has to be made anew: a thing (`about`), or what is left of one that was erased (`record`).
CREATE TABLE summary_due (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    about TEXT,
    record TEXT UNIQUE,
    UNIQUE (kind, about),
    CHECK ((about IS NULL) <> (record IS NULL))
) STRICT;

-- `secret`: names at the base are made with it (decision 1111). `floor`: the base may have revisions up to it that this vault knows nothing of.
CREATE TABLE outbox (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    floor INTEGER NOT NULL
) STRICT;
INSERT INTO outbox VALUES (1, randomblob(32), 0);

-- What left the laptop: a chain of batches, and a second one of the receipts, in the order they came in.
CREATE TABLE departure (
    number INTEGER PRIMARY KEY,
    batch TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    base TEXT NOT NULL,
    team TEXT NOT NULL,
    items INTEGER NOT NULL,
    body_digest TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    received INTEGER UNIQUE,
    received_at TEXT,
    receipt BLOB,
    receipt_digest BLOB CHECK (length(receipt_digest) = 32)
) STRICT;

CREATE TABLE departure_item (
    number INTEGER NOT NULL REFERENCES departure (number),
    place INTEGER NOT NULL,
    record TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (number, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE departure_head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    received INTEGER NOT NULL,
    receipt_digest BLOB NOT NULL CHECK (length(receipt_digest) = 32)
) STRICT;
INSERT INTO departure_head VALUES (1, 0, zeroblob(32), 0, zeroblob(32));

-- Signed documents of the base: of each kind the newest, and the one that holds.
CREATE TABLE document (
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

-- Every family has the episode that its entry speaks of.
INSERT INTO episode (id, family, opened_on, closed_on, closure)
SELECT lower(hex(randomblob(16))), code, opened_on, closed_on, closure_reason FROM family ORDER BY added_at, code;

-- A change to anything a summary is made of makes it due, in the transaction of the change. Rather too often than too seldom: what comes
-- out the same is not sent again. Planned visits and running episodes yield no summary.
CREATE VIEW counted AS
SELECT 'visit' AS kind, id AS about, family FROM visit WHERE state <> 'planned'
UNION ALL
SELECT 'episode', id, family FROM episode WHERE closed_on IS NOT NULL
UNION ALL
SELECT 'transfer', transfer.id, episode.family FROM transfer JOIN episode ON episode.id = transfer.episode;

-- INSERT INTO stirred: all that is counted of this family is due. The number and the episode of a visit hang on the other visits.
CREATE VIEW stirred AS SELECT code AS family FROM family WHERE false;
CREATE TRIGGER stirred_due INSTEAD OF INSERT ON stirred BEGIN
    INSERT INTO summary_due (kind, about) SELECT kind, about FROM counted WHERE family = new.family ON CONFLICT DO NOTHING;
END;

-- INSERT INTO ceased: a thing is no more. Its bytes go, but for a tombstone, which says nothing and has to be sent; what was made of it is
-- due for one.
CREATE VIEW ceased AS SELECT kind, about FROM summary_due WHERE false;
CREATE TRIGGER ceased_due INSTEAD OF INSERT ON ceased BEGIN
    DELETE FROM summary_due WHERE kind = new.kind AND about = new.about;
    INSERT INTO summary_due (kind, record) SELECT kind, record FROM summary WHERE kind = new.kind AND about = new.about ON CONFLICT DO NOTHING;
    UPDATE summary_revision SET body = NULL WHERE record IN (SELECT record FROM summary WHERE kind = new.kind AND about = new.about)
        AND NOT EXISTS (SELECT 1 FROM summary WHERE record = summary_revision.record AND gone = 1 AND made = summary_revision.revision);
    UPDATE summary SET about = NULL, family = NULL WHERE kind = new.kind AND about = new.about;
END;

CREATE TRIGGER visit_added_due AFTER INSERT ON visit
WHEN new.state <> 'planned' BEGIN
    INSERT INTO stirred VALUES (new.family);
END;

CREATE TRIGGER visit_changed_due AFTER UPDATE ON visit
WHEN (old.state <> 'planned' OR new.state <> 'planned')
    AND (new.family, new.starts_at, new.kind, new.place, new.state, new.minutes, new.travel_minutes, new.film_minutes, new.clips_shown)
    IS NOT (old.family, old.starts_at, old.kind, old.place, old.state, old.minutes, old.travel_minutes, old.film_minutes, old.clips_shown) BEGIN
    INSERT INTO summary_due (kind, about) VALUES ('visit', new.id) ON CONFLICT DO NOTHING;
    INSERT INTO stirred VALUES (new.family);
    INSERT INTO stirred VALUES (old.family);
END;

CREATE TRIGGER visit_gone_due AFTER DELETE ON visit BEGIN
    INSERT INTO ceased VALUES ('visit', old.id);
    INSERT INTO stirred SELECT old.family WHERE old.state <> 'planned';
END;

CREATE TRIGGER visit_person_added_due AFTER INSERT ON visit_person BEGIN
    INSERT INTO summary_due (kind, about) SELECT kind, about FROM counted WHERE kind = 'visit' AND about = new.visit ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_person_gone_due AFTER DELETE ON visit_person BEGIN
    INSERT INTO summary_due (kind, about) SELECT kind, about FROM counted WHERE kind = 'visit' AND about = old.visit ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER episode_added_due AFTER INSERT ON episode BEGIN
    INSERT INTO stirred VALUES (new.family);
END;

CREATE TRIGGER episode_changed_due AFTER UPDATE ON episode
WHEN (new.family, new.opened_on, new.referred_on, new.referral, new.stressors, new.closed_on, new.closure, new.outcomes, new.goal_change)
    IS NOT (old.family, old.opened_on, old.referred_on, old.referral, old.stressors, old.closed_on, old.closure, old.outcomes, old.goal_change)
BEGIN
    INSERT INTO summary_due (kind, about) SELECT 'episode', new.id WHERE old.closed_on IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO stirred VALUES (new.family);
    INSERT INTO stirred VALUES (old.family);
END;

CREATE TRIGGER episode_gone_due AFTER DELETE ON episode BEGIN
    INSERT INTO ceased VALUES ('episode', old.id);
    INSERT INTO stirred VALUES (old.family);
END;

CREATE TRIGGER transfer_added_due AFTER INSERT ON transfer BEGIN
    INSERT INTO summary_due (kind, about) VALUES ('transfer', new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER transfer_changed_due AFTER UPDATE ON transfer
WHEN (new.episode, new.kind, new.on_day) IS NOT (old.episode, old.kind, old.on_day) BEGIN
    INSERT INTO summary_due (kind, about) VALUES ('transfer', new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER transfer_gone_due AFTER DELETE ON transfer BEGIN
    INSERT INTO ceased VALUES ('transfer', old.id);
END;

CREATE TRIGGER staff_hours_added_due AFTER INSERT ON staff_hours BEGIN
    INSERT INTO summary_due (kind, about) VALUES ('hours', new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER staff_hours_changed_due AFTER UPDATE ON staff_hours
WHEN (new.kind, new.on_day, new.minutes) IS NOT (old.kind, old.on_day, old.minutes) BEGIN
    INSERT INTO summary_due (kind, about) VALUES ('hours', new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER staff_hours_gone_due AFTER DELETE ON staff_hours BEGIN
    INSERT INTO ceased VALUES ('hours', old.id);
END;

CREATE TRIGGER person_added_due AFTER INSERT ON person BEGIN
    INSERT INTO stirred VALUES (new.family);
END;

CREATE TRIGGER person_changed_due AFTER UPDATE ON person
WHEN (new.family, new.kind, new.role, new.born_on, new.due_on) IS NOT (old.family, old.kind, old.role, old.born_on, old.due_on) BEGIN
    INSERT INTO stirred VALUES (new.family);
    INSERT INTO stirred VALUES (old.family);
END;

CREATE TRIGGER person_gone_due AFTER DELETE ON person BEGIN
    INSERT INTO stirred VALUES (old.family);
END;

CREATE TRIGGER family_changed_due AFTER UPDATE OF interpreter ON family
WHEN new.interpreter <> old.interpreter BEGIN
    INSERT INTO stirred VALUES (new.code);
END;

CREATE TRIGGER family_gone_outbox AFTER DELETE ON family BEGIN
    UPDATE summary SET family = NULL WHERE family = old.code;
END;

-- Consents go only with a person of the family, which stirs it too.
CREATE TRIGGER consent_added_due AFTER INSERT ON consent
WHEN new.purpose IN ('statistics', 'outcome_measures') BEGIN
    INSERT INTO stirred VALUES (new.family);
END;

CREATE TRIGGER consent_changed_due AFTER UPDATE ON consent
WHEN new.purpose IN ('statistics', 'outcome_measures') AND (new.family, new.person, new.given_at, new.expires_on, new.withdrawn_at)
    IS NOT (old.family, old.person, old.given_at, old.expires_on, old.withdrawn_at) BEGIN
    INSERT INTO stirred VALUES (new.family);
    INSERT INTO stirred VALUES (old.family);
END;

-- Visits that were held or cancelled before, and episodes that ended.
INSERT INTO summary_due (kind, about) SELECT kind, about FROM counted;

PRAGMA user_version = 5;
COMMIT;
