//! What a node may do: schedule, cancel, send, draw, record. Nothing else reaches out of a node.

use super::event::{Event, Scheduled};
use super::fault::Faults;
use super::message::{Message, Messages};
use super::net::{Net, Side};
use super::plan::Plan;
use crate::kernel::{Dice, Dist, Key, Queue, Span, Stream, Time};
use crate::trace::{Excerpt, Fact, RecordId, Trace};
use crate::vocabulary::{CloseReason, ConnectionId, Fault, Hop, RequestId};

/// The world outside a node, at one instant.
pub(crate) struct Cx<'a> {
    /// The instant.
    pub(crate) now: Time,
    /// The settings of the run.
    pub(crate) plan: &'a Plan,
    /// What goes wrong at present.
    pub(crate) faults: &'a Faults,
    /// The connections.
    pub(crate) net: &'a mut Net,
    /// The messages.
    pub(crate) messages: &'a Messages,
    pub(super) queue: &'a mut Queue<Scheduled>,
    pub(super) dice: Dice,
    pub(super) buffer: &'a mut Vec<u8>,
    pub(super) trace: &'a mut Trace,
    pub(super) cause: Option<RecordId>,
}

impl Cx<'_> {
    /// Lets `event` happen after `delay`, caused by the latest record.
    pub(crate) fn schedule(&mut self, delay: Span, event: impl Into<Event>) -> Key {
        self.schedule_at(self.now + delay, event)
    }

    /// Lets `event` happen at `at`, caused by the latest record.
    pub(crate) fn schedule_at(&mut self, at: Time, event: impl Into<Event>) -> Key {
        self.queue.schedule(at, Scheduled { event: event.into(), cause: self.cause })
    }

    /// Takes an event back.
    pub(crate) fn cancel(&mut self, key: Key) {
        self.queue.cancel(key);
    }

    /// Begins to open a connection.
    pub(crate) fn connect(&mut self, hop: Hop, request: RequestId) -> ConnectionId {
        Net::connect(self, hop, request)
    }

    /// Writes a whole message, in which `{n}` is the number of the request; says how many bytes.
    pub(crate) fn send(&mut self, connection: ConnectionId, side: Side, message: Message, request: RequestId) -> u32 {
        let excerpt = self.messages.excerpt(message, request.0);
        Net::send(self, connection, side, request, excerpt);
        excerpt.length
    }

    /// Writes bytes that are not, or not just, a whole message of the request's number.
    pub(crate) fn send_excerpt(&mut self, connection: ConnectionId, side: Side, request: RequestId, bytes: Excerpt) {
        Net::send(self, connection, side, request, bytes);
    }

    /// The bytes of an excerpt.
    pub(crate) fn read(&mut self, excerpt: Excerpt) -> &[u8] {
        self.messages.read(excerpt, self.buffer)
    }

    /// Closes one end with FIN.
    pub(crate) fn close(&mut self, connection: ConnectionId, side: Side, why: CloseReason) {
        Net::close(self, connection, side, why);
    }

    /// Resets a connection.
    pub(crate) fn reset(&mut self, connection: ConnectionId, side: Side, why: CloseReason) {
        Net::reset(self, connection, side, why);
    }

    /// Draws a span.
    pub(crate) fn draw(&self, dist: Dist, stream: Stream, entity: u64, number: u64) -> Span {
        match dist {
            Dist::Fixed(span) => span,
            Dist::Uniform(..) | Dist::Exponential(_) => dist.sample(self.dice.draw(stream, entity, number)),
        }
    }

    /// Draws a number below `bound`.
    pub(crate) fn below(&self, bound: u64, stream: Stream, entity: u64, number: u64) -> u64 {
        self.dice.below(stream, entity, number, bound)
    }

    /// Whether `fault` acts now and hits this attempt or exchange. The same one is always hit or always spared.
    pub(crate) fn hit_by(&self, fault: Fault, entity: u32) -> bool {
        let Some(setting) = self.faults.acting(fault) else { return false };
        let key = ((fault.index() as u64) << 32) | u64::from(entity);
        self.below(100, Stream::Fault, key, 0) < u64::from(setting.hits.get())
    }

    /// Writes a fact down; it becomes the cause of what follows in this handler.
    pub(crate) fn record(&mut self, fact: Fact) {
        self.cause = Some(self.trace.record(self.now, self.cause, fact));
    }
}
