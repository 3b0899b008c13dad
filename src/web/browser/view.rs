//! Whether something is in view: what is not, sleeps.

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
