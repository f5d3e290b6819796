//! Instants between people and microseconds.

use rights::time::Instant;

/// The instant that `text` names: ISO 8601 with a zone, for example `2026-01-12T09:00:00Z`.
///
/// # Errors
/// What is wrong with it.
pub fn instant(text: &str) -> Result<Instant, String> {
    let stamp: jiff::Timestamp = text.parse().map_err(|why: jiff::Error| why.to_string())?;
    let micros = u64::try_from(stamp.as_microsecond()).map_err(|why| why.to_string())?;
    Ok(Instant::from_micros(micros))
}

/// Microseconds since the Unix epoch in ISO 8601, to the second; empty for 0, which is no instant.
#[must_use]
pub fn iso(micros: u64) -> String {
    let stamp = i64::try_from(micros).ok().filter(|micros| *micros > 0);
    let stamp = stamp.and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok());
    stamp.map_or_else(String::new, |stamp| stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The time of this machine.
///
/// # Panics
/// Before 1970.
#[must_use]
pub fn now() -> Instant {
    let micros = jiff::Timestamp::now().as_microsecond();
    Instant::from_micros(u64::try_from(micros).expect("no machine runs before 1970"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_comes_back_as_it_was_written() {
        let text = "2026-01-12T09:00:00Z";
        assert_eq!(iso(instant(text).unwrap().micros()), text);
        assert_eq!(instant("2026-01-12T12:00:00+03:00"), instant(text));
        assert!(instant("2026-01-12").is_err());
    }
}
