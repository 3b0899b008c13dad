//! Links and connections: latency, handshakes, bytes in order, FIN and RST.
//!
//! ```text
//!             SYN ─────────────► far node ─ accepts ─► Open ── both ends closed, or RST ──► gone
//! Opening ──┤ SYN ─► RST         again after 0.5 s, twice, then ConnectFailed (refused)
//!             SYN ─► (nothing)   again after 3 s and 6 s, given up after 12 s more: ConnectFailed (timed out)
//! ```
//!
//! A node hears of its connections by [`Signal`]s only.

use super::cx::Cx;
use super::table::Table;
use crate::kernel::{Key, Span, Stream, Time};
use crate::trace::{Excerpt, Fact, FlightKind};
use crate::vocabulary::{CloseReason, ConnectionId, Fault, Hop, Node, RequestId};

/// How often a refused SYN is sent in all, and how far apart. Windows repeats a SYN that was answered by RST at about
/// 500 ms, two or three times, loopback included (KB 175523).
const REFUSED_SYNS: u8 = 3;
const REFUSED_GAP: Span = Span::from_ms(500);

/// Waits after the first, second and third unanswered SYN: 21 s in all (KB 175523; initial RTO 3 s, 2 repeats).
const UNANSWERED_GAPS: [Span; 3] = [Span::from_s(3), Span::from_s(6), Span::from_s(12)];

/// An end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The end that opened it.
    Near,
    /// The end that accepted it.
    Far,
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Near => Self::Far,
            Self::Far => Self::Near,
        }
    }

    const fn node(self, hop: Hop) -> Node {
        match self {
            Self::Near => hop.near(),
            Self::Far => hop.far(),
        }
    }
}

/// What a node hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Somebody wants to connect (far end); to be answered by [`Net::accept`] or [`Net::refuse`].
    Syn,
    /// The connection is open (near end).
    Connected,
    /// It could not be opened (near end): refused, or else not answered.
    ConnectFailed { refused: bool },
    /// Bytes arrived.
    Bytes(Excerpt),
    /// The peer closed its end.
    Fin,
    /// The peer reset the connection; it is gone.
    Rst,
}

/// A signal, and who hears it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    pub(crate) hop: Hop,
    pub(crate) side: Side,
    pub(crate) connection: ConnectionId,
    /// The request that the segment was sent for.
    pub(crate) request: RequestId,
    pub(crate) signal: Signal,
}

/// What is under way, or a timer of the network.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A segment arrives at an end.
    Arrive { connection: ConnectionId, to: Side, segment: Segment, sent: Time, request: RequestId },
    /// The near end sends its next SYN, or gives up.
    SynTimer { connection: ConnectionId },
}

/// A segment on a link.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Segment {
    Syn,
    SynAck,
    SynRst,
    Bytes(Excerpt),
    Fin,
    Rst,
}

impl Segment {
    /// What it is to a reader who sees it travel.
    pub(crate) const fn kind(self, to: Side) -> FlightKind {
        match (self, to) {
            (Self::Syn | Self::SynAck | Self::SynRst, _) => FlightKind::Handshake,
            (Self::Bytes(_), Side::Far) => FlightKind::Request,
            (Self::Bytes(_), Side::Near) => FlightKind::Response,
            (Self::Fin | Self::Rst, _) => FlightKind::Close,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// `attempt` SYNs were sent; the timer stands for the next one.
    Opening { attempt: u8, timer: Option<Key> },
    /// Handshake done at the far end; the near end learns of it by SYN-ACK.
    Open,
}

#[derive(Clone, Debug)]
struct Connection {
    hop: Hop,
    /// The request it was last used for.
    request: RequestId,
    state: State,
    /// Which ends have closed: near, far.
    closed: [bool; 2],
    /// When the last segment to each end arrives: later ones do not overtake it.
    last_arrival: [Time; 2],
    /// Segments sent, as the number of the draw.
    segments: u64,
}

/// All connections.
#[derive(Clone, Debug, Default)]
pub(crate) struct Net {
    connections: Table<ConnectionId, Connection>,
    opened: u32,
}

impl Net {
    /// The hop of a connection.
    pub(crate) fn hop(&self, connection: ConnectionId) -> Option<Hop> {
        self.connections.get(connection).map(|known| known.hop)
    }

    /// Whether this end may still write.
    pub(crate) fn is_open(&self, connection: ConnectionId, side: Side) -> bool {
        self.connections.get(connection).is_some_and(|known| known.state == State::Open && !known.closed[side as usize])
    }

    pub(super) fn connect(cx: &mut Cx<'_>, hop: Hop, request: RequestId) -> ConnectionId {
        cx.net.opened += 1;
        let id = ConnectionId(cx.net.opened);
        let connection = Connection {
            hop,
            request,
            state: State::Opening { attempt: 0, timer: None },
            closed: [false; 2],
            last_arrival: [Time::ZERO; 2],
            segments: 0,
        };
        cx.net.connections.insert(id, connection);
        Self::syn(cx, id);
        id
    }

    fn syn(cx: &mut Cx<'_>, id: ConnectionId) {
        let Some(connection) = cx.net.connections.get_mut(id) else { return };
        let State::Opening { attempt, timer } = &mut connection.state else { return };
        *attempt += 1;
        *timer = None;
        let (attempt, hop, request) = (*attempt, connection.hop, connection.request);
        cx.record(Fact::SynSent { connection: id, hop, request, attempt });
        if hop == Hop::AB {
            // Only a link that can lose a SYN needs the timer; the other hops have no such fault.
            let gap = UNANSWERED_GAPS[usize::from(attempt - 1).min(UNANSWERED_GAPS.len() - 1)];
            Self::wait_to_repeat(cx, id, gap);
        }
        Self::transmit(cx, id, Side::Far, Segment::Syn);
    }

    fn wait_to_repeat(cx: &mut Cx<'_>, id: ConnectionId, gap: Span) {
        let key = cx.schedule(gap, Event::SynTimer { connection: id });
        if let Some(Connection { state: State::Opening { timer, .. }, .. }) = cx.net.connections.get_mut(id)
            && let Some(old) = timer.replace(key)
        {
            cx.cancel(old);
        }
    }

    /// The far end takes the connection.
    pub(crate) fn accept(cx: &mut Cx<'_>, id: ConnectionId) {
        if let Some(connection) = cx.net.connections.get_mut(id) {
            if let State::Opening { timer: Some(timer), .. } = connection.state {
                cx.queue.cancel(timer);
            }
            connection.state = State::Open;
            Self::transmit(cx, id, Side::Near, Segment::SynAck);
        }
    }

    /// The far end answers the SYN by RST.
    pub(crate) fn refuse(cx: &mut Cx<'_>, id: ConnectionId) {
        Self::transmit(cx, id, Side::Near, Segment::SynRst);
    }

    pub(super) fn send(cx: &mut Cx<'_>, id: ConnectionId, from: Side, request: RequestId, bytes: Excerpt) {
        if !cx.net.is_open(id, from) {
            return;
        }
        let Some(connection) = cx.net.connections.get_mut(id) else { return };
        connection.request = request;
        let node = from.node(connection.hop);
        cx.record(Fact::Sent { connection: id, from: node, bytes });
        Self::transmit(cx, id, from.other(), Segment::Bytes(bytes));
    }

    pub(super) fn close(cx: &mut Cx<'_>, id: ConnectionId, side: Side, why: CloseReason) {
        let Some(connection) = cx.net.connections.get_mut(id) else { return };
        match connection.state {
            State::Opening { timer, .. } => {
                // Nothing is there yet to say FIN on; a SYN-ACK under way will find nobody.
                if let Some(timer) = timer {
                    cx.cancel(timer);
                }
                cx.net.connections.remove(id);
            }
            State::Open if connection.closed[side as usize] => {}
            State::Open => {
                connection.closed[side as usize] = true;
                let from = side.node(connection.hop);
                cx.record(Fact::FinSent { connection: id, from, why });
                Self::transmit(cx, id, side.other(), Segment::Fin);
            }
        }
    }

    pub(super) fn reset(cx: &mut Cx<'_>, id: ConnectionId, side: Side, why: CloseReason) {
        let Some(connection) = cx.net.connections.get_mut(id) else { return };
        let from = side.node(connection.hop);
        connection.closed[side as usize] = true;
        cx.record(Fact::RstSent { connection: id, from, why });
        Self::transmit(cx, id, side.other(), Segment::Rst);
    }

    fn transmit(cx: &mut Cx<'_>, id: ConnectionId, to: Side, segment: Segment) {
        let Some(connection) = cx.net.connections.get_mut(id) else { return };
        let (hop, request, number) = (connection.hop, connection.request, connection.segments);
        connection.segments += 1;
        let latency = match hop {
            Hop::ClientA => cx.plan.client_link,
            Hop::AB => cx.plan.backend_link,
            Hop::BC => cx.plan.dependency_link,
        };
        let earliest = cx.now + cx.draw(latency, Stream::Link, u64::from(id.0), number);
        let Some(connection) = cx.net.connections.get_mut(id) else { return };
        let due = earliest.max(connection.last_arrival[to as usize]);
        connection.last_arrival[to as usize] = due;
        cx.schedule_at(due, Event::Arrive { connection: id, to, segment, sent: cx.now, request });
    }

    /// Handles an event; what it means is for the node at `Hop` and `Side` to hear.
    pub(super) fn handle(cx: &mut Cx<'_>, event: Event) -> Option<Heard> {
        match event {
            Event::SynTimer { connection } => Self::syn_timer(cx, connection),
            Event::Arrive { connection, to, segment, request, .. } => {
                Self::arrive(cx, connection, to, segment, request)
            }
        }
    }

    fn syn_timer(cx: &mut Cx<'_>, id: ConnectionId) -> Option<Heard> {
        let connection = cx.net.connections.get(id)?;
        let State::Opening { attempt, .. } = connection.state else { return None };
        if usize::from(attempt) < UNANSWERED_GAPS.len() {
            Self::syn(cx, id);
            return None;
        }
        Self::connect_failed(cx, id, false)
    }

    fn connect_failed(cx: &mut Cx<'_>, id: ConnectionId, refused: bool) -> Option<Heard> {
        let Connection { hop, request, .. } = cx.net.connections.remove(id)?;
        cx.record(Fact::ConnectFailed { connection: id, request });
        let signal = Signal::ConnectFailed { refused };
        Some(Heard { hop, side: Side::Near, connection: id, request, signal })
    }

    fn arrive(cx: &mut Cx<'_>, id: ConnectionId, to: Side, segment: Segment, request: RequestId) -> Option<Heard> {
        let connection = cx.net.connections.get_mut(id)?;
        let hop = connection.hop;
        let heard = |signal| Some(Heard { hop, side: to, connection: id, request, signal });
        match segment {
            Segment::Syn => {
                if hop == Hop::AB {
                    if cx.hit_by(Fault::ConnectBlackhole, id.0) {
                        cx.record(Fact::FaultHit(Fault::ConnectBlackhole, request));
                        return None;
                    }
                    if cx.hit_by(Fault::ConnectRefused, id.0) {
                        cx.record(Fact::FaultHit(Fault::ConnectRefused, request));
                        Self::refuse(cx, id);
                        return None;
                    }
                }
                heard(Signal::Syn)
            }
            Segment::SynAck => {
                if connection.closed[to as usize] {
                    return None;
                }
                cx.record(Fact::Connected { connection: id });
                heard(Signal::Connected)
            }
            Segment::SynRst => {
                let State::Opening { attempt, timer } = connection.state else { return None };
                cx.record(Fact::SynRefused { connection: id, attempt });
                if let Some(timer) = timer {
                    cx.cancel(timer);
                }
                if attempt < REFUSED_SYNS {
                    Self::wait_to_repeat(cx, id, REFUSED_GAP);
                    return None;
                }
                Self::connect_failed(cx, id, true)
            }
            Segment::Bytes(bytes) => {
                if connection.closed[to as usize] {
                    None
                } else {
                    heard(Signal::Bytes(bytes))
                }
            }
            Segment::Fin => {
                if connection.closed == [true; 2] {
                    cx.net.connections.remove(id);
                }
                heard(Signal::Fin)
            }
            Segment::Rst => {
                cx.net.connections.remove(id);
                heard(Signal::Rst)
            }
        }
    }
}
