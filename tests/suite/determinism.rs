//! Same seed, same bytes: twice, stepwise, from a checkpoint; and the digests that a browser has to find as well.

use bad_gateway::kernel::{Span, Time};
use bad_gateway::model::World;
use bad_gateway::scenario::{self, Scenario};
use bad_gateway::trace::Trace;

use crate::golden;

fn library() -> impl Iterator<Item = Scenario> {
    scenario::names().map(|slug| scenario::open(slug).expect("the library is valid"))
}

fn run(scenario: &Scenario, seed: u64) -> Trace {
    let mut trace = Trace::default();
    let mut world = World::new(&scenario.plan, seed, &mut trace);
    world.run_until(scenario.plan.ends_at, u64::MAX, &mut trace);
    trace
}

#[test]
fn the_same_seed_gives_the_same_records_and_another_seed_gives_others() {
    for scenario in library() {
        let seed = scenario.seed();
        let first = run(&scenario, seed);
        assert_eq!(first, run(&scenario, seed), "{}", scenario.slug);
        assert_ne!(first.digest(), run(&scenario, seed + 1).digest(), "{}", scenario.slug);
    }
}

#[test]
fn a_run_in_small_slices_is_the_run_at_once() {
    for scenario in library() {
        let straight = run(&scenario, scenario.seed());
        for (slice, budget) in [(Span::from_ms(7), u64::MAX), (Span::from_ms(333), 3), (Span::from_s(60), 1)] {
            let mut trace = Trace::default();
            let mut world = World::new(&scenario.plan, scenario.seed(), &mut trace);
            let mut until = Time::ZERO;
            while until < scenario.plan.ends_at {
                until = (until + slice).min(scenario.plan.ends_at);
                while !world.run_until(until, budget, &mut trace).done {}
                assert_eq!(world.now(), until);
            }
            assert_eq!(trace, straight, "{} in slices of {slice:?}", scenario.slug);
        }
    }
}

/// Seeking is going on from a clone of the world, with a trace that keeps nothing.
#[test]
fn a_clone_goes_on_as_the_original_would() {
    for scenario in library() {
        let straight = run(&scenario, scenario.seed());
        let mut trace = Trace::default();
        let mut world = World::new(&scenario.plan, scenario.seed(), &mut trace);
        let mut checkpoint = (world.clone(), trace.muted());
        for s in 1.. {
            let until = Time::ZERO + Span::from_s(10 * s);
            if until >= scenario.plan.ends_at {
                break;
            }
            world.run_until(until, u64::MAX, &mut trace);
            let (mut other, mut muted) = (checkpoint.0.clone(), checkpoint.1.clone());
            other.run_until(until, u64::MAX, &mut muted);
            assert_eq!((muted.digest(), muted.len()), (trace.digest(), trace.len()), "{}", scenario.slug);
            assert_eq!(other.snapshot(), world.snapshot(), "{}", scenario.slug);
            checkpoint = (other, muted);
        }
        let (mut world, mut muted) = checkpoint;
        world.run_until(scenario.plan.ends_at, u64::MAX, &mut muted);
        assert_eq!(muted.digest(), straight.digest(), "{}", scenario.slug);
    }
}

/// A line a scenario: slug, seed, digest of the complete run. A browser has to find the same ones.
#[test]
fn each_scenario_has_its_digest() {
    let lines = library().map(|scenario| {
        let digest = run(&scenario, scenario.seed()).digest();
        format!("{} {} {digest}\n", scenario.slug, scenario.seed())
    });
    golden::compare("digests.txt", &lines.collect::<String>());
}
