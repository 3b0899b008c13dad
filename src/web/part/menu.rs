//! A choice of one of several in a menu of the system.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A menu called `name`, with the words of its entries, the place of the chosen one, and what a choice means.
pub fn menu(name: &'static str, entries: &[AttrValue], chosen: usize, on_pick: Callback<usize>) -> Html {
    let on_change = Callback::from(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(place) = select.and_then(|select| usize::try_from(select.selected_index()).ok()) {
            on_pick.emit(place);
        }
    });
    html! {
        <select class="menu" aria-label={name} onchange={on_change}>
            { for entries.iter().enumerate().map(|(place, words)| html! {
                <option key={place} selected={place == chosen}>{ words }</option>
            }) }
        </select>
    }
}
