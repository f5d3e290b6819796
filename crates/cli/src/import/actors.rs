//! Whoever acts in an import: every key is at hand, below the data directory, because a development
//! ledger is played by one hand.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use rights::{
    id::Origin,
    ledger::{Command, KeyOffer, programme::OpenProgramme},
    role::Role,
    time::{Date, Instant},
};
use rights_client::{draft::Terms, founding::Founding, keys, ring::Ring, sealed};
use rights_openings::Opening;
use rights_sequencer::Submission;

use crate::{
    exit::Exit,
    failure::{Failure, invalid, own},
    service_keys,
};

/// One command on its way to being signed.
pub(super) struct Ask {
    /// The author first; at least one.
    pub(super) roles: Vec<Role>,
    pub(super) command: Command,
    pub(super) openings: Vec<sealed::Opening>,
    /// The revision that its author saw; 0 states none.
    pub(super) revision: u64,
}

/// The keys that were needed so far, by role.
pub(super) struct Actors {
    ring: Ring,
    data_dir: PathBuf,
}

impl Ask {
    /// `command`, asked in `roles`, the first of which is its author's.
    pub(super) fn by(roles: impl Into<Vec<Role>>, command: impl Into<Command>) -> Ask {
        Ask { roles: roles.into(), command: command.into(), openings: Vec::new(), revision: 0 }
    }
}

impl Actors {
    /// Those whose keys lie below `data_dir`, for the ledger `origin`.
    pub(super) fn of(origin: Origin, data_dir: PathBuf) -> Actors {
        Actors { ring: Ring::of(origin), data_dir }
    }

    /// Offers the key of `role`, valid from the first to the last day: the one that lies there, as
    /// an import that was interrupted left it, or a new one, saved before it is offered.
    ///
    /// # Errors
    /// What its file is wrong with.
    pub(super) fn offer(&mut self, role: Role, dates: (Date, Date)) -> Result<KeyOffer, Failure> {
        self.load(role)?;
        let is_new = self.ring.key(role).is_none();
        let offer = self.ring.offer(role, dates)?;
        if is_new && let Some(key) = self.ring.key(role) {
            keys::save(&service_keys::path(&self.data_dir, role), key, None)?;
        }
        Ok(offer)
    }

    /// The founding command on `terms`, and the keys of the `heads` who sign it.
    ///
    /// # Errors
    /// `NO_RANDOMNESS`.
    pub(super) fn found(
        &mut self,
        terms: &Founding,
        heads: &[Role],
    ) -> Result<(OpenProgramme, Vec<SigningKey>), Failure> {
        let command = terms.command(&mut self.ring)?;
        let keys = heads.iter().filter_map(|head| self.ring.key(*head).cloned()).collect();
        Ok((command, keys))
    }

    /// `ask` with its signatures, to be recorded at `at`.
    ///
    /// # Errors
    /// `KEY_NOT_AT_HAND` if somebody's key is elsewhere, or why there are no bytes.
    pub(super) fn sign(&mut self, ask: Ask, at: Instant) -> Result<Submission, Failure> {
        let Ask { roles, command, openings, revision } = ask;
        for role in &roles {
            self.load(*role)?;
            if self.ring.key(*role).is_none() {
                let path = service_keys::path(&self.data_dir, *role);
                let absent = own("KEY_NOT_AT_HAND", Exit::Configuration).fact("role", role);
                return Err(absent.fact("path", path.display()));
            }
        }
        let envelope = self.ring.sign(command, &roles, Terms::at(at).seeing(revision))?.into();
        let opening = |sealed::Opening { salt, text }| {
            Opening::new(salt, text).map_err(|why| invalid("title", why))
        };
        let openings = openings.into_iter().map(opening).collect::<Result<_, _>>()?;
        Ok(Submission { envelope, openings, at: Some(at) })
    }

    fn load(&mut self, role: Role) -> Result<(), Failure> {
        let path = service_keys::path(&self.data_dir, role);
        if self.ring.key(role).is_none() && path.exists() {
            self.ring.hold(role, keys::load(&path, None)?);
        }
        Ok(())
    }
}
