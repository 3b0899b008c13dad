//! One of a few, side by side: radios in one frame.

use yew::prelude::*;

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// What it stands for.
    pub value: T,
    /// Its words.
    pub words: AttrValue,
}

/// What the control is.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SegProps<T: Clone + PartialEq> {
    /// Its name; shown before it unless `quiet`.
    pub label: AttrValue,
    /// The name of the group, unique in the page.
    pub group: AttrValue,
    /// The entries.
    pub choices: Vec<Choice<T>>,
    /// The chosen one.
    pub value: T,
    /// Another one was chosen.
    pub on_pick: Callback<T>,
    /// Whether the name is only for screen readers.
    #[prop_or_default]
    pub quiet: bool,
}

/// The control.
#[component]
pub fn Seg<T: Clone + PartialEq + 'static>(props: &SegProps<T>) -> Html {
    let id = format!("{}-label", props.group);
    html! {
        <div class="opt" role="radiogroup" aria-labelledby={id.clone()}>
            <span {id} class={classes!("opt-label", props.quiet.then_some("vh"))}>{ &props.label }</span>
            <span class="seg">
                { for props.choices.iter().map(|choice| {
                    let value = choice.value.clone();
                    let on_change = props.on_pick.reform(move |_: Event| value.clone());
                    html! {
                        <label key={choice.words.as_str()}>
                            <input type="radio" name={props.group.clone()} checked={choice.value == props.value}
                                onchange={on_change} />
                            <span>{ &choice.words }</span>
                        </label>
                    }
                }) }
            </span>
        </div>
    }
}
