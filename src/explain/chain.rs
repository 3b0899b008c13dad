//! The causal chain of a failed request, from the status line back to the root.

use crate::kernel::{Span, Time};
use crate::trace::{RecordId, Trace};
use crate::vocabulary::{Ending, Fault, Phase, RequestId, SlotId, Slots, Status};

/// Why one request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The request.
    pub request: RequestId,
    /// How it ended.
    pub status: Status,
    /// From the status line (first) to the root (last). Never empty.
    pub links: Vec<Link>,
    /// The last request before this one that went well, to compare with: the root is the first difference.
    pub healthy: Option<RequestId>,
}

/// A link of the chain: a reason and the record it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The record.
    pub record: RecordId,
    /// When that happened.
    pub at: Time,
    /// What it says.
    pub reason: Reason,
}

/// What a link says. Each says who, and what that one did or did not do.
#[expect(missing_docs, reason = "the variant says what its numbers are")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The client received this status after this time; `None` if it received nothing (left or cut).
    ClientGot(Option<u16>, Span),
    /// A ended the request so, having waited this long (`time-taken` where it did not wait).
    AEnded(Ending, Status, Span),
    /// B answered this status by itself.
    BAnswered(u16),
    /// B closed, reset, or wrote garbage because of this fault (`fin-before-status`, `rst-mid-headers`, `garbage-status-line`,
    /// `hang-before-status`), or the connection attempt met it (`connect-refused`, `connect-blackhole`).
    FaultActed(Fault, Phase),
    /// No thread of B took the request for this long; `all` threads were busy.
    NoThread { waited: Span, all: u16 },
    /// B's thread (or, awaited, its handler) waited in the call to C, for this; `since` the call began, for this long.
    BWaited { wait: Wait, waited: Span, awaited: bool },
    /// B gave up the call after this time and answered 500.
    CallTimedOut(Span),
    /// So many threads of B waited like that at that time.
    ThreadsWaited { waiting: u16, of: u16 },
    /// So many threads of B computed at that time, and none waited.
    ThreadsWorked { working: u16, of: u16 },
    /// B's thread computed for the request for this long.
    BWorked(Span),
    /// All workers of A were busy, and so many requests stood in the queue of http.sys: its limit.
    WorkersBusy { of: u16, queued: u32 },
    /// All slots were held, by these first two requests; so many calls waited.
    SlotsHeld { slots: Slots, holders: [Option<RequestId>; 2], waiting: u32 },
    /// C accepted the call of this request and stayed silent (`dependency-hang`), until then if that is recorded.
    CSilent { request: RequestId, until: Option<Time> },
    /// C took this long for the call of this request (`dependency-slow`, or its own slowness).
    CSlow { request: RequestId, took: Span },
}

/// For what a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// For a slot.
    Slot,
    /// For C's answer, on this slot.
    Answer(SlotId),
}

/// The chain of `request`, if it ended at or before `until` in anything but a success.
pub fn why(_trace: &Trace, _request: RequestId, _until: Time) -> Option<Chain> {
    None
}
