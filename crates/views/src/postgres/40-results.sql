CREATE VIEW {api}.results AS
SELECT x.result, x.contract, x.kind, x.state, x.level, x.discloser, x.created_in, x.created_on,
    x.disclosed AS disclosed_by, d.recorded_at AS disclosed_at,
    NULLIF(x.registered, 0) AS registered_by, g.recorded_at AS registered_at, x.final_from,
    encode(x.content, 'hex') AS content_sha256, encode(x.title, 'hex') AS title_commitment,
    x.sequence AS record, r.recorded_at
FROM {ledger}.results x
JOIN {ledger}.records d ON d.sequence = x.disclosed
LEFT JOIN {ledger}.records g ON g.sequence = NULLIF(x.registered, 0)
JOIN {ledger}.records r ON r.sequence = x.sequence;
COMMENT ON VIEW {api}.results IS 'Results of intellectual activity, as they are now.';
COMMENT ON COLUMN {api}.results.result IS 'The result''s id.';
COMMENT ON COLUMN {api}.results.contract IS 'The contract under which it was made.';
COMMENT ON COLUMN {api}.results.kind IS 'What it is: INVENTION, UTILITY_MODEL and so on.';
COMMENT ON COLUMN {api}.results.state IS 'DISCLOSED, REGISTERED_PROVISIONAL, CONTESTED, REGISTERED or ARCHIVED.';
COMMENT ON COLUMN {api}.results.level IS 'How far it may be read: L0 to L4.';
COMMENT ON COLUMN {api}.results.discloser IS 'Who disclosed it: its originator.';
COMMENT ON COLUMN {api}.results.created_in IS 'The state in which it was created.';
COMMENT ON COLUMN {api}.results.created_on IS 'The day on which it was created.';
COMMENT ON COLUMN {api}.results.disclosed_by IS 'The record that disclosed it.';
COMMENT ON COLUMN {api}.results.disclosed_at IS 'When it was disclosed.';
COMMENT ON COLUMN {api}.results.registered_by IS 'The record that registered it; null before.';
COMMENT ON COLUMN {api}.results.registered_at IS 'When it was registered; null before.';
COMMENT ON COLUMN {api}.results.final_from IS 'The first day on which its registration is final; null before.';
COMMENT ON COLUMN {api}.results.content_sha256 IS 'SHA-256 of its content, in hexadecimal.';
COMMENT ON COLUMN {api}.results.title_commitment IS 'The commitment to its title, in hexadecimal; the title itself is sealed.';
COMMENT ON COLUMN {api}.results.record IS 'The record that last changed any of this.';
COMMENT ON COLUMN {api}.results.recorded_at IS 'When that was recorded.';
