//! A field for one value. What is typed is read when the field is left or Enter is pressed; what cannot be read is
//! named beside it, and the old value stays in force.

use bad_gateway::kernel::Time;
use bad_gateway::text::Lang;
use bad_gateway::text::number::{clock, clock_short, instant};
use bad_gateway::text::ui::lab::{FieldProblem, field_problem};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::use_anew;

/// What a field takes, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An instant of the run as nanoseconds, after `after` and before `before` if they are given, at most `most`: `0:40.000`.
    Instant {
        /// It must lie after this.
        after: Option<Time>,
        /// It must lie before this.
        before: Option<Time>,
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
            Self::Instant { after, before, most } => {
                let at = instant(text).ok_or(FieldProblem::NotATime)?;
                match (after, before) {
                    _ if at > most => Err(FieldProblem::Outside(clock_short(Time::ZERO), clock_short(most))),
                    (Some(after), _) if at <= after => Err(FieldProblem::Order(after)),
                    (_, Some(before)) if at >= before => Err(FieldProblem::Late(before)),
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
    // What is being typed: a field that is drawn anew must not lose it.
    let typed = use_state_eq(|| None::<String>);
    {
        let wrong = wrong.clone();
        use_effect_with(props.value, move |_| wrong.set(None));
    }
    let anew = use_anew();
    {
        let (wrong, typed) = (wrong.clone(), typed.clone());
        use_effect_with(anew, move |_| {
            wrong.set(None);
            typed.set(None);
        });
    }
    let on_input = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            typed.set(event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()));
        })
    };
    let on_blur = {
        let typed = typed.clone();
        Callback::from(move |_: FocusEvent| typed.set(None))
    };
    let on_change = {
        let (wrong, typed, props) = (wrong.clone(), typed.clone(), props.clone());
        Callback::from(move |event: Event| {
            typed.set(None);
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
    let written = match (&*typed, &*wrong) {
        (Some(text), _) | (None, Some((text, _))) => text.clone(),
        (None, None) => props.value.map(|value| props.kind.write(value)).unwrap_or_default(),
    };
    let message = format!("{}-message", props.id);
    html! {
        <>
            <input id={props.id.clone()} class="field" type="text" autocomplete="off" spellcheck="false"
                inputmode={matches!(props.kind, Kind::Number { .. }).then_some("numeric")}
                aria-label={props.name.clone()} value={written} placeholder={props.nothing.clone()} onchange={on_change} oninput={on_input} onblur={on_blur}
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
        let until = Kind::Instant { after: Some(Time::from_ms(40_000)), before: None, most: Time::from_ms(180_000) };
        assert_eq!(until.read("0:39"), Err(FieldProblem::Order(Time::from_ms(40_000))));
        assert_eq!(until.read("3:01"), Err(FieldProblem::Outside("0:00".into(), "3:00".into())));
        assert_eq!(until.read("1:50").map(|at| until.write(at)), Ok("1:50.000".into()));
        let from = Kind::Instant { after: None, before: Some(Time::from_ms(110_000)), most: Time::from_ms(180_000) };
        assert_eq!(from.read("1:55"), Err(FieldProblem::Late(Time::from_ms(110_000))));
        assert_eq!(from.read("1:49.999").map(|at| from.write(at)), Ok("1:49.999".into()));
        let hits = Kind::Number { least: 1, most: 100 };
        assert_eq!(hits.read("101"), Err(FieldProblem::Outside("1".into(), "100".into())));
        assert_eq!(hits.read("half"), Err(FieldProblem::NotANumber));
        assert_eq!(hits.read(" 7 "), Ok(7));
    }
}
