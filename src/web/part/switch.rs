//! On or off, now.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What a switch is.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SwitchProps {
    /// Its words.
    pub label: AttrValue,
    /// Whether it is on.
    pub on: bool,
    /// It was switched.
    pub on_switch: Callback<bool>,
    /// The id of the text that says why it cannot be switched. It can still be focused.
    #[prop_or_default]
    pub disabled_by: Option<AttrValue>,
}

/// A switch.
#[component]
pub fn Switch(props: &SwitchProps) -> Html {
    let disabled = props.disabled_by.is_some();
    let on = props.on;
    let switched = props.on_switch.clone();
    let on_click = Callback::from(move |event: MouseEvent| {
        if disabled {
            event.prevent_default();
        }
    });
    let on_change = Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let wanted = input.checked();
        // What is shown is what is the case: the box follows the frame, not the click.
        input.set_checked(on);
        if !disabled {
            switched.emit(wanted);
        }
    });
    html! {
        <label class={classes!("sw", disabled.then_some("sw-disabled"))}>
            <input type="checkbox" role="switch" checked={props.on} onclick={on_click} onchange={on_change}
                aria-disabled={disabled.then_some("true")} aria-describedby={props.disabled_by.clone()} />
            <span>{ &props.label }</span>
        </label>
    }
}
