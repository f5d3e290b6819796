//! Whether the topic of a log keeps it, and on how many brokers it is.

use rights_config::{settings::Settings as Serving, url::LogUrl};
use rights_log::{Condition, Setting};
use rights_stores::examine;

use super::finding::{Finding, fail, ok, refused, warn};

/// What is found of the topic, and whether the log in it may be opened.
pub(super) fn check(serving: &Serving) -> (Vec<Finding>, bool) {
    let LogUrl::Kafka(url) = &serving.log else { return (Vec::new(), true) };
    match examine::condition(serving) {
        Err(why) => (vec![refused(why)], false),
        Ok(None) => (Vec::new(), true),
        Ok(Some(condition)) => {
            let brokers = url.bootstrap();
            let drifted = condition.unfit.iter().map(|setting| drift(setting, &brokers));
            let mut findings: Vec<Finding> = drifted.collect();
            let fit = findings.is_empty();
            if fit {
                findings.push(ok("doctor-topic-fit"));
            }
            findings.push(replicas(&condition));
            let topic = |finding: Finding| finding.fact("topic", &condition.topic);
            (findings.into_iter().map(topic).collect(), fit && condition.has_leader)
        }
    }
}

/// A setting that loses or refuses records, and the command that sets it right.
fn drift(setting: &Setting, brokers: &str) -> Finding {
    let finding = match setting.name {
        "partitions" => fail("doctor-topic-partitions"),
        "replication.factor" => fail("doctor-topic-replication"),
        _ => fail("doctor-topic-setting"),
    };
    let to_set = setting.wanted.trim_start_matches(">= ");
    let finding = finding.fact("name", setting.name).fact("found", &setting.found);
    finding.fact("wanted", setting.wanted).fact("value", to_set).fact("brokers", brokers)
}

fn replicas(condition: &Condition) -> Finding {
    let least = condition.in_sync_least.unwrap_or_default();
    let finding = if !condition.has_leader {
        fail("doctor-topic-offline")
    } else if condition.in_sync < least {
        fail("doctor-topic-refuses")
    } else if condition.in_sync < condition.replicas {
        warn("doctor-topic-behind")
    } else {
        ok("doctor-topic-replicated")
    };
    finding
        .fact("replicas", condition.replicas)
        .fact("in_sync", condition.in_sync)
        .fact("least", least)
        .fact("alive", condition.brokers)
}

#[cfg(test)]
mod tests {
    use super::{super::finding::State, *};

    #[test]
    fn a_partition_without_leader_or_with_too_few_replicas_is_a_failure() {
        let fine = Condition {
            topic: "t".into(),
            unfit: Vec::new(),
            brokers: 3,
            has_leader: true,
            replicas: 3,
            in_sync: 3,
            in_sync_least: Some(2),
        };
        let state = |condition| replicas(&condition).state;
        assert_eq!(state(fine.clone()), State::Fine);
        assert_eq!(state(Condition { in_sync: 2, ..fine.clone() }), State::Warning);
        assert_eq!(state(Condition { in_sync: 1, ..fine.clone() }), State::Failed);
        assert_eq!(state(Condition { has_leader: false, ..fine }), State::Failed);
    }
}
