//! What a world is made from: validated, in model units.

use std::sync::Arc;

use crate::kernel::{Dist, Span, Time};
use crate::trace::FaultSetting;
use crate::vocabulary::{CallStyle, Fault, Hosting, Slots};

/// A run, apart from its seed. Made by `scenario` from a validated `Spec`; every field is in range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The end of the run.
    pub ends_at: Time,
    /// Client machines, from 1.
    pub clients: u16,
    /// When requests come.
    pub arrivals: Arrivals,
    /// How long a client waits for its response before it leaves.
    pub patience: Span,
    /// One-way latency between client and A.
    pub client_link: Dist,
    /// How A reaches B.
    pub hosting: Hosting,
    /// The time-out of the proxy, for each of connect, send and receive.
    pub proxy_timeout: Span,
    /// Worker threads of w3wp, from 1.
    pub workers: u16,
    /// What a worker needs to take a request on, again to make the response, and again for what comes after it.
    pub worker_time: Dist,
    /// Limit of the queue of http.sys (`queueLength`, 1000 by default).
    pub queue_limit: u32,
    /// How long an idle connection to B stays in A's pool.
    pub pool_idle: Span,
    /// One-way latency between A and B.
    pub backend_link: Dist,
    /// Worker threads of B, fixed, from 1.
    pub threads: u16,
    /// What B's handler computes before it calls C.
    pub work_before: Dist,
    /// What it computes after.
    pub work_after: Dist,
    /// How B waits for C.
    pub call_style: CallStyle,
    /// Connections from B to C.
    pub slots: Slots,
    /// How long B waits for a call, slot included (`HttpClient.Timeout`, 100 s by default).
    pub call_timeout: Span,
    /// One-way latency between B and C.
    pub dependency_link: Dist,
    /// What C needs for a call.
    pub dependency_time: Dist,
    /// Faults that are set from the start.
    pub faults: Vec<(Fault, FaultSetting)>,
}

/// When requests come: an open loop, so that nobody waits for an earlier answer before asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrivals {
    /// With these gaps; the first gap begins at second 0.
    Gaps(Dist),
    /// At these instants, sorted: the arrivals of a real log.
    At(Arc<[Time]>),
}
