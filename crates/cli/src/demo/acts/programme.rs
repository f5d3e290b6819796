//! Six states found a programme and let their enterprises in.

use rights::{
    ledger::{
        key::{self, EnrolKey},
        office::{self, AppointSecretary, DesignateAuthorisedBody, Power},
        party::{self, AccreditParty, PartyKind, ProposeParty},
        programme::Purpose,
    },
    policy::Policy,
    role::Role,
};
use rights_client::founding::Founding;

use super::super::{
    scene::{Act, Answered, Ask, Scene, body, date, file, role, state, text, treaty, valid},
    stage::Stage,
};
use crate::failure::Failure;

/// The states, ascending.
pub const STATES: [&str; 6] = ["AM", "BY", "KG", "KZ", "RU", "TJ"];

/// The enterprises and their seats.
pub const CAST: [(&str, &str); 6] =
    [("NA", "RU"), ("BV", "BY"), ("SO", "KZ"), ("AS", "AM"), ("IM", "KG"), ("PE", "TJ")];

/// The treaty under which everybody acts.
pub const TREATY: &str = "ria-2007";

const BODY: &str = "AUTH_BODY/KZ/DEF";

pub const ACT: Act = Act {
    title: "demo-act-programme",
    scenes: &[
        Scene {
            tells: "demo-secretaries",
            at: "2026-01-10",
            asks: secretaries,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-body",
            at: "2026-01-10",
            asks: designate,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-proposed",
            at: "2026-01-10",
            asks: propose,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-power-given-away",
            at: "2026-01-12",
            asks: accredit_beside_the_body,
            answered: Answered::Refused("NOT_AUTHORISED", 0),
            shows: &[],
        },
        Scene {
            tells: "demo-accredited",
            at: "2026-01-12",
            asks: accredit_all,
            answered: Answered::Recorded,
            shows: &[],
        },
        Scene {
            tells: "demo-party-keys",
            at: "2026-01-12",
            asks: enrol,
            answered: Answered::Recorded,
            shows: &[],
        },
    ],
};

/// What the six heads agree on.
#[must_use]
pub fn founding(say: impl Fn(&str) -> String) -> Founding {
    Founding {
        purpose: Purpose::Development,
        instrument: text(&say("demo-text-instrument")),
        treaty: treaty(TREATY),
        treaty_title: text(&say("demo-text-treaty")),
        states: STATES.iter().map(|of| (state(of), date("2008-12-29"))).collect(),
        threshold: 4,
        policy: Policy::reference(),
        dates: valid(),
    }
}

fn secretaries(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let appoint = |of: &&str| {
        let offer = stage.cast.offer(Role::PartSecretary(state(of)), valid())?;
        let asked = AppointSecretary { state: state(of), name: None, offer };
        Ok(Ask::by(&[&head(of)], office::Command::AppointSecretary(asked)))
    };
    STATES.iter().map(appoint).collect()
}

/// Kazakhstan leaves accreditation to a body; the other heads accredit themselves (NAT-5).
fn designate(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let (from, until) = valid();
    let role = role(BODY);
    let asked = DesignateAuthorisedBody {
        state: state("KZ"),
        treaty: treaty(TREATY),
        body: body("DEF"),
        name: text(&stage.say("demo-text-body")),
        powers: vec![Power::Accreditation],
        from: date("2026-01-10"),
        until,
    };
    let offer = stage.cast.offer(role, (from, until))?;
    let enrolled = EnrolKey { role, offer, administrator: None };
    let head = head("KZ");
    Ok(vec![
        Ask::by(&[&head], office::Command::DesignateAuthorisedBody(asked)),
        Ask::by(&[&head], key::Command::EnrolKey(enrolled)),
    ])
}

fn propose(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let propose = |(id, seat): &(&str, &str)| {
        let asked = ProposeParty {
            party: super::super::scene::party(id),
            seat: state(seat),
            kind: PartyKind::Enterprise,
            name: text(&stage.name_of(id)),
            identifiers: Vec::new(),
        };
        Ask::by(&[&format!("NP_SEC/{seat}")], party::Command::ProposeParty(asked))
    };
    Ok(CAST.iter().map(propose).collect())
}

fn accredit_beside_the_body(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(vec![accredit("SO", &head("KZ"))])
}

fn accredit_all(_: &mut Stage) -> Result<Vec<Ask>, Failure> {
    Ok(CAST.iter().map(|(id, seat)| accredit(id, &accreditor(seat))).collect())
}

fn enrol(stage: &mut Stage) -> Result<Vec<Ask>, Failure> {
    let enrol = |(id, seat): &(&str, &str)| {
        let role = Role::Party(super::super::scene::party(id));
        let offer = stage.cast.offer(role, valid())?;
        let asked = EnrolKey { role, offer, administrator: None };
        Ok(Ask::by(&[&accreditor(seat)], key::Command::EnrolKey(asked)))
    };
    CAST.iter().map(enrol).collect()
}

fn accredit(id: &str, by: &str) -> Ask {
    let (_, until) = valid();
    let asked = AccreditParty {
        party: super::super::scene::party(id),
        treaty: treaty(TREATY),
        right: Some(file("foreign-trade right")),
        from: date("2026-01-12"),
        until,
        controllers: Vec::new(),
    };
    Ask::by(&[by], party::Command::AccreditParty(asked))
}

fn head(of: &str) -> String {
    format!("NP_HEAD/{of}")
}

fn accreditor(seat: &str) -> String {
    if seat == "KZ" { BODY.into() } else { head(seat) }
}
