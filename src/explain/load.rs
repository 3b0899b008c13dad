//! How much is asked of a pool, and how much it can serve.

use crate::kernel::{Span, Time};
use crate::plan::{AppPlan, Arrivals, Plan};
use crate::trace::Holdings;
use crate::vocabulary::{CallStyle, LinkId, PoolId, PoolKind};

/// The load on a pool since its queue was last empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    /// In a thousand seconds: so many requests come that need it.
    pub(super) asked: u64,
    /// In a thousand seconds, and less than that: so many requests its units can serve, by the means of what is planned.
    /// Where that would have been enough, so many they did serve.
    pub(super) served: u64,
}

/// The load on a pool by `at`: that of the plan, where it is more than the units can serve. Else there was a burst, or they
/// took longer, and it is counted.
///
/// The queue begins once all units are taken. Those who took them have come within about the time for which one is held: so
/// the count begins with them, and that much earlier. It says something of a short time too.
pub(super) fn load(plan: &Plan, holdings: &Holdings, pool: PoolId, at: Time) -> Load {
    let (own, busy) = (plan.pool(pool), holdings.pool(pool).busy);
    let held = held(plan, pool);
    let ns = (at.since(busy.from) + held).ns().max(1);
    let in_1000_s = Span::from_s(1_000).ns();
    let rate =
        |count: u64| u64::try_from(u128::from(count) * u128::from(in_1000_s) / u128::from(ns)).unwrap_or(u64::MAX);
    let units = u64::from(own.limit.limit().unwrap_or(0));
    let (share, of) = needing(plan, pool);
    let requests = u64::from(holdings.requests() - busy.requests) * share / of.max(1);
    let served = u64::from(busy.freed) / uses(own.kind);
    // Whoever asks has waited, even if it has its unit by now.
    let came = requests.max(served + (holdings.pool(pool).waits.len() as u64).max(1));
    let (asked, did) = (rate(units + came), rate(units + served));
    let can = in_1000_s.saturating_mul(units) / held.ns().max(1);
    let planned = match &plan.clients.arrivals {
        Arrivals::Gaps(gaps) => in_1000_s / gaps.mean().ns().max(1) * share / of.max(1),
        Arrivals::At(_) => 0,
    };
    match (planned > can, asked > can) {
        (true, _) => Load { asked: planned, served: can },
        (false, true) => Load { asked, served: can },
        (false, false) => Load { asked, served: did },
    }
}

/// For how long a unit of a pool is held for a request, on average.
fn held(plan: &Plan, pool: PoolId) -> Span {
    let own = plan.pool(pool);
    match own.kind {
        PoolKind::Worker => plan.gateway(own.place).map_or(Span::ZERO, |gateway| {
            // To take it on, to make the response, and for what comes after it.
            gateway.worker_time.mean() + gateway.worker_time.mean() + gateway.worker_time.mean()
        }),
        PoolKind::Thread => plan.app(own.place).map_or(Span::ZERO, |app| {
            let calls = match app.call_style {
                CallStyle::Synchronous => calls(plan, app),
                CallStyle::Awaited => Span::ZERO,
            };
            app.work_before.mean() + app.work_after.mean() + calls
        }),
        PoolKind::Connection => own.link.map_or(Span::ZERO, |link| call(plan, link)),
    }
}

/// What a call over a link takes on average: there, the work, and back.
fn call(plan: &Plan, link: LinkId) -> Span {
    let link = plan.link(link);
    let takes = plan.dependency(link.to).map_or(Span::ZERO, |dependency| dependency.takes.mean());
    takes + link.latency.mean() + link.latency.mean()
}

/// What the calls for a request take on average, by the weights of the kinds of requests.
fn calls(plan: &Plan, app: &AppPlan) -> Span {
    let (mut sum, mut weights) = (0, 0);
    for kind in &plan.clients.requests {
        let needs = kind.needs.iter().filter_map(|&need| plan.dependencies.get(usize::from(need)));
        let links = needs.filter_map(|dependency| {
            app.outbound.iter().find(|outbound| plan.link(outbound.link).to == dependency.place)
        });
        let takes: u64 = links.map(|outbound| call(plan, outbound.link).ns()).sum();
        sum += takes.saturating_mul(u64::from(kind.weight));
        weights += u64::from(kind.weight);
    }
    Span::from_ns(sum / weights.max(1))
}

/// How often a unit comes free for a request: a worker to forward it, and to answer it and for what comes after.
fn uses(kind: PoolKind) -> u64 {
    match kind {
        PoolKind::Worker => 2,
        PoolKind::Thread | PoolKind::Connection => 1,
    }
}

/// The share of requests that need a unit of this pool, by the weights of their kinds and the members of the farm.
fn needing(plan: &Plan, pool: PoolId) -> (u64, u64) {
    let own = plan.pool(pool);
    let members = plan.fronted_by(own.place).map_or(1, |gateway| gateway.members.len() as u64);
    let kinds = &plan.clients.requests;
    let all: u64 = kinds.iter().map(|kind| u64::from(kind.weight)).sum();
    let needed = own.link.and_then(|link| {
        let to = plan.link(link).to;
        plan.dependencies.iter().position(|dependency| dependency.place == to)
    });
    let needing = kinds.iter().filter(|kind| kind.needs.iter().any(|&need| Some(usize::from(need)) == needed));
    let share = match own.kind {
        PoolKind::Worker | PoolKind::Thread => all,
        PoolKind::Connection => needing.map(|kind| u64::from(kind.weight)).sum(),
    };
    (share, all * members)
}
