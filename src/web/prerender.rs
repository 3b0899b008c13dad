//! Pages as text, for the static site.

use bad_gateway::text::Lang;
use yew::LocalServerRenderer;

use crate::app::{App, AppProps};
use crate::route::{Edition, Place, Route};

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Page and language; `place.path()` is the folder of its `index.html`.
    pub place: Place,
    /// For `<title>`.
    pub title: String,
    /// For `<meta name="description">`.
    pub description: String,
    /// The same page in the other languages, for `<link rel="alternate">`.
    pub alternates: Vec<Place>,
}

/// All pages of the site, in all languages.
pub fn pages() -> Vec<Page> {
    let routes = [Route::Home, Route::Lab, Route::Article("what-is-502-3".into())];
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        for route in &routes {
            let place = Place::new(route.clone(), lang);
            let alternates = Lang::ALL.into_iter().filter(|other| *other != lang).map(|other| place.in_lang(other));
            pages.push(Page {
                alternates: alternates.collect(),
                title: "Bad Gateway".to_owned(),
                description: String::new(),
                place,
            });
        }
    }
    pages
}

/// What stands in `<div id="app">` of the page, ready to be taken over by hydration.
pub fn prerender(page: &Page) -> String {
    let place = page.place.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let Ok(runtime) = runtime else { return String::new() };
    let render = async move {
        LocalServerRenderer::<App>::with_props(AppProps { place, edition: Edition::Site }).render().await
    };
    tokio::task::LocalSet::new().block_on(&runtime, render)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_main_part_and_no_style_attribute() {
        for page in pages() {
            let html = prerender(&page);
            assert!(html.contains("<main"), "{}", page.place.path());
            assert!(!html.contains(" style="), "{}", page.place.path());
        }
    }
}
