//! The document as a whole.

/// Says that the page is complete and answers: tests and styles wait for `data-ready`.
pub(crate) fn mark_ready() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(html) = document.and_then(|document| document.document_element()) {
        let set = html.set_attribute("data-ready", "");
        debug_assert!(set.is_ok(), "a literal name is a valid one");
    }
}
