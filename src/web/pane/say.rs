//! The sentence above the picture, and its quiet twin for those who listen.

use bad_gateway::kernel::Time;
use bad_gateway::lab::Story;
use bad_gateway::text::number::clock;
use bad_gateway::text::{Lang, Say, sentence};
use yew::prelude::*;

use crate::browser;

/// How long the story must have been told before it is announced again while time runs [ms].
const QUIET_MS: u32 = 4_000;

/// The sentence, and when it holds.
pub fn said(story: &Story, at: Time, lang: Lang) -> Html {
    let said = sentence(story, lang);
    html! {
        <p class="say">
            <span class="say-at">{ clock(at) }</span>
            <span><b>{ said.lead }</b>{ " " }{ said.rest }</span>
        </p>
    }
}

/// What is announced.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AnnouncerProps {
    /// The story.
    pub story: Story,
    /// When.
    pub at: Time,
    /// Whether time runs: then it speaks seldom.
    pub playing: bool,
    /// In which language.
    pub lang: Lang,
}

/// Says the sentence politely: at once while time stands, else at most every few seconds.
#[component]
pub fn Announcer(props: &AnnouncerProps) -> Html {
    let text = format!("{} {}", clock(props.at), props.story.say(props.lang));
    let told = use_state_eq(|| AttrValue::from(text.clone()));
    let latest = use_mut_ref(|| text.clone());
    latest.borrow_mut().clone_from(&text);
    {
        let told = told.setter();
        use_effect_with((props.playing, (!props.playing).then_some(text)), move |(playing, text)| {
            let timer = match text {
                Some(text) => {
                    told.set(text.clone().into());
                    None
                }
                None if *playing => Some(browser::every(QUIET_MS, move || told.set(latest.borrow().clone().into()))),
                None => None,
            };
            move || drop(timer)
        });
    }
    html! { <p class="vh" role="status">{ &*told }</p> }
}
