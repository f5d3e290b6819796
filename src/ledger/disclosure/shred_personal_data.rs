//! The Secretary has the texts behind commitments erased, at the request of the person they name or
//! because they need not be kept any longer. The commitments stay, and with them every proof (AUD-6).

use alloc::vec::Vec;

use super::{
    super::{Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal},
    Event,
};
use crate::{id::Digest, role::Role, row::RowKey, time::Date};

/// Why personal data is erased.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShredBasis {
    /// The person asked for it.
    Request,
    /// The right to which it belongs ended, and the policy's retention after it is over.
    RetentionEnd,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ShredPersonalData {
    /// The commitments whose openings are erased; ascending, at least one.
    pub commitments: Vec<Digest>,
    pub basis: ShredBasis,
    /// The person's request, or what shows that the right ended.
    pub document: ContentDigest,
    /// The last day of the right's life; stated if and only if the basis is the end of retention.
    pub right_ended: Option<Date>,
}

/// That a text was erased, for ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shredded {
    pub basis: ShredBasis,
    /// The record by which it was.
    pub since: u64,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ShredPersonalData,
) -> Result<Events, Refusal> {
    well_formed(asked)?;
    context.require(ledger, Role::Secretary)?;
    if let Some(gone) = asked.commitments.iter().find(|it| ledger.is_shredded(it)) {
        return Err(Refusal::wrong_state("AUD-6", "SHREDDED").fact("commitment", gone));
    }
    let retention = ledger.policy(context.policy_version).retention.after_life();
    // Accepted from the first day after the last (GEN-9); the end of a term never moves (GEN-8).
    match asked.right_ended.map(|ended| retention.after(ended)) {
        Some(last) if context.today <= last => {
            Err(Refusal::new(Reason::RetentionRunning, "AUD-6").fact("last_day", last))
        }
        Some(_) | None => Ok(context.events(Event::PersonalDataShredded(asked.clone()))),
    }
}

fn well_formed(asked: &ShredPersonalData) -> Result<(), Refusal> {
    let malformed =
        |place: &str| Err(Refusal::new(Reason::Malformed, "AUD-6").fact("place", place));
    if asked.commitments.is_empty() || !asked.commitments.is_sorted_by(|a, b| a < b) {
        return malformed("commitments");
    }
    match (asked.basis, asked.right_ended) {
        (ShredBasis::Request, None) | (ShredBasis::RetentionEnd, Some(_)) => Ok(()),
        (ShredBasis::Request, Some(_)) | (ShredBasis::RetentionEnd, None) => {
            malformed("right_ended")
        }
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &ShredPersonalData) {
    for commitment in &happened.commitments {
        let shredded = Shredded { basis: happened.basis, since: cause.sequence };
        ledger.disclosure.shredded.insert(*commitment, shredded);
        ledger.touch(RowKey::Shredded(*commitment));
    }
}

impl ShredBasis {
    /// The name in rows, for example `REQUEST`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ShredBasis::Request => "REQUEST",
            ShredBasis::RetentionEnd => "RETENTION_END",
        }
    }
}

impl Ledger {
    /// Whether the opening of `commitment` was erased: it can never be stored again.
    #[must_use]
    pub fn is_shredded(&self, commitment: &Digest) -> bool {
        self.disclosure.shredded.contains_key(commitment)
    }

    /// When and why the opening of `commitment` was erased; none if it was not.
    #[must_use]
    pub fn shredded(&self, commitment: &Digest) -> Option<&Shredded> {
        self.disclosure.shredded.get(commitment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{disclosure::Command, rows, scenario::*},
        row::Row,
    };

    fn shredding(names: &[&str], basis: ShredBasis, right_ended: Option<&str>) -> Ask {
        let mut commitments: Vec<Digest> = names.iter().map(|name| digest(name)).collect();
        commitments.sort_unstable();
        let document = file("request");
        let right_ended = right_ended.map(date);
        let asked = ShredPersonalData { commitments, basis, document, right_ended };
        ask(Role::Secretary, Command::ShredPersonalData(asked))
    }

    fn request(names: &[&str]) -> Ask {
        shredding(names, ShredBasis::Request, None)
    }

    fn ended(day: &str) -> Ask {
        shredding(&["creator"], ShredBasis::RetentionEnd, Some(day))
    }

    #[test]
    fn what_a_person_asks_to_be_erased_is_gone_for_ever() {
        // AUD-6
        let world = World::cast();
        assert!(!world.ledger.is_shredded(&digest("creator")));
        let asked = request(&["creator", "creator's title"]);
        let world = world.when(asked).then(["PersonalDataShredded"]);
        assert!(world.ledger.is_shredded(&digest("creator")));
        assert!(world.ledger.is_shredded(&digest("creator's title")));
        world.when(request(&["creator"])).then_refused(Reason::WrongState);
    }

    #[test]
    fn nothing_is_erased_for_age_while_it_must_be_kept() {
        // AUD-6: ten years after 2016-01-12 end with 2026-01-12.
        let world = World::cast();
        let world = world.when(ended("2016-01-12")).then_refused(Reason::RetentionRunning);
        let world = world.on("2026-01-13");
        world.when(ended("2016-01-12")).then(["PersonalDataShredded"]);
    }

    #[test]
    fn only_the_secretary_has_data_erased() {
        let world = World::cast();
        world.when(request(&["creator"]).by(of("NA"))).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn erasing_states_what_and_on_which_basis() {
        let world = World::cast();
        let world = world.when(request(&[])).then_refused(Reason::Malformed);
        let twice = request(&["creator", "creator"]);
        let world = world.when(twice).then_refused(Reason::Malformed);
        let endless = shredding(&["creator"], ShredBasis::RetentionEnd, None);
        let world = world.when(endless).then_refused(Reason::Malformed);
        let both = shredding(&["creator"], ShredBasis::Request, Some("2010-01-01"));
        world.when(both).then_refused(Reason::Malformed);
    }

    #[test]
    fn the_row_of_what_was_erased_says_why_and_by_which_record() {
        let world = World::cast().given(request(&["creator"]));
        let rows = rows(&world.ledger);
        let [(RowKey::Shredded(_), Some(Row::Shredded(row)))] = rows.as_slice() else {
            panic!("{rows:?}");
        };
        assert_eq!((row.basis.as_str(), row.since), ("REQUEST", world.last()));
        assert_eq!(row.commitment, digest("creator").0);
    }
}
