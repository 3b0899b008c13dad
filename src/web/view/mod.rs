//! Pictures of a run: pure functions from the lab's frames to tags.
//!
//! Geometry is computed into plain shapes, tested natively; the components only write them down. Nothing here holds
//! state, asks the browser, or knows how a frame came about.

pub mod chain;
mod grid;
pub mod marks;
pub mod mini;
mod shape;
pub mod strip;

use std::rc::Rc;

use yew::prelude::*;

/// Which of the two drawings of a picture stands in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Both: the style shows the one that fits. For pages that are written before the screen is known.
    #[default]
    Both,
    /// The wide one.
    Wide,
    /// The one for phones.
    Narrow,
}

/// The same callback from frame to frame, whatever the page hands down: parts of a picture that did not change are
/// skipped only if their callbacks did not either.
#[hook]
fn use_steady<T: 'static>(callback: &Callback<T>) -> Callback<T> {
    let latest = use_mut_ref(|| callback.clone());
    latest.replace(callback.clone());
    let steady = use_memo((), |()| {
        let latest = Rc::clone(&latest);
        Callback::from(move |value| {
            let callback = latest.borrow().clone();
            callback.emit(value);
        })
    });
    (*steady).clone()
}

#[cfg(test)]
mod fixture;
