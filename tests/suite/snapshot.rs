//! The picture of an instant against the trace, at every instant at which something happens.

use bad_gateway::kernel::Time;
use bad_gateway::model::{Plan, World};
use bad_gateway::scenario;
use bad_gateway::trace::{Change, Trace};

use crate::watcher::Watcher;

/// Runs a plan instant by instant, with these changes, and compares at each; returns what was watched.
pub(crate) fn run_watched(plan: &Plan, seed: u64, changes: &[(Time, Change)]) -> (Trace, Watcher) {
    let mut trace = Trace::default();
    let mut world = World::new(plan, seed, &mut trace);
    let mut watcher = Watcher::new(&trace.records()[0]);
    let mut seen = 1;
    let mut changes = changes.iter().peekable();
    loop {
        for record in &trace.records()[seen..] {
            watcher.see(record);
        }
        seen = trace.records().len();
        watcher.compare(&world.snapshot());
        let next = world.next_time().filter(|next| *next <= plan.ends_at);
        match (next, changes.peek()) {
            (next, Some((at, change))) if *at <= plan.ends_at && next.is_none_or(|next| *at < next) => {
                world.run_until(*at, u64::MAX, &mut trace);
                world.apply(*change, &mut trace);
                changes.next();
            }
            (Some(next), _) => {
                world.run_until(next, u64::MAX, &mut trace);
            }
            (None, _) => break,
        }
    }
    (trace, watcher)
}

#[test]
fn every_scenario_of_the_library_shows_what_its_trace_says() {
    for slug in scenario::names() {
        let scenario = scenario::open(slug).expect("the library is valid");
        let (_, watcher) = run_watched(&scenario.plan, scenario.seed(), &[]);
        assert!(watcher.started > 100, "{slug}: {} requests", watcher.started);
    }
}
