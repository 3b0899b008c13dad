//! The time bar: transport, clock, where to stop, how fast, forks.

use bad_gateway::lab::{Action, Frame, Jump, PauseAt, Speed, StepBy};
use bad_gateway::text::lab::run_name;
use bad_gateway::text::number::clock;
use bad_gateway::text::ui::lab::{speed, speed_following, speed_words};
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::part::{Button, menu, on, reading, seg};
use crate::view::marks::Mark;

/// The bar.
pub fn time_bar(frame: &Frame, lang: Lang, act: &Callback<Action>) -> Html {
    let word = |word: LabWord| word.text(lang);
    let icon = |icon, name, action| Button::icon(icon, name, on(act, action));
    let (play, picture) = match frame.playing {
        false => (Word::Play, "play"),
        true => (Word::Pause, "pause"),
    };
    let play = Button::new(play.text(lang), on(act, Action::TogglePlay)).with_icon(picture).class("btn-main");
    let first = Button::new(word(LabWord::First502), on(act, Action::Jump(Jump::First502))).with_mark(Mark::Bad);
    let next = Button::new(word(LabWord::Next502), on(act, Action::Jump(Jump::Next502)));
    let fork = Button::new(word(LabWord::Fork), on(act, Action::Fork)).with_icon("fork").with_key("F");
    html! {
        <div class="time-bar" role="toolbar" aria-label={word(LabWord::Time)}>
            <div class="group">
                { icon("start", word(LabWord::Start), Action::Jump(Jump::Start)).class("time-wide").draw() }
                { icon("back", word(LabWord::StepBack), Action::Step(StepBy::Previous)).draw() }
                { play.class("time-play").draw() }
                { icon("fwd", Word::StepOn.text(lang), Action::Step(StepBy::Next)).draw() }
            </div>
            <span class="time-clock" role="timer" aria-live="off" aria-label={word(LabWord::SimulatedTime)}>{ clock(frame.at) }</span>
            // Where the screen is small, what follows waits behind this.
            <details class="time-more"><summary class="btn">{ word(LabWord::More) }</summary></details>
            <div class="group time-jump">
                { first.draw() }
                { next.named(word(LabWord::Next502Long)).draw() }
            </div>
            <div class="time-end">
                <label class="time-wide"><span aria-hidden="true">{ word(LabWord::PauseAt) }</span>{ stops(frame, lang, act) }</label>
                { pace(frame, lang, act) }
                { fork.draw() }
            </div>
            if frame.runs.len() > 1 { <div class="time-runs">{ runs(frame, lang, act) }</div> }
        </div>
    }
}

/// Where playing stops by itself.
fn stops(frame: &Frame, lang: Lang, act: &Callback<Action>) -> Html {
    let words: Vec<AttrValue> = PauseAt::ALL.iter().map(|stop| stop.say(lang).into()).collect();
    let chosen = PauseAt::ALL.iter().position(|stop| *stop == frame.pause_at).unwrap_or_default();
    let on_pick = reading(act, |place: usize| PauseAt::ALL.get(place).copied().map(Action::SetPauseAt));
    menu(LabWord::PauseAt.text(lang), &words, chosen, on_pick)
}

/// How fast: a slider over the steps.
fn pace(frame: &Frame, lang: Lang, act: &Callback<Action>) -> Html {
    let last = Speed::STEPS.len() - 1;
    let step = Speed::STEPS.iter().position(|step| *step >= frame.speed).unwrap_or(last);
    let on_input = reading(act, |event: InputEvent| {
        let input = event.target_dyn_into::<HtmlInputElement>()?;
        let step = input.value().parse::<usize>().ok()?;
        Speed::STEPS.get(step).copied().map(Action::SetSpeed)
    });
    let slowed = frame.playing && frame.speed_now != frame.speed;
    let followed = frame.strip.arrivals.first().filter(|_| slowed);
    let shown = followed
        .map_or_else(|| speed(frame.speed), |first| speed_following(frame.speed, frame.speed_now, first.request, lang));
    html! {
        <label class="time-speed">
            <span class="time-wide">{ LabWord::Speed.text(lang) }</span>
            <input type="range" class="range" min="0" max={last.to_string()} step="1" value={step.to_string()}
                aria-label={LabWord::Speed.text(lang)} aria-valuetext={speed_words(frame.speed, lang)} oninput={on_input} />
            <b class={classes!("time-factor", slowed.then_some("time-slowed"))}>{ shown }</b>
        </label>
    }
}

/// Which of several runs is shown.
fn runs(frame: &Frame, lang: Lang, act: &Callback<Action>) -> Html {
    let plan = &frame.snapshot.plan;
    let names = frame.runs.iter().enumerate().map(|(place, tab)| run_name(place + 1, tab, plan, lang).into());
    let names: Vec<AttrValue> = names.collect();
    let show = act.reform(Action::ShowRun);
    let close = Button::icon("close", LabWord::CloseRun.text(lang), on(act, Action::CloseRun(frame.run)));
    html! {
        <>
            { seg(LabWord::RunTabs.text(lang).into(), &"runs".into(), &names, Some(frame.run), &show, true) }
            { close.class("btn-flat").class("btn-small").draw() }
        </>
    }
}
