//! Decides commands in order and fills frames with what they cause. It has no thread, no clock and
//! no log: whoever drives it says what time it is and makes its frames durable, in order.

use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::Arc,
};

use ed25519_dalek::VerifyingKey;
use rights::{
    envelope::key_id,
    id::{Digest, KeyId},
    ledger::{Asked, Command, Events, Ledger, Reason, Recorded, Refusal, decide, due, programme},
    time::Instant,
    wire::record::{self, RECORD_BYTES_MAX},
};
use rights_openings::{Kept, Opening, Openings};
use tlog::{
    hash::{Hash, leaf},
    head::Seen,
};

use crate::{
    Checked, Clerk, ClockRefused, ClockSet, Counters, Frame, KnownKeys, Lost, NotRecorded,
    Recorded as Outcome, Rehearsed, Reply, State, Stop, answer::Answer, counters::count,
    front::Signatures, receipt::Entry, state::shredded,
};

/// What the desk is asked to do.
#[derive(Debug)]
pub enum Job {
    /// Record this.
    Submit(Checked, Reply<Outcome>),
    /// Say what recording this would cause. What is due by then is recorded for real.
    Rehearse(Checked, Reply<Rehearsed>),
}

impl Job {
    /// The time that its caller asks for.
    pub(crate) fn at(&self) -> Option<Instant> {
        match self {
            Job::Submit(checked, _) | Job::Rehearse(checked, _) => checked.at,
        }
    }
}

/// The state, and the frames that are not durable yet.
pub struct Desk {
    state: State,
    clerk: Option<Clerk>,
    openings: Arc<dyn Openings>,
    keys: Arc<KnownKeys>,
    counters: Arc<Counters>,
    open: Frame,
    full: VecDeque<Frame>,
    /// The commitments opened by frames that are not durable yet, with their records.
    brought: VecDeque<(u64, Hash)>,
    keys_published: usize,
}

/// Why a command is not recorded now.
enum Not {
    Recorded(NotRecorded),
    Stop(Stop),
}

impl Desk {
    /// A desk before the founding: it takes one command, which founds the ledger.
    pub(crate) fn unfounded(openings: Arc<dyn Openings>, counters: Arc<Counters>) -> Desk {
        Desk::at(State::default(), None, openings, Arc::default(), counters)
    }

    pub(crate) fn at(
        state: State,
        clerk: Option<Clerk>,
        openings: Arc<dyn Openings>,
        keys: Arc<KnownKeys>,
        counters: Arc<Counters>,
    ) -> Desk {
        let open = Frame::after(tree(&state));
        let mut desk = Desk {
            state,
            clerk,
            openings,
            keys,
            counters,
            open,
            full: VecDeque::new(),
            brought: VecDeque::new(),
            keys_published: 0,
        };
        desk.publish_keys();
        desk
    }

    /// The state with everything decided so far, durable or not.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether another job may be taken: no full frame waits for the log.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.full.is_empty()
    }

    /// Does `job`, at the time given, or without the time that its caller asked for in vain; its
    /// answer is in a frame. A repeat is answered whatever time its caller asks for.
    ///
    /// # Errors
    /// [`Stop`]: the ledger cannot go on.
    pub fn take(&mut self, job: Job, time: Result<Instant, ClockRefused>) -> Result<(), Stop> {
        let last = self.state.last_recorded_at();
        let at = time.map_or(last, |now| now.max(last));
        match (job, time) {
            (Job::Submit(checked, to), _) if let Some(entry) = self.repeat(&checked, at) => {
                self.answer_again(entry, to);
                Ok(())
            }
            (Job::Submit(checked, to), Ok(_)) => self.submit(checked, to, at),
            (Job::Submit(_, to), Err(refused)) => {
                self.open.answers.push(Answer::NotRecorded(to, refused.into()));
                Ok(())
            }
            (Job::Rehearse(checked, to), Ok(_)) => self.rehearse(&checked, to, at),
            (Job::Rehearse(_, to), Err(refused)) => {
                self.open.answers.push(Answer::Rehearsed(to, Err(refused.into())));
                Ok(())
            }
        }
    }

    fn repeat(&self, checked: &Checked, at: Instant) -> Option<Entry> {
        self.state.receipts.repeat(&checked.opened.asked.header, &checked.body, at).copied()
    }

    fn answer_again(&mut self, entry: Entry, to: Reply<Outcome>) {
        count(&self.counters.repeated, 1);
        let receipt = self.state.receipts.receipt(&entry, &self.state.history);
        self.open.answers.push(Answer::Recorded(to, entry, receipt));
    }

    /// Records what is due at `now`.
    ///
    /// # Errors
    /// As [`Desk::take`].
    pub fn pass_deadlines(&mut self, now: Instant) -> Result<(), Stop> {
        let at = now.max(self.state.last_recorded_at());
        while let Some(command) = due(&self.state.ledger, at) {
            let refused = |refusal| Stop::DueRefused { at, refusal: Box::new(refusal) };
            let clerk = self.clerk.as_ref().ok_or(refused(Refusal::not_authorised()))?;
            let (asked, body, envelope) = clerk.sign(&self.state.ledger, at, command);
            let events = decide(&self.state.ledger, at, &asked).map_err(refused)?;
            let sequence = self.state.ledger.acts().next_sequence();
            let bytes = record::write(sequence, at, envelope, &events);
            self.record(at, asked, Hash::of(&[&body]), events, &bytes, Vec::new());
        }
        Ok(())
    }

    /// The next frame to be made durable; none if nothing was decided and nobody waits.
    pub fn next_frame(&mut self) -> Option<Frame> {
        if self.full.is_empty() && !self.open.is_empty() {
            self.close();
        }
        self.full.pop_front()
    }

    /// A frame that brings nothing and that nobody waits for, where there is no other.
    pub(crate) fn empty_frame(&self) -> Frame {
        Frame::after(tree(&self.state))
    }

    /// The frame that ends at `head` is durable.
    pub fn durable(&mut self, head: Seen) {
        while self.brought.pop_front_if(|(sequence, _)| *sequence < head.size).is_some() {}
    }

    /// The clock was set, or not: whoever set it is answered when what was due then is durable.
    pub(crate) fn clock_set(&mut self, to: Reply<ClockSet>, outcome: ClockSet) {
        self.open.answers.push(Answer::ClockSet(to, outcome));
    }

    fn submit(&mut self, checked: Checked, to: Reply<Outcome>, at: Instant) -> Result<(), Stop> {
        self.pass_deadlines(at)?;
        match self.judge(&checked, at) {
            Ok((events, bytes, openings)) => {
                let (asked, body) = (checked.opened.asked, checked.body);
                let entry = self.record(at, asked, body, events, &bytes, openings);
                self.last_frame().answers.push(Answer::Recorded(to, entry, None));
            }
            Err(not) => {
                let why = self.not_recorded(not)?;
                self.open.answers.push(Answer::NotRecorded(to, why));
            }
        }
        Ok(())
    }

    fn rehearse(
        &mut self,
        checked: &Checked,
        to: Reply<Rehearsed>,
        at: Instant,
    ) -> Result<(), Stop> {
        self.pass_deadlines(at)?;
        let outcome = match self.judge(checked, at) {
            Ok((events, ..)) => Ok(events),
            Err(not) => Err(self.not_recorded(not)?),
        };
        self.open.answers.push(Answer::Rehearsed(to, outcome));
        Ok(())
    }

    fn not_recorded(&self, not: Not) -> Result<NotRecorded, Stop> {
        match not {
            Not::Stop(stop) => Err(stop),
            Not::Recorded(why) => {
                if let NotRecorded::Refused(refusal) = &why {
                    self.counters.refuse(refusal.reason);
                }
                Ok(why)
            }
        }
    }

    /// What recording the command at `at` would cause, its record, and the openings to be stored.
    fn judge(
        &self,
        checked: &Checked,
        at: Instant,
    ) -> Result<(Events, Vec<u8>, Vec<Opening>), Not> {
        let asked = &checked.opened.asked;
        match checked.signatures {
            Signatures::Verified => {}
            Signatures::LeftToTheTask => self.verify(checked)?,
        }
        self.require_seen(asked)?;
        let events = decide(&self.state.ledger, at, asked)?;
        let sequence = self.state.ledger.acts().next_sequence();
        let bytes = record::write(sequence, at, checked.envelope.to_vec(), &events);
        if bytes.len() > RECORD_BYTES_MAX {
            return Err(Refusal::new(Reason::CommandTooLarge, "GEN-10")
                .fact("record_bytes", bytes.len())
                .fact("record_bytes_max", RECORD_BYTES_MAX)
                .into());
        }
        let openings = self.openings_of(checked)?;
        Ok((events, bytes, openings))
    }

    /// Checks signatures by the keys that the ledger has by now, or that the founding names.
    fn verify(&self, checked: &Checked) -> Result<(), Refusal> {
        let asked = &checked.opened.asked;
        let key = |id: &KeyId| public_key(&self.state.ledger, asked, id);
        let keys: HashMap<KeyId, VerifyingKey> = asked
            .header
            .signers
            .iter()
            .filter_map(|id| Some((*id, VerifyingKey::from_bytes(&key(id)?).ok()?)))
            .collect();
        checked.opened.verify(|id| keys.get(id)).map_err(|_| Refusal::not_authorised())
    }

    /// What the author says to have seen must be a tree that this log has been.
    fn require_seen(&self, asked: &Asked) -> Result<(), Refusal> {
        let Some(seen) = asked.header.seen else { return Ok(()) };
        let tree = Seen { size: seen.size, root: Hash::new(seen.root.0) };
        if self.state.history.contains(&tree) {
            return Ok(());
        }
        Err(Refusal::new(Reason::SeenUnknown, "XCH-9")
            .fact("size", seen.size)
            .fact("root", seen.root))
    }

    /// The openings that must be stored with the command: every text that it commits to is supplied
    /// or stored, none was erased, and nothing else is supplied.
    fn openings_of(&self, checked: &Checked) -> Result<Vec<Opening>, Not> {
        let mut new = Vec::new();
        for commitment in &checked.commitments {
            let commitment = Hash::new(commitment.0);
            let refused = |reason| Refusal::new(reason, "XCH-12").fact("commitment", commitment);
            let supplied =
                checked.openings.iter().find(|opening| opening.commitment() == commitment);
            // Erased as soon as it is decided, whenever the text will be gone.
            if self.state.ledger.is_shredded(&Digest(*commitment.bytes())) {
                return Err(refused(Reason::OpeningErased).into());
            }
            match (self.openings.get(&commitment), supplied) {
                (Ok(Kept::Erased), _) => return Err(refused(Reason::OpeningErased).into()),
                (Ok(Kept::Opening(_)), _) => {}
                (Ok(Kept::Absent), _) if self.is_brought(&commitment) => {}
                (Ok(Kept::Absent), Some(opening)) => new.push(opening.clone()),
                (Ok(Kept::Absent), None) => return Err(refused(Reason::OpeningMissing).into()),
                (Err(error), _) => return Err(unreadable(error)),
            }
        }
        for opening in &checked.openings {
            let commitment = opening.commitment();
            if !checked.commitments.contains(&Digest(*commitment.bytes())) {
                return Err(Refusal::new(Reason::OpeningMismatch, "XCH-12")
                    .fact("commitment", commitment)
                    .into());
            }
        }
        Ok(new)
    }

    fn is_brought(&self, commitment: &Hash) -> bool {
        self.brought.iter().any(|(_, brought)| brought == commitment)
    }

    /// Lets a decided command happen, and puts its record into a frame with room for it.
    fn record(
        &mut self,
        at: Instant,
        asked: Asked,
        body: Hash,
        events: Events,
        bytes: &[u8],
        openings: Vec<Opening>,
    ) -> Entry {
        let sequence = self.state.ledger.acts().next_sequence();
        self.open.shredded.extend(shredded(&events));
        let recorded = Recorded { sequence, recorded_at: at, header: asked.header, events };
        let entry = self.state.happen(&recorded, body, leaf(bytes));
        self.brought.extend(openings.iter().map(|opening| (sequence, opening.commitment())));
        self.open.push(bytes);
        self.open.openings.extend(openings);
        if self.state.ledger.keys().count() != self.keys_published {
            self.publish_keys();
        }
        if !self.open.has_room() {
            self.close();
        }
        entry
    }

    /// The frame that holds the last record.
    fn last_frame(&mut self) -> &mut Frame {
        match self.full.back_mut() {
            Some(full) if self.open.is_empty() => full,
            Some(_) | None => &mut self.open,
        }
    }

    fn close(&mut self) {
        let end = tree(&self.state);
        let mut closed = mem::replace(&mut self.open, Frame::after(end));
        closed.end = end;
        if closed.records() > 0 {
            self.state.receipts.frame_ends(end.size);
        }
        self.full.push_back(closed);
    }

    fn publish_keys(&mut self) {
        self.keys.publish(&self.state.ledger);
        self.keys_published = self.state.ledger.keys().count();
    }
}

impl From<Refusal> for Not {
    fn from(refusal: Refusal) -> Not {
        Not::Recorded(refusal.into())
    }
}

fn unreadable(error: rights_openings::Error) -> Not {
    match Lost::from(error) {
        Lost::Unavailable(_) => Not::Recorded(NotRecorded::Unavailable),
        Lost::Stop(stop) => Not::Stop(stop),
    }
}

fn tree(state: &State) -> Seen {
    let size = state.history.size();
    let root = state.history.root_at(size).expect("a tree has a root at its own size");
    Seen { size, root }
}

/// The public key behind `id`: the ledger's; before founding, one that the founding names.
fn public_key(ledger: &Ledger, asked: &Asked, id: &KeyId) -> Option<[u8; 32]> {
    if ledger.origin().is_some() {
        return ledger.keys().get(id).map(|key| key.public_key);
    }
    let Command::Programme(programme::Command::OpenProgramme(founding)) = &asked.command else {
        return None;
    };
    let mut named = founding.offers().map(|(_, offer)| offer.public_key);
    named.find(|key| key_id(key) == *id)
}
