//! The processes of single services as they are started, on a real Kafka and a real Postgres.
#![allow(clippy::unwrap_used, reason = "a test says what must hold")]

mod place;

use place::{Place, Process};
use tests::servers::{kafka::Kafka, postgres::Postgres};

#[test]
fn a_command_submitted_through_the_gateway_is_read_back_there() {
    let place = Place::founded();
    let sequencer = place.start("rights-sequencer", &[]);
    let _projector = place.start("rights-projector", &[]);
    let gateway = place.gateway(&[&sequencer]);
    gateway.await_ready("ready");
    place.propose(&gateway, "NA");
    place.shows(&gateway, "NA");
}

#[test]
fn each_process_ends_when_it_is_told_and_goes_on_when_it_is_started_again() {
    let place = Place::founded();
    let mut sequencer = place.start("rights-sequencer", &[]);
    let mut projector = place.start("rights-projector", &[]);
    let mut gateway = place.gateway(&[&sequencer]);
    for party in ["NA", "NB"] {
        gateway.await_ready("ready");
        place.propose(&gateway, party);
        place.shows(&gateway, party);
        let at = sequencer.address.clone();
        for process in [sequencer, projector, gateway] {
            assert_eq!(process.told_to_end(), Some(0));
        }
        sequencer = place.start("rights-sequencer", &["--listen", &at]);
        projector = place.start("rights-projector", &[]);
        gateway = place.gateway(&[&sequencer]);
    }
    gateway.await_ready("ready");
    place.shows(&gateway, "NA");
    place.shows(&gateway, "NB");
    drop(projector);
}

#[test]
fn a_standby_takes_over_from_a_sequencer_that_was_killed_and_the_gateway_finds_it() {
    let place = Place::founded();
    let active = place.start("rights-sequencer", &[]);
    let standby = place.standby();
    let _projector = place.start("rights-projector", &[]);
    let gateway = place.gateway(&[&active, &standby]);
    gateway.await_ready("ready");
    place.propose(&gateway, "NA");
    let page = standby.page("/readyz?verbose");
    assert!(page.contains("[-] sequencer: the log is not claimed yet"), "{page}");
    active.kill();
    standby.await_ready("ready");
    gateway.await_ready("ready");
    place.propose(&gateway, "NB");
    place.shows(&gateway, "NA");
    place.shows(&gateway, "NB");
}

#[test]
fn a_standby_takes_over_when_it_is_told_and_whoever_it_deposed_ends_to_be_started_again() {
    let place = Place::founded();
    let active = place.start("rights-sequencer", &[]);
    let standby = place.standby();
    standby.signal("USR1");
    standby.await_ready("ready");
    let (code, said) = active.ended();
    assert_eq!(code, Some(7), "{said}");
    assert!(said.contains("error[DEPOSED]"), "{said}");
    let again = place.standby();
    standby.signal("USR1");
    assert!(again.page("/readyz").ends_with("not ready\n"));
    standby.kill();
    again.await_ready("ready");
}

#[test]
fn of_two_that_stand_by_one_becomes_active() {
    let place = Place::founded();
    let both = [place.standby(), place.standby()];
    let ready = |process: &Process| process.page("/readyz").ends_with("\nready\n");
    let active = loop {
        if let Some(active) = both.iter().position(ready) {
            break active;
        }
    };
    let [one, two] = both;
    let (active, waiting) = if active == 0 { (one, two) } else { (two, one) };
    assert!(!ready(&waiting));
    active.kill();
    waiting.await_ready("ready");
}

#[test]
fn a_whole_ledger_in_one_process_stands_by_and_answers_readers_meanwhile() {
    let place = Place::founded();
    let active = place.start("rights-sequencer", &[]);
    let standby = place.spawn("rights", &["serve", "--port", "0"], &[STANDBY]);
    standby.await_ready("[-] sequencer: the log is not claimed yet\n[+] projector ok\n[+] log ok");
    place.shows_nothing(&standby);
    active.kill();
    standby.await_ready("ready");
    place.propose(&standby, "NA");
}

#[test]
fn a_gateway_that_does_not_know_any_sequencer_names_the_setting() {
    let place = Place::founded();
    let (code, said) = place.spawn("rights-gateway", &["--port", "0"], &[]).ended();
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("gateway.sequencers"), "{said}");
}

#[test]
fn a_command_that_would_depose_whoever_serves_is_refused() {
    let place = Place::founded();
    let sequencer = place.start("rights-sequencer", &[]);
    let said = place.refused_alone(&place::proposing("NA"));
    assert!(said.contains("error[LEDGER_SERVED]"), "{said}");
    sequencer.await_ready("ready");
}

#[test]
fn numbers_have_a_port_of_their_own_if_they_are_given_one() {
    let place = Place::founded();
    let port = place::free_port();
    let apart = [("RIGHTS_METRICS__LISTEN", port.as_str())];
    let sequencer = place.spawn("rights-sequencer", &["--port", "0"], &apart);
    let page = place::page(&port, "/metrics");
    assert!(page.contains("rights_sequencer_log_records 2\n"), "{page}");
    assert!(sequencer.page("/metrics").starts_with("HTTP/1.0 404"));
}

#[test]
fn views_that_reflect_more_than_the_log_holds_are_not_served() {
    let (place, other) = (Place::founded(), Place::founded());
    let sequencer = place.start("rights-sequencer", &[]);
    let projector = place.start("rights-projector", &[]);
    let gateway = place.gateway(&[&sequencer]);
    gateway.await_ready("ready");
    place.propose(&gateway, "NA");
    place.shows(&gateway, "NA");
    drop((gateway, projector));
    let elsewhere = other.start("rights-sequencer", &[]);
    let views = [("RIGHTS_VIEWS", place.variable("RIGHTS_VIEWS"))];
    let gateway = other.gateway_with(&[&elsewhere], &views);
    gateway.await_ready("[-] views: ROLLBACK_DETECTED: the views reflect 3 records");
    let said = other.refused(&gateway, &["party", "list"]);
    assert!(said.contains("error[VIEWS_DAMAGED]"), "{said}");
}

#[test]
fn processes_ride_out_a_restart_of_the_database_and_of_the_broker() {
    let (mut kafka, postgres) = (Kafka::start(), Postgres::start());
    let place = Place::founded_on(&kafka, &postgres);
    let sequencer = place.start("rights-sequencer", &[]);
    let _projector = place.start("rights-projector", &[]);
    let gateway = place.gateway(&[&sequencer]);
    gateway.await_ready("ready");
    place.shows_nothing(&gateway);
    postgres.restart();
    place.propose_again_and_again(&gateway, "NA");
    place.shows(&gateway, "NA");
    kafka.kill();
    // What was recorded is read on while nothing can be.
    place.shows(&gateway, "NA");
    kafka.resume();
    gateway.await_ready("ready");
    place.propose_again_and_again(&gateway, "NB");
    place.shows(&gateway, "NB");
}

#[test]
fn a_process_waits_a_while_for_servers_that_are_not_up_yet() {
    let (mut kafka, postgres) = (Kafka::start(), Postgres::start());
    let place = Place::founded_on(&kafka, &postgres);
    kafka.kill();
    let sequencer = std::thread::scope(|scope| {
        let starting = scope.spawn(|| place.start("rights-sequencer", &[]));
        kafka.resume();
        starting.join().unwrap()
    });
    sequencer.await_ready("ready");
}

#[test]
fn a_process_whose_servers_do_not_come_ends_so_that_it_is_started_again() {
    let place = Place::founded();
    let nowhere = "kafka://127.0.0.1:1/t?replication=1&development=true&patience.ms=500";
    let nobody = [("RIGHTS_LOG", nowhere)];
    let (code, said) = place.spawn("rights-projector", &["--port", "0"], &nobody).ended();
    assert_eq!(code, Some(7), "{said}");
    assert!(said.contains("waiting for what the ledger is kept in"), "{said}");
    assert!(said.contains("error[STORAGE_UNAVAILABLE]"), "{said}");
}

const STANDBY: (&str, &str) = ("RIGHTS_SEQUENCER__STANDBY", "true");
