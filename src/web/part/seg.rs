//! One of a few, side by side: radios in one frame.

use yew::prelude::*;

/// The control. `label` is its name, shown before it unless `quiet`; `group` is unique in the page; `chosen` is the place
/// of the chosen entry.
pub fn seg(
    label: AttrValue,
    group: &AttrValue,
    entries: &[AttrValue],
    chosen: Option<usize>,
    on_pick: &Callback<usize>,
    quiet: bool,
) -> Html {
    let id = format!("{group}-label");
    html! {
        <div class="opt" role="radiogroup" aria-labelledby={id.clone()}>
            <span {id} class={classes!("opt-label", quiet.then_some("vh"))}>{ label }</span>
            <span class="seg">
                { for entries.iter().enumerate().map(|(place, words)| html! {
                    <label key={place}>
                        <input type="radio" name={group.clone()} checked={chosen == Some(place)}
                            onchange={on_pick.reform(move |_: Event| place)} />
                        <span>{ words }</span>
                    </label>
                }) }
            </span>
        </div>
    }
}
