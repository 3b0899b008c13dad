//! The closed vocabulary of facts.
//!
//! Six of them say who works, holds and waits, for anything that can be held or waited for; the rest are the wire, what a
//! gateway reads and decides, and faults. A record has 32 bytes; a test holds that.

use crate::kernel::Time;
use crate::vocabulary::{
    CloseReason, ConnectionId, Ending, ExchangeId, Fault, Leave, LinkId, Over, Party, PlaceId, PoolId, Side, Status,
    TaskId, UnitId, What,
};

/// Names a record: how many came before it. Records that were forgotten keep their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// A fact, when it happened, and the record that brought it about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// When.
    pub at: Time,
    /// The number of the cause; [`NO_CAUSE`] where there is none.
    cause: u32,
    /// What.
    pub fact: Fact,
}

/// A trace never has so many records: it would need 128 GB.
const NO_CAUSE: u32 = u32::MAX;

impl Record {
    /// A record.
    pub fn new(at: Time, cause: Option<RecordId>, fact: Fact) -> Self {
        Self { at, cause: cause.map_or(NO_CAUSE, |cause| cause.0), fact }
    }

    /// The record without which this one would not be; `None` for arrivals and changes.
    pub fn cause(&self) -> Option<RecordId> {
        (self.cause != NO_CAUSE).then_some(RecordId(self.cause))
    }
}

/// Bytes on the wire, kept as the template they were made from: `{n}` in the template stands for `number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Excerpt {
    /// Index into the templates of the trace.
    pub template: u16,
    /// What stands for `{n}`.
    pub number: u32,
    /// How many bytes, from the first, were sent.
    pub length: u32,
}

/// Everything that can happen.
#[expect(
    missing_docs,
    reason = "fields are ids and counts whose names say all; what needs words is said at the variant"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The run begins; its plan lies beside the records.
    Began,
    /// The reader, or the scenario, changed something: the change with this number, from 0.
    Changed(u32),
    /// A fault begins to act at a place.
    FaultStarted { fault: Fault, place: PlaceId },
    /// It ceases to act there.
    FaultEnded { fault: Fault, place: PlaceId },
    /// It hit what this party is doing there.
    FaultHit { fault: Fault, place: PlaceId, party: Party },

    // ---- who works, holds and waits ----
    /// A party begins at a place, for another one. A request and a call then wait for their reply, a task of a dependency
    /// for its time to pass; the rest compute.
    Begins { party: Party, of: Party, place: PlaceId },
    /// It waits for this now, or computes; that ends the wait before. Where a unit is free at once, it takes it without
    /// having waited.
    Waits { party: Party, what: What },
    /// It has a unit now, and whatever it waited for before, it computes; a call waits for its reply.
    Takes { party: Party, pool: PoolId, unit: UnitId },
    /// The unit is free again.
    Frees { party: Party, pool: PoolId, unit: UnitId },
    /// It gives this wait up and goes on without.
    Leaves { party: Party, what: What, why: Leave },
    /// It has ended; for an exchange [`Fact::Ended`] says so.
    Over { party: Party, how: Over },

    // ---- connections, on any link ----
    /// The near end sent a SYN for this party, which waits for the handshake; `attempt` counts from 1.
    SynSent { connection: ConnectionId, link: LinkId, party: Party, attempt: u8 },
    /// The SYN was answered by RST.
    SynRefused { connection: ConnectionId, attempt: u8 },
    /// The three-way handshake is done at the near end; a request or call then waits for its reply.
    Connected { connection: ConnectionId },
    /// The near end gave up connecting.
    ConnectFailed { connection: ConnectionId },
    /// The party goes on with this connection; `reused`: it had carried others before.
    Carried { party: Party, connection: ConnectionId, link: LinkId, reused: bool },
    /// An end wrote bytes.
    Sent { connection: ConnectionId, from: Side, template: u16, number: u32, length: u32 },
    /// An end closed with FIN.
    FinSent { connection: ConnectionId, from: Side, why: CloseReason },
    /// An end reset the connection.
    RstSent { connection: ConnectionId, from: Side, why: CloseReason },

    // ---- gateways and applications ----
    /// A gateway has the complete head of an answer.
    HeadRead { exchange: ExchangeId, code: u16 },
    /// A gateway wrote the response: the row of its log. An exchange that ends with [`Ending::QueueFull`] has no row in
    /// the site's log.
    Ended { exchange: ExchangeId, status: Status, ending: Ending, bytes_sent: u32 },
    /// The connection of a task learnt that the other end has closed; the handler does not look.
    PeerGone { task: TaskId },
}

impl Fact {
    /// The party that the fact is about, if it names one.
    pub const fn party(&self) -> Option<Party> {
        match *self {
            Self::FaultHit { party, .. }
            | Self::Begins { party, .. }
            | Self::Waits { party, .. }
            | Self::Takes { party, .. }
            | Self::Frees { party, .. }
            | Self::Leaves { party, .. }
            | Self::Over { party, .. }
            | Self::SynSent { party, .. }
            | Self::Carried { party, .. } => Some(party),
            Self::HeadRead { exchange, .. } | Self::Ended { exchange, .. } => Some(Party::Exchange(exchange)),
            Self::PeerGone { task } => Some(Party::Task(task)),
            Self::Began
            | Self::Changed(_)
            | Self::FaultStarted { .. }
            | Self::FaultEnded { .. }
            | Self::SynRefused { .. }
            | Self::Connected { .. }
            | Self::ConnectFailed { .. }
            | Self::Sent { .. }
            | Self::FinSent { .. }
            | Self::RstSent { .. } => None,
        }
    }

    /// The connection that the fact is about, if it names one.
    pub const fn connection(&self) -> Option<ConnectionId> {
        match *self {
            Self::SynSent { connection, .. }
            | Self::SynRefused { connection, .. }
            | Self::Connected { connection }
            | Self::ConnectFailed { connection }
            | Self::Carried { connection, .. }
            | Self::Sent { connection, .. }
            | Self::FinSent { connection, .. }
            | Self::RstSent { connection, .. } => Some(connection),
            Self::Began
            | Self::Changed(_)
            | Self::FaultStarted { .. }
            | Self::FaultEnded { .. }
            | Self::FaultHit { .. }
            | Self::Begins { .. }
            | Self::Waits { .. }
            | Self::Takes { .. }
            | Self::Frees { .. }
            | Self::Leaves { .. }
            | Self::Over { .. }
            | Self::HeadRead { .. }
            | Self::Ended { .. }
            | Self::PeerGone { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_32_bytes() {
        assert_eq!((size_of::<Party>(), size_of::<What>()), (8, 8));
        assert_eq!(size_of::<Record>(), 32);
    }
}
