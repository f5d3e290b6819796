CREATE VIEW {api}.contracts AS
SELECT c.contract,
    ARRAY(SELECT p.party FROM {ledger}.contract_parties p WHERE p.contract = c.contract ORDER BY p.party) AS parties,
    NULLIF(c.treaty, '') AS treaty, c.level, c."from" AS in_force_from, c.until AS last_day, c.tail AS last_day_of_late_disclosures,
    NULLIF(c.ended, '') AS ended, c.ended_on, c.since AS registered_by, first.recorded_at AS registered_at, c.sequence AS record, last.recorded_at
FROM {ledger}.contracts c
JOIN {ledger}.records first ON first.sequence = c.since
JOIN {ledger}.records last ON last.sequence = c.sequence;
COMMENT ON VIEW {api}.contracts IS 'Contracts, as they are now. Whether one is in force on a day follows from its dates.';
COMMENT ON COLUMN {api}.contracts.contract IS 'The contract''s id.';
COMMENT ON COLUMN {api}.contracts.parties IS 'Its parties, ascending.';
COMMENT ON COLUMN {api}.contracts.treaty IS 'The governing treaty; null if there is none.';
COMMENT ON COLUMN {api}.contracts.level IS 'How far it may be read: L0 to L4.';
COMMENT ON COLUMN {api}.contracts.in_force_from IS 'The first day.';
COMMENT ON COLUMN {api}.contracts.last_day IS 'The last day of the work; null if none was agreed.';
COMMENT ON COLUMN {api}.contracts.last_day_of_late_disclosures IS 'The last day of late disclosures; null if none was agreed.';
COMMENT ON COLUMN {api}.contracts.ended IS 'COMPLETED or TERMINATED; null while nobody ended it.';
COMMENT ON COLUMN {api}.contracts.ended_on IS 'The first day on which it was no longer in force; null while nobody ended it.';
COMMENT ON COLUMN {api}.contracts.registered_by IS 'The record that registered it.';
COMMENT ON COLUMN {api}.contracts.registered_at IS 'When it was registered.';
COMMENT ON COLUMN {api}.contracts.record IS 'The record that last changed any of this.';
COMMENT ON COLUMN {api}.contracts.recorded_at IS 'When that was recorded.';
