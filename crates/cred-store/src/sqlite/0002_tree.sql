-- The Merkle tree over the events (RFC 6962): every complete subtree of two or more of them. Derived from
-- the events; leaves are not stored, they follow from events.hash.
CREATE TABLE tree (
    seq   INTEGER NOT NULL CHECK (seq > 0),               -- the last event of the subtree
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 62), -- it covers 2^level events
    hash  BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (seq, level)
) STRICT, WITHOUT ROWID;
