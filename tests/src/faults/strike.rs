//! Making a fault happen, and undoing what does not undo itself.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::ground::Ground;
use super::part::{Link, Part};
use super::round::{PATIENCE, Round};
use super::wait::{lasts, until};
use crate::servers::proxy::{Flow, Proxy, Way};

/// What still fits on a disk that is about to be full: less than a frame of a few commands, so that
/// one is torn.
const LEFT_BYTES: u64 = 1_000;

/// Makes `fault` happen; returns when nothing but time keeps the ledger from being served.
///
/// # Errors
/// What the product or a server did not do that the fault counts on.
pub fn strike(fault: Fault, ground: &mut Ground, round: &Round) -> Result<(), String> {
    match fault {
        Fault::Kill(part) => round.supervisor.kill(part),
        Fault::Pause(time) => return pause(time, ground, round),
        Fault::Twins => {
            let at_once = [("RIGHTS_SEQUENCER__STANDBY", "false")];
            round.supervisor.all_at_once(&Part::SEQUENCERS, &at_once);
        }
        Fault::KillBroker(time) => return kill_broker(time, ground, round),
        Fault::KillPostgres => ground.postgres.restart(),
        Fault::DiskFull => return disk_full(ground, round),
        Fault::Cut(link) => ground.proxies(link).into_iter().for_each(Proxy::cut),
        Fault::Refuse(link, time) => {
            ground.proxies(link).into_iter().for_each(Proxy::refuse);
            lasts(time);
            ground.proxies(link).into_iter().for_each(Proxy::heal);
        }
        Fault::Hold(link, way, time) => {
            ground.proxies(link).into_iter().for_each(|proxy| proxy.set(way, Flow::Waits));
            lasts(time);
            ground.proxies(link).into_iter().for_each(Proxy::heal);
        }
        Fault::Swallow(part, time) => swallow(part, time, ground),
    }
    Ok(())
}

/// Whoever was stopped for longer than a standby waits is deposed, and has to find that out and end.
fn pause(time: Duration, ground: &Ground, round: &Round) -> Result<(), String> {
    let active = active(ground)?;
    let before = round.supervisor.ends(&[active]);
    round.supervisor.pause(active);
    lasts(time);
    let other = Part::SEQUENCERS.into_iter().find(|part| *part != active);
    let other = other.expect("there are two sequencers");
    let taken =
        until(PATIENCE, "no standby has taken over", || ground.is_active(other).then_some(()));
    round.supervisor.go_on(active);
    taken?;
    round.supervisor.ended_again(active, before, PATIENCE)
}

fn kill_broker(time: Duration, ground: &mut Ground, round: &Round) -> Result<(), String> {
    let leader = leader(ground, round)?;
    ground.cluster.kill(leader);
    lasts(time);
    without_it(ground, round)?;
    ground.cluster.resume(leader);
    Ok(())
}

/// Where there are other brokers, the ledger is served without the one that is gone.
fn without_it(ground: &Ground, round: &Round) -> Result<(), String> {
    if ground.cluster.len() == 1 {
        return Ok(());
    }
    round.load.journal().resumed(Instant::now(), PATIENCE)
}

/// The limit of a file's size is what a process can be given; the broker cannot tell it from a disk.
fn disk_full(ground: &mut Ground, round: &Round) -> Result<(), String> {
    let leader = leader(ground, round)?;
    let pid = ground.cluster.pid(leader).ok_or("the leading broker does not run")?;
    let partition = ground.cluster.data(leader).join(format!("{}-0", round.site.topic));
    let largest = fs::read_dir(&partition)
        .map_err(|error| format!("{}: {error}", partition.display()))?
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "log"))
        .filter_map(|entry| entry.metadata().ok().map(|metadata| metadata.len()))
        .max();
    let most = largest.ok_or("the partition has no segment")? + LEFT_BYTES;
    let limit = format!("--fsize={most}:");
    let limited = Command::new("prlimit").args(["--pid", &pid.to_string(), &limit]).status();
    if !limited.expect("prlimit is installed").success() {
        return Err("the size of the broker's files cannot be limited".to_owned());
    }
    until(PATIENCE, "the broker goes on without a disk", || {
        ground.cluster.has_ended(leader).then_some(())
    })?;
    without_it(ground, round)?;
    ground.cluster.resume(leader);
    Ok(())
}

fn swallow(part: Part, time: Duration, ground: &Ground) {
    let proxies = ground.proxies(Link::Kafka(part));
    for proxy in &proxies {
        proxy.set(Way::Answering, Flow::Vanishes);
    }
    lasts(time);
    // Until they pass again nobody is admitted: half of an answer would be no lost answer.
    proxies.iter().copied().for_each(Proxy::refuse);
    proxies.into_iter().for_each(Proxy::heal);
}

fn active(ground: &Ground) -> Result<Part, String> {
    until(PATIENCE, "no sequencer says to be ready", || ground.active())
}

fn leader(ground: &Ground, round: &Round) -> Result<usize, String> {
    until(PATIENCE, "the topic has no leader", || ground.cluster.leader(&round.site.topic))
}
