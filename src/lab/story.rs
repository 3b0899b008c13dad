//! The sentence above the picture: which of its forms fits an instant, and with which numbers.

use super::tally::Tally;
use super::{Failure, Story};
use crate::explain::{Chain, Reason};
use crate::kernel::{Span, Time, order};
use crate::plan::Plan;
use crate::trace::{ExchangePhase, PartyView, PoolView, Snapshot};
use crate::vocabulary::{Acts, Class, Fault, Party, PlaceId, PoolId, PoolKind, RequestId, What};

/// How long a failure is news [model time]: at 1/50 of real time some seconds, at 20× less than a frame.
const NEWS: Span = Span::from_ms(250);

/// The last failure, while it is news.
pub(super) fn news(tally: &Tally, at: Time) -> Option<&Failure> {
    tally.failures_until(at).last().filter(|failure| at.since(failure.at) <= NEWS)
}

/// What is the case at `snapshot.at`; `why`: the causes of the last failure, while that is news.
pub(super) fn story(snapshot: &Snapshot, tally: &Tally, ends_at: Time, why: Option<&Chain>) -> Story {
    let at = snapshot.at;
    let endings = &tally.strip.endings;
    let ended = &endings[..endings.partition_point(|ending| ending.at <= at)];
    let ended = |class| count(ended.iter().filter(|ending| ending.status.class() == class).count());
    let answered = ended(Class::Success);
    let failures = ended(Class::Forwarder);
    if at >= ends_at {
        return Story::Over { answered, failures, others: ended(Class::Client) + ended(Class::Server) };
    }
    if tally.strip.arrivals.first().is_none_or(|first| first.at > at) {
        return Story::NotBegun;
    }
    let waiting = count(snapshot.parties.iter().filter(|view| matches!(view.party, Party::Request(_))).count());
    let queued = queued(snapshot);
    let last = tally.failures_until(at).last();
    if let Some(failure) = news(tally, at) {
        return failed(failure, snapshot, why);
    }
    let active = active_faults(snapshot, tally);
    if let Some(&(since, fault, place)) = active.first() {
        let before = tally.failures.partition_point(|failure| failure.at < since);
        let here = &tally.failures_until(at)[before.min(tally.failures_until(at).len())..];
        return match here.last() {
            // What had failed before it began is not undone.
            None if before > 0 => Story::Failing { failures, waiting, ghosts: ghosts(snapshot) },
            None => {
                let felt = active.iter().find(|&&(_, fault, place)| is_felt(snapshot, fault, place));
                if felt.is_none() && active.len() > 1 {
                    return Story::SeveralAct { faults: count(active.len()) };
                }
                let &(since, fault, place) = felt.unwrap_or(&(since, fault, place));
                let (acted, threads, felt) = (at.since(since), waiting_threads(snapshot), felt.is_some());
                Story::NothingFailedYet { fault, place, acted, waiting, threads, felt }
            }
            Some(own) if here.iter().all(|failure| !failure.status.is_forwarder_error()) => failed(own, snapshot, None),
            Some(_) => Story::Failing { failures, waiting, ghosts: ghosts(snapshot) },
        };
    }
    let Some(last) = last else { return Story::AllWell { answered, open: waiting } };
    let Some(fault_over) = tally.strip.faults.iter().map(|span| span.until).filter(|until| *until <= at).max() else {
        return Story::Failing { failures, waiting, ghosts: ghosts(snapshot) };
    };
    if ghosts(snapshot) + queued > 0 {
        return Story::Recovering { ghosts: ghosts(snapshot), queued, waiting };
    }
    let bad_until = fault_over.max(last.at);
    let late = |view: &&PartyView| matches!(view.party, Party::Request(_)) && view.begun <= bad_until;
    let late = count(snapshot.parties.iter().filter(late).count());
    if late > 0 || !tally.has_succeeded(bad_until, at) {
        return Story::NotYetWell { waiting: late };
    }
    Story::Recovered { failures, hosting: snapshot.plan.entry().hosting }
}

/// The faults that act, those that have acted longest first, each with since when.
fn active_faults(snapshot: &Snapshot, tally: &Tally) -> Vec<(Time, Fault, PlaceId)> {
    let active = snapshot.faults.iter().filter(|view| view.active).map(|view| (view.fault, view.place));
    let since = |(fault, place)| {
        let spans = tally.strip.faults.iter().filter(|span| (span.fault, span.place) == (fault, place));
        let now = spans.filter(|span| span.from <= snapshot.at && snapshot.at < span.until);
        now.map(|span| (span.from, fault, place)).min()
    };
    let mut active: Vec<(Time, Fault, PlaceId)> = active.filter_map(since).collect();
    order(&mut active, |&(since, fault, _)| (since.ns(), fault as u64));
    active
}

/// Whether somebody waits for what a fault does. What fails at once meets it too, but then something has failed.
fn is_felt(snapshot: &Snapshot, fault: Fault, place: PlaceId) -> bool {
    let at_place = || snapshot.parties.iter().filter(|view| view.place == place);
    match fault.acts() {
        Acts::OnSyn(_) => snapshot.exchanges.iter().any(|view| view.phase == ExchangePhase::Connecting),
        Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnAnswer(_) | Acts::OnReady(_) => {
            at_place().any(|view| view.what == What::Fault(fault))
        }
        Acts::OnCall(_) => {
            let usual = snapshot.plan.usual(place, What::Timer);
            at_place().any(|view| view.what == What::Fault(fault) || snapshot.at.since(view.since) > usual)
        }
    }
}

fn failed(failure: &Failure, snapshot: &Snapshot, why: Option<&Chain>) -> Story {
    let (waited, request) = (failure.time_taken, failure.request);
    if !failure.status.is_forwarder_error() {
        let for_slot = pools(snapshot, PoolKind::Connection, |pool| pool.waits.len());
        return Story::OwnError { request, waited, for_slot, queued: queued(snapshot) };
    }
    let (status, ending) = (failure.status, failure.ending);
    let why = why.filter(|why| why.request == request);
    let at_cause = |pool: &PoolId| why.is_some_and(|why| comes_by(why, &snapshot.plan, *pool));
    let Some(pool) = stands_at(snapshot, request).filter(at_cause) else {
        // What it is at is none of its causes: then it had to wait for its turn.
        let silent = snapshot.parties.iter().any(|view| view.request == request && matches!(view.what, What::Fault(_)));
        let (to, for_c, for_slot, threads) = (None, 0, 0, 0);
        let queued = if silent { 0 } else { queued(snapshot) };
        return Story::Failed { request, status, ending, waited, to, for_c, for_slot, threads, queued };
    };
    let view = snapshot.pool(pool);
    let (for_c, for_slot) = (count(view.held.len()), count(view.waits.len()));
    let to = snapshot.plan.pool(pool).link.map(|link| snapshot.plan.link(link).to);
    let (threads, queued) = (waiting_threads(snapshot), queued(snapshot));
    Story::Failed { request, status, ending, waited, to, for_c, for_slot, threads, queued }
}

/// The pool at which the handler of a request stands: of the connections that it waits for or waits on; while it has no thread,
/// of those that most who have one are at. `None`: it is at none.
fn stands_at(snapshot: &Snapshot, request: RequestId) -> Option<PoolId> {
    let plan = &snapshot.plan;
    let faces_out = |pool: &PoolId| plan.pool(*pool).link.is_some();
    let its = || snapshot.parties.iter().filter(|view| view.request == request);
    let held = |party| {
        let holds = |pool: &PoolId| snapshot.pool(*pool).held.iter().any(|(_, holder)| *holder == party);
        plan.pool_ids().filter(faces_out).find(holds)
    };
    let at = |view: &PartyView| match view.what {
        What::Unit(pool) if faces_out(&pool) => Some(pool),
        What::Unit(pool) => {
            let place = plan.pool(pool).place;
            let out = plan.pool_ids().filter(faces_out).filter(|other| plan.pool(*other).place == place);
            let busy = |pool: &PoolId| (snapshot.pool(*pool).waits.len(), snapshot.pool(*pool).held.len());
            out.max_by_key(busy)
        }
        What::Done(_) | What::Reply | What::Handshake | What::Timer | What::Cpu | What::Fault(_) => held(view.party),
    };
    its().filter(|view| matches!(view.party, Party::Task(_) | Party::Call(_))).filter_map(at).next_back()
}

/// Whether a chain of causes comes by what these connections lead to: else the threads that call it are as busy as on any day.
fn comes_by(chain: &Chain, plan: &Plan, pool: PoolId) -> bool {
    let to_of = |pool| plan.pool(pool).link.map(|link| plan.link(link).to);
    let to = to_of(pool);
    chain.links.iter().any(|link| match link.reason {
        Reason::WaitedForReply { to: its, .. } | Reason::CallTimedOut { to: its, .. } => Some(its) == to,
        Reason::Silent { place, .. } | Reason::Slow { place, .. } => Some(place) == to,
        Reason::WaitedForUnit { pool, .. }
        | Reason::Held { pool, .. }
        | Reason::Load { pool, .. }
        | Reason::Starved { pool, .. }
        | Reason::Leak { pool, .. } => to.is_some() && to_of(pool) == to,
        Reason::Patience { to: its, .. } => its == to,
        Reason::ClientGot(..)
        | Reason::AEnded { .. }
        | Reason::BAnswered { .. }
        | Reason::Worked { .. }
        | Reason::FaultActed { .. }
        | Reason::Ring { .. } => false,
    })
}

/// How many units of pools of this kind are held, or waited for.
fn pools(snapshot: &Snapshot, kind: PoolKind, of: fn(&PoolView) -> usize) -> u32 {
    let pools = snapshot.plan.pools.iter().zip(&snapshot.pools);
    count(pools.filter(|(plan, _)| plan.kind == kind).map(|(_, view)| of(view)).sum())
}

/// Tasks without a thread that wait for one.
fn queued(snapshot: &Snapshot) -> u32 {
    pools(snapshot, PoolKind::Thread, |pool| pool.waits.len())
}

/// Threads of applications that wait for a call; handlers that await hold none.
fn waiting_threads(snapshot: &Snapshot) -> u32 {
    let threads = snapshot.plan.pools.iter().zip(&snapshot.pools).filter(|(plan, _)| plan.kind == PoolKind::Thread);
    let holders = threads.flat_map(|(_, view)| &view.held).filter_map(|&(_, party)| snapshot.party(party));
    count(holders.filter(|view| matches!(view.what, What::Done(_))).count())
}

/// Requests that applications still have and gateways have ended.
fn ghosts(snapshot: &Snapshot) -> u32 {
    let ghost = |view: &&PartyView| view.gone && matches!(view.party, Party::Task(_));
    count(snapshot.parties.iter().filter(ghost).count())
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Action, Lab};
    use crate::vocabulary::{Hosting, RequestId};

    fn at(slug: &str, ms: u64) -> Story {
        let mut lab = Lab::open(slug).unwrap();
        lab.apply(Action::Seek(Time::from_ms(ms))).unwrap();
        lab.frame().story
    }

    #[test]
    fn the_flagship_tells_its_story() {
        let told = |ms| at("hung-dependency", ms);
        assert_eq!(told(500), Story::NotBegun);
        assert_eq!(told(20_500), Story::AllWell { answered: 20, open: 0 });
        let Story::NothingFailedYet { fault: Fault::DependencyHang, acted, waiting: 19, threads: 16, .. } =
            told(58_000)
        else {
            panic!("{:?}", told(58_000));
        };
        assert_eq!(acted, Span::from_s(18));
        assert!(matches!(told(70_400), Story::Failed { request: RequestId(41), for_c: 2, for_slot: 14, .. }));
        assert!(matches!(told(80_000), Story::Failing { failures: 10, ghosts: 10, .. }));
        assert!(matches!(told(110_100), Story::Recovering { queued: 1.., .. }), "{:?}", told(110_100));
        assert_eq!(told(115_000), Story::Recovered { failures: 42, hosting: Hosting::ArrFarm });
        assert_eq!(told(180_000), Story::Over { answered: 139, failures: 42, others: 0 });
    }

    #[test]
    fn behind_the_module_the_error_of_b_comes_first() {
        let told = |ms| at("hung-dependency-aspnetcore", ms);
        assert!(matches!(told(139_000), Story::NothingFailedYet { threads: 16, .. }));
        assert!(matches!(told(140_400), Story::OwnError { request: RequestId(41), .. }));
        assert!(
            matches!(told(170_000), Story::OwnError { request: RequestId(56), .. }),
            "still nothing else has failed"
        );
        assert!(matches!(told(175_950), Story::Failed { request: RequestId(57), .. }));
    }
}
