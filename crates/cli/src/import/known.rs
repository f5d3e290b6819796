//! What a ledger holds already of what a file asks for, read from its views.

use std::collections::{BTreeMap, BTreeSet};

use rights::{
    id::{ContractId, Origin, PartyId, ResultId, TreatyId},
    ledger::notices::NoticeId,
    role::Role,
    row::{Row, TABLES},
    territory::State,
    time::{Date, Instant},
};
use rights_config::settings::Settings;
use rights_views::{Line, Reader, Selection};

use crate::{
    exit::Exit,
    failure::{Failure, own},
};

/// What is there, and how far each result is.
pub(super) struct Known {
    pub(super) origin: Origin,
    /// When its last record was recorded.
    pub(super) last: Instant,
    /// How many heads act as ROOT together.
    pub(super) threshold: usize,
    /// The programme's first treaty: the one under which parties are accredited and contracts stand.
    pub(super) treaty: TreatyId,
    /// The states that it binds, from whichever day.
    pub(super) bound: BTreeSet<State>,
    /// The states that have a national part.
    pub(super) parts: BTreeSet<State>,
    /// Every role for which a key was ever enrolled.
    pub(super) keyed: BTreeSet<Role>,
    /// Every party, and whether it is more than proposed.
    pub(super) parties: BTreeMap<PartyId, bool>,
    pub(super) contracts: BTreeSet<ContractId>,
    pub(super) results: BTreeMap<ResultId, Progress>,
}

/// How far a disclosed result is.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    pub(super) registered: bool,
    /// Whether it is known who holds which share.
    pub(super) held: bool,
    /// The revision of the proposal of shares to which nobody has agreed yet.
    pub(super) proposed: Option<u64>,
    /// The registration notices that are not delivered yet, and to whom they went.
    pub(super) undelivered: Vec<(NoticeId, PartyId)>,
    /// The last day of its last contest window, as far as notices are delivered.
    pub(super) contestable: Option<Date>,
    /// Whether its registration is final.
    pub(super) is_final: bool,
}

/// The rows of a table, as messages of their kind.
macro_rules! rows {
    ($views:expr, $table:literal, $variant:ident) => {
        lines($views, $table)?
            .into_iter()
            .filter_map(|line| if let Row::$variant(row) = line.row { Some(row) } else { None })
    };
}

impl Known {
    /// What the views reflect that `settings` place. Call it where blocking is allowed.
    ///
    /// # Errors
    /// `NOT_DEVELOPMENT` if the ledger is for anything else; `VIEWS_DAMAGED`.
    pub(super) fn read(settings: &Settings) -> Result<Known, Failure> {
        let reader = rights_stores::views(settings)?.snapshot()?;
        let views = &*reader;
        let programme = rows!(views, "programme", Programme).next();
        let programme = programme.ok_or_else(|| damaged("no row of the programme"))?;
        if programme.purpose != "DEVELOPMENT" {
            return Err(own("NOT_DEVELOPMENT", Exit::Refused));
        }
        let treaty = rows!(views, "treaties", Treaty).next();
        let treaty = treaty.ok_or_else(|| damaged("no row of a treaty"))?.treaty;
        let bound = rows!(views, "bindings", Binding).filter(|row| row.treaty == treaty);
        let threshold = usize::try_from(programme.threshold).map_err(damaged)?;
        Ok(Known {
            origin: Origin::parse(&programme.origin).map_err(damaged)?,
            last: last(views)?,
            threshold,
            bound: each(bound, |row| State::parse(&row.state))?,
            treaty: TreatyId::parse(&treaty).map_err(damaged)?,
            parts: each(rows!(views, "national_parts", NationalPart), |row| {
                State::parse(&row.state)
            })?,
            keyed: each(rows!(views, "keys", Key), |row| Role::parse(&row.role))?,
            parties: each(rows!(views, "parties", Party), |row| {
                PartyId::parse(&row.party).map(|id| (id, row.state != "PROPOSED"))
            })?,
            contracts: each(rows!(views, "contracts", Contract), |row| {
                ContractId::parse(&row.contract)
            })?,
            results: results(views)?,
        })
    }
}

fn results(views: &dyn Reader) -> Result<BTreeMap<ResultId, Progress>, Failure> {
    let mut results: BTreeMap<ResultId, Progress> = each(rows!(views, "results", Result), |row| {
        let progress = Progress {
            registered: row.registered > 0,
            held: row.held_since > 0,
            is_final: row.final_from.is_some(),
            ..Progress::default()
        };
        ResultId::parse(&row.result).map(|id| (id, progress))
    })?;
    let open = rows!(views, "share_proposals", ShareProposal).filter(|row| row.state == "OPEN");
    for row in open {
        of(&mut results, &row.result)?.proposed = Some(row.revision);
    }
    for row in rows!(views, "registration_windows", RegistrationWindow) {
        let progress = of(&mut results, &row.result)?;
        let index = u32::try_from(row.notice_index).map_err(damaged)?;
        if row.delivered.is_none() {
            let addressee = PartyId::parse(&row.addressee).map_err(damaged)?;
            progress.undelivered.push((NoticeId { sequence: row.notice, index }, addressee));
        }
        let last_day = row.last_day.map(|day| Date::from_days(day.days)).transpose();
        progress.contestable = progress.contestable.max(last_day.map_err(damaged)?);
    }
    Ok(results)
}

/// What is known of the result of a row of another table.
fn of<'a>(
    results: &'a mut BTreeMap<ResultId, Progress>,
    id: &str,
) -> Result<&'a mut Progress, Failure> {
    let id = ResultId::parse(id).map_err(damaged)?;
    results.get_mut(&id).ok_or_else(|| damaged(format!("no row of the result {id}")))
}

/// What `parse` makes of each row.
fn each<R, T, E: std::fmt::Display, C: FromIterator<T>>(
    rows: impl Iterator<Item = R>,
    parse: impl Fn(R) -> Result<T, E>,
) -> Result<C, Failure> {
    rows.map(|row| parse(row).map_err(damaged)).collect()
}

fn lines(views: &dyn Reader, table: &str) -> Result<Vec<Line>, Failure> {
    let found = TABLES.iter().find(|known| known.name == table);
    let table = found.ok_or_else(|| damaged(table))?;
    Ok(views.list(table, &Selection::ALL)?)
}

fn last(views: &dyn Reader) -> Result<Instant, Failure> {
    let size = views.position().map_or(0, |position| position.head.size);
    let last = size.checked_sub(1).ok_or_else(|| damaged("no record"))?;
    let record = views.record(last)?.ok_or_else(|| damaged(format!("no record {last}")))?;
    Ok(record.recorded_at)
}

fn damaged(why: impl std::fmt::Display) -> Failure {
    own("VIEWS_DAMAGED", Exit::Rules).fact("why", why)
}
