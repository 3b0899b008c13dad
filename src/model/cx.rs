//! What a node may do: schedule, cancel, draw, record; and send, which is [`flow`](super::flow). Nothing else reaches out
//! of a node.
//!
//! Every verb that leaves a trace takes its cause and gives back what it recorded, to be the cause of what follows.

use super::connection::Connections;
use super::event::{Event, Passenger, Scheduled};
use super::fault::Faults;
use super::message::Messages;
use crate::kernel::{Dice, Dist, Key, Queue, Span, Stream, Time};
use crate::plan::{FaultSetting, Percent, Plan};
use crate::trace::{Excerpt, Fact, RecordId, Trace};
use crate::vocabulary::{Acts, Fault, InvalidHead, PlaceId};
use crate::wire::http1::{Progress, RequestReader, ResponseReader};

/// The record that brought something about; `None` for arrivals and changes.
pub(crate) type Cause = Option<RecordId>;

/// The world outside a node, at one instant.
pub(crate) struct Cx<'a> {
    /// The instant.
    pub(crate) now: Time,
    /// The plan, as changed so far.
    pub(crate) plan: &'a Plan,
    /// What goes wrong at present.
    pub(super) faults: &'a Faults,
    /// The connections.
    pub(crate) net: &'a mut Connections,
    /// The messages.
    pub(crate) messages: &'a Messages,
    /// Numbers for what begins.
    pub(crate) numbers: &'a mut Numbers,
    pub(super) queue: &'a mut Queue<Scheduled>,
    pub(super) dice: &'a Dice,
    pub(super) buffer: &'a mut Vec<u8>,
    pub(super) trace: &'a mut Trace,
}

/// How many of each kind have begun: ids count from 1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numbers {
    pub(crate) exchanges: u32,
    pub(crate) tasks: u32,
    pub(crate) calls: u32,
}

/// A fault that hit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Struck<E> {
    /// The record of the hit.
    pub(crate) cause: Cause,
    /// Which fault.
    pub(crate) fault: Fault,
    /// What it does.
    pub(crate) effect: E,
    /// How it is set.
    pub(crate) setting: FaultSetting,
}

impl Cx<'_> {
    /// Lets `event` happen after `delay`.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn schedule(&mut self, cause: Cause, delay: Span, event: Event) -> Key {
        self.schedule_at(cause, self.now + delay, event)
    }

    /// Lets `event` happen at `at`.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn schedule_at(&mut self, cause: Cause, at: Time, event: Event) -> Key {
        self.queue.schedule(at, Scheduled { event, cause })
    }

    /// Takes an event back.
    pub(crate) fn cancel(&mut self, key: Key) {
        self.queue.cancel(key);
    }

    /// Writes a fact down.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn record(&mut self, cause: Cause, fact: Fact) -> Cause {
        Some(self.trace.record(self.now, cause, fact))
    }

    /// Lets a reader of requests read an excerpt; whether that made a request complete. It is then ready for the next one.
    pub(crate) fn completes(&mut self, reader: &mut RequestReader, excerpt: Excerpt) -> bool {
        self.messages.read_request(reader, excerpt, self.buffer) == Ok(Progress::Complete)
    }

    /// Lets a reader of responses read an excerpt.
    pub(crate) fn read(&mut self, reader: &mut ResponseReader, excerpt: Excerpt) -> Result<Progress, InvalidHead> {
        self.messages.read_response(reader, excerpt, self.buffer)
    }

    /// Draws a span.
    pub(crate) fn draw(&self, dist: Dist, stream: Stream, entity: u64, number: u64) -> Span {
        self.dice.span(dist, stream, entity, number)
    }

    /// Draws a number below `bound`.
    pub(crate) fn below(&self, bound: u64, stream: Stream, entity: u64, number: u64) -> u64 {
        self.dice.below(stream, entity, number, bound)
    }

    /// Whether a fault that refuses each SYN to a place does so since its process has ended: a member of a farm is down as a whole.
    /// Behind a module, which has started the process itself and would start another, it stops listening and goes on otherwise.
    pub(super) fn ends_process(&self, fault: Fault, place: PlaceId) -> bool {
        let mut inbound = self.plan.links.iter().filter(|link| link.to == place);
        let whole = self.faults.acting(place).any(|(its, setting)| its == fault && setting.hits == Percent::ALWAYS);
        whole && !inbound.any(|link| link.loopback)
    }

    /// The fault that acts at an edge of this place and hits this passenger there, if one does. The same passenger is always
    /// hit or always spared. `pick` finds the effect of faults that act at the edge.
    pub(crate) fn struck<E>(
        &mut self,
        cause: Cause,
        place: PlaceId,
        passenger: Passenger,
        pick: fn(Acts) -> Option<E>,
    ) -> Option<Struck<E>> {
        let faults = self.faults;
        let hit = faults.acting(place).find_map(|(fault, setting)| {
            let effect = pick(fault.acts())?;
            let key = (fault.index() as u64) << 32 | u64::from(passenger.request.0);
            let draw = self.below(100, Stream::Fault, key, passenger.turn.into());
            (draw < u64::from(setting.hits.get())).then_some((fault, effect, setting))
        });
        let (fault, effect, setting) = hit?;
        let cause = self.record(cause, Fact::FaultHit { fault, place, party: passenger.party });
        Some(Struck { cause, fault, effect, setting })
    }
}
