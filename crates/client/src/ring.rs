//! The keys that one client holds, by the role that each serves.

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;
use rights::{
    id::{HolderId, KeyId, Origin},
    ledger::{Command, KeyOffer},
    role::Role,
    time::Date,
};

use crate::{
    draft::{Draft, DraftError, Terms},
    keys::{self, KeyError, id_of},
};

/// Keys by role, all for one ledger; at most one for each role.
#[derive(Clone)]
pub struct Ring {
    ledger: Origin,
    keys: BTreeMap<Role, SigningKey>,
}

/// Why a ring cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    #[error("there is no key here for {0}")]
    NoKey(Role),
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Ring {
    /// No keys yet, for `ledger`.
    #[must_use]
    pub fn of(ledger: Origin) -> Ring {
        Ring { ledger, keys: BTreeMap::new() }
    }

    /// The ledger whose commands the ring signs.
    #[must_use]
    pub fn ledger(&self) -> &Origin {
        &self.ledger
    }

    /// Holds `key` for `role` from now on; the key held before, if any.
    pub fn hold(&mut self, role: Role, key: SigningKey) -> Option<SigningKey> {
        self.keys.insert(role, key)
    }

    /// The key for `role`; none if the ring holds none.
    #[must_use]
    pub fn key(&self, role: Role) -> Option<&SigningKey> {
        self.keys.get(&role)
    }

    /// The roles and their keys, ascending by role.
    pub fn iter(&self) -> impl Iterator<Item = (Role, &SigningKey)> {
        self.keys.iter().map(|(role, key)| (*role, key))
    }

    /// Offers the key for `role`, made now if the ring holds none, to be valid from the first to the
    /// last day.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`].
    pub fn offer(&mut self, role: Role, dates: (Date, Date)) -> Result<KeyOffer, KeyError> {
        let key = match self.keys.get(&role) {
            Some(key) => key.clone(),
            None => keys::generate()?,
        };
        let offer = keys::offer(&key, &self.ledger, role, holder_of(role), dates);
        self.keys.insert(role, key);
        Ok(offer)
    }

    /// The envelope of `command`, authored in the first of `roles` and signed in all of them.
    ///
    /// # Errors
    /// [`RingError::NoKey`], [`RingError::Draft`].
    pub fn sign(
        &self,
        command: Command,
        roles: &[Role],
        terms: Terms,
    ) -> Result<Vec<u8>, RingError> {
        let key = |role: &Role| self.keys.get(role).ok_or(RingError::NoKey(*role));
        let keys = roles.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<KeyId> = keys.iter().map(|key| id_of(key)).collect();
        let (author, others) = ids.split_first().ok_or(DraftError::Signers)?;
        let mut draft = Draft::new(&self.ledger, command, *author, others, terms)?;
        keys.into_iter().try_for_each(|key| draft.sign(key))?;
        Ok(draft.envelope()?)
    }
}

/// The holder under which the first key of `role` is enrolled: the role's text form with dashes.
///
/// # Panics
/// Never: a role's text form is made of letters, digits, slashes and ids.
#[must_use]
pub fn holder_of(role: Role) -> HolderId {
    let mut text = role.to_string().replace('/', "-");
    text.truncate(rights::id::ID_BYTES_MAX);
    HolderId::parse(&text).expect("a role's text form is made of letters, digits and ids")
}
