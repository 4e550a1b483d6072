-- The history. Rows are only ever added.
CREATE TABLE events (
    seq           INTEGER PRIMARY KEY CHECK (seq > 0),
    stream_kind   TEXT    NOT NULL,
    stream_id     TEXT    NOT NULL,
    version       INTEGER NOT NULL CHECK (version > 0),
    event_type    TEXT    NOT NULL,
    event_version INTEGER NOT NULL CHECK (event_version >= 0),
    provider      TEXT,
    facility      TEXT,
    recorded_at   INTEGER NOT NULL,
    actor         TEXT    NOT NULL,
    key           TEXT    NOT NULL,
    request_hash  BLOB    NOT NULL CHECK (length(request_hash) = 32),
    body          TEXT    NOT NULL,
    prev          BLOB    NOT NULL CHECK (length(prev) = 32),
    hash          BLOB    NOT NULL CHECK (length(hash) = 32),
    UNIQUE (stream_kind, stream_id, version)
) STRICT;

CREATE INDEX events_by_provider ON events (provider, seq) WHERE provider IS NOT NULL;
CREATE INDEX events_by_facility ON events (facility, provider, seq) WHERE facility IS NOT NULL;
CREATE INDEX events_by_key ON events (key);
CREATE INDEX events_by_recorded_at ON events (recorded_at);

CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events never change'); END;

CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

-- Also stops INSERT OR REPLACE, which would delete without firing the trigger above.
CREATE TRIGGER events_follow_without_gap BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
  OR NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM events
                         WHERE stream_kind = NEW.stream_kind AND stream_id = NEW.stream_id)
BEGIN SELECT RAISE(ABORT, 'events follow each other without a gap'); END;

-- The last event once more: a history cut by accident shows at the next opening.
CREATE TABLE head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL CHECK (seq >= 0),
    hash BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

INSERT INTO head (one, seq, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER head_only_grows BEFORE UPDATE ON head WHEN NEW.seq <= OLD.seq
BEGIN SELECT RAISE(ABORT, 'the head only grows'); END;

CREATE TRIGGER head_never_goes BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'the head is never deleted'); END;

CREATE TRIGGER head_is_one BEFORE INSERT ON head
BEGIN SELECT RAISE(ABORT, 'there is one head'); END;

-- Derived from the events; an entry holds from from_seq (inclusive) to to_seq (exclusive).
CREATE TABLE lookup (
    space     TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    target    TEXT    NOT NULL,
    is_unique INTEGER NOT NULL CHECK (is_unique IN (0, 1)),
    from_seq  INTEGER NOT NULL,
    to_seq    INTEGER,
    PRIMARY KEY (space, key, target, from_seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX lookup_unique ON lookup (space, key)
WHERE is_unique = 1 AND to_seq IS NULL;

-- Notes about the store itself, each set once.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER meta_never_changes BEFORE UPDATE ON meta
BEGIN SELECT RAISE(ABORT, 'a note is set once'); END;

CREATE TRIGGER meta_never_goes BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'a note is set once'); END;

CREATE TRIGGER meta_is_set_once BEFORE INSERT ON meta
WHEN EXISTS (SELECT 1 FROM meta WHERE key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'a note is set once'); END;
