//! R-1, from its disclosure to the day on which nobody can contest it any more (scenario S-1).

use rights::ledger::{
    Level,
    contract::{self, AgreeShares, ContributionKind, ProposeShares, RecordContribution},
    notices::NoticeId,
    office::{self, AcknowledgeNotice, RecordNoticeDelivery},
    result::{
        Command, ContestRegistration, CorrectRecord, Correction, CreatedOnCorrection,
        DiscloseResult, Ground, Kind, RegisterResult,
    },
};

use super::super::{
    scene::{
        Act, Answered, Ask, Scene, Seeing, Show, date, digest, file, parties, party, result, role,
        sealed, shares, state, text,
    },
    stage::Stage,
};
use crate::failure::Failure;

const OWNERS: [&str; 3] = ["PARTY/NA", "PARTY/BV", "PARTY/SO"];
const AGREED: [(&str, &str); 3] = [("NA", "3/5"), ("BV", "9/40"), ("SO", "7/40")];

pub const DISCLOSED: Act = Act {
    title: "demo-act-result",
    scenes: &[
        Scene {
            tells: "demo-disclosed",
            at: "2026-03-02",
            asks: disclose_r1,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-duplicate",
            at: "2026-03-03",
            asks: disclose_again,
            answered: Answered::Refused("DUPLICATE_CONTENT", 0),
            shows: &[],
        },
        Scene {
            tells: "demo-contributions",
            at: "2026-03-04",
            asks: contributions,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-registered",
            at: "2026-03-09",
            asks: register_r1,
            answered: Answered::Recorded,
            shows: &[Show::Shares("R-1")],
        },
        Scene {
            tells: "demo-notice-acknowledged",
            at: "2026-03-10",
            asks: acknowledged,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-notice-delivered",
            at: "2026-03-12",
            asks: delivered,
            answered: Answered::Recorded,
            shows: &[Show::Windows("R-1")],
        },
        Scene {
            tells: "demo-not-one",
            at: "2026-03-20",
            asks: propose_too_little,
            answered: Answered::Refused("SHARES_NOT_ONE", 0),
            shows: &[],
        },
        Scene {
            tells: "demo-shares-proposed",
            at: "2026-03-20",
            asks: propose_all,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-one-missing",
            at: "2026-03-20",
            asks: agree_without_one,
            answered: Answered::Refused("NOT_AUTHORISED", 0),
            shows: &[],
        },
        Scene {
            tells: "demo-agreed",
            at: "2026-03-20",
            asks: agree,
            answered: Answered::Recorded,
            shows: &[Show::Shares("R-1")],
        },
    ],
};

pub const FINAL: Act = Act {
    title: "demo-act-final",
    scenes: &[
        Scene {
            tells: "demo-last-minute",
            at: "2026-04-13 23:59",
            asks: contest_r1,
            answered: Answered::Rehearsed,
            shows: &[Show::State("R-1")],
        },
        Scene {
            tells: "demo-too-late",
            at: "2026-04-14 00:00",
            asks: contest_r1,
            answered: Answered::Refused("DEADLINE_PASSED", 1),
            shows: &[Show::State("R-1"), Show::State("R-2")],
        },
        Scene {
            tells: "demo-corrected",
            at: "2026-04-15",
            asks: correct_r1,
            answered: Answered::Recorded,
            shows: &[],
        },
    ],
};

/// The disclosure of an invention at level L2, its content a file of the name `content`.
pub(super) fn disclosure(
    id: &str,
    contract: &str,
    by: &str,
    content: &str,
    created: (&str, &str),
    title: &str,
) -> Result<Ask, Failure> {
    let (title, opening) = sealed(title)?;
    let asked = DiscloseResult {
        result: result(id),
        contract: super::super::scene::contract(contract),
        discloser: party(by),
        kind: Some(Kind::Invention),
        content: file(content),
        level: Some(Level::Contract),
        created_in: state(created.0),
        created_on: date(created.1),
        fields: vec![text("IPC:G01S 13/02")],
        office: None,
        creators: Vec::new(),
        title: Some(title),
        cites: None,
    };
    let by = format!("PARTY/{by}");
    Ok(Ask::by(&[&by], Command::DiscloseResult(asked)).opening([opening]))
}

/// What `contributor` says to have contributed to the result.
pub(super) fn contribution(id: &str, (contributor, weight): (&str, u64)) -> Ask {
    let asked = RecordContribution {
        result: result(id),
        contributor: party(contributor),
        kind: ContributionKind::Work,
        weight,
        evidence: vec![file("timesheets")],
    };
    let by = format!("PARTY/{contributor}");
    Ask::by(&[&by], contract::Command::RecordContribution(asked))
}

/// `by` registers the result and names its holders.
pub(super) fn registration(id: &str, by: &str, holders: &[&str]) -> Ask {
    let asked = RegisterResult { result: result(id), holders: parties(holders) };
    Ask::by(&[&format!("PARTY/{by}")], Command::RegisterResult(asked))
}

/// The addressee says that the notice number `index` of the record reached it.
pub(super) fn acknowledge(by: &str, sequence: u64, index: u32) -> Ask {
    let asked = AcknowledgeNotice { notice: NoticeId { sequence, index } };
    Ask::by(&[by], office::Command::AcknowledgeNotice(asked))
}

/// `by` proposes who holds which share.
pub(super) fn proposal(id: &str, by: &str, list: &[(&str, &str)]) -> Ask {
    let title = shares(list);
    let text = agreement(id);
    let asked =
        ProposeShares { result: result(id), proposer: party(by), text, title, income: Vec::new() };
    Ask::by(&[&format!("PARTY/{by}")], contract::Command::ProposeShares(asked))
}

/// `roles` agree to the first proposal.
pub(super) fn agreeing(id: &str, roles: &[&str]) -> Ask {
    let asked = AgreeShares { result: result(id), text: agreement(id) };
    // Before it there was the proposal and nothing else.
    Ask::by(roles, contract::Command::AgreeShares(asked)).seeing(Seeing::Revision(1))
}

fn agreement(id: &str) -> rights::id::Digest {
    digest(&format!("share agreement of {id}"))
}

fn disclose_r1(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let title = stage.say("demo-text-r1");
    Ok(vec![disclosure("R-1", "K-17", "NA", "antenna", ("RU", "2026-02-15"), &title)?])
}

fn disclose_again(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let title = stage.say("demo-text-r1");
    Ok(vec![disclosure("R-7", "K-17", "BV", "antenna", ("BY", "2026-02-20"), &title)?])
}

fn contributions(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let stated = [("NA", 120), ("BV", 45), ("SO", 35)];
    Ok(stated.into_iter().map(|stated| contribution("R-1", stated)).collect())
}

fn register_r1(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![registration("R-1", "NA", &["NA", "BV", "SO"])])
}

/// Notices go to the other contract parties in the order of their ids: BV, then SO.
fn acknowledged(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![acknowledge("PARTY/BV", stage.record_of("demo-registered", 0), 0)])
}

fn delivered(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let notice = NoticeId { sequence: stage.record_of("demo-registered", 0), index: 1 };
    let asked = RecordNoticeDelivery { notice, delivered: date("2026-03-12"), proof: None };
    Ok(vec![Ask::by(&["NP_SEC/KZ"], office::Command::RecordNoticeDelivery(asked))])
}

fn propose_too_little(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![proposal("R-1", "NA", &[("NA", "3/5"), ("BV", "11/50"), ("SO", "17/100")])])
}

fn propose_all(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![proposal("R-1", "NA", &AGREED)])
}

fn agree_without_one(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![agreeing("R-1", &OWNERS[..2])])
}

fn agree(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![agreeing("R-1", &OWNERS)])
}

fn contest_r1(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let asked = ContestRegistration {
        result: result("R-1"),
        contester: role("PARTY/SO"),
        ground: Some(Ground::Holders),
        evidence: vec![file("laboratory notes")],
        reasons: None,
    };
    Ok(vec![Ask::by(&["PARTY/SO"], Command::ContestRegistration(asked))])
}

fn correct_r1(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let correction = Correction::CreatedOn(CreatedOnCorrection {
        result: result("R-1"),
        was: date("2026-02-15"),
        is: date("2026-02-16"),
    });
    let asked = CorrectRecord {
        record: stage.record_of("demo-disclosed", 0),
        event: 0,
        concerned: Some(party("NA")),
        correction,
        evidence: vec![file("laboratory notes")],
    };
    let asked = Ask::by(&["SECRETARY", "PARTY/NA"], Command::CorrectRecord(asked));
    Ok(vec![asked.seeing(Seeing::Result("R-1"))])
}
