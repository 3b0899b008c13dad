//! The sentence above the picture: which of its forms fits an instant, and with which numbers.

use super::tally::Tally;
use super::{Failure, Story};
use crate::kernel::{Span, Time};
use crate::trace::{PartyView, PoolView, Snapshot};
use crate::vocabulary::{Class, Fault, Party, PlaceId, PoolKind, What};

/// How long a failure is news [model time]: at 1/50 of real time some seconds, at 20× less than a frame.
const NEWS: Span = Span::from_ms(250);

/// What is the case at `snapshot.at`.
pub(super) fn story(snapshot: &Snapshot, tally: &Tally, ends_at: Time) -> Story {
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
    let news = last.filter(|failure| at.since(failure.at) <= NEWS);
    if let Some(failure) = news {
        return failed(failure, snapshot);
    }
    let active = active_fault(snapshot, tally);
    if let Some((fault, place, since)) = active {
        let before = tally.failures.partition_point(|failure| failure.at < since);
        let here = &tally.failures_until(at)[before.min(tally.failures_until(at).len())..];
        return match here.last() {
            None => {
                let (acted, threads) = (at.since(since), waiting_threads(snapshot));
                Story::NothingFailedYet { fault, place, acted, waiting, threads }
            }
            Some(own) if here.iter().all(|failure| !failure.status.is_forwarder_error()) => failed(own, snapshot),
            Some(_) => Story::Failing { failures, waiting, ghosts: ghosts(snapshot) },
        };
    }
    let a_fault_is_over = tally.strip.faults.iter().any(|span| span.until <= at);
    if ghosts(snapshot) + queued > 0 && last.is_some() {
        if a_fault_is_over {
            Story::Recovering { ghosts: ghosts(snapshot), queued, waiting }
        } else {
            Story::Failing { failures, waiting, ghosts: ghosts(snapshot) }
        }
    } else if failures > 0 {
        Story::Recovered { failures, hosting: snapshot.plan.entry().hosting }
    } else {
        Story::AllWell { answered, open: waiting }
    }
}

/// The fault that acts, the one that has acted longest if there are several, and since when.
fn active_fault(snapshot: &Snapshot, tally: &Tally) -> Option<(Fault, PlaceId, Time)> {
    let active = snapshot.faults.iter().filter(|view| view.active).map(|view| (view.fault, view.place));
    let since = |(fault, place)| {
        let spans = tally.strip.faults.iter().filter(|span| (span.fault, span.place) == (fault, place));
        let now = spans.filter(|span| span.from <= snapshot.at && snapshot.at < span.until);
        now.map(|span| (span.from, fault, place)).min()
    };
    active.filter_map(since).min().map(|(since, fault, place)| (fault, place, since))
}

fn failed(failure: &Failure, snapshot: &Snapshot) -> Story {
    let (waited, request) = (failure.time_taken, failure.request);
    let for_slot = pools(snapshot, PoolKind::Connection, |pool| pool.waits.len());
    let queued = queued(snapshot);
    if failure.status.is_forwarder_error() {
        Story::Failed {
            request,
            status: failure.status,
            ending: failure.ending,
            phase: failure.ending.phase(),
            waited,
            for_c: pools(snapshot, PoolKind::Connection, |pool| pool.held.len()),
            for_slot,
            threads: waiting_threads(snapshot),
            queued,
        }
    } else {
        Story::OwnError { request, waited, for_slot, queued }
    }
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
