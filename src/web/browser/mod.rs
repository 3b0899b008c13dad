//! The only place that touches the browser: everything else is told.
//!
//! Compiles natively, where none of it is called: pages are rendered without running effects.

mod article;
#[cfg(feature = "hydration")]
mod boot;
mod clipboard;
mod clock;
mod keys;
mod location;
mod page;
mod storage;
mod view;

pub(crate) use article::article;
#[cfg(feature = "hydration")]
pub(crate) use boot::start;
pub(crate) use clipboard::copy;
pub(crate) use clock::{Frames, every, later, milliseconds};
pub(crate) use keys::{Key, listen as listen_to_keys};
pub(crate) use location::{absolute, on_move, place_here, push, state, write_state};
pub(crate) use page::{describe, focus, mark_ready, scroll_to_end, set_dialog, set_theme};
pub(crate) use storage::{Stored, read as read_stored, write as write_stored};
pub(crate) use view::{Watched, on_narrow, prefers_dark};

use web_sys::{Document, Element, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

fn html() -> Option<Element> {
    document()?.document_element()
}
