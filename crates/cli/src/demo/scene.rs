//! Scenes: what a story is made of, as data; and the values that they are written with.

use ed25519_dalek::SigningKey;
use rights::{
    id::{BodyId, ContractId, PartyId, ResultId, TreatyId},
    ledger::{Command, ContentDigest, ShareOf},
    role::Role,
    sealed::Sealed,
    share::Share,
    territory::State,
    text::Text,
    time::{Date, Instant, Zone},
};
use rights_client::sealed::Opening;
use sha2::{Digest as _, Sha256};

use super::stage::Stage;
use crate::failure::{Failure, invalid};

/// The first and the last day of every key and office of the story.
pub const VALID: (&str, &str) = ("2026-01-01", "2040-12-31");

/// A part of the story: its title and its scenes, in the order of time.
pub struct Act {
    /// The key of the title.
    pub title: &'static str,
    pub scenes: &'static [Scene],
}

/// Something that happens at one moment.
pub struct Scene {
    /// The key of the text that tells it, and the name under which its records are remembered.
    pub tells: &'static str,
    /// `2026-03-02`, which is 10:00, or `2026-04-13 23:59`, in the programme's zone.
    pub at: &'static str,
    /// What is asked, in order.
    pub asks: fn(&mut Stage) -> Result<Vec<Ask>, Failure>,
    /// What the ledger must answer to each of it.
    pub answered: Answered,
    /// What is shown afterwards.
    pub shows: &'static [Show],
}

/// What a story expects of the ledger.
#[derive(Clone, Copy)]
pub enum Answered {
    Recorded,
    /// Refused for this reason; before it, this many records of what time alone demanded.
    Refused(&'static str, u64),
    /// It would be recorded, but is only tried out.
    Rehearsed,
}

/// What a reader should see for herself.
#[derive(Clone, Copy)]
pub enum Show {
    /// Who holds which share of the result.
    Shares(&'static str),
    /// Where the result stands, and since when it is final.
    State(&'static str),
    /// Until when who may contest the registration of the result.
    Windows(&'static str),
    /// What somebody else may have signed.
    Contestable,
}

/// A command before it is signed.
#[must_use]
pub struct Ask {
    /// Who signs; the author first.
    pub roles: Vec<Role>,
    pub command: Command,
    pub openings: Vec<Opening>,
    /// The record of the decision that it carries out.
    pub cites: Option<u64>,
    pub seeing: Seeing,
    /// The key that signs for its first role once it is recorded.
    pub then: Option<(Role, SigningKey)>,
}

/// Which revision the author states to have seen.
#[derive(Clone, Copy)]
pub enum Seeing {
    Nothing,
    Revision(u64),
    /// The present one of a result.
    Result(&'static str),
}

impl Ask {
    /// `command`, signed in `roles`, as rows spell them.
    pub fn by(roles: &[&str], command: impl Into<Command>) -> Ask {
        Ask {
            roles: roles.iter().map(|text| role(text)).collect(),
            command: command.into(),
            openings: Vec::new(),
            cites: None,
            seeing: Seeing::Nothing,
            then: None,
        }
    }

    /// With what opens its commitments.
    pub fn opening(mut self, opening: impl IntoIterator<Item = Opening>) -> Ask {
        self.openings.extend(opening);
        self
    }

    /// In execution of the decision that the record adopted.
    pub fn citing(self, decision: u64) -> Ask {
        Ask { cites: Some(decision), ..self }
    }

    /// By an author who saw this revision.
    pub fn seeing(self, seeing: Seeing) -> Ask {
        Ask { seeing, ..self }
    }

    /// Once it is recorded, `key` signs for `role`.
    pub fn then_signing_with(self, role: Role, key: SigningKey) -> Ask {
        Ask { then: Some((role, key)), ..self }
    }
}

/// 10:00 of a day, or a minute of it, where the programme's clocks stand at +03:00.
///
/// # Errors
/// `VALUE_INVALID`.
pub fn instant(text: &str) -> Result<Instant, Failure> {
    let (day, clock) = text.split_once(' ').unwrap_or((text, "10:00"));
    let wrong = || invalid("at", text);
    let (hours, minutes) = clock.split_once(':').ok_or_else(wrong)?;
    let (hours, minutes) = (hours.parse().ok(), minutes.parse().ok());
    let zone = Zone::from_minutes(180).map_err(|_| wrong())?;
    let start = zone.start_of(date(day)).plus_hours(hours.ok_or_else(wrong)?);
    Ok(start.plus_minutes(minutes.ok_or_else(wrong)?))
}

macro_rules! written {
    ($($name:ident: $Type:ty, $what:literal;)*) => {$(
        #[doc = concat!("The ", $what, " that the story writes so.")]
        ///
        /// # Panics
        /// If it is none: scenes are written in this crate, and a test plays them all.
        #[must_use]
        pub fn $name(text: &str) -> $Type {
            <$Type>::parse(text).expect(concat!("the story's ", $what, " are written as such"))
        }
    )*};
}

written! {
    role: Role, "roles";
    state: State, "states";
    party: PartyId, "parties";
    contract: ContractId, "contracts";
    result: ResultId, "results";
    body: BodyId, "bodies";
    treaty: TreatyId, "treaties";
    date: Date, "dates";
    text: Text, "texts";
    share: Share, "shares";
}

/// The days of [`VALID`].
#[must_use]
pub fn valid() -> (Date, Date) {
    (date(VALID.0), date(VALID.1))
}

/// A document of this name: the ledger sees its digest, and never the document.
#[must_use]
pub fn file(name: &str) -> ContentDigest {
    ContentDigest { sha256: digest(name), size: 4_096, media_type: text("application/pdf") }
}

/// The digest of a text of this name.
#[must_use]
pub fn digest(name: &str) -> rights::id::Digest {
    rights::id::Digest(Sha256::digest(name).into())
}

/// `words` sealed for a command, and what opens them.
///
/// # Errors
/// `NO_RANDOMNESS`.
pub fn sealed(words: &str) -> Result<(Sealed, Opening), Failure> {
    let opening = Opening::new(words).map_err(|why| invalid("text", why))?;
    Ok((opening.sealed(), opening))
}

/// Shares by party, in the order in which commands list them.
#[must_use]
pub fn shares(list: &[(&str, &str)]) -> Vec<ShareOf> {
    let of = |(id, part): &(&str, &str)| ShareOf { party: party(id), share: share(part) };
    let mut shares: Vec<ShareOf> = list.iter().map(of).collect();
    shares.sort_unstable_by_key(|of| of.party);
    shares
}

/// Parties in the order in which commands list them.
#[must_use]
pub fn parties(ids: &[&str]) -> Vec<PartyId> {
    let mut parties: Vec<PartyId> = ids.iter().map(|id| party(id)).collect();
    parties.sort_unstable();
    parties
}
