//! a registration that is contested, settled and agreed.

use rights::ledger::result::{Command, ContestRegistration, Ground, SettleContest};

use super::{
    super::{
        scene::{Act, Answered, Ask, Scene, Show, file, result, role, sealed},
        stage::Stage,
    },
    registration::{acknowledge, agreeing, contribution, disclosure, proposal, registration},
};
use crate::failure::Failure;

const EVERYBODY: [&str; 3] = ["PARTY/PE", "PARTY/AS", "PARTY/IM"];

pub const ACT: Act = Act {
    title: "demo-act-contest",
    scenes: &[
        Scene {
            tells: "demo-second-result",
            at: "2026-04-02",
            asks: register_r2,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-second-notices",
            at: "2026-04-02",
            asks: acknowledged,
            answered: Answered::Recorded,
            shows: &[Show::Windows("R-2")],
        },
        Scene {
            tells: "demo-contested",
            at: "2026-04-07",
            asks: contest,
            answered: Answered::Recorded,
            shows: &[Show::State("R-2")],
        },
        Scene {
            tells: "demo-settled",
            at: "2026-04-10",
            asks: settle,
            answered: Answered::Recorded,
            shows: &[Show::Shares("R-2"), Show::State("R-2")],
        },
    ],
};

fn register_r2(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let title = stage.say("demo-text-r2");
    let disclosed = disclosure("R-2", "K-21", "AS", "sensor", ("AM", "2026-03-25"), &title)?;
    let stated = [("AS", 60), ("IM", 40)];
    let mut asked = vec![disclosed];
    asked.extend(stated.into_iter().map(|stated| contribution("R-2", stated)));
    asked.push(registration("R-2", "AS", &["AS", "IM"]));
    Ok(asked)
}

/// The registration is the fourth record of its scene; its notices go to IM, then to PE.
fn acknowledged(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let registered = stage.record_of("demo-second-result", 3);
    Ok(vec![acknowledge("PARTY/IM", registered, 0), acknowledge("PARTY/PE", registered, 1)])
}

fn contest(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let (reasons, opening) = sealed(&stage.say("demo-text-reasons"))?;
    let asked = ContestRegistration {
        result: result("R-2"),
        contester: role("PARTY/PE"),
        ground: Some(Ground::Holders),
        evidence: vec![file("test protocols")],
        reasons: Some(reasons),
    };
    Ok(vec![Ask::by(&["PARTY/PE"], Command::ContestRegistration(asked)).opening([opening])])
}

fn settle(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let asked = SettleContest {
        result: result("R-2"),
        contest: stage.record_of("demo-contested", 0),
        contributor: None,
        settlement: Some(file("settlement")),
    };
    Ok(vec![
        Ask::by(&EVERYBODY, Command::SettleContest(asked)),
        proposal("R-2", "AS", &[("AS", "1/2"), ("IM", "3/10"), ("PE", "1/5")]),
        agreeing("R-2", &EVERYBODY),
    ])
}
