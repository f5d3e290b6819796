//! What `docker compose up` would start, started without an engine: the services of
//! docker-compose.yml as processes, in its order, with its commands and its environment, on a real
//! Kafka and a real Postgres.
#![allow(clippy::unwrap_used, reason = "a test says what must hold")]

mod file;
mod machine;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use file::{Condition, File};
use machine::{Machine, Process};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Starts every service of ours when those that it waits for are as it wants them.
fn up(file: &File, machine: &Machine) -> BTreeMap<String, Process> {
    let mut running: BTreeMap<String, Process> = BTreeMap::new();
    for service in file.in_order().into_iter().filter(file::Service::is_ours) {
        for (first, condition) in service.waits_for() {
            match (condition, running.get_mut(&first)) {
                (Condition::Healthy, Some(first)) => first.await_health(),
                // Kafka and Postgres run, and what was to complete has completed.
                (Condition::Healthy | Condition::Completed, _) => {}
            }
        }
        let completes = file
            .in_order()
            .iter()
            .any(|other| other.waits_for().contains(&(service.name.clone(), Condition::Completed)));
        if completes {
            machine.complete(&service);
        } else {
            running.insert(service.name.clone(), machine.start(&service));
        }
    }
    running.values_mut().for_each(Process::await_health);
    running
}

fn is_ready(machine: &Machine, service: &str) -> bool {
    machine.page(service, "/readyz").ends_with("\nready\n")
}

/// The sequencer that appends and the one that stands by, once it is so. Where both had claimed,
/// the deposed one has ended and is started again, as `restart: on-failure` says.
fn settled(
    file: &File,
    machine: &Machine,
    running: &mut BTreeMap<String, Process>,
) -> (&'static str, &'static str) {
    loop {
        for name in ["sequencer", "standby"] {
            let process = running.get_mut(name).unwrap();
            if process.has_ended() {
                *process = machine.start(&file.service(name));
            }
        }
        let waits = |name| machine.page(name, "/readyz?verbose").contains("not claimed yet");
        for (one, other) in [("sequencer", "standby"), ("standby", "sequencer")] {
            if is_ready(machine, one) && waits(other) {
                return (one, other);
            }
        }
    }
}

#[test]
fn everything_starts_in_order_serves_its_ledger_and_survives_the_loss_of_each_part() {
    let file = File::read();
    let machine = Machine::for_services_of(&file);
    let mut running = up(&file, &machine);
    let first = machine.asked(&["programme", "show", "-o", "json"]);
    assert!(first.contains("rights.example/aurora/"), "{first}");
    // The one that appends: the other one takes its place.
    let (active, other) = settled(&file, &machine, &mut running);
    running.get_mut(active).unwrap().kill();
    while !is_ready(&machine, other) {}
    running.get_mut("gateway").unwrap().await_health();
    for name in [active, "projector", "gateway"] {
        let process = running.get_mut(name).unwrap();
        process.kill();
        *process = machine.start(&file.service(name));
        process.await_health();
    }
    assert_eq!(machine.asked(&["programme", "show", "-o", "json"]), first);
    // Everything is stopped, and started once more on the same volumes.
    drop(running);
    drop(up(&file, &machine));
}

#[test]
fn the_image_holds_every_program_that_is_run_in_it() {
    let dockerfile = fs::read_to_string(root().join("Dockerfile")).unwrap();
    for service in File::read().in_order().into_iter().filter(file::Service::is_ours) {
        let command = service.command().join(" ");
        let program = command.split_whitespace().find(|word| word.starts_with("rights")).unwrap();
        assert!(dockerfile.contains(&format!(" target/dist/{program} ")), "{program}");
    }
}

#[test]
fn only_the_gateway_is_reached_from_outside_and_only_from_this_machine() {
    for service in File::read().in_order() {
        let ports = service.ports();
        assert_eq!(ports.is_empty(), service.name != "gateway", "{}", service.name);
        assert!(ports.iter().all(|port| port.starts_with("127.0.0.1:")), "{ports:?}");
    }
}
