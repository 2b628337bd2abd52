package store

import (
	"context"
	"database/sql"
	"fmt"
)

// migrations bring a database from version i to i+1 (SQLite's user_version). A released
// step is never edited; a change of mind is a further step.
var migrations = [...]string{
	`CREATE TABLE documents (
		id       TEXT PRIMARY KEY,
		name     TEXT NOT NULL,
		sha256   TEXT NOT NULL,
		size     INTEGER NOT NULL,
		part     INTEGER NOT NULL DEFAULT 0,  -- which document of the file, when it holds several
		type     TEXT NOT NULL DEFAULT '',    -- what follows is known once the file was read
		kind     TEXT NOT NULL DEFAULT '',
		title    TEXT NOT NULL DEFAULT '',
		language TEXT NOT NULL DEFAULT '',
		pages    INTEGER NOT NULL DEFAULT 0,
		parties  TEXT NOT NULL DEFAULT '[]',  -- JSON
		added    INTEGER NOT NULL,            -- milliseconds since 1970, as all times here
		sample   INTEGER NOT NULL DEFAULT 0,
		indexed  INTEGER NOT NULL DEFAULT 0   -- whether the library has what was last read of it
	) STRICT;
	CREATE INDEX documents_sha256 ON documents (sha256);
	CREATE TABLE readings (
		document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
		body     BLOB NOT NULL                -- gzip of JSON
	) STRICT;
	CREATE TABLE reviews (
		document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
		side     TEXT NOT NULL,
		made     INTEGER NOT NULL,
		summary  TEXT NOT NULL,               -- JSON, what a list shows
		body     BLOB NOT NULL,               -- the Review JSON, byte for byte
		PRIMARY KEY (document, side)
	) STRICT;
	CREATE TABLE tasks (
		id       INTEGER PRIMARY KEY AUTOINCREMENT,
		document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
		state    TEXT NOT NULL,               -- queued, running, done, failed
		deal     TEXT NOT NULL,               -- JSON
		attempts INTEGER NOT NULL DEFAULT 0,
		fault    TEXT NOT NULL DEFAULT '',    -- JSON, when failed
		created  INTEGER NOT NULL,
		ended    INTEGER NOT NULL DEFAULT 0
	) STRICT;
	CREATE INDEX tasks_state ON tasks (state, id);
	CREATE INDEX tasks_document ON tasks (document, id);`,
}

func migrate(ctx context.Context, db *sql.DB) error {
	for {
		done, err := migrateOne(ctx, db)
		if done || err != nil {
			return err
		}
	}
}

// migrateOne takes the next step, if there is one, in a transaction of its own; two
// processes that open a new folder at once take it one after the other.
func migrateOne(ctx context.Context, db *sql.DB) (done bool, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return false, err
	}
	switch {
	case version > len(migrations):
		return false, fmt.Errorf("the database was written by a newer parley (version %d, this one knows %d): use that one, or another --data folder", version, len(migrations))
	case version == len(migrations):
		return true, nil
	}
	if _, err := tx.ExecContext(ctx, migrations[version]); err != nil {
		return false, fmt.Errorf("migration %d: %w", version+1, err)
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1)); err != nil {
		return false, err
	}
	return false, tx.Commit()
}
