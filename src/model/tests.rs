//! The world as a whole: each fault under each hosting, and the story of the hung dependency.

use std::collections::BTreeMap;

use super::{Arrivals, Plan, World};
use crate::kernel::{Dist, Span, Time};
use crate::trace::{Change, Doing, Fact, FaultSetting, Percent, Trace};
use crate::vocabulary::{CallStyle, Ending, Fault, Hosting, RequestId, Slots, Status};

fn plan(hosting: Hosting) -> Plan {
    let us = |us| Dist::Fixed(Span::from_us(us));
    Plan {
        ends_at: Time::from_ms(180_000),
        clients: 12,
        arrivals: Arrivals::Gaps(Dist::Uniform(Span::from_ms(500), Span::from_ms(1_500))),
        patience: Span::from_s(300),
        client_link: us(2_000),
        hosting,
        proxy_timeout: Span::from_s(hosting.default_timeout_s()),
        workers: 16,
        worker_time: us(600),
        queue_limit: 1_000,
        pool_idle: Span::from_s(60),
        backend_link: us(400),
        threads: 16,
        work_before: us(500),
        work_after: us(500),
        call_style: CallStyle::Synchronous,
        slots: Slots::Limited(2),
        call_timeout: Span::from_s(100),
        dependency_link: us(500),
        dependency_time: Dist::Uniform(Span::from_ms(30), Span::from_ms(50)),
        faults: Vec::new(),
    }
}

fn during(from_s: u64, until_s: u64) -> FaultSetting {
    FaultSetting { until: Some(Time::from_ms(until_s * 1_000)), ..FaultSetting::from(Time::from_ms(from_s * 1_000)) }
}

fn run(plan: &Plan, seed: u64) -> (World, Trace) {
    let mut trace = Trace::default();
    let mut world = World::new(plan, seed, &mut trace);
    assert!(world.run_until(plan.ends_at, u64::MAX, &mut trace).done);
    (world, trace)
}

#[derive(Clone, Copy)]
struct End {
    request: RequestId,
    status: Status,
    ending: Ending,
    at: Time,
    taken: Span,
}

fn ends(trace: &Trace) -> Vec<End> {
    trace
        .records()
        .iter()
        .filter_map(|record| match record.fact {
            Fact::Ended { request, status, ending, time_taken, .. } => {
                Some(End { request, status, ending, at: record.at, taken: time_taken })
            }
            _ => None,
        })
        .collect()
}

#[test]
fn all_is_well_without_a_fault() {
    for hosting in Hosting::ALL {
        let (world, trace) = run(&plan(hosting), 7);
        let ends = ends(&trace);
        assert!((160..200).contains(&ends.len()));
        assert!(ends.iter().all(|end| end.status == Status::passed_through(200) && end.taken < Span::from_ms(60)));
        let opened =
            trace.records().iter().filter(|record| matches!(record.fact, Fact::ConnectionTaken { reused: false, .. }));
        assert!(opened.count() < 5, "A keeps its connections");
        assert_eq!(world.snapshot().b.queue.len(), 0);
    }
}

/// Each fault under each hosting, always and from second 0: what the first request gets, after how many milliseconds.
/// The table of the facts, as one table.
#[test]
fn every_fault_gives_its_status_and_its_time() {
    let mut table = String::new();
    for fault in Fault::ALL {
        for hosting in Hosting::ALL {
            if fault.impossible_under(hosting).is_some() {
                continue;
            }
            let mut plan = plan(hosting);
            plan.faults = vec![(fault, FaultSetting::from(Time::ZERO))];
            let (_, trace) = run(&plan, 7);
            let first = ends(&trace).into_iter().find(|end| end.status.code != 200);
            let line = first.map_or_else(
                || "none".to_owned(),
                |end| {
                    format!("{} {:?} {}.{} s", end.status, end.ending, end.taken.ms() / 1000, end.taken.ms() / 100 % 10)
                },
            );
            table.push_str(&format!("{} {}: {line}\n", fault.slug(), hosting.slug()));
        }
    }
    assert_eq!(
        table,
        "\
dependency-hang arr-farm: 502.3.12002 TimedOut(AwaitHeader) 30.0 s
dependency-hang aspnetcore-out-of-process: 500 Answered 100.0 s
dependency-slow arr-farm: 502.3.12002 TimedOut(AwaitHeader) 30.0 s
dependency-slow aspnetcore-out-of-process: 500 Answered 100.0 s
connect-refused arr-farm: 502.3.12029 Refused 1.0 s
connect-refused aspnetcore-out-of-process: 502.3.12029 Refused 1.0 s
connect-blackhole arr-farm: 502.3.12002 ConnectTimedOut 21.0 s
hang-before-status arr-farm: 502.3.12002 TimedOut(AwaitHeader) 30.0 s
hang-before-status aspnetcore-out-of-process: 502.3.12002 TimedOut(AwaitHeader) 120.0 s
fin-before-status arr-farm: 502.3.12152 Closed(AwaitHeader) 0.0 s
fin-before-status aspnetcore-out-of-process: 502.3.12152 Closed(AwaitHeader) 0.0 s
rst-mid-headers arr-farm: 502.3.12030 Reset(ReadHeader) 0.0 s
rst-mid-headers aspnetcore-out-of-process: 502.3.12030 Reset(ReadHeader) 0.0 s
garbage-status-line arr-farm: 502.3.12152 Invalid(NoHttpVersion) 0.0 s
garbage-status-line aspnetcore-out-of-process: 502.3.12152 Invalid(NoHttpVersion) 0.0 s
"
    );
}

/// The flagship: C silent from 0:40 to 1:50.
#[test]
fn a_hung_dependency_takes_threads_then_the_queue_and_a_gives_up_after_30_s() {
    let mut plan = plan(Hosting::ArrFarm);
    plan.faults = vec![(Fault::DependencyHang, during(40, 110))];
    let mut trace = Trace::default();
    let mut world = World::new(&plan, 7, &mut trace);
    let first = loop {
        assert!(world.run_until(plan.ends_at, 1, &mut trace).events == 1);
        if let Some(end) = ends(&trace).last().filter(|end| end.status.is_forwarder_error()) {
            break *end;
        }
    };
    assert_eq!(first.ending.forwarder_status(), Some(first.status));
    assert!(first.taken >= Span::from_s(30) && first.taken < Span::from_ms(30_025), "{:?}", first.taken);

    let snapshot = world.snapshot();
    let doing = |what: fn(Doing) -> bool| snapshot.b.threads.iter().flatten().filter(|busy| what(busy.doing)).count();
    assert_eq!(doing(|doing| matches!(doing, Doing::WaitingForC(_))), 2);
    assert_eq!(doing(|doing| doing == Doing::WaitingForSlot), 14);
    assert!(snapshot.b.queue.len() >= 10, "{} queued", snapshot.b.queue.len());
    assert!(snapshot.b.threads[0].unwrap().ghost, "B has learnt that A is gone, and its handler does not look");

    world.run_until(plan.ends_at, u64::MAX, &mut trace);
    let ends = ends(&trace);
    let mut by_code: BTreeMap<String, usize> = BTreeMap::new();
    for end in &ends {
        *by_code.entry(end.status.to_string()).or_default() += 1;
    }
    assert_eq!(by_code.keys().map(String::as_str).collect::<Vec<_>>(), ["200", "502.3.12002"]);
    let last_failure = ends.iter().filter(|end| end.status.is_forwarder_error()).map(|end| end.at).max().unwrap();
    assert!(last_failure <= Time::from_ms(110_100));
    let slow_after =
        ends.iter().filter(|end| end.at > Time::from_ms(112_000) && end.taken > Span::from_ms(100)).count();
    assert_eq!(slow_after, 0, "all is clear soon after C answers again");
    let unread =
        trace.records().iter().filter(|record| matches!(record.fact, Fact::Answered { unread: true, code: 200, .. }));
    assert_eq!(unread.count(), by_code["502.3.12002"], "B answers every 502.3 later with 200, unread");
}

/// Behind the ASP.NET Core Module: T = 120 s, so that B's own time-out of 100 s comes first for those that had a thread.
#[test]
fn behind_the_module_b_gives_up_first() {
    let mut plan = plan(Hosting::AspNetCoreOutOfProcess);
    plan.ends_at = Time::from_ms(420_000);
    plan.faults = vec![(Fault::DependencyHang, during(40, 300))];
    let (_, trace) = run(&plan, 7);
    let failed: Vec<End> = ends(&trace).into_iter().filter(|end| end.status.code != 200).collect();
    assert_eq!(failed[0].status, Status::passed_through(500));
    assert!(failed[0].taken >= Span::from_s(100) && failed[0].taken < Span::from_ms(100_100));
    let first_502 = failed.iter().find(|end| end.status.is_forwarder_error()).unwrap();
    let read = trace
        .records()
        .iter()
        .find(|record| matches!(record.fact, Fact::RequestRead { request, .. } if request == first_502.request));
    let took = trace
        .records()
        .iter()
        .find(|record| matches!(record.fact, Fact::ThreadTook { request, .. } if request == first_502.request));
    let waited = took.map_or(Span::from_s(999), |took| took.at.since(read.unwrap().at));
    assert!(waited > Span::from_s(20), "it had waited {waited:?} for a thread");
}

#[test]
fn awaited_calls_hold_no_thread() {
    let mut plan = plan(Hosting::ArrFarm);
    plan.call_style = CallStyle::Awaited;
    plan.faults = vec![(Fault::DependencyHang, during(40, 110))];
    let mut trace = Trace::default();
    let mut world = World::new(&plan, 7, &mut trace);
    world.run_until(Time::from_ms(60_000), u64::MAX, &mut trace);
    let snapshot = world.snapshot();
    assert_eq!(snapshot.b.threads.iter().flatten().count(), 0);
    assert_eq!(snapshot.b.queue.len(), 0);
    assert!(snapshot.b.awaiting.len() > 10);
    assert_eq!(snapshot.b.held_slots.len(), 2);
    world.run_until(plan.ends_at, u64::MAX, &mut trace);
    assert!(ends(&trace).iter().any(|end| end.status == Status::forwarder_error(crate::vocabulary::Win32::TIMEOUT)));
}

#[test]
fn more_slots_help_at_once_and_fewer_close_after_their_calls() {
    let mut plan = plan(Hosting::ArrFarm);
    plan.faults = vec![(Fault::DependencyHang, during(40, 110))];
    let mut trace = Trace::default();
    let mut world = World::new(&plan, 7, &mut trace);
    world.run_until(Time::from_ms(50_000), u64::MAX, &mut trace);
    world.apply(Change::Slots(Slots::Unlimited), &mut trace);
    let snapshot = world.snapshot();
    assert_eq!(snapshot.b.slot_waiters.len(), 0);
    assert!(snapshot.b.held_slots.len() > 5);
    world.apply(Change::Slots(Slots::Limited(1)), &mut trace);
    assert!(world.snapshot().b.held_slots.len() > 5, "calls that run go on");
    world.run_until(Time::from_ms(120_000), u64::MAX, &mut trace);
    assert!(world.snapshot().b.held_slots.len() <= 1);
}

#[test]
fn a_fault_of_half_the_exchanges_hits_about_half_and_the_same_ones_each_time() {
    let mut plan = plan(Hosting::ArrFarm);
    plan.arrivals = Arrivals::Gaps(Dist::Fixed(Span::from_ms(100)));
    let setting = FaultSetting { hits: Percent::new(50).unwrap(), ..FaultSetting::from(Time::ZERO) };
    plan.faults = vec![(Fault::FinBeforeStatus, setting)];
    let (_, trace) = run(&plan, 7);
    let failed = ends(&trace).iter().filter(|end| end.status.is_forwarder_error()).count();
    assert!((800..1_000).contains(&failed), "{failed} of 1800");
}

#[test]
fn a_client_that_leaves_is_seen_when_b_produces_something() {
    for (hosting, status) in [(Hosting::ArrFarm, "502.3.64"), (Hosting::AspNetCoreOutOfProcess, "400.0.64")] {
        let mut plan = plan(hosting);
        plan.proxy_timeout = Span::from_s(30);
        plan.patience = Span::from_s(10);
        plan.faults = vec![(Fault::HangBeforeStatus, FaultSetting::from(Time::ZERO))];
        let (_, trace) = run(&plan, 7);
        let first = ends(&trace)[0];
        assert_eq!(first.status.to_string(), status);
        assert!(first.taken >= Span::from_s(30), "the module does not tell B");
    }
}

#[test]
fn a_run_in_steps_is_the_run_at_once_and_a_clone_goes_on_alike() {
    let mut plan = plan(Hosting::ArrFarm);
    plan.faults = vec![(Fault::DependencyHang, during(40, 110))];
    let (_, straight) = run(&plan, 7);
    let mut trace = Trace::default();
    let mut world = World::new(&plan, 7, &mut trace);
    while !world.run_until(plan.ends_at, 7, &mut trace).done {
        if world.now() > Time::from_ms(60_000) {
            (world, trace) = (world.clone(), trace.clone());
        }
    }
    assert_eq!(straight, trace);
    assert_ne!(straight.digest(), run(&plan, 8).1.digest());
}
