//! The document as a whole.

use bad_gateway::text::Lang;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlLinkElement};

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

/// Writes the addresses of the icons in full: relative ones would be asked for anew, elsewhere, when the document's address
/// moves to another folder.
pub(super) fn keep_icons() {
    let Some(list) = document().and_then(|document| document.query_selector_all("link[rel~=icon]").ok()) else {
        return;
    };
    for link in (0..list.length()).filter_map(|index| list.item(index)?.dyn_into::<HtmlLinkElement>().ok()) {
        link.set_href(&link.href());
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
