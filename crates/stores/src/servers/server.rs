//! Asks a Postgres server what it is, and how it keeps what it is told.

use std::time::{Instant, SystemTime};

use postgres::{Client, Error};

use crate::examine::Server;

/// As whom the server sees us.
pub(super) const NAME: &str = "rights doctor";

const SETTINGS: &str = "
    SELECT current_setting('server_version_num')::int,
        current_user::text,
        current_database()::text,
        current_setting('fsync') = 'on',
        current_setting('full_page_writes') = 'on',
        current_setting('synchronous_commit'),
        (current_setting('log_statement') IN ('mod', 'all')
            OR current_setting('log_min_duration_statement') <> '-1')
            AND COALESCE(current_setting('log_parameter_max_length', true), '') <> '0'";

/// Its time in microseconds since the Unix epoch.
const TIME: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

pub(super) fn ask(client: &mut Client) -> Result<Server, Error> {
    let row = client.query_one(SETTINGS, &[])?;
    Ok(Server {
        version: u32::try_from(row.try_get::<_, i32>(0)?).unwrap_or_default(),
        role: row.try_get(1)?,
        database: row.try_get(2)?,
        fsync: row.try_get(3)?,
        full_page_writes: row.try_get(4)?,
        synchronous_commit: row.try_get(5)?,
        logs_parameters: row.try_get(6)?,
        clock_ahead_us: clock_ahead_us(client)?,
    })
}

/// Against our clock half-way between question and answer.
fn clock_ahead_us(client: &mut Client) -> Result<i64, Error> {
    let statement = client.prepare(TIME)?;
    let (asked, wall) = (Instant::now(), SystemTime::now());
    let theirs: i64 = client.query_one(&statement, &[])?.try_get(0)?;
    let half = asked.elapsed() / 2;
    let ours = wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default() + half;
    let ours = i64::try_from(ours.as_micros()).unwrap_or(i64::MAX);
    Ok(theirs.saturating_sub(ours))
}
