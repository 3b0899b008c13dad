//! Single keys, wherever the focus is, except where a key means something by itself.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{document, window};

/// A key of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// Play or pause.
    Space,
    /// One event back.
    Left,
    /// One event on.
    Right,
    /// Fork.
    F,
    /// Reset.
    R,
    /// The list of keys.
    Help,
}

/// Calls back for each of the keys, until dropped.
pub(crate) fn listen(on_key: impl Fn(Key) + 'static) -> Option<[EventListener; 2]> {
    let window = window()?;
    // Whether the focus is where a pointer put it: a button that was clicked does not keep the space bar.
    let pointed = Rc::new(Cell::new(false));
    let points = Rc::clone(&pointed);
    let pointer = EventListener::new(&window, "pointerdown", move |_| points.set(true));
    let options = EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(&window, "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.key() == "Tab" {
            pointed.set(false);
        }
        if event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let key = match event.key().as_str() {
            " " => Key::Space,
            "ArrowLeft" => Key::Left,
            "ArrowRight" => Key::Right,
            "f" | "F" => Key::F,
            "r" | "R" => Key::R,
            "?" => Key::Help,
            _ => return,
        };
        if !taken(key, event, pointed.get()) {
            event.prevent_default();
            if key == Key::Space {
                // Where a button has the focus, letting go of the key would press it.
                leave();
            }
            on_key(key);
        }
    });
    Some([pointer, listener])
}

/// Takes the focus from where it is.
fn leave() {
    let focused = document().and_then(|document| document.active_element());
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        // Refused for what cannot lose it: then nothing is pressed either.
        let _ = focused.blur();
    }
}

/// Whether what has the focus (`pointed`: by a pointer) needs the key itself, or a dialog is open.
fn taken(key: Key, event: &KeyboardEvent, pointed: bool) -> bool {
    let dialog = document().and_then(|document| document.query_selector("dialog[open]").ok().flatten()).is_some();
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return dialog };
    let inside = |selector: &str| target.closest(selector).ok().flatten().is_some();
    let typing = inside("input:not([type=radio]):not([type=checkbox]):not([type=range]), select, textarea");
    let own = match key {
        Key::Space => !pointed && inside("button, a, summary, input, [role=button], [role=slider]"),
        Key::Left | Key::Right => inside("input, [role=slider], [role=toolbar] select, .log-scroll"),
        Key::F | Key::R | Key::Help => false,
    };
    dialog || typing || own
}
