//! A DEVELOPMENT ledger whose every role is played by one hand: all keys lie in its data directory.

use rights_config::settings::Settings as Serving;
use std::{fs, path::PathBuf};

use ed25519_dalek::SigningKey;
use rights::{
    ledger::{Command, KeyOffer, programme},
    role::Role,
    time::{Date, Instant},
};
use rights_api::{
    status::Refused,
    v1::{Receipt, rehearse_response::Outcome},
};
use rights_client::{
    draft::Terms,
    founding::{self, Founding},
    keys::{KeyError, generate, offer, save},
    ring::{Ring, RingError, holder_of},
    sealed::Opening,
    submit::{NotRecorded, PATIENCE, Parcel, Submitter},
};

use crate::{
    channel::Channel,
    exit::Exit,
    failure::{Failure, file, invalid, own},
    found::{self, Founded},
    founding::Parts,
    lang::Lang,
    node::Node,
    service_keys,
};

/// The founded ledger, running in this process, and the keys of everybody who acts in it.
pub struct Cast {
    node: Node,
    ring: Ring,
    submitter: Submitter<Channel>,
    data_dir: PathBuf,
    pub founded: Founded,
}

/// What the ledger answers to a command.
#[derive(Debug)]
pub enum Answer {
    Recorded(Receipt),
    /// It is not recorded; where that is the point of asking, this is no failure.
    Refused(Refused),
}

impl Cast {
    /// Founds a ledger called `name` in `data_dir` on `terms` at the instant `at`; the keys of its
    /// offices and services are saved below `keys`, and a note in `lang` says what they are for.
    ///
    /// # Errors
    /// What the terms, the rules or the storage object to.
    pub async fn found(
        data_dir: PathBuf,
        name: &str,
        terms: &Founding,
        at: Instant,
        lang: Lang,
    ) -> Result<Cast, Failure> {
        let origin = founding::draw_origin(name).map_err(|why| invalid("name", why))?;
        let mut ring = Ring::of(origin.clone());
        let command = programme::Command::OpenProgramme(terms.command(&mut ring)?);
        let keys = data_dir.join("keys");
        for (role, key) in ring.iter() {
            save(&keys.join(service_keys::file_name(role)), key, None)?;
        }
        let readme = keys.join("README");
        fs::write(&readme, lang.say("cast-keys") + "\n").map_err(|error| file(&readme, &error))?;
        let head = |role| ring.key(role).cloned().ok_or(RingError::NoKey(role));
        let heads = terms.states.iter().map(|(state, _)| head(Role::Head(*state)));
        let heads = heads.collect::<Result<Vec<_>, _>>()?;
        let parts = Parts { command, heads, openings: Vec::new() };
        let founded = found::found(&Serving::embedded(&data_dir), origin, parts, at).await?;
        let node = Node::open(&data_dir).await?;
        let submitter = Submitter::new(node.channel(), PATIENCE);
        Ok(Cast { node, ring, submitter, data_dir, founded })
    }

    /// The services of the ledger.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.node.channel()
    }

    /// The keys at hand, by role.
    #[must_use]
    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// Offers the first key for `role`, made and saved now, valid from the first to the last day.
    ///
    /// # Errors
    /// `KEY_FILE_EXISTS` if it was offered before.
    pub fn offer(&mut self, role: Role, dates: (Date, Date)) -> Result<KeyOffer, Failure> {
        let path = service_keys::path(&self.data_dir, role);
        if path.exists() {
            return Err(KeyError::Exists(path).into());
        }
        let offered = self.ring.offer(role, dates)?;
        let key = self.ring.key(role).ok_or(RingError::NoKey(role))?;
        save(&path, key, None)?;
        Ok(offered)
    }

    /// Offers a further key for `role`, made now and saved beside the first as number `nth`; it signs
    /// once the ring holds it.
    ///
    /// # Errors
    /// `KEY_FILE_EXISTS`.
    pub fn spare(
        &self,
        role: Role,
        nth: u32,
        dates: (Date, Date),
    ) -> Result<(SigningKey, KeyOffer), Failure> {
        let key = generate()?;
        let path = service_keys::path(&self.data_dir, role);
        save(&path.with_extension(format!("{nth}.pem")), &key, None)?;
        let offered = offer(&key, self.ring.ledger(), role, holder_of(role), dates);
        Ok((key, offered))
    }

    /// Signs for `role` with `key` from now on.
    pub fn hold(&mut self, role: Role, key: SigningKey) {
        self.ring.hold(role, key);
    }

    /// `command` with its `openings`, authored in the first of `roles`, signed in all of them, to be
    /// recorded at the instant of its issue.
    ///
    /// # Errors
    /// `NO_KEY`, or why it has no bytes.
    pub fn parcel(
        &self,
        roles: &[Role],
        command: Command,
        openings: Vec<Opening>,
        terms: Terms,
    ) -> Result<Parcel, Failure> {
        let at = Some(terms.issued_at);
        let envelope = self.ring.sign(command, roles, terms)?.into();
        Ok(Parcel { envelope, openings, at })
    }

    /// What the ledger answers to `command`, authored in the first of `roles`, signed in all of them
    /// and recorded at the instant of its issue.
    ///
    /// # Errors
    /// As [`Cast::parcel`], or why there is no answer.
    pub async fn ask(
        &mut self,
        roles: &[Role],
        command: Command,
        openings: Vec<Opening>,
        terms: Terms,
    ) -> Result<Answer, Failure> {
        let parcel = self.parcel(roles, command, openings, terms)?;
        match self.submitter.submit(&parcel).await {
            Ok(receipt) => Ok(Answer::Recorded(receipt)),
            Err(NotRecorded::Refused(refused)) => Ok(Answer::Refused(refused)),
            Err(why @ (NotRecorded::Unanswered { .. } | NotRecorded::Failed(_))) => Err(why.into()),
        }
    }

    /// Whether the ledger would take `command` as [`Cast::ask`] would send it; nothing is recorded but
    /// what time alone demands.
    ///
    /// # Errors
    /// The refusal, if it would be refused; as [`Cast::ask`].
    pub async fn rehearse(
        &mut self,
        roles: &[Role],
        command: Command,
        openings: Vec<Opening>,
        terms: Terms,
    ) -> Result<(), Failure> {
        let parcel = self.parcel(roles, command, openings, terms)?;
        match self.submitter.rehearse(&parcel).await?.outcome {
            Some(Outcome::Accepted(_)) => Ok(()),
            Some(Outcome::Refusal(refusal)) => Err(Refused::from(refusal).into()),
            None => {
                Err(own("FOREIGN_ANSWER", Exit::Refused).fact("code", "Ok").fact("why", "empty"))
            }
        }
    }

    /// Ends the ledger's services in order; its data stay.
    ///
    /// # Errors
    /// Why a service had stopped before.
    pub async fn close(self) -> Result<(), Failure> {
        self.node.close().await
    }
}

impl Answer {
    /// The receipt, where nothing else will do.
    ///
    /// # Errors
    /// The refusal.
    pub fn receipt(self) -> Result<Receipt, Failure> {
        match self {
            Answer::Recorded(receipt) => Ok(receipt),
            Answer::Refused(refused) => Err(refused.into()),
        }
    }
}

impl From<RingError> for Failure {
    fn from(error: RingError) -> Failure {
        match error {
            RingError::NoKey(role) => own("NO_KEY", Exit::Usage).fact("role", role),
            RingError::Draft(error) => error.into(),
            RingError::Key(error) => error.into(),
        }
    }
}
