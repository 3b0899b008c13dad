//! The start of the page. What it reads from `<html>`:
//!
//! - `data-edition="site|single|dev"`: whether the page was prerendered, and how addresses are written;
//! - `data-path="ko/lab/"`: the page's path from the root of the site (absent in the single file).
//!
//! It fills (or takes over) `<div id="app">`, and sets `data-ready` on `<html>` when that is done.

use web_sys::{Document, Element};
use yew::Renderer;

use crate::app::{App, AppProps};
use crate::route::{Edition, Place, Route};

/// Takes over what was prerendered, or draws it where nothing was.
pub(crate) fn start() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let (Some(html), Some(app)) = (document.document_element(), document.get_element_by_id("app")) else { return };
    let edition = html.get_attribute("data-edition").and_then(|name| Edition::parse(&name)).unwrap_or_default();
    let place = place(&document, &html, edition);
    let renderer = Renderer::<App>::with_root_and_props(app, AppProps { place, edition });
    match edition {
        Edition::Site => renderer.hydrate(),
        Edition::Single | Edition::Dev => renderer.render(),
    };
}

/// Where the reader is.
fn place(document: &Document, html: &Element, edition: Edition) -> Place {
    let found = match edition {
        Edition::Site | Edition::Dev => html.get_attribute("data-path").and_then(|path| Place::parse(&path)),
        Edition::Single => {
            let fragment = document.location().and_then(|location| location.hash().ok()).unwrap_or_default();
            Place::parse_fragment(&fragment).0
        }
    };
    found.unwrap_or(Place::new(Route::Home, bad_gateway::text::Lang::En))
}
