//! Who holds what and who waits for what, after the records read so far: the one fold of the six facts.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Fact, PartyView, RecordId, Snapshot, Trace};
use crate::kernel::{Span, Time};
use crate::plan::{Plan, Role};
use crate::vocabulary::{ConnectionId, Party, PlaceId, PoolId, PoolKind, UnitId, What};

/// Somebody who has begun and not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Living {
    /// Who.
    pub party: Party,
    /// For whom it was begun.
    pub of: Party,
    /// Where.
    pub place: PlaceId,
    /// When it began.
    pub begun: Time,
    /// What it waits for, or is at.
    pub what: What,
    /// The record with which that began.
    pub since: RecordId,
    /// When that was.
    pub at: Time,
    /// Whether it has held a thread or worker before: what waits for one again goes before those that wait for their first
    /// at a gateway, and is the rest of an awaited handler at an application.
    pub resumes: bool,
    /// Whether whoever asked for it has gone.
    pub gone: bool,
    /// What was begun for it last.
    pub begun_for: Option<Party>,
    /// The pool of which it holds a unit.
    pub holds: Option<PoolId>,
    /// The connection that it opens.
    opens: Option<ConnectionId>,
}

/// A unit that is held: by whom, since which record.
pub type Held = (UnitId, Party, RecordId);

/// A pool after the records read so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolHeld {
    /// Who holds which unit, since which record, in the order in which they took them.
    pub held: Vec<Held>,
    /// Who waits for one, since which record, in the order in which they began to.
    pub waits: VecDeque<(Party, RecordId)>,
    /// What went on since somebody always waits.
    pub busy: Busy,
}

/// What went on since a pool's queue was last empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Busy {
    /// Since when.
    pub from: Time,
    /// So many requests had come by then.
    pub requests: u32,
    /// So many units came free.
    pub freed: u32,
    /// So much longer than usual took what ended and lay behind its units.
    pub over: Span,
}

/// Everybody who lives, and every pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdings {
    /// Requests, exchanges, tasks, calls: each by id.
    living: [VecDeque<Living>; 4],
    pools: Vec<PoolHeld>,
    /// Requests that have begun.
    requests: u32,
    plan: Arc<Plan>,
}

const fn kind(party: Party) -> Option<usize> {
    match party {
        Party::Client(_) => None,
        Party::Request(_) => Some(0),
        Party::Exchange(_) => Some(1),
        Party::Task(_) => Some(2),
        Party::Call(_) => Some(3),
    }
}

impl Holdings {
    /// Nobody and nothing, in the world of this plan.
    pub fn new(plan: &Arc<Plan>) -> Self {
        Self {
            living: Default::default(),
            pools: vec![PoolHeld::default(); plan.pools.len()],
            requests: 0,
            plan: Arc::clone(plan),
        }
    }

    /// After all records before `end`.
    pub fn before(trace: &Trace, end: RecordId) -> Self {
        let mut holdings = Self::new(trace.plan());
        for (id, record) in trace.range(RecordId(0), end) {
            holdings.read(id, record.at, &record.fact);
        }
        holdings
    }

    /// What a picture shows, so that the same questions can be asked of it.
    pub fn of_snapshot(snapshot: &Snapshot) -> Self {
        let mut holdings = Self::new(&snapshot.plan);
        for view in &snapshot.parties {
            holdings.begins(RecordId(0), view.begun, view.party, view.of, view.place);
            let &PartyView { party, what, since, gone, .. } = view;
            if let Some(living) = holdings.living_mut(party) {
                (living.what, living.at, living.gone) = (what, since, gone);
            }
        }
        // A task may stand before the call that it was begun for.
        for &PartyView { party, of, .. } in &snapshot.parties {
            if let Some(living) = holdings.living_mut(of) {
                living.begun_for = Some(party);
            }
        }
        for (index, view) in (0..).zip(&snapshot.pools) {
            for &(_, party) in &view.held {
                if let Some(living) = holdings.living_mut(party) {
                    (living.holds, living.resumes) = (Some(PoolId(index)), true);
                }
            }
            let pool = &mut holdings.pools[usize::from(index)];
            pool.held = view.held.iter().map(|&(unit, party)| (unit, party, RecordId(0))).collect();
            pool.waits = view.waits.iter().map(|&party| (party, RecordId(0))).collect();
        }
        holdings
    }

    /// Reads the next record.
    pub fn read(&mut self, id: RecordId, at: Time, fact: &Fact) {
        match *fact {
            Fact::Begins { party, of, place } => self.begins(id, at, party, of, place),
            Fact::Waits { party, what } => self.turns(id, at, party, what),
            Fact::SynSent { party, connection, attempt: 1, .. } => {
                self.turns(id, at, party, What::Handshake);
                if let Some(living) = self.living_mut(party) {
                    living.opens = Some(connection);
                }
            }
            Fact::Connected { connection } => self.connected(id, at, connection),
            Fact::Takes { party, pool, unit } => self.takes(id, at, party, pool, unit),
            Fact::Frees { party, pool, unit } => {
                let pool = &mut self.pools[usize::from(pool.0)];
                pool.held.retain(|&(other, holder, _)| (other, holder) != (unit, party));
                pool.busy.freed += 1;
                if let Some(living) = self.living_mut(party) {
                    living.holds = None;
                }
            }
            Fact::Leaves { party, .. } => self.turns(id, at, party, What::Cpu),
            Fact::Over { party, .. } => self.over(at, party),
            Fact::Ended { exchange, .. } => self.over(at, Party::Exchange(exchange)),
            Fact::PeerGone { task } => {
                if let Some(living) = self.living_mut(Party::Task(task)) {
                    living.gone = true;
                }
            }
            Fact::Began
            | Fact::Changed(_)
            | Fact::FaultStarted { .. }
            | Fact::FaultEnded { .. }
            | Fact::FaultHit { .. }
            | Fact::SynSent { .. }
            | Fact::SynRefused { .. }
            | Fact::ConnectFailed { .. }
            | Fact::Carried { .. }
            | Fact::Sent { .. }
            | Fact::FinSent { .. }
            | Fact::RstSent { .. }
            | Fact::HeadRead { .. } => {}
        }
    }

    fn begins(&mut self, since: RecordId, at: Time, party: Party, of: Party, place: PlaceId) {
        let Some(kind) = kind(party) else { return };
        let what = match (party, self.plan.place(place).role) {
            (Party::Client(_) | Party::Request(_) | Party::Call(_), _) => What::Reply,
            (Party::Task(_), Role::Dependency(_)) => What::Timer,
            (Party::Exchange(_) | Party::Task(_), _) => What::Cpu,
        };
        let living = Living {
            party,
            of,
            place,
            begun: at,
            what,
            since,
            at,
            resumes: false,
            gone: false,
            begun_for: None,
            holds: None,
            opens: None,
        };
        self.requests += u32::from(matches!(party, Party::Request(_)));
        self.living[kind].push_back(living);
        if let Some(of) = self.living_mut(of) {
            of.begun_for = Some(party);
        }
    }

    fn turns(&mut self, since: RecordId, at: Time, party: Party, what: What) {
        let requests = self.requests;
        let Some(living) = self.living_mut(party) else { return };
        let before = living.what;
        (living.what, living.since, living.at) = (what, since, at);
        if let What::Unit(pool) = before {
            self.leaves(party, pool);
        }
        if let What::Unit(pool) = what {
            let pool = &mut self.pools[usize::from(pool.0)];
            if pool.waits.is_empty() {
                pool.busy = Busy { from: at, requests, freed: 0, over: Span::ZERO };
            }
            pool.waits.push_back((party, since));
        }
    }

    fn leaves(&mut self, party: Party, pool: PoolId) {
        let waits = &mut self.pools[usize::from(pool.0)].waits;
        if let Some(place) = waits.iter().position(|&(waiter, _)| waiter == party) {
            waits.remove(place);
        }
    }

    fn connected(&mut self, id: RecordId, at: Time, connection: ConnectionId) {
        for list in &mut self.living {
            let opened = |living: &&mut Living| living.opens == Some(connection) && living.what == What::Handshake;
            if let Some(living) = list.iter_mut().rev().find(opened) {
                living.what = if matches!(living.party, Party::Exchange(_)) { What::Cpu } else { What::Reply };
                (living.since, living.at, living.opens) = (id, at, None);
                return;
            }
        }
    }

    fn takes(&mut self, id: RecordId, at: Time, party: Party, pool: PoolId, unit: UnitId) {
        let what = match self.plan.pool(pool).kind {
            PoolKind::Worker | PoolKind::Thread => What::Cpu,
            PoolKind::Connection => What::Reply,
        };
        self.turns(id, at, party, what);
        if let Some(living) = self.living_mut(party) {
            (living.resumes, living.holds) = (true, Some(pool));
        }
        self.pools[usize::from(pool.0)].held.push((unit, party, id));
    }

    fn over(&mut self, at: Time, party: Party) {
        let Some(kind) = kind(party) else { return };
        self.count_over(at, party);
        let list = &mut self.living[kind];
        let Ok(index) = list.binary_search_by_key(&party, |living| living.party) else { return };
        let Some(Living { what, .. }) = list.remove(index) else { return };
        if let What::Unit(pool) = what {
            self.leaves(party, pool);
        }
    }

    /// Counts how much longer than usual a task of a dependency took, when it ends, or when its call does.
    fn count_over(&mut self, at: Time, party: Party) {
        let task = match party {
            Party::Task(_) => Some(party),
            Party::Call(_) => self.living(party).and_then(|call| call.begun_for),
            Party::Client(_) | Party::Request(_) | Party::Exchange(_) => None,
        };
        let Some(&Living { of: call @ Party::Call(_), begun, .. }) = task.and_then(|task| self.living(task)) else {
            return;
        };
        let over = task.map_or(Span::ZERO, |task| self.over_by(task, at));
        let mut holder = Some(call);
        while let Some(living) = holder.and_then(|holder| self.living(holder)) {
            holder = Some(living.of);
            if let Some(pool) = living.holds {
                let busy = &mut self.pools[usize::from(pool.0)].busy;
                busy.over = busy.over + over.min(at.since(begun.max(busy.from)));
            }
        }
    }

    /// How much longer than usual a task of a dependency has taken at `at`.
    fn over_by(&self, task: Party, at: Time) -> Span {
        match self.living(task) {
            Some(living) => at.since(living.begun) - self.plan.usual(living.place, What::Timer),
            None => Span::ZERO,
        }
    }

    /// How much longer than usual took what lay behind the units of this pool, since its queue was last empty: all units
    /// together.
    pub fn unusual(&self, pool: PoolId, at: Time) -> Span {
        let own = &self.pools[usize::from(pool.0)];
        let mut over = own.busy.over;
        for &(_, holder, _) in &own.held {
            let mut behind = Some(holder);
            while let Some(living) = behind.and_then(|behind| self.living(behind)) {
                if matches!(living.of, Party::Call(_)) {
                    over = over + self.over_by(living.party, at).min(at.since(living.begun.max(own.busy.from)));
                }
                behind = living.begun_for;
            }
        }
        over
    }

    /// How many requests have begun.
    pub fn requests(&self) -> u32 {
        self.requests
    }

    fn living_mut(&mut self, party: Party) -> Option<&mut Living> {
        let list = &mut self.living[kind(party)?];
        let index = list.binary_search_by_key(&party, |living| living.party).ok()?;
        list.get_mut(index)
    }

    /// A party, if it lives.
    pub fn living(&self, party: Party) -> Option<&Living> {
        let list = &self.living[kind(party)?];
        list.get(list.binary_search_by_key(&party, |living| living.party).ok()?)
    }

    /// Everybody who lives: requests, exchanges, tasks, calls, each in the order of ids.
    pub fn all(&self) -> impl Iterator<Item = &Living> {
        self.living.iter().flatten()
    }

    /// The plan with which it began: names, kinds.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// A pool.
    pub fn pool(&self, pool: PoolId) -> &PoolHeld {
        &self.pools[usize::from(pool.0)]
    }

    /// What was begun last for a party, if it lives.
    pub fn begun_for(&self, of: Party) -> Option<&Living> {
        self.living(self.living(of)?.begun_for?)
    }

    /// How much memory it takes, about [bytes].
    fn size(&self) -> usize {
        let living: usize = self.living.iter().map(VecDeque::len).sum();
        let pools: usize = self.pools.iter().map(|pool| pool.held.len() + pool.waits.len()).sum();
        living * size_of::<Living>() + pools * size_of::<Held>()
    }
}

/// Holdings at intervals along a trace, so that asking for those of an instant costs one stretch and not the whole trace.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    marks: Vec<(RecordId, Holdings)>,
}

impl Marks {
    /// Records from one mark to the next.
    const SPACING: u32 = 32_000;

    /// Marks along the whole of a trace.
    pub fn of(trace: &Trace) -> Self {
        let mut marks = Self::default();
        marks.extend(trace);
        marks
    }

    /// Sets the marks that a trace has room for by now.
    pub fn extend(&mut self, trace: &Trace) {
        while let next = RecordId(self.next())
            && next.0 < trace.len()
        {
            let holdings = self.before(trace, next);
            self.marks.push((next, holdings));
        }
    }

    fn next(&self) -> u32 {
        self.marks.last().map_or(0, |(end, _)| end.0) + Self::SPACING
    }

    /// Forgets the marks of records that are no more.
    pub fn truncate(&mut self, records: u32) {
        self.marks.truncate(self.marks.partition_point(|(end, _)| end.0 <= records));
    }

    /// After all records before `end`.
    pub fn before(&self, trace: &Trace, end: RecordId) -> Holdings {
        let nearest = self.marks.partition_point(|(mark, _)| *mark <= end).checked_sub(1);
        let (from, mut holdings) = nearest.map_or_else(
            || (RecordId(0), Holdings::new(trace.plan())),
            |index| (self.marks[index].0, self.marks[index].1.clone()),
        );
        for (id, record) in trace.range(from, end) {
            holdings.read(id, record.at, &record.fact);
        }
        holdings
    }

    /// How much memory they take, about [bytes].
    pub fn size(&self) -> usize {
        self.marks.iter().map(|(_, holdings)| holdings.size()).sum()
    }
}
