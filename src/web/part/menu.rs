//! A choice of one of several in a menu of the system.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What a menu is.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct MenuProps {
    /// Its name.
    pub name: AttrValue,
    /// The entries, in order: (value, words).
    pub entries: Vec<(AttrValue, AttrValue)>,
    /// The value of the chosen one.
    pub value: AttrValue,
    /// Another one was chosen.
    pub on_pick: Callback<AttrValue>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

/// A menu.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let on_change = props.on_pick.reform(|event: Event| {
        event.target_dyn_into::<HtmlSelectElement>().map(|select| AttrValue::from(select.value())).unwrap_or_default()
    });
    html! {
        <select class={classes!("menu", props.class.clone())} aria-label={props.name.clone()} onchange={on_change}>
            { for props.entries.iter().map(|(value, words)| html! {
                <option key={value.as_str()} value={value.clone()} selected={*value == props.value}>{ words }</option>
            }) }
        </select>
    }
}
