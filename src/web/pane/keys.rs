//! The list of single keys, and the switch that turns them off.

use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say};
use yew::prelude::*;

use crate::browser;
use crate::part::{Button, switch};

/// What the dialog shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct KeysProps {
    /// Whether it is open.
    pub open: bool,
    /// Whether single keys are on.
    pub enabled: bool,
    /// They were switched on or off.
    pub on_enable: Callback<bool>,
    /// It was closed.
    pub on_close: Callback<()>,
    /// The interface language.
    pub lang: Lang,
}

/// The dialog.
#[component]
pub fn Keys(props: &KeysProps) -> Html {
    let lang = props.lang;
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(props.open, move |&open| {
            if let Some(dialog) = dialog.cast::<web_sys::Element>() {
                browser::set_dialog(&dialog, open);
            }
        });
    }
    let row = |keys: &[&'static str], what: LabWord| {
        html! {
            <div class="keys-row">
                <dt>{ for keys.iter().map(|key| html! { <kbd key={*key}>{ *key }</kbd> }) }</dt>
                <dd>{ what.text(lang) }</dd>
            </div>
        }
    };
    html! {
        <dialog class="dialog" ref={dialog} aria-labelledby="keys-title" onclose={props.on_close.reform(|_: Event| ())}>
            <h2 id="keys-title">{ LabWord::KeysTitle.text(lang) }</h2>
            <dl class="keys">
                { row(&[LabWord::KeySpace.text(lang)], LabWord::KeysPlay) }
                { row(&["←", "→"], LabWord::KeysStep) }
                { row(&["F"], LabWord::KeysFork) }
                { row(&["R"], LabWord::KeysReset) }
                { row(&["?"], LabWord::KeysHelp) }
            </dl>
            <div class="dialog-acts">
                { switch(LabWord::KeysEnabled.say(lang), props.enabled, props.on_enable.clone(), None) }
                { Button::new(Word::Close.text(lang), props.on_close.reform(|_| ())).class("btn-main").draw() }
            </div>
        </dialog>
    }
}
