//! What everything says, in each interface language: one exhaustive match per language, so that a missing
//! translation does not compile. Artefacts are not translated, since the real ones are not.
//!
//! This layer sits above `lab`, so that it says the closed enums of the other layers themselves; a copy of each as a
//! message would have to be kept in step. Nothing below imports it.

mod article;
pub mod chain;
pub mod ending;
pub mod fault;
pub mod hosting;
pub mod korean;
pub mod lab;
pub mod number;
pub mod scenario;
mod story;
pub mod ui;
pub mod why;

pub use article::ArticleWord;
pub use story::{Sentence, sentence, whole};

/// An interface language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Lang {
    /// All languages, English first.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The language's own name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ko => "한국어",
        }
    }

    /// What stands before the path of a page in this language: English pages lie at the root.
    pub const fn path_prefix(self) -> &'static str {
        match self {
            Self::En => "",
            Self::Ko => "ko/",
        }
    }
}

/// Something that can be said in every language. An implementation matches exhaustively in each, so that a new
/// variant, or a new language, does not compile before it is said.
pub trait Say {
    /// In English.
    fn en(&self) -> String;

    /// In Korean.
    fn ko(&self) -> String;

    /// In this language.
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.en(),
            Lang::Ko => self.ko(),
        }
    }
}
