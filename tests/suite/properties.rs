//! What must hold in every run: random plans, faults and changes. Each run is watched at every instant, so the watcher's
//! own assertions (first in first out, one thing at a time, one ending a request) are properties too.

use std::collections::BTreeMap;
use std::sync::Arc;

use bad_gateway::kernel::{Dist, Span, Time};
use bad_gateway::model::{Arrivals, Plan, World};
use bad_gateway::trace::{Change, Fact, FaultSetting, Percent, RecordId, Trace};
use bad_gateway::vocabulary::{CallStyle, Fault, Hosting, RequestId, Slots};
use proptest::prelude::*;

use crate::snapshot::run_watched;

const RUN: Span = Span::from_s(60);

fn instant() -> impl Strategy<Value = Time> {
    (0..RUN.ms()).prop_map(Time::from_ms)
}

fn dist(longest_us: u64) -> impl Strategy<Value = Dist> {
    prop_oneof![
        (1..=longest_us).prop_map(|us| Dist::Fixed(Span::from_us(us))),
        (1..=longest_us, 0..=longest_us)
            .prop_map(|(low, more)| Dist::Uniform(Span::from_us(low), Span::from_us(low + more))),
        (1..=longest_us).prop_map(|us| Dist::Exponential(Span::from_us(us))),
    ]
}

fn slots() -> impl Strategy<Value = Slots> {
    prop_oneof![(1..5u32).prop_map(Slots::Limited), Just(Slots::Unlimited)]
}

fn call_style() -> impl Strategy<Value = CallStyle> {
    prop::sample::select(&CallStyle::ALL[..])
}

fn setting() -> impl Strategy<Value = FaultSetting> {
    (instant(), prop::option::of(1..40_000u64), 1..=100u8, 1..60_000u64).prop_map(|(from, lasts, hits, delay)| {
        FaultSetting {
            from,
            until: lasts.map(|ms| from + Span::from_ms(ms)),
            hits: Percent::new(hits).unwrap_or(Percent::ALWAYS),
            delay: Span::from_ms(delay),
        }
    })
}

fn change() -> impl Strategy<Value = Change> {
    let fault = prop::sample::select(&Fault::ALL[..]);
    prop_oneof![
        4 => (fault, prop::option::of(setting())).prop_map(|(fault, setting)| Change::Fault(fault, setting)),
        1 => call_style().prop_map(Change::CallStyle),
        1 => slots().prop_map(Change::Slots),
        1 => (1..40_000u64).prop_map(|ms| Change::CallTimeout(Span::from_ms(ms))),
    ]
}

fn changes() -> impl Strategy<Value = Vec<(Time, Change)>> {
    prop::collection::vec((instant(), change()), 0..12).prop_map(|mut changes| {
        changes.sort_by_key(|(at, _)| *at);
        changes
    })
}

fn arrivals() -> impl Strategy<Value = Arrivals> {
    prop_oneof![
        (250_000..2_000_000u64).prop_map(|us| Arrivals::Gaps(Dist::Exponential(Span::from_us(us)))),
        prop::collection::vec(instant(), 0..60).prop_map(|mut instants| {
            instants.sort_unstable();
            Arrivals::At(Arc::from(instants))
        }),
    ]
}

prop_compose! {
    fn plan()(
        (arrivals, clients, patience_ms, client_link) in (arrivals(), 1..5u16, 1..80_000u64, dist(20_000)),
        (hosting, timeout_ms, workers, worker_time, queue_limit, pool_idle_ms) in (
            prop::sample::select(&Hosting::ALL[..]), 1..40_000u64, 1..5u16, dist(50_000), 1..20u32, 1..60_000u64,
        ),
        (backend_link, threads, work_before, work_after) in (dist(20_000), 1..5u16, dist(200_000), dist(200_000)),
        (call_style, slots, call_timeout_ms) in (call_style(), slots(), 1..40_000u64),
        (dependency_link, dependency_time) in (dist(20_000), dist(1_000_000)),
    ) -> Plan {
        Plan {
            ends_at: Time::ZERO + RUN,
            clients,
            arrivals,
            patience: Span::from_ms(patience_ms),
            client_link,
            hosting,
            proxy_timeout: Span::from_ms(timeout_ms),
            workers,
            worker_time,
            queue_limit,
            pool_idle: Span::from_ms(pool_idle_ms),
            backend_link,
            threads,
            work_before,
            work_after,
            call_style,
            slots,
            call_timeout: Span::from_ms(call_timeout_ms),
            dependency_link,
            dependency_time,
            faults: Vec::new(),
        }
    }
}

/// The run at once, but for the changes.
fn run(plan: &Plan, seed: u64, changes: &[(Time, Change)]) -> Trace {
    let mut trace = Trace::default();
    let mut world = World::new(plan, seed, &mut trace);
    for (at, change) in changes {
        world.run_until(*at, u64::MAX, &mut trace);
        world.apply(*change, &mut trace);
    }
    world.run_until(plan.ends_at, u64::MAX, &mut trace);
    trace
}

/// Time never goes back, and causes come before what they cause.
fn time_is_monotone(trace: &Trace) {
    let mut last = Time::ZERO;
    for (id, record) in trace.numbered() {
        assert!(last <= record.at, "{record:?}");
        last = record.at;
        if let Some(cause) = record.cause {
            assert!(cause < id, "{record:?}");
            assert!(trace.get(cause).is_some_and(|cause| cause.at <= record.at), "{record:?}");
        }
    }
}

/// An ending says how long A had the request, and follows from the client's beginning.
fn endings_are_founded(trace: &Trace) {
    let mut arrived: BTreeMap<RequestId, Time> = BTreeMap::new();
    for (id, record) in trace.numbered() {
        match record.fact {
            Fact::Arrived { request } => {
                arrived.insert(request, record.at);
            }
            Fact::Ended { request, time_taken, .. } => {
                assert_eq!(record.at.since(arrived[&request]), time_taken, "{request}");
                assert!(
                    climb(trace, id, |fact| matches!(
                        fact,
                        Fact::RequestStarted { .. }
                            | Fact::Changed(_)
                            | Fact::FaultStarted(_)
                            | Fact::FaultEnded(_)
                            | Fact::Began(_)
                    )),
                    "{request} ends without a reason"
                );
            }
            _ => {}
        }
    }
}

/// Whether the chain of causes ends in such a fact.
fn climb(trace: &Trace, from: RecordId, root: impl Fn(&Fact) -> bool) -> bool {
    let mut at = trace.get(from);
    while let Some(record) = at {
        match record.cause {
            Some(cause) => at = trace.get(cause),
            None => return root(&record.fact),
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_run_keeps_its_requests_its_order_and_its_bounds(plan in plan(), seed in any::<u64>(), changes in changes()) {
        let (trace, watcher) = run_watched(&plan, seed, &changes);
        time_is_monotone(&trace);
        endings_are_founded(&trace);
        prop_assert!(watcher.ended.values().all(|&times| times == 1));
        prop_assert!(watcher.ended.keys().all(|request| request.0 <= watcher.started));
        // Instant by instant or at once: the same records.
        let at_once = run(&plan, seed, &changes);
        prop_assert_eq!(at_once.digest(), trace.digest());
        prop_assert_eq!(at_once.records(), trace.records());
    }
}
