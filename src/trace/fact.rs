//! The closed vocabulary of facts.
//!
//! Six of them say who works, holds and waits, for anything that can be held or waited for; the rest are the wire, what a
//! gateway reads and decides, and faults. A record has 32 bytes; a test holds that.

use std::hash::{Hash, Hasher};

use crate::kernel::Time;
use crate::vocabulary::{
    CloseReason, ConnectionId, Ending, ExchangeId, Fault, Leave, LinkId, Over, Party, PlaceId, PoolId, Side, Status,
    TaskId, UnitId, What,
};

/// Names a record: how many came before it. Records that were forgotten keep their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// A fact, when it happened, and the record that brought it about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Four words a record, whatever it says: the digest is as quick for a rare fact as for a frequent one. No two facts have the
/// same words.
impl Hash for Record {
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    fn hash<H: Hasher>(&self, digest: &mut H) {
        let [kind, one, two] = words(&self.fact);
        digest.write_u64(self.at.ns());
        digest.write_u64(u64::from(self.cause) << 32 | kind);
        digest.write_u64(one);
        digest.write_u64(two);
    }
}

/// A party as a word of 40 bits.
const fn party_word(party: Party) -> u64 {
    let (kind, id) = match party {
        Party::Client(id) => (0, id.0 as u64),
        Party::Request(id) => (1, id.0 as u64),
        Party::Exchange(id) => (2, id.0 as u64),
        Party::Task(id) => (3, id.0 as u64),
        Party::Call(id) => (4, id.0 as u64),
    };
    kind << 32 | id
}

const fn what_word(what: What) -> u64 {
    let (kind, rest) = match what {
        What::Unit(pool) => (0, pool.0 as u64),
        What::Done(party) => (1, party_word(party)),
        What::Reply => (2, 0),
        What::Handshake => (3, 0),
        What::Timer => (4, 0),
        What::Cpu => (5, 0),
        What::Fault(fault) => (6, fault.index() as u64),
    };
    kind << 48 | rest
}

const fn over_word(how: Over) -> u64 {
    match how {
        Over::Got(code) => 1 << 32 | code as u64,
        Over::Left => 2 << 32,
        Over::Answered { code, unread } => 3 << 32 | (unread as u64) << 16 | code as u64,
        Over::Dropped => 4 << 32,
        Over::TimedOut => 5 << 32,
    }
}

const fn ending_word(ending: Ending) -> u64 {
    match ending {
        Ending::Answered => 0,
        Ending::Refused => 1,
        Ending::ConnectTimedOut => 2,
        Ending::TimedOut(phase) => 0x100 | phase as u64,
        Ending::Closed(phase) => 0x200 | phase as u64,
        Ending::Reset(phase) => 0x300 | phase as u64,
        Ending::Invalid(head) => 0x400 | head as u64,
        Ending::ClientGone => 3,
        Ending::QueueFull => 4,
    }
}

/// What a fact says, as the number of its kind (below 2³²) and two words.
#[cfg_attr(not(target_family = "wasm"), inline(always))]
const fn words(fact: &Fact) -> [u64; 3] {
    const fn two(high: u32, low: u32) -> u64 {
        (high as u64) << 32 | low as u64
    }
    match *fact {
        Fact::Began => [0, 0, 0],
        Fact::Changed(number) => [1, number as u64, 0],
        Fact::FaultStarted { fault, place } => [2, fault.index() as u64, place.0 as u64],
        Fact::FaultEnded { fault, place } => [3, fault.index() as u64, place.0 as u64],
        Fact::FaultHit { fault, place, party } => [4, (fault.index() as u64) << 32 | place.0 as u64, party_word(party)],
        Fact::Begins { party, of, place } => [5 | (place.0 as u64) << 8, party_word(party), party_word(of)],
        Fact::Waits { party, what } => [6, party_word(party), what_word(what)],
        Fact::Takes { party, pool, unit } => [7, party_word(party), two(pool.0 as u32, unit.0)],
        Fact::Frees { party, pool, unit } => [8, party_word(party), two(pool.0 as u32, unit.0)],
        Fact::Leaves { party, what, why } => [9 | (why as u64) << 8, party_word(party), what_word(what)],
        Fact::Over { party, how } => [10, party_word(party), over_word(how)],
        Fact::SynSent { connection, link, party, attempt } => {
            [11 | (attempt as u64) << 8, party_word(party), two(connection.0, link.0 as u32)]
        }
        Fact::SynRefused { connection, attempt } => [12, two(connection.0, attempt as u32), 0],
        Fact::Connected { connection } => [13, connection.0 as u64, 0],
        Fact::ConnectFailed { connection } => [14, connection.0 as u64, 0],
        Fact::Carried { party, connection, link, reused } => {
            [15 | (reused as u64) << 8, party_word(party), two(connection.0, link.0 as u32)]
        }
        Fact::Sent { connection, from, template, number, length } => {
            [16 | (from as u64) << 8 | (template as u64) << 16, connection.0 as u64, two(number, length)]
        }
        Fact::FinSent { connection, from, why } => [17, connection.0 as u64, two(from as u32, why as u32)],
        Fact::RstSent { connection, from, why } => [18, connection.0 as u64, two(from as u32, why as u32)],
        Fact::HeadRead { exchange, code } => [19, exchange.0 as u64, code as u64],
        Fact::Ended { exchange, status, ending, bytes_sent } => {
            let code = (status.code as u64) << 48 | (status.sub as u64) << 32 | status.win32.0 as u64;
            [20 | ending_word(ending) << 8, two(exchange.0, bytes_sent), code]
        }
        Fact::PeerGone { task } => [21, task.0 as u64, 0],
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
