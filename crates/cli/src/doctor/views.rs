//! Whether the views are there, of a schema that this release knows, and of this ledger.

use rights::{ledger::programme, row::TABLES, table::Cell};
use rights_config::settings::Settings as Serving;
use rights_stores::examine;
use rights_views::{Access, Beside, Examined, Line, Position, Reader};
use tlog::hash::Hash;

use super::{
    databases::Databases,
    finding::{Area, Finding, fail, ok, refused, skip, warn},
    log::Known,
};
use crate::failure::Failure;

/// The views as they are found; none if there are none, or they cannot be looked at.
pub(super) fn check(serving: &Serving, databases: &Databases) -> (Area, Option<Examined>) {
    let (findings, views) = if databases.answers("views") {
        looked_at(serving)
    } else {
        (vec![skip("doctor-unchecked", "doctor-why-database")], None)
    };
    (Area::new("doctor-area-views", findings), views)
}

fn looked_at(serving: &Serving) -> (Vec<Finding>, Option<Examined>) {
    match examine::views(serving) {
        Err(why) => (vec![refused(why)], None),
        Ok(None) => (vec![warn("doctor-views-none").fact("views", &serving.views)], None),
        Ok(Some(views)) if views.access == Access::Nothing => (vec![access(views.access)], None),
        Ok(Some(views)) => {
            let mut findings = vec![schema(&views), access(views.access)];
            findings.extend(views.beside.as_ref().map(beside));
            (findings, Some(views))
        }
    }
}

fn schema(views: &Examined) -> Finding {
    let finding =
        if views.served_is_known { ok("doctor-views-schema") } else { warn("doctor-views-older") };
    finding.fact("records", size(views.served.as_ref()))
}

fn access(access: Access) -> Finding {
    match access {
        Access::Everything => ok("doctor-views-access-all"),
        Access::Store => ok("doctor-views-access-store"),
        Access::Read => warn("doctor-views-access-read"),
        Access::Nothing => fail("doctor-views-access-none"),
    }
}

fn beside(beside: &Beside) -> Finding {
    ok("doctor-views-beside").fact("records", size(beside.position.as_ref()))
}

/// How many records are reflected at that position.
pub(super) fn size(position: Option<&Position>) -> u64 {
    position.map_or(0, |position| position.head.size)
}

/// What `views` show, if this program can read it.
pub(super) fn reader(serving: &Serving, views: &Examined) -> Option<Box<dyn Reader>> {
    // They were there a moment ago, so that opening them creates nothing.
    let opened = views.served_is_known.then(|| rights_stores::views(serving).ok()).flatten()?;
    opened.snapshot().ok()
}

/// Whether the views are of the ledger whose log this is.
pub(super) fn identity(views: &dyn Reader, log: &Known) -> Finding {
    let programme = [Cell::Text(programme::ROW.into())];
    match row(views, "programme", &programme) {
        Err(failure) => refused(failure),
        Ok(None) => skip("doctor-unchecked-identity", "doctor-why-empty"),
        Ok(Some(line)) => {
            let origin = text(&line, "origin");
            let same = Hash::of(&[origin.as_bytes()]) == log.ledger();
            let told = if same { ok } else { fail };
            told(if same { "doctor-views-ledger" } else { "doctor-views-other-ledger" })
                .fact("origin", origin)
        }
    }
}

/// The row of `table` with that key.
pub(super) fn row(views: &dyn Reader, table: &str, key: &[Cell]) -> Result<Option<Line>, Failure> {
    let table = TABLES.iter().find(|known| known.name == table);
    let table = table.expect("the tables that are asked for here are the core's");
    Ok(views.get(table, key, None)?)
}

/// What the row has in the column.
pub(super) fn cell(line: &Line, column: &str) -> Option<Cell> {
    let columns = line.row.table().columns.iter();
    let mut cells = columns.zip(line.row.cells());
    cells.find(|(known, _)| known.name == column).map(|(_, cell)| cell)
}

/// The text that the row has in the column; empty if it has none.
pub(super) fn text(line: &Line, column: &str) -> String {
    match cell(line, column) {
        Some(Cell::Text(text)) => text,
        Some(Cell::Whole(_) | Cell::Time(_) | Cell::Bytes(_) | Cell::Day(_) | Cell::List(_))
        | None => String::new(),
    }
}
