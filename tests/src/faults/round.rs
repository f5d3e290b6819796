//! A ledger of its own with its processes and clients, from its founding to its verification.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use super::check::Check;
use super::ground::{Ground, Site};
use super::load::Load;
use super::part::{Part, program};
use super::supervisor::Supervisor;
use super::world;
use crate::cast;

/// How long anything may take until the harness calls it a violation.
pub const PATIENCE: Duration = Duration::from_secs(90);
/// How many clients there are.
const CLIENTS: usize = 4;

/// One ledger under load.
pub struct Round {
    pub site: Site,
    pub supervisor: Supervisor,
    pub load: Load,
    check: Check,
}

impl Round {
    /// Founds a ledger, starts everything, and waits until every client was served.
    ///
    /// # Errors
    /// If the clients are not served.
    pub fn begin(ground: &Ground, number: u64) -> Result<Self, String> {
        let site = ground.site(number);
        let stores = ground.settings(&site);
        let founded = world::founded(&stores);
        let clerk = site.directory.join("clerk.pem");
        rights_client::keys::save(&clerk, &cast::clerk(), None).expect("the place is empty");
        let parts = Part::ALL.map(|part| (part, ground.environment(part, &site)));
        let supervisor = Supervisor::start(parts.into(), &site.directory);
        let load = Load::start(CLIENTS, ground.entrance());
        let check = Check::of(&stores, founded);
        let round = Self { site, supervisor, load, check };
        round.load.journal().resumed(Instant::now(), PATIENCE)?;
        Ok(round)
    }

    /// Everything that was told until now is true.
    ///
    /// # Errors
    /// What is not.
    pub fn check(&mut self) -> Result<(), String> {
        self.check.all(self.load.journal(), PATIENCE)
    }

    /// How many records were checked.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.check.size()
    }

    /// Lets the clients come to an end, and has the real verifier judge all there is.
    ///
    /// # Errors
    /// What does not follow.
    pub fn end(&mut self, ground: &Ground) -> Result<(), String> {
        self.load.finish(PATIENCE)?;
        self.check()?;
        let verified = self.rights(ground, &["verify"]).output().expect("the program can be run");
        if verified.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&verified.stderr).into_owned();
        Err(format!("rights verify: {}: {said}", verified.status))
    }

    /// The command line of this ledger.
    fn rights(&self, ground: &Ground, arguments: &[&str]) -> Command {
        let mut rights = Command::new(program("rights"));
        rights.args(arguments).env_clear().current_dir(&self.site.directory);
        rights.envs(ground.environment(Part::Gateway, &self.site));
        rights
    }

    /// Writes down what clients were told and what the stores hold, beside the logs of the processes.
    pub fn keep(&self, ground: &Ground, why: &str) {
        let told = self.load.journal().since(0);
        let lines = told.iter().map(|told| format!("{:?} {:?}\n", told.name, told.outcome));
        let journal: String = lines.collect();
        // Evidence that cannot be written must not hide what it is of.
        fs::write(self.site.directory.join("journal.txt"), journal).ok();
        fs::write(self.site.directory.join("violation.txt"), why).ok();
        ground.heal();
        self.rights(ground, &["export", "export"]).output().ok();
    }
}
