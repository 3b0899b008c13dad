//! The articles of this program.

use crate::text::Lang;

/// An article as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The last part of its address.
    pub slug: &'static str,
    /// Its language.
    pub lang: Lang,
    /// Its text.
    pub markdown: &'static str,
}

/// All articles in all their languages: English first, then its translations.
pub const fn articles() -> &'static [Source] {
    &[
        Source {
            slug: "what-is-502-3",
            lang: Lang::En,
            markdown: include_str!("../../content/articles/en/what-is-502-3.md"),
        },
        Source {
            slug: "what-is-502-3",
            lang: Lang::Ko,
            markdown: include_str!("../../content/articles/ko/what-is-502-3.md"),
        },
    ]
}
