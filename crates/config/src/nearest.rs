//! Which name was probably meant by one that does not exist.

/// The name among `known` that `asked` is nearest to, if any is near: few letters differ, or it
/// is the end or the beginning of one. The first of equals.
#[must_use]
pub fn nearest<'a>(asked: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = plain(asked);
    let near = |name: &'a str| {
        let name_plain = plain(name);
        let leaf = name_plain.rsplit('.').next().unwrap_or_default();
        // What is missing at the end costs as much as one wrong letter.
        let begun = name_plain.starts_with(&format!("{asked}_")).then_some(1);
        let away = [Some(distance(&asked, &name_plain)), Some(distance(&asked, leaf)), begun];
        let away = away.into_iter().flatten().min()?;
        (away <= allowed(&asked)).then_some((away, name))
    };
    known.into_iter().filter_map(near).min_by_key(|(away, _)| *away).map(|(_, name)| name)
}

/// A third of the letters may be wrong, but in a long name no more than four.
fn allowed(asked: &str) -> usize {
    (asked.chars().count() / 3).clamp(1, 4)
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_").replace("__", ".")
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour (optimal
/// string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut two_above: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let other = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = other.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(two_above[j - 2] + 1);
            }
            row.push(least);
        }
        two_above = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] =
        ["data_dir", "listen", "views_password_file", "sequencer.patience", "sequencer"];

    #[test]
    fn a_slip_a_dash_a_lost_table_and_a_lost_ending_are_understood() {
        for (asked, meant) in [
            ("lisen", "listen"),
            ("lsiten", "listen"),
            ("data-dir", "data_dir"),
            ("DATA_DIR", "data_dir"),
            ("patience", "sequencer.patience"),
            ("sequencer.patince", "sequencer.patience"),
            ("sequenzer", "sequencer"),
            ("views_password", "views_password_file"),
        ] {
            assert_eq!(nearest(asked, KNOWN), Some(meant), "{asked}");
        }
    }

    #[test]
    fn what_resembles_nothing_gets_no_hint() {
        for asked in ["colour", "x", ""] {
            assert_eq!(nearest(asked, KNOWN), None, "{asked}");
        }
    }
}
