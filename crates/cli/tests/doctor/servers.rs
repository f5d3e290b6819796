//! The doctor looks at a ledger on Kafka and Postgres.

use tests::servers::{
    kafka::Kafka,
    postgres::{Postgres, run},
};

use crate::place::{Place, failures, found};

/// Where a ledger is.
struct Servers {
    topic: String,
    database: String,
}

impl Servers {
    fn new() -> Servers {
        Servers { topic: Kafka::shared().topic(), database: Postgres::shared().database() }
    }

    fn log(&self) -> String {
        let bootstrap = Kafka::shared().bootstrap();
        format!("kafka://{bootstrap}/{}?replication=1&development=true", self.topic)
    }

    fn founded(&self) -> Place {
        self.founded_as("rights.example/aurora")
    }

    fn founded_as(&self, origin: &str) -> Place {
        let variables = [("RIGHTS_LOG", self.log()), ("RIGHTS_VIEWS", self.database.clone())];
        Place::founded_at(origin, variables.into())
    }

    /// The URL of its database for another role.
    fn of_role(&self, role: &str) -> String {
        self.database.replace("//rights@", &format!("//{role}@"))
    }
}

#[test]
fn a_whole_ledger_on_servers_is_found_whole() {
    let place = Servers::new().founded();
    let (code, states, report) = place.doctor(&[]);
    assert_eq!((code, failures(&states)), (0, vec![]), "{report:#}");
    for check in [
        "clock/clock-last",
        "clock/clock-topic",
        "clock/clock-database",
        "keys/key-known",
        "log/topic-fit",
        "log/topic-replicated",
        "log/log-size",
        "databases/database-answers",
        "openings/openings-access-store",
        "openings/openings-kept",
        "views/views-access-all",
        "views/views-ledger",
        "heads/lag-none",
        "heads/heads-views",
    ] {
        found(&states, check, "ok");
    }
    found(&states, "disk/floor-none", "warn");
    let (code, states, _) = place.doctor(&["--quick"]);
    assert_eq!(code, 0);
    found(&states, "heads/lag-none", "ok");
    found(&states, "heads/unchecked-heads", "skip");
}

#[test]
fn a_topic_that_drifted_is_told_with_the_command_that_sets_it_right() {
    let servers = Servers::new();
    let place = servers.founded();
    Kafka::shared().set(&servers.topic, &[("retention.ms", "604800000")]);
    let (code, states, report) = place.doctor(&[]);
    assert_eq!(code, 30);
    found(&states, "log/topic-setting", "fail");
    found(&states, "log/unchecked-log", "skip");
    found(&states, "heads/unchecked", "skip");
    let report = report.to_string();
    assert!(report.contains("--add-config retention.ms=-1"), "{report}");
}

#[test]
fn a_role_is_told_what_it_may_not_do_and_what_to_grant() {
    let servers = Servers::new();
    let place = servers.founded();
    let name = servers.database.rsplit('/').next().unwrap();
    let role = format!("{name}_visitor");
    run(&servers.database, &format!("CREATE ROLE {role} LOGIN"));
    let url = servers.of_role(&role);
    let (code, states, report) = place.doctor(&["--views", &url]);
    assert_eq!(code, 30);
    found(&states, "views/views-access-none", "fail");
    found(&states, "openings/openings-access-none", "fail");
    found(&states, "keys/key-unchecked", "skip");
    assert!(report.to_string().contains("rights.create_roles"), "{report:#}");
    let grant = format!(
        "SELECT rights.create_roles('{name}');
        GRANT {name}_gateway TO {role};
        GRANT USAGE ON SCHEMA openings TO {role};
        GRANT SELECT ON ALL TABLES IN SCHEMA openings TO {role}"
    );
    run(&servers.database, &grant);
    let (code, states, report) = place.doctor(&["--views", &url]);
    assert_eq!((code, failures(&states)), (0, vec![]), "{report:#}");
    found(&states, "views/views-access-read", "warn");
    found(&states, "openings/openings-access-read", "warn");
    found(&states, "heads/heads-views", "ok");
    let all = format!(
        "GRANT {name}_projector TO {role};
        GRANT ALL ON ALL TABLES IN SCHEMA openings TO {role}"
    );
    run(&servers.database, &all);
    let (_, states, _) = place.doctor(&["--views", &url]);
    found(&states, "views/views-access-store", "ok");
    found(&states, "openings/openings-access-store", "ok");
}

#[test]
fn views_and_openings_of_another_ledger_are_failures() {
    let (ours, other) = (Servers::new(), Servers::new());
    let place = ours.founded();
    drop(other.founded_as("rights.example/borealis"));
    let (code, states, _) = place.doctor(&["--views", &other.database]);
    assert_eq!(code, 30);
    found(&states, "views/views-other-ledger", "fail");
    found(&states, "heads/heads-views-differ", "fail");
    found(&states, "openings/OTHER_LEDGERS_OPENINGS", "fail");
}

#[test]
fn views_ahead_of_the_log_are_a_failure_that_quick_finds_too() {
    let servers = Servers::new();
    let place = servers.founded();
    run(&servers.database, "UPDATE rights.slots SET size = size + 5");
    for more in [&[][..], &["--quick"]] {
        let (code, states, _) = place.doctor(more);
        assert_eq!(code, 30);
        found(&states, "heads/heads-views-ahead", "fail");
    }
}

#[test]
fn what_is_on_a_database_that_does_not_answer_is_not_checked() {
    let place = Servers::new().founded();
    let silent = "postgres://rights@127.0.0.1:1/nothing";
    let (code, states, _) = place.doctor(&["--views", silent]);
    assert_eq!(code, 30);
    found(&states, "databases/STORAGE_UNAVAILABLE", "fail");
    found(&states, "views/unchecked", "skip");
    found(&states, "openings/unchecked", "skip");
    found(&states, "heads/heads-log", "ok");
}
