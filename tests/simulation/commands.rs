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
use tests::{
    cast::{
        Ask, ENTERPRISES, STATES, accredit, appoint_secretary, change_standing, enrol, key_of,
        party_id, propose, sealed, state,
    },
    dealings::{
        agree_shares, compromise, contract_id, disclose, propose_shares, register,
        register_contract, result_id, shred,
    },
};
use tlog::head::Seen;

use crate::chance::Chance;

/// How many enterprises of each state there may be.
const EACH: u64 = 2;

/// Something that somebody of the cast asks at `at`, having seen one of `heads` or none.
pub(crate) fn any(chance: &mut Chance, ledger: &Ledger, at: Instant, heads: &[Seen]) -> Ask {
    let asked = match chance.below(12) {
        0 => trouble(chance, at),
        1..=4 => dealing(chance, ledger, at),
        _ => accession(chance, ledger, at),
    };
    let asked = if chance.once_in(2) { asked.seeing(*chance.pick(heads)) } else { asked };
    if chance.once_in(20) {
        // What this log never was.
        let head = *chance.pick(heads);
        return asked.seeing(Seen { size: head.size + 1 + chance.below(3), ..head });
    }
    asked
}

fn enterprise(chance: &mut Chance) -> (String, &'static str) {
    let (id, seat) = *chance.pick(&ENTERPRISES);
    (format!("{id}-{}", chance.below(EACH)), seat)
}

/// An enterprise on its way into the programme.
fn accession(chance: &mut Chance, ledger: &Ledger, at: Instant) -> Ask {
    let (id, seat) = enterprise(chance);
    let step = if chance.once_in(6) { chance.below(6) } else { next(ledger, &id, seat) };
    operation(chance, ledger, (&id, seat), step, at)
}

/// Two enterprises that have their keys, if there are such, do the next thing with each other.
fn dealing(chance: &mut Chance, ledger: &Ledger, at: Instant) -> Ask {
    let has_key = |id: &str| ledger.keys().get(&key_of(Role::Party(party_id(id)))).is_some();
    let all = ENTERPRISES
        .iter()
        .flat_map(|(id, seat)| (0..EACH).map(move |number| (format!("{id}-{number}"), *seat)));
    let mut ready: Vec<(String, &str)> = all.filter(|(id, _)| has_key(id)).collect();
    ready.sort_unstable();
    if ready.len() < 2 {
        return accession(chance, ledger, at);
    }
    let first = chance.position(ready.len() - 1);
    let ((one, seat), (other, _)) = (&ready[first], &ready[first + 1]);
    let pair = (one.as_str(), other.as_str());
    let result = result_id(pair);
    let revision = ledger.shares(&result).map_or(0, |shares| shares.revision);
    let denominator = 2 + chance.below(20);
    let mut proposal = propose_shares(pair, (1 + chance.below(denominator - 1), denominator), at);
    proposal.revision = revision;
    let disclosed = RowKey::Result(result).row(ledger).is_some();
    match (ledger.contract(&contract_id(pair)).is_some(), disclosed) {
        (false, _) => register_contract(pair, at),
        (true, false) => disclose(pair, seat, at),
        (true, true) if chance.once_in(3) => register(pair, at),
        (true, true) if chance.once_in(2) => proposal,
        (true, true) => agree_shares(pair, revision, at),
    }
}

/// A key turns out to have been in other hands, or a person asks to be forgotten.
fn trouble(chance: &mut Chance, at: Instant) -> Ask {
    let seat = *chance.pick(&STATES);
    if chance.once_in(3) {
        let since = Instant::from_micros(at.micros() - chance.below(864_000_000_000));
        return compromise(seat, since, at);
    }
    let (name, _) = sealed(&secretary(chance, seat));
    shred(vec![name.commitment], at)
}

fn secretary(chance: &mut Chance, seat: &str) -> String {
    format!("secretary {} of {seat}", chance.below(3))
}

/// The step that the enterprise `id` should take next.
fn next(ledger: &Ledger, id: &str, seat: &str) -> u64 {
    let has_key = |role| ledger.keys().get(&key_of(role)).is_some();
    match standing(ledger, id).as_ref().map(|(standing, _)| standing.as_str()) {
        None if has_key(Role::PartSecretary(state(seat))) => 1,
        None => 0,
        Some("PROPOSED") => 2,
        Some("ACCREDITED") if has_key(Role::Party(party_id(id))) => 6,
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
            let (name, opening) = sealed(&secretary(chance, seat));
            let asked = appoint_secretary(seat, Some(name), at);
            // Some texts are forgotten; some are stored already.
            if chance.once_in(4) { asked } else { asked.opening(opening) }
        }
        1 => propose(id, seat, at),
        2 => accredit(id, seat, at),
        3 => enrol(id, seat, at),
        4 => standing_to(chance, party::Command::SuspendParty),
        6 if chance.once_in(4) => standing_to(chance, party::Command::SuspendParty),
        6 => dealing(chance, ledger, at),
        _ => standing_to(chance, party::Command::ReinstateParty),
    }
}
