CREATE VIEW {api}.ownership AS
SELECT h.result, h.party AS co_owner, h.numerator AS share_numerator, h.denominator AS share_denominator, h.percent AS share_percent,
    h.income_numerator, h.income_denominator, c.effective_on AS effective_since, r.recorded_at AS recorded_since,
    h.since AS record, r.command, c.cause
FROM {ledger}.holdings h
JOIN {ledger}.ownership_changes c ON c.result = h.result AND c.party = h.party AND c.record = h.since
JOIN {ledger}.records r ON r.sequence = h.since
WHERE h.basis = 'AGREED' AND h.numerator > 0;
COMMENT ON VIEW {api}.ownership IS 'Who owns what: every agreed title share, since when and by which record. Shares that are only computed, and holders whose shares nobody agreed on, are not in it.';
COMMENT ON COLUMN {api}.ownership.result IS 'The result.';
COMMENT ON COLUMN {api}.ownership.co_owner IS 'The party that owns the share.';
COMMENT ON COLUMN {api}.ownership.share_numerator IS 'Numerator of the exact share.';
COMMENT ON COLUMN {api}.ownership.share_denominator IS 'Denominator of the exact share, in lowest terms.';
COMMENT ON COLUMN {api}.ownership.share_percent IS 'The share in percent, rounded: for reading, never for computing.';
COMMENT ON COLUMN {api}.ownership.income_numerator IS 'Numerator of the exact share of income.';
COMMENT ON COLUMN {api}.ownership.income_denominator IS 'Denominator of the exact share of income.';
COMMENT ON COLUMN {api}.ownership.effective_since IS 'The day from which the share holds.';
COMMENT ON COLUMN {api}.ownership.recorded_since IS 'When the share was recorded.';
COMMENT ON COLUMN {api}.ownership.record IS 'The record that last changed the share.';
COMMENT ON COLUMN {api}.ownership.command IS 'What that record asked for.';
COMMENT ON COLUMN {api}.ownership.cause IS 'AGREED, SOLE, SURRENDER, SUCCESSION or LAW.';

CREATE VIEW {api}.ownership_history AS
SELECT c.result, c.party AS co_owner, NULLIF(c.before, '') AS share_before, NULLIF(c.after, '') AS share_after, c.cause,
    c.effective_on, r.recorded_at, c.record, r.command, r.author_role
FROM {ledger}.ownership_changes c
JOIN {ledger}.records r ON r.sequence = c.record;
COMMENT ON VIEW {api}.ownership_history IS 'Every change of a title share, one line for each party whose share changed.';
COMMENT ON COLUMN {api}.ownership_history.result IS 'The result.';
COMMENT ON COLUMN {api}.ownership_history.co_owner IS 'The party whose share changed.';
COMMENT ON COLUMN {api}.ownership_history.share_before IS 'The exact share before, as 3/5; null if there was none.';
COMMENT ON COLUMN {api}.ownership_history.share_after IS 'The exact share after; null if there is none.';
COMMENT ON COLUMN {api}.ownership_history.cause IS 'AGREED, SOLE, SURRENDER, SUCCESSION or LAW.';
COMMENT ON COLUMN {api}.ownership_history.effective_on IS 'The day from which the change holds.';
COMMENT ON COLUMN {api}.ownership_history.recorded_at IS 'When the change was recorded.';
COMMENT ON COLUMN {api}.ownership_history.record IS 'The record that changed it.';
COMMENT ON COLUMN {api}.ownership_history.command IS 'What that record asked for.';
COMMENT ON COLUMN {api}.ownership_history.author_role IS 'The role of whoever asked.';

-- Sums of fractions are exact over a common denominator, and only there.
CREATE AGGREGATE {api}.common_denominator(numeric) (SFUNC = lcm, STYPE = numeric, INITCOND = '1');
COMMENT ON AGGREGATE {api}.common_denominator(numeric) IS 'The least number that all denominators divide.';
