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
        _result: &ResultId,
        party: &PartyId,
    ) -> Result<(), Refusal> {
        self.require_accredited(party, context.today)?;
        let Some(disposer) = self.parties.get(party) else { return Ok(()) };
        self.require_state_may_deal(context, disposer.seat)?;
        if disposer.insolvency == Some(Insolvency::Recorded) {
            return Err(Refusal::new(Reason::Frozen, "PTY-7").fact("party", party));
        }
        Ok(())
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
        let ordered =
            || context.cited.is_some_and(|it| self.offices.is_ordered(Role::CommissionChair, it));
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
