//! A choice of one of several in a menu of the system.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What a menu is.
#[derive(Clone, PartialEq, Properties)]
struct MenuProps {
    name: AttrValue,
    entries: Vec<AttrValue>,
    chosen: usize,
    on_pick: Callback<usize>,
}

/// A menu called `name`, with the words of its entries, the place of the chosen one, and what a choice means.
pub fn menu(name: &'static str, entries: &[AttrValue], chosen: usize, on_pick: Callback<usize>) -> Html {
    html! { <Menu {name} entries={entries.to_vec()} {chosen} {on_pick} /> }
}

/// What a menu shows follows what is the case, not the last touch: once touched, it ignores which entry is marked.
#[component]
fn Menu(props: &MenuProps) -> Html {
    let menu = use_node_ref();
    let chosen = props.chosen;
    {
        let menu = menu.clone();
        use_effect(move || {
            if let Some(menu) = menu.cast::<HtmlSelectElement>() {
                show(&menu, chosen);
            }
        });
    }
    let on_pick = props.on_pick.clone();
    let on_change = Callback::from(move |event: Event| {
        let Some(menu) = event.target_dyn_into::<HtmlSelectElement>() else { return };
        let picked = menu.selected_index();
        // Until it is so; what is refused never is.
        show(&menu, chosen);
        if let Ok(place) = usize::try_from(picked) {
            on_pick.emit(place);
        }
    });
    html! {
        <select class="menu" aria-label={&props.name} onchange={on_change} ref={menu}>
            { for props.entries.iter().enumerate().map(|(place, words)| html! {
                <option key={place} selected={place == chosen}>{ words }</option>
            }) }
        </select>
    }
}

fn show(menu: &HtmlSelectElement, chosen: usize) {
    if let Ok(chosen) = i32::try_from(chosen)
        && menu.selected_index() != chosen
    {
        menu.set_selected_index(chosen);
    }
}
