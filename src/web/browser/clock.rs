//! Frames and timers.

use std::cell::RefCell;
use std::rc::Rc;

use bad_gateway::kernel::Span;
use gloo_render::AnimationFrame;
use gloo_timers::callback::{Interval, Timeout};

use super::window;

/// The longest gap between two frames that counts: a page that was hidden goes on where it was.
const MAX_GAP: Span = Span::from_ms(100);

/// Calls back on every frame, until dropped.
pub(crate) struct Frames {
    next: Rc<RefCell<Option<AnimationFrame>>>,
}

impl Frames {
    /// Begins. `on_frame` is told how much real time has passed since the frame before, at most [`MAX_GAP`].
    pub(crate) fn begin(on_frame: impl Fn(Span) + 'static) -> Self {
        let next = Rc::new(RefCell::new(None));
        request(Rc::clone(&next), None, Rc::new(on_frame));
        Self { next }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        // A request that is pending is cancelled when it is dropped.
        self.next.borrow_mut().take();
    }
}

fn request(next: Rc<RefCell<Option<AnimationFrame>>>, before: Option<f64>, on_frame: Rc<dyn Fn(Span)>) {
    let kept = Rc::clone(&next);
    let frame = gloo_render::request_animation_frame(move |stamp| {
        // Asked for before the callback, which may drop the whole.
        request(Rc::clone(&next), Some(stamp), Rc::clone(&on_frame));
        if let Some(before) = before {
            on_frame(span(stamp - before).min(MAX_GAP));
        }
    });
    // The frame that is replaced has been handled: dropping it cancels nothing.
    *kept.borrow_mut() = Some(frame);
}

/// Milliseconds of the browser as a span; what is no time is none.
fn span(milliseconds: f64) -> Span {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates, and nothing that a page lives for is that long"
    )]
    Span::from_us((milliseconds * 1_000.0) as u64)
}

/// Now, for measuring how long work takes [ms].
pub(crate) fn milliseconds() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Calls back once after so many milliseconds, unless dropped before.
pub(crate) fn later(milliseconds: u32, call: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(milliseconds, call)
}

/// Calls back every so many milliseconds, until dropped.
pub(crate) fn every(milliseconds: u32, call: impl Fn() + 'static) -> Interval {
    Interval::new(milliseconds, call)
}
