//! The whole page at one place.

use yew::prelude::*;

use crate::browser;
use crate::page::{article, home, lab};
use crate::route::{Edition, Place, Route};

/// Where the reader is when the page opens.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// The page and its language.
    pub place: Place,
    /// How addresses are written.
    #[prop_or_default]
    pub edition: Edition,
}

/// The root component.
#[component]
pub fn App(props: &AppProps) -> Html {
    use_effect_with((), |()| browser::mark_ready());
    match &props.place.route {
        Route::Home => html! { <home::Home /> },
        Route::Lab => html! { <lab::Lab /> },
        Route::Article(_) => html! { <article::Article /> },
    }
}
