//! The causal chain of a failed request, from the status line back to the root.
//!
//! A mechanism over the trace, not a table of stories: what the client got, how the gateway ended it, and then, backwards,
//! what took longer than it usually does of the time that the gateway (or the client, or the call) was willing to wait. Where
//! that was a wait for a unit, [`path`] goes on with who held them in the middle of the wait. What takes its usual time is
//! never a cause: then the root is the load on the pool, or the time-out itself.

use std::sync::Arc;

use super::family::{Family, Hit, Stay};
use super::load::{Load, load};
use super::reason::{Link, Reason, Wait, Who};
use super::walk::{End, Path, Step, path};
use crate::kernel::{Span, Time};
use crate::plan::{Plan, Role};
use crate::trace::{Begun, Fact, Held, Holdings, Marks, RecordId, Trace};
use crate::vocabulary::{
    CallStyle, CloseReason, Ending, ExchangeId, Over, Party, Phase, PlaceId, PoolId, PoolKind, RequestId, Side, Status,
    What,
};

/// Why one request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The request.
    pub request: RequestId,
    /// How it ended.
    pub status: Status,
    /// From the status line (first) to the root (last). Never empty.
    pub links: Vec<Link>,
    /// The last request before this one that went well, to compare with: the root is the first difference.
    pub healthy: Option<RequestId>,
    /// The plan, for names.
    pub plan: Arc<Plan>,
}

/// The chain of `request`, if the gateway that its client asked ended it at or before `until` in anything but a success. What
/// came after `until` is not used: a wait that was not over then is as long as it was until then.
pub fn why(trace: &Trace, request: RequestId, until: Time) -> Option<Chain> {
    why_marked(trace, &Marks::default(), request, until)
}

/// The same, with marks along the trace.
pub fn why_marked(trace: &Trace, marks: &Marks, request: RequestId, until: Time) -> Option<Chain> {
    let family = Family::of(trace, request, until)?;
    let (exchange, begun) = exchange_of(&family, Party::Request(request))?;
    let ended = ended(&family, exchange)?;
    if ended.status.is_success() {
        return None;
    }
    let mut tracer = Tracer { trace, marks, family: &family, until, given_up: until, links: Vec::new() };
    tracer.client(request);
    tracer.exchange(exchange, begun, &ended);
    let (links, status) = (tracer.links, ended.status);
    let healthy = healthy_before(trace, request, ended.record);
    Some(Chain { request, status, links, healthy, plan: Arc::clone(trace.plan()) })
}

/// The exchange begun for a request, or for the exchange of the gateway before.
fn exchange_of(family: &Family<'_>, of: Party) -> Option<(ExchangeId, Begun)> {
    family.begun_for(of).find_map(|(party, begun)| match party {
        Party::Exchange(exchange) => Some((exchange, begun)),
        Party::Client(_) | Party::Request(_) | Party::Task(_) | Party::Call(_) => None,
    })
}

/// How an exchange ended.
struct Ended {
    record: RecordId,
    at: Time,
    status: Status,
    ending: Ending,
}

fn ended(family: &Family<'_>, exchange: ExchangeId) -> Option<Ended> {
    let found = family.last(Party::Exchange(exchange), |fact| {
        if let Fact::Ended { status, ending, .. } = *fact { Some((status, ending)) } else { None }
    });
    found.map(|(record, at, (status, ending))| Ended { record, at, status, ending })
}

/// The last request that came before `request` and had ended well by `ended`.
fn healthy_before(trace: &Trace, request: RequestId, ended: RecordId) -> Option<RequestId> {
    let mut best = None;
    for record in trace.before(ended).iter().rev() {
        if let Fact::Ended { exchange, status, .. } = record.fact
            && status.is_success()
            && let Some(Party::Request(other)) = trace.begun(Party::Exchange(exchange)).map(|begun| begun.of)
            && other < request
        {
            best = best.max(Some(other));
        }
        // Whatever ended before that request began, came before it.
        if let Fact::Begins { party: Party::Request(other), .. } = record.fact
            && best.is_some_and(|best| other <= best)
        {
            break;
        }
    }
    best
}

/// The time within which something had to be done, and whose it was.
#[derive(Clone, Copy)]
struct Window {
    who: Who,
    of: Party,
    from: Time,
    by: Time,
    limit: Span,
}

/// Follows the causes of one request.
struct Tracer<'a> {
    trace: &'a Trace,
    marks: &'a Marks,
    family: &'a Family<'a>,
    until: Time,
    /// When whoever waited last gave up.
    given_up: Time,
    links: Vec<Link>,
}

impl Tracer<'_> {
    fn push(&mut self, record: RecordId, reason: Reason) {
        if let Some(at) = self.trace.get(record).map(|record| record.at) {
            self.links.push(Link { record, at, reason });
        }
    }

    fn client(&mut self, request: RequestId) {
        let party = Party::Request(request);
        let over = self.family.last(party, |fact| {
            let Fact::Over { how, .. } = *fact else { return None };
            Some(if let Over::Got(code) = how { Some(code) } else { None })
        });
        let begun = self.trace.begun(party).and_then(|begun| self.trace.get(begun.record));
        if let (Some((record, at, got)), Some(begun)) = (over, begun) {
            self.push(record, Reason::ClientGot(got, at.since(begun.at)));
        }
    }

    /// How long something lasted that began at `from` and was over at `to`, if it was.
    fn wait(&self, from: Time, to: Option<Time>) -> Wait {
        let to = to.unwrap_or(self.until);
        Wait { by_then: to.min(self.given_up).since(from), in_all: to.since(from) }
    }

    // ---- gateways and applications ----

    fn exchange(&mut self, exchange: ExchangeId, begun: Begun, ended: &Ended) {
        let party = Party::Exchange(exchange);
        let (place, ending, status) = (begun.place, ended.ending, ended.status);
        let arrived = self.trace.get(begun.record).map_or(ended.at, |record| record.at);
        let window = self.waited(party, place, ending);
        let waited = window.map_or(ended.at.since(arrived), |window| window.by.since(window.from));
        self.push(ended.record, Reason::AEnded { place, ending, status, waited });
        match ending {
            Ending::Answered => self.answered(party),
            Ending::Refused
            | Ending::ConnectTimedOut
            | Ending::TimedOut(Phase::Connect)
            | Ending::Closed(_)
            | Ending::Reset(_)
            | Ending::Invalid(_) => {
                let links = self.links.len();
                self.on_the_wire(party, ended);
                // No fault: the way was too long.
                if let (true, Some(window)) = (links == self.links.len(), window) {
                    self.within(window);
                }
            }
            Ending::TimedOut(_) => {
                if let Some(window) = window {
                    self.within(window);
                }
            }
            Ending::ClientGone => {
                let left = self.family.stays.iter().find(|stay| matches!(stay.party, Party::Request(_)));
                let (of, from) = left.map_or((party, arrived), |stay| (stay.party, stay.from));
                let by = self.family.last(of, |fact| matches!(fact, Fact::Over { .. }).then_some(()));
                let (by, limit) = (by.map_or(ended.at, |(_, at, ())| at), self.plan_at(from).clients.patience);
                self.within(Window { who: Who::Client, of, from, by, limit });
            }
            Ending::QueueFull => {
                if let Some(workers) = self.trace.plan().gateway(place).map(|gateway| gateway.workers) {
                    let holdings = self.marks.before(self.trace, ended.record);
                    self.pool(workers, &holdings, party, ended.record, Span::ZERO);
                }
            }
        }
    }

    /// The wait in which a gateway gave up, if it did so while it waited for the other side.
    fn waited(&self, party: Party, place: PlaceId, ending: Ending) -> Option<Window> {
        ending.phase()?;
        let waits = |stay: &&Stay| stay.party == party && matches!(stay.what, What::Handshake | What::Reply);
        let connects = |stay: &&Stay| stay.party == party && stay.what == What::Handshake;
        let stay = match ending.phase() {
            Some(Phase::Connect) => self.family.stays.iter().find(connects)?,
            Some(_) | None => self.family.stays.iter().rev().find(waits)?,
        };
        let by = stay.to.unwrap_or(self.until);
        let limit = self.plan_at(stay.from).gateway(place)?.timeout;
        Some(Window { who: Who::Gateway(place), of: party, from: stay.from, by, limit })
    }

    /// The other side answered, and not well: an application by itself, or the gateway behind this one.
    fn answered(&mut self, party: Party) {
        if let Some((exchange, begun)) = exchange_of(self.family, party) {
            if let Some(ended) = ended(self.family, exchange) {
                self.exchange(exchange, begun, &ended);
            }
            return;
        }
        let answered = self.family.begun_for(party).find_map(|(task, begun)| {
            let (record, _, code) = self.family.last(task, |fact| {
                if let Fact::Over { how: Over::Answered { code, .. }, .. } = *fact { Some(code) } else { None }
            })?;
            Some((task, begun.place, record, code))
        });
        let Some((task, place, record, code)) = answered else { return };
        self.push(record, Reason::BAnswered { place, code });
        let timed_out = self.family.begun_for(task).find_map(|(call, begun)| {
            let (record, at, ()) =
                self.family.last(call, |fact| matches!(fact, Fact::Over { how: Over::TimedOut, .. }).then_some(()))?;
            Some((call, begun, record, at))
        });
        let Some((call, begun, record, by)) = timed_out else { return };
        let Some(from) = self.trace.get(begun.record).map(|record| record.at) else { return };
        let Some(to) = self.dependency_of(call) else { return };
        let after = by.since(from);
        self.push(record, Reason::CallTimedOut { place, to, after });
        self.within(Window { who: Who::App(place), of: call, from, by, limit: after });
    }

    /// Which dependency a call is for.
    fn dependency_of(&self, call: Party) -> Option<PlaceId> {
        let (Party::Call(_), plan) = (call, self.trace.plan()) else { return None };
        let by_task = self.family.begun_for(call).next().map(|(_, begun)| begun.place);
        by_task.or_else(|| {
            let link = self.family.stays.iter().find_map(|stay| {
                let What::Unit(pool) = stay.what else { return None };
                if stay.party == call { plan.pool(pool).link } else { None }
            });
            let taken = self
                .family
                .last(call, |fact| if let Fact::Takes { pool, .. } = *fact { plan.pool(pool).link } else { None });
            link.or(taken.map(|(_, _, link)| link)).map(|link| plan.link(link).to)
        })
    }

    // ---- the wire ----

    /// The fault that made the exchange end so, where the record says that it hit: it stands on what it left on the wire.
    fn on_the_wire(&mut self, party: Party, ended: &Ended) {
        let hit = self.family.hits.iter().rev().find(|hit| hit.party == party && hit.record < ended.record).copied();
        let Some(Hit { record, fault, place, .. }) = hit else { return self.lost_connection(party, ended) };
        let phase = ended.ending.phase().unwrap_or(fault.phase());
        let left = |fact: &Fact| match ended.ending {
            Ending::Refused => matches!(fact, Fact::SynRefused { .. }),
            Ending::Closed(_) => matches!(fact, Fact::FinSent { from: Side::Far, .. }),
            Ending::Reset(_) => matches!(fact, Fact::RstSent { from: Side::Far, .. }),
            Ending::Invalid(_) => matches!(fact, Fact::Sent { from: Side::Far, .. }),
            Ending::ConnectTimedOut
            | Ending::TimedOut(_)
            | Ending::Answered
            | Ending::ClientGone
            | Ending::QueueFull => matches!(fact, Fact::SynSent { .. }),
        };
        let wire =
            || self.family.wire_before(party, ended.record).filter(|&(id, _)| id > record || self.is_first(id, party));
        let stands_on = wire().find(|(_, record)| left(&record.fact)).map_or(record, |(id, _)| id);
        self.push(stands_on, Reason::FaultActed { fault, place, phase });
    }

    /// Whether a record is about this party's connection.
    fn is_first(&self, id: RecordId, party: Party) -> bool {
        self.trace.get(id).is_some_and(|record| record.fact.party() == Some(party))
    }

    /// The exchange was on its way on a connection that the other side had closed: a fault of connecting closes what is
    /// idle, and a gateway whose queue was full for the one before.
    fn lost_connection(&mut self, party: Party, ended: &Ended) {
        let taken = self.family.last(party, |fact| {
            if let Fact::Carried { connection, link, .. } = *fact { Some((connection, link)) } else { None }
        });
        let Some((_, _, (connection, link))) = taken else { return };
        // Perhaps before the exchange began: the news was under way.
        let closed = self.trace.range(RecordId(0), ended.record).rev().find(|(_, record)| {
            matches!(record.fact,
                Fact::FinSent { connection: on, from: Side::Far, .. } | Fact::RstSent { connection: on, from: Side::Far, .. }
                    if on == connection)
        });
        let Some((closed, record)) = closed else { return };
        if let Fact::FinSent { why: CloseReason::QueueFull, .. } = record.fact {
            let plan = self.trace.plan();
            if let Some(workers) = plan.gateway(plan.link(link).to).map(|gateway| gateway.workers) {
                let holdings = self.marks.before(self.trace, closed);
                return self.pool(workers, &holdings, party, closed, Span::ZERO);
            }
        }
        let mut cause = record.cause();
        while let Some(record) = cause.and_then(|cause| self.trace.get(cause)) {
            if let Fact::FaultStarted { fault, place } = record.fact {
                let phase = ended.ending.phase().unwrap_or(fault.phase());
                return self.push(closed, Reason::FaultActed { fault, place, phase });
            }
            cause = record.cause();
        }
    }

    // ---- waits ----

    /// What took too long within a window: the stay that went furthest beyond what is usual. Where the request would have
    /// needed more than the window had without it, the window was too short.
    fn within(&mut self, window: Window) {
        self.given_up = window.by;
        let plan = self.plan_at(window.from);
        let mut worst: Option<(Span, Stay)> = None;
        let whole = Window { by: self.until, ..window };
        let way = self.way(whole);
        let (mut needs, mut own, mut most) = (way, way, (Span::ZERO, None));
        for &stay in &self.family.stays {
            let Some(place) = self.family.begun(stay.party).map(|begun| begun.place) else { continue };
            // What it does once it has given up is another matter.
            let gave_up = stay.party == window.of && stay.from >= window.by;
            if gave_up || !self.family.is_for(stay.party, window.of) || !self.is_leaf(&stay) {
                continue;
            }
            let in_all = stay.within(window.from, self.until);
            let usual = match stay.what {
                // The way takes as long as it takes.
                What::Handshake | What::Reply | What::Done(_) if self.hit_of(&stay).is_none() => in_all,
                What::Handshake
                | What::Reply
                | What::Done(_)
                | What::Unit(_)
                | What::Timer
                | What::Cpu
                | What::Fault(_) => plan.usual(place, stay.what),
            };
            own = own + in_all.min(usual);
            let length = stay.within(window.from, window.by);
            if length > Span::ZERO {
                needs = needs + usual;
                if usual > most.0 {
                    most = (usual, plan.dependency(place).map(|_| place));
                }
            }
            let excess = length - usual;
            if excess > worst.map_or(Span::ZERO, |(worst, _)| worst) {
                worst = Some((excess, stay));
            }
        }
        let half = Span::from_ns(window.limit.ns() / 2);
        let fault = |stay: &Stay| matches!(stay.what, What::Fault(_)) || self.hit_of(stay).is_some();
        let needs = needs.max(own).max(self.usual_of_call(&plan, window.of));
        match worst {
            Some((excess, stay)) if own < window.limit && (fault(&stay) || excess >= half || needs < window.limit) => {
                self.stay(&stay, window.by);
            }
            Some(_) | None => {
                let record = self.trace.end_of(window.by);
                let record = RecordId(record.0.saturating_sub(1));
                let (who, waits, to) = (window.who, window.limit, most.1);
                self.push(record, Reason::Patience { who, needs: needs.max(waits), waits, to });
            }
        }
    }

    /// Up to how long a call usually takes, there and back included; of another party, nothing.
    fn usual_of_call(&self, plan: &Plan, party: Party) -> Span {
        let (Some(from), Some(to)) = (self.family.begun(party), self.dependency_of(party)) else { return Span::ZERO };
        let link = plan.links.iter().find(|link| (link.from, link.to) == (from.place, to));
        let way = link.map_or(Span::ZERO, |link| link.latency.percentile_99());
        plan.usual(to, What::Timer) + way + way
    }

    /// How much of a window messages were under way: what waited for a reply while nobody whom it had begun was there.
    fn way(&self, window: Window) -> Span {
        let mut way = Span::ZERO;
        let stays = &self.family.stays;
        for stay in stays.iter().filter(|stay| stay.what == What::Reply && self.family.is_for(stay.party, window.of)) {
            if self.is_leaf(stay) {
                continue;
            }
            let (from, by) = (window.from.max(stay.from), stay.to.unwrap_or(window.by).min(window.by));
            let others: Vec<Party> = self.family.begun_for(stay.party).map(|(other, _)| other).collect();
            let worked = stays.iter().filter(|other| others.contains(&other.party));
            let worked = worked.fold(Span::ZERO, |sum, other| sum + other.within(from, by));
            way = way + (by.since(from) - worked);
        }
        way
    }

    /// The plan as changed by `at`.
    fn plan_at(&self, at: Time) -> Plan {
        self.trace.plan_before(self.trace.end_of(at))
    }

    /// Whether a stay is something by itself, and not the wait for a member that is told on its own.
    fn is_leaf(&self, stay: &Stay) -> bool {
        match stay.what {
            What::Done(other) => self.family.begun(other).is_none(),
            What::Reply => self.family.begun_for(stay.party).next().is_none(),
            What::Unit(_) | What::Handshake | What::Timer | What::Cpu | What::Fault(_) => true,
        }
    }

    /// The fault that hit what a party was doing during a stay.
    fn hit_of(&self, stay: &Stay) -> Option<Hit> {
        let of = self.family.begun(stay.party)?.of;
        let hits = self.family.hits.iter().rev();
        let during = |hit: &&Hit| {
            (hit.party == stay.party || hit.party == of) && hit.at >= stay.from && stay.to.is_none_or(|to| hit.at <= to)
        };
        hits.filter(during).copied().next()
    }

    /// A stay that took too long.
    fn stay(&mut self, stay: &Stay, by: Time) {
        let waited = stay.to.unwrap_or(self.until).since(stay.from);
        let Some(&Begun { place, .. }) = self.family.begun(stay.party) else { return };
        match stay.what {
            What::Unit(pool) => {
                let middle = self.trace.end_of(stay.middle(by));
                let holdings = self.marks.before(self.trace, middle);
                let plan = self.trace.plan_before(middle);
                let (of, style) = (plan.pool(pool).limit, style(&plan, place));
                if plan.pool(pool).kind != PoolKind::Worker {
                    let waited = self.wait(stay.from, stay.to);
                    self.push(stay.record, Reason::WaitedForUnit { pool, of, waited, style });
                }
                let end = self.trace.end_of(stay.to.unwrap_or(by).min(by));
                self.pool(pool, &holdings, stay.party, end, waited.min(by.since(stay.from)));
            }
            What::Cpu => self.push(stay.record, Reason::Worked { place, took: waited }),
            What::Handshake => {
                if let Some(hit) = self.hit_of(stay) {
                    let (fault, place, phase) = (hit.fault, hit.place, Phase::Connect);
                    self.push(stay.record, Reason::FaultActed { fault, place, phase });
                }
            }
            What::Timer | What::Fault(_) => self.behind(stay),
            What::Reply | What::Done(_) => {
                if let Some(Hit { record, fault, place, .. }) = self.hit_of(stay) {
                    self.push(record, Reason::FaultActed { fault, place, phase: fault.phase() });
                }
            }
        }
    }

    /// A task took too long, or a fault keeps it silent: of a dependency, or of an application that forgot it.
    fn behind(&mut self, stay: &Stay) {
        let Some(&Begun { place, of, .. }) = self.family.begun(stay.party) else { return };
        let Party::Call(_) = of else {
            if let What::Fault(fault) = stay.what {
                let record = self.family.begun(stay.party).map_or(stay.record, |begun| begun.record);
                self.push(record, Reason::FaultActed { fault, place, phase: fault.phase() });
            }
            return;
        };
        self.waited_for_reply(of, place);
        self.dependency(stay.party);
    }

    fn waited_for_reply(&mut self, call: Party, to: PlaceId) {
        let taken = self.family.last(call, |fact| if let Fact::Takes { unit, .. } = *fact { Some(unit) } else { None });
        let over = self.family.last(call, |fact| matches!(fact, Fact::Over { .. }).then_some(()));
        let (Some((record, at, slot)), Some(begun)) = (taken, self.family.begun(call)) else { return };
        let (place, style) = (begun.place, style(&self.trace.plan_before(record), begun.place));
        let waited = self.wait(at, over.map(|(_, over, ())| over));
        self.push(record, Reason::WaitedForReply { place, to, slot, waited, style });
    }

    // ---- pools ----

    /// Who held the units of a pool while `waiter` waited, until the record `end`, for `waited`.
    fn pool(&mut self, pool: PoolId, holdings: &Holdings, waiter: Party, end: RecordId, waited: Span) {
        let Path { steps, end: ends } =
            if holdings.living(waiter).is_some_and(|living| living.what == What::Unit(pool)) {
                path(holdings, waiter)
            } else {
                // It never got into the queue.
                holdings.pool(pool).held.first().map_or_else(
                    || Path { steps: Vec::new(), end: End::Nothing },
                    |&(_, holder, _)| path(holdings, holder),
                )
            };
        let plan = self.trace.plan_before(end);
        for step in &steps {
            self.held(&plan, holdings, step);
        }
        let bottleneck = steps.last().map_or(pool, |step| step.pool);
        let of = plan.pool(bottleneck).limit;
        let last = RecordId(end.0.saturating_sub(1));
        match ends {
            End::Starved(pool) => self.push(last, Reason::Starved { pool, of: plan.pool(pool).limit }),
            End::Ring(parties) => {
                self.push(last, Reason::Ring { parties: u32::try_from(parties.len()).unwrap_or(u32::MAX) });
            }
            End::Leak(pool) => self.push(last, Reason::Leak { pool, of }),
            End::Computes(_) | End::Timer(_) | End::Silent(_) | End::Travels(_) | End::Nothing => {
                let at_end = self.marks.before(self.trace, end);
                let by = self.trace.get(last).map_or(self.until, |record| record.at);
                // By so much has what is out of the ordinary delayed those who wait.
                let units = u64::from(of.limit().unwrap_or(1).max(1));
                let unusual = Span::from_ns(at_end.unusual(bottleneck, by).ns() / units);
                let blamed = (unusual.ns() >= waited.ns() / 2 && unusual > Span::ZERO)
                    .then(|| self.unusual_holder(&plan, holdings, steps.last()));
                match blamed.flatten() {
                    Some(task) => self.dependency(task),
                    None => {
                        let Load { asked, served } = load(&plan, &at_end, bottleneck, by);
                        self.push(last, Reason::Load { pool: bottleneck, of, asked, served });
                    }
                }
            }
        }
    }

    fn held(&mut self, plan: &Plan, holdings: &Holdings, step: &Step) {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let pool = plan.pool(step.pool);
        let computes = |party| holdings.living(party).is_none_or(|living| living.what == What::Cpu);
        let held = holdings.pool(step.pool).held.iter();
        let group: Vec<Held> = match pool.kind {
            PoolKind::Thread => held.filter(|&&(_, party, _)| computes(party) == step.computes).copied().collect(),
            PoolKind::Worker | PoolKind::Connection => held.copied().collect(),
        };
        // The record since which the last of them does what it does.
        let since = |&(_, party, taken): &Held| match pool.kind {
            PoolKind::Thread if !step.computes => holdings.living(party).map_or(taken, |living| living.since),
            PoolKind::Thread | PoolKind::Worker | PoolKind::Connection => taken,
        };
        let Some(record) = group.iter().map(since).max() else { return };
        let request = |place: usize| group.get(place).and_then(|&(_, party, _)| self.trace.request_of(party));
        let again = |party: Party| holdings.living(party).is_some_and(|living| living.resumes);
        let waits = &holdings.pool(step.pool).waits;
        let waiting = match pool.kind {
            PoolKind::Worker => waits.iter().filter(|&&(party, _)| !again(party)).count(),
            PoolKind::Thread | PoolKind::Connection => waits.len(),
        };
        let (busy, waiting) = (count(group.len()), count(waiting));
        let (pool, of, computed) = (step.pool, pool.limit, step.computes);
        let holders = [request(0), request(1)];
        self.push(record, Reason::Held { pool, of, busy, computed, holders, waiting });
    }

    /// The first of those behind the holders of a pool that a fault keeps silent, else the one that has taken longest beyond
    /// what is usual.
    fn unusual_holder(&self, plan: &Plan, holdings: &Holdings, step: Option<&Step>) -> Option<Party> {
        let group = &step?.group;
        let tasks = group.iter().filter_map(|&(_, holder, _)| match path(holdings, holder).end {
            End::Timer(task) | End::Silent(task) => holdings.living(task),
            End::Computes(_) | End::Travels(_) | End::Ring(_) | End::Starved(_) | End::Leak(_) | End::Nothing => None,
        });
        let tasks: Vec<_> = tasks.collect();
        let over = |task: Party| {
            let begun = self.trace.begun(task)?;
            let from = self.trace.get(begun.record)?.at;
            let to = self.over(task).unwrap_or(self.until);
            Some(to.since(from) - plan.usual(begun.place, What::Timer))
        };
        let silent =
            tasks.iter().find(|living| matches!(living.what, What::Fault(_)) || self.held_silent(living.party));
        silent.map(|living| living.party).or_else(|| {
            // Of equal ones the first.
            let longest = tasks.iter().rev().max_by_key(|living| over(living.party))?;
            over(longest.party).filter(|&over| over > Span::ZERO).map(|_| longest.party)
        })
    }

    /// When a party ended, if it has by `until`.
    fn over(&self, party: Party) -> Option<Time> {
        let begun = self.trace.begun(party)?;
        let end = self.trace.end_of(self.until);
        let over = |fact: &Fact| matches!(*fact, Fact::Over { party: other, .. } if other == party);
        self.trace.range(begun.record, end).find(|(_, record)| over(&record.fact)).map(|(_, record)| record.at)
    }

    /// Whether a fault came to keep a task silent.
    fn held_silent(&self, task: Party) -> bool {
        self.silenced(task).is_some()
    }

    fn silenced(&self, task: Party) -> Option<RecordId> {
        let begun = self.trace.begun(task)?;
        let end = self.trace.end_of(self.until);
        for (id, record) in self.trace.range(begun.record, end) {
            if matches!(record.fact, Fact::Waits { party, what: What::Fault(_) } if party == task) {
                return Some(id);
            }
            if matches!(record.fact, Fact::Over { party, .. } if party == task) {
                return None;
            }
        }
        None
    }

    /// What a dependency did with a call: the root of most chains.
    fn dependency(&mut self, task: Party) {
        let Some(&Begun { place, of, record }) = self.trace.begun(task) else { return };
        let Some(request) = self.trace.request_of(of) else { return };
        let ended = self.over(of).or_else(|| self.over(task));
        let answered = self.over(task);
        if let Some(silenced) = self.silenced(task) {
            let until = answered.into_iter().chain(ended).min();
            return self.push(silenced, Reason::Silent { place, request, until });
        }
        let from = self.trace.get(record).map_or(Time::ZERO, |record| record.at);
        let took = answered.into_iter().chain(ended).min().unwrap_or(self.until).since(from);
        let answered =
            self.family.last(task, |fact| matches!(fact, Fact::Over { how: Over::Answered { .. }, .. }).then_some(()));
        self.push(record, Reason::Slow { place, request, took, answered: answered.is_some() });
    }
}

/// How the application at a place waits for its calls.
fn style(plan: &Plan, place: PlaceId) -> CallStyle {
    match plan.place(place).role {
        Role::App(_) => plan.app(place).map_or(CallStyle::Synchronous, |app| app.call_style),
        Role::Clients | Role::Gateway(_) | Role::Dependency(_) => CallStyle::Synchronous,
    }
}
