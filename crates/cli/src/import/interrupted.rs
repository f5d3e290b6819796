//! Wherever an import stops, the next one finishes it.

use std::path::Path;

use clap::FromArgMatches as _;

use super::*;
use crate::{lang::Lang, settings::Options};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/results.jsonl");

/// An import of the sample into a ledger of which only the first `taken` commands were recorded.
async fn interrupted(serving: &Serving, taken: usize) -> Plan {
    let matches = crate::arguments::command(Lang::En).try_get_matches_from(["rights", "explain"]);
    let options = Options::from_arg_matches(&matches.unwrap()).unwrap();
    let settings = Settings::new(Lang::En, options);
    let plan = Plan::of(file::read(Path::new(SAMPLE)).unwrap().entries);
    founding::found(serving, &plan, begin(&plan), &settings).await.unwrap();
    let node = Node::configured(serving.clone()).await.unwrap();
    let known = Known::read(serving).unwrap();
    let mut actors = Actors::of(known.origin.clone(), data_dir_of(serving).unwrap().to_owned());
    let mut asks = steps(&plan, &known, &mut actors, known.last).unwrap();
    asks.truncate(taken);
    let mut courier = Courier::new(node.handle(), actors, known.last);
    courier.send(asks).await.unwrap();
    assert!(courier.finish().refused.is_empty());
    node.close().await.unwrap();
    plan
}

#[tokio::test]
async fn wherever_an_import_stops_the_next_one_finishes_it() {
    // Among the parties, among the contracts, between the steps of the first result with several
    // holders, and before the notices. The last line is for the ledger to refuse.
    for taken in [10, 30, 38, 39, 40, 58] {
        let directory = tempfile::tempdir().unwrap();
        let serving = &Serving::embedded(directory.path());
        let plan = interrupted(serving, taken).await;
        let mut report = Report::of(Path::new(SAMPLE), 0, Vec::new(), Vec::new());
        into(serving, &plan, None, &mut report).await.unwrap();
        let known = Known::read(serving).unwrap();
        let finals = known.results.values().filter(|progress| progress.is_final).count();
        assert_eq!(finals, 7, "after {taken} commands");
    }
}
