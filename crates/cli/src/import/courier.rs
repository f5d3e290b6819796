//! Takes commands to the sequencer one behind the other without waiting for each, and keeps what came
//! of them.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant as Moment},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rights::{
    id::{PartyId, ResultId},
    ledger::{Refusal, notices::NoticeId},
    time::Instant,
};
use rights_sequencer::{Handle, NotRecorded, Pending, Recorded};

use super::{
    actors::{Actors, Ask},
    known::Known,
    plan::Plan,
    steps::{About, acknowledge},
};
use crate::{
    exit::Exit,
    failure::{Failure, invalid, own},
};

/// Unanswered commands at most: some frames full, so that no frame waits for the next.
const WINDOW: usize = 1_024;
/// Whoever waits for less than this needs no bar.
const BAR_AFTER: Duration = Duration::from_millis(500);

/// What came of the commands.
#[derive(Default)]
pub(super) struct Outcomes {
    pub(super) recorded: u64,
    /// The last record.
    pub(super) last: Option<u64>,
    /// The first refusal of each thing asked for.
    pub(super) refused: BTreeMap<About, Refusal>,
    /// The record that registered each result.
    registrations: BTreeMap<ResultId, u64>,
}

/// The way to the sequencer, with those who sign.
pub(super) struct Courier<'a> {
    handle: &'a Handle,
    actors: Actors,
    at: Instant,
    waiting: VecDeque<(About, Pending<Recorded>)>,
    outcomes: Outcomes,
    bar: ProgressBar,
    began: Moment,
}

impl<'a> Courier<'a> {
    /// Everything is recorded at `at`.
    pub(super) fn new(handle: &'a Handle, actors: Actors, at: Instant) -> Courier<'a> {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}")
            .expect("the template names what indicatif knows");
        bar.set_style(style);
        let (waiting, outcomes) = Default::default();
        Courier { handle, actors, at, waiting, outcomes, bar, began: Moment::now() }
    }

    /// Submits `asks` in their order; once it returns, all are answered.
    ///
    /// # Errors
    /// Whose key is not at hand, or why there is no answer. What was recorded by then stays.
    pub(super) async fn send(&mut self, asks: Vec<(About, Ask)>) -> Result<(), Failure> {
        self.bar.inc_length(asks.len() as u64);
        for (about, ask) in asks {
            if self.waiting.len() == WINDOW {
                self.settle().await?;
            }
            let submission = self.actors.sign(ask, self.at)?;
            let pending = self.handle.enqueue(submission).await.map_err(not_recorded)?;
            self.waiting.push_back((about, pending));
        }
        while !self.waiting.is_empty() {
            self.settle().await?;
        }
        Ok(())
    }

    /// Every addressee acknowledges the notices of the registrations of `plan`: those of this
    /// import, and those that an interrupted one left.
    ///
    /// # Errors
    /// As [`Courier::send`].
    pub(super) async fn acknowledge(&mut self, plan: &Plan, known: &Known) -> Result<(), Failure> {
        let mut notices: Vec<(ResultId, NoticeId, PartyId)> = Vec::new();
        for work in &plan.works {
            if let Some(progress) = known.results.get(&work.result) {
                let left = progress.undelivered.iter();
                notices.extend(left.map(|(notice, to)| (work.result, *notice, *to)));
            }
            let (Some(sequence), Some(pact)) =
                (self.outcomes.registrations.get(&work.result), plan.contracts.get(&work.contract))
            else {
                continue;
            };
            // One notice to each contract party but the discloser, in the order of the contract.
            let others = pact.parties.iter().filter(|party| **party != work.discloser);
            for (index, party) in (0..).zip(others) {
                notices.push((work.result, NoticeId { sequence: *sequence, index }, *party));
            }
        }
        let ask = |(result, notice, to)| (About::Registration(result), acknowledge(notice, to));
        self.send(notices.into_iter().map(ask).collect()).await
    }

    /// What came of everything.
    pub(super) fn finish(self) -> Outcomes {
        self.bar.finish_and_clear();
        self.outcomes
    }

    /// Waits for the answer to what was submitted first.
    async fn settle(&mut self) -> Result<(), Failure> {
        let Some((about, pending)) = self.waiting.pop_front() else { return Ok(()) };
        match pending.answer().await {
            Ok(receipt) => {
                self.outcomes.recorded += 1;
                self.outcomes.last = Some(receipt.sequence);
                if let About::Registration(result) = about {
                    // The first record about a registration is the registration.
                    self.outcomes.registrations.entry(result).or_insert(receipt.sequence);
                }
            }
            Err(NotRecorded::Refused(refusal)) => {
                self.outcomes.refused.entry(about).or_insert(refusal);
            }
            Err(
                why @ (NotRecorded::Unavailable
                | NotRecorded::Deposed
                | NotRecorded::ShuttingDown
                | NotRecorded::Clock(_)),
            ) => return Err(not_recorded(why)),
        }
        self.advance();
        Ok(())
    }

    fn advance(&self) {
        self.bar.inc(1);
        if self.bar.is_hidden() && self.began.elapsed() > BAR_AFTER {
            // Which stays hidden where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

/// There was no answer: the same import asks again.
pub(super) fn unanswered() -> Failure {
    own("IMPORT_INTERRUPTED", Exit::Unavailable)
}

fn not_recorded(why: NotRecorded) -> Failure {
    match why {
        NotRecorded::Refused(refusal) => rights_api::status::Refused::from(&refusal).into(),
        NotRecorded::Unavailable | NotRecorded::Deposed | NotRecorded::ShuttingDown => unanswered(),
        NotRecorded::Clock(refused) => invalid("--at", refused),
    }
}
