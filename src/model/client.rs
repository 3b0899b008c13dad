//! The clients: an open loop, a connection a request (as curl does), and a patience.
//!
//! ```text
//! arrives ─► Connecting ─► Waiting ─► response read
//!                 └────────────┴────► left (patience ended)
//! ```

use super::cx::Cx;
use super::message::Message;
use super::net::{Side, Signal};
use super::plan::Arrivals;
use super::table::Table;
use crate::kernel::{Key, Stream, Time};
use crate::trace::{ClientView, Fact, OpenRequest};
use crate::vocabulary::{ClientId, CloseReason, ConnectionId, Hop, RequestId};
use crate::wire::http1::{Progress, ResponseReader, Strictness};

/// What the clients have scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// The next request begins.
    Arrive(RequestId),
    /// A client has waited long enough.
    PatienceEnds(RequestId),
}

#[derive(Clone, Debug)]
struct Open {
    client: ClientId,
    since: Time,
    connection: ConnectionId,
    reader: ResponseReader,
    patience: Key,
}

/// All clients.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clients {
    open: Table<RequestId, Open>,
}

impl Clients {
    /// Lets the first request come.
    pub(crate) fn begin(cx: &mut Cx<'_>) {
        Self::schedule_arrival(cx, RequestId(1));
    }

    fn schedule_arrival(cx: &mut Cx<'_>, request: RequestId) {
        let at = match &cx.plan.arrivals {
            Arrivals::Gaps(gap) => Some(cx.now + cx.draw(*gap, Stream::Arrival, request.0.into(), 0)),
            Arrivals::At(instants) => instants.get(request.0 as usize - 1).copied(),
        };
        if let Some(at) = at.filter(|at| *at <= cx.plan.ends_at) {
            cx.schedule_at(at, Event::Arrive(request));
        }
    }

    pub(crate) fn handle(&mut self, cx: &mut Cx<'_>, event: Event) {
        match event {
            Event::Arrive(request) => self.arrive(cx, request),
            Event::PatienceEnds(request) => {
                if let Some(open) = self.open.remove(request) {
                    cx.record(Fact::ClientLeft { request });
                    cx.close(open.connection, Side::Near, CloseReason::Impatient);
                }
            }
        }
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        Self::schedule_arrival(cx, RequestId(request.0 + 1));
        let machine = cx.below(cx.plan.clients.into(), Stream::Client, request.0.into(), 0);
        let client = ClientId(u16::try_from(machine).unwrap_or(u16::MAX));
        cx.cause = None;
        cx.record(Fact::RequestStarted { request, client });
        let connection = cx.connect(Hop::ClientA, request);
        let patience = cx.schedule(cx.plan.patience, Event::PatienceEnds(request));
        let reader = ResponseReader::new(Strictness::WINHTTP);
        self.open.insert(request, Open { client, since: cx.now, connection, reader, patience });
    }

    pub(crate) fn signal(&mut self, cx: &mut Cx<'_>, connection: ConnectionId, request: RequestId, signal: Signal) {
        match signal {
            Signal::Connected => {
                cx.send(connection, Side::Near, Message::Request, request);
            }
            Signal::Bytes(bytes) => {
                let Some(open) = self.open.get_mut(request) else { return };
                // What A writes is well formed; were it not, the patience would end the wait.
                if open.reader.feed(cx.read(bytes)) == Ok(Progress::Complete) {
                    let code = open.reader.code().unwrap_or(0);
                    cx.cancel(open.patience);
                    self.open.remove(request);
                    cx.record(Fact::ResponseRead { request, code });
                    cx.close(connection, Side::Near, CloseReason::Done);
                }
            }
            Signal::Fin | Signal::Rst => cx.close(connection, Side::Near, CloseReason::PeerClosed),
            Signal::Syn | Signal::ConnectFailed { .. } => {}
        }
    }

    pub(crate) fn view(&self, machines: u16) -> ClientView {
        let waiting = self
            .open
            .iter()
            .map(|(request, open)| OpenRequest { request, client: open.client, since: open.since })
            .collect();
        ClientView { machines, waiting }
    }
}
