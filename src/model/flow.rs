//! What happens on links: latency, handshakes, bytes in order, FIN and RST.
//!
//! ```text
//!             SYN ─────────────► far node ─ accepts ─► Open ── both ends closed, or RST ──► gone
//! Opening ──┤ SYN ─► RST         again after 0.5 s, twice, then ConnectFailed (refused)
//!             SYN ─► (nothing)   again after 3 s and 6 s, given up after 12 s more: ConnectFailed (timed out)
//! ```
//!
//! A node hears of its connections by [`Signal`]s only.

use super::connection::{Connection as Entry, State};
use super::cx::{Cause, Cx};
use super::event::{Connection, Event, NetEvent, Passenger, Segment};
use super::message::Message;
use crate::kernel::{Span, Stream};
use crate::plan::Role;
use crate::trace::{Excerpt, Fact, FlightKind};
use crate::vocabulary::{Acts, CloseReason, Connecting, LinkId, Side};

/// How often a refused SYN is sent in all, and how far apart. Windows repeats a SYN that was answered by RST at about
/// 500 ms, two or three times, loopback included (KB 175523).
const REFUSED_SYNS: u8 = 3;
const REFUSED_GAP: Span = Span::from_ms(500);

/// Waits after the first, second and third unanswered SYN: 21 s in all (KB 175523; initial RTO 3 s, 2 repeats).
const UNANSWERED_GAPS: [Span; 3] = [Span::from_s(3), Span::from_s(6), Span::from_s(12)];

/// What a node hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Somebody wants to connect (far end); to be answered by [`accept`] or [`refuse`].
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
    pub(crate) cause: Cause,
    pub(crate) link: LinkId,
    pub(crate) side: Side,
    pub(crate) connection: Connection,
    /// For whom the segment was sent.
    pub(crate) passenger: Passenger,
    pub(crate) signal: Signal,
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

/// Begins to open a connection.
pub(crate) fn connect(cx: &mut Cx<'_>, cause: Cause, link: LinkId, passenger: Passenger) -> (Connection, Cause) {
    let connection = cx.net.open(link, passenger);
    let cause = syn(cx, cause, connection);
    (connection, cause)
}

fn syn(cx: &mut Cx<'_>, cause: Cause, id: Connection) -> Cause {
    let Some(connection) = cx.net.slab.get_mut(id) else { return cause };
    let State::Opening { attempt, timer } = &mut connection.state else { return cause };
    *attempt += 1;
    *timer = None;
    let (attempt, link, party) = (*attempt, connection.link, connection.passenger.party);
    let cause = cx.record(cause, Fact::SynSent { connection: id.id, link, party, attempt });
    if matches!(cx.plan.place(cx.plan.link(link).from).role, Role::Gateway(_)) {
        // Only a link that can lose a SYN needs the timer; the others have no such fault.
        let gap = UNANSWERED_GAPS[usize::from(attempt - 1).min(UNANSWERED_GAPS.len() - 1)];
        wait_to_repeat(cx, cause, id, gap);
    }
    transmit(cx, cause, id, Side::Far, Segment::Syn);
    cause
}

fn wait_to_repeat(cx: &mut Cx<'_>, cause: Cause, id: Connection, gap: Span) {
    let key = cx.schedule(cause, gap, Event::Net(NetEvent::SynTimer { connection: id }));
    if let Some(Entry { state: State::Opening { timer, .. }, .. }) = cx.net.slab.get_mut(id)
        && let Some(old) = timer.replace(key)
    {
        cx.cancel(old);
    }
}

/// The far end takes the connection.
pub(crate) fn accept(cx: &mut Cx<'_>, cause: Cause, id: Connection) {
    if let Some(connection) = cx.net.slab.get_mut(id) {
        let state = std::mem::replace(&mut connection.state, State::Open);
        if let State::Opening { timer: Some(timer), .. } = state {
            cx.cancel(timer);
        }
        transmit(cx, cause, id, Side::Near, Segment::SynAck);
    }
}

/// The far end answers the SYN by RST.
pub(crate) fn refuse(cx: &mut Cx<'_>, cause: Cause, id: Connection) {
    transmit(cx, cause, id, Side::Near, Segment::SynRst);
}

/// Writes a whole message, in which `{n}` is the number of the request; says how many bytes.
pub(crate) fn send(
    cx: &mut Cx<'_>,
    cause: Cause,
    connection: Connection,
    side: Side,
    passenger: Passenger,
    message: Message,
) -> (u32, Cause) {
    let excerpt = cx.messages.excerpt(message, passenger.request.0);
    let cause = send_excerpt(cx, cause, connection, side, passenger, excerpt);
    (excerpt.length, cause)
}

/// Writes bytes that are not, or not just, a whole message of the request's number.
pub(crate) fn send_excerpt(
    cx: &mut Cx<'_>,
    cause: Cause,
    id: Connection,
    from: Side,
    passenger: Passenger,
    bytes: Excerpt,
) -> Cause {
    if !cx.net.is_open(id, from) {
        return cause;
    }
    if let Some(connection) = cx.net.slab.get_mut(id)
        && connection.passenger != passenger
    {
        (connection.passenger, connection.sent) = (passenger, [0; Segment::KINDS]);
    }
    let Excerpt { template, number, length } = bytes;
    let cause = cx.record(cause, Fact::Sent { connection: id.id, from, template, number, length });
    transmit(cx, cause, id, from.other(), Segment::Bytes(bytes));
    cause
}

/// Closes one end with FIN.
pub(crate) fn close(cx: &mut Cx<'_>, cause: Cause, id: Connection, side: Side, why: CloseReason) -> Cause {
    let Some(connection) = cx.net.slab.get_mut(id) else { return cause };
    match connection.state {
        State::Opening { timer, .. } => {
            // Nothing is there yet to say FIN on; a SYN-ACK under way will find nobody.
            if let Some(timer) = timer {
                cx.cancel(timer);
            }
            cx.net.slab.remove(id);
            cause
        }
        State::Open if connection.closed[side as usize] => cause,
        State::Open => {
            connection.closed[side as usize] = true;
            let cause = cx.record(cause, Fact::FinSent { connection: id.id, from: side, why });
            transmit(cx, cause, id, side.other(), Segment::Fin);
            cause
        }
    }
}

/// Resets a connection.
pub(crate) fn reset(cx: &mut Cx<'_>, cause: Cause, id: Connection, side: Side, why: CloseReason) -> Cause {
    let Some(connection) = cx.net.slab.get_mut(id) else { return cause };
    connection.closed[side as usize] = true;
    let cause = cx.record(cause, Fact::RstSent { connection: id.id, from: side, why });
    transmit(cx, cause, id, side.other(), Segment::Rst);
    cause
}

fn transmit(cx: &mut Cx<'_>, cause: Cause, id: Connection, to: Side, segment: Segment) {
    let Some(connection) = cx.net.slab.get_mut(id) else { return };
    let (link, passenger, kind) = (connection.link, connection.passenger, segment.kind_index(to));
    let number = connection.sent[kind];
    connection.sent[kind] = number.saturating_add(1);
    // By who sends what for which request, the how-manieth of its kind: not by the order of events, so that a changed switch
    // leaves every other latency as it was.
    let entity = u64::from(passenger.request.0) | u64::from(link.0) << 32 | (kind as u64) << 48;
    let number = u64::from(passenger.turn) << 8 | u64::from(number);
    let earliest = cx.now + cx.dice.span(cx.plan.link(link).latency, Stream::Link, entity, number);
    let due = earliest.max(connection.last_arrival[to as usize]);
    connection.last_arrival[to as usize] = due;
    let arrive = NetEvent::Arrive { connection: id, to, segment, sent: cx.now, passenger };
    cx.schedule_at(cause, due, Event::Net(arrive));
}

/// Handles an event; what it means is for the node at the end of the link to hear.
pub(super) fn handle(cx: &mut Cx<'_>, cause: Cause, event: NetEvent) -> Option<Heard> {
    match event {
        NetEvent::SynTimer { connection } => syn_timer(cx, cause, connection),
        NetEvent::Arrive { connection, to, segment, passenger, .. } => {
            arrive(cx, cause, connection, to, segment, passenger)
        }
    }
}

fn syn_timer(cx: &mut Cx<'_>, cause: Cause, id: Connection) -> Option<Heard> {
    let connection = cx.net.slab.get(id)?;
    let State::Opening { attempt, .. } = connection.state else { return None };
    if usize::from(attempt) < UNANSWERED_GAPS.len() {
        syn(cx, cause, id);
        return None;
    }
    connect_failed(cx, cause, id, false)
}

fn connect_failed(cx: &mut Cx<'_>, cause: Cause, id: Connection, refused: bool) -> Option<Heard> {
    let Entry { link, passenger, .. } = cx.net.slab.remove(id)?;
    let cause = cx.record(cause, Fact::ConnectFailed { connection: id.id });
    let signal = Signal::ConnectFailed { refused };
    Some(Heard { cause, link, side: Side::Near, connection: id, passenger, signal })
}

fn arrive(
    cx: &mut Cx<'_>,
    cause: Cause,
    id: Connection,
    to: Side,
    segment: Segment,
    passenger: Passenger,
) -> Option<Heard> {
    let connection = cx.net.slab.get_mut(id)?;
    let link = connection.link;
    let heard = |cause, signal| Some(Heard { cause, link, side: to, connection: id, passenger, signal });
    match segment {
        // One that was sent again before the answer to the first was there.
        Segment::Syn if connection.state == State::Open => None,
        Segment::Syn => {
            let place = cx.plan.link(link).to;
            let on_syn = |acts| match acts {
                Acts::OnSyn(effect) => Some(effect),
                Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnAnswer(_) | Acts::OnCall(_) | Acts::OnReady(_) => None,
            };
            match cx.struck(cause, place, passenger, on_syn) {
                None => heard(cause, Signal::Syn),
                Some(struck) => {
                    match struck.effect {
                        Connecting::Drop => {}
                        Connecting::Refuse => refuse(cx, struck.cause, id),
                    }
                    None
                }
            }
        }
        Segment::SynAck => {
            if connection.closed[to as usize] {
                return None;
            }
            let cause = cx.record(cause, Fact::Connected { connection: id.id });
            heard(cause, Signal::Connected)
        }
        Segment::SynRst => {
            let State::Opening { attempt, timer } = connection.state else { return None };
            let cause = cx.record(cause, Fact::SynRefused { connection: id.id, attempt });
            if let Some(timer) = timer {
                cx.cancel(timer);
            }
            if attempt < REFUSED_SYNS {
                wait_to_repeat(cx, cause, id, REFUSED_GAP);
                return None;
            }
            connect_failed(cx, cause, id, true)
        }
        Segment::Bytes(bytes) => {
            if connection.closed[to as usize] {
                None
            } else {
                heard(cause, Signal::Bytes(bytes))
            }
        }
        Segment::Fin => {
            if connection.closed == [true; 2] {
                cx.net.slab.remove(id);
            }
            heard(cause, Signal::Fin)
        }
        Segment::Rst => {
            cx.net.slab.remove(id);
            heard(cause, Signal::Rst)
        }
    }
}
