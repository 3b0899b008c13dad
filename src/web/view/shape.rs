//! A picture as plain data: geometry is computed into [`Shape`]s, and only [`Part`] turns them into tags.
//!
//! Parts compare their shapes, so that what did not change between two frames costs neither tags nor strings.

use std::fmt::Write as _;
use std::rc::Rc;

use bad_gateway::vocabulary::RequestId;
use yew::prelude::*;

use super::marks::Mark;

/// One tag of a picture. Lengths are in units of its view box.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) form: Form,
    pub(crate) class: &'static str,
    /// The request that a click on it selects.
    pub(crate) request: Option<RequestId>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    Text {
        x: f32,
        y: f32,
        text: AttrValue,
    },
    /// A name, and behind it in small letters what stands for it.
    Name {
        x: f32,
        y: f32,
        name: AttrValue,
        more: AttrValue,
    },
    Rect {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        r: f32,
    },
    Circle {
        x: f32,
        y: f32,
        r: f32,
    },
    Mark {
        x: f32,
        y: f32,
        size: f32,
        mark: Mark,
    },
    Path(Vec<Step>),
}

/// A step of a pen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Lift it and go there.
    Move(f32, f32),
    /// Draw there.
    Line(f32, f32),
    /// Draw there in a curve, by two control points.
    Curve([f32; 6]),
    /// A ring around here, of this radius.
    Ring(f32, f32, f32),
}

/// A rectangle of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) w: f32,
    pub(crate) h: f32,
}

impl Area {
    pub(crate) const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// What is left of it below a head.
    pub(crate) fn below(self, head: f32) -> Self {
        Self { y: self.y + head, h: (self.h - head).max(0.0), ..self }
    }

    /// What is left of it above a foot.
    pub(crate) fn above(self, foot: f32) -> Self {
        Self { h: (self.h - foot).max(0.0), ..self }
    }

    pub(crate) fn right(self) -> f32 {
        self.x + self.w
    }

    pub(crate) fn bottom(self) -> f32 {
        self.y + self.h
    }

    /// Half way down.
    pub(crate) fn middle(self) -> f32 {
        self.y + self.h / 2.0
    }

    /// Whether it spans this height.
    pub(crate) fn holds(self, y: f32) -> bool {
        self.y < y && y < self.bottom()
    }
}

/// A count as a length. Counts beyond 65 535 are cut off there, far beyond what is ever drawn one by one.
pub(crate) fn len(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// A count for words.
pub(crate) fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// How many times `step` fits into `length`.
pub(crate) fn times(length: f32, step: f32) -> usize {
    let times = (length / step).floor().clamp(0.0, 65_535.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of u16")]
    let times = times as u16;
    usize::from(times)
}

/// About how wide words of 12 units are: enough to know whether they fit.
pub(crate) fn width(words: &str) -> f32 {
    words.chars().map(letter).sum()
}

fn letter(letter: char) -> f32 {
    match letter {
        ' ' | 'i' | 'j' | 'l' | '.' | ',' | ':' | '’' | '\u{a0}' | '\u{202f}' => 3.2,
        'f' | 'r' | 't' | '-' | '(' | ')' => 4.5,
        'c' | 's' | 'v' | 'x' | 'y' | 'z' | 'k' => 6.0,
        'm' | 'w' | 'M' | 'W' => 10.7,
        '0'..='9' => 6.9,
        '\u{1100}'.. => 11.5,
        _ => 7.3,
    }
}

/// A part of a picture: the class of its group, and what is drawn in it.
pub(crate) type Group = (&'static str, Rc<[Shape]>);

/// A picture while it is drawn, back to front.
#[derive(Debug, Default)]
pub(crate) struct Drawing(Vec<Shape>);

impl Drawing {
    fn add(&mut self, form: Form, class: &'static str) -> &mut Shape {
        self.0.push(Shape { form, class, request: None });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    pub(crate) fn text(&mut self, x: f32, y: f32, class: &'static str, text: impl Into<AttrValue>) -> &mut Shape {
        self.add(Form::Text { x, y, text: text.into() }, class)
    }

    pub(crate) fn name(&mut self, x: f32, y: f32, name: AttrValue, more: AttrValue) {
        self.add(Form::Name { x, y, name, more }, "serif");
    }

    pub(crate) fn rect(&mut self, area: Area, r: f32, class: &'static str) -> &mut Shape {
        let Area { x, y, w, h } = area;
        self.add(Form::Rect { x, y, w, h, r }, class)
    }

    pub(crate) fn circle(&mut self, x: f32, y: f32, r: f32, class: &'static str) {
        self.add(Form::Circle { x, y, r }, class);
    }

    pub(crate) fn mark(&mut self, x: f32, y: f32, size: f32, mark: Mark) -> &mut Shape {
        self.add(Form::Mark { x, y, size, mark }, mark.class())
    }

    pub(crate) fn path(&mut self, steps: Vec<Step>, class: &'static str) {
        if !steps.is_empty() {
            self.add(Form::Path(steps), class);
        }
    }

    pub(crate) fn line(&mut self, from: (f32, f32), to: (f32, f32), class: &'static str) {
        self.path(vec![Step::Move(from.0, from.1), Step::Line(to.0, to.1)], class);
    }

    /// A wire with a head at its end, along one axis.
    pub(crate) fn arrow(&mut self, from: (f32, f32), to: (f32, f32), head: f32, class: &'static str) {
        let side = head * 0.8;
        let (dx, dy) = ((to.0 - from.0).signum() * head, (to.1 - from.1).signum() * head);
        let (left, right) = if (to.0 - from.0).abs() > (to.1 - from.1).abs() {
            ((to.0 - dx, to.1 - side), (to.0 - dx, to.1 + side))
        } else {
            ((to.0 - side, to.1 - dy), (to.0 + side, to.1 - dy))
        };
        let steps = vec![
            Step::Move(from.0, from.1),
            Step::Line(to.0, to.1),
            Step::Move(left.0, left.1),
            Step::Line(to.0, to.1),
            Step::Line(right.0, right.1),
        ];
        self.path(steps, class);
    }

    /// The selection: yellow, with an edge of 3 units at its left.
    pub(crate) fn selection(&mut self, area: Area) {
        self.rect(area, 0.0, "sel");
        self.rect(Area { w: 3.0, ..area }, 0.0, "sel-edge");
    }

    /// What was drawn.
    pub(crate) fn shapes(self) -> Rc<[Shape]> {
        self.0.into()
    }
}

impl Shape {
    /// A click selects this request.
    pub(crate) fn of(&mut self, request: RequestId) {
        self.request = Some(request);
    }
}

/// A number in tenths, rounded: text that a browser reads as a length is made of integers, as a float's would bring the
/// machinery of all floats with it.
fn tenths(value: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a picture is some thousand units wide")]
    let tenths = (value * 10.0 + 0.5).floor() as i32;
    tenths
}

fn write_tenth(d: &mut String, value: f32) {
    let tenths = tenths(value);
    if tenths < 0 {
        d.push('-');
    }
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    // Writing to a string cannot fail.
    let _ = write!(d, "{whole}");
    if rest > 0 {
        let _ = write!(d, ".{rest}");
    }
}

/// A number of a tag, to a tenth.
pub(crate) fn tenth(value: f32) -> AttrValue {
    let mut text = String::new();
    write_tenth(&mut text, value);
    text.into()
}

/// The view box of a picture of this size.
pub(crate) fn view_box((w, h): (f32, f32)) -> AttrValue {
    let mut text = "0 0".to_owned();
    numbers(&mut text, ' ', &[w, h]);
    text.into()
}

/// Each with a sign before it: a letter of a pen, then spaces.
fn numbers(d: &mut String, mut sign: char, values: &[f32]) {
    for value in values {
        d.push(sign);
        write_tenth(d, *value);
        sign = ' ';
    }
}

fn pen(steps: &[Step]) -> AttrValue {
    let mut d = String::with_capacity(steps.len() * 16);
    for step in steps {
        match *step {
            Step::Move(x, y) => numbers(&mut d, 'M', &[x, y]),
            Step::Line(x, y) => numbers(&mut d, 'L', &[x, y]),
            Step::Curve(points) => numbers(&mut d, 'C', &points),
            Step::Ring(x, y, r) => {
                numbers(&mut d, 'M', &[x - r, y]);
                numbers(&mut d, 'a', &[r, r, 0.0, 1.0, 0.0, 2.0 * r, 0.0]);
                numbers(&mut d, 'a', &[r, r, 0.0, 1.0, 0.0, -2.0 * r, 0.0]);
            }
        }
    }
    d.into()
}

fn tag(shape: &Shape, on_select: Option<&Callback<RequestId>>) -> Html {
    let onclick = on_select.zip(shape.request).map(|(on_select, request)| {
        let on_select = on_select.clone();
        Callback::from(move |_: MouseEvent| on_select.emit(request))
    });
    let class = classes!(shape.class, onclick.is_some().then_some("can"));
    match &shape.form {
        Form::Text { x, y, text } => {
            html! { <text x={tenth(*x)} y={tenth(*y)} {class} {onclick}>{ text.clone() }</text> }
        }
        Form::Name { x, y, name, more } => html! {
            <text x={tenth(*x)} y={tenth(*y)} {class}>{ name.clone() }<tspan dx="9" class="proc">{ more.clone() }</tspan></text>
        },
        Form::Rect { x, y, w, h, r } => html! {
            <rect x={tenth(*x)} y={tenth(*y)} width={tenth(*w)} height={tenth(*h)} rx={tenth(*r)} {class} {onclick} />
        },
        Form::Circle { x, y, r } => html! { <circle cx={tenth(*x)} cy={tenth(*y)} r={tenth(*r)} {class} /> },
        Form::Mark { x, y, size, mark } => html! {
            <use href={mark.symbol()} x={tenth(*x)} y={tenth(*y)} width={tenth(*size)} height={tenth(*size)} {class} {onclick} />
        },
        Form::Path(steps) => html! { <path d={pen(steps)} {class} /> },
    }
}

/// A part of a picture.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PartProps {
    /// What is drawn, back to front.
    pub(crate) shapes: Rc<[Shape]>,
    /// The class of the group.
    #[prop_or_default]
    pub(crate) class: &'static str,
    /// What a click on a request does; without, nothing can be clicked.
    #[prop_or_default]
    pub(crate) on_select: Option<Callback<RequestId>>,
}

/// Draws shapes. Skipped where they are what they were.
#[component]
pub(crate) fn Part(props: &PartProps) -> Html {
    html! {
        <g class={classes!(props.class)}>
            { for props.shapes.iter().map(|shape| tag(shape, props.on_select.as_ref())) }
        </g>
    }
}
