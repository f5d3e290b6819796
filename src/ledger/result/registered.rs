//! What the ledger knows of one result, and of all.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{
    super::{ContentDigest, Level, Refusal, holdings::Holdings, notices::NoticeId},
    Cite, Contest, CorrectRecord, Kind,
};
use crate::{
    id::{ContractId, Digest, PartyId, ResultId},
    sealed::Sealed,
    territory::State,
    text::Text,
    time::Date,
};

/// All results, and who holds shares of which.
#[derive(Clone, Debug, Default)]
pub struct Results {
    pub(super) by_id: BTreeMap<ResultId, Registered>,
    /// The results that each party holds, with or without shares.
    pub(in super::super) by_holder: BTreeMap<PartyId, BTreeSet<ResultId>>,
    /// The results that name each party in any part: discloser, holder of title or income, addressee,
    /// contributor, contester.
    pub(super) naming: BTreeMap<PartyId, BTreeSet<ResultId>>,
    /// The first result with each content (REG-2).
    pub(super) contents: BTreeMap<Digest, ResultId>,
    /// By the sequence of the record that corrects.
    pub(super) corrections: BTreeMap<u64, CorrectRecord>,
}

/// What the ledger knows of one result.
#[derive(Clone, PartialEq, Debug)]
pub struct Registered {
    pub contract: ContractId,
    pub kind: Kind,
    pub stage: Stage,
    pub level: Level,
    /// The mark that goes with the level; none where none was set.
    pub mark: Option<Text>,
    /// Who disclosed it: the originator of what is confidential in it (CFD-3).
    pub discloser: PartyId,
    pub content: ContentDigest,
    pub cites: Option<Cite>,
    pub title: Option<Sealed>,
    pub creators: Vec<Sealed>,
    pub created_in: State,
    pub created_on: Date,
    /// Ascending, without repeats.
    pub fields: Vec<Text>,
    pub office: Option<Text>,
    /// The sequence of the record that disclosed it.
    pub disclosed: u64,
    /// The version of the policy under which it was disclosed.
    pub policy: u32,
    pub registration: Option<Registration>,
    /// Who holds which share; none while nothing is agreed (SHA-15).
    pub holdings: Option<Holdings>,
    /// The sequence of the record that last changed the holdings, and the day from which they hold.
    pub held: Option<(u64, Date)>,
    /// The first day on which the registration is final.
    pub final_from: Option<Date>,
    /// The versions after the first, oldest first.
    pub versions: Vec<Version>,
    /// The results that this one was made from, and the sequence of the record that said so.
    pub sources: BTreeMap<ResultId, u64>,
    /// The results made from this one.
    pub derived: BTreeSet<ResultId>,
    /// 1 at creation, 1 more with every change (GEN-19).
    pub revision: u64,
}

/// Where a result stands on the title axis.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    Disclosed,
    Provisional,
    Contested,
    Registered,
    Archived,
}

/// A later content of a result.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    pub content: ContentDigest,
    /// The holder that recorded it.
    pub by: PartyId,
    /// The sequence of the record that recorded it.
    pub since: u64,
}

/// How a result was registered: a process that keeps its policy (POL-2).
#[derive(Clone, PartialEq, Debug)]
pub struct Registration {
    /// The sequence of the record that registered it.
    pub sequence: u64,
    pub policy: u32,
    /// The holders named, with or without shares; ascending, at least one.
    pub named: Vec<PartyId>,
    /// The first day on which these are the holders named.
    pub named_from: Date,
    /// One for every contract party but the discloser.
    pub windows: Vec<Window>,
    /// Where the discloser is the only contract party left, and nobody is notified: the last day on
    /// which a body may contest.
    pub alone_until: Option<Date>,
    /// By the sequence of the record that opened each (REG-6).
    pub contests: BTreeMap<u64, Contest>,
}

/// Within what time one contract party may contest a registration (REG-5).
#[derive(Clone, PartialEq, Debug)]
pub struct Window {
    /// To whom the notice was sent.
    pub addressee: PartyId,
    /// Who may contest now: the addressee, or who succeeded it (PTY-6).
    pub party: PartyId,
    pub notice: NoticeId,
    pub delivered: Option<Date>,
    /// The last day on which the party may contest; none until the notice is delivered.
    pub last_day: Option<Date>,
}

impl Stage {
    /// The state as the rulebook spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Disclosed => "DISCLOSED",
            Stage::Provisional => "REGISTERED_PROVISIONAL",
            Stage::Contested => "CONTESTED",
            Stage::Registered => "REGISTERED",
            Stage::Archived => "ARCHIVED",
        }
    }
}

impl Results {
    /// What the record `by` corrected; none if it corrected nothing.
    #[must_use]
    pub fn correction(&self, by: u64) -> Option<&CorrectRecord> {
        self.corrections.get(&by)
    }

    /// The result; none if it was never disclosed.
    #[must_use]
    pub fn get(&self, result: &ResultId) -> Option<&Registered> {
        self.by_id.get(result)
    }

    /// All results ever disclosed, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (&ResultId, &Registered)> {
        self.by_id.iter()
    }

    /// A result of which an event was recorded.
    pub(in super::super) fn known(&mut self, result: &ResultId) -> &mut Registered {
        self.by_id.get_mut(result).expect("events happen to disclosed results only")
    }

    /// The results in which `party` plays any part, ascending.
    pub fn naming(&self, party: &PartyId) -> impl Iterator<Item = &ResultId> {
        self.naming.get(party).into_iter().flatten()
    }

    /// `party` plays a part in `result`.
    pub(in super::super) fn name(&mut self, party: PartyId, result: ResultId) {
        self.naming.entry(party).or_default().insert(result);
    }

    /// The holders of `result` are `after`, no longer `before`.
    pub(super) fn reindex(&mut self, result: ResultId, before: &[PartyId], after: &[PartyId]) {
        for party in before {
            if let Some(held) = self.by_holder.get_mut(party) {
                held.remove(&result);
                if held.is_empty() {
                    self.by_holder.remove(party);
                }
            }
        }
        for party in after {
            self.by_holder.entry(*party).or_default().insert(result);
            self.name(*party, result);
        }
    }
}

impl Registered {
    /// # Errors
    /// `WRONG_STATE` before registration and once the result is archived.
    pub(super) fn require_live(&self, rule: &'static str) -> Result<(), Refusal> {
        match self.stage {
            Stage::Provisional | Stage::Contested | Stage::Registered => Ok(()),
            Stage::Disclosed | Stage::Archived => Err(Refusal::wrong_state(rule, self.state())),
        }
    }

    /// Where it stands on the title axis, as the rulebook spells it.
    #[must_use]
    pub fn state(&self) -> &'static str {
        self.stage.as_str()
    }

    /// The holders, with or without shares, ascending; none before registration.
    #[must_use]
    pub fn holders(&self) -> Vec<PartyId> {
        match (&self.holdings, &self.registration) {
            (Some(holdings), _) => holdings.iter().map(|of| of.party).collect(),
            (None, Some(registration)) => registration.named.clone(),
            (None, None) => Vec::new(),
        }
    }

    /// Whether `party` holds the result, with or without a share.
    #[must_use]
    pub fn is_held_by(&self, party: &PartyId) -> bool {
        match (&self.holdings, &self.registration) {
            (Some(holdings), _) => holdings.held_by(party).is_some(),
            (None, Some(registration)) => registration.named.contains(party),
            (None, None) => false,
        }
    }
}
