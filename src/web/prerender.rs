//! Pages as text, for the static site.

use std::rc::Rc;

use bad_gateway::article::{self, articles};
use bad_gateway::text::Lang;
use bad_gateway::text::ui::lab::title as lab_title;
use bad_gateway::text::ui::{HomeWord, LabWord};
use yew::LocalServerRenderer;

use crate::app::{App, AppProps};
use crate::page::article::{Doc, Entry, Figure, Piece, title as article_title};
use crate::pane::scenario_title;
use crate::route::{Edition, Place, Route};
use crate::store::{FLAGSHIP, Stop};

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
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        let mut add = |route: Route, title: String, description: String| {
            let place = Place::new(route, lang);
            let others = Lang::ALL.into_iter().filter(|other| *other != lang);
            let alternates = others.map(|other| place.in_lang(other)).collect();
            pages.push(Page { place, title, description, alternates });
        };
        add(Route::Home, HomeWord::Title.text(lang).to_owned(), HomeWord::Description.text(lang).to_owned());
        let flagship = scenario_title(FLAGSHIP, lang);
        add(Route::Lab, lab_title(&flagship, lang), LabWord::Description.text(lang).to_owned());
        for slug in slugs() {
            if let Some(doc) = doc(slug, lang) {
                add(Route::Article(slug.into()), article_title(&doc.title), doc.summary.clone());
            }
        }
    }
    pages
}

/// What stands in `<div id="app">` of the page, ready to be taken over by hydration.
pub fn prerender(page: &Page) -> String {
    render(page, Edition::Site)
}

/// The `<template>` from which an edition without prerendered pages takes the article of this page; none for other pages.
pub fn template(page: &Page) -> Option<String> {
    let Route::Article(_) = page.place.route else { return None };
    let html = render(page, Edition::Site);
    let main = html.get(html.find("<main")?..html.rfind("</main>")?)?;
    Some(format!("<template data-path=\"{}\">{main}</main></template>", page.place.path()))
}

fn render(page: &Page, edition: Edition) -> String {
    let place = page.place.clone();
    let article = match &place.route {
        Route::Article(slug) => doc(slug, place.lang).map(Rc::new),
        Route::Home | Route::Lab => None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    // Without a driver for files or timers there is nothing that could fail to be set up.
    let Ok(runtime) = runtime else { return String::new() };
    let html =
        async move { LocalServerRenderer::<App>::with_props(AppProps { place, edition, article }).render().await };
    tokio::task::LocalSet::new().block_on(&runtime, html)
}

/// The slugs of all articles.
fn slugs() -> Vec<&'static str> {
    let mut slugs: Vec<&str> = articles().iter().map(|source| source.slug).collect();
    slugs.sort_unstable();
    slugs.dedup();
    slugs
}

/// An article in a language, or in English where it is not translated. A broken one is left out: a test names it.
fn doc(slug: &str, lang: Lang) -> Option<Doc> {
    let source = |lang: Lang| articles().iter().find(|source| source.slug == slug && source.lang == lang);
    let read = article::parse(source(lang).or_else(|| source(Lang::En))?).ok()?;
    let piece = |piece: article::Piece| match piece {
        article::Piece::Prose(html) => Piece::Prose(html),
        article::Piece::Figure(figure) => Piece::Figure(Figure {
            stop: match figure.run.stop {
                article::Stop::Opening => Stop::Opening,
                article::Stop::First502 => Stop::First502,
                article::Stop::Link => Stop::Link,
            },
            link: figure.run.link,
            caption: figure.caption,
        }),
    };
    Some(Doc {
        title: read.front.title,
        summary: read.front.summary,
        minutes: u32::from(read.front.minutes),
        lang: read.lang,
        contents: read.contents.into_iter().map(|heading| Entry { id: heading.id, text: heading.text }).collect(),
        pieces: read.pieces.into_iter().map(piece).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_main_part_a_heading_and_no_style_attribute() {
        for page in pages() {
            let html = prerender(&page);
            for part in ["<main", "<h1", "id=\"main\""] {
                assert!(html.contains(part), "{} lacks {part}", page.place.path());
            }
            assert!(!html.contains(" style="), "{}", page.place.path());
        }
    }

    #[test]
    fn every_page_has_its_own_title_and_says_what_it_is() {
        let pages = pages();
        for page in &pages {
            assert!(!page.title.is_empty() && !page.description.is_empty(), "{}", page.place.path());
            let alike = |other: &&Page| other.title == page.title && other.place.lang == page.place.lang;
            assert_eq!(pages.iter().filter(alike).count(), 1, "{}", page.title);
            assert_eq!(page.alternates.len(), Lang::ALL.len() - 1);
        }
    }

    #[test]
    fn every_article_can_be_carried_as_a_template() {
        for page in pages() {
            let template = template(&page);
            assert_eq!(template.is_some(), matches!(page.place.route, Route::Article(_)), "{}", page.place.path());
            assert!(template.is_none_or(|html| html.contains("data-piece")));
        }
    }
}
