//! The only place that touches the browser: everything else is told.
//!
//! Compiles natively, where none of it is called: pages are rendered without running effects.

#[cfg(feature = "hydration")]
mod boot;
mod page;

#[cfg(feature = "hydration")]
pub(crate) use boot::start;
pub(crate) use page::mark_ready;
