//! Durations as people write them: a whole number and a unit, as in `500ms` or `30d`.

use std::time::Duration;

/// The units and their milliseconds, largest first.
const UNITS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// The form of a duration, as a regular expression.
pub const PATTERN: &str = "^[1-9][0-9]*(d|h|m|s|ms)$";

/// The duration that `text` writes: at least a millisecond, and one that 64 bits of milliseconds
/// hold. A bare number is none: nobody could tell its unit.
#[must_use]
pub fn parse(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    if number.starts_with('0') {
        return None;
    }
    let (_, millis) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
    let number: u64 = number.parse().ok()?;
    number.checked_mul(millis).map(Duration::from_millis)
}

/// `duration` in its largest unit that is exact; what is below a millisecond is left out.
#[must_use]
pub fn show(duration: Duration) -> String {
    let millis = duration.as_millis();
    let exact = |(_, unit): &(&str, u64)| millis.is_multiple_of(u128::from(*unit));
    let (name, unit) = UNITS.into_iter().find(exact).unwrap_or(("ms", 1));
    format!("{}{name}", millis / u128::from(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_shown_as_it_is_written() {
        for text in ["500ms", "2s", "5m", "12h", "30d"] {
            assert_eq!(parse(text).map(show).as_deref(), Some(text));
        }
        assert_eq!(parse("1500ms").map(show).as_deref(), Some("1500ms"));
        assert_eq!(parse("720h").map(show).as_deref(), Some("30d"));
    }

    #[test]
    fn a_number_without_its_unit_a_part_of_one_and_nothing_at_all_are_no_durations() {
        let beyond = "18446744073709551615d";
        for text in ["2", "", "s", "0s", "01s", "1.5s", "2 s", "2S", "-2s", "+2s", "2w", beyond] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
