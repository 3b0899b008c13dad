//! Who held what at one instant, replayed from the trace: B's threads, the calls to C and their slots, A's workers.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::Wait;
use crate::kernel::Time;
use crate::trace::{Change, Fact, RecordId, Trace};
use crate::vocabulary::{CallId, CallStyle, RequestId, Slots};

/// B at one instant.
#[derive(Debug)]
pub(super) struct Held {
    /// An entry a thread: who has it, since which record.
    threads: Vec<Option<(RequestId, RecordId)>>,
    calls: BTreeMap<RequestId, Call>,
    slots: Slots,
}

/// A call that is not over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) request: RequestId,
    pub(super) call: CallId,
    pub(super) style: CallStyle,
    /// The record with which it began.
    pub(super) started: RecordId,
    pub(super) wait: Wait,
    /// The record since which it waits for that.
    pub(super) since: RecordId,
}

impl Held {
    /// After all records up to and including `at`.
    pub(super) fn at(trace: &Trace, at: Time) -> Self {
        let mut held = Self { threads: Vec::new(), calls: BTreeMap::new(), slots: Slots::Unlimited };
        for (id, record) in trace.numbered().take(trace.until(at).len()) {
            match record.fact {
                Fact::Began(settings) => {
                    held.threads = vec![None; settings.threads.into()];
                    held.slots = settings.slots;
                }
                Fact::Changed(Change::Slots(slots)) => held.slots = slots,
                Fact::ThreadTook { request, thread } => {
                    if let Some(busy) = held.threads.get_mut(usize::from(thread.0)) {
                        *busy = Some((request, id));
                    }
                }
                Fact::ThreadFreed { thread, .. } => {
                    if let Some(busy) = held.threads.get_mut(usize::from(thread.0)) {
                        *busy = None;
                    }
                }
                Fact::CallStarted { request, call, style } => {
                    let call = Call { request, call, style, started: id, wait: Wait::Slot, since: id };
                    held.calls.insert(request, call);
                }
                Fact::SlotTaken { request, slot, .. } => {
                    if let Some(call) = held.calls.get_mut(&request) {
                        (call.wait, call.since) = (Wait::Answer(slot), id);
                    }
                }
                Fact::CallEnded { request, .. } => {
                    held.calls.remove(&request);
                }
                _ => {}
            }
        }
        held
    }

    /// How many threads there are.
    pub(super) fn threads(&self) -> u16 {
        u16::try_from(self.threads.len()).unwrap_or(u16::MAX)
    }

    /// The limit of slots.
    pub(super) const fn slots(&self) -> Slots {
        self.slots
    }

    /// Since when the threads that hold a request without a call are taken.
    pub(super) fn working(&self) -> impl Iterator<Item = RecordId> {
        let busy = self.threads.iter().flatten();
        busy.filter(|(request, _)| !self.calls.contains_key(request)).map(|&(_, since)| since)
    }

    /// The calls that are not over, in the order of requests.
    pub(super) fn calls(&self) -> impl Iterator<Item = &Call> {
        self.calls.values()
    }

    /// Those that hold a slot, in the order in which they took it.
    pub(super) fn holders(&self) -> Vec<&Call> {
        let mut holders: Vec<&Call> = self.calls.values().filter(|call| call.wait != Wait::Slot).collect();
        holders.sort_by_key(|call| call.since);
        holders
    }
}

/// A after all records up to and including `at`: since when each busy worker is busy, how many workers there are, and how many requests
/// stand in the queue of http.sys.
pub(super) fn a_held(trace: &Trace, at: Time) -> (Vec<RecordId>, u16, u32) {
    let mut busy = BTreeMap::new();
    let mut queue = BTreeSet::new();
    let mut workers = 0;
    for (id, record) in trace.numbered().take(trace.until(at).len()) {
        match record.fact {
            Fact::Began(settings) => workers = settings.workers,
            Fact::Arrived { request } => {
                queue.insert(request);
            }
            Fact::WorkerTook { request, worker } => {
                queue.remove(&request);
                busy.insert(worker, id);
            }
            Fact::WorkerFreed { worker, .. } => {
                busy.remove(&worker);
            }
            Fact::Ended { request, .. } => {
                queue.remove(&request);
            }
            _ => {}
        }
    }
    (busy.into_values().collect(), workers, u32::try_from(queue.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Span;
    use crate::model::World;
    use crate::scenario::open;
    use crate::trace::Doing;

    #[test]
    fn the_replay_agrees_with_the_picture() {
        for slug in ["hung-dependency", "hung-dependency-aspnetcore"] {
            let mut plan = (*open(slug).unwrap().plan).clone();
            for style in CallStyle::ALL {
                plan.call_style = style;
                let mut trace = Trace::default();
                let mut world = World::new(&plan, 7, &mut trace);
                let mut at = Time::ZERO;
                while at < plan.ends_at {
                    at += Span::from_ms(1_370);
                    world.run_until(at, u64::MAX, &mut trace);
                    agree(&Held::at(&trace, at), &world.snapshot().b);
                }
            }
        }
    }

    fn agree(held: &Held, picture: &crate::trace::BView) {
        let threads: Vec<_> = held.threads.iter().map(|thread| thread.map(|(request, _)| request)).collect();
        let drawn: Vec<_> = picture.threads.iter().map(|thread| thread.map(|busy| busy.request)).collect();
        assert_eq!(threads, drawn);
        let working = picture.threads.iter().flatten().filter(|busy| busy.doing == Doing::Working).count();
        assert_eq!(held.working().count(), working);
        let mut holders: Vec<_> = held.holders().iter().map(|call| call.request).collect();
        let mut drawn: Vec<_> = picture.held_slots.iter().map(|slot| slot.request).collect();
        holders.sort_unstable();
        drawn.sort_unstable();
        assert_eq!(holders, drawn);
        let waiting: Vec<_> = held.calls().filter(|call| call.wait == Wait::Slot).map(|call| call.request).collect();
        assert_eq!(waiting, picture.slot_waiters);
        assert_eq!(held.slots(), picture.slots);
    }
}
