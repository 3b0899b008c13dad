//! Single keys, their list, and the switch that turns them off.

use bad_gateway::lab::{Action, StepBy};
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say};
use yew::prelude::*;

use crate::browser::{self, Key, Stored};
use crate::part::{Button, switch};
use crate::store::{Message, Store};

/// Listens to single keys while they are on; the dialog that lists them.
#[hook]
pub fn use_keys(store: &UseReducerHandle<Store>, lang: Lang) -> Html {
    let open = use_state_eq(|| false);
    let enabled = use_state_eq(|| true);
    {
        let enabled = enabled.setter();
        use_effect_with((), move |()| {
            if browser::read_stored(Stored::Keys).as_deref() == Some("off") {
                enabled.set(false);
            }
        });
    }
    let (dispatcher, show) = (store.dispatcher(), open.setter());
    use_effect_with(*enabled, move |&enabled| {
        let listener = browser::listen_to_keys(move |key| {
            let act = |action| dispatcher.dispatch(Message::Act(action));
            match key {
                // The list tells how to switch keys on again.
                Key::Help => show.set(true),
                _ if !enabled => {}
                Key::Space => act(Action::TogglePlay),
                Key::Left => act(Action::Step(StepBy::Previous)),
                Key::Right => act(Action::Step(StepBy::Next)),
                Key::F => act(Action::Fork),
                Key::R => act(Action::Reset),
            }
        });
        move || drop(listener)
    });
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(*open, move |&open| {
            if let Some(dialog) = dialog.cast::<web_sys::Element>() {
                browser::set_dialog(&dialog, open);
            }
        });
    }
    list(dialog, &open, &enabled, lang)
}

fn list(dialog: NodeRef, open: &UseStateHandle<bool>, enabled: &UseStateHandle<bool>, lang: Lang) -> Html {
    let close = open.setter();
    let on_close = Callback::from(move |()| close.set(false));
    let set = enabled.setter();
    let on_enable = Callback::from(move |enabled: bool| {
        browser::write_stored(Stored::Keys, (!enabled).then_some("off"));
        set.set(enabled);
    });
    let row = |keys: &[&'static str], what: LabWord| {
        html! {
            <div class="keys-row">
                <dt>{ for keys.iter().map(|key| html! { <kbd key={*key}>{ *key }</kbd> }) }</dt>
                <dd>{ what.text(lang) }</dd>
            </div>
        }
    };
    html! {
        <dialog class="dialog" ref={dialog} aria-labelledby="keys-title" onclose={on_close.reform(|_: Event| ())}>
            <h2 id="keys-title">{ LabWord::KeysTitle.text(lang) }</h2>
            <dl class="keys">
                { row(&[LabWord::KeySpace.text(lang)], LabWord::KeysPlay) }
                { row(&["←", "→"], LabWord::KeysStep) }
                { row(&["F"], LabWord::KeysFork) }
                { row(&["R"], LabWord::KeysReset) }
                { row(&["?"], LabWord::KeysHelp) }
            </dl>
            <div class="dialog-acts">
                { switch(LabWord::KeysEnabled.say(lang), **enabled, on_enable, None) }
                { Button::new(Word::Close.text(lang), on_close.reform(|_| ())).class("btn-main").draw() }
            </div>
        </dialog>
    }
}
