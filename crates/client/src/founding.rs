//! What the heads of the national parts agree on before there is a ledger.

use rights::{
    id::{Origin, TreatyId},
    ledger::{
        PolicyEntry, RULES_KNOWN,
        programme::{self, Binding, FoundingOffice, FoundingPart, OpenProgramme, Purpose, Treaty},
    },
    policy::Policy,
    role::{ClerkDuty, Role},
    territory::State,
    text::Text,
    time::{Date, Instant},
};

use crate::{
    draft::Terms,
    keys::KeyError,
    ring::{Ring, RingError},
};

/// The terms of a founding; the keys come from a [`Ring`].
#[derive(Clone, Debug)]
pub struct Founding {
    pub purpose: Purpose,
    pub instrument: Text,
    pub treaty: TreatyId,
    pub treaty_title: Text,
    /// The member states and the day from which the treaty binds each; ascending, at least two.
    pub states: Vec<(State, Date)>,
    /// How many heads act as ROOT together.
    pub threshold: u32,
    pub policy: Policy,
    /// The first and the last day of the first offices and keys.
    pub dates: (Date, Date),
}

/// An origin of this name that nobody has used: its last part is drawn now.
///
/// # Errors
/// [`FoundingError::Name`], [`FoundingError::NoRandomness`].
pub fn draw_origin(name: &str) -> Result<Origin, FoundingError> {
    let mut drawn = [0; 8];
    getrandom::fill(&mut drawn).map_err(FoundingError::NoRandomness)?;
    let hex = u64::from_be_bytes(drawn);
    Origin::parse(&format!("{name}/{hex:016x}")).map_err(|_| FoundingError::Name(name.into()))
}

/// Why there is no origin.
#[derive(Debug, thiserror::Error)]
pub enum FoundingError {
    #[error("{0:?} is no name for a ledger: lower-case letters, digits, dots, dashes and slashes")]
    Name(String),
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(getrandom::Error),
}

impl Founding {
    /// The founding command with the ring's keys; keys that the ring lacks are made now.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`].
    pub fn command(&self, ring: &mut Ring) -> Result<OpenProgramme, KeyError> {
        let mut parts = Vec::with_capacity(self.states.len());
        for (state, _) in &self.states {
            let key = ring.offer(Role::Head(*state), self.dates)?;
            let head = FoundingOffice { name: None, key };
            parts.push(FoundingPart { state: *state, head });
        }
        let secretary = ring.offer(Role::Secretary, self.dates)?;
        let bindings =
            self.states.iter().map(|(state, from)| Binding { state: *state, from: *from });
        let entry = |(key, value): (&str, String)| PolicyEntry { key: key.into(), value };
        Ok(OpenProgramme {
            purpose: self.purpose,
            instrument: self.instrument.clone(),
            rules: RULES_KNOWN,
            treaties: vec![Treaty {
                treaty: self.treaty,
                title: self.treaty_title.clone(),
                bindings: bindings.collect(),
            }],
            parts,
            threshold: self.threshold,
            secretary: FoundingOffice { name: None, key: secretary },
            due_clerk: ring.offer(Role::Clerk(ClerkDuty::Deadlines), self.dates)?,
            state_clerk: ring.offer(Role::Clerk(ClerkDuty::State), self.dates)?,
            gateway: ring.offer(Role::Gateway, self.dates)?,
            policy: self.policy.entries().into_iter().map(entry).collect(),
        })
    }

    /// Record 0's envelope, signed by all heads at `now`.
    ///
    /// # Errors
    /// [`RingError`].
    pub fn envelope(&self, ring: &mut Ring, now: Instant) -> Result<Vec<u8>, RingError> {
        let command = programme::Command::OpenProgramme(self.command(ring)?);
        let heads: Vec<Role> = self.states.iter().map(|(state, _)| Role::Head(*state)).collect();
        ring.sign(command.into(), &heads, Terms::at(now))
    }
}
