//! The start of the page. What it reads from `<html>`:
//!
//! - `data-edition="site|single|dev"`: whether the page was prerendered, and how addresses are written;
//! - `data-path="ko/lab/"`: the page's path from the root of the site (empty in the single file).
//!
//! It fills (or takes over) `<div id="app">`; the application then sets `data-ready` on `<html>`.

use yew::Renderer;

use super::article::article;
use super::{document, html, location};
use crate::app::{App, AppProps};
use crate::route::Edition;

/// Takes over what was prerendered, or draws it where nothing was.
pub(crate) fn start() {
    let (Some(html), Some(app)) = (html(), document().and_then(|document| document.get_element_by_id("app"))) else {
        return;
    };
    let edition = html.get_attribute("data-edition").and_then(|name| Edition::parse(&name)).unwrap_or_default();
    let place = location::opened_at(edition);
    let renderer =
        Renderer::<App>::with_root_and_props(app, AppProps { article: article(&place, edition), place, edition });
    match edition {
        Edition::Site => renderer.hydrate(),
        Edition::Single | Edition::Dev => renderer.render(),
    };
}
