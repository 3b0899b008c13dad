//! What the trace says of one request: everybody who worked for it, where each of them was and for how long, and which
//! faults hit.

use crate::kernel::{Span, Time, order};
use crate::trace::{Begun, Fact, Holdings, Record, RecordId, Trace};
use crate::vocabulary::{ConnectionId, Fault, Party, PlaceId, RequestId, What};

/// A stay of a party: what it waited for, or was at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) party: Party,
    pub(super) what: What,
    /// The record with which it began.
    pub(super) record: RecordId,
    pub(super) from: Time,
    /// `None`: not over.
    pub(super) to: Option<Time>,
}

impl Stay {
    /// How much of it lies between two instants.
    pub(super) fn within(&self, from: Time, by: Time) -> Span {
        self.to.unwrap_or(by).min(by).since(self.from.max(from))
    }

    /// The instant that stands for it: halfway between its beginning and its end, or `by`.
    pub(super) fn middle(&self, by: Time) -> Time {
        let length = self.to.unwrap_or(by).min(by).since(self.from);
        self.from + Span::from_ns(length.ns() / 2)
    }
}

/// A fault that hit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) record: RecordId,
    pub(super) at: Time,
    pub(super) fault: Fault,
    pub(super) place: PlaceId,
    pub(super) party: Party,
}

/// A request and all who were begun for it.
pub(super) struct Family<'a> {
    pub(super) trace: &'a Trace,
    /// What came from this record on is not used.
    pub(super) end: RecordId,
    members: Vec<(Party, Begun)>,
    pub(super) stays: Vec<Stay>,
    pub(super) hits: Vec<Hit>,
    /// The facts that name one of them, and those of their connections, in order.
    facts: Vec<(RecordId, Record)>,
}

impl<'a> Family<'a> {
    /// `None` if the request had not begun at `until`.
    pub(super) fn of(trace: &'a Trace, request: RequestId, until: Time) -> Option<Self> {
        let end = trace.end_of(until);
        let root = Party::Request(request);
        let begun = *trace.begun(root).filter(|begun| begun.record < end)?;
        let mut members = vec![(root, begun)];
        let mut known = 0;
        while let Some(&(party, _)) = members.get(known) {
            members.extend(trace.begun_for(party, end));
            known += 1;
        }
        order(&mut members, |(party, _)| party.keys());
        let mut family = Self { trace, end, members, stays: Vec::new(), hits: Vec::new(), facts: Vec::new() };
        family.read(begun.record);
        Some(family)
    }

    fn has(&self, party: Party) -> bool {
        self.members.binary_search_by_key(&party, |&(member, _)| member).is_ok()
    }

    fn read(&mut self, first: RecordId) {
        let last_begun = self.members.iter().map(|(_, begun)| begun.record).max().unwrap_or(first);
        let mut holdings = Holdings::new(self.trace.plan());
        let mut connections: Vec<(ConnectionId, Party)> = Vec::new();
        for (id, &record) in self.trace.range(first, self.end) {
            let party = match (record.fact.party(), record.fact.connection()) {
                (Some(party), _) if self.has(party) => party,
                (None, Some(connection)) => {
                    match connections.iter().find(|&&(known, _)| known == connection) {
                        // What becomes of a connection after its exchange is nothing to that.
                        Some(&(_, party)) if holdings.living(party).is_some() => party,
                        Some(_) | None => continue,
                    }
                }
                (Some(_), _) | (None, None) => continue,
            };
            if let Fact::SynSent { connection, .. } | Fact::Carried { connection, .. } = record.fact {
                connections.retain(|&(known, _)| known != connection);
                connections.push((connection, party));
            }
            if let Fact::FaultHit { fault, place, party } = record.fact {
                self.hits.push(Hit { record: id, at: record.at, fault, place, party });
            }
            self.facts.push((id, record));
            let before = holdings.living(party).map(|living| (living.what, living.since));
            holdings.read(id, record.at, &record.fact);
            let after = holdings.living(party).map(|living| (living.what, living.since));
            if before != after {
                self.turn(party, id, record.at, after.map(|(what, _)| what));
            }
            if after.is_none() && id >= last_begun && holdings.all().next().is_none() {
                break;
            }
        }
    }

    fn turn(&mut self, party: Party, record: RecordId, at: Time, what: Option<What>) {
        if let Some(last) = self.stays.iter_mut().rev().find(|stay| stay.party == party) {
            last.to = last.to.or(Some(at));
        }
        self.stays.extend(what.map(|what| Stay { party, what, record, from: at, to: None }));
    }

    /// How a member began.
    pub(super) fn begun(&self, party: Party) -> Option<&Begun> {
        let index = self.members.binary_search_by_key(&party, |&(member, _)| member).ok()?;
        self.members.get(index).map(|(_, begun)| begun)
    }

    /// Those begun for a member, in the order of beginnings.
    pub(super) fn begun_for(&self, of: Party) -> impl Iterator<Item = (Party, Begun)> + '_ {
        self.members.iter().filter(move |(_, begun)| begun.of == of).copied()
    }

    /// The last fact of a party in which `pick` finds something.
    pub(super) fn last<T>(&self, party: Party, pick: impl Fn(&Fact) -> Option<T>) -> Option<(RecordId, Time, T)> {
        let mut facts = self.facts.iter().rev();
        facts.find_map(|&(id, record)| {
            let own = record.fact.party() == Some(party);
            own.then(|| pick(&record.fact)).flatten().map(|what| (id, record.at, what))
        })
    }

    /// Facts of the connections that a party asked on, last first, from before the record `end`.
    pub(super) fn wire_before(&self, party: Party, end: RecordId) -> impl Iterator<Item = (RecordId, &Record)> {
        let before = self.facts.partition_point(|&(id, _)| id < end);
        let facts = &self.facts[..before];
        let own = facts.iter().filter(move |(_, record)| record.fact.party() == Some(party));
        let own: Vec<ConnectionId> = own.filter_map(|(_, record)| record.fact.connection()).collect();
        let facts = facts.iter().rev().map(|(id, record)| (*id, record));
        facts.filter(move |(_, record)| record.fact.connection().is_some_and(|connection| own.contains(&connection)))
    }

    /// Whether `member` was begun, in the end, for `of`; or is it.
    pub(super) fn is_for(&self, member: Party, of: Party) -> bool {
        let mut at = member;
        loop {
            if at == of {
                return true;
            }
            match self.begun(at) {
                Some(begun) if at != begun.of => at = begun.of,
                Some(_) | None => return false,
            }
        }
    }
}
