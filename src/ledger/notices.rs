//! Notices: sent by a record, delivered later; periods run from delivery (GEN-7, GEN-20).

use alloc::collections::BTreeMap;

use super::{Cause, Ledger, key, result};
use crate::{id::ResultId, role::Role, row::RowKey, territory::State, time::Date};

/// The record that sent a notice, and which of its notices, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NoticeId {
    pub sequence: u64,
    pub index: u32,
}

/// What a notice is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    /// A result was registered; the addressee may contest it.
    Registration(ResultId),
    /// A key was declared compromised by the record of this sequence; the addressee may contest what
    /// the declaration marked.
    Compromise(u64),
}

/// One notice to one addressee.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    pub addressee: Role,
    pub about: Subject,
    /// The day of the record that sent it.
    pub sent: Date,
    /// The day of delivery; none until delivery is recorded.
    pub delivered: Option<Date>,
}

/// Every notice ever sent.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    notices: BTreeMap<NoticeId, Notice>,
}

impl NoticeId {
    fn row(self, addressee: Role) -> RowKey {
        RowKey::Notice(addressee, self.sequence, self.index.into())
    }
}

impl Notices {
    /// The notice; none if it was never sent.
    #[must_use]
    pub fn get(&self, notice: NoticeId) -> Option<&Notice> {
        self.notices.get(&notice)
    }

    /// Those that the record `sequence` sent, in order.
    #[must_use]
    pub fn sent_by(&self, sequence: u64) -> impl DoubleEndedIterator<Item = (&NoticeId, &Notice)> {
        let (first, last) = (0, u32::MAX);
        let range = NoticeId { sequence, index: first }..=NoticeId { sequence, index: last };
        self.notices.range(range)
    }
}

impl Ledger {
    /// The record that is evolving sends a notice.
    pub(super) fn send(&mut self, cause: &Cause, addressee: Role, about: Subject) -> NoticeId {
        let last = self.notices.sent_by(cause.sequence).next_back();
        let index = last.map_or(0, |(last, _)| last.index + 1);
        let id = NoticeId { sequence: cause.sequence, index };
        let sent = self.zone(cause.recorded_at).date_of(cause.recorded_at);
        self.notices.notices.insert(id, Notice { addressee, about, sent, delivered: None });
        self.touch(id.row(addressee));
        id
    }

    /// The state for which whoever has `role` acts; for a party that of its seat.
    #[must_use]
    pub fn state_of(&self, role: Role) -> Option<State> {
        if let Role::Party(party) = role {
            return self.parties.get(&party).map(|party| party.seat);
        }
        role.state()
    }

    /// A notice was delivered on `day`: what it is about takes note.
    pub(super) fn deliver(&mut self, notice: NoticeId, day: Date) {
        let sent = self.notices.notices.get_mut(&notice).expect("decide admits sent notices");
        sent.delivered = Some(day);
        let (about, addressee) = (sent.about, sent.addressee);
        self.touch(notice.row(addressee));
        match about {
            Subject::Registration(result) => result::notice_delivered(self, result, addressee, day),
            Subject::Compromise(by) => key::notice_delivered(self, by, addressee, day),
        }
    }
}
