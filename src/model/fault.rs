//! Faults: their schedules and whether they act. They wrap what a node does at its edge; nodes ask, and never switch them.

use crate::kernel::{Key, Time};
use crate::trace::{FaultSetting, FaultView};
use crate::vocabulary::Fault;

/// All faults.
#[derive(Clone, Debug)]
pub(crate) struct Faults {
    entries: [Entry; Fault::ALL.len()],
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    setting: Option<FaultSetting>,
    active: bool,
    /// The next edge of the schedule.
    edge: Option<Key>,
}

/// What a change of setting or the passing of time did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It began to act.
    Started,
    /// It ceased to act.
    Ended,
}

impl Faults {
    /// None set.
    pub(crate) fn new() -> Self {
        Self { entries: [Entry::default(); Fault::ALL.len()] }
    }

    /// The setting of a fault that acts now.
    pub(crate) fn acting(&self, fault: Fault) -> Option<&FaultSetting> {
        let entry = &self.entries[fault.index()];
        if entry.active { entry.setting.as_ref() } else { None }
    }

    /// Replaces a schedule; the edge that was scheduled for the old one is to be cancelled.
    pub(crate) fn set(&mut self, fault: Fault, setting: Option<FaultSetting>) -> Option<Key> {
        let entry = &mut self.entries[fault.index()];
        entry.setting = setting;
        entry.edge.take()
    }

    /// Brings `active` up to date; says what changed, and when to ask again.
    pub(crate) fn turn(&mut self, fault: Fault, now: Time) -> (Option<Turn>, Option<Time>) {
        let entry = &mut self.entries[fault.index()];
        let active = entry.setting.is_some_and(|setting| setting.covers(now));
        let turn = match (entry.active, active) {
            (false, true) => Some(Turn::Started),
            (true, false) => Some(Turn::Ended),
            (false, false) | (true, true) => None,
        };
        entry.active = active;
        entry.edge = None;
        let next = entry.setting.and_then(|setting| {
            let begins = (now < setting.from).then_some(setting.from);
            begins.or(setting.until.filter(|until| now < *until))
        });
        (turn, next)
    }

    /// Remembers the next edge, so that it can be cancelled.
    pub(crate) fn expect(&mut self, fault: Fault, edge: Key) {
        self.entries[fault.index()].edge = Some(edge);
    }

    /// For the snapshot.
    pub(crate) fn views(&self) -> Vec<FaultView> {
        Fault::ALL
            .into_iter()
            .map(|fault| {
                let entry = &self.entries[fault.index()];
                FaultView { fault, setting: entry.setting, active: entry.active }
            })
            .collect()
    }
}
