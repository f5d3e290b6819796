CREATE TABLE openings.ledger (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    identity bytea NOT NULL CHECK (octet_length(identity) = 32),
    term bigint NOT NULL DEFAULT 0,
    swept_to bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE openings.ledger IS
    'Whose openings these are, and who swept them last: one row. Whoever changes openings locks it.';
COMMENT ON COLUMN openings.ledger.one IS 'Always true: there is one row.';
COMMENT ON COLUMN openings.ledger.identity IS
    'SHA-256 of the ledger''s origin, as every frame of its log names it.';
COMMENT ON COLUMN openings.ledger.term IS
    'The term of the owner of the log who swept last; nobody sweeps in it or in an earlier one.';
COMMENT ON COLUMN openings.ledger.swept_to IS
    'The last opening that the sweep looked at; the next one begins after it.';

CREATE TABLE openings.opening (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    commitment bytea NOT NULL UNIQUE CHECK (octet_length(commitment) = 32),
    salt bytea CHECK (octet_length(salt) = 16),
    text bytea CHECK (octet_length(text) <= 8192),
    CHECK ((salt IS NULL) = (text IS NULL))
);
COMMENT ON TABLE openings.opening IS
    'The erasable texts behind the commitments in the log. Without salt and text: erased, and '
    'refused for ever. A row that is gone was swept, and may be stored again.';
COMMENT ON COLUMN openings.opening.id IS 'The order of storing. Never used twice.';
COMMENT ON COLUMN openings.opening.commitment IS
    'SHA-256("rights/sealed/v1", a zero byte, salt, text): what the record carries.';
COMMENT ON COLUMN openings.opening.salt IS 'What keeps a short text from being guessed.';
COMMENT ON COLUMN openings.opening.text IS
    'UTF-8, as bytes: a text may contain U+0000, which the type text cannot hold.';
