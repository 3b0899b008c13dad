//! The picture of an instant: who holds what, who waits. Plain data, made by the model, checked against the trace.

use std::sync::Arc;

use crate::kernel::Time;
use crate::plan::{FaultSetting, Plan};
use crate::vocabulary::{
    ConnectionId, ExchangeId, Fault, LinkId, Party, PlaceId, PoolId, RequestId, Side, UnitId, What,
};

/// Everything at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The instant.
    pub at: Time,
    /// The plan, as changed so far: names, limits, links.
    pub plan: Arc<Plan>,
    /// Everybody who has begun and not ended, in the order of [`Party`]. A request ends when its client has the response,
    /// or leaves; an exchange when its row is written; a task when it has answered or its connection has gone unanswered.
    pub parties: Vec<PartyView>,
    /// What gateways do, in the order of exchanges.
    pub exchanges: Vec<ExchangeView>,
    /// Who holds units and who waits for them, an entry a pool of the plan.
    pub pools: Vec<PoolView>,
    /// Idle connections that each gateway keeps to its members, an entry a gateway of the plan.
    pub idle_connections: Vec<u32>,
    /// The faults that were ever set, in the order of [`Fault::ALL`] and of places.
    pub faults: Vec<FaultView>,
    /// Messages under way.
    pub flights: Vec<Flight>,
}

/// Somebody who works or waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyView {
    /// Who.
    pub party: Party,
    /// For whom it was begun.
    pub of: Party,
    /// For which request of a client.
    pub request: RequestId,
    /// Where.
    pub place: PlaceId,
    /// When it began.
    pub begun: Time,
    /// What it waits for, or is at.
    pub what: What,
    /// Since when it does that.
    pub since: Time,
    /// Whether whoever asked for it has gone: a ghost's work.
    pub gone: bool,
}

/// What a gateway does for an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeView {
    /// Which.
    pub exchange: ExchangeId,
    /// For which request of a client.
    pub request: RequestId,
    /// Which gateway.
    pub place: PlaceId,
    /// What it does for it.
    pub phase: ExchangePhase,
    /// Its connection to a member, once there is one, and on which link.
    pub connection: Option<(ConnectionId, LinkId)>,
    /// When the request reached the gateway.
    pub since: Time,
    /// When it will give up, if nothing comes.
    pub deadline: Option<Time>,
    /// Whether the client has left.
    pub client_gone: bool,
}

/// What a gateway does for an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExchangePhase {
    /// It stands in the queue of http.sys.
    Queued,
    /// A worker prepares it, before forwarding.
    Preparing,
    /// Opens a connection to a member.
    Connecting,
    /// Has sent the request and waits for the head.
    AwaitingHeader,
    /// Has part of the answer and waits for the rest.
    Reading,
    /// Has decided, a worker writes the response.
    Finishing,
}

/// A pool at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolView {
    /// Who holds which unit, in the order of units.
    pub held: Vec<(UnitId, Party)>,
    /// Who waits for one, the next first.
    pub waits: Vec<Party>,
}

/// A fault, as set and as it acts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultView {
    /// Which.
    pub fault: Fault,
    /// Where.
    pub place: PlaceId,
    /// Its schedule, if it is switched on.
    pub setting: Option<FaultSetting>,
    /// The schedule that it had before it was switched off.
    pub before: Option<FaultSetting>,
    /// Whether it acts now.
    pub active: bool,
}

/// A message between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flight {
    /// On which link.
    pub link: LinkId,
    /// To which of its ends.
    pub to: Side,
    /// For whom.
    pub party: Party,
    /// For which request of a client.
    pub request: RequestId,
    /// What it is.
    pub kind: FlightKind,
    /// When it was sent.
    pub sent: Time,
    /// When it arrives.
    pub due: Time,
}

/// What travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlightKind {
    /// Part of a handshake.
    Handshake,
    /// Bytes of a request.
    Request,
    /// Bytes of a response.
    Response,
    /// FIN or RST.
    Close,
}

impl Snapshot {
    /// A party, if it has begun and not ended.
    pub fn party(&self, party: Party) -> Option<&PartyView> {
        let index = self.parties.binary_search_by_key(&party, |view| view.party).ok()?;
        self.parties.get(index)
    }

    /// A pool.
    pub fn pool(&self, pool: PoolId) -> &PoolView {
        &self.pools[usize::from(pool.0)]
    }

    /// The parties at a place, in the order of [`Party`].
    pub fn at_place(&self, place: PlaceId) -> impl Iterator<Item = &PartyView> {
        self.parties.iter().filter(move |view| view.place == place)
    }

    /// How a fault stands at a place.
    pub fn fault(&self, fault: Fault, place: PlaceId) -> Option<&FaultView> {
        self.faults.iter().find(|view| view.fault == fault && view.place == place)
    }
}
