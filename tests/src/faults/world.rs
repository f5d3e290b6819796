//! The ledger that clients under faults use: the cast with contract K-17, and what they ask.

use std::sync::Arc;

use rights::id::{CommandId, KeyId};
use rights::ledger::programme::Purpose;
use rights_config::settings::Settings;
use rights_sequencer::{
    Clock as _, Config, HEARTBEAT, PATIENCE, SILENCE_MAX, Sequencer, Submission, SystemClock, found,
};
use rights_stores::Written;

use crate::cast::{self, Ask, ENTERPRISES, HeldClock, STATES, clerk, command_id, founding, key_of};
use crate::k17::{self, of};
use crate::system::{moment, wait};

/// The parties of K-17, who are the clients.
const PARTIES: [&str; 3] = ["NA", "BV", "SO"];

/// Founds a DEVELOPMENT ledger on empty stores, in the past; how many records it then holds.
#[must_use]
pub fn founded(stores: &Settings) -> u64 {
    let at = moment("2026-01-10");
    let Written { log, openings } =
        rights_stores::create(stores, cast::ledger()).expect("the place is empty");
    let asked = founding(Purpose::Development, at).numbered(0);
    found(&*log, &openings, asked, at).expect("the cast's heads may found");
    let clock = Arc::new(HeldClock::at(at));
    let config = Config {
        clerk: clerk(),
        clock: Arc::clone(&clock) as _,
        silence_max: SILENCE_MAX,
        verifiers: 1,
        inbox_max: 64,
        remembered: Vec::new(),
        pulse: None,
        heartbeat: HEARTBEAT,
        patience: PATIENCE,
    };
    let (handle, sequencer) =
        Sequencer::start(log, openings, config).expect("what was just founded can be served");
    let mut recorded = 0;
    for (number, (time, asked)) in (1..).zip(beginnings()) {
        clock.jump_to(moment(time));
        let receipt = wait(handle.submit(issued(asked, moment(time)).numbered(number)));
        recorded = receipt.expect("the cast may begin so").sequence + 1;
    }
    handle.close();
    sequencer.wait().expect("nothing stopped it before it was told to");
    recorded
}

/// What makes the cast able to work under K-17, and when.
fn beginnings() -> Vec<(&'static str, Ask)> {
    let some_time = rights::time::Instant::EPOCH;
    let secretaries =
        STATES.iter().map(|of| ("2026-01-10", cast::appoint_secretary(of, None, some_time)));
    let proposals =
        ENTERPRISES.iter().map(|(id, seat)| ("2026-01-10", cast::propose(id, seat, some_time)));
    let accredited = ENTERPRISES.iter().flat_map(|(id, seat)| {
        [cast::accredit(id, seat, some_time), cast::enrol(id, seat, some_time)]
            .map(|asked| ("2026-01-12", asked))
    });
    let contract = ("2026-01-12", k17::register_contract());
    secretaries.chain(proposals).chain(accredited).chain([contract]).collect()
}

fn issued(mut asked: Ask, at: rights::time::Instant) -> Ask {
    (asked.issued_at, asked.expires_at) = (at, at.plus_hours(1));
    asked
}

/// What the ledger has to make of a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    Recorded,
    Refused,
}

/// A command to be submitted until it has an outcome.
pub struct Intent {
    pub submission: Submission,
    pub due: Due,
    pub name: Name,
}

/// What no two commands share: who asks, and the id.
pub type Name = (KeyId, CommandId);

/// One client: a party of K-17, which discloses results and says what it contributed.
pub struct Author {
    client: u64,
    party: &'static str,
    asked: u64,
}

impl Author {
    /// The client number `client`; several may act for one party.
    #[must_use]
    pub fn numbered(client: usize) -> Self {
        let party = PARTIES[client % PARTIES.len()];
        Self { client: u64::try_from(client).expect("clients are few"), party, asked: 0 }
    }

    /// The next command, issued now under an id of its own. It counts on every earlier one that was
    /// to be recorded being so.
    pub fn intends(&mut self) -> Intent {
        let step = self.asked;
        self.asked += 1;
        let result = format!("R-{}-{}", self.client, step / 4);
        let (asked, due) = match step % 4 {
            0 => (k17::disclose(&result, self.party), Due::Recorded),
            1 => (k17::contribute(&result, self.party, 1 + step), Due::Recorded),
            // Disclosed already, and what another party would have to sign.
            2 => (k17::disclose(&result, self.party), Due::Refused),
            _ => (self.anothers(&result), Due::Refused),
        };
        let now = SystemClock::default().read().wall;
        // Apart from the numbers of the founding, which the same keys have signed.
        let number = ((self.client + 1) << 32) + step;
        let submission = issued(asked, now).numbered(number);
        Intent { submission, due, name: (key_of(of(self.party)), command_id(number)) }
    }

    fn anothers(&self, result: &str) -> Ask {
        let mut asked = k17::contribute(result, "IM", 1);
        asked.signers = vec![of(self.party)];
        asked
    }
}
