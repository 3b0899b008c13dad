//! A scenario that can be run: validated, with what the page needs beside the plan.

use std::sync::Arc;

use super::{Localized, Problem, Spec};
use crate::kernel::{Span, Time};
use crate::plan::{Arrivals, Plan};
use crate::vocabulary::{Fault, Hosting};

/// A validated scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name in files and links.
    pub slug: String,
    /// Wall clock of second 0: seconds since 1970, UTC.
    pub starts_at_unix_s: u64,
    /// Where the page opens it, paused; `None`: at the first 502.3.
    pub opens_at: Option<Time>,
    /// Its own speed: model milliseconds per real second.
    pub speed: u32,
    /// What the world is made from.
    pub plan: Arc<Plan>,
    /// The arrivals of a real log, in place of its own.
    pub(super) replay: Option<Arc<[Time]>>,
    /// As written.
    pub(super) spec: Spec,
}

/// The one thing in which a twin differs: as it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Without the fault.
    Fault,
    /// Under this load [requests per second × 1000].
    Load(u32),
    /// With this time-out of the gateway that clients ask.
    Timeout(Span),
}

impl Scenario {
    /// The title.
    pub fn title(&self) -> &Localized {
        &self.spec.title
    }

    /// Three sentences: what runs, what breaks, what to look at.
    pub fn note(&self) -> &Localized {
        &self.spec.note
    }

    /// The slug of the scenario that differs in one thing, and is well.
    pub fn twin(&self) -> Option<&str> {
        self.spec.twin.as_deref()
    }

    /// In what the twin differs, if there is one.
    pub fn twin_differs(&self) -> Option<Difference> {
        let twin = super::library::open(self.twin()?)?;
        Some(if self.plan.faults != twin.plan.faults {
            Difference::Fault
        } else if self.load_per_mille() != twin.load_per_mille() {
            Difference::Load(twin.load_per_mille())
        } else {
            Difference::Timeout(twin.plan.entry().timeout)
        })
    }

    /// The seed where the reader gives none.
    pub fn seed(&self) -> u64 {
        self.spec.seed
    }

    /// What must be true of the run with its own seed, in the language of `lab::claim`.
    pub fn expect(&self) -> &[String] {
        &self.spec.expect
    }

    /// Requests per second × 1000; 0 for the arrivals of a log.
    pub fn load_per_mille(&self) -> u32 {
        match self.replay {
            Some(_) => 0,
            None => u32::try_from(self.spec.client.requests_per_1000_s).unwrap_or(u32::MAX),
        }
    }

    /// The faults that are set from the start.
    pub fn faults(&self) -> impl Iterator<Item = Fault> + '_ {
        self.plan.faults.iter().map(|fault| fault.fault)
    }

    /// How the gateway that clients ask reaches what it forwards to.
    pub fn hosting(&self) -> Hosting {
        self.plan.entry().hosting
    }

    /// The same scenario under another hosting of the gateway that clients ask, with that product's own time-out and link,
    /// and without the faults that cannot happen there.
    pub fn under(&self, hosting: Hosting) -> Result<Self, Vec<Problem>> {
        let mut spec = self.spec.clone();
        if self.hosting() != hosting {
            if let Some(gateway) = spec.server_a.as_mut().or(spec.gateways.first_mut()) {
                hosting.slug().clone_into(&mut gateway.hosting);
                gateway.timeout_ms = None;
                gateway.one_way_us = None;
            }
            let loopback = hosting.personality().loopback;
            spec.faults.retain(|written| {
                Fault::from_slug(&written.fault).is_none_or(|fault| fault.impossible_over(loopback).is_none())
            });
        }
        self.with(spec)
    }

    /// The same scenario under another load [requests per second × 1000].
    pub fn loaded(&self, load_per_mille: u32) -> Result<Self, Vec<Problem>> {
        let mut spec = self.spec.clone();
        spec.client.requests_per_1000_s = load_per_mille.into();
        Self::new(&self.slug, spec)
    }

    /// The same scenario with the arrivals of a real log as its load, in any order. The run ends when the last of them must
    /// have: a time-out and ten seconds later. What the scenario expects is not said of another load, and is dropped.
    #[must_use]
    pub fn with_arrivals(&self, mut arrivals: Vec<Time>) -> Self {
        arrivals.sort_unstable();
        let mut replayed = self.clone();
        replayed.spec.expect = Vec::new();
        replayed.opens_at = Some(Time::ZERO);
        replayed.replay = Some(arrivals.into());
        replayed.adopt();
        replayed
    }

    fn with(&self, spec: Spec) -> Result<Self, Vec<Problem>> {
        let mut varied = Self::new(&self.slug, spec)?;
        varied.replay.clone_from(&self.replay);
        varied.adopt();
        Ok(varied)
    }

    /// Puts the arrivals of the log, if there are any, into the plan.
    fn adopt(&mut self) {
        let Some(arrivals) = &self.replay else { return };
        let plan = Arc::make_mut(&mut self.plan);
        let last = arrivals.last().copied().unwrap_or_default();
        plan.ends_at = last + plan.entry().timeout + Span::from_s(10);
        plan.clients.arrivals = Arrivals::At(Arc::clone(arrivals));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::open;

    #[test]
    fn another_hosting_brings_its_own_time_out_and_drops_impossible_faults() {
        let farm = open("hung-dependency").unwrap();
        let mut spec = farm.spec.clone();
        spec.server_a.as_mut().unwrap().timeout_ms = Some(45_000);
        spec.faults[0].fault = Fault::ConnectBlackhole.slug().to_owned();
        let farm = Scenario::new("test", spec).unwrap();
        assert_eq!(farm.plan.entry().timeout, Span::from_s(45));
        let module = farm.under(Hosting::AspNetCoreOutOfProcess).unwrap();
        assert_eq!((module.plan.entry().timeout, module.faults().count()), (Span::from_s(120), 0));
        assert_eq!(farm.under(Hosting::ArrFarm).unwrap(), farm);
    }

    #[test]
    fn a_log_becomes_the_load_and_the_run_lasts_as_long() {
        let at = |s: u64| Time::from_ms(s * 1_000);
        let replayed = open("hung-dependency").unwrap().with_arrivals(vec![at(500), at(3)]);
        assert_eq!(replayed.plan.clients.arrivals, Arrivals::At([at(3), at(500)].into()));
        assert_eq!((replayed.plan.ends_at, replayed.load_per_mille()), (at(540), 0));
        let module = replayed.under(Hosting::AspNetCoreOutOfProcess).unwrap();
        assert_eq!((&module.plan.clients.arrivals, module.plan.ends_at), (&replayed.plan.clients.arrivals, at(630)));
    }
}
