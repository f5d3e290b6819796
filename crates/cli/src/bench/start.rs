//! A process of its own that serves the measured ledger: how soon, and in how much memory.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rights_log::{Stop, embedded as log};

use crate::{
    exit::Exit,
    failure::{Failure, own},
};

/// How long a log may still be in use, and how often that is looked at.
const LETTING_GO: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(20);

/// What a start came to.
pub struct Started {
    /// From the command until it serves, views and all.
    pub took: Duration,
    /// Bytes of memory in use then; none where the system does not tell.
    pub resident: Option<u64>,
}

/// Ends the process whatever happens to its parent: it serves a copy that nobody keeps.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended already if this fails.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Starts `rights serve` on `data_dir`, on a free port, and ends it.
///
/// # Errors
/// `SERVICE_ENDED` if it never serves; or whatever the system objects to.
pub fn start(data_dir: &Path) -> Result<Started, Failure> {
    wait_until_free(data_dir)?;
    let begun = Instant::now();
    let mut command = Command::new(env::current_exe()?);
    command.args(["serve", "--port", "0", "--data-dir"]).arg(data_dir);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut serving = Serving(command.spawn()?);
    let mut address = String::new();
    if let Some(stdout) = serving.0.stdout.take() {
        BufReader::new(stdout).read_line(&mut address)?;
    }
    let took = begun.elapsed();
    if address.is_empty() {
        return Err(own("SERVICE_ENDED", Exit::Unavailable).fact("why", "it never served"));
    }
    Ok(Started { took, resident: resident(serving.0.id()) })
}

/// Whoever served the ledger in this process lets go of its log when its last reader looks up: soon
/// after the services have ended, and not with them.
fn wait_until_free(data_dir: &Path) -> Result<(), Failure> {
    let begun = Instant::now();
    loop {
        match log::Embedded::open(data_dir) {
            Ok(_) => return Ok(()),
            Err(rights_log::Error::Stop(Stop::InUse { .. })) if begun.elapsed() < LETTING_GO => {
                thread::sleep(LOOK);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The bytes of memory that the process `id` occupies, as Linux tells.
fn resident(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1_024)
}

/// The bytes of the command itself.
///
/// # Errors
/// Whatever the system objects to.
pub fn binary() -> Result<u64, Failure> {
    Ok(fs::metadata(env::current_exe()?)?.len())
}
