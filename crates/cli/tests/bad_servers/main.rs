//! Whatever is wrong with the topic or the databases of a ledger: the real binary names it, says
//! what to do, serves nothing, and leaves everything as it is.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

mod database;
#[path = "../transcripts/place.rs"]
#[allow(dead_code, reason = "transcripts do more in a place than is done here")]
mod place;
mod topic;

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
    sync::Arc,
};

use rights_config::{
    settings::Settings,
    url::{LogUrl, ViewsUrl},
};
use rights_log::Accepted;
use tests::servers::kafka::Kafka;

use crate::place::{Place, texts};

/// A ledger on a topic and in two databases of its own.
struct Ledger {
    place: Place,
    stores: [(&'static str, String); 3],
}

/// Each language, and how a refusal and what to do about it begin in it.
const LANGS: [[&str; 3]; 2] = [["en", "error", "fix"], ["ru", "ошибка", "что делать"]];
/// Where a ledger is.
const LOG: usize = 0;
const VIEWS: usize = 1;
const OPENINGS: usize = 2;

impl Ledger {
    /// Founded, and read once: its views reflect record 0.
    fn founded() -> Ledger {
        let ledger = Ledger::at(tests::servers::variables());
        let ledger = Ledger { place: ledger.place.with_ledger(), ..ledger };
        let (mut serving, _) = ledger.place.serve();
        serving.kill().unwrap();
        serving.wait().unwrap();
        ledger
    }

    fn at(stores: [(&'static str, String); 3]) -> Ledger {
        Ledger { place: Place::at(stores.to_vec()), stores }
    }

    /// The topic's name.
    fn topic(&self) -> &str {
        let (_, path) = self.stores[LOG].1.rsplit_once('/').unwrap();
        path.split('?').next().unwrap()
    }

    /// Every frame of its log.
    fn frames(&self) -> Vec<Accepted> {
        let settings = Settings {
            log: LogUrl::parse(&self.stores[LOG].1).unwrap(),
            views: ViewsUrl::Embedded,
            ..Settings::embedded(&self.place.path("data"))
        };
        let mut reader = rights_stores::log(&settings).unwrap().read(None).unwrap();
        std::iter::from_fn(|| reader.read_next().unwrap()).collect()
    }

    /// The topic holds this message too, which no writer of ours would have sent, or not now.
    fn put(&self, bytes: Option<&[u8]>) {
        Kafka::shared().put(self.topic(), bytes);
    }

    fn log_ledger(&self) -> tlog::hash::Hash {
        let settings = Settings {
            log: LogUrl::parse(&self.stores[LOG].1).unwrap(),
            ..Settings::embedded(&self.place.path("data"))
        };
        let log: Arc<dyn rights_log::Reading> = rights_stores::log(&settings).unwrap();
        log.ledger()
    }

    /// Whoever serves it is refused with this, whatever language is spoken, and nothing is served.
    #[track_caller]
    fn not_served(&self, code: i32, reason: &str, why: &str) {
        for lang in LANGS {
            self.not_served_in(lang, code, reason, why);
        }
    }

    #[track_caller]
    fn not_served_in(&self, lang: [&str; 3], code: i32, reason: &str, why: &str) {
        let [lang, error, fix] = lang;
        let mut serve = self.place.command(&["serve", "--port", "0", "--lang", lang]);
        serve.env("RUST_LOG", "off").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut serving = serve.spawn().unwrap();
        let mut address = String::new();
        BufReader::new(serving.stdout.take().unwrap()).read_line(&mut address).unwrap();
        if !address.is_empty() {
            serving.kill().unwrap();
        }
        let output = serving.wait_with_output().unwrap();
        let (_, said) = texts(&output);
        assert_eq!(address, "", "it is served: {said}");
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.starts_with(&format!("{error}[{reason}]: ")), "{said}");
        assert!(said.contains(why) && said.contains(&format!("\n  {fix}: ")), "{said}");
    }

    /// An auditor who looks at the stores is told so, by this code.
    #[track_caller]
    fn not_verified(&self, code: i32, why: &str) {
        let output = self.place.run(&["verify"]);
        let (checked, said) = texts(&output);
        let told = said.starts_with("error[") && said.contains(why);
        assert!(output.status.code() == Some(code) && told, "{:?} {said}{checked}", output.status);
    }

    /// It is served, and verifies.
    #[track_caller]
    fn served(&self) {
        let (mut serving, address) = self.place.serve();
        let shown = self.place.done(&["programme", "show", "--address", &address]);
        assert!(shown.contains("aurora"), "{shown}");
        serving.kill().unwrap();
        serving.wait().unwrap();
        assert!(self.place.done(&["verify"]).contains("[ ok ]"));
    }
}
