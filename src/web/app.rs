//! The whole page at one place, and what moves it to another.

use std::rc::Rc;

use bad_gateway::text::Lang;
use bad_gateway::text::ui::HomeWord;
use yew::prelude::*;

use crate::browser;
use crate::here::Here;
use crate::page::article::{Article, Doc};
use crate::page::{home::Home, lab::LabPage};
use crate::route::{Edition, Place, Route};

/// Where the reader is when the page opens.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// The page and its language.
    pub place: Place,
    /// How addresses are written.
    #[prop_or_default]
    pub edition: Edition,
    /// The article, where the page is one and its text is at hand.
    #[prop_or_default]
    pub article: Option<Rc<Doc>>,
}

/// The root component.
#[component]
pub fn App(props: &AppProps) -> Html {
    let edition = props.edition;
    let place = use_state_eq(|| props.place.clone());
    use_moves(&place, &props.place, edition);
    {
        use_effect_with((*place).clone(), move |place| {
            if let Some(title) = title(place) {
                browser::describe(place.lang, title);
            }
        });
    }
    use_effect_with((), |()| browser::mark_ready());
    let switch = {
        let place = place.clone();
        Callback::from(move |lang: Lang| {
            let to = place.in_lang(lang);
            browser::push(&place.href(&to, edition, &browser::state(edition)));
            place.set(to);
        })
    };
    let here = Here { place: (*place).clone(), edition, switch };
    match &place.route {
        Route::Home => html! { <Home {here} /> },
        Route::Lab => html! { <LabPage {here} /> },
        Route::Article(slug) => {
            let doc = match edition {
                Edition::Single | Edition::Dev => browser::article(&place, edition),
                Edition::Site => props.article.clone(),
            };
            html! { <Article key={format!("{slug}/{}", place.lang.tag())} {here} {doc} /> }
        }
    }
}

/// The title of a page that is always the same; an article brings its own, the lab that of its scenario.
fn title(place: &Place) -> Option<&'static str> {
    match place.route {
        Route::Home => Some(HomeWord::Title.text(place.lang)),
        Route::Lab | Route::Article(_) => None,
    }
}

/// Follows the reader's way back and forth: another language of the page is shown in place, another page is loaded
/// (in the single file, drawn).
#[hook]
fn use_moves(place: &UseStateHandle<Place>, opened: &Place, edition: Edition) {
    let setter = place.setter();
    let opened = opened.clone();
    use_effect_with((), move |()| {
        let moves = browser::on_move(move || {
            if let Some(to) = browser::place_here(edition, &opened) {
                setter.set(to);
            }
        });
        move || drop(moves)
    });
}
