//! Claims the log and replays it: the path of every start, and of every recovery.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed, mpsc},
    thread,
};

use rights::id::Digest;
use rights_log::{Accepted, Log, Writer};
use rights_openings::Openings;
use tlog::{hash::Hash, head::Seen};

use crate::{
    Clerk, Counters, Desk, Followed, KnownKeys, Lost, Scribe, State, Stop,
    counters::count,
    state::{ParsedFrame, Texts},
};

/// How many frames reading and parsing may be ahead of what is applied.
const AHEAD: usize = 16;

/// What a replay leaves.
type Replayed = (State, Texts);

impl Desk {
    /// Claims `log` and replays what was not `followed` yet: the desk after its last record, and
    /// the right to append what the desk decides. Openings that no record needs are swept.
    ///
    /// # Errors
    /// [`Lost`]: claim again, or stop.
    pub fn claim(
        log: &dyn Log,
        followed: Followed,
        openings: &Arc<dyn Openings>,
        remembered: &[Seen],
        clerk: Clerk,
        keys: &Arc<KnownKeys>,
        counters: &Arc<Counters>,
    ) -> Result<(Desk, Scribe), Lost> {
        let (writer, (state, texts)) = replayed(log, followed, remembered)?;
        count(&counters.claims, 1);
        counters.size.store(state.history.size(), Relaxed);
        if !clerk.serves(state.ledger()) {
            return Err(Stop::ClerkKey(clerk.id()).into());
        }
        let mut needed = |commitment: &Hash| texts.sealed.contains(&Digest(*commitment.bytes()));
        openings.sweep(writer.head().term, &mut needed)?;
        // Again, since an older copy of the openings may have brought them back.
        if !texts.shredded.is_empty() {
            openings.erase(&texts.shredded)?;
        }
        count_lost(&texts, &**openings, counters)?;
        let scribe = Scribe::new(writer, Arc::clone(openings), Arc::clone(counters));
        let (openings, keys, counters) =
            (Arc::clone(openings), Arc::clone(keys), Arc::clone(counters));
        Ok((Desk::at(state, Some(clerk), openings, keys, counters), scribe))
    }
}

/// Says how many texts are lost, as with a copy of the openings that is older than the log. It does
/// not stop: they may be lost for good, and the ledger must be able to go on without them.
fn count_lost(texts: &Texts, openings: &dyn Openings, counters: &Counters) -> Result<(), Lost> {
    let mut needed = texts.sealed.iter().map(|commitment| Hash::new(commitment.0));
    let lost = openings.lost(&mut needed)?;
    counters.lost_texts.store(lost.len() as u64, Relaxed);
    if let Some(one) = lost.first() {
        tracing::error!(
            texts = lost.len(), %one,
            "OPENINGS_LOST: records need texts that are not among the openings; restore a newer copy"
        );
    }
    Ok(())
}

/// Reads, parses and applies the log on a thread each: none of the three waits for another's work.
fn replayed(
    log: &dyn Log,
    followed: Followed,
    remembered: &[Seen],
) -> Result<(Box<dyn Writer>, Replayed), Lost> {
    let remembered = &[remembered, log.floor()?.as_slice()].concat()[..];
    followed.require(remembered)?;
    let Followed { state, texts, reader, .. } = followed;
    // Its reader is dropped before the claim: what it reads with is ready for the next one.
    let after = reader.and_then(|reader| reader.bookmark());
    thread::scope(|scope| {
        let (frames, to_parse) = mpsc::sync_channel::<Accepted>(AHEAD);
        let (parsed, to_apply) = mpsc::sync_channel(AHEAD);
        scope.spawn(move || {
            let parse = |frame: Accepted| ParsedFrame::read(&frame);
            // Whoever applies has stopped at a contradiction if nobody takes what is sent.
            to_parse.into_iter().map(parse).try_for_each(|frame| parsed.send(frame))
        });
        let applied = scope.spawn(move || apply((state, texts), to_apply));
        let writer = log.claim(after.as_ref(), remembered, &mut |frame| {
            frames.send(frame.clone()).ok();
        });
        drop(frames);
        let replayed = applied.join().map_err(|_| Stop::Panicked)?;
        Ok((writer?, replayed?))
    })
}

fn apply(
    (mut state, mut texts): Replayed,
    frames: mpsc::Receiver<Result<ParsedFrame, Stop>>,
) -> Result<Replayed, Stop> {
    for frame in frames {
        state.replay(frame?, &mut texts)?;
    }
    Ok((state, texts))
}
