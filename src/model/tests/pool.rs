//! Units, who holds them, who waits.

use super::bench::{Bench, SLOTS, plan};
use crate::model::pool::Pool;
use crate::model::slab::{Key, Slab};
use crate::trace::{Fact, PoolView};
use crate::vocabulary::{CallId, Party, Slots, UnitId, What};

fn limited(slots: u32) -> (Bench, Pool<CallId>) {
    (Bench::new(plan(1, 1, slots)), Pool::new(SLOTS, Party::Call))
}

/// The keys of calls 1, 2 and so on.
fn calls<const N: usize>() -> [Key<CallId>; N] {
    let mut slab: Slab<CallId, ()> = Slab::default();
    std::array::from_fn(|index| slab.add(CallId(u32::try_from(index).unwrap() + 1), ()))
}

/// Gives what is free to who waits.
fn serve(bench: &mut Bench, pool: &mut Pool<CallId>) -> Vec<(UnitId, CallId)> {
    let mut served = Vec::new();
    while let Some(next) = pool.next(&bench.cx()) {
        let unit = pool.lowest_free();
        pool.take(&mut bench.cx(), None, next, unit);
        served.push((unit, next.id));
    }
    served
}

fn view(held: &[(u32, u32)], waits: &[u32]) -> PoolView {
    let party = |call| Party::Call(CallId(call));
    PoolView {
        held: held.iter().map(|&(unit, call)| (UnitId(unit), party(call))).collect(),
        waits: waits.iter().map(|&call| party(call)).collect(),
    }
}

#[test]
fn no_unit_is_given_twice_and_none_beyond_the_limit() {
    let (mut bench, mut pool) = limited(2);
    let calls = calls::<4>();
    calls.into_iter().for_each(|call| pool.queue(call));
    assert_eq!(serve(&mut bench, &mut pool), [(UnitId(0), CallId(1)), (UnitId(1), CallId(2))]);
    assert_eq!(pool.view(), view(&[(0, 1), (1, 2)], &[3, 4]));
    assert!(!pool.has_free(&bench.cx()));
    pool.free(&mut bench.cx(), None, UnitId(0));
    assert_eq!(serve(&mut bench, &mut pool), [(UnitId(0), CallId(3))], "the unit that is free, and no other");
    assert_eq!(pool.view(), view(&[(0, 3), (1, 2)], &[4]));
}

#[test]
fn who_came_first_is_served_first_and_who_leaves_is_not_served() {
    let (mut bench, mut pool) = limited(1);
    let [first, second, third, fourth] = calls();
    for call in [first, second, third, fourth] {
        pool.queue(call);
    }
    pool.leave(second);
    pool.leave(second);
    let mut order = Vec::new();
    for _ in 0..4 {
        order.extend(serve(&mut bench, &mut pool).into_iter().map(|(_, call)| call.0));
        pool.free(&mut bench.cx(), None, UnitId(0));
    }
    assert_eq!(order, [1, 3, 4]);
    assert_eq!((pool.view(), pool.waiting()), (view(&[], &[]), 0));
}

#[test]
fn a_lowered_limit_lets_holders_finish_and_a_raised_one_serves_at_once() {
    let (mut bench, mut pool) = limited(3);
    let calls = calls::<5>();
    calls.into_iter().for_each(|call| pool.queue(call));
    assert_eq!(serve(&mut bench, &mut pool).len(), 3);
    bench.plan.pools[usize::from(SLOTS.0)].limit = Slots::Limited(1);
    assert_eq!(pool.view(), view(&[(0, 1), (1, 2), (2, 3)], &[4, 5]), "those in use go on");
    for (unit, left) in [(0, 2), (2, 1)] {
        pool.free(&mut bench.cx(), None, UnitId(unit));
        assert_eq!(serve(&mut bench, &mut pool), [], "{left} are still held, of 1");
    }
    pool.free(&mut bench.cx(), None, UnitId(1));
    assert_eq!(serve(&mut bench, &mut pool), [(UnitId(0), CallId(4))]);
    bench.plan.pools[usize::from(SLOTS.0)].limit = Slots::Unlimited;
    assert_eq!(serve(&mut bench, &mut pool), [(UnitId(1), CallId(5))]);
    assert!(pool.has_free(&bench.cx()));
}

#[test]
fn every_step_is_a_fact_and_what_is_free_is_not_freed_again() {
    let (mut bench, mut pool) = limited(1);
    let [first, second] = calls();
    let (pool_id, unit) = (SLOTS, UnitId(0));
    let party = |call: Key<CallId>| Party::Call(call.id);
    pool.take(&mut bench.cx(), None, first, unit);
    pool.queue(second);
    pool.record_wait(&mut bench.cx(), None, second);
    pool.free(&mut bench.cx(), None, unit);
    pool.free(&mut bench.cx(), None, unit);
    pool.free(&mut bench.cx(), None, UnitId(9));
    assert_eq!(
        bench.facts(),
        [
            Fact::Takes { party: party(first), pool: pool_id, unit },
            Fact::Waits { party: party(second), what: What::Unit(pool_id) },
            Fact::Frees { party: party(first), pool: pool_id, unit },
        ]
    );
}
