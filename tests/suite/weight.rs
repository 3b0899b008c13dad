//! How much a run weighs: bounds that are held, and figures that are printed.

use std::sync::Arc;

use bad_gateway::kernel::{Dist, Span, Time};
use bad_gateway::model::World;
use bad_gateway::plan::{Arrivals, Plan};
use bad_gateway::scenario;
use bad_gateway::trace::{Record, Trace};
use bad_gateway::vocabulary::{PoolKind, Slots};

/// *healthy-farm* with a hundred requests a second and 50 slots, for as long as it takes.
fn busy_farm(ends_at: Time) -> Arc<Plan> {
    let mut plan = (*scenario::open("healthy-farm").expect("it is in the library").plan).clone();
    plan.clients.arrivals = Arrivals::Gaps(Dist::Uniform(Span::from_ms(9), Span::from_ms(11)));
    plan.ends_at = ends_at;
    for pool in plan.pools.iter_mut().filter(|pool| pool.kind == PoolKind::Connection) {
        pool.limit = Slots::Limited(50);
    }
    Arc::new(plan)
}

#[test]
fn a_clone_of_a_healthy_world_does_not_grow_with_time() {
    let plan = busy_farm(Time::from_ms(3_600_000));
    let mut trace = Trace::off(&plan);
    let mut world = World::new(&plan, 7, &mut trace);
    world.run_until(Time::from_ms(60_000), u64::MAX, &mut trace);
    let minute = world.size();
    // An hour takes long without optimisation: ten minutes show what would grow.
    let end = if cfg!(debug_assertions) { 600_000 } else { 3_600_000 };
    world.run_until(Time::from_ms(end), u64::MAX, &mut trace);
    let later = world.size();
    println!("clone: {minute} bytes after a minute, {later} after {} s", end / 1_000);
    assert!(later * 10 <= minute * 11, "{minute} bytes after a minute, {later} after {} s", end / 1_000);
}

#[test]
fn a_healthy_request_leaves_at_most_1200_bytes() {
    let plan = busy_farm(Time::from_ms(30_000));
    let (_, trace) = bad_gateway::model::run(&plan, 7, &[]);
    let bytes = u64::from(trace.len()) * size_of::<Record>() as u64 + trace.lineage_size();
    let each = bytes / u64::from(trace.requests());
    println!("{each} bytes a healthy request, {} records", trace.len() / trace.requests());
    assert!(each <= 1_200, "{each} bytes a request");
}
