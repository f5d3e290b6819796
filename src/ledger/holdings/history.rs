//! Every change of a title share, and from which records a present share follows (SHA-17).

use alloc::{collections::BTreeSet, vec::Vec};

use super::super::Ledger;
use crate::{
    id::{PartyId, ResultId},
    share::Share,
    time::Date,
};

/// What changed a share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// A share agreement.
    Agreed,
    /// A sole holder recorded its ownership.
    Sole,
    /// Somebody surrendered a share, which accrued to others.
    Surrender,
    /// A party took another's place.
    Succession,
    /// A court or an arbitral tribunal.
    Law,
}

impl Why {
    /// What changed a share, as rows spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Agreed => "AGREED",
            Why::Sole => "SOLE",
            Why::Surrender => "SURRENDER",
            Why::Succession => "SUCCESSION",
            Why::Law => "LAW",
        }
    }

    /// Whether a share follows from what was held before; an agreement says it anew.
    fn rests_on_earlier(self) -> bool {
        match self {
            Why::Agreed | Why::Sole => false,
            Why::Surrender | Why::Succession | Why::Law => true,
        }
    }
}

/// One change of one party's share by one record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moved {
    pub sequence: u64,
    pub party: PartyId,
    pub before: Option<Share>,
    pub after: Option<Share>,
    pub why: Why,
    /// The day from which the change holds.
    pub on: Date,
}

/// Every change of a title share of one result, ascending by sequence; one per record and party.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    moves: Vec<Moved>,
}

impl History {
    /// Notes a change. Several by one record are one change.
    pub(super) fn note(&mut self, moved: Moved) {
        let of_record = self.moves.iter_mut().rev().take_while(|m| m.sequence == moved.sequence);
        match of_record.into_iter().find(|earlier| earlier.party == moved.party) {
            Some(earlier) => *earlier = Moved { before: earlier.before, ..moved },
            None => self.moves.push(moved),
        }
    }

    /// Ascending by sequence.
    pub fn iter(&self) -> core::slice::Iter<'_, Moved> {
        self.moves.iter()
    }

    /// The change of `party`'s share by the record `sequence`.
    #[must_use]
    pub fn get(&self, party: &PartyId, sequence: u64) -> Option<&Moved> {
        self.of_record(sequence).find(|moved| moved.party == *party)
    }

    /// The last change of `party`'s share before the record `sequence`.
    #[must_use]
    pub fn last_before(&self, party: &PartyId, sequence: u64) -> Option<&Moved> {
        let end = self.moves.partition_point(|moved| moved.sequence < sequence);
        self.moves[..end].iter().rev().find(|moved| moved.party == *party)
    }

    fn of_record(&self, sequence: u64) -> impl Iterator<Item = &Moved> {
        let start = self.moves.partition_point(|moved| moved.sequence < sequence);
        self.moves[start..].iter().take_while(move |moved| moved.sequence == sequence)
    }
}

/// One node of an explanation: a change, and the earlier changes that it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub moved: Moved,
    /// Other steps of the explanation, by record and party.
    pub rests_on: Vec<(u64, PartyId)>,
}

/// The tree of changes from which the present share of `party` in `result` follows: the root first,
/// every node once, however many nodes rest on it; empty if `party` holds nothing (SHA-17).
///
/// A share rests on the party's own share before the change and, where it grew, on the shares before
/// it of those who gave. An agreed share rests on the agreement alone.
#[must_use]
pub fn explain(ledger: &Ledger, result: &ResultId, party: &PartyId) -> Vec<Step> {
    let held = ledger.holdings(result).and_then(|holdings| holdings.held_by(party));
    let (Some(_), Some(shares)) = (held, ledger.shares(result)) else { return Vec::new() };
    let history = &shares.history;
    let mut open: Vec<&Moved> = history.last_before(party, u64::MAX).into_iter().collect();
    let mut seen: BTreeSet<(u64, PartyId)> = BTreeSet::new();
    let mut steps = Vec::new();
    while let Some(moved) = open.pop() {
        if !seen.insert((moved.sequence, moved.party)) {
            continue;
        }
        let earlier = rests_on(history, moved);
        open.extend(earlier.iter().rev().copied());
        let rests_on = earlier.iter().map(|moved| (moved.sequence, moved.party)).collect();
        steps.push(Step { moved: *moved, rests_on });
    }
    steps
}

fn rests_on<'a>(history: &'a History, moved: &Moved) -> Vec<&'a Moved> {
    if !moved.why.rests_on_earlier() {
        return Vec::new();
    }
    let grew = moved.after > moved.before;
    let gave = |other: &&Moved| other.party == moved.party || grew && other.after < other.before;
    let involved = history.of_record(moved.sequence).filter(gave);
    involved.filter_map(|of| history.last_before(&of.party, moved.sequence)).collect()
}
