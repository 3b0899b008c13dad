//! The sentence above the picture: which of its forms fits an instant, and with which numbers.

use super::tally::Tally;
use super::{Failure, Story};
use crate::kernel::{Span, Time};
use crate::trace::{Busy, Doing, Snapshot};
use crate::vocabulary::{Class, Fault};

/// How long a failure is news [model time]: at 1/50 of real time some seconds, at 20× less than a frame.
const NEWS: Span = Span::from_ms(250);

/// What is the case at `snapshot.at`.
pub(super) fn story(snapshot: &Snapshot, tally: &Tally, ends_at: Time) -> Story {
    let at = snapshot.at;
    let endings = &tally.strip.endings;
    let ended = &endings[..endings.partition_point(|ending| ending.at <= at)];
    let count = |class| {
        let fits = ended.iter().filter(|ending| ending.status.class() == class);
        u32::try_from(fits.count()).unwrap_or(u32::MAX)
    };
    let answered = count(Class::Success);
    let failures = count(Class::Forwarder);
    if at >= ends_at {
        return Story::Over { answered, failures, others: count(Class::Client) + count(Class::Server) };
    }
    if tally.strip.arrivals.first().is_none_or(|first| first.at > at) {
        return Story::NotBegun;
    }
    let waiting = len(&snapshot.client.waiting);
    let queued = len(&snapshot.b.queue);
    let last = tally.failures_until(at).last();
    let news = last.filter(|failure| at.since(failure.at) <= NEWS);
    if let Some(failure) = news {
        return failed(failure, snapshot);
    }
    let active = active_fault(snapshot, tally);
    if let Some((fault, since)) = active {
        let before = tally.failures.partition_point(|failure| failure.at < since);
        let here = &tally.failures_until(at)[before.min(tally.failures_until(at).len())..];
        return match here.last() {
            None => {
                Story::NothingFailedYet { fault, acted: at.since(since), waiting, threads: waiting_threads(snapshot) }
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
        Story::Recovered { failures, hosting: snapshot.a.hosting }
    } else {
        Story::AllWell { answered, open: waiting }
    }
}

/// The fault that acts, the one that has acted longest if there are several, and since when.
fn active_fault(snapshot: &Snapshot, tally: &Tally) -> Option<(Fault, Time)> {
    let active = snapshot.faults.iter().filter(|view| view.active).map(|view| view.fault);
    let since = |fault| {
        let spans = tally.strip.faults.iter().filter(|span| span.fault == fault);
        spans.filter(|span| span.from <= snapshot.at && snapshot.at < span.until).map(|span| (span.from, fault)).min()
    };
    active.filter_map(since).min().map(|(since, fault)| (fault, since))
}

fn failed(failure: &Failure, snapshot: &Snapshot) -> Story {
    let (waited, request) = (failure.time_taken, failure.request);
    let (for_slot, queued) = (for_slot(snapshot), len(&snapshot.b.queue));
    if failure.status.is_forwarder_error() {
        Story::Failed {
            request,
            status: failure.status,
            ending: failure.ending,
            phase: failure.ending.phase(),
            waited,
            for_c: for_c(snapshot),
            for_slot,
            threads: waiting_threads(snapshot),
            queued,
        }
    } else {
        Story::OwnError { request, waited, for_slot, queued }
    }
}

/// Threads, and awaiting handlers, that wait for C.
fn for_c(snapshot: &Snapshot) -> u32 {
    handlers(snapshot, |doing| matches!(doing, Doing::WaitingForC(_)))
}

/// Threads, and awaiting handlers, that wait for a slot.
fn for_slot(snapshot: &Snapshot) -> u32 {
    handlers(snapshot, |doing| doing == Doing::WaitingForSlot)
}

/// Threads of B that wait for either; handlers that await hold none.
fn waiting_threads(snapshot: &Snapshot) -> u32 {
    let waits = |busy: &&Busy| busy.doing != Doing::Working;
    u32::try_from(snapshot.b.threads.iter().flatten().filter(waits).count()).unwrap_or(u32::MAX)
}

fn handlers(snapshot: &Snapshot, fits: fn(Doing) -> bool) -> u32 {
    let threads = snapshot.b.threads.iter().flatten().filter(|busy| fits(busy.doing)).count();
    let awaiting = snapshot.b.awaiting.iter().filter(|awaiting| fits(awaiting.doing)).count();
    u32::try_from(threads + awaiting).unwrap_or(u32::MAX)
}

/// Requests that B still has and A has ended.
fn ghosts(snapshot: &Snapshot) -> u32 {
    let queued = snapshot.b.queue.iter().filter(|queued| queued.ghost).count();
    let threads = snapshot.b.threads.iter().flatten().filter(|busy| busy.ghost).count();
    let awaiting = snapshot.b.awaiting.iter().filter(|awaiting| awaiting.ghost).count();
    u32::try_from(queued + threads + awaiting).unwrap_or(u32::MAX)
}

fn len<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
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
        let Story::NothingFailedYet { fault: Fault::DependencyHang, acted, waiting: 19, threads: 16 } = told(58_000)
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
