//! Who waits for whom at one instant: from a party that waits to what holds it up in the end.
//!
//! ```text
//! party ─ waits for a unit ─► pool ─ its holders, the largest group by what they wait for, the first of them ─► party …
//!       ─ waits for a reply, or an end ─► the party begun for it …
//! ends at: somebody who computes, whose time passes, whom a fault keeps silent; at a party met before (a ring), or a pool
//! met before (starvation); at a unit whose holder has ended (a leak).
//! ```

use crate::trace::{Held, Holdings, Living};
use crate::vocabulary::{Party, PoolId, PoolKind, What};

/// From a party to what holds it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The pools on the way.
    pub steps: Vec<Step>,
    /// Where it ends.
    pub end: End,
}

/// A pool on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub pool: PoolId,
    /// Those of its holders that wait for the same as most do, in the order in which they took their units.
    pub group: Vec<Held>,
    /// Whether that group computes, rather than waits.
    pub computes: bool,
}

/// Where a path ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// This one computes.
    Computes(Party),
    /// This one needs its time.
    Timer(Party),
    /// A fault keeps this one silent.
    Silent(Party),
    /// This one's message, or the answer to it, is under way.
    Travels(Party),
    /// These wait for each other.
    Ring(Vec<Party>),
    /// The holders of this pool wait for parties that wait for it: one unit more, and they could go on.
    Starved(PoolId),
    /// A unit of this pool is held by somebody who has ended.
    Leak(PoolId),
    /// The party has ended, or nobody holds what it waits for.
    Nothing,
}

/// Where somebody stands, after following replies and ends to the party that they depend on.
enum Stands {
    ForUnit(PoolId),
    At(End),
    /// At the one that was passed as this one.
    Again(usize),
}

/// Somebody whom a path has passed, and the pools that it had passed by then.
type Met = (Party, usize);

/// The path from a party.
pub fn path(holdings: &Holdings, from: Party) -> Path {
    let mut steps: Vec<Step> = Vec::new();
    let mut met: Vec<Met> = Vec::new();
    let mut at = from;
    loop {
        let pool = match stands(holdings, at, &mut met, steps.len()) {
            Stands::ForUnit(pool) => pool,
            Stands::At(end) => return Path { steps, end },
            Stands::Again(first) => {
                let end = ring(holdings, &steps[met[first].1..], &met[first..]);
                return Path { steps, end };
            }
        };
        if let Some(first) = steps.iter().position(|step| step.pool == pool) {
            let since = met.partition_point(|&(_, passed)| passed <= first);
            let end = ring(holdings, &steps[first..], &met[since..]);
            return Path { steps, end };
        }
        let held = &holdings.pool(pool).held;
        let Some(step) = largest_group(holdings, pool, held) else {
            return Path { steps, end: End::Nothing };
        };
        let first = step.group.first().map(|&(_, party, _)| party);
        steps.push(step);
        match first {
            Some(party) if holdings.living(party).is_none() => {
                // A worker goes on for a while after the row is written.
                let end = if is_worker(holdings, pool) { End::Computes(party) } else { End::Leak(pool) };
                return Path { steps, end };
            }
            Some(party) => at = party,
            None => return Path { steps, end: End::Nothing },
        }
    }
}

/// What a path that has come round is: a ring of parties that wait for each other, over pools of one unit each or none at
/// all; else starvation, of the one pool or of the largest, since another unit would have let them go on.
fn ring(holdings: &Holdings, steps: &[Step], met: &[Met]) -> End {
    let units = |step: &&Step| holdings.pool(step.pool).held.len();
    let largest = steps.iter().rev().max_by_key(units);
    match largest {
        Some(step) if steps.len() == 1 || units(&step) > 1 => End::Starved(step.pool),
        Some(_) | None => End::Ring(met.iter().map(|&(party, _)| party).collect()),
    }
}

/// Follows a party to what it depends on. `met`: whom the path has passed; `passed`: how many pools.
fn stands(holdings: &Holdings, from: Party, met: &mut Vec<Met>, passed: usize) -> Stands {
    let mut at = from;
    loop {
        if let Some(first) = met.iter().position(|&(other, _)| other == at) {
            return Stands::Again(first);
        }
        met.push((at, passed));
        let Some(living) = holdings.living(at) else { return Stands::At(End::Nothing) };
        match next(holdings, living) {
            Ok(party) => at = party,
            Err(stands) => return stands,
        }
    }
}

/// The party that this one depends on directly, or where it stands.
fn next(holdings: &Holdings, living: &Living) -> Result<Party, Stands> {
    let party = living.party;
    match living.what {
        What::Unit(pool) => Err(Stands::ForUnit(pool)),
        What::Done(other) if holdings.living(other).is_some() => Ok(other),
        What::Done(_) | What::Handshake => Err(Stands::At(End::Travels(party))),
        What::Reply => match holdings.begun_for(party) {
            Some(begun) => Ok(begun.party),
            None => Err(Stands::At(End::Travels(party))),
        },
        What::Timer => Err(Stands::At(End::Timer(party))),
        What::Cpu => Err(Stands::At(End::Computes(party))),
        What::Fault(_) => Err(Stands::At(End::Silent(party))),
    }
}

/// For what somebody who holds a unit is held up, roughly: what groups are made by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Pool(PoolId),
    Reply,
    Computes,
    Gone,
}

fn is_worker(holdings: &Holdings, pool: PoolId) -> bool {
    holdings.plan().pool(pool).kind == PoolKind::Worker
}

fn reason(holdings: &Holdings, pool: PoolId, holder: Party) -> Why {
    if holdings.living(holder).is_none() {
        return if is_worker(holdings, pool) { Why::Computes } else { Why::Gone };
    }
    match stands(holdings, holder, &mut Vec::new(), 0) {
        Stands::ForUnit(pool) => Why::Pool(pool),
        Stands::At(End::Computes(party)) if party == holder => Why::Computes,
        Stands::At(
            End::Computes(_)
            | End::Timer(_)
            | End::Silent(_)
            | End::Travels(_)
            | End::Ring(_)
            | End::Starved(_)
            | End::Leak(_)
            | End::Nothing,
        )
        | Stands::Again(_) => Why::Reply,
    }
}

/// The largest group of holders by what they are held up for; of equal ones the group that took its units first. Whoever
/// waits for the pool may hold a unit of it as well.
fn largest_group(holdings: &Holdings, pool: PoolId, held: &[Held]) -> Option<Step> {
    let reasons: Vec<Why> = held.iter().map(|&(_, party, _)| reason(holdings, pool, party)).collect();
    let count = |why: Why| reasons.iter().filter(|&&other| other == why).count();
    let mut best = *reasons.first()?;
    for &why in &reasons {
        if count(why) > count(best) {
            best = why;
        }
    }
    let group = held.iter().zip(&reasons).filter(|&(_, &why)| why == best).map(|(&held, _)| held).collect();
    Some(Step { pool, group, computes: best == Why::Computes })
}
