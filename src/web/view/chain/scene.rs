//! From a snapshot to the picture's plain data. The only file of the picture that knows what a snapshot is, which words
//! belong to which pool, and what the software behind a name is called.
//!
//! A machine stands for each place of the plan, in its order: machines and places, wires and links have the same numbers.
//! A further place, link or pool of the plan is another entry here, and needs no code.

use bad_gateway::explain::{Chain, Reason};
use bad_gateway::kernel::{Span, Time, order};
use bad_gateway::lab::{Failure, Frame, Speed};
use bad_gateway::plan::{AppPlan, DependencyPlan, GatewayPlan, Percent, Plan, Role};
use bad_gateway::text::chain::{Name, Picture as P};
use bad_gateway::text::hosting::{machine, process};
use bad_gateway::text::{Lang, Say, ending, fault};
use bad_gateway::trace::{ExchangePhase, ExchangeView, FlightKind, PartyView, Snapshot};
use bad_gateway::vocabulary::{
    Acts, CallStyle, Connecting, Ending, Fault, Party, PlaceId, PoolId, PoolKind, RequestId, Serving, Side, Slots,
    Status, UnitId, What,
};

use super::region::{
    Body, Column, Flight, Group, Key, Kind, Lane, Lanes, Look, Machine, Notice, Pool, Region, Scene, Square, Wire,
};
use crate::view::marks::Mark;
use crate::view::shape::count;

/// How long after a failure its reason stands at the machine that decided, in model time.
const REASON_STAYS: Span = Span::from_ms(1_500);
/// The quickest hop that an eye can follow, in real time.
const FOLLOWED: Span = Span::from_ms(80);
/// How many units of a pool have a place of their own, held or not.
const SLOTS: u32 = 10;
/// How far a wait is followed: a task waits for its call, that for a unit.
const STEPS: usize = 8;

/// How a request ended, to be shown where that was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict {
    request: RequestId,
    status: Status,
    ending: Ending,
    waited: Span,
    /// When.
    at: Time,
    /// The gateway that decided.
    place: PlaceId,
    /// The application that answered by itself, if it is known.
    by: Option<PlaceId>,
}

impl Verdict {
    /// Whether it is told in the past.
    fn is_past(&self, now: Time) -> bool {
        now.since(self.at) > REASON_STAYS
    }
}

/// An instant, and what all machines are told of it.
#[derive(Clone, Copy, Debug)]
struct Now<'a> {
    snapshot: &'a Snapshot,
    lang: Lang,
    verdict: Option<Verdict>,
}

impl<'a> Now<'a> {
    fn plan(&self) -> &'a Plan {
        &self.snapshot.plan
    }

    fn say(&self, words: P) -> String {
        words.say(self.lang)
    }

    fn ago(&self, since: Time) -> Span {
        self.snapshot.at.since(since)
    }

    fn name(&self, place: PlaceId) -> Name {
        Name::of(self.plan(), place)
    }

    /// A unit that this party holds.
    fn square(&self, party: Party) -> Square {
        self.snapshot.party(party).map_or(Square::Ended, |view| Square::Of(view.request))
    }

    /// Of what these parties are told, as marks: ghosts are those whose asker has gone.
    fn cells(&self, parties: &[Party]) -> Vec<(RequestId, Mark)> {
        let views = parties.iter().filter_map(|party| self.snapshot.party(*party));
        views.map(|view| (view.request, if view.gone { Mark::Ghost } else { Mark::Wait })).collect()
    }

    /// For whom each unit of a pool is held: as many as the plan has, and those that are still held beyond.
    fn units(&self, pool: PoolId) -> Vec<Square> {
        let mut units = vec![Square::Free; limit(self.plan().pool(pool).limit)];
        for (unit, party) in &self.snapshot.pool(pool).held {
            let unit = usize::try_from(unit.0).unwrap_or(usize::MAX);
            if unit >= units.len() {
                units.resize(unit.saturating_add(1), Square::Free);
            }
            units[unit] = self.square(*party);
        }
        units
    }

    /// Whether the place of a pool has another that faces out, so that this one needs its name.
    fn faces_out_with_others(&self, id: PoolId) -> bool {
        let place = self.plan().pool(id).place;
        self.plan().pools.iter().filter(|pool| pool.place == place && pool.link.is_some()).count() > 1
    }

    /// What a party waits for in the end, by way of those for whose end it waits; and who these are, itself the first.
    fn end_of(&self, view: &'a PartyView) -> Vec<&'a PartyView> {
        let mut steps = vec![view];
        let mut at = view;
        while let What::Done(next) = at.what
            && let Some(next) = self.snapshot.party(next)
            && steps.len() < STEPS
        {
            steps.push(next);
            at = next;
        }
        steps
    }

    /// The faults that act at a place, and since when.
    fn faults_at(&self, place: PlaceId) -> Vec<(Fault, Time)> {
        let acting = self.snapshot.faults.iter().filter(|view| view.active && view.place == place);
        acting.map(|view| (view.fault, view.setting.map_or(self.snapshot.at, |setting| setting.from))).collect()
    }

    /// What a dependency will do with each call while a fault acts. Where that does not strike each, nothing is said.
    fn will(&self, place: PlaceId, fault: Fault) -> Vec<(P, &'static str)> {
        let mut views = self.snapshot.faults.iter().filter(|view| (view.fault, view.place) == (fault, place));
        let setting = views.find_map(|view| view.setting).filter(|setting| setting.hits == Percent::ALWAYS);
        match (setting, fault.acts()) {
            (Some(_), Acts::OnReady(Serving::Silence) | Acts::OnCall(Serving::Silence)) => vec![(P::WillNotAnswer, "")],
            (Some(setting), Acts::OnReady(Serving::Delay) | Acts::OnCall(Serving::Delay)) => {
                vec![(P::AnswersIn, "t2"), (P::Usual(setting.delay), "t2")]
            }
            (_, Acts::OnSyn(_) | Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnAnswer(_)) | (None, _) => Vec::new(),
        }
    }

    /// The pools of a place that are not what its lanes or squares stand for: they face out.
    fn further(&self, place: PlaceId, own: Option<PoolId>) -> Vec<PoolId> {
        let plan = self.plan();
        plan.pool_ids().filter(|id| plan.pool(*id).place == place && Some(*id) != own).collect()
    }

    /// What the units of a pool lead to.
    fn leads_to(&self, pool: PoolId) -> Option<PlaceId> {
        self.plan().pool(pool).link.map(|link| self.plan().link(link).to)
    }
}

/// A limited number of units; of those without a limit none is drawn that is not held.
fn limit(slots: Slots) -> usize {
    slots.limit().map_or(0, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

/// A place among the machines.
fn machine_of(place: PlaceId) -> usize {
    usize::from(place.0)
}

fn key(pool: PoolId) -> Key {
    Key(usize::from(pool.0))
}

impl Scene {
    /// The instant of a frame.
    pub(crate) fn of(frame: &Frame, lang: Lang) -> Self {
        let plan = &frame.snapshot.plan;
        let chain = frame.why.as_deref().filter(|chain| Some(chain.request) == frame.selected);
        let chosen = chain.and_then(|chain| verdict_of(chain, plan));
        // What has just been decided comes before what is past, though it be selected.
        let news = chosen.filter(|verdict| !verdict.is_past(frame.at));
        let verdict = news.or(fresh(frame.failure, &frame.snapshot)).or(chosen);
        let now = Now { snapshot: &frame.snapshot, lang, verdict };
        Self::at(&now, frame.selected, frame.speed_now)
    }

    /// An instant without a run around it.
    #[cfg(test)]
    pub(crate) fn new(snapshot: &Snapshot, failure: Option<Failure>, selected: Option<RequestId>, lang: Lang) -> Self {
        let now = Now { snapshot, lang, verdict: fresh(failure, snapshot) };
        Self::at(&now, selected, Speed::REAL)
    }

    fn at(now: &Now<'_>, selected: Option<RequestId>, speed: Speed) -> Self {
        let requests = requests(now.snapshot);
        let stands = selected.map_or(P::NoneSelected(count(requests.len())), |request| stands(now, request));
        let wire = |link: &bad_gateway::plan::Link| Wire { from: machine_of(link.from), to: machine_of(link.to) };
        Self {
            machines: machines(now),
            wires: now.plan().links.iter().map(wire).collect(),
            flights: flights(now, speed),
            requests,
            selected,
            stands,
            below: below(now),
            lang: now.lang,
        }
    }
}

/// What the small picture has no room for: the fault that acts at an application, or else who has no thread.
fn below(now: &Now<'_>) -> String {
    let apps = &now.plan().apps;
    let acts = apps.iter().find_map(|app| Some((app.place, *now.faults_at(app.place).first()?)));
    if let Some((place, (fault, from))) = acts {
        return format!("{}: {}", machine(now.plan(), place, now.lang), now.say(P::ActsSince(fault, from)));
    }
    let queued = apps.iter().map(|app| (now.snapshot.pool(app.threads).waits.len(), app.place));
    match queued.into_iter().find(|(queued, _)| *queued > 0) {
        Some((queued, place)) => now.say(P::NoThreadYet(count(queued), now.name(place))),
        None => String::new(),
    }
}

/// The failure whose reason still stands.
fn fresh(failure: Option<Failure>, snapshot: &Snapshot) -> Option<Verdict> {
    let failure = failure.filter(|failure| snapshot.at.since(failure.at) <= REASON_STAYS)?;
    let Failure { request, status, ending, at, time_taken: waited } = failure;
    let entry = snapshot.plan.entry();
    // Of several nobody is named.
    let member = (entry.members.len() == 1).then(|| snapshot.plan.link(entry.members[0]).to);
    let by = member.filter(|member| ending == Ending::Answered && snapshot.plan.app(*member).is_some());
    Some(Verdict { request, status, ending, waited, at, place: entry.place, by })
}

/// How the request of a chain of causes ended.
fn verdict_of(chain: &Chain, plan: &Plan) -> Option<Verdict> {
    // Of several gateways the last decided, the others passed that on.
    let ended = chain.links.iter().rev().find_map(|link| match link.reason {
        Reason::AEnded { place, ending, status, waited } => Some((link.at, place, ending, status, waited)),
        _ => None,
    });
    let answered = chain.links.iter().find_map(|link| match link.reason {
        Reason::ClientGot(_, waited) => Some((link.at, plan.entry().place, Ending::Answered, chain.status, waited)),
        _ => None,
    });
    let by = chain.links.iter().find_map(|link| match link.reason {
        Reason::BAnswered { place, .. } => plan.app(place).map(|app| app.place),
        _ => None,
    });
    let (at, place, ending, status, waited) = ended.or(answered)?;
    Some(Verdict { request: chain.request, status, ending, waited, at, place, by })
}

// ---- requests -------------------------------------------------------------------------------------------------------

/// All requests that stand somewhere in the chain, in the order of arrival. Few of them wait for nobody, so few are put
/// between others.
fn requests(snapshot: &Snapshot) -> Vec<RequestId> {
    let mut all: Vec<RequestId> = Vec::new();
    for view in &snapshot.parties {
        if let Err(at) = all.binary_search(&view.request) {
            all.insert(at, view.request);
        }
    }
    all
}

/// Where a request stands.
fn stands(now: &Now<'_>, request: RequestId) -> P {
    let plan = now.plan();
    let of_it = || now.snapshot.parties.iter().filter(|view| view.request == request);
    let task = of_it().find_map(|view| plan.app(view.place).filter(|_| is_task(view)).map(|app| (view, app)));
    if let Some((task, app)) = task {
        return stands_in(now, task, app);
    }
    // Of several gateways the last has it.
    match now.snapshot.exchanges.iter().rfind(|exchange| exchange.request == request) {
        Some(exchange) if exchange.phase == ExchangePhase::Connecting => {
            P::StandsConnecting(request, now.name(exchange.place))
        }
        Some(exchange) => P::StandsInGateway(request, now.name(exchange.place)),
        None if of_it().next().is_some() => P::StandsAtClient(request, now.name(plan.entry().place)),
        None => P::StandsEnded(request),
    }
}

fn is_task(view: &PartyView) -> bool {
    matches!(view.party, Party::Task(_))
}

/// Where a request stands that an application has.
fn stands_in(now: &Now<'_>, task: &PartyView, app: &AppPlan) -> P {
    let (request, b) = (task.request, now.name(app.place));
    if task.gone {
        let before = now.plan().fronted_by(app.place).map_or(app.place, |gateway| gateway.place);
        return P::StandsAsGhost(request, b, now.name(before));
    }
    let steps = now.end_of(task);
    match steps.last().map_or(What::Cpu, |last| last.what) {
        What::Unit(pool) if pool == app.threads => P::StandsInQueue(request, b),
        What::Unit(_) => P::StandsForSlot(request, b),
        What::Fault(_) => P::StandsForgotten(request, b),
        What::Cpu => P::StandsAtWork(request, b),
        What::Done(_) | What::Reply | What::Handshake | What::Timer => {
            let held = Held::of(now, &now.further(app.place, Some(app.threads)));
            let pool = steps.iter().find_map(|view| held.by(view.party).next());
            let to = pool.and_then(|(pool, _)| now.leads_to(pool)).unwrap_or(app.place);
            P::StandsFor(request, b, now.name(to))
        }
    }
}

/// Messages that can be followed. All are stretched by one factor, so that what is drawn first happened first; where a
/// hop would be too quick nothing travels.
fn flights(now: &Now<'_>, speed: Speed) -> Vec<Flight> {
    let flight = |flight: &bad_gateway::trace::Flight| {
        let whole = flight.due.since(flight.sent).ns();
        let real = u128::from(whole) * 1_000 / u128::from(speed.per_mille.max(1));
        if real < u128::from(FOLLOWED.ns()) {
            return None;
        }
        let passed = u128::from(now.ago(flight.sent).ns()) * 1_000 / u128::from(whole.max(1));
        let way = u16::try_from(passed.min(1_000)).unwrap_or(1_000);
        let mark = match (flight.kind, now.verdict) {
            (FlightKind::Handshake, _) => Mark::Connecting,
            (FlightKind::Request, _) => Mark::Wait,
            (FlightKind::Close, _) => Mark::Reset,
            (FlightKind::Response, Some(verdict)) if verdict.request == flight.request => {
                Mark::of_status(verdict.status)
            }
            (FlightKind::Response, _) => Mark::Ok,
        };
        let way = if flight.to == Side::Far { way } else { 1_000 - way };
        Some(Flight { wire: usize::from(flight.link.0), way, mark, request: flight.request })
    };
    now.snapshot.flights.iter().filter_map(flight).collect()
}

// ---- the machines ---------------------------------------------------------------------------------------------------

/// The machines, in the order in which a request passes them.
fn machines(now: &Now<'_>) -> Vec<Machine> {
    let plan = now.plan();
    let machine = |(index, place): (u16, &bad_gateway::plan::Place)| match place.role {
        Role::Clients => machine_client(now, PlaceId(index)),
        Role::Gateway(index) => machine_gateway(now, &plan.gateways[usize::from(index)], index),
        Role::App(index) => machine_app(now, &plan.apps[usize::from(index)]),
        Role::Dependency(index) => machine_dependency(now, &plan.dependencies[usize::from(index)]),
    };
    (0..).zip(&plan.places).map(machine).collect()
}

/// A machine with its names, and nothing in it.
fn named(now: &Now<'_>, place: PlaceId, column: Column) -> Machine {
    Machine {
        column,
        name: machine(now.plan(), place, now.lang).into(),
        short: now.name(place).to_string().into(),
        process: process(now.plan(), place).map(Into::into),
        ..Machine::default()
    }
}

fn machine_client(now: &Now<'_>, place: PlaceId) -> Machine {
    let mut cells = Vec::new();
    for view in now.snapshot.at_place(place) {
        // The one that is just being told no longer waits.
        if now.verdict.is_none_or(|verdict| verdict.request != view.request) {
            cells.push((view.request, Mark::Wait));
        }
    }
    let words = P::Wait(count(cells.len()));
    let mut region = Region::new(Kind::List, words, words, Body::Marks(cells, 5));
    region.chief = true;
    let told = |verdict: Verdict| {
        let Verdict { request, status, .. } = verdict;
        let title = request.to_string();
        let (line, brief) = if verdict.is_past(now.snapshot.at) {
            (P::GotStatus(status.code, verdict.at), P::Got(request, status.code))
        } else {
            (P::GetsStatus(status.code), P::Gets(request, status.code))
        };
        reason(now, &verdict, [title.clone(), now.say(line), now.say(brief), title], false)
    };
    let machines = now.plan().clients.machines;
    let first = now.snapshot.at_place(place).next();
    Machine {
        short: machine(now.plan(), place, now.lang).into(),
        process: [now.say(P::Times(machines)).into(), now.say(P::Browsers(machines)).into()],
        first: first.map(|view| (view.request, P::Waits(view.request, now.ago(view.begun)))),
        notices: now.verdict.map(told).into_iter().collect(),
        regions: vec![region],
        ..named(now, place, Column::Client)
    }
}

/// A gateway: what it has taken on, and the machines that it asks.
fn machine_gateway(now: &Now<'_>, gateway: &GatewayPlan, index: u16) -> Machine {
    let place = gateway.place;
    let exchanges: Vec<&ExchangeView> = now.snapshot.exchanges.iter().filter(|view| view.place == place).collect();
    let units = now.units(gateway.workers);
    let (busy, of) = (count(Square::held(&units)), count(units.len()));
    let mut workers = Region::new(Kind::Pool, P::Workers, P::WorkersBusy(busy, of), Body::Squares(units));
    workers.foot = vec![(P::Busy(busy), "t2"), (P::Of(of), "t3")];
    // Whether it has waited for more than a second and does nothing else.
    let long =
        |exchange: &&ExchangeView| exchange.phase != ExchangePhase::Queued && now.ago(exchange.since) > Span::from_s(1);
    let only_waits = now.verdict.is_none() && busy == 0 && exchanges.iter().any(long);
    let resting = now.snapshot.idle_connections.get(usize::from(index)).copied().unwrap_or(0);
    let mut regions = vec![accepted(gateway, &exchanges), workers, connections(now, gateway, &exchanges, resting)];
    regions.extend(now.further(place, Some(gateway.workers)).into_iter().map(|pool| units_of(now, pool, &[])));
    let decided = now.verdict.filter(|verdict| verdict.place == place).map(|verdict| decided(now, gateway, &verdict));
    Machine {
        regions,
        notices: decided.into_iter().collect(),
        sentence: only_waits.then_some([P::OnlyWaits(now.name(place)), P::NotBlocked]),
        ..named(now, place, Column::Gateway)
    }
}

/// The queue of http.sys.
fn accepted(gateway: &GatewayPlan, exchanges: &[&ExchangeView]) -> Region {
    let queued = exchanges.iter().filter(|view| view.phase == ExchangePhase::Queued);
    let cells: Vec<_> = queued.map(|view| (view.request, Mark::Wait)).collect();
    let queued = count(cells.len());
    let mut queue = Region::new(Kind::Queue, P::HttpSys, P::HttpSysQueue(queued), Body::Marks(cells, 4));
    queue.foot = vec![(P::Queued(queued), "t2"), (P::OfAtMost(u64::from(gateway.queue_limit)), "t3")];
    queue
}

/// How a gateway ended a request.
fn decided(now: &Now<'_>, gateway: &GatewayPlan, verdict: &Verdict) -> Notice {
    let title = format!("{} {}", verdict.request, verdict.status);
    let only = (gateway.members.len() == 1).then(|| now.plan().link(gateway.members[0]).to);
    let b = verdict.by.or(only).map(|place| now.name(place));
    let b = b.as_ref().map_or(ending::some_member(now.lang), Name::as_str);
    let line = ending::reason(verdict.ending, verdict.waited, now.lang);
    let line = ending::named(&line, now.name(gateway.place).as_str(), b);
    let line = if verdict.is_past(now.snapshot.at) { now.say(P::WasAt(verdict.at)) } else { line };
    reason(now, verdict, [title.clone(), line, title, verdict.status.to_string()], true)
}

/// The exchanges of a gateway that have, or want, a connection.
fn connections(now: &Now<'_>, gateway: &GatewayPlan, exchanges: &[&ExchangeView], resting: u32) -> Region {
    let (mut connecting, mut reading) = (0, 0);
    let mut cells = Vec::with_capacity(exchanges.len());
    for exchange in exchanges {
        let mark = match exchange.phase {
            ExchangePhase::Queued | ExchangePhase::Preparing => continue,
            ExchangePhase::Connecting => Mark::Connecting,
            ExchangePhase::AwaitingHeader | ExchangePhase::Reading => Mark::Wait,
            ExchangePhase::Finishing => match now.verdict {
                Some(Verdict { request, ending, place, .. })
                    if (request, place) == (exchange.request, gateway.place) && ending != Ending::Answered =>
                {
                    Mark::Reset
                }
                _ => Mark::Ok,
            },
        };
        connecting += u64::from(exchange.phase == ExchangePhase::Connecting);
        reading += u64::from(exchange.phase == ExchangePhase::Reading);
        cells.push((exchange.request, mark));
    }
    let all = count(cells.len());
    let (caption, line) = match *gateway.members {
        [member] => {
            let name = now.name(now.plan().link(member).to);
            (P::ConnectionsTo(name), P::OpenTo(all, name))
        }
        _ => (P::Connections, P::Open(all)),
    };
    let open = all - connecting;
    let mut foot = Vec::with_capacity(6);
    if open > 0 {
        foot.push((P::OpenAnd(open), "t2"));
        foot.push((if reading > 0 { P::Reading(reading) } else { P::NoByteBack }, "t2"));
    } else if connecting == 0 {
        foot.push((line, "t2"));
    }
    if connecting > 0 {
        foot.push((P::Connecting(connecting), "t2"));
        foot.extend(of_syns(now, gateway).map(|words| (words, "t2")));
    }
    if let Some((request, left)) = next_deadline(now, gateway, exchanges) {
        foot.push((P::Next(request, left), "t3"));
    }
    if resting > 0 {
        foot.push((P::IdleInPool(u64::from(resting)), "t3"));
    }
    let mut region = Region::new(Kind::Pool, caption, line, Body::Marks(cells, 9));
    region.foot = foot;
    region.chief = true;
    region
}

/// What becomes of SYNs to the members of a gateway.
fn of_syns(now: &Now<'_>, gateway: &GatewayPlan) -> Option<P> {
    let faults = gateway.members.iter().flat_map(|member| now.faults_at(now.plan().link(*member).to));
    let edges = faults.filter_map(|(fault, _)| match fault.acts() {
        Acts::OnSyn(Connecting::Drop) => Some(P::NoSynBack),
        Acts::OnSyn(Connecting::Refuse) => Some(P::SynRefused),
        Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnAnswer(_) | Acts::OnCall(_) | Acts::OnReady(_) => None,
    });
    edges.min_by_key(|words| *words == P::NoSynBack)
}

/// The request that the gateway will give up next, where it has waited for more than a second.
fn next_deadline(now: &Now<'_>, gateway: &GatewayPlan, exchanges: &[&ExchangeView]) -> Option<(RequestId, Span)> {
    let waits = exchanges.iter().filter(|exchange| exchange.phase != ExchangePhase::Finishing);
    let next = waits.filter_map(|exchange| exchange.deadline.map(|deadline| (deadline, exchange.request))).min()?;
    let left = next.0.since(now.snapshot.at);
    (left + Span::from_s(1) < gateway.timeout).then_some((next.1, left))
}

/// Who holds which units of some pools, sorted by party.
struct Held(Vec<(Party, PoolId, UnitId)>);

impl Held {
    /// They come nearly in order: most are put at the end.
    fn of(now: &Now<'_>, pools: &[PoolId]) -> Self {
        let mut held: Vec<(Party, PoolId, UnitId)> = Vec::new();
        for pool in pools {
            for (unit, party) in &now.snapshot.pool(*pool).held {
                held.insert(held.partition_point(|(other, ..)| other <= party), (*party, *pool, *unit));
            }
        }
        Self(held)
    }

    fn by(&self, party: Party) -> impl Iterator<Item = (PoolId, UnitId)> + '_ {
        let from = self.0.partition_point(|(other, ..)| *other < party);
        let its = self.0[from..].iter().take_while(move |(other, ..)| *other == party);
        its.map(|(_, pool, unit)| (*pool, *unit))
    }
}

/// Somebody at work in an application, on a thread or without one.
struct Stay {
    request: RequestId,
    doing: Doing,
    since: Time,
    ghost: bool,
    holds: Vec<Key>,
}

/// What somebody at work is at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    Works,
    WaitsFor(PoolId),
    /// It waits for an answer, with this unit.
    Called(Option<(PoolId, UnitId)>),
}

impl Stay {
    fn of(now: &Now<'_>, view: &PartyView, held: &Held) -> Self {
        let steps = now.end_of(view);
        let mut unit = None;
        let mut holds = Vec::new();
        for (pool, its) in steps.iter().flat_map(|step| held.by(step.party)) {
            unit = unit.or(Some((pool, its)));
            holds.push(key(pool));
        }
        let doing = match steps.last().map_or(What::Cpu, |last| last.what) {
            What::Unit(pool) => Doing::WaitsFor(pool),
            What::Cpu => Doing::Works,
            What::Done(_) | What::Reply | What::Handshake | What::Timer | What::Fault(_) => Doing::Called(unit),
        };
        Self { request: view.request, doing, since: view.since, ghost: view.gone, holds }
    }
}

/// The threads of an application: who holds each, if somebody does.
fn threads(now: &Now<'_>, app: &AppPlan, held: &Held) -> Vec<Option<Stay>> {
    let pool = app.threads;
    let mut threads: Vec<Option<Stay>> = now.units(pool).into_iter().map(|_| None).collect();
    for (unit, party) in &now.snapshot.pool(pool).held {
        let thread = usize::try_from(unit.0).ok().and_then(|unit| threads.get_mut(unit));
        if let (Some(thread), Some(view)) = (thread, now.snapshot.party(*party)) {
            *thread = Some(Stay::of(now, view, held));
        }
    }
    threads
}

/// Those of an application that wait for the end of somebody, with a thread or without one, oldest first. They come nearly
/// in that order: most are put at the end.
fn handlers(now: &Now<'_>, app: &AppPlan, held: &Held) -> Vec<Stay> {
    let mut handlers: Vec<Stay> = Vec::new();
    let waits = |view: &&PartyView| is_task(view) && matches!(view.what, What::Done(_));
    for view in now.snapshot.at_place(app.place).filter(waits) {
        let earlier = |other: &Stay| (other.since, other.request) < (view.since, view.request);
        handlers.insert(handlers.partition_point(earlier), Stay::of(now, view, held));
    }
    handlers
}

/// Whether somebody of an application waits for the end of somebody and holds no thread.
fn any_awaits(now: &Now<'_>, app: &AppPlan, threads: &[Option<Stay>]) -> bool {
    let waits = |view: &&PartyView| is_task(view) && matches!(view.what, What::Done(_));
    let on_threads = threads.iter().flatten().filter(|stay| stay.doing != Doing::Works).count();
    now.snapshot.at_place(app.place).filter(waits).count() > on_threads
}

/// A process that answers: its queue, its threads, and what these ask for.
fn machine_app(now: &Now<'_>, app: &AppPlan) -> Machine {
    let pools = now.further(app.place, Some(app.threads));
    let held = Held::of(now, &pools);
    let threads = threads(now, app, &held);
    let mut regions = Vec::with_capacity(5);
    regions.push(work_queue(now, app));
    regions.extend(forgotten(now, app));
    let head = Answers::of(now, &pools);
    if app.call_style == CallStyle::Awaited || any_awaits(now, app, &threads) {
        regions.push(threads_held(&threads));
        let lanes: Vec<Lane> = handlers(now, app, &held).into_iter().map(|stay| lane(now, Some(stay))).collect();
        let words = P::HandlersAwait(count(lanes.len()));
        let mut region = Region::new(Kind::List, P::Handler, words, lanes_of(P::Handler, lanes, head));
        (region.chief, region.under) = (true, true);
        regions.push(region);
    } else {
        let lanes: Vec<Lane> = threads.into_iter().map(|stay| lane(now, stay)).collect();
        let waiting = lanes.iter().filter(|lane| matches!(lane.look, Look::Waits | Look::Called)).count();
        let words = P::ThreadsWait(count(waiting), count(lanes.len()));
        let mut region = Region::new(Kind::Pool, P::Threads, words, lanes_of(P::Thread, lanes, head));
        region.chief = true;
        regions.push(region);
    }
    let lanes = in_lanes(&regions);
    regions.extend(pools.into_iter().map(|pool| units_of(now, pool, &lanes)));
    let mut notices = Vec::with_capacity(2);
    if let Some(verdict) = now.verdict.filter(|verdict| verdict.by == Some(app.place)) {
        let title = verdict.request.to_string();
        let brief = format!("{title} {}", verdict.status.code);
        notices.push(reason(now, &verdict, [title.clone(), now.say(P::OwnError), brief, title], true));
    }
    notices.extend(acting(now, app.place));
    Machine { regions, notices, ..named(now, app.place, Column::App) }
}

fn work_queue(now: &Now<'_>, app: &AppPlan) -> Region {
    let cells = now.cells(&now.snapshot.pool(app.threads).waits);
    let (queued, first) = (count(cells.len()), cells.first().copied());
    let mut region = Region::new(Kind::Queue, P::WorkQueue, P::QueuedNoThread(queued), Body::Marks(cells, 5));
    region.foot.push((P::Queued(queued), "t2"));
    if let Some((first, _)) = first {
        region.foot.push((P::First(first), "t3"));
    }
    region
}

/// What an application has read and a fault makes it never answer.
fn forgotten(now: &Now<'_>, app: &AppPlan) -> Option<Region> {
    let silent = now.snapshot.at_place(app.place).filter(|view| matches!(view.what, What::Fault(_)));
    let cells: Vec<_> = silent.map(|view| (view.request, Mark::Ghost)).collect();
    let words = P::Forgotten(count(cells.len()));
    let mut region = Region::new(Kind::List, words, words, Body::Marks(cells, 5));
    region.under = true;
    let Body::Marks(cells, _) = &region.body else { return None };
    (!cells.is_empty()).then_some(region)
}

/// The threads where handlers hold none while they wait.
fn threads_held(threads: &[Option<Stay>]) -> Region {
    let (busy, of) = (count(threads.iter().flatten().count()), count(threads.len()));
    let body = Body::Squares(
        threads.iter().map(|stay| stay.as_ref().map_or(Square::Free, |stay| Square::Of(stay.request))).collect(),
    );
    let mut region = Region::new(Kind::Pool, P::Threads, P::ThreadsBusyOf(busy, of), body);
    region.count = Some(P::ThreadsBusy(busy, of));
    region
}

/// A thread, or a handler that awaits.
fn lane(now: &Now<'_>, stay: Option<Stay>) -> Lane {
    let Some(stay) = stay else {
        let (words, since, look) = (P::Idle, Span::ZERO, Look::Idle);
        return Lane { request: None, words, since, look, ghost: false, group: 3, holds: Vec::new(), waits: None };
    };
    let to = |pool| now.leads_to(pool).map_or(Name::default(), |place| now.name(place));
    let (look, words, group, waits) = match (stay.doing, stay.ghost) {
        (Doing::Works, false) => (Look::Works, P::Works, 2, None),
        (Doing::Works, true) => (Look::Works, P::WorksGhost, 2, None),
        (Doing::WaitsFor(pool), false) => {
            let words = if now.faces_out_with_others(pool) { P::WaitsForSlotTo(to(pool)) } else { P::WaitsForSlot };
            (Look::Waits, words, 1, Some(key(pool)))
        }
        (Doing::WaitsFor(pool), true) => (Look::Waits, P::WaitsForSlotGhost, 1, Some(key(pool))),
        (Doing::Called(None), _) => (Look::Called, P::WaitWord, 0, None),
        (Doing::Called(Some((pool, _))), true) => (Look::Called, P::WaitsForGhost(to(pool)), 0, None),
        (Doing::Called(Some((pool, unit))), false) => {
            let words = match now.plan().pool(pool).limit {
                Slots::Limited(_) => P::WaitsFor(to(pool), unit.0.saturating_add(1)),
                Slots::Unlimited => P::Named(to(pool)),
            };
            (Look::Called, words, 0, None)
        }
    };
    let Stay { request, since, ghost, holds, .. } = stay;
    Lane { request: Some(request), words, since: now.ago(since), look, ghost, group, holds, waits }
}

/// For whose answers lanes wait.
#[derive(Clone, Copy)]
enum Answers {
    OfOne(Name),
    OfAny,
}

impl Answers {
    fn of(now: &Now<'_>, pools: &[PoolId]) -> Self {
        match pools {
            [pool] => now.leads_to(*pool).map_or(Self::OfAny, |place| Self::OfOne(now.name(place))),
            _ => Self::OfAny,
        }
    }
}

/// Lanes with their groups: what they wait for first.
fn lanes_of(head: P, lanes: Vec<Lane>, answers: Answers) -> Body {
    let mut groups = Vec::with_capacity(4);
    for look in [Look::Called, Look::Waits, Look::Works, Look::Idle] {
        let (mut many, mut oldest) = (0, None);
        for lane in lanes.iter().filter(|lane| lane.group == groups.len()) {
            many += 1;
            oldest = oldest.max(Some(lane.since));
        }
        let n = count(many);
        let (words, waits) = match (look, answers) {
            (Look::Called, Answers::OfOne(name)) => (P::CountFor(n, name), true),
            (Look::Called, Answers::OfAny) => (P::CountForAnswer(n), true),
            (Look::Waits, _) => (P::CountForSlot(n), true),
            (Look::Works, _) => (P::CountWorks(n), false),
            (Look::Idle, _) => (P::CountIdle(n), false),
        };
        groups.push(Group { words, count: many, look, oldest: oldest.filter(|_| waits) });
    }
    let (heads, many) = ([head, P::WaitsForHead, P::Since], [P::Threads, P::WaitWord]);
    Body::Lanes(Box::new(Lanes { heads, many, lanes, groups }))
}

/// Who stands in lanes, from above, by request: with the place.
fn in_lanes(regions: &[Region]) -> Vec<(RequestId, u64)> {
    let lanes =
        regions.iter().filter_map(|region| if let Body::Lanes(lanes) = &region.body { Some(lanes) } else { None });
    let requests = lanes.flat_map(|lanes| &lanes.lanes).filter_map(|lane| lane.request);
    let mut places: Vec<(RequestId, u64)> = requests.zip(0..).collect();
    order(&mut places, |(request, _)| (0, request.0.into()));
    places
}

/// A pool that faces out, such as the connections to a dependency: a box for each unit where they are few, else for each that
/// is held, in the order of the lanes that lead there.
fn units_of(now: &Now<'_>, id: PoolId, lanes: &[(RequestId, u64)]) -> Region {
    let pool = now.plan().pool(id);
    let view = now.snapshot.pool(id);
    // A limit that was lowered while more were held.
    let numbered = view.held.iter().map(|(unit, _)| unit.0.saturating_add(1));
    let numbered = numbered.fold(pool.limit.limit().unwrap_or(u32::MAX), u32::max);
    let each = numbered <= SLOTS;
    let mut boxes = if each { now.units(id) } else { view.held.iter().map(|(_, party)| now.square(*party)).collect() };
    if !each {
        let place = |request: RequestId| lanes.binary_search_by_key(&request, |(other, _)| *other);
        order(&mut boxes, |square| match *square {
            Square::Of(request) => place(request).map_or((1, request.0.into()), |index| (0, lanes[index].1)),
            Square::Free | Square::Ended => (2, 0),
        });
    }
    let to = now.leads_to(id);
    let (caption, told) = pool_words(now, id, to);
    let mut region = Region::new(Kind::Pool, caption, P::SlotsAre(pool.limit), Body::Units(boxes));
    region.told = told;
    if !each {
        region.foot.push((P::SlotsAre(pool.limit), "t3 e"));
    }
    region.brief = to.map_or(caption, |to| P::Named(now.name(to)));
    region.chief = true;
    let words = [P::WaitFor(pool.limit), P::OneOf(pool.limit), P::WaitWord];
    region.pool = Some(Pool { key: key(id), to: to.map(machine_of), waits: view.waits.len(), words });
    region
}

/// The caption of a pool that faces out, and what is told of it.
fn pool_words(now: &Now<'_>, id: PoolId, to: Option<PlaceId>) -> (P, P) {
    let pool = now.plan().pool(id);
    let caption = match (pool.kind, to) {
        (PoolKind::Connection, Some(to)) => P::SlotsTo(now.name(to)),
        (PoolKind::Connection, None) => P::Connections,
        (PoolKind::Worker, _) => P::Workers,
        (PoolKind::Thread, _) => P::Threads,
    };
    let told = match to {
        Some(to) if now.faces_out_with_others(id) => P::SlotsToAre(now.name(to), pool.limit),
        Some(_) | None => P::SlotsAre(pool.limit),
    };
    (caption, told)
}

/// What is asked for in the end.
fn machine_dependency(now: &Now<'_>, dependency: &DependencyPlan) -> Machine {
    let place = dependency.place;
    let usual = dependency.takes.mean();
    let mut cells = Vec::new();
    let mut silent = false;
    for view in now.snapshot.at_place(place) {
        // Without those that it is about to answer.
        silent |= matches!(view.what, What::Fault(_));
        let gone = view.gone || now.snapshot.party(view.of).is_some_and(|of| of.gone);
        cells.push((view.request, if gone { Mark::Ghost } else { Mark::Wait }));
    }
    let words = P::CallsAccepted(count(cells.len()));
    let mut region = Region::new(Kind::List, P::Accepted, words, Body::Calls(cells));
    region.chief = true;
    region.foot = match (silent, now.faults_at(place).first()) {
        (true, Some((fault, from))) if fault.releases() => {
            vec![(P::NoAnswer, ""), (P::UntilItTook(*from), "t2"), (P::ItTook(usual), "t2")]
        }
        (true, _) => vec![(P::NoAnswer, "")],
        (false, Some((fault, _))) => now.will(place, *fault),
        (false, None) => vec![(P::AnswersIn, "t2"), (P::Usual(usual), "t2")],
    };
    let mut regions = vec![region];
    regions.extend(now.further(place, None).into_iter().map(|pool| units_of(now, pool, &[])));
    Machine { regions, notices: acting(now, place).into_iter().collect(), ..named(now, place, Column::Dependency) }
}

// ---- notices --------------------------------------------------------------------------------------------------------

/// How a request ended: its title, the words below, all in a line, all in the small picture; and whether the machine tells
/// the one before.
fn reason(now: &Now<'_>, verdict: &Verdict, [title, line, brief, short]: [String; 4], back: bool) -> Notice {
    let (mark, request) = (Some(Mark::of_status(verdict.status)), Some(verdict.request));
    let past = verdict.is_past(now.snapshot.at);
    Notice { mark, request, title, lines: vec![line], brief, short, more: 0, past, back: back && !past }
}

/// The first of the faults that act at a place, and how many others.
fn acting(now: &Now<'_>, place: PlaceId) -> Option<Notice> {
    let faults = now.faults_at(place);
    let (fault, from) = *faults.first()?;
    Some(Notice {
        mark: None,
        request: None,
        title: now.say(P::FaultOn),
        lines: vec![now.say(P::Does(fault)), now.say(P::SinceTime(from))],
        brief: now.say(P::ActsSince(fault, from)),
        short: fault::name(fault, now.name(place).as_str(), now.lang),
        more: faults.len() - 1,
        past: false,
        back: false,
    })
}
