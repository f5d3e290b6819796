//! The Commission changes the policy while a registration is running.

use rights::{
    ledger::{
        Command as Any, PolicyEntry,
        office::{AdoptUnanimously, ChairMode, Command, RecordChair},
        programme::{self, SupersedePolicy},
    },
    policy::Policy,
    role::{Body, Role},
    wire::command::order_of,
};

use super::{
    super::{
        scene::{Act, Answered, Ask, Scene, date, file, sealed, valid},
        stage::Stage,
    },
    programme::STATES,
};
use crate::failure::Failure;

pub const ACT: Act = Act {
    title: "demo-act-policy",
    scenes: &[
        Scene {
            tells: "demo-chair",
            at: "2026-03-23",
            asks: chair,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-chair-alone",
            at: "2026-03-23",
            asks: supersede_alone,
            answered: Answered::Refused("NOT_AUTHORISED", 0),
            shows: &[],
        },
        Scene {
            tells: "demo-decided",
            at: "2026-03-24",
            asks: decide,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-superseded",
            at: "2026-03-24",
            asks: supersede_as_decided,
            answered: Answered::Recorded,
            shows: &[],
        },
    ],
};

fn chair(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let offer = stage.cast.offer(Role::CommissionChair, valid())?;
    let act = file("act of the council");
    let asked = RecordChair { act, mode: ChairMode::AppointedByCouncil, name: None, offer };
    Ok(vec![by_heads(Command::RecordChair(asked))])
}

fn supersede_alone(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![Ask::by(&["COM_CHAIR"], supersede())])
}

/// The decision orders exactly this operation, by its hash (GEN-15).
fn decide(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let (text, opening) = sealed(&stage.say("demo-text-decision"))?;
    let orders = vec![order_of(&supersede())];
    let asked = AdoptUnanimously { body: Body::Commission, orders, text };
    Ok(vec![by_heads(Command::AdoptUnanimously(asked)).opening([opening])])
}

fn supersede_as_decided(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let decision = stage.record_of("demo-decided", 0);
    Ok(vec![Ask::by(&["COM_CHAIR"], supersede()).citing(decision)])
}

/// From 1 April registrations may be contested for 10 days instead of 30.
fn supersede() -> Any {
    let stated = |(key, value): (&str, String)| {
        let value = if key == "contest.window" { "10cd".into() } else { value };
        PolicyEntry { key: key.into(), value }
    };
    let entries = Policy::reference().entries().into_iter().map(stated).collect();
    let asked = SupersedePolicy { replaces: 1, from: date("2026-04-01"), entries };
    programme::Command::SupersedePolicy(asked).into()
}

fn by_heads(command: Command) -> Ask {
    let roles: Vec<String> = STATES.iter().map(|of| format!("NP_HEAD/{of}")).collect();
    let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
    Ask::by(&roles, command)
}
