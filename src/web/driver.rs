//! Lets time run: the only place that measures real time; the lab turns it into model time.

use std::cell::Cell;

use yew::prelude::*;

use crate::browser::{Frames, Watched, milliseconds};
use crate::store::{Message, Store};

/// How long the engine may work in a frame [ms].
const SLICE_MS: f64 = 8.0;
/// Events of the first slice, before anything is measured.
const FIRST_BUDGET: u64 = 2_000;
/// The least and the most events of a slice.
const BUDGETS: std::ops::RangeInclusive<u64> = 200..=2_000_000;

/// While the store plays (or still works towards a far instant) and `area` is in view, advances the lab on every frame.
#[hook]
pub fn use_driver(store: &UseReducerHandle<Store>, area: &NodeRef) {
    let in_view = use_in_view(area);
    let playing = (store.frame.playing || store.busy) && in_view;
    let dispatcher = store.dispatcher();
    use_effect_with(playing, move |&playing| {
        let frames = playing.then(|| {
            let budget = Cell::new(FIRST_BUDGET);
            Frames::begin(move |real| {
                let began = milliseconds();
                dispatcher.dispatch(Message::Advance(real, budget.get()));
                budget.set(adapted(budget.get(), milliseconds() - began));
            })
        });
        move || drop(frames)
    });
}

/// The budget of the next slice, after one that took `took` ms: halved when it was too long, raised slowly when there
/// is much to spare. What is drawn counts as well, since it is the frame that must be in time.
fn adapted(budget: u64, took: f64) -> u64 {
    let next = if took > SLICE_MS {
        budget / 2
    } else if took < SLICE_MS / 2.0 {
        budget + budget / 4
    } else {
        budget
    };
    next.clamp(*BUDGETS.start(), *BUDGETS.end())
}

/// Whether an element is in view; true until the browser says otherwise.
#[hook]
fn use_in_view(area: &NodeRef) -> bool {
    let in_view = use_state_eq(|| true);
    let set = in_view.setter();
    use_effect_with(area.clone(), move |area| {
        let watched =
            area.cast::<web_sys::Element>().and_then(|element| Watched::begin(&element, move |seen| set.set(seen)));
        move || drop(watched)
    });
    *in_view
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_follows_the_clock() {
        assert_eq!(adapted(2_000, 20.0), 1_000);
        assert_eq!(adapted(2_000, 1.0), 2_500);
        assert_eq!(adapted(2_000, 6.0), 2_000);
        assert_eq!(adapted(200, 50.0), 200);
        assert_eq!(adapted(2_000_000, 0.0), 2_000_000);
    }
}
