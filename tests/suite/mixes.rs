//! Chains in runs that nobody wrote down: any faults, at any times, with any switches turned on the way.

use bad_gateway::explain::why;
use bad_gateway::kernel::Time;
use bad_gateway::trace::{Fact, Trace};
use bad_gateway::vocabulary::{Ending, Party, RequestId, Status};

use crate::random;

/// The rows that the gateway which clients ask has written until then, with whom it was for.
fn rows(trace: &Trace, until: Time) -> Vec<(RequestId, Status, Ending)> {
    let entry = trace.plan().entry().place;
    let row = |fact: &Fact| {
        let Fact::Ended { exchange, status, ending, .. } = *fact else { return None };
        let begun = trace.begun(Party::Exchange(exchange))?;
        let Party::Request(request) = begun.of else { return None };
        (begun.place == entry).then_some((request, status, ending))
    };
    trace.until(until).iter().filter_map(|record| row(&record.fact)).collect()
}

#[test]
fn every_failure_has_a_chain_that_stands_on_the_record() {
    random::each("every_failure_has_a_chain_that_stands_on_the_record", |case| {
        let (trace, plan) = (case.run(), case.plan());
        for until in [Time::from_ms(plan.ends_at.ms() / 2), plan.ends_at] {
            let seen = trace.end_of(until);
            for (request, status, ending) in rows(&trace, until) {
                let Some(chain) = why(&trace, request, until) else {
                    assert!(status.is_success(), "{request}: {status} has no chain");
                    continue;
                };
                assert_eq!((chain.request, chain.status), (request, status));
                assert!(!status.is_success(), "{request}: {chain:?}");
                for link in &chain.links {
                    let on = trace.get(link.record).expect("a record");
                    assert!(link.record < seen, "{link:?} knows what came after {until:?}: {chain:#?}");
                    assert_eq!(on.at, link.at, "{link:?} on {on:?}");
                }
                let root = chain.links.last().expect("never empty").reason;
                assert!(root.is_root(), "{request}: {status}, {ending:?}: {chain:#?}");
                let before = chain.links.split_last().map_or(&[][..], |(_, before)| before);
                assert!(
                    before.iter().all(|link| !link.reason.is_root()),
                    "{request}: it goes on after a root: {chain:#?}"
                );
                if let Some(healthy) = chain.healthy {
                    assert!(healthy < request && why(&trace, healthy, until).is_none(), "{request}: {healthy}");
                }
            }
        }
    });
}
