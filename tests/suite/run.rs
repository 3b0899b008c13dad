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

/// All of a list, or where it is long about sixty of it, evenly.
pub(crate) fn some<T>(list: Vec<T>) -> Vec<T> {
    let step = if list.len() > 400 { list.len() / 60 } else { 1 };
    list.into_iter().step_by(step).collect()
}
