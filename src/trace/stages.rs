//! The stages of an exchange: the typed view of what a gateway did for a request. Whoever tells of single requests, logs,
//! sentences, the strip, reads this and no raw facts.

use super::{Excerpt, Fact, Record, RecordId, Trace};
use crate::kernel::{Span, Time};
use crate::vocabulary::{ClientId, Ending, ExchangeId, Party, PlaceId, RequestId, Status};

/// What a gateway did for a request, once it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages {
    /// The exchange.
    pub exchange: ExchangeId,
    /// The gateway.
    pub place: PlaceId,
    /// For whom: a request of a client, or the exchange of the gateway before.
    pub of: Party,
    /// For which request of a client.
    pub request: RequestId,
    /// Which client began that.
    pub client: ClientId,
    /// The first byte reached the gateway: `time-taken` begins.
    pub arrived: Time,
    /// What was asked for: the first bytes of the request.
    pub asked: Option<Excerpt>,
    /// The row was written.
    pub ended: Time,
    /// The record that says so.
    pub record: RecordId,
    /// How.
    pub status: Status,
    /// Why.
    pub ending: Ending,
    /// How many bytes the response has.
    pub bytes_sent: u32,
}

impl Stages {
    /// How long the gateway had it: `time-taken`.
    pub fn time_taken(&self) -> Span {
        self.ended.since(self.arrived)
    }
}

/// Reads stages off a trace while that grows. A clone goes on from the same place.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    read: u32,
    /// Exchanges that have begun and not ended, by id.
    open: Vec<Open>,
}

/// An exchange that has begun: for whom, when, and what was asked.
#[derive(Clone, Copy, Debug)]
struct Open {
    exchange: ExchangeId,
    of: Party,
    arrived: Time,
    asked: Option<Excerpt>,
}

impl Writer {
    /// Calls `tell` with each exchange that ended since the last time. Costs as much as the records that came since.
    pub fn extend(&mut self, trace: &Trace, mut tell: impl FnMut(&Stages)) {
        for (id, record) in trace.range(RecordId(self.read), RecordId(u32::MAX)) {
            match record.fact {
                Fact::Begins { party: Party::Exchange(exchange), of, .. } => {
                    // It begins because of the bytes that have arrived. Who sent them may be gone by now.
                    let asked = record.cause().and_then(|cause| trace.get(cause)).and_then(asked);
                    self.open.push(Open { exchange, of, arrived: record.at, asked });
                }
                Fact::Ended { exchange, status, ending, bytes_sent } => {
                    let ended = (id, record.at, status, ending, bytes_sent);
                    if let Some(stages) = self.ended(trace, exchange, ended) {
                        tell(&stages);
                    }
                }
                Fact::Began
                | Fact::Changed(_)
                | Fact::FaultStarted { .. }
                | Fact::FaultEnded { .. }
                | Fact::FaultHit { .. }
                | Fact::Begins { .. }
                | Fact::Waits { .. }
                | Fact::Takes { .. }
                | Fact::Frees { .. }
                | Fact::Leaves { .. }
                | Fact::Over { .. }
                | Fact::SynSent { .. }
                | Fact::SynRefused { .. }
                | Fact::Connected { .. }
                | Fact::ConnectFailed { .. }
                | Fact::Carried { .. }
                | Fact::Sent { .. }
                | Fact::FinSent { .. }
                | Fact::RstSent { .. }
                | Fact::HeadRead { .. }
                | Fact::PeerGone { .. } => {}
            }
        }
        self.read = trace.len();
    }

    fn ended(
        &mut self,
        trace: &Trace,
        exchange: ExchangeId,
        (record, ended, status, ending, bytes_sent): (RecordId, Time, Status, Ending, u32),
    ) -> Option<Stages> {
        let index = self.open.binary_search_by_key(&exchange, |open| open.exchange).ok()?;
        let Open { of, arrived, asked, .. } = self.open.remove(index);
        let place = trace.begun(Party::Exchange(exchange))?.place;
        let request = trace.request_of(of)?;
        let Party::Client(client) = trace.begun(Party::Request(request))?.of else { return None };
        Some(Stages { exchange, place, of, request, client, arrived, asked, ended, record, status, ending, bytes_sent })
    }
}

/// The bytes that this record says were sent.
const fn asked(record: &Record) -> Option<Excerpt> {
    if let Fact::Sent { template, number, length, .. } = record.fact {
        Some(Excerpt { template, number, length })
    } else {
        None
    }
}
