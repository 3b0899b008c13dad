//! The state of connections. What changes it is in [`flow`](super::flow).

use super::event::{Connection as Id, Passenger, Segment};
use super::slab::Slab;
use crate::kernel::{Key, Time};
use crate::vocabulary::{ConnectionId, LinkId, Side};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// `attempt` SYNs were sent; the timer stands for the next one.
    Opening { attempt: u8, timer: Option<Key> },
    /// Handshake done at the far end; the near end learns of it by SYN-ACK.
    Open,
}

#[derive(Clone, Debug)]
pub(super) struct Connection {
    pub(super) link: LinkId,
    /// For whom it was last used.
    pub(super) passenger: Passenger,
    pub(super) state: State,
    /// Which ends have closed: near, far.
    pub(super) closed: [bool; 2],
    /// When the last segment to each end arrives: later ones do not overtake it.
    pub(super) last_arrival: [Time; 2],
    /// How many segments of each kind were sent for this passenger, as the number of the draw.
    pub(super) sent: [u8; Segment::KINDS],
}

/// All connections.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connections {
    pub(super) slab: Slab<ConnectionId, Connection>,
    opened: u32,
}

impl Connections {
    pub(super) fn open(&mut self, link: LinkId, passenger: Passenger) -> Id {
        self.opened += 1;
        self.slab.add(
            ConnectionId(self.opened),
            Connection {
                link,
                passenger,
                state: State::Opening { attempt: 0, timer: None },
                closed: [false; 2],
                last_arrival: [Time::ZERO; 2],
                sent: [0; Segment::KINDS],
            },
        )
    }

    /// How much memory a clone takes [bytes].
    pub(crate) fn size(&self) -> usize {
        self.slab.size()
    }

    /// The link of a connection.
    pub(crate) fn link(&self, connection: Id) -> Option<LinkId> {
        self.slab.get(connection).map(|known| known.link)
    }

    /// Whether this end may still write.
    pub(crate) fn is_open(&self, connection: Id, side: Side) -> bool {
        self.slab.get(connection).is_some_and(|known| known.state == State::Open && !known.closed[side as usize])
    }
}
