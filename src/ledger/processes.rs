//! Running processes: each keeps the policy under which it began until it ends or migrates (POL-2,
//! POL-4).

use alloc::vec::Vec;

use super::{Ledger, key, result};
use crate::{id::ResultId, role::Role};

/// A process that runs under a policy of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Process {
    /// The contest window of a registered result, until it is final.
    Registration(ResultId),
    /// The contest window of what a declaration of compromise marked; by the declaration's sequence.
    Compromise(u64),
}

/// What a migration must know of a running process.
#[derive(Clone, PartialEq, Debug)]
pub struct Running {
    /// The version of the policy that it keeps.
    pub policy: u32,
    /// Those whose consent a migration needs, ascending, without repeats (POL-4).
    pub affected: Vec<Role>,
}

impl Ledger {
    /// The process, if it is running.
    #[must_use]
    pub fn running(&self, process: Process) -> Option<Running> {
        match process {
            Process::Registration(result) => result::running(self, result),
            Process::Compromise(declaration) => key::running(self, declaration),
        }
    }

    /// The process keeps `policy` from now on; its periods are computed again.
    pub(super) fn migrate(&mut self, process: Process, policy: u32) {
        match process {
            Process::Registration(result) => result::migrate(self, result, policy),
            Process::Compromise(declaration) => key::migrate(self, declaration, policy),
        }
    }
}
