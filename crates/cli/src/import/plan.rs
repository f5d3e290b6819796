//! What the lines of a file come to: states, parties, contracts and results, with their names in the
//! ledger. A plan says nothing of what is there already.

use std::collections::{BTreeMap, BTreeSet};

use rights::{
    id::{ContractId, PartyId, ResultId},
    ledger::party::PartyKind,
    territory::State,
    text::Text,
    time::Date,
};
use sha2::{Digest as _, Sha256};

use super::source::{Entry, Owner};

/// Everything that a file asks for.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) states: BTreeSet<State>,
    pub(super) parties: BTreeMap<PartyId, Newcomer>,
    pub(super) contracts: BTreeMap<ContractId, Pact>,
    /// In the order of the file.
    pub(super) works: Vec<Work>,
}

/// A party as the file names it.
#[derive(Debug)]
pub(super) struct Newcomer {
    pub(super) seat: State,
    pub(super) kind: PartyKind,
    pub(super) name: Text,
}

/// The contract of one set of co-owners, or of one owner with its state customer.
#[derive(Debug)]
pub(super) struct Pact {
    /// Ascending; at least two.
    pub(super) parties: Vec<PartyId>,
    /// The earliest day on which the set filed.
    pub(super) from: Date,
}

/// One result to be registered.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) entry: Entry,
    pub(super) result: ResultId,
    pub(super) contract: ContractId,
    /// The first owner: whose state is where the result was created.
    pub(super) discloser: PartyId,
    /// Ascending; at least one.
    pub(super) holders: Vec<PartyId>,
}

impl Plan {
    /// What `entries` ask for.
    pub(super) fn of(entries: Vec<Entry>) -> Plan {
        let mut plan = Plan::default();
        for entry in entries {
            plan.add(entry);
        }
        plan
    }

    /// Adds the result of `entry` and all that it rests on.
    fn add(&mut self, entry: Entry) {
        let owners: Vec<PartyId> = entry.owners.iter().map(|owner| self.owner(owner)).collect();
        let [discloser, ..] = *owners else { return };
        let mut holders = owners;
        holders.sort_unstable();
        let mut parties = holders.clone();
        if let [owner] = entry.owners.as_slice() {
            parties.push(self.customer(owner.state));
            parties.sort_unstable();
        }
        let contract = contract_id(&parties);
        let pact = Pact { parties, from: entry.filed };
        let pact = self.contracts.entry(contract).or_insert(pact);
        pact.from = pact.from.min(entry.filed);
        let result = result_id(&entry.reference);
        self.works.push(Work { entry, result, contract, discloser, holders });
    }

    fn owner(&mut self, owner: &Owner) -> PartyId {
        self.states.insert(owner.state);
        let id = party_id(owner);
        let (seat, name) = (owner.state, owner.name.clone());
        let newcomer = Newcomer { seat, kind: PartyKind::Enterprise, name };
        self.parties.entry(id).or_insert(newcomer);
        id
    }

    /// The party with which a sole owner of `state` is presumed to have contracted.
    fn customer(&mut self, state: State) -> PartyId {
        let id = PartyId::parse(&format!("{state}.customer"))
            .expect("a state's code is two capital letters");
        let name = Text::parse(&format!("State customer of {state}"))
            .expect("a state's code is two capital letters");
        let newcomer = Newcomer { seat: state, kind: PartyKind::StateBody, name };
        self.parties.entry(id).or_insert(newcomer);
        id
    }
}

impl Plan {
    /// The last day on which anything was filed, of those before `today`: nothing is recorded
    /// before it was filed. None if there is no such day.
    pub(super) fn last_filed(&self, today: Date) -> Option<Date> {
        let filed = self.works.iter().map(|work| work.entry.filed);
        filed.filter(|filed| *filed < today).max()
    }
}

impl Work {
    /// Whether several parties hold it.
    pub(super) fn is_joint(&self) -> bool {
        self.holders.len() > 1
    }
}

/// How many hex digits of a hash an id takes: one in 2^64 hits another's.
const DIGITS: usize = 16;
/// How much of a reference an id repeats for people, in letters and digits.
const READABLE: usize = 21;

/// The id of the party of this country and exact spelling.
fn party_id(owner: &Owner) -> PartyId {
    let hash = hex("party", &[owner.state.as_str(), owner.name.as_str()]);
    PartyId::parse(&format!("{}.{hash}", owner.state)).expect("a code, a dot and digits are an id")
}

/// The id of the contract of these parties.
fn contract_id(parties: &[PartyId]) -> ContractId {
    let parties: Vec<&str> = parties.iter().map(PartyId::as_str).collect();
    let hash = hex("contract", &parties);
    ContractId::parse(&format!("K.{hash}")).expect("a letter, a dot and digits are an id")
}

/// The id of the result that an office knows under `reference`: its letters and digits, so that
/// people find it, and a hash, so that no two share it.
fn result_id(reference: &Text) -> ResultId {
    let readable = reference.as_str().chars().filter(char::is_ascii_alphanumeric);
    let readable: String = readable.take(READABLE).collect();
    let hash = hex("result", &[reference.as_str()]);
    ResultId::parse(&format!("R{readable}.{hash}"))
        .expect("a letter, 21 more, a dot and 16 digits are an id")
}

/// The first digits of a hash of `parts`, none of which is mistaken for another's beginning.
fn hex(what: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new_with_prefix(b"rights/import/v1\0");
    for part in [what].iter().chain(parts) {
        hash.update(part.as_bytes());
        // No text holds a control character.
        hash.update([0]);
    }
    let mut hex = crate::digits::hex(&hash.finalize());
    hex.truncate(DIGITS);
    hex
}

#[cfg(test)]
mod tests {
    use super::{super::source::parse, *};

    /// Reference, day of filing, owners with their countries.
    type Told<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

    fn planned(lines: &[Told]) -> Plan {
        let entry = |(at, (reference, filed, owners)): (usize, &Told)| {
            let owner = |(name, country): &(&str, &str)| serde_json::json!({ "name": name, "country": country });
            let owners: Vec<_> = owners.iter().map(owner).collect();
            let line = serde_json::json!({
                "reference": reference, "kind": "INVENTION", "filed": filed, "owners": owners,
                "ipc": ["F02K 7/02"],
            });
            parse(at + 1, &line.to_string()).unwrap().0
        };
        Plan::of(lines.iter().enumerate().map(entry).collect())
    }

    #[test]
    fn a_name_spelled_otherwise_is_another_party() {
        let plan = planned(&[
            ("QM 1", "2001-01-01", &[("Alder Works", "QM")]),
            ("QM 2", "2001-01-01", &[("ALDER WORKS", "QM")]),
            ("QM 3", "2001-01-01", &[("Alder Works", "QN")]),
        ]);
        let disclosers: BTreeSet<PartyId> = plan.works.iter().map(|work| work.discloser).collect();
        assert_eq!(disclosers.len(), 3);
        // And two state customers.
        assert_eq!(plan.parties.len(), 5);
    }

    #[test]
    fn the_same_set_of_owners_has_one_contract_from_its_earliest_filing() {
        let plan = planned(&[
            ("QM 1", "2001-01-01", &[("Alder Works", "QM"), ("Birch Institute", "QN")]),
            ("QM 2", "1999-12-31", &[("Birch Institute", "QN"), ("Alder Works", "QM")]),
        ]);
        let pacts: Vec<&Pact> = plan.contracts.values().collect();
        let [pact] = pacts.as_slice() else { panic!("{pacts:?}") };
        assert_eq!(pact.from, Date::parse("1999-12-31").unwrap());
        assert!(plan.works.iter().all(Work::is_joint));
        assert_ne!(plan.works[0].discloser, plan.works[1].discloser);
    }

    #[test]
    fn a_sole_owner_is_presumed_to_have_contracted_with_its_state() {
        let plan = planned(&[("QM 1", "2001-01-01", &[("Alder Works", "QM")])]);
        let pact = plan.contracts.values().next().unwrap();
        assert!(pact.parties.contains(&PartyId::parse("QM.customer").unwrap()));
        assert_eq!(plan.works[0].holders, [plan.works[0].discloser]);
    }

    #[test]
    fn ids_follow_from_what_the_register_says_and_stay_readable() {
        let id = |reference| result_id(&Text::parse(reference).unwrap());
        assert!(id("QM 2012/0575 A1").as_str().starts_with("RQM20120575A1."));
        assert_ne!(id("QM 12"), id("QM1 2"));
        assert!(id(&"9".repeat(200)).as_str().len() <= rights::id::ID_BYTES_MAX);
    }
}
