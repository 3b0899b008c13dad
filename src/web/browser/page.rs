//! The document as a whole.

use bad_gateway::text::Lang;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};

use super::{document, html};

/// Says that the page is complete and answers: tests and styles wait for `data-ready`.
pub(crate) fn mark_ready() {
    set("data-ready", "");
}

/// Language and title, after a move that loaded no page.
pub(crate) fn describe(lang: Lang, title: &str) {
    set("lang", lang.tag());
    if let Some(document) = document()
        && document.title() != title
    {
        document.set_title(title);
    }
}

/// A theme by its name; `None` follows the system.
pub(crate) fn set_theme(name: Option<&str>) {
    match (name, html()) {
        (Some(name), _) => set("data-theme", name),
        // Removing what is not there is no error.
        (None, Some(html)) => drop(html.remove_attribute("data-theme")),
        (None, None) => {}
    }
}

fn set(name: &str, value: &str) {
    if let Some(html) = html()
        && html.get_attribute(name).as_deref() != Some(value)
    {
        let set = html.set_attribute(name, value);
        debug_assert!(set.is_ok(), "{name} is a valid name");
    }
}

/// Scrolls a box to its last line.
pub(crate) fn scroll_to_end(element: &Element) {
    element.set_scroll_top(element.scroll_height());
}

/// Puts the focus on the element with this id, and scrolls to it.
pub(crate) fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.scroll_into_view();
        // Refused for what cannot have the focus: then the reader is there by scrolling alone.
        let _ = element.focus();
    }
}

/// Opens a dialog before everything else, or closes it.
pub(crate) fn set_dialog(element: &Element, open: bool) {
    let Some(dialog) = element.dyn_ref::<HtmlDialogElement>() else { return };
    if open && !dialog.open() {
        // Refused only while the dialog is not in the page.
        let _ = dialog.show_modal();
    } else if !open && dialog.open() {
        dialog.close();
    }
}
