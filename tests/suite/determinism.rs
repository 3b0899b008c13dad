//! Same seed, same bytes: twice, stepwise, from a checkpoint; and the digests that a browser has to find as well.

use std::sync::Arc;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::model::{self, World};
use bad_gateway::plan::{Change, Plan};
use bad_gateway::trace::Trace;

use crate::run::{all, run};
use crate::{golden, random};

/// A run, and what is turned on the way.
#[derive(Clone, Copy)]
struct Course<'a> {
    plan: &'a Arc<Plan>,
    seed: u64,
    changes: &'a [(Time, Change)],
}

impl Course<'_> {
    fn at_once(self) -> Trace {
        model::run(self.plan, self.seed, self.changes).1
    }

    fn begun(self) -> (World, Trace) {
        let mut trace = Trace::new(self.plan);
        (World::new(self.plan, self.seed, &mut trace), trace)
    }

    /// In slices of this length, with so many events at most at a time.
    fn in_slices(self, slice: Span, budget: u64) -> Trace {
        let (mut world, mut trace) = self.begun();
        let mut changes = self.changes.iter().copied().peekable();
        let mut until = Time::ZERO;
        while until < self.plan.ends_at {
            until = (until + slice).min(self.plan.ends_at);
            while let Some((at, change)) = changes.next_if(|(at, _)| *at <= until) {
                while !world.run_until(at, budget, &mut trace).done {}
                world.apply(change, &mut trace);
            }
            while !world.run_until(until, budget, &mut trace).done {}
            assert_eq!(world.now(), until);
        }
        trace
    }
}

/// Calls `check` with each scenario of the library, and with random ones.
fn each(test: &str, check: impl Fn(&str, Course<'_>)) {
    for scenario in all() {
        check(&scenario.slug, Course { plan: &scenario.plan, seed: scenario.seed(), changes: &[] });
    }
    random::each(test, |case| {
        check(&case.scenario.slug, Course { plan: case.plan(), seed: case.seed(), changes: &case.changes });
    });
}

#[test]
fn the_same_seed_gives_the_same_records_and_another_seed_gives_others() {
    each("the_same_seed_gives_the_same_records_and_another_seed_gives_others", |slug, course| {
        let first = course.at_once();
        assert_eq!(first, course.at_once(), "{slug}");
        let other = Course { seed: course.seed + 1, ..course }.at_once();
        // A short run may have no request at all, and then there is nothing that chance could change.
        assert!(first.digest() != other.digest() || first.requests() == 0, "{slug}");
    });
}

#[test]
fn a_run_in_small_slices_is_the_run_at_once() {
    each("a_run_in_small_slices_is_the_run_at_once", |slug, course| {
        let straight = course.at_once();
        for (slice, budget) in [(Span::from_ms(7), u64::MAX), (Span::from_ms(333), 3), (Span::from_s(60), 1)] {
            assert_eq!(course.in_slices(slice, budget), straight, "{slug} in slices of {slice:?}");
        }
    });
}

/// Seeking is going on from a clone of the world, with a trace that keeps nothing.
#[test]
fn a_clone_goes_on_as_the_original_would() {
    each("a_clone_goes_on_as_the_original_would", |slug, course| {
        let straight = course.at_once();
        let (mut world, mut trace) = course.begun();
        let mut checkpoint = (world.clone(), trace.muted());
        let mut instants: Vec<(Time, Option<Change>)> =
            (1..10).map(|tenth| (Time::from_ms(course.plan.ends_at.ms() / 10 * tenth), None)).collect();
        instants.extend(course.changes.iter().map(|&(at, change)| (at, Some(change))));
        instants.push((course.plan.ends_at, None));
        // Changes at one instant stay in their order.
        instants.sort_by_key(|(at, _)| *at);
        for (until, change) in instants {
            let (mut other, mut muted) = checkpoint.clone();
            for (world, trace) in [(&mut world, &mut trace), (&mut other, &mut muted)] {
                world.run_until(until, u64::MAX, trace);
                if let Some(change) = change {
                    world.apply(change, trace);
                }
            }
            assert_eq!((muted.digest(), muted.len()), (trace.digest(), trace.len()), "{slug} at {until:?}");
            assert_eq!(other.snapshot(), world.snapshot(), "{slug} at {until:?}");
            checkpoint = (other, muted);
        }
        assert_eq!(trace, straight, "{slug}");
    });
}

/// A trace that went back is the trace that never went on.
#[test]
fn a_rewound_trace_goes_on_as_if_nothing_had_been() {
    each("a_rewound_trace_goes_on_as_if_nothing_had_been", |slug, course| {
        let course = Course { changes: &[], ..course };
        let (mut world, mut trace) = course.begun();
        world.run_until(Time::from_ms(course.plan.ends_at.ms() / 2), u64::MAX, &mut trace);
        let (mark, again) = (trace.muted(), world.clone());
        world.run_until(course.plan.ends_at, u64::MAX, &mut trace);
        trace.rewind(&mark);
        let mut world = again;
        world.run_until(course.plan.ends_at, u64::MAX, &mut trace);
        assert_eq!(trace, course.at_once(), "{slug}");
    });
}

/// A line a scenario: slug, seed, digest of the complete run. A browser has to find the same ones.
#[test]
fn each_scenario_has_its_digest() {
    let lines = all().map(|scenario| {
        let digest = run(&scenario).digest();
        format!("{} {} {digest}\n", scenario.slug, scenario.seed())
    });
    golden::compare("digests.txt", &lines.collect::<String>());
}
