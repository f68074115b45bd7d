-- The practitioner's own note that a family has agreed to be filmed: since 0003 the ledger says so, person by person, and the note says nothing more.
BEGIN IMMEDIATE;

INSERT INTO untidy SELECT 1 WHERE EXISTS (SELECT 1 FROM film_consent_noted) AND NOT EXISTS (SELECT 1 FROM untidy);
DROP TABLE film_consent_noted;

PRAGMA user_version = 4;
COMMIT;
