//! On or off, now.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A switch with its words. `disabled_by`: the id of the text that says why it cannot be switched; it can still be
/// focused.
pub fn switch(label: String, on: bool, on_switch: Callback<bool>, disabled_by: Option<AttrValue>) -> Html {
    let disabled = disabled_by.is_some();
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
            on_switch.emit(wanted);
        }
    });
    html! {
        <label class={classes!("sw", disabled.then_some("sw-disabled"))}>
            <input type="checkbox" role="switch" checked={on} onclick={on_click} onchange={on_change}
                aria-disabled={disabled.then_some("true")} aria-describedby={disabled_by} />
            <span>{ label }</span>
        </label>
    }
}
