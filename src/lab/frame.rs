//! What a reader can see: plain values, large parts shared and compared by identity.

use std::rc::Rc;

use super::{Change, PauseAt, Speed};
use crate::artefact::w3c::Row;
use crate::explain::Chain;
use crate::kernel::{Span, Time};
use crate::scenario::Difference;
use crate::trace::Snapshot;
use crate::vocabulary::{Ending, Fault, Hosting, PlaceId, RequestId, Status};

/// The lab at one playhead.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The scenario's slug.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// Requests per second × 1000, of the plan; 0 for a replayed log.
    pub load_per_mille: u32,
    /// Wall clock of second 0: seconds since 1970, UTC.
    pub starts_at_unix_s: u64,
    /// The playhead.
    pub at: Time,
    /// The end of the run.
    pub ends_at: Time,
    /// How far this run was ever played; what is later is unknown.
    pub recorded_to: Time,
    /// Whether time runs.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// The speed in force at this moment: slower while the first request is followed.
    pub speed_now: Speed,
    /// Where playing stops.
    pub pause_at: PauseAt,
    /// Who holds what, who waits.
    pub snapshot: Rc<Snapshot>,
    /// Endings and arrivals of all that was played.
    pub strip: Rc<Strip>,
    /// All rows of the IIS log of what was played.
    pub log: Rc<Vec<Row>>,
    /// How many of them are written at the playhead.
    pub log_rows: usize,
    /// The sentence.
    pub story: Story,
    /// The last failure at or before the playhead.
    pub failure: Option<Failure>,
    /// The selected request.
    pub selected: Option<RequestId>,
    /// Why the selected request failed, if it did (at or before the playhead); where none is selected, the last that failed.
    pub why: Option<Rc<Chain>>,
    /// The chain whose moments are visited.
    pub visit: Option<Visit>,
    /// The digest.
    pub digest: DigestView,
    /// Whether the run was opened from a link that another version of this program made: it may differ from what its maker
    /// saw.
    pub foreign: bool,
    /// The runs side by side, this one included.
    pub runs: Vec<RunTab>,
    /// Which of them is shown.
    pub run: usize,
    /// Whether a change can be taken back.
    pub can_undo: bool,
    /// Whether it can be done again.
    pub can_redo: bool,
    /// The slug of the scenario that differs in one thing, and is well.
    pub twin: Option<String>,
    /// In what it differs.
    pub twin_differs: Option<Difference>,
}

/// A chain that stays while its moments are visited.
#[derive(Clone, Debug)]
pub struct Visit {
    /// As it was when the reader set off.
    pub chain: Rc<Chain>,
    /// The link that was gone to.
    pub link: usize,
    /// From where the reader set off.
    pub back: Time,
}

/// The digest of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestView {
    /// `7F3A-21C0`.
    pub short: String,
    /// All 16 digits.
    pub long: String,
    /// Whether the run is complete: else it is the digest of the part so far.
    pub complete: bool,
}

/// One of several runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunTab {
    /// Where it was forked from the one before; `None` for the first.
    pub forked_at: Option<Time>,
    /// What the reader changed in it since then, or at all in the first.
    pub changes: Vec<Change>,
    /// How many 502.3 it has so far.
    pub failures: u32,
}

/// A failed request, for the places that show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which.
    pub request: RequestId,
    /// How it ended.
    pub status: Status,
    /// Why, as A sees it.
    pub ending: Ending,
    /// When A decided.
    pub at: Time,
    /// How long A had it.
    pub time_taken: Span,
}

/// The time bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strip {
    /// Arrivals, in order.
    pub arrivals: Vec<StripArrival>,
    /// Endings, in order.
    pub endings: Vec<StripEnding>,
    /// Spans in which faults act or are scheduled to.
    pub faults: Vec<StripFault>,
    /// The wait for the first failure.
    pub first_failure: Option<Measure>,
}

/// An arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StripArrival {
    /// When the client began.
    pub at: Time,
    /// Which request.
    pub request: RequestId,
    /// When A ended it, if it has.
    pub ended: Option<Time>,
}

/// An ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StripEnding {
    /// When A ended it.
    pub at: Time,
    /// Which request.
    pub request: RequestId,
    /// How.
    pub status: Status,
}

/// A fault's span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StripFault {
    /// Which.
    pub fault: Fault,
    /// Where.
    pub place: PlaceId,
    /// From.
    pub from: Time,
    /// Until; the end of the run if nothing ends it before.
    pub until: Time,
}

/// A measured span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Of which request.
    pub request: RequestId,
    /// From its arrival at A.
    pub from: Time,
    /// To its ending.
    pub to: Time,
}

/// The sentence above the picture: what is the case. Numbers are counts at the playhead.
#[expect(missing_docs, reason = "the variant says what its numbers are")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Nothing has arrived yet.
    NotBegun,
    /// Nothing has failed: so many requests answered, so many on their way.
    AllWell { answered: u32, open: u32 },
    /// A fault acts and nothing has failed yet: so many requests wait, so long has it acted. `threads`: of B, held by them.
    /// `felt`: whether somebody meets it; else nothing is said to wait for it.
    NothingFailedYet { fault: Fault, place: PlaceId, acted: Span, waiting: u32, threads: u32, felt: bool },
    /// So many faults act, nobody meets any of them, and nothing has failed yet.
    SeveralAct { faults: u32 },
    /// A has just ended this request with 502.3; what the application is at with it, by what its own handler waits for: calls of
    /// the dependency `to` that wait for an answer or for a slot, and how many of them hold a thread; requests in the work queue.
    Failed {
        request: RequestId,
        status: Status,
        ending: Ending,
        waited: Span,
        to: Option<PlaceId>,
        for_c: u32,
        for_slot: u32,
        threads: u32,
        queued: u32,
    },
    /// B itself has just answered 500 to this one, because its call timed out.
    OwnError { request: RequestId, waited: Span, for_slot: u32, queued: u32 },
    /// Requests fail: so many 502.3 so far; so many wait.
    Failing { failures: u32, waiting: u32, ghosts: u32 },
    /// The fault is over, and what had piled up is worked off: ghosts and queue that are left.
    Recovering { ghosts: u32, queued: u32, waiting: u32 },
    /// The fault is over, and nobody has shown yet that all is well: so many of those that came in bad times wait still.
    NotYetWell { waiting: u32 },
    /// The fault is over and requests go well again, after so many 502.3.
    Recovered { failures: u32, hosting: Hosting },
    /// The run is over: so many answered well, so many 502.3, so many other failures.
    Over { answered: u32, failures: u32, others: u32 },
}
