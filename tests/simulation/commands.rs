//! Commands of the cast at random: most in their place, many not.

use rights::{
    ledger::{
        Ledger,
        party::{self, ChangeStanding},
    },
    role::Role,
    row::{Row, RowKey},
    time::Instant,
};
use tests::cast::{
    Ask, ENTERPRISES, accredit, appoint_secretary, change_standing, enrol, key_of, party_id,
    propose, sealed, state,
};
use tlog::head::Seen;

use crate::chance::Chance;

/// How many enterprises of each state there may be.
const EACH: u64 = 4;

/// Something that somebody of the cast asks at `at`, having seen one of `heads` or none.
pub(crate) fn any(chance: &mut Chance, ledger: &Ledger, at: Instant, heads: &[Seen]) -> Ask {
    let (id, seat) = *chance.pick(&ENTERPRISES);
    let id = format!("{id}-{}", chance.below(EACH));
    let step = if chance.once_in(4) { chance.below(6) } else { next(ledger, &id, seat) };
    let asked = operation(chance, ledger, (&id, seat), step, at);
    let asked = if chance.once_in(2) { asked.seeing(*chance.pick(heads)) } else { asked };
    if chance.once_in(20) {
        // What this log never was.
        let head = *chance.pick(heads);
        return asked.seeing(Seen { size: head.size + 1 + chance.below(3), ..head });
    }
    asked
}

/// The step that the enterprise `id` should take next.
fn next(ledger: &Ledger, id: &str, seat: &str) -> u64 {
    let has_key = |role| ledger.keys().get(&key_of(role)).is_some();
    match standing(ledger, id).as_ref().map(|(standing, _)| standing.as_str()) {
        None if has_key(Role::PartSecretary(state(seat))) => 1,
        None => 0,
        Some("PROPOSED") => 2,
        Some("ACCREDITED") if has_key(Role::Party(party_id(id))) => 4,
        Some("ACCREDITED") => 3,
        Some(_) => 5,
    }
}

fn standing(ledger: &Ledger, id: &str) -> Option<(String, u64)> {
    let Row::Party(row) = RowKey::Party(party_id(id)).row(ledger)? else {
        panic!("a key of one table has rows of that table");
    };
    Some((row.state, row.revision))
}

fn operation(
    chance: &mut Chance,
    ledger: &Ledger,
    (id, seat): (&str, &str),
    step: u64,
    at: Instant,
) -> Ask {
    let standing_to = |chance: &mut Chance, command: fn(ChangeStanding) -> party::Command| {
        let (reasons, opening) = sealed(&format!("reasons {}", chance.below(1_000)));
        let mut asked = change_standing((id, seat), command, Some(reasons), at).opening(opening);
        asked.revision = standing(ledger, id).map_or(0, |(_, revision)| revision);
        if chance.once_in(8) {
            asked.revision += 1;
        }
        asked
    };
    match step {
        0 => {
            let (name, opening) = sealed(&format!("secretary {} of {seat}", chance.below(3)));
            let asked = appoint_secretary(seat, Some(name), at);
            // Some texts are forgotten; some are stored already.
            if chance.once_in(4) { asked } else { asked.opening(opening) }
        }
        1 => propose(id, seat, at),
        2 => accredit(id, seat, at),
        3 => enrol(id, seat, at),
        4 => standing_to(chance, party::Command::SuspendParty),
        _ => standing_to(chance, party::Command::ReinstateParty),
    }
}
