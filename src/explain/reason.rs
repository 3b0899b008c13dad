//! What a link of a chain says.

use crate::kernel::{Span, Time};
use crate::trace::RecordId;
use crate::vocabulary::{CallStyle, Ending, Fault, Phase, PlaceId, PoolId, RequestId, Slots, Status, UnitId};

/// A link of the chain: a reason and the record it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The record.
    pub record: RecordId,
    /// When that happened.
    pub at: Time,
    /// What it says.
    pub reason: Reason,
}

/// Whose patience is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The client's.
    Client,
    /// The time-out of a gateway.
    Gateway(PlaceId),
    /// The time-out of an application's calls.
    App(PlaceId),
}

/// How long somebody waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Up to when whoever asked gave up, if that was before the end.
    pub by_then: Span,
    /// Up to the end, or as far as is known.
    pub in_all: Span,
}

/// What a link says. Each says who, and what that one did or did not do. Places and pools are those of the plan.
#[expect(missing_docs, reason = "the variant says what its numbers are")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The client received this status after this time; `None` if it received nothing (left or cut).
    ClientGot(Option<u16>, Span),
    /// The gateway ended the request so, having waited this long (`time-taken` where it did not wait).
    AEnded { place: PlaceId, ending: Ending, status: Status, waited: Span },
    /// An application, or the gateway behind this one, answered this status by itself.
    BAnswered { place: PlaceId, code: u16 },
    /// An application gave up its call after this time and answered 500.
    CallTimedOut { place: PlaceId, to: PlaceId, after: Span },
    /// It waited this long for a unit of this pool, of so many; for a connection: in this style of call.
    WaitedForUnit { pool: PoolId, of: Slots, waited: Wait, style: CallStyle },
    /// Its call waited this long for the dependency `to`, on this slot.
    WaitedForReply { place: PlaceId, to: PlaceId, slot: UnitId, waited: Wait, style: CallStyle },
    /// The units of this pool were held, `busy` of them by parties that themselves waited (or computed), the first two for
    /// these requests; so many waited for one.
    Held { pool: PoolId, of: Slots, busy: u32, computed: bool, holders: [Option<RequestId>; 2], waiting: u32 },

    // ---- roots ----
    /// A gateway's worker, or an application's thread, was busy with the request for this long.
    Worked { place: PlaceId, took: Span },
    /// A fault acted at this place: it closed, reset, answered garbage, refused, swallowed, or kept silent.
    FaultActed { fault: Fault, place: PlaceId, phase: Phase },
    /// The dependency accepted the call of this request and stayed silent because of a fault: until it answered or was given
    /// up, if that is recorded.
    Silent { place: PlaceId, request: RequestId, until: Option<Time> },
    /// The dependency took this long for the call of this request, longer than it usually does; or had not answered by then.
    Slow { place: PlaceId, request: RequestId, took: Span, answered: bool },
    /// More was asked of this pool than it serves, with nothing out of the ordinary: in a thousand seconds so many requests
    /// come that need it, and its units can serve so many, which is less.
    Load { pool: PoolId, of: Slots, asked: u64, served: u64 },
    /// What the request needs usually takes up to so long, and this one waits only so long; `to`: most of it a dependency.
    Patience { who: Who, needs: Span, waits: Span, to: Option<PlaceId> },
    /// Those who held units of this pool waited for parties that waited for a unit of it: nobody could go on.
    Starved { pool: PoolId, of: Slots },
    /// So many parties waited for each other in a ring.
    Ring { parties: u32 },
    /// A unit of this pool is held by somebody who has ended.
    Leak { pool: PoolId, of: Slots },
}

impl Reason {
    /// Whether a chain may end here.
    pub const fn is_root(&self) -> bool {
        match self {
            Self::FaultActed { .. }
            | Self::Silent { .. }
            | Self::Slow { .. }
            | Self::Load { .. }
            | Self::Patience { .. }
            | Self::Starved { .. }
            | Self::Ring { .. }
            | Self::Leak { .. }
            | Self::Worked { .. } => true,
            Self::ClientGot(..)
            | Self::AEnded { .. }
            | Self::BAnswered { .. }
            | Self::CallTimedOut { .. }
            | Self::WaitedForUnit { .. }
            | Self::WaitedForReply { .. }
            | Self::Held { .. } => false,
        }
    }
}
