//! The address: which page is shown, and the state of the lab in the fragment.

use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::Location;

#[cfg(feature = "hydration")]
use super::html;
use super::window;
use crate::route::{Edition, Place, Route};
use bad_gateway::text::Lang;

fn location() -> Option<Location> {
    Some(window()?.location())
}

/// The fragment with `#`, or nothing.
fn fragment() -> String {
    location().and_then(|location| location.hash().ok()).unwrap_or_default()
}

/// The state of the lab in the fragment, without `#`; may be empty.
pub(crate) fn state(edition: Edition) -> String {
    state_in(&fragment(), edition).to_owned()
}

/// What a fragment says of a run: nothing, where it is the name of a heading or of the main part. A state is a list of pairs.
fn state_in(fragment: &str, edition: Edition) -> &str {
    let state = match edition {
        Edition::Single => Place::parse_fragment(fragment).1,
        Edition::Site | Edition::Dev => fragment.trim_start_matches('#'),
    };
    if state.contains('=') { state } else { "" }
}

/// Which page was opened.
#[cfg(feature = "hydration")]
pub(super) fn opened_at(edition: Edition) -> Place {
    let found = match edition {
        Edition::Site | Edition::Dev => {
            html().and_then(|html| html.get_attribute("data-path")).and_then(|path| Place::parse(&path))
        }
        Edition::Single => Place::parse_fragment(&fragment()).0,
    };
    found.unwrap_or(Place::new(Route::Home, Lang::En))
}

/// Which page the address names now, if it names one. `opened`: the page that the document was made for.
pub(crate) fn place_here(edition: Edition, opened: &Place) -> Option<Place> {
    match edition {
        Edition::Single => match fragment() {
            fragment if fragment.is_empty() => Some(Place::new(Route::Home, opened.lang)),
            fragment => Place::parse_fragment(&fragment).0,
        },
        Edition::Site | Edition::Dev => {
            // Another language of a page is the only other address that the document ever moves to: its folder
            // differs from the root of the site by what differs between the two paths.
            let path = location()?.pathname().ok()?;
            let path = path.strip_suffix("index.html").unwrap_or(&path);
            let others = Lang::ALL.into_iter().map(|lang| opened.in_lang(lang));
            others.filter(|place| path.ends_with(&format!("/{}", place.path()))).max_by_key(|place| place.path().len())
        }
    }
}

/// Writes `state` into the fragment: as a `new` place in the reader's history, or in place of what stands there.
pub(crate) fn write_state(place: &Place, edition: Edition, state: &str, new: bool) {
    let fragment = match edition {
        Edition::Single => place.fragment(state),
        Edition::Site | Edition::Dev => format!("#{state}"),
    };
    if self::fragment() != fragment {
        enter(&fragment, new);
    }
}

/// Moves to an address without loading a page.
pub(crate) fn push(address: &str) {
    super::page::keep_icons();
    enter(address, true);
}

fn enter(address: &str, new: bool) {
    let Some(history) = window().and_then(|window| window.history().ok()) else { return };
    // Refused on a page without an address of its own, and when asked a hundred times in a few seconds: then the
    // address stays as it is, which costs nothing but the reader's way back.
    let _ = match new {
        true => history.push_state_with_url(&JsValue::NULL, "", Some(address)),
        false => history.replace_state_with_url(&JsValue::NULL, "", Some(address)),
    };
}

/// The whole address of this page with `fragment`.
pub(crate) fn absolute(fragment: &str) -> String {
    let href = location().and_then(|location| location.href().ok()).unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}{fragment}")
}

/// Calls back when the reader went to another address of this document (back, forth, or by a link inside it), until
/// dropped.
pub(crate) fn on_move(moved: impl Fn() + Clone + 'static) -> Option<[EventListener; 2]> {
    let window = window()?;
    let again = moved.clone();
    Some([
        EventListener::new(&window, "popstate", move |_| moved()),
        EventListener::new(&window, "hashchange", move |_| again()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_without_pairs_is_no_state() {
        for edition in [Edition::Site, Edition::Single, Edition::Dev] {
            assert_eq!(state_in("#main", edition), "", "{edition:?}");
            assert_eq!(state_in("", edition), "", "{edition:?}");
        }
        assert_eq!(state_in("#v=1&seed=7", Edition::Site), "v=1&seed=7");
        assert_eq!(state_in("#seed=7", Edition::Site), "seed=7", "a link that lacks something is told so");
        assert_eq!(state_in("#/lab/?v=1", Edition::Single), "v=1");
    }
}
