//! What stands where, counted from the trace alone.

use crate::plan::Plan;
use crate::trace::Holdings;
use crate::vocabulary::{Party, PoolId, PoolKind};

/// Something that can be counted at any instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gauge {
    /// Units of all pools of this kind in use.
    HeldOf(PoolKind),
    /// Those who wait for a unit of any pool of this kind.
    WaitsOf(PoolKind),
    /// Units of the pool with this name in use.
    Held(String),
    /// Those who wait for a unit of the pool with this name.
    Waits(String),
    /// Requests that a client waits for.
    Open,
    /// Tasks whose connection the other end has closed.
    Ghosts,
}

impl Gauge {
    /// The names in claims of what needs no name of a pool; none is the beginning of a later one.
    pub(super) const NAMES: [(&'static str, Self); 7] = [
        ("threads", Self::HeldOf(PoolKind::Thread)),
        ("queued", Self::WaitsOf(PoolKind::Thread)),
        ("for-c", Self::HeldOf(PoolKind::Connection)),
        ("for-slot", Self::WaitsOf(PoolKind::Connection)),
        ("slots", Self::HeldOf(PoolKind::Connection)),
        ("open", Self::Open),
        ("ghosts", Self::Ghosts),
    ];

    /// The count.
    pub(super) fn of(&self, holdings: &Holdings, plan: &Plan) -> u32 {
        let sum = |fits: &dyn Fn(PoolId) -> bool, held: bool| {
            let pools = plan.pool_ids().filter(|&id| fits(id)).map(|id| holdings.pool(id));
            count(pools.map(|pool| if held { pool.held.len() } else { pool.waits.len() }).sum())
        };
        let of_kind = |kind: PoolKind| move |id: PoolId| plan.pool(id).kind == kind;
        let named = |name: &str| {
            let name = name.to_owned();
            move |id: PoolId| plan.pool_name(id) == name
        };
        match self {
            Self::HeldOf(kind) => sum(&of_kind(*kind), true),
            Self::WaitsOf(kind) => sum(&of_kind(*kind), false),
            Self::Held(name) => sum(&named(name), true),
            Self::Waits(name) => sum(&named(name), false),
            Self::Open => count(holdings.all().filter(|one| matches!(one.party, Party::Request(_))).count()),
            Self::Ghosts => count(holdings.all().filter(|one| one.gone && matches!(one.party, Party::Task(_))).count()),
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
