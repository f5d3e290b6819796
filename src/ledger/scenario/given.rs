//! Facts that a test takes as given, however they came about: for rules that ask nothing more.

use alloc::vec::Vec;

use super::{World, ask, date, results, share, state, treaty, zone};
use crate::{
    id::{BodyId, Digest, ResultId},
    ledger::{
        Context, admission,
        office::{Decision, Designation, Order, Power},
        programme,
    },
    policy::Policy,
    role::{Body, Role},
    sealed::Sealed,
};

pub(crate) fn result(text: &str) -> ResultId {
    ResultId::parse(text).unwrap()
}

impl World {
    /// The same world in which `id` is a result and `list` its holders with their shares, ascending:
    /// for rules that ask who holds what, however it came about.
    pub(crate) fn holding(self, id: &str, list: &[(&str, u64, u64)]) -> World {
        let held = |&(holder, p, q): &(_, u64, u64)| (holder, share(p, q));
        results::held_from_today(self, id, &list.iter().map(held).collect::<Vec<_>>())
    }

    /// The same world in which `id` is a contract of level L2 between `parties`, from today.
    pub(crate) fn contracted(self, id: &str, parties: &[&str]) -> World {
        let today = zone().date_of(self.at);
        results::contract_from(self, id, parties, today)
    }

    /// The same world in which the state `of` is suspended under its treaty from `day` on.
    pub(crate) fn suspending(mut self, of: &str, day: &str) -> World {
        let bound = self.ledger.programme.bindings.get_mut(&(treaty(), state(of))).unwrap();
        bound[0].suspended.push((date(day), None));
        self
    }

    /// The same world in which `body` of the state `of` accredits, instead of its head.
    pub(crate) fn accrediting(mut self, of: &str, body: BodyId) -> World {
        let (from, until) = (date("2026-01-12"), date("2040-12-31"));
        let name = super::text(body.as_str());
        let (ended, record, revision) = (None, 0, 1);
        let designated = Designation { body, name, from, until, ended, record, revision };
        let power = (state(of), treaty(), Power::Accreditation);
        self.ledger.offices.designations.insert(power, [designated].into());
        self
    }

    /// The same world in which the record `sequence` adopted a decision of the Commission that orders
    /// the operation `order` once.
    pub(crate) fn ordered(mut self, sequence: u64, order: Digest) -> World {
        let orders = [(order, Order { times: 1, left: 1 })].into();
        let (text, adopted) = (Sealed { commitment: order }, zone().date_of(self.at));
        let decision = Decision { body: Body::Commission, text, adopted, orders };
        self.ledger.offices.decisions.insert(sequence, decision);
        self
    }

    /// The same world in which the policy reads otherwise from today on.
    pub(crate) fn under(mut self, otherwise: impl FnOnce(&mut Policy)) -> World {
        let mut policy = self.ledger.policy(self.ledger.policies.newest()).clone();
        otherwise(&mut policy);
        let today = zone().date_of(self.at);
        self.ledger.policies.adopt(policy, today, 0);
        self
    }

    /// What a decision would know if `role` alone signed now: for rules that commands share.
    pub(crate) fn context(&self, role: Role) -> Context {
        self.context_by(&[(role, 0)])
    }

    /// The same if these keys of these roles signed, the first as author.
    pub(crate) fn context_by(&self, signers: &[(Role, u8)]) -> Context {
        let passing = programme::PassDeadlines { until: self.at };
        let mut asked = ask(signers[0].0, programme::Command::PassDeadlines(passing));
        asked.signers = signers.into();
        // The next command's id, since the last may have been recorded.
        let next = World { asked: self.asked + 1, ..self.clone() };
        admission::admit(&self.ledger, self.at, &next.signed(asked)).unwrap()
    }
}
