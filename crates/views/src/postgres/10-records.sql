CREATE VIEW {api}.records AS
SELECT sequence AS record, recorded_at, command, author_role, encode(author, 'hex') AS author_key, command_id, encode(leaf, 'hex') AS leaf
FROM {ledger}.records;
COMMENT ON VIEW {api}.records IS 'Every accepted command: who asked for what, and when it was recorded.';
COMMENT ON COLUMN {api}.records.record IS 'Its place in the log, from 0. Other views name records by it.';
COMMENT ON COLUMN {api}.records.recorded_at IS 'When it was recorded; never decreases.';
COMMENT ON COLUMN {api}.records.command IS 'What was asked for, by its name in the rulebook.';
COMMENT ON COLUMN {api}.records.author_role IS 'The role that the author''s key serves.';
COMMENT ON COLUMN {api}.records.author_key IS 'The author''s key id, in hexadecimal.';
COMMENT ON COLUMN {api}.records.command_id IS 'The author''s choice of the command''s id.';
COMMENT ON COLUMN {api}.records.leaf IS 'The record''s leaf hash in the log''s Merkle tree, in hexadecimal: what a proof of the record proves.';
