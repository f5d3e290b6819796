//! Enterprises agree to work together, before there is anything to own.

use rights::{
    id::BackgroundId,
    ledger::{
        Level,
        contract::{
            BackgroundItem, BackgroundPurpose, Command, Heading, ListBackground, RegisterContract,
            Terms,
        },
    },
};

use super::{
    super::{
        scene::{Act, Answered, Ask, Scene, contract, date, file, parties, party, sealed, treaty},
        stage::Stage,
    },
    programme::TREATY,
};
use crate::failure::{Failure, invalid};

pub const ACT: Act = Act {
    title: "demo-act-contract",
    scenes: &[
        Scene {
            tells: "demo-k17",
            at: "2026-01-20",
            asks: k17,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-b3",
            at: "2026-01-20",
            asks: b3,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-k21",
            at: "2026-01-22",
            asks: k21,
            answered: Answered::Recorded,
            shows: &[],
        },
    ],
};

fn k17(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let title = stage.say("demo-text-k17");
    register("K-17", &title, &["NA", "BV", "SO"], "2026-01-20")
}

fn k21(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let title = stage.say("demo-text-k21");
    register("K-21", &title, &["AS", "IM", "PE"], "2026-01-22")
}

fn register(id: &str, title: &str, signed: &[&str], from: &str) -> Result<Vec<Ask>, Failure> {
    let (title, opening) = sealed(title)?;
    let asked = RegisterContract {
        contract: contract(id),
        title,
        parties: parties(signed),
        treaty: Some(treaty(TREATY)),
        from: date(from),
        terms: terms(id),
    };
    let roles: Vec<String> = signed.iter().map(|id| format!("PARTY/{id}")).collect();
    let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
    Ok(vec![Ask::by(&roles, Command::RegisterContract(asked)).opening([opening])])
}

fn terms(id: &str) -> Terms {
    Terms {
        document: Some(file(&format!("terms of {id}"))),
        headings: Heading::ALL.into(),
        level: Level::Contract,
        marks: Vec::new(),
        until: Some(date("2027-12-31")),
        tail: Some(date("2028-06-30")),
        termination_rights: Vec::new(),
        overrides: Vec::new(),
    }
}

/// B-3 is an outsider's: it is listed by its owner together with a contract party.
fn b3(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let (description, opening) = sealed(&stage.say("demo-text-b3"))?;
    let background = BackgroundItem {
        item: BackgroundId::parse("B-3").map_err(|why| invalid("item", why))?,
        owner: party("IM"),
        description,
        purpose: BackgroundPurpose::Implementation,
        territory: Vec::new(),
        fee: None,
        conditions: None,
    };
    let asked = ListBackground { contract: contract("K-17"), background };
    let asked = Ask::by(&["PARTY/IM", "PARTY/NA"], Command::ListBackground(asked));
    Ok(vec![asked.opening([opening])])
}
