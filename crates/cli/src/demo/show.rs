//! What a reader sees between scenes, read as any reader would read it.

use rights::{share::Share, time::Date, wire::v1};
use rights_api::v1::{
    Cell, Filter, GetResultRequest, ListContestableRecordsRequest, ListHoldingsRequest,
    ListRegistrationWindowsRequest, Moment, cell, query_client::QueryClient,
};

use super::scene::Show;
use crate::{channel::Channel, failure::Failure};

/// Rows, as far as a reader of the story needs them.
pub enum Shown {
    Shares { result: String, held: Vec<Held> },
    State { result: String, state: String, final_from: Option<String> },
    Windows(Vec<Window>),
    Contestable(Vec<Marked>),
}

/// Who holds which share, on which basis.
pub struct Held {
    pub party: String,
    /// None where none is known.
    pub share: Option<Share>,
    /// `AGREED`, `COMPUTED` or `UNAGREED`.
    pub basis: String,
}

/// Until when a party may contest.
pub struct Window {
    pub party: String,
    pub delivered: String,
    pub last_day: String,
}

/// A record that somebody else may have signed.
pub struct Marked {
    pub record: u64,
    /// `CONTESTABLE`, `CONTESTED` or `CONFIRMED`.
    pub state: String,
}

/// What `show` asks for, at `moment`.
///
/// # Errors
/// What the ledger objects to.
pub async fn look(
    query: &mut QueryClient<Channel>,
    moment: Moment,
    show: Show,
) -> Result<Shown, Failure> {
    match show {
        Show::Shares(id) => shares(query, moment, id).await,
        Show::State(id) => state(query, moment, id).await,
        Show::Windows(id) => windows(query, moment, id).await,
        Show::Contestable => contestable(query, moment).await,
    }
}

async fn shares(
    query: &mut QueryClient<Channel>,
    moment: Moment,
    id: &str,
) -> Result<Shown, Failure> {
    let (moment, filters) = (Some(moment), vec![of_result(id)]);
    let request = ListHoldingsRequest { moment, filters, ..Default::default() };
    let rows = query.list_holdings(request).await?.into_inner().rows;
    let held = |row: v1::HoldingRow| Held {
        party: row.party,
        share: Share::new(row.numerator, row.denominator).ok(),
        basis: row.basis,
    };
    let mut held: Vec<Held> = rows.into_iter().map(held).collect();
    held.sort_by_key(|of| std::cmp::Reverse(of.share));
    Ok(Shown::Shares { result: id.into(), held })
}

async fn state(
    query: &mut QueryClient<Channel>,
    moment: Moment,
    id: &str,
) -> Result<Shown, Failure> {
    let request = GetResultRequest { moment: Some(moment), result: id.into() };
    let row = query.get_result(request).await?.into_inner().row.unwrap_or_default();
    let final_from = row.final_from.map(|date| day(Some(date)));
    Ok(Shown::State { result: id.into(), state: row.state, final_from })
}

async fn windows(
    query: &mut QueryClient<Channel>,
    moment: Moment,
    id: &str,
) -> Result<Shown, Failure> {
    let (moment, filters) = (Some(moment), vec![of_result(id)]);
    let request = ListRegistrationWindowsRequest { moment, filters, ..Default::default() };
    let rows = query.list_registration_windows(request).await?.into_inner().rows;
    let window = |row: v1::RegistrationWindowRow| Window {
        party: row.party,
        delivered: day(row.delivered),
        last_day: day(row.last_day),
    };
    Ok(Shown::Windows(rows.into_iter().map(window).collect()))
}

async fn contestable(query: &mut QueryClient<Channel>, moment: Moment) -> Result<Shown, Failure> {
    let request = ListContestableRecordsRequest { moment: Some(moment), ..Default::default() };
    let rows = query.list_contestable_records(request).await?.into_inner().rows;
    let marked = |row: v1::ContestableRecordRow| Marked { record: row.record, state: row.state };
    Ok(Shown::Contestable(rows.into_iter().map(marked).collect()))
}

fn of_result(id: &str) -> Filter {
    let value = Cell { kind: Some(cell::Kind::Text(id.into())) };
    Filter { column: "result".into(), value: Some(value) }
}

fn day(date: Option<v1::Date>) -> String {
    let date = date.and_then(|date| Date::from_days(date.days).ok());
    date.map_or_else(String::new, |date| date.to_string())
}
