//! Where scenes are played: what they ask is put to the ledger, and what it answers is kept.

use std::collections::BTreeMap;

use rights::{role::Role, time::Instant};
use rights_api::v1::{GetResultRequest, Moment, query_client::QueryClient};
use rights_client::draft::Terms;

use super::{
    scene::{Answered, Ask, Scene, Seeing, Show, instant},
    show::{self, Shown},
};
use crate::{
    cast::{Answer, Cast},
    channel::Channel,
    exit::Exit,
    failure::{Failure, own},
    lang::Lang,
};

/// A ledger, everybody who acts in it, and what happened so far.
pub struct Stage {
    pub cast: Cast,
    lang: Lang,
    /// The records of each scene, in order.
    records: BTreeMap<&'static str, Vec<u64>>,
    /// The last record.
    last: u64,
}

/// What was asked, and what the ledger answered.
pub struct Heard {
    pub command: &'static str,
    pub roles: Vec<Role>,
    pub outcome: Outcome,
}

/// What became of a command.
pub enum Outcome {
    /// It is this record.
    Recorded(u64),
    Refused(Failure),
    /// It would be recorded.
    Rehearsed,
}

/// A scene that was played.
pub struct Played {
    pub heard: Vec<Heard>,
    pub shown: Vec<Shown>,
}

impl Stage {
    /// A story in `lang` that begins after record 0.
    #[must_use]
    pub fn new(cast: Cast, lang: Lang) -> Stage {
        Stage { cast, lang, records: BTreeMap::new(), last: 0 }
    }

    /// The text `key`.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.lang.say(key)
    }

    /// The name of the enterprise `id`.
    #[must_use]
    pub fn name_of(&self, id: &str) -> String {
        self.lang.say(&format!("demo-party-{id}"))
    }

    /// The `nth` record, from 0, of a scene that was played.
    ///
    /// # Panics
    /// If there is none: a scene refers to scenes before it, and a test plays them all.
    #[must_use]
    pub fn record_of(&self, scene: &str, nth: usize) -> u64 {
        let records = self.records.get(scene);
        let record = records.and_then(|records| records.get(nth));
        *record.expect("a scene refers to what was recorded before it")
    }

    /// Plays `scene`.
    ///
    /// # Errors
    /// `STORY_DEPARTS` if the ledger answers otherwise than the story has it; a refusal where none
    /// is expected; or why there is no answer.
    pub async fn play(&mut self, scene: &Scene) -> Result<Played, Failure> {
        let at = instant(scene.at)?;
        let mut heard = Vec::new();
        for ask in (scene.asks)(self)? {
            heard.push(self.put(scene, ask, at).await?);
        }
        let shown = self.look(scene.shows).await?;
        Ok(Played { heard, shown })
    }

    async fn put(&mut self, scene: &Scene, ask: Ask, at: Instant) -> Result<Heard, Failure> {
        let terms = self.terms(at, &ask).await?;
        let Ask { roles, command, openings, then, .. } = ask;
        let name = command.name();
        if let Answered::Rehearsed = scene.answered {
            self.cast.rehearse(&roles, command, openings, terms).await?;
            return Ok(Heard { command: name, roles, outcome: Outcome::Rehearsed });
        }
        let answer = self.cast.ask(&roles, command, openings, terms).await?;
        let outcome = self.expected(scene, answer)?;
        if let Some((role, key)) = then {
            self.cast.hold(role, key);
        }
        Ok(Heard { command: name, roles, outcome })
    }

    fn expected(&mut self, scene: &Scene, answer: Answer) -> Result<Outcome, Failure> {
        match (scene.answered, answer) {
            (Answered::Refused(reason, due), Answer::Refused(refused)) => {
                let failure = Failure::from(refused);
                self.last += due;
                let as_told = failure.reason == reason;
                let other = failure.reason.clone();
                if as_told {
                    Ok(Outcome::Refused(failure))
                } else {
                    Err(departs(scene, reason, other))
                }
            }
            (Answered::Refused(reason, _), Answer::Recorded(_)) => {
                Err(departs(scene, reason, "Ok".into()))
            }
            (Answered::Recorded | Answered::Rehearsed, answer) => {
                self.last = answer.receipt()?.sequence;
                self.records.entry(scene.tells).or_default().push(self.last);
                Ok(Outcome::Recorded(self.last))
            }
        }
    }

    async fn terms(&self, at: Instant, ask: &Ask) -> Result<Terms, Failure> {
        let mut terms = Terms::at(at);
        terms.cites = ask.cites;
        terms.expected_revision = match ask.seeing {
            Seeing::Nothing => 0,
            Seeing::Revision(revision) => revision,
            Seeing::Result(id) => self.revision_of(id).await?,
        };
        Ok(terms)
    }

    async fn revision_of(&self, id: &str) -> Result<u64, Failure> {
        let request = GetResultRequest { moment: Some(self.now()), result: id.into() };
        let answer = self.query().get_result(request).await?.into_inner();
        Ok(answer.row.map_or(0, |row| row.revision))
    }

    async fn look(&self, shows: &[Show]) -> Result<Vec<Shown>, Failure> {
        let mut seen = Vec::new();
        for show in shows {
            seen.push(show::look(&mut self.query(), self.now(), *show).await?);
        }
        Ok(seen)
    }

    fn query(&self) -> QueryClient<Channel> {
        QueryClient::new(self.cast.channel())
    }

    /// Once everything that happened can be read.
    fn now(&self) -> Moment {
        Moment { as_of: None, min_sequence: self.last }
    }
}

fn departs(scene: &Scene, expected: &str, answered: String) -> Failure {
    own("STORY_DEPARTS", Exit::Rules)
        .fact("scene", scene.tells)
        .fact("expected", expected)
        .fact("answered", answered)
}
