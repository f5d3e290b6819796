//! A key is replaced, another is stolen, and a share is given up for good.

use rights::ledger::{
    key::{Command, ConfirmEvent, ContestEvent, DeclareCompromise, EnrolKey, RotateKey},
    result::{self, SurrenderShare},
};
use rights_client::{keys::id_of, ring::RingError};

use super::{
    super::{
        scene::{Act, Answered, Ask, Scene, Show, instant, party, result, role, sealed, valid},
        stage::Stage,
    },
    registration::disclosure,
};
use crate::failure::Failure;

pub const ACT: Act = Act {
    title: "demo-act-keys",
    scenes: &[
        Scene {
            tells: "demo-rotated",
            at: "2026-04-16",
            asks: rotate,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-third-result",
            at: "2026-04-17",
            asks: disclose_r3,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-theft",
            at: "2026-04-18",
            asks: surrender_by_thief,
            answered: Answered::Recorded,
            shows: &[Show::Shares("R-2")],
        },
        Scene {
            tells: "demo-compromised",
            at: "2026-04-20",
            asks: declare,
            answered: Answered::Recorded,
            shows: &[Show::Contestable],
        },
        Scene {
            tells: "demo-frozen",
            at: "2026-04-20",
            asks: surrender_frozen,
            answered: Answered::Refused("FROZEN", 0),
            shows: &[],
        },
        Scene {
            tells: "demo-new-key",
            at: "2026-04-21",
            asks: enrol_again,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-confirmed",
            at: "2026-04-21",
            asks: confirm,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-act-contested",
            at: "2026-04-22",
            asks: contest,
            answered: Answered::Recorded,
            shows: &[Show::Contestable],
        },
    ],
};

pub const SURRENDER: Act = Act {
    title: "demo-act-surrender",
    scenes: &[Scene {
        tells: "demo-surrendered",
        at: "2026-04-27",
        asks: surrender_r1,
        answered: Answered::Recorded,
        shows: &[Show::Shares("R-1")],
    }],
};

fn rotate(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let bv = role("PARTY/BV");
    let old = id_of(stage.cast.ring().key(bv).ok_or(RingError::NoKey(bv))?);
    let (key, offer) = stage.cast.spare(bv, 2, valid())?;
    let asked = Ask::by(&["PARTY/BV"], Command::RotateKey(RotateKey { key: old, offer }));
    Ok(vec![asked.then_signing_with(bv, key)])
}

fn disclose_r3(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let title = stage.say("demo-text-r3");
    Ok(vec![disclosure("R-3", "K-21", "IM", "alloy", ("KG", "2026-04-10"), &title)?])
}

fn surrender_by_thief(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![surrender("R-2", "IM")])
}

fn declare(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let im = role("PARTY/IM");
    let key = id_of(stage.cast.ring().key(im).ok_or(RingError::NoKey(im))?);
    let asked = DeclareCompromise { key, since: instant("2026-04-16 00:00")? };
    Ok(vec![Ask::by(&["NP_HEAD/KG"], Command::DeclareCompromise(asked))])
}

fn surrender_frozen(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![surrender("R-2", "PE")])
}

fn enrol_again(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let im = role("PARTY/IM");
    let (key, offer) = stage.cast.spare(im, 2, valid())?;
    let asked = EnrolKey { role: im, offer, administrator: None };
    let asked = Ask::by(&["NP_HEAD/KG"], Command::EnrolKey(asked));
    Ok(vec![asked.then_signing_with(im, key)])
}

fn confirm(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let record = stage.record_of("demo-third-result", 0);
    Ok(vec![Ask::by(&["PARTY/IM"], Command::ConfirmEvent(ConfirmEvent { record }))])
}

fn contest(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let (reasons, opening) = sealed(&stage.say("demo-text-theft"))?;
    let record = stage.record_of("demo-theft", 0);
    let asked = ContestEvent { record, reasons };
    Ok(vec![Ask::by(&["PARTY/PE"], Command::ContestEvent(asked)).opening([opening])])
}

fn surrender_r1(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![surrender("R-1", "SO")])
}

fn surrender(id: &str, by: &str) -> Ask {
    let asked = SurrenderShare { result: result(id), holder: party(by), to: None };
    Ask::by(&[&format!("PARTY/{by}")], result::Command::SurrenderShare(asked))
}
