//! What the trace says of one request: its facts in order, where it was, and what C did with its call.

use crate::kernel::{Span, Time};
use crate::trace::{Fact, Record, RecordId, Trace};
use crate::vocabulary::{CallId, CallStyle, ConnectionId, Fault, Hop, Node, RequestId, SlotId};

/// A fact that was looked for, and what was looked for in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<T> {
    pub(super) record: RecordId,
    pub(super) at: Time,
    pub(super) what: T,
}

/// The facts that name a request, and until A ended it those of its connection to B, in order.
pub(super) struct Story<'a> {
    facts: Vec<(RecordId, &'a Record)>,
}

impl<'a> Story<'a> {
    /// `None` if the request had not begun at `until`.
    pub(super) fn of(trace: &'a Trace, request: RequestId, until: Time) -> Option<Self> {
        let records = trace.until(until);
        let first = place_of_start(records, request)?;
        let mut facts = Vec::new();
        let mut connection = None;
        let mut open = Open::default();
        for (id, record) in from(records, first) {
            let mine = match record.fact {
                Fact::SynRefused { connection: on, .. }
                | Fact::Connected { connection: on }
                | Fact::Sent { connection: on, .. }
                | Fact::FinSent { connection: on, .. }
                | Fact::RstSent { connection: on, .. } => open.at_a && connection == Some(on),
                fact => fact.request() == Some(request),
            };
            if !mine {
                continue;
            }
            connection = connection_to_b(&record.fact).or(connection);
            facts.push((id, record));
            open.read(&record.fact);
            if open == Open::NOWHERE {
                break;
            }
        }
        Some(Self { facts })
    }

    /// The first fact in which `pick` finds something.
    pub(super) fn first<T>(&self, pick: impl Fn(&Fact) -> Option<T>) -> Option<Found<T>> {
        self.facts.iter().find_map(|&(record, at)| found(record, at, &pick))
    }

    /// The last fact in which `pick` finds something.
    pub(super) fn last<T>(&self, pick: impl Fn(&Fact) -> Option<T>) -> Option<Found<T>> {
        self.facts.iter().rev().find_map(|&(record, at)| found(record, at, &pick))
    }

    /// Where the request was, in order. The last stretch is open if the record ends in it.
    pub(super) fn stretches(&self) -> impl Iterator<Item = Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut awaited = false;
        for &(record, Record { at, fact, .. }) in &self.facts {
            let now = stretches.last().filter(|last| last.to.is_none()).map(|last| last.stay);
            let next = match *fact {
                Fact::RequestStarted { .. } | Fact::Forwarded { .. } | Fact::Answered { .. } => Some(Stay::Travels),
                Fact::Arrived { .. } | Fact::ConnectFailed { .. } => Some(Stay::ForWorker),
                // The answer, or what came in its place, is with A. What A does after it has given up is nothing to B.
                Fact::HeadRead { .. } | Fact::FinSent { from: Node::A, .. } | Fact::RstSent { from: Node::B, .. }
                    if now == Some(Stay::Travels) =>
                {
                    Some(Stay::ForWorker)
                }
                Fact::WorkerTook { .. } if now == Some(Stay::ForWorker) => Some(Stay::AtWorker),
                Fact::SynSent { hop: Hop::AB, .. } if now == Some(Stay::AtWorker) => Some(Stay::Connects),
                Fact::Ended { .. } if now.is_some_and(Stay::is_at_a) => None,
                Fact::RequestRead { .. } | Fact::ResumeQueued { .. } => Some(Stay::Queued),
                Fact::FaultHit(Fault::HangBeforeStatus, _) => Some(Stay::Forgotten),
                Fact::ThreadTook { .. } => Some(Stay::Works),
                Fact::CallStarted { style, .. } => {
                    awaited = style == CallStyle::Awaited;
                    None
                }
                Fact::SlotAwaited { .. } => Some(Stay::ForSlot { awaited }),
                Fact::SlotTaken { call, slot, .. } => Some(Stay::ForC { slot, call, awaited }),
                Fact::CallEnded { .. } if !awaited => Some(Stay::Works),
                Fact::CallEnded { .. } => None,
                _ => continue,
            };
            if let Some(last) = stretches.last_mut() {
                last.to = last.to.or(Some(*at));
            }
            stretches.extend(next.map(|stay| Stretch { record, from: *at, to: None, stay }));
        }
        stretches.into_iter()
    }
}

/// Where more is to come for a request. When that is nowhere, the rest of the record need not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    at_client: bool,
    at_a: bool,
    at_b: bool,
}

impl Default for Open {
    fn default() -> Self {
        Self { at_client: true, at_a: true, at_b: false }
    }
}

impl Open {
    const NOWHERE: Self = Self { at_client: false, at_a: false, at_b: false };

    fn read(&mut self, fact: &Fact) {
        match fact {
            Fact::ResponseRead { .. } | Fact::ClientLeft { .. } => self.at_client = false,
            Fact::Forwarded { .. } => self.at_b = true,
            Fact::Answered { .. } | Fact::FaultHit(Fault::HangBeforeStatus | Fault::GarbageStatusLine, _) => {
                self.at_b = false;
            }
            Fact::Ended { .. } => self.at_a = false,
            _ => {}
        }
    }
}

fn found<T>(id: RecordId, record: &Record, pick: &impl Fn(&Fact) -> Option<T>) -> Option<Found<T>> {
    Some(Found { record: id, at: record.at, what: pick(&record.fact)? })
}

fn connection_to_b(fact: &Fact) -> Option<ConnectionId> {
    match *fact {
        Fact::SynSent { connection, hop: Hop::AB, .. }
        | Fact::ConnectionTaken { connection, .. }
        | Fact::Forwarded { connection, .. } => Some(connection),
        _ => None,
    }
}

/// The records from `first` on, with their ids.
fn from(records: &[Record], first: RecordId) -> impl Iterator<Item = (RecordId, &Record)> {
    (first.0..).map(RecordId).zip(records.get(first.0 as usize..).unwrap_or_default())
}

/// Where the request begins, by bisection: requests are numbered in the order in which they begin.
fn place_of_start(records: &[Record], request: RequestId) -> Option<RecordId> {
    let (mut low, mut high) = (0, records.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = records[middle..high].iter().enumerate().find_map(|(offset, record)| match record.fact {
            Fact::RequestStarted { request, .. } => Some((middle + offset, request)),
            _ => None,
        });
        match start {
            Some((place, found)) if found == request => return u32::try_from(place).ok().map(RecordId),
            Some((place, found)) if found < request => low = place + 1,
            _ => high = middle,
        }
    }
    None
}

/// A stay of a request somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// The record with which it began.
    pub(super) record: RecordId,
    pub(super) from: Time,
    /// `None`: not over.
    pub(super) to: Option<Time>,
    pub(super) stay: Stay,
}

impl Stretch {
    /// The instant that stands for it: halfway between its beginning and its end, or `by`.
    pub(super) fn middle(&self, by: Time, until: Time) -> Time {
        let length = self.to.unwrap_or(until).min(by).since(self.from);
        self.from + Span::from_ns(length.ns() / 2)
    }
}

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stay {
    /// On a link.
    Travels,
    /// At A, without a worker.
    ForWorker,
    /// With a worker of A.
    AtWorker,
    /// A opens a connection for it.
    Connects,
    /// B has read it and will not answer.
    Forgotten,
    /// Stands in the work queue of B.
    Queued,
    /// Has a thread of B, which computes.
    Works,
    /// Its call waits for a slot.
    ForSlot { awaited: bool },
    /// Its call waits for C.
    ForC { slot: SlotId, call: CallId, awaited: bool },
}

impl Stay {
    const fn is_at_a(self) -> bool {
        matches!(self, Self::ForWorker | Self::AtWorker | Self::Connects)
    }

    pub(super) const fn is_call(self) -> bool {
        matches!(self, Self::ForSlot { .. } | Self::ForC { .. })
    }
}

/// A call as C saw it.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtC {
    pub(super) request: RequestId,
    /// C accepted it.
    pub(super) arrived: RecordId,
    from: Time,
    /// C stayed silent about it.
    pub(super) held: Option<RecordId>,
    pub(super) answered: Option<Time>,
    /// B gave it up, or has the answer.
    pub(super) ended: Option<Time>,
}

impl AtC {
    /// Those of `calls` that reached C after the record `first`, in the order of `calls`.
    pub(super) fn of(trace: &Trace, calls: &[CallId], first: RecordId, until: Time) -> Vec<Self> {
        let mut known: Vec<Option<Self>> = vec![None; calls.len()];
        let mut running = calls.len();
        let place = |call: CallId| calls.iter().position(|&known| known == call);
        for (id, record) in from(trace.until(until), first) {
            let (call, fact) = match record.fact {
                Fact::CallArrived { call, .. }
                | Fact::CallHeld { call, .. }
                | Fact::CallAnswered { call, .. }
                | Fact::CallEnded { call, .. } => (call, record.fact),
                _ => continue,
            };
            let Some(place) = place(call) else { continue };
            match (fact, &mut known[place]) {
                (Fact::CallArrived { request, .. }, slot) => {
                    *slot =
                        Some(Self { request, arrived: id, from: record.at, held: None, answered: None, ended: None });
                }
                (Fact::CallHeld { .. }, Some(call)) => call.held = call.held.or(Some(id)),
                (Fact::CallAnswered { .. }, Some(call)) => call.answered = Some(record.at),
                (Fact::CallEnded { .. }, slot) => {
                    running -= 1;
                    if let Some(call) = slot {
                        call.ended = Some(record.at);
                    }
                }
                _ => {}
            }
            if running == 0 {
                break;
            }
        }
        known.into_iter().flatten().collect()
    }

    /// How long C took, so far if it has not answered; no longer than B waited.
    pub(super) fn took(&self, until: Time) -> Span {
        self.answered.or(self.ended).unwrap_or(until).since(self.from)
    }
}
