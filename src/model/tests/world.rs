//! The world as a whole: each fault under each hosting, and the story of the hung dependency.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::kernel::{Dist, Span, Time};
use crate::model::{World, run};
use crate::plan::{Arrivals, Change, FaultPlan, FaultSetting, Knob, Percent, Plan, Target, Value};
use crate::scenario::open;
use crate::trace::{Fact, Record, RecordId, Snapshot, Trace};
use crate::vocabulary::{
    CallStyle, Ending, ExchangeId, Fault, Hosting, LinkId, Over, Party, PlaceId, PoolId, Slots, Status, UnitId, What,
    Win32,
};

/// Where A, B and C stand in these plans.
const A: PlaceId = PlaceId(1);
const B: PlaceId = PlaceId(2);
const WORKERS: PoolId = PoolId(0);
const THREADS: PoolId = PoolId(1);
const SLOTS: PoolId = PoolId(2);

/// One of each, 16 threads and 2 slots, three minutes.
fn plan(hosting: Hosting) -> Plan {
    let us = |us| Dist::Fixed(Span::from_us(us));
    let healthy = open("healthy-farm").unwrap().under(hosting).unwrap();
    let mut plan = (*healthy.plan).clone();
    plan.ends_at = Time::from_ms(180_000);
    plan.clients.arrivals = Arrivals::Gaps(Dist::Uniform(Span::from_ms(500), Span::from_ms(1_500)));
    for (link, latency_us) in plan.links.iter_mut().zip([2_000, 400, 500]) {
        link.latency = us(latency_us);
    }
    plan.gateways[0].worker_time = us(600);
    (plan.apps[0].work_before, plan.apps[0].work_after) = (us(500), us(500));
    plan.dependencies[0].takes = Dist::Uniform(Span::from_ms(30), Span::from_ms(50));
    plan
}

fn faulty(hosting: Hosting, fault: Fault, setting: FaultSetting) -> Plan {
    let mut plan = plan(hosting);
    let target = plan.default_target(fault).unwrap();
    plan.faults = vec![FaultPlan { fault, target, setting }];
    plan
}

fn during(from_s: u64, until_s: u64) -> FaultSetting {
    FaultSetting { until: Some(Time::from_ms(until_s * 1_000)), ..FaultSetting::from(Time::from_ms(from_s * 1_000)) }
}

/// The run with seed 7.
fn traced(plan: Plan) -> Trace {
    run(&Arc::new(plan), 7, &[]).1
}

/// A world at second 0, with seed 7.
fn begun(plan: Plan) -> (World, Trace) {
    let plan = Arc::new(plan);
    let mut trace = Trace::new(&plan);
    (World::new(&plan, 7, &mut trace), trace)
}

#[derive(Clone, Copy)]
struct End {
    exchange: ExchangeId,
    status: Status,
    ending: Ending,
    at: Time,
    taken: Span,
}

fn ends(trace: &Trace) -> Vec<End> {
    let end = |record: &Record| {
        let Fact::Ended { exchange, status, ending, .. } = record.fact else { return None };
        let begun = trace.get(trace.begun(Party::Exchange(exchange))?.record)?.at;
        Some(End { exchange, status, ending, at: record.at, taken: record.at.since(begun) })
    };
    trace.records().iter().filter_map(end).collect()
}

/// Who holds threads of B, and waits for what.
fn threads(snapshot: &Snapshot) -> Vec<(UnitId, What)> {
    let held = snapshot.pool(THREADS).held.iter();
    held.map(|&(unit, party)| (unit, snapshot.party(party).unwrap().what)).collect()
}

#[test]
fn all_is_well_without_a_fault() {
    for hosting in Hosting::ALL {
        let plan = Arc::new(plan(hosting));
        let (world, trace) = run(&plan, 7, &[]);
        let ends = ends(&trace);
        assert!((160..200).contains(&ends.len()), "{hosting:?}: {}", ends.len());
        let well = |end: &End| end.status == Status::passed_through(200) && end.taken < Span::from_ms(60);
        assert!(ends.iter().all(well), "{hosting:?}");
        let opened = trace.records().iter().filter(|record| matches!(record.fact, Fact::Carried { reused: false, .. }));
        assert!(opened.count() < 5, "{hosting:?}: A keeps its connections");
        for pool in [WORKERS, THREADS, SLOTS] {
            assert_eq!(world.snapshot().pool(pool).waits, [], "{hosting:?}, {pool:?}");
        }
    }
}

/// Each fault under each hosting, always and from second 0: what the first request gets, after how many milliseconds.
/// The table of the facts, as one table.
#[test]
fn every_fault_gives_its_status_and_its_time() {
    let mut table = String::new();
    for fault in Fault::ALL {
        for hosting in Hosting::ALL {
            let plan = faulty(hosting, fault, FaultSetting::from(Time::ZERO));
            if plan.impossible(fault, plan.faults[0].target).is_some() {
                continue;
            }
            let first = ends(&traced(plan)).into_iter().find(|end| end.status.code != 200);
            let line = first.map_or_else(
                || "none".to_owned(),
                |end| {
                    let ms = end.taken.ms();
                    format!("{} {:?} {}.{} s", end.status, end.ending, ms / 1000, ms / 100 % 10)
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
    let plan = faulty(Hosting::ArrFarm, Fault::DependencyHang, during(40, 110));
    let ends_at = plan.ends_at;
    let (mut world, mut trace) = begun(plan);
    let first = loop {
        assert_eq!(world.run_until(ends_at, 1, &mut trace).events, 1, "no 502.3 until the end");
        if let Some(end) = ends(&trace).last().filter(|end| end.status.is_forwarder_error()) {
            break *end;
        }
    };
    assert_eq!(first.ending.forwarder_status(), Some(first.status));
    assert!(first.taken >= Span::from_s(30) && first.taken < Span::from_ms(30_025), "{:?}", first.taken);

    let snapshot = world.snapshot();
    let waits = |what: What| {
        let calls = threads(&snapshot).into_iter().filter_map(|(_, done)| match done {
            What::Done(call) => snapshot.party(call),
            What::Unit(_) | What::Reply | What::Handshake | What::Timer | What::Cpu | What::Fault(_) => None,
        });
        calls.filter(|call| call.what == what).count()
    };
    assert_eq!((waits(What::Reply), waits(What::Unit(SLOTS))), (2, 14));
    let queued = snapshot.pool(THREADS).waits.len();
    assert!(queued >= 10, "{queued} queued");
    let (_, first_held) = snapshot.pool(THREADS).held[0];
    assert!(snapshot.party(first_held).unwrap().gone, "B has learnt that A is gone, and its handler does not look");

    world.run_until(ends_at, u64::MAX, &mut trace);
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
        |record: &&Record| matches!(record.fact, Fact::Over { how: Over::Answered { code: 200, unread: true }, .. });
    let unread = trace.records().iter().filter(unread).count();
    assert_eq!(unread, by_code["502.3.12002"], "B answers every 502.3 later with 200, unread");
}

/// Behind the ASP.NET Core Module: T = 120 s, so that B's own time-out of 100 s comes first for those that had a thread.
#[test]
fn behind_the_module_b_gives_up_first() {
    let mut plan = faulty(Hosting::AspNetCoreOutOfProcess, Fault::DependencyHang, during(40, 300));
    plan.ends_at = Time::from_ms(420_000);
    let trace = traced(plan);
    let failed: Vec<End> = ends(&trace).into_iter().filter(|end| end.status.code != 200).collect();
    assert_eq!(failed[0].status, Status::passed_through(500));
    assert!(failed[0].taken >= Span::from_s(100) && failed[0].taken < Span::from_ms(100_100));
    let first_502 = failed.iter().find(|end| end.status.is_forwarder_error()).unwrap();
    let begun = trace.begun_for(Party::Exchange(first_502.exchange), RecordId(u32::MAX));
    let &(task, begun) = begun.first().expect("it was forwarded");
    assert_eq!(begun.place, B);
    let begun = trace.get(begun.record).unwrap().at;
    let took = trace
        .records()
        .iter()
        .find(|record| matches!(record.fact, Fact::Takes { party, pool: THREADS, .. } if party == task));
    let waited = took.map_or(Span::from_s(999), |took| took.at.since(begun));
    assert!(waited > Span::from_s(20), "it had waited {waited:?} for a thread");
}

#[test]
fn awaited_calls_hold_no_thread() {
    let mut plan = faulty(Hosting::ArrFarm, Fault::DependencyHang, during(40, 110));
    plan.apps[0].call_style = CallStyle::Awaited;
    let ends_at = plan.ends_at;
    let (mut world, mut trace) = begun(plan);
    world.run_until(Time::from_ms(60_000), u64::MAX, &mut trace);
    let snapshot = world.snapshot();
    assert_eq!((threads(&snapshot), snapshot.pool(THREADS).waits.len()), (Vec::new(), 0));
    let awaiting = snapshot.at_place(B).filter(|view| matches!(view.what, What::Done(_))).count();
    assert!(awaiting > 10, "{awaiting} await");
    assert_eq!(snapshot.pool(SLOTS).held.len(), 2);
    world.run_until(ends_at, u64::MAX, &mut trace);
    assert!(ends(&trace).iter().any(|end| end.status == Status::forwarder_error(Win32::TIMEOUT)));
}

#[test]
fn more_slots_help_at_once_and_fewer_close_after_their_calls() {
    let plan = faulty(Hosting::ArrFarm, Fault::DependencyHang, during(40, 110));
    let change = |slots| Change::new(&plan, Knob::Slots, Value::Units(slots)).unwrap();
    let (more, fewer) = (change(Slots::Unlimited), change(Slots::Limited(1)));
    let (mut world, mut trace) = begun(plan);
    world.run_until(Time::from_ms(50_000), u64::MAX, &mut trace);
    world.apply(more, &mut trace);
    let slots = |world: &World| world.snapshot().pool(SLOTS).clone();
    assert_eq!(slots(&world).waits, []);
    assert!(slots(&world).held.len() > 5);
    world.apply(fewer, &mut trace);
    assert!(slots(&world).held.len() > 5, "calls that run go on");
    world.run_until(Time::from_ms(120_000), u64::MAX, &mut trace);
    assert!(slots(&world).held.len() <= 1);
}

#[test]
fn a_fault_of_half_the_exchanges_hits_about_half_and_the_same_ones_each_time() {
    let setting = FaultSetting { hits: Percent::new(50).unwrap(), ..FaultSetting::from(Time::ZERO) };
    let mut plan = faulty(Hosting::ArrFarm, Fault::FinBeforeStatus, setting);
    plan.clients.arrivals = Arrivals::Gaps(Dist::Fixed(Span::from_ms(100)));
    let failed = |trace: &Trace| -> Vec<_> {
        let failed = ends(trace).into_iter().filter(|end| end.status.is_forwarder_error());
        failed.map(|end| trace.request_of(Party::Exchange(end.exchange))).collect()
    };
    let first = failed(&traced(plan.clone()));
    assert!((800..1_000).contains(&first.len()), "{} of 1800", first.len());
    // With other times between the same edges, the same requests are hit.
    plan.dependencies[0].takes = Dist::Fixed(Span::from_ms(5));
    let mut again = failed(&traced(plan));
    let mut first = first;
    first.sort_unstable();
    again.sort_unstable();
    assert_eq!(first, again);
}

#[test]
fn a_client_that_leaves_is_seen_when_b_produces_something() {
    for (hosting, status) in [(Hosting::ArrFarm, "502.3.64"), (Hosting::AspNetCoreOutOfProcess, "400.0.64")] {
        let mut plan = faulty(hosting, Fault::HangBeforeStatus, FaultSetting::from(Time::ZERO));
        plan.gateways[0].timeout = Span::from_s(30);
        plan.clients.patience = Span::from_s(10);
        let first = ends(&traced(plan))[0];
        assert_eq!(first.status.to_string(), status, "{hosting:?}");
        assert!(first.taken >= Span::from_s(30), "{hosting:?}: the module does not tell B");
    }
}

#[test]
fn a_run_in_steps_is_the_run_at_once_and_a_clone_goes_on_alike() {
    let plan = Arc::new(faulty(Hosting::ArrFarm, Fault::DependencyHang, during(40, 110)));
    let (_, straight) = run(&plan, 7, &[]);
    let mut trace = Trace::new(&plan);
    let mut world = World::new(&plan, 7, &mut trace);
    while !world.run_until(plan.ends_at, 7, &mut trace).done {
        if world.now() > Time::from_ms(60_000) {
            (world, trace) = (world.clone(), trace.clone());
        }
    }
    assert_eq!(straight, trace);
    assert_ne!(straight.digest(), run(&plan, 8, &[]).1.digest());
}

/// What does not fit the plan is written down, and nothing else happens.
#[test]
fn a_change_that_does_not_fit_does_nothing() {
    let plan = plan(Hosting::ArrFarm);
    let (slots, style) = (Value::Units(Slots::Limited(1)), Value::Style(CallStyle::Awaited));
    let (span, off) = (Value::Span(Span::from_s(1)), Value::Fault(None));
    let unfit = [
        (Knob::Slots, Target::Pool(WORKERS), slots),
        (Knob::Slots, Target::Pool(PoolId(99)), slots),
        (Knob::Slots, Target::Pool(SLOTS), Value::Units(Slots::Limited(0))),
        (Knob::CallStyle, Target::Place(PlaceId(0)), style),
        (Knob::CallStyle, Target::Place(PlaceId(99)), style),
        (Knob::CallStyle, Target::Place(B), slots),
        (Knob::CallTimeout, Target::Link(LinkId(0)), span),
        (Knob::ProxyTimeout, Target::Place(B), span),
        (Knob::ProxyTimeout, Target::Place(PlaceId(99)), span),
        (Knob::ProxyTimeout, Target::Place(A), Value::Span(Span::from_ms(1))),
        (Knob::Patience, Target::Place(B), span),
        (Knob::CallTimeout, Target::Link(LinkId(99)), span),
        (Knob::CallTimeout, Target::Link(LinkId(2)), Value::Span(Span::ZERO)),
        (Knob::Fault(Fault::DependencyHang), Target::Place(B), off),
        (Knob::Fault(Fault::DependencyHang), Target::Place(PlaceId(99)), off),
    ];
    // Only these stand on something that can be read.
    let reads = |knob, target| match (knob, target) {
        (Knob::Slots, Target::Pool(pool)) => plan.pools.get(usize::from(pool.0)).map(|pool| Value::Units(pool.limit)),
        (Knob::CallStyle, Target::Place(B)) => Some(Value::Style(CallStyle::Synchronous)),
        (Knob::CallTimeout, Target::Link(LinkId(2))) => Some(Value::Span(Span::from_s(100))),
        (Knob::ProxyTimeout, Target::Place(A)) => Some(Value::Span(Span::from_s(30))),
        (Knob::Patience, Target::Place(PlaceId(0))) => Some(Value::Span(plan.clients.patience)),
        (
            Knob::Fault(_) | Knob::CallStyle | Knob::Slots | Knob::CallTimeout | Knob::ProxyTimeout | Knob::Patience,
            _,
        ) => None,
    };
    let (mut world, mut trace) = begun(plan.clone());
    let before = world.snapshot();
    for (knob, target, value) in unfit {
        let change = Change { knob, target, value };
        let records = trace.len();
        world.apply(change, &mut trace);
        assert_eq!(trace.len(), records + 1, "{change:?}");
        assert_eq!(world.snapshot(), before, "{change:?}");
        assert_eq!(knob.read(&plan, target), reads(knob, target), "{change:?}");
    }
}
