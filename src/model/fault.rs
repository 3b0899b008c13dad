//! Faults: their schedules and whether they act. They wrap what a node does at its edge; nodes ask, and never switch them.

use crate::kernel::{Key, Time};
use crate::plan::FaultSetting;
use crate::trace::FaultView;
use crate::vocabulary::{Fault, PlaceId};

/// All faults that were ever set, by fault and place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    fault: Fault,
    place: PlaceId,
    setting: Option<FaultSetting>,
    /// The one before it.
    before: Option<FaultSetting>,
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
    /// Those that act at a place now, with their settings.
    pub(crate) fn acting(&self, place: PlaceId) -> impl Iterator<Item = (Fault, FaultSetting)> + '_ {
        let here = self.entries.iter().filter(move |entry| entry.active && entry.place == place);
        here.filter_map(|entry| entry.setting.map(|setting| (entry.fault, setting)))
    }

    fn entry(&mut self, fault: Fault, place: PlaceId) -> &mut Entry {
        let index = match self.entries.binary_search_by_key(&(fault, place), |entry| (entry.fault, entry.place)) {
            Ok(index) => index,
            Err(index) => {
                self.entries
                    .insert(index, Entry { fault, place, setting: None, before: None, active: false, edge: None });
                index
            }
        };
        &mut self.entries[index]
    }

    /// Replaces a schedule; the edge that was scheduled for the old one is to be cancelled.
    pub(crate) fn set(&mut self, fault: Fault, place: PlaceId, setting: Option<FaultSetting>) -> Option<Key> {
        let entry = self.entry(fault, place);
        entry.before = entry.setting.or(entry.before);
        entry.setting = setting;
        entry.edge.take()
    }

    /// Brings `active` up to date; says what changed, and when to ask again.
    pub(crate) fn turn(&mut self, fault: Fault, place: PlaceId, now: Time) -> (Option<Turn>, Option<Time>) {
        let entry = self.entry(fault, place);
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
    pub(crate) fn expect(&mut self, fault: Fault, place: PlaceId, edge: Key) {
        self.entry(fault, place).edge = Some(edge);
    }

    /// For the snapshot.
    pub(crate) fn views(&self) -> Vec<FaultView> {
        let view = |entry: &Entry| FaultView {
            fault: entry.fault,
            place: entry.place,
            setting: entry.setting,
            before: entry.before.filter(|_| entry.setting.is_none()),
            active: entry.active,
        };
        self.entries.iter().map(view).collect()
    }
}
