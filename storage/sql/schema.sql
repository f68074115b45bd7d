CREATE VIEW ceased AS SELECT kind, about FROM summary_due WHERE false;

CREATE VIEW counted AS
SELECT 'visit' AS kind, id AS about, family FROM visit WHERE state <> 'planned'
UNION ALL
SELECT 'episode', id, family FROM episode WHERE closed_on IS NOT NULL
UNION ALL
SELECT 'transfer', transfer.id, episode.family FROM transfer JOIN episode ON episode.id = transfer.episode;

CREATE VIEW stirred AS SELECT code AS family FROM family WHERE false;

CREATE VIEW wording AS
SELECT
    kind,
    id,
    replace(replace(replace(replace(body, 'å', 'ꜳ'), 'Å', 'Ꜳ'), 'a' || char(778), 'ꜳ'), 'A' || char(778), 'Ꜳ') AS body,
    family
FROM (
    SELECT 'mark' AS kind, mark.id AS id, mark.note AS body, recording.family AS family
    FROM mark JOIN recording ON recording.id = mark.recording
    UNION ALL
    SELECT 'clip', clip.id, clip.title, recording.family
    FROM clip JOIN recording ON recording.id = clip.recording
    UNION ALL
    SELECT 'note', note.id, saw || char(10) || parent_said || char(10) || next_step || char(10) || agreed_film, visit.family
    FROM note JOIN visit ON visit.id = note.visit
);

CREATE TRIGGER audit_changed_untidy AFTER UPDATE OF salt ON audit
WHEN new.salt IS NOT old.salt BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TRIGGER ceased_due INSTEAD OF INSERT ON ceased BEGIN
    DELETE FROM summary_due WHERE kind = new.kind AND about = new.about;
    INSERT INTO summary_due (kind, record) SELECT kind, record FROM summary WHERE kind = new.kind AND about = new.about ON CONFLICT DO NOTHING;
    UPDATE summary_revision SET body = NULL WHERE record IN (SELECT record FROM summary WHERE kind = new.kind AND about = new.about)
        AND NOT EXISTS (SELECT 1 FROM summary WHERE record = summary_revision.record AND gone = 1 AND made = summary_revision.revision);
    UPDATE summary SET about = NULL, family = NULL WHERE kind = new.kind AND about = new.about;
END;

CREATE TRIGGER clip_words_added AFTER INSERT ON clip
WHEN new.title <> '' BEGIN
    INSERT INTO worded (kind, id) VALUES ('clip', new.id);
END;

CREATE TRIGGER clip_words_changed AFTER UPDATE OF id, recording, title ON clip
WHEN (new.id, new.recording, new.title) IS NOT (old.id, old.recording, old.title) BEGIN
    DELETE FROM worded WHERE kind = 'clip' AND id = old.id;
    INSERT INTO worded (kind, id) SELECT 'clip', new.id WHERE new.title <> '';
END;

CREATE TRIGGER clip_words_gone AFTER DELETE ON clip
WHEN old.title <> '' BEGIN
    DELETE FROM worded WHERE kind = 'clip' AND id = old.id;
END;

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

CREATE TRIGGER consent_gone_untidy AFTER DELETE ON consent BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
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

CREATE TRIGGER family_changed_due AFTER UPDATE OF interpreter ON family
WHEN new.interpreter <> old.interpreter BEGIN
    INSERT INTO stirred VALUES (new.code);
END;

CREATE TRIGGER family_changed_untidy AFTER UPDATE OF name, language ON family
WHEN (new.name, new.language) IS NOT (old.name, old.language) BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TRIGGER family_gone_outbox AFTER DELETE ON family BEGIN
    UPDATE summary SET family = NULL WHERE family = old.code;
END;

CREATE TRIGGER family_gone_untidy AFTER DELETE ON family BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TRIGGER hold_gone_untidy AFTER DELETE ON hold BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TRIGGER mark_words_added AFTER INSERT ON mark
WHEN new.note <> '' BEGIN
    INSERT INTO worded (kind, id) VALUES ('mark', new.id);
END;

CREATE TRIGGER mark_words_changed AFTER UPDATE OF id, recording, note ON mark
WHEN (new.id, new.recording, new.note) IS NOT (old.id, old.recording, old.note) BEGIN
    DELETE FROM worded WHERE kind = 'mark' AND id = old.id;
    INSERT INTO worded (kind, id) SELECT 'mark', new.id WHERE new.note <> '';
END;

CREATE TRIGGER mark_words_gone AFTER DELETE ON mark
WHEN old.note <> '' BEGIN
    DELETE FROM worded WHERE kind = 'mark' AND id = old.id;
END;

CREATE TRIGGER note_stays_signed BEFORE UPDATE ON note
WHEN old.signed_at IS NOT NULL AND (new.id, new.visit, new.written_at, new.saw, new.parent_said, new.next_step, new.agreed_film, new.signed_at)
    IS NOT (old.id, old.visit, old.written_at, old.saw, old.parent_said, old.next_step, old.agreed_film, old.signed_at) BEGIN
    SELECT RAISE(ABORT, 'a signed note is never changed');
END;

CREATE TRIGGER note_words_added AFTER INSERT ON note
WHEN new.saw || new.parent_said || new.next_step || new.agreed_film <> '' BEGIN
    INSERT INTO worded (kind, id) VALUES ('note', new.id);
END;

CREATE TRIGGER note_words_changed AFTER UPDATE OF id, visit, saw, parent_said, next_step, agreed_film ON note
WHEN (new.id, new.visit, new.saw, new.parent_said, new.next_step, new.agreed_film) IS NOT (old.id, old.visit, old.saw, old.parent_said, old.next_step, old.agreed_film) BEGIN
    DELETE FROM worded WHERE kind = 'note' AND id = old.id;
    INSERT INTO worded (kind, id) SELECT 'note', new.id WHERE new.saw || new.parent_said || new.next_step || new.agreed_film <> '';
END;

CREATE TRIGGER note_words_gone AFTER DELETE ON note
WHEN old.saw || old.parent_said || old.next_step || old.agreed_film <> '' BEGIN
    DELETE FROM worded WHERE kind = 'note' AND id = old.id;
END;

CREATE TRIGGER person_added_due AFTER INSERT ON person BEGIN
    INSERT INTO stirred VALUES (new.family);
END;

CREATE TRIGGER person_changed_due AFTER UPDATE ON person
WHEN (new.family, new.kind, new.role, new.born_on, new.due_on) IS NOT (old.family, old.kind, old.role, old.born_on, old.due_on) BEGIN
    INSERT INTO stirred VALUES (new.family);
    INSERT INTO stirred VALUES (old.family);
END;

CREATE TRIGGER person_changed_untidy AFTER UPDATE OF name ON person
WHEN new.name IS NOT old.name BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TRIGGER person_gone_due AFTER DELETE ON person BEGIN
    INSERT INTO stirred VALUES (old.family);
END;

CREATE TRIGGER person_gone_untidy AFTER DELETE ON person BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TRIGGER recording_gone_untidy AFTER DELETE ON recording BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TRIGGER recording_words_moved AFTER UPDATE OF family ON recording
WHEN new.family <> old.family BEGIN
    UPDATE word SET family = new.family WHERE rowid IN (
        SELECT n FROM worded WHERE kind = 'mark' AND id IN (SELECT id FROM mark WHERE recording = new.id)
        UNION ALL
        SELECT n FROM worded WHERE kind = 'clip' AND id IN (SELECT id FROM clip WHERE recording = new.id)
    );
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

CREATE TRIGGER stirred_due INSTEAD OF INSERT ON stirred BEGIN
    INSERT INTO summary_due (kind, about) SELECT kind, about FROM counted WHERE family = new.family ON CONFLICT DO NOTHING;
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

CREATE TRIGGER visit_gone_untidy AFTER DELETE ON visit BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TRIGGER visit_person_added_due AFTER INSERT ON visit_person BEGIN
    INSERT INTO summary_due (kind, about) SELECT kind, about FROM counted WHERE kind = 'visit' AND about = new.visit ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_person_gone_due AFTER DELETE ON visit_person BEGIN
    INSERT INTO summary_due (kind, about) SELECT kind, about FROM counted WHERE kind = 'visit' AND about = old.visit ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_words_moved AFTER UPDATE OF family ON visit
WHEN new.family <> old.family BEGIN
    UPDATE word SET family = new.family WHERE rowid IN (
        SELECT n FROM worded WHERE kind = 'note' AND id IN (SELECT id FROM note WHERE visit = new.id)
    );
END;

CREATE TRIGGER worded_added AFTER INSERT ON worded BEGIN
    INSERT INTO word (rowid, body, family) SELECT new.n, body, family FROM wording WHERE kind = new.kind AND id = new.id;
END;

CREATE TRIGGER worded_gone AFTER DELETE ON worded BEGIN
    DELETE FROM word WHERE rowid = old.n;
END;

CREATE TRIGGER worded_gone_untidy AFTER DELETE ON worded BEGIN
    INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy);
END;

CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    inner BLOB NOT NULL CHECK (length(inner) = 32),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    at TEXT,
    deed TEXT,
    family TEXT,
    subject TEXT,
    salt BLOB
) STRICT;

CREATE TABLE audit_head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

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

CREATE TABLE consent (
    id TEXT PRIMARY KEY,
    family TEXT NOT NULL REFERENCES family (code) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    text TEXT NOT NULL REFERENCES consent_text (id),
    giver TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    given_at TEXT NOT NULL,
    expires_on TEXT,
    with_whom TEXT NOT NULL,
    how TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    strokes TEXT NOT NULL,
    interpreter INTEGER NOT NULL,
    other_parent TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;

CREATE TABLE consent_text (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    language TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (purpose, language, version)
) STRICT;

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

CREATE TABLE departure_head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    received INTEGER NOT NULL,
    receipt_digest BLOB NOT NULL CHECK (length(receipt_digest) = 32)
) STRICT;

CREATE TABLE departure_item (
    number INTEGER NOT NULL REFERENCES departure (number),
    place INTEGER NOT NULL,
    record TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (number, place)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE document (
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE erased (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE family (
    code TEXT PRIMARY KEY,
    added_at TEXT NOT NULL
, state TEXT NOT NULL DEFAULT 'open', name TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', interpreter INTEGER NOT NULL DEFAULT 0, adaptations TEXT NOT NULL DEFAULT '', opened_on TEXT, closed_on TEXT, closure_reason TEXT) STRICT;

CREATE TABLE former_code (
    code TEXT NOT NULL,
    up_to INTEGER NOT NULL,
    family TEXT NOT NULL REFERENCES family (code) ON DELETE CASCADE,
    PRIMARY KEY (code, up_to)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
    id TEXT PRIMARY KEY,
    recording TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    second TEXT NOT NULL,
    placed_at TEXT NOT NULL,
    lifted_at TEXT
) STRICT;

CREATE TABLE mark (
    id TEXT PRIMARY KEY,
    recording TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    start_us INTEGER NOT NULL CHECK (start_us >= 0),
    end_us INTEGER CHECK (end_us >= start_us),
    note TEXT NOT NULL
) STRICT;

CREATE TABLE note (
    id TEXT PRIMARY KEY,
    visit TEXT NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    written_at TEXT NOT NULL,
    saw TEXT NOT NULL,
    parent_said TEXT NOT NULL,
    next_step TEXT NOT NULL,
    agreed_film TEXT NOT NULL,
    signed_at TEXT,
    exported_at TEXT,
    addendum_to TEXT REFERENCES note (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE outbox (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    floor INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    family TEXT NOT NULL REFERENCES family (code) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    role TEXT,
    name TEXT NOT NULL,
    born_on TEXT,
    due_on TEXT,
    has_responsibility INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE recording_person (
    recording TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    start_us INTEGER NOT NULL CHECK (start_us >= 0),
    end_us INTEGER CHECK (end_us > start_us),
    PRIMARY KEY (recording, person, start_us)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE staff_hours (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE summary_due (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    about TEXT,
    record TEXT UNIQUE,
    UNIQUE (kind, about),
    CHECK ((about IS NULL) <> (record IS NULL))
) STRICT;

CREATE TABLE summary_revision (
    record TEXT NOT NULL REFERENCES summary (record) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    body BLOB,
    digest TEXT NOT NULL,
    tried INTEGER NOT NULL,
    PRIMARY KEY (record, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE tide (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    level INTEGER NOT NULL
) STRICT;

CREATE TABLE transfer (
    id TEXT PRIMARY KEY,
    episode TEXT NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE untidy (
    only INTEGER PRIMARY KEY CHECK (only = 1)
) STRICT;

CREATE TABLE visit (
    id TEXT PRIMARY KEY,
    family TEXT NOT NULL REFERENCES family (code) ON DELETE CASCADE,
    starts_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    state TEXT NOT NULL,
    minutes INTEGER CHECK (minutes BETWEEN 0 AND 1440),
    travel_minutes INTEGER CHECK (travel_minutes BETWEEN 0 AND 1440),
    film_minutes INTEGER CHECK (film_minutes BETWEEN 0 AND 1440),
    clips_shown INTEGER CHECK (clips_shown >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit_person (
    visit TEXT NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    PRIMARY KEY (visit, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit_recording (
    visit TEXT NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    recording TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    used INTEGER NOT NULL CHECK (used IN (0, 1)),
    PRIMARY KEY (visit, recording, used)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE word USING fts5 (body, family, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');

CREATE TABLE 'word_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'word_content'(id INTEGER PRIMARY KEY, c0, c1);

CREATE TABLE 'word_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'word_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'word_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE worded (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    UNIQUE (kind, id)
) STRICT;

CREATE INDEX audit_family ON audit (family, number) WHERE family IS NOT NULL;

CREATE INDEX card_film_key ON card_film (source_key);

CREATE INDEX card_film_recording ON card_film (recording);

CREATE INDEX clip_recording ON clip (recording, position, start_us);

CREATE INDEX consent_expires ON consent (expires_on) WHERE expires_on IS NOT NULL AND withdrawn_at IS NULL;

CREATE INDEX consent_family ON consent (family, given_at);

CREATE INDEX consent_giver ON consent (giver);

CREATE INDEX consent_person ON consent (person, purpose, given_at);

CREATE INDEX consent_text_used ON consent (text);

CREATE INDEX episode_family ON episode (family, n);

CREATE UNIQUE INDEX episode_running ON episode (family) WHERE closed_on IS NULL;

CREATE INDEX family_closed ON family (closed_on) WHERE closed_on IS NOT NULL;

CREATE INDEX former_code_family ON former_code (family);

CREATE INDEX hold_recording ON hold (recording, lifted_at);

CREATE INDEX mark_recording ON mark (recording, start_us);

CREATE INDEX note_addendum ON note (addendum_to, exported_at) WHERE addendum_to IS NOT NULL;

CREATE INDEX note_exported ON note (exported_at, visit, id) WHERE exported_at IS NOT NULL AND addendum_to IS NULL;

CREATE INDEX note_unsigned ON note (written_at) WHERE signed_at IS NULL;

CREATE INDEX note_visit ON note (visit, signed_at);

CREATE INDEX person_family ON person (family);

CREATE INDEX recording_family ON recording (family);

CREATE INDEX recording_person_person ON recording_person (person);

CREATE INDEX staff_hours_day ON staff_hours (on_day);

CREATE UNIQUE INDEX summary_about ON summary (kind, about) WHERE about IS NOT NULL;

CREATE INDEX summary_family ON summary (family) WHERE family IS NOT NULL;

CREATE INDEX summary_state ON summary (state, stored);

CREATE INDEX transfer_episode ON transfer (episode, on_day);

CREATE INDEX visit_family ON visit (family, starts_at, state);

CREATE INDEX visit_person_person ON visit_person (person);

CREATE INDEX visit_recording_recording ON visit_recording (recording);

CREATE INDEX visit_starts_at ON visit (starts_at, state);

