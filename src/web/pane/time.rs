//! The time bar: transport, clock, where to stop, how fast, forks.

use std::rc::Rc;

use bad_gateway::kernel::Time;
use bad_gateway::lab::{Action, Frame, Jump, PauseAt, RunTab, Speed, StepBy};
use bad_gateway::text::number::clock;
use bad_gateway::text::ui::lab::{run_name, speed, speed_words};
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::part::{Button, Choice, Look, Menu, Seg, reading};
use crate::view::marks::{Mark, MarkIcon};

/// What the bar shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TimeBarProps {
    /// The playhead.
    pub at: Time,
    /// Whether time runs.
    pub playing: bool,
    /// How fast, and how fast at this moment.
    pub speeds: (Speed, Speed),
    /// Where playing stops.
    pub pause_at: PauseAt,
    /// The runs side by side.
    pub runs: Vec<RunTab>,
    /// Which of them is shown.
    pub run: usize,
    /// The interface language.
    pub lang: Lang,
    /// The reader wants something.
    pub act: Callback<Action>,
}

impl TimeBarProps {
    /// Out of a frame.
    pub fn of(frame: &Rc<Frame>, lang: Lang, act: Callback<Action>) -> Self {
        Self {
            at: frame.at,
            playing: frame.playing,
            speeds: (frame.speed, frame.speed_now),
            pause_at: frame.pause_at,
            runs: frame.runs.clone(),
            run: frame.run,
            lang,
            act,
        }
    }
}

/// The bar.
#[component]
pub fn TimeBar(props: &TimeBarProps) -> Html {
    let TimeBarProps { lang, act, .. } = props.clone();
    let word = |word: LabWord| AttrValue::from(word.text(lang));
    let on = |action: Action| act.reform(move |()| action.clone());
    let (play, icon) = match props.playing {
        false => (Word::Play, "play"),
        true => (Word::Pause, "pause"),
    };
    let stops: Vec<(AttrValue, AttrValue)> = PauseAt::ALL
        .into_iter()
        .enumerate()
        .map(|(index, stop)| (index.to_string().into(), stop.say(lang).into()))
        .collect();
    let stop = PauseAt::ALL.iter().position(|stop| *stop == props.pause_at).unwrap_or_default();
    let set_stop = reading(&act, |index: AttrValue| {
        index.parse::<usize>().ok().and_then(|index| PauseAt::ALL.get(index)).copied().map(Action::SetPauseAt)
    });
    html! {
        <div class="time-bar" role="toolbar" aria-label={word(LabWord::Time)}>
            <div class="group">
                <Button icon="start" name={word(LabWord::Start)} class="time-wide" on_click={on(Action::Jump(Jump::Start))} />
                <Button icon="back" name={word(LabWord::StepBack)} on_click={on(Action::Step(StepBy::Previous))} />
                <Button {icon} look={Look::Main} class="time-play" label={play.text(lang)} on_click={on(Action::TogglePlay)} />
                <Button icon="fwd" name={Word::StepOn.text(lang)} on_click={on(Action::Step(StepBy::Next))} />
            </div>
            <span class="time-clock" role="timer" aria-live="off" aria-label={word(LabWord::SimulatedTime)}>{ clock(props.at) }</span>
            <div class="group time-jump">
                <button type="button" class="btn" onclick={on(Action::Jump(Jump::First502)).reform(|_: MouseEvent| ())}>
                    <MarkIcon mark={Mark::Bad} />{ word(LabWord::First502) }
                </button>
                <Button label={word(LabWord::Next502)} name={word(LabWord::Next502Long)} class="time-wide"
                    on_click={on(Action::Jump(Jump::Next502))} />
            </div>
            <div class="time-end">
                <label class="time-wide">
                    <span aria-hidden="true">{ word(LabWord::PauseAt) }</span>
                    <Menu name={word(LabWord::PauseAt)} entries={stops} value={stop.to_string()} on_pick={set_stop} />
                </label>
                { pace(props) }
                <Button icon="fork" label={word(LabWord::Fork)} key_hint="F" on_click={on(Action::Fork)} />
            </div>
            if props.runs.len() > 1 { { runs(props) } }
        </div>
    }
}

/// How fast: a slider over the steps.
fn pace(props: &TimeBarProps) -> Html {
    let lang = props.lang;
    let (chosen, now) = props.speeds;
    let step = Speed::STEPS.iter().position(|step| *step >= chosen).unwrap_or(Speed::STEPS.len() - 1);
    let on_input = reading(&props.act, |event: InputEvent| {
        let input = event.target_dyn_into::<HtmlInputElement>()?;
        let step = input.value().parse::<usize>().ok()?;
        Speed::STEPS.get(step).copied().map(Action::SetSpeed)
    });
    let slowed = props.playing && now != chosen;
    html! {
        <label class="time-speed">
            <span class="time-wide">{ LabWord::Speed.text(lang) }</span>
            <input type="range" class="range" min="0" max={(Speed::STEPS.len() - 1).to_string()} step="1"
                value={step.to_string()} aria-label={LabWord::Speed.text(lang)} aria-valuetext={speed_words(chosen, lang)}
                oninput={on_input} />
            <b class={classes!("time-factor", slowed.then_some("time-slowed"))}>{ speed(if slowed { now } else { chosen }) }</b>
        </label>
    }
}

/// Which of several runs is shown.
fn runs(props: &TimeBarProps) -> Html {
    let lang = props.lang;
    let choices: Vec<Choice<usize>> = props
        .runs
        .iter()
        .enumerate()
        .map(|(index, tab)| Choice { value: index, words: run_name(index + 1, tab.forked_at, lang).into() })
        .collect();
    html! {
        <div class="time-runs">
            <Seg<usize> label={LabWord::RunTabs.text(lang)} group="runs" {choices} value={props.run} quiet=true
                on_pick={props.act.reform(Action::ShowRun)} />
        </div>
    }
}
