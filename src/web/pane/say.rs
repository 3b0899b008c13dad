//! The sentence above the picture, and its quiet twin for those who listen.

use bad_gateway::kernel::Time;
use bad_gateway::lab::{Frame, Story};
use bad_gateway::plan::Plan;
use bad_gateway::text::number::clock;
use bad_gateway::text::{Lang, sentence, whole};
use yew::prelude::*;

use crate::browser;

/// How often the sentence is said while time runs [ms].
const QUIET_MS: u32 = 4_000;

/// The sentence, and when it holds.
pub fn said(story: &Story, plan: &Plan, at: Time, lang: Lang) -> Html {
    let said = sentence(story, plan, lang);
    html! {
        <p class="say">
            <span class="say-at">{ clock(at) }</span>
            <span><b>{ said.lead }</b>{ " " }{ said.rest }</span>
        </p>
    }
}

/// Says the sentence politely to those who listen: at once while time stands, else every few seconds.
#[hook]
pub fn use_announcer(frame: &Frame, lang: Lang) -> Html {
    let text = format!("{} {}", clock(frame.at), whole(&frame.story, &frame.snapshot.plan, lang));
    let told = use_state_eq(|| AttrValue::from(text.clone()));
    let latest = use_mut_ref(String::new);
    latest.borrow_mut().clone_from(&text);
    {
        let told = told.setter();
        use_effect_with((!frame.playing).then_some(text), move |text| {
            let timer = match text {
                Some(text) => {
                    told.set(text.clone().into());
                    None
                }
                None => Some(browser::every(QUIET_MS, move || told.set(latest.borrow().clone().into()))),
            };
            move || drop(timer)
        });
    }
    html! { <p class="vh" role="status">{ &*told }</p> }
}
