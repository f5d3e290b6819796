//! An import file as a whole: which of its lines can be asked for, and why the others cannot.

use std::{collections::HashMap, path::Path};

use rights::text::Text;

use super::source::{Entry, Fault, parse};
use crate::failure::{Failure, file};

/// What a file holds.
pub(super) struct Read {
    /// How many lines are not blank.
    pub(super) lines: usize,
    /// In the order of the file.
    pub(super) entries: Vec<Entry>,
    /// The number of the line, counted from 1, and what keeps it out.
    pub(super) refused: Vec<(usize, Fault)>,
    /// The same of what is asked for all the same.
    pub(super) odd: Vec<(usize, Fault)>,
}

/// Reads `path`: JSON lines in UTF-8.
///
/// # Errors
/// `FILE_UNUSABLE`.
pub(super) fn read(path: &Path) -> Result<Read, Failure> {
    let bytes = std::fs::read(path).map_err(|error| file(path, &error))?;
    Ok(lines(&bytes))
}

fn lines(bytes: &[u8]) -> Read {
    let mut read = Read { lines: 0, entries: Vec::new(), refused: Vec::new(), odd: Vec::new() };
    let mut seen: HashMap<Text, usize> = HashMap::new();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let (number, line) = (at + 1, line.trim_ascii_end());
        if line.is_empty() {
            continue;
        }
        read.lines += 1;
        match entry(number, line, &mut seen) {
            Ok((entry, odd)) => {
                read.entries.push(entry);
                read.odd.extend(odd.into_iter().map(|fault| (number, fault)));
            }
            Err(fault) => read.refused.push((number, fault)),
        }
    }
    read
}

fn entry(
    number: usize,
    line: &[u8],
    seen: &mut HashMap<Text, usize>,
) -> Result<(Entry, Vec<Fault>), Fault> {
    let line = str::from_utf8(line).map_err(|error| Fault::NotARecord(error.to_string()))?;
    let (entry, odd) = parse(number, line)?;
    // The ledger knows a result by its reference: a second line cannot say something else of it.
    if let Some(first) = seen.get(&entry.reference) {
        return Err(Fault::Repeated { first: *first });
    }
    seen.insert(entry.reference.clone(), number);
    Ok((entry, odd))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"reference": "QM 7", "kind": "INVENTION", "filed": "2001-05-02", "owners": [{"name": "Alder Works", "country": "QM"}], "ipc": ["F02K 7/02"]}"#;

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let read = lines(format!("\n{LINE}\r\n\nnonsense\n").as_bytes());
        assert_eq!((read.lines, read.entries[0].line), (2, 2));
        assert!(matches!(&*read.refused, [(4, Fault::NotARecord(_))]), "{:?}", read.refused);
    }

    #[test]
    fn a_reference_that_stands_twice_counts_where_it_stands_first() {
        let read = lines(format!("{LINE}\n{LINE}\n").as_bytes());
        assert_eq!(read.refused, [(2, Fault::Repeated { first: 1 })]);
    }

    #[test]
    fn what_is_no_text_is_no_record() {
        let read = lines(&[0xff, b'\n']);
        assert!(matches!(&*read.refused, [(1, Fault::NotARecord(_))]));
    }
}
