//! For whom each party was begun: from any task or call back to the request of a client.

use super::{Fact, RecordId};
use crate::kernel::order;
use crate::vocabulary::{ExchangeId, Party, PlaceId, RequestId};

/// The beginning of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// For whom.
    pub of: Party,
    /// Where.
    pub place: PlaceId,
    /// The record that says so.
    pub record: RecordId,
}

/// All beginnings, a list a kind of party, by number: ids count from 1 in the order of beginnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lineage {
    kinds: [Vec<Begun>; 4],
}

const fn place_of(party: Party) -> Option<(usize, u32)> {
    match party {
        Party::Client(_) => None,
        Party::Request(id) => Some((0, id.0)),
        Party::Exchange(id) => Some((1, id.0)),
        Party::Task(id) => Some((2, id.0)),
        Party::Call(id) => Some((3, id.0)),
    }
}

impl Lineage {
    pub(super) fn read(&mut self, record: RecordId, fact: &Fact) {
        if let Fact::Begins { party, of, place } = *fact
            && let Some((kind, id)) = place_of(party)
        {
            debug_assert_eq!(self.kinds[kind].len() + 1, id as usize, "{party:?} begins out of order");
            self.kinds[kind].push(Begun { of, place, record });
        }
    }

    /// Forgets beginnings from the record with this number on.
    pub(super) fn truncate(&mut self, records: u32) {
        for list in &mut self.kinds {
            list.truncate(list.partition_point(|begun| begun.record.0 < records));
        }
    }

    pub(super) fn begun(&self, party: Party) -> Option<&Begun> {
        let (kind, id) = place_of(party)?;
        self.kinds[kind].get((id as usize).checked_sub(1)?)
    }

    pub(super) fn size(&self) -> u64 {
        let begun: usize = self.kinds.iter().map(Vec::len).sum();
        begun as u64 * size_of::<Begun>() as u64
    }

    pub(super) fn requests(&self) -> u32 {
        u32::try_from(self.kinds[0].len()).unwrap_or(u32::MAX)
    }

    pub(super) fn request_of(&self, party: Party) -> Option<RequestId> {
        let mut at = party;
        loop {
            match at {
                Party::Client(_) => return None,
                Party::Request(request) => return Some(request),
                Party::Exchange(_) | Party::Task(_) | Party::Call(_) => at = self.begun(at)?.of,
            }
        }
    }

    pub(super) fn exchange_of(&self, party: Party) -> Option<ExchangeId> {
        let mut at = party;
        loop {
            match at {
                Party::Client(_) | Party::Request(_) => return None,
                Party::Exchange(exchange) => return Some(exchange),
                Party::Task(_) | Party::Call(_) => at = self.begun(at)?.of,
            }
        }
    }

    /// Those of one kind that were begun for `of`, after it and before whatever came later; usually one or few. Searched from
    /// the first that can be: a party begins after the one it is begun for.
    pub(super) fn begun_for(&self, of: Party, until: u32) -> Vec<(Party, Begun)> {
        let Some(first) = self.begun(of).map(|begun| begun.record) else { return Vec::new() };
        let mut found = Vec::new();
        for (kind, list) in self.kinds.iter().enumerate() {
            let from = list.partition_point(|begun| begun.record <= first);
            let id = |index: usize| u32::try_from(from + index + 1).unwrap_or(u32::MAX);
            for (index, begun) in list[from..].iter().enumerate().take_while(|(_, begun)| begun.record.0 < until) {
                if begun.of == of {
                    let party = match kind {
                        0 => Party::Request(RequestId(id(index))),
                        1 => Party::Exchange(ExchangeId(id(index))),
                        2 => Party::Task(crate::vocabulary::TaskId(id(index))),
                        _ => Party::Call(crate::vocabulary::CallId(id(index))),
                    };
                    found.push((party, *begun));
                }
            }
        }
        order(&mut found, |(_, begun)| (0, begun.record.0.into()));
        found
    }
}
