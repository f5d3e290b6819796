//! The commands that bring a plan about, in the order in which the ledger takes them, without those
//! that it took before.

use rights::{
    id::{ContractId, Digest, PartyId, ResultId},
    ledger::{
        ContentDigest, KeyOffer, Level, ShareOf,
        contract::Terms,
        contract::{AgreeShares, Command as Contracting, Heading, ProposeShares, RegisterContract},
        key::{Command as Keying, EnrolKey},
        notices::NoticeId,
        office::{AcknowledgeNotice, AppointHead, AppointSecretary, Command as Official},
        party::{AccreditParty, Command as Accrediting, ProposeParty},
        programme::{Command as Programming, RecordAccession},
        result::{Command as Registering, DiscloseResult, RecordOwnership, RegisterResult},
    },
    role::Role,
    share::Share,
    territory::State,
    text::Text,
    time::{Date, Instant, Zone},
};
use rights_client::sealed::{NotSealed, Opening};
use sha2::{Digest as _, Sha256};

use super::{
    actors::{Actors, Ask},
    known::{Known, Progress},
    plan::{Newcomer, Pact, Plan, Work},
};
use crate::{
    exit::Exit,
    failure::{Failure, invalid, own},
};

/// What a command is for, so that its refusal is told where it matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum About {
    State(State),
    Party(PartyId),
    Contract(ContractId),
    Result(ResultId),
    /// The registration itself, whose record sends the notices.
    Registration(ResultId),
}

/// How long offices, keys and rights last that an import brings about.
const YEARS: u32 = 30;
/// From when on a treaty binds a state that an import brings in: the first day that a ledger knows.
pub(super) const BOUND_FROM: Date = Date::MIN;

/// The commands so far, and who signs them.
pub(super) struct Steps<'a> {
    known: &'a Known,
    actors: &'a mut Actors,
    dates: (Date, Date),
    asks: Vec<(About, Ask)>,
}

/// The first and the last day of offices, keys and rights that begin at `at`.
pub(super) fn dates(at: Instant) -> (Date, Date) {
    // A day earlier than here, so that it has begun in every policy's zone.
    let from = Zone::UTC.date_of(at).minus_days(1);
    (from, from.plus_months(YEARS * 12))
}

/// All commands of `plan` that `known` does not show yet, but for notices.
///
/// # Errors
/// What a key file is wrong with.
pub(super) fn steps(
    plan: &Plan,
    known: &Known,
    actors: &mut Actors,
    at: Instant,
) -> Result<Vec<(About, Ask)>, Failure> {
    let mut steps = Steps { known, actors, dates: dates(at), asks: Vec::new() };
    for state in &plan.states {
        steps.join(*state)?;
    }
    for (id, newcomer) in &plan.parties {
        steps.accredit(*id, newcomer)?;
    }
    for (id, pact) in &plan.contracts {
        steps.contract(*id, pact)?;
    }
    for work in &plan.works {
        steps.register(work, known.results.get(&work.result))?;
    }
    Ok(steps.asks)
}

/// The addressee acknowledges a notice.
pub(super) fn acknowledge(notice: NoticeId, addressee: PartyId) -> Ask {
    Ask::by([Role::Party(addressee)], Official::AcknowledgeNotice(AcknowledgeNotice { notice }))
}

impl Steps<'_> {
    fn ask(&mut self, about: About, ask: Ask) {
        self.asks.push((about, ask));
    }

    fn offer(&mut self, role: Role) -> Result<KeyOffer, Failure> {
        self.actors.offer(role, self.dates)
    }

    /// A treaty binds the state, and the state has a national part with a secretary.
    fn join(&mut self, state: State) -> Result<(), Failure> {
        let about = About::State(state);
        let known = self.known;
        if !known.bound.contains(&state) {
            let notice = presumed(&format!("The accession of {state} is presumed."));
            let asked = RecordAccession { treaty: known.treaty, state, notice, from: BOUND_FROM };
            let command = Programming::RecordAccession(asked);
            self.ask(about, Ask::by([Role::Secretary], command));
        }
        if !known.parts.contains(&state) {
            let act = presumed(&format!("The appointment of the head of {state} is presumed."));
            let offer = self.offer(Role::Head(state))?;
            let asked = AppointHead { state, act, name: None, offer };
            // As many heads as act together, the longest there first.
            let heads: Vec<Role> =
                known.parts.iter().copied().take(known.threshold).map(Role::Head).collect();
            self.ask(about, Ask::by(heads, Official::AppointHead(asked)));
        }
        if !known.keyed.contains(&Role::PartSecretary(state)) {
            let offer = self.offer(Role::PartSecretary(state))?;
            let asked = AppointSecretary { state, name: None, offer };
            self.ask(about, Ask::by([Role::Head(state)], Official::AppointSecretary(asked)));
        }
        Ok(())
    }

    fn accredit(&mut self, party: PartyId, newcomer: &Newcomer) -> Result<(), Failure> {
        let (about, seat) = (About::Party(party), newcomer.seat);
        let standing = self.known.parties.get(&party).copied();
        if standing.is_none() {
            let Newcomer { seat, kind, name } = newcomer;
            let (name, identifiers) = (name.clone(), Vec::new());
            let asked = ProposeParty { party, seat: *seat, kind: *kind, name, identifiers };
            let command = Accrediting::ProposeParty(asked);
            self.ask(about, Ask::by([Role::PartSecretary(*seat)], command));
        }
        if standing != Some(true) {
            let asked = AccreditParty {
                party,
                treaty: self.known.treaty,
                right: Some(presumed(&format!("The right of {party} is presumed."))),
                from: self.dates.0,
                until: self.dates.1,
                controllers: Vec::new(),
            };
            self.ask(about, Ask::by([Role::Head(seat)], Accrediting::AccreditParty(asked)));
        }
        let role = Role::Party(party);
        if !self.known.keyed.contains(&role) {
            let asked = EnrolKey { role, offer: self.offer(role)?, administrator: None };
            self.ask(about, Ask::by([Role::Head(seat)], Keying::EnrolKey(asked)));
        }
        Ok(())
    }

    fn contract(&mut self, contract: ContractId, pact: &Pact) -> Result<(), Failure> {
        if self.known.contracts.contains(&contract) {
            return Ok(());
        }
        let words = format!("The contract {contract} is presumed.");
        let title = Opening::new(&words).map_err(unsealed)?;
        let terms = Terms {
            document: Some(presumed(&words)),
            headings: Heading::MANDATORY.into(),
            level: Level::Public,
            marks: Vec::new(),
            until: None,
            tail: None,
            termination_rights: Vec::new(),
            overrides: Vec::new(),
        };
        let asked = RegisterContract {
            contract,
            title: title.sealed(),
            parties: pact.parties.clone(),
            treaty: Some(self.known.treaty),
            from: pact.from,
            terms,
        };
        let roles: Vec<Role> = pact.parties.iter().copied().map(Role::Party).collect();
        let mut ask = Ask::by(roles, Contracting::RegisterContract(asked));
        ask.openings.push(title);
        self.ask(About::Contract(contract), ask);
        Ok(())
    }

    /// What is missing of one result: disclosure, registration, shares.
    fn register(&mut self, work: &Work, progress: Option<&Progress>) -> Result<(), Failure> {
        let result = work.result;
        let discloser = [Role::Party(work.discloser)];
        if progress.is_none() {
            let disclosure = disclosure(work)?;
            self.ask(About::Result(result), disclosure);
        }
        if progress.is_none_or(|progress| !progress.registered) {
            let asked = RegisterResult { result, holders: work.holders.clone() };
            let ask = Ask::by(discloser, Registering::RegisterResult(asked));
            self.ask(About::Registration(result), ask);
        }
        if progress.is_none_or(|progress| !progress.held) {
            let proposed = progress.and_then(|progress| progress.proposed);
            for ask in shares(work, proposed) {
                self.ask(About::Result(result), ask);
            }
        }
        Ok(())
    }
}

/// The disclosure of `work` by its first owner.
fn disclosure(work: &Work) -> Result<Ask, Failure> {
    let entry = &work.entry;
    let title = entry.title.as_deref().map(Opening::new).transpose().map_err(unsealed)?;
    // Registers that say how many created it do not all say who: the places are kept for them.
    let numbered = (1..=entry.creators).map(|number| Opening::new(&format!("creator {number}")));
    let creators = numbered.collect::<Result<Vec<_>, _>>().map_err(unsealed)?;
    let created_in = entry.owners.first().map(|owner| owner.state);
    let asked = DiscloseResult {
        result: work.result,
        contract: work.contract,
        discloser: work.discloser,
        kind: Some(entry.kind),
        content: digest(entry.raw.as_bytes(), "application/json"),
        level: Some(Level::Public),
        created_in: created_in.ok_or_else(|| invalid("owners", "none"))?,
        created_on: entry.filed,
        fields: entry.fields.clone(),
        office: Some(entry.reference.clone()),
        creators: creators.iter().map(Opening::sealed).collect(),
        title: title.as_ref().map(Opening::sealed),
        cites: None,
    };
    let mut ask = Ask::by([Role::Party(work.discloser)], Registering::DiscloseResult(asked));
    ask.openings = title.into_iter().chain(creators).collect();
    Ok(ask)
}

/// Equal shares, which is the presumption; `proposed` is the revision of a proposal that waits for
/// its agreement.
fn shares(work: &Work, proposed: Option<u64>) -> Vec<Ask> {
    let result = work.result;
    if !work.is_joint() {
        let asked = RecordOwnership { result, holder: work.discloser };
        return vec![Ask::by([Role::Party(work.discloser)], Registering::RecordOwnership(asked))];
    }
    let count = u64::try_from(work.holders.len()).expect("a line names fewer than 2^64 owners");
    let share = Share::new(1, count).expect("one of several equal parts is a share");
    let title = work.holders.iter().map(|party| ShareOf { party: *party, share }).collect();
    let text = sentence(&format!("Equal shares of {result} are presumed."));
    let proposal =
        ProposeShares { result, proposer: work.discloser, text, title, income: Vec::new() };
    let mut asks = Vec::new();
    if proposed.is_none() {
        let command = Contracting::ProposeShares(proposal);
        asks.push(Ask::by([Role::Party(work.discloser)], command));
    }
    let holders: Vec<Role> = work.holders.iter().copied().map(Role::Party).collect();
    let agreed = Contracting::AgreeShares(AgreeShares { result, text });
    // The first proposal of a result has revision 1.
    asks.push(Ask { revision: proposed.unwrap_or(1), ..Ask::by(holders, agreed) });
    asks
}

/// The document behind a presumption: the sentence that states it.
fn presumed(sentence: &str) -> ContentDigest {
    digest(sentence.as_bytes(), "text/plain")
}

fn sentence(sentence: &str) -> Digest {
    Digest(Sha256::digest(sentence.as_bytes()).into())
}

fn digest(bytes: &[u8], media_type: &str) -> ContentDigest {
    let size = u64::try_from(bytes.len()).expect("no line in memory exceeds 2^64 bytes");
    let media_type = Text::parse(media_type).expect("media types are texts");
    ContentDigest { sha256: Digest(Sha256::digest(bytes).into()), size, media_type }
}

fn unsealed(why: NotSealed) -> Failure {
    match why {
        NotSealed::TooLong(bytes) => invalid("title", format!("{bytes} bytes")),
        NotSealed::NoRandomness(why) => own("NO_RANDOMNESS", Exit::Unavailable).fact("why", why),
    }
}
