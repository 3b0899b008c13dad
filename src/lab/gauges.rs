//! What stands where, counted from the trace alone.

use std::collections::BTreeMap;

use crate::trace::{CallEnd, Fact, Record};
use crate::vocabulary::RequestId;

/// Something that can be counted at any instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gauge {
    /// Threads of B at work, or in a wait.
    Threads,
    /// Requests, and rests of awaited handlers, in B's work queue.
    Queued,
    /// Calls that have a slot and no answer.
    ForC,
    /// Calls that wait for a slot.
    ForSlot,
    /// Slots in use.
    Slots,
    /// Requests that a client waits for.
    Open,
    /// Requests that B still has and A has ended.
    Ghosts,
}

impl Gauge {
    /// The name in claims; none is the beginning of a later one.
    pub(super) const NAMES: [(&'static str, Self); 7] = [
        ("threads", Self::Threads),
        ("queued", Self::Queued),
        ("for-c", Self::ForC),
        ("for-slot", Self::ForSlot),
        ("slots", Self::Slots),
        ("open", Self::Open),
        ("ghosts", Self::Ghosts),
    ];
}

/// Where a request is at B.
#[derive(Clone, Copy, Debug, Default)]
struct AtB {
    call_has_slot: bool,
    waits_for_slot: bool,
    /// A has ended it.
    ghost: bool,
    /// B has it.
    here: bool,
}

/// The counts after the records read so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Gauges {
    threads: u32,
    queued: u32,
    for_c: u32,
    for_slot: u32,
    slots: u32,
    open: u32,
    ghosts: u32,
    at_b: BTreeMap<RequestId, AtB>,
}

impl Gauges {
    /// One of the counts.
    pub(super) const fn get(&self, gauge: Gauge) -> u32 {
        match gauge {
            Gauge::Threads => self.threads,
            Gauge::Queued => self.queued,
            Gauge::ForC => self.for_c,
            Gauge::ForSlot => self.for_slot,
            Gauge::Slots => self.slots,
            Gauge::Open => self.open,
            Gauge::Ghosts => self.ghosts,
        }
    }

    /// Reads the next record.
    pub(super) fn read(&mut self, record: &Record) {
        match record.fact {
            Fact::RequestStarted { .. } => self.open += 1,
            Fact::ResponseRead { .. } | Fact::ClientLeft { .. } => self.open -= 1,
            Fact::RequestRead { request, .. } => {
                self.queued += 1;
                self.at_b.insert(request, AtB { here: true, ..AtB::default() });
            }
            Fact::ResumeQueued { .. } => self.queued += 1,
            Fact::ThreadTook { .. } => {
                self.queued -= 1;
                self.threads += 1;
            }
            Fact::ThreadFreed { .. } => self.threads -= 1,
            Fact::SlotAwaited { request, .. } => {
                self.for_slot += 1;
                self.at_b.entry(request).or_default().waits_for_slot = true;
            }
            Fact::SlotTaken { request, .. } => {
                let at_b = self.at_b.entry(request).or_default();
                self.slots += 1;
                self.for_c += 1;
                self.for_slot -= u32::from(at_b.waits_for_slot);
                (at_b.waits_for_slot, at_b.call_has_slot) = (false, true);
            }
            Fact::SlotFreed { .. } => self.slots -= 1,
            Fact::CallEnded { request, end: CallEnd::Answered(_) | CallEnd::TimedOut, .. } => {
                let at_b = self.at_b.entry(request).or_default();
                self.for_slot -= u32::from(at_b.waits_for_slot);
                self.for_c -= u32::from(at_b.call_has_slot);
                (at_b.waits_for_slot, at_b.call_has_slot) = (false, false);
            }
            Fact::Ended { request, .. } => {
                if let Some(at_b) = self.at_b.get_mut(&request).filter(|at_b| at_b.here) {
                    at_b.ghost = true;
                    self.ghosts += 1;
                }
            }
            Fact::Answered { request, .. } => {
                if self.at_b.remove(&request).is_some_and(|at_b| at_b.ghost) {
                    self.ghosts -= 1;
                }
            }
            _ => {}
        }
    }
}
