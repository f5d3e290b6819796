//! What a running node tells whoever watches it, and that the dashboard, the rules and the
//! documentation speak of what it tells.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use crate::place::{Place, proposing};

const DASHBOARD: &str = include_str!("../../../../ops/grafana/rights-ledger.json");
const RULES: &str = include_str!("../../../../ops/prometheus/alerts.yml");
const PAGE: &str = include_str!("../../../../docs/metrics.md");

/// A node that ends with its test.
struct Running {
    serving: Child,
    address: String,
    place: Place,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.kill().unwrap();
        self.serving.wait().unwrap();
    }
}

impl Running {
    /// What developers read of it goes to a pipe.
    fn founded() -> Running {
        let place = Place::founded();
        let mut serve = place.command(&["serve", "--port", "0"]);
        serve.env("NO_COLOR", "1").env("RUST_LOG", "rights_sequencer=debug,rights_gateway=debug");
        let mut serving = serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(serving.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Running { serving, address: address.trim().to_owned(), place }
    }

    /// The lines that it logged until its end, which is now.
    fn logged(mut self) -> Vec<String> {
        self.serving.kill().unwrap();
        let mut text = String::new();
        self.serving.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// Has the node refuse a command: a head of a national part proposes no party.
    fn refuse(&self) {
        let key = "keys/np_head-ru.pem";
        let asked = proposing(&["--key", key, "--address", &self.address]);
        let (_, said) = self.place.refused(&asked);
        assert!(said.contains("NOT_AUTHORISED"), "{said}");
    }

    /// The whole answer of a page.
    fn page(&self, path: &str) -> String {
        let address = self.address.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!("GET {path} HTTP/1.0\r\nhost: {address}\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

/// The type and the help of each metric of a page, by name.
fn families(page: &str) -> BTreeMap<&str, (&str, &str)> {
    let mut families = BTreeMap::<&str, (&str, &str)>::new();
    for line in page.lines() {
        let part = |text: &'static str| line.strip_prefix(text)?.split_once(' ');
        if let Some((name, kind)) = part("# TYPE ") {
            families.entry(name).or_default().0 = kind;
        }
        if let Some((name, help)) = part("# HELP ") {
            families.entry(name).or_default().1 = help;
        }
    }
    families
}

/// The names of the series of a metric.
fn series(name: &str, kind: &str) -> Vec<String> {
    let endings: &[&str] = match kind {
        "counter" => &["_total"],
        "histogram" => &["_bucket", "_sum", "_count"],
        "info" => &["_info"],
        "gauge" => &[""],
        other => panic!("{name} is a {other}"),
    };
    endings.iter().map(|ending| format!("{name}{ending}")).collect()
}

/// The words of `text` that are names of ours.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("rights_")).collect()
}

#[test]
fn a_refused_command_is_counted_under_its_reason() {
    let running = Running::founded();
    let counted = "rights_sequencer_refusals_total{reason=\"NOT_AUTHORISED\"}";
    let page = running.page("/metrics");
    assert!(page.contains(&format!("{counted} 0\n")), "{page}");
    running.refuse();
    let page = running.page("/metrics");
    assert!(page.contains("content-type: application/openmetrics-text; version=1.0.0"), "{page}");
    assert!(page.contains(&format!("{counted} 1\n")) && page.ends_with("# EOF\n"), "{page}");
    assert!(page.contains("rights_sequencer_log_records 1\n"), "{page}");
    assert!(page.contains("rights_projector_position_records 1\n"), "{page}");
}

#[test]
fn a_refusal_is_one_line_for_developers_with_its_request_and_its_command() {
    let running = Running::founded();
    running.refuse();
    let logged = running.logged();
    let refusals: Vec<_> = logged.iter().filter(|line| line.contains(": refused ")).collect();
    let [line] = refusals[..] else { panic!("{logged:#?}") };
    for part in ["DEBUG request{id=", "method=\"Submit\"", "command{command=", "NOT_AUTHORISED"] {
        assert!(line.contains(part), "{part} in {line}");
    }
    assert!(!logged.iter().any(|line| line.contains(" ERROR ")), "{logged:#?}");
}

#[test]
fn a_served_ledger_is_alive_and_ready() {
    let running = Running::founded();
    assert!(running.page("/livez").starts_with("HTTP/1.0 200"));
    // A log on servers is read to its end behind the port.
    let until = Instant::now() + Duration::from_mins(1);
    let asked = || running.page("/readyz?verbose");
    let done = |page: &String| page.starts_with("HTTP/1.0 200") || Instant::now() > until;
    let page = std::iter::repeat_with(asked).find(done).unwrap();
    let all = "[+] sequencer ok\n[+] projector ok\n[+] log ok\nready\n";
    assert!(page.starts_with("HTTP/1.0 200") && page.ends_with(all), "{page}");
}

#[test]
fn dashboard_and_rules_ask_for_what_a_node_tells_and_every_metric_is_documented() {
    let running = Running::founded();
    running.refuse();
    let page = running.page("/metrics");
    let families = families(&page);
    let told: BTreeSet<String> =
        families.iter().flat_map(|(name, (kind, _))| series(name, kind)).collect();
    for (file, text) in [("dashboard", DASHBOARD), ("rules", RULES)] {
        let asked = named(text);
        assert!(!asked.is_empty(), "{file}");
        for name in asked {
            assert!(told.contains(name), "the {file} asks for {name}");
        }
    }
    let documented = named(PAGE);
    for (name, (_, help)) in &families {
        assert!(name.starts_with("rights_") && help.len() > 10, "{name}: {help}");
        assert!(documented.contains(name), "docs/metrics.md lacks {name}");
    }
    for name in documented {
        assert!(families.contains_key(name), "docs/metrics.md has {name}, which no node tells");
    }
    let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
    assert!(dashboard["panels"].as_array().is_some_and(|panels| panels.len() > 5));
}
