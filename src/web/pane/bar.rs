//! The bar of the lab: scenario, hosting, load, seed, digest, undo, redo, share.

use std::rc::Rc;

use bad_gateway::lab::{Action, DigestView, Frame};
use bad_gateway::scenario;
use bad_gateway::text::hosting::with_timeout;
use bad_gateway::text::number::rate;
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::{digest, digest_hint};
use bad_gateway::text::{Lang, Say};
use bad_gateway::vocabulary::Hosting;
use yew::prelude::*;

use crate::part::{Button, Field, FieldKind, Look, Menu, reading};

/// The loads of the menu [requests per second × 1000].
const LOADS: [u32; 6] = [500, 1_000, 2_000, 5_000, 10_000, 20_000];

/// What the bar shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct BarProps {
    /// The scenario's slug.
    pub scenario: AttrValue,
    /// How A reaches B.
    pub hosting: Hosting,
    /// Requests per second × 1000; 0 for the arrivals of a log.
    pub load_per_mille: u32,
    /// The seed.
    pub seed: u64,
    /// The digest.
    pub digest: DigestView,
    /// Whether a change can be taken back, and done again.
    pub can: (bool, bool),
    /// The interface language.
    pub lang: Lang,
    /// The reader wants something.
    pub act: Callback<Action>,
    /// Opens or closes the link to share.
    pub on_share: Callback<()>,
    /// Whether the link is open.
    pub sharing: bool,
}

impl BarProps {
    /// Out of a frame.
    pub fn of(frame: &Rc<Frame>, lang: Lang, act: Callback<Action>, on_share: Callback<()>, sharing: bool) -> Self {
        Self {
            scenario: frame.scenario.clone().into(),
            hosting: frame.snapshot.a.hosting,
            load_per_mille: frame.load_per_mille,
            seed: frame.seed,
            digest: frame.digest.clone(),
            can: (frame.can_undo, frame.can_redo),
            lang,
            act,
            on_share,
            sharing,
        }
    }
}

/// The title of a scenario of the library.
pub fn scenario_title(slug: &str, lang: Lang) -> String {
    scenario::open(slug).map_or_else(|| slug.to_owned(), |scenario| scenario.title().say(lang))
}

/// The bar.
#[component]
pub fn Bar(props: &BarProps) -> Html {
    let BarProps { lang, act, .. } = props.clone();
    let word = |word: LabWord| AttrValue::from(word.text(lang));
    let titles = use_memo(lang, |&lang| {
        let entry = |slug: &'static str| (AttrValue::from(slug), AttrValue::from(scenario_title(slug, lang)));
        scenario::names().map(entry).collect::<Vec<_>>()
    });
    let timeout = |hosting: Hosting| bad_gateway::kernel::Span::from_s(hosting.default_timeout_s());
    let hostings: Vec<(AttrValue, AttrValue)> = Hosting::ALL
        .into_iter()
        .map(|hosting| (hosting.slug().into(), with_timeout(hosting, timeout(hosting), lang).into()))
        .collect();
    let mut loads: Vec<u32> = LOADS.into_iter().chain([props.load_per_mille]).filter(|load| *load > 0).collect();
    loads.sort_unstable();
    loads.dedup();
    let mut loads: Vec<(AttrValue, AttrValue)> =
        loads.into_iter().map(|load| (load.to_string().into(), rate(load, lang).into())).collect();
    if props.load_per_mille == 0 {
        loads.insert(0, ("0".into(), word(LabWord::FromLog)));
    }
    let pick_hosting = reading(&act, |slug: AttrValue| Hosting::from_slug(&slug).map(Action::SetHosting));
    html! {
        <div class="bar">
            <h1 class="bar-title">
                <Menu name={word(LabWord::Scenario)} entries={(*titles).clone()} value={props.scenario.clone()}
                    on_pick={act.reform(|slug: AttrValue| Action::Open(slug.to_string()))} />
            </h1>
            <span class="bar-wide">
                <span class="bar-label">{ word(LabWord::Hosting) }</span>
                <Menu name={word(LabWord::Hosting)} entries={hostings} value={props.hosting.slug()} on_pick={pick_hosting} />
            </span>
            <span class="bar-wide">
                <span class="bar-label">{ word(LabWord::Load) }</span>
                <Menu name={word(LabWord::Load)} entries={loads} value={props.load_per_mille.to_string()}
                    on_pick={act.reform(|load: AttrValue| Action::SetLoad(load.parse().unwrap_or_default()))} />
            </span>
            <div class="bar-end">
                <span class="bar-digest bar-wide">
                    <label class="bar-seed">
                        <span title={word(LabWord::SeedHint)}>{ word(LabWord::Seed) }</span>
                        <Field id="seed" name={word(LabWord::Seed)} kind={FieldKind::Number { least: 0, most: u64::MAX }}
                            value={props.seed} {lang}
                            on_set={act.reform(|seed: Option<u64>| Action::SetSeed(seed.unwrap_or_default()))} />
                    </label>
                    <span class="bar-run" title={digest_hint(&props.digest.long, props.digest.complete, lang)}
                        data-digest={props.digest.long.clone()} data-complete={props.digest.complete.to_string()}>
                        { digest(&props.digest.short, props.digest.complete, lang) }
                    </span>
                </span>
                <Button icon="undo" look={Look::Flat} small=true name={word(LabWord::Undo)}
                    disabled={(!props.can.0).then(|| word(LabWord::NothingToUndo))} on_click={act.reform(|()| Action::Undo)} />
                <Button icon="redo" look={Look::Flat} small=true name={word(LabWord::Redo)}
                    disabled={(!props.can.1).then(|| word(LabWord::NothingToRedo))} on_click={act.reform(|()| Action::Redo)} />
                <Button icon="share" small=true label={word(LabWord::Share)} expanded={Some(props.sharing)}
                    on_click={props.on_share.clone()} />
            </div>
        </div>
    }
}
