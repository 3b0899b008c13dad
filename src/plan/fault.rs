//! When a fault acts, where, and how often.

use crate::kernel::{Span, Time};
use crate::vocabulary::{Fault, PlaceId};

/// A probability in whole per cent, 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u8);

impl Percent {
    /// Always.
    pub const ALWAYS: Self = Self(100);

    /// `None` outside 1 to 100.
    pub const fn new(percent: u8) -> Option<Self> {
        match percent {
            1..=100 => Some(Self(percent)),
            _ => None,
        }
    }

    /// The number, 1 to 100.
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// When a fault acts, and how often it hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FaultSetting {
    /// From this instant.
    pub from: Time,
    /// Until this instant, not included; `None`: to the end of the run.
    pub until: Option<Time>,
    /// Per connection attempt for the two connect faults, per exchange or call for the rest.
    pub hits: Percent,
    /// What C takes for a call that `dependency-slow` hits; without meaning for the other faults.
    pub delay: Span,
}

impl FaultSetting {
    /// The time of a slowed call where nothing else is said: longer than the 30 s of an ARR farm.
    pub const DEFAULT_DELAY: Span = Span::from_s(45);

    /// On from `from` until the end of the run, always.
    pub const fn from(from: Time) -> Self {
        Self { from, until: None, hits: Percent::ALWAYS, delay: Self::DEFAULT_DELAY }
    }

    /// Whether the fault acts at `at`.
    pub fn covers(&self, at: Time) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// A fault at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FaultPlan {
    /// Which.
    pub fault: Fault,
    /// Where: an application, or a dependency.
    pub target: PlaceId,
    /// When, and how often.
    pub setting: FaultSetting,
}
