//! Processes that end with this one, however it ends, and that may be killed and stopped meanwhile.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

type Order = (Command, Sender<io::Result<Child>>);

/// Starts `program` with `arguments` so that the kernel kills it when this process ends.
///
/// The kernel watches the thread that started it, so one thread starts all and never ends.
#[must_use]
pub fn command(program: &Path, arguments: &[String], log: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program).args(arguments);
    let (out, err) = (appended(log), appended(log));
    // An interrupt from the keyboard is for the harness, which then ends everything.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.stdin(Stdio::null()).stdout(out).stderr(err);
    command
}

fn appended(log: &Path) -> File {
    let log = OpenOptions::new().create(true).append(true).open(log);
    log.expect("the directory of logs can be written")
}

/// Runs a [`command`].
pub fn start(command: Command) -> Child {
    static STARTER: OnceLock<Mutex<Sender<Order>>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (orders, ordered) = channel::<Order>();
        thread::spawn(move || {
            for (mut command, answer) in ordered {
                // Whoever ordered it waits for it.
                answer.send(command.spawn()).ok();
            }
        });
        Mutex::new(orders)
    });
    let (answer, child) = channel();
    let starter = starter.lock().unwrap_or_else(PoisonError::into_inner);
    starter.send((command, answer)).expect("the starter never ends");
    drop(starter);
    child.recv().expect("the starter never ends").expect("setpriv is installed")
}

/// Sends a signal, named as `kill` names it, to the process `pid`.
pub fn signal(pid: u32, name: &str) {
    let mut kill = Command::new("kill");
    kill.args(["-s", name, &pid.to_string()]).stderr(Stdio::null());
    // A process that has ended by itself needs no signal any more.
    kill.status().expect("kill is installed");
}
