//! Amounts as people read them, the same in every language.

use std::time::Duration;

pub(super) const MIB: u64 = 1 << 20;
pub(super) const GIB: u64 = 1 << 30;

/// Bytes in binary units (IEC 80000-13), with a tenth where it says something.
pub(super) fn bytes(bytes: u64) -> String {
    if bytes < GIB {
        return format!("{} MiB", bytes / MIB);
    }
    let tenths = bytes / (GIB / 10);
    if tenths < 1_000 {
        format!("{}.{} GiB", tenths / 10, tenths % 10)
    } else {
        format!("{} GiB", bytes / GIB)
    }
}

/// A duration in the unit in which it is a small number.
pub(super) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{}.{} s", seconds, duration.subsec_millis() / 100),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        172_800.. => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_in_the_unit_in_which_they_are_small_numbers() {
        assert_eq!(bytes(499 * MIB), "499 MiB");
        assert_eq!(bytes(5 * GIB - 1), "5.0 GiB");
        assert_eq!(bytes(200 * GIB), "200 GiB");
        assert_eq!(duration(Duration::from_millis(1_540)), "1.5 s");
        assert_eq!(duration(Duration::from_hours(47)), "47 h");
        assert_eq!(duration(Duration::from_hours(31 * 24)), "31 d");
    }
}
