//! Pictures of a run: pure functions from the lab's frames to tags.
//!
//! Geometry is computed into plain shapes, tested natively; the components only write them down. Nothing here holds
//! state, asks the browser, or knows how a frame came about.

pub mod chain;
mod grid;
pub mod marks;
mod shape;

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

#[cfg(test)]
mod fixture;
