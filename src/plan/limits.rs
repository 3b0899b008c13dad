//! How large each quantity of a run may be, and what it is where nothing is said: each written once, in the unit of its name.
//!
//! Where a source is named, the number is that product's; the others are our choice, so that a run ends and can be drawn.

use std::ops::RangeInclusive;

use crate::kernel::Span;

/// The longest run, and the longest wait within one: an hour.
const HOUR_MS: u64 = 3_600_000;

/// The longest text of a scenario.
pub const MAX_TEXT_BYTES: u64 = 64 * 1024;
/// The formats of scenarios that are read.
pub const FORMATS: RangeInclusive<u64> = 1..=2;
/// The most gateways, applications or dependencies.
pub const PLACES: u64 = 16;
/// The longest name of a place.
pub const MAX_NAME_BYTES: usize = 16;
/// The longest path of a request.
pub const MAX_PATH_BYTES: usize = 200;
/// How many of so many requests are of a kind.
pub const WEIGHT: RangeInclusive<u32> = 1..=1_000;
/// The longest title or note.
pub const MAX_NOTE_BYTES: u64 = 1_000;
/// The most claims that a scenario makes.
pub const MAX_CLAIMS: u64 = 100;
/// The longest share link.
pub const MAX_LINK_BYTES: usize = 20_000;
/// The longest description of the page's view in a link.
pub const MAX_VIEW_BYTES: usize = 64;
/// The most requests of a run.
pub const MAX_REQUESTS: u64 = 200_000;
/// The most timed changes of a run.
pub const MAX_CHANGES: usize = 200;

/// The end of a run.
pub const ENDS_AT_MS: RangeInclusive<u64> = 1_000..=HOUR_MS;
/// Model milliseconds per real second: from 1/200 of real time to 60×.
pub const SPEED_PER_MILLE: RangeInclusive<u32> = 5..=60_000;

/// Client machines.
pub const MACHINES: RangeInclusive<u16> = 1..=1_000;
/// Requests in a thousand seconds, from all machines together.
pub const REQUESTS_PER_1000_S: RangeInclusive<u64> = 1..=200_000;
/// The loads that a reader is offered [requests per second × 1000].
pub const LOADS: [u32; 6] = [500, 1_000, 2_000, 5_000, 10_000, 20_000];
/// How far uniform gaps go above and below their mean.
pub const GAPS_PERCENT: RangeInclusive<u64> = 1..=100;
/// How often a fault hits, as [`Percent`](super::Percent) has it.
pub const HITS_PERCENT: RangeInclusive<u16> = 1..=100;

/// Any wait that ends by itself: a patience, a time-out of a call, an idle connection, the delay of a fault.
pub const WAIT_MS: RangeInclusive<u64> = 1..=HOUR_MS;
/// The same where it is set in whole seconds.
pub const WAIT_S: RangeInclusive<u64> = 1..=HOUR_MS / 1_000;
/// The time-out of the proxy.
pub const PROXY_TIMEOUT_MS: RangeInclusive<u64> = 1_000..=HOUR_MS;
/// The latency of a link, one way.
pub const LINK_US: RangeInclusive<u64> = 0..=10_000_000;
/// The time that work takes.
pub const WORK_US: RangeInclusive<u64> = 0..=HOUR_MS * 1_000;

/// Worker threads of w3wp.
pub const WORKERS: RangeInclusive<u16> = 1..=1_000;
/// The queue of http.sys, up to the most that `applicationPools/add/@queueLength` takes.
pub const QUEUE_LENGTH: RangeInclusive<u32> = 1..=65_535;
/// Worker threads of B.
pub const THREADS: RangeInclusive<u16> = 1..=1_000;
/// Connections from B to C, where they are limited.
pub const SLOTS: RangeInclusive<u32> = 1..=10_000;

/// The `network.http.response.timeout` of Firefox.
pub const DEFAULT_PATIENCE_MS: u64 = 300_000;
/// An office line to a server in the same town, from and to.
pub const DEFAULT_CLIENT_LINK_US: [u64; 2] = [2_000, 5_000];
/// Our choice; IIS adds threads as it needs them, so that they are never what is short here.
pub const DEFAULT_WORKERS: u64 = 16;
/// Our estimate, from and to.
pub const DEFAULT_WORKER_TIME_US: [u64; 2] = [600, 900];
/// `applicationPools/add/@queueLength` of IIS_schema.xml.
pub const DEFAULT_QUEUE_LENGTH: u64 = 1_000;
/// Our choice below Kestrel's `KeepAliveTimeout` of 130 s, since WinHTTP does not publish its own.
pub const DEFAULT_POOL_IDLE_MS: u64 = 60_000;
/// What the handler computes before it calls C, from and to: our estimate.
pub const DEFAULT_WORK_BEFORE_US: [u64; 2] = [2_000, 4_000];
/// What it computes after, from and to: our estimate.
pub const DEFAULT_WORK_AFTER_US: [u64; 2] = [500, 1_500];
/// `HttpClient.Timeout` of .NET.
pub const DEFAULT_CALL_TIMEOUT_MS: u64 = 100_000;
/// Another machine in the same network, from and to.
pub const DEFAULT_DEPENDENCY_LINK_US: [u64; 2] = [400, 600];
/// A fault that is on hits always.
pub const DEFAULT_HITS_PERCENT: u64 = 100;

/// Whether a wait is in [`WAIT_MS`], to the nanosecond.
pub fn is_wait(span: Span) -> bool {
    (Span::from_ms(*WAIT_MS.start())..=Span::from_ms(*WAIT_MS.end())).contains(&span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{FaultSetting, Percent};
    use crate::vocabulary::Hosting;

    #[test]
    fn what_lies_elsewhere_agrees() {
        let percents = (0..=u8::MAX).filter(|&percent| Percent::new(percent).is_some());
        assert!(percents.map(u16::from).eq(HITS_PERCENT));
        assert!(is_wait(FaultSetting::DEFAULT_DELAY));
        for hosting in Hosting::ALL {
            assert!(PROXY_TIMEOUT_MS.contains(&hosting.personality().timeout.ms()), "{hosting:?}");
        }
    }

    #[test]
    fn a_wait_ends_within_the_hour() {
        let (least, most) = (Span::from_ms(1), Span::from_s(3_600));
        assert!(is_wait(least) && is_wait(most));
        assert!(!is_wait(Span::from_ns(least.ns() - 1)) && !is_wait(Span::from_ns(most.ns() + 1)));
    }
}
