//! A watcher beside the model: it sees the records only, and tells from the six facts of holding and waiting who lives, who
//! holds which unit, who waits for what and since when. It is written from what `trace::Fact` promises, shares no code with
//! the model or with `trace::Holdings`, and is held against both, and against `World::snapshot()`.
//!
//! What must hold in every run is asserted on the way: no unit twice, none beyond the limit in force, first in first out, one
//! end a party, causes before effects, faults that hit only while they act.

use std::collections::{BTreeMap, BTreeSet};

use bad_gateway::kernel::Time;
use bad_gateway::plan::{FaultSetting, Knob, Plan, Role, Target, Value};
use bad_gateway::trace::{ExchangePhase, Fact, FlightKind, Holdings, Record, RecordId, Snapshot, Trace};
use bad_gateway::vocabulary::{
    CloseReason, ConnectionId, Ending, Fault, LinkId, Over, Party, PlaceId, PoolId, PoolKind, RequestId, Side, UnitId,
    What,
};

/// What the records say of the present.
pub(crate) struct Watcher {
    /// As changed so far.
    plan: Plan,
    read: u32,
    now: Time,
    living: BTreeMap<Party, Living>,
    /// Everybody who ever began, with the request of a client for which that was.
    begun: BTreeMap<Party, RequestId>,
    pub(crate) over: BTreeMap<Party, End>,
    /// How many of each kind have begun.
    numbers: [u32; 5],
    pools: Vec<Pool>,
    settings: BTreeMap<(Fault, PlaceId), Option<FaultSetting>>,
    acts: BTreeSet<(Fault, PlaceId)>,
    connections: BTreeMap<ConnectionId, Connection>,
    /// When something was sent, on which link, to which end, and whether it was data.
    sent: BTreeSet<(Time, LinkId, Side, bool)>,
}

/// Somebody who has begun and not ended.
struct Living {
    of: Party,
    place: PlaceId,
    begun: Time,
    what: What,
    since: Time,
    record: RecordId,
    /// The pools of which it has held a unit.
    has_held: BTreeSet<PoolId>,
    gone: bool,
}

/// How somebody ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// By a fact of its own.
    Over(Over),
    /// An exchange: its row has this code.
    Row(u16),
}

#[derive(Default)]
struct Pool {
    held: BTreeMap<UnitId, Party>,
    /// In the order in which they began to wait.
    waits: Vec<Party>,
}

struct Connection {
    link: LinkId,
    /// Who uses it, or used it last.
    party: Party,
    attempts: u8,
    connected: bool,
}

impl Watcher {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            plan: plan.clone(),
            read: 0,
            now: Time::ZERO,
            living: BTreeMap::new(),
            begun: BTreeMap::new(),
            over: BTreeMap::new(),
            numbers: [0; 5],
            pools: plan.pools.iter().map(|_| Pool::default()).collect(),
            settings: BTreeMap::new(),
            acts: BTreeSet::new(),
            connections: BTreeMap::new(),
            sent: BTreeSet::new(),
        }
    }

    /// Reads what was recorded since the last time.
    pub(crate) fn extend(&mut self, trace: &Trace) {
        for (id, record) in trace.range(RecordId(self.read), RecordId(u32::MAX)) {
            assert!(self.now <= record.at, "time goes back: {record:?}");
            self.now = record.at;
            let cause = record.cause().map(|cause| (cause, trace.get(cause)));
            let earlier =
                |(cause, it): (RecordId, Option<&Record>)| cause < id && it.is_some_and(|it| it.at <= record.at);
            assert!(cause.is_none_or(earlier), "{record:?} is caused by what comes later: {cause:?}");
            self.see(trace, id, record);
        }
        self.read = trace.len();
    }

    fn see(&mut self, trace: &Trace, id: RecordId, record: &Record) {
        let at = record.at;
        match record.fact {
            Fact::Began => assert_eq!(id, RecordId(0), "a run begins once"),
            Fact::Changed(number) => self.changed(trace, number),
            Fact::FaultStarted { fault, place } => {
                assert!(self.acts.insert((fault, place)), "{record:?}: it acts already");
                let set = self.settings.get(&(fault, place)).copied().flatten();
                assert!(set.is_some_and(|set| set.covers(at)), "{record:?}: it is set to {set:?}");
            }
            Fact::FaultEnded { fault, place } => {
                assert!(self.acts.remove(&(fault, place)), "{record:?}: it does not act");
            }
            Fact::FaultHit { fault, place, party } => {
                assert!(self.acts.contains(&(fault, place)), "{record:?}: it does not act");
                assert!(self.begun.contains_key(&party), "{record:?}: nobody");
            }
            Fact::Begins { party, of, place } => self.begins(id, at, party, of, place),
            Fact::Waits { party, what } => {
                self.turns(record, id, party, what);
                if let What::Unit(pool) = what {
                    assert!(!self.has_free(pool), "{record:?}: a unit is free at once");
                }
            }
            Fact::Takes { party, pool, unit } => self.takes(record, id, party, pool, unit),
            Fact::Frees { party, pool, unit } => {
                let held = self.pool(pool).held.remove(&unit);
                assert_eq!(held, Some(party), "{record:?}: it is freed by another than who took it");
            }
            Fact::Leaves { party, what, .. } => {
                let waits = self.living.get(&party).map(|living| living.what);
                assert_eq!(waits, Some(what), "{record:?}: it gives up another wait than its own");
                self.turns(record, id, party, What::Cpu);
            }
            Fact::Over { party, how } => {
                let fits = match party {
                    Party::Request(_) => matches!(how, Over::Got(_) | Over::Left),
                    Party::Task(_) => matches!(how, Over::Answered { .. } | Over::Dropped),
                    Party::Call(_) => matches!(how, Over::Got(_) | Over::TimedOut | Over::Dropped),
                    Party::Client(_) | Party::Exchange(_) => false,
                };
                assert!(fits, "{record:?}: such a party does not end so");
                let living = self.ends(record, party, End::Over(how));
                if let Over::Answered { unread, .. } = how {
                    assert_eq!(living.gone, unread, "{record:?}: whether somebody reads it");
                }
            }
            Fact::Ended { exchange, status, ending, .. } => {
                let living = self.ends(record, Party::Exchange(exchange), End::Row(status.code));
                self.refused_only_if_full(record, &living, ending);
            }
            Fact::PeerGone { task } => {
                let living = self.living.get_mut(&Party::Task(task));
                living.unwrap_or_else(|| panic!("{record:?}: it does not live")).gone = true;
            }
            Fact::HeadRead { exchange, .. } => {
                let waits = self.living.get(&Party::Exchange(exchange)).map(|living| living.what);
                assert_eq!(waits, Some(What::Reply), "{record:?}: nobody waits for it");
            }
            Fact::SynSent { connection, link, party, attempt } => {
                self.syn(record, id, (connection, link, party, attempt));
            }
            Fact::SynRefused { attempt, .. } => {
                let opened = self.opened(record);
                assert_eq!((opened.attempts, opened.connected), (attempt, false), "{record:?}");
            }
            Fact::Connected { .. } => self.connected(record, id),
            Fact::ConnectFailed { .. } => assert!(!self.opened(record).connected, "{record:?}: it is open"),
            Fact::Carried { party, link, reused, .. } => self.carried(record, party, link, reused),
            Fact::Sent { from, .. } => self.wrote(record, from, None),
            Fact::FinSent { from, why, .. } | Fact::RstSent { from, why, .. } => self.wrote(record, from, Some(why)),
        }
    }

    fn changed(&mut self, trace: &Trace, number: u32) {
        let change = trace.changed(number).expect("a change is kept beside the records");
        if !change.fits(&self.plan) {
            return;
        }
        match (change.knob, change.target, change.value) {
            (Knob::Fault(fault), Target::Place(place), Value::Fault(setting)) => {
                self.settings.insert((fault, place), setting);
            }
            (Knob::CallStyle, Target::Place(place), Value::Style(style)) => {
                self.plan.apps.iter_mut().filter(|app| app.place == place).for_each(|app| app.call_style = style);
            }
            (Knob::Slots, Target::Pool(pool), Value::Units(limit)) => {
                self.plan.pools[usize::from(pool.0)].limit = limit;
            }
            (Knob::CallTimeout, Target::Link(link), Value::Span(timeout)) => {
                let outbound = self.plan.apps.iter_mut().flat_map(|app| &mut app.outbound);
                outbound.filter(|out| out.link == link).for_each(|out| out.timeout = timeout);
            }
            (Knob::ProxyTimeout, Target::Place(place), Value::Span(timeout)) => {
                self.plan.gateways.iter_mut().filter(|one| one.place == place).for_each(|one| one.timeout = timeout);
            }
            (Knob::Patience, Target::Place(_), Value::Span(patience)) => self.plan.clients.patience = patience,
            other => panic!("{other:?} is said to fit"),
        }
    }

    fn role(&self, place: PlaceId) -> Role {
        self.plan.places[usize::from(place.0)].role
    }

    fn pool(&mut self, pool: PoolId) -> &mut Pool {
        &mut self.pools[usize::from(pool.0)]
    }

    fn has_free(&self, pool: PoolId) -> bool {
        let (limit, held) = (self.plan.pools[usize::from(pool.0)].limit, &self.pools[usize::from(pool.0)].held);
        limit.limit().is_none_or(|limit| held.len() < limit as usize)
    }

    fn begins(&mut self, record: RecordId, at: Time, party: Party, of: Party, place: PlaceId) {
        let role = self.role(place);
        let what = match (party, of, role) {
            (Party::Request(_), Party::Client(client), Role::Clients) => {
                assert!(client.0 < self.plan.clients.machines, "{party:?} comes from {client:?}");
                What::Reply
            }
            (Party::Exchange(_), Party::Request(_) | Party::Exchange(_), Role::Gateway(_))
            | (Party::Task(_), Party::Exchange(_), Role::App(_)) => What::Cpu,
            (Party::Task(_), Party::Call(_), Role::Dependency(_)) => What::Timer,
            (Party::Call(_), Party::Task(_), Role::App(_)) => {
                assert!(self.living.contains_key(&of), "{party:?} is begun for {of:?}, which does not live");
                What::Reply
            }
            other => panic!("{other:?}: such a party does not begin so"),
        };
        let request = match party {
            Party::Request(request) => request,
            Party::Client(_) | Party::Exchange(_) | Party::Task(_) | Party::Call(_) => {
                *self.begun.get(&of).unwrap_or_else(|| panic!("{party:?} is begun for {of:?}, which never began"))
            }
        };
        let (kind, number) = match party {
            Party::Client(id) => (0, u32::from(id.0)),
            Party::Request(id) => (1, id.0),
            Party::Exchange(id) => (2, id.0),
            Party::Task(id) => (3, id.0),
            Party::Call(id) => (4, id.0),
        };
        self.numbers[kind] += 1;
        assert_eq!(self.numbers[kind], number, "{party:?} is numbered in the order of beginnings");
        assert_eq!(self.begun.insert(party, request), None, "{party:?} begins twice");
        let (has_held, gone) = (BTreeSet::new(), false);
        self.living.insert(party, Living { of, place, begun: at, what, since: at, record, has_held, gone });
    }

    /// It waits for this now, and for nothing else.
    fn turns(&mut self, record: &Record, id: RecordId, party: Party, what: What) {
        let Some(living) = self.living.get_mut(&party) else { panic!("{record:?}: it does not live") };
        let before = living.what;
        (living.what, living.since, living.record) = (what, record.at, id);
        if let What::Unit(pool) = before {
            self.pool(pool).waits.retain(|waiter| *waiter != party);
        }
        match what {
            What::Unit(pool) => self.pool(pool).waits.push(party),
            What::Done(other) => {
                assert!(self.living.contains_key(&other), "{record:?}: it waits for the end of nobody");
            }
            What::Reply | What::Handshake | What::Timer | What::Cpu | What::Fault(_) => {}
        }
    }

    /// Whether it goes before those that wait for their first unit.
    fn goes_before(&self, pool: PoolId, party: Party) -> bool {
        self.plan.pools[usize::from(pool.0)].kind == PoolKind::Worker
            && self.living.get(&party).is_some_and(|living| living.has_held.contains(&pool))
    }

    /// Those who wait, in the order in which they are to be served.
    fn queue(&self, pool: PoolId) -> Vec<Party> {
        let waits = &self.pools[usize::from(pool.0)].waits;
        let (mut first, rest): (Vec<Party>, Vec<Party>) =
            waits.iter().partition(|party| self.goes_before(pool, **party));
        first.extend(rest);
        first
    }

    fn takes(&mut self, record: &Record, id: RecordId, party: Party, pool: PoolId, unit: UnitId) {
        assert!(self.has_free(pool), "{record:?}: the limit is {:?}", self.plan.pools[usize::from(pool.0)].limit);
        let queue = self.queue(pool);
        if queue.contains(&party) {
            assert_eq!(queue.first(), Some(&party), "{record:?}: first in, first out, of {queue:?}");
        } else {
            assert_eq!(queue, [], "{record:?}: others wait for it");
        }
        let holds = self.pool(pool).held.values().any(|holder| *holder == party);
        assert!(!holds, "{record:?}: it has one already");
        let what = match self.plan.pools[usize::from(pool.0)].kind {
            PoolKind::Worker | PoolKind::Thread => What::Cpu,
            PoolKind::Connection => What::Reply,
        };
        self.turns(record, id, party, what);
        if let Some(living) = self.living.get_mut(&party) {
            living.has_held.insert(pool);
        }
        assert_eq!(self.pool(pool).held.insert(unit, party), None, "{record:?}: the unit is held already");
    }

    fn ends(&mut self, record: &Record, party: Party, end: End) -> Living {
        let Some(living) = self.living.remove(&party) else { panic!("{record:?}: it does not live") };
        if let What::Unit(pool) = living.what {
            self.pool(pool).waits.retain(|waiter| *waiter != party);
        }
        assert_eq!(self.over.insert(party, end), None, "{record:?}: it ends twice");
        living
    }

    fn refused_only_if_full(&self, record: &Record, living: &Living, ending: Ending) {
        let gateway = self.plan.gateways.iter().find(|gateway| gateway.place == living.place);
        let gateway = gateway.unwrap_or_else(|| panic!("{record:?}: there is no gateway"));
        let new = self.queue(gateway.workers).into_iter().filter(|party| !self.goes_before(gateway.workers, *party));
        let (new, limit) = (new.count(), gateway.queue_limit as usize);
        assert!(new <= limit, "{record:?}: {new} in a queue of {limit}");
        assert!(ending != Ending::QueueFull || new == limit, "{record:?}: {new} in a queue of {limit}");
    }

    fn opened(&mut self, record: &Record) -> &mut Connection {
        let opened = record.fact.connection().and_then(|connection| self.connections.get_mut(&connection));
        opened.unwrap_or_else(|| panic!("{record:?}: it was never opened"))
    }

    fn syn(&mut self, record: &Record, id: RecordId, new: (ConnectionId, LinkId, Party, u8)) {
        let (connection, link, party, attempt) = new;
        if attempt == 1 {
            self.turns(record, id, party, What::Handshake);
            let new = Connection { link, party, attempts: 0, connected: false };
            assert!(self.connections.insert(connection, new).is_none(), "{record:?}: it is opened twice");
        }
        assert!(self.living.contains_key(&party), "{record:?}: it does not live");
        let opened = self.opened(record);
        opened.attempts += 1;
        assert_eq!((opened.attempts, opened.connected), (attempt, false), "{record:?}");
        self.sent.insert((record.at, link, Side::Far, false));
    }

    fn connected(&mut self, record: &Record, id: RecordId) {
        let opened = self.opened(record);
        assert!(!opened.connected, "{record:?}: it is open already");
        opened.connected = true;
        let party = opened.party;
        let what = if matches!(party, Party::Exchange(_)) { What::Cpu } else { What::Reply };
        self.turns(record, id, party, what);
    }

    fn carried(&mut self, record: &Record, party: Party, link: LinkId, reused: bool) {
        let opened = self.opened(record);
        assert_eq!((opened.link, opened.connected), (link, true), "{record:?}");
        assert_eq!(opened.party != party, reused, "{record:?}: it has carried {:?}", opened.party);
        opened.party = party;
        assert!(self.living.contains_key(&party), "{record:?}: it does not live");
    }

    /// Something was written, or an end was closed.
    fn wrote(&mut self, record: &Record, from: Side, why: Option<CloseReason>) {
        let opened = self.opened(record);
        let (link, party) = (opened.link, opened.party);
        self.sent.insert((record.at, link, from.other(), why.is_none()));
        let to = self.plan.links[usize::from(link.0)].to;
        // A gateway closes what its client has closed.
        if (from, why) == (Side::Far, Some(CloseReason::PeerClosed)) && matches!(self.role(to), Role::Gateway(_)) {
            let exchanges = self.living.values_mut().filter(|living| living.of == party && living.place == to);
            exchanges.for_each(|exchange| exchange.gone = true);
        }
    }

    /// Whether whoever asked for it has gone: a call is gone with its task.
    fn is_gone(&self, party: Party, living: &Living) -> bool {
        match party {
            Party::Call(_) => self.living.get(&living.of).is_some_and(|task| task.gone),
            Party::Client(_) | Party::Request(_) | Party::Exchange(_) | Party::Task(_) => living.gone,
        }
    }

    /// Compares with what `Holdings` makes of the same records.
    pub(crate) fn compare_holdings(&self, holdings: &Holdings) {
        let now = self.now;
        let told = holdings.all().map(|one| (one.party, one.of, one.place, one.begun, one.what, one.at, one.since));
        let ours = self
            .living
            .iter()
            .map(|(party, one)| (*party, one.of, one.place, one.begun, one.what, one.since, one.record));
        assert_eq!(told.collect::<Vec<_>>(), ours.collect::<Vec<_>>(), "{now:?}");
        for one in holdings.all().filter(|one| matches!(one.party, Party::Task(_))) {
            assert_eq!(one.gone, self.living[&one.party].gone, "{now:?}: {one:?}");
        }
        for (id, pool) in self.plan.pool_ids().zip(&self.pools) {
            let held: BTreeMap<UnitId, Party> =
                holdings.pool(id).held.iter().map(|&(unit, party, _)| (unit, party)).collect();
            assert_eq!((&held, held.len()), (&pool.held, holdings.pool(id).held.len()), "{now:?}: {id:?}");
            let waits: Vec<Party> = holdings.pool(id).waits.iter().map(|&(party, _)| party).collect();
            assert_eq!(waits, pool.waits, "{now:?}: {id:?}");
        }
    }

    /// Compares with the picture that the model gives of the same instant.
    pub(crate) fn compare(&self, snapshot: &Snapshot) {
        let at = snapshot.at;
        assert_eq!(*snapshot.plan, self.plan, "{at:?}");
        let shown = snapshot
            .parties
            .iter()
            .map(|view| (view.party, view.request, view.of, view.place, view.begun, view.what, view.since, view.gone));
        let ours = self.living.iter().map(|(&party, one)| {
            let gone = self.is_gone(party, one);
            (party, self.begun[&party], one.of, one.place, one.begun, one.what, one.since, gone)
        });
        assert_eq!(shown.collect::<Vec<_>>(), ours.collect::<Vec<_>>(), "{at:?}");
        for (id, pool) in self.plan.pool_ids().zip(&self.pools) {
            let held: Vec<(UnitId, Party)> = pool.held.iter().map(|(&unit, &party)| (unit, party)).collect();
            assert_eq!((&snapshot.pool(id).held, &snapshot.pool(id).waits), (&held, &self.queue(id)), "{at:?}: {id:?}");
            assert!(
                pool.waits.is_empty() || !self.has_free(id),
                "{at:?}: {id:?}: a unit is free, and {:?} wait",
                pool.waits
            );
            // After its response a worker has to write the log; nothing else outlives who holds it.
            let outlives = self.plan.pool(id).kind == PoolKind::Worker;
            for (unit, party) in &pool.held {
                assert!(
                    outlives || self.living.contains_key(party),
                    "{at:?}: {id:?}: {unit:?} is held by {party:?}, which has ended"
                );
            }
        }
        self.compare_exchanges(snapshot);
        let acts = snapshot.faults.iter().filter(|view| view.active).map(|view| (view.fault, view.place));
        assert_eq!(acts.collect::<BTreeSet<_>>(), self.acts, "{at:?}");
        let settings = snapshot.faults.iter().map(|view| ((view.fault, view.place), view.setting));
        assert_eq!(settings.collect::<BTreeMap<_, _>>(), self.settings, "{at:?}");
        for flight in &snapshot.flights {
            assert!(flight.sent <= at && at <= flight.due, "{at:?}: {flight:?}");
            assert_eq!(self.begun.get(&flight.party), Some(&flight.request), "{at:?}: {flight:?}");
            let data = matches!(flight.kind, FlightKind::Request | FlightKind::Response);
            // What answers a SYN leaves no record of its own.
            if flight.kind != FlightKind::Handshake || flight.to == Side::Far {
                assert!(self.sent.contains(&(flight.sent, flight.link, flight.to, data)), "{at:?}: {flight:?}");
            }
        }
    }

    fn compare_exchanges(&self, snapshot: &Snapshot) {
        let at = snapshot.at;
        let exchanges: Vec<_> = self.living.iter().filter(|(party, _)| matches!(party, Party::Exchange(_))).collect();
        assert_eq!(snapshot.exchanges.len(), exchanges.len(), "{at:?}");
        for (view, (party, living)) in snapshot.exchanges.iter().zip(exchanges) {
            let seen = (Party::Exchange(view.exchange), view.request, view.place, view.since, view.client_gone);
            assert_eq!(seen, (*party, self.begun[party], living.place, living.begun, living.gone), "{at:?}: {view:?}");
            let fits = match view.phase {
                ExchangePhase::Queued => matches!(living.what, What::Unit(_)) && living.has_held.is_empty(),
                ExchangePhase::Preparing => living.what == What::Cpu,
                ExchangePhase::Connecting => living.what == What::Handshake,
                ExchangePhase::AwaitingHeader | ExchangePhase::Reading => living.what == What::Reply,
                ExchangePhase::Finishing => {
                    matches!(living.what, What::Unit(_) | What::Cpu) && !living.has_held.is_empty()
                }
            };
            assert!(fits, "{at:?}: {view:?}, but {:?}", living.what);
            let waits = matches!(living.what, What::Handshake | What::Reply);
            assert_eq!((view.deadline.is_some(), view.connection.is_some()), (waits, waits), "{at:?}: {view:?}");
            if let Some((connection, link)) = view.connection {
                let opened = &self.connections[&connection];
                assert_eq!((opened.party, opened.link), (*party, link), "{at:?}: {view:?}");
            }
        }
    }
}
