//! What mutation begins with: golden vectors, and a log in which much has happened.

use std::{fs, path::Path, sync::LazyLock};

use rights::{
    envelope,
    ledger::Ledger,
    time::Instant,
    wire::{commitments, record},
};
use tests::{
    dealings::shred,
    k17::{S_1, acknowledge, agreed, contribute, disclose, of, register, with_chair},
};

/// The ledger of a story, and the bytes that made it.
pub(crate) struct Story {
    pub(crate) ledger: Ledger,
    pub(crate) now: Instant,
    pub(crate) frames: Vec<Vec<u8>>,
    pub(crate) records: Vec<Vec<u8>>,
    pub(crate) envelopes: Vec<Vec<u8>>,
    /// The bodies that were signed.
    pub(crate) commands: Vec<Vec<u8>>,
    pub(crate) export: Vec<u8>,
}

pub(crate) static STORY: LazyLock<Story> = LazyLock::new(|| {
    let (mut system, _) = agreed(&S_1);
    with_chair(&mut system);
    system.given(disclose("R-2", "BV"));
    system.given(contribute("R-2", "BV", 3));
    let registered = system.given(register("R-2", "BV", &["BV", "SO"]));
    acknowledge(&mut system, registered, of("SO"));
    let bytes = |sequence: usize| system.records()[sequence].envelope.clone();
    let opened = envelope::open(&bytes(system.records().len() - 4)).unwrap();
    if let Some(commitment) = commitments::of(opened.payload()).unwrap().first() {
        system.given(shred(vec![*commitment], system.now()));
    }
    // The last day of R-1: a contest is still in time.
    let mut system = system.on("2026-04-13");
    system.verified();
    let frames: Vec<Vec<u8>> = system.frames().iter().map(|it| it.bytes().to_vec()).collect();
    let records: Vec<Vec<u8>> = system
        .frames()
        .iter()
        .flat_map(|frame| frame.records().map(|(_, record)| record.to_vec()).collect::<Vec<_>>())
        .collect();
    let envelopes: Vec<Vec<u8>> =
        records.iter().map(|bytes| record::read(bytes).unwrap().envelope).collect();
    let commands =
        envelopes.iter().map(|bytes| envelope::open(bytes).unwrap().payload().to_vec()).collect();
    let (ledger, now, export) = (system.ledger(), system.now(), system.export());
    Story { ledger, now, frames, records, envelopes, commands, export }
});

/// The golden bodies of every command.
pub(crate) fn golden() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    let mut vectors: Vec<Vec<u8>> = files
        .map(|path| {
            let vector: serde_json::Value =
                serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            let hex = vector["hex"].as_str().unwrap().as_bytes();
            let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
            hex.chunks(2).map(byte).collect()
        })
        .collect();
    vectors.sort_unstable();
    vectors
}
