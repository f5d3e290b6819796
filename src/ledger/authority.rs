//! In which capacity a command is signed, and whom the policy puts in the place of the rulebook's
//! roles (bodies.md section 9).

use alloc::collections::BTreeSet;

use super::{Context, Ledger};
use crate::{id::HolderId, policy::list::RoleName, role::Role, territory::State};

impl Context {
    /// Whether enough distinct holders signed in `role`, each in office today where the role is an
    /// office (KEY-2, NAT-3).
    #[must_use]
    pub fn signed_as(&self, ledger: &Ledger, role: Role) -> bool {
        let in_role = self.signers.iter().filter(|signer| signer.role == role);
        let counted =
            in_role.filter(|signer| ledger.offices.may_act(role, signer.holder, self.today));
        let holders: BTreeSet<HolderId> = counted.map(|signer| signer.holder).collect();
        holders.len() >= ledger.keys.threshold(role)
    }

    /// Whether the command is signed in `role`; where the policy's `authority` has an exception for
    /// the command, whether it is signed in one of the roles that the exception names.
    ///
    /// An exception keeps the seat: instead of the secretary of a part its head, not another's. It
    /// never stands in for the ledger's own keys, without which nothing would be recorded any more.
    #[must_use]
    pub fn acts_as(&self, ledger: &Ledger, role: Role) -> bool {
        if let Role::Clerk(_) = role {
            return self.signed_as(ledger, role);
        }
        match self.exception(ledger) {
            Some(names) => names.iter().any(|name| self.stands_in(ledger, name, Some(role))),
            None => self.signed_as(ledger, role),
        }
    }

    /// Whether as many heads in office signed as ROOT needs (KEY-3), or whom an exception names.
    #[must_use]
    pub fn acts_as_root(&self, ledger: &Ledger) -> bool {
        match self.exception(ledger) {
            Some(names) => names.iter().any(|name| self.stands_in(ledger, name, None)),
            None => self.is_root(ledger),
        }
    }

    fn is_root(&self, ledger: &Ledger) -> bool {
        let heads = self.signers.iter().filter(|signer| matches!(signer.role, Role::Head(_)));
        let in_office =
            heads.filter(|head| ledger.offices.may_act(head.role, head.holder, self.today));
        let states: BTreeSet<State> = in_office.filter_map(|head| head.role.state()).collect();
        states.len() >= ledger.programme.root_threshold()
    }

    /// The roles that the policy in force names for this command instead of the rulebook's.
    fn exception<'l>(&self, ledger: &'l Ledger) -> Option<&'l BTreeSet<RoleName>> {
        let table = ledger.policies.get(self.policy_version)?.authority.as_map();
        let mut rows = table.iter();
        rows.find(|(command, _)| command.as_str() == self.command).map(|(_, names)| names)
    }

    /// Whether the command is signed in the role `name` in the place of `role`, or of ROOT where
    /// there is none.
    fn stands_in(&self, ledger: &Ledger, name: &RoleName, role: Option<Role>) -> bool {
        if name.as_str() == "ROOT" {
            return self.is_root(ledger);
        }
        let seat = role.and_then(|role| ledger.state_of(role));
        let named = self.signers.iter().map(|signer| signer.role).filter(|signed| {
            signed.code() == name.as_str()
                || name.as_str() == "CHAIR" && matches!(signed, Role::CouncilChair(_))
        });
        let mut seated = named.filter(|signed| {
            if let (Role::Party(signed), Some(Role::Party(party))) = (signed, role) {
                return *signed == party;
            }
            ledger.state_of(*signed).is_none_or(|of| seat.is_none_or(|seat| seat == of))
        });
        seated.any(|signed| self.signed_as(ledger, signed))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        ledger::{Reason, scenario::*},
        role::Role,
    };

    /// A world founded under a policy with this exception; the secretary of BY is in office.
    fn excepting(exception: &str) -> World {
        let world = World::unfounded();
        let mut terms = World::founding_terms();
        let stated = terms.policy.iter_mut().find(|entry| entry.key == "authority").unwrap();
        stated.value = exception.into();
        let founding = World::founding_with(terms);
        world.given(founding).given(appoint_secretary("BY"))
    }

    #[test]
    fn a_policy_names_other_roles_for_a_command() {
        // bodies.md section 9
        let world = excepting("ProposeParty:NP_HEAD");
        let by_secretary = propose("BV", "BY");
        let by_head = by_secretary.clone().by(Role::Head(state("BY")));
        let world = world.when(by_secretary).then_refused(Reason::NotAuthorised);
        world.when(by_head).then(["PartyProposed"]);
    }

    #[test]
    fn an_exception_keeps_the_seat() {
        let world = excepting("ProposeParty:NP_HEAD,NP_SEC");
        let foreign = propose("BV", "BY").by(Role::Head(state("RU")));
        let world = world.when(foreign).then_refused(Reason::NotAuthorised);
        world.when(propose("BV", "BY")).then(["PartyProposed"]);
    }

    #[test]
    fn an_exception_bears_on_its_command_alone() {
        let world = excepting("ProposeParty:NP_HEAD").given(appoint_secretary("RU"));
        let own = propose("NA", "RU").by(Role::Head(state("RU")));
        world.given(own).when(accredit("NA", "RU")).then(["PartyAccredited"]);
    }

    #[test]
    fn root_may_be_put_in_the_place_of_another_role() {
        let world = excepting("RecordAccession:ROOT");
        let asked = accession("UZ", "2026-03-01");
        let world = world.when(asked.clone()).then_refused(Reason::NotAuthorised);
        world.when(asked.signed_like(&record_chair())).then(["StateAcceded"]);
    }

    #[test]
    fn an_exception_does_not_replace_a_decision() {
        // GEN-15: who signs may change, what the body must have decided does not.
        let world = excepting("ConstituteCouncil:SECRETARY");
        let asked = constitute_council(crate::role::Council::Ria).by(Role::Secretary);
        let world = world.when(asked.clone()).then_refused(Reason::NotAuthorised);
        let (world, ordered) = world.ordering(asked);
        world.when(ordered).then(["CouncilConstituted"]);
    }

    #[test]
    fn no_exception_takes_the_clerk_its_duty() {
        let world = excepting("PassDeadlines:PARTY");
        let at = world.at;
        world.when(pass_deadlines(at)).then_refused(Reason::NotDue);
    }
}
