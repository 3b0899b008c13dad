//! A gateway: http.sys and w3wp, forwarding through WinHTTP. It may stand before applications, or before another gateway.
//!
//! ```text
//! first byte ─► (http.sys queue) ─► Preparing (a worker) ─┬─► Connecting ─► AwaitingHeader ─► Reading
//!                     │                                   └── idle connection ──┘  ▲           │
//!                 QueueFull: 503                                                      bytes      │
//!                                                                                                ▼
//! any of them ── failure, time-out, complete answer ──────────────────────────► Finishing (a worker) ─► Ended
//! ```
//!
//! WinHTTP works asynchronously: between Preparing and Finishing no worker is held. What differs between products is a row
//! of data, [`Personality`].

mod idle;

use std::collections::VecDeque;

use super::client::kind_of;
use super::cx::{Cause, Cx};
use super::event::{Connection, Event, GatewayEvent, Passenger};
use super::flow::{self, Signal};
use super::message::Message;
use super::pool::Pool;
use super::slab::{Key, Slab};
use crate::kernel::{self, Span, Stream, Time};
use crate::plan::{GatewayPlan, Personality, Plan};
use crate::trace::{ExchangePhase, ExchangeView, Fact, PartyView, PoolView};
use crate::vocabulary::{
    CloseReason, ConnectionId, Ending, ExchangeId, InvalidHead, Leave, LinkId, Party, Phase, Side, Status, UnitId, What,
};
use crate::wire::http1::{Progress, RequestReader, ResponseReader, Strictness};
use idle::Idle;

/// How late WinHTTP's timer is at most: the period of Windows' clock interrupt, 15.6 ms. Inferred; time-outs of 30 s are
/// seen in logs as 29.89 to 30.02 s.
const TIMER_LATENESS: Span = Span::from_us(15_600);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// In the queue of http.sys.
    Queued,
    /// With a worker, before it is forwarded.
    Preparing,
    Connecting {
        connection: Connection,
        deadline: Time,
        timer: kernel::Key,
    },
    /// Waits for the head, or has part of the answer.
    Receiving {
        connection: Connection,
        deadline: Time,
        timer: kernel::Key,
    },
    /// Decided: a worker is to write the response, or does.
    Finishing {
        ending: Ending,
        code: u16,
        has_worker: bool,
    },
}

#[derive(Clone, Debug)]
struct Exchange {
    /// Who asked.
    of: Passenger,
    client: Connection,
    begun: Time,
    /// Since when it is in its state.
    since: Time,
    state: State,
    /// To which member it goes.
    link: LinkId,
    reader: ResponseReader,
    client_gone: bool,
}

/// A gateway.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    /// Its index in the plan.
    index: u16,
    /// Connections of clients whose request is not complete yet.
    arriving: Slab<ConnectionId, RequestReader>,
    /// The exchange that a client's connection is for.
    asked: Slab<ConnectionId, Key<ExchangeId>>,
    /// w3wp's workers; those who wait for their first one are the queue of http.sys.
    workers: Pool<ExchangeId>,
    /// Completions that wait for a worker; they go before new requests.
    completions: VecDeque<Key<ExchangeId>>,
    exchanges: Slab<ExchangeId, Exchange>,
    /// Connections to members that are in use.
    carried: Slab<ConnectionId, Key<ExchangeId>>,
    idle: Idle,
    /// Exchanges that were given to members: they take turns.
    routed: u32,
}

impl Gateway {
    pub(crate) fn new(plan: &Plan, index: u16) -> Self {
        Self {
            index,
            arriving: Slab::default(),
            asked: Slab::default(),
            workers: Pool::new(plan.gateways[usize::from(index)].workers, Party::Exchange),
            completions: VecDeque::new(),
            exchanges: Slab::default(),
            carried: Slab::default(),
            idle: Idle::new(index),
            routed: 0,
        }
    }

    fn plan<'a>(&self, cx: &Cx<'a>) -> &'a GatewayPlan {
        &cx.plan.gateways[usize::from(self.index)]
    }

    fn personality(&self, cx: &Cx<'_>) -> &'static Personality {
        self.plan(cx).hosting.personality()
    }

    pub(crate) fn handle(&mut self, cx: &mut Cx<'_>, cause: Cause, event: GatewayEvent) {
        match event {
            GatewayEvent::WorkerDone(exchange, worker) => self.worker_done(cx, cause, exchange, worker),
            GatewayEvent::WorkerFree(worker) => self.free(cx, cause, worker),
            GatewayEvent::TimedOut(exchange) => self.timed_out(cx, cause, exchange),
            GatewayEvent::Idle => self.idle.expire(cx, cause),
        }
    }

    // ---- the client's side ----

    pub(crate) fn client_signal(
        &mut self,
        cx: &mut Cx<'_>,
        cause: Cause,
        connection: Connection,
        passenger: Passenger,
        signal: Signal,
    ) {
        match signal {
            Signal::Syn => {
                self.arriving.put(connection, RequestReader::new(Strictness::HTTP_SYS));
                flow::accept(cx, cause, connection);
            }
            Signal::Bytes(bytes) => {
                let Some(reader) = self.arriving.get_mut(connection) else { return };
                if cx.completes(reader, bytes) {
                    self.arrived(cx, cause, connection, passenger);
                }
            }
            Signal::Fin | Signal::Rst => {
                self.arriving.take(connection);
                let exchange = self.asked.take(connection).and_then(|key| self.exchanges.get_mut(key));
                if let Some(exchange) = exchange {
                    // Nothing is told to B; the next thing that WinHTTP reports ends the exchange (forwardinghandler.cpp).
                    exchange.client_gone = true;
                }
                flow::close(cx, cause, connection, Side::Far, CloseReason::PeerClosed);
            }
            Signal::Connected | Signal::ConnectFailed { .. } => {}
        }
    }

    fn arrived(&mut self, cx: &mut Cx<'_>, cause: Cause, client: Connection, of: Passenger) {
        cx.numbers.exchanges += 1;
        let id = ExchangeId(cx.numbers.exchanges);
        let plan = self.plan(cx);
        let (party, place) = (Party::Exchange(id), plan.place);
        let cause = cx.record(cause, Fact::Begins { party, of: of.party, place });
        if self.workers.waiting() >= plan.queue_limit as usize {
            let (bytes_sent, cause) = flow::send(cx, cause, client, Side::Far, of, Message::Unavailable);
            let (status, ending) = (Status::passed_through(503), Ending::QueueFull);
            let cause = cx.record(cause, Fact::Ended { exchange: id, status, ending, bytes_sent });
            self.arriving.take(client);
            flow::close(cx, cause, client, Side::Far, CloseReason::QueueFull);
            return;
        }
        let link = plan.members[self.routed as usize % plan.members.len()];
        self.routed = self.routed.wrapping_add(1);
        let key = self.exchanges.add(
            id,
            Exchange {
                of,
                client,
                begun: cx.now,
                since: cx.now,
                state: State::Queued,
                link,
                reader: ResponseReader::new(self.personality(cx).strictness),
                client_gone: false,
            },
        );
        self.asked.put(client, key);
        self.workers.queue(key);
        self.dispatch(cx, cause);
        if self.exchanges.get(key).is_some_and(|exchange| exchange.state == State::Queued) {
            self.workers.record_wait(cx, cause, key);
        }
    }

    // ---- workers ----

    /// Gives work to idle workers, the lowest first: completions, then new requests.
    fn dispatch(&mut self, cx: &mut Cx<'_>, cause: Cause) {
        while self.workers.has_free(cx) {
            let Some(key) = self.completions.pop_front().or_else(|| self.workers.next(cx)) else { break };
            let worker = self.workers.lowest_free();
            let cause = self.workers.take(cx, cause, key, worker);
            let Some(exchange) = self.exchanges.get_mut(key) else { continue };
            exchange.since = cx.now;
            let (request, turn) = (exchange.of.request, exchange.of.turn);
            let finishing = match &mut exchange.state {
                State::Finishing { has_worker, .. } => {
                    *has_worker = true;
                    true
                }
                state @ (State::Queued | State::Preparing | State::Connecting { .. } | State::Receiving { .. }) => {
                    *state = State::Preparing;
                    false
                }
            };
            let takes = self.worker_time(cx, request.0, turn, u64::from(finishing));
            let done = GatewayEvent::WorkerDone(key, worker);
            cx.schedule(cause, takes, Event::Gateway(self.index, done));
        }
    }

    fn worker_time(&self, cx: &Cx<'_>, request: u32, turn: u16, number: u64) -> Span {
        cx.draw(self.plan(cx).worker_time, Stream::Worker, u64::from(turn) << 32 | u64::from(request), number)
    }

    fn worker_done(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<ExchangeId>, worker: UnitId) {
        let Some(exchange) = self.exchanges.get(key) else { return };
        if let State::Finishing { ending, code, .. } = exchange.state {
            let (request, turn) = (exchange.of.request, exchange.of.turn);
            let cause = self.write(cx, cause, key, ending, code);
            let takes = self.worker_time(cx, request.0, turn, 2);
            let free = GatewayEvent::WorkerFree(worker);
            cx.schedule(cause, takes, Event::Gateway(self.index, free));
        } else {
            let cause = self.forward(cx, cause, key);
            self.free(cx, cause, worker);
        }
    }

    fn free(&mut self, cx: &mut Cx<'_>, cause: Cause, worker: UnitId) {
        let cause = self.workers.free(cx, cause, worker);
        self.dispatch(cx, cause);
    }

    // ---- the member's side ----

    /// Whom it sends for when it sends for this exchange.
    fn passenger(&self, key: Key<ExchangeId>, exchange: &Exchange) -> Passenger {
        Passenger { party: Party::Exchange(key.id), request: exchange.of.request, turn: self.index }
    }

    fn forward(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<ExchangeId>) -> Cause {
        let Some(exchange) = self.exchanges.get(key) else { return cause };
        let (link, passenger) = (exchange.link, self.passenger(key, exchange));
        if let Some(connection) = self.idle.take(link) {
            return self.send(cx, cause, key, connection, true);
        }
        let (connection, cause) = flow::connect(cx, cause, link, passenger);
        self.carried.put(connection, key);
        let (deadline, timer) = self.arm(cx, cause, key, 0);
        self.turn(cx, key, State::Connecting { connection, deadline, timer });
        cause
    }

    fn turn(&mut self, cx: &Cx<'_>, key: Key<ExchangeId>, state: State) {
        if let Some(exchange) = self.exchanges.get_mut(key) {
            (exchange.state, exchange.since) = (state, cx.now);
        }
    }

    fn send(
        &mut self,
        cx: &mut Cx<'_>,
        cause: Cause,
        key: Key<ExchangeId>,
        connection: Connection,
        reused: bool,
    ) -> Cause {
        let Some(exchange) = self.exchanges.get(key) else { return cause };
        let (link, passenger) = (exchange.link, self.passenger(key, exchange));
        self.carried.put(connection, key);
        let (party, kind) = (passenger.party, kind_of(cx, passenger.request));
        let cause = cx.record(cause, Fact::Carried { party, connection: connection.id, link, reused });
        let message = Message::Forwarded { gateway: self.index, kind };
        let (_, cause) = flow::send(cx, cause, connection, Side::Near, passenger, message);
        let cause = cx.record(cause, Fact::Waits { party, what: What::Reply });
        let (deadline, timer) = self.arm(cx, cause, key, 1);
        self.turn(cx, key, State::Receiving { connection, deadline, timer });
        cause
    }

    fn timed_out(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<ExchangeId>) {
        let Some(exchange) = self.exchanges.get(key) else { return };
        let (connection, what, ending) = match exchange.state {
            State::Connecting { connection, .. } => (connection, What::Handshake, Ending::ConnectTimedOut),
            State::Receiving { connection, .. } => {
                let phase = exchange.reader.phase().unwrap_or(Phase::ReadBody);
                (connection, What::Reply, Ending::TimedOut(phase))
            }
            State::Queued | State::Preparing | State::Finishing { .. } => return,
        };
        let party = Party::Exchange(key.id);
        let cause = cx.record(cause, Fact::Leaves { party, what, why: Leave::TimedOut });
        let cause = flow::close(cx, cause, connection, Side::Near, CloseReason::TimedOut);
        self.decide(cx, cause, key, ending);
    }

    pub(crate) fn member_signal(&mut self, cx: &mut Cx<'_>, cause: Cause, connection: Connection, signal: Signal) {
        let Some(&key) = self.carried.get(connection) else {
            if matches!(signal, Signal::Fin | Signal::Rst) {
                self.idle.forget(connection);
                flow::close(cx, cause, connection, Side::Near, CloseReason::PeerClosed);
            }
            return;
        };
        match signal {
            Signal::Connected => {
                self.disarm(cx, key);
                self.send(cx, cause, key, connection, false);
            }
            Signal::ConnectFailed { refused } => {
                self.decide(cx, cause, key, if refused { Ending::Refused } else { Ending::ConnectTimedOut });
            }
            Signal::Bytes(bytes) => {
                let Some(exchange) = self.exchanges.get_mut(key) else { return };
                let head_was_there = !matches!(exchange.reader.phase(), Some(Phase::AwaitHeader | Phase::ReadHeader));
                let progress = cx.read(&mut exchange.reader, bytes);
                self.read(cx, cause, key, connection, (progress, head_was_there));
            }
            Signal::Fin => {
                let cause = flow::close(cx, cause, connection, Side::Near, CloseReason::PeerClosed);
                let finished = self.exchanges.get_mut(key).map_or(Ok(()), |exchange| exchange.reader.finish());
                self.decide(cx, cause, key, finished.map_or_else(Ending::Closed, |()| Ending::Answered));
            }
            Signal::Rst => {
                let phase = self.exchanges.get(key).and_then(|exchange| exchange.reader.phase());
                self.decide(cx, cause, key, Ending::Reset(phase.unwrap_or(Phase::ReadBody)));
            }
            Signal::Syn => {}
        }
    }

    fn read(
        &mut self,
        cx: &mut Cx<'_>,
        cause: Cause,
        key: Key<ExchangeId>,
        connection: Connection,
        (progress, head_was_there): (Result<Progress, InvalidHead>, bool),
    ) {
        let Some(exchange) = self.exchanges.get(key) else { return };
        let (link, code, keeps_alive) =
            (exchange.link, exchange.reader.code().unwrap_or(0), exchange.reader.keeps_alive());
        let head = matches!(progress, Ok(Progress::Head | Progress::Complete)) && !head_was_there;
        let cause = if head { cx.record(cause, Fact::HeadRead { exchange: key.id, code }) } else { cause };
        match progress {
            Ok(Progress::NeedMore | Progress::Head) => {
                // Each receive has the whole time-out for itself.
                self.disarm(cx, key);
                let (deadline, timer) = self.arm(cx, cause, key, 2);
                if let Some(exchange) = self.exchanges.get_mut(key) {
                    exchange.state = State::Receiving { connection, deadline, timer };
                }
            }
            Ok(Progress::Complete) => {
                self.decide(cx, cause, key, Ending::Answered);
                if keeps_alive {
                    self.idle.put(cx, cause, link, connection);
                } else {
                    flow::close(cx, cause, connection, Side::Near, CloseReason::Done);
                }
            }
            Err(invalid) => {
                let cause = flow::close(cx, cause, connection, Side::Near, CloseReason::Unreadable);
                self.decide(cx, cause, key, Ending::Invalid(invalid));
            }
        }
    }

    /// Starts the time-out of an operation (0 connect, 1 and 2 receive).
    fn arm(&self, cx: &mut Cx<'_>, cause: Cause, key: Key<ExchangeId>, operation: u64) -> (Time, kernel::Key) {
        let (request, turn) =
            self.exchanges.get(key).map_or((0, 0), |exchange| (exchange.of.request.0, exchange.of.turn));
        let entity = u64::from(turn) << 32 | u64::from(request);
        let lateness = cx.below(TIMER_LATENESS.ns(), Stream::Timer, entity, operation);
        let deadline = cx.now + self.plan(cx).timeout;
        let event = Event::Gateway(self.index, GatewayEvent::TimedOut(key));
        (deadline, cx.schedule_at(cause, deadline + Span::from_ns(lateness), event))
    }

    fn disarm(&mut self, cx: &mut Cx<'_>, key: Key<ExchangeId>) {
        if let Some(exchange) = self.exchanges.get(key)
            && let State::Connecting { timer, .. } | State::Receiving { timer, .. } = exchange.state
        {
            cx.cancel(timer);
        }
    }

    // ---- the end ----

    /// The exchange with the member is over; a worker has to tell the client.
    fn decide(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<ExchangeId>, ending: Ending) {
        self.disarm(cx, key);
        let Some(exchange) = self.exchanges.get_mut(key) else { return };
        if let Some(connection) = exchange.state.connection() {
            self.carried.take(connection);
        }
        let code = exchange.reader.code().unwrap_or(0);
        exchange.state = State::Finishing { ending, code, has_worker: false };
        exchange.since = cx.now;
        self.completions.push_back(key);
        self.dispatch(cx, cause);
        if self.completions.back() == Some(&key) {
            self.workers.record_wait(cx, cause, key);
        }
    }

    fn write(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<ExchangeId>, ending: Ending, code: u16) -> Cause {
        let Some(exchange) = self.exchanges.remove(key) else { return cause };
        self.asked.take(exchange.client);
        let (status, ending) = outcome(self.personality(cx), ending, code, exchange.client_gone);
        let message = match ending {
            Ending::Answered => Message::Passed { gateway: self.index, code: status.code },
            Ending::ClientGone => Message::BadRequest,
            Ending::QueueFull => Message::Unavailable,
            Ending::Refused
            | Ending::ConnectTimedOut
            | Ending::TimedOut(_)
            | Ending::Closed(_)
            | Ending::Reset(_)
            | Ending::Invalid(_) => Message::BadGateway,
        };
        let (bytes_sent, cause) = if exchange.client_gone {
            (0, cause)
        } else {
            flow::send(cx, cause, exchange.client, Side::Far, exchange.of, message)
        };
        cx.record(cause, Fact::Ended { exchange: key.id, status, ending, bytes_sent })
    }

    /// How much memory a clone takes [bytes].
    pub(crate) fn size(&self) -> usize {
        let tables = self.arriving.size() + self.asked.size() + self.exchanges.size() + self.carried.size();
        tables + self.workers.size() + self.completions.len() * size_of::<Key<ExchangeId>>()
    }

    // ---- for the snapshot ----

    pub(crate) fn view(&self, plan: &Plan, parties: &mut Vec<PartyView>, exchanges: &mut Vec<ExchangeView>) {
        let own = &plan.gateways[usize::from(self.index)];
        for (key, exchange) in self.exchanges.iter() {
            let what = match exchange.state {
                State::Queued | State::Finishing { has_worker: false, .. } => What::Unit(own.workers),
                State::Preparing | State::Finishing { has_worker: true, .. } => What::Cpu,
                State::Connecting { .. } => What::Handshake,
                State::Receiving { .. } => What::Reply,
            };
            parties.push(PartyView {
                party: Party::Exchange(key.id),
                of: exchange.of.party,
                request: exchange.of.request,
                place: own.place,
                begun: exchange.begun,
                what,
                since: exchange.since,
                gone: exchange.client_gone,
            });
            exchanges.push(exchange.view(key.id, own));
        }
    }

    /// The workers: those that wait for one again come first.
    pub(crate) fn pool_view(&self) -> PoolView {
        let mut view = self.workers.view();
        let again = self.completions.iter().map(|key| Party::Exchange(key.id));
        view.waits.splice(0..0, again);
        view
    }

    /// Idle connections to members.
    pub(crate) fn idle_connections(&self) -> u32 {
        self.idle.len()
    }
}

/// Status and ending of an exchange. `code`: the member's status, where its head was read.
fn outcome(personality: &Personality, ending: Ending, code: u16, client_gone: bool) -> (Status, Ending) {
    let failed = ending.forwarder_status();
    if !client_gone {
        return (failed.unwrap_or(Status::passed_through(code)), ending);
    }
    let gone = if failed.is_some() { personality.failed_client_gone } else { personality.answered_client_gone };
    (gone.status, if gone.keeps_ending { ending } else { Ending::ClientGone })
}

impl State {
    const fn connection(self) -> Option<Connection> {
        match self {
            Self::Connecting { connection, .. } | Self::Receiving { connection, .. } => Some(connection),
            Self::Queued | Self::Preparing | Self::Finishing { .. } => None,
        }
    }
}

impl Exchange {
    fn view(&self, exchange: ExchangeId, plan: &GatewayPlan) -> ExchangeView {
        let (phase, deadline) = match self.state {
            State::Queued => (ExchangePhase::Queued, None),
            State::Preparing => (ExchangePhase::Preparing, None),
            State::Connecting { deadline, .. } => (ExchangePhase::Connecting, Some(deadline)),
            State::Receiving { deadline, .. } if self.reader.phase() == Some(Phase::AwaitHeader) => {
                (ExchangePhase::AwaitingHeader, Some(deadline))
            }
            State::Receiving { deadline, .. } => (ExchangePhase::Reading, Some(deadline)),
            State::Finishing { .. } => (ExchangePhase::Finishing, None),
        };
        let connection = self.state.connection().map(|connection| (connection.id, self.link));
        ExchangeView {
            exchange,
            request: self.of.request,
            place: plan.place,
            phase,
            connection,
            since: self.begun,
            deadline,
            client_gone: self.client_gone,
        }
    }
}
