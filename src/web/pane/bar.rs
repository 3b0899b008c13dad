//! The bar of the lab: scenario, hosting, load, seed, digest, undo, redo, share.

use std::rc::Rc;

use bad_gateway::kernel::Span;
use bad_gateway::lab::{Action, DigestView, Frame};
use bad_gateway::scenario;
use bad_gateway::text::hosting::with_timeout;
use bad_gateway::text::number::rate;
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::{digest, digest_hint};
use bad_gateway::text::{Lang, Say};
use bad_gateway::vocabulary::Hosting;
use yew::prelude::*;

use crate::part::{Button, Field, FieldKind, flag, menu, on, reading};

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
    let word = |word: LabWord| word.text(lang);
    html! {
        <div class="bar">
            <h1 class="bar-title">{ scenarios(props) }</h1>
            <span class="bar-wide"><span class="bar-label">{ word(LabWord::Hosting) }</span>{ hostings(props) }</span>
            <span class="bar-wide"><span class="bar-label">{ word(LabWord::Load) }</span>{ loads(props) }</span>
            <div class="bar-end">
                <span class="bar-digest bar-wide">
                    <label class="bar-seed">
                        <span title={word(LabWord::SeedHint)}>{ word(LabWord::Seed) }</span>
                        <Field id="seed" name={word(LabWord::Seed)} kind={FieldKind::Number { least: 0, most: u64::MAX }}
                            value={props.seed} {lang}
                            on_set={act.reform(|seed: Option<u64>| Action::SetSeed(seed.unwrap_or_default()))} />
                    </label>
                    <span class="bar-run" title={digest_hint(&props.digest.long, props.digest.complete, lang)}
                        data-digest={props.digest.long.clone()} data-complete={flag(props.digest.complete)}>
                        { digest(&props.digest.short, props.digest.complete, lang) }
                    </span>
                </span>
                { back_and_forth(props) }
                { Button::new(word(LabWord::Share), props.on_share.reform(|_| ())).with_icon("share").class("btn-small")
                    .expands(props.sharing).draw() }
            </div>
        </div>
    }
}

fn scenarios(props: &BarProps) -> Html {
    let slugs: Vec<&'static str> = scenario::names().collect();
    let titles: Vec<AttrValue> = slugs.iter().map(|slug| scenario_title(slug, props.lang).into()).collect();
    let open = slugs.iter().position(|slug| *slug == props.scenario).unwrap_or_default();
    let on_pick =
        reading(&props.act, move |place: usize| slugs.get(place).map(|slug| Action::Open((*slug).to_owned())));
    menu(LabWord::Scenario.text(props.lang), &titles, open, on_pick)
}

fn hostings(props: &BarProps) -> Html {
    let lang = props.lang;
    let name = |hosting: Hosting| with_timeout(hosting, Span::from_s(hosting.default_timeout_s()), lang).into();
    let names: Vec<AttrValue> = Hosting::ALL.into_iter().map(name).collect();
    let chosen = Hosting::ALL.iter().position(|hosting| *hosting == props.hosting).unwrap_or_default();
    let on_pick = reading(&props.act, |place: usize| Hosting::ALL.get(place).copied().map(Action::SetHosting));
    menu(LabWord::Hosting.text(lang), &names, chosen, on_pick)
}

fn loads(props: &BarProps) -> Html {
    let lang = props.lang;
    let mut loads: Vec<u32> = LOADS.into_iter().chain([props.load_per_mille]).collect();
    loads.sort_unstable();
    loads.dedup();
    let name = |load: u32| match load {
        0 => LabWord::FromLog.text(lang).into(),
        _ => rate(load, lang).into(),
    };
    let names: Vec<AttrValue> = loads.iter().copied().map(name).collect();
    let chosen = loads.iter().position(|load| *load == props.load_per_mille).unwrap_or_default();
    let on_pick = reading(&props.act, move |place: usize| loads.get(place).copied().map(Action::SetLoad));
    menu(LabWord::Load.text(lang), &names, chosen, on_pick)
}

/// Undo and redo.
fn back_and_forth(props: &BarProps) -> Html {
    let lang = props.lang;
    let draw = |icon, name: LabWord, can: bool, why: LabWord, action| {
        let reason = (!can).then_some(why.text(lang));
        let button = Button::icon(icon, name.text(lang), on(&props.act, action)).disabled(reason);
        button.class("btn-flat").class("btn-small").draw()
    };
    html! {
        <>
            { draw("undo", LabWord::Undo, props.can.0, LabWord::NothingToUndo, Action::Undo) }
            { draw("redo", LabWord::Redo, props.can.1, LabWord::NothingToRedo, Action::Redo) }
        </>
    }
}
