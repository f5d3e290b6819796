//! Page tokens: where the next page begins, of which list, as of which record.

use std::fmt::Write as _;

use prost::Message as _;
use rights::table::{Cell, Table};
use rights_api::{
    cell,
    status::Failure,
    v1::{self, Filter, Moment, Reason},
};
use tlog::hash::Hash;

/// Rows of a page for whoever does not say how many, and at most.
const ROWS_USUAL: u32 = 100;
const ROWS_MAX: u32 = 1000;

/// How many bytes of the digest are kept: a slip is found, and nothing is protected by it, since
/// whoever invents a token reads nothing that a filter would not give.
const CHECK_BYTES: usize = 8;

/// One list, page by page: its table, its filters, its moment.
pub(super) struct Asked {
    pub(super) table: &'static Table,
    pub(super) moment: Option<Moment>,
    pub(super) filters: Vec<Filter>,
    pub(super) page_size: u32,
    pub(super) page_token: String,
}

/// Where a page begins.
pub(super) struct Place {
    /// The record that the whole list is as of.
    pub(super) snapshot: u64,
    /// The key of the last row of the page before.
    pub(super) after: Vec<Cell>,
}

impl Asked {
    /// How many rows the page has at most.
    pub(super) fn rows_max(&self) -> u32 {
        rows_max(self.page_size)
    }

    /// Where the page begins; none for the first.
    ///
    /// # Errors
    /// `PAGE_TOKEN_INVALID`: the token was given out for another list, or by nobody.
    pub(super) fn place(&self) -> Result<Option<Place>, Failure> {
        if self.page_token.is_empty() {
            return Ok(None);
        }
        let place = self.read(&self.page_token);
        place.map(Some).ok_or_else(|| Failure::new(Reason::PageTokenInvalid))
    }

    /// The token of the page that begins there.
    pub(super) fn token(&self, place: &Place) -> String {
        let after = place.after.iter().map(cell::write).collect();
        let mut token = v1::PageToken { snapshot: place.snapshot, after, check: Vec::new() };
        token.check = self.check(&token);
        hex(&token.encode_to_vec())
    }

    fn read(&self, text: &str) -> Option<Place> {
        let mut token = v1::PageToken::decode(&*unhex(text)?).ok()?;
        let check = std::mem::take(&mut token.check);
        if check != self.check(&token) {
            return None;
        }
        let after = cell::read_key(token.after, self.table).ok()?;
        Some(Place { snapshot: token.snapshot, after })
    }

    /// Binds a token to the list: the same table, filters and moment, whatever the page's size.
    fn check(&self, token: &v1::PageToken) -> Vec<u8> {
        let bound = v1::ListBound {
            table: self.table.name.into(),
            // Waiting for a record changes nothing about what is listed.
            moment: self.moment.map(|moment| Moment { min_sequence: 0, ..moment }),
            filters: self.filters.clone(),
            token: Some(token.clone()),
        };
        Hash::of(&[&bound.encode_to_vec()]).bytes()[..CHECK_BYTES].to_vec()
    }
}

/// How many rows are given to whoever asks for `asked`.
pub(super) fn rows_max(asked: u32) -> u32 {
    if asked == 0 { ROWS_USUAL } else { asked.min(ROWS_MAX) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    pairs.iter().map(byte).collect()
}
