//! The clients: an open loop, a connection a request (as curl does), and a patience.
//!
//! ```text
//! arrives ─► Connecting ─► Waiting ─► response read
//!                 └────────────┴────► left (patience ended)
//! ```

use super::cx::{Cause, Cx};
use super::event::{ClientEvent, Connection, Event, Passenger};
use super::flow::{self, Signal};
use super::message::Message;
use super::slab::{Key, Slab};
use crate::kernel::{self, Stream, Time};
use crate::plan::Arrivals;
use crate::trace::{Fact, PartyView};
use crate::vocabulary::{ClientId, CloseReason, ConnectionId, Over, Party, PlaceId, RequestId, Side, What};
use crate::wire::http1::{Progress, ResponseReader, Strictness};

/// Where the clients stand: the first place of every plan.
const PLACE: PlaceId = PlaceId(0);

#[derive(Clone, Debug)]
struct Open {
    client: ClientId,
    begun: Time,
    since: Time,
    connected: bool,
    connection: Connection,
    reader: ResponseReader,
    patience: kernel::Key,
}

/// All clients.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clients {
    open: Slab<RequestId, Open>,
    /// For which request a connection is.
    carries: Slab<ConnectionId, Key<RequestId>>,
}

/// What a request asks for: an index into the kinds of the plan.
pub(crate) fn kind_of(cx: &Cx<'_>, request: RequestId) -> u16 {
    let kinds = &cx.plan.clients.requests;
    if kinds.len() == 1 {
        return 0;
    }
    let total: u32 = kinds.iter().map(|kind| kind.weight).sum();
    let mut drawn = cx.below(total.into(), Stream::Kind, request.0.into(), 0);
    for (index, kind) in (0..).zip(kinds) {
        if drawn < u64::from(kind.weight) {
            return index;
        }
        drawn -= u64::from(kind.weight);
    }
    0
}

impl Clients {
    /// Lets the first request come.
    pub(crate) fn begin(cx: &mut Cx<'_>, cause: Cause) {
        Self::schedule_arrival(cx, cause, RequestId(1));
    }

    fn schedule_arrival(cx: &mut Cx<'_>, cause: Cause, request: RequestId) {
        let clients = &cx.plan.clients;
        let at = match &clients.arrivals {
            Arrivals::Gaps(gap) => Some(cx.now + cx.draw(*gap, Stream::Arrival, request.0.into(), 0)),
            Arrivals::At(instants) => instants.get(request.0 as usize - 1).copied(),
        };
        if let Some(at) = at.filter(|at| *at <= cx.plan.ends_at) {
            cx.schedule_at(cause, at, Event::Client(ClientEvent::Arrive(request)));
        }
    }

    pub(crate) fn handle(&mut self, cx: &mut Cx<'_>, cause: Cause, event: ClientEvent) {
        match event {
            ClientEvent::Arrive(request) => self.arrive(cx, cause, request),
            ClientEvent::PatienceEnds(request) => {
                if let Some(open) = self.open.remove(request) {
                    let over = Fact::Over { party: Party::Request(request.id), how: Over::Left };
                    let cause = cx.record(cause, over);
                    flow::close(cx, cause, open.connection, Side::Near, CloseReason::Impatient);
                }
            }
        }
    }

    fn arrive(&mut self, cx: &mut Cx<'_>, cause: Cause, request: RequestId) {
        Self::schedule_arrival(cx, cause, RequestId(request.0 + 1));
        let machine = cx.below(cx.plan.clients.machines.into(), Stream::Client, request.0.into(), 0);
        let client = ClientId(u16::try_from(machine).unwrap_or(u16::MAX));
        let party = Party::Request(request);
        let cause = cx.record(None, Fact::Begins { party, of: Party::Client(client), place: PLACE });
        let passenger = Passenger { party, request, turn: 0 };
        let (connection, cause) = flow::connect(cx, cause, cx.plan.clients.link, passenger);
        let reader = ResponseReader::new(Strictness::WINHTTP);
        // The entry needs the timer's key, and the timer the entry's.
        let key = self.open.next_key(request);
        let patience = cx.schedule(cause, cx.plan.clients.patience, Event::Client(ClientEvent::PatienceEnds(key)));
        let open = Open { client, begun: cx.now, since: cx.now, connected: false, connection, reader, patience };
        self.open.add(request, open);
        self.carries.put(connection, key);
    }

    pub(crate) fn signal(
        &mut self,
        cx: &mut Cx<'_>,
        cause: Cause,
        connection: Connection,
        passenger: Passenger,
        signal: Signal,
    ) {
        match signal {
            Signal::Connected => {
                if let Some(open) = self.carries.get(connection).and_then(|&key| self.open.get_mut(key)) {
                    (open.connected, open.since) = (true, cx.now);
                }
                let kind = kind_of(cx, passenger.request);
                flow::send(cx, cause, connection, Side::Near, passenger, Message::Request(kind));
            }
            Signal::Bytes(bytes) => {
                let Some(&key) = self.carries.get(connection) else { return };
                let Some(open) = self.open.get_mut(key) else { return };
                // What A writes is well formed; were it not, the patience would end the wait.
                if cx.read(&mut open.reader, bytes) == Ok(Progress::Complete) {
                    let code = open.reader.code().unwrap_or(0);
                    cx.cancel(open.patience);
                    self.open.remove(key);
                    let over = Fact::Over { party: Party::Request(key.id), how: Over::Got(code) };
                    let cause = cx.record(cause, over);
                    flow::close(cx, cause, connection, Side::Near, CloseReason::Done);
                }
            }
            Signal::Fin | Signal::Rst => {
                flow::close(cx, cause, connection, Side::Near, CloseReason::PeerClosed);
            }
            Signal::Syn | Signal::ConnectFailed { .. } => {}
        }
    }

    /// How much memory a clone takes [bytes].
    pub(crate) fn size(&self) -> usize {
        self.open.size() + self.carries.size()
    }

    /// For the snapshot.
    pub(crate) fn view(&self, parties: &mut Vec<PartyView>) {
        let view = |key: Key<RequestId>, open: &Open| PartyView {
            party: Party::Request(key.id),
            of: Party::Client(open.client),
            request: key.id,
            place: PLACE,
            begun: open.begun,
            what: if open.connected { What::Reply } else { What::Handshake },
            since: open.since,
            gone: false,
        };
        parties.extend(self.open.iter().map(|(key, open)| view(key, open)));
    }
}
