//! A pool: units, who holds them, who waits for one. Slots to a dependency, threads of an application and workers of a
//! gateway are pools; the waiters of the workers are the queue of http.sys, and those of the threads the work queue.
//!
//! First in, first out. Who waits owns its time-out; the node that owns the pool hands out what is free.

use std::collections::VecDeque;

use super::cx::{Cause, Cx};
use super::slab::Key;
use crate::trace::{Fact, PoolView};
use crate::vocabulary::{Party, PoolId, UnitId, What};

/// A pool of units for entries of a slab with these ids.
#[derive(Clone, Debug)]
pub(crate) struct Pool<I> {
    id: PoolId,
    /// Who holds each unit, by unit. As long as the most that were held.
    units: Vec<Option<I>>,
    held: u32,
    waits: VecDeque<Key<I>>,
    party: fn(I) -> Party,
}

impl<I: Copy + Ord> Pool<I> {
    /// A pool of the plan, with nobody in it.
    pub(crate) fn new(id: PoolId, party: fn(I) -> Party) -> Self {
        Self { id, units: Vec::new(), held: 0, waits: VecDeque::new(), party }
    }

    /// Whether a unit is free.
    pub(crate) fn has_free(&self, cx: &Cx<'_>) -> bool {
        cx.plan.pool(self.id).limit.limit().is_none_or(|limit| self.held < limit)
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waits.len()
    }

    /// The free unit with the lowest number.
    pub(crate) fn lowest_free(&self) -> UnitId {
        let free = self.units.iter().position(Option::is_none).unwrap_or(self.units.len());
        UnitId(u32::try_from(free).unwrap_or(u32::MAX))
    }

    /// Puts somebody last into the queue.
    pub(crate) fn queue(&mut self, waiter: Key<I>) {
        self.waits.push_back(waiter);
    }

    /// Records that somebody waits who did not get a unit at once.
    pub(crate) fn record_wait(&self, cx: &mut Cx<'_>, cause: Cause, waiter: Key<I>) -> Cause {
        let what = What::Unit(self.id);
        cx.record(cause, Fact::Waits { party: (self.party)(waiter.id), what })
    }

    /// The next in the queue, if a unit is free for it.
    pub(crate) fn next(&mut self, cx: &Cx<'_>) -> Option<Key<I>> {
        if self.has_free(cx) { self.waits.pop_front() } else { None }
    }

    /// Gives out a free unit.
    pub(crate) fn take(&mut self, cx: &mut Cx<'_>, cause: Cause, holder: Key<I>, unit: UnitId) -> Cause {
        let index = unit.0 as usize;
        if index >= self.units.len() {
            self.units.resize(index + 1, None);
        }
        debug_assert!(self.units[index].is_none(), "unit {index} of pool {} is held twice", self.id.0);
        self.units[index] = Some(holder.id);
        self.held += 1;
        cx.record(cause, Fact::Takes { party: (self.party)(holder.id), pool: self.id, unit })
    }

    /// Takes a unit back.
    pub(crate) fn free(&mut self, cx: &mut Cx<'_>, cause: Cause, unit: UnitId) -> Cause {
        let Some(holder) = self.units.get_mut(unit.0 as usize).and_then(Option::take) else { return cause };
        self.held -= 1;
        cx.record(cause, Fact::Frees { party: (self.party)(holder), pool: self.id, unit })
    }

    /// Takes somebody out of the queue.
    pub(crate) fn leave(&mut self, waiter: Key<I>) {
        if let Some(place) = self.waits.iter().position(|&other| other == waiter) {
            self.waits.remove(place);
        }
    }

    /// Nobody stands in the queue any more.
    pub(crate) fn clear(&mut self) {
        self.waits.clear();
    }

    /// How much memory a clone takes [bytes].
    pub(crate) fn size(&self) -> usize {
        self.units.len() * size_of::<Option<I>>() + self.waits.len() * size_of::<Key<I>>()
    }

    /// For the snapshot.
    pub(crate) fn view(&self) -> PoolView {
        let held = (0..).zip(&self.units).filter_map(|(unit, holder)| Some((UnitId(unit), (self.party)((*holder)?))));
        PoolView { held: held.collect(), waits: self.waits.iter().map(|waiter| (self.party)(waiter.id)).collect() }
    }
}
