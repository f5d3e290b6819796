CREATE VIEW {api}.parties AS
SELECT p.party, p.name, p.seat, p.kind, p.identifiers, p.state, p.state_from, p.treaty, p.right_from, p.right_until,
    NULLIF(p.successor, '') AS successor, NULLIF(p.insolvency, '') AS insolvency, p.sequence AS record, r.recorded_at
FROM {ledger}.parties p JOIN {ledger}.records r USING (sequence);
COMMENT ON VIEW {api}.parties IS 'Enterprises and organisations, as they are now.';
COMMENT ON COLUMN {api}.parties.party IS 'The party''s id.';
COMMENT ON COLUMN {api}.parties.name IS 'Its registered name.';
COMMENT ON COLUMN {api}.parties.seat IS 'The state of its seat.';
COMMENT ON COLUMN {api}.parties.kind IS 'STATE_BODY, ENTERPRISE, ASSOCIATION or ORGANISATION.';
COMMENT ON COLUMN {api}.parties.identifiers IS 'Outside identifiers, ascending.';
COMMENT ON COLUMN {api}.parties.state IS 'PROPOSED, ACCREDITED, SUSPENDED, REFUSED, WITHDRAWN, SUCCEEDED or DISSOLVED.';
COMMENT ON COLUMN {api}.parties.state_from IS 'The first day of that state.';
COMMENT ON COLUMN {api}.parties.treaty IS 'The treaty under which it was accredited; empty before.';
COMMENT ON COLUMN {api}.parties.right_from IS 'The first day of its foreign-trade right; null before accreditation.';
COMMENT ON COLUMN {api}.parties.right_until IS 'The last day of its foreign-trade right; null before accreditation.';
COMMENT ON COLUMN {api}.parties.successor IS 'Who took its place; null if nobody did.';
COMMENT ON COLUMN {api}.parties.insolvency IS 'RECORDED or ADMINISTERED; null if it is not insolvent.';
COMMENT ON COLUMN {api}.parties.record IS 'The record that last changed any of this.';
COMMENT ON COLUMN {api}.parties.recorded_at IS 'When that was recorded.';
