//! What a trace may forget: the records of healthy requests that are over, and that lived beside none but such. Whatever a
//! chain of causes can lead to stays: who held a unit while somebody waited who then failed, lived beside that one.

use super::{Fact, Trace};
use crate::vocabulary::{ConnectionId, Over, Party, RequestId};

/// The life of a request, as indices of kept records.
#[derive(Clone, Copy, Debug, Default)]
struct Life {
    first: u32,
    last: u32,
    /// Its client has a response that is no error, and its row says so.
    well: bool,
    /// How many of its parties are not over.
    open: i32,
    /// Whether it appears at all.
    seen: bool,
}

/// For each kept record, whether it is to stay.
pub(super) fn kept(trace: &Trace) -> Vec<bool> {
    let owners = owners(trace);
    let requests = trace.requests() as usize + 1;
    let mut lives = vec![Life::default(); requests];
    for (index, (record, owner)) in (0..).zip(trace.records().iter().zip(&owners)) {
        let Some(life) = owner.and_then(|owner| lives.get_mut(owner.0 as usize)) else { continue };
        if !life.seen {
            *life = Life { first: index, seen: true, ..Life::default() };
        }
        life.last = index;
        if let Fact::Begins { .. } = record.fact {
            life.open += 1;
        } else if let Fact::Over { how, .. } = record.fact {
            life.open -= 1;
            if let Over::Got(code) = how
                && record.fact.party() == owner.map(Party::Request)
            {
                life.well = code < 400;
            }
        } else if let Fact::Ended { .. } = record.fact {
            life.open -= 1;
        }
    }
    let ended_well = |life: &Life| life.well && life.open == 0;
    let mut others: Vec<(u32, u32)> =
        lives.iter().filter(|life| life.seen && !ended_well(life)).map(|life| (life.first, life.last)).collect();
    others.sort_unstable();
    let others = merged(&others);
    let beside = |life: &Life| {
        let next = others.partition_point(|&(_, last)| last < life.first);
        others.get(next).is_some_and(|&(first, _)| first <= life.last)
    };
    let mut stays: Vec<bool> = lives.iter().map(|life| !ended_well(life) || beside(life)).collect();
    // A failure is compared with the last request before it that went well.
    for &(first, _) in &others {
        let begun = lives.partition_point(|life| !life.seen || life.first < first);
        if let Some(index) = (0..begun).rev().find(|&index| ended_well(&lives[index]) && lives[index].last < first) {
            stays[index] = true;
        }
    }
    let stay =
        |owner: &Option<RequestId>| owner.is_none_or(|owner| stays.get(owner.0 as usize).is_none_or(|&stays| stays));
    owners.iter().map(stay).collect()
}

/// Intervals that touch or overlap as one, in order.
fn merged(sorted: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for &(first, last) in sorted {
        match merged.last_mut() {
            Some(before) if first <= before.1 => before.1 = before.1.max(last),
            Some(_) | None => merged.push((first, last)),
        }
    }
    merged
}

/// For each kept record, the request that it is about: of its party, or of whoever last used its connection.
fn owners(trace: &Trace) -> Vec<Option<RequestId>> {
    let mut users: Vec<Option<RequestId>> = Vec::new();
    let owner = |record: &super::Record| {
        let party = record.fact.party().and_then(|party| trace.request_of(party));
        match (party, record.fact.connection()) {
            (Some(request), Some(ConnectionId(connection))) => {
                let index = connection as usize;
                if index >= users.len() {
                    users.resize(index + 1, None);
                }
                users[index] = Some(request);
                Some(request)
            }
            (Some(request), None) => Some(request),
            (None, Some(ConnectionId(connection))) => users.get(connection as usize).copied().flatten(),
            (None, None) => None,
        }
    };
    trace.records().iter().map(owner).collect()
}

#[cfg(test)]
mod tests {
    use crate::explain::{Chain, why};
    use crate::kernel::{Dist, Span, Time};
    use crate::model::run;
    use crate::plan::{Arrivals, Plan};
    use crate::scenario::open;
    use crate::trace::{Fact, Trace};
    use crate::vocabulary::{Party, RequestId};

    fn failures(trace: &Trace) -> Vec<(RequestId, Chain)> {
        let failed = trace.records().iter().filter_map(|record| {
            let Fact::Ended { exchange, status, .. } = record.fact else { return None };
            if status.is_success() { None } else { trace.request_of(Party::Exchange(exchange)) }
        });
        failed.map(|request| (request, why(trace, request, Time::MAX).unwrap())).collect()
    }

    #[test]
    fn a_chain_is_the_same_before_and_after_forgetting() {
        for slug in ["hung-dependency", "backend-resets", "backend-down"] {
            let plan = open(slug).unwrap().plan;
            let (_, mut trace) = run(&plan, 7, &[]);
            let (before, digest, records) = (failures(&trace), trace.digest(), trace.records().len());
            assert!(!before.is_empty(), "{slug}");
            trace.set_budget(1_000);
            trace.shrink();
            assert!(trace.records().len() * 4 < records * 3, "{slug}: {} of {records} are left", trace.records().len());
            assert_eq!(trace.forgotten() as usize, records - trace.records().len(), "{slug}");
            assert_eq!((failures(&trace), trace.digest()), (before, digest), "{slug}");
        }
    }

    #[test]
    fn a_trace_of_the_healthy_shrinks_to_what_is_open() {
        let mut plan: Plan = (*open("healthy-farm").unwrap().plan).clone();
        plan.clients.arrivals = Arrivals::Gaps(Dist::Fixed(Span::from_ms(100)));
        let plan = std::sync::Arc::new(plan);
        let (_, mut trace) = run(&plan, 7, &[]);
        let records = trace.records().len();
        trace.set_budget(1_000);
        trace.shrink();
        assert!(trace.records().len() < records / 50, "{} of {records}", trace.records().len());
        assert!(trace.numbered().zip(trace.numbered().skip(1)).all(|((one, _), (next, _))| one < next));
        let kept = trace.numbered().all(|(id, record)| trace.get(id) == Some(record));
        assert!(kept, "each kept record is found under its number");
    }
}
