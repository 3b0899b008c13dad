//! A field for one value. What is typed is read when the field is left or Enter is pressed; what cannot be read is
//! named beside it, and the old value stays in force.

use bad_gateway::kernel::Time;
use bad_gateway::text::Lang;
use bad_gateway::text::number::{clock, clock_short, instant};
use bad_gateway::text::ui::lab::{FieldProblem, field_problem};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What a field takes, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An instant of the run as nanoseconds, after `after` if that is given, at most `most`: `0:40.000`.
    Instant {
        /// It must lie after this.
        after: Option<Time>,
        /// And not after this.
        most: Time,
    },
    /// A whole number.
    Number {
        /// The least.
        least: u64,
        /// The most.
        most: u64,
    },
}

impl Kind {
    /// How a value is written.
    fn write(self, value: u64) -> String {
        match self {
            Self::Instant { .. } => clock(Time::from_ns(value)),
            Self::Number { .. } => value.to_string(),
        }
    }

    /// Reads what was typed.
    fn read(self, text: &str) -> Result<u64, FieldProblem> {
        let text = text.trim();
        match self {
            Self::Instant { after, most } => {
                let at = instant(text).ok_or(FieldProblem::NotATime)?;
                match after {
                    Some(after) if at <= after => Err(FieldProblem::Order(after)),
                    _ if at > most => Err(FieldProblem::Outside(clock_short(Time::ZERO), clock_short(most))),
                    _ => Ok(at.ns()),
                }
            }
            Self::Number { least, most } => {
                let number: u64 = text.parse().map_err(|_| FieldProblem::NotANumber)?;
                match (least..=most).contains(&number) {
                    true => Ok(number),
                    false => Err(FieldProblem::Outside(least.to_string(), most.to_string())),
                }
            }
        }
    }
}

/// What a field is.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct FieldProps {
    /// A unique id.
    pub id: AttrValue,
    /// Its name.
    pub name: AttrValue,
    /// What it takes.
    pub kind: Kind,
    /// The value in force; `None` is written as `nothing`.
    pub value: Option<u64>,
    /// What stands there if there is no value. An emptied field then means none.
    #[prop_or_default]
    pub nothing: Option<AttrValue>,
    /// Another value was given.
    pub on_set: Callback<Option<u64>>,
    /// The interface language.
    pub lang: Lang,
}

/// A field.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    // What was typed and could not be used, and why.
    let wrong = use_state_eq(|| None::<(String, FieldProblem)>);
    {
        let wrong = wrong.clone();
        use_effect_with(props.value, move |_| wrong.set(None));
    }
    let on_change = {
        let (wrong, props) = (wrong.clone(), props.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text = input.value();
            let none = props.nothing.is_some() && text.trim().is_empty();
            match if none { Ok(None) } else { props.kind.read(&text).map(Some) } {
                Ok(value) => {
                    wrong.set(None);
                    // Written as it is written here, also where the value is the old one.
                    input.set_value(&value.map(|value| props.kind.write(value)).unwrap_or_default());
                    if value != props.value {
                        props.on_set.emit(value);
                    }
                }
                Err(problem) => wrong.set(Some((text, problem))),
            }
        })
    };
    let written = match &*wrong {
        Some((text, _)) => text.clone(),
        None => props.value.map(|value| props.kind.write(value)).unwrap_or_default(),
    };
    let message = format!("{}-message", props.id);
    html! {
        <>
            <input id={props.id.clone()} class="field" type="text" autocomplete="off" spellcheck="false"
                inputmode={matches!(props.kind, Kind::Number { .. }).then_some("numeric")}
                aria-label={props.name.clone()} value={written} placeholder={props.nothing.clone()} onchange={on_change}
                aria-invalid={wrong.is_some().then_some("true")}
                aria-describedby={wrong.is_some().then(|| message.clone())} />
            if let Some((text, problem)) = &*wrong {
                <p id={message} class="field-message" role="alert">{ field_problem(problem, text, props.lang) }</p>
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_named() {
        let until = Kind::Instant { after: Some(Time::from_ms(40_000)), most: Time::from_ms(180_000) };
        assert_eq!(until.read("0:39"), Err(FieldProblem::Order(Time::from_ms(40_000))));
        assert_eq!(until.read("3:01"), Err(FieldProblem::Outside("0:00".into(), "3:00".into())));
        assert_eq!(until.read("1:50").map(|at| until.write(at)), Ok("1:50.000".into()));
        let hits = Kind::Number { least: 1, most: 100 };
        assert_eq!(hits.read("101"), Err(FieldProblem::Outside("1".into(), "100".into())));
        assert_eq!(hits.read("half"), Err(FieldProblem::NotANumber));
        assert_eq!(hits.read(" 7 "), Ok(7));
    }
}
