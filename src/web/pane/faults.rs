//! The faults, by the phase in which they show, and how each application calls: a switch a place that can be struck, a control a pool and link.

use std::ops::RangeInclusive;
use std::rc::Rc;
use std::sync::Arc;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Action, Change, FaultSetting, Frame, Knob, Percent, Target, Value};
use bad_gateway::plan::{AppPlan, GatewayPlan, OutboundPlan, Plan, limits};
use bad_gateway::scenario::Difference;
use bad_gateway::text::ending::named;
use bad_gateway::text::fault::{State as FaultState, about, code, heading, name_among};
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::{
    call_timeout, faults_on, field_of, hits_of, how_calls, proxy_timeout, slots_to, twin,
};
use bad_gateway::text::{Lang, Say};
use bad_gateway::trace::FaultView;
use bad_gateway::vocabulary::{CallStyle, Fault, Phase, PlaceId, PoolId, Slots};
use yew::prelude::*;

use crate::part::{Field, FieldKind, reading, seg, switch};

/// The slots to choose from.
const SLOTS: [Slots; 3] = [Slots::Limited(2), Slots::Limited(10), Slots::Unlimited];

/// What the panel shows.
#[derive(Clone, Debug)]
pub struct Faults {
    /// The faults that were ever set.
    pub faults: Vec<FaultView>,
    /// What there is to strike and to turn, as it stands.
    pub plan: Arc<Plan>,
    /// The end of the run: no schedule goes further.
    pub ends_at: Time,
    /// The playhead: a fault that is switched on begins there.
    pub at: Time,
    /// The playhead to the second, while time runs too.
    pub second: Time,
    /// The link to the twin, and in what that differs.
    pub twin: Option<(AttrValue, Difference)>,
    /// The interface language.
    pub lang: Lang,
    /// The reader wants something.
    pub act: Callback<Action>,
}

impl PartialEq for Faults {
    fn eq(&self, other: &Self) -> bool {
        // What a change makes is another plan.
        Arc::ptr_eq(&self.plan, &other.plan)
            && self.faults == other.faults
            && (self.ends_at, self.at, self.lang) == (other.ends_at, other.at, other.lang)
            && self.rows().iter().map(|row| row.over).eq(other.rows().iter().map(|row| row.over))
            && self.twin == other.twin
            && self.act == other.act
    }
}

impl Faults {
    /// Out of a frame.
    pub fn of(frame: &Rc<Frame>, twin: Option<(AttrValue, Difference)>, lang: Lang, act: Callback<Action>) -> Self {
        Self {
            faults: frame.snapshot.faults.clone(),
            plan: Arc::clone(&frame.snapshot.plan),
            ends_at: frame.ends_at,
            // While time runs the panel need not follow it: the lab puts a change at its own playhead.
            at: if frame.playing { Time::ZERO } else { frame.at },
            second: if frame.playing { Time::from_ms(frame.at.ms() / 1_000 * 1_000) } else { frame.at },
            twin,
            lang,
            act,
        }
    }

    /// A switch for each place that a fault can strike.
    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(Fault::ALL.len());
        for fault in Fault::ALL {
            let from = rows.len();
            for place in (0..).zip(&self.plan.places).map(|(index, _)| PlaceId(index)) {
                if self.plan.can_strike(fault, place) {
                    let view = self.faults.iter().find(|view| (view.fault, view.place) == (fault, place));
                    let (setting, before) = view.map_or((None, None), |view| (view.setting, view.before));
                    let active = view.is_some_and(|view| view.active);
                    let over = setting.and_then(|setting| setting.until).filter(|until| *until <= self.second);
                    rows.push(Row { fault, place, setting, before, active, over, among: 0 });
                }
            }
            let among = rows.len() - from;
            rows[from..].iter_mut().for_each(|row| row.among = among);
        }
        rows
    }

    fn name(&self, place: PlaceId) -> &str {
        &self.plan.place(place).name
    }
}

/// A fault at a place.
#[derive(Clone, Copy)]
struct Row {
    fault: Fault,
    place: PlaceId,
    setting: Option<FaultSetting>,
    /// The schedule that it had before it was switched off.
    before: Option<FaultSetting>,
    active: bool,
    /// Since when it acts no more.
    over: Option<Time>,
    /// How many places it can strike.
    among: usize,
}

impl Row {
    /// Names it within the page.
    fn id(&self) -> String {
        let slug = self.fault.slug();
        if self.among < 2 { slug.to_owned() } else { format!("{slug}-{}", self.place.0) }
    }

    /// What it is switched on with: the schedule that it had, if that is not over; else from now on.
    fn schedule(&self, props: &Faults) -> FaultSetting {
        let before = self.before.filter(|before| before.until.is_none_or(|until| until > props.second));
        before.unwrap_or(FaultSetting::from(props.at))
    }

    /// Whether it acts, in words.
    fn state(&self, props: &Faults) -> String {
        match (self.setting, self.over) {
            (None, _) => String::new(),
            (Some(_), _) if self.active => FaultState::Acting.say(props.lang),
            (Some(_), Some(until)) => FaultState::OverAt(until).say(props.lang),
            (Some(setting), None) => {
                let left = setting.from.since(props.at);
                // While time runs the panel does not count.
                if props.at == Time::ZERO { FaultState::From(setting.from) } else { FaultState::In(left) }
                    .say(props.lang)
            }
        }
    }

    fn name(&self, props: &Faults) -> String {
        name_among(self.fault, props.name(self.place), self.among, props.lang)
    }

    fn set(&self, setting: Option<FaultSetting>) -> Action {
        let (knob, target) = (Knob::Fault(self.fault), Target::Place(self.place));
        Action::Change(Change { knob, target, value: Value::Fault(setting) })
    }
}

/// The panel.
pub fn faults(props: &Faults) -> Html {
    let lang = props.lang;
    let rows = props.rows();
    let on = rows.iter().filter(|row| row.setting.is_some()).count();
    html! {
        <aside class="faults" aria-labelledby="faults-title">
            <div class="faults-head">
                <h2 id="faults-title">{ LabWord::Faults.text(lang) }</h2>
                <span class="quiet">{ faults_on(on, rows.len(), lang) }</span>
            </div>
            { phase(props, &rows, Phase::Dependency) }
            { for props.plan.apps.iter().filter(|app| !app.outbound.is_empty()).map(|app| switches(props, app)) }
            { limits_of(props) }
            { phase(props, &rows, Phase::Connect) }
            { phase(props, &rows, Phase::AwaitHeader) }
            { phase(props, &rows, Phase::ReadHeader) }
            if let Some((link, differs)) = &props.twin {
                <p class="faults-last"><a href={link}>{ twin(*differs, lang) }</a></p>
            }
        </aside>
    }
}

/// The faults of a phase.
fn phase(props: &Faults, rows: &[Row], phase: Phase) -> Html {
    let rows: Vec<Html> = rows.iter().filter(|row| row.fault.phase() == phase).map(|row| fault(props, *row)).collect();
    html! {
        if !rows.is_empty() {
            <section class="phase">
                <h3 class="over">{ heading(phase, &props.plan, props.lang) }</h3>
                { rows }
            </section>
        }
    }
}

fn fault(props: &Faults, row: Row) -> Html {
    let lang = props.lang;
    let Row { fault, place, setting, active, .. } = row;
    let id = row.id();
    let impossible = props.plan.impossible(fault, place);
    let reason = AttrValue::from(format!("why-not-{id}"));
    let schedule_on = row.schedule(props);
    let on_switch = props.act.reform(move |on: bool| row.set(on.then_some(schedule_on)));
    let class = classes!("fault", setting.is_some().then_some("fault-on"), active.then_some("fault-active"));
    html! {
        <div key={id} {class} data-fault={fault.slug()} title={about(fault, props.name(place), lang)}>
            { switch(row.name(props), setting.is_some(), on_switch, impossible.is_some().then(|| reason.clone())) }
            <span class="fault-code">{ code(fault, props.plan.entry().timeout, lang) }</span>
            if let Some(impossible) = impossible {
                <p id={reason} class="fault-reason">{ named(&impossible.say(lang), "A", props.name(place)) }</p>
            }
            if setting.is_some() { <p class="fault-state">{ row.state(props) }</p> }
            if let Some(setting) = setting { { schedule(props, row, setting) } }
        </div>
    }
}

/// When a fault acts and how often it hits.
fn schedule(props: &Faults, row: Row, setting: FaultSetting) -> Html {
    let lang = props.lang;
    let own = row.name(props);
    let name = |word: LabWord| AttrValue::from(field_of(&own, word, lang));
    let id = |part: &str| AttrValue::from(format!("{}-{part}", row.id()));
    let set = |change: fn(FaultSetting, Option<u64>) -> FaultSetting| {
        props.act.reform(move |value: Option<u64>| row.set(Some(change(setting, value))))
    };
    let most = props.ends_at;
    let hits = u64::from(*limits::HITS_PERCENT.start())..=u64::from(*limits::HITS_PERCENT.end());
    html! {
        <dl class="fault-set">
            <dt>{ LabWord::From.text(lang) }</dt>
            <dd>
                <Field id={id("from")} name={name(LabWord::From)} kind={FieldKind::Instant { after: None, before: setting.until, most }}
                    value={setting.from.ns()} {lang}
                    on_set={set(|setting, from| FaultSetting { from: Time::from_ns(from.unwrap_or_default()), ..setting })} />
            </dd>
            <dt>{ LabWord::Until.text(lang) }</dt>
            <dd>
                <Field id={id("until")} name={name(LabWord::Until)} kind={FieldKind::Instant { after: Some(setting.from), before: None, most }}
                    value={setting.until.map(Time::ns)} nothing={LabWord::EndOfRun.text(lang)} {lang}
                    on_set={set(|setting, until| FaultSetting { until: until.map(Time::from_ns), ..setting })} />
            </dd>
            <dt>{ LabWord::Hits.text(lang) }</dt>
            <dd>
                <Field id={id("hits")} name={name(LabWord::Hits)} kind={number(&hits)}
                    value={u64::from(setting.hits.get())} {lang}
                    on_set={set(|setting, hits| FaultSetting { hits: percent(hits).unwrap_or(setting.hits), ..setting })} />
                { " % " }<span class="quiet">{ hits_of(row.fault).text(lang) }</span>
            </dd>
            if row.fault.takes_delay() {
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

fn percent(value: Option<u64>) -> Option<Percent> {
    value.and_then(|value| u8::try_from(value).ok()).and_then(Percent::new)
}

/// How an application calls.
fn switches(props: &Faults, app: &AppPlan) -> Html {
    let lang = props.lang;
    let styles: Vec<AttrValue> = CallStyle::ALL.iter().map(|style| style.say(lang).into()).collect();
    let style = CallStyle::ALL.iter().position(|style| *style == app.call_style);
    let target = Target::Place(app.place);
    let pick_style = reading(&props.act, move |place: usize| {
        let value = Value::Style(*CallStyle::ALL.get(place)?);
        Some(Action::Change(Change { knob: Knob::CallStyle, target, value }))
    });
    let only = match &*app.outbound {
        [outbound] => Some(props.name(props.plan.link(outbound.link).to)),
        _ => None,
    };
    let group = numbered("call", props.plan.apps.len(), app.place.0);
    html! {
        <section class="phase">
            <h3 class="over">{ how_calls(props.name(app.place), only, lang) }</h3>
            { seg(LabWord::CallIs.text(lang).into(), &group, &styles, style, &pick_style, false) }
            { for app.outbound.iter().map(|outbound| calls_to(props, outbound, only.is_some())) }
        </section>
    }
}

/// How long gateways and clients wait.
fn limits_of(props: &Faults) -> Html {
    let (lang, plan) = (props.lang, &*props.plan);
    let least = limits::PROXY_TIMEOUT_MS.start() / 1_000..=limits::PROXY_TIMEOUT_MS.end() / 1_000;
    let gateway = |(index, own): (u16, &GatewayPlan)| {
        let id = numbered("proxy-timeout", plan.gateways.len(), index);
        seconds(
            props,
            (id, proxy_timeout(props.name(own.place), lang)),
            &least,
            own.timeout,
            (Knob::ProxyTimeout, own.place),
        )
    };
    let patience = (AttrValue::from("patience"), LabWord::Patience.text(lang).to_owned());
    html! {
        <section class="phase">
            <h3 class="over">{ LabWord::Limits.text(lang) }</h3>
            { for (0..).zip(&plan.gateways).map(gateway) }
            { seconds(props, patience, &limits::WAIT_S, plan.clients.patience, (Knob::Patience, PlaceId(0))) }
        </section>
    }
}

/// A field for how long somebody at a place waits; emptied, it leaves what was set.
fn seconds(
    props: &Faults,
    (id, words): (AttrValue, String),
    range: &RangeInclusive<u64>,
    now: Span,
    (knob, place): (Knob, PlaceId),
) -> Html {
    let lang = props.lang;
    let set = reading(&props.act, move |s: Option<u64>| {
        Some(Action::Change(Change { knob, target: Target::Place(place), value: Value::Span(Span::from_s(s?)) }))
    });
    let words = AttrValue::from(words);
    html! {
        <div class="opt">
            <label class="opt-label" for={id.clone()}>{ words.clone() }</label>
            <span>
                <Field {id} name={words} kind={number(range)} value={now.ms() / 1_000} {lang} on_set={set} />
                { " " }{ LabWord::Seconds.text(lang) }
            </span>
        </div>
    }
}

/// How many connections an application may hold to a dependency, and how long it waits.
fn calls_to(props: &Faults, outbound: &OutboundPlan, only: bool) -> Html {
    let (lang, plan) = (props.lang, &*props.plan);
    let OutboundPlan { link, slots, timeout } = *outbound;
    let to = props.name(plan.link(link).to);
    let all = plan.apps.iter().map(|app| app.outbound.len()).sum();
    let id = numbered("call-timeout", all, link.0);
    let words = AttrValue::from(call_timeout((!only).then_some(to), lang));
    // An emptied field means the default.
    let set_timeout = props.act.reform(move |s: Option<u64>| {
        let span = s.map_or(Span::from_ms(limits::DEFAULT_CALL_TIMEOUT_MS), Span::from_s);
        Action::Change(Change { knob: Knob::CallTimeout, target: Target::Link(link), value: Value::Span(span) })
    });
    html! {
        <>
            { slots_of(props, plan.pool(slots).limit, slots, slots_to(to, lang), &numbered("slots", all, slots.0)) }
            <div class="opt">
                <label class="opt-label" for={id.clone()}>{ words.clone() }</label>
                <span>
                    <Field {id} name={words} kind={number(&limits::WAIT_S)} value={timeout.ms() / 1_000} {lang}
                        on_set={set_timeout} />
                    { " " }{ LabWord::Seconds.text(lang) }
                </span>
            </div>
        </>
    }
}

/// The limits of a pool to choose from, and its own.
fn slots_of(props: &Faults, now: Slots, pool: PoolId, words: String, group: &AttrValue) -> Html {
    let mut limits: Vec<Slots> = SLOTS.to_vec();
    if let Err(place) = limits.binary_search(&now) {
        limits.insert(place, now);
    }
    let entries: Vec<AttrValue> = limits.iter().map(|slots| slots.say(props.lang).into()).collect();
    let chosen = limits.iter().position(|slots| *slots == now);
    let pick = reading(&props.act, move |place: usize| {
        let value = Value::Units(*limits.get(place)?);
        Some(Action::Change(Change { knob: Knob::Slots, target: Target::Pool(pool), value }))
    });
    seg(words.into(), group, &entries, chosen, &pick, false)
}

/// An id in the page: with its number where there are several.
fn numbered(id: &'static str, of: usize, number: u16) -> AttrValue {
    if of < 2 { id.into() } else { format!("{id}-{number}").into() }
}
