//! Adopts an article that was written when the site was built: from the page itself, or from the `<template>` that an
//! edition without prerendered pages carries for it. The parser of Markdown stays out of the WASM.

use std::rc::Rc;

use bad_gateway::scenario::Link;
use bad_gateway::text::Lang;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTemplateElement};

use super::document;
use crate::page::article::{Doc, Entry, Figure, Piece};
use crate::route::{Edition, Place, Route};
use crate::store::Stop;

/// The article of a place, if the document has it.
pub(crate) fn article(place: &Place, edition: Edition) -> Option<Rc<Doc>> {
    let Route::Article(_) = place.route else { return None };
    let document = document()?;
    let main = match edition {
        Edition::Site => document.query_selector("main.art").ok()?,
        Edition::Single | Edition::Dev => {
            let template = document.query_selector(&format!("template[data-path=\"{}\"]", place.path())).ok()??;
            template.dyn_into::<HtmlTemplateElement>().ok()?.content().query_selector("main.art").ok()?
        }
    };
    Some(Rc::new(read(&main?, place, edition)))
}

fn read(main: &Element, place: &Place, edition: Edition) -> Doc {
    let data = |name: &str| main.get_attribute(&format!("data-{name}")).unwrap_or_default();
    Doc {
        title: data("title"),
        summary: data("summary"),
        minutes: data("minutes").parse().unwrap_or_default(),
        lang: Lang::from_tag(&data("lang")).unwrap_or_default(),
        contents: all(main, ".toc a").iter().map(entry).collect(),
        pieces: all(main, "[data-piece]").iter().filter_map(|element| piece(element, place, edition)).collect(),
    }
}

fn entry(link: &Element) -> Entry {
    let id = link.get_attribute("href").unwrap_or_default().trim_start_matches('#').to_owned();
    Entry { id, text: link.text_content().unwrap_or_default() }
}

fn piece(element: &Element, place: &Place, edition: Edition) -> Option<Piece> {
    let Some(run) = element.get_attribute("data-run") else {
        let html = element.inner_html().replace("<!--<#>-->", "").replace("<!--</#>-->", "");
        return Some(Piece::Prose(inside(html, place, edition)));
    };
    let caption = element.query_selector("[data-caption]").ok().flatten()?.text_content().unwrap_or_default();
    let stop = element.get_attribute("data-stop").and_then(|name| Stop::parse(&name)).unwrap_or(Stop::Opening);
    Some(Piece::Figure(Figure { link: Link::decode(&run).ok()?, stop, caption }))
}

/// In one file, links to the lab are routes in the fragment.
fn inside(html: String, place: &Place, edition: Edition) -> String {
    match edition {
        Edition::Site | Edition::Dev => html,
        Edition::Single => {
            let lab = Place::new(Route::Lab, place.lang).fragment("");
            html.replace("href=\"../../lab/#", &format!("href=\"{lab}?"))
                .replace("href=\"../../lab/\"", &format!("href=\"{lab}\""))
        }
    }
}

fn all(main: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = main.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}
