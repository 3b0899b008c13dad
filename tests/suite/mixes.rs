//! Chains in runs that nobody wrote down: any faults, at any times, with any switches of B.

use bad_gateway::explain::{Reason, Wait, why};
use bad_gateway::kernel::{Dist, Span, Time};
use bad_gateway::model::{Plan, World};
use bad_gateway::trace::{CallEnd, Fact, FaultSetting, Percent, RecordId, Trace};
use bad_gateway::vocabulary::{CallStyle, Ending, Fault, Hosting, RequestId, Slots};
use proptest::prelude::*;

use crate::run::library;

/// A fault of any kind, for a while, in some of the cases.
fn fault() -> impl Strategy<Value = (Fault, FaultSetting)> {
    (0..Fault::ALL.len(), 0..60_u64, prop::option::of(1..60_u64), 1..=100_u8, 1..50_u64).prop_map(
        |(fault, from, lasts, hits, delay)| {
            let from = Time::from_ms(from * 1_000);
            let setting = FaultSetting {
                from,
                until: lasts.map(|lasts| from + Span::from_s(lasts)),
                hits: Percent::new(hits).expect("1 to 100"),
                delay: Span::from_s(delay),
            };
            (Fault::ALL[fault], setting)
        },
    )
}

prop_compose! {
    fn plan()(
        module in any::<bool>(),
        faults in prop::collection::vec(fault(), 0..4),
        awaited in any::<bool>(),
        slots in prop_oneof![Just(Slots::Unlimited), (1..5_u32).prop_map(Slots::Limited)],
        threads in 1..12_u16,
        workers in 1..4_u16,
        queue_limit in 1..30_u32,
        worker_ms in prop_oneof![4 => Just(1_u64), 1 => Just(700_u64)],
        work_ms in prop_oneof![4 => Just(3_u64), 1 => Just(2_500_u64)],
        timeout_s in 2..40_u64,
        call_timeout_s in 1..60_u64,
        patience_s in 1..60_u64,
    ) -> Plan {
        let mut plan = (*library("healthy-farm").plan).clone();
        plan.ends_at = Time::from_ms(100_000);
        plan.hosting = if module { Hosting::AspNetCoreOutOfProcess } else { Hosting::ArrFarm };
        plan.faults = faults;
        plan.faults.retain(|(fault, _)| fault.impossible_under(plan.hosting).is_none());
        plan.faults.sort_by_key(|(fault, _)| *fault);
        plan.faults.dedup_by_key(|(fault, _)| *fault);
        plan.call_style = if awaited { CallStyle::Awaited } else { CallStyle::Synchronous };
        (plan.slots, plan.threads, plan.workers, plan.queue_limit) = (slots, threads, workers, queue_limit);
        plan.worker_time = Dist::Fixed(Span::from_ms(worker_ms));
        plan.work_before = Dist::Fixed(Span::from_ms(work_ms));
        plan.proxy_timeout = Span::from_s(timeout_s);
        plan.call_timeout = Span::from_s(call_timeout_s);
        plan.patience = Span::from_s(patience_s);
        plan
    }
}

/// Whether a reason may stand on a fact.
fn carries(fact: &Fact, reason: Reason, request: RequestId) -> bool {
    match (reason, *fact) {
        (Reason::ClientGot(Some(code), _), Fact::ResponseRead { request: of, code: read }) => {
            of == request && code == read
        }
        (Reason::AEnded(ending, status, _), Fact::Ended { request: of, ending: how, status: as_, .. }) => {
            (of, how, as_) == (request, ending, status)
        }
        (Reason::BAnswered(code), Fact::Answered { request: of, code: said, .. }) => of == request && code == said,
        (Reason::FaultActed(fault, _), Fact::FaultHit(hit, of)) => fault == hit && of == request,
        // The two connect faults also close what lies idle in A's pool.
        (Reason::FaultActed(Fault::ConnectRefused, _), Fact::SynRefused { .. } | Fact::FinSent { .. })
        | (Reason::FaultActed(Fault::ConnectBlackhole, _), Fact::RstSent { .. })
        | (Reason::FaultActed(Fault::FinBeforeStatus, _), Fact::FinSent { .. })
        | (Reason::FaultActed(Fault::RstMidHeaders, _), Fact::RstSent { .. })
        | (Reason::FaultActed(Fault::GarbageStatusLine, _), Fact::Sent { .. })
        | (Reason::ThreadsWaited { .. }, Fact::CallStarted { .. })
        | (Reason::ThreadsWorked { .. }, Fact::ThreadTook { .. })
        | (Reason::WorkersBusy { .. }, Fact::WorkerTook { .. })
        | (Reason::SlotsHeld { .. }, Fact::SlotTaken { .. }) => true,
        (Reason::ClientGot(None, _), Fact::ClientLeft { request: of })
        | (Reason::AWorked(_), Fact::WorkerTook { request: of, .. })
        | (Reason::BWorked(_), Fact::ThreadTook { request: of, .. } | Fact::CallEnded { request: of, .. })
        | (Reason::FaultActed(Fault::ConnectRefused | Fault::ConnectBlackhole, _), Fact::SynSent { request: of, .. })
        | (Reason::NoThread { .. }, Fact::RequestRead { request: of, .. } | Fact::ResumeQueued { request: of })
        | (Reason::BWaited { wait: Wait::Slot, .. }, Fact::SlotAwaited { request: of, .. })
        | (Reason::CallTimedOut(_), Fact::CallEnded { request: of, end: CallEnd::TimedOut, .. }) => of == request,
        (Reason::BWaited { wait: Wait::Answer(slot), .. }, Fact::SlotTaken { request: of, slot: taken, .. }) => {
            of == request && slot == taken
        }
        (Reason::CSilent { request: held, .. }, Fact::CallHeld { request: of, .. })
        | (Reason::CSlow { request: held, .. }, Fact::CallArrived { request: of, .. }) => of == held,
        _ => false,
    }
}

/// Whether a chain may end with this.
fn is_root(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::FaultActed(..)
            | Reason::CSilent { .. }
            | Reason::CSlow { .. }
            | Reason::AWorked(_)
            | Reason::BWorked(_)
            | Reason::ThreadsWorked { .. }
            | Reason::WorkersBusy { .. }
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(32), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_failure_has_a_chain_that_stands_on_the_record(plan in plan(), seed in any::<u64>(), cut_ms in 1_000..100_000_u64) {
        let mut trace = Trace::default();
        let mut world = World::new(&plan, seed, &mut trace);
        world.run_until(plan.ends_at, u64::MAX, &mut trace);
        for until in [Time::from_ms(cut_ms), plan.ends_at] {
            let seen = RecordId(u32::try_from(trace.until(until).len()).unwrap());
            for record in trace.until(until) {
                let Fact::Ended { request, status, ending, .. } = record.fact else { continue };
                let Some(chain) = why(&trace, request, until) else {
                    prop_assert!(status.is_success(), "{request} {status}");
                    continue;
                };
                prop_assert!(!status.is_success());
                prop_assert_eq!((chain.request, chain.status), (request, status));
                for link in &chain.links {
                    let on = trace.get(link.record).expect("a record");
                    prop_assert!(link.record < seen, "{chain:?} knows what came after {until:?}");
                    prop_assert!(on.at == link.at && carries(&on.fact, link.reason, request), "{:?} on {on:?}", link);
                }
                let root = chain.links.last().expect("never empty").reason;
                prop_assert!(is_root(root), "{request} {status} {ending:?}: {chain:#?}");
                if let Some(healthy) = chain.healthy {
                    prop_assert!(healthy < request && why(&trace, healthy, until).is_none());
                }
                let refused = ending == Ending::QueueFull;
                prop_assert!(!refused || matches!(root, Reason::WorkersBusy { .. }), "{chain:?}");
            }
        }
    }
}
