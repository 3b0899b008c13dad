//! The faults, by the phase in which they show, and the three switches of B.

use std::ops::RangeInclusive;
use std::rc::Rc;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Action, Change, FaultSetting, Frame, Percent};
use bad_gateway::scenario::limits;
use bad_gateway::text::fault::{about, code};
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::{faults_on, field_of, hits_of};
use bad_gateway::text::{Lang, Say};
use bad_gateway::trace::FaultView;
use bad_gateway::vocabulary::{CallStyle, Fault, Impossible, Phase, Slots};
use yew::prelude::*;

use crate::part::{Field, FieldKind, reading, seg, switch};

/// The slots to choose from.
const SLOTS: [Slots; 3] = [Slots::Limited(2), Slots::Limited(10), Slots::Unlimited];

/// What the panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Faults {
    /// All faults, in the order of [`Fault::ALL`].
    pub faults: Vec<FaultView>,
    /// Why one cannot be switched on, in the same order.
    pub impossible: [Option<Impossible>; Fault::ALL.len()],
    /// How B waits for C.
    pub call_style: CallStyle,
    /// The limit of connections to C.
    pub slots: Slots,
    /// How long B waits for a call.
    pub call_timeout: Span,
    /// The time-out of the proxy, on which codes depend.
    pub proxy_timeout: Span,
    /// The end of the run: no schedule goes further.
    pub ends_at: Time,
    /// The playhead: a fault that is switched on begins there.
    pub at: Time,
    /// The link to the same run without a fault.
    pub twin: Option<AttrValue>,
    /// The interface language.
    pub lang: Lang,
    /// The reader wants something.
    pub act: Callback<Action>,
}

impl Faults {
    /// Out of a frame.
    pub fn of(frame: &Rc<Frame>, twin: Option<AttrValue>, lang: Lang, act: Callback<Action>) -> Self {
        let snapshot = &frame.snapshot;
        Self {
            faults: snapshot.faults.clone(),
            impossible: frame.impossible,
            call_style: snapshot.b.call_style,
            slots: snapshot.b.slots,
            call_timeout: snapshot.b.call_timeout,
            proxy_timeout: snapshot.a.timeout,
            ends_at: frame.ends_at,
            // While time runs the panel need not follow it: the lab puts a change at its own playhead.
            at: if frame.playing { Time::ZERO } else { frame.at },
            twin,
            lang,
            act,
        }
    }
}

/// The panel.
pub fn faults(props: &Faults) -> Html {
    let lang = props.lang;
    let on = props.faults.iter().filter(|view| view.setting.is_some()).count();
    html! {
        <aside class="faults" aria-labelledby="faults-title">
            <div class="faults-head">
                <h2 id="faults-title">{ LabWord::Faults.text(lang) }</h2>
                <span class="quiet">{ faults_on(on, props.faults.len(), lang) }</span>
            </div>
            { phase(props, Phase::Dependency) }
            { switches(props) }
            { phase(props, Phase::Connect) }
            { phase(props, Phase::AwaitHeader) }
            { phase(props, Phase::ReadHeader) }
            if let Some(twin) = &props.twin {
                <p class="faults-last"><a href={twin}>{ LabWord::Twin.text(lang) }</a></p>
            }
        </aside>
    }
}

/// The faults of a phase.
fn phase(props: &Faults, phase: Phase) -> Html {
    let faults = props.faults.iter().filter(|view| view.fault.phase() == phase);
    html! {
        <section class="phase">
            <h3 class="over">{ phase.say(props.lang) }</h3>
            { for faults.map(|view| fault(props, view)) }
        </section>
    }
}

fn fault(props: &Faults, view: &FaultView) -> Html {
    let lang = props.lang;
    let FaultView { fault, setting, active } = *view;
    let impossible = props.impossible.get(fault.index()).copied().flatten();
    let reason = AttrValue::from(format!("why-not-{}", fault.slug()));
    let at = props.at;
    let on_switch =
        props.act.reform(move |on: bool| Action::Change(Change::Fault(fault, on.then(|| FaultSetting::from(at)))));
    let class = classes!("fault", setting.is_some().then_some("fault-on"), active.then_some("fault-active"));
    html! {
        <div key={fault.slug()} {class} data-fault={fault.slug()} title={about(fault, lang)}>
            { switch(fault.say(lang), setting.is_some(), on_switch, impossible.is_some().then(|| reason.clone())) }
            <span class="fault-code">{ code(fault, props.proxy_timeout, lang) }</span>
            if let Some(impossible) = impossible {
                <p id={reason} class="fault-reason">{ impossible.say(lang) }</p>
            }
            if let Some(setting) = setting { { schedule(props, fault, setting) } }
        </div>
    }
}

/// When a fault acts and how often it hits.
fn schedule(props: &Faults, fault: Fault, setting: FaultSetting) -> Html {
    let lang = props.lang;
    let name = |word: LabWord| AttrValue::from(field_of(&fault.say(lang), word, lang));
    let id = |part: &str| AttrValue::from(format!("{}-{part}", fault.slug()));
    let set = |change: fn(FaultSetting, Option<u64>) -> FaultSetting| {
        props.act.reform(move |value: Option<u64>| Action::Change(Change::Fault(fault, Some(change(setting, value)))))
    };
    let most = props.ends_at;
    let hits = u64::from(*limits::HITS_PERCENT.start())..=u64::from(*limits::HITS_PERCENT.end());
    html! {
        <dl class="fault-set">
            <dt>{ LabWord::From.text(lang) }</dt>
            <dd>
                <Field id={id("from")} name={name(LabWord::From)} kind={FieldKind::Instant { after: None, most }}
                    value={setting.from.ns()} {lang}
                    on_set={set(|setting, from| FaultSetting { from: Time::from_ns(from.unwrap_or_default()), ..setting })} />
            </dd>
            <dt>{ LabWord::Until.text(lang) }</dt>
            <dd>
                <Field id={id("until")} name={name(LabWord::Until)} kind={FieldKind::Instant { after: Some(setting.from), most }}
                    value={setting.until.map(Time::ns)} nothing={LabWord::EndOfRun.text(lang)} {lang}
                    on_set={set(|setting, until| FaultSetting { until: until.map(Time::from_ns), ..setting })} />
            </dd>
            <dt>{ LabWord::Hits.text(lang) }</dt>
            <dd>
                <Field id={id("hits")} name={name(LabWord::Hits)} kind={number(&hits)}
                    value={u64::from(setting.hits.get())} {lang}
                    on_set={set(|setting, hits| FaultSetting { hits: percent(hits).unwrap_or(setting.hits), ..setting })} />
                { " % " }<span class="quiet">{ hits_of(fault).text(lang) }</span>
            </dd>
            if fault == Fault::DependencySlow {
                <dt>{ LabWord::Takes.text(lang) }</dt>
                <dd>
                    <Field id={id("takes")} name={name(LabWord::Takes)} kind={number(&limits::WAIT_S)}
                        value={setting.delay.ms() / 1_000} {lang}
                        on_set={set(|setting, s| FaultSetting { delay: s.map_or(setting.delay, Span::from_s), ..setting })} />
                    { " " }{ LabWord::Seconds.text(lang) }
                </dd>
            }
        </dl>
    }
}

/// A field for a number in this range.
fn number(range: &RangeInclusive<u64>) -> FieldKind {
    FieldKind::Number { least: *range.start(), most: *range.end() }
}

/// Another time-out of B's calls; an emptied field means the default.
fn set_timeout(s: Option<u64>) -> Action {
    Action::Change(Change::CallTimeout(s.map_or(Span::from_ms(limits::DEFAULT_CALL_TIMEOUT_MS), Span::from_s)))
}

fn percent(value: Option<u64>) -> Option<Percent> {
    value.and_then(|value| u8::try_from(value).ok()).and_then(Percent::new)
}

/// How B calls C.
fn switches(props: &Faults) -> Html {
    let lang = props.lang;
    let styles: Vec<AttrValue> = CallStyle::ALL.iter().map(|style| style.say(lang).into()).collect();
    let style = CallStyle::ALL.iter().position(|style| *style == props.call_style);
    let mut limits: Vec<Slots> = SLOTS.to_vec();
    if !limits.contains(&props.slots) {
        limits.push(props.slots);
        limits.sort_unstable();
    }
    let slots: Vec<AttrValue> = limits.iter().map(|slots| slots.say(lang).into()).collect();
    let slot = limits.iter().position(|slots| *slots == props.slots);
    let pick_style = reading(&props.act, |place: usize| {
        CallStyle::ALL.get(place).copied().map(Change::CallStyle).map(Action::Change)
    });
    let pick_slots =
        reading(&props.act, move |place: usize| limits.get(place).copied().map(Change::Slots).map(Action::Change));
    let act = &props.act;
    html! {
        <section class="phase">
            <h3 class="over">{ LabWord::HowBCallsC.text(lang) }</h3>
            { seg(LabWord::CallIs.text(lang), "call", &styles, style, &pick_style, false) }
            { seg(LabWord::SlotsToC.text(lang), "slots", &slots, slot, &pick_slots, false) }
            <div class="opt">
                <label class="opt-label" for="call-timeout">{ LabWord::CallTimeout.text(lang) }</label>
                <span>
                    <Field id="call-timeout" name={LabWord::CallTimeout.text(lang)}
                        kind={number(&limits::WAIT_S)} value={props.call_timeout.ms() / 1_000} {lang}
                        on_set={act.reform(set_timeout)} />
                    { " " }{ LabWord::Seconds.text(lang) }
                </span>
            </div>
        </section>
    }
}
