//! Why the selected request failed: from the status line back to the root, each link with what it rests on.

use std::rc::Rc;

use bad_gateway::explain::{Chain, Link, Reason};
use bad_gateway::kernel::Time;
use bad_gateway::lab::{Action, Frame, Jump, Visit};
use bad_gateway::text::Lang;
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::{back_to, go_to, root, why_heading};
use bad_gateway::text::why::{spans, told};
use bad_gateway::vocabulary::RequestId;
use yew::prelude::*;

use crate::part::{Button, on};
use crate::view::marks::Mark;

/// How the selected request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has not ended at the playhead.
    Open,
    /// It ended well.
    Fine,
}

/// What the pane shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// The chain, if there is one.
    pub chain: Option<Rc<Chain>>,
    /// Where its moments are visited: the link in force, if the playhead stands there, and from where the reader set off.
    pub visit: Option<(Option<usize>, Time)>,
    /// The selected request, and how it stands where there is no chain.
    pub selected: Option<(RequestId, Standing)>,
    /// The interface language.
    pub lang: Lang,
    /// The reader wants something.
    pub act: Callback<Action>,
}

impl Why {
    /// Out of a frame.
    pub fn of(frame: &Rc<Frame>, lang: Lang, act: Callback<Action>) -> Self {
        let written = &frame.log[..frame.log_rows.min(frame.log.len())];
        let standing = |request: RequestId| match written.iter().any(|row| row.request == request) {
            true => Standing::Fine,
            false => Standing::Open,
        };
        let visit = frame.visit.as_ref();
        let in_force = |visit: &Visit| {
            let link = visit.chain.links.get(visit.link);
            link.is_some_and(|link| link.at == frame.at).then_some(visit.link)
        };
        Self {
            chain: visit.map(|visit| Rc::clone(&visit.chain)).or_else(|| frame.why.clone()),
            visit: visit.map(|visit| (in_force(visit), visit.back)),
            selected: frame.selected.map(|request| (request, standing(request))),
            lang,
            act,
        }
    }
}

/// The pane.
pub fn why(props: &Why) -> Html {
    let lang = props.lang;
    match (&props.chain, props.selected) {
        (Some(chain), _) => html! {
            <section class="pane why" aria-labelledby="why-title">
                <h2 id="why-title" class="over">{ why_heading(chain.request, chain.status.is_forwarder_error(), lang) }</h2>
                if let Some((_, back)) = props.visit {
                    { Button::new(back_to(back, lang), on(&props.act, Action::Seek(back))).with_icon("undo").class("btn-small").draw() }
                }
                <ol class="why-chain">{ for links(props, chain) }</ol>
            </section>
        },
        (None, Some((request, standing))) => html! {
            <section class="pane why" aria-labelledby="why-title">
                <h2 id="why-title" class="over">{ why_heading(request, false, lang) }</h2>
                <p class="why-empty">{ match standing {
                    Standing::Open => LabWord::WhyOpen.text(lang),
                    Standing::Fine => LabWord::WhyFine.text(lang),
                } }</p>
            </section>
        },
        (None, None) => html! {
            <section class="pane why" aria-labelledby="why-title">
                <h2 id="why-title" class="over">{ LabWord::WhyEmptyTitle.text(lang) }</h2>
                <p class="why-empty">{ LabWord::WhyEmpty.text(lang) }</p>
                { Button::new(LabWord::AskFirst502.text(lang), on(&props.act, Action::Jump(Jump::First502))).class("btn-small").draw() }
            </section>
        },
    }
}

fn links(props: &Why, chain: &Chain) -> Vec<Html> {
    let lang = props.lang;
    let last = chain.links.len().saturating_sub(1);
    let draw = |(index, link): (usize, &Link)| {
        let said = told(&link.reason, &chain.plan, lang);
        let at = link.at;
        let on_click = on(&props.act, Action::Visit(index));
        let in_force = props.visit.is_some_and(|(link, _)| link == Some(index));
        html! {
            <li key={index} data-record={link.record.0.to_string()}>
                { mark(&link.reason).icon() }
                <button type="button" class="why-link" aria-current={in_force.then_some("true")} title={go_to(at, lang)} onclick={on_click}>
                    <span class="why-who">{ for spans(&said.who).map(|piece| match piece.code {
                        true => html! { <code>{ piece.text }</code> },
                        false => html! { piece.text },
                    }) }</span>
                    if !said.fact.is_empty() { <span class="why-fact">{ said.fact }</span> }
                </button>
                if index == last { <span class="why-root">{ root(chain.healthy, lang) }</span> }
            </li>
        }
    };
    chain.links.iter().enumerate().map(draw).collect()
}

/// The mark of a link: what kind of thing it says.
fn mark(reason: &Reason) -> Mark {
    match *reason {
        Reason::ClientGot(Some(502), _) => Mark::Bad,
        Reason::ClientGot(Some(504), _) | Reason::CallTimedOut { .. } => Mark::Time,
        Reason::ClientGot(Some(500..), _) | Reason::BAnswered { code: 500.., .. } => Mark::Server,
        Reason::ClientGot(Some(400..=499), _) | Reason::BAnswered { code: 400..=499, .. } => Mark::Client,
        Reason::ClientGot(Some(_), _) | Reason::BAnswered { .. } => Mark::Ok,
        Reason::ClientGot(None, _) | Reason::FaultActed { .. } => Mark::Reset,
        Reason::AEnded { ending, .. } => Mark::of_ending(ending),
        Reason::WaitedForUnit { .. }
        | Reason::WaitedForReply { .. }
        | Reason::Held { .. }
        | Reason::Worked { .. }
        | Reason::Silent { .. }
        | Reason::Slow { .. }
        | Reason::Load { .. }
        | Reason::Patience { .. }
        | Reason::Starved { .. }
        | Reason::Ring { .. }
        | Reason::Leak { .. } => Mark::Wait,
    }
}
