//! The page.

use yew::prelude::*;

/// The page.
#[component]
pub fn Home() -> Html {
    html! { <main id="main"><h1>{ "Bad Gateway" }</h1></main> }
}
