//! What stands where, counted from the trace alone.

use std::collections::BTreeMap;

use crate::trace::{CallEnd, Fact, Record};
use crate::vocabulary::{Fault, RequestId};

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
    /// Requests that B still has, and whose connection A has closed.
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
    /// A has gone.
    ghost: bool,
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
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most facts move no count; a test holds the counts against snapshots"
    )]
    pub(super) fn read(&mut self, record: &Record) {
        match record.fact {
            Fact::RequestStarted { .. } => self.open += 1,
            Fact::ResponseRead { .. } | Fact::ClientLeft { .. } => self.open -= 1,
            Fact::RequestRead { request, .. } => {
                self.queued += 1;
                self.at_b.insert(request, AtB::default());
            }
            // B keeps it without ever queueing it.
            Fact::FaultHit(Fault::HangBeforeStatus, request) => {
                self.queued -= 1;
                self.at_b.remove(&request);
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
            Fact::PeerGone { request } => {
                if let Some(at_b) = self.at_b.get_mut(&request) {
                    at_b.ghost = true;
                    self.ghosts += 1;
                }
            }
            Fact::Answered { request, .. } => {
                let was_ghost = self.at_b.remove(&request).is_some_and(|at_b| at_b.ghost);
                self.ghosts -= u32::from(was_ghost);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Time;
    use crate::model::World;
    use crate::scenario::{Scenario, names, open};
    use crate::trace::{Change, Doing, FaultSetting, Snapshot, Trace};
    use crate::vocabulary::CallStyle;

    fn of_snapshot(snapshot: &Snapshot, gauge: Gauge) -> usize {
        let doings = || {
            let threads = snapshot.b.threads.iter().flatten().map(|busy| (busy.doing, busy.ghost));
            threads.chain(snapshot.b.awaiting.iter().map(|awaiting| (awaiting.doing, awaiting.ghost)))
        };
        match gauge {
            Gauge::Threads => snapshot.b.threads.iter().flatten().count(),
            Gauge::Queued => snapshot.b.queue.len(),
            Gauge::ForC => doings().filter(|(doing, _)| matches!(doing, Doing::WaitingForC(_))).count(),
            Gauge::ForSlot => doings().filter(|&(doing, _)| doing == Doing::WaitingForSlot).count(),
            Gauge::Slots => snapshot.b.held_slots.len(),
            Gauge::Open => snapshot.client.waiting.len(),
            Gauge::Ghosts => {
                let queued = snapshot.b.queue.iter().filter(|queued| queued.ghost).count();
                queued + doings().filter(|&(_, ghost)| ghost).count()
            }
        }
    }

    /// After every instant of a run, the counts of the trace are those of the picture.
    fn agree(scenario: &Scenario, changes: &[(Time, Change)]) {
        let mut trace = Trace::default();
        let mut world = World::new(&scenario.plan, scenario.seed(), &mut trace);
        let mut gauges = Gauges::default();
        let mut read = 0;
        let mut changes = changes.iter();
        let mut change = changes.next();
        while let Some(at) = world.next_time().filter(|&at| at <= scenario.plan.ends_at) {
            match change.filter(|&&(then, _)| then < at) {
                Some(&(then, what)) => {
                    world.run_until(then, u64::MAX, &mut trace);
                    world.apply(what, &mut trace);
                    change = changes.next();
                    continue;
                }
                None => world.run_until(at, u64::MAX, &mut trace),
            };
            trace.records()[read..].iter().for_each(|record| gauges.read(record));
            read = trace.records().len();
            let snapshot = world.snapshot();
            for (name, gauge) in Gauge::NAMES {
                let (ours, theirs) = (gauges.get(gauge) as usize, of_snapshot(&snapshot, gauge));
                assert_eq!(ours, theirs, "{name} of {} at {} ns", scenario.slug, at.ns());
            }
        }
    }

    #[test]
    fn the_trace_counts_what_the_picture_shows() {
        names().filter_map(open).for_each(|scenario| agree(&scenario, &[]));
    }

    #[test]
    fn also_with_other_faults_and_awaited_calls() {
        let farm = open("healthy-farm").unwrap();
        for fault in Fault::ALL {
            let from = Time::from_ms(20_000);
            let setting = FaultSetting { until: Some(Time::from_ms(90_000)), ..FaultSetting::from(from) };
            let on = (Time::ZERO, Change::Fault(fault, Some(setting)));
            let awaited = (Time::from_ms(30_000), Change::CallStyle(CallStyle::Awaited));
            agree(&farm, &[on, awaited]);
        }
    }
}
