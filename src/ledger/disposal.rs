//! When a share may be disposed of at all, whatever the disposal (GEN-24).

use super::{Context, Ledger, Refusal};
use crate::id::{PartyId, ResultId};

impl Ledger {
    /// # Errors
    /// Why `party` may not dispose of its share of `result` today.
    pub fn require_disposable(
        &self,
        context: &Context,
        result: &ResultId,
        party: &PartyId,
    ) -> Result<(), Refusal> {
        self.require_accredited(party, context.today)?;
        self.require_agreed(result)
    }
}
