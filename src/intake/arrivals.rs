//! When the requests of a log came.

use super::Log;
use crate::kernel::{Span, Time};

/// The arrivals of a log, sorted, counted from the earliest.
pub fn arrivals(log: &Log) -> Vec<Time> {
    let mut instants: Vec<u64> = log.rows.iter().map(|row| row.arrived_unix_ns).collect();
    instants.sort_unstable();
    let first = instants.first().copied().unwrap_or(0);
    instants.into_iter().map(|instant| Time::ZERO + Span::from_ns(instant - first)).collect()
}
