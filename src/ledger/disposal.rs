//! When a share may be disposed of at all, whatever the disposal (GEN-24).

use super::{Context, Ledger, Reason, Refusal, party::Insolvency};
use crate::{
    id::{PartyId, ResultId},
    policy::choice::SuspensionDisposals,
    role::Role,
    territory::State,
};

impl Ledger {
    /// # Errors
    /// Why `party` may not dispose of its share of `result` today: `PARTY_NOT_ACCREDITED` (PTY-3),
    /// `STATE_NOT_BOUND` while its state is suspended (STM-4), `FROZEN` while it is insolvent without
    /// an administrator (PTY-7) or a record that moved shares of `result` is contestable or contested
    /// (KEY-7).
    pub fn require_disposable(
        &self,
        context: &Context,
        result: &ResultId,
        party: &PartyId,
    ) -> Result<(), Refusal> {
        self.require_accredited(party, context.today)?;
        let Some(disposer) = self.parties.get(party) else { return Ok(()) };
        self.require_state_may_deal(context, disposer.seat)?;
        if disposer.insolvency == Some(Insolvency::Recorded) {
            return Err(Refusal::new(Reason::Frozen, "PTY-7").fact("party", party));
        }
        if let Some(record) = self.keys().contestables().blocks(result) {
            return Err(Refusal::new(Reason::Frozen, "KEY-7").fact("record", record));
        }
        Ok(())
    }

    /// # Errors
    /// `STATE_NOT_BOUND` where nothing may be disposed of to `party`, whose state is suspended (STM-4).
    pub fn require_may_gain(&self, context: &Context, party: &PartyId) -> Result<(), Refusal> {
        let Some(gaining) = self.parties.get(party) else { return Ok(()) };
        self.require_state_may_deal(context, gaining.seat)
    }

    /// For disposals by parties of `state`, and to them: while the state is suspended the policy says
    /// whether they are blocked, or need an order of the Commission, or go on (STM-4).
    ///
    /// # Errors
    /// `STATE_NOT_BOUND`.
    pub fn require_state_may_deal(&self, context: &Context, state: State) -> Result<(), Refusal> {
        if !self.programme.is_suspended(state, context.today) {
            return Ok(());
        }
        let ordered = || {
            context.cited.is_some_and(|it| {
                self.offices.is_ordered(Role::CommissionChair, context.command, it)
            })
        };
        let admitted = match self.policy(context.policy_version).state_suspension_disposals {
            SuspensionDisposals::Block => false,
            SuspensionDisposals::CommissionConsent => ordered(),
            SuspensionDisposals::Allow => true,
        };
        if admitted {
            return Ok(());
        }
        Err(Refusal::new(Reason::StateNotBound, "STM-4").fact("state", state))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        ledger::{Reason, scenario::*},
        policy::choice::SuspensionDisposals,
        role::Role,
    };

    /// Why NA may not dispose of R-1 now, by a command that cites the record `cited`.
    fn refused(world: &World, cited: Option<u64>) -> Option<Reason> {
        let mut context = world.context(of("NA"));
        let order = digest("order");
        context.cited = cited.map(|decision| crate::ledger::Cited { decision, order });
        let asked = world.ledger.require_disposable(&context, &result("R-1"), &party("NA"));
        asked.err().map(|refusal| refusal.reason)
    }

    /// RU is suspended since 2026-01-12, the policy treats that so, and the record 7 ordered it.
    fn suspended(disposals: SuspensionDisposals) -> World {
        let world = World::cast().suspending("RU", "2026-01-12").ordered(7, digest("order"));
        world.under(|policy| policy.state_suspension_disposals = disposals)
    }

    #[test]
    fn only_an_accredited_party_disposes() {
        // PTY-2, PTY-3
        let world = World::cast();
        assert_eq!(refused(&world, None), None);
        let context = world.context(of("NA"));
        let unknown = world.ledger.require_disposable(&context, &result("R-1"), &party("XX"));
        assert_eq!(unknown.unwrap_err().reason, Reason::PartyNotAccredited);
        let secretary = Role::PartSecretary(state("RU"));
        let proposed = world.given(propose("NB", "RU").by(secretary));
        let asked = proposed.ledger.require_disposable(&context, &result("R-1"), &party("NB"));
        assert_eq!(asked.unwrap_err().reason, Reason::PartyNotAccredited);
    }

    #[test]
    fn while_its_state_is_suspended_a_party_disposes_as_the_policy_says() {
        // STM-4
        let blocked = suspended(SuspensionDisposals::Block);
        assert_eq!(refused(&blocked, Some(7)), Some(Reason::StateNotBound));
        let allowed = suspended(SuspensionDisposals::Allow);
        assert_eq!(refused(&allowed, None), None);
        let by_consent = suspended(SuspensionDisposals::CommissionConsent);
        assert_eq!(refused(&by_consent, None), Some(Reason::StateNotBound));
        assert_eq!(refused(&by_consent, Some(8)), Some(Reason::StateNotBound));
        assert_eq!(refused(&by_consent, Some(7)), None);
    }

    #[test]
    fn parties_of_other_states_dispose_as_before() {
        // STM-4
        let world = suspended(SuspensionDisposals::Block);
        let context = world.context(of("BV"));
        let asked = world.ledger.require_disposable(&context, &result("R-1"), &party("BV"));
        assert_eq!(asked, Ok(()));
        let to_ru = world.ledger.require_state_may_deal(&context, state("RU"));
        assert_eq!(to_ru.unwrap_err().reason, Reason::StateNotBound);
    }
}
