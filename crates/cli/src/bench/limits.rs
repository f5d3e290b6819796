//! What the machine itself allows: signatures checked, leaves hashed, writes made durable.

use std::{
    collections::HashMap,
    fs::OpenOptions,
    io::Write as _,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use ed25519_dalek::VerifyingKey;
use rights::{
    envelope::{self, Opened},
    id::KeyId,
};
use tlog::hash::leaf;

use crate::failure::Failure;

use super::{per_second, world::World};

/// How long leaves are hashed.
const HASHING: Duration = Duration::from_millis(500);
/// The bytes of one leaf: about those of a record.
const LEAF_BYTES: usize = 512;
/// How many writes are made durable.
const WRITES: usize = 300;
/// What one of them writes.
const WRITE_BYTES: usize = 4_096;

/// The keys of a world, ready to verify with.
pub type Keys = HashMap<KeyId, VerifyingKey>;

/// Every key of `world`.
#[must_use]
pub fn keys(world: &World) -> Keys {
    world.keys().map(|(id, key)| (*id, key.verifying_key())).collect()
}

/// The envelopes, parsed: what is left is to check their signatures.
///
/// # Panics
/// If an envelope is not well formed, which the world's own always are.
pub fn opened<'e>(envelopes: impl Iterator<Item = &'e [u8]>) -> Vec<Opened> {
    let open = |bytes| envelope::open(bytes).expect("what this world signs is well formed");
    envelopes.map(open).collect()
}

/// How many commands a second `threads` threads verify strictly, doing nothing else.
///
/// # Panics
/// If a signature is false, which the world's own never are.
#[must_use]
pub fn verification(opened: &[Opened], keys: &Keys, threads: usize) -> f64 {
    let begun = Instant::now();
    thread::scope(|scope| {
        for part in opened.chunks(opened.len().div_ceil(threads).max(1)) {
            scope.spawn(move || {
                for one in part {
                    one.verify(|id| keys.get(id)).expect("this world signs what it sends");
                }
            });
        }
    });
    per_second(opened.len(), begun.elapsed())
}

/// How many leaves of a Merkle tree one core hashes a second.
#[must_use]
pub fn hashing() -> f64 {
    let mut bytes = [7; LEAF_BYTES];
    let (begun, mut count) = (Instant::now(), 0);
    while begun.elapsed() < HASHING {
        for _ in 0..1_000 {
            // Each leaf depends on the one before it, so that none is computed for nothing.
            let hash = leaf(&bytes);
            bytes[..32].copy_from_slice(hash.bytes());
        }
        count += 1_000;
    }
    per_second(count, begun.elapsed())
}

/// How long appending a page of 4 KiB to a file in `directory` takes until it is durable, each time;
/// ascending.
///
/// # Errors
/// Whatever the file system gives.
pub fn durable_writes(directory: &Path) -> Result<Vec<Duration>, Failure> {
    let path = directory.join("fsync");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let page = [7; WRITE_BYTES];
    let mut taken = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let begun = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        taken.push(begun.elapsed());
    }
    std::fs::remove_file(path)?;
    taken.sort_unstable();
    Ok(taken)
}
