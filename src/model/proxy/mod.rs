//! Server A: http.sys and w3wp, forwarding through WinHTTP.
//!
//! ```text
//! first byte ─► (http.sys queue) ─► Preparing (a worker) ─┬─► Connecting ─► AwaitingHeader ─► Reading
//!                     │                                   └── pooled connection ──┘  ▲           │
//!                 QueueFull: 503                                                      bytes      │
//!                                                                                                ▼
//! any of them ── failure, time-out, complete answer ──────────────────────────► Finishing (a worker) ─► Ended
//! ```
//!
//! WinHTTP works asynchronously: between Preparing and Finishing no worker is held. What differs between ARR and the
//! ASP.NET Core Module stands in [`policy`].

mod policy;
mod pool;

use std::collections::VecDeque;

use super::cx::Cx;
use super::message::Message;
use super::net::{Net, Side, Signal};
use super::table::Table;
use crate::kernel::{Key, Span, Stream, Time};
use crate::trace::{AView, Exchange as ExchangeView, ExchangePhase, Fact};
use crate::vocabulary::{CloseReason, ConnectionId, Ending, Hop, Phase, RequestId, Status, WorkerId};
use crate::wire::http1::{Progress, RequestReader, ResponseReader, Strictness};
use pool::Pool;

/// How late WinHTTP's timer is at most: the period of Windows' clock interrupt, 15.6 ms. Inferred; time-outs of 30 s are
/// seen in logs as 29.89 to 30.02 s.
const TIMER_LATENESS: Span = Span::from_us(15_600);

/// What A has scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A worker is through with taking a request on, or has the response ready.
    WorkerDone(WorkerId),
    /// A worker is through with what comes after the response: log and clean-up.
    WorkerFree(WorkerId),
    /// The time-out of the present operation of this exchange passed.
    TimedOut(RequestId),
    /// The oldest connection of the pool has been idle long enough.
    PoolIdle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// In the queue of http.sys.
    Queued,
    /// With a worker, before it is forwarded.
    Preparing,
    Connecting {
        connection: ConnectionId,
        deadline: Time,
        timer: Key,
    },
    /// Waits for the head, or has part of the answer.
    Receiving {
        connection: ConnectionId,
        deadline: Time,
        timer: Key,
    },
    /// Decided: a worker writes the response.
    Finishing {
        ending: Ending,
        code: u16,
    },
}

#[derive(Clone, Debug)]
struct Exchange {
    client: ConnectionId,
    since: Time,
    state: State,
    reader: ResponseReader,
    client_gone: bool,
}

/// Server A.
#[derive(Clone, Debug)]
pub(crate) struct Proxy {
    /// Client connections whose request is not complete yet.
    arriving: Table<ConnectionId, RequestReader>,
    /// The queue of http.sys.
    queue: VecDeque<RequestId>,
    /// Completions that wait for a worker; they go before new requests.
    completions: VecDeque<RequestId>,
    workers: Vec<Option<RequestId>>,
    exchanges: Table<RequestId, Exchange>,
    /// Connections to B that are in use.
    carried: Table<ConnectionId, RequestId>,
    pool: Pool,
}

impl Proxy {
    pub(crate) fn new(workers: u16) -> Self {
        Self {
            arriving: Table::default(),
            queue: VecDeque::new(),
            completions: VecDeque::new(),
            workers: vec![None; workers.into()],
            exchanges: Table::default(),
            carried: Table::default(),
            pool: Pool::default(),
        }
    }

    pub(crate) fn handle(&mut self, cx: &mut Cx<'_>, event: Event) {
        match event {
            Event::WorkerDone(worker) => self.worker_done(cx, worker),
            Event::WorkerFree(worker) => self.free(cx, worker),
            Event::TimedOut(request) => self.timed_out(cx, request),
            Event::PoolIdle => self.pool.expire(cx),
        }
    }

    // ---- the client's side ----

    pub(crate) fn client_signal(
        &mut self,
        cx: &mut Cx<'_>,
        connection: ConnectionId,
        request: RequestId,
        signal: Signal,
    ) {
        match signal {
            Signal::Syn => {
                self.arriving.insert(connection, RequestReader::new(Strictness::HTTP_SYS));
                Net::accept(cx, connection);
            }
            Signal::Bytes(bytes) => {
                let Some(reader) = self.arriving.get_mut(connection) else { return };
                if reader.feed(cx.read(bytes)) == Ok(Progress::Complete) {
                    self.arriving.remove(connection);
                    self.arrived(cx, connection, request);
                }
            }
            Signal::Fin | Signal::Rst => {
                self.arriving.remove(connection);
                if let Some(exchange) = self.exchanges.get_mut(request).filter(|exchange| exchange.client == connection)
                {
                    // Nothing is told to B; the next thing that WinHTTP reports ends the exchange (forwardinghandler.cpp).
                    exchange.client_gone = true;
                }
                cx.close(connection, Side::Far, CloseReason::PeerClosed);
            }
            Signal::Connected | Signal::ConnectFailed { .. } => {}
        }
    }

    fn arrived(&mut self, cx: &mut Cx<'_>, client: ConnectionId, request: RequestId) {
        cx.record(Fact::Arrived { request });
        let exchange = Exchange {
            client,
            since: cx.now,
            state: State::Queued,
            reader: ResponseReader::new(Strictness::WINHTTP),
            client_gone: false,
        };
        if self.queue.len() >= cx.plan.queue_limit as usize {
            let bytes_sent = cx.send(client, Side::Far, Message::Unavailable, request);
            let (status, ending) = (Status::passed_through(503), Ending::QueueFull);
            cx.record(Fact::Ended { request, status, ending, time_taken: Span::ZERO, bytes_sent });
            cx.close(client, Side::Far, CloseReason::QueueFull);
            return;
        }
        self.exchanges.insert(request, exchange);
        self.queue.push_back(request);
        self.dispatch(cx);
    }

    // ---- workers ----

    /// Gives work to idle workers, the lowest first.
    fn dispatch(&mut self, cx: &mut Cx<'_>) {
        while let Some(index) = self.workers.iter().position(Option::is_none) {
            let Some(request) = self.completions.pop_front().or_else(|| self.queue.pop_front()) else { return };
            self.workers[index] = Some(request);
            let worker = WorkerId(u16::try_from(index).unwrap_or(u16::MAX));
            cx.record(Fact::WorkerTook { request, worker });
            let Some(exchange) = self.exchanges.get_mut(request) else { continue };
            let finishing = matches!(exchange.state, State::Finishing { .. });
            if !finishing {
                exchange.state = State::Preparing;
            }
            let takes = cx.draw(cx.plan.worker_time, Stream::Worker, request.0.into(), u64::from(finishing));
            cx.schedule(takes, Event::WorkerDone(worker));
        }
    }

    fn worker_done(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        let Some(&Some(request)) = self.workers.get(usize::from(worker.0)) else { return };
        if let Some(Exchange { state: State::Finishing { ending, code }, .. }) = self.exchanges.get(request) {
            self.write(cx, request, *ending, *code);
            let takes = cx.draw(cx.plan.worker_time, Stream::Worker, request.0.into(), 2);
            cx.schedule(takes, Event::WorkerFree(worker));
        } else {
            self.forward(cx, request);
            self.free(cx, worker);
        }
    }

    fn free(&mut self, cx: &mut Cx<'_>, worker: WorkerId) {
        let Some(request) = self.workers.get_mut(usize::from(worker.0)).and_then(Option::take) else { return };
        cx.record(Fact::WorkerFreed { request, worker });
        self.dispatch(cx);
    }

    // ---- B's side ----

    fn forward(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        if let Some(connection) = self.pool.take() {
            return self.send(cx, request, connection, true);
        }
        let connection = cx.connect(Hop::AB, request);
        self.carried.insert(connection, request);
        let (deadline, timer) = arm(cx, request, 0);
        if let Some(exchange) = self.exchanges.get_mut(request) {
            exchange.state = State::Connecting { connection, deadline, timer };
        }
    }

    fn send(&mut self, cx: &mut Cx<'_>, request: RequestId, connection: ConnectionId, reused: bool) {
        self.carried.insert(connection, request);
        cx.record(Fact::ConnectionTaken { request, connection, reused });
        cx.send(connection, Side::Near, Message::forwarded(cx.plan.hosting), request);
        cx.record(Fact::Forwarded { request, connection });
        let (deadline, timer) = arm(cx, request, 1);
        if let Some(exchange) = self.exchanges.get_mut(request) {
            exchange.state = State::Receiving { connection, deadline, timer };
        }
    }

    fn timed_out(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        let Some(exchange) = self.exchanges.get(request) else { return };
        let (connection, ending) = match exchange.state {
            State::Connecting { connection, .. } => {
                cx.record(Fact::ConnectFailed { connection, request });
                (connection, Ending::ConnectTimedOut)
            }
            State::Receiving { connection, .. } => {
                (connection, Ending::TimedOut(exchange.reader.phase().unwrap_or(Phase::ReadBody)))
            }
            State::Queued | State::Preparing | State::Finishing { .. } => return,
        };
        cx.close(connection, Side::Near, CloseReason::TimedOut);
        self.decide(cx, request, ending);
    }

    pub(crate) fn backend_signal(&mut self, cx: &mut Cx<'_>, connection: ConnectionId, signal: Signal) {
        let Some(&request) = self.carried.get(connection) else {
            if matches!(signal, Signal::Fin | Signal::Rst) {
                self.pool.forget(connection);
                cx.close(connection, Side::Near, CloseReason::PeerClosed);
            }
            return;
        };
        match signal {
            Signal::Connected => {
                self.disarm(cx, request);
                self.send(cx, request, connection, false);
            }
            Signal::ConnectFailed { refused } => {
                self.decide(cx, request, if refused { Ending::Refused } else { Ending::ConnectTimedOut });
            }
            Signal::Bytes(bytes) => {
                let Some(exchange) = self.exchanges.get_mut(request) else { return };
                let head_was_there = !matches!(exchange.reader.phase(), Some(Phase::AwaitHeader | Phase::ReadHeader));
                let progress = exchange.reader.feed(cx.read(bytes));
                self.read(cx, request, connection, progress, head_was_there);
            }
            Signal::Fin => {
                cx.close(connection, Side::Near, CloseReason::PeerClosed);
                let finished = self.exchanges.get_mut(request).map_or(Ok(()), |exchange| exchange.reader.finish());
                self.decide(cx, request, finished.map_or_else(Ending::Closed, |()| Ending::Answered));
            }
            Signal::Rst => {
                let phase = self.exchanges.get(request).and_then(|exchange| exchange.reader.phase());
                self.decide(cx, request, Ending::Reset(phase.unwrap_or(Phase::ReadBody)));
            }
            Signal::Syn => {}
        }
    }

    fn read(
        &mut self,
        cx: &mut Cx<'_>,
        request: RequestId,
        connection: ConnectionId,
        progress: Result<Progress, crate::vocabulary::InvalidHead>,
        head_was_there: bool,
    ) {
        let Some(exchange) = self.exchanges.get(request) else { return };
        let (code, keeps_alive) = (exchange.reader.code().unwrap_or(0), exchange.reader.keeps_alive());
        let head = matches!(progress, Ok(Progress::Head | Progress::Complete)) && !head_was_there;
        if head {
            cx.record(Fact::HeadRead { request, code });
        }
        match progress {
            Ok(Progress::NeedMore | Progress::Head) => {
                // Each receive has the whole time-out for itself.
                self.disarm(cx, request);
                let (deadline, timer) = arm(cx, request, 2);
                if let Some(exchange) = self.exchanges.get_mut(request) {
                    exchange.state = State::Receiving { connection, deadline, timer };
                }
            }
            Ok(Progress::Complete) => {
                self.decide(cx, request, Ending::Answered);
                if keeps_alive {
                    self.pool.put(cx, connection);
                } else {
                    cx.close(connection, Side::Near, CloseReason::Done);
                }
            }
            Err(invalid) => {
                cx.close(connection, Side::Near, CloseReason::Unreadable);
                self.decide(cx, request, Ending::Invalid(invalid));
            }
        }
    }

    fn disarm(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        if let Some(exchange) = self.exchanges.get(request)
            && let State::Connecting { timer, .. } | State::Receiving { timer, .. } = exchange.state
        {
            cx.cancel(timer);
        }
    }

    // ---- the end ----

    /// The exchange with B is over; a worker has to tell the client.
    fn decide(&mut self, cx: &mut Cx<'_>, request: RequestId, ending: Ending) {
        self.disarm(cx, request);
        if let Some(exchange) = self.exchanges.get_mut(request) {
            if let Some(connection) = exchange.state.connection() {
                self.carried.remove(connection);
            }
            let code = exchange.reader.code().unwrap_or(0);
            exchange.state = State::Finishing { ending, code };
            self.completions.push_back(request);
            self.dispatch(cx);
        }
    }

    fn write(&mut self, cx: &mut Cx<'_>, request: RequestId, ending: Ending, code: u16) {
        let Some(exchange) = self.exchanges.remove(request) else { return };
        let (status, ending) = policy::outcome(cx.plan.hosting, ending, code, exchange.client_gone);
        let message = policy::response(cx.plan.hosting, status, ending);
        let bytes_sent = if exchange.client_gone { 0 } else { cx.send(exchange.client, Side::Far, message, request) };
        let time_taken = cx.now.since(exchange.since);
        cx.record(Fact::Ended { request, status, ending, time_taken, bytes_sent });
    }

    /// For the snapshot.
    pub(crate) fn view(&self, plan: &super::Plan) -> AView {
        let workers = self.workers.iter().zip(0..).map(|(busy, index)| busy.map(|request| (WorkerId(index), request)));
        let exchanges = self.exchanges.iter().filter(|(_, exchange)| exchange.state != State::Queued);
        AView {
            hosting: plan.hosting,
            timeout: plan.proxy_timeout,
            queue: self.queue.iter().copied().collect(),
            queue_limit: plan.queue_limit,
            workers: workers.collect(),
            exchanges: exchanges.map(|(request, exchange)| exchange.view(request)).collect(),
            idle_connections: self.pool.len(),
        }
    }
}

/// Starts the time-out of an operation (0 connect, 1 and 2 receive).
fn arm(cx: &mut Cx<'_>, request: RequestId, operation: u64) -> (Time, Key) {
    let lateness = cx.below(TIMER_LATENESS.ns(), Stream::Timer, request.0.into(), operation);
    let deadline = cx.now + cx.plan.proxy_timeout;
    (deadline, cx.schedule_at(deadline + Span::from_ns(lateness), Event::TimedOut(request)))
}

impl State {
    const fn connection(self) -> Option<ConnectionId> {
        match self {
            Self::Connecting { connection, .. } | Self::Receiving { connection, .. } => Some(connection),
            Self::Queued | Self::Preparing | Self::Finishing { .. } => None,
        }
    }
}

impl Exchange {
    fn view(&self, request: RequestId) -> ExchangeView {
        let (phase, deadline) = match self.state {
            State::Queued | State::Preparing => (ExchangePhase::Preparing, None),
            State::Connecting { deadline, .. } => (ExchangePhase::Connecting, Some(deadline)),
            State::Receiving { deadline, .. } if self.reader.phase() == Some(Phase::AwaitHeader) => {
                (ExchangePhase::AwaitingHeader, Some(deadline))
            }
            State::Receiving { deadline, .. } => (ExchangePhase::Reading, Some(deadline)),
            State::Finishing { .. } => (ExchangePhase::Finishing, None),
        };
        let connection = self.state.connection();
        ExchangeView { request, connection, phase, since: self.since, deadline, client_gone: self.client_gone }
    }
}
