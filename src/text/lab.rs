//! What the lab says beside its pictures: refusals, and where playing stops.

use super::number::{clock_short, setting};
use super::ui::LabWord;
use super::ui::lab::{call_timeout, proxy_timeout, slots_to};
use super::{Lang, Say, fault};
use crate::kernel::Time;
use crate::lab::{Change, Knob, MOST_RUNS, PauseAt, Refusal, RunTab, Target, Value};
use crate::plan::Plan;

/// What happened, and what can be done instead.
impl Say for Refusal {
    fn en(&self) -> String {
        match self {
            Self::NoSuchScenario(slug) => format!("“{slug}” is no scenario of the library. What was open stays open."),
            Self::No502 => "No further 502.3 in this run.".to_owned(),
            Self::Impossible(fault, why) => {
                format!("“{}” cannot happen under this hosting. {}", fault.say(Lang::En), why.say(Lang::En))
            }
            Self::NothingToUndo => "There is no change to undo or redo.".to_owned(),
            Self::NoSuchRun => "There is no such run.".to_owned(),
            Self::NoSuchLink => "These reasons are no longer shown.".to_owned(),
            Self::OutOfRange => "The value is out of range. What was set stays.".to_owned(),
            Self::TooManyRuns => format!("At most {MOST_RUNS} runs are kept. Close one of them first."),
        }
    }

    fn ko(&self) -> String {
        match self {
            Self::NoSuchScenario(slug) => {
                format!("“{slug}” 시나리오가 라이브러리에 없습니다. 열려 있던 시나리오를 유지합니다.")
            }
            Self::No502 => "이 실행에는 502.3이 더 없습니다.".to_owned(),
            Self::Impossible(fault, why) => {
                format!("“{}” 장애는 이 호스팅에서 일어날 수 없습니다. {}", fault.say(Lang::Ko), why.say(Lang::Ko))
            }
            Self::NothingToUndo => "실행 취소하거나 다시 실행할 변경이 없습니다.".to_owned(),
            Self::NoSuchRun => "그런 실행이 없습니다.".to_owned(),
            Self::NoSuchLink => "그 이유는 더 이상 표시되지 않습니다.".to_owned(),
            Self::OutOfRange => "값이 범위를 벗어났습니다. 이전 설정을 유지합니다.".to_owned(),
            Self::TooManyRuns => format!("실행은 {MOST_RUNS}개까지만 둘 수 있습니다. 먼저 하나를 닫으십시오."),
        }
    }
}

/// A change by what it turns and to what: `B stays silent`, `call time-out 5 s`.
pub fn change_name(change: &Change, plan: &Plan, lang: Lang) -> String {
    let to = |link| plan.place(plan.link(link).to).name.as_ref();
    let knob = match (change.knob, change.target) {
        (Knob::Fault(what), Target::Place(place)) => fault::name(what, &plan.place(place).name, lang),
        (Knob::Slots, Target::Pool(pool)) => {
            plan.pool(pool).link.map_or_else(String::new, |link| lower(&slots_to(to(link), lang)))
        }
        (Knob::CallTimeout, Target::Link(link)) => {
            let only = plan.apps.iter().map(|app| app.outbound.len()).sum::<usize>() < 2;
            lower(&call_timeout((!only).then(|| to(link)), lang))
        }
        (Knob::Fault(what), _) => what.say(lang),
        (Knob::CallStyle, _) => match lang {
            Lang::En => "calls".to_owned(),
            Lang::Ko => "호출".to_owned(),
        },
        (Knob::ProxyTimeout, Target::Place(place)) => lower(&proxy_timeout(&plan.place(place).name, lang)),
        (Knob::Patience, _) => lower(LabWord::Patience.text(lang)),
        (Knob::Slots | Knob::CallTimeout | Knob::ProxyTimeout, _) => String::new(),
    };
    match (change.value, lang) {
        (Value::Fault(Some(_)), _) => knob,
        (Value::Fault(None), Lang::En) => format!("{knob}: off"),
        (Value::Fault(None), Lang::Ko) => format!("{knob}: 끔"),
        (Value::Style(style), _) => format!("{knob} {}", style.say(lang)),
        (Value::Units(slots), _) => format!("{knob}: {}", slots.say(lang)),
        (Value::Span(span), _) => format!("{knob} {}", setting(span, lang)),
    }
}

/// A run among several: by what was changed in it, else by where it begins: `2: call time-out 5 s`, `Run 3, from 0:30`.
pub fn run_name(number: usize, run: &RunTab, plan: &Plan, lang: Lang) -> String {
    match (&run.changes[..], run.forked_at, lang) {
        ([.., before, last], ..) => {
            format!("{number}: {}, {}", change_name(before, plan, lang), change_name(last, plan, lang))
        }
        ([only], ..) => format!("{number}: {}", change_name(only, plan, lang)),
        ([], None, Lang::En) => format!("Run {number}"),
        ([], None, Lang::Ko) => format!("실행 {number}"),
        ([], Some(at), Lang::En) => format!("Run {number}, from {}", clock_short(at)),
        ([], Some(at), Lang::Ko) => format!("실행 {number}, {}부터", clock_short(at)),
    }
}

/// As it stands within a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Changes that were taken away: `“B stays silent” at 1:20 dropped.`
pub fn dropped(changes: &[(Time, Change)], plan: &Plan, lang: Lang) -> String {
    /// As many are named.
    const NAMED: usize = 2;
    let name = |&(at, change): &(Time, Change)| match lang {
        Lang::En => format!("“{}” at {}", change_name(&change, plan, lang), clock_short(at)),
        Lang::Ko => format!("{}의 “{}”", clock_short(at), change_name(&change, plan, lang)),
    };
    let named = changes.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
    match (lang, changes.len().saturating_sub(NAMED)) {
        (Lang::En, 0) => format!("{named} dropped."),
        (Lang::En, more) => format!("{named} and {more} more dropped."),
        (Lang::Ko, 0) => format!("{named} 변경을 버렸습니다."),
        (Lang::Ko, more) => format!("{named} 외 {more}개의 변경을 버렸습니다."),
    }
}

/// The entry of the menu "Pause at".
impl Say for PauseAt {
    fn en(&self) -> String {
        match self {
            Self::Never => "the end",
            Self::First502 => "the first 502.3",
            Self::Each502 => "each 502.3",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::Never => "끝",
            Self::First502 => "첫 502.3",
            Self::Each502 => "502.3마다",
        }
        .to_owned()
    }
}
