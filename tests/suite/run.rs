//! Runs of scenarios, for the suites.

use bad_gateway::model;
use bad_gateway::scenario::{Scenario, names, open};
use bad_gateway::trace::Trace;

/// The whole run of a scenario with its own seed.
pub(crate) fn run(scenario: &Scenario) -> Trace {
    model::run(&scenario.plan, scenario.seed(), &[]).1
}

/// A scenario of the library.
pub(crate) fn library(slug: &str) -> Scenario {
    open(slug).expect("a scenario of the library")
}

/// All scenarios of the library.
pub(crate) fn all() -> impl Iterator<Item = Scenario> {
    names().map(library)
}
