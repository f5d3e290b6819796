//! Facts that a test takes as given, however they came about: for rules that ask nothing more.

use alloc::vec::Vec;

use super::{World, ask, party, share};
use crate::{
    id::{ContractId, ResultId},
    ledger::{
        Context, Level, ShareOf, admission,
        contract::{Contract, Terms},
        holdings::Holdings,
        programme,
        result::Registered,
    },
    role::Role,
};

pub(crate) fn result(text: &str) -> ResultId {
    ResultId::parse(text).unwrap()
}

impl World {
    /// The same world in which `id` is a result and `list` its holders with their shares, ascending:
    /// for rules that ask who holds what, however it came about.
    pub(crate) fn holding(mut self, id: &str, list: &[(&str, u64, u64)]) -> World {
        let of = |(id, numerator, denominator): &(&str, u64, u64)| ShareOf {
            party: party(id),
            share: share(*numerator, *denominator),
        };
        let list: Vec<ShareOf> = list.iter().map(of).collect();
        let results = &mut self.ledger.results;
        for ShareOf { party, .. } in &list {
            results.by_holder.entry(*party).or_default().insert(result(id));
        }
        let holdings = Some(Holdings::from_list(&list).unwrap());
        results.results.insert(result(id), Registered { level: Level::Contract, holdings });
        self
    }

    /// The same world in which `id` is a contract of level L2 between `parties`, ascending.
    pub(crate) fn contracted(mut self, id: &str, parties: &[&str]) -> World {
        let parties = parties.iter().map(|id| party(id)).collect();
        let contract = Contract { parties, terms: Terms { level: Level::Contract } };
        self.ledger.contracts.insert(ContractId::parse(id).unwrap(), contract);
        self
    }

    /// What a decision would know if `role` alone signed now: for rules that commands share.
    pub(crate) fn context(&self, role: Role) -> Context {
        self.context_of(&[(role, 0)])
    }

    /// The same if these keys of these roles signed, the first as author.
    pub(crate) fn context_of(&self, signers: &[(Role, u8)]) -> Context {
        let passing = programme::PassDeadlines { until: self.at };
        let mut asked = ask(signers[0].0, programme::Command::PassDeadlines(passing));
        asked.signers = signers.into();
        // The next command's id, since the last may have been recorded.
        let next = World { asked: self.asked + 1, ..self.clone() };
        admission::admit(&self.ledger, self.at, &next.signed(asked)).unwrap()
    }
}
