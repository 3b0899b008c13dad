//! What of a page is in view, and how wide it is: what is not seen, sleeps.

use gloo_events::EventListener;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Watches one element, until dropped.
pub(crate) struct Watched {
    observer: IntersectionObserver,
    _closure: Closure<dyn FnMut(Vec<JsValue>)>,
}

impl Watched {
    /// Calls back whenever the element comes into view or leaves it, and once at the beginning.
    pub(crate) fn begin(element: &Element, on_change: impl Fn(bool) + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut(Vec<JsValue>)>::new(move |entries: Vec<JsValue>| {
            let last = entries.last().and_then(|entry| entry.dyn_ref::<IntersectionObserverEntry>());
            if let Some(entry) = last {
                on_change(entry.is_intersecting());
            }
        });
        let observer = IntersectionObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _closure: closure })
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// When a page is narrow; the styles say the same.
const NARROW: &str = "(max-width: 999px)";

/// Whether the system prefers dark pages.
pub(crate) fn prefers_dark() -> bool {
    let query = super::window().and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

/// Calls back with whether the page is narrow, at once and whenever that changes, until dropped.
pub(crate) fn on_narrow(on_change: impl Fn(bool) + 'static) -> Option<EventListener> {
    let query = super::window()?.match_media(NARROW).ok()??;
    on_change(query.matches());
    let changed = query.clone();
    Some(EventListener::new(&query, "change", move |_| on_change(changed.matches())))
}
