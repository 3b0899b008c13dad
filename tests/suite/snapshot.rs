//! The picture of an instant against the trace, at every instant at which something happens.

use std::sync::Arc;

use bad_gateway::kernel::Time;
use bad_gateway::model::World;
use bad_gateway::plan::{Change, Plan};
use bad_gateway::trace::{Holdings, RecordId, Snapshot, Trace};
use bad_gateway::vocabulary::Party;

use crate::random;
use crate::run::{all, run};
use crate::watcher::Watcher;

/// What was seen of a run.
pub(crate) struct Watched {
    pub(crate) trace: Trace,
    pub(crate) watcher: Watcher,
    pub(crate) end: Snapshot,
}

/// Runs a plan instant by instant, with these changes, and compares at each.
pub(crate) fn watched(plan: &Arc<Plan>, seed: u64, changes: &[(Time, Change)]) -> Watched {
    watched_at(plan, seed, changes, 1)
}

/// The same, comparing at one of so many instants.
fn watched_at(plan: &Arc<Plan>, seed: u64, changes: &[(Time, Change)], one_of: u64) -> Watched {
    let mut trace = Trace::new(plan);
    let mut world = World::new(plan, seed, &mut trace);
    let mut watcher = Watcher::new(plan);
    let mut holdings = Holdings::new(plan);
    let mut read = RecordId(0);
    let mut changes = changes.iter().peekable();
    for instant in 0_u64.. {
        watcher.extend(&trace);
        for (id, record) in trace.range(read, RecordId(u32::MAX)) {
            holdings.read(id, record.at, &record.fact);
        }
        read = RecordId(trace.len());
        if instant.is_multiple_of(one_of) {
            watcher.compare(&world.snapshot());
            watcher.compare_holdings(&holdings);
        }
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
    Watched { trace, watcher, end: world.snapshot() }
}

#[test]
fn every_scenario_of_the_library_shows_what_its_trace_says() {
    for scenario in all() {
        // These are long, and some are crowded; each kind of instant comes many times.
        let crowded = run(&scenario).requests() > 1_000;
        let seen = watched_at(&scenario.plan, scenario.seed(), &[], if crowded { 499 } else { 7 });
        let requests = seen.trace.requests();
        assert!(requests > 30, "{}: {requests} requests", scenario.slug);
    }
}

/// Who holds what and who waits for what: the picture of the model, the fold of `trace`, and one that was written from the
/// facts alone, at every instant of random scenarios in which switches are turned.
#[test]
fn three_tellings_of_a_run_agree_at_every_instant() {
    random::each("three_tellings_of_a_run_agree_at_every_instant", |case| {
        let seen = watched(case.plan(), case.seed(), &case.changes);
        // To be looked at changes nothing.
        assert_eq!(seen.trace.records(), case.run().records());
        // Holdings from the whole trace are those that were read as it grew.
        let holdings = Holdings::before(&seen.trace, RecordId(u32::MAX));
        seen.watcher.compare_holdings(&holdings);
        let open = seen.end.parties.iter().filter(|view| matches!(view.party, Party::Request(_))).count();
        let ended = seen.watcher.over.keys().filter(|party| matches!(party, Party::Request(_))).count();
        assert_eq!(seen.trace.requests() as usize, open + ended, "each request ends in one way or is open");
    });
}
